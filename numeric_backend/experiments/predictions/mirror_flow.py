"""The gradient flow in w is the mirror flow in x: x_t = grad Q_{a_t}(mu_t) at every time (tdmf Thm 3.1).

The formula of the derivation where there is one; else psi by its differential equation, at the last time.
"""

from __future__ import annotations

from mirrorsym.verdict import Status
from numeric_backend.experiments.prediction import Observation, Prediction, compared, gaps, missing
from numeric_backend.experiments.scene import Scene

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    if scene.closed is not None:
        by = gaps(scene.run["x"], scene.over_time(scene.closed.grad_Q, "mu"))
        return compared(by, scene.tolerance, "x along the gradient flow in w against the formula of grad Q", scene.sound)
    if scene.commutes is not Status.HOLDS:
        return missing(scene.silent)
    by = gaps(scene.final("x"), scene.straight.x)
    return compared(by, scene.tolerance, "x at the end of the gradient flow against the numeric potential", scene.sound)


PREDICTION = Prediction("mirror_flow", "x_t = grad Q_{a_t}(mu_t)", "tdmf Thm 3.1", 20, _observe)
