"""Regions: samples lie inside, intervals are those of the conditions, and what is inside is decided exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from mirrorsym.calculus.forms import commutator, commute, quadratic_form
from mirrorsym.calculus.neat import neat
from mirrorsym.calculus.ratio import TooLarge, from_polynomial, ratio_of
from mirrorsym.calculus.region import affine, interval_of, is_inside, samples
from mirrorsym.expression import div, num, sym

CUTS = [("u > 0", "v > u"), ("u**2 + v**2 < 1",), ("u != 0", "u*v > 1"), ("exp(u) < v", "v < 10"), ("u > 1000",), ("u > 1/1000", "u < 1/999"), ("log(u) > v", "u > 0"),
        ("u**2 < v", "v < u + 1/100")]


@pytest.mark.parametrize("conditions", CUTS)
def test_samples_lie_inside(tools: Any, conditions: tuple[str, ...]) -> None:
    region = tools.region(*conditions)
    found = samples(region, 6)
    assert found
    assert found == samples(region, 6)
    for p in found:
        at = {k: tools.value(num(x), {}) for k, x in p.items()}
        assert all({">": x > 0, "!=": x != 0}[op] for f, op in region.facts for x in [tools.value(f, at)])
        assert is_inside(region, p) is True


def test_an_empty_region_has_no_samples(tools: Any) -> None:
    assert not samples(tools.region("u > 1", "u < 1"), 3)
    assert not samples(tools.region("u**2 + v**2 + 1 < 0"), 3, 40)


def test_points_on_the_border_are_outside(tools: Any) -> None:
    region = tools.region("u**2 < 2", "v != 1")
    assert is_inside(region, {"u": Fraction(7, 5), "v": Fraction(0)}) is True
    assert is_inside(region, {"u": Fraction(17, 12), "v": Fraction(0)}) is False
    assert is_inside(region, {"u": Fraction(0), "v": Fraction(1)}) is False
    assert is_inside(region, {"u": tools.read("sqrt(2)"), "v": num(0)}) is not True


def test_intervals(tools: Any) -> None:
    box = interval_of(tools.region("2*u - 1 > 0", "u < 3", "u != 1", "u*v > 0"), "u")
    assert (box.low, box.high, box.low_open, box.high_open) == (Fraction(1, 2), 3, True, True)
    assert 1 not in box
    assert 2 in box
    assert interval_of(tools.region("u > 0"), "v").low is None
    assert interval_of(tools.region("u > 2", "u < 1"), "u").empty
    assert affine(tools.read("3*u - v/2 + 7")) == ({"u": 3, "v": Fraction(-1, 2)}, 7)
    assert affine(tools.read("u*v")) is None


# -- the small neighbors: rational functions, gathering, quadratic forms ------------------------------------------
def test_rational_functions_keep_their_values(tools: Any) -> None:
    for text in ("(u + v)**6/(u - v)**3 - 1/u", "1/(1 + 1/(1 + 1/u)) + v", "(u**2 - v**2)/(u - v)"):
        e = tools.read(text)
        r = ratio_of(e, ("u", "v"))
        assert r is not None
        point = {"u": "1.7", "v": "-0.3"}
        back = div(from_polynomial(r.above), from_polynomial(r.below))
        assert abs(tools.value(back, point) - tools.value(e, point)) < 1e-40
    with pytest.raises(TooLarge):
        ratio_of(tools.read("(u + v + 1)**2000"), ("u", "v"))
    with pytest.raises(ZeroDivisionError):
        ratio_of(tools.read("1/((u + v)**2 - u**2 - 2*u*v - v**2)"), ("u", "v"))


def test_gathering_keeps_values_and_domains(tools: Any) -> None:
    e, x = tools.read("exp(u)**3*exp(v)*sqrt(u)**4"), tools.read("sqrt(u)**2")
    assert abs(tools.value(neat(e), {"u": "0.7", "v": "-2"}) - tools.value(e, {"u": "0.7", "v": "-2"})) < 1e-40
    assert str(neat(e)) == "u**2*exp(3*u + v)"
    assert neat(tools.read("sqrt(u**2)")) != sym("u")
    assert neat(x) == sym("u")


def test_commuting_quadratic_forms_against_matrices(tools: Any) -> None:
    order = {"u": 0, "v": 1, "w": 2}
    a, b, c = (quadratic_form(tools.read(t), order) for t in ("u**2 + v**2/3", "u*v - 7*w**2", "(u**2 + v**2)/2 + w**2"))
    assert a is not None
    assert b is not None
    assert c is None  # not written as a sum of terms
    d = quadratic_form(tools.read("u**2/2 + v**2/2 + w**2"), order)
    assert d is not None
    assert not commute(a, b)
    assert commute(b, d)
    # B A - A B for A = diag(2, 2/3, 0), B = [[0, 1, 0], [1, 0, 0], [0, 0, -14]]
    assert commutator(a, b) == {0: {1: Fraction(2, 3) - 2}, 1: {0: 2 - Fraction(2, 3)}}
    assert quadratic_form(tools.read("u**3"), order) is None
