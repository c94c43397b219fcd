"""Quadratic forms as exact sparse matrices: brackets of quadratic families without any algebra on expressions.

For f = w^T A w / 2 + const the gradient is A w, and [grad f, grad f'] = (A' A - A A') w: two symmetric matrices
commute exactly when their product
is symmetric.  Small or sparse products are done on dictionaries, large dense ones by FLINT.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from flint import fmpz_mat

from mirrorsym.expression import Expression, num

__all__ = ["Form", "commutator", "commute", "quadratic_form"]

TWO = num(2)
Rows = dict[int, dict[int, int]]
EMPTY: dict[int, int] = {}
DENSE = 4_000  # nonzero entries from which FLINT's dense product is faster


@dataclass(frozen=True, slots=True)
class Form:
    """The Hessian of a quadratic form: integer rows over one common denominator."""

    rows: Rows
    denominator: int
    entries: int


def quadratic_form(f: Expression, order: dict[str, int]) -> Form | None:
    """The Hessian of `f` when it is written as a sum of rational multiples of products of two variables, and constants.

    >>> from mirrorsym.expression import num, sym
    >>> quadratic_form(3 * sym("x") * sym("y") - sym("x") ** 2 + 1, {"x": 0, "y": 1}).rows
    {0: {1: 3, 0: -2}, 1: {0: 3}}
    """
    rows: dict[int, dict[int, Any]] = defaultdict(dict)
    whole = True
    terms = f.args if f.op == "add" else (f,)
    for t in terms:
        factors: tuple[Any, ...] = t.args if t.op == "mul" else (t,)
        c: int | Fraction = 1
        if factors[0].op == "num":
            c = factors[0].args[0]
            if c.denominator == 1:
                c = c.numerator
            else:
                whole = False
            factors = factors[1:]
        if len(factors) == 2 and factors[0].op == "sym" and factors[1].op == "sym":
            i, j = order.get(factors[0].args[0]), order.get(factors[1].args[0])
        elif len(factors) == 1 and factors[0].op == "pow" and factors[0].args[0].op == "sym" and factors[0].args[1] == TWO:
            i = j = order.get(factors[0].args[0].args[0])
        elif not factors:
            continue
        else:
            return None
        if i is None or j is None:
            return None
        row, other = rows[i], rows[j]
        row[j] = row.get(j, 0) + c
        other[i] = other.get(i, 0) + c  # on the diagonal a second time: the Hessian of x**2 is 2
    den = 1
    if not whole:
        den = lcm(*(c.denominator for row in rows.values() for c in row.values()))
        rows = {i: {j: int(c * den) for j, c in row.items()} for i, row in rows.items()}
    return Form(dict(rows), den, 2 * len(terms))


def commutator(a: Form, b: Form) -> dict[int, dict[int, Fraction]]:
    """The nonzero rows of B A - A B; {} when the two Hessians commute."""
    scale = a.denominator * b.denominator
    return {i: {j: Fraction(v, scale) for j, v in row.items()} for i, row in sorted(_rows(a, b))}


def commute(a: Form, b: Form) -> bool:
    """Whether the two Hessians commute; ends at the first row that shows that they do not."""
    return next(_rows(a, b), None) is None


def _rows(a: Form, b: Form) -> Iterator[tuple[int, dict[int, int]]]:
    """The nonzero rows of B A - A B, times both denominators."""
    if a.entries * b.entries > DENSE * max(len(a.rows), len(b.rows), 1):
        yield from _dense(a, b)
        return
    small, large = (a, b) if len(a.rows) <= len(b.rows) else (b, a)
    touched = set(small.rows)
    for k in small.rows:  # by symmetry, a row of the other form matters only where it meets these
        touched.update(large.rows.get(k, ()))
    for i in touched:
        row: dict[int, int] = {}
        for k, x in b.rows.get(i, EMPTY).items():
            for j, y in a.rows.get(k, EMPTY).items():
                row[j] = row.get(j, 0) + x * y
        for k, x in a.rows.get(i, EMPTY).items():
            for j, y in b.rows.get(k, EMPTY).items():
                row[j] = row.get(j, 0) - x * y
        found = {j: v for j, v in row.items() if v}
        if found:
            yield i, found


def _dense(a: Form, b: Form) -> Iterator[tuple[int, dict[int, int]]]:
    index = sorted(a.rows.keys() | b.rows.keys())
    n = len(index)

    def matrix(f: Form) -> fmpz_mat:
        return fmpz_mat([[row.get(j, 0) for j in index] for row in (f.rows.get(i, EMPTY) for i in index)])

    product = matrix(b) * matrix(a)
    transposed = product.transpose()  # (B A)^T = A B, both being symmetric
    if product == transposed:
        return
    difference = product - transposed
    for i in range(n):
        row = {index[j]: int(difference[i, j]) for j in range(n) if difference[i, j] != 0}
        if row:
            yield index[i], row
