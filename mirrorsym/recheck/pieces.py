"""Functions of one variable that are smooth but at a few points, their *breaks*, and what they are there.

Between its breaks a part r is smooth: each guard is proved on each open interval.  At a break b, `growth` gives the limits of r and its
derivatives from both sides.  A function that is continuous at b, and differentiable beside it with a slope that has the same limit from
both sides, has this slope at b.  So r is C^k near b when the derivatives up to the k-th have equal finite limits, that of r being the
value r(b); 0**e counts as 0 for e > 0.

Main definitions: `check_smooth_between`, `check_breaks`, `limits_at`.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.expression import ZERO, Expression, make, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.horizon import Potential
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.settling import settled
from mirrorsym.recheck.smooth import prove_smooth
from mirrorsym.recheck.structure import check_defined

__all__ = ["check_breaks", "check_smooth_between", "limits_at"]

def check_smooth_between(of: Potential, certificate: dict[str, Any]) -> None:
    """Accept that every part is smooth between its breaks, from `guards`: for each variable a list for each interval."""
    guards = data.record(certificate.get("guards", {}), "the guards")
    for x in of.parts:
        given = guards.get(x) or []
        for i, region in enumerate(of.intervals(x)):
            listed = data.items(given, "the guards", 51)[i:i + 1]
            prove_smooth([of.parts[x]], listed[0] if listed else [], region, weak=False)


def limits_at(of: Potential, x: str, at: Expression, order: int) -> list[Expression | int]:
    """The limits of a derivative of the part, which has to be defined there, from below and from above."""
    e = of.function(x, order)
    for side in (-1, 1):
        of.at_break(of.parts[x], x, at, side)
    return [of.growth.limit(of.at_break(e, x, at, side)) for side in (-1, 1)]


def check_breaks(of: Potential, order: int) -> None:
    """Accept that every part is defined and C^order at its breaks."""
    for x, ends in of.breaks.items():
        for b in ends:
            for k in range(order + 1):
                low, high = limits_at(of, x, b, k)
                if isinstance(low, int) or isinstance(high, int) or not of.equal(low, high):
                    raise Rejected(f"the {'part' if k == 0 else f'derivative of order {k}'} has no limit at {x} = {b}")
                if k == 0 and not of.equal(_value(of.parts[x], x, b, of), low):
                    raise Rejected(f"the part is not continuous at {x} = {b}")


def _value(e: Expression, x: str, b: Expression, of: Potential) -> Expression:
    """The value at x = b; 0**w is 0 for w > 0."""
    done: dict[Expression, Expression] = {}
    for node in e.walk():
        args = tuple(done[a] for a in node.args) if node.op not in ("num", "sym", "const", "true") else ()
        if not args:
            done[node] = b if node == sym(x) else node
        elif node.op == "pow" and node.args[1].op != "num" and not of.growth.nonzero(args[0]) and of.growth.sign(args[1]) > 0:
            done[node] = ZERO
        elif node.op in ("Max", "Min") and all(of.equal(args[0], a) for a in args):
            done[node] = args[0]
        elif node.op == "pow" and not (args[1].op == "num" and args[1].args[0].denominator == 1):
            done[node] = of.growth.raised(*args)
        else:
            done[node] = make(node.op, args)
    found = settled(done[e], of.frame)
    check_defined(found, of.frame, "the value at a break")
    return found
