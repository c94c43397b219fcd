"""complete_flows_of_g: the gradient flows of the coordinates of g alone are as Assumption 3.5 of lwla asks.

This is what the mirror flow without regularizer needs, and what the weaker form of tdmf Thm 3.1 asks of g.
"""

from __future__ import annotations

from mirrorsym.criteria import Criterion, Example
from mirrorsym.criteria._flows import SOURCE, decide_flows

CRITERION = Criterion(
    name="complete_flows_of_g",
    statement="gradient flows of g leave M only at infinite norm, and different ones can be exchanged for all times",
    source=SOURCE,
    applies=lambda problem: None,
    decide=lambda problem: decide_flows("complete_flows_of_g", problem, [str(i) for i in range(problem.n)]),
    holds_for=Example("the flow of x**3 blows up, and never reaches 0", g=("x**3",), h="x", domain=("x > 0",)),
    fails_for=Example("the flow of the identity reaches 0 in finite time", g=("x",), domain=("x > 0",)),
    needs=("smooth",),
)
