"""d_a Q_a(mu) = h(psi) and d_a R_a(x) = -h(psi): what the regularizer does to the potential, and the normalization of both."""

from __future__ import annotations

import numpy as np

from numeric_backend.experiments.prediction import Observation, Prediction, compared, gaps, missing
from numeric_backend.experiments.scene import Scene

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    closed = scene.closed
    if scene.pair.h is None:
        return missing("there is no regularizer")
    if closed is None:
        return missing(scene.without_formulas)
    by = gaps(scene.run["h"], scene.over_time(closed.dQ_da, "mu"))
    because, sound = "h along the flow against the derivative of the formula of Q", scene.sound
    if closed.potential.dR_da is not None:
        by = np.fmax(by, gaps(scene.run["h"], -scene.over_time(closed.dR_da, "x")))
        because += " and against d_a R"
        sound = sound & scene.steady
    return compared(by, scene.tolerance, because, sound)


PREDICTION = Prediction("clock", "d_a Q_a(mu_t) = h(w_t) = -d_a R_a(x_t)", "tdmf Thm 3.1", 60, _observe)
