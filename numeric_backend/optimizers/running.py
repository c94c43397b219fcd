"""Running an experiment on a backend, for all configurations of a batch at once.

Main definitions: `Data`, `run`, `Runs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from numeric_backend.backends import backend as find_backend
from numeric_backend.optimizers.experiment import Experiment, Outcome, Problem

__all__ = ["Data", "Runs", "problem", "run"]


@dataclass(frozen=True, slots=True)
class Data:
    """Rows and labels: Z (N, n) or (G, N, n) and y (N) or (G, N) for G sets of data, one per seed say.

    `order` holds the rows of each step's minibatch, (S, M) or (G, S, M), taken in turn; None means all rows at every step.  So chance is
    settled before the run, and the same on every backend.
    """

    Z: Any
    y: Any
    order: Any = None


@dataclass(frozen=True, slots=True)
class Runs:
    """What was recorded, with T records of G sets of data times B configurations.

    step (T); w (T, G, B, k, copies); loss, time, area (T, G, B), before the step; slots at the end (G, B, s, k, copies);
    `broken` and `left` (G, B), the first step at which a state was not finite or outside M, -1 for never; `resume` continues where the run
    ended.
    """

    step: Any
    w: Any
    loss: Any
    time: Any
    area: Any
    slots: Any
    broken: Any
    left: Any

    @property
    def resume(self) -> dict[str, Any]:
        """What `run` takes to go on from the end: the starting point and the numbers that belong to it."""
        return {"start": self.w[-1], "slots": self.slots, "time": self.time[-1], "area": self.area[-1], "first": int(self.step[-1])}


def run(  # noqa: PLR0913 (what to run, where from, how long, on what)
    experiment: Experiment, data: Data | None, start: Any, *, hyper: Mapping[str, Any] | None = None, steps: int,
    every: int | None = None, backend: str = "numpy", slots: Any = None, time: Any = 0.0, area: Any = 0.0, first: int = 0, **options: Any,
) -> Runs:
    """Take `steps` steps from `start` (k, copies), (B, k, copies) or (G, B, k, copies), and record every `every` steps and at the end.

    A hyperparameter is a number, or an array that broadcasts to (G, B).  `options` go to the backend: `threads` of Numba.  Where a state
    is not finite the trajectory is reported and the others go on.  ValueError for what does not fit, and for a backend that is not
    available.

    >>> import numpy as np
    >>> from numeric_backend.optimizers import LEAST_SQUARES, constant, decay, descent, gradient_descent
    >>> from numeric_backend.optimizers.writing import program
    >>> product = program(("u", "v"), lambda u, v: [u * v])
    >>> experiment = descent(product, LEAST_SQUARES, penalty=decay("uv"), rule=gradient_descent(), schedule=constant(), copies=1)
    >>> runs = run(experiment, Data([[1.0]], [2.0]), [[1.0], [0.5]], hyper={"rate0": [0.1, 0.2]}, steps=200)
    >>> runs.w.shape, (runs.w[-1, 0, :, 0, 0] * runs.w[-1, 0, :, 1, 0]).round(6).tolist(), runs.broken.tolist()
    ((2, 1, 2, 2, 1), [2.0, 2.0], [[-1, -1]])
    """
    find_backend(backend)  # says what is wrong with the name, or why it is not available
    p = problem(experiment, data, start, hyper or {}, steps, steps if every is None else every, slots, time, area, first)
    loop = getattr(import_module(f"numeric_backend.backends.on_{backend}"), "loop", None)
    if loop is None:
        raise ValueError(f"the backend {backend!r} evaluates kernels and runs no experiments")
    out: Outcome = loop(experiment, **options)(p)
    step = np.minimum(first + np.arange(p.records) * p.every, first + steps)
    return Runs(step, out.w, out.loss, out.time, out.area, out.slots, out.broken, out.left)


def problem(experiment: Experiment, data: Data | None, start: Any, hyper: Mapping[str, Any], steps: int, every: int, slots: Any = None,
            time: Any = 0.0, area: Any = 0.0, first: int = 0) -> Problem:
    """The arrays of a run, checked and broadcast.  ValueError for what does not fit."""
    if steps < 0 or (every < 1 and steps):
        raise ValueError("steps must not be negative, and a record is made every 1 or more steps")
    k, c, n = experiment.block, experiment.copies, experiment.features
    if (data is None) == experiment.loss.rows:
        raise ValueError("a loss over rows needs data, and a loss of x takes none")
    Z, y, order = _data(data, n)
    w = np.asarray(start, dtype=np.float64)
    if w.shape[-2:] != (k, c) or w.ndim > 4:
        raise ValueError(f"the starting point must end with the axes (variables, copies) = ({k}, {c}), not {w.shape}")
    if set(hyper) != set(experiment.hyper):
        raise ValueError(f"the hyperparameters are {', '.join(experiment.hyper) or 'none'}; given: {', '.join(sorted(hyper)) or 'none'}")
    values = [np.asarray(hyper[name], dtype=np.float64) for name in experiment.hyper]
    time, area = np.asarray(time, dtype=np.float64), np.asarray(area, dtype=np.float64)
    G, B = np.broadcast_shapes((1, 1), (Z.shape[0], 1), w.shape[:-2], time.shape, area.shape, *(v.shape for v in values))
    if not G * B:
        raise ValueError("there is no configuration to run")
    s = len(experiment.rule.slots)
    kept = np.zeros((G, B, s, k, c)) if slots is None else np.broadcast_to(np.asarray(slots, dtype=np.float64), (G, B, s, k, c))
    columns = [np.broadcast_to(v, (G, B)) for v in values]
    return Problem(
        Z=np.ascontiguousarray(np.broadcast_to(Z, (G, *Z.shape[1:]))), y=np.ascontiguousarray(np.broadcast_to(y, (G, *y.shape[1:]))),
        order=None if order is None else np.ascontiguousarray(np.broadcast_to(order, (G, *order.shape[1:]))),
        w=_own(np.broadcast_to(w, (G, B, k, c))), slots=_own(kept), hyper=np.stack(columns, axis=-1) if columns else np.zeros((G, B, 0)),
        time=_own(np.broadcast_to(time, (G, B))), area=_own(np.broadcast_to(area, (G, B))), first=first, steps=steps, every=max(every, 1))


def _data(data: Data | None, n: int) -> tuple[Any, Any, Any]:
    """Z (G, N, n), y (G, N), order (G, S, M) or None; without data, no rows."""
    if data is None:
        return np.zeros((1, 0, n)), np.zeros((1, 0)), None
    Z, y = np.asarray(data.Z, dtype=np.float64), np.asarray(data.y, dtype=np.float64)
    Z, y = Z.reshape((1,) * (3 - Z.ndim) + Z.shape), y.reshape((1,) * (2 - y.ndim) + y.shape)
    if Z.ndim != 3 or y.ndim != 2 or Z.shape[2] != n or Z.shape[1] != y.shape[1] or not {1, Z.shape[0]} >= {1, y.shape[0]} >= {1}:
        raise ValueError(f"data of shapes {Z.shape} and {y.shape} do not fit x of length {n}")
    if data.order is None:
        return Z, y, None
    order = np.asarray(data.order)
    order = order.reshape((1,) * (3 - order.ndim) + order.shape)
    if order.ndim != 3 or order.shape[0] not in (1, Z.shape[0]) or order.shape[1] < 1 or not np.issubdtype(order.dtype, np.integer):
        raise ValueError("the order of rows must be whole numbers with axes (steps, rows) or (sets, steps, rows)")
    if order.size and not 0 <= order.min() <= order.max() < Z.shape[1]:
        raise ValueError("the order of rows names a row that there is none of")
    return Z, y, order.astype(np.int64)


def _own(a: Any) -> Any:
    return np.array(a, dtype=np.float64, order="C")
