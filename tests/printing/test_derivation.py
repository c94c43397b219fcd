"""What `derive` and `verify` show on a terminal: properties, effects, theorems, claims; nothing that is not there."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Group

from mirrorsym.printing.derivation import derivation_text
from mirrorsym.printing.text import as_string
from mirrorsym.printing.verification import verification_text

VERDICT = {"status": "HOLDS", "because": "as it is", "condition": None, "witness": None, "holds_on": ["u0 != 0"], "details": {}}
OPEN = {"status": "UNDECIDED", "because": "the ends are not known", "value": None, "holds_on": None}


@pytest.fixture
def report() -> dict[str, Any]:
    """A made-up report about an implicit potential of two coordinates."""
    potential = dict.fromkeys(("psi", "grad_Q", "Q", "dual_domain", "grad_R", "R", "dR_da", "primal_domain", "a_domain", "minimizer", "assuming"))
    return {
        "potential": {**potential, "status": "HOLDS", "because": "every step is proved", "closed_form": False, "x": ["x1", "x2"], "derivation": None},
        "criteria": {"legendre": VERDICT, "homogeneous": {**VERDICT, "status": "NOT_APPLICABLE"}, "commuting": VERDICT},
        "theorems": {"tdmf.3.2": {"status": "HOLDS", "because": "x converges", "form": "as printed", "first_missing": None, "hypotheses": {}},
                     "lwla.4.15": {"status": "NOT_APPLICABLE", "because": "quadratic: no", "form": None, "first_missing": "quadratic", "hypotheses": {}}},
        "effects": {
            "positional_bias": {**OPEN, "status": "HOLDS", "because": "dx/da", "value": {"moves": True, "minimizer": None, "toward_zero": True}},
            "type_of_bias": {**OPEN, "status": "HOLDS", "because": "kappa", "value": ["toward_L1", "none"]}, "range": OPEN},
    }


def shown(report: dict[str, Any]) -> str:
    return as_string(Group(*derivation_text(report)), 100)


def test_properties_effects_and_theorems(report: dict[str, Any]) -> None:
    text = shown(report)
    for words in ("legendre  HOLDS", "where u0 != 0", "the minimizer of R_a moves toward 0", "x1 toward L1, x2 none", "open", "the ends are not known",
                  "tdmf.3.2", "implicit: grad R_a(x)"):
        assert words in text, words
    for words in ("homogeneous", "lwla.4.15", "it does hold where"):
        assert words not in text


def test_a_pair_with_an_a_of_its_own_has_another_clock(report: dict[str, Any]) -> None:
    report["potential"] |= {"psi": ["a0*exp(2*mu1)"], "dual_domain": [], "a": "a_"}
    text = shown(report)
    assert "psi(mu, a_)" in text and "for all mu and a_" in text
    report["potential"]["a"] = "a"
    assert "psi(mu, a)" in shown(report) and "a_" not in shown(report)


@pytest.mark.parametrize(("value", "words"), [
    ({"moves": False, "minimizer": None, "toward_zero": None}, "stays"), ({"moves": True, "minimizer": None, "toward_zero": False}, "away from 0"),
    ({"moves": True, "minimizer": None, "toward_zero": None}, "moves  "),
])
def test_where_the_minimizer_goes(report: dict[str, Any], value: Any, words: str) -> None:
    report["effects"]["positional_bias"]["value"] = value
    assert words in shown(report)


def test_ranges_in_one_word_or_in_many(report: dict[str, Any]) -> None:
    report["effects"]["range"] = {**OPEN, "status": "HOLDS", "because": "ends", "value": {"dual": ["shrinks", "shrinks"], "primal": ["expands", "constant"]}}
    text = " ".join(shown(report).split())
    assert "of grad R_a: shrinks" in text
    assert "x1 expands," in text


def test_growth_and_limits(report: dict[str, Any]) -> None:
    ends = {"near_minimum": "2", "minus_infinity": "1", "plus_infinity": "4/3"}
    bent = {"shape": "piecewise_linear", "slopes": ["-2", "1"], "breaks": ["0"]}
    l1 = {"shape": "L1", "slopes": ["-c", "c"], "breaks": ["0"]}
    inside = report["effects"]["type_of_bias"]
    inside["growth"] = {**OPEN, "status": "HOLDS", "value": [ends, {**ends, "plus_infinity": "1"}]}
    inside["limits"] = {**OPEN, "status": "HOLDS", "value": {"minus_infinity": [bent, l1], "plus_infinity": [None, {**l1, "shape": "L2"}]}}
    text = " ".join(shown(report).split())
    for words in ("|x|^(4/3)", "far out", "slope -2", "c*|x|", "x1 open", "tends to 1"):
        assert words in text, words
    inside["growth"] = {**OPEN}
    assert "growth" not in shown(report)


def test_a_refusal_shows_nothing_else(report: dict[str, Any]) -> None:
    report["potential"].update(status="NOT_APPLICABLE", because="commuting_with_h: the bracket is not zero")
    report["criteria"] = {"legendre": {**VERDICT, "status": "NOT_APPLICABLE"}}
    report["effects"] = {n: {**OPEN, "status": "NOT_APPLICABLE"} for n in report["effects"]}
    report["theorems"] = {}
    assert shown(report) == "no potential: commuting_with_h: the bracket is not zero\n"


def test_claims() -> None:
    pair = {"variables": ["u"], "domain": ["u > 0"], "parameters": {}, "g": ["u**2"], "h": None, "init": {"u": "u0"}, "copies": 1, "title": "", "matrices": {}}
    wrong = {"status": "FAILS", "because": "not mu1", "given": ["x"], "witness": {"mu1": "1/2", "u0": "1"}, "differs_by": None,
             "corrected": ["log(x1/u0**2)/4"], "holds_on": None}
    right = {**wrong, "status": "HOLDS", "because": "it is", "witness": None, "holds_on": ["u0 != 0"]}
    text = as_string(verification_text({"pair": pair, "claims": {"grad_R": wrong, "minimizer": right}}), 100)
    for words in ("grad_R     FAILS", "at mu1 = 1/2, u0 = 1", "derived: log(x1/u0**2)/4", "minimizer  HOLDS", "where u0 != 0"):
        assert words in text, words
    assert text.count("derived:") == 1
