"""Zero or not: textbook identities are proved and recheck; identities with one thing changed are not."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from mirrorsym.calculus.region import Region
from mirrorsym.calculus.roots import common_zero
from mirrorsym.calculus.zero import connected, is_zero_at, prove, refute
from mirrorsym.expression import ZERO, num, sym

#: identity, conditions, points inside at which mpmath confirms it
IDENTITIES: list[tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]] = [
    ("(u + v)**5 - (u - v)**5 - 10*u**4*v - 20*u**2*v**3 - 2*v**5", (), (("0.3", "-1.7"),)),
    ("1/(u*(u + v)) + 1/(v*(u + v)) - 1/(u*v)", (), (("0.3", "1.7"),)),
    ("exp(u + v)**2*exp(-2*u) - exp(2*v)", (), (("0.3", "-1.7"),)),
    ("exp(2*log(u) - log(v)/2) - u**2/sqrt(v)", ("u > 0", "v > 0"), (("0.3", "1.7"),)),
    ("log(u**2*v) - 2*log(u) - log(v)", ("u > 0", "v > 0"), (("0.3", "1.7"),)),
    ("log(u**2) - 2*log(-u)", ("u < 0",), (("-0.3", "1"),)),
    ("log(u**2)/2 - log(abs(u))", ("u != 0",), (("-0.3", "1"), ("2", "1"))),
    ("sqrt(u**2*v**4) - u*v**2", ("u > 0",), (("0.3", "-1.7"),)),
    ("sqrt(u**2) + u", ("u < 0",), (("-0.3", "1"),)),
    ("u**(1/3)*u**(1/6) - sqrt(u)", ("u > 0",), (("0.3", "1"),)),
    ("sin(u + v)*sin(u - v) - sin(u)**2 + sin(v)**2", (), (("0.3", "-1.7"),)),
    ("sin(3*u) - 3*sin(u) + 4*sin(u)**3", (), (("0.3", "1"),)),
    ("cosh(2*u) - 2*sinh(u)**2 - 1", (), (("0.3", "1"),)),
    ("tanh(u + v) - (tanh(u) + tanh(v))/(1 + tanh(u)*tanh(v))", (), (("0.3", "-1.7"),)),
    ("asinh(u) - log(u + sqrt(u**2 + 1))", (), (("-0.3", "1"),)),
    ("exp(asinh(u)) - u - sqrt(u**2 + 1)", (), (("-0.3", "1"),)),
    ("acosh(u) - log(u + sqrt(u**2 - 1))", ("u > 1",), (("1.3", "1"),)),
    ("2*atanh(u) - log((1 + u)/(1 - u))", ("u > -1", "u < 1"), (("-0.3", "1"),)),
    ("sin(atan(u)) - u/sqrt(1 + u**2)", (), (("-0.3", "1"),)),
    ("cos(asin(u)) - sqrt(1 - u**2)", ("u > -1", "u < 1"), (("-0.3", "1"),)),
    ("tan(atan(u)) - u", (), (("-0.3", "1"),)),
    ("asin(u) + acos(u) - pi/2", ("u > -1", "u < 1"), (("-0.3", "1"),)),
    ("atan(u) + atan(1/u) - pi/2", ("u > 0",), (("0.3", "1"),)),
    ("atan(u) + atan(1/u) + pi/2", ("u < 0",), (("-0.3", "1"),)),
    ("atan(u) - asin(u/sqrt(1 + u**2))", (), (("-0.3", "1"),)),
    ("LambertW(u)*exp(LambertW(u)) - u", ("u > 0",), (("0.3", "1"),)),
    ("abs(u*v) - u*v", ("u > 0", "v > 0"), (("0.3", "1.7"),)),
    ("Max(u, v) + Min(u, v) - u - v", ("u > v",), (("1.7", "0.3"),)),
    ("erf(u) + erf(-u)", (), (("0.3", "1"),)),
    ("gamma(6) - 120", (), (("1", "1"),)),
    ("sqrt(3 + 2*sqrt(2)) - 1 - sqrt(2)", (), (("1", "1"),)),
    ("4*atan(1/5) - atan(1/239) - pi/4", (), (("1", "1"),)),
    ("log(2 + sqrt(3)) - acosh(2)", (), (("1", "1"),)),
]
#: false, though they agree with something true in places
NEAR: list[tuple[str, tuple[str, ...]]] = [
    ("log(u**2) - log(u)", ("u != 0",)), ("sqrt(u**2) - u", ()), ("sqrt(u**2) - u", ("u > -1/10**9",)), ("abs(u) - u", ("u > -1/10**9",)),
    ("atan(u) + atan(1/u) - pi/2", ("u != 0",)), ("asin(sin(u)) - u", ("u > -2", "u < 2")), ("exp(u) - 1 - u - u**2/2", ("u > 0", "u < 1/10**6")),
    ("sin(3*u) - 3*sin(u) + 4*sin(u)**3 + 1/10**30", ()), ("cosh(u)**2 - sinh(u)**2 - 1 - exp(-100)", ()), ("tanh(u) - 1", ("u > 60",)),
    ("atan(1/2) + atan(1/3) + 3*pi/4", ()), ("sqrt(2) + sqrt(3) - 31462643699419723423/10**19", ()), ("exp(pi*sqrt(163)) - 262537412640768744", ()),
    ("Max(u, v) - u", ("u > v - 1/10**9",)), ("sign(u)**2 - 1", ("u > -1",)), ("gamma(u + 1) - (u + 1)*gamma(u)", ("u > 0",)),
    ("LambertW(u)*exp(LambertW(u)) - u - 1/10**40", ("u > 0",)), ("log(u*v) - log(u) - log(v) - 2/10**50", ("u > 0", "v > 0")),
    ("besselj(2, u) - 2*besselj(1, u)/u", ("u > 0",)), ("(u**20 + 1)**20 - u**400", ("u > 10**9",)),
]


@pytest.mark.parametrize(("text", "conditions", "points"), IDENTITIES)
def test_an_identity_is_proved_and_rechecks(tools: Any, text: str, conditions: tuple[str, ...], points: Any) -> None:
    e = tools.read(text)
    for u, v in points:
        assert abs(tools.value(e, {"u": u, "v": v})) < 1e-40
    proof = prove(e, tools.region(*conditions))
    assert proof is not None
    assert tools.accepted(e, proof, *conditions)
    assert refute(e, tools.region(*conditions), limit=128) is None


@pytest.mark.parametrize(("text", "conditions"), NEAR)
def test_what_is_false_is_not_proved(tools: Any, text: str, conditions: tuple[str, ...]) -> None:
    assert prove(tools.read(text), tools.region(*conditions)) is None


@pytest.mark.parametrize(("text", "conditions"), [n for n in NEAR if n[0].startswith(("log(u**2)", "sqrt(u**2)", "sin(3", "tanh", "exp(u)", "(u**20"))])
def test_a_refuting_point_is_right(tools: Any, text: str, conditions: tuple[str, ...]) -> None:
    e = tools.read(text)
    point = refute(e, tools.region(*conditions))
    if point is None:
        return  # a tiny part of a large region need not be found
    at = {k: tools.value(x, {}) for k, x in point.items()}
    assert abs(tools.value(e, {"u": 0, "v": 0, **at})) > 0
    assert all(tools.value(f, {"u": 0, "v": 0, **at}) > 0 for f, op in tools.region(*conditions).facts if op == ">")


def test_no_proof_is_offered_where_an_expression_is_not_defined_throughout(tools: Any) -> None:
    """log(u**2) = 2*log(u) wherever both are defined; the argument by derivatives needs that on all of the region."""
    e = tools.read("log(u**2) - 2*log(u)")
    assert prove(e, tools.region("u != 0")) is None
    assert prove(e, tools.region("u > 0")) is not None


def test_a_point_refutes_what_is_plainly_false(tools: Any) -> None:
    assert refute(tools.read("u*v - v*u + u"), tools.region("u > 5")) is not None
    assert refute(tools.read("u*v - v*u"), tools.region()) is None


def test_values_at_exact_points(tools: Any) -> None:
    assert is_zero_at(tools.read("u**2 - 2"), {"u": tools.read("sqrt(2)")}) is not None
    assert is_zero_at(tools.read("log(u) - 3"), {"u": tools.read("exp(1)**3")}) is not None
    assert is_zero_at(tools.read("u**2 - 2"), {"u": num("14142/10000")}) is None


def test_components_are_counted(tools: Any) -> None:
    for conditions, count in (((), 1), (("u > 0",), 1), (("u != 0",), 2), (("u != 0", "v != 1"), 4), (("u != 0", "u > 1"), 1)):
        found = connected(tools.region(*conditions))
        assert found is not None
        assert len(found[1]) == count
    assert connected(tools.region("u**2 + v**2 > 1")) is None
    assert connected(Region(("u",), ("k",), (), frozenset({"k"}))) is None


@pytest.mark.parametrize(("items", "conditions", "exists"), [
    (("u*v", "u - 2"), (), True), (("u**2 - 2", "v - u**3"), ("u > 0",), True), (("exp(u) - 3", "v*u - 1"), (), True),
    (("u**2 + v**2 + 1",), (), False), (("u", "v"), ("u > 0",), False), (("u**2 - v**2", "u + v"), ("u > 0", "v > 0"), False),
])
def test_common_zeros_lie_where_they_should(tools: Any, items: tuple[str, ...], conditions: tuple[str, ...], exists: bool) -> None:
    found = common_zero([tools.read(t) for t in items], tools.region(*conditions))
    assert (found is not None) == exists
    if found is not None:
        at = {k: tools.value(x, {}) for k, x in found.items()}
        assert all(abs(tools.value(tools.read(t), at)) < 1e-40 for t in items)
        assert all(tools.value(f, at) > 0 for f, op in tools.region(*conditions).facts if op == ">")


def test_a_constant_under_a_product_is_seen_to_vanish(tools: Any) -> None:
    """log(exp(1)**3) = 3 is no accident: exp is positive, so its power's logarithm is known without any further proof."""
    e = tools.read("u*(log(exp(1)**3) - 3) + v")
    assert common_zero([e], Region(("u", "v"))) is not None
    assert prove(tools.read("u*(log(exp(1)**3) - 3)"), Region(("u", "v")), 0) is not None
    assert prove(ZERO + sym("u") * Fraction(0), Region(("u",)), 0) == {"rule": "ring"}
