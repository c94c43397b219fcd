"""A bound on how long integrations may take, for whoever has to answer in time.

Main definitions: `within`, `go_on`, `OutOfTime`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["OutOfTime", "go_on", "within"]

_END: ContextVar[float] = ContextVar("end", default=math.inf)


class OutOfTime(Exception):
    """An integration was given up, because the time that was allowed is over."""


@contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Inside, integrations end with `OutOfTime` once so many seconds are over; a bound from outside holds too, None adds none.

    >>> with within(60.0), within(None):
    ...     go_on()
    >>> with within(0.0):
    ...     go_on()
    Traceback (most recent call last):
    ...
    numeric_backend.flows.bounded.OutOfTime: no time is left
    """
    end = math.inf if seconds is None else time.monotonic() + seconds
    token = _END.set(min(end, _END.get()))
    try:
        yield
    finally:
        _END.reset(token)


def go_on() -> None:
    """Raise `OutOfTime` where the time is over."""
    if time.monotonic() >= _END.get():
        raise OutOfTime("no time is left")
