"""A third way to the same trajectory: dx = -(Hess R_a)^{-1}(grad f + alpha grad_x y) dt, a gradient flow in a moving metric (tdmf Eq. 7).

With a formula of grad R its derivatives are used; else mu is found from x by Newton's method and the derivatives are those of grad Q.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from numeric_backend.experiments.judging import Measured, judged
from numeric_backend.experiments.prediction import Observation, Prediction, missing
from numeric_backend.experiments.scene import Scene
from numeric_backend.flows.mirror import inverted
from numeric_backend.flows.riemannian import riemannian_flow
from numeric_backend.flows.solving import solved

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    closed = scene.closed
    if closed is None:
        return missing(scene.without_formulas)
    return judged(scene, _measure, "x of the flow in x alone against x of the gradient flow in w")


def _measure(scene: Scene) -> Measured:
    closed = scene.formulas
    if closed.potential.grad_R is not None:
        def geometry(x: Any, a: Any, lanes: Any, v: Any, alpha: Any) -> Any:
            mine = closed.of(lanes)
            return solved(mine.hess_R(x, a), v + alpha * mine.dgrad_R_da(x, a))
    else:
        dual = inverted(lambda mu, a, lanes: closed.of(lanes).grad_Q_inside(mu, a), lambda mu, a, lanes: closed.of(lanes).hess_Q(mu, a),
                        np.zeros((scene.compiled.N, scene.count)))

        def geometry(x: Any, a: Any, lanes: Any, v: Any, alpha: Any) -> Any:
            mine, mu = closed.of(lanes), dual(x, a, lanes)
            metric = mine.hess_Q(mu, a)
            total = metric[:, :, 0].T * v[:1]
            for j in range(1, len(v)):
                total = total + metric[:, :, j].T * v[j:j + 1]
            return total - alpha * mine.dgrad_Q_da(mu, a)

    begin = np.ascontiguousarray(scene.run["x"][:, 0])
    run = riemannian_flow(geometry, scene.drive, begin, scene.run.times, tolerance=scene.fine)
    return [(scene.until(run), run["x"])]


PREDICTION = Prediction("riemannian", "d x = -(Hess R_a)^-1 (grad f + alpha grad_x y) dt gives the same x_t", "tdmf Eq. 7", 100, _observe)
