"""`mirrorsym parametrize`: exit codes, formats, and what a user sees."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


def test_a_parametrization_exits_with_zero(run: Run) -> None:
    result = run("parametrize", "x*log(x) - x")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    for text in ("X  x > 0", "g  w**2/4", "M  w > 0", "F  2*sqrt(x)", "dF^T dF = Hess R", "g maps M onto X"):
        assert text in result.stdout


def test_json_is_the_schema_and_is_rechecked(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    assert run("parametrize", "x**2 + b*x*y + y**2", "--param", "-1 < b < 1", "-o", str(target)).exit_code == 0
    data = json.loads(target.read_text())
    assert data["schema"] == "mirrorsym.parametrize/1"
    assert set(data) == {"schema", "about", "R", "x", "domain", "parameters", "clock", "status", "because", "route", "embedding", "pair", "claims",
                         "criteria", "witness", "certificates", "seconds"}
    assert (data["status"], data["route"], data["x"]) == ("HOLDS", "quadratic", ["x", "y"])
    again = run("recheck", str(target))
    assert again.exit_code == 0, again.stdout
    assert "every verdict is accepted" in again.stdout
    data["pair"]["g"][0] += " + w1"
    target.write_text(json.dumps(data))
    assert run("recheck", str(target)).exit_code == 1


def test_what_is_not_convex_exits_with_one(run: Run) -> None:
    result = run("parametrize", "x**2 - y**2")
    assert result.exit_code == 1
    assert "FAILS" in result.stdout
    assert "at x = 1, y = 1" in result.stdout


def test_a_clock_asks_for_a_regularizer(run: Run) -> None:
    result = run("parametrize", "x*log(x) - x - 3*a*x", "--clock", "a")
    assert result.exit_code == 0, result.stderr
    for text in ("h     3*w**2/4", "from  w = 2", "R is R_a of (g, h)"):
        assert " ".join(text.split()) in " ".join(result.stdout.split())
    assert run("parametrize", "cosh(x) - a*x", "--clock", "a").exit_code == 3
    assert run("parametrize", "x**2", "--clock", "a").exit_code == 2
    assert run("parametrize", "x**2 - a*x", "--clock", "a", "--embedding", "x").exit_code == 2


def test_an_embedding_is_held_against_the_potential(run: Run) -> None:
    result = run("parametrize", "x**2 + x*y + y**2", "--embedding", "x + y/2, sqrt(3)*y/2", "--json")
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    assert (data["about"], data["pair"], data["witness"]) == ("isometry", None, {"x": "1", "y": "1"})


@pytest.mark.parametrize(("arguments", "place"), [
    (("x**",), "R: column 4"), (("x**2", "--embedding", "q"), "embedding[0]"), (("log(x)", "--on", "x > -1"), "R: log(x)"),
    (("x**2", "--fragment"), "--fragment goes with"), (("x**2", "--param", "b strange"), "--param"), (("x**2", "y"), "unexpected extra argument"),
])
def test_bad_input_is_two_lines_at_most(run: Run, arguments: tuple[str, ...], place: str) -> None:
    result = run("parametrize", *arguments)
    assert result.exit_code == 2
    assert 1 <= len(result.stderr.strip().splitlines()) <= 2
    assert place in result.stderr
    assert result.stdout == ""
