"""lwla Thm 4.15: commuting quadratic parametrizations have Q(mu) = |exp(sum mu_i A_i) w_init|^2/4 and a Bregman R."""

from __future__ import annotations

from mirrorsym.theorems import Form, Theorem

THEOREM = Theorem(
    id="lwla.4.15",
    source="lwla Thm 4.15",
    statement="for commuting quadratic g with independent gradients at w_init: psi, Q in closed form, R is a Bregman function",
    forms=(
        Form("as printed, at every initial point of M", ("quadratic", "commuting", "regular"),
             "the flow in all of R^D, which may leave M, has psi(mu) = exp(sum mu_i A_i) w_init, Q(mu) = |psi|^2/4 on all of R^n, "
             "and R is a Bregman function"),
    ),
)
