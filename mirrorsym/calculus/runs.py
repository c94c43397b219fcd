"""Solutions of z' = p(z) in one variable, bracketed by clocks: where a solution is at a given time, and when it is gone.

A clock T with T'*p >= 1 runs fast: T(z(t)) >= T(z(0)) + t.  If it stays below a bound, the solution ends before a known time
(`ends`).  A clock with T'*p <= 1 runs slow: the solution has not come past a point z1 with T(z1) > T(z(0)) + t (`reach`).
Primitives of 1/p are both; where none is found, a linear clock and a bound of p on a compact interval serve.

All inequalities between values are checked with enclosures; those on intervals carry SIGN or ZERO proofs.  Times are rational.
Main definitions: `Line`, `ends`, `reach`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.clocks import clock
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, sign_at
from mirrorsym.calculus.frames import smooth_guards
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.steps import rational, rational_value
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.expression import ONE, ZERO, Expression, call, mul, num, power, sub, sym

__all__ = ["End", "Line", "Reach", "bounds", "ends", "reach", "simplest", "speed_sign", "stretch"]

Proof = dict[str, Any]
MAX_BITS = 4096


@dataclass(frozen=True, slots=True)
class Line:
    """z' = p(z) for the symbol `name`; `low` and `high` are the ends of the values that z may take (None: infinite)."""

    name: str
    p: Expression
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class End:
    """The solution that starts at `start` and moves to `side` is gone at time `time` at the latest."""

    time: Fraction
    data: Proof


@dataclass(frozen=True, slots=True)
class Reach:
    """At the given time the solution is between `reached` and `front`, and it has moved to `side` all the time."""

    side: int
    reached: Fraction
    front: Fraction
    data: Proof


# -- numbers ------------------------------------------------------------------------------------------------
def bounds(e: Expression, name: str, at: Fraction) -> tuple[Fraction, Fraction] | None:
    """Rational bounds of the value of `e` at a number; None when it has none.

    >>> bounds(1 / sym("z"), "z", Fraction(2))
    (Fraction(1, 2), Fraction(1, 2))
    """
    value = rational_value(e, {name: rational(at)})
    if value is not None and value.height_bits() <= MAX_BITS:
        plain = Fraction(int(value.p), int(value.q))
        return plain, plain
    try:
        b = enclose(e, {name: at}, 160)
    except (Undefined, Unsettled):
        return None
    low, high = _rational(b.lower(), False), _rational(b.upper(), True)
    return None if low is None or high is None else (low, high)


def _rational(x: Any, up: bool) -> Fraction | None:
    """The exact value of a ball without radius, a little off towards 0 or away from it when it is tiny; None when it is huge."""
    mantissa, exponent = (int(i) for i in x.man_exp())
    size = mantissa.bit_length() + exponent
    if mantissa and size > MAX_BITS:
        return None
    if mantissa and size < -MAX_BITS:
        return Fraction(0) if up == (mantissa < 0) else Fraction(1 if up else -1, 2**MAX_BITS)
    return Fraction(mantissa) * Fraction(2) ** exponent


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The rational number with the smallest denominator in [low, high].

    >>> simplest(Fraction(3, 10), Fraction(35, 100))
    Fraction(1, 3)
    """
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest(-high, -low)
    whole = low.numerator // low.denominator
    if whole == low:
        return Fraction(whole)
    if whole + 1 <= high:
        return Fraction(whole + 1)
    return whole + 1 / simplest(1 / (high - whole), 1 / (low - whole))


def speed_sign(line: Line, at: Fraction) -> int | None:
    """The sign of p at a number; None when it is not settled."""
    try:
        return sign_at(line.p, {line.name: at}, 256)
    except Undefined:
        return None


def stretch(name: str, low: Fraction | None, high: Fraction | None, open_low: bool = False, open_high: bool = False) -> Region:
    """The region of one symbol between two ends, the low one first among its facts."""
    facts = []
    if low is not None:
        facts.append((sub(sym(name), num(low)), ">" if open_low else ">="))
    if high is not None:
        facts.append((sub(num(high), sym(name)), ">" if open_high else ">="))
    return Region((name,), (), tuple(facts))


# -- proofs on an interval ----------------------------------------------------------------------------------
def _moves(line: Line, side: int, region: Region) -> Proof | None:
    return sign.prove(mul(num(side), line.p), ">", region, depth=1, budget=0.3)


def _exact(t: Expression, line: Line, region: Region) -> Proof | None:
    """Why T'*p = 1."""
    proof = prove_zero(sub(mul(derivative(t, line.name), line.p), ONE), region, 1)
    return None if proof is None else {"rule": "exact", "zero": proof}


