"""lwla Thm 4.8: gradient flow with a regular commuting parametrization whose flows are well-behaved is a mirror flow."""

from __future__ import annotations

from mirrorsym.theorems import Form, Theorem

THEOREM = Theorem(
    id="lwla.4.8",
    source="lwla Thm 4.8",
    statement="without a regularizer, x = g(w) follows d grad R(x) = -grad L_t(x) dt for one Legendre function R",
    forms=(
        Form("as printed", ("smooth", "regular", "commuting", "complete_flows_of_g"),
             "x follows the mirror flow of a Legendre function R that depends on g and the initial point only"),
    ),
)
