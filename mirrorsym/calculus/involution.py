"""The generic rank of the Lie algebra that polynomial gradient fields generate, by closing a module over the rational functions.

Let Z_1, ..., Z_r be fields that contain the X_i in their span over the rational functions, with every [X_i, Z_a] in
that span too. Then the whole generated Lie algebra lies in it, for [X, f Z] = f [X, Z] + X(f) Z, and its rank at a
generic point is r.  Rows are only multiplied, and divided by their contents, so each step is exact.

Precondition: polynomials in few variables; None where an entry grows too large.  Main definition: `involutive_rank`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mirrorsym.calculus.ratio import TooLarge, ratio_of
from mirrorsym.calculus.region import Region
from mirrorsym.expression import Expression

__all__ = ["involutive_rank"]

MAX_VARIABLES = 8
MAX_LENGTH = 400
MAX_WORK = 400

Field = list[Any]


def involutive_rank(functions: Sequence[Expression], variables: tuple[str, ...], region: Region) -> int | None:
    """The dimension of the generated Lie algebra at a generic point, or None.

    >>> from mirrorsym.expression import sym
    >>> u, v, w = sym("u"), sym("v"), sym("w")
    >>> involutive_rank([u, v**2 + u * w], ("u", "v", "w"), Region(("u", "v", "w")))
    3
    """
    if len(variables) > MAX_VARIABLES:
        return None
    names = (*variables, *region.parameters)
    polys = []
    try:
        for f in functions:
            r = ratio_of(f, names)
            if r is None or not r.below.is_constant():
                return None
            polys.append(r.above / r.below.leading_coefficient())
        return _closed([[p.derivative(k) for k in range(len(variables))] for p in polys], len(variables))
    except (TooLarge, ZeroDivisionError, OverflowError):
        return None


def _closed(fields: list[Field], d: int) -> int:
    rows: list[tuple[int, Field]] = []
    queue = list(fields)
    work = 0
    while queue and len(rows) < d:
        work += 1
        if work > MAX_WORK:
            raise TooLarge("too many brackets")
        z = queue.pop(0)
        reduced = _reduced(z, rows)
        if reduced is None:
            continue
        rows.append(reduced)
        queue += [_bracket(x, z, d) for x in fields]
    return len(rows)


def _reduced(z: Field, rows: list[tuple[int, Field]]) -> tuple[int, Field] | None:
    """The field reduced by the rows, with its pivot; None when nothing is left."""
    for pivot, row in rows:
        if z[pivot] != 0:
            g = z[pivot].gcd(row[pivot])
            a, b = row[pivot] / g, z[pivot] / g
            z = _primitive([x * a - y * b for x, y in zip(z, row, strict=True)])
    if all(x == 0 for x in z):
        return None
    if max(len(x) for x in z) > MAX_LENGTH:
        raise TooLarge("a field is too large")
    pivot = min((k for k, x in enumerate(z) if x != 0), key=lambda k: len(z[k]))
    return pivot, _primitive(z)


def _primitive(z: Field) -> Field:
    common = None
    for x in z:
        if x != 0:
            common = x if common is None else common.gcd(x)
    return z if common is None or common.is_constant() else [x / common if x != 0 else x for x in z]


def _bracket(x: Field, z: Field, d: int) -> Field:
    out = []
    for k in range(d):
        total = x[k] * 0
        for m in range(d):
            if x[m] != 0:
                total += x[m] * z[k].derivative(m)
            if z[m] != 0:
                total -= z[m] * x[k].derivative(m)
        out.append(total)
    return out

