"""How a one-variable gradient flow z' = c'(z) ends on a piece: found by comparison, written down for the checker.

Time to an end is int dz/|c'|, the change of c is int |c'| dz; each converges or not, which a comparison with a power of the distance (or
an exponential) shows.  The exponent is read off exactly where the integrand is a power or an exponential, and guessed from
values near the end elsewhere; the sign proof of the comparison decides.

Main definitions: `End`, `Piece`, `find_end`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.structure import follows
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.expression import ONE, ZERO, Expression, call, div, mul, neg, num, power, sub, sym
from mirrorsym.routes._draft import tidy

__all__ = ["End", "Piece", "Place", "find_end", "place_at", "smooth_guards", "starts"]

STRUCTURE = {"rule": "structure"}
BUDGET = 0.4
HALF = num(Fraction(1, 2))
PI = Expression("const", ("pi",))
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class End:
    """Whether time, value and area up to an end are finite; `finite_area` and the `limit` of c None when not found or not asked."""

    finite_time: bool
    finite_value: bool
    finite_area: bool | None
    limit: Expression | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Piece:
    """An interval of the symbol `name` (None: infinite ends) on which the core is smooth and its slope has the sign `sign`.

    `frame` is what is known of the parameters.
    """

    name: str
    core: Expression
    low: Expression | None
    high: Expression | None
    sign: int
    frame: Region

    @property
    def inside(self) -> Region:
        """The piece as a region."""
        return between(self.name, self.low, self.high, self.frame)

    @property
    def slope(self) -> Expression:
        """c'."""
        return derivative(self.core, self.name)


def between(name: str, low: Expression | None, high: Expression | None, frame: Region) -> Region:
    """What is known of the parameters, and low < name < high."""
    facts = list(frame.facts)
    if low is not None:
        facts.append((sub(sym(name), low), ">"))
    if high is not None:
        facts.append((sub(high, sym(name)), ">"))
    return Region((name,), frame.parameters, tuple(facts), frame.integers)


def smooth_guards(e: Expression, region: Region) -> list[Json] | None:
    """Proofs of the guards of `e` on a region, or None."""
    out = []
    for g in guards(e):
        for op in (g.op, ">=", "<=") if g.either else (g.op,):
            proof = sign.prove(g.of, op, region)
            if proof is not None:
                if proof != STRUCTURE:
                    out.append({"guard": g.of.to_json(), "op": op, "proof": proof})
                break
        else:
            return None
    return out


@lru_cache(maxsize=1024)
def find_end(piece: Piece, up: bool, critical: bool) -> tuple[End, Json] | None:
    """(what happens at the upper or lower end in z, its entry in a certificate), or None.

    `critical` says that the end is believed to be a zero of c' at which c is analytic.

    >>> z = sym("z")
    >>> half_line = Piece("z", z**2, ZERO, None, 1, Region(()))
    >>> find_end(half_line, True, False)[0]
    End(finite_time=False, finite_value=False, finite_area=None)
    """
    at = piece.high if up else piece.low
    if at is not None:
        entry = _critical(piece, at)
        if entry is not None:
            return End(False, True, True, piece.core.substitute({piece.name: at})), entry
        if critical:
            return None
    for start in starts(piece, up):
        found = _compared(piece, up, start)
        if found is not None:
            return found
    return None


def _critical(piece: Piece, at: Expression) -> Json | None:
    if prove_zero(piece.slope.substitute({piece.name: at}), piece.frame) is None:
        return None
    for radius in (Fraction(1), Fraction(1, 8)):
        around = between(piece.name, sub(at, num(radius)), at + num(radius), piece.frame)
        listed = smooth_guards(piece.core, around)
        if listed is None:
            continue
        zero = prove_zero(piece.slope.substitute({piece.name: at}), piece.frame)
        return {"rule": "critical", "radius": str(radius), "guards": listed, "zero": zero}
    return None


