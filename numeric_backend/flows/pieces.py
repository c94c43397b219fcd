"""What drives a flow: losses that change at given times, and a schedule, cut into pieces on which both are smooth.

A time-dependent loss is piecewise constant in time (lwla Def. 3.1).

Main definitions: `Drive`, `Stretch`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric_backend.flows.schedules import Schedule, Span
from numeric_backend.losses import Loss

__all__ = ["Drive", "Stretch"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Stretch:
    """Times on which one loss and one span of the schedule hold."""

    begin: float
    end: float
    loss: Loss
    span: Span
    since: float

    def alpha(self, t: Array) -> Array:
        """alpha_t, continued smoothly to the ends."""
        s = t - self.since
        level = np.full_like(s, self.span.level) if self.span.rate == 0 else self.span.level * np.exp(-self.span.rate * s)
        return level if self.span.slope == 0 else level + self.span.slope * s


@dataclass(frozen=True, eq=False)
class Drive:
    """`losses` are (until, loss) in order; the last one holds for ever, whatever its time says."""

    losses: tuple[tuple[float, Loss], ...]
    schedule: Schedule

    @property
    def breaks(self) -> tuple[float, ...]:
        """Times at which the loss or alpha may jump."""
        return tuple(sorted({*self.schedule.breaks, *(t for t, _ in self.losses[:-1])}))

    @property
    def switched(self) -> float:
        """The time from which on the last loss holds."""
        return self.losses[-2][0] if len(self.losses) > 1 else 0.0

    def loss_at(self, t: float) -> Loss:
        """The loss that holds from the time t on."""
        return next((loss for end, loss in self.losses[:-1] if t < end), self.losses[-1][1])

    def stretches(self, stop: float) -> Iterator[Stretch]:
        """The stretches that cover 0 to `stop`."""
        begin = 0.0
        for end in (*(t for t in self.breaks if t < stop and math.isfinite(t)), stop):
            if end > begin:
                span, since = self.schedule.span(begin)
                yield Stretch(begin, end, self.loss_at(begin), span, since)
                begin = end
