"""First-order consequences of the equations for functions with commuting gradients, by elimination over the functions.

The equations of `prolong` are linear in the second and first derivatives of h.  Combining them with polynomial
multipliers until no second derivative is left
gives equations sum_k b_k d_k h = 0, for instance that h is radial; they hold wherever the others do, because rows
are only multiplied, and divided by a common
factor only where it is proved not to vanish identically.  Their derivatives are equations of second order again.

Precondition: few variables.  Main definition: `first_order`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement
from typing import Any

from mirrorsym.calculus.ansatz import Derivatives, common_tower
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.ratio import TooLarge, from_polynomial
from mirrorsym.calculus.region import Region, samples
from mirrorsym.expression import ZERO, Expression, add, mul, neg

__all__ = ["first_order"]

MAX_VARIABLES = 3
MAX_LENGTH = 1_500
Key = tuple[int, ...]
Linear = dict[Key, Expression]


def first_order(functions: Sequence[Expression], variables: tuple[str, ...], region: Region, words: int = 2) -> list[dict[str, Expression]]:
    """Equations sum_k b[k] d_k h = 0 that hold for every h whose gradient commutes with those of the functions.

    >>> from mirrorsym.expression import sym
    >>> u, v = sym("u"), sym("v")
    >>> [{k: str(b) for k, b in e.items()} for e in first_order([(u**2 + v**2) ** 2], ("u", "v"), Region(("u", "v")))]
    [{'u': 'v', 'v': '-u'}]
    """
    if len(variables) > MAX_VARIABLES or len(functions) > MAX_VARIABLES:
        return []
    equations = list(_equations(functions, variables, words))
    try:
        tower = common_tower([e for row in equations for e in row.values()], region)
        rows = [_cleared({k: tower.ratio(tower.image(e)) for k, e in row.items()}) for row in equations]
        left = _eliminated([r for r in rows if r], len(variables), tower, region)
    except (TooLarge, ZeroDivisionError, OverflowError, ValueError):
        return []
    out = []
    for row in left:
        lead = row[min(row)].leading_coefficient()
        out.append({variables[k[0]]: tower.unfold(from_polynomial(row[k] / lead)) for k in sorted(row)})
    return out


def _equations(functions: Sequence[Expression], variables: tuple[str, ...], words: int) -> Iterator[Linear]:
    d = range(len(variables))
    hessians = []
    fields = []
    for f in functions:
        own = Derivatives.of(f, variables)
        x = [own.first.get(k, ZERO) for k in variables]
        second = [[own.second.get((variables[min(a, b)], variables[max(a, b)]), ZERO) for b in d] for a in d]
        fields.append(x)
        hessians.append(second)
        for k in d:
            row: Linear = {}
            for m in d:
                _put(row, (min(k, m), max(k, m)), x[m])
                _put(row, (m,), neg(second[k][m]))
            yield row
    level = hessians
    for step in range(words):
        for t in level:
            yield from _closed(t, variables)
        if step + 1 < words:
            level = [_along(x, h, t, variables) for x, h in zip(fields, hessians, strict=True) for t in level]


def _put(row: Linear, key: Key, e: Expression) -> None:
    if e != ZERO:
        row[key] = add(row[key], e) if key in row else e


def _along(x: list[Expression], h: list[list[Expression]], t: list[list[Expression]], variables: tuple[str, ...]) -> list[list[Expression]]:
    d = range(len(variables))
    return [[add(*(mul(x[a], derivative(t[k][m], variables[a])) for a in d), *(mul(t[a][m], h[a][k]) for a in d),
                 *(mul(t[k][a], h[a][m]) for a in d)) for m in d] for k in d]


def _closed(t: list[list[Expression]], variables: tuple[str, ...]) -> Iterator[Linear]:
    d = range(len(variables))
    for a in d:
        for b in range(a + 1, len(variables)):
            row: Linear = {}
            for m in d:
                _put(row, (min(m, a), max(m, a)), t[b][m])
                _put(row, (min(m, b), max(m, b)), neg(t[a][m]))
                _put(row, (m,), add(derivative(t[b][m], variables[a]), neg(derivative(t[a][m], variables[b]))))
            yield row


def _cleared(row: dict[Key, Any]) -> dict[Key, Any]:
    """Numerators over the common denominator, which is not zero where the row is defined."""
    below = None
    for r in row.values():
        below = r.below if below is None else below * (r.below / below.gcd(r.below))
    return {k: p for k, r in row.items() if (p := r.above * (below / r.below)) != 0}


def _eliminated(rows: list[dict[Key, Any]], d: int, tower: Any, region: Region) -> list[dict[Key, Any]]:
    """Rows without second derivatives, independent over the functions."""
    points = samples(region, 3)
    rows = [_primitive(r, tower, points) for r in rows]
    out: list[dict[Key, Any]] = []
    for key in [*combinations_with_replacement(range(d), 2), *((k,) for k in range(d))]:
        choices = [r for r in rows if key in r]
        if not choices:
            continue
        pivot = min(choices, key=lambda r: sum(len(p) for p in r.values()))
        rest = []
        for r in rows:
            if r is pivot:
                continue
            if key in r:
                r = _combined(r, pivot, key, tower)
                r = _primitive(r, tower, points)
            if r:
                rest.append(r)
        rows = rest
        if len(key) == 1:
            out.append(pivot)
    return out


def _combined(row: dict[Key, Any], pivot: dict[Key, Any], key: Key, tower: Any) -> dict[Key, Any]:
    g = row[key].gcd(pivot[key])
    a, b = pivot[key] / g, row[key] / g
    out = {}
    for k in row.keys() | pivot.keys():
        if k == key:
            continue
        p: Any = row[k] * a if k in row else 0
        p = p - (pivot[k] * b if k in pivot else 0)
        p = tower.reduce(p)[0]
        if p != 0:
            if len(p) > MAX_LENGTH:
                raise TooLarge("an eliminant is too large")
            out[k] = p
    return out


def _primitive(row: dict[Key, Any], tower: Any, points: Sequence[Any]) -> dict[Key, Any]:
    """The row divided by the common factor of its entries, where that is proved to be no zero function."""
    common = None
    for p in row.values():
        common = p if common is None else common.gcd(p)
    if common is None or common.is_constant():
        return row
    factor = tower.unfold(from_polynomial(common))
    for point in points:
        try:
            if not enclose(factor, point, 128).contains(0):
                return {k: p / common for k, p in row.items()}
        except (Undefined, Unsettled):
            continue
    return row


