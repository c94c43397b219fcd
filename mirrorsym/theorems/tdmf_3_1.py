"""tdmf Thm 3.1: a commuting pair (g, h) follows a time-dependent mirror flow.

As printed, (g, h) is one regular and commuting map with well-behaved flows (Assumption A.1).  A weaker hypothesis is enough: g regular and
commuting with its own flows well-behaved, and h commuting with g; then R_a is the Legendre function of g started from the point that the
flow of h reaches at time a, for as long as that flow stays in M.
"""

from __future__ import annotations

from mirrorsym.theorems import Form, Theorem

FLOW = "d grad R_{a_t}(x_t) = -grad f(x_t) dt with a_t = -int alpha"

THEOREM = Theorem(
    id="tdmf.3.1",
    source="tdmf Thm 3.1",
    statement="x = g(w) under f(x) + alpha_t h(w) is a time-dependent mirror flow: " + FLOW,
    forms=(
        Form("as printed", ("smooth", "joint_regular", "commuting", "commuting_with_h", "complete_flows"), FLOW),
        Form("weaker: g regular and well-behaved alone", ("smooth", "regular", "commuting", "commuting_with_h", "complete_flows_of_g"),
             FLOW + ", for a as long as the flow of grad h from the initial point stays in M"),
    ),
)
