"""Taylor expansions agree with repeated symbolic differentiation, modulo the prime, exactly, and inside balls."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement
from math import factorial

import pytest
from flint import arb, fmpq

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import ball, evaluate, precision
from mirrorsym.calculus.jets import Balls, Jets, NotAnalytic, NotRational, Rationals, Residues
from mirrorsym.calculus.modular import PRIME, residue
from mirrorsym.calculus.rational_values import exact_value
from mirrorsym.expression import Expression
from mirrorsym.grammar import parse

ORDER = 4
NICE = {"u": Fraction(1), "v": Fraction(2)}
ODD = {"u": Fraction(3, 7), "v": Fraction(2, 5)}


def derivatives(e: Expression, names: tuple[str, ...]):
    """(variables differentiated by, derivative over factorials) up to the order."""
    for k in range(ORDER + 1):
        for c in combinations_with_replacement(names, k):
            d, scale = e, 1
            for n in c:
                d = derivative(d, n)
            for n in set(c):
                scale *= factorial(c.count(n))
            yield c, d, scale


@pytest.mark.parametrize("text", [
    "u*v**3/(u + v)", "sqrt(u + 3)*v", "log(u)*v", "exp(u - 1)*v", "sin(u - 1) + cosh(v - 2)", "tan(u - 1)*tanh(v - 2)", "atan(u - 1)",
    "abs(u - v)**3", "u**v", "asinh(u - 1)*asin(v - 2)", "(u + v - 2)**5", "sinh(u - 1)*cos(v - 2)", "LambertW(u - 1)*v",
])
@pytest.mark.parametrize("field", [Residues(), Rationals()], ids=["residues", "rationals"])
def test_rational_expansions(text: str, field: Residues | Rationals) -> None:
    e = parse(text)
    names = tuple(sorted(e.names))
    jets = Jets(names, NICE, ORDER, field)
    series = jets.expand(e)
    for c, d, scale in derivatives(e, names):
        value = exact_value(d, NICE)
        assert value is not None
        got = series[len(c)].get(sum(jets.unit[names.index(n)] for n in c), 0)
        if isinstance(field, Residues):
            assert got == residue(value / scale)
        else:
            assert got == fmpq(value.numerator, value.denominator * scale)


@pytest.mark.parametrize("text", [
    "u*v**3/(u + v)", "sqrt(u + 3)*v", "log(u)*v", "exp(u - 1)*v", "tan(u)*tanh(v)", "atan(u)*erf(v)", "gamma(u + 1)*v", "LambertW(u)",
    "u**v", "besselj(0, u)", "acos(u) + acosh(v + 1)", "atanh(u)*asin(v)", "exp(sin(u*v))", "pi*u", "polygamma(1, u)", "Ei(u)",
])
def test_ball_expansions(text: str) -> None:
    e = parse(text)
    names = tuple(sorted(e.names))
    with precision(128):
        jets = Jets(names, ODD, ORDER, Balls())
        series = jets.expand(e)
        for c, d, scale in derivatives(e, names):
            want = evaluate(d, {n: ball(q) for n, q in ODD.items()}, ODD) / scale
            got = arb(series[len(c)].get(sum(jets.unit[names.index(n)] for n in c), 0))
            assert got.overlaps(want)
            assert got.rad() < 1e-15 * (1 + abs(got))


@pytest.mark.parametrize(("text", "point"), [
    ("abs(u)", {"u": 0}), ("1/u", {"u": 0}), ("sqrt(u)", {"u": 0}), ("log(u)", {"u": -1}), ("Max(u, 1)", {"u": 1}), ("sign(u)", {"u": 0}),
    ("Piecewise((u, u < 1), (1, True))", {"u": 1}), ("asin(u)", {"u": 1}),
])
def test_no_expansion_where_it_is_not_analytic(text: str, point: dict[str, int]) -> None:
    at = {n: Fraction(q) for n, q in point.items()}
    for field in (Residues(), Rationals(), Balls()):
        with pytest.raises((NotAnalytic, NotRational)):
            Jets(("u",), at, 3, field).expand(parse(text))


def test_transcendental_values_have_no_residue() -> None:
    with pytest.raises(NotRational):
        Jets(("u",), {"u": Fraction(1)}, 2, Residues()).expand(parse("exp(u)"))
    assert exact_value(parse("sqrt(u)"), {"u": Fraction(2)}) is None
    assert exact_value(parse("u**(2/3)"), {"u": Fraction(-8)}) is None
    assert PRIME == 2**61 - 1
