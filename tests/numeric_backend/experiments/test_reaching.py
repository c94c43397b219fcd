"""The time to the horizon as a power of lambda: the exponent that scaling predicts is measured, and another one is not."""

from __future__ import annotations

import os

import numpy as np
import pytest

from numeric_backend.experiments.reaching import _reached, fitted, reach, strengths

FULL = os.environ.get("MIRRORSYM_MAX_MARGIN") == "full"


@pytest.mark.parametrize(("power", "over", "predicted"), [(None, [100, 300, 1000], 1.0), (4, [1e6, 1e7], 0.5)])
def test_exponents_in_lambda(power: float | None, over: list[float], predicted: float) -> None:
    found = reach(power, 1, over, [0.1])
    assert found.predicted == predicted
    assert found.exponent() == pytest.approx(predicted, abs=0.03)
    assert found.exponent(direction=True) == pytest.approx(predicted, abs=0.05)
    assert np.all(np.diff(found.ratio[0]) > 0)


def test_two_layers_square_the_time() -> None:
    found = reach(None, 2, [10, 30, 100], [0.3])
    assert found.exponent() == pytest.approx(2, abs=0.05)
    with pytest.raises(ValueError, match="direction"):
        found.exponent(direction=True)


def test_crossings_of_curves_known_by_hand() -> None:
    t = np.linspace(1, 10, 91)
    assert _reached(t, 1 / t**2, 0.1) == pytest.approx(np.sqrt(10), abs=1e-3)
    assert np.isnan(_reached(t, 1 / t**2, 1e-3))
    assert np.isnan(_reached(t, 1 / t, 2.0))  # below from the start: no crossing
    back = np.where(t < 5, 0.01, np.where(t < 7, 0.5, 0.01))
    assert _reached(t, back, 0.1) == pytest.approx(7, abs=0.2)  # for good, not for the first time
    assert np.isnan(fitted([1, 2], [np.nan, 1]))


def test_there_is_nothing_to_wait_for_with_squares() -> None:
    with pytest.raises(ValueError, match="at once"):
        reach(2, 1, [1.0])


if FULL:

    @pytest.mark.parametrize(("power", "depth"), [(None, 1), (None, 2), (None, 3), (2.5, 1), (3, 1), (3, 2), (3, 3), (4, 1), (4, 2), (4, 3)])
    def test_every_exponent(power: float | None, depth: int) -> None:
        found = reach(power, depth, strengths(power, depth), [0.1])
        assert found.exponent() == pytest.approx(found.predicted, rel=0.03)


def test_the_picture_shows_the_points_on_the_line_of_the_prediction() -> None:
    from numeric_backend.plots.reaching import reach_picture

    found = reach(None, 1, [100, 300, 1000], [0.1])
    line, dots = reach_picture([found]).series
    assert dots.y == pytest.approx(np.log10(found.ratio[0]))
    assert line.y == pytest.approx(dots.y, abs=0.02)
    assert "predicted 1, fitted 1.0" in line.label
    assert reach_picture([found]).csv().startswith("curve,log10_lambda,log10_log_t\n")
