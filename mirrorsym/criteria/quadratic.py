"""quadratic: every coordinate of g, and h, is a quadratic form up to an additive constant.

f = w^T A w / 2 + const on M exactly when all third derivatives vanish and (Hess f) w = grad f; both are statements
about zeros.  For one form on
all of M the functions must be polynomials, or M be convex (`_whole`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mirrorsym.certificate import Certificate
from mirrorsym.criteria import Criterion, Example
from mirrorsym.criteria._problem import Problem
from mirrorsym.criteria._shapes import refute_quadratic
from mirrorsym.criteria._whole import unfit, whole
from mirrorsym.criteria._zeros import decide_zeros
from mirrorsym.expression import ZERO, Expression, add, mul, neg, sym
from mirrorsym.verdict import Status, Verdict

SOURCE = "lwla Thm 4.15, tdmf Thm 3.3"


def items(problem: Problem) -> Iterator[tuple[str, Expression]]:
    """Third derivatives, and (Hess f) w - grad f, of every function."""
    c = problem.calculus
    for key, i in problem.functions():
        own = c.support(i)
        for j in own:
            near = [k for k in c.neighbors(i, [j]) if c.variables.index(k) >= c.variables.index(j)]
            for k in near:
                for m in near:
                    if c.variables.index(m) >= c.variables.index(k):
                        e = c.third(i, j, k, m)
                        if e != ZERO:
                            yield f"t:{key}:{j}:{k}:{m}", e
        for k in own:
            e = add(*(mul(c.second(i, k, m), sym(m)) for m in c.neighbors(i, [k])), neg(c.first(i, k)))
            if e != ZERO:
                yield f"e:{key}:{k}", e


def _decide(problem: Problem) -> Verdict:
    together = whole(problem, "quadratic")
    verdict = decide_zeros(
        "quadratic", items(problem), problem, source=SOURCE, holds="every function is a quadratic form plus a constant",
        fails="{item} is not zero there", data={"whole": together})
    verdict = verdict if together is not None else unfit(verdict)
    if verdict.status not in (Status.UNDECIDED, Status.NOT_APPLICABLE):
        return verdict
    shown = _kinked(problem)
    shown = refute_quadratic(problem, SOURCE) if shown is None else shown
    return verdict if shown is None else shown


def _kinked(problem: Problem) -> Verdict | None:
    """FAILS by the kink that `smooth` found: a quadratic form has derivatives."""
    smooth = problem.known.get("smooth")
    if smooth is None or smooth.status is not Status.FAILS:
        return None
    own = {k: v for k, v in smooth.certificates[0].data.items() if k != "elsewhere"}
    because = f"{smooth.because}, where a quadratic form would be smooth"
    return replace(smooth, about="quadratic", source=SOURCE, because=because, certificates=(Certificate.of("kink", **own),), holds_on=None)


CRITERION = Criterion(
    name="quadratic",
    statement="g and h are quadratic forms up to constants",
    source=SOURCE,
    applies=lambda problem: None,
    decide=_decide,
    holds_for=Example("a product is the quadratic form of an off-diagonal matrix", g=("u*v",), h="u**2 + v**2 - 5"),
    fails_for=Example("u**2 + u has a linear term", g=("u**2 + u",)),
    needs=("smooth",),
)