def starts(piece: Piece, up: bool) -> Iterator[Fraction]:
    """Where to begin the comparison: a distance from a finite end, or a bound of z below which it says nothing."""
    if (piece.high if up else piece.low) is not None:
        yield from (Fraction(1), Fraction(1, 4), Fraction(1, 16))
    else:
        yield from (Fraction(1), Fraction(4), Fraction(16))


# -- one end ------------------------------------------------------------------------------------------------
def place_at(piece: Piece, up: bool, start: Fraction) -> Place:
    """The neighborhood of one end in which comparisons are made, from a distance or a bound of z on."""
    z, at = sym(piece.name), piece.high if up else piece.low
    if at is None:
        y = z if up else neg(z)
        fact = sub(y, num(start)), ">"
    else:
        y = sub(at, z) if up else sub(z, at)
        fact = sub(num(start), y), ">"
    near = Region((piece.name,), piece.frame.parameters, (*piece.inside.facts, fact), piece.frame.integers)
    return Place(piece, near, y, start, up, at)


def _compared(piece: Piece, up: bool, start: Fraction) -> tuple[End, Json] | None:
    slope, place = piece.slope, place_at(piece, up, start)
    side, sign_ = num(1 if up else -1), num(piece.sign)
    time = place.integral(div(sign_, slope))
    if time is None:
        return None
    value = place.integral(mul(sign_, slope))
    if value is None:
        return None
    entry: Json = {"from": str(start), "time": time, "value": value}
    area: bool | None = None
    limit: tuple[Expression, Json | None] | None = None
    if time["finite"] and not value["finite"]:
        found = place.integral(div(mul(side, piece.core), slope))
    elif value["finite"] and not time["finite"]:
        limit = place.limit()
        if limit is None:
            return End(False, True, None), entry
        if limit[1] is not None:
            entry["limit"] = limit[1]
        found = place.integral(div(mul(side, sub(limit[0], piece.core)), slope))
    else:
        found = None
    if found is not None:
        entry["area"], area = found, found["finite"]
    return End(time["finite"], value["finite"], area, None if limit is None or area is None else limit[0]), entry


