"""Balls against mpmath: the value lies inside, and where there is none nothing is enclosed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import pytest

from mirrorsym.calculus.enclosure import Undefined, Unsettled, ball, enclose, evaluate, exact, holds, precision, sign_at
from mirrorsym.expression import num, relation, sym

TEXTS = ("exp(u)*v", "log(u + 3)/v", "sin(u) + cos(v) + tan(u)", "sinh(u)*cosh(v) - tanh(u*v)", "asin(u/9) + acos(v/9) + atan(u)", "asinh(u)*acosh(v + 9)",
         "atanh(u/9)", "abs(u) - sign(v) + Max(u, v, 1) - Min(u, v)", "erf(u)*gamma(v + 7)", "LambertW(u + 4) + Ei(v)", "besselj(2, u) + polygamma(1, v + 7)",
         "(u + 4)**(v/3)", "(u + 4)**(5/3)", "u**7/v**5", "Piecewise((u, u < v), (v**2, True))", "sqrt((u + 4)**(-3))")
POINTS = [(Fraction(1, 3), Fraction(-7, 5)), (Fraction(-2), Fraction(1, 9)), (Fraction(2), Fraction(5))]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("bits", [30, 200])
def test_the_value_lies_in_the_ball(tools: Any, text: str, bits: int) -> None:
    e = tools.read(text)
    for u, v in POINTS:
        got = enclose(e, {"u": u, "v": v}, bits)
        with mpmath.workdps(60):
            at = {"u": mpmath.mpf(u.numerator) / u.denominator, "v": mpmath.mpf(v.numerator) / v.denominator}
            taken = e if e.op != "piecewise" else e.args[0] if u < v else e.args[2]
            value = tools.value(taken, at)
            mid, rad = mpmath.mpf(got.mid().str(50, radius=False)), mpmath.mpf(got.rad().str(20, radius=False)) * mpmath.mpf("1.000001")
            assert abs(value - mid) <= rad + mpmath.mpf(10) ** -45 * (1 + abs(value))
        assert got.rad() < 1e-6 * (1 + abs(value))


def test_a_root_of_any_order(tools: Any) -> None:
    order = Fraction(10**30 + 57, 10**30)
    got = enclose(tools.read("u**v"), {"u": Fraction(3), "v": order}, 64)
    assert got.contains(enclose(tools.read("3*exp((v - 1)*log(3))"), {"v": order}, 200))
    assert got.rad() < 1e-12


@pytest.mark.parametrize("text", ["log(u - 1)", "sqrt(u - 2)", "1/(u - 1)", "asin(u + 1)", "acosh(u - 1)", "atanh(u)", "(u - 2)**v", "Ei(u - 1)", "LambertW(-u)",
                                  "gamma(u - 1)", "u**(-1)*(u - 1)**(-3/2)", "(u - 1)**(-1/2)"])
def test_there_is_no_ball_where_there_is_no_value(tools: Any, text: str) -> None:
    with pytest.raises((Undefined, Unsettled)):
        enclose(tools.read(text), {"u": 1, "v": Fraction(1, 2)})


def test_a_box_is_enclosed_as_a_whole(tools: Any) -> None:
    e = tools.read("u**2 - u + sin(3*u)")
    with precision(64):
        box = evaluate(e, {"u": ball(Fraction(1)).union(ball(Fraction(2)))}, {})
        assert all(box.contains(evaluate(e, {"u": ball(Fraction(k, 8))}, {})) for k in range(8, 17))


def test_signs_at_points(tools: Any) -> None:
    for text, sign in (("exp(u) - 1 - u", 0), ("sin(u)", 0), ("log(1 + u)", 0), ("exp(u) - 1 - 1/10**60", -1), ("exp(pi*sqrt(163)) - 262537412640768744", -1)):
        assert sign_at(tools.read(text), {"u": 0}) == sign
    assert sign_at(tools.read("sqrt(2)**2 - 2"), {}, limit=256) is None  # no enclosure shows that it is 0
    assert sign_at(tools.read("u**2 - 1/9"), {"u": Fraction(1, 3)}) == 0


def test_relations_and_rational_values(tools: Any) -> None:
    u = sym("u")
    assert holds(relation("<", u, num(2)), {"u": 1}) is True
    assert holds(relation("!=", u, num(2)), {"u": 2}) is False
    assert holds(relation("=", u**2, tools.read("sqrt(2)*sqrt(2)")), {"u": num(2)}) is False
    assert exact(tools.read("(u + 1)**3/7 - abs(u - 5)"), {"u": Fraction(1)}) == Fraction(8, 7) - 4
    assert exact(tools.read("1/(u - 1)"), {"u": Fraction(1)}) is None
    assert exact(tools.read("exp(u)"), {"u": Fraction(1)}) is None
