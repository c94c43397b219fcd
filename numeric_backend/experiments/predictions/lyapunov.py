"""W_t = R_{a_inf}(x*) - R_{a_t}(x_t) - <grad R_{a_t}(x_t), x* - x_t> does not increase (tdmf Thm 3.2, proof).

Since R_a(x) + Q_a(mu) = <x, mu>, W_t is Q_{a_t}(mu_t) - <mu_t, x*> up to a constant.  dW = -alpha h dt + <grad f(x), x* - x> dt, so
it falls where alpha >= 0, h >= 0 along the flow (R_a contracting) and f is convex with the minimizer x*.  Where h is negative somewhere,
h plus a constant is taken: R_a changes by a function of a, and the dynamics do not.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from mirrorsym.verdict import Status
from numeric_backend.batched import along
from numeric_backend.experiments.judging import Measured, judged
from numeric_backend.experiments.prediction import Observation, Prediction, missing
from numeric_backend.experiments.scene import Scene

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    if scene.commutes is not Status.HOLDS:
        return missing(scene.silent)
    loss = scene.drive.losses[-1][1]
    if not scene.drive.schedule.nonnegative:
        return missing("alpha_t is negative somewhere")
    goal = loss.goal(scene.count)
    if not loss.convex or isinstance(goal, str):
        return missing(f"no minimizer of the {loss.name} loss is known")
    because = "the largest rise of W from one time to the next"
    if scene.pair.h is not None and np.nanmin(scene.run["h"]) < 0:
        because += ", with h + c in place of h, which is positive along these flows"
    return judged(scene, _measure, because)


def _measure(scene: Scene) -> Measured:
    Z, z = cast("tuple[Any, Any]", scene.drive.losses[-1][1].goal(scene.count))
    goal = np.linalg.pinv(Z) @ z  # a minimizer of f
    h, mu, a = scene.run["h"], scene.run["mu"], scene.run["a"]
    shift = np.maximum(0.0, -np.min(np.where(np.isfinite(h), h, 0.0), axis=0))  # of each trajectory its own
    Q = (scene.over_time(scene.closed.Q, "mu") if scene.closed is not None else
         np.stack([along(scene.compiled, scene.start, np.nan_to_num(mu[:, k]), np.full(scene.count, a[k]), scene.path).Q
                   for k in range(len(a))]))
    W = Q + shift * a[:, None]
    for i in range(len(mu)):
        W = W - mu[i] * goal[i]
    W = np.where(np.isfinite(h) & (scene.run.times >= scene.drive.switched)[:, None], W, np.nan)
    return [(np.minimum(0.0, W[:-1] - W[1:]) / np.maximum(1.0, np.abs(W[:-1])), np.zeros_like(W[1:]))]  # what rises is below 0


PREDICTION = Prediction("lyapunov", "W_t = Q_a(mu_t) - <mu_t, x*> + const does not increase", "tdmf Thm 3.2", 120, _observe)
