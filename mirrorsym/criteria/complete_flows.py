"""complete_flows: the gradient flows are as Assumption 3.5 of lwla asks, for g alone without h and for (g, h) jointly with h.

Precondition: the functions are smooth on M.  See `_flows` for the two parts of the assumption and the reading of the second one.
"""

from __future__ import annotations

from mirrorsym.criteria import Criterion, Example
from mirrorsym.criteria._flows import SOURCE, decide_flows

CRITERION = Criterion(
    name="complete_flows",
    statement="gradient flows of g (and h) leave M only at infinite norm, and different ones can be exchanged for all times",
    source=SOURCE,
    applies=lambda problem: None,
    decide=lambda problem: decide_flows("complete_flows", problem, [key for key, _ in problem.functions()]),
    holds_for=Example("linear flows that keep to the quadrant", g=("u**2 - v**2",), h="u**2 + v**2", domain=("u > 0", "v > 0")),
    fails_for=Example("moving along g changes the time at which the flow of h blows up", g=("exp(u) - exp(v)",), h="exp(u) + exp(v)"),
    needs=("smooth",),
)
