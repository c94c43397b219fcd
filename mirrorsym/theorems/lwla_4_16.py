"""lwla Thm 4.16: where the flow of an underdetermined linear model converges to an interpolating x, that x minimizes R among all.

R is the potential normalized to have its minimum at g(w_init): grad R_0(g(w_init)) = 0.  That x_t converges is assumed here; lwla.4.13
proves it.
"""

from __future__ import annotations

from mirrorsym.theorems import Form, Theorem

THEOREM = Theorem(
    id="lwla.4.16",
    source="lwla Thm 4.16",
    statement="gradient flow of f(x) = F(Z x) picks, among the interpolating x, the one that minimizes R",
    forms=(
        Form("as printed", ("smooth", "regular", "commuting", "complete_flows_of_g"),
             "without regularization, for f(x) = F(Z x) with F differentiable: if x_t converges to some x* with Z x* = Y, then "
             "R_0(x*) = min{R_0(x) : Z x = Y}"),
    ),
)
