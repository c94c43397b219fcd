"""From near every point to all of M: when a local shape of functions is a global one.

Vanishing derivatives say that g and h are sums of functions of one variable, or quadratic forms, near each point.
On a disconnected M the pieces
need not fit: sign(u)*sign(v) has no derivatives off the axes and is no sum; u*|u| is a different quadratic form on each side of 0.
"""

from __future__ import annotations

from mirrorsym.calculus.ratio import TooLarge, ratio_of
from mirrorsym.calculus.region import affine
from mirrorsym.criteria._problem import Problem
from mirrorsym.expression import Expression
from mirrorsym.verdict import Status, Verdict

__all__ = ["unfit", "whole"]


def whole(problem: Problem, shape: str) -> str | None:
    """"terms" when the formulas show the shape ("sum" or "quadratic") on all of R^D, "convex" when M is convex, None otherwise.

    On a convex M a function whose mixed second derivatives vanish is a sum of functions of one variable, and one whose second
    derivatives are constant is one quadratic polynomial.
    """
    if all(_shown(f, shape, problem.pair.w) for f in problem.pair.joint):
        return "terms"
    m = problem.pair.M
    if all(op == ">" and affine(e) is not None for e, op in m.facts()[: len(m.conditions)]):
        return "convex"
    return None


def _shown(f: Expression, shape: str, w: tuple[str, ...]) -> bool:
    if shape == "sum" and all(len(t.names & set(w)) <= 1 for t in (f.args if f.op == "add" else (f,))):
        return True
    try:
        r = ratio_of(f, sorted(f.names))
    except (TooLarge, ZeroDivisionError, OverflowError):
        return False
    return r is not None and bool(r.below.is_constant())


def unfit(verdict: Verdict) -> Verdict:
    """A verdict that is only known near every point: a refutation stands, anything else becomes UNDECIDED."""
    if verdict.status in (Status.FAILS, Status.UNDECIDED):
        return verdict
    because = "it holds near every point of M, but M is not known to be convex, so the pieces may not fit together"
    return Verdict(Status.UNDECIDED, verdict.about, because, source=verdict.source)
