"""A potential's embedding and its inverse g: proofs read by the checker's rules, and g'(F(x))**2 r''(x) = 1 at points.

Expected maps are solved by hand from F' = sqrt(r'').
"""

from __future__ import annotations

import pytest

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import enclose
from mirrorsym.calculus.region import Region, samples
from mirrorsym.expression import Expression, num, sub
from mirrorsym.recheck.limits import Budget
from mirrorsym.recheck.reader import read, read_conditions
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.zero import prove_zero
from mirrorsym.routes._converse import converse

NAMES = {"x", "b", "c", "p", "w", "wu", "wv"}
#: r, its interval, and g
CASES = [
    ("x*log(x) - x", "x > 0", "w**2/4"),
    ("-log(x)", "x > 0", "exp(w)"),
    ("c*x**2/2", "c > 0", "w/sqrt(c)"),
    ("exp(x)", "", "2*log(w/2)"),
    ("-sqrt(x)", "x > 0", "(w/2)**4"),
    ("x*log(x) + (1 - x)*log(1 - x)", "0 < x, x < 1", "(1 + sin(w))/2"),
    ("x*asinh(x/b) - sqrt(x**2 + b**2)", "b > 0", "(wu**2 - wv**2)/4"),
    ("(x*asinh(x/(2*b)) - sqrt(x**2 + 4*b**2))/4", "b > 0", "wu**2 - wv**2"),
]


def _region(r: Expression, conditions: str) -> Region:
    facts = []
    for c in (c for part in filter(None, conditions.split(", ")) for c in read_conditions(part, NAMES)):
        left, right = c.args
        facts.append((sub(right, left), ">") if c.op == "<" else (sub(left, right), ">"))
    return Region(("x", *sorted(r.names - {"x"})), (), tuple(facts))


@pytest.mark.parametrize(("formula", "conditions", "expected"), CASES, ids=str)
def test_the_map_of_a_potential(formula: str, conditions: str, expected: str) -> None:
    r = read(formula, NAMES)
    region = _region(r, conditions)
    half = converse(r, "x", region, "w")
    assert not isinstance(half, str), half
    for _, claim, op, where, proof in half.proofs:
        setting = Setting(where.names, (), where.facts, Budget(seconds=60.0))
        if op == "=":
            prove_zero(claim, proof, setting)
        else:
            prove_sign(claim, op, proof, setting)
    curvature = derivative(derivative(r, "x"), "x")
    image = dict(zip(half.names, half.F, strict=True))
    for p in samples(region, 4):
        squares = sum((derivative(half.g, n) ** 2 for n in half.names), num(0))
        assert abs(float((enclose((squares * curvature).substitute({"x": half.g}).substitute(image), p, 160) - 1).mid())) < 1e-20
        assert abs(float(enclose(sub(half.g, read(expected, NAMES)).substitute(image), p, 160).mid())) < 1e-20


@pytest.mark.parametrize(("formula", "reason"), [("-x**2", "not shown to be positive"), ("cosh(x)", "no closed form")])
def test_what_has_no_known_map_is_said(formula: str, reason: str) -> None:
    r = read(formula, NAMES)
    found = converse(r, "x", _region(r, ""), "w")
    assert isinstance(found, str)
    assert reason in found
