"""lwla Thm 4.13: a Bregman potential makes the mirror flow of a commuting parametrization converge.

The statement is about the gradient flow without regularizer, so about R_0.
"""

from __future__ import annotations

from mirrorsym.theorems import Form, Theorem

THEOREM = Theorem(
    id="lwla.4.13",
    source="lwla Thm 4.13",
    statement="the mirror flow of a commuting regular g whose R is a Bregman function converges",
    forms=(
        Form("as printed", ("smooth", "regular", "commuting", "complete_flows_of_g", "bregman"),
             "without regularization, for f with a locally Lipschitz gradient and a minimizer in dom R_0: x_t converges, for convex f to a "
             "minimizer of f in the closure of dom R_0, for quasi-convex f to a point with grad f(x*).(x - x*) >= 0 on dom R_0"),
    ),
)
