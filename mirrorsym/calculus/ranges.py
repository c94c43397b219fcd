"""Intervals with rational or infinite ends, and their arithmetic: sums, products, powers, roots.

An end is exact where the rule says so, and else rounded outward; it is open when no value can reach it.  `nonzero`
says that 0 is not a value although it lies between the ends.  Precondition: the inputs enclose the arguments; an empty
interval encloses nothing, and whatever is then concluded speaks about no point.

Main definitions: `Range`, `total`, `times`, `whole_power`, `root`, `cut`, `hull`; functions are in `range_functions`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flint import fmpz

from mirrorsym.calculus.enclosure import ball, precision

__all__ = [
    "BITS", "EVERYTHING", "LARGE", "NIL", "PI", "POSITIVE", "UNIT", "Range", "above", "absolute", "below", "cut",
    "extreme", "hull", "negative", "point", "reciprocal", "root", "tidy", "times", "total", "whole_power",
]

BITS = 128
#: numbers beyond this size are rounded, and ends of exponentials beyond it given up
LARGE = 2048
NIL, UNIT = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high` (None: unbounded), each open or closed, perhaps without 0."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = True
    high_open: bool = True
    nonzero: bool = False

    def has(self, op: str) -> bool:
        """Whether every number of the interval satisfies `number op 0` (op one of ">", ">=", "!=").

        >>> Range(Fraction(0), None).has(">"), Range(Fraction(0), None, low_open=False).has(">")
        (True, False)
        """
        above = self.low is not None and (self.low > 0 or (self.low == 0 and (self.low_open or self.nonzero)))
        if op == ">":
            return above
        if op == ">=":
            return self.low is not None and self.low >= 0
        below = self.high is not None and (self.high < 0 or (self.high == 0 and self.high_open))
        return above or below or self.nonzero


EVERYTHING = Range()
POSITIVE = Range(NIL, None, True, True, True)
PI = Range(Fraction(333, 106), Fraction(355, 113), True, True)


def point(q: Fraction) -> Range:
    """The interval of one number."""
    return Range(q, q, False, False, q != 0)


def tidy(r: Range) -> Range:
    """The same set, with "not zero" and open ends at 0 telling the same."""
    if r.low is not None and (r.low > 0 or (r.low == 0 and (r.low_open or r.nonzero))):
        return Range(r.low, r.high, r.low_open or r.low == 0, r.high_open, True)
    if r.high is not None and (r.high < 0 or (r.high == 0 and (r.high_open or r.nonzero))):
        return Range(r.low, r.high, r.low_open, r.high_open or r.high == 0, True)
    return r


def negative(r: Range) -> Range:
    """-r."""
    return Range(None if r.high is None else -r.high, None if r.low is None else -r.low, r.high_open, r.low_open, r.nonzero)


def cut(a: Range, b: Range) -> Range:
    """The common part of two intervals."""
    low, low_open = a.low, a.low_open
    if b.low is not None and (low is None or b.low > low or (b.low == low and b.low_open)):
        low, low_open = b.low, b.low_open
    high, high_open = a.high, a.high_open
    if b.high is not None and (high is None or b.high < high or (b.high == high and b.high_open)):
        high, high_open = b.high, b.high_open
    return tidy(Range(low, high, low_open, high_open, a.nonzero or b.nonzero))


def hull(parts: list[Range]) -> Range:
    """The smallest interval around all parts."""
    low, low_open, high, high_open = parts[0].low, parts[0].low_open, parts[0].high, parts[0].high_open
    for p in parts[1:]:
        if low is not None and (p.low is None or p.low < low or (p.low == low and not p.low_open)):
            low, low_open = p.low, p.low_open
        if high is not None and (p.high is None or p.high > high or (p.high == high and not p.high_open)):
            high, high_open = p.high, p.high_open
    return tidy(Range(low, high, low_open, high_open, all(p.nonzero for p in parts)))


def extreme(parts: list[Range], largest: bool) -> Range:
    """The interval of the largest (or smallest) of several values."""
    if not largest:
        return negative(extreme([negative(p) for p in parts], True))
    lows = [(p.low, p.low_open) for p in parts if p.low is not None]
    low, low_open = max(lows, key=lambda end: (end[0], end[1])) if lows else (None, True)
    if any(p.high is None for p in parts):
        high, high_open = None, True
    else:
        high, high_open = max(((p.high, p.high_open) for p in parts), key=lambda end: (end[0], not end[1]))
    return tidy(Range(low, high, low_open, high_open, all(p.nonzero for p in parts)))


# -- rounding -----------------------------------------------------------------------------------------------
def _fraction(x: Any) -> Fraction | None:
    """An exact ball as a fraction; None when it is not finite or too large to write down."""
    if not x.is_finite():
        return None
    mantissa, exponent = x.man_exp()
    m, k = int(mantissa), int(exponent)
    if k > LARGE or k < -4 * LARGE:
        return None
    return Fraction(m << k) if k >= 0 else Fraction(m, 1 << -k)


def below(x: Any) -> Fraction | None:
    """A rational number at or below a ball; None when there is none of reasonable size."""
    return _fraction(x.lower())


def above(x: Any) -> Fraction | None:
    """A rational number at or above a ball; None when there is none of reasonable size."""
    return _fraction(x.upper())


def _short(r: Range) -> Range:
    """Round outward ends that have become long."""
    low, high = r.low, r.high
    if low is not None and low.denominator.bit_length() + low.numerator.bit_length() > LARGE:
        with precision(BITS):
            low = below(ball(low))
            if r.low is not None and r.low >= 0 and (low is None or low < 0):
                low = NIL
    if high is not None and high.denominator.bit_length() + high.numerator.bit_length() > LARGE:
        with precision(BITS):
            high = above(ball(high))
            if r.high is not None and r.high <= 0 and (high is None or high > 0):
                high = NIL
    return r if low is r.low and high is r.high else Range(low, high, r.low_open, r.high_open, r.nonzero)


# -- arithmetic ---------------------------------------------------------------------------------------------
def total(parts: list[Range]) -> Range:
    """The sum."""
    if len(parts) == 1:
        return parts[0]
    low = high = None
    if all(p.low is not None for p in parts):
        low = sum((p.low for p in parts if p.low is not None), NIL)
    if all(p.high is not None for p in parts):
        high = sum((p.high for p in parts if p.high is not None), NIL)
    return tidy(_short(Range(low, high, any(p.low_open for p in parts), any(p.high_open for p in parts))))


_End = tuple[Fraction | None, bool, int]  # value, open, sign when infinite


def _ends(r: Range) -> tuple[_End, _End]:
    return (r.low, r.low_open, -1), (r.high, r.high_open, 1)


def _corner(a: _End, b: _End) -> _End:
    x, x_open, s = a
    y, y_open, t = b
    if x == 0 or y == 0:
        return NIL, not ((x == 0 and not x_open) or (y == 0 and not y_open)), 0
    if x is None or y is None:
        return None, True, (s if x is None else 1 if x > 0 else -1) * (t if y is None else 1 if y > 0 else -1)
    return x * y, x_open or y_open, 0


def times(a: Range, b: Range) -> Range:
    """The product.

    >>> times(Range(Fraction(0), None), Range(Fraction(1), Fraction(2))).has(">")
    True
    """
    if a == point(UNIT):
        return b
    corners = [_corner(x, y) for x in _ends(a) for y in _ends(b)]
    low: Fraction | None = None
    high: Fraction | None = None
    low_open = high_open = True
    finite = [(v, o) for v, o, _ in corners if v is not None]
    if not any(v is None and s < 0 for v, _, s in corners) and finite:
        low, low_open = min(finite, key=lambda end: (end[0], end[1]))
    if not any(v is None and s > 0 for v, _, s in corners) and finite:
        high, high_open = max(finite, key=lambda end: (end[0], not end[1]))
    return tidy(_short(Range(low, high, low_open, high_open, a.nonzero and b.nonzero)))


def reciprocal(r: Range) -> Range:
    """1/r where r is not 0."""
    r = tidy(replace(r, nonzero=True))
    if r.low is not None and r.low >= 0:
        low, low_open = (NIL, True) if r.high is None else (1 / r.high, r.high_open) if r.high > 0 else (NIL, True)
        high, high_open = (None, True) if r.low == 0 else (1 / r.low, r.low_open)
        return Range(low, high, low_open, high_open, True)
    if r.high is not None and r.high <= 0:
        return negative(reciprocal(negative(r)))
    return Range(None, None, True, True, True)


def whole_power(r: Range, k: int) -> Range:
    """r**k for a whole number k.

    >>> whole_power(Range(Fraction(-1), Fraction(2)), 2)
    Range(low=Fraction(0, 1), high=Fraction(4, 1), low_open=False, high_open=True, nonzero=False)
    """
    if k == 1:
        return r
    if k == 0:
        return point(UNIT)
    if k < 0:
        return reciprocal(whole_power(tidy(replace(r, nonzero=True)), -k))
    if k % 2 == 1:
        return tidy(Range(_end_power(r.low, k, False), _end_power(r.high, k, True), r.low_open, r.high_open, r.nonzero))
    if r.high is not None and r.high <= 0:
        r = negative(r)
    if r.low is not None and r.low >= 0:
        return tidy(Range(_end_power(r.low, k, False), _end_power(r.high, k, True), r.low_open, r.high_open, r.nonzero))
    high, high_open = None, True
    if r.low is not None and r.high is not None:
        size = max(-r.low, r.high)
        high, high_open = _end_power(size, k, True), (r.low_open or -r.low < size) and (r.high_open or r.high < size)
    return tidy(Range(NIL, high, False, high_open, r.nonzero))


def _end_power(q: Fraction | None, k: int, up: bool) -> Fraction | None:
    """q**k, or a bound below (above, when `up`) where it would be too long to write down."""
    if q is None or q == 0:
        return q
    if (q.numerator.bit_length() + q.denominator.bit_length()) * k <= 2 * LARGE:
        return q**k
    size = abs(q)
    if up == (q > 0):  # a bound of the absolute value from above
        bound = UNIT if size <= 1 else None
        return bound if bound is None or q > 0 else -bound
    bound = NIL if size < 1 else UNIT
    return bound if q > 0 else -bound


def root(r: Range, q: int) -> Range:
    """The q-th root of the part that is not negative."""
    r = cut(r, Range(NIL, None, False, True))
    with precision(BITS):
        low = _root_end(r.low, q, False)
        high = _root_end(r.high, q, True)
    return tidy(Range(low, high, r.low_open, r.high_open, r.nonzero))


def _root_end(x: Fraction | None, q: int, up: bool) -> Fraction | None:
    if x is None or x in (0, 1):
        return x
    if x < 0:
        return NIL  # the interval is empty
    a, b = fmpz(x.numerator).root(q), fmpz(x.denominator).root(q)
    if a**q == x.numerator and b**q == x.denominator:
        return Fraction(int(a), int(b))
    y = ball(x).root(q)
    out = above(y) if up else below(y)
    return out if up or (out is not None and out > 0) else NIL


def absolute(r: Range) -> Range:
    """|r|."""
    if r.low is not None and r.low >= 0:
        return r
    if r.high is not None and r.high <= 0:
        return negative(r)
    high, high_open = None, True
    if r.low is not None and r.high is not None:
        high = max(-r.low, r.high)
        high_open = (r.low_open or -r.low < high) and (r.high_open or r.high < high)
    return tidy(Range(NIL, high, False, high_open, r.nonzero))
