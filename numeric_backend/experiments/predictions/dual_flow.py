"""The mirror flow, integrated in mu alone, is the same trajectory: dmu = -grad f(x), x = grad Q_{a_t}(mu) (tdmf Eq. 8).

Where grad R has a formula the flow is run again with x from Newton's method on grad R_a(x) = mu.
"""

from __future__ import annotations

from typing import Any

from numeric_backend.experiments.judging import Measured, judged
from numeric_backend.experiments.prediction import Observation, Prediction, missing
from numeric_backend.experiments.scene import Scene
from numeric_backend.flows.mirror import inverted, mirror_flow

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    closed = scene.closed
    if closed is None:
        return missing(scene.without_formulas)
    because = "x of the mirror flow in mu against x of the gradient flow in w"
    if closed.potential.grad_R is not None:
        because += ", with x by the formula of grad Q and by Newton's method on grad R"
    return judged(scene, _measure, because)


def _measure(scene: Scene) -> Measured:
    closed, shape, times, fine = scene.formulas, (scene.compiled.N, scene.count), scene.run.times, scene.fine

    def forward(mu: Any, a: Any, lanes: Any) -> Any:
        return closed.of(lanes).grad_Q(mu, a)

    runs = [mirror_flow(forward, scene.drive, shape, times, tolerance=fine)]
    if closed.potential.grad_R is not None:
        inverse = inverted(lambda x, a, lanes: closed.of(lanes).grad_R(x, a), lambda x, a, lanes: closed.of(lanes).hess_R(x, a),
                           scene.run["x"][:, 0])
        runs.append(mirror_flow(inverse, scene.drive, shape, times, tolerance=fine))
    return [(scene.until(run), run["x"]) for run in runs]


PREDICTION = Prediction("dual_flow", "d mu = -grad f(x) dt with x = grad Q_a(mu) gives the same x_t", "tdmf Eq. 8", 90, _observe)
