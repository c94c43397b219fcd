"""The generic rank of the Lie algebra of polynomial gradient fields, by closing them under brackets over the rational functions.

If Z_1, ..., Z_r contain the X_i in their span over the rational functions, and every [X_i, Z_a] lies in it too, then all iterated
brackets do: [X, f Z] = f [X, Z] + (X f) Z.  Rows are combined with polynomial factors and divided by common ones, so their span
stays what it was.

Main definition: `closed_rank`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mirrorsym.expression import Expression
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import Normal

__all__ = ["closed_rank"]

Row = list[Any]
_STEPS = 400
_TERMS = 2_000


def closed_rank(functions: Sequence[Expression], variables: Sequence[str], names: Sequence[str], budget: Budget) -> int:
    """The rank r; `Rejected` for functions that are no polynomials, or when it takes too long.

    >>> from mirrorsym.expression import sym
    >>> closed_rank([sym("u") * sym("v")], ["u", "v"], ["u", "v"], Budget())
    1
    """
    normal = Normal(names, functions, budget)
    polys = []
    for f in functions:
        above, below = normal.of(f)
        if normal.used > len(normal.names) or not below.is_constant():
            raise Rejected("the functions are no polynomials")
        polys.append(above / below.leading_coefficient())
    d = len(variables)
    fields = [[p.derivative(k) for k in range(d)] for p in polys]
    rows: list[tuple[int, Row]] = []
    waiting = list(fields)
    for _ in range(_STEPS):
        if not waiting or len(rows) == d:
            return len(rows)
        z = waiting.pop(0)
        left = z
        for pivot, row in rows:
            if not left[pivot].is_zero():
                a, b = row[pivot], left[pivot]
                left = _divided([_times(x, a, budget) - _times(y, b, budget) for x, y in zip(left, row, strict=True)], budget)
        if all(x.is_zero() for x in left):
            continue
        pivot = min((k for k in range(d) if not left[k].is_zero()), key=lambda k: len(left[k]))
        rows.append((pivot, left))
        waiting += [_bracket(x, z, d, budget) for x in fields]
    raise Rejected("the fields are not closed under brackets after many steps")


def _times(a: Any, b: Any, budget: Budget) -> Any:
    if len(a) > _TERMS or len(b) > _TERMS:
        raise Rejected("a field has more terms than the checker computes with")
    budget.spend(len(a) * len(b) // 8 + 1)
    return a * b


def _divided(row: Row, budget: Budget) -> Row:
    """The row without a common factor."""
    common = None
    for x in row:
        if not x.is_zero():
            budget.spend(len(x))
            common = x if common is None else common.gcd(x)
    return row if common is None or common.is_constant() else [x / common if not x.is_zero() else x for x in row]


def _bracket(x: Row, z: Row, d: int, budget: Budget) -> Row:
    out = []
    for k in range(d):
        total = x[k] * 0
        for m in range(d):
            if not x[m].is_zero():
                total += _times(x[m], z[k].derivative(m), budget)
            if not z[m].is_zero():
                total -= _times(z[m], x[k].derivative(m), budget)
        out.append(total)
    return out
