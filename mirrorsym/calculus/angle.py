"""The sign of sin and cos where the angle stays in one half turn: the rule `angle` of a SIGN proof.

Interval structure knows the angle between rationals only; here its ends may be multiples of pi/2, as in -pi/2 < u < pi/2.
Precondition: the expression is one node sin(A) or cos(A).  Main definition: `quadrant`.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor, pi

from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.probe import near, quick_points
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.search import Proof, Search
from mirrorsym.expression import PI, Expression, mul, num, sub

__all__ = ["quadrant"]


def quadrant(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`sin(A) op 0` or `cos(A) op 0` from A between two neighboring zeros."""
    if e.op not in ("sin", "cos"):
        return None
    angle = e.args[0]
    shift = Fraction(0) if e.op == "sin" else Fraction(1, 2)
    turns = set()
    for p in quick_points(near(region, e.names)):
        try:
            turns.add(floor(float(enclose(angle, p, 64).mid()) / pi + float(shift)))
        except (Undefined, Unsettled, OverflowError):
            continue
    if len(turns) != 1:
        return None
    (k,) = turns
    if k % 2 and op != "!=":
        return None
    strict = ">" if op != ">=" else ">="
    low = search.prove(sub(angle, mul(num(k - shift), PI)), strict, region, "angle")
    high = search.prove(sub(mul(num(k + 1 - shift), PI), angle), strict, region, "angle") if low is not None else None
    return None if low is None or high is None else {"rule": "angle", "turns": k, "low": low, "high": high}
