"""Quadratic forms as exact sparse matrices: brackets of quadratic families without any algebra on expressions.

For f = w^T A w / 2 + const the gradient is A w, and [grad f, grad f'] = (A' A - A A') w: two symmetric matrices
commute exactly when their product
is symmetric.  Small or sparse products are done on dictionaries, large dense ones by FLINT.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from flint import fmpz_mat

from mirrorsym.expression import Expression, num

__all__ = ["Form", "commutator", "quadratic_form"]

TWO = num(2)
Rows = dict[int, dict[int, int]]
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
    terms: list[tuple[int, int, int, int]] = []
    for t in f.args if f.op == "add" else (f,):
        above, below = 1, 1
        places: list[int] = []
        for x in t.args if t.op == "mul" else (t,):
            if x.op == "num":
                above, below = above * x.args[0].numerator, below * x.args[0].denominator
            elif x.op == "sym" and x.args[0] in order:
                places.append(order[x.args[0]])
            elif x.op == "pow" and x.args[0].op == "sym" and x.args[0].args[0] in order and x.args[1] == TWO:
                places += [order[x.args[0].args[0]]] * 2
            else:
                return None
        if not places:
            continue
        if len(places) != 2:
            return None
        terms.append((places[0], places[1], above, below))
    den = lcm(*{t[3] for t in terms}, 1)
    rows: Rows = {}
    entries = 0
    for i, j, above, below in terms:
        c = above * (den // below)
        row = rows.setdefault(i, {})
        row[j] = row.get(j, 0) + (2 * c if i == j else c)
        if i != j:
            other = rows.setdefault(j, {})
            other[i] = other.get(i, 0) + c
        entries += 2
    return Form(rows, den, entries)


def commutator(a: Form, b: Form) -> dict[int, dict[int, Fraction]]:
    """The nonzero rows of B A - A B; {} when the two Hessians commute."""
    if a.entries * b.entries > DENSE * max(len(a.rows), len(b.rows), 1):
        return _dense(a, b)
    scale = a.denominator * b.denominator
    out: dict[int, dict[int, Fraction]] = {}
    small, large = (a, b) if len(a.rows) <= len(b.rows) else (b, a)
    touched = set(small.rows)
    for k in small.rows:  # by symmetry, a row of the other form matters only where it meets these
        touched.update(large.rows.get(k, ()))
    for i in touched:
        row: dict[int, int] = {}
        for k, x in b.rows.get(i, {}).items():
            for j, y in a.rows.get(k, {}).items():
                row[j] = row.get(j, 0) + x * y
        for k, x in a.rows.get(i, {}).items():
            for j, y in b.rows.get(k, {}).items():
                row[j] = row.get(j, 0) - x * y
        found = {j: Fraction(v, scale) for j, v in row.items() if v}
        if found:
            out[i] = found
    return dict(sorted(out.items()))


def _dense(a: Form, b: Form) -> dict[int, dict[int, Fraction]]:
    index = sorted(a.rows.keys() | b.rows.keys())
    place = {k: i for i, k in enumerate(index)}
    n = len(index)

    def matrix(f: Form) -> fmpz_mat:
        flat = [0] * (n * n)
        for i, row in f.rows.items():
            for j, v in row.items():
                flat[place[i] * n + place[j]] = v
        return fmpz_mat(n, n, flat)

    product = matrix(b) * matrix(a)
    difference = product - product.transpose()  # (B A)^T = A B, both being symmetric
    out: dict[int, dict[int, Fraction]] = {}
    if difference == fmpz_mat(n, n):
        return out
    scale = a.denominator * b.denominator
    for i in range(n):
        row = {index[j]: Fraction(int(difference[i, j]), scale) for j in range(n) if difference[i, j] != 0}
        if row:
            out[index[i]] = row
    return out
