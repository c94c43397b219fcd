"""The inverse of an increasing function at one exact point, enclosed by interval Newton steps.

Where no closed form is known a number is still certain: an interval that Newton's operator maps into itself contains a zero, and an
increasing function has no other.  Precondition: f' > 0 on the region.  Main definition: `enclose_inverse`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from flint import arb

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, ball, enclose, evaluate, precision
from mirrorsym.calculus.region import Region, interval_of, is_inside, samples
from mirrorsym.expression import Expression

__all__ = ["enclose_inverse"]

STEPS = 400


def enclose_inverse(
    f: Expression, variable: str, region: Region, value: Fraction, point: Mapping[str, Fraction] | None = None, bits: int = 160
) -> tuple[Fraction, Fraction] | None:
    """Rational ends of a narrow interval that contains the only zero of f - value; None when none is found.

    `point` gives the other symbols of f.

    >>> from mirrorsym.expression import sym
    >>> low, high = enclose_inverse(sym("m") + sym("m") ** 3, "m", Region(("m",)), Fraction(10))
    >>> low <= 2 <= high, high - low < Fraction(1, 10**30)
    (True, True)
    """
    known = dict(point or {})
    there = _bracket(f, variable, region.substitute({k: _num(v) for k, v in known.items()}), value, known)
    if there is None:
        return None
    low, high = there
    for _ in range(40):
        middle = ((low + high) / 2).limit_denominator(2**48)
        if not low < middle < high:
            break
        s = _side(f, variable, middle, value, known)
        if s is None:
            break
        low, high = (low, middle) if s > 0 else (middle, high)
    return _newton(f, variable, low, high, value, known, bits)


def _num(q: Fraction) -> Expression:
    return Expression("num", (q,))


def _side(f: Expression, variable: str, at: Fraction, value: Fraction, known: Mapping[str, Fraction]) -> int | None:
    try:
        d = enclose(f, {**known, variable: at}, 192) - ball(value)
    except (Undefined, Unsettled, OverflowError):
        return None
    return 1 if d > 0 else -1 if d < 0 else 0


def _bracket(f: Expression, variable: str, region: Region, value: Fraction, known: Mapping[str, Fraction]
             ) -> tuple[Fraction, Fraction] | None:
    """Two points of the region between which f - value changes its sign."""
    first = samples(region, 1)
    if not first:
        return None
    at = first[0][variable]
    side = _side(f, variable, at, value, known)
    if side is None:
        return None
    box = interval_of(region, variable)
    up = side < 0
    end = box.high if up else box.low
    step = Fraction(1)
    for _ in range(STEPS):
        further = at + (step if up else -step) if end is None else (at + end) / 2
        if not is_inside(region, {variable: further}):
            step /= 4
            if step < Fraction(1, 2**60):
                return None
            continue
        s = _side(f, variable, further, value, known)
        if s is None:
            step /= 4
            if step < Fraction(1, 2**60):
                return None
            continue
        if (s >= 0) == up or s == 0:
            return (at, further) if up else (further, at)
        at, step = further, step * 2
    return None


def _newton(f: Expression, variable: str, low: Fraction, high: Fraction, value: Fraction, known: Mapping[str, Fraction], bits: int
            ) -> tuple[Fraction, Fraction] | None:
    slope = derivative(f, variable)
    sure = False
    with precision(bits):
        others = {k: ball(v) for k, v in known.items()}
        for _ in range(60):
            middle = (low + high) / 2
            middle = Fraction(round(middle * 2**bits), 2**bits)
            width = high - low
            wide = arb(ball(middle).mid(), ball(width).abs_upper())
            try:
                image = ball(middle) - (evaluate(f, {**others, variable: ball(middle)}, {**known, variable: middle}) - ball(value)) / \
                    evaluate(slope, {**others, variable: wide}, known)
            except (Undefined, Unsettled, OverflowError, ZeroDivisionError):
                return None
            if not image.is_finite():
                return None
            if wide.contains_interior(image):
                sure = True
            elif sure:
                break
            new_low, new_high = _ends(image)
            if sure and new_high - new_low >= width / 2:
                break
            if not sure and not (new_low <= high and low <= new_high):
                return None
            low, high = new_low, new_high
    return (low, high) if sure else None


def _ends(b: arb) -> tuple[Fraction, Fraction]:
    low, high = b.lower().fmpq(), b.upper().fmpq()
    return Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q))
