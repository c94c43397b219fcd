"""How R_a grows: the exponent near its minimum, and at each end of x that is infinite, per coordinate.

The arguments stand in `recheck/asymptotics.py`.  What is meant is the growth of the divergence D(x, x_0) of R_a, which no affine function
changes: 1 where grad R_a is bounded or grows like a logarithm, 2/(1 + q) where the flow's speed |c'| is of the order of z^q.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.certificate import Certificate
from mirrorsym.effects import Effect
from mirrorsym.expression import ONE, Expression, add, div, mul, num, power, sub
from mirrorsym.properties._ends import End, Piece, place_at, starts
from mirrorsym.properties._rates import Open
from mirrorsym.properties._situation import Situation
from mirrorsym.properties._structure import Direction, Structure
from mirrorsym.routes._draft import tidy
from mirrorsym.verdict import Status

__all__ = ["growth", "plain_structure"]

Json = dict[str, Any]
SIDES = ("minus_infinity", "plus_infinity")
STRUCTURE = {"rule": "structure"}


def plain_structure(situation: Situation) -> Structure | str:
    """The structure of a pair whose directions are the coordinates of x, or a sentence why there is none."""
    structure = situation.structure
    if isinstance(structure, str):
        return f"the ends of the flows are not known: {structure}"
    if structure.directions is None:
        return "the potential is not a sum over directions"
    if any(d.axis != i for i, d in enumerate(structure.directions)):
        return "the coordinates of x mix the directions in which R_a is a sum"
    return structure


def growth(situation: Situation) -> Effect:
    """{"near_minimum": "2", "minus_infinity": exponent, "plus_infinity": exponent} per coordinate; None where nothing is claimed."""
    structure = plain_structure(situation)
    if isinstance(structure, str):
        return Effect(Status.UNDECIDED, structure)
    laws: Json = {}
    value, reasons = [], []
    for i, d in enumerate(structure.directions or ()):
        entry: Json = {"near_minimum": "2"}
        for up, side in ((False, SIDES[0]), (True, SIDES[1])):
            try:
                entry[side] = _at_end(structure, d, up, laws)
            except Open as e:
                entry[side] = None
                reasons.append(f"x{i + 1} toward {'+' if up else '-'}oo: {e}")
        value.append(entry)
    certificate = Certificate.of("growth", structure=structure.entry, laws=laws)
    because = "R_a is smooth with R_a'' > 0 at its minimum; at the ends its growth follows from the speed of the flows"
    return Effect(Status.HOLDS, because + "".join(f"; {r}" for r in reasons), value, (certificate,), situation.assumed(structure) or None)


def _at_end(structure: Structure, d: Direction, up: bool, laws: Json) -> str:
    """The exponent, the same for every choice of pieces; raises `Open`."""
    found: list[Expression | None] = []
    for chosen in structure.scenarios():
        p = _exponent(structure, d, chosen, up, laws)
        if found and not _equal(p, found[0], structure):
            raise Open("it depends on the initial point")
        found.append(p)
    return "oo" if found[0] is None else str(found[0])


def _equal(p: Expression | None, q: Expression | None, structure: Structure) -> bool:
    if p is None or q is None:
        return p is q
    return prove_zero(sub(p, q), structure.frame, 0) is not None


def _exponent(structure: Structure, d: Direction, chosen: tuple[int, ...], up: bool, laws: Json) -> Expression | None:
    ends: dict[int, End] = {k: structure.coordinates[k].end(chosen[k], (s > 0) == up) for k, _, s in d.members}
    timed = [e for e in ends.values() if e.finite_time]
    if timed:
        if any(e.finite_value for e in timed):
            raise Open("x may end at a finite value")
        return ONE
    if all(e.finite_value for e in ends.values()):
        raise Open("x ends at a finite value")
    found = [_law(structure, k, chosen[k], (s > 0) == up, laws) for k, _, s in d.members if not ends[k].finite_value]
    finite = [p for p in found if p is not None]
    if not finite:
        return None
    for p in finite:
        if all(_equal(p, q, structure) or sign.prove(sub(q, p), ">", structure.frame) == STRUCTURE for q in finite):
            return p
    raise Open("which of several flows is fastest depends on the parameters")


def _law(structure: Structure, k: int, index: int, forward: bool, laws: Json) -> Expression | None:
    """The exponent of one member alone, None for infinity; its law is noted for the certificate."""
    piece = structure.coordinates[k].pieces[index]
    upper = (piece.sign > 0) == forward
    if (piece.high if upper else piece.low) is not None:
        raise Open("the flow's speed at a finite end follows no power")
    found = _power_law(piece, upper)
    if found is None:
        raise Open(f"the speed of the flow of {piece.core} was not compared with a power")
    q, entry = found
    laws[f"{k},{index},{'up' if upper else 'down'}"] = entry
    for special, p in ((ONE, ONE), (num(-1), None)):
        if prove_zero(sub(q, special), structure.frame, 0) is not None:
            return p
    proofs = [sign.prove(e, ">", structure.frame) for e in (sub(ONE, q), add(ONE, q))]
    if None in proofs:
        raise Open(f"whether {q} lies between -1 and 1 depends on the parameters")
    entry["exponent"] = proofs
    return tidy(div(num(2), add(ONE, q)), structure.frame)


def _power_law(piece: Piece, upper: bool) -> tuple[Expression, Json] | None:
    """(q, entry) with low*y^q <= |c'| <= high*y^q near an infinite end."""
    for start in starts(piece, upper):
        place = place_at(piece, upper, start)
        size = tidy(mul(num(piece.sign), piece.slope), place.near)
        for q, low, high in (*_exact(size, piece, place.near, place.y), *_guessed(place.values(size))):
            shape = power(place.y, q)
            claim = mul(num(piece.sign), piece.slope)
            positive = sign.prove(low, ">", piece.frame)
            above = place.nonnegative(sub(claim, mul(low, shape))) if positive is not None else None
            below = place.nonnegative(sub(mul(high, shape), claim)) if above is not None else None
            if below is not None:
                return q, {"from": str(start), "power": q.to_json(), "low": low.to_json(), "high": high.to_json(),
                           "positive": positive, "above": above, "below": below}
    return None


def _exact(size: Expression, piece: Piece, near: Any, y: Expression) -> list[tuple[Expression, Expression, Expression]]:
    toward = num(1 if derivative(y, piece.name) == ONE else -1)
    q = tidy(div(mul(toward, y, derivative(size, piece.name)), size), near)
    if piece.name in q.names:
        return []
    scale = tidy(mul(size, power(y, mul(num(-1), q))), near)
    return [] if piece.name in scale.names else [(q, scale, scale)]


def _guessed(seen: list[tuple[float, float]]) -> list[tuple[Expression, Expression, Expression]]:
    """An exponent and two constants read off (log y, log |c'|)."""
    if len(seen) < 8:
        return []
    (y1, f1), (y2, f2) = seen[-2:]
    slope = (f2 - f1) / (y2 - y1)
    q = Fraction(slope).limit_denominator(12)
    if abs(float(q) - slope) > 0.02 or not -1 <= q <= 1:
        return []
    level = [f - float(q) * y for y, f in seen]
    if max(map(abs, level)) > 30:
        return []
    low, high = (Fraction(math.exp(v)).limit_denominator(64) for v in (min(level), max(level)))
    return [(num(q), num(low * share), num(high * more)) for share, more in ((Fraction(1), Fraction(1)), (Fraction(3, 4), Fraction(4, 3)),
                                                                            (Fraction(1, 2), Fraction(2))) if low > 0]
