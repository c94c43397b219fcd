"""First-order consequences of the equations for functions with commuting gradients, by elimination over the functions.

The equations of `prolong` are linear in the second and first derivatives of h.  Combining them with polynomial
multipliers until no second derivative is left
gives equations sum_k b_k d_k h = 0, for instance that h is radial; they hold wherever the others do, because rows
are only multiplied, and divided by a common
factor only where it is proved not to vanish identically.  Their derivatives are equations of second order again.
The multipliers are kept, so that a stranger can check the combination without eliminating.

Precondition: few variables.  Main definitions: `first_order`, `Consequence`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

from mirrorsym.calculus.ansatz import Derivatives, common_tower
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.ratio import TooLarge, from_polynomial
from mirrorsym.calculus.region import Region, samples
from mirrorsym.expression import ZERO, Expression, add, mul, neg

__all__ = ["Consequence", "first_order"]

MAX_VARIABLES = 3
MAX_LENGTH = 1_500
_MARK = -1  # the first entry of the key of a multiplier
Key = tuple[int, ...]
Linear = dict[Key, Expression]
Name = tuple[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Consequence:
    """sum_k slopes[k] d_k h = 0, for factor times it is the sum of multipliers times equations.

    An equation is named ("bracket", (i, k)), the k-th component of [grad f_i, grad h], or ("closed", (a, b, i, j, ...)), the entry a, b of
    d(T grad h), T the Lie derivative of Hess f_i along grad f_j, ....
    """

    slopes: tuple[tuple[str, Expression], ...]
    factor: Expression
    multipliers: tuple[tuple[Name, Expression], ...]

    def to_json(self) -> dict[str, Any]:
        """The combination as data."""
        return {"slopes": {k: b.to_json() for k, b in self.slopes}, "factor": self.factor.to_json(),
                "multipliers": [{"equation": name, "places": list(places), "by": p.to_json()} for (name, places), p in self.multipliers]}


def first_order(functions: Sequence[Expression], variables: tuple[str, ...], region: Region, words: int = 2) -> list[Consequence]:
    """Equations sum_k b[k] d_k h = 0 that hold for every h whose gradient commutes with those of the functions.

    >>> from mirrorsym.expression import sym
    >>> u, v = sym("u"), sym("v")
    >>> [{k: str(b) for k, b in e.slopes} for e in first_order([(u**2 + v**2) ** 2], ("u", "v"), Region(("u", "v")))]
    [{'u': 'v', 'v': '-u'}]
    """
    if len(variables) > MAX_VARIABLES or len(functions) > MAX_VARIABLES:
        return []
    named = dict(_equations(functions, variables, words))
    try:
        tower = common_tower([e for row in named.values() for e in row.values()], region)
        rows = []
        for j, row in enumerate(named.values()):
            cleared, below = _cleared({k: tower.ratio(tower.image(e)) for k, e in row.items()})
            if cleared:
                rows.append({**cleared, (_MARK, j): below})
        left = _eliminated(rows, len(variables), tower, region)
    except (TooLarge, ZeroDivisionError, OverflowError, ValueError):
        return []
    names = list(named)
    return [_consequence(row, variables, names, lambda p: tower.unfold(from_polynomial(p))) for row in left]


def _consequence(row: dict[Key, Any], variables: tuple[str, ...], names: list[Name], tree: Callable[[Any], Expression]) -> Consequence:
    slopes = {k[0]: p for k, p in sorted(row.items()) if k[0] != _MARK}
    common = None
    for p in slopes.values():
        common = p if common is None else common.gcd(p)
    first = slopes[min(slopes)] / common
    lead = first.leading_coefficient()
    return Consequence(tuple((variables[k], tree(p / common / lead)) for k, p in slopes.items()), tree(common * lead),
                       tuple((names[k[1]], tree(p)) for k, p in sorted(row.items()) if k[0] == _MARK))


def _equations(functions: Sequence[Expression], variables: tuple[str, ...], words: int) -> Iterator[tuple[Name, Linear]]:
    d = range(len(variables))
    hessians = []
    fields = []
    for i, f in enumerate(functions):
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
            yield ("bracket", (i, k)), row
    level: list[tuple[tuple[int, ...], list[list[Expression]]]] = [((i,), t) for i, t in enumerate(hessians)]
    for step in range(words):
        for word, t in level:
            for a, b, row in _closed(t, variables):
                yield ("closed", (a, b, *word)), row
        if step + 1 < words:
            level = [((*word, i), _along(fields[i], h, t, variables)) for i, h in enumerate(hessians) for word, t in level]


def _put(row: Linear, key: Key, e: Expression) -> None:
    if e != ZERO:
        row[key] = add(row[key], e) if key in row else e


def _along(x: list[Expression], h: list[list[Expression]], t: list[list[Expression]], variables: tuple[str, ...]) -> list[list[Expression]]:
    d = range(len(variables))
    return [[add(*(mul(x[a], derivative(t[k][m], variables[a])) for a in d), *(mul(t[a][m], h[a][k]) for a in d),
                 *(mul(t[k][a], h[a][m]) for a in d)) for m in d] for k in d]


def _closed(t: list[list[Expression]], variables: tuple[str, ...]) -> Iterator[tuple[int, int, Linear]]:
    d = range(len(variables))
    for a in d:
        for b in range(a + 1, len(variables)):
            row: Linear = {}
            for m in d:
                _put(row, (min(m, a), max(m, a)), t[b][m])
                _put(row, (min(m, b), max(m, b)), neg(t[a][m]))
                _put(row, (m,), add(derivative(t[b][m], variables[a]), neg(derivative(t[a][m], variables[b]))))
            yield a, b, row


def _cleared(row: dict[Key, Any]) -> tuple[dict[Key, Any], Any]:
    """Numerators over the common denominator, which is not zero where the row is defined, and this denominator."""
    below = None
    for r in row.values():
        below = r.below if below is None else below * (r.below / below.gcd(r.below))
    return {k: p for k, r in row.items() if (p := r.above * (below / r.below)) != 0}, below


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
            if any(k[0] != _MARK for k in r):
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
