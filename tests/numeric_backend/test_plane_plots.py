"""Pictures in the plane: level sets against a formula written out by hand, horizon shapes against their limits, predictions against runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from mirrorsym import Pair
from mirrorsym._derive import potential
from mirrorsym.expression import num, sym
from mirrorsym.potential import Potential
from numeric_backend.plots.level_sets import horizon_picture, level_sets_picture
from numeric_backend.plots.phase import SETTINGS, phase_picture
from numeric_backend.plots.picture import Refused

PLANE = ["u > 0", "v > 0"]
DECAY = Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=PLANE)
START = {"u0": Fraction(1), "v0": Fraction(2)}
TIMES = [Fraction(0), Fraction(-1, 2)]
FEW = replace(SETTINGS, trajectories=2, samples=5)


@pytest.fixture(scope="module")
def decay() -> Potential:
    return potential(DECAY, {})


def height(x: float, a: Fraction) -> mpmath.mpf:
    """R_a(x) - min R_a for u^2 - v^2 with u^2 + v^2 from (1, 2): the integral of asinh(y/b)/4 - asinh(x_a/b)/4 from the minimizer x_a, b = 4 e^(4a).

    The metric of x is 4 (u^2 + v^2), with (u^2 + v^2)^2 = x^2 + (2 u v)^2 and u v = 2 e^(4a).
    """
    with mpmath.workdps(20):
        least = -3 * mpmath.exp(4 * mpmath.mpf(a.numerator) / a.denominator)
        b = 4 * mpmath.exp(4 * mpmath.mpf(a.numerator) / a.denominator)
        return mpmath.quad(lambda y: (x - y) / (4 * mpmath.sqrt(y**2 + b**2)), [least, x])


def off_level(p: Potential) -> float:
    """How much R_a differs along the drawn level sets from its value where each passes 1 to the right of the minimizer."""
    worst = 0.0
    for s, a in zip(level_sets_picture(p, START, TIMES).series, TIMES, strict=True):
        level = height(float(-3 * mpmath.exp(4 * float(a))) + 1.0, a)
        worst = max([worst, *(abs(float(height(s.x[k], a) + height(s.y[k], a) - level)) for k in range(0, len(s.x), 60))])
    return worst


def test_level_sets_are_level(decay: Potential) -> None:
    assert off_level(decay) < 1e-9
    picture = level_sets_picture(decay, START, TIMES)
    assert [m.x for m in picture.marks] == pytest.approx([-3.0, -3.0 * np.exp(-2.0)]) and picture.equal


@pytest.mark.parametrize("wrong", [
    lambda p: replace(p, Q=p.Q + sym("mu1") ** 2 / 100),
    lambda p: replace(p, grad_Q=(p.grad_Q[0] * num("101/100"),)),
    lambda p: replace(p, Q=p.Q.substitute({"a": 2 * sym("a")}), grad_Q=(p.grad_Q[0].substitute({"a": 2 * sym("a")}),)),
], ids=["Q", "grad Q", "clock"])
def test_a_wrong_formula_is_caught(wrong: Callable[[Potential], Potential], decay: Potential) -> None:
    assert off_level(wrong(decay)) > 1e-5


def test_shapes_come_closer_to_the_horizon(decay: Potential) -> None:
    """|x| log|x| has the unit ball of L1 as its horizon shape, a square of |x| - 1 the disk; L1 is approached from outside."""
    shapes = horizon_picture(decay, {"u0": Fraction(1), "v0": Fraction(1)}, [Fraction(0)]).series
    beyond = [float(np.max(np.abs(s.x) + np.abs(s.y))) for s in shapes]
    assert len(shapes) == 6 and sorted(beyond, reverse=True) == beyond and 1.0 < beyond[-1] < 1.1 and beyond[0] > 1.4
    disks = horizon_picture(potential(Pair(g=["x"]), {}), {"x0": Fraction(1)}, [Fraction(0)]).series
    away = [float(np.max(np.abs(np.hypot(s.x, s.y) - 1))) for s in disks]
    assert sorted(away[1:], reverse=True) == away[1:] and away[-1] < 0.02


def test_a_level_set_that_ends_is_left_out_and_said() -> None:
    p = potential(Pair(g=["log(u) - log(v)"], h="log(u) + log(v)", domain=["u > 1", "v > 1"]), {})
    picture = horizon_picture(p, {"u0": Fraction(2), "v0": Fraction(2)}, [Fraction(0)])
    assert [s.label for s in picture.series] == ["c = 1/10"] and all("leaves the range of x" in n for n in picture.notes) and len(picture.notes) == 5
    with pytest.raises(Refused, match="no level set passes there"):
        level_sets_picture(p, {"u0": Fraction(2), "v0": Fraction(2)}, [Fraction(0)], (0.0, 9.0))


@pytest.mark.parametrize("pair", [DECAY, Pair(g=["u**2", "v**2"], h="u**2 + v**2", domain=PLANE)], ids=["a coordinate twice", "two coordinates"])
def test_predictions_lie_on_the_trajectories(pair: Pair) -> None:
    found = phase_picture(pair, potential(pair, {}), {}, settings=FEW)
    assert [s.style for s in found.series] == ["line", "dots"] * 2 and len(found.marks) == 2
    assert found.facts["gap"] < 1e-8


@pytest.mark.parametrize("wrong", [
    lambda p: replace(p, grad_Q=(p.grad_Q[0] * num("1001/1000"),)),
    lambda p: replace(p, grad_Q=(p.grad_Q[0].substitute({"a": 2 * sym("a")}),)),
], ids=["grad Q", "clock"])
def test_a_wrong_prediction_leaves_them(wrong: Callable[[Potential], Potential], decay: Potential) -> None:
    assert phase_picture(DECAY, wrong(decay), {}, settings=FEW).facts["gap"] > 1e-5


def test_more_than_a_plane_is_refused(decay: Potential) -> None:
    with pytest.raises(Refused, match="3 coordinates"):
        phase_picture(Pair(g=["x", "y", "z"]), decay, {})
