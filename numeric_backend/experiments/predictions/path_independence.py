"""psi(mu, a) does not depend on the path to (mu, a) where the pair commutes, and does where a bracket is not zero.

Source: lwla Lemma 4.3 and 4.6, tdmf Thm 3.1.  Compared are the end of training, the straight path, one coordinate after the other with h
last, and the reverse.
"""

from __future__ import annotations

import numpy as np

from mirrorsym.verdict import Status
from numeric_backend.batched import psi
from numeric_backend.experiments.prediction import Observation, Outcome, Prediction, compared, gaps
from numeric_backend.experiments.scene import Scene

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    mu, a = scene.final("mu"), scene.final("a")
    mu, a = np.where(np.isfinite(mu), mu, 0.0), np.where(np.isfinite(a), a, 0.0)
    n, zero = len(scene.pair.g), np.zeros(scene.count)
    legs = [(np.where(np.arange(len(mu))[:, None] % n == i, mu, 0.0), zero) for i in range(n)]
    if scene.pair.h is not None:
        legs.append((np.zeros_like(mu), a))
    straight = scene.straight.w
    ends = [scene.final("w")]
    if len(legs) > 1:
        ends += [psi(scene.compiled, scene.start, order) for order in (legs, legs[::-1])]
    by = gaps(np.stack(ends), np.where(np.isfinite(straight), straight, np.nan)[None])
    by = np.where(np.all(np.isfinite(straight), axis=0), by, np.nan)
    if scene.commutes is Status.HOLDS:
        return compared(by, scene.tolerance, "training and every order of the flows end at the same w", scene.sound)
    found = compared(by, scene.tolerance, "", scene.sound)
    if found.gap is None:
        return found
    if scene.commutes is Status.FAILS:
        if found.gap > scene.tolerance:
            because = "as a nonzero bracket predicts, different orders of the same flows end at different w"
            return Observation(Outcome.AGREES, because, found.gap, scene.tolerance, found.compared, found.worst, by)
        because = "a bracket is not zero on M, but from these starts no order of the flows made a difference"
        return Observation(Outcome.UNDECIDED, because, found.gap, scene.tolerance, found.compared, found.worst, by)
    because = f"nothing is predicted ({scene.silent}); this is the spread that was seen"
    return Observation(Outcome.NOT_APPLICABLE, because, found.gap, scene.tolerance, found.compared, found.worst, by)


PREDICTION = Prediction("path_independence", "psi(mu, a) does not depend on the path", "lwla Lemma 4.6", 10, _observe)
