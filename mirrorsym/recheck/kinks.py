"""The criterion `smooth`, FAILS: a point of M at which a function is no C^2 function.

Suppose f is C^2 near P, a point of the open set M.  Along P + tau*d, tau > 0 small, Taylor's formula gives
f(P) + tau*f'(P)d + tau**2*f''(P)[d, d]/2 + o(tau**2), and expansions are unique (see `expansions`).  So

* no other exponent up to 2 occurs, and the limit is f(P);
* the coefficients c_k(d) for k = 0, 1, 2 satisfy c_k(-d) = (-1)**k * c_k(d)            (`direction`);
* c_1 is linear and c_2 quadratic: c_1(d + e) = c_1(d) + c_1(e), and
  c_2(d + e) + c_2(d - e) = 2*c_2(d) + 2*c_2(e)                                          (`directions`).

One of these, violated by an enclosure that excludes 0, refutes it.  `order` says up to which exponent one has to look.

Main definition: `kink`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil
from typing import Any

from mirrorsym.expression import Expression, add, mul, num, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.balls import Open, enclose, refine
from mirrorsym.recheck.expansions import Series, expansion
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.points import Point, point_in
from mirrorsym.recheck.setting import Setting

__all__ = ["kink"]

Direction = dict[str, Fraction]
_REACHES = (4, 9)


def kink(certificate: dict[str, Any], functions: Mapping[str, Expression], setting: Setting) -> None:
    """Accept that a function is not C^2 at a point of M, or raise `Rejected`."""
    name = data.text(data.field(certificate, "function"), "the function")
    if name not in functions:
        raise Rejected(f"there is no function {name[:40]!r}")
    point = point_in(data.field(certificate, "point"), setting)
    order = data.whole(data.field(certificate, "order"), "the order", 2)
    if order not in (0, 1, 2):
        raise Rejected("the order is not 0, 1 or 2")
    several = certificate.get("directions")
    listed = [certificate.get("direction")] if several is None else data.items(several, "the directions", 2)
    directions = [_direction(d, setting) for d in listed]
    if len(directions) != (1 if several is None else 2):
        raise Rejected("one direction is needed, or two")
    why = Rejected("nothing differs")
    for reach in _REACHES:
        try:
            found = _differences(functions[name], point, directions, order, reach)
            if any(_apart(d, setting) for d in found):
                return
        except Rejected as e:
            why = e
        else:
            why = Rejected("the one-sided derivatives are not shown to differ")
    raise why


def _direction(value: Any, setting: Setting) -> Direction:
    entries = data.items(value, "a direction")
    if len(entries) != len(setting.variables):
        raise Rejected("the direction has not one entry per variable")
    return {x: data.rational(q) for x, q in zip(setting.variables, entries, strict=True)}


def _differences(f: Expression, point: Point, directions: list[Direction], order: int, reach: int) -> Iterator[Expression]:
    """Constants that are 0 if f is C^2 at the point."""
    budget = point.setting.budget

    def beside(*weights: int) -> Series:
        step = {x: sum((w * d[x] for w, d in zip(weights, directions, strict=True)), Fraction(0)) for x in directions[0]}
        return expansion(f, point.values, step, reach, budget)

    if len(directions) == 2:
        k = Fraction(order)
        plus, one, two = (beside(*w).at(k) for w in ((1, 1), (1, 0), (0, 1)))
        if order == 1:
            yield sub(plus, add(one, two))
        elif order == 2:
            yield sub(add(plus, beside(1, -1).at(k)), mul(num(2), add(one, two)))
        else:
            raise Rejected("two directions are compared in order 1 or 2")
        return
    sides = (beside(1), beside(-1))
    for e in sorted({e for s in sides for e in s.terms if ceil(e) == order or (order == 0 and e < 0)} | {Fraction(order)}):
        one, two = (s.at(e) for s in sides)
        if e.denominator != 1 or e < 0:
            yield one
            yield two
        else:
            yield sub(one, mul(num((-1) ** int(e)), two))
            if e == 0:
                yield sub(point.put(f), one)


def _apart(e: Expression, setting: Setting) -> bool:
    """Whether an enclosure excludes 0."""
    def ask(_: int) -> bool:
        if enclose(e, {}, setting.budget).contains(0):
            raise Open
        return True

    try:
        return refine(ask, setting.budget, "")
    except Rejected:
        return False
