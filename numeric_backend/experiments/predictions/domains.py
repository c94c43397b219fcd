"""(mu_t, a_t) and (x_t, a_t) stay in the domains that were derived for Q and R while the flow stays in M."""

from __future__ import annotations

import numpy as np

from numeric_backend.experiments.prediction import Observation, Outcome, Prediction, missing
from numeric_backend.experiments.scene import Scene

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    closed = scene.closed
    if closed is None:
        return missing(scene.without_formulas)
    if not closed.potential.dual_domain and not closed.potential.primal_domain:
        return missing("the domains are everything")
    alive = scene.alive
    inside = scene.over_time(closed.dual_domain, "mu")
    if closed.potential.primal_domain is not None:
        inside = inside & scene.over_time(closed.primal_domain, "x")
    outside = np.any(alive & ~inside, axis=0)
    count = int(np.sum(np.any(alive, axis=0)))
    if np.any(outside):
        because = f"{int(np.sum(outside))} trajectories leave the derived domain while they are still in M"
        return Observation(Outcome.DISAGREES, because, compared=count, worst=int(np.argmax(outside)))
    return Observation(Outcome.AGREES, "no trajectory in M was seen outside the derived domains", compared=count)


PREDICTION = Prediction("domains", "(mu_t, a_t) and (x_t, a_t) stay in the derived domains", "lwla Lemma 4.7", 110, _observe)
