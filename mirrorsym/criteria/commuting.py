"""commuting: the gradient fields of the coordinates of g commute, [grad g_i, grad g_j] = 0 on M for all i, j.

[grad g_i, grad g_j] = (Hess g_j) grad g_i - (Hess g_i) grad g_j; precondition: g is C^2 on M.
"""

from __future__ import annotations

from collections.abc import Iterator

from mirrorsym.certificate import Certificate
from mirrorsym.criteria import Criterion, Example
from mirrorsym.criteria._forms import commuting_by_forms
from mirrorsym.criteria._problem import Problem
from mirrorsym.criteria._zeros import decide_zeros
from mirrorsym.expression import Expression
from mirrorsym.verdict import Status, Verdict

SOURCE = "lwla Def. 4.1"


def items(problem: Problem) -> Iterator[tuple[str, Expression]]:
    """The bracket components of all pairs of coordinates that share variables."""
    c = problem.calculus
    touching: dict[str, list[int]] = {}
    for i in range(problem.n):
        for k in c.support(i):
            touching.setdefault(k, []).append(i)
    pairs = sorted({(i, j) for group in touching.values() for i in group for j in group if i < j})
    for i, j in pairs:
        if c.commute_as_polynomials(i, j):
            continue  # the checker expands the brackets by itself
        for k, e in c.bracket(i, j):
            yield f"{i},{j},{k}", e


def _decide(problem: Problem) -> Verdict:
    holds = "g has one coordinate" if problem.n == 1 else "every bracket of two coordinates of g vanishes on M"
    pairs = ((i, j) for i in range(problem.n) for j in range(i + 1, problem.n))
    by_forms = commuting_by_forms("commuting", pairs, problem, source=SOURCE, holds=holds, g_only=True) if problem.n > 1 else None
    if by_forms is not None:
        return by_forms
    verdict = decide_zeros("commuting", items(problem), problem, source=SOURCE, holds=holds,
                           fails="{item} is not zero there", g_only=True, on_piece=items)
    if problem.n == 1 and not verdict.decided:  # whatever its derivatives are, there is no second one to commute with
        return Verdict(Status.HOLDS, "commuting", holds, (Certificate.of("one_coordinate"),), source=SOURCE)
    return verdict


CRITERION = Criterion(
    name="commuting",
    statement="[grad g_i, grad g_j] = 0 on M for all coordinates of g",
    source=SOURCE,
    applies=lambda problem: None,
    decide=_decide,
    holds_for=Example("the coordinates share no variable", g=("u**2", "v**3"), variables=("u", "v")),
    fails_for=Example("the bracket of x and x*y is (0, 1)", g=("x", "x*y"), variables=("x", "y")),
    needs=("smooth",),
)
