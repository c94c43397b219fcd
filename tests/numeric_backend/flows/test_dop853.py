"""The batched integrator: order 8, agreement with other methods, ends that are told apart, and bits that no batch changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from numeric_backend.flows.dop853 import STUCK, Event, Piece, integrate

Array = NDArray[Any]


def pendulum(t: Array, y: Array, lanes: Array) -> Array:
    return np.stack([y[1], -(1.0 + 0.1 * lanes) * np.sin(y[0]) + 0.2 * np.cos(t)])


STARTS = np.stack([np.linspace(0.1, 2.5, 13), np.linspace(-1.0, 1.0, 13)])
TIMES = np.linspace(0.0, 6.0, 13)


def test_it_agrees_with_a_multistep_method() -> None:
    found = integrate([Piece(6.0, pendulum)], STARTS, TIMES, tolerance=1e-12)
    assert found.because == (None,) * 13
    for lane in (0, 6, 12):
        other = solve_ivp(lambda t, y, lane=lane: pendulum(t, y[:, None], np.array([lane]))[:, 0], (0, 6), STARTS[:, lane], "LSODA",
                          TIMES, rtol=1e-12, atol=1e-13)
        assert np.max(np.abs(other.y - found.values[:, :, lane])) < 1e-8  # its errors are larger than ours
    assert np.all(found.error < 1e-9)


def test_the_tolerance_is_followed_and_the_error_told() -> None:
    exact = np.exp(-np.sin(TIMES))
    errors = []
    for tolerance in (1e-5, 1e-8, 1e-11):
        found = integrate([Piece(6.0, lambda t, y, lanes: -y * np.cos(t))], np.ones((1, 1)), TIMES, tolerance=tolerance)
        errors.append(np.max(np.abs(found.values[0, :, 0] - exact)))
        assert errors[-1] < 30 * found.error[0] + 1e-13
        assert found.error[0] < 100 * tolerance
    assert errors[0] > 10 * errors[1] > 100 * errors[2]


def test_halving_the_step_gains_eight_orders() -> None:
    def error(step: float) -> float:
        found = integrate([Piece(step, lambda t, y, lanes: np.stack([y[1], -y[0]]))], np.array([[1.0], [0.0]]), [step], tolerance=1e300,
                          first=step)
        assert found.steps[0] == 1
        return float(abs(found.last[0, 0] - np.cos(step)) + abs(found.last[1, 0] + np.sin(step)))
    assert 2.0**8.5 < error(1.0) / error(0.5) < 2.0**10.5  # the local error is of order 9


def test_no_bit_depends_on_the_batch() -> None:
    whole = integrate([Piece(6.0, pendulum)], STARTS, TIMES)
    for size in (1, 2, 5):
        for begin in range(0, 13, size):
            part = integrate([Piece(6.0, lambda t, y, lanes, b=begin: pendulum(t, y, lanes + b))], STARTS[:, begin:begin + size], TIMES)
            assert np.array_equal(part.values, whole.values[:, :, begin:begin + size])
            assert np.array_equal(part.error, whole.error[begin:begin + size])


def test_each_end_is_told_and_the_others_go_on() -> None:
    def field(t: Array, y: Array, lanes: Array) -> Array:
        out = np.where(lanes == 1, y**2, np.where(lanes == 2, np.log(y), np.where((lanes == 3) & (t > 0.3), np.nan, -y)))
        return np.asarray(out)
    start = np.array([[1.0, 2.0, 0.5, 1.0, np.nan, 1.0, 1.0]])
    leaves = Event("out", lambda t, y, lanes: np.where(lanes == 5, y - 0.75, 1.0))
    found = integrate([Piece(1.0, field)], start, [0.25, 1.0], events=[leaves], limit=3000)
    alone = integrate([Piece(1.0, field)], start[:, :1], [0.25, 1.0])
    assert found.because[0] is None and np.array_equal(found.values[:, :, 0], alone.values[:, :, 0])
    assert found.because[1] is not None and "bounds" in found.because[1] and abs(found.end[1] - 0.5) < 1e-7
    assert found.because[2] is not None and found.end[2] < 1.0
    assert found.because[3] is not None and "edge" in found.because[3] and abs(found.end[3] - 0.3) < 1e-9
    assert found.because[4] == "it has no start" and found.steps[4] == 0
    assert found.because[5] == "out" and abs(found.end[5] - np.log(4 / 3)) < 1e-9 and found.last[0, 5] >= 0.75
    assert np.all(np.isfinite(found.values[0, 0, [0, 1, 3, 5]])) and np.all(np.isnan(found.values[0, 1, 1:6]))
    assert found.because[6] is None and abs(found.values[0, 1, 6] - np.exp(-1)) < 1e-11


def test_steps_are_bounded_for_one_trajectory_alone() -> None:
    found = integrate([Piece(1.0, lambda t, y, lanes: -np.where(lanes == 0, 1e5, 1.0) * y)], np.ones((1, 2)), [1.0], limit=50)
    assert found.because == ("it needs more than 50 steps", None)


def test_a_speed_that_jumps_to_and_fro_ends_one_trajectory_soon() -> None:
    """-sign(y) holds y at 0, where no step is short enough; one that is only stiff goes on."""
    rates = np.array([0.0, 0.0, 4e3, 0.0])

    def field(t: Array, y: Array, lanes: Array) -> Array:
        return np.where(lanes == 3, -0.3 * np.sign(y - 5.0), np.where(lanes == 2, -rates[lanes] * y, -np.sign(y)))

    found = integrate([Piece(0.25, field), Piece(2.0, field)], np.array([[0.5, -1.5, 1.0, 1.0]]), [0.25, 2.0])
    assert found.because == (STUCK, STUCK, None, None)
    assert np.allclose(found.end, [0.5, 1.5, 2.0, 2.0], atol=1e-3) and np.all(found.steps[:2] + found.rejected[:2] < 1000)
    assert np.all(abs(found.last[0, :2]) < 1e-3) and found.steps[2] > 1000 and abs(found.values[0, 1, 3] - 1.6) < 1e-12


def test_pieces_meet_at_their_ends() -> None:
    pieces = [Piece(0.5, lambda t, y, lanes: np.ones_like(y)), Piece(2.0, lambda t, y, lanes: -3.0 * np.ones_like(y))]
    found = integrate(pieces, np.zeros((1, 2)), [0.5, 1.0, 2.0])
    assert np.allclose(found.values[0, :, 0], [0.5, -1.0, -4.0], atol=1e-13)
    assert np.max(found.rejected) == 0  # a jump inside a step would be rejected many times


def test_times_are_checked() -> None:
    for times in ([1.0, 0.5], [2.0], [-0.5]):
        with pytest.raises(ValueError, match="times"):
            integrate([Piece(1.0, lambda t, y, lanes: y)], np.ones((1, 1)), times)
