"""w_t = psi(mu_t, a_t): the gradient flow ends where the constant combination of the fields ends (lwla Lemma 4.6, tdmf Thm 3.1)."""

from __future__ import annotations

from numeric_backend.experiments.judging import Measured, judged
from numeric_backend.experiments.prediction import Observation, Prediction, missing
from numeric_backend.experiments.scene import Scene

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    if scene.closed is None:
        return missing(scene.without_formulas)
    return judged(scene, _measure, "w along the flow against the formula of psi", formula=True)


def _measure(scene: Scene) -> Measured:
    return [(scene.run["w"], scene.over_time(scene.formulas.psi, "mu"))]


PREDICTION = Prediction("flow_map", "w_t = psi(mu_t, a_t)", "lwla Lemma 4.6", 30, _observe)
