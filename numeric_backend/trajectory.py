"""Trajectories: arrays with named axes, and what is known about how they were made.

Main definitions: `Trajectories`, `Named`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Named", "Trajectories"]


@dataclass(frozen=True, eq=False)
class Named:
    """An array whose axes have names.

    >>> Named(("time", "trajectory"), np.arange(6.0).reshape(2, 3)).at(time=1).values.tolist()
    [3.0, 4.0, 5.0]
    """

    axes: tuple[str, ...]
    values: NDArray[np.float64]

    def __post_init__(self) -> None:
        if len(self.axes) != self.values.ndim or len(set(self.axes)) != len(self.axes):
            raise ValueError(f"axes {self.axes} do not name the {self.values.ndim} axes of the array")

    def at(self, **places: int) -> Named:
        """The part at one place of each named axis; ValueError for an axis that there is none of."""
        unknown = sorted(set(places) - set(self.axes))
        if unknown:
            raise ValueError(f"there is no axis {', '.join(unknown)} (axes: {', '.join(self.axes)})")
        index: tuple[Any, ...] = tuple(places.get(name, slice(None)) for name in self.axes)
        return Named(tuple(a for a in self.axes if a not in places), np.asarray(self.values[index]))


@dataclass(frozen=True, eq=False)
class Trajectories:
    """`arrays` by name, over the axes "time" (`times`), "trajectory", and one named after what is listed, such as "x".

    `because` has an entry for each trajectory: None where it came to the last time, else why it ended, at `end`; after that its values are
    NaN.  `error` is the tolerance that was reached: the sum of the local error estimates.  `about` says how they were made.
    """

    times: NDArray[np.float64]
    arrays: Mapping[str, Named]
    end: NDArray[np.float64]
    because: tuple[str | None, ...]
    error: NDArray[np.float64]
    about: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        return self.arrays[name].values

    @property
    def count(self) -> int:
        """How many trajectories there are."""
        return len(self.because)
