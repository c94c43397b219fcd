"""regular: the Jacobian of g has rank n at every point of M (lwla Def. 3.4)."""

from __future__ import annotations

from mirrorsym.criteria import Criterion, Example
from mirrorsym.criteria._ranks import decide_rank

SOURCE = "lwla Def. 3.4, tdmf Def. A.1"

CRITERION = Criterion(
    name="regular",
    statement="the Jacobian of g has rank n at every point of M",
    source=SOURCE,
    applies=lambda problem: None,
    decide=lambda problem: decide_rank("regular", problem, problem.n, source=SOURCE, what="the Jacobian of g"),
    holds_for=Example("the gradient 2u never vanishes on u > 0", g=("u**2",), domain=("u > 0",)),
    fails_for=Example("the gradient of u**2 vanishes at 0", g=("u**2",)),
    needs=("smooth",),
)
