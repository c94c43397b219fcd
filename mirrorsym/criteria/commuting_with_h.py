"""commuting_with_h: the gradient of h commutes with that of every coordinate of g, [grad g_i, grad h] = 0 on M.

This is the hypothesis that makes h one more coordinate of a commuting map, which proves tdmf Thm 3.1.  Precondition: g, h are C^2 on M.
"""

from __future__ import annotations

from collections.abc import Iterator

from mirrorsym.criteria import Criterion, Example
from mirrorsym.criteria._forms import commuting_by_forms
from mirrorsym.criteria._problem import Problem
from mirrorsym.criteria._zeros import decide_zeros
from mirrorsym.expression import Expression
from mirrorsym.verdict import Verdict

SOURCE = "tdmf Thm 3.1, lwla Def. 4.1"


def items(problem: Problem) -> Iterator[tuple[str, Expression]]:
    """The components of [grad g_i, grad h] for every coordinate."""
    for i in range(problem.n):
        if problem.calculus.commute_as_polynomials(i, problem.n):
            continue  # the checker expands the brackets by itself
        for k, e in problem.calculus.bracket(i, problem.n):
            yield f"{i},h,{k}", e


def applies(problem: Problem) -> str | None:
    """None, or why there is nothing to ask."""
    return None if problem.pair.h is not None else "no regularizer h is given"


def _decide(problem: Problem) -> Verdict:
    holds = "every bracket of a coordinate of g with h vanishes on M"
    pairs = ((i, problem.n) for i in range(problem.n))
    by_forms = commuting_by_forms("commuting_with_h", pairs, problem, source=SOURCE, holds=holds, g_only=False)
    if by_forms is not None:
        return by_forms
    return decide_zeros("commuting_with_h", items(problem), problem, source=SOURCE, holds=holds, fails="{item} is not zero there",
                        on_piece=items)


CRITERION = Criterion(
    name="commuting_with_h",
    statement="[grad g_i, grad h] = 0 on M for every coordinate of g",
    source=SOURCE,
    applies=applies,
    decide=_decide,
    holds_for=Example("weight decay on u**2 - v**2", g=("u**2 - v**2",), h="u**2 + v**2"),
    fails_for=Example("weight decay on three factors", g=("u*v*w",), h="u**2 + v**2 + w**2"),
    needs=("smooth",),
)
