"""The rule `boxes`: rational boxes that cover the bounding box of M, the claimed sign enclosed on each.

Precondition: e contains only the listed symbols, each with a finite interval from the facts affine in it alone.  A box
counts if ball arithmetic gives e the sign on the whole box, or gives some fact the opposite sign on the whole box, so
that no point of M lies in it.

Main definitions: `boxes`, `covered`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb

from mirrorsym.expression import Expression
from mirrorsym.recheck import data
from mirrorsym.recheck.balls import Open, ball, enclose, precision
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.structure import range_of

__all__ = ["boxes", "covered"]

Box = tuple[tuple[Fraction, Fraction], ...]


def boxes(e: Expression, op: str, proof: dict[str, Any], setting: Setting) -> None:
    """Accept `e op 0` or raise `Rejected`."""
    names = [data.text(n, "a variable") for n in data.items(data.field(proof, "variables"), "the variables", 6)]
    if len(set(names)) != len(names) or not e.names <= set(names) or not set(names) <= setting.names:
        raise Rejected("the boxes are not about the symbols of the expression")
    bits = data.whole(proof.get("bits", 64), "the precision")
    if not 16 <= bits <= 4096:
        raise Rejected("the precision is out of range")
    outer = []
    for n in names:
        x = range_of(n, setting.known, n in setting.integers)
        if x.empty:
            return
        if x.lo is None or x.hi is None:
            raise Rejected(f"the symbol {n!r} has no finite interval")
        outer.append((x.lo, x.hi))
    found: list[Box] = []
    for entry in data.items(data.field(proof, "boxes"), "the boxes", 20_000):
        sides = [data.items(side, "a side", 2) for side in data.items(entry, "a box", len(names))]
        if len(sides) != len(names) or any(len(s) != 2 for s in sides):
            raise Rejected("a box does not have one side per variable")
        box = tuple((data.rational(s[0]), data.rational(s[1])) for s in sides)
        if any(lo > hi for lo, hi in box):
            raise Rejected("a box has a side whose ends are in the wrong order")
        found.append(box)
    facts = [(f, known) for f, known in setting.facts if f.names <= set(names)]
    try:
        slopes = {n: derivative(e, n, setting.budget) for n in names}
    except Rejected:
        slopes = {}
    with precision(bits):
        for box in found:
            _one(e, op, dict(zip(names, box, strict=True)), facts, slopes, setting.budget)
    if not covered(tuple(outer), found, setting.budget):
        raise Rejected("the boxes do not cover the domain")


def _one(e: Expression, op: str, box: dict[str, tuple[Fraction, Fraction]], facts: list[tuple[Expression, str]],
         slopes: dict[str, Expression], budget: Budget) -> None:
    at = {n: _ball_of(lo, hi) for n, (lo, hi) in box.items()}
    budget.spend(20)
    if _has(e, op, at, budget) or (slopes and _by_mean_value(e, op, box, at, slopes, budget)):
        return
    for f, known in facts:
        opposite = {">": "<=", ">=": "<", "!=": "=", "=": "!="}[known]
        if _has(f, opposite, at, budget):
            return
    raise Rejected("on a box neither the sign is enclosed nor is the box outside the domain")


def _by_mean_value(e: Expression, op: str, box: dict[str, tuple[Fraction, Fraction]], at: dict[str, arb],
                   slopes: dict[str, Expression], budget: Budget) -> bool:
    try:
        enclose(e, at, budget, strict=True)
        mid = {n: ball((lo + hi) / 2) for n, (lo, hi) in box.items()}
        x = enclose(e, mid, budget)
        for n, slope in slopes.items():
            x += enclose(slope, at, budget) * (at[n] - mid[n])
    except Open:
        return False
    return _signed(x, op)


def _signed(x: arb, op: str) -> bool:
    return bool({">": x > 0, ">=": x >= 0, "!=": x > 0 or x < 0, "<": x < 0, "<=": x <= 0, "=": x.is_zero()}[op])


def _ball_of(lo: Fraction, hi: Fraction) -> arb:
    """A ball that holds [lo, hi]."""
    return ball(lo).union(ball(hi))


def _has(e: Expression, op: str, at: dict[str, arb], budget: Budget) -> bool:
    try:
        x = enclose(e, at, budget)
    except Open:
        return False
    return _signed(x, op)


def covered(region: Box, found: list[Box], budget: Budget) -> bool:
    """Whether the closed region is contained in the union of the closed boxes.

    Cut the region at a face of a box until a box holds each piece.  A piece without inner points is held by the
    closure of its neighbors, or was a box of its own from the start.

    >>> half = Fraction(1, 2)
    >>> covered(((Fraction(0), Fraction(1)),), [((Fraction(0), half),), ((half, Fraction(1)),)], Budget())
    True
    """
    stack = [(region, found)]
    while stack:
        piece, near = stack.pop()
        budget.spend(1 + len(near))
        near = [b for b in near if all(lo <= y and hi >= x for (x, y), (lo, hi) in zip(piece, b, strict=True))]
        if any(all(lo <= x and hi >= y for (x, y), (lo, hi) in zip(piece, b, strict=True)) for b in near):
            continue
        cut = _cut(piece, near)
        if cut is None:
            return False
        axis, at = cut
        lo, hi = piece[axis]
        stack.append(((*piece[:axis], (lo, at), *piece[axis + 1:]), near))
        stack.append(((*piece[:axis], (at, hi), *piece[axis + 1:]), near))
    return True


def _cut(piece: Box, near: list[Box]) -> tuple[int, Fraction] | None:
    """A face of a box strictly inside the piece, the middle one along the first axis that has any."""
    for axis, (lo, hi) in enumerate(piece):
        inside = sorted({end for b in near for end in b[axis] if lo < end < hi})
        if inside:
            return axis, inside[len(inside) // 2]
    return None
