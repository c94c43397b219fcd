"""Extrapolation against solutions that are known in closed form, and ends that are told apart."""

from __future__ import annotations

import mpmath
import pytest

from numeric_backend.extrapolation import Ended, Solution, integrate


@pytest.mark.parametrize("digits", [15, 50])
def test_a_rotation_keeps_its_digits(digits: int) -> None:
    with mpmath.workdps(digits + 22):
        found = integrate(lambda _, y: [-y[1], y[0]], [mpmath.mpf(1), mpmath.mpf(0)], digits)
        assert isinstance(found, Solution)
        assert abs(found.value[0] - mpmath.cos(1)) < mpmath.mpf(10) ** (1 - digits)
        assert abs(found.value[1] - mpmath.sin(1)) < mpmath.mpf(10) ** (1 - digits)
        assert found.error < mpmath.mpf(10) ** (1 - digits)


def test_time_may_enter() -> None:
    with mpmath.workdps(52):
        found = integrate(lambda t, y: [2 * t * y[0]], [mpmath.mpf(3)], 30)
        assert isinstance(found, Solution)
        assert abs(found.value[0] - 3 * mpmath.e) < 1e-28


def test_blow_up_and_edges_are_told_apart() -> None:
    with mpmath.workdps(42):
        blown = integrate(lambda _, y: [y[0] ** 2], [mpmath.mpf(2)], 20)  # ends at 1/2
        edge = integrate(lambda _, y: [mpmath.mpf(-1)] if y[0] > 0 else None, [mpmath.mpf(1) / 4], 20)
        assert isinstance(blown, Ended) and isinstance(edge, Ended)
        assert abs(blown.time - 0.5) < 1e-4 and "speed" in blown.because
        assert abs(edge.time - 0.25) < 1e-4 and "edge" in edge.because


def test_a_field_that_is_never_defined() -> None:
    with mpmath.workdps(42):
        found = integrate(lambda _, y: None, [mpmath.mpf(1)], 20)
        assert isinstance(found, Ended) and found.time == 0
