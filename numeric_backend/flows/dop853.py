"""Initial value problems for a batch of trajectories: the method of Dormand and Prince of order 8, a step size for each trajectory.

y' = f(t, y), with one column of y for each trajectory.  Trajectories step side by side, each with its own time and step; one that
ends (an event, a blow-up, the edge of where f is defined, too many steps) says why and leaves the others alone.  Values at given times
come from the continuous extension of order 7.  Every operation acts on each column by itself and in the same order,
so that the bits of a result do not depend on the other columns.

Source: Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, II.5 and II.6; the coefficients are those of
`scipy.integrate.DOP853`.

Main definitions: `integrate`, `Solution`, `Piece`, `Event`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.flows.bounded import go_on

__all__ = ["GROWN", "NO_START", "PATIENCE", "STUCK", "Event", "Piece", "Solution", "Tables", "checked_times", "edge_or_speed", "integrate",
           "tables", "too_long"]

Array = NDArray[np.float64]
Lanes = NDArray[np.intp]
#: f(t, y, lanes): t has one entry per column of y, `lanes` are the numbers of the trajectories that the columns belong to
Field = Callable[[Array, Array, Lanes], Array]

_SAFETY, _LEAST, _MOST = 0.9, 0.2, 6.0
_FAST = 1e5  # speed, relative to the size, that counts as a blow-up where no step succeeds
NO_START, GROWN = "it has no start", "it grows beyond all bounds"
STUCK = "its steps stay too short, as where its speed jumps"
#: so many attempts have to bring a trajectory on by at least this part of what is left of the piece, or by so many times as many of its
#: steps: towards a blow-up steps become shorter and shorter, and it is not far
PATIENCE = (256, 1e-6, 64)
_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """The field up to the time `end`; at that time the next piece takes over."""

    end: float
    field: Field


@dataclass(frozen=True, slots=True)
class Event:
    """A trajectory ends, and says `because`, where a row of `value(t, y, lanes)` is no longer positive."""

    because: str
    value: Field


@dataclass(frozen=True, slots=True)
class Solution:
    """What became of each trajectory.

    `values` has the shape (rows, times, trajectories) and is NaN after a trajectory's end; `end` and `last` are the time and
    the value where it ended, `because` is None for one that came to the last time; `error` is the sum of the
    local error estimates, each the largest over the rows relative to max(1, |y|): the tolerance that was reached.
    """

    times: Array
    values: Array
    end: Array
    last: Array
    because: tuple[str | None, ...]
    error: Array
    steps: NDArray[np.int64]
    rejected: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tables:
    """The coefficients of the method; rows 13 to 15 of `a` and `c` belong to its continuous extension, whose weights are `d`."""

    a: Array
    b: Array
    c: Array
    e3: Array
    e5: Array
    d: Array


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The coefficients; the rows of `a` and `c` from 13 on are those of the three stages for the continuous extension."""
    from scipy.integrate import DOP853

    a = np.zeros((16, 16))
    a[:12, :12] = DOP853.A
    a[13:] = DOP853.A_EXTRA
    a[12, :12] = DOP853.B
    return Tables(a, np.asarray(DOP853.B), np.concatenate([DOP853.C, [1.0], DOP853.C_EXTRA]), np.asarray(DOP853.E3), np.asarray(DOP853.E5),
                   np.asarray(DOP853.D))


class _Running:
    """The trajectories that still run, in columns without gaps."""

    def __init__(self, y: Array, first: float) -> None:
        count = y.shape[1]
        self.lanes: Lanes = np.arange(count)
        self.y, self.t, self.h = y, np.zeros(count), np.full(count, first)
        self.error, self.seen = np.zeros(count), np.zeros(count)
        self.steps, self.rejected = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        self.slope = np.empty_like(y)

    def keep(self, mask: NDArray[np.bool_]) -> None:
        for name in ("lanes", "t", "h", "error", "seen", "steps", "rejected"):
            setattr(self, name, getattr(self, name)[mask])
        self.y, self.slope = np.compress(mask, self.y, axis=1), np.compress(mask, self.slope, axis=1)


