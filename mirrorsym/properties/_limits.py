"""What R_a tends to, suitably scaled, as a tends to minus and to plus infinity, per coordinate of x.

With T = |a|, R_a'(x)/T tends to the rate at which the clocks of some members run against each other; between two such rates each member
sits at one of its ends.  So R_a/T tends to a convex, piecewise linear function (`slopes` between `breaks`); c*|x| is called L1.  Where two
members run to plus and to minus infinity at once, R_a''(x)/R_a''(0) tends to 1: L2.  The arguments stand in `recheck/asymptotics.py`.
"""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.region import samples
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.certificate import Certificate
from mirrorsym.effects import Effect
from mirrorsym.expression import ONE, ZERO, Expression, add, div, mul, num, power
from mirrorsym.properties._ends import Piece, place_at, starts
from mirrorsym.properties._growth import SIDES, plain_structure
from mirrorsym.properties._logic import whole_line
from mirrorsym.properties._rates import Open, Rates
from mirrorsym.properties._situation import Situation
from mirrorsym.properties._structure import Direction, Structure
from mirrorsym.routes._draft import tidy
from mirrorsym.verdict import Status

__all__ = ["limits"]

Json = dict[str, Any]
TWO = num(2)


def limits(situation: Situation) -> Effect:
    """{"minus_infinity": [limit or None per coordinate], "plus_infinity": [...]}."""
    structure = plain_structure(situation)
    if isinstance(structure, str):
        return Effect(Status.UNDECIDED, structure)
    if situation.pair.h is None:
        return Effect(Status.NOT_APPLICABLE, "no regularizer h is given")
    proofs: Json = {"rates": {}, "flat": {}}
    value: dict[str, list[Json | None]] = {side: [] for side in SIDES}
    reasons = []
    for side, sigma in zip(SIDES, (-1, 1), strict=True):
        for i, _ in enumerate(structure.directions or ()):
            try:
                value[side].append(_limit(structure, i, sigma, proofs))
            except Open as e:
                value[side].append(None)
                reasons.append(f"x{i + 1}, a to {'+' if sigma > 0 else '-'}oo: {e}")
    if not any(e for found in value.values() for e in found):
        return Effect(Status.UNDECIDED, "; ".join(reasons))
    certificate = Certificate.of("limits", structure=structure.entry, **proofs)
    because = "each member's flow runs to one of its ends, and R_a'(x)/|a| tends to the rate at which the ends change places"
    return Effect(Status.HOLDS, because + "".join(f"; {r}" for r in reasons), value, (certificate,), situation.assumed(structure) or None)


def _limit(structure: Structure, i: int, sigma: int, proofs: Json) -> Json:
    """The same for every choice of pieces; raises `Open`."""
    found: list[Json] = []
    for chosen in structure.scenarios():
        entry = _one(structure, i, chosen, sigma, proofs)
        if found and entry != found[0]:
            raise Open("the limit depends on the initial point")
        found.append(entry)
    return found[0]


def _one(structure: Structure, i: int, chosen: tuple[int, ...], sigma: int, proofs: Json) -> Json:
    assert structure.directions is not None
    d = structure.directions[i]
    rates = Rates(d, structure, proofs["rates"])
    groups = _groups(d, rates, sigma)
    levels = [_level(structure, d, chosen, groups[:n]) for n in range(len(groups) + 1)]
    if None in levels:
        _flat(structure, i, chosen, groups, proofs["flat"])
        return {"shape": "L2", "slopes": None, "breaks": None}
    slopes: list[Expression] = []
    breaks: list[Expression] = []
    for below, above, group in zip(levels, levels[1:], groups, strict=False):
        if isinstance(below, int) and below == above:
            continue
        if slopes:
            if not isinstance(below, Expression):
                raise Open("x does not pass through finite levels")
            breaks.append(tidy(below, structure.frame))
        slopes.append(tidy(mul(num(-sigma), rates.rate[group[0]]), structure.frame))
    if not slopes:
        raise Open("x does not pass through finite levels")
    shape = "linear" if len(slopes) == 1 else "piecewise_linear"
    if len(slopes) == 2 and all(prove_zero(e, structure.frame, 0) is not None for e in (breaks[0], add(*slopes))):
        shape = "L1"
    return {"shape": shape, "slopes": [str(e) for e in slopes], "breaks": [str(e) for e in breaks]}


