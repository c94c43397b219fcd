"""Connected components of a region and one point in each, for the rule `derivatives`; points over the parameters.

* convex: every fact is affine (rational coefficients) with op > or >=; an intersection of half spaces is convex.
* orthants: as above, or `a*x + b != 0` for one symbol x.  Cutting a convex set by such hyperplanes leaves convex cells;
  each cell that the facts about single symbols do not exclude needs a point.

Main definitions: `tied_region`, `one_point_each`, `point_over_parameters`.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Collection
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from mirrorsym.expression import Expression
from mirrorsym.recheck import data
from mirrorsym.recheck.intervals import Interval, meet
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import Normal
from mirrorsym.recheck.points import Point, holds_at, read_point
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.structure import affine_in, check_defined, range_of
from mirrorsym.wording import brief

__all__ = ["affine_jointly", "half_space", "one_point_each", "outside", "point_over_parameters", "polynomial_in", "tied_region"]


def affine_jointly(e: Expression, setting: Setting) -> bool:
    """Whether e is a polynomial of degree at most 1 in the variables, its coefficients polynomials in parameters."""
    return _affine(e, setting, setting.variables)


def half_space(e: Expression, setting: Setting) -> bool:
    """Whether `e > 0` and `e >= 0` cut the space of the variables along a hyperplane: e is affine jointly, and defined everywhere.

    u*v/v is affine wherever it is defined, but it cuts at v = 0 too.
    """
    return _entire(e) and affine_jointly(e, setting)


def _entire(e: Expression) -> bool:
    """Whether the tree itself is made of sums, products and whole powers."""
    return all(node.op in ("num", "sym", "add", "mul") or (
        node.op == "pow" and node.args[1].op == "num" and node.args[1].args[0].denominator == 1 and node.args[1].args[0] >= 0)
        for node in e.walk())


def polynomial_in(e: Expression, names: Collection[str]) -> bool:
    """Whether the symbols occur in sums, products and whole powers only, so that no abs or Max of them bends the expression."""
    def whole(n: Expression) -> bool:
        return n.op == "pow" and n.args[1].op == "num" and n.args[1].args[0].denominator == 1 and n.args[1].args[0] > 0

    return all(n.op in ("sym", "add", "mul") or whole(n) for n in e.walk() if n.names & set(names))


def _affine(e: Expression, setting: Setting, names: tuple[str, ...]) -> bool:
    """Whether e is a polynomial in its symbols, of degree at most 1 in `names`."""
    normal = Normal((*names, *sorted(e.names - set(names))), [e], setting.budget)
    try:
        p, q = normal.of(e)
    except ZeroDivisionError:
        return False
    if normal.used > len(normal.names) or not q.is_constant():
        return False
    return all(sum(int(k) for k in exponents[:len(names)]) <= 1 for exponents in p.monoms())


def tied_region(e: Expression, setting: Setting) -> Setting:
    """The facts about the symbols of e and those tied to them, in the space of these symbols; numbers stay.

    A fact about other symbols becomes 0 = 0: it says nothing about these (unless no point satisfies it, and then
    there is nothing to prove).
    """
    wanted = set(e.names)
    grown = True
    while grown:
        grown = False
        for f, _ in setting.facts:
            if f.names & wanted and not f.names <= wanted:
                wanted |= f.names
                grown = True
    zero = Expression("num", (Fraction(0),))
    facts = tuple((f, op) if f.names <= wanted else (zero, "=") for f, op in setting.facts)

    def kept(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(n for n in names if n in wanted)

    return setting.alone(facts, variables=kept(setting.variables), parameters=kept(setting.parameters),
                         extra=kept(setting.extra))


def one_point_each(connected: Any, values: list[dict[str, Any]], region: Setting) -> list[Point]:
    """The points of `values`, shown to satisfy the facts and to reach every component of the region."""
    rule = data.field(connected, "rule")
    if rule not in ("convex", "orthants"):
        raise Rejected(f"there is no rule {str(rule)[:40]!r} for components")
    cuts: dict[str, set[Fraction]] = {}
    for e, op in region.facts:
        if not e.names:
            continue
        form = affine_in(e)
        if op == "!=" and rule == "orthants" and form is not None:
            cuts.setdefault(form[0], set()).add(-form[2] / form[1])
        elif op not in (">", ">=") or not (_entire(e) and _affine(e, region, tuple(sorted(e.names)))):
            raise Rejected(f"the region is not shown to be connected: the condition {brief(e)} {op} 0 is not affine")
    points = [_inside(v, region) for v in values]
    grids = {x: sorted(c) for x, c in cuts.items()}
    if prod(len(g) + 1 for g in grids.values()) > 5_000:
        raise Rejected("the region may have more components than the checker counts")
    reached = {_cell(p, grids) for p in points}
    for cell in product(*(range(len(g) + 1) for g in grids.values())):
        region.budget.spend(4)
        if cell not in reached and not _empty(dict(zip(grids, cell, strict=True)), grids, region):
            raise Rejected("a component of the region has no point among the values")
    return points


def _inside(value: dict[str, Any], region: Setting) -> Point:
    point = read_point(data.field(value, "point"), region.names, region)
    for e, op in region.facts:
        if not holds_at(point, e, op):
            raise Rejected(f"a point is not shown to satisfy {brief(e)} {op} 0")
    for v in point.values.values():
        check_defined(v, region.alone(()), "a coordinate of a point")
    return point


def _cell(point: Point, grids: dict[str, list[Fraction]]) -> tuple[int, ...]:
    cell = []
    for x, grid in grids.items():
        if point.values[x].op != "num":
            raise Rejected(f"the coordinate {x!r} of a point is no rational number, so its component is unknown")
        cell.append(bisect(grid, point.values[x].args[0]))
    return tuple(cell)


def _empty(cell: dict[str, int], grids: dict[str, list[Fraction]], region: Setting) -> bool:
    for x, i in cell.items():
        grid = grids[x]
        box = Interval(grid[i - 1] if i else None, grid[i] if i < len(grid) else None)
        if meet(box, range_of(x, region.facts)).empty:
            return True
    return False


def outside(setting: Setting) -> Setting:
    """What is known of the parameters alone; a fact that mentions a variable becomes 0 = 0, so the numbers stay."""
    zero = Expression("num", (Fraction(0),))
    mine = {*setting.variables, *setting.extra}
    facts = tuple((zero, "=") if f.names & mine else (f, op) for f, op in setting.facts)
    return setting.alone(facts, variables=(), extra=())


def point_over_parameters(value: Any, inside: Any, setting: Setting) -> dict[str, Expression]:
    """A point whose coordinates are trees in the parameters, inside M for all their values."""
    from mirrorsym.recheck.sign import prove_sign

    entries = data.record(value, "a point")
    if set(entries) != set(setting.variables):
        raise Rejected("a point does not give a value to every variable and to nothing else")
    point = {n: data.tree(entries[n], setting.parameters) for n in setting.variables}
    conditions = [f for f in setting.facts if f[0].names & set(setting.variables)]
    about = outside(setting)
    for tree in point.values():
        check_defined(tree, about, "a coordinate of a point")
    proofs = data.items([None] * len(conditions) if inside is None else inside, "the proofs of lying inside")
    if len(proofs) != len(conditions):
        raise Rejected("a point needs a proof for every condition of M")
    for (e, op), proof in zip(conditions, proofs, strict=True):
        at = e.substitute(point)
        check_defined(at, about, "a condition at the point")
        prove_sign(at, op, proof or {"rule": "structure"}, about)
    return point
