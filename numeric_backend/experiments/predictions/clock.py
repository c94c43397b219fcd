"""d_a Q_a(mu) = h(psi) and d_a R_a(x) = -h(psi): what the regularizer does to the potential, and the normalization of both."""

from __future__ import annotations

from numeric_backend.experiments.judging import Measured, judged
from numeric_backend.experiments.prediction import Observation, Prediction, missing
from numeric_backend.experiments.scene import Scene

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    closed = scene.closed
    if scene.pair.h is None:
        return missing("there is no regularizer")
    if closed is None:
        return missing(scene.without_formulas)
    because = "h along the flow against the derivative of the formula of Q"
    if closed.potential.dR_da is not None:
        because += " and against d_a R"
    return judged(scene, _measure, because, formula=True)


def _measure(scene: Scene) -> Measured:
    closed, h = scene.formulas, scene.run["h"]
    found = [(h, scene.over_time(closed.dQ_da, "mu"))]
    if closed.potential.dR_da is not None:
        found.append((h, -scene.over_time(closed.dR_da, "x")))
    return found


PREDICTION = Prediction("clock", "d_a Q_a(mu_t) = h(w_t) = -d_a R_a(x_t)", "tdmf Thm 3.1", 60, _observe)
