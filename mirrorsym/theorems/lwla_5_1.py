"""lwla Thm 5.1: the mirror flow of every smooth Legendre function comes from some commuting parametrization.

For the potential of a pair this is a converse: R_a, taken alone, is again the potential of a map that need not be g.  A certificate of
`legendre` shows that g is analytic where the flows run, so R_a is smooth.
"""

from __future__ import annotations

from mirrorsym.theorems import Form, Theorem

THEOREM = Theorem(
    id="lwla.5.1",
    source="lwla Thm 5.1",
    statement="a smooth Legendre function R is the potential of some smooth, regular and commuting parametrization",
    forms=(
        Form("as printed, for R_a", ("smooth", "commuting", "legendre"),
             "for each a there are a submanifold of some R^D and a regular commuting parametrization on it whose gradient flows are the "
             "mirror flows of R_a, for every initial point in the interior of dom R_a"),
    ),
)
