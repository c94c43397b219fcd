"""Brackets of polynomials: the quick answers against the component formula, expanded by SymPy."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsym.calculus.brackets import Calculus
from mirrorsym.expression import Expression, add, mul, num, sym
from mirrorsym.symbolic import to_sympy

NAMES = ("x", "y", "z")
terms = st.tuples(st.fractions(-2, 2, max_denominator=3), st.lists(st.integers(0, 3), min_size=3, max_size=3))
polynomials = st.lists(terms, min_size=1, max_size=4)


def polynomial(parts: Sequence[tuple[object, Sequence[int]]]) -> Expression:
    return add(*(mul(num(c), *(sym(n) ** e for n, e in zip(NAMES, exponents, strict=True))) for c, exponents in parts))


def reference(f: Expression, g: Expression) -> bool:
    """(Hess g) grad f - (Hess f) grad g, by SymPy."""
    symbols = [sympy.Symbol(n, real=True) for n in NAMES]
    a, b = (to_sympy(e, dict(zip(NAMES, symbols, strict=True))) for e in (f, g))
    gradient_a, gradient_b = (sympy.Matrix([e.diff(s) for s in symbols]) for e in (a, b))
    bracket = sympy.hessian(b, symbols) * gradient_a - sympy.hessian(a, symbols) * gradient_b
    return bracket.expand() == sympy.zeros(3, 1)


@settings(max_examples=80, deadline=None)
@given(polynomials, polynomials)
def test_polynomials(p: list[tuple[object, list[int]]], q: list[tuple[object, list[int]]]) -> None:
    f, g = polynomial(p), polynomial(q)
    c = Calculus((f, g), NAMES)
    truth = reference(f, g)
    assert c.commute(0, 1) is truth
    assert all(to_sympy(e).expand() == 0 for _, e in c.bracket(0, 1)) is truth


@settings(max_examples=40, deadline=None)
@given(polynomials, st.integers(2, 4))
def test_multiples_of_one_polynomial_commute(p: list[tuple[object, list[int]]], k: int) -> None:
    """The bracket is bilinear and antisymmetric, so multiples of one gradient commute."""
    f = polynomial(p)
    assert Calculus((f, f), NAMES).commute(0, 1) is True
    assert Calculus((f, add(mul(num(k), f), num(7))), NAMES).commute(0, 1) is True


@pytest.mark.parametrize("gap", ["1", "1/1000000000000"])
def test_a_small_coefficient_is_seen(gap: str) -> None:
    x, y = sym("x"), sym("y")
    f, g = x**3 + y**4, 2 * x**3 - 5 * y**4
    assert Calculus((f, g), ("x", "y")).commute(0, 1) is True
    assert Calculus((f, add(g, mul(num(gap), x, y))), ("x", "y")).commute(0, 1) is False


def test_wide_exponents_do_not_run_into_each_other() -> None:
    x, y = sym("x"), sym("y")
    for n in (1, 2, 3, 7, 8, 127, 128, 1000):
        c = Calculus((x**n * y, x, x**n + y**n, 5 * x**n - 3 * y**n), ("x", "y"))
        # [grad(x**n y), grad x] = -Hess(x**n y) e_x = -(n (n-1) x**(n-2) y, n x**(n-1)), which never vanishes identically
        assert c.commute(0, 1) is False
        assert c.commute(2, 3) is True
        assert [c.commute(i, j) for i, j in combinations(range(4), 2)].count(None) == 0


def test_other_functions_are_left_to_other_ways() -> None:
    x, y = sym("x"), sym("y")
    c = Calculus((x / y, x * y, (x + y) ** 2), ("x", "y"))
    assert c.commute_as_polynomials(0, 1) is None
    assert c.commute_as_polynomials(1, 2) is None  # a power of a sum is not expanded
    assert c.commute(1, 2) is True
