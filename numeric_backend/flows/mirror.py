"""Mirror flow in mu: dmu = -grad f(x) dt with x = grad Q_{a_t}(mu): n rows instead of D, and no w.

x comes from a formula of grad Q, or, where only grad R is known, from Newton's method on grad R_a(x) = mu that starts at the last x of the
same trajectory.  Source: tdmf Eq. 8 and 9, lwla Def. 3.4.

Main definitions: `mirror_flow`, `inverted`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.flows.dop853 import Piece, integrate
from numeric_backend.flows.pieces import Drive, Stretch
from numeric_backend.flows.solving import newton
from numeric_backend.trajectory import Named, Trajectories

__all__ = ["inverted", "mirror_flow"]

Array = NDArray[Any]
#: (mu, a, lanes) to x, or (x, a, lanes) to mu: columns are trajectories, `lanes` their numbers
Map = Callable[[Array, Array, Array], Array]


def mirror_flow(grad_Q: Map, drive: Drive, shape: tuple[int, int], times: Sequence[float] | Array, *, tolerance: float = 1e-13,
                limit: int = 20_000) -> Trajectories:
    """The mirror flow from mu = 0, of `shape` (coordinates, trajectories): arrays mu, x and a."""
    marks = np.asarray(times, dtype=np.float64)

    def piece(stretch: Stretch) -> Piece:
        def field(t: Array, mu: Array, lanes: Array) -> Array:
            return -stretch.loss.gradient(grad_Q(mu, drive.schedule.clock(t), lanes), lanes)
        return Piece(stretch.end, field)

    found = integrate([piece(s) for s in drive.stretches(float(marks[-1]))], np.zeros(shape), marks, tolerance=tolerance, limit=limit)
    a = np.asarray(drive.schedule.clock(marks))
    lanes = np.arange(shape[1])
    with np.errstate(all="ignore"):
        x = np.stack([grad_Q(np.ascontiguousarray(found.values[:, k]), np.full(shape[1], a[k]), lanes) for k in range(len(marks))], axis=1)
    arrays = {"mu": Named(("x", "time", "trajectory"), found.values), "x": Named(("x", "time", "trajectory"), x), "a": Named(("time",), a)}
    return Trajectories(marks, arrays, found.end, found.because, found.error, {"steps": found.steps, "rejected": found.rejected})


def inverted(forward: Map, slope: Map, guess: Array) -> Map:
    """The inverse of `forward` in its first argument, by Newton's method from each trajectory's last answer, at first from `guess`.

    `slope` is the Jacobian, (trajectories, n, n).  NaN where no solution is found.
    """
    first = np.array(guess)
    last = first.copy()

    def inverse(goal: Array, a: Array, lanes: Array) -> Array:
        clock = np.empty(last.shape[1])
        clock[lanes] = a
        z, left = newton(lambda z, who: forward(z, clock[who], who), lambda z, who: slope(z, clock[who], who), goal,
                         np.take(last, lanes, axis=1), lanes)
        good = left < 1e-12
        if not np.all(good):  # a time far from the last one: begin again
            again, rest = newton(lambda z, who: forward(z, clock[who], who), lambda z, who: slope(z, clock[who], who), goal,
                                 np.take(first, lanes, axis=1), lanes)
            z, good = np.where(good, z, again), good | (rest < 1e-12)
        last[:, lanes[good]] = z[:, good]
        return np.where(good, z, np.nan)

    return inverse
