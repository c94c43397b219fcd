"""The run itself, held against another program: two of its trajectories again with SciPy's DOP853, one by one."""

from __future__ import annotations

import numpy as np

from numeric_backend.experiments.judging import Measured, judged
from numeric_backend.experiments.prediction import Observation, Prediction
from numeric_backend.experiments.scene import Scene
from numeric_backend.flows.reference import reference_flow

__all__ = ["PREDICTION"]

_FEW = 2


def _observe(scene: Scene) -> Observation:
    return judged(scene, _measure, "w against SciPy's DOP853, one trajectory at a time")


def _measure(scene: Scene) -> Measured:
    far = np.argsort(-scene.last, kind="stable")[:_FEW]
    few = [int(i) for i in far if scene.last[i] > 0]
    others = reference_flow(scene.compiled, scene.drive, scene.start, scene.run.times, few, last=scene.last)
    observed = np.where(np.isin(np.arange(scene.count), few), scene.run["w"], np.nan)
    return [(observed, others)]


PREDICTION = Prediction("other_engine", "the integration agrees with another program", "scipy.integrate", 5, _observe, control=True)
