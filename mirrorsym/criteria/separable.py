"""separable: block separable, and each coordinate of g, and h, is a sum of functions of one variable (tdmf Cor. 3.1).

Near every point this means that all mixed second derivatives vanish; for all of M the formulas must show it, or M be convex (`_whole`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from mirrorsym.criteria import Criterion, Example, block_separable
from mirrorsym.criteria._problem import Problem
from mirrorsym.criteria._shapes import refute_sum, written
from mirrorsym.criteria._whole import unfit, whole
from mirrorsym.criteria._zeros import decide_zeros
from mirrorsym.expression import ZERO, Expression
from mirrorsym.verdict import Status, Verdict

SOURCE = "tdmf Cor. 3.1"


def mixed(problem: Problem) -> Iterator[tuple[str, Expression]]:
    """Mixed second derivatives of every coordinate and of h."""
    c = problem.calculus
    for key, i in problem.functions():
        own = c.support(i)
        for a, k in enumerate(own):
            for m in own[a + 1:]:
                if m in c.neighbors(i, [k]):
                    e = c.second(i, k, m)
                    if e != ZERO:
                        yield f"m:{key}:{k}:{m}", e


def _decide(problem: Problem) -> Verdict:
    owner, shared = block_separable.owners(problem)
    if shared is not None:
        shared = replace(shared, about="separable", source=SOURCE)
        if not problem.region.parameters:
            return shared
    together = whole(problem, "sum")
    verdict = decide_zeros("separable", chain(block_separable.items(problem, owner), mixed(problem)), problem, source=SOURCE,
                           holds="every coordinate of g, and h, is a sum of functions of one variable each",
                           fails="{item} is not zero there", data={"owner": owner, "whole": together},
                           on_piece=lambda p: chain(block_separable.items(p, owner), mixed(p)))
    verdict = block_separable.settled(verdict, owner, shared, problem)
    verdict = verdict if together is not None else unfit(verdict)
    if verdict.status not in (Status.UNDECIDED, Status.NOT_APPLICABLE):
        return verdict
    shown = written("separable", problem, owner, SOURCE, "every term of g and h has one variable, and no two coordinates share one")
    shown = refute_sum(problem, SOURCE) if shown is None else shown
    return verdict if shown is None else shown


CRITERION = Criterion(
    name="separable",
    statement="block separable, and g and h are sums of functions of one variable",
    source=SOURCE,
    applies=lambda problem: None,
    decide=_decide,
    holds_for=Example("a difference of powers", g=("u**4 - v**4",), h="u**4 + v**4"),
    fails_for=Example("a product mixes its variables", g=("u*v",), h="u**2 + v**2"),
    needs=("smooth",),
)
