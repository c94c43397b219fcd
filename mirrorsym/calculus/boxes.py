"""Branch and bound on bounded regions: the rule `boxes` of a SIGN proof.

The box of the symbols' intervals is cut until on each piece ball arithmetic shows the sign, by direct evaluation or by the mean
value form, or shows that a fact fails there.  Precondition: every symbol of the expression has a bounded interval.

Main definition: `cover`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flint import arb

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, ball, evaluate, precision
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.search import Proof, Search
from mirrorsym.calculus.structure import symbol_interval
from mirrorsym.expression import Expression

__all__ = ["cover"]

Box = list[tuple[Fraction, Fraction]]
BITS = 64
#: boxes are looked at a little larger than they are, so that a checker's rounding does not matter
SLACK = 1 + Fraction(1, 2**20)
MAX_BOXES = 1500


def cover(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` from a cover of the bounded region by boxes."""
    names = [n for n in region.names if n in e.names]
    start: Box = []
    for n in names:
        side = symbol_interval(region, n)
        if side.low is None or side.high is None or side.low >= side.high:
            return None
        start.append((side.low, side.high))
    facts = [(f, o) for f, o in region.facts if f.names and f.names <= set(names) and len(f.names) > 1]
    if not names:
        return None
    try:
        slopes = [derivative(e, n) for n in names]
    except ValueError:
        return None
    size = sum(1 for _ in e.walk()) + sum(1 for d in slopes for _ in d.walk())
    cost = 1 + size // 60
    done: list[Box] = []
    waiting = [start]
    smallest = [(b - a) / 2**24 for a, b in start]
    while waiting:
        box = waiting.pop()
        if not search.spend(cost) or len(done) > MAX_BOXES:
            return None
        verdict, weights = _on_box(e, op, names, slopes, facts, box)
        if verdict is False:
            return None
        if verdict:
            done.append(box)
            continue
        k = max(range(len(names)), key=lambda i: weights[i])
        low, high = box[k]
        if high - low < smallest[k]:
            return None
        mid = (low + high) / 2
        waiting += [[*box[:k], (mid, high), *box[k + 1:]], [*box[:k], (low, mid), *box[k + 1:]]]
    return {"rule": "boxes", "variables": names, "bits": BITS,
            "boxes": [[[str(a), str(b)] for a, b in box] for box in done]}


def _good(value: arb, op: str) -> bool:
    """Whether a ball of twice the radius has the sign: another way to evaluate may be less tight."""
    value = value + arb(0, value.rad())
    return bool({">": value > 0, ">=": value >= 0, "!=": value > 0 or value < 0}[op])


def _on_box(e: Expression, op: str, names: Sequence[str], slopes: Sequence[Expression], facts: Sequence[tuple[Expression, str]],
            box: Box) -> tuple[bool | None, list[float]]:
    """True when the box is settled, False when the claim fails at its middle, None otherwise; and where to cut."""
    with precision(BITS):
        values = {n: ball((a + b) / 2) + arb(0, 1) * ball((b - a) * SLACK / 2) for n, (a, b) in zip(names, box, strict=True)}
        widths = [float(b - a) for a, b in box]
        whole = True
        try:
            if _good(evaluate(e, values, {}), op):
                return True, widths
        except (Unsettled, Undefined):
            whole = False
        for f, have in facts:
            try:
                v = evaluate(f, values, {})
            except (Unsettled, Undefined):
                continue
            if (have in (">", ">=") and v < 0) or (have == ">" and v <= 0) or (have == "=" and (v < 0 or v > 0)):
                return True, widths
        if not whole:
            # the slope alone does not show that e has no jump here: that of sign(x) is 0
            return None, widths
        middle = {n: (a + b) / 2 for n, (a, b) in zip(names, box, strict=True)}
        try:
            at = evaluate(e, {n: ball(q) for n, q in middle.items()}, middle)
            gradient = [evaluate(d, values, {}) for d in slopes]
        except (Unsettled, Undefined):
            return None, widths
        total: Any = at
        for g, n, (a, b) in zip(gradient, names, box, strict=True):
            total = total + g * (values[n] - ball((a + b) / 2))
        if _good(total, op):
            return True, widths
        if at < 0 and op != "!=" and not facts:
            return False, widths
        return None, [w * float(abs(g).upper()) + w * 1e-9 for w, g in zip(widths, gradient, strict=True)]
