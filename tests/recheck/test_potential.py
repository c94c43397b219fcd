"""Potentials are derived again by the checker: what `derive` finds is accepted, and any change of a formula or a domain is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from mirrorsym._check import check
from mirrorsym._derive import derive
from mirrorsym.calculus.bounded import Worker
from mirrorsym.catalogue import load
from mirrorsym.maps import Pair
from mirrorsym.recheck import Recheck, recheck

PARTS = ("potential", "potential.dual_domain", "potential.primal_domain")
PAIRS = {
    "decay": Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"]),
    "exp": Pair(g=["exp(u) - exp(v)"], h="exp(u) + exp(v)"),
    "four": Pair(g=["u**4 - v**4"], h="u**4 + v**4", domain=["u > 0", "v > 0"]),
    "positive": Pair(g=["u**2"], domain=["u > 0"]),
    "cut": Pair(g=["u"], domain=["u > 1"]),
}


@pytest.fixture(scope="module")
def reports() -> Iterator[dict[str, Any]]:
    with Worker() as worker:
        yield {name: json.loads(json.dumps(derive(pair, worker=worker).to_json())) for name, pair in PAIRS.items()}


def answers(report: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    return {c.about: (c.status, c.accepted) for c in recheck(report) if c.about in PARTS}


def tampered(report: dict[str, Any], **fields: Any) -> Recheck:
    return recheck({**report, "potential": {**report["potential"], **fields}})


def test_what_derive_finds_is_accepted(reports: dict[str, Any]) -> None:
    for name, report in reports.items():
        found = answers(report)
        assert found["potential"] == ("HOLDS", True), name
        assert found["potential.dual_domain"] == ("HOLDS", True), name
        assert recheck(report).accepted, recheck(report).rejected
    assert answers(reports["four"]).get("potential.primal_domain") == ("UNDECIDED", True)
    assert answers(reports["decay"])["potential.primal_domain"] == ("HOLDS", True)


@pytest.mark.parametrize(("name", "field", "value"), [
    ("decay", "psi", ["u0*exp(2*(mu1 + a))", "v0*exp(2*(-mu1 + 2*a))"]),
    ("decay", "psi", ["2*u0*exp(2*(mu1 + a))", "v0*exp(2*(-mu1 + a))"]),
    ("decay", "psi", ["u0*exp(2*(mu1 + a))"]),
    ("decay", "grad_Q", ["u0**2*exp(4*(mu1 + a)) + v0**2*exp(4*(-mu1 + a))"]),
    ("decay", "Q", "u0**2*exp(4*(mu1 + a))/4 + v0**2*exp(4*(-mu1 + a))/4 + a"),
    ("decay", "Q", "u0**2*exp(4*(mu1 + a))/4 + v0**2*exp(4*(-mu1 + a))/4 + 1"),
    ("decay", "grad_R", ["(asinh(x1/(2*u0*v0*exp(4*a))) - log(u0) - log(v0))/4"]),
    ("decay", "R", "x1*(asinh(x1/(2*u0*v0*exp(4*a))) - log(u0) + log(v0))/4 - sqrt(x1**2 + 4*(u0*v0*exp(4*a))**2)/4 + 1"),
    ("decay", "dR_da", "(-8*u0**2*v0**2*exp(8*a) - 2*x1**2)/sqrt(4*u0**2*v0**2*exp(8*a) + x1**2)"),
    ("decay", "minimizer", ["u0**2*exp(4*a) + v0**2*exp(4*a)"]),
    ("decay", "dual_domain", ["mu1 < 1"]),
    ("decay", "dual_domain", ["mu1 > 1"]),
    ("decay", "primal_domain", ["x1 > 0"]),
    ("decay", "primal_domain", ["x1 > -5"]),
    ("decay", "init", {"u": "v0", "v": "u0"}),
    ("decay", "mu", ["u0"]),
    ("decay", "mu", ["u"]),
    ("decay", "closed_form", None),
    ("decay", "status", "FAILS"),
    ("exp", "dual_domain", []),
    ("exp", "dual_domain", ["mu1 + a < exp(-u0)"]),
    ("exp", "dual_domain", ["mu1 + a < exp(-u0)/2", "-mu1 + a < exp(-v0)"]),
    ("exp", "dual_domain", ["mu1 + a < 2*exp(-u0)", "-mu1 + a < exp(-v0)"]),
    ("exp", "dual_domain", ["(mu1 + a)**2 < exp(-u0)**2", "-mu1 + a < exp(-v0)"]),
    ("exp", "a_domain", ["a < 0"]),
    ("exp", "a_domain", []),
    ("four", "dual_domain", ["mu1 + a != 1/(8*u0**2)", "-mu1 + a < 1/(8*v0**2)"]),
    ("four", "closed_form", True),
    ("four", "grad_R", ["x1"]),
    ("positive", "primal_domain", []),
    ("positive", "primal_domain", ["x1 > 1"]),
    ("positive", "Q", "u0**2*exp(4*mu1)/4 + a"),
    ("positive", "psi", ["u0*exp(2*mu1 + a)"]),
    ("cut", "dual_domain", []),
    ("cut", "dual_domain", ["mu1 > 1/2 - u0"]),
    ("cut", "dual_domain", ["mu1 > 3/2 - u0"]),
])
def test_a_changed_formula_or_domain_is_rejected(reports: dict[str, Any], name: str, field: str, value: Any) -> None:
    assert reports[name]["potential"][field] != value
    assert not tampered(reports[name], **{field: value}).accepted


@pytest.mark.parametrize(("part", "name", "stated"), [
    ("criteria", "legendre", []), ("criteria", "legendre", ["-2*a + exp(-u0) + exp(-v0) > -1"]), ("criteria", "bregman", ["a < 1000"]),
    ("criteria", "contracting", ["a < 0"]), ("effects", "range", None),
])
def test_a_verdict_says_the_potentials_words_about_a(reports: dict[str, Any], part: str, name: str, stated: Any) -> None:
    """R_a of exp(u) - exp(v) is there for 2*a < exp(-u0) + exp(-v0) only."""
    report = reports["exp"]
    assert recheck(report)[name].accepted
    entry = report[part][name]
    assert entry["status"] == "HOLDS"
    changed = recheck({**report, part: {**report[part], name: {**entry, "holds_on": stated}}})
    assert not changed[name].accepted
    assert "what the potential says" in changed[name].reason


@pytest.mark.parametrize("condition", ["abs(mu1 - 2) > 1", "sqrt((mu1 - 2)**2) > 1", "Max(mu1, 1) > 1/2", "(mu1 - 2)**2 > 1"])
def test_a_domain_that_only_bends_at_corners_is_not_affine(reports: dict[str, Any], condition: str) -> None:
    """Each is true at 0, and its second derivative is 0 where it exists; but the domain is not star-shaped, or not given by a half-space."""
    checks = {c.about: c for c in tampered(reports["positive"], dual_domain=[condition]).checks}
    assert not checks["potential"].accepted
    assert "affine" in checks["potential"].reason


@pytest.mark.parametrize(("name", "key", "value"), [
    ("decay", "g", ["u**2 - 2*v**2"]), ("decay", "h", "u**2"), ("decay", "h", None), ("exp", "domain", ["u > 0"]), ("cut", "domain", ["u > 2"]),
    ("positive", "domain", ["u > -1"]), ("four", "init", {"u": "1", "v": "1"}),
])
def test_another_pair_is_not_its_own(reports: dict[str, Any], name: str, key: str, value: Any) -> None:
    changed = deepcopy(reports[name])
    changed["pair"][key] = value
    assert not all(accepted for status, accepted in answers(changed).values())


def test_every_proof_is_used(reports: dict[str, Any]) -> None:
    """Without its proof a claim that is no identity of rational functions is rejected."""
    for name, step, key in (("decay", "psi", "proofs"), ("decay", "grad_R", "proofs"), ("decay", "legendre", "proofs"), ("exp", "Q", "proofs")):
        changed = deepcopy(reports[name])
        entry = next(s for s in changed["potential"]["derivation"]["steps"] if s["name"] == step)
        assert any(p != {"rule": "ring"} for p in entry[key]), (name, step)
        entry[key] = []
        if step != "psi":  # exponentials of one argument cancel as they stand
            assert not answers(changed)["potential"][1], (name, step)


def test_a_step_left_open_claims_nothing(reports: dict[str, Any]) -> None:
    changed = deepcopy(reports["decay"])
    for s in changed["potential"]["derivation"]["steps"]:
        s["checked"] = s["checked"] and s["name"] not in ("dual_domain", "primal_domain")
    found = answers(changed)
    assert found["potential"] == ("HOLDS", True)
    assert found["potential.dual_domain"] == found["potential.primal_domain"] == ("UNDECIDED", True)


@pytest.mark.parametrize("damage", [None, 3, "x", [], {"steps": 3}, {"steps": [3]}, {"steps": [{"name": "psi"}, {"name": "psi"}]}])
def test_broken_derivations_end_as_rejected(reports: dict[str, Any], damage: Any) -> None:
    assert answers({**reports["decay"], "potential": damage}).get("potential", ("", False))[1] is False
    assert not tampered(reports["decay"], derivation=damage).accepted


def test_a_numeric_initial_point(reports: dict[str, Any]) -> None:
    pair = Pair(g=["exp(u)"], h="2*exp(u)", init={"u": "1"})
    report = json.loads(json.dumps(derive(pair).to_json()))
    assert answers(report)["potential"] == ("HOLDS", True)


def test_the_papers_pairs(reports: dict[str, Any]) -> None:
    with Worker() as worker:
        for name in ("commuting-quadratics", "log-u-log-v", "m-w-everywhere", "uut-diagonal", "u2-v2-two-constants", "identity-linear"):
            pair = load(name)
            report = check(pair, worker=worker, only=("smooth", "commuting", "commuting_with_h", "regular"))
            found = worker.call("mirrorsym._derive:potential", pair, report.criteria, timeout=60)
            answer = recheck(json.loads(json.dumps(replace(report, potential=found).to_json())))
            assert answer["potential"].accepted and answer["potential.dual_domain"].status == "HOLDS", (name, answer.rejected)
            assert answer.accepted, answer.rejected


# ---- M cuts the flows off ---------------------------------------------------------------------------------------------
#: by hand: the time at which the flow of one variable reaches the bound that M sets
CUTS = {
    "square": (Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 1", "v > 0"], init={"u": "2", "v": "1"}), {"mu1 + a > -log(2)/2"}),
    "both": (Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["0 < u < 1", "0 < v < 1"]),
             {"mu1 + a < -log(u0)/2", "-mu1 + a < -log(v0)/2"}),
    "exp": (Pair(g=["exp(u)"], h="2*exp(u)", domain=["u > 0"]), {"mu1 + 2*a > exp(-u0) - 1", "mu1 + 2*a < exp(-u0)"}),
    "four": (Pair(g=["u**4"], h="u**4", domain=["1 < u < 2"], init={"u": "3/2"}), {"mu1 + a > -5/72", "mu1 + a < 7/288"}),
    "log": (Pair(g=["log(u)"], h="log(u)", domain=["u > 1"]), {"mu1 + a > -u0**2/2 + 1/2"}),
}


@pytest.mark.parametrize("name", CUTS)
def test_a_flow_that_leaves_M_ends_there(name: str) -> None:
    pair, conditions = CUTS[name]
    with Worker() as worker:
        report = json.loads(json.dumps(derive(pair, worker=worker).to_json()))
    assert answers(report)["potential"] == ("HOLDS", True)
    assert answers(report)["potential.dual_domain"] == ("HOLDS" if "u0" in report["potential"]["init"]["u"] else "UNDECIDED", True)
    assert set(report["potential"]["dual_domain"]) == conditions
    for wrong in ([], [c.replace("> -", "> -2 - ").replace("> exp", "> -1 + exp").replace("< -", "< 2 - ") for c in conditions]):
        assert not tampered(report, dual_domain=sorted(wrong))["potential"].accepted


#: by hand: u stays at 0, and -v**2, -v**4 flow alone
RESTING = {
    "square": (Pair(g=["u**2 - v**2"], h="u**2 + v**2", init={"u": "0", "v": "1"}), ["0", "exp(2*(-mu1 + a))"], "a - log(-x1)/4"),
    "four": (Pair(g=["u**4 - v**4"], h="u**4 + v**4", domain=["v > 0"], init={"u": "0", "v": "1"}), ["0", "1/sqrt(-8*(-mu1 + a) + 1)"],
             "-(-1/sqrt(-x1) + 1)/8 + a"),
}


@pytest.mark.parametrize("name", RESTING)
def test_a_coordinate_that_rests_is_left_out(name: str) -> None:
    pair, psi, grad_r = RESTING[name]
    with Worker() as worker:
        report = json.loads(json.dumps(derive(pair, worker=worker).to_json()))
    assert answers(report)["potential"] == ("HOLDS", True)
    assert report["potential"]["psi"] == psi
    assert report["potential"]["grad_R"] == [grad_r]
    assert not tampered(report, psi=[psi[1], psi[1]])["potential"].accepted
    assert not tampered(report, grad_R=[grad_r.replace("a", "2*a")])["potential"].accepted
