"""Q_a and R_a are a Legendre pair: Q is the integral that defines it, R + Q = <x, mu>, and their gradients are x and mu.

Q is held against int_0^1 <mu, g(psi)> + a h(psi) ds along the straight path, up to the constant Q_0(0) of the formula (lwla Lemma 4.7).
"""

from __future__ import annotations

import numpy as np

from numeric_backend.experiments.judging import Measured, judged
from numeric_backend.experiments.prediction import Observation, Prediction, missing
from numeric_backend.experiments.scene import Scene

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    closed = scene.closed
    if closed is None:
        return missing(scene.without_formulas)
    because = "Q against its integral, the derivative of Q against x"
    if closed.potential.R is not None:
        because += ", R + Q against <x, mu>, the derivative of R against mu"
    return judged(scene, _measure, because, formula=True)


def _measure(scene: Scene) -> Measured:
    closed = scene.formulas
    mu, x, a = scene.final("mu"), scene.final("x"), scene.final("a")
    Q = closed.Q(mu, a)
    rest = closed.Q(np.zeros_like(mu), np.zeros(scene.count))
    found = [(scene.straight.Q, Q - rest), (scene.run["x"], scene.over_time(closed.grad_Q_by_Q, "mu"))]
    if closed.potential.R is not None:
        R = closed.R(x, a)
        pairing = x[0] * mu[0]
        for i in range(1, len(x)):
            pairing = pairing + x[i] * mu[i]
        found += [(pairing, R + Q), (scene.run["mu"], scene.over_time(closed.grad_R_by_R, "x"))]
    return found


PREDICTION = Prediction("legendre_pair", "R_a(x_t) + Q_a(mu_t) = <x_t, mu_t>, with gradients mu_t and x_t", "lwla Lemma 4.7", 70, _observe)
