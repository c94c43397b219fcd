"""Initial value problems of systems given as kernels, compiled: the same method, arguments and answers as `numeric_backend.flows.dop853`.

Main definitions: `integrate_compiled`, `refusal`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.flows.bounded import go_on
from numeric_backend.flows.dop853 import GROWN, NO_START, STUCK, Solution, checked_times, edge_or_speed, too_long
from numeric_backend.flows.system import Part, System

__all__ = ["integrate_compiled", "refusal"]

Array = NDArray[np.float64]
_CHUNK = 64  # trajectories that one thread takes at a time: enough to keep its lanes filled


class _Same:
    """A system as a key, by identity: to compare kernels step by step at every call takes longer than a short flow."""

    def __init__(self, system: System) -> None:
        self.system = system

    def __hash__(self) -> int:
        return id(self.system)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.system is self.system


def integrate_compiled(parts: Sequence[Part], start: Array, times: Sequence[float] | Array, *, tolerance: float = 1e-12, floor: float = 1.0,
                       limit: int = 20_000, largest: float = 1e8, first: float = 1e-3, shortest: float = 1e-14,
                       threads: int | None = None) -> Solution:
    """The solutions from the columns of `start` at time 0; see `numeric_backend.flows.dop853.integrate`.

    The bits of a trajectory depend neither on the rest of the batch nor on `threads`, by default as many as there are cores.  ValueError
    where llvmlite is not there, for a kernel that it cannot compile, and for times that do not fit.

    >>> import numpy as np
    >>> from numeric_backend.backends.machine import reason
    >>> from numeric_backend.flows.system import Part, System
    >>> from numeric_backend.optimizers.writing import program
    >>> decay = System(1, 0, 0, program(("t", "y"), lambda t, y: [-y]))
    >>> if reason() is None:
    ...     found = integrate_compiled([Part(1.0, decay, np.zeros((0, 2)), np.zeros(0))], np.array([[1.0, 2.0]]), [0.5, 1.0])
    ...     assert np.all(abs(found.values[0] - np.outer(np.exp([-0.5, -1.0]), [1.0, 2.0])) < 1e-12)
    """
    from numeric_backend.backends import on_numba
    from numeric_backend.backends.native_places import scratch

    why = refusal(parts)
    if why is not None:
        raise ValueError(f"there is no compiled flow: {why}")
    marks = checked_times(times, parts[-1].end)
    rows, count = start.shape
    if any((p.system.rows, p.own.shape, p.shared.shape) != (rows, (p.system.own, count), (p.system.shared,)) for p in parts):
        raise ValueError(f"the numbers of a part do not fit its system and a start of {rows} rows and {count} trajectories")
    y = np.array(start.T, dtype=np.float64, order="C")  # a copy, in which the loop works
    kept = np.full((count, len(marks), rows), np.nan)
    kept[:, marks == 0.0] = y[:, None]
    t, h, error, steps, rejected, speed = np.zeros(count), np.full(count, first), *np.zeros((4, count))
    status = np.zeros(count, dtype=np.int64)
    reasons: list[str | None] = [None] * count
    with np.errstate(all="ignore"):
        _begin(parts[0], y, largest, reasons, status)
    begin = 0.0
    for part in parts:
        if begin >= (marks[-1] if len(marks) else parts[-1].end):
            break
        if part.end <= begin:
            continue
        go_on()
        through, shared = _compiled(_Same(part.system)), np.array(part.shared, dtype=np.float64)
        own = np.array(part.own.T, dtype=np.float64, order="C")

        def work(a: int, b: int, *, through: Any = through, own: Array = own, shared: Array = shared, part: Part = part) -> None:
            room, lanes = scratch(part.system)
            arrays = (y, own, shared, t, h, error, steps, rejected, speed, marks, kept, room, status, *lanes)
            through(*(array.ctypes.data for array in arrays), part.end, tolerance, floor, largest, shortest * max(1.0, abs(part.end)),
                    float(limit), _CHUNK * a, min(_CHUNK * b, count), len(marks))

        on_numba.spread(work, -(-count // _CHUNK), threads)
        _explain(part, y, speed, status, reasons, limit)
        begin = part.end
    return Solution(marks, np.ascontiguousarray(kept.transpose(2, 1, 0)), t, np.ascontiguousarray(y.T), tuple(reasons), error,
                    steps.astype(np.int64), rejected.astype(np.int64))


def refusal(parts: Sequence[Part]) -> str | None:
    """Why these parts cannot be compiled here; None where they can."""
    return next((why for why in (_refused(_Same(part.system)) for part in parts) if why is not None), None)


@lru_cache(maxsize=64)
def _refused(key: _Same) -> str | None:
    from numeric_backend.backends.machine import reason
    from numeric_backend.backends.vector_kernel import absent

    why = reason()
    if why is not None:
        return why
    missing = sorted({name for kernel in (key.system.field, key.system.events) if kernel is not None for name in absent(kernel)})
    return f"it has no {' and no '.join(missing)}" if missing else None


def _begin(part: Part, y: Array, largest: float, reasons: list[str | None], status: NDArray[np.int64]) -> None:
    """Which trajectories end before they begin."""
    columns = np.ascontiguousarray(y.T)
    margins = [np.where(np.all(np.isfinite(columns), axis=0), 1.0, -1.0)]
    if part.system.events is not None:
        margins += list(part.values(part.system.events, np.zeros(1), columns))
    margins.append(largest - np.max(np.abs(columns), axis=0))
    for because, margin in zip((NO_START, *part.because, GROWN), margins, strict=True):
        for i in np.flatnonzero(~(margin > 0)):
            if status[i] == 0:
                status[i], reasons[i] = -1, because


def _explain(part: Part, y: Array, speed: Array, status: NDArray[np.int64], reasons: list[str | None], limit: int) -> None:
    """Reasons for the trajectories that ended."""
    from numeric_backend.backends.native_places import ENDS

    _, short, tired, grows, stuck, event = ENDS
    for i in np.flatnonzero(status > 0):
        code = int(status[i])
        if code == short:
            reasons[i] = edge_or_speed(float(speed[i]), y[i])
        elif code == tired:
            reasons[i] = too_long(limit)
        elif code == stuck:
            reasons[i] = STUCK
        else:
            reasons[i] = GROWN if code == grows else part.because[code - event]
        status[i] = -1


@lru_cache(maxsize=64)
def _compiled(key: _Same) -> Any:
    """The loop for a system."""
    import ctypes

    from numeric_backend.backends import machine, native_curve, native_flow, native_places, native_stages, vector_kernel, vector_ops
    from numeric_backend.backends.writing import marks_of
    from numeric_backend.flows import dop853

    system = key.system
    kernels = [None if k is None else (k.instructions, k.outputs) for k in (system.field, system.events)]  # no name of a user's
    said = repr((system.rows, system.own, system.shared, kernels))
    kinds = {"d*": ctypes.c_void_p, "i*": ctypes.c_void_p, "d": ctypes.c_double, "i": ctypes.c_int64}
    modules = (machine, native_curve, native_flow, native_places, native_stages, vector_kernel, vector_ops, dop853)
    return machine.load(lambda module: native_flow.write(module, system), [said, *marks_of(*modules)], "through",
                        [kinds[kind] for kind in native_flow.ARGUMENTS.values()])
