"""The minimizer of R_a is where the flow of h alone goes: x(a) = g(psi(0, a)), the positional bias (tdmf Sec. 4).

Observed is the flow dw = -alpha_t grad h(w) dt, with no loss; without h it stays at x_0.
"""

from __future__ import annotations

import math

import numpy as np

from mirrorsym.verdict import Status
from numeric_backend.batched import along
from numeric_backend.experiments.judging import Measured, judged
from numeric_backend.experiments.prediction import Observation, Prediction, missing
from numeric_backend.experiments.scene import Scene
from numeric_backend.flows.gradient import gradient_flow
from numeric_backend.flows.pieces import Drive
from numeric_backend.losses import Quadratic

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    if scene.commutes is not Status.HOLDS:
        return missing(scene.silent)
    because = "x along the flow of h alone against the numeric potential"
    if scene.closed is not None:
        because = "x along the flow of h alone against the formula of the minimizer"
        because += "" if scene.closed.potential.grad_R is None else ", and grad R there against 0"
    return judged(scene, _measure, because, formula=scene.closed is not None, counts=np.ones(scene.count, dtype=bool))


def _measure(scene: Scene) -> Measured:
    N = scene.compiled.N
    none = Quadratic(np.zeros((N, N)), np.zeros((N, 1)))
    run = gradient_flow(scene.compiled, Drive(((math.inf, none),), scene.drive.schedule), scene.start, scene.run.times,
                        tolerance=scene.fine)
    if scene.closed is None:
        a = np.full(scene.count, run["a"][-1])
        return [scene.where_followed(run["x"][:, -1], along(scene.compiled, scene.start, np.zeros((N, 1)), a, scene.path).x)]
    predicted = np.stack([scene.closed.minimizer(np.full(scene.count, a)) for a in run["a"]], axis=1)
    found = [(run["x"], predicted)]
    if scene.closed.potential.grad_R is not None:
        slope = np.stack([scene.closed.grad_R(np.ascontiguousarray(predicted[:, k]), np.full(scene.count, a))
                          for k, a in enumerate(run["a"])], axis=1)
        found.append((np.where(np.isfinite(run["x"]), 0.0, np.nan), slope))
    return found


PREDICTION = Prediction("minimizer", "R_a is least at g(psi(0, a))", "tdmf Sec. 4", 80, _observe)
