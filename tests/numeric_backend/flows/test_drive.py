"""Schedules with their clocks, and losses that change in time."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad

from mirrorsym.maps import Pair
from numeric_backend.flows.gradient import gradient_flow
from numeric_backend.flows.pieces import Drive
from numeric_backend.flows.reference import reference_flow
from numeric_backend.flows.schedules import Schedule, read_schedule
from numeric_backend.instances import instance
from numeric_backend.losses import LeastSquares, Quadratic

TEXTS = ["0", "0.2", "0.2 until 1", "0.5 until 1, 0.1 until 2.5", "0.5*exp(-3*t)", "0.5*exp(-t) until 1, 0.25", "1 - 0.5*t until 2", "0.1 + t until 0.5",
         "1/5 until 1/2, 3/7*exp(-5/2*t)"]


@pytest.mark.parametrize("text", TEXTS)
def test_the_clock_is_the_integral(text: str) -> None:
    schedule = read_schedule(text)
    for t in (0.0, 0.3, 1.0, 1.7, 4.0):
        numeric = quad(schedule.alpha, 0, t, points=[b for b in schedule.breaks if b < t] or None, epsabs=1e-13)[0]
        assert abs(float(schedule.clock(t)) + numeric) < 1e-11
    pieces = list(Drive(((math.inf, Quadratic(np.eye(1), np.zeros((1, 1)))),), schedule).stretches(4.0))
    assert pieces[0].begin == 0.0 and pieces[-1].end == 4.0
    for piece in pieces:
        middle = 0.5 * (piece.begin + piece.end)
        assert abs(piece.alpha(np.array([middle]))[0] - schedule.alpha(middle)) < 1e-15


def test_what_a_schedule_says_of_itself() -> None:
    assert read_schedule("0.2 until 1, 0 until 3").off == 1.0 and math.isinf(read_schedule("0.1").off) and Schedule().off == 0.0
    assert read_schedule("1 - 0.5*t until 2").nonnegative and not read_schedule("1 - 0.5*t until 2.1").nonnegative
    assert not read_schedule("1 - 0.5*t").nonnegative and not read_schedule("-0.1").nonnegative and read_schedule("0.5*exp(-t)").nonnegative


@pytest.mark.parametrize("text", ["", "x", "0.2 until", "0.2 until 1, 0.3 until 0.5", "0.2, 0.3", "nan", "1e9999", "exp(-t)", "0.2; 1"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"schedule|after|before"):
        read_schedule(text)


def test_quotients_are_numbers_and_what_no_double_holds_is_refused() -> None:
    assert read_schedule("1/4 - 1/8*t until 2").spans == read_schedule("0.25 - 0.125*t until 2").spans
    for text in ("1/0", "1e999", "1 until 1e400", "1/1" + "0" * 299 + "/2"):
        with pytest.raises(ValueError, match=r"number|schedule"):
            read_schedule(text)


def test_a_loss_may_change_in_time() -> None:
    """lwla Def. 3.1; a multistep method, restarted at the changes, is the truth."""
    pair = instance(Pair(g=["u**2 - v**2", "u*v"], h="u**2 + v**2"), {})
    first, second = Quadratic(np.diag([1.0, 2.0]), np.array([[1.0], [-1.0]])), LeastSquares(np.array([[1.0, 1.0]]), np.array([[0.5]]))
    drive = Drive(((0.3, first), (0.6, second), (math.inf, first)), read_schedule("0.4 until 0.45, 0.1"))
    assert drive.breaks == (0.3, 0.45, 0.6) and drive.loss_at(0.3) is second and drive.loss_at(7.0) is first
    start, times = np.array([[1.0, 0.5], [0.5, -1.2]]), np.array([0.0, 0.25, 0.5, 1.0])
    run = gradient_flow(pair, drive, start, times)
    other = reference_flow(pair, drive, start, times, [0, 1], "LSODA", 1e-11, 1e-12)
    assert np.max(np.abs(run["w"] - other)) < 1e-7
    constant = gradient_flow(pair, Drive(((math.inf, first),), drive.schedule), start, times)
    assert np.max(np.abs(run["w"] - constant["w"])) > 1e-2


def test_a_flow_stops_where_it_has_converged() -> None:
    pair = instance(Pair(g=["u**2"], domain=["u > 0"]), {})
    drive = Drive(((math.inf, Quadratic(np.eye(1), np.array([[2.0]]))),), Schedule())
    run = gradient_flow(pair, drive, np.array([[1.0, 3.0]]), [100.0], still=1e-9)
    assert run.because == ("it has converged",) * 2
    assert np.all(np.abs(run.about["last"][0] - math.sqrt(2)) < 1e-9) and np.all(run.end < 10)
