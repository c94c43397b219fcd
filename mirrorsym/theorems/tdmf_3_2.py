"""tdmf Thm 3.2: with regularization that is switched off in the end, a contracting Bregman potential makes x converge.

As printed, R_a has to be contracting.  A function of a alone may be added to R_a, since it moves nothing: so a lower bound of h along each
slice is enough, and the weaker hypotheses of tdmf.3.1 will do.
"""

from __future__ import annotations

from mirrorsym.theorems import Form, Theorem

CONVERGES = (
    "for alpha >= 0 that is 0 from some time on, with R_a Bregman for all a from 0 to a_oo = -int alpha, and f with a locally "
    "Lipschitz gradient and a minimizer in dom R_{a_oo}: x_t converges, for convex f to a minimizer of f in dom R_{a_oo}, for "
    "quasi-convex f to a point with grad f(x*).(x - x*) >= 0 there"
)

THEOREM = Theorem(
    id="tdmf.3.2",
    source="tdmf Thm 3.2",
    statement="x_t of a time-dependent mirror flow with a contracting Bregman potential converges",
    forms=(
        Form("as printed", ("smooth", "joint_regular", "commuting", "commuting_with_h", "complete_flows", "contracting", "bregman"),
             CONVERGES),
        Form("weaker: contracting up to a function of a",
             ("smooth", "regular", "commuting", "commuting_with_h", "complete_flows_of_g", "contracting_up_to_constant", "bregman"),
             CONVERGES),
    ),
)
