"""The checker's derivatives agree with difference quotients of enclosures, for every function it differentiates."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mirrorsym.recheck.balls import ball, enclose, precision
from mirrorsym.recheck.derive import Items, derivative
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.reader import read

FORMULAS = [
    "u**3 - 2*u", "1/u", "u**(1/3)", "u**(-3/2)", "u**u", "2**u", "u**v", "v**u", "exp(u**2)", "log(1 + u**2)", "sin(u)*cos(3*u)", "tan(u)",
    "sinh(u) + cosh(u)", "tanh(u*v)", "asin(u/2)", "acos(u/3)", "atan(u)", "asinh(u)", "acosh(1 + u)", "atanh(u/2)", "abs(u - 2)*u", "sign(u)*u",
    "Max(u, v)", "Min(u, v, u*v)", "erf(u)", "gamma(u)", "polygamma(0, u)", "polygamma(2, u)", "LambertW(u)", "Ei(u)", "besselj(1, u)",
    "besselj(1/2, u)", "Piecewise((u**2, u < v), (u**3, True))", "sqrt(1 + sqrt(u))", "exp(-u)/(1 + exp(-u))",
]


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("at", [Fraction(3, 4), Fraction(8, 5)])
def test_difference_quotient(text: str, at: Fraction) -> None:
    e = read(text, {"u", "v"})
    budget = Budget()
    d = derivative(e, "u", budget)
    step = Fraction(1, 2**60)
    with precision(400):
        def f(x: Fraction) -> object:
            return enclose(e, {"u": ball(x), "v": ball(Fraction(9, 7))}, budget)

        quotient = (f(at + step) - f(at - step)) / ball(2 * step)  # type: ignore[operator]
        exact = enclose(d, {"u": ball(at), "v": ball(Fraction(9, 7))}, budget)
        assert abs(quotient - exact) < ball(Fraction(1, 2**80))


def test_order_of_a_bessel_function_is_not_differentiated() -> None:
    with pytest.raises(Rejected):
        derivative(read("besselj(u, 1)", {"u"}), "u", Budget())


def test_items_of_a_known_pair() -> None:
    names = {"x", "y", "z"}
    g = (read("x*z", names), read("y*z", names))
    of = Items(g, read("x*y", names), ("x", "y", "z"), Budget())
    assert {k: str(f()) for k, f in of.commuting().items()} == {"0,1,x": "-y", "0,1,y": "x", "0,1,z": "0"}
    assert set(of.commuting_with_h()) == {f"{i},h,{k}" for i in (0, 1) for k in "xyz"}
    assert [str(e) for e in of.word("0.1")] == ["-y", "x", "0"]
    # what is zero at sight, because a variable does not occur, is no item
    assert set(of.block_separable({"x": 0, "y": 1, "z": 0})) == {"d:z:1"}
    assert set(of.mixed()) == {"m:0:x:z", "m:1:y:z", "m:h:x:y"}
    assert str(of.wronskian({"x": 0})["x"]()) == "0"
    assert set(of.quadratic()) == {"t:0:x:z:z", "e:0:x", "e:0:z", "t:1:y:z:z", "e:1:y", "e:1:z", "t:h:x:y:y", "e:h:x", "e:h:y"}
    assert Items((read("x", names), read("y**2", names)), None, ("x", "y", "z"), Budget()).commuting() == {}
    assert len(Items((read("x*z", names), read("z", names)), None, ("x", "y", "z"), Budget()).commuting()) == 2
    for bad in ("0.2", "0.-1", "0.", "", "0. 1", "00.1", "0.١"):
        with pytest.raises(Rejected):
            of.word(bad)
