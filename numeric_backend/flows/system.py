"""A system of differential equations as kernels: what compiled integrators take in place of a Python function.

The arguments of both kernels are, in this order, t, the n rows of y, the numbers of each trajectory, and the numbers that all share.

Main definitions: `System`, `Part`, `inlined`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.kernel import Builder, Kernel

__all__ = ["Part", "System", "inlined"]


@dataclass(frozen=True, slots=True)
class System:
    """y' = f(t, y): `field` gives the `rows` of y', `events` numbers that are positive while a trajectory goes on (or is None).

    `own` is how many numbers belong to each trajectory, `shared` how many to all.  ValueError for kernels that do not fit.
    """

    rows: int
    own: int
    shared: int
    field: Kernel
    events: Kernel | None = None

    def __post_init__(self) -> None:
        count = 1 + self.rows + self.own + self.shared
        if len(self.field.outputs) != self.rows or any(len(k.arguments) != count for k in (self.field, self.events) if k is not None):
            raise ValueError(f"the kernels do not fit: {self.rows} rows need {self.rows} outputs and {count} arguments")

    @property
    def checks(self) -> int:
        """How many numbers the events give."""
        return 0 if self.events is None else len(self.events.outputs)


@dataclass(frozen=True, eq=False)
class Part:
    """The system up to the time `end`, with its numbers: `own` (own, trajectories), `shared` (shared,), `because` one reason an event."""

    end: float
    system: System
    own: NDArray[np.float64]
    shared: NDArray[np.float64]
    because: tuple[str, ...] = ()

    def values(self, kernel: Kernel, t: NDArray[Any], y: NDArray[Any]) -> NDArray[np.float64]:
        """The outputs of one of the system's kernels for all trajectories, by NumPy."""
        from numeric_backend.backends.on_numpy import compile as compiled

        shape = (y.shape[1],)
        found = compiled(kernel)(np.broadcast_to(t, shape), *y, *self.own, *self.shared)
        return np.stack([np.broadcast_to(v, shape) for v in found])


def inlined(builder: Builder, kernel: Kernel, arguments: Sequence[int]) -> list[int]:
    """The steps of a program under construction that are the outputs of a kernel of these steps.

    >>> square = Builder(("x",))
    >>> x = square.argument(0)
    >>> kernel = square.kernel([square.put("multiply", x, x)])
    >>> b = Builder(("y",))
    >>> print(b.kernel(inlined(b, kernel, inlined(b, kernel, [b.argument(0)]))))
    v0 = argument y
    v1 = multiply v0 v0
    v2 = multiply v1 v1
    return v2
    """
    places: list[int] = []
    for step in kernel.instructions:
        if step.op == "argument":
            places.append(arguments[int(step.value or 0)])
        elif step.op == "constant":
            places.append(builder.constant(step.value or 0))
        else:
            places.append(builder.put(step.op, *(places[k] for k in step.operands), value=step.value if step.op == "power_of" else None))  # type: ignore[arg-type]
    return [places[k] for k in kernel.outputs]
