"""Exact kernels of sparse rational matrices: what a linear ansatz leaves free.

Rows with one entry are used up first, the rest falls apart into groups of unknowns that share equations; FLINT
reduces each group. Precondition: entries are `fmpq`.  Main definitions: `kernel`, `whole`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from flint import fmpq, fmpq_mat

__all__ = ["kernel", "whole"]

Row = Mapping[int, Any]


def kernel(rows: Iterable[Row], width: int) -> list[dict[int, Fraction]]:
    """A basis of the solutions x of sum_j row[j] x_j = 0, j < width, as sparse vectors of coprime whole numbers.

    >>> kernel([{0: fmpq(1), 1: fmpq(-2)}, {2: fmpq(3)}], 4)
    [{0: Fraction(2, 1), 1: Fraction(1, 1)}, {3: Fraction(1, 1)}]
    """
    live = _distinct(rows)
    zero: set[int] = set()
    grown = True
    while grown:
        grown = False
        rest = []
        for row in live:
            left = {j: v for j, v in row.items() if j not in zero}
            if len(left) == 1:
                zero.update(left)
                grown = True
            elif left:
                rest.append(left)
        live = rest
    out = []
    for columns, group in _groups(live, [j for j in range(width) if j not in zero]):
        out += _dense(columns, group)
    return sorted(out, key=sorted)


def _distinct(rows: Iterable[Row]) -> list[dict[int, Any]]:
    """The rows without zeros, each up to a factor once."""
    seen: dict[tuple[tuple[int, int, int], ...], dict[int, Any]] = {}
    for row in rows:
        kept = {j: row[j] for j in sorted(row) if row[j] != 0}
        if kept:
            lead = next(iter(kept.values()))
            scaled = kept if lead == 1 else {j: v / lead for j, v in kept.items()}
            seen.setdefault(tuple((j, int(v.p), int(v.q)) for j, v in scaled.items()), scaled)
    return list(seen.values())


def _groups(rows: list[dict[int, Any]], columns: list[int]) -> list[tuple[list[int], list[dict[int, Any]]]]:
    parent = {j: j for j in columns}

    def root(j: int) -> int:
        while parent[j] != j:
            parent[j] = parent[parent[j]]
            j = parent[j]
        return j

    for row in rows:
        first, *rest = row
        for j in rest:
            parent[root(j)] = root(first)
    members: dict[int, tuple[list[int], list[dict[int, Any]]]] = {}
    for j in columns:
        members.setdefault(root(j), ([], []))[0].append(j)
    for row in rows:
        members[root(next(iter(row)))][1].append(row)
    return list(members.values())


def _dense(columns: list[int], rows: list[dict[int, Any]]) -> list[dict[int, Fraction]]:
    if not rows:
        return [{j: Fraction(1)} for j in columns]
    place = {j: i for i, j in enumerate(columns)}
    flat = [fmpq(0)] * (len(rows) * len(columns))
    for i, row in enumerate(rows):
        for j, v in row.items():
            flat[i * len(columns) + place[j]] = v
    reduced, rank = fmpq_mat(len(rows), len(columns), flat).rref()
    pivots: list[int] = []
    for i in range(rank):
        start = pivots[-1] + 1 if pivots else 0
        pivots.append(next(j for j in range(start, len(columns)) if reduced[i, j] != 0))
    taken = set(pivots)
    out = []
    for free in range(len(columns)):
        if free in taken:
            continue
        vector = {columns[free]: Fraction(1)}
        for i, p in enumerate(pivots):
            q = reduced[i, free]
            if q != 0:
                vector[columns[p]] = -Fraction(int(q.p), int(q.q))
        out.append(whole(vector))
    return out


def whole(vector: Mapping[int, Fraction]) -> dict[int, Fraction]:
    """The vector scaled to coprime whole numbers, the first of them positive.

    >>> whole({2: Fraction(-1, 2), 5: Fraction(3)})
    {2: Fraction(1, 1), 5: Fraction(-6, 1)}
    """
    scale = Fraction(lcm(*(q.denominator for q in vector.values())), gcd(*(q.numerator for q in vector.values())))
    first = vector[min(vector)]
    return {j: vector[j] * (scale if first > 0 else -scale) for j in sorted(vector)}
