"""Exact linear programming: nonnegative combinations of rational vectors.

`combination(columns, target, prefer)` finds c >= 0 with sum c_k columns[k] = target, if possible with a positive coefficient at
some preferred column.  The simplex method with Bland's rule on rationals: no rounding, and it ends; `limit` bounds the pivots.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import fmpq

__all__ = ["combination"]

Vector = Mapping[Any, fmpq]
NIL = fmpq(0)


def combination(columns: Sequence[Vector], target: Vector, prefer: Sequence[int] = (), free: Sequence[int] = (),
                limit: int = 400) -> dict[int, Fraction] | None:
    """Coefficients by column number (those that are not zero), or None when there are none or `limit` was reached.

    Columns in `free` may have coefficients of either sign.  With `prefer`, the sum of those coefficients is made as large as
    pivots allow; the caller looks whether it is positive.

    >>> combination([{"x": fmpq(1)}, {"x": fmpq(-1), "y": fmpq(1)}], {"y": fmpq(2)})
    {0: Fraction(2, 1), 1: Fraction(2, 1)}
    """
    rows = sorted({k for v in (*columns, target) for k, q in v.items() if q}, key=repr)
    place = {k: i for i, k in enumerate(rows)}
    m, n = len(rows), len(columns)
    signs = [1] * n + [-1] * len(free)
    owner = [*range(n), *free]
    width = len(owner)
    table = [[NIL] * (width + 1) for _ in range(m)]
    for j, k in enumerate(owner):
        for key, q in columns[k].items():
            if q:
                table[place[key]][j] = q if signs[j] > 0 else -q
    for key, q in target.items():
        if q:
            table[place[key]][width] = q
    for row in table:
        if row[width] < 0:
            row[:] = [-x for x in row]
    basis = [-1] * m  # -1: an artificial variable
    budget = [limit]
    if not _phase_one(table, basis, width, budget):
        return None
    if prefer:
        chosen = set(prefer)
        _improve(table, basis, width, [j for j, k in enumerate(owner) if k in chosen and signs[j] > 0], budget)
    values: dict[int, Fraction] = {}
    for i, j in enumerate(basis):
        q = table[i][width]
        if j >= 0 and q:
            k = owner[j]
            values[k] = values.get(k, Fraction(0)) + signs[j] * Fraction(int(q.p), int(q.q))
    return {k: values[k] for k in sorted(values) if values[k]}


def _pivot(table: list[list[fmpq]], basis: list[int], i: int, j: int) -> None:
    row = table[i]
    p = row[j]
    if p != 1:
        row = table[i] = [x / p if x else x for x in row]
    used = [k for k, x in enumerate(row) if x]
    for r, other in enumerate(table):
        f = other[j]
        if r != i and f:
            for k in used:
                other[k] = other[k] - f * row[k]
    basis[i] = j


def _leaving(table: list[list[fmpq]], basis: list[int], j: int, width: int) -> int | None:
    best, chosen = None, None
    for i, row in enumerate(table):
        if row[j] > 0:
            ratio = row[width] / row[j]
            if best is None or ratio < best or (ratio == best and basis[i] < basis[chosen]):  # type: ignore[index]
                best, chosen = ratio, i
    return chosen


def _phase_one(table: list[list[fmpq]], basis: list[int], width: int, budget: list[int]) -> bool:
    """Drive the artificial variables to zero."""
    while True:
        waiting = [i for i, b in enumerate(basis) if b < 0]
        if all(not table[i][width] for i in waiting):
            break
        cost = [NIL] * width
        for i in waiting:
            for j, x in enumerate(table[i][:width]):
                if x:
                    cost[j] += x
        # the steepest column at first, then Bland's rule, which cannot cycle
        budget[0] -= 1
        if budget[0] < 0:
            return False
        steep = max(cost, default=NIL)
        if steep <= 0:
            return False
        j = cost.index(steep) if budget[0] % 8 else next(k for k, c in enumerate(cost) if c > 0)
        row = _leaving(table, basis, j, width)
        if row is None:
            return False
        _pivot(table, basis, row, j)
    for i in range(len(basis)):
        if basis[i] < 0:
            column = next((k for k in range(width) if table[i][k] and k not in basis), None)
            if column is not None:
                _pivot(table, basis, i, column)
    return True


def _improve(table: list[list[fmpq]], basis: list[int], width: int, wanted: list[int], budget: list[int]) -> None:
    """Enlarge the sum of the wanted variables until one is positive, it is as large as possible, or pivots run out."""
    if not wanted:
        return
    good = set(wanted)
    while budget[0] > 0:
        if any(b in good and table[i][width] > 0 for i, b in enumerate(basis)):
            return
        gain = [fmpq(1) if j in good else NIL for j in range(width)]
        for i, b in enumerate(basis):
            if b in good:
                for j, x in enumerate(table[i][:width]):
                    if x:
                        gain[j] -= x
        column = next((k for k, g in enumerate(gain) if g > 0 and k not in basis), None)
        if column is None:
            return
        row = _leaving(table, basis, column, width)
        if row is None:
            return
        budget[0] -= 1
        _pivot(table, basis, row, column)