@dataclass(frozen=True, slots=True)
class Place:
    """The neighborhood of one end; y tends to 0 (`bounded`) or to infinity there."""

    piece: Piece
    near: Region
    y: Expression
    start: Fraction
    up: bool
    at: Expression | None

    @property
    def bounded(self) -> bool:
        """Whether the end is finite."""
        return self.at is not None

    def integral(self, f: Expression) -> Json | None:
        """The entry that says whether int f converges at the end."""
        short = tidy(f, self.near)
        for finite, law, proof in (*self._exact(short), *self._guessed(short)):
            other = self._comparison(law)
            if other is None:
                continue
            if not _proved(law, finite, self.bounded, self.piece.frame):
                continue
            difference = sub(other, f) if finite else sub(f, other)
            known = proof or self.nonnegative(difference)
            if known is not None:
                return {"finite": finite, **_written(law, self.piece.frame, finite, self.bounded), "proof": known}
        return None

    def nonnegative(self, e: Expression) -> Json | None:
        """A proof of e >= 0 near the end."""
        if follows(e, ">=", self.near):
            return STRUCTURE
        zero = prove_zero(e, self.near, 1)
        if zero is not None:
            return {"rule": "rewrite", "to": ZERO.to_json(), "zero": zero, "proof": STRUCTURE}
        return sign.prove(e, ">=", self.near, budget=BUDGET)

    def _comparison(self, law: tuple[str, Expression, Expression]) -> Expression | None:
        kind, scale, rate = law
        return mul(scale, call("exp", neg(mul(rate, self.y)))) if kind == "rate" else mul(scale, power(self.y, neg(rate)))

    def _exact(self, f: Expression) -> Iterator[tuple[bool, tuple[str, Expression, Expression], Json | None]]:
        """The comparison is the integrand itself, when that is a power or an exponential of y."""
        name = self.piece.name
        change = derivative(f, name)
        toward = num(1 if derivative(self.y, name) == ONE else -1)
        quotient = tidy(div(mul(toward, change), f), self.near)  # f_y / f
        p = tidy(neg(mul(self.y, quotient)), self.near)
        if name not in p.names:
            scale = tidy(mul(f, power(self.y, p)), self.near)
            if name not in scale.names:
                for finite in (True, False):
                    yield finite, ("power", scale, p), None
        if name not in quotient.names and not self.bounded:
            rate = neg(quotient)
            scale = tidy(mul(f, call("exp", mul(rate, self.y))), self.near)
            if name not in scale.names:
                yield True, ("rate", scale, rate), None
                yield False, ("power", scale, ZERO), None

    def _guessed(self, f: Expression) -> Iterator[tuple[bool, tuple[str, Expression, Expression], Json | None]]:
        """Comparisons read off values of f: the exponent near the end, and a constant a little on the safe side."""
        seen = self.values(f)
        if len(seen) < 8:
            return
        (y1, f1), (y2, f2) = seen[-2:]
        p = -(f2 - f1) / (y2 - y1)  # logarithms
        if self.bounded:
            if p < 0.97:
                for q in (Fraction(0), Fraction(1, 2), Fraction(3, 4), Fraction(9, 10)):
                    if q > p - 0.02:
                        yield from self._with_scales(seen, q, True)
            else:
                yield from self._with_scales(seen, Fraction(1), False)
        elif p > 6:
            r = -(f2 - f1) / (math.exp(y2) - math.exp(y1))
            for share in (Fraction(1), Fraction(7, 8), Fraction(1, 2)):
                rate = Fraction(r * float(share)).limit_denominator(16)
                if rate > 0:
                    top = max(v + float(rate) * math.exp(y) for y, v in seen)
                    for more in (Fraction(1), Fraction(5, 4), Fraction(2)):
                        yield True, ("rate", num(_round_up(math.exp(top)) * more), num(rate)), None
            yield from self._with_scales(seen, Fraction(2), True)
        elif p > 1.03:
            for q in (Fraction(2), Fraction(3, 2), Fraction(5, 4), Fraction(9, 8)):
                if q < p + 0.02:
                    yield from self._with_scales(seen, q, True)
        else:
            for q in (Fraction(0), Fraction(1)):
                if q > p - 0.02:
                    yield from self._with_scales(seen, q, False)

    def _with_scales(self, seen: list[tuple[float, float]], q: Fraction, finite: bool
                     ) -> Iterator[tuple[bool, tuple[str, Expression, Expression], Json | None]]:
        level = [v + float(q) * y for y, v in seen]
        extreme = max(level) if finite else min(level)
        if abs(extreme) > 30:
            return
        exact = Fraction(math.exp(extreme)).limit_denominator(12)
        scales = [exact] if exact > 0 and abs(math.log(exact) - extreme) < 1e-9 else []
        safe = _round_up(math.exp(extreme)) if finite else 1 / _round_up(math.exp(-extreme))
        for c in (*scales, safe, safe * 2 if finite else safe / 2):
            yield finite, ("power", num(c), num(q)), None

    def values(self, f: Expression) -> list[tuple[float, float]]:
        """(log y, log f) from the start of the neighborhood to its end, for one choice of the parameters."""
        out = []
        points = samples(self.piece.frame, 1) if self.piece.frame.names else ({},)
        if not points:
            return []
        (given,) = points
        for j in range(1, 26):
            distance = Fraction(1, 2**j) * self.start if self.bounded else self.start * Fraction(5, 4) ** j
            offset = self.at if self.at is not None else ZERO
            inward = self.bounded == self.up
            z = offset + num(-distance if inward else distance)
            try:
                v = float(enclose(f, {**given, self.piece.name: z.substitute({k: num(q) for k, q in given.items()})}, 256).mid().log())
            except (Undefined, Unsettled, OverflowError, ValueError):
                continue
            if math.isfinite(v):
                out.append((math.log(distance), v))
        return out

    # -- limits ---------------------------------------------------------------------------------------------
    def limit(self) -> tuple[Expression, Json | None] | None:
        """(limit of c at the end, how it is shown; None where c is continuous there), or None."""
        c, name = self.piece.core, self.piece.name
        if self.at is not None:
            closed = Region((name,), self.near.parameters, tuple((e, ">=" if e == self.y else op) for e, op in self.near.facts),
                            self.near.integers)
            if all(g.needed is None or sign.prove(g.of, g.needed, closed, depth=0) is not None for g in guards(c)):
                return c.substitute({name: self.at}), None
        for value in (ZERO, ONE, num(-1), mul(HALF, PI), mul(num(-1), HALF, PI)):
            found = self._distance(value)
            if found is not None:
                return value, {"value": value.to_json(), "distance": found}
        return None

    def _distance(self, value: Expression) -> Json | None:
        return self.vanishing(sub(value, self.piece.core), 1 if self.up == (self.piece.sign > 0) else -1)

    def vanishing(self, gap: Expression, sign_: int) -> Json | None:
        """Why `gap`, of the given sign, tends to 0 at the end; None where that is not found."""
        short = tidy(mul(gap, num(sign_)), self.near)
        for finite, law, _ in (*self._exact(short), *self._guessed(short)):
            if not finite:
                continue
            kind, scale, rate = law
            vanishing = neg(rate) if self.bounded else rate
            if kind == "power" and any(sign.prove(e, ">", self.piece.frame) is None for e in (vanishing, scale)):
                continue
            if kind == "rate" and not _proved(law, True, self.bounded, self.piece.frame):
                continue
            other = self._comparison(law)
            assert other is not None
            above, below = self.nonnegative(sub(other, gap)), self.nonnegative(other + gap)
            if above is not None and below is not None:
                if kind == "rate":
                    return {**_written(law, self.piece.frame, True, False), "above": above, "below": below}
                return {"scale": scale.to_json(), "power": rate.to_json(), "vanishing": sign.prove(vanishing, ">", self.piece.frame),
                        "above": above, "below": below}
        for c in () if self.bounded else (Fraction(1), Fraction(2)):  # any positive power will do where nothing was read off
            for p in (Fraction(1), Fraction(1, 2)):
                other = mul(num(c), power(self.y, num(-p)))
                above, below = self.nonnegative(sub(other, gap)), self.nonnegative(other + gap)
                if above is not None and below is not None:
                    return {"scale": num(c).to_json(), "power": num(p).to_json(), "above": above, "below": below}
        return None


