"""Answers as documents: `--to`, `--fragment` and `--bib`, and what happens where PDF cannot be made."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest


def test_bibtex_and_fragment(run: Any, tmp_path: Path) -> None:
    done = run("check", "u*v", "-o", "a.tex", "--bib", "papers.bib")
    assert done.exit_code in (0, 1, 3), done.stderr
    page, entries = (tmp_path / "a.tex").read_text(), (tmp_path / "papers.bib").read_text()
    assert r"\bibliography{papers}" in page and "@misc{tdmf," in entries and "@inproceedings{lwla," in entries
    fragment = run("discover", "u", "--to", "latex", "--fragment").stdout
    assert r"\begin{document}" not in fragment and r"\begin{align*}" in fragment
    assert "<html" not in run("discover", "u", "--to", "html", "--fragment").stdout


def test_without_the_extra_a_pdf_is_refused_in_a_line_and_the_rest_is_written(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    (tmp_path / "a.html").write_text("mine")
    done = run("discover", "u", "-o", "a.pdf")
    assert done.exit_code == 2
    assert "pip install 'mirrorsym[pdf]'" in done.stderr and "written instead: " in done.stderr
    assert (tmp_path / "a.tex").read_text().startswith(r"\documentclass")
    assert (tmp_path / "a.html").read_text() == "mine"  # nothing of anybody's is overwritten
    assert not (tmp_path / "a.pdf").exists()
    assert run("discover", "u", "--to", "pdf").exit_code == 2
