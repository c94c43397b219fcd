"""tdmf Cor. 3.1: for a separable analytic pair, Thm 3.1 applies when each h_ij is a multiple of g_ij.

Analytic is more than the criterion `smooth` asks: u**3 and |u|**3 are C^2, their brackets vanish, and neither is a multiple of the other.
The printed equivalence forgets constants: brackets see only derivatives, so h_ij = c_ij g_ij + d_ij is as good.
"""

from __future__ import annotations

from mirrorsym.theorems import Form, Theorem

THEOREM = Theorem(
    id="tdmf.c3.1",
    source="tdmf Cor. 3.1",
    statement="a separable analytic pair commutes exactly when h_ij = c_ij g_ij + d_ij in every variable that g uses",
    forms=(
        Form("with derivatives: h_ij = c_ij g_ij + d_ij", ("smooth", "separable", "wronskian"),
             "h commutes with g: on connected M each h_ij is an affine function of g_ij wherever g_ij moves", analytic=True),
    ),
)
