"""mu_t = grad R_{a_t}(x_t): the primal potential gives back the dual state (tdmf Def. 3.1, Thm 3.1).

Where the derivation has no formula of grad R, the inverse of grad Q by Newton's method, at the last time.
"""

from __future__ import annotations

import numpy as np

from numeric_backend.experiments.judging import Measured, judged
from numeric_backend.experiments.prediction import Observation, Prediction, missing
from numeric_backend.experiments.scene import Scene
from numeric_backend.flows.solving import newton

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    closed = scene.closed
    if closed is None:
        return missing(scene.without_formulas)
    if closed.potential.grad_R is not None:
        return judged(scene, _measure, "mu along the flow against the formula of grad R at x", formula=True)
    return judged(scene, _measure, "mu at the end of the flow against the solution of grad Q_a(mu) = x")


def _measure(scene: Scene) -> Measured:
    closed = scene.formulas
    if closed.potential.grad_R is not None:
        return [(scene.run["mu"], scene.over_time(closed.grad_R, "x"))]
    mu, x, a = scene.final("mu"), scene.final("x"), scene.final("a")
    found, left = newton(lambda m, lanes: closed.of(lanes).grad_Q_inside(m, a[lanes]),
                         lambda m, lanes: closed.of(lanes).hess_Q(m, a[lanes]), x, np.zeros_like(mu))
    again, rest = newton(lambda m, lanes: closed.of(lanes).grad_Q_inside(m, a[lanes]),
                         lambda m, lanes: closed.of(lanes).hess_Q(m, a[lanes]), x, 1.001 * mu + 1e-3)  # a slice without mu = 0
    found, left = np.where(left < 1e-9, found, again), np.where(left < 1e-9, left, rest)
    return [(np.where(left < 1e-9, mu, np.nan), found)]


PREDICTION = Prediction("inverse", "mu_t = grad R_{a_t}(x_t)", "tdmf Thm 3.1", 40, _observe)
