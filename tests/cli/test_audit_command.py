"""`mirrorsym audit` and `blueprint` on a small register of our own: right, wrong and unfinished claims, and what a user mistypes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
FILE = """
from mirrorsym.register import Claim, not_decidable, relations
COVERS = ("Eq. 1",)
TITLE = "an equation"
CLAIMS = (
    Claim("", "twice x is x + x", "Eq. (1)", relations(), "HOLDS", "proved in general", {"r": "2*x = x + x"}),
    Claim("square", "squares are positive", "Eq. (1)", relations(variables=["x"]), "FAILS", "refuted", {"r": "x**2 > 0"},
          corrected={"r": "x**2 >= 0"}, corrected_says="squares are not negative", why="x may be 0", script="print(0)", uses=("tdmf/eq_1",)),
    Claim("taste", "it is beautiful", "Eq. (1)", not_decidable("beauty is no formula"), "UNDECIDED", "not decidable by computation"),
)
"""


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register with one file."""
    root = tmp_path / "derivations"
    (root / "tdmf").mkdir(parents=True)
    (root / "tdmf" / "eq_1.py").write_text(FILE)
    (root / "tdmf" / "items.toml").write_text('items = ["Eq. 1"]\n')
    monkeypatch.setattr("mirrorsym.register.files.folder", lambda: root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return root


def test_an_audit_that_finds_what_is_recorded(run: Run, register: Path) -> None:
    result = run("audit", "--json", "--jobs", "1")
    assert result.exit_code == 0, result.stderr
    claims = json.loads(result.stdout)["claims"]
    assert {n: (c["as_printed"], c["corrected"]) for n, c in claims.items()} == {
        "tdmf/eq_1": ("HOLDS", None), "tdmf/eq_1/square": ("FAILS", "HOLDS"), "tdmf/eq_1/taste": ("UNDECIDED", None)}
    assert claims["tdmf/eq_1/square"]["witness"] == {"x": "0"}
    assert set(claims["tdmf/eq_1"]) >= {"status", "as_printed", "corrected", "scope", "because", "witness", "recorded", "seconds"}
    again = run("audit", "--changed", "--json")
    assert json.loads(again.stdout)["claims"] == {}


def test_a_record_that_is_wrong_is_told(run: Run, register: Path) -> None:
    file = register / "tdmf" / "eq_1.py"
    file.write_text(FILE.replace('"2*x = x + x"', '"2*x = x + 1"'))
    result = run("audit", "tdmf/eq_1", "--only", "HOLDS", "--jobs", "1")
    assert result.exit_code == 1
    assert "recorded HOLDS, found FAILS" in result.stdout


@pytest.mark.parametrize("change", [("relations()", 'not_decidable("it ran out of time")'), ('"2*x = x + x"', '"2*x = x +"')])
def test_what_cannot_be_decided_again_is_told(run: Run, register: Path, change: tuple[str, str]) -> None:
    (register / "tdmf" / "eq_1.py").write_text(FILE.replace(*change))
    result = run("audit", "--jobs", "1")
    assert result.exit_code == 3, result.output
    assert "tdmf/eq_1/square" in result.stdout  # the others are decided all the same


@pytest.mark.parametrize(("arguments", "said"), [
    (["tdmf/eq_2"], "'tdmf/eq_2' is no claim of the register; did you mean tdmf/eq_1?"),
    (["tdmf/eq_1/square", "--write"], "--write is for an audit of the whole register"),
])
def test_mistakes_are_one_line(run: Run, register: Path, arguments: list[str], said: str) -> None:
    result = run("audit", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(("change", "said"), [
    (('"proved in general"', '"proved"'), "tdmf/eq_1: ValueError: scope: 'proved' is none of"),
    (("CLAIMS = (", "CLAIMS = (("), "tdmf/eq_1: SyntaxError"),
    (("TITLE", "NAME"), "tdmf/eq_1: AttributeError"),
])
def test_a_broken_file_is_named(run: Run, register: Path, change: tuple[str, str], said: str) -> None:
    (register / "tdmf" / "eq_1.py").write_text(FILE.replace(*change))
    result = run("audit")
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_blueprint_names_every_file(run: Run, register: Path, tmp_path: Path) -> None:
    page = tmp_path / "blueprint.html"
    assert run("blueprint", "-o", str(page)).exit_code == 0
    assert "tdmf/eq_1: corrected" in page.read_text()
    assert run("blueprint").stdout.startswith("<svg")
