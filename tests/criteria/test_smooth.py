"""smooth against functions whose smoothness was worked out by hand; every decided verdict of a pair is rechecked.

|u|**3 is C^2 and u*|u| is not: the second derivative of the first is 6*|u|, of the second 2*sign(u).  Of each kind of border there is a
function on either side: one more power, another constant, a smaller domain.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsym import Pair
from mirrorsym._check import decide_all
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.expression import Expression
from mirrorsym.recheck import recheck
from mirrorsym.report import PairReport
from mirrorsym.verdict import Status, Verdict

Row = tuple[Any, ...]
POINTWISE = ("smooth", "regular", "joint_regular", "commuting", "commuting_with_h", "block_separable", "separable", "wronskian", "quadratic",
             "lie_necessary")

#: (h, domain, parameters), the last two may be absent: C^2 on the domain
SMOOTH: list[Row] = [
    ("abs(u)**3",), ("u**2*abs(u)",), ("(u**2)**(3/2)",), ("Piecewise((u**3, u > 0), (-u**3, True))",), ("Max(u, 0)**3",), ("abs(u)**2",),
    ("abs(u)*abs(u)",), ("abs(u)**4",), ("abs(u)*sign(u)",), ("u**3*sign(u)",), ("abs(u)**2*u",), ("sign(u)*abs(u)**3",),
    ("abs(u)**(5/2)",), ("(u**2)**(5/4)",), ("sqrt(u**4)",), ("sqrt(u**6)",), ("(u**2 + v**2)**(3/2)",),
    ("(u**2 + v**2)*sqrt(u**2 + v**2)",), ("sqrt(u**2 + v**2)**3",), ("(Max(u, v) - Min(u, v))**3",), ("Max(u - v, 0)**3",),
    ("Max(u, v) + Min(u, v)",), ("Max(u, v)*Min(u, v)",), ("Max(u, -u)**3",), ("abs(u*v)**3",), ("abs(u*v)*u**2*v**2",),
    ("abs(u**2 - 2)**3",), ("abs(exp(u) - 2)**3",), ("abs(sin(u))**3",), ("sin(u)**2*abs(sin(u))",), ("sin(u)**2*abs(u)",),
    ("cos(abs(u))",), ("abs(u)*sin(abs(u))",), ("Piecewise((u**3, u > 0), (0, True))",), ("Piecewise((u**2, u > 0), (sin(u)**2, True))",),
    ("Piecewise((exp(u), u > 0), (1 + u + u**2/2, True))",), ("Piecewise((u**3, u != 0), (0, True))",),
    ("Piecewise((2*u*log(u), u > 1), (u**2 - 1, True))",), ("Piecewise((u**3, u > v), (u**3 + (u - v)**3, True))",),
    ("Max(abs(u) - 1, 0)**3",), ("Max(u**3, 0)",), ("Max(v**3*exp(u), 0)",), ("abs(u)**3*abs(v)**3",),
    ("abs(u)**3 + abs(v)**3 + abs(w)**3",), ("(1 - cos(u))**(3/2)",), ("Max(u, 0)**(5/2)",), ("u*Max(u, 0)**2",), ("exp(-abs(u)**3)",),
    ("log(1 + abs(u)**3)",), ("(u**2*v**2)**(3/2)",), ("Max(u**2, -v**2)",), ("Min(u**2, u**2 + v**2)",), ("abs(u)", "u > 0"),
    ("abs(u**2 + 1)",), ("abs(u**2)",), ("Max(u, u - 1)",), ("sqrt(u**2 + 1)",), ("Piecewise((u, u > 0), (v, True))", "u > 1"),
    ("Max(u, v)", "u > v"), ("abs(u)/u", "u != 0"), ("sign(u)", "u != 0"), ("sqrt(1 - u**2 - v**2)", "u**2 + v**2 < 1"),
    ("asin(u)", "-1 < u < 1"), ("Max(u, v, u*v)", "u > 1, v > 1"), ("Max(u, v, u + v)", "u > 1, v > 1"),
    ("Piecewise((u, log(u) < 0), (v, True))", "u > 1"), ("abs(Max(u, v))", "u > 0, v > u"), ("c*abs(u)**3", "", {"c": "real"}),
    ("abs(u - c)**3", "", {"c": "real"}), ("u**2*sqrt(abs(u))",), ("u**2*(u**2)**(1/3)",), ("abs(erf(u))**3",), ("u*sqrt(u**2)*sign(u)",),
    ("abs(u)**3/(1 + abs(v)**3)",), ("cosh(abs(u))",), ("abs(u)*u**2 - sqrt(u**6)",), ("abs(u) - sqrt(u**2)",),
    ("sign(u)*abs(u)**(5/2)",), ("u*abs(u)**(3/2)",), ("u*abs(u)**(4/3)*v",), ("u*(u**2)**(2/3)*exp(v)",), ("Max(u, 0)*abs(u)**(3/2)",),
    ("abs(sin(2*u) - 2)",), ("u*v*w + abs(u)**3*abs(v - w)**3",), ("Max(u, v)**3 + Min(u, v)**3",),
    ("Piecewise((u**3, u > 0), (log(u), u > 1), (0, True))",),
]
#: not C^2 at some point of the domain
KINKED: list[Row] = [
    ("u**2*sign(u)",), ("u*abs(u)",), ("abs(u)",), ("sign(u)",), ("sign(u)**2",), ("abs(u)**(3/2)",), ("(u**2)**(2/3)",),
    ("(u**2)**(1/2)",), ("sqrt(u**2)",), ("sqrt(u**4 + v**4)",), ("sqrt(u**2 + v**2)",), ("sqrt(u**2 + v**2)*u",), ("Max(u, v)",),
    ("Max(u, v)**2",), ("Max(u, v)**3",), ("Max(u, v, w)",), ("Min(u, v)",), ("Max(u, -u)",), ("abs(u - v)*w",), ("abs(u*v)*u*v",),
    ("abs(u*v)*u**2",), ("abs(u**2 - 2)",), ("abs(exp(u) - 2)",), ("abs(sin(u))",), ("sin(u)*abs(u)",), ("sin(abs(u))",),
    ("Piecewise((1, u > 0), (0, True))",), ("Piecewise((u, u > 0), (0, True))",), ("Piecewise((u**2, u > 0), (0, True))",),
    ("Piecewise((exp(u), u > 0), (1 + u + u**2, True))",), ("Piecewise((u**3, u != 0), (1, True))",),
    ("Piecewise((u*log(u), u > 1), (u - 1, True))",), ("Piecewise((u**2, u > 0), (0, u > -1), (u + 1, True))",),
    ("Piecewise((u**3, u > v), (u**3 + (u - v)**2, True))",), ("abs(abs(u) - 1)**3",), ("Max(u**2*v, 0)",), ("abs(u)**3 + abs(v)",),
    ("sqrt(1 - cos(u))",), ("Max(u, 0)**(3/2)",), ("Max(u, 0)**2",), ("u*Max(u, 0)",), ("sqrt(abs(u))",), ("abs(u)**(1/3)",),
    ("exp(-abs(u))",), ("log(1 + abs(u))",), ("sqrt(u**2*v**4)",), ("Max(u**2, v**2)",), ("abs(abs(u) + 1)",),
    ("abs(u - c)", "", {"c": "real"}), ("atan(abs(u))",), ("abs(u - v)**3*abs(u + v)",), ("sinh(abs(u))",), ("sign(u)*abs(u)**(3/2)",),
    ("abs(cos(u))",), ("abs(sin(u))", "1 < u < 4"), ("abs(log(u) - 1)", "u > 0"), ("Max(u, v)**3 - Min(u, v)**3",),
    ("Piecewise((u**3, u > 0), (u**2, u > -1), (u + 2, True))",),
]
#: C^2, for a reason that is not looked for: homogeneous of degree 3 and smooth away from 0
OPEN: list[Row] = [("(u**4 + v**4)**(3/4)",), ("(u**2 + v**2)**(3/4)*u",)]


def made(row: Row, g: list[str] | None = None) -> Pair:
    """The pair of a row; without g the first variable."""
    h, domain, parameters = (*row, "", {})[0], row[1] if len(row) > 1 else "", row[2] if len(row) > 2 else {}
    names = tuple(n for n in "uvw" if re.search(rf"\b{n}\b", f"{h} {domain}"))
    return Pair(g=g or [names[0]], h=h, domain=[domain] if domain else [], variables=names, parameters=parameters)


def rechecked(pair: Pair, only: tuple[str, ...]) -> dict[str, Verdict]:
    """The verdicts, each accepted by the checker."""
    verdicts = decide_all(pair, only)
    for outcome in recheck(PairReport(pair, verdicts, {}).to_json()):
        assert outcome.accepted, f"{outcome.about}: {outcome.reason}"
    return verdicts


@pytest.mark.parametrize("row", SMOOTH, ids=str)
def test_smooth(row: Row) -> None:
    assert rechecked(made(row), ("smooth",))["smooth"].status is Status.HOLDS


@pytest.mark.parametrize("row", KINKED, ids=str)
def test_kinked(row: Row) -> None:
    verdict = rechecked(made(row), ("smooth",))["smooth"]
    assert verdict.status is Status.FAILS
    assert verdict.witness is not None


@pytest.mark.parametrize("row", OPEN, ids=str)
def test_open(row: Row) -> None:
    assert rechecked(made(row), ("smooth",))["smooth"].status is Status.UNDECIDED


#: g, h, domain, what the criteria say
PAIRS: list[tuple[list[str], str, str, dict[str, str]]] = [
    (["abs(u)**3"], "abs(u)**3", "", {"commuting_with_h": "HOLDS", "wronskian": "HOLDS", "regular": "FAILS", "separable": "HOLDS"}),
    (["abs(u)**3"], "u**3", "", {"commuting_with_h": "HOLDS", "wronskian": "HOLDS", "quadratic": "FAILS"}),
    (["abs(u)**3"], "u**2", "", {"commuting_with_h": "FAILS", "wronskian": "FAILS"}),
    (["u*abs(u)**3 + u"], "u", "", {"regular": "HOLDS", "commuting_with_h": "FAILS"}),
    (["u + abs(u)**3", "v"], "v", "", {"regular": "FAILS", "commuting_with_h": "HOLDS", "commuting": "HOLDS", "lie_necessary": "HOLDS"}),
    (["u + abs(u)**3", "v**3 + v"], "u", "u > 0", {"regular": "HOLDS", "commuting": "HOLDS", "joint_regular": "FAILS"}),
    (["u**2 + v**2"], "(u**2 + v**2)**(3/2)", "", {"commuting_with_h": "FAILS", "separable": "FAILS", "regular": "FAILS"}),
    (["(u**2 + v**2)**(3/2)"], "2*(u**2 + v**2)**(3/2) + 1", "", {"commuting_with_h": "HOLDS", "regular": "FAILS"}),
    (["(u**2)**(5/4)", "v"], "u**2*sqrt(abs(u))", "", {"commuting_with_h": "HOLDS", "commuting": "HOLDS", "separable": "HOLDS"}),
    (["Max(u, 0)**3", "Max(-u, 0)**3"], "v", "", {"commuting": "HOLDS", "block_separable": "FAILS", "commuting_with_h": "HOLDS"}),
    (["Max(u, v)", "Min(u, v)"], "Max(u, v)", "u > v", {"regular": "HOLDS", "commuting": "HOLDS", "commuting_with_h": "HOLDS",
                                                         "separable": "HOLDS", "wronskian": "HOLDS", "quadratic": "FAILS"}),
    (["Max(u, v)**2 - Min(u, v)**2"], "Max(u, v)**2 + Min(u, v)**2", "u > v", {"quadratic": "HOLDS", "commuting_with_h": "HOLDS",
                                                                            "regular": "HOLDS", "separable": "HOLDS"}),
    (["abs(u**2)"], "u", "", {"regular": "FAILS", "quadratic": "FAILS", "commuting_with_h": "FAILS"}),
    (["abs(u)**2", "v"], "abs(u)*abs(u) + abs(v)**2", "", {"commuting_with_h": "FAILS", "separable": "HOLDS", "regular": "FAILS"}),
    (["Piecewise((u**2, u > 0), (v, True))"], "u**2", "u > 1", {"regular": "HOLDS", "commuting_with_h": "HOLDS", "quadratic": "HOLDS"}),
    (["u**2", "v**2"], "c*abs(u)**3 + abs(v)**3", "", {"commuting": "HOLDS", "regular": "FAILS", "separable": "HOLDS"}),
    (["u - v"], "abs(u - v)**3", "", {"commuting_with_h": "FAILS", "regular": "HOLDS"}),
    (["u + v"], "abs(u - v)**3", "", {"commuting_with_h": "HOLDS", "regular": "HOLDS", "joint_regular": "FAILS"}),
    (["u*abs(v)"], "abs(u)", "v > 0", {"regular": "HOLDS", "smooth": "FAILS"}),
    (["u**u"], "u", "u > 0", {"regular": "FAILS"}), (["u**5/5 - u**2/2 - u", "v"], "u", "", {"regular": "FAILS"}),
    (["gamma(u)"], "u", "u > 0", {"regular": "FAILS"}), (["besselj(0, u)"], "u", "1 < u < 5", {"regular": "FAILS"}),
    (["u*sin(u)"], "u", "1 < u < 4", {"regular": "FAILS"}), (["sin(u)"], "u", "2 < u < 5", {"regular": "FAILS"}),
]


@pytest.mark.parametrize(("g", "h", "domain", "expected"), PAIRS, ids=[f"{g}-{h}" for g, h, *_ in PAIRS])
def test_other_criteria(g: list[str], h: str, domain: str, expected: dict[str, str]) -> None:
    names = tuple(n for n in "uvw" if re.search(rf"\b{n}\b", f"{g} {h} {domain}"))
    pair = Pair(g=g, h=h, domain=[domain] if domain else [], variables=names, parameters={"c": "real"} if "c*" in h else {})
    verdicts = rechecked(pair, POINTWISE)
    assert {k: str(verdicts[k].status) for k in expected} == expected


def test_a_kink_of_h_leaves_g_alone() -> None:
    """g is C^2 by gluing; what concerns g alone is decided although h has a kink."""
    verdicts = rechecked(Pair(g=["abs(u)**3 + u", "v"], h="abs(v)"), POINTWISE)
    assert verdicts["smooth"].status is Status.FAILS
    assert [str(verdicts[k].status) for k in ("commuting", "block_separable", "lie_necessary")] == ["HOLDS"] * 3


# -- functions made at random ---------------------------------------------------------------------------------
ATOMS = ("u", "v", "abs(u)", "abs(v)", "abs(u - v)", "Max(u, v)", "Max(u, 0)", "Min(v, 0)", "sign(u)", "sqrt(u**2)", "(u**2)**(3/4)",
         "sqrt(u**2 + v**2)", "Piecewise((u, u > v), (v, True))", "Piecewise((u**2, u >= 0), (-u**2, True))", "abs(u**2 - v**2)", "cos(abs(u))",
         "Max(abs(u), v)")
products = st.lists(st.tuples(st.sampled_from(ATOMS), st.integers(1, 3)), min_size=1, max_size=3)
formulas = st.lists(products, min_size=1, max_size=2).map(
    lambda sums: " + ".join("*".join(f"({a})**{k}" for a, k in factors) for factors in sums))
LINES = [(1, 0), (0, 1), (1, 1), (1, -1), (2, 3), (-3, 1)]
TIES = [(0, 0), (0, 1), (0, -2), (1, 0), (-2, 0), (1, 1), (-1, -1), (1, -1), (-2, 2)]


def value(f: Expression, u: Fraction, v: Fraction) -> Fraction | None:
    """An approximation of f that is good to about 200 bits."""
    try:
        b = enclose(f, {"u": u, "v": v}, 400)
    except (Undefined, Unsettled):
        return None
    mantissa, exponent = (int(x) for x in b.mid().man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent


def bends(f: Expression, p: tuple[int, int], d: tuple[int, int]) -> bool:
    """Whether the second difference quotients of f at p to both sides along d are plainly different, or the first are."""
    h = Fraction(1, 2**80)

    def at(k: int) -> Fraction | None:
        return value(f, p[0] + k * h * d[0], p[1] + k * h * d[1])

    values = {k: at(k) for k in (-2, -1, 0, 1, 2)}
    if None in values.values():
        return False
    a = {k: x for k, x in values.items() if x is not None}
    first = abs((a[1] - a[0]) - (a[0] - a[-1])) / h
    second = abs((a[2] - 2 * a[1] + a[0]) - (a[0] - 2 * a[-1] + a[-2])) / h**2
    return first > Fraction(1, 1000) or second > Fraction(1, 100)


@settings(max_examples=60)
@given(formulas)
def test_random_functions(h: str) -> None:
    """HOLDS is never said of a function that is seen to bend, and every verdict is accepted by the checker."""
    pair = Pair(g=["u"], h=h, variables=("u", "v"))
    verdict = rechecked(pair, ("smooth",))["smooth"]
    bent = any(bends(pair.joint[1], p, d) for p in TIES for d in LINES)
    if bent:
        assert verdict.status is not Status.HOLDS
