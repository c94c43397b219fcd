"""The flow ends at the point with Zx = y at which R_{a_inf} is least (lwla Thm 3.8 and Cor. 4.17, tdmf Thm 3.2 and the remark after it).

The point is found without the flow, from its optimality: x = grad Q_a(Z^T nu) with Zx = y, solved for nu by Newton's method.
"""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np

from mirrorsym.verdict import Status
from numeric_backend.batched import along
from numeric_backend.experiments.judging import Measured, judged
from numeric_backend.experiments.prediction import Observation, Prediction, missing
from numeric_backend.experiments.scene import Scene
from numeric_backend.flows.gradient import gradient_flow
from numeric_backend.flows.solving import newton
from numeric_backend.losses import LeastSquares, combined

__all__ = ["PREDICTION"]

_LONG, _STEPS = 80.0, 4000


def _observe(scene: Scene) -> Observation:
    if scene.commutes is not Status.HOLDS:
        return missing(scene.silent)
    loss = scene.drive.losses[-1][1]
    if not isinstance(loss, LeastSquares):
        return missing(f"the {loss.name} loss has no labels that are its only minimizer")
    if not math.isfinite(scene.drive.schedule.off):
        return missing("the regularization is never switched off")
    rank = int(np.linalg.matrix_rank(loss.Z))
    if rank == scene.compiled.N:
        return missing("the data determine x, so that nothing is left to choose")
    return judged(scene, _measure, "the limits of converged flows against the solutions of min R_a(x) subject to Zx = y",
                  counts=np.ones(scene.count, dtype=bool))


def _measure(scene: Scene) -> Measured:
    loss = cast("LeastSquares", scene.drive.losses[-1][1])
    still = 1e-3 * scene.tolerance
    run = gradient_flow(scene.compiled, scene.drive, scene.start, [scene.drive.schedule.off + _LONG], tolerance=scene.fine,
                        still=still, limit=_STEPS)
    arrived = np.array([b == "it has converged" for b in run.because])
    last = run.about["last"][:scene.compiled.D]
    x = np.where(arrived, scene.compiled.both(last)[0], np.nan)
    a = np.full(scene.count, float(scene.drive.schedule.clock(scene.drive.schedule.off)))
    labels = np.broadcast_to(loss.labels, (len(loss.labels), scene.count))

    def point(nu: Any, lanes: Any) -> tuple[Any, Any]:
        mu = combined(loss.Z.T, nu)
        if scene.closed is not None:
            mine = scene.closed.of(lanes)
            return mine.grad_Q_inside(mu, a[lanes]), mine.hess_Q(mu, a[lanes])
        found = along(scene.compiled, np.take(scene.start, lanes, axis=1), mu, a[lanes])
        return found.x, scene.compiled.gram(found.w)

    def slope(nu: Any, lanes: Any) -> Any:
        return np.stack([loss.Z @ m @ loss.Z.T for m in point(nu, lanes)[1]])

    nu, left = newton(lambda n, lanes: combined(loss.Z, point(n, lanes)[0]), slope, labels, np.zeros(labels.shape))
    best, metric = point(nu, np.arange(scene.count))
    best = np.where(left < 1e-12, best, np.nan)
    rates = np.array([np.linalg.eigvalsh(loss.Z @ m @ loss.Z.T)[0] if np.all(np.isfinite(m)) else 0.0 for m in metric])
    quick = rates > 10 * still / scene.tolerance  # |grad f| is small only where x is close
    return [(np.where(arrived & (left < 1e-12) & quick & (run.error < 0.1 * scene.tolerance), x, np.nan), best)]


PREDICTION = Prediction("end_point", "x_t tends to the minimizer of R_{a_inf} subject to Zx = y", "lwla Cor. 4.17, tdmf Thm 3.2", 130,
                        _observe)
