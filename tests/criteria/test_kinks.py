"""Pairs with kinks and on disconnected domains: what has a meaning without derivatives is decided, the rest says where it holds.

Every verdict is rechecked; certificates of values at points and of parts of M are also tampered with.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from mirrorsym import Pair
from mirrorsym._check import check, decide_all
from mirrorsym.recheck import recheck
from mirrorsym.report import PairReport

ASKED = ("smooth", "regular", "commuting", "commuting_with_h", "separable", "quadratic")


def examined(g: list[str], h: str, domain: str, only: tuple[str, ...] = ASKED) -> dict[str, Any]:
    """The report as a file would hold it, after the checker has accepted all of it."""
    names = tuple(n for n in "uvw" if re.search(rf"\b{n}\b", f"{g} {h} {domain}"))
    pair = Pair(g=g, h=h, domain=[domain] if domain else [], variables=names)
    data: dict[str, Any] = json.loads(json.dumps(PairReport(pair, decide_all(pair, only), {}).to_json()))
    outcome = recheck(data)
    assert outcome.accepted, [(c.about, c.reason) for c in outcome.rejected]
    return data


#: g, h, domain, statuses in the order of ASKED (H, F, N), where `smooth` and `commuting_with_h` hold
PAIRS: list[tuple[list[str], str, str, str, list[str], list[str]]] = [
    (["u**2"], "u*abs(u)", "", "FFHNHF", ["u != 0"], ["u != 0"]),
    (["u"], "abs(u)", "", "FHHNHF", ["u != 0"], ["u != 0"]),
    (["u**2"], "abs(u)", "", "FFHFHF", ["u != 0"], []),
    (["u", "v"], "abs(u - v)", "", "FHHNFF", ["u != v"], ["u != v"]),
    (["u*v"], "abs(u*v)", "", "FFHNFF", ["u*v != 0"], ["u*v != 0"]),
    (["Max(u, 0)**2"], "Max(u, 0)**2", "", "FFHNHF", ["u != 0"], ["u != 0"]),
    (["u*abs(u)"], "u**2", "u != 0", "HHHHHF", [], []),
    (["sign(u)*v"], "v", "u != 0", "HHHHFF", [], []),
    (["sign(u) + v"], "v", "u != 0", "HHHHHF", [], []),
    (["u"], "Piecewise((u**2/2, abs(u) < 1), (abs(u) - 1/2, True))", "", "FHHFHF", ["u != 0", "abs(u) - 1 != 0"], []),
    (["Piecewise((log(1 + u), u > 0), (u - u**2/2, True))"], "u", "", "HHHFHF", [], []),
]
LETTERS = {"H": "HOLDS", "F": "FAILS", "N": "NOT_APPLICABLE"}


@pytest.mark.parametrize(("g", "h", "domain", "letters", "smooth_on", "commuting_on"), PAIRS, ids=[f"{r[0]} {r[1]} {r[2]}" for r in PAIRS])
def test_kinked_pairs(g: list[str], h: str, domain: str, letters: str, smooth_on: list[str], commuting_on: list[str]) -> None:
    data = examined(g, h, domain)
    assert {k: v["status"] for k, v in data["criteria"].items() if k in ASKED} == {k: LETTERS[x] for k, x in zip(ASKED, letters, strict=True)}
    assert (data["criteria"]["smooth"]["holds_on"] or []) == smooth_on
    assert (data["criteria"]["commuting_with_h"]["holds_on"] or []) == commuting_on


#: g, domain, where the Jacobian has full rank
RANKS: list[tuple[list[str], str, list[str]]] = [
    (["u**2"], "", ["u != 0"]), (["u**2 - v**2"], "", ["u**2 + v**2 > 0"]), (["u**2", "v**3"], "", ["u != 0", "v != 0"]),
    (["u**2 + v**2", "u*v"], "", ["u != v", "u + v != 0"]), (["u**3 - 3*u"], "", ["u != 1", "u != -1"]), (["exp(u) - u"], "", ["exp(u) != 1"]),
    (["u**4 - 4*u*v + v**4"], "", ["(u**3 - v)**2 + (v**3 - u)**2 > 0"]),
]


@pytest.mark.parametrize(("g", "domain", "relations"), RANKS, ids=str)
def test_where_the_rank_is_full(g: list[str], domain: str, relations: list[str]) -> None:
    verdict = examined(g, "u", domain, ("regular",))["criteria"]["regular"]
    assert verdict["status"] == "FAILS"
    stated = verdict["holds_on"]
    assert sorted(stated) == sorted(relations) or len(stated) == len(relations) == 1


@pytest.mark.parametrize(("g", "right", "wrong"), [("u**2", "u != 0", "u != 1"), ("u**2", "u != 0", "u > -1"),
                                                   ("u**2 - v**2", "u**2 + v**2 > 0", "u**2 + v**2 > -1")])
def test_a_larger_part_is_not_accepted(g: str, right: str, wrong: str) -> None:
    from mirrorsym.grammar import parse

    data = examined([g], "u", "", ("regular",))
    verdict = data["criteria"]["regular"]
    assert verdict["holds_on"] == [right]
    verdict["holds_on"] = [wrong]
    assert not recheck(data)["regular"].accepted
    (name,) = verdict["certificates"]
    data["certificates"][name]["elsewhere"]["relations"] = [parse(wrong).to_json()]
    assert not recheck(data)["regular"].accepted
    del data["certificates"][name]["elsewhere"]
    assert not recheck(data)["regular"].accepted


def test_a_part_needs_its_proof_whatever_the_status() -> None:
    data = examined(["u**2"], "u*abs(u)", "")
    verdict = data["criteria"]["commuting_with_h"]
    assert verdict["status"] == "NOT_APPLICABLE"
    verdict["holds_on"] = ["u != 1"]
    assert not recheck(data)["commuting_with_h"].accepted
    verdict["holds_on"], verdict["certificates"] = ["u != 0"], []
    assert not recheck(data)["commuting_with_h"].accepted


@pytest.mark.parametrize(("criterion", "g", "h", "domain", "changes"), [
    ("separable", ["sign(u)*v"], "v", "u != 0", [{"function": "h"}, {"variables": ["u", "u"]}, {"moved": {"u": ["num", "1"], "v": ["num", "0"]}}]),
    ("quadratic", ["u*abs(u)"], "u**2", "u != 0", [{"function": "h"}, {"scales": ["2", "3"]}, {"scales": ["0", "2"]}, {"scales": ["1", "-1"]}]),
])
def test_values_that_refute_nothing(criterion: str, g: list[str], h: str, domain: str, changes: list[dict[str, Any]]) -> None:
    """Another function, points outside M, or values that do fit the shape."""
    data = examined(g, h, domain)
    (name,) = data["criteria"][criterion]["certificates"]
    whole = data["certificates"][name]
    for change in changes:
        data["certificates"][name] = {**whole, **change}
        assert not recheck(data)[criterion].accepted


def test_terms_do_not_hide_a_shared_variable() -> None:
    data = examined(["abs(u)", "abs(v)"], "abs(u)", "")
    (name,) = data["criteria"]["separable"]["certificates"]
    assert data["certificates"][name]["kind"] == "terms"
    for text, where in ((["abs(u)", "abs(u) + abs(v)"], "g"), ("abs(u*v)", "h")):
        changed = json.loads(json.dumps(data))
        changed["pair"][where] = text
        assert not recheck(changed)["separable"].accepted


def test_what_was_not_asked_for_is_still_evidence() -> None:
    """The report about one criterion carries the proof of smoothness on which it rests."""
    report = check(Pair(g=["u*abs(u)"], h="u**2", domain=["u**2 > 1"]), only=["regular"])
    data = json.loads(json.dumps(report.to_json()))
    assert set(data["criteria"]) == {"regular"}
    assert recheck(data)["regular"].accepted
    data.pop("evidence", None)
    data["certificates"] = {k: v for k, v in data["certificates"].items() if v["kind"] != "smooth"}
    assert not recheck(data)["regular"].accepted