def _round_up(x: float) -> Fraction:
    """A simple rational a little above x > 0."""
    if x >= 1:
        return Fraction(math.ceil(x * 1.01))
    return Fraction(1, max(1, math.floor(1 / (x * 1.01))))


def _margin(law: tuple[str, Expression, Expression], finite: bool, bounded: bool) -> tuple[Expression, str]:
    """What has to be positive (or not negative) for the comparison's integral to be finite (infinite)."""
    kind, _, rate = law
    if kind == "rate":
        return rate, ">"
    return (sub(rate, ONE) if bounded != finite else sub(ONE, rate)), ">" if finite else ">="


def _proved(law: tuple[str, Expression, Expression], finite: bool, bounded: bool, frame: Region) -> bool:
    if law[0] == "rate" and (bounded or not finite):
        return False
    margin, op = _margin(law, finite, bounded)
    return sign.prove(law[1], ">", frame) is not None and sign.prove(margin, op, frame) is not None


def _written(law: tuple[str, Expression, Expression], frame: Region, finite: bool, bounded: bool) -> Json:
    kind, scale, rate = law
    margin, op = _margin(law, finite, bounded)
    out: Json = {"scale": scale.to_json(), kind: rate.to_json()}
    for key, proof in (("positive", sign.prove(scale, ">", frame)), ("exponent", sign.prove(margin, op, frame))):
        if proof != STRUCTURE:
            out[key] = proof
    return out
