"""A prediction and what was observed of it.

An observation is no verdict: it says whether numbers agree within a tolerance, on the trajectories that were run.

Main definitions: `Prediction`, `Observation`, `Outcome`, `gaps`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from numeric_backend.experiments.scene import Scene

__all__ = ["Observation", "Outcome", "Prediction", "gaps", "missing", "worst_of"]

Array = NDArray[Any]


class Outcome(StrEnum):
    """How a prediction fared."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    UNDECIDED = "undecided"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, eq=False)
class Observation:
    """The largest `gap` over the `compared` trajectories (at the trajectory `worst`) against the `tolerance`, and a sentence."""

    outcome: Outcome
    because: str
    gap: float | None = None
    tolerance: float | None = None
    compared: int = 0
    worst: int | None = None
    by: Array | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data; a gap that is not finite is text."""
        gap = None if self.gap is None else self.gap if np.isfinite(self.gap) else str(self.gap)
        return {"outcome": str(self.outcome), "gap": gap, "tolerance": self.tolerance, "compared": self.compared, "worst": self.worst,
                "because": self.because}


@dataclass(frozen=True, slots=True)
class Prediction:
    """One statement of the theory; `observe` holds it against a scene.  `rank` orders the table.

    A `control` is no prediction but a test of the run itself: it can spoil a rerun, and never makes one agree.
    """

    name: str
    statement: str
    source: str
    rank: int
    observe: Callable[[Scene], Observation]
    control: bool = False


def missing(because: str) -> Observation:
    """The prediction says nothing here."""
    return Observation(Outcome.NOT_APPLICABLE, because)


def gaps(observed: Array, predicted: Array) -> Array:
    """|observed - predicted|/max(1, |predicted|), entry by entry.

    Where nothing was observed (NaN or infinite) there is nothing to compare, so NaN; a prediction that is NaN where something was
    observed is infinitely wrong.

    >>> gaps(np.array([1.0, 2.0, np.nan]), np.array([1.5, np.nan, 0.0])).tolist()
    [0.3333333333333333, inf, nan]
    """
    with np.errstate(all="ignore"):
        gap = np.abs(observed - predicted) / np.maximum(1.0, np.abs(predicted))
    gap = np.where(np.isnan(gap), np.inf, gap)
    return np.where(np.isfinite(observed), gap, np.nan)


def worst_of(gap: Array) -> Array:
    """The largest entry of each trajectory (the last axis), NaN for one without any."""
    flat = gap.reshape(-1, gap.shape[-1])
    seen = ~np.all(np.isnan(flat), axis=0)
    out = np.full(flat.shape[1], np.nan)
    out[seen] = np.nanmax(flat[:, seen], axis=0)
    return out
