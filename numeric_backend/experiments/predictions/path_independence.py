"""psi(mu, a) does not depend on the path to (mu, a) where the pair commutes, and does where a bracket is not zero.

Source: lwla Lemma 4.3 and 4.6, tdmf Thm 3.1.  Compared are the end of training, the straight path, one coordinate after the other with h
last, and the reverse.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mirrorsym.verdict import Status
from numeric_backend.batched import psi
from numeric_backend.experiments.judging import Measured, judged
from numeric_backend.experiments.prediction import Observation, Outcome, Prediction
from numeric_backend.experiments.scene import Scene

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    found = judged(scene, _measure, "training and every order of the flows end at the same w")
    if scene.commutes is Status.HOLDS or found.gap is None:
        return found
    if scene.commutes is Status.FAILS:
        if found.outcome is Outcome.DISAGREES:
            return replace(found, outcome=Outcome.AGREES,
                           because="as a nonzero bracket predicts, different orders of the same flows end at different w")
        return replace(found, outcome=Outcome.UNDECIDED,
                       because="a bracket is not zero on M, but from these starts no order of the flows made a difference")
    return replace(found, outcome=Outcome.NOT_APPLICABLE,
                   because=f"nothing is predicted ({scene.silent}); this is the spread that was seen")


def _measure(scene: Scene) -> Measured:
    mu, a = scene.final("mu"), scene.final("a")
    mu, a = np.where(np.isfinite(mu), mu, 0.0), np.where(np.isfinite(a), a, 0.0)
    n, zero = len(scene.pair.g), np.zeros(scene.count)
    legs = [(np.where(np.arange(len(mu))[:, None] % n == i, mu, 0.0), zero) for i in range(n)]
    if scene.pair.h is not None:
        legs.append((np.zeros_like(mu), a))
    ends = [scene.final("w")]
    if len(legs) > 1:
        ends += [psi(scene.compiled, scene.start, order, scene.path) for order in (legs, legs[::-1])]
    return [scene.where_followed(end, scene.straight.w) for end in ends]


PREDICTION = Prediction("path_independence", "psi(mu, a) does not depend on the path", "lwla Lemma 4.6", 10, _observe)
