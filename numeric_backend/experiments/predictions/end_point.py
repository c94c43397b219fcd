"""The flow ends where f is least and R_{a_inf} least among such points (lwla Thm 3.8 and Cor. 4.17, tdmf Thm 3.2 and the remark after it).

Where f is least exactly on Zx = z (least squares; convex quadratics; logistic and exponential losses on data that cannot be separated) the
flow moves mu along Z^T, so that a limit with Zx = z is the solution of min R_a(x) - <mu_1, x> subject to Zx = z, with mu_1 = 0 unless
other losses came before the last one: then mu_1 is where they left mu.  The point is found without the flow, from its optimality:
x = grad Q_a(mu_1 + Z^T nu) with Zx = z, solved for nu by Newton's method.
"""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np

from mirrorsym.verdict import Status
from numeric_backend.batched import along
from numeric_backend.experiments.judging import Measured, judged
from numeric_backend.experiments.prediction import Observation, Outcome, Prediction, missing
from numeric_backend.experiments.scene import Scene
from numeric_backend.flows.gradient import gradient_flow
from numeric_backend.flows.solving import newton, solved
from numeric_backend.losses import combined

__all__ = ["PREDICTION"]

Array = Any
_LONG, _STEPS = 80.0, 4000


def _observe(scene: Scene) -> Observation:
    if scene.commutes is not Status.HOLDS:
        return missing(scene.silent)
    goal = scene.drive.losses[-1][1].goal(scene.count)
    if isinstance(goal, str):
        return missing(goal)
    if not math.isfinite(scene.drive.schedule.settled):
        return missing("the regularization is never switched off")
    because = "the limits of converged flows against the solutions of min R_a(x) subject to Zx = y"
    if len(goal[0]) == scene.compiled.N:
        because = "the limits of converged flows against the only point with Zx = y"
    elif scene.drive.switched > 0:
        because += ", tilted by what the losses before did to mu"
    found = judged(scene, _measure, because, counts=np.ones(scene.count, dtype=bool))
    if found.gap is None and found.outcome is Outcome.UNDECIDED:
        return Observation(Outcome.UNDECIDED, "no flow was seen to converge", tolerance=scene.tolerance)
    return found


def _measure(scene: Scene) -> Measured:
    drive, count = scene.drive, scene.count
    Z, z = cast("tuple[Array, Array]", drive.losses[-1][1].goal(count))
    settled = max(drive.schedule.settled, drive.switched)
    marks = [*([drive.switched] if drive.switched > 0 else []), settled + _LONG]
    run = gradient_flow(scene.compiled, drive, scene.start, marks, tolerance=scene.fine, still=1e-2 * scene.tolerance, limit=_STEPS)
    arrived = np.array([b == "it has converged" for b in run.because])
    x = np.where(arrived, scene.compiled.both(run.about["last"][:scene.compiled.D])[0], np.nan)
    before = run["mu"][:, 0] if drive.switched > 0 else np.zeros((scene.compiled.N, count))
    ends = run.about["last"][scene.compiled.D:]
    a = np.full(count, float(drive.schedule.clock(drive.schedule.settled)))

    def point(nu: Array, lanes: Array) -> tuple[Array, Array]:
        mu = np.take(before, lanes, axis=1) + combined(Z.T, nu)
        if scene.closed is not None:
            mine = scene.closed.of(lanes)
            return mine.grad_Q_inside(mu, a[lanes]), mine.hess_Q(mu, a[lanes])
        found = along(scene.compiled, np.take(scene.start, lanes, axis=1), mu, a[lanes], scene.path)
        return found.x, scene.compiled.gram(found.w)

    def slope(nu: Array, lanes: Array) -> Array:
        return np.stack([Z @ m @ Z.T for m in point(nu, lanes)[1]])

    def value(nu: Array, lanes: Array) -> Array:
        return combined(Z, point(nu, lanes)[0])

    sought = np.where(np.isfinite(z), z, 0.0)
    nu, left = newton(value, slope, sought, np.zeros(z.shape))
    near = np.linalg.lstsq(Z.T, np.nan_to_num(ends - before), rcond=None)[0]  # the solution is unique: a better first guess finds no other
    again, rest = newton(value, slope, sought, near)
    nu, left = np.where(left < 1e-12, nu, again), np.where(left < 1e-12, left, rest)
    best, metric = point(nu, np.arange(count))
    good = arrived & (left < 1e-12) & np.all(np.isfinite(z), axis=0) & np.all(np.isfinite(best), axis=0)
    with np.errstate(all="ignore"):  # how far the flow still has to go, to first order
        rest_of_way = solved(slope(nu, np.arange(count)), combined(Z, x) - sought)
        away = np.max(np.abs(np.stack([m @ Z.T @ r for m, r in zip(metric, rest_of_way.T, strict=True)], axis=1)), axis=0)
    scale = np.maximum(1.0, np.max(np.abs(np.nan_to_num(best)), axis=0))
    return [(np.where(good & (away < 0.1 * scene.tolerance * scale), x, np.nan), best)]


PREDICTION = Prediction("end_point", "x_t tends to the minimizer of R_{a_inf} subject to Zx = y", "lwla Cor. 4.17, tdmf Thm 3.2", 130,
                        _observe)
