"""Initial value problems to any number of digits: extrapolation of the modified midpoint rule (Gragg, Bulirsch, Stoer).

Only values of the right-hand side are needed, so every kernel will do; orders and steps follow the error.  Nothing here is a
certificate: the error is an estimate.

Main definitions: `Ended`, `integrate`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Ended", "Solution", "integrate"]

Field = Callable[[Any, list[Any]], list[Any] | None]
LARGEST = 22  # rows of the tableau
SMALLEST = 1e-7  # step
FAST = 1e5  # speed, relative to the size


@dataclass(frozen=True, slots=True)
class Solution:
    """The end of a solution at time 1, with an estimate of its error and the number of steps."""

    value: tuple[Any, ...]
    error: Any
    steps: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A solution that could not be followed to time 1: how far it came, where it was, and one sentence why."""

    time: Any
    value: tuple[Any, ...]
    because: str


def integrate(field: Field, start: Sequence[Any], digits: int, limit: int = 400) -> Solution | Ended:
    """The solution of y' = field(t, y), y(0) = start, at t = 1, with a local error below 10**-digits, relative to max(1, |y|).

    `field` gives None (or NaN) where it is not defined.  Works at mpmath's present precision, which has to be some 20 digits higher.

    >>> import mpmath
    >>> with mpmath.workdps(50):
    ...     mpmath.nstr(integrate(lambda t, y: [y[0]], [mpmath.mpf(1)], 30).value[0], 30)
    '2.71828182845904523536028747135'
    """
    import mpmath

    t, y = mpmath.mpf(0), list(start)
    step, total, count = mpmath.mpf("0.25"), mpmath.mpf(0), 0
    tolerance = mpmath.mpf(10) ** (-digits)
    while t < 1:
        count += 1
        if count > limit or step < SMALLEST:
            slope = field(t, y) or []
            fast = max((abs(v) for v in slope), default=0) > FAST * max(1, *(abs(v) for v in y))
            because = "its speed grows beyond all bounds" if fast else "it comes to the edge of where it is defined"
            return Ended(t, tuple(y), because if step < SMALLEST else f"it needs more than {limit} steps")
        h = min(step, 1 - t)
        found = _step(field, t, y, h, tolerance)
        if found is None:
            step = h / 2
            continue
        y, error, rows = found
        t, total = (t + h, total + error) if h < 1 - t else (mpmath.mpf(1), total + error)
        step = h * 2 if rows < LARGEST // 2 else h if rows < LARGEST - 4 else h * mpmath.mpf("0.7")
    return Solution(tuple(y), total, count)


def _step(field: Field, t: Any, y: list[Any], h: Any, tolerance: Any) -> tuple[list[Any], Any, int] | None:
    """(value after the step, error, rows used); None when the tableau does not converge."""
    import mpmath

    first = field(t, y)
    if first is None:
        return None
    scale = [max(abs(v), mpmath.mpf(1)) for v in y]
    rows: list[list[Any]] = []
    last = None
    for k in range(1, LARGEST + 1):
        n = 2 * k
        middle = _midpoint(field, t, y, first, h, n)
        if middle is None:
            return None
        row = [middle]
        for j in range(1, k):
            ratio = (mpmath.mpf(k) / (k - j)) ** 2 - 1
            row.append([a + (a - b) / ratio for a, b in zip(row[-1], rows[-1][j - 1], strict=True)])
        rows.append(row)
        if k > 2:
            error = max(abs(a - b) / s for a, b, s in zip(row[-1], row[-2], scale, strict=True))
            if mpmath.isnan(error):
                return None
            if error <= tolerance:
                return row[-1], error, k
            if k > 8 and last is not None and error > last / 2:
                return None
            last = error
    return None


def _midpoint(field: Field, t: Any, y: list[Any], first: list[Any], h: Any, n: int) -> list[Any] | None:
    small = h / n
    before, now = y, [a + small * b for a, b in zip(y, first, strict=True)]
    for i in range(1, n):
        slope = field(t + i * small, now)
        if slope is None:
            return None
        before, now = now, [a + 2 * small * b for a, b in zip(before, slope, strict=True)]
    slope = field(t + h, now)
    if slope is None:
        return None
    return [(a + b + small * c) / 2 for a, b, c in zip(now, before, slope, strict=True)]
