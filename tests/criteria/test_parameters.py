"""Criteria of families: the condition on the parameters is the right one, both sides are certified, and a wrong one is not accepted.

Truth comes twice: from the condition worked out by hand, and from the family's members, which are decided as pairs without
parameters, on either side of the condition.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from mirrorsym import Pair
from mirrorsym._check import decide_all
from mirrorsym.recheck import recheck
from mirrorsym.report import PairReport

#: g, h, domain, parameters, criterion, condition, members where it holds, members where it fails
FAMILIES: list[tuple[list[str], str, str, dict[str, str], str, list[str], list[dict[str, str]], list[dict[str, str]]]] = [
    (["exp(u) - log(1 + exp(v))"], "c*exp(u) - d*log(1 + exp(v))", "", {"c": "real", "d": "real"}, "joint_regular", ["c != d"],
     [{"c": "1", "d": "-1"}], [{"c": "2", "d": "2"}]),
    (["u**(2*k) - v**(2*k)"], "u**(2*k) + v**(2*k)", "u > 0, v > 0", {"k": "positive integer"}, "quadratic", ["k = 1"],
     [{"k": "1"}], [{"k": "2"}, {"k": "5"}]),
    (["u**k"], "u**m", "u > 0", {"k": "positive", "m": "positive"}, "commuting_with_h", ["k = m"], [{"k": "3", "m": "3"}], [{"k": "3", "m": "2"}]),
    (["u**2"], "u**p", "u > 0", {"p": "real"}, "commuting_with_h", ["p*(p - 2) = 0"], [{"p": "2"}], [{"p": "1"}]),
    (["exp(c*u)"], "exp(d*u)", "", {"c": "nonzero", "d": "nonzero"}, "commuting_with_h", ["c = d"], [{"c": "2", "d": "2"}], [{"c": "2", "d": "3"}]),
    (["u*v*w"], "a*u**2 + b*v**2 + c*w**2", "", {"a": "real", "b": "real", "c": "real"}, "commuting_with_h", [],
     [{"a": "0", "b": "0", "c": "0"}], [{"a": "1", "b": "1", "c": "2"}]),
    (["u"], "c*abs(u)**3", "", {"c": "real"}, "commuting_with_h", ["c = 0"], [{"c": "0"}], [{"c": "-1"}]),
    (["u", "c*u + v"], "u", "", {"c": "real"}, "block_separable", ["c = 0"], [{"c": "0"}], [{"c": "1/3"}]),
    (["u**2 + b*v**2", "c*u**2 + v**2"], "u**2", "u > 0, v > 0", {"b": "real", "c": "real"}, "regular", ["b*c != 1"],
     [{"b": "2", "c": "1"}], [{"b": "2", "c": "1/2"}]),
    (["u*v"], "c*u**2 + d*v**2", "", {"c": "real", "d": "real"}, "commuting_with_h", ["c = d"], [{"c": "3", "d": "3"}], [{"c": "3", "d": "2"}]),
    (["u"], "c*(u**2 + v**2)", "", {"c": "real"}, "well_posed", ["c >= 0"], [{"c": "0"}, {"c": "2"}], [{"c": "-1"}]),
    (["u"], "c*u**2 + d*v**2", "", {"c": "real", "d": "real"}, "well_posed", ["c >= 0", "d >= 0"],
     [{"c": "0", "d": "1"}], [{"c": "1", "d": "-1"}, {"c": "-1", "d": "0"}]),
    (["u"], "c*u", "", {"c": "real"}, "well_posed", ["c = 0"], [{"c": "0"}], [{"c": "1"}, {"c": "-1"}]),
    (["u"], "c*u", "u > 0, v > 0", {"c": "real"}, "well_posed", ["c >= 0"], [{"c": "0"}, {"c": "1"}], [{"c": "-1"}]),
    (["u"], "(b*c - 1)*u**4", "", {"b": "real", "c": "real"}, "well_posed", ["b*c >= 1"], [{"b": "1", "c": "1"}], [{"b": "1/2", "c": "1"}]),
    (["u"], "c/u", "u > 0", {"c": "real"}, "well_posed", ["c >= 0"], [{"c": "1"}], [{"c": "-2"}]),
    (["u**2 + c*u"], "u", "u > 0", {"c": "real"}, "regular", ["c >= 0"], [{"c": "0"}, {"c": "1"}], [{"c": "-1"}]),
    (["u**3 + c*u"], "u", "", {"c": "real"}, "regular", ["c > 0"], [{"c": "1/9"}], [{"c": "0"}, {"c": "-1"}]),
    (["log(u) + c*u", "v"], "u", "u > 0", {"c": "real"}, "regular", ["c >= 0"], [{"c": "0"}], [{"c": "-1/3"}]),
    (["u"], "c*u*abs(u) + u**2", "", {"c": "real"}, "smooth", ["c = 0"], [{"c": "0"}], [{"c": "1"}]),
    (["u"], "abs(u - c)", "u > 0", {"c": "real"}, "smooth", ["c <= 0"], [{"c": "0"}, {"c": "-1"}], [{"c": "1/2"}]),
    (["u"], "sqrt(u**2 + c**2)", "", {"c": "real"}, "smooth", ["c != 0"], [{"c": "1"}, {"c": "-2"}], [{"c": "0"}]),
    (["u"], "sqrt(u**2 + c)", "", {"c": "nonnegative"}, "smooth", ["c != 0"], [{"c": "1"}], [{"c": "0"}]),
    (["u"], "a*exp(u) + b*exp(-u)", "", {"a": "real", "b": "real"}, "well_posed", ["a >= 0", "b >= 0"], [{"a": "0", "b": "1"}], [{"a": "1", "b": "-1"}]),
    (["a*u + b*v", "c*u + d*v"], "u", "", {"a": "real", "b": "real", "c": "real", "d": "real"}, "regular", [],
     [{"a": "1", "b": "2", "c": "3", "d": "4"}], [{"a": "1", "b": "2", "c": "2", "d": "4"}, {"a": "0", "b": "0", "c": "0", "d": "0"}]),
    (["a*u**2", "b*v**2"], "u**2", "u > 0, v > 0", {"a": "real", "b": "real"}, "regular", ["b*a != 0"], [{"a": "1", "b": "2"}], [{"a": "0", "b": "2"}]),
    (["u"], "c*log(u)", "u > 0", {"c": "real"}, "well_posed", ["c = 0"], [{"c": "0"}], [{"c": "1"}, {"c": "-1"}]),
]


def made(g: list[str], h: str, domain: str, parameters: dict[str, str], values: dict[str, str] | None = None) -> Pair:
    """The family, or the member with these values, which are put into the text."""
    def member(text: str) -> str:
        return re.sub(r"\b[abcdkmp]\b", lambda m: f"({(values or {})[m[0]]})" if m[0] in (values or {}) else m[0], text)

    names = tuple(n for n in "uvw" if re.search(rf"\b{n}\b", f"{g} {h} {domain}"))
    return Pair(g=[member(f) for f in g], h=member(h), domain=[domain] if domain else [], variables=names,
                parameters={} if values else parameters)


def report(pair: Pair, criterion: str) -> dict[str, Any]:
    """The report with `smooth` and one criterion, as a file would hold it."""
    out: dict[str, Any] = json.loads(json.dumps(PairReport(pair, decide_all(pair, [criterion]), {}).to_json()))
    return out


@pytest.mark.parametrize("row", FAMILIES, ids=lambda r: f"{r[4]} {r[1]}")
def test_a_family(row: tuple[Any, ...]) -> None:
    g, h, domain, parameters, criterion, condition, good, bad = row
    data = report(made(g, h, domain, parameters), criterion)
    verdict = data["criteria"][criterion]
    assert verdict["status"] == "CONDITIONAL"
    assert not condition or verdict["condition"] == condition
    assert recheck(data)[criterion].accepted, recheck(data)[criterion].reason
    for values, status in [*((v, "HOLDS") for v in good), *((v, "FAILS") for v in bad)]:
        assert decide_all(made(g, h, domain, parameters, values), [criterion])[criterion].status == status


#: families in which no single condition of this kind is right, or none is needed: never CONDITIONAL with a condition that is not exact
@pytest.mark.parametrize(("g", "h", "domain", "criterion", "status"), [
    (["u"], "u**2 + c*u", "", "commuting_with_h", "FAILS"), (["u**2"], "u**2 + exp(c)*u", "", "commuting_with_h", "FAILS"),
    (["u"], "u**2 + c*u", "", "well_posed", "HOLDS"), (["u"], "u**4 + c*u**2", "", "well_posed", "HOLDS"),
    (["u"], "c*abs(u) + u**2", "", "well_posed", "HOLDS"), (["u"], "c*sin(u)", "", "well_posed", "HOLDS"), (["u"], "u + c*sin(u)", "", "well_posed", "FAILS"),
    (["u"], "(c**2 + 1)*u**4", "", "well_posed", "HOLDS"), (["u"], "-(c**2 + 1)*u**4", "", "well_posed", "FAILS"),
    (["u + v"], "c*u + c*v", "", "commuting_with_h", "HOLDS"), (["atan(u) + c*u"], "u", "", "regular", "FAILS"), (["u + c*v"], "u**2 + v**2", "", "regular", "HOLDS"),
])
def test_a_family_without_a_condition(g: list[str], h: str, domain: str, criterion: str, status: str) -> None:
    data = report(made(g, h, domain, {"c": "real"}), criterion)
    assert data["criteria"][criterion]["status"] == status
    assert recheck(data)[criterion].accepted


@pytest.mark.parametrize(("row", "old", "new"), [
    (10, "c >= 0", "c > 0"), (10, "c >= 0", "c >= 1"), (10, "c >= 0", "c >= -1"), (3, "p*(p - 2) = 0", "p*(p - 1) = 0"), (2, "k = m", "k = 2*m"),
    (7, "c = 0", "c = 1"), (14, "b*c >= 1", "b*c > 1"), (12, "c = 0", "c >= 0"), (6, "c = 0", "c <= 0"), (16, "c >= 0", "c > 0"),
    (17, "c > 0", "c >= 0"), (19, "c = 0", "c >= 0"), (20, "c <= 0", "c < 0"), (20, "c <= 0", "c <= 1"), (21, "c != 0", "c != 1"),
])
def test_another_condition_is_not_accepted(row: int, old: str, new: str) -> None:
    """The verdict and its certificate say the same wrong thing; the proofs no longer fit."""
    from mirrorsym.grammar import parse

    g, h, domain, parameters, criterion, *_ = FAMILIES[row]
    data = report(made(g, h, domain, parameters), criterion)
    verdict = data["criteria"][criterion]
    assert verdict["condition"] == [old]
    verdict["condition"] = [new]
    (name,) = verdict["certificates"]
    data["certificates"][name]["condition"] = [parse(new).to_json()]
    assert not recheck(data)[criterion].accepted


@pytest.mark.parametrize("row", [1, 6, 7, 10, 12, 16, 19, 20])
def test_neither_side_can_be_left_out_or_borrowed(row: int) -> None:
    g, h, domain, parameters, criterion, *_ = FAMILIES[row]
    data = report(made(g, h, domain, parameters), criterion)
    (name,) = data["criteria"][criterion]["certificates"]
    whole = data["certificates"][name]
    for part in ({"if": {"rule": "divisible", "quotients": {}}}, {"only_if": []}, {"only_if": [{"rule": "item", "item": "0,h,u", "point": {}}]},
                 {"only_if": [{"rule": "at", "certificate": {}}]}, {"condition": []}):
        data["certificates"][name] = {**whole, **part}
        assert not recheck(data)[criterion].accepted
    for entry in whole["only_if"]:
        for key in [k for k in entry if k in ("point", "path", "proof", "bound", "parts", "on")]:
            data["certificates"][name] = {**whole, "only_if": [{k: v for k, v in e.items() if k != key} for e in whole["only_if"]]}
            assert not recheck(data)[criterion].accepted
