"""Intervals with rational or infinite ends, each open or closed, and a flag "not 0": the values structure can promise.

Every operation returns an interval that holds all values of the operation on values of its arguments *where it is
defined*; ends of functions are exact where they are known (exp 0 = 1, log 1 = 0, ...) and rounded outward otherwise,
and then closed, since rounding outward says nothing about the end itself.

Main definitions: `Interval`, `FULL`, `PI`, `plus`, `times`, `power`, `symbolic_power`, `root`, `function`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from mirrorsym.recheck.balls import Open, ball, bounds, precision

__all__ = ["EMPTY", "FULL", "PI", "Interval", "function", "meet", "number", "plus", "power", "root", "symbolic_power",
           "times"]

_BITS = 160
_LONG = 4_000


@dataclass(frozen=True)
class Interval:
    """lo <= x <= hi (None: no bound), `<` on an open side; `nonzero` excludes 0; `empty` says there is no value."""

    lo: Fraction | None = None
    hi: Fraction | None = None
    lo_open: bool = True
    hi_open: bool = True
    nonzero: bool = False
    empty: bool = False

    def says(self, op: str) -> bool:
        """Whether every value satisfies `value op 0`.

        >>> Interval(Fraction(0), None, True).says(">")
        True
        """
        if self.empty:
            return True
        above = self.lo is not None and (self.lo > 0 or (self.lo == 0 and (self.lo_open or self.nonzero)))
        below = self.hi is not None and (self.hi < 0 or (self.hi == 0 and (self.hi_open or self.nonzero)))
        if op == ">":
            return above
        if op == "<":
            return below
        if op == ">=":
            return self.lo is not None and self.lo >= 0
        if op == "<=":
            return self.hi is not None and self.hi <= 0
        if op == "!=":
            return above or below or self.nonzero
        return self.lo == 0 == self.hi

    @property
    def excludes_zero(self) -> bool:
        """Whether 0 is no value."""
        return self.says("!=")


FULL = Interval()
EMPTY = Interval(empty=True)
_PI_LO, _PI_HI = Fraction(314159265, 10 ** 8), Fraction(314159266, 10 ** 8)
PI = Interval(_PI_LO, _PI_HI, nonzero=True)


def number(q: Fraction) -> Interval:
    """The one value q."""
    return Interval(q, q, False, False, q != 0)


def meet(a: Interval, b: Interval) -> Interval:
    """Values in both."""
    if a.empty or b.empty:
        return EMPTY
    lo, lo_open = _larger(a.lo, a.lo_open, b.lo, b.lo_open)
    hi, hi_open = _larger(_neg(a.hi), a.hi_open, _neg(b.hi), b.hi_open)
    hi = _neg(hi)
    if lo is not None and hi is not None and (lo > hi or (lo == hi and (lo_open or hi_open))):
        return EMPTY
    return Interval(lo, hi, lo_open, hi_open, a.nonzero or b.nonzero)


def _neg(x: Fraction | None) -> Fraction | None:
    return None if x is None else -x


def _larger(x: Fraction | None, x_open: bool, y: Fraction | None, y_open: bool) -> tuple[Fraction | None, bool]:
    if x is None or (y is not None and y > x):
        return y, y_open
    if y is None or x > y:
        return x, x_open
    return x, x_open or y_open


def plus(a: Interval, b: Interval) -> Interval:
    """a + b."""
    if a.empty or b.empty:
        return EMPTY
    lo = None if a.lo is None or b.lo is None else a.lo + b.lo
    hi = None if a.hi is None or b.hi is None else a.hi + b.hi
    return _tame(Interval(lo, hi, a.lo_open or b.lo_open, a.hi_open or b.hi_open))


def _tame(x: Interval) -> Interval:
    """Ends with very long numbers are given up: the promise gets weaker, never wrong."""
    lo, hi = (None if e is not None and max(e.numerator.bit_length(), e.denominator.bit_length()) > _LONG else e
              for e in (x.lo, x.hi))
    return x if lo is x.lo and hi is x.hi else Interval(lo, hi, x.lo_open, x.hi_open, x.nonzero)


_End = tuple[Fraction | None, int, bool]  # value, or an infinity of this sign; open


def _ends(x: Interval) -> list[_End]:
    return [(x.lo, -1, x.lo_open), (x.hi, 1, x.hi_open)]


def times(a: Interval, b: Interval) -> Interval:
    """a * b for independent factors."""
    if a.empty or b.empty:
        return EMPTY
    nonzero = a.excludes_zero and b.excludes_zero
    lo: tuple[Fraction, bool] | None = None
    hi: tuple[Fraction, bool] | None = None
    lo_free = hi_free = False
    for x, x_side, x_open in _ends(a):
        for y, y_side, y_open in _ends(b):
            if x is None or y is None:
                sign = _sign(x, x_side) * _sign(y, y_side)
                if sign > 0:
                    hi_free = True
                elif sign < 0:
                    lo_free = True
                else:  # 0 times something unbounded stays 0; the end 0 is reached iff the zero end is
                    closed = (x == 0 and not x_open) or (y == 0 and not y_open)
                    lo, hi = _join(lo, hi, Fraction(0), not closed)
                continue
            zero_closed = (x == 0 and not x_open) or (y == 0 and not y_open)
            lo, hi = _join(lo, hi, x * y, (x_open or y_open) and not zero_closed)
    # an open end 0 from the corners is only a limit unless 0 is a value inside a factor
    inside = not nonzero
    low, low_open = (None, True) if lo_free or lo is None else lo
    high, high_open = (None, True) if hi_free or hi is None else hi
    if inside:
        low_open = low_open and not (low is not None and low >= 0)
        high_open = high_open and not (high is not None and high <= 0)
    return _tame(Interval(low, high, low_open, high_open, nonzero))


def _sign(x: Fraction | None, side: int) -> int:
    return side if x is None else (x > 0) - (x < 0)


def _join(lo: tuple[Fraction, bool] | None, hi: tuple[Fraction, bool] | None, value: Fraction,
          is_open: bool) -> tuple[tuple[Fraction, bool], tuple[Fraction, bool]]:
    if lo is None or value < lo[0] or (value == lo[0] and not is_open):
        lo = (value, is_open)
    if hi is None or value > hi[0] or (value == hi[0] and not is_open):
        hi = (value, is_open)
    return lo, hi


def power(a: Interval, n: int) -> Interval:
    """a**n for an integer n (one base, not independent factors)."""
    if a.empty:
        return EMPTY
    if n == 0:
        return number(Fraction(1))
    if n < 0:
        return _inverse(power(a, -n))
    if n > 64:
        if n % 2 == 0:
            return Interval(Fraction(0), None, a.excludes_zero, True, a.excludes_zero)
        if a.says(">=") or a.says("<="):
            return Interval(Fraction(0) if a.says(">=") else None, None if a.says(">=") else Fraction(0),
                            a.excludes_zero, a.excludes_zero, a.excludes_zero)
        return Interval(nonzero=a.excludes_zero)
    if n % 2 == 1 or a.says(">="):
        return _tame(Interval(None if a.lo is None else a.lo ** n, None if a.hi is None else a.hi ** n,
                              a.lo_open, a.hi_open, a.excludes_zero))
    if a.says("<="):
        return power(Interval(_neg(a.hi), _neg(a.lo), a.hi_open, a.lo_open, a.nonzero), n)
    lo_size = None if a.lo is None else -a.lo
    top = None if lo_size is None or a.hi is None else max(lo_size, a.hi)
    top_open = True
    if top is not None:
        top_open = not ((top == lo_size and not a.lo_open) or (top == a.hi and not a.hi_open))
    return _tame(Interval(Fraction(0), None if top is None else top ** n, a.excludes_zero, top_open, a.excludes_zero))


def _inverse(a: Interval) -> Interval:
    """1/a where a != 0."""
    if a.says(">="):
        lo = None if a.hi is None else 1 / a.hi if a.hi else None
        hi = 1 / a.lo if a.lo else None
        if a.hi == 0:
            return EMPTY
        return _tame(Interval(lo if lo is not None else Fraction(0), hi, a.hi_open if lo is not None else True,
                              a.lo_open if hi is not None else True, True))
    if a.says("<="):
        x = _inverse(Interval(_neg(a.hi), _neg(a.lo), a.hi_open, a.lo_open, a.nonzero))
        return x if x.empty else Interval(_neg(x.hi), _neg(x.lo), x.hi_open, x.lo_open, True)
    return Interval(nonzero=True)


#: increasing functions: natural domain (lo, hi), values where they are known exactly, and the range
_INCREASING: dict[str, tuple[Fraction | None, Fraction | None, dict[int, int], Interval]] = {
    "exp": (None, None, {0: 1}, Interval(Fraction(0), None)),
    "log": (Fraction(0), None, {1: 0}, FULL),
    "sinh": (None, None, {0: 0}, FULL),
    "tanh": (None, None, {0: 0}, Interval(Fraction(-1), Fraction(1))),
    "atan": (None, None, {0: 0}, Interval(-_PI_HI / 2, _PI_HI / 2)),
    "asinh": (None, None, {0: 0}, FULL),
    "asin": (Fraction(-1), Fraction(1), {0: 0}, Interval(-_PI_HI / 2, _PI_HI / 2)),
    "acosh": (Fraction(1), None, {1: 0}, Interval(Fraction(0), None, False)),
    "atanh": (Fraction(-1), Fraction(1), {0: 0}, FULL),
    "erf": (None, None, {0: 0}, Interval(Fraction(-1), Fraction(1))),
    "LambertW": (None, None, {0: 0}, Interval(Fraction(-1), None, False)),
}


def function(op: str, x: Interval) -> Interval:
    """The values of a function of one argument where it is defined."""
    if x.empty:
        return EMPTY
    if op in _INCREASING:
        return _increasing(op, x)
    if op == "abs":
        if x.says(">="):
            return x
        if x.says("<="):
            return Interval(_neg(x.hi), _neg(x.lo), x.hi_open, x.lo_open, x.nonzero)
        square = power(x, 2)
        top = None if x.lo is None or x.hi is None else max(-x.lo, x.hi)
        return Interval(Fraction(0), top, x.excludes_zero, square.hi_open, x.excludes_zero)
    if op == "sign":
        least = 1 if x.says(">") else 0 if x.says(">=") else -1
        most = -1 if x.says("<") else 0 if x.says("<=") else 1
        return Interval(Fraction(least), Fraction(most), False, False, x.excludes_zero)
    if op == "cosh":
        size = function("abs", x)
        lo = Fraction(1) if size.lo in (None, 0) else max(_bound("cosh", size.lo, -1) or Fraction(1), Fraction(1))
        return Interval(lo, None if size.hi is None else _bound("cosh", size.hi, 1),
                        lo == 1 and size.excludes_zero, size.hi is None, True)
    if op in ("sin", "cos"):
        return _wave(op, x)
    if op == "tan":
        return _tangent(x)
    if op == "acos":
        below_one = x.hi is not None and (x.hi < 1 or (x.hi == 1 and x.hi_open))
        top = _PI_HI / 2 if x.says(">=") else _PI_HI
        low = _bound("acos", x.hi, -1) if x.hi is not None and -1 < x.hi < 1 else None
        high = _bound("acos", x.lo, 1) if x.lo is not None and -1 < x.lo < 1 else None
        return Interval(max(low or Fraction(0), Fraction(0)), top if high is None else min(top, high),
                        below_one and not low, False, below_one)
    if op == "gamma" and x.says(">"):
        return Interval(Fraction(0), None, True, True, True)
    return FULL


def _wave(op: str, x: Interval) -> Interval:
    """sin or cos: least and greatest value at an end or at an extremum (at k*pi + pi/2 or k*pi) that may lie inside."""
    around = Interval(Fraction(-1), Fraction(1), False, False)
    if x.lo is None or x.hi is None or max(abs(x.lo), abs(x.hi)) >= 8:
        return around
    values: list[tuple[Fraction, Fraction, bool]] = []
    for end, is_open in ((x.lo, x.lo_open), (x.hi, x.hi_open)):
        if end == 0:
            at = Fraction(0 if op == "sin" else 1)
            values.append((at, at, is_open))
        else:
            low, high = _bound(op, end, -1), _bound(op, end, 1)
            if low is None or high is None:
                return around
            values.append((low, high, False))
    for k in range(-4, 5):
        at = Fraction(-1 if k % 2 else 1)
        if op == "cos" and k == 0:
            inside = (x.lo < 0 or (x.lo == 0 and not x.lo_open)) and (x.hi > 0 or (x.hi == 0 and not x.hi_open))
        else:
            turns = Fraction(2 * k + 1, 2) if op == "sin" else Fraction(k)
            places = sorted((turns * _PI_LO, turns * _PI_HI))
            inside = places[1] >= x.lo and places[0] <= x.hi
        if inside:
            values.append((at, at, False))
    lo, hi = min(v[0] for v in values), max(v[1] for v in values)
    whole = Interval(lo, hi, all(v[2] for v in values if v[0] == lo), all(v[2] for v in values if v[1] == hi))
    nonzero = op == "sin" and x.excludes_zero and x.lo > -3 and x.hi < 3
    return meet(meet(whole, around), Interval(nonzero=nonzero))


def _tangent(x: Interval) -> Interval:
    if x.lo is None or x.hi is None or x.lo <= -_PI_LO / 2 or x.hi >= _PI_LO / 2:
        return FULL
    ends = [(Fraction(0), is_open) if end == 0 else (_bound("tan", end, side), False)
            for end, is_open, side in ((x.lo, x.lo_open, -1), (x.hi, x.hi_open, 1))]
    return Interval(ends[0][0], ends[1][0], ends[0][1], ends[1][1], x.excludes_zero)


def symbolic_power(base: Interval, exponent: Interval) -> Interval:
    """b**x = exp(x*log b) for b > 0."""
    return function("exp", times(exponent, function("log", meet(base, Interval(Fraction(0), None)))))


def _increasing(op: str, x: Interval) -> Interval:
    lo, hi, known, around = _INCREASING[op]
    x = meet(x, Interval(lo, hi, False, False))
    if x.empty:
        return EMPTY
    ends: list[tuple[Fraction | None, bool]] = []
    for value, is_open, side in ((x.lo, x.lo_open, -1), (x.hi, x.hi_open, 1)):
        if value is None:
            ends.append((None, True))
        elif value.denominator == 1 and int(value) in known:
            ends.append((Fraction(known[int(value)]), is_open))
        else:
            ends.append((_bound(op, value, side), False))
    zero_at = next((k for k, v in known.items() if v == 0), None)
    nonzero = zero_at == 0 and x.excludes_zero
    return meet(Interval(ends[0][0], ends[1][0], ends[0][1], ends[1][1], nonzero), around)


def _bound(op: str, at: Fraction | None, side: int) -> Fraction | None:
    """A rational bound of f(at) from below (side -1) or above (1); None when there is none."""
    if at is None or abs(at) > 10 ** 6:
        return None
    try:
        with precision(_BITS):
            x: arb = getattr(ball(at), op.lower())()
            if not x.is_finite():
                return None
            return bounds(x)[0 if side < 0 else 1]
    except Open:
        return None


def root(x: Interval, q: Fraction) -> Interval:
    """x**q for a rational q that is no integer; x >= 0 wherever that is defined."""
    x = meet(x, Interval(Fraction(0), None, q < 0))
    if x.empty:
        return EMPTY
    if q < 0:
        return _inverse(root(x, -q))
    ends: list[tuple[Fraction | None, bool]] = []
    for value, is_open, side in ((x.lo, x.lo_open, -1), (x.hi, x.hi_open, 1)):
        exact = None if value is None else _exact_root(value, q)
        if value is None or exact is not None:
            ends.append((exact, is_open))
        else:
            ends.append((_root_bound(value, q, side), False))
    low = ends[0][0] if ends[0][0] is not None else Fraction(0)
    return Interval(low, ends[1][0], ends[0][1] if ends[0][0] is not None else False, ends[1][1], x.excludes_zero)


def _exact_root(value: Fraction, q: Fraction) -> Fraction | None:
    """value**q for value >= 0 if the root is rational and small."""
    if value in (0, 1):
        return value
    if q.denominator > 64 or q.numerator > 64 or max(value.numerator.bit_length(), value.denominator.bit_length()) > 600:
        return None
    parts = []
    for n in (value.numerator, value.denominator):
        lo, hi = 1, 1 << (n.bit_length() // q.denominator + 1)
        while lo < hi:
            mid = (lo + hi + 1) // 2
            lo, hi = (mid, hi) if mid ** q.denominator <= n else (lo, mid - 1)
        if lo ** q.denominator != n:
            return None
        parts.append(lo)
    return Fraction(parts[0], parts[1]) ** q.numerator


def _root_bound(value: Fraction, q: Fraction, side: int) -> Fraction | None:
    if abs(q.numerator) > 1000 or max(value.numerator.bit_length(), value.denominator.bit_length()) > _LONG:
        return None
    try:
        with precision(_BITS):
            return bounds((ball(q) * ball(value).log()).exp())[0 if side < 0 else 1]
    except Open:
        return None
