"""well_posed against functions whose infimum is known; every decided verdict is rechecked."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsym import Pair, recheck
from mirrorsym.calculus.enclosure import enclose
from mirrorsym.criteria import all_criteria, decide
from mirrorsym.criteria._problem import Problem
from mirrorsym.expression import from_json, num
from mirrorsym.verdict import Status, Verdict


def answer(pair: Pair) -> Verdict:
    """The verdict, which the checker accepts if it is decided."""
    verdict = decide("well_posed", Problem(pair))
    if verdict.certificates:
        report = json.loads(json.dumps({
            "schema": "mirrorsym.report/1", "pair": pair.to_json(), "certificates": {"c1": verdict.certificates[0].to_json()},
            "criteria": {"well_posed": {"status": str(verdict.status), "certificates": ["c1"],
                                        "condition": None if verdict.condition is None else [str(c) for c in verdict.condition]}}}))
        outcome = recheck(report)["well_posed"]
        assert outcome.accepted, outcome.reason
    return verdict


#: h, domain, infimum on it
BOUNDED: list[tuple[str, list[str], float]] = [
    ("u**2 + v**2 - 5", [], -5), ("u**2 - 2*u", [], -1), ("u**4 - 3*u**2 + u", [], -3.5139), ("u**3", ["u > 0"], 0),
    ("log(u)", ["u > 1"], 0), ("u*log(u)", ["u > 0"], -0.36788), ("exp(u) + exp(-v)", [], 0), ("exp(u) - u", [], 1),
    ("u*v", ["u > 0", "v > 0"], 0), ("u**2 + v**2 - u*v", [], 0), ("sin(u) + cos(v)", [], -2), ("abs(u - 1)", [], 0),
    ("(u*v - 1)**2 + u**2", [], 0), ("1/u - v", ["u > 0", "v < 3"], -3), ("-u", ["u**2 + v**2 < 1"], -1),
    ("u**2 - v**2", ["u > v", "v > 0"], 0), ("1/u**2", ["u != 0"], 0), ("1/(u**2 - 1)", ["u > 1"], 0), ("-log(1 - u**2 - v**2)", ["u**2 + v**2 < 1"], 0),
]
UNBOUNDED: list[tuple[str, list[str]]] = [
    ("u**3", []), ("-log(u)", ["u > 0"]), ("log(u)", ["u > 0"]), ("-sqrt(u)", ["u > 0"]), ("-1/u", ["u > 0"]), ("u*v", ["u > v"]),
    ("u**2 + v**2 - 3*u*v", []), ("u**2 + v**2 - 2*u*v + u", []), ("abs(u) - v**2", []), ("-log(1 + u**2)", []), ("tanh(u)*v", []),
    ("-cosh(u)", []), ("u - v", ["u*v > 1", "u > 0"]), ("1/(u**2 - 1)", ["u > -1", "u < 1"]), ("log(1 - u**2 - v**2)", ["u**2 + v**2 < 1"]),
    ("u*abs(u)", []), ("log(u**2)", ["u != 0"]), ("1/u", ["u != 0"]), ("1/(u**2 - 1)", ["u != 1", "u != -1"]), ("v + 1/(u - 1)**3", ["u != 1"]),
]


@pytest.mark.parametrize(("h", "domain", "infimum"), BOUNDED)
def test_bounded_below(h: str, domain: list[str], infimum: float) -> None:
    verdict = answer(Pair(g=["u"], h=h, domain=domain))
    assert verdict.status is Status.HOLDS
    assert float(Fraction(verdict.certificates[0].data["bound"])) <= infimum + 1e-9


@pytest.mark.parametrize(("h", "domain"), UNBOUNDED)
def test_unbounded_below(h: str, domain: list[str]) -> None:
    """The curve of the certificate lies in M and h falls along it, by enclosures at a few times."""
    pair = Pair(g=["u"], h=h, domain=domain)
    verdict = answer(pair)
    assert verdict.status is Status.FAILS
    data = verdict.certificates[0].data
    path = {n: from_json(e) for n, e in data["path"].items()}
    assert pair.h is not None
    previous = None
    for time in (Fraction(data["start"]) + 1, Fraction(data["start"]) + 8, Fraction(data["start"]) + 40):
        at = {n: e.substitute({"t": num(time)}) for n, e in path.items()}
        for c in pair.M.facts():
            assert enclose(c[0], at, 128) > 0 or (c[1] == "!=" and enclose(c[0], at, 128) < 0)
        value = enclose(pair.h, at, 256)
        assert value <= float(Fraction(data["slope"]) * time + Fraction(data["offset"])) + 1e-6
        assert previous is None or value < previous
        previous = value


def test_examples_decide_as_they_say() -> None:
    criterion = all_criteria()["well_posed"]
    assert answer(Pair(**criterion.holds_for.arguments())).status is Status.HOLDS
    assert answer(Pair(**criterion.fails_for.arguments())).status is Status.FAILS


def test_without_h_there_is_nothing_to_ask() -> None:
    assert decide("well_posed", Problem(Pair(g=["u"]))).status is Status.NOT_APPLICABLE


def test_parameters() -> None:
    def about(h: str, **parameters: str) -> Verdict:
        return answer(Pair(g=["u"], h=h, parameters=dict(parameters)))

    assert about("c*(u**2 + v**2)", c="positive").status is Status.HOLDS
    assert about("u**2 + c", c="real").status is Status.HOLDS  # the bound is c itself
    verdict = about("c*(u**2 + v**2)", c="real")
    assert [str(c) for c in verdict.condition or ()] == ["c >= 0"]
    verdict = about("c*(u**2 + v**2)", c="negative")
    assert verdict.status is Status.FAILS
    assert "for c = -" in verdict.because


def test_copies_change_nothing() -> None:
    assert answer(Pair(g=["u"], h="u**2 - 1", copies=4)).status is Status.HOLDS
    assert answer(Pair(g=["u"], h="u**3", copies=4)).status is Status.FAILS


def test_what_oscillates_is_left_open() -> None:
    """u*sin(u) has no lower bound, and no curve among those tried shows it."""
    assert answer(Pair(g=["u"], h="u*sin(u)")).status is Status.UNDECIDED


def test_many_terms_are_bounded_one_by_one() -> None:
    h = " + ".join(f"x{i}**2 - 2*x{i}" for i in range(30))
    assert answer(Pair(g=["x0"], h=h)).status is Status.HOLDS


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=3, max_size=3))
def test_quadratic_forms(entries: list[int]) -> None:
    """a*u**2 + b*u*v + c*v**2 is bounded below exactly when it is nonnegative: a, c >= 0 and b**2 <= 4*a*c."""
    a, b, c = entries
    expected = a >= 0 and c >= 0 and b * b <= 4 * a * c
    pair: Any = Pair(g=["u"], h=f"{a}*u**2 + ({b})*u*v + ({c})*v**2", variables=["u", "v"])
    assert answer(pair).status is (Status.HOLDS if expected else Status.FAILS)
