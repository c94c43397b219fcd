"""`mirrorsym derive --at`: numbers beside formulas, and where there are none."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

Run = Callable[..., Result]
DECAY = ("derive", "u**2 - v**2", "--h", "u**2 + v**2", "--on", "u > 0, v > 0")


def test_numbers_agree_with_the_formulas(run: Run) -> None:
    result = run(*DECAY, "--at", "mu1 = 1/4, a = -1/4, u0 = 1, v0 = 1", "--digits", "12", "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)["numeric"]
    assert found["psi"][0] == "1.0"  # exp(2*(mu + a))
    assert found["psi"][1].startswith("0.36787944117")  # exp(-1)
    assert found["x"][0].startswith("0.864664716763")  # 1 - exp(-2)
    assert found["minimizer"] == ["0.0"]
    assert float(found["spread"]) < 1e-11


def test_the_numbers_are_offered_where_there_is_no_formula(run: Run) -> None:
    pair = ("derive", "exp(u) - log(exp(v) + 1)", "--h", "exp(u) + log(exp(v) + 1)")
    result = run(*pair)
    assert result.exit_code == 3
    assert "--at 'x1 = ..., a = ..., u0 = ..., v0 = ...'" in " ".join(result.stdout.split())
    told = run(*pair, "--at", "x1 = 1/2, a = -0.25, u0 = 0, v0 = 0", "--digits", "10")
    assert "x = grad Q_a(mu): 0.5\n" in told.stdout
    assert "not proofs" in told.stdout


def test_an_inverse_without_a_formula_is_enclosed(run: Run) -> None:
    pair = ("derive", "u**4 - v**4", "--h", "u**4 + v**4", "--on", "u > 0, v > 0")
    result = run(*pair, "--at", "x1 = 1/2, a = -1/4, u0 = 1, v0 = 1", "--digits", "12", "--json")
    found = json.loads(result.stdout)["numeric"]
    (low, high), = found["enclosed"]["mu"]
    assert low == "0.205881277735"
    assert high == "0.205881277736"
    assert float(low) - 1e-12 < float(found["mu"][0]) < float(high) + 1e-12
    outside = run(*pair, "--at", "mu1 = 0, a = -1/4, u0 = 1, v0 = 1", "--digits", "12", "--json")
    assert json.loads(outside.stdout)["numeric"]["enclosed"] is None


def test_an_end_of_the_flow_is_said(run: Run) -> None:
    result = run("derive", "exp(u)", "--at", "mu1 = 2, u0 = 0", "--digits", "8")
    assert "the flow ends at 0.5" in result.stdout


def test_a_pair_that_does_not_commute_has_no_numbers(run: Run) -> None:
    result = run("derive", "x", "--h", "x**2", "--at", "x1 = 1, x0 = 1", "--json")
    assert result.exit_code == 1
    assert "numeric" not in json.loads(result.stdout)


@pytest.mark.parametrize("at", [
    "x1", "x1 = 1e9", "x1 = 1/0", "x1 = 1, x1 = 2", "x2 = 1, u0 = 1, v0 = 1", "x1 = 1, mu1 = 1, u0 = 1, v0 = 1", "x1 = 1",
    "a = 1, u0 = 1, v0 = 1", "mu1 = 0, u0 = -1, v0 = 1",
])
def test_bad_points_are_two_lines_at_most(run: Run, at: str) -> None:
    result = run(*DECAY, "--at", at)
    assert result.exit_code == 2
    assert 1 <= len(result.stderr.strip().splitlines()) <= 3
    assert result.stdout == ""