def ends(line: Line, start: Fraction, allowance: Fraction = Fraction(1, 8)) -> End | None:
    """The time by which the solution from `start` has left every compact part of its interval, on the side to which it moves.

    >>> ends(Line("z", sym("z") ** 2, None, None), Fraction(2)).time
    Fraction(1, 2)
    """
    side = speed_sign(line, start)
    if not side:
        return None
    end = line.high if side > 0 else line.low
    low, high = (start, end) if side > 0 else (end, start)
    region = stretch(line.name, low, high, side < 0, side > 0)
    sense = None
    for t, limit in _fast(line, start, side, region):
        now = bounds(t, line.name, start)
        guards = smooth_guards((t,), region)
        if now is None or guards is None:
            continue
        sense = sense or _moves(line, side, region)
        if sense is None:
            return None
        fast = _exact(t, line, region) or sign.prove(sub(mul(derivative(t, line.name), line.p), ONE), ">=", region, 1, 0.3)
        if fast is None:
            continue
        gap = max(limit - now[0], Fraction(0))
        for slack in (Fraction(0), Fraction(1, 64), allowance):
            bound = limit if not slack else simplest(limit + gap * slack / 2, limit + gap * slack)
            below = sign.prove(sub(num(bound), t), ">=", region, 1, 0.3)
            if below is not None:
                room = bound - now[0]
                time = simplest(room, room + room / 1024)
                data = {"side": side, "end": None if end is None else str(end), "clock": t.to_json(), "guards": guards,
                        "sense": sense, "fast": fast, "bound": str(bound), "below": below}
                return End(time, data)
    return None


def _fast(line: Line, start: Fraction, side: int, region: Region) -> Iterator[tuple[Expression, Fraction]]:
    """Clocks with their limits towards the end: a primitive of 1/p, then simple functions made to run fast.

    Nothing where the primitive grows without bound: then no clock does better.
    """
    end = line.high if side > 0 else line.low
    found = clock(line.p, line.name, start, region)
    if found is not None:
        limit = _limit(found, line.name, start, end, side)
        if limit is None:
            return
        yield found, limit
    way = [start, *_towards(start, end, side, 8)]
    for b in _shapes(line.name, start, end, side):
        paces = _rates(b, line, way)
        least = min((v[0] for v in paces), default=Fraction(0))
        if least <= 0 or paces[-1][0] < paces[max(0, len(paces) - 3)][0] / 8:
            continue
        t = mul(num(1 / simplest(least * Fraction(7, 8), least * Fraction(63, 64))), b)
        limit = _limit(t, line.name, start, end, side)
        if limit is not None:
            yield t, limit


def _shapes(name: str, start: Fraction, end: Fraction | None, side: int) -> list[Expression]:
    """Functions that increase on the way from start to end; those for an infinite end are bounded there."""
    z = sym(name)
    apart = start != 0 and (start * side > 0 if end is None else start * end > 0)
    out = [mul(num(side), z)] if end is not None else []
    if apart:
        out += [mul(num(-side), power(z, num(-1))), mul(num(-side if start > 0 else side), power(z, num(-2)))]
    return [*out, mul(num(-1), call("exp", mul(num(-side), z)))]


def _rates(b: Expression, line: Line, at: list[Fraction]) -> list[tuple[Fraction, Fraction]]:
    """Bounds of b'*p at these numbers, where there are any."""
    rate = mul(derivative(b, line.name), line.p)
    return [v for v in (bounds(rate, line.name, q) for q in at) if v is not None]


def _towards(start: Fraction, end: Fraction | None, side: int, count: int) -> list[Fraction]:
    """Numbers that move from the start to the end."""
    if end is None:
        return [start + side * Fraction(2) ** (3 * k) / 8 for k in range(count)]
    return [end - (end - start) / Fraction(4) ** k for k in range(1, count + 1)]


def _limit(t: Expression, name: str, start: Fraction, end: Fraction | None, side: int) -> Fraction | None:
    """The supremum of a clock on the way to the end, as a guess; None when it seems to be infinite."""
    if end is None:
        return _supremum(t, name, start if abs(start) > 64 else Fraction(0), None, side)
    width = Fraction(1)
    while width > abs(end - start):
        width /= 2
    return _supremum(t, name, end - side * width, end, side)


@lru_cache(maxsize=512)  # starts differ, and the way to the end is the same
def _supremum(t: Expression, name: str, start: Fraction, end: Fraction | None, side: int) -> Fraction | None:
    way = (v for q in reversed(_towards(start, end, side, 14)) if (v := bounds(t, name, q)) is not None)
    late = list(islice(way, 4))
    if len(late) < 4:
        return None
    last, before = late[0][1], late[3][1]
    step = abs(last - before)
    if step > Fraction(1, 64) * (1 + abs(last)) or len(list(islice(way, 2))) < 2:
        return None
    top = last + 2 * step
    if abs(top) < Fraction(1, 4096):
        return Fraction(0)
    return simplest(top, top + max(step, abs(top) / 2**20))


