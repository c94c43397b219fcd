"""Where the compiled loop of a flow keeps its vectors.

Main definitions: `Places`, `ENDS`, `scratch`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from numeric_backend.backends.machine import Code
from numeric_backend.backends.packing import aligned
from numeric_backend.backends.vector_ops import WIDTH
from numeric_backend.flows.system import System

__all__ = ["ENDS", "STAGES", "Places", "scratch"]

#: how a trajectory ends: it runs on; its step is too short; it takes too many steps; it grows; it does not come on; from here on the
#: events, one after the other
ENDS = (0, 1, 2, 3, 4, 5)
STAGES = 16
#: per lane one number: the state of the integration, what comes next, and what a step found out
_SINGLES = ("T", "H", "ERR", "STEPS", "REJ", "ACT", "NEXT", "GOOD", "AFTER", "STRIDE", "LASTS", "HIT", "SHORT", "GREW",
            "E5", "E3", "BIG", "BAD", "SEEN", "STUCK")


class Places:
    """Addresses in the scratch memory S, counted in vectors.

    Y is the state, N the state after the step, W the argument of a stage, K the stages, F the continuous extension, O a trajectory's own
    numbers, E the events, C which of them were crossed.
    """

    def __init__(self, s: System) -> None:
        self._at: dict[str, int] = {}
        self.total = 0
        for name, count in (("Y", s.rows), ("N", s.rows), ("W", s.rows), ("K", STAGES * s.rows), ("F", 7 * s.rows), ("O", s.own),
                            ("E", s.checks), ("C", s.checks), *((n, 1) for n in _SINGLES)):
            self._at[name] = self.total
            self.total += count

    def __call__(self, name: str) -> int:
        return self._at[name]

    def lane(self, name: str, lane: Any, c: Code, index: Any = 0) -> Any:
        """The address of one lane of a vector, counted in numbers."""
        return c.plus(c.times(c.plus(self._at[name], index), WIDTH), lane)


def scratch(s: System) -> tuple[Any, list[Any]]:
    """Memory of one call: vectors, and the trajectories and next marks of the lanes."""
    return aligned(np.zeros(Places(s).total * WIDTH)), [np.zeros(WIDTH, dtype=np.int64) for _ in range(2)]
