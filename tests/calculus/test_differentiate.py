"""Derivatives against difference quotients of mpmath, function by function and rule by rule."""

from __future__ import annotations

from typing import Any

import mpmath
import pytest

from mirrorsym.calculus.differentiate import derivative, gradient, hessian
from mirrorsym.expression import ZERO, sym

FUNCTIONS = ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh", "atanh", "abs", "erf", "gamma", "LambertW", "Ei")


@pytest.mark.parametrize("text", [
    *(f"{f}(u/3 + v**2/5)" for f in FUNCTIONS), "acosh(u + v + 1)", "besselj(1, u*v)", "polygamma(2, u*v)", "(u*v)**(u - v)", "2**(u*v)", "u**(5/3)/v**2",
    "Max(u, v**2)*u", "Min(u, v**2, 2*u)", "Piecewise((u*v, u < v), (u**3, True))", "u*v*exp(u)*sin(v)", "(u + v)**7*(u - v)**(-3)", "sqrt(u + sqrt(v + u))",
])
def test_a_derivative_is_the_limit_of_difference_quotients(tools: Any, text: str) -> None:
    e = tools.read(text)
    point = {"u": mpmath.mpf("0.73"), "v": mpmath.mpf("0.41")}
    h = mpmath.mpf(10) ** -18
    if "Piecewise" in text:
        e = e.args[2] if point["u"] >= point["v"] else e.args[0]
    for name in ("u", "v"):
        with mpmath.workdps(60):
            up, down = ({**point, name: point[name] + s * h} for s in (1, -1))
            quotient = (tools.value(e, up) - tools.value(e, down)) / (2 * h)
        assert abs(tools.value(derivative(e, name), point) - quotient) < 1e-25 * (1 + abs(quotient))


def test_mixed_derivatives_agree_and_other_symbols_give_zero(tools: Any) -> None:
    e = tools.read("exp(u*v) + u**3*log(v)")
    rows = hessian(e, ("u", "v"))
    point = {"u": "0.7", "v": "1.3"}
    assert abs(tools.value(rows[0][1], point) - tools.value(rows[1][0], point)) < 1e-40
    assert derivative(e, "w") == ZERO
    assert gradient(sym("u"), ("w", "v")) == (ZERO, ZERO)
