"""The run itself, held against another program: two of its trajectories again with SciPy's DOP853, one by one."""

from __future__ import annotations

from typing import Any

import numpy as np

from numeric_backend.experiments.prediction import Observation, Outcome, Prediction, compared, gaps
from numeric_backend.experiments.scene import Scene
from numeric_backend.flows.pieces import Stretch

__all__ = ["PREDICTION"]

_FEW = 2


def _observe(scene: Scene) -> Observation:
    from scipy.integrate import solve_ivp

    whole = [i for i, b in enumerate(scene.run.because) if b is None][:_FEW]
    if not whole:
        return Observation(Outcome.UNDECIDED, "every trajectory ended early", tolerance=scene.tolerance)
    pair, D, times = scene.compiled, scene.compiled.D, scene.run.times
    others = np.full((D, len(times), scene.count), np.nan)
    for lane in whole:
        who = np.array([lane])

        def field(t: float, y: Any, stretch: Stretch, who: Any = who) -> Any:
            return pair.field(y[:, None], lambda x: -stretch.loss.gradient(x, who), -stretch.alpha(np.array([t])))[0][:, 0]

        y = scene.start[:, lane]
        for stretch in scene.drive.stretches(float(times[-1])):
            mine = times[(times >= stretch.begin) & (times <= stretch.end)]
            found = solve_ivp(field, (stretch.begin, stretch.end), y, "DOP853", np.union1d(mine, [stretch.end]), rtol=1e-12, atol=1e-13,
                              args=(stretch,))
            if not found.success:
                break
            others[:, np.isin(times, mine), lane] = found.y[:, np.isin(found.t, mine)]
            y = found.y[:, -1]
    observed = np.where(np.isin(np.arange(scene.count), whole), scene.run["w"], np.nan)
    return compared(gaps(observed, others), scene.tolerance, "w against SciPy's DOP853, one trajectory at a time", scene.sound)


PREDICTION = Prediction("other_engine", "the integration agrees with another program", "scipy.integrate", 5, _observe, control=True)
