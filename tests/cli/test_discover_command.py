"""`mirrorsym discover` and `check --laws`: exit codes, formats, and what a user sees."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


def test_a_complete_list_exits_with_zero(run: Run) -> None:
    result = run("discover", "u*v")
    assert result.exit_code == 0, result.stderr
    assert "proved complete: dimension 3" in result.stdout
    assert "u**2 + v**2" in result.stdout
    assert result.stderr == ""


def test_json_is_the_schema(run: Run) -> None:
    data = json.loads(run("discover", "log(u) - log(v)", "--on", "u > 0, v > 0", "--json").stdout)
    assert data["schema"] == "mirrorsym.discover/1"
    assert set(data["basis"]) == {"1", "log(u)", "log(v)"}
    assert data["complete"] is True
    assert data["infinite"] is None


def test_a_gap_exits_with_three(run: Run) -> None:
    result = run("discover", "sqrt(u)*v", "--on", "u > 0")
    assert result.exit_code == 3
    assert "dimension 2 to 3" in result.stdout


def test_unused_variables_make_a_family(run: Run) -> None:
    result = run("discover", "u**2", "--variables", "u, v")
    assert result.exit_code == 0
    assert "f(v) for every function f" in result.stdout


def test_functions_and_degree_are_used(run: Run) -> None:
    result = run("discover", "erf(u) - v**5", "--degree", "1", "--function", "v**5", "--json")
    assert json.loads(result.stdout)["complete"] is True
    assert run("discover", "u*v", "--degree", "0").exit_code == 2


def test_a_file_and_the_catalogue(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    result = run("discover", "catalogue:u2-v2-weight-decay", "-o", str(target))
    assert result.exit_code == 0
    assert result.stdout == ""
    assert json.loads(target.read_text())["dimension"] == 3


@pytest.mark.parametrize("arguments", [
    ("u**",), ("u*v", "--function", "q"), ("log(u)",), ("catalogue:u2-v2", "catalogue:u4-v4"), ("u", "--bib", "x.bib"), ("u", "--variables", "v"),
])
def test_bad_input_is_two_lines_at_most(run: Run, arguments: tuple[str, ...]) -> None:
    result = run("discover", *arguments)
    assert result.exit_code == 2
    assert 1 <= len(result.stderr.strip().splitlines()) <= 2
    assert result.stdout == ""


def test_check_shows_laws_on_request(run: Run) -> None:
    result = run("check", "u**2 - v**2", "--h", "u**2 + v**2", "--only", "commuting", "--laws")
    assert result.exit_code == 0, result.stderr
    assert "u*v" in result.stdout
    data = json.loads(run("check", "u**2 - v**2", "--only", "commuting", "--laws", "--json").stdout)
    assert data["laws"]["g"]["laws"] == ["u*v"]
    assert data["laws"]["joint"] is None
    assert "laws" not in json.loads(run("check", "u", "--only", "smooth", "--json").stdout)
    assert run("check", "u", "--laws", "--to", "html").exit_code == 2
