"""The figure of a derivation: curves of R_a that the formulas give in another way too, and none where there is no potential."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import asinh, log, sqrt
from typing import Any

import pytest

from mirrorsym import Pair
from mirrorsym._derive import potential
from mirrorsym.expression import num
from mirrorsym.potential import Potential
from mirrorsym.printing.curves import CLOCKS, chosen_values, default_clocks, potential_figure

PLANE = ["u > 0", "v > 0"]


@dataclass(frozen=True)
class Found:
    """What the figure reads of a report."""

    pair: Pair
    potential: Potential


def found(g: str, h: str, domain: list[str]) -> Any:
    pair = Pair(g=[g], h=h, domain=domain)
    return Found(pair, potential(pair, {}))


def test_curves_by_mu_are_those_of_the_formula() -> None:
    """x asinh(x/2)/4 - sqrt(x^2 + 4)/4 + 1/2 for u^2 - v^2 from (1, 1) at a = 0."""
    decay = found("u**2 - v**2", "u**2 + v**2", PLANE)
    implicit = replace(decay, potential=replace(decay.potential, R=None))
    wrong = replace(decay, potential=replace(decay.potential, R=None, Q=decay.potential.Q * num("11/10")))
    for report, close in ((decay, True), (implicit, True), (wrong, False)):
        figure = potential_figure(report)
        assert figure is not None and [c.label for c in figure.curves] == [f"a = {a}" for a in CLOCKS]
        away = max(abs(y - (x * asinh(x / 2) / 4 - sqrt(x * x + 4) / 4 + 0.5)) for x, y in figure.curves[0].points)
        assert (away < 1e-12) is close
        assert figure.curves[0].points[-1][0] == pytest.approx(3.0, abs=0.02)


def test_a_curve_ends_with_the_dual_domain() -> None:
    """With u, v > 1 from (2, 2), x = log(u/v) with u^2 + v^2 = 8 + 4 a ends where one of the two is 1."""
    figure = potential_figure(found("log(u) - log(v)", "log(u) + log(v)", ["u > 1", "v > 1"]))
    assert figure is not None
    for curve, a in zip(figure.curves, CLOCKS, strict=True):
        assert 0.999 * log(7 + 4 * a) / 2 < curve.points[-1][0] < log(7 + 4 * a) / 2


def test_a_potential_without_a_formula_has_a_figure() -> None:
    """For u^4 - v^4 from (1, 1) at a = 0, x = (1 - 8 mu)^-2 - (1 + 8 mu)^-2 and R = x mu - 1/(8 (1 - 8 mu)) - 1/(8 (1 + 8 mu))."""
    figure = potential_figure(found("u**4 - v**4", "u**4 + v**4", PLANE))
    assert figure is not None and len(figure.curves) == 4
    points = figure.curves[0].points
    for x, y in points[len(points) // 2 + 1::6]:
        low, high = 0.0, 0.125
        for _ in range(60):
            mu = (low + high) / 2
            low, high = (mu, high) if (1 - 8 * mu) ** -2 - (1 + 8 * mu) ** -2 < x else (low, mu)
        assert y == pytest.approx(x * mu - 1 / (8 * (1 - 8 * mu)) - 1 / (8 * (1 + 8 * mu)) + 0.25, abs=1e-12)


def test_values_keep_to_the_domain_and_clocks_to_the_potential() -> None:
    logs = found("log(u) - log(v)", "log(u) + log(v)", PLANE)
    values = chosen_values(logs, {"u0": Fraction(1, 2)})
    assert values == {"u0": Fraction(1, 2), "v0": Fraction(1)}
    assert default_clocks(logs.potential, values) == tuple(Fraction(-5, 16) * Fraction(k, 4) for k in range(4))
    assert chosen_values(logs, {"u0": Fraction(-1)}) is None
    assert chosen_values(logs) == {"u0": Fraction(1), "v0": Fraction(1)}
