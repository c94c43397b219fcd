"""tdmf Thm 3.3: commuting quadratic forms g_i = w^T A_i w/2, h = w^T B w/2 have Q_a(mu) = |exp(aB + sum mu_i A_i) w_init|^2/4."""

from __future__ import annotations

from mirrorsym.theorems import Form, Theorem

THEOREM = Theorem(
    id="tdmf.3.3",
    source="tdmf Thm 3.3",
    statement="for commuting quadratic g and h, Q_a is a quarter of the squared norm of the matrix exponential applied to w_init",
    forms=(
        Form("as printed, at every initial point of M", ("quadratic", "commuting", "commuting_with_h", "joint_regular"),
             "Q_a(mu) = |exp(aB + sum mu_i A_i) w_init|^2/4 is the dual potential on all of R^n "
             "of the flow in all of R^D, which may leave M"),
        Form("weaker: only the gradients of g independent", ("quadratic", "commuting", "commuting_with_h", "regular"),
             "Q_a(mu) = |exp(aB + sum mu_i A_i) w_init|^2/4 is the dual potential on all of R^n "
             "of the flow in all of R^D, which may leave M"),
    ),
)
