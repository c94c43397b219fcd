"""Gradient flow in w: dw = -grad(f o g)(w) dt - alpha_t grad h(w) dt, with the dual state mu_t = -int_0^t grad f(x_s) ds beside it.

The clock a_t = -int_0^t alpha_s ds is exact.  Conventions: docs/explanation/conventions.md; source: tdmf Eq. 2 to 4, lwla Lemma 4.6.

Main definitions: `gradient_flow`, `Reparameterization`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from numeric_backend.flows.dop853 import Event, Piece, integrate
from numeric_backend.flows.fused import integrate_compiled, refusal
from numeric_backend.flows.pieces import Drive, Stretch
from numeric_backend.flows.written import Written, flow_parts
from numeric_backend.trajectory import Named, Trajectories

__all__ = ["LEAVES", "Reparameterization", "gradient_flow"]

Array = NDArray[np.float64]
Lanes = NDArray[np.intp]
LEAVES = "it leaves M"


class Reparameterization(Protocol):
    """What a flow needs to know of a pair; `numeric_backend.instances.Instance` is one."""

    @property
    def D(self) -> int:
        """Rows of w."""
    @property
    def N(self) -> int:
        """Rows of x."""
    def both(self, w: Array) -> tuple[Array, Array]:
        """x = g(w) and h(w)."""
    def field(self, w: Array, forces: Callable[[Array], Array], clock: Array | float) -> tuple[Array, Array, Array, Array]:
        """(sum_i c_i grad g_i + clock grad h, x, h, c) with c = forces(x)."""
    @property
    def written(self) -> Written | None:
        """The pair's kernels, where its flow should be compiled."""
    def sides(self, w: Array) -> Array:
        """Rows whose signs a flow may not change in M."""


def gradient_flow(pair: Reparameterization, drive: Drive, start: Array, times: Sequence[float] | Array, *, tolerance: float = 1e-13,
                  still: float | None = None, limit: int = 20_000) -> Trajectories:
    """The gradient flow from the columns of `start`: arrays w, x, mu (with rows), h, loss, a over time and trajectory.

    A trajectory ends where it leaves M, grows beyond all bounds, or, with `still`, where alpha is 0 for good and |grad f| has
    fallen below that number.
    """
    D = pair.D
    count = start.shape[1]
    marks = np.asarray(times, dtype=np.float64)

    def piece(stretch: Stretch) -> Piece:
        def field(t: Array, y: Array, lanes: Lanes) -> Array:
            speed, _, _, forces = pair.field(y[:D], lambda x: -stretch.loss.gradient(x, lanes), -stretch.alpha(t))
            return np.concatenate([speed, forces])
        return Piece(stretch.end, field)

    sign = np.sign(pair.sides(start))
    whole = np.concatenate([start, np.zeros((pair.N, count))])
    compiled = None
    if pair.written is not None:
        compiled = flow_parts(pair.written, drive, float(marks[-1]), sign[:pair.written.signs], LEAVES, still)
    if compiled is not None and refusal(compiled) is None:
        found = integrate_compiled(compiled, whole, marks, tolerance=tolerance, limit=limit)
        return trajectories(pair, drive, marks, found.values[:D], found.values[D:], found)
    events = [Event(LEAVES, lambda t, y, lanes: pair.sides(y[:D]) * np.take(sign, lanes, axis=1))]
    if still is not None:
        settled, last = still, drive.losses[-1][1]
        off = max([drive.schedule.settled, *(t for t, _ in drive.losses[:-1])])

        def moving(t: Array, y: Array, lanes: Lanes) -> Array:
            slope = np.max(np.abs(last.gradient(pair.both(y[:D])[0], lanes)), axis=0)
            return np.where(t < off, 1.0, slope - settled)[None]
        events.append(Event("it has converged", moving))
    found = integrate([piece(s) for s in drive.stretches(float(marks[-1]))], whole, marks, tolerance=tolerance, events=events, limit=limit)
    return trajectories(pair, drive, marks, found.values[:D], found.values[D:], found)


def trajectories(pair: Reparameterization, drive: Drive, marks: Array, w: Array, mu: Array, found: object) -> Trajectories:
    """The arrays of a flow whose w and mu, (rows, times, trajectories), are known."""
    count = w.shape[2]
    x, h, loss = np.empty((pair.N, len(marks), count)), np.empty((len(marks), count)), np.empty((len(marks), count))
    lanes = np.arange(count)
    with np.errstate(all="ignore"):
        for k, t in enumerate(marks):
            x[:, k], h[k] = pair.both(np.ascontiguousarray(w[:, k]))
            h[k] = np.where(np.any(np.isnan(w[:, k]), axis=0), np.nan, h[k])
            loss[k] = drive.loss_at(float(t)).value(x[:, k], lanes)
    arrays = {"w": Named(("w", "time", "trajectory"), w), "x": Named(("x", "time", "trajectory"), x),
              "mu": Named(("x", "time", "trajectory"), mu), "h": Named(("time", "trajectory"), h),
              "loss": Named(("time", "trajectory"), loss), "a": Named(("time",), drive.schedule.clock(marks))}
    return Trajectories(marks, arrays, found.end, found.because, found.error,  # type: ignore[attr-defined]
                        {"steps": found.steps, "rejected": found.rejected, "last": found.last})  # type: ignore[attr-defined]
