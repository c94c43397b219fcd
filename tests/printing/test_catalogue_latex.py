"""The LaTeX of the catalogue's derivations in derivations/latex: up to date, and compiled by pdflatex where that is asked for.

MIRRORSYM_TYPESET=full derives every pair again; without it every sixth.  MIRRORSYM_TYPESET=pdflatex also compiles each of them.
"""

from __future__ import annotations

import os
import re
import subprocess
import zlib
from pathlib import Path

import pytest

from mirrorsym import catalogue, derive
from mirrorsym.calculus.bounded import Worker
from mirrorsym.printing.formats import written
from mirrorsym.printing.paper import HEAD
from mirrorsym.printing.story import story

FOLDER = Path(__file__).parents[2] / "derivations" / "latex"
PROFILE = os.environ.get("MIRRORSYM_TYPESET", "")
IDS = [n for n in catalogue.ids() if PROFILE or zlib.crc32(n.encode()) % 6 == 0]


def test_every_pair_has_its_file() -> None:
    assert {f.stem for f in FOLDER.glob("*.tex")} == set(catalogue.ids())


@pytest.mark.parametrize("name", IDS)
def test_a_derivation_is_up_to_date(name: str) -> None:
    with Worker() as worker:
        text = written(story(derive(catalogue.load(name), worker=worker)), "latex", standalone=False)
    assert isinstance(text, str)
    assert (FOLDER / f"{name}.tex").read_text(encoding="utf-8") == text, "run `mirrorsym catalogue typeset derivations/latex`"


@pytest.mark.parametrize("name", catalogue.ids())
def test_what_is_printed_is_plain(name: str) -> None:
    """What a reader would have to mend: programs' names of functions, decimal points, unset names, signs that pdflatex lacks."""
    text = (FOLDER / f"{name}.tex").read_text(encoding="utf-8")
    math = " ".join(re.findall(r"\$[^$]*\$|\\begin\{align\*\}.*?\\end\{align\*\}", text, re.DOTALL))
    assert text.isascii()
    assert not re.search(r"\basinh|\bacosh|\batan|\*\*|\d\.0\b|\?", math), re.search(r"\basinh|\*\*|\d\.0\b|\?", math)
    for opening, closing in ("{}", "()"):
        assert math.count(opening) == math.count(closing)


if PROFILE == "pdflatex":
    @pytest.mark.parametrize("name", catalogue.ids())
    def test_it_compiles(name: str, tmp_path: Path) -> None:
        """With packages of texlive-latex-base only, and nothing sticks out by more than 10 points."""
        body = (FOLDER / f"{name}.tex").read_text(encoding="utf-8")
        keys = sorted(set(re.findall(r"\\cite(?:\[[^]]*\])?\{(\w+)\}", body)))
        papers = "\\begin{thebibliography}{9}\n" + "\n".join(rf"\bibitem{{{k}}} {k}" for k in keys) + "\n\\end{thebibliography}\n"
        (tmp_path / "d.tex").write_text(HEAD + "\\begin{document}\n" + body + (papers if keys else "") + "\\end{document}\n")
        for _ in range(2):
            done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "d.tex"], cwd=tmp_path, capture_output=True,
                                  text=True, errors="replace", timeout=120, check=False)
        assert done.returncode == 0, done.stdout[-2000:]
        wide = [float(w) for w in re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide\)", done.stdout)]
        assert max(wide, default=0) <= 10, wide
        assert "undefined" not in done.stdout
