"""The Riemannian form in x: dx = -(Hess R_a(x))^{-1} (grad f(x) + alpha_t grad_x y_t) dt, with y = h at x (tdmf Eq. 7).

Since y = -d_a R_a(x), the last gradient is -d_a grad R_a(x).  Neither w nor mu occurs: a third way to the same trajectory.

Main definition: `riemannian_flow`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.flows.dop853 import Piece, integrate
from numeric_backend.flows.pieces import Drive, Stretch
from numeric_backend.trajectory import Named, Trajectories

__all__ = ["riemannian_flow"]

Array = NDArray[Any]
#: (x, a, lanes, v, alpha) to (Hess R_a(x))^{-1} (v + alpha*d_a grad R_a(x))
Geometry = Callable[[Array, Array, Array, Array, Array], Array]


def riemannian_flow(geometry: Geometry, drive: Drive, start: Array, times: Sequence[float] | Array, *, tolerance: float = 1e-13,
                    limit: int = 20_000) -> Trajectories:
    """The flow from the columns x of `start`: arrays x and a."""
    marks = np.asarray(times, dtype=np.float64)

    def piece(stretch: Stretch) -> Piece:
        def field(t: Array, x: Array, lanes: Array) -> Array:
            return geometry(x, drive.schedule.clock(t), lanes, -stretch.loss.gradient(x, lanes), stretch.alpha(t))
        return Piece(stretch.end, field)

    found = integrate([piece(s) for s in drive.stretches(float(marks[-1]))], start, marks, tolerance=tolerance, limit=limit)
    arrays = {"x": Named(("x", "time", "trajectory"), found.values), "a": Named(("time",), np.asarray(drive.schedule.clock(marks)))}
    return Trajectories(marks, arrays, found.end, found.because, found.error, {"steps": found.steps, "rejected": found.rejected})
