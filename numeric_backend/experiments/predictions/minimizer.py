"""The minimizer of R_a is where the flow of h alone goes: x(a) = g(psi(0, a)), the positional bias (tdmf Sec. 4).

Observed is the flow dw = -alpha_t grad h(w) dt, with no loss; without h it stays at x_0.
"""

from __future__ import annotations

import math

import numpy as np

from mirrorsym.verdict import Status
from numeric_backend.batched import along
from numeric_backend.experiments.prediction import Observation, Prediction, compared, gaps, missing
from numeric_backend.experiments.scene import Scene
from numeric_backend.flows.gradient import gradient_flow
from numeric_backend.flows.pieces import Drive
from numeric_backend.losses import Quadratic

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    if scene.commutes is not Status.HOLDS:
        return missing(scene.silent)
    N = scene.compiled.N
    none = Quadratic(np.zeros((N, N)), np.zeros((N, 1)))
    run = gradient_flow(scene.compiled, Drive(((math.inf, none),), scene.drive.schedule), scene.start, scene.run.times,
                        tolerance=scene.tolerance * 1e-4)
    sound = run.error < 0.1 * scene.tolerance
    if scene.closed is None:
        a = np.full(scene.count, run["a"][-1])
        by = gaps(run["x"][:, -1], along(scene.compiled, scene.start, np.zeros((N, 1)), a).x)
        return compared(by, scene.tolerance, "x along the flow of h alone against the numeric potential", sound)
    predicted = np.stack([scene.closed.minimizer(np.full(scene.count, a)) for a in run["a"]], axis=1)
    by = gaps(run["x"], predicted)
    because = "x along the flow of h alone against the formula of the minimizer"
    if scene.closed.potential.grad_R is not None:
        slope = np.stack([scene.closed.grad_R(np.ascontiguousarray(predicted[:, k]), np.full(scene.count, a))
                          for k, a in enumerate(run["a"])], axis=1)
        by = np.fmax(by, gaps(np.where(np.isfinite(run["x"]), slope, np.nan), np.zeros_like(slope)))
        because += ", and grad R there against 0"
        sound = sound & scene.steady
    return compared(by, scene.tolerance, because, sound)


PREDICTION = Prediction("minimizer", "R_a is least at g(psi(0, a))", "tdmf Sec. 4", 80, _observe)
