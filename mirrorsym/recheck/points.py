"""Exact points: a constant tree for every variable and parameter, shown to lie in M.

A strict inequality at a point is proved by a ball that excludes 0; `>=` and `=` by a ball or by exact arithmetic.
Integer parameters take integers only.  That the enclosures are finite shows that everything is defined there.

Main definitions: `Point`, `point_in`, `sign_at`, `nonzero_at`, `analytic_at`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb

from mirrorsym.expression import Expression
from mirrorsym.recheck import data
from mirrorsym.recheck.balls import Open, bounds, enclose, refine
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.setting import Setting
from mirrorsym.wording import brief

__all__ = ["Point", "analytic_at", "constant_sign", "enclosed", "nonzero_at", "point_in", "read_point", "sign_at"]


@dataclass(frozen=True)
class Point:
    """Exact values of variables and parameters."""

    values: Mapping[str, Expression]
    setting: Setting

    def balls(self) -> dict[str, arb]:
        """Enclosures of the coordinates at the working precision."""
        return {n: enclose(v, {}, self.setting.budget) for n, v in self.values.items()}

    def put(self, e: Expression) -> Expression:
        """e with the exact values in place of the symbols."""
        return e.substitute(self.values)


def read_point(value: Any, names: Collection[str], setting: Setting) -> Point:
    """The point that a certificate names: an exact constant for each of `names`, nothing else."""
    entries = data.record(value, "a point")
    if set(entries) != set(names):
        raise Rejected("a point does not give a value to every variable and parameter and to nothing else")
    return Point({n: data.tree(entries[n], ()) for n in names}, setting)


def point_in(value: Any, setting: Setting) -> Point:
    """The point `value`, shown to satisfy every fact of the setting; M and the parameters' conditions."""
    point = read_point(value, (*setting.variables, *setting.parameters), setting)
    for name in setting.integers:
        v = point.values[name]
        if v.op != "num" or v.args[0].denominator != 1:
            raise Rejected(f"the point's value of {name!r} is not an integer")
    for e, op in setting.facts:
        if not holds_at(point, e, op):
            raise Rejected(f"the point is not shown to satisfy {brief(e)} {op} 0, so it may lie outside M")
    return point


def holds_at(point: Point, e: Expression, op: str) -> bool:
    """Whether `e op 0` is proved at the point."""
    sign = sign_at(point, e)
    return {">": sign == 1, ">=": sign in (0, 1), "!=": sign in (1, -1), "=": sign == 0,
            "<": sign == -1, "<=": sign in (-1, 0)}[op] if sign is not None else False


def sign_at(point: Point, e: Expression) -> int | None:
    """The sign of e at the point: 1, -1, 0 (exact arithmetic), or None when it is not decided."""

    def ask(_: int) -> int:
        x = enclose(e, point.balls(), point.setting.budget)
        if x > 0 or x < 0:
            return 1 if x > 0 else -1
        if x.is_zero():
            return 0
        raise Open

    if not enclosed(point, e):
        return None
    exact = point.put(e)
    if not exact.names and vanishes(exact, (), point.setting.budget):
        return 0
    try:
        return refine(ask, point.setting.budget, "")
    except Rejected:
        return None


def enclosed(point: Point, e: Expression) -> bool:
    """Whether e is shown to be defined at the point."""
    try:
        refine(lambda _: enclose(e, point.balls(), point.setting.budget), point.setting.budget, "")
    except Rejected:
        return False
    return True


def constant_sign(e: Expression, setting: Setting) -> int | None:
    """The sign of an expression without symbols."""
    return sign_at(Point({}, setting), e)


def nonzero_at(point: Point, e: Expression, claimed: Any = None) -> None:
    """Show e != 0 at the point; an enclosure that the certificate claims must hold the value and exclude 0."""

    def ask(_: int) -> tuple[Fraction, Fraction]:
        x = enclose(e, point.balls(), point.setting.budget)
        if x.contains(0):
            raise Open
        return bounds(x)

    lo, hi = refine(ask, point.setting.budget, f"at the point no enclosure of {brief(e)} excludes 0")
    if claimed is not None:  # decimal digits for people to read: rounded, so compared with some slack
        entries = data.items(claimed, "the enclosure", 2)
        if len(entries) != 2:
            raise Rejected("the enclosure does not have two ends")
        a, b = (data.decimal(x, "an end of the enclosure") for x in entries)
        slack = (abs(a) + abs(b)) / 10 ** 9
        if not (a <= b and (a > 0 or b < 0)):
            raise Rejected("the claimed enclosure does not exclude 0")
        if hi < a - slack or lo > b + slack:
            raise Rejected("the claimed enclosure does not hold the value at the point")


def analytic_at(point: Point, *trees: Expression) -> None:
    """Show that these functions are analytic near the point, so that their derivatives' trees are their derivatives."""
    for e in trees:
        refine(lambda _, e=e: enclose(e, point.balls(), point.setting.budget, strict=True),  # type: ignore[misc]
               point.setting.budget, f"{brief(e)} is not shown to be smooth at the point")
