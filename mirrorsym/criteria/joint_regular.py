"""joint_regular: the Jacobian of (g, h) has rank n + 1 at every point of M (tdmf Thm 3.1 reads g and h as one regular map)."""

from __future__ import annotations

from mirrorsym.criteria import Criterion, Example
from mirrorsym.criteria._ranks import decide_rank
from mirrorsym.criteria.commuting_with_h import applies

SOURCE = "tdmf Thm 3.1, Def. A.1"

CRITERION = Criterion(
    name="joint_regular",
    statement="the Jacobian of (g, h) has rank n + 1 at every point of M",
    source=SOURCE,
    applies=applies,
    decide=lambda problem: decide_rank("joint_regular", problem, problem.n + 1, source=SOURCE, what="the Jacobian of (g, h)"),
    holds_for=Example("the minor 8*u*v never vanishes", g=("u**2 - v**2",), h="u**2 + v**2", domain=("u > 0", "v > 0")),
    fails_for=Example("h = g + 5 is never independent of g", g=("u**2",), h="u**2 + 5", domain=("u > 0",)),
    needs=("smooth",),
)
