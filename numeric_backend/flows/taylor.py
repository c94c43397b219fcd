"""Flows of kernels by heyoka's Taylor method: an optional engine, and a cross-check that shares no code with the integrators here.

Main definition: `integrate_taylor`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.flows.system import Part, System

__all__ = ["integrate_taylor"]

Array = NDArray[Any]


def integrate_taylor(parts: Sequence[Part], start: Array, times: Sequence[float] | Array, *, tolerance: float = 1e-15) -> Array:
    """The values (rows, times, trajectories) from the columns of `start` at time 0; NaN where heyoka gives up.

    Events are not looked for.  ValueError where heyoka is not there, and for a kernel that it cannot write.
    """
    from numeric_backend.backends.on_heyoka import available

    why = available()
    if why is not None:
        raise ValueError(why)
    import heyoka

    marks = np.array(times, dtype=np.float64)
    rows, count = start.shape
    width = min(count, heyoka.recommended_simd_size())
    out = np.full((rows, len(marks), count), np.nan)
    out[:, marks == 0.0] = start[:, None]
    state, begin = np.array(start, dtype=np.float64), 0.0
    for part in parts:
        if part.end <= begin or begin >= marks[-1]:
            continue
        engine = _engine(part.system, part, width, tolerance)
        wanted = np.flatnonzero((marks > begin) & (marks <= part.end))
        stop = min(part.end, float(marks[-1]))
        for first in range(0, count, width):
            who = np.minimum(np.arange(first, first + width), count - 1)  # the last ones again, to fill up
            engine.set_time(begin)
            engine.state[:] = state[:, who]
            engine.pars[:part.system.own] = part.own[:, who]
            for k in (*wanted, None):
                engine.propagate_until(stop if k is None else float(marks[k]))
                fine = [outcome[0] == heyoka.taylor_outcome.time_limit for outcome in engine.propagate_res]
                values = np.where(fine, engine.state, np.nan)
                if k is None:
                    state[:, who] = values
                else:
                    out[:, k, who] = values
        begin = part.end
    return out


def _engine(system: System, part: Part, width: int, tolerance: float) -> Any:
    import heyoka

    from numeric_backend.backends.on_heyoka import expressions

    y = [heyoka.expression(f"y{i}") for i in range(system.rows)]
    shared = [heyoka.expression(float(v)) for v in part.shared]
    right = expressions(system.field, [heyoka.time, *y, *(heyoka.par[i] for i in range(system.own)), *shared])
    return heyoka.taylor_adaptive_batch(list(zip(y, right, strict=True)), np.zeros((system.rows, width)), tol=tolerance,
                                        pars=np.zeros((system.own, width)))