def _groups(d: Direction, rates: Rates, sigma: int) -> list[list[int]]:
    """Members whose ends change places at the same rate, in the order of that rate."""
    def order(j: int, k: int) -> int:
        return 0 if j == k else rates.sign(j, k) if j < k else -rates.sign(k, j)

    def compare(j: int, k: int) -> int:
        return -sigma * order(j, k)

    groups: list[list[int]] = []
    for k in sorted((k for k, _, _ in d.members), key=cmp_to_key(compare)):
        if groups and order(groups[-1][0], k) == 0:
            groups[-1].append(k)
        else:
            groups.append([k])
    return groups


def _level(structure: Structure, d: Direction, chosen: tuple[int, ...], passed: list[list[int]]) -> Expression | int | None:
    """What x tends to between two rates: a tree, 1 or -1 for infinity, None where terms of both signs are infinite."""
    risen = {k for g in passed for k in g}
    terms: list[Expression] = [d.offset]
    infinite: set[int] = set()
    timed: set[int] = set()
    for k, s, sign_ in d.members:
        up = k in risen
        end = structure.coordinates[k].end(chosen[k], (sign_ > 0) == up)
        if end.finite_time:
            if end.finite_value:
                raise Open("a flow ends at a finite value in finite time")
            timed.add(1 if up else -1)
        if not end.finite_value:
            infinite.add(1 if up else -1)
        elif end.limit is None:
            raise Open("the value at which a flow ends was not found")
        else:
            terms.append(mul(s, end.limit))
    if len(timed) == 2:
        raise Open("there is no such limit: the slice of mu is empty for large |a|")
    if timed or infinite:
        return timed.pop() if timed else infinite.pop() if len(infinite) == 1 else None
    return add(*terms)


def _flat(structure: Structure, i: int, chosen: tuple[int, ...], groups: list[list[int]], proofs: Json) -> None:
    """Notes why c''/c'^2 tends to 0 where two terms run to infinity at once; raises `Open`."""
    assert structure.directions is not None
    d = structure.directions[i]
    if len(d.members) != 2 or len(groups) != 2:
        raise Open("more than two flows run to infinity at once")
    if not all(whole_line(structure, other, i) for other in structure.scenarios()):
        raise Open("R_a''(0) is not there to compare with")
    for k, _, sign_ in d.members:
        piece = structure.coordinates[k].pieces[chosen[k]]
        forward = (sign_ > 0) == (k in groups[0])
        upper = (piece.sign > 0) == forward
        key = f"{k},{chosen[k]},{'up' if upper else 'down'}"
        if key not in proofs:
            found = _bend(piece, upper)
            if found is None:
                raise Open("the curvature c''/c'^2 at an end was not shown to vanish")
            proofs[key] = found


def _bend(piece: Piece, upper: bool) -> Json | None:
    bend = div(derivative(piece.slope, piece.name), power(piece.slope, TWO))
    for start in starts(piece, upper):
        place = place_at(piece, upper, start)
        if tidy(bend, place.near) == ZERO:
            more = {"scale": ONE.to_json(), "power": num(-1 if place.bounded else 1).to_json()}
            above, below = (place.nonnegative(power(place.y, num(1 if place.bounded else -1)) + mul(num(s), bend)) for s in (-1, 1))
            return None if None in (above, below) else {"from": str(start), **more, "above": above, "below": below}
        for s in _signs(bend, place.near):
            found = place.vanishing(bend, s)
            if found is not None:
                return {"from": str(start), **found}
    return None


def _signs(e: Expression, region: Any) -> tuple[int, ...]:
    """The likely sign first."""
    for p in samples(region, 3):
        try:
            return (1, -1) if enclose(e, p, 128) > 0 else (-1, 1)
        except (Undefined, Unsettled):
            continue
    return (1, -1)
