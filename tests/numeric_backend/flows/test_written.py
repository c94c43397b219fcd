"""Flows of pairs as compiled programs: the numbers of the plain integrator for every loss and schedule, and its ends."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mirrorsym.expression import sym
from mirrorsym.maps import Pair
from numeric_backend.backends import machine, on_numba
from numeric_backend.batched import along, invert
from numeric_backend.experiments.targets import custom_loss
from numeric_backend.flows import written
from numeric_backend.flows.fused import refusal
from numeric_backend.flows.gradient import gradient_flow
from numeric_backend.flows.pieces import Drive
from numeric_backend.flows.schedules import read_schedule
from numeric_backend.instances import Instance, instance
from numeric_backend.instances import written as kernels
from numeric_backend.losses import Exponential, LeastSquares, Logistic, Loss, Quadratic
from numeric_backend.trajectory import Trajectories

Array = NDArray[Any]
reason = machine.reason()
pytestmark = pytest.mark.skipif(reason is not None, reason=f"backend numba: {reason}")

COUNT = 20
rng = np.random.default_rng(3)
Z, LABELS = rng.normal(size=(3, 2)), rng.normal(size=(3, COUNT))
TIMES = np.linspace(0.0, 2.0, 9)
DECAY = Pair(g=["u**2 - v**2"], h="c*(u**2 + v**2)", domain=["u > 0", "v > 0"], parameters={"c": "positive"}, copies=2)
START = rng.uniform(0.3, 1.2, (4, COUNT))
LOSSES: list[Loss] = [
    LeastSquares(Z, LABELS), Logistic(Z, np.sign(LABELS)), Exponential(Z, np.sign(LABELS[:, :1])), Quadratic(np.eye(2) + 0.2, LABELS[:2]),
    Quadratic(np.diag([1.0, 3.0]), LABELS[:2, :1]), custom_loss((sym("x1") - 2) ** 2 * (sym("x2") ** 2 + 1), 2)]


def both(pair: Pair) -> tuple[Instance, Instance]:
    values = dict.fromkeys(pair.M.parameter_names, 0.75)
    plain = instance(pair, values)
    return replace(plain, written=kernels(pair, values)), plain  # kernels compiled by Numba are tested elsewhere, and take their time


@pytest.fixture(scope="module")
def decay() -> tuple[Instance, Instance]:
    return both(DECAY)


def same(ours: Trajectories, theirs: Trajectories, gap: float = 1e-12) -> None:
    assert ours.because == theirs.because
    assert np.allclose(ours.end, theirs.end, atol=1e-9)
    for name in ("w", "x", "mu", "h", "loss", "a"):
        assert np.allclose(ours[name], theirs[name], rtol=gap, atol=gap, equal_nan=True), name


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.name)
def test_every_loss_has_the_same_flow(loss: Loss, decay: tuple[Instance, Instance], monkeypatch: pytest.MonkeyPatch) -> None:
    drive = Drive(((math.inf, loss),), read_schedule("0.5*exp(-3*t) until 1, 0.3 - 0.1*t until 1.5"))
    theirs = gradient_flow(decay[1], drive, START, TIMES)
    monkeypatch.setattr("numeric_backend.flows.gradient.integrate", None)  # so that ours is the compiled one for certain
    same(gradient_flow(decay[0], drive, START, TIMES), theirs)


def test_a_flow_that_settles_ends_at_the_same_time(decay: tuple[Instance, Instance]) -> None:
    drive = Drive(((math.inf, LOSSES[3]),), read_schedule("0.2 until 1"))
    ours, theirs = (gradient_flow(each, drive, START, [0.5, 30.0], still=1e-3) for each in decay)
    same(ours, theirs, 1e-9)
    assert set(ours.because) >= {"it has converged"} and np.all(ours.end > 1.0)


def test_what_leaves_m_or_blows_up_ends_alike() -> None:
    up = Drive(((math.inf, Quadratic(np.eye(1), np.array([[30.0]]))),), read_schedule("0"))
    out = both(Pair(g=["u + v"], domain=["u > 0"]))
    down = Drive(((math.inf, Quadratic(np.eye(1), np.array([[-30.0]]))),), read_schedule("0"))
    same(*(gradient_flow(each, down, START[:2], TIMES) for each in out))
    same(*(gradient_flow(each, up, START[:2], TIMES) for each in out))
    assert set(gradient_flow(out[0], down, START[:2], TIMES).because) == {"it leaves M"}
    wild = both(Pair(g=["1/u"], domain=["u > 0"]))
    same(*(gradient_flow(each, up, START[:1], [0.01], tolerance=1e-11) for each in wild), gap=1e-9)


def test_a_loss_that_changes_in_time(decay: tuple[Instance, Instance]) -> None:
    drive = Drive(((0.7, LOSSES[3]), (1.2, LOSSES[0]), (math.inf, LOSSES[4])), read_schedule("0.2 until 1"))
    same(*(gradient_flow(each, drive, START, TIMES, still=1e-9) for each in decay))


def test_the_flow_of_numba_is_the_compiled_one() -> None:
    assert instance(Pair(g=["u**2"]), {}).written is None
    if on_numba.available() is None:
        assert instance(Pair(g=["u**2"]), {}, "numba").written is not None


def test_no_bit_depends_on_the_batch(decay: tuple[Instance, Instance]) -> None:
    drive = Drive(((math.inf, Quadratic(np.eye(2), np.ones((2, 1)))),), read_schedule("0.2 until 1"))
    whole = gradient_flow(decay[0], drive, START, TIMES)
    for part in (slice(0, 1), slice(2, 7), slice(9, 20)):
        alone = gradient_flow(decay[0], drive, START[:, part], TIMES)
        assert alone["w"].tobytes() == np.ascontiguousarray(whole["w"][:, :, part]).tobytes()


def test_the_curve_of_a_potential_and_its_inverse(decay: tuple[Instance, Instance]) -> None:
    mu, a = rng.normal(scale=0.4, size=(2, COUNT)), -rng.uniform(0, 0.5, COUNT)
    ours, theirs = (along(each, START, mu, a) for each in decay)
    for name in ("w", "x", "h", "Q"):
        assert np.allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-12, atol=1e-12)
    back = invert(decay[0], START, ours.x, a)
    assert np.max(np.abs(back.mu - mu)) < 1e-11 and np.allclose(back.R, np.sum(mu * ours.x, axis=0) - ours.Q, atol=1e-11)


def test_what_cannot_be_compiled_runs_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """A special function, a loss without a formula, and a program that is too long."""
    pair = both(Pair(g=["LambertW(u)"], domain=["u > 0"]))
    drive = Drive(((math.inf, Quadratic(np.eye(1), np.ones((1, 1)))),), read_schedule("0"))
    parts = written.flow_parts(pair[0].written, drive, 1.0, np.ones((1, COUNT)), "out")  # type: ignore[arg-type]
    assert parts is not None and refusal(parts) == "it has no LambertW"
    same(*(gradient_flow(each, drive, START[:1], TIMES) for each in pair))
    monkeypatch.setattr(written, "_LARGEST", 3)
    assert written.flow_parts(pair[0].written, drive, 1.0, np.ones((1, COUNT)), "out") is None  # type: ignore[arg-type]