def integrate(pieces: Sequence[Piece], start: Array, times: Sequence[float] | Array, *, tolerance: float = 1e-12, floor: float = 1.0,
              events: Sequence[Event] = (), limit: int = 20_000, largest: float = 1e8, first: float = 1e-3,
              shortest: float = 1e-14) -> Solution:
    """The solutions from the columns of `start` at time 0, at the given increasing times.

    The local error of a step is kept below `tolerance` relative to max(`floor`, |y|), in the largest row.  `limit` bounds the steps of a
    trajectory; one with an entry above `largest` counts as blown up, one that needs a step below `shortest` ends there.
    ValueError where the times run beyond the pieces; `OutOfTime` where `within` sets an end.

    >>> import numpy as np
    >>> found = integrate([Piece(1.0, lambda t, y, lanes: -y)], np.array([[1.0, 2.0]]), [0.5, 1.0])
    >>> bool(np.all(abs(found.values[0] - np.outer(np.exp([-0.5, -1.0]), [1.0, 2.0])) < 1e-12)), found.because
    (True, (None, None))
    """
    marks = checked_times(times, pieces[-1].end)
    y = np.array(start, dtype=np.float64)
    rows, count = y.shape
    out = Solution(marks, np.full((rows, len(marks), count), np.nan), np.zeros(count), y.copy(), (), np.zeros(count),
                   np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64))
    reasons: list[str | None] = [None] * count
    run = _Running(y, first)
    out.values[:, marks == 0.0, :] = y[:, None, :]
    checks = [Event(NO_START, lambda t, y, lanes: np.where(np.isfinite(y), 1.0, -1.0)), *events,
              Event(GROWN, lambda t, y, lanes: largest - np.max(np.abs(y), axis=0, keepdims=True))]
    with np.errstate(all="ignore"):
        _stop(run, out, reasons, *_begun(run, checks))
        begin = 0.0
        for piece in pieces:
            if begin >= (marks[-1] if len(marks) else pieces[-1].end):
                break
            if piece.end > begin:
                _through(run, piece, out, reasons, checks, tolerance, floor, limit, shortest)
                begin = piece.end
    _stop(run, out, reasons, np.ones(len(run.lanes), dtype=bool), [None] * len(run.lanes))
    return Solution(out.times, out.values, out.end, out.last, tuple(reasons), out.error, out.steps, out.rejected)


def checked_times(times: Sequence[float] | Array, end: float) -> Array:
    """The times as an array; ValueError where they do not increase from 0 on to `end`."""
    marks = np.array(times, dtype=np.float64)
    if len(marks) and (np.any(np.diff(marks) <= 0) or marks[0] < 0 or marks[-1] > end):
        raise ValueError("the times have to increase, from 0 on to the end of the last piece")
    return marks


def edge_or_speed(speed: float, y: Array) -> str:
    """Why no step succeeds at y, where the largest entry of the slope is `speed`."""
    reach = max(1.0, float(np.max(np.abs(y))))
    return "its speed grows beyond all bounds" if speed > _FAST * reach else "it comes to the edge of where it is defined"


def too_long(limit: int) -> str:
    """Why a trajectory ends that takes too many steps."""
    return f"it needs more than {limit} steps"


def _begun(run: _Running, checks: Sequence[Event]) -> tuple[NDArray[np.bool_], list[str | None]]:
    """Which trajectories end before they begin."""
    reasons: list[str | None] = [None] * len(run.lanes)
    over = np.zeros(len(run.lanes), dtype=bool)
    for event in checks:
        bad = ~np.all(event.value(run.t, run.y, run.lanes) > 0, axis=0) & ~over
        for i in np.flatnonzero(bad):
            reasons[i] = event.because
        over |= bad
    return over, reasons


def _stop(run: _Running, out: Solution, reasons: list[str | None], over: NDArray[np.bool_], because: Sequence[str | None]) -> None:
    """Write down the trajectories that end, and go on with the others."""
    if not np.any(over):
        return
    who = run.lanes[over]
    out.end[who], out.last[:, who], out.error[who] = run.t[over], run.y[:, over], run.error[over]
    out.steps[who], out.rejected[who] = run.steps[over], run.rejected[over]
    for lane, i in zip(who, np.flatnonzero(over), strict=True):
        reasons[int(lane)] = because[int(i)]
    run.keep(~over)


