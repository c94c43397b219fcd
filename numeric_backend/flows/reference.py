"""The gradient flow of single trajectories by SciPy: an independent program to hold the batched integrator against.

Main definition: `reference_flow`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.flows.gradient import Reparameterization
from numeric_backend.flows.pieces import Drive, Stretch

__all__ = ["reference_flow"]

Array = NDArray[Any]


def reference_flow(pair: Reparameterization, drive: Drive, start: Array, times: Array, lanes: Sequence[int],
                   method: str = "DOP853", rtol: float = 1e-12, atol: float = 1e-13, last: Sequence[int] | Array | None = None) -> Array:
    """w of the trajectories numbered `lanes`, (D, times, trajectories), each by `scipy.integrate.solve_ivp` for itself; NaN elsewhere.

    `last` has the place of the last time for each trajectory, by default that of all.
    """
    from scipy.integrate import solve_ivp

    out = np.full((pair.D, len(times), start.shape[1]), np.nan)
    for lane in lanes:
        who = np.array([lane])

        def field(t: float, y: Array, stretch: Stretch, who: Array = who) -> Array:
            slope = pair.field(y[:, None], lambda x: -stretch.loss.gradient(x, who), -stretch.alpha(np.array([t])))[0]
            return np.asarray(slope[:, 0])

        y, until = start[:, lane], float(times[-1 if last is None else last[lane]])
        for stretch in drive.stretches(until):
            mine = times[(times >= stretch.begin) & (times <= stretch.end)]
            found = solve_ivp(field, (stretch.begin, stretch.end), y, method, np.union1d(mine, [stretch.end]), rtol=rtol, atol=atol,
                              args=(stretch,))
            if not found.success:
                break
            out[:, np.isin(times, mine), lane] = found.y[:, np.isin(found.t, mine)]
            y = found.y[:, -1]
    return out
