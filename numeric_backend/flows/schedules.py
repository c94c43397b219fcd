"""Schedules of the regularization: alpha_t in pieces, each with the exact integral, so that the clock a_t has no error of its own.

A piece is alpha_t = level*exp(-rate*s) + slope*s with s the time since the piece began; so constant, exponentially decaying and linear
schedules, and one after the other.  a_t = -int_0^t alpha.  Source of the convention: tdmf Thm 3.1.

Main definitions: `Schedule`, `Span`, `read_schedule`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Schedule", "Span", "read_number", "read_schedule"]

_NUMBER = r"[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?(?:/[0-9]{1,300})?"
_FORM = re.compile(rf"(?P<level>-?{_NUMBER})(?:\s*\*\s*exp\(\s*-\s*(?:(?P<rate>{_NUMBER})\s*\*\s*)?(?P<t>t)\s*\)"
                   rf"|\s*(?P<sign>[-+])\s*(?:(?P<slope>{_NUMBER})\s*\*\s*)?t)?(?:\s+until\s+(?P<end>{_NUMBER}))?")


@dataclass(frozen=True, slots=True)
class Span:
    """alpha = level*exp(-rate*s) + slope*s until the time `end`, s being the time since the span before it."""

    end: float
    level: float
    rate: float = 0.0
    slope: float = 0.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """Spans one after the other; after the last one alpha is 0.

    >>> s = read_schedule("0.5 until 1, 0.1")
    >>> s.alpha(0.2), s.alpha(3.0), round(float(s.clock(3.0)), 12), s.breaks
    (0.5, 0.1, -0.7, (1.0,))
    """

    spans: tuple[Span, ...] = ()
    text: str = "0"

    @property
    def breaks(self) -> tuple[float, ...]:
        """Times at which alpha may jump."""
        return tuple(s.end for s in self.spans if math.isfinite(s.end))

    @property
    def off(self) -> float:
        """The time from which on alpha is 0; infinite where it never is for good."""
        last = 0.0
        for s in self.spans:
            if s.level or s.slope:
                last = s.end
        return last

    @property
    def settled(self) -> float:
        """The time from which on a_t changes by less than 1e-18 altogether; infinite where there is none."""
        off = self.off
        if math.isfinite(off):
            return off
        last = self.spans[-1]
        begin = self.spans[-2].end if len(self.spans) > 1 else 0.0
        if last.slope or last.rate <= 0:
            return math.inf
        return begin + max(0.0, math.log(max(abs(last.level) / last.rate, 1e-300) * 1e18)) / last.rate

    @property
    def nonnegative(self) -> bool:
        """Whether alpha is at least 0 throughout; a span without an end has to be so by its signs."""
        begin = 0.0
        for s in self.spans:
            late = s.slope >= 0 if math.isinf(s.end) else s.level * math.exp(-s.rate * (s.end - begin)) + s.slope * (s.end - begin) >= 0
            if s.level < 0 or not late or (s.rate and s.slope):
                return False
            begin = s.end
        return True

    def alpha(self, t: float, side: str = "right") -> float:
        """alpha at one time; at a jump the value after it, or before it with side="left"."""
        begin = 0.0
        for s in self.spans:
            if t < s.end or (side == "left" and t <= s.end):
                return s.level * math.exp(-s.rate * (t - begin)) + s.slope * (t - begin)
            begin = s.end
        return 0.0

    def span(self, begin: float) -> tuple[Span, float]:
        """The span that holds from the time `begin` on, and when it began."""
        start = 0.0
        for s in self.spans:
            if begin < s.end:
                return s, start
            start = s.end
        return Span(math.inf, 0.0), start

    def clock(self, t: Any) -> Any:
        """a_t = -int_0^t alpha, for one time or an array."""
        time = np.asarray(t, dtype=np.float64)
        total, begin = np.zeros_like(time), 0.0
        for s in self.spans:
            length = np.clip(time, begin, s.end) - begin
            part = s.level * (length if s.rate == 0 else -np.expm1(-s.rate * length) / s.rate)
            total = total + part + 0.5 * s.slope * length * length
            begin = s.end
        return -total


def read_schedule(text: str) -> Schedule:
    """The schedule of a text such as "0.2", "0.2 until 1, 1/20 until 2", "0.5*exp(-3*t)" or "1 - 0.5*t until 2".

    The t of a span counts from when the span begins.  ValueError with a sentence for anything else.
    """
    spans: list[Span] = []
    begin = 0.0
    for part in text.split(","):
        found = _FORM.fullmatch(part.strip())
        if found is None:
            raise ValueError(f"{part.strip()[:40]!r} is no schedule such as '0.2 until 1', '0.5*exp(-3*t)' or '1 - 0.5*t until 2'")
        if spans and math.isinf(spans[-1].end):
            raise ValueError(f"{part.strip()[:40]!r} comes after a part without 'until'")
        end = math.inf if found["end"] is None else read_number(found["end"])
        if end <= begin:
            raise ValueError(f"the part {part.strip()[:40]!r} ends before it begins")
        rate = 0.0 if found["t"] is None else read_number(found["rate"] or "1")
        slope = 0.0 if found["sign"] is None else read_number(found["slope"] or "1") * (-1 if found["sign"] == "-" else 1)
        spans.append(Span(end, read_number(found["level"]), rate, slope))
        begin = end
    return Schedule(tuple(spans), text.strip())


def read_number(text: str) -> float:
    """A number, or a quotient of two; ValueError where it is none that a double can hold.

    >>> read_number("3/4")
    0.75
    """
    above, _, below = text.partition("/")
    value = float(above) / (float(below or 1) or math.nan)
    if not math.isfinite(value):
        raise ValueError(f"{text[:40]!r} is no number that can be used")
    return value