def _through(run: _Running, piece: Piece, out: Solution, reasons: list[str | None], checks: Sequence[Event],
             tolerance: float, floor: float, limit: int, shortest: float) -> None:
    """Step every trajectory to the end of the piece, or to its own end."""
    aside: list[tuple[Any, ...]] = []  # those that are through
    run.slope = piece.field(run.t, run.y, run.lanes)
    run.seen = run.t.copy()
    shortest *= max(1.0, abs(piece.end))
    while len(run.lanes):
        go_on()
        left = piece.end - run.t
        lasts = run.h >= left * (1 - 1e-12)
        h = np.where(lasts, left, run.h)
        new, slope, stages, size = _step(piece.field, run, h, tolerance, floor)
        good = size <= 1.0
        factor = np.where(size > 0, _SAFETY * size ** (-1 / 8), _MOST)
        factor = np.where(np.isfinite(size), np.clip(factor, _LEAST, _MOST), 0.1)
        over = np.zeros(len(run.lanes), dtype=bool)
        because: list[str | None] = [None] * len(over)
        before = run.t.copy()
        after = np.where(lasts, piece.end, run.t + h)
        marks = out.times
        dense = good & (np.searchsorted(marks, after, "right") > np.searchsorted(marks, before, "right"))
        hit, cut = _first_event(run, checks, good, new, after, because)
        wanted = dense | hit
        if np.any(wanted):
            curve = _Curve(piece.field, run, h, new, slope, stages, wanted)
            if np.any(hit):
                curve.locate(hit, checks, cut, after, new)
            curve.sample(out, before, after)
        run.error = np.where(good, run.error + np.where(good, size, 0.0) * tolerance, run.error)
        run.steps += good
        run.rejected += ~good
        run.t = np.where(good, after, run.t)
        run.y = np.where(good, new, run.y)
        run.slope = np.where(good, slope, run.slope)
        run.h = np.where(good & lasts, np.maximum(run.h, h * np.minimum(factor, 1.0)),
                         np.where(good, h * factor, h * np.minimum(factor, 1.0)))
        over |= hit
        short = ~good & (run.h < shortest)
        for i in np.flatnonzero(short):
            because[i] = edge_or_speed(float(np.max(np.abs(run.slope[:, i]))), run.y[:, i])
        tired = ~over & ~short & (run.steps + run.rejected >= limit)
        for i in np.flatnonzero(tired):
            because[i] = too_long(limit)
        stuck = _stuck(run, piece.end) & ~over & ~short & ~tired & ~lasts
        for i in np.flatnonzero(stuck):
            because[i] = STUCK
        over |= short | tired | stuck
        through = good & lasts & ~over
        if np.any(through):
            aside.append(tuple(np.compress(through, getattr(run, n), axis=-1) for n in _STATE))
        if np.any(over):
            stays = ~over
            _stop(run, out, reasons, over, because)
            through = through[stays]
        if np.any(through):
            run.keep(~through)
    if aside:
        parts = [np.concatenate([p[k] for p in aside], axis=-1) for k in range(len(_STATE))]
        order = np.argsort(parts[0], kind="stable")
        for name, part in zip(_STATE, parts, strict=True):
            setattr(run, name, np.take(part, order, axis=-1))
        run.slope = np.empty_like(run.y)


def _stuck(run: _Running, end: float) -> NDArray[np.bool_]:
    """Which trajectories came hardly on in their last attempts: at that pace no number of steps that is worth while leads to the end."""
    attempts, least, most = PATIENCE
    asked, way = (run.steps + run.rejected) % attempts == 0, run.t - run.seen
    slow: NDArray[np.bool_] = asked & (way < least * (end - run.t)) & (way < most * attempts * run.h)
    run.seen = np.where(asked, run.t, run.seen)
    return slow


_STATE = ("lanes", "t", "h", "error", "seen", "steps", "rejected", "y")


