"""The formulas of tdmf's register, held against its flows: du = grad g dmu + grad h da integrated at thirty digits.

Truth: Taylor integration by mpmath of the differential equations alone; no formula of the program is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from mpmath import asinh, diff, exp, log, mp, mpf, odefun, sqrt

Vector = Sequence[mpf]
MU, A = mpf("0.07"), mpf("-0.11")


@pytest.fixture(autouse=True)
def digits() -> object:
    with mp.workdps(30):
        yield


def end(field: Callable[[Vector], list[mpf]], start: Vector) -> Vector:
    """Where the flow of the field is after the time one."""
    return odefun(lambda t, w: field(w), 0, list(start))(1)  # type: ignore[no-any-return]


def product(w: Vector) -> list[mpf]:
    return [MU*w[1] + 2*A*w[0], MU*w[0] + 2*A*w[1]]


def half_product(w: Vector) -> list[mpf]:
    return [MU*w[1] + A*w[0], MU*w[0] + A*w[1]]


def half_squares(w: Vector) -> list[mpf]:
    return [2*MU*w[0] + A*w[0], -2*MU*w[1] + A*w[1]]


def squares(w: Vector) -> list[mpf]:
    return [2*(MU + A)*w[0], 2*(A - MU)*w[1]]


def logs(w: Vector) -> list[mpf]:
    return [(MU + A)/w[0], (A - MU)/w[1]]


def powers(w: Vector) -> list[mpf]:
    return [6*(MU + A)*w[0]**5, 6*(A - MU)*w[1]**5]


def entropy(factor: mpf, scale: mpf, tilt: mpf) -> Callable[[mpf], mpf]:
    return lambda x: factor*(x*asinh(x/scale) - sqrt(x**2 + scale**2) - x*tilt)


def near(x: mpf, y: mpf) -> bool:
    return abs(x - y) < mpf(10)**-20


def test_eq_8() -> None:
    m, w = end(product, (mpf("1.3"), mpf("0.4")))
    u0, v0 = (mpf("1.3") + mpf("0.4"))/sqrt(2), (mpf("1.3") - mpf("0.4"))/sqrt(2)
    tilt = log(u0/v0)
    assert near(diff(entropy(mpf(1)/2, exp(4*A)*u0*v0, tilt), m*w), MU)
    assert not near(diff(entropy(mpf(1)/4, 2*exp(2*A)*u0*v0, tilt), m*w), MU)
    m, w = end(half_product, (mpf("1.3"), mpf("0.4")))
    assert near(diff(entropy(mpf(1)/2, exp(2*A)*u0*v0, tilt), m*w), MU)
    assert not near(diff(entropy(mpf(1)/4, 2*exp(2*A)*u0*v0, tilt), m*w), MU)
    u, v = end(half_squares, (u0, v0))
    assert near(diff(entropy(mpf(1)/4, 2*exp(2*A)*u0*v0, tilt), u**2 - v**2), MU)


def test_theorem_3_3() -> None:
    m0, w0 = mpf("1.3"), mpf("0.4")

    def q(mu: mpf, a: mpf) -> mpf:
        return ((m0 + w0)**2*exp(2*(mu + 2*a)) + (m0 - w0)**2*exp(2*(2*a - mu)))/8
    m, w = end(product, (m0, w0))
    assert near(diff(lambda mu: q(mu, A), MU), m*w)
    assert near(diff(lambda a: q(MU, a), A), m**2 + w**2)


def test_eqs_7_and_14() -> None:
    u0, v0 = mpf("1.3"), mpf("0.9")
    u, v = end(squares, (u0, v0))
    x = u**2 - v**2
    y = sqrt(x**2 + 4*u0**2*v0**2*exp(8*A))
    assert near(y, u**2 + v**2)
    assert near(log((y + x)*v0**2/((y - x)*u0**2))/8, MU)
    assert near((asinh(x/(2*exp(4*A)*u0*v0)) - log(u0/v0))/4, MU)


def test_eq_9() -> None:
    u0, v0, k = mpf("0.8"), mpf("0.7"), 3
    u, v = end(powers, (u0, v0))
    c_u, c_v = (s**(2 - 2*k)/(2*k*(2*k - 2)) for s in (u0, v0))
    power = -mpf(2*k)/(2*k - 2)
    assert near((2*k*(2*k - 2)*(c_u - MU - A))**power, u**(2*k))
    assert near((2*k*(2*k - 2)*(c_v + MU - A))**power, v**(2*k))
    assert not near((mpf(2*k)*(2*k - 2)/(MU + A + c_u))**-power, u**(2*k))


@pytest.mark.parametrize(("sign", "right"), [(1, True), (-1, False)])
def test_log_u_minus_log_v(sign: int, right: bool) -> None:
    u0, v0 = mpf("1.3"), mpf("1.1")
    u, v = end(logs, (u0, v0))

    def potential(x: mpf) -> mpf:
        return ((u0**2 + 2*sign*A)*log(exp(-2*x) + 1) + (v0**2 + 2*sign*A)*log(exp(2*x) + 1))/4
    assert near(diff(potential, log(u) - log(v)), MU) is right


def test_orders_of_three_factors() -> None:
    """The flow of a product of three, and scaling by decay, in both orders (tdmf Thm B.3)."""
    def grown(w: Vector, s: mpf) -> Vector:
        return end(lambda p: [s*p[1]*p[2], s*p[0]*p[2], s*p[0]*p[1]], w)
    s, by = mpf("0.3"), mpf("0.5")
    first = by*grown((mpf(1),)*3, s)[0]
    second = grown((by,)*3, s)[0]
    assert near(first, by/(1 - s))
    assert near(second, by/(1 - by*s))
    assert not near(first, second)
