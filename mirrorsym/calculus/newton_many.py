"""The inverse of a gradient at one exact point, enclosed by Krawczyk's operator.

For F with derivative F' and a matrix Y near F'(c)^-1, a box B with c - Y F(c) + (1 - Y F'(B)) (B - c) inside B contains exactly one zero of
F.  Where F' is symmetric and positive definite on a convex set, as the second derivatives of a convex function are, it is the only zero of
all.  Precondition for that: the region is convex and F' positive definite on it.  Main definition: `enclose_system`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import arb, arb_mat

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, ball, evaluate, precision
from mirrorsym.calculus.region import Region, is_inside, samples
from mirrorsym.expression import Expression

__all__ = ["enclose_system"]

STEPS = 300
FAR = 2**60
FAILED = (Undefined, Unsettled, OverflowError, ZeroDivisionError)
Enclosure = tuple[tuple[Fraction, Fraction], ...]


def enclose_system(functions: Sequence[Expression], variables: Sequence[str], region: Region, values: Sequence[Fraction],
                   point: Mapping[str, Fraction] | None = None, bits: int = 192, guess: Sequence[Fraction] | None = None
                   ) -> Enclosure | None:
    """Rational ends of narrow intervals around the zero of functions - values; None when none is found.

    `point` gives the other symbols.  The box lies in the region.

    >>> from mirrorsym.expression import sym
    >>> p, q = sym("p"), sym("q")
    >>> found = enclose_system((p**3 + p + q, q + p), ("p", "q"), Region(("p", "q")), (Fraction(3), Fraction(2)))
    >>> all(low <= 1 <= high and high - low < Fraction(1, 10**30) for low, high in found)
    True
    """
    known = dict(point or {})
    slopes = [[derivative(f, v) for v in variables] for f in functions]
    here = region.substitute({k: Expression("num", (v,)) for k, v in known.items()})
    with precision(bits):
        others = {k: ball(v) for k, v in known.items()}
        goal = [ball(v) for v in values]

        def miss(at: Sequence[arb], exact: Mapping[str, Fraction]) -> list[arb]:
            there = {**others, **dict(zip(variables, at, strict=True))}
            return [evaluate(f, there, {**known, **exact}) - g for f, g in zip(functions, goal, strict=True)]

        def jacobian(at: Sequence[arb]) -> arb_mat:
            there = {**others, **dict(zip(variables, at, strict=True))}
            return arb_mat([[evaluate(e, there, known) for e in row] for row in slopes])

        center = _center(miss, jacobian, variables, here, guess)
        return None if center is None else _krawczyk(miss, jacobian, variables, here, center, bits)


def _center(miss: Any, jacobian: Any, variables: Sequence[str], region: Region, guess: Sequence[Fraction] | None) -> list[Fraction] | None:
    """A point where the functions are as close to their values as numbers get, by damped Newton steps inside the region."""
    first = samples(region, 1)
    if guess is None and not first:
        return None
    at = list(guess) if guess is not None else [first[0][v] for v in variables]
    size: float | None = None
    for _ in range(STEPS):
        exact = dict(zip(variables, at, strict=True))
        balls = [ball(q) for q in at]
        try:
            gap = miss(balls, exact)
            step = jacobian(balls).solve(arb_mat([[g] for g in gap]))
        except FAILED:
            return None
        size = max(float(abs(g.mid())) for g in gap)
        move = [_rational(step[i, 0]) for i in range(len(at))]
        if any(m is None or abs(m) > FAR for m in move):
            return None  # on its way to infinity, as where there is no zero
        scale = Fraction(1)
        for _ in range(60):
            there = [_short(a - scale * m) for a, m in zip(at, move, strict=True) if m is not None]
            inside = is_inside(region, dict(zip(variables, there, strict=True)))
            try:
                after = max(float(abs(g.mid())) for g in miss([ball(q) for q in there], dict(zip(variables, there, strict=True))))
            except FAILED:
                after = None
            if inside and after is not None and after < size:
                break
            scale /= 2
        else:
            return at
        at = there
    return at


def _krawczyk(miss: Any, jacobian: Any, variables: Sequence[str], region: Region, center: list[Fraction], bits: int) -> Enclosure | None:
    n = len(center)
    for shrink in (bits * 3 // 4, bits // 2, bits // 4, 24, 12):
        radius = [Fraction(max(1, abs(int(c)) + 1), 2**shrink) for c in center]
        balls = [ball(c) for c in center]
        try:
            inverse = jacobian(balls).inv()
            y = arb_mat([[arb(inverse[i, j].mid()) for j in range(n)] for i in range(n)])
            wide = [arb(b.mid(), (ball(r) + b.rad()).abs_upper()) for b, r in zip(balls, radius, strict=True)]
            slope = y * jacobian(wide)
            step = y * arb_mat([[g] for g in miss(balls, dict(zip(variables, center, strict=True)))])
        except FAILED:
            continue
        image = []
        for i in range(n):
            total = balls[i] - step[i, 0]
            for j in range(n):
                total += ((arb(1) if i == j else arb(0)) - slope[i, j]) * (wide[j] - balls[j])
            image.append(total)
        if all(w.contains_interior(b) for w, b in zip(wide, image, strict=True)) and _lies(region, variables, wide):
            return tuple((_ends(b.lower()), _ends(b.upper())) for b in image)
    return None


def _lies(region: Region, variables: Sequence[str], box: Sequence[arb]) -> bool:
    """Whether every fact about the variables holds on the whole box."""
    there = dict(zip(variables, box, strict=True))
    for e, op in region.facts:
        if not e.names & set(variables):
            continue
        try:
            value = evaluate(e, there, {})
        except FAILED:
            return False
        if not (value > 0 or (op == "!=" and value < 0)):
            return False
    return True


def _short(q: Fraction) -> Fraction:
    return Fraction(round(q * 2**256), 2**256)


def _rational(b: arb) -> Fraction | None:
    return _ends(b.mid()) if b.is_finite() else None


def _ends(b: arb) -> Fraction:
    q = b.fmpq()
    return Fraction(int(q.p), int(q.q))
