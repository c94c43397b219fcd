"""The answer of `discover` from the blocks that were searched: what it claims, with certificates, and what the checker says of it.

A function is in the basis only with a certificate, and the answer goes through the independent checker: what it does not accept is
withdrawn, whatever was found.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from mirrorsym._check import decide_all
from mirrorsym._over_parameters import over_parameters
from mirrorsym.calculus import sign
from mirrorsym.calculus.commutant import Block
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.independence import independent_points
from mirrorsym.calculus.prolong import Bound
from mirrorsym.calculus.region import Region, is_inside, samples
from mirrorsym.calculus.zero import connected
from mirrorsym.certificate import Certificate
from mirrorsym.discovery import Discovery
from mirrorsym.expression import ONE, ZERO, Expression, from_json, num, relation
from mirrorsym.maps import Pair
from mirrorsym.verdict import Status

__all__ = ["assembled", "bare", "member", "objections", "open_guards", "withdrawn"]

SHOWN = 8  # coordinates of a point
PART = "the connected part of M that contains the point"
RULES = {
    "symbol": "the equations, differentiated up to order {order}, determine every analytic solution by its Taylor polynomial of degree "
              "{determined} at {point} and leave dimension {dimension}",
    "critical": "{point} is a critical point with invertible Hessian, where every analytic solution is determined by its Taylor "
                "polynomial of degree 2; the equations up to order {order} leave dimension {dimension}",
    "singular": "at {point} the equations have a simple pole, and a solution that is analytic there is determined by its Taylor "
                "polynomial of degree {determined}; the equations up to order {order} leave dimension {dimension}",
}


def bare(pair: Pair) -> Pair:
    """g on M: one copy, without h, and without the parameters that neither g nor a condition on variables mentions."""
    conditions = pair.M.conditions
    used = frozenset().union(*(f.names for f in pair.g), *(c.names for c in conditions if c.names & set(pair.w)))
    known = {p.name: p for p in pair.M.parameters}
    grown = True
    while grown:
        more = used.union(*(c.names for n, p in known.items() if n in used for c in p.conditions))
        grown, used = more != used, more
    kept = tuple(p for p in pair.M.parameters if p.name in used)
    dropped = {p.name for p in pair.M.parameters} - used
    domain = replace(pair.M, conditions=tuple(c for c in conditions if not c.names & dropped), parameters=kept)
    return Pair(g=pair.g, domain=domain)


def open_guards(pair: Pair) -> tuple[Expression, ...]:
    """The relations under which g is analytic, those left out that are proved on M."""
    region = Region.of(pair.M)
    found: dict[Expression, None] = {}
    for f in pair.g:
        for g in guards(f):
            ops = [g.op, ">=", "<="] if g.either else [g.op]
            if not any(sign.prove(g.of if op != "<=" else -g.of, ">=" if op == "<=" else op, region) is not None for op in ops):
                found[relation(g.op, g.of, ZERO)] = None
    return tuple(found)


def member(pair: Pair, h: Expression, on: Sequence[Expression]) -> Certificate | None:
    """Why h commutes with g where the relations hold too; None when that is not decided."""
    domain = replace(pair.M, conditions=(*pair.M.conditions, *on))
    verdicts = decide_all(Pair(g=pair.g, h=h, domain=domain), ["commuting_with_h"])
    decided = verdicts["commuting_with_h"]
    if decided.status is not Status.HOLDS:
        return None
    data: dict[str, Any] = {"certificate": decided.certificates[0].to_json()}
    smooth = verdicts.get("smooth")
    if smooth is not None and smooth.certificates:
        data["smooth"] = smooth.certificates[0].to_json()
    return Certificate.of("commuting_member", **data)


# -- the answer ---------------------------------------------------------------------------------------------
def assembled(pair: Pair, parts: list[Block], proofs: dict[Expression, Certificate], beside: dict[Expression, Certificate],
              on: tuple[Expression, ...], copies: int) -> Discovery:
    """The answer; `proofs` are certificates of members, `beside` those of members on a part of M."""
    parts = [replace(b, members=tuple(h for h in b.members if h in proofs),
                     complete=b.complete and all(h in proofs for h in b.members)) for b in parts]
    own = [b for b in parts if b.functions]
    free = [z for b in parts for z in b.free]
    families = [b.round.text() for b in own if b.round is not None]
    if free:
        families.append(f"f({', '.join(map(str, free))}) for every function f")
    point = _together(pair, own, on)
    settled = all(b.complete for b in own) and point is not None and not on
    if len(own) + len(free) > 1:
        settled = settled and all(b.invariants == () for b in own)
    basis = (ONE, *(h for b in own for h in b.members))
    infinite = "; ".join(families) or None
    upper = None if infinite or point is None else _upper(own)
    bound = None if point is None else _bound(parts, point)
    tried = "; ".join(dict.fromkeys(b.tried for b in own if b.tried)) or "nothing: g is constant"
    elsewhere = tuple(x for b in own for x in b.elsewhere if x[0] in beside)
    where = "M" if _is_connected(pair) else PART
    answer = Discovery(pair.g, basis, upper, settled, infinite, tried, "", pair.w, pair.M.conditions, elsewhere,
                     tuple(proofs[h] for h in basis[1:]), tuple(beside[h] for h, _ in elsewhere), _independent(pair, basis, on), bound, on,
                     where, pair)
    if pair.M.parameters and bound is not None:
        answer = over_parameters(answer)
    return replace(answer, because=_because(own, answer, copies))


def _slice(pair: Pair, on: Sequence[Expression], count: int) -> list[dict[str, Fraction]]:
    """Points of M where the relations hold, all for the same values of the parameters."""
    region = Region.of(replace(pair.M, conditions=(*pair.M.conditions, *on)))
    points = samples(region, count if not region.parameters else 1)
    if not region.parameters or not points:
        return list(points)
    fixed = {n: points[0][n] for n in region.parameters}
    found = samples(region.substitute({n: num(q) for n, q in fixed.items()}), count)
    return [{**p, **fixed} for p in found]


def _independent(pair: Pair, basis: Sequence[Expression], on: Sequence[Expression]) -> Certificate | None:
    if len(basis) == 1:
        return None
    for count in (len(basis) + 6, 4 * len(basis) + 24):
        points = independent_points(basis, _slice(pair, on, count))
        if points is not None:
            return Certificate.of("independent", points=[_tree(p) for p in points])
    return None


def _tree(point: dict[str, Fraction]) -> dict[str, Any]:
    return {n: num(q).to_json() for n, q in point.items()}


def _bound(parts: Sequence[Block], point: dict[str, Fraction]) -> Certificate:
    entries = []
    for b in parts:
        entry: dict[str, Any] = {"variables": list(b.variables), "free": [], "round": None, "bound": None}
        if b.functions:
            entry["free"] = [[str(q) for q in c] for c in b.directions]
            entry["round"] = None if b.round is None else b.round.to_json()
            if b.scales:
                entry["scaled"] = [{"by": s.to_json(), "function": f.to_json()} for s, f in zip(b.scales, b.functions, strict=True)]
            entry["bound"] = None if b.bound is None else b.bound.to_json()
        entries.append(entry)
    return Certificate.of("commutant", point=_tree(point), blocks=entries)


def _together(pair: Pair, own: list[Block], on: Sequence[Expression]) -> dict[str, Fraction] | None:
    """One point of M whose projections are the points of the blocks."""
    region = Region.of(replace(pair.M, conditions=(*pair.M.conditions, *on)))
    known = [dict(b.bound.point) for b in own if b.bound is not None]
    starts = known[:1] or [dict(p) for p in samples(region, 1)]
    if not starts:
        return None
    point = dict(starts[0])
    for b in own:
        if b.bound is not None:
            at = dict(b.bound.point)
            point.update({v: at[v] for v in b.variables})
    return point if is_inside(region, point) is True else None


def _upper(own: list[Block]) -> int | None:
    """The largest dimension that the bounds of the blocks allow."""
    limits = [len(b.members) + 1 if b.complete else b.bound.dimension if b.bound is not None else None for b in own]
    if any(v is None for v in limits):
        return None
    sizes = [v for v in limits if v is not None]
    kept = [(1,) if b.invariants == () and b.complete else (1, v) for b, v in zip(own, sizes, strict=True)]
    return max(sum(v - k for v, k in zip(sizes, ks, strict=True)) + prod(ks) for ks in product(*kept)) if own else 1


def _shown(block: Block, bound: Bound, certificate: Certificate | None) -> str:
    """The point of a bound in the variables of the block, cut short where it is long."""
    at: dict[str, Any] = dict(bound.point)
    if certificate is not None:
        at.update({v: from_json(tree) for v, tree in certificate.data["point"].items()})
    return ", ".join(f"{v} = {at[v]}" for v in block.variables[:SHOWN]) + (", ..." if len(block.variables) > SHOWN else "")


def _is_connected(pair: Pair) -> bool:
    """Whether M is seen to be convex, for each value of the parameters."""
    region = Region.of(pair.M)
    parts = connected(replace(region, integers=frozenset(), facts=tuple(f for f in region.facts if f[0].names & set(region.variables))))
    return parts is not None and parts[0] == {"rule": "convex"}


def _because(own: list[Block], answer: Discovery, copies: int) -> str:
    infinite, upper, count = answer.infinite, answer.dimension_upper, len(answer.basis)
    parameters = answer.pair is not None and bool(answer.pair.M.parameters)
    lead = "for one of the copies: " if copies > 1 else ""
    if answer.holds_on:
        return (f"{lead}g is not shown to be analytic on M, so nothing is proved about all h; the functions commute where "
                f"{', '.join(map(str, answer.holds_on))}")
    if answer.given:
        lead += f"for all values of the parameters with {', '.join(map(str, answer.given))}: "
    elif parameters and answer.bound is not None:
        lead += "for all values of the parameters: "
    reasons = [RULES[b.bound.rule].format(order=b.bound.order, determined=b.bound.determined, dimension=b.bound.dimension,
                                          point=_shown(b, b.bound, answer.bound)) for b in own if b.bound is not None]
    reasons += [f"in {', '.join(map(str, b.round.coordinates))} every solution is homogeneous of degree 2"
                + ("" if b.round.everything else ", and splits off") for b in own if b.round is not None]
    if answer.complete:
        if not own:
            return "g is constant, so every h commutes with it"
        joined = "; ".join(reasons)
        what = "the basis and the families are" if infinite else "the list is"
        split = "; blocks without common variables add up" if len(own) > 1 else ""
        return f"{lead}{what} complete for analytic h on {answer.on}: {joined}{split}"
    if parameters and upper is None:
        return "the members hold for all values of the parameters; no upper bound was proved for all of them"
    if infinite:
        return f"{lead}the space is infinite-dimensional; whether there is more than the list and the families is open"
    if upper is None:
        return f"{lead}{count} functions were found, but no upper bound of the dimension was proved"
    if upper == count:
        return f"{lead}{'; '.join(reasons)}, but the parts of M were not brought together"
    return f"{lead}{count} functions were found and at most {upper} exist: {'; '.join(reasons)}; what lies between is open"


# -- the checker --------------------------------------------------------------------------------------------
def objections(answer: Discovery) -> dict[str, str]:
    """What the checker objects to in the answer, as its reader would get it from a file."""
    from mirrorsym.recheck import recheck

    report = json.loads(json.dumps(answer.to_json()))
    return {c.about: c.reason for c in recheck(report).rejected}


def withdrawn(pair: Pair, answer: Discovery, wrong: dict[str, str]) -> Discovery:
    """The answer without what the checker does not accept."""
    lost = {k for k in range(1, len(answer.basis)) if f"basis[{k}]" in wrong}
    if "independent" in wrong and not lost:
        lost = set(range(1, len(answer.basis)))
    gone = {k for k in range(len(answer.elsewhere)) if f"elsewhere[{k}]" in wrong}
    basis = tuple(h for k, h in enumerate(answer.basis) if k not in lost)
    complete = answer.complete and "complete" not in wrong and "infinite" not in wrong and not lost
    why = f"a certificate that was found is not accepted: {next(iter(wrong.values()))}"
    return replace(
        answer, basis=basis, members=tuple(c for k, c in enumerate(answer.members, 1) if k not in lost), complete=complete,
        infinite=None if "infinite" in wrong else answer.infinite,
        dimension_upper=None if "dimension_upper" in wrong or lost else answer.dimension_upper,
        because=answer.because if complete == answer.complete else why,
        elsewhere=tuple(x for k, x in enumerate(answer.elsewhere) if k not in gone),
        parts=tuple(c for k, c in enumerate(answer.parts) if k not in gone),
        independent=answer.independent if not lost else _independent(pair, basis, answer.holds_on))
