"""Theorems whose hypotheses are properties of the potential: decided by `derive`, left open by `check`, rechecked, and not forged."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from mirrorsym import Pair, check, derive, recheck
from mirrorsym.calculus.bounded import Worker

ON = ["u > 0", "v > 0"]
IDS = ("lwla.4.13", "lwla.4.16", "lwla.5.1", "tdmf.3.2")
CASES = {
    "weight decay": ({"g": ["u**2 - v**2"], "h": "u**2 + v**2", "domain": ON}, "HHHH"),
    "a constant in h": ({"g": ["u**2 - v**2"], "h": "u**2 + v**2 - 5", "domain": ON}, "HHHH"),
    "fourth powers": ({"g": ["u**4 - v**4"], "h": "u**4 + v**4", "domain": ON}, "HHHH"),
    "h falls without bound": ({"g": ["u**2 - v**2"], "h": "-u**2 - v**2", "domain": ON}, "HHHN"),
    "logarithms leave M": ({"g": ["log(u) - log(v)"], "h": "log(u) + log(v)", "domain": ON}, "NNHN"),
    "cut off": ({"g": ["u**2 - v**2"], "h": "u**2 + v**2", "domain": ["u > 1", "v > 1"]}, "NNNN"),
    "not commuting": ({"g": ["u**2 - v**2"], "h": "u*v", "domain": ON}, "HHHN"),
    "without h": ({"g": ["u**2 - v**2"], "domain": ON}, "HHHN"),
}


@pytest.fixture(scope="module")
def reports() -> dict[str, dict[str, Any]]:
    """Every case, derived with one worker."""
    with Worker() as worker:
        return {n: json.loads(json.dumps(derive(Pair(**a), worker=worker).to_json())) for n, (a, _) in CASES.items() if n != "not commuting"}


@pytest.mark.parametrize("name", [n for n in CASES if n != "not commuting"])
def test_which_apply(name: str, reports: dict[str, dict[str, Any]]) -> None:
    theorems = reports[name]["theorems"]
    assert "".join("H" if theorems[i]["status"] == "HOLDS" else "N" for i in IDS) == CASES[name][1]
    assert all(theorems[i]["first_missing"] for i in IDS if theorems[i]["status"] == "NOT_APPLICABLE")
    assert recheck(reports[name]).accepted


def test_quadratics_that_are_cut_off_have_their_formulas_beyond_m(reports: dict[str, dict[str, Any]]) -> None:
    cut = reports["cut off"]
    assert cut["criteria"]["bregman"]["status"] == "FAILS"  # the flow in M ends; the theorem's own goes on
    for name in ("lwla.4.15", "tdmf.3.3"):
        assert cut["theorems"][name]["status"] == "HOLDS"
        assert "the flow in all of R^D, which may leave M" in cut["theorems"][name]["because"]


def test_a_constant_takes_the_weaker_form(reports: dict[str, dict[str, Any]]) -> None:
    assert reports["weight decay"]["theorems"]["tdmf.3.2"]["form"] == "as printed"
    assert reports["a constant in h"]["theorems"]["tdmf.3.2"]["form"].startswith("weaker")


def test_a_theorem_says_where_its_properties_hold(reports: dict[str, dict[str, Any]]) -> None:
    assert "8*u0**2" in reports["fourth powers"]["theorems"]["tdmf.3.2"]["because"]


def test_without_its_property_a_theorem_is_rejected(reports: dict[str, dict[str, Any]]) -> None:
    for theorem, prop in (("tdmf.3.2", "bregman"), ("lwla.4.13", "bregman"), ("lwla.5.1", "legendre")):
        left_out, open_ = copy.deepcopy(reports["weight decay"]), copy.deepcopy(reports["weight decay"])
        left_out["theorems"][theorem]["hypotheses"].pop(prop)
        open_["criteria"][prop]["status"] = "UNDECIDED"
        for forged in (left_out, open_):
            assert not recheck(forged)[theorem].accepted


def test_check_leaves_them_open() -> None:
    report = check(Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=ON))
    assert str(report.theorems["tdmf.3.2"].status) == "UNDECIDED"
    assert "derive" in report.theorems["tdmf.3.2"].because
    assert str(report.theorems["lwla.4.16"].status) == "HOLDS"
