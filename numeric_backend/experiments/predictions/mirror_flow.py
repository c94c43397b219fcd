"""The gradient flow in w is the mirror flow in x: x_t = grad Q_{a_t}(mu_t) at every time (tdmf Thm 3.1).

The formula of the derivation where there is one; else psi by its differential equation, at the last time.
"""

from __future__ import annotations

from mirrorsym.verdict import Status
from numeric_backend.experiments.judging import Measured, judged
from numeric_backend.experiments.prediction import Observation, Prediction, missing
from numeric_backend.experiments.scene import Scene

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    if scene.closed is not None:
        return judged(scene, _measure, "x along the gradient flow in w against the formula of grad Q", formula=True)
    if scene.commutes is not Status.HOLDS:
        return missing(scene.silent)
    return judged(scene, _measure, "x at the end of the gradient flow against the numeric potential")


def _measure(scene: Scene) -> Measured:
    if scene.closed is not None:
        return [(scene.run["x"], scene.over_time(scene.closed.grad_Q, "mu"))]
    return [scene.where_followed(scene.final("x"), scene.straight.x)]


PREDICTION = Prediction("mirror_flow", "x_t = grad Q_{a_t}(mu_t)", "tdmf Thm 3.1", 20, _observe)
