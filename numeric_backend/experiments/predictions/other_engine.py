"""The run itself, held against another program: two of its trajectories again with SciPy's DOP853, one by one."""

from __future__ import annotations

import numpy as np

from numeric_backend.experiments.prediction import Observation, Outcome, Prediction, compared, gaps
from numeric_backend.experiments.scene import Scene
from numeric_backend.flows.reference import reference_flow

__all__ = ["PREDICTION"]

_FEW = 2


def _observe(scene: Scene) -> Observation:
    whole = [i for i, b in enumerate(scene.run.because) if b is None][:_FEW]
    if not whole:
        return Observation(Outcome.UNDECIDED, "every trajectory ended early", tolerance=scene.tolerance)
    others = reference_flow(scene.compiled, scene.drive, scene.start, scene.run.times, whole)
    observed = np.where(np.isin(np.arange(scene.count), whole), scene.run["w"], np.nan)
    return compared(gaps(observed, others), scene.tolerance, "w against SciPy's DOP853, one trajectory at a time", scene.sound)


PREDICTION = Prediction("other_engine", "the integration agrees with another program", "scipy.integrate", 5, _observe, control=True)
