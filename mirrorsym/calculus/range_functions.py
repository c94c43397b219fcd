"""The image of an interval under each function of the vocabulary.

Monotone functions map the ends, exactly where the value is known (exp 0 = 1, log 1 = 0, f(0) = 0 for odd f) and else rounded
outward; the others have a rule of their own.  Precondition: as in `ranges`; outside its domain a function has no value, so
the argument is cut to the domain first.

Main definitions: `FUNCTIONS`, `exponential`, `logarithm`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flint import arb

from mirrorsym.calculus.enclosure import ball, precision
from mirrorsym.calculus.ranges import (
    BITS,
    EVERYTHING,
    LARGE,
    NIL,
    POSITIVE,
    UNIT,
    Range,
    above,
    absolute,
    below,
    cut,
    hull,
    negative,
    point,
    tidy,
)

__all__ = ["FUNCTIONS", "exponential", "logarithm"]


def _monotone(r: Range, f: Callable[[Any], Any], exact: dict[Fraction, Fraction], bottom: Fraction | None = None,
              top: Fraction | None = None) -> Range:
    """The image under an increasing function with the infimum `bottom` and the supremum `top`, never reached."""
    def end(q: Fraction | None, up: bool) -> tuple[Fraction | None, bool]:
        if q is None:
            return (top if up else bottom), True
        if q in exact:
            return exact[q], False
        if abs(q) > LARGE and f in (_EXP, _SINH):
            return (top if up else f_far(q)) if q > 0 else (f_far(q) if up else bottom), False
        y = f(ball(q))
        return (above(y) if up else below(y)), False

    def f_far(q: Fraction) -> Fraction | None:
        y = f(arb(LARGE if q > 0 else -LARGE))
        return below(y) if q > 0 else above(y)

    with precision(BITS):
        low, low_at = end(r.low, False)
        high, high_at = end(r.high, True)
    low_open, high_open = low_at or r.low_open, high_at or r.high_open
    if bottom is not None and (low is None or low <= bottom):
        low, low_open = bottom, True
    if top is not None and (high is None or high >= top):
        high, high_open = top, True
    zero = exact.get(NIL) == 0 and r.nonzero
    return tidy(Range(low, high, low_open, high_open, zero))


def _EXP(x: Any) -> Any:
    return x.exp()


def _SINH(x: Any) -> Any:
    return x.sinh()


def exponential(r: Range) -> Range:
    """exp."""
    return _monotone(r, _EXP, {NIL: UNIT}, bottom=NIL)


def logarithm(r: Range) -> Range:
    """log of the positive part."""
    r = cut(r, POSITIVE)
    if r.low is None or r.low <= 0:
        upper = _monotone(Range(UNIT, r.high, False, r.high_open), lambda x: x.log(), {UNIT: NIL})
        return tidy(Range(None, upper.high, True, upper.high_open)) if r.high is None or r.high > 0 else EVERYTHING
    if r.high is not None and r.high <= 0:
        return EVERYTHING
    return tidy(_monotone(r, lambda x: x.log(), {UNIT: NIL}))


def _cosh(r: Range) -> Range:
    a = absolute(r)
    low = a.low if a.low is not None else NIL
    image = _monotone(Range(low, a.high, a.low_open, a.high_open), lambda x: x.cosh(), {NIL: UNIT}) \
        if low <= LARGE and (a.high is None or a.high <= LARGE) else Range(UNIT, None, False, True)
    start = UNIT if image.low is None or image.low < 1 else image.low
    return Range(start, image.high, image.low_open, image.high_open, True)


def _clipped(f: Callable[[Any], Any], low: Fraction | None, high: Fraction | None, open_: bool, exact: dict[Fraction, Fraction]
             ) -> Callable[[Range], Range]:
    bounds = Range(low, high, open_, open_)

    def image(r: Range) -> Range:
        inside = cut(r, bounds)
        if inside.low is not None and inside.high is not None and inside.low > inside.high:
            return EVERYTHING
        if open_:  # the function is unbounded at the ends of its domain
            inside = replace(inside, low=None if inside.low == low else inside.low,
                             high=None if inside.high == high else inside.high)
        return _monotone(inside, f, exact)

    return image


def _sign(r: Range) -> Range:
    low = UNIT if r.has(">") else NIL if r.has(">=") else -UNIT
    opposite = negative(r)
    high = -UNIT if opposite.has(">") else NIL if opposite.has(">=") else UNIT
    return tidy(Range(low, high, False, False, r.nonzero))


def _gamma(r: Range) -> Range:
    return POSITIVE if r.has(">") else EVERYTHING


def _lambert(r: Range) -> Range:
    with precision(BITS):
        edge = above(-(arb(-1).exp()))
    assert edge is not None
    if r.low is None or r.low <= edge:
        image = _monotone(Range(NIL, r.high, False, r.high_open) if r.high is None or r.high > 0 else
                          Range(NIL, NIL, False, r.high_open), lambda x: x.lambertw(), {NIL: NIL})
        return tidy(Range(-UNIT, image.high, False, image.high_open, r.nonzero))
    return _monotone(r, lambda x: x.lambertw(), {NIL: NIL})


def _wave(r: Range, cosine: bool) -> Range:
    """sin or cos: the hull of the end values and of the extrema that may lie between."""
    if r.low is None or r.high is None or max(abs(r.low), abs(r.high)) >= 8 or r.low > r.high:
        return Range(-UNIT, UNIT, False, False)
    with precision(BITS):
        ends = []
        for q, is_open in ((r.low, r.low_open), (r.high, r.high_open)):
            if q == 0:
                v = w = UNIT if cosine else NIL
            else:
                y = ball(q).cos() if cosine else ball(q).sin()
                v, w = below(y), above(y)  # type: ignore[assignment]
            ends.append(Range(v, w, is_open, is_open))
        low, high = ball(r.low), ball(r.high)
        for k in range(-6, 7):
            at = arb.pi() * k if cosine else arb.pi() * k + arb.pi() / 2
            if not (at < low or at > high or (k == 0 and cosine and 0 in (r.low, r.high))):
                ends.append(point(-UNIT if k % 2 else UNIT))
    return cut(hull(ends), Range(-UNIT, UNIT, False, False))


def _tangent(r: Range) -> Range:
    with precision(BITS):
        half = arb.pi() / 2
        if r.low is None or r.high is None or not (ball(r.low) > -half and ball(r.high) < half):
            return Range(None, None, True, True, False)
    return _monotone(r, lambda x: x.tan(), {NIL: NIL})


def _acos(r: Range) -> Range:
    return negative(_clipped(lambda x: -x.acos(), -UNIT, UNIT, False, {UNIT: NIL})(r))


def _turns(f: Callable[[Any], Any]) -> Callable[[Range], Range]:
    return lambda r: _monotone(r, f, {NIL: NIL}, Fraction(-355, 226), Fraction(355, 226))


#: image of an interval under each one-argument function with a rule
FUNCTIONS: dict[str, Callable[[Range], Range]] = {
    "exp": exponential, "cosh": _cosh, "abs": absolute, "sign": _sign, "gamma": _gamma, "LambertW": _lambert,
    "sinh": lambda r: _monotone(r, _SINH, {NIL: NIL}),
    "tanh": lambda r: _monotone(r, lambda x: x.tanh(), {NIL: NIL}, -UNIT, UNIT),
    "erf": lambda r: _monotone(r, lambda x: x.erf(), {NIL: NIL}, -UNIT, UNIT),
    "asinh": lambda r: _monotone(r, lambda x: x.asinh(), {NIL: NIL}),
    "atan": _turns(lambda x: x.atan()),
    "asin": _clipped(lambda x: x.asin(), -UNIT, UNIT, False, {NIL: NIL}),
    "acos": _acos,
    "acosh": _clipped(lambda x: x.acosh(), UNIT, None, False, {UNIT: NIL}),
    "atanh": _clipped(lambda x: x.atanh(), -UNIT, UNIT, True, {NIL: NIL}),
    "sin": lambda r: _wave(r, False), "cos": lambda r: _wave(r, True), "tan": _tangent,
}