def _step(field: Field, run: _Running, h: Array, tolerance: float, floor: float) -> tuple[Array, Array, list[Array], Array]:
    """The value after a step, the slope there, all stages, and the error as a multiple of what is allowed."""
    table = tables()
    stages = [run.slope]
    for s in range(1, 12):
        stages.append(field(run.t + table.c[s] * h, run.y + h * _combined(table.a[s, :s], stages), run.lanes))
    new = run.y + h * _combined(table.b, stages)
    slope = field(run.t + h, new, run.lanes)
    stages.append(slope)
    scale = tolerance * np.maximum(floor, np.maximum(np.abs(run.y), np.abs(new)))
    e5 = np.max(np.abs(_combined(table.e5, stages)) / scale, axis=0)
    e3 = np.max(np.abs(_combined(table.e3, stages)) / scale, axis=0)
    size = np.where(e5 == 0, 0.0, np.abs(h) * e5 * (e5 / np.hypot(e5, 0.1 * e3)))
    sound = np.all(np.isfinite(new), axis=0) & np.all(np.isfinite(slope), axis=0)
    return new, slope, stages, np.where(sound & ~np.isnan(size), size, np.inf)


def _combined(weights: Array, stages: Sequence[Array]) -> Array:
    """The sum of weights times stages, one after the other: no sum that depends on the shape."""
    total: Array | None = None
    for weight, stage in zip(weights, stages, strict=False):
        if weight != 0.0:
            total = weight * stage if total is None else total + weight * stage
    return np.zeros_like(stages[0]) if total is None else total


def _first_event(run: _Running, checks: Sequence[Event], good: NDArray[np.bool_], new: Array, after: Array,
                 because: list[str | None]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which trajectories have an event within their step, and for each event which have that one."""
    cut = np.zeros((len(checks), len(run.lanes)), dtype=bool)
    for k, event in enumerate(checks):
        cut[k] = good & ~np.all(event.value(after, new, run.lanes) > 0, axis=0)
    hit: NDArray[np.bool_] = np.any(cut, axis=0)
    for i in np.flatnonzero(hit):
        because[i] = checks[int(np.argmax(cut[:, i]))].because
    return hit, cut


class _Curve:
    """The continuous extension of the last step, for the trajectories that need it."""

    def __init__(self, field: Field, run: _Running, h: Array, new: Array, slope: Array, stages: Sequence[Array],
                 who: NDArray[np.bool_]) -> None:
        table = tables()
        self.who = np.flatnonzero(who)
        self.lanes = run.lanes[who]
        self.t, self.h = run.t[who], h[who]
        self.y = np.compress(who, run.y, axis=1)
        rows = [np.compress(who, s, axis=1) for s in stages]
        for s in range(13, 16):
            rows.append(field(self.t + table.c[s] * self.h, self.y + self.h * _combined(table.a[s, :s], rows), self.lanes))
        change = np.compress(who, new, axis=1) - self.y
        after = np.compress(who, slope, axis=1)
        self.parts = [change, self.h * rows[0] - change, 2 * change - self.h * (after + rows[0]),
                      *(self.h * _combined(d, rows) for d in table.d)]

    def at(self, t: Array) -> Array:
        """The values at one time for each of these trajectories."""
        x = (t - self.t) / self.h
        total = np.zeros_like(self.y)
        for i, part in enumerate(reversed(self.parts)):
            total = (total + part) * (x if i % 2 == 0 else 1 - x)
        return total + self.y

    def locate(self, hit: NDArray[np.bool_], checks: Sequence[Event], cut: NDArray[np.bool_], after: Array, new: Array) -> None:
        """Move the end of each step with an event to the last point before it, by halving."""
        low, high = self.t.copy(), self.t + self.h
        mine = hit[self.who]
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            value = self.at(middle)
            fine = np.ones(len(self.who), dtype=bool)
            for k, event in enumerate(checks):
                if np.any(cut[k]):
                    fine &= np.all(event.value(middle, value, self.lanes) > 0, axis=0) | ~cut[k][self.who]
            low, high = np.where(fine, middle, low), np.where(fine, high, middle)
        value = self.at(low)
        after[self.who] = np.where(mine, low, after[self.who])
        new[:, self.who] = np.where(mine, value, new[:, self.who])

    def sample(self, out: Solution, before: Array, after: Array) -> None:
        """Write the values at the times asked for."""
        start, stop = before[self.who], after[self.who]
        for k in range(int(np.searchsorted(out.times, start.min(), "right")), int(np.searchsorted(out.times, stop.max(), "right"))):
            t = out.times[k]
            here = (start < t) & (t <= stop)
            if np.any(here):
                value = self.at(np.full(len(self.who), t))
                out.values[:, k, self.lanes[here]] = np.compress(here, value, axis=1)
