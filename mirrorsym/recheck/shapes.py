"""Shapes of functions that need no derivatives: which variables occur where, and values at a few points that refute a shape.

* terms: no variable occurs in two coordinates of g, and each function is a sum whose terms have one variable each.
* rectangle: f = p(x) + q(y) for fixed other variables gives f(a, c) + f(b, d) = f(a, d) + f(b, c).  This also holds where M is not
  connected: a sum of functions of one variable is one on all of M.
* scaling: f = w^T A w + const gives (t**2 - 1)*(f(s*w) - f(w)) = (s**2 - 1)*(f(t*w) - f(w)); for s = -1 this says f(-w) = f(w).

Main definitions: `polynomial_in`, `rectangle`, `scaling`, `terms`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mirrorsym.expression import Expression, add, mul, neg, num, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.points import Point, nonzero_at, point_in
from mirrorsym.recheck.setting import Setting

__all__ = ["polynomial_in", "rectangle", "scaling", "terms"]


def polynomial_in(e: Expression, names: Iterable[str]) -> bool:
    """Whether the tree has the names in sums, products and whole powers only.

    That derivatives vanish says less: those of abs(u) and sign(u) do, wherever they exist.
    """
    wanted = set(names)

    def whole(n: Expression) -> bool:
        return n.op == "pow" and n.args[1].op == "num" and n.args[1].args[0].denominator == 1 and n.args[1].args[0] > 0

    return all(n.op in ("sym", "add", "mul") or whole(n) for n in e.walk() if n.names & wanted)


def terms(criterion: str, owner: dict[str, int], g: Sequence[Expression], functions: Sequence[Expression], setting: Setting) -> None:
    """Accept that the formulas show `block_separable`, or `separable`."""
    for k in setting.variables:
        for i, f in enumerate(g):
            if k in f.names and owner.get(k) != i:
                raise Rejected(f"the variable {k} occurs in a coordinate of g that does not own it")
    if criterion == "separable":
        for f in functions:
            for t in f.args if f.op == "add" else (f,):
                if len(t.names & set(setting.variables)) > 1:
                    raise Rejected("a term has several variables")


def rectangle(certificate: dict[str, Any], functions: dict[str, Expression], setting: Setting) -> None:
    """Accept that a function is no sum of functions of one variable: the alternating sum over a rectangle's corners is not 0."""
    f = _function(certificate, functions)
    pair = [data.text(k, "a variable") for k in data.items(data.field(certificate, "variables"), "the variables", 2)]
    if len(set(pair)) != 2 or not set(pair) <= set(setting.variables):
        raise Rejected("two different variables are needed")
    start = point_in(data.field(certificate, "point"), setting)
    entries = data.record(data.field(certificate, "moved"), "the moved coordinates")
    moved = {k: data.tree(data.field(entries, k), ()) for k in pair}
    total: list[Expression] = []
    for mask in range(4):
        chosen = {k: v for i, (k, v) in enumerate(moved.items()) if mask >> i & 1}
        corner = _inside({**start.values, **chosen}, setting)
        total.append(corner.put(f) if mask in (0, 3) else neg(corner.put(f)))
    nonzero_at(start, add(*total))


def scaling(certificate: dict[str, Any], functions: dict[str, Expression], setting: Setting) -> None:
    """Accept that a function is no quadratic form plus a constant, by its values at w, s*w and t*w."""
    f = _function(certificate, functions)
    start = point_in(data.field(certificate, "point"), setting)
    scales = [data.rational(x, "a scale") for x in data.items(data.field(certificate, "scales"), "the scales", 2)]
    if len(scales) != 2:
        raise Rejected("two scales are needed")
    rises = []
    for s in scales:
        there = {k: mul(num(s), v) if k in setting.variables else v for k, v in start.values.items()}
        rises.append(sub(_inside(there, setting).put(f), start.put(f)))
    s, t = scales
    nonzero_at(start, sub(mul(num(t**2 - 1), rises[0]), mul(num(s**2 - 1), rises[1])))


def _function(certificate: dict[str, Any], functions: dict[str, Expression]) -> Expression:
    name = data.text(data.field(certificate, "function"), "the function")
    if name not in functions:
        raise Rejected(f"there is no function {name[:40]!r}")
    return functions[name]


def _inside(values: dict[str, Expression], setting: Setting) -> Point:
    return point_in({k: v.to_json() for k, v in values.items()}, setting)