def reach(line: Line, start: Fraction, back: Fraction, time: Fraction, moved: bool = False) -> Reach | None:
    """Where the solution from `start` is after `time` > 0, and that it exists so long; it moves away from `back`.

    `back` is `start`, or a number behind it, from which on p must keep its sign.  With `moved` the answer also says how far the
    solution has come at least.

    >>> found = reach(Line("z", sym("z"), None, None), Fraction(1), Fraction(1), Fraction(1, 4))
    >>> found.side, found.front
    (1, Fraction(3, 2))
    """
    if line.p == ZERO:
        return Reach(0, start, start, {"rule": "rest"})
    side = speed_sign(line, start)
    if not side:
        return None
    end = line.high if side > 0 else line.low
    for front in _fronts(start, end, side):
        if speed_sign(line, front) != side:
            return None
        region = stretch(line.name, min(start, front), max(start, front))
        slow = _slow(line, start, front, side, time, region)
        if slow is None:
            continue
        whole = stretch(line.name, min(back, front), max(back, front))
        sense = _moves(line, side, whole)
        if sense is None:
            return None
        data = {"rule": "clock", "side": side, "front": str(front), "sense": sense, "slow": slow}
        if not moved:
            return Reach(side, start, front, data)
        reached = _reached(line, start, front, side, time, region)
        if reached is None:
            return None
        data |= {"reached": str(reached[0]), "fast": reached[1]}
        return Reach(side, reached[0], front, data)
    return None


def _fronts(start: Fraction, end: Fraction | None, side: int) -> list[Fraction]:
    if end is None:
        return [start + side * Fraction(2) ** k for k in range(-6, 9)]
    whole = end - start
    return [start + whole * q for q in (*(Fraction(1, 2**k) for k in range(7, 0, -1)),
                                        *(1 - Fraction(1, 2**k) for k in range(2, 12)))]


def _slow(line: Line, start: Fraction, front: Fraction, side: int, time: Fraction, region: Region) -> Proof | None:
    """A slow clock that has gone further than `time` between start and front."""
    for t in _compact_clocks(line, start, front, side, region, fast=False):
        ways = bounds(t, line.name, start), bounds(t, line.name, front)
        if ways[0] is None or ways[1] is None or not ways[1][0] > ways[0][1] + time:
            continue
        guards = smooth_guards((t,), region)
        proof = _exact(t, line, region) or sign.prove(sub(ONE, mul(derivative(t, line.name), line.p)), ">=", region, 1, 0.3)
        if guards is not None and proof is not None:
            return {"clock": t.to_json(), "guards": guards, "proof": proof}
    return None


def _reached(line: Line, start: Fraction, front: Fraction, side: int, time: Fraction, region: Region
             ) -> tuple[Fraction, Proof] | None:
    """A number that the solution has passed at `time`, with a fast clock that shows it."""
    for t in _compact_clocks(line, start, front, side, region, fast=True):
        guards = smooth_guards((t,), region)
        proof = _exact(t, line, region) or sign.prove(sub(mul(derivative(t, line.name), line.p), ONE), ">=", region, 1, 0.3)
        now = bounds(t, line.name, start)
        if guards is None or proof is None or now is None:
            continue
        for k in range(15, 0, -1):
            q = start + (front - start) * Fraction(k, 16)
            there = bounds(t, line.name, q)
            if there is not None and there[1] <= now[0] + time:
                return q, {"clock": t.to_json(), "guards": guards, "proof": proof}
    return None


def _compact_clocks(line: Line, start: Fraction, front: Fraction, side: int, region: Region, fast: bool) -> list[Expression]:
    """A primitive of 1/p, and the simple functions made to run fast or slow, the most even one first."""
    found = clock(line.p, line.name, start, region)
    if found is not None:
        return [found]
    at = [start + (front - start) * Fraction(k, 8) for k in range(9)]
    rated = []
    for b in _shapes(line.name, start, front, side):
        rates = _rates(b, line, at)
        least, most = min((v[0] for v in rates), default=Fraction(0)), max((v[1] for v in rates), default=Fraction(0))
        if least > 0:
            rated.append((most / least, b, (least, most)))
    out = []
    for _, b, (least, most) in sorted(rated, key=lambda r: r[0])[:2]:
        pace = simplest(least * Fraction(31, 32), least * Fraction(127, 128)) if fast else simplest(
            most * Fraction(129, 128), most * Fraction(33, 32))
        out.append(mul(num(1 / pace), b))
    return out
