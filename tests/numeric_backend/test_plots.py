"""Pictures: drawn where Matplotlib is there, refused in one sentence before anything runs where it is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from mirrorsym.cli.desk import desk
from numeric_backend.plots import available


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], tuple[int, str]]:
    monkeypatch.chdir(tmp_path)

    def run(name: str) -> tuple[int, str]:
        result = CliRunner().invoke(desk, ["rerun", "u", "--h", "u**2", "--trajectories", "2", "--duration", "0.2", "--plot", name])
        return result.exit_code, result.stderr

    return run


def test_a_picture_or_a_reason(ask: Callable[[str], tuple[int, str]], tmp_path: Path) -> None:
    code, said = ask("run.svg")
    if available() is None:
        assert code == 0
        assert (tmp_path / "run.svg").read_text("utf-8").rstrip().endswith("</svg>")
    else:
        assert code == 2 and "Matplotlib is not installed" in said
        assert list(tmp_path.iterdir()) == []


def test_without_matplotlib_nothing_runs(ask: Callable[[str], tuple[int, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("numeric_backend.plots.find_spec", lambda name: None)
    code, said = ask("run.png")
    assert code == 2 and "Matplotlib is not installed" in said and list(tmp_path.iterdir()) == []


def test_other_names_are_refused(ask: Callable[[str], tuple[int, str]]) -> None:
    code, said = ask("run.bmp")
    assert code == 2 and ".png, .svg or .pdf" in said
