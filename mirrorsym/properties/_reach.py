"""Which x are reached, and whether a user's conditions on x say so.

Where the pair falls apart into directions that are the coordinates of x, the x that are reached are a product of intervals, read off the
ends of the flows (`recheck/ranges.py`).  Else a closed form of grad R shows it: it puts every x that is admitted into the dual domain.

Main definitions: `intervals`, `held_range`.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.region import Fact, Region
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.certificate import Certificate
from mirrorsym.claim import Claim
from mirrorsym.expression import ZERO, Expression, add, mul, relation, sub, sym
from mirrorsym.properties._ends import smooth_guards
from mirrorsym.properties._existence import Existence, everything
from mirrorsym.properties._growth import plain_structure
from mirrorsym.properties._rates import Open
from mirrorsym.properties._situation import Situation
from mirrorsym.properties._structure import Direction, Structure
from mirrorsym.routes._draft import fact, tidy
from mirrorsym.verdict import Status

__all__ = ["held_range", "intervals"]

Json = dict[str, Any]
Bounds = tuple[Expression | None, Expression | None]
REACHED = "x is reached exactly there, at each a whose slice is not empty"


def intervals(structure: Structure) -> list[Bounds]:
    """(lower, upper) bound of each coordinate of x that is reached, None for infinite ones; raises `Open`."""
    found: list[Bounds] = []
    for chosen in structure.scenarios():
        here = [(_end(structure, d, chosen, False), _end(structure, d, chosen, True)) for d in structure.directions or ()]
        if found and here != found:
            raise Open("which x are reached depends on the initial point")
        found = here
    return found


def _end(structure: Structure, d: Direction, chosen: tuple[int, ...], up: bool) -> Expression | None:
    ends = [(s, structure.coordinates[k].end(chosen[k], (sign_ > 0) == up)) for k, s, sign_ in d.members]
    timed = [e for _, e in ends if e.finite_time]
    if any(e.finite_value for e in timed):
        raise Open("a flow ends at a finite value in finite time")
    if timed or any(not e.finite_value for _, e in ends):
        return None
    if any(e.limit is None for _, e in ends):
        raise Open("the value at which a flow ends was not found")
    return tidy(add(*(mul(s, e.limit) for s, e in ends if e.limit is not None), d.offset), structure.frame)


def held_range(situation: Situation, ground: Existence | str, relations: tuple[Expression, ...]) -> Claim:
    """HOLDS, FAILS at an exact point, or UNDECIDED: whether the relations about x (and a) describe the x that are reached."""
    structure = plain_structure(situation)
    if isinstance(structure, str):
        return _by_inverse(situation, ground, relations, structure)
    try:
        bounds = intervals(structure)
    except Open as e:
        return _by_inverse(situation, ground, relations, str(e))
    return _by_intervals(situation, structure, bounds, relations)


def _by_intervals(situation: Situation, structure: Structure, bounds: list[Bounds], relations: tuple[Expression, ...]) -> Claim:
    setting = situation.setting.assuming(situation.assumed(structure))
    box = [f for n, (low, high) in zip(setting.x, bounds, strict=True)
           for f in ([] if low is None else [sub(sym(n), low)]) + ([] if high is None else [sub(high, sym(n))])]
    corrected = tuple(relation(op, sym(n), e) for n, pair in zip(setting.x, bounds, strict=True)
                      for op, e in zip("><", pair, strict=True) if e is not None)
    facts = [fact(r) for r in relations]
    everywhere = Region((*setting.x, setting.a, *setting.symbols), (), setting.known, setting.initial.integers)
    inside, theirs = everywhere, everywhere
    for e in box:
        inside = inside.assume(e, ">")
    for f in facts:
        theirs = theirs.assume(*f)
    entry: Json = {"mu": list(setting.mu), "a": setting.a, "structure": structure.entry}
    proofs: dict[str, list[Json | None]] = {"within": [], "beyond": []}
    claims: list[tuple[str, list[Fact], Region, str]] = [
        ("within", facts, inside, "x is reached where {0} does not hold"),
        ("beyond", [(e, ">") for e in box], theirs, "x is not reached at a point that the conditions admit")]
    for key, wanted, region, words in claims:
        for i, (e, op) in enumerate(wanted):
            proofs[key].append(sign.prove(e, op, region))
            if proofs[key][-1] is not None:
                continue
            point = sign.refute(e.substitute({setting.a: ZERO}), op, region.substitute({setting.a: ZERO}))
            if point is None:
                continue
            there = {**point, setting.a: ZERO}
            fails = {"condition" if key == "within" else "beyond": i, "point": {n: v.to_json() for n, v in there.items()}}
            because = words.format(relations[i] if key == "within" else "")
            return Claim("domain", relations, Status.FAILS, because, there, None, corrected, None,
                         (Certificate.of("range", **entry, fails=fails),))
    if any(p is None for found in proofs.values() for p in found):
        because = "no difference was found, and none was excluded"
        return Claim("domain", relations, Status.UNDECIDED, because, corrected=corrected)
    return Claim("domain", relations, Status.HOLDS, REACHED, None, None, relations, situation.assumed(structure) or None,
                 (Certificate.of("range", **entry, **proofs),))


def _by_inverse(situation: Situation, ground: Existence | str, relations: tuple[Expression, ...], why: str) -> Claim:
    """By psi on its domain, and grad R in closed form."""
    if isinstance(ground, str):
        return Claim("domain", relations, Status.UNDECIDED, f"{why}; {ground}")
    potential, setting = situation.potential, ground.setting
    forward = dict(zip(setting.x, (g.substitute(ground.psi) for g in situation.pair.g), strict=True))
    facts = [fact(r) for r in relations]
    within = []
    for i, (e, op) in enumerate(facts):
        within.append(sign.prove(e.substitute(forward), op, ground.region))
        found = None if within[-1] is not None else sign.refute(e.substitute(forward), op, ground.region)
        if found is not None:
            fails = {"condition": i, "point": {n: v.to_json() for n, v in found.items()}}
            return Claim("domain", relations, Status.FAILS, f"psi exists where {relations[i]} does not hold", dict(found), None,
                         potential.primal_domain, None, (Certificate.of("domain", ground=ground.entry, fails=fails),))
    back = _back(situation, ground, forward, facts) if None not in within else None
    whole = None if back is None else everything(ground, situation)
    if back is None or whole is None:
        beyond = _beyond(situation, ground, forward, relations)
        if beyond is not None:
            return beyond
        because = f"{why}; no point was found that is left out, and that every such x is reached was not proved"
        return Claim("domain", relations, Status.UNDECIDED, because, corrected=potential.primal_domain)
    data, slices = back
    data["within"] = [*within, *slices]
    return Claim("domain", relations, Status.HOLDS, REACHED, None, None, relations, potential.assuming or None,
                 (Certificate.of("domain", ground=ground.entry, everything=whole, **data),))


def _beyond(situation: Situation, ground: Existence, forward: dict[str, Expression], relations: tuple[Expression, ...]) -> Claim | None:
    """FAILS at a point that the relations admit, where a bound of the derived range does not hold."""
    potential, setting = situation.potential, ground.setting
    whole = everything(ground, situation)
    if whole is None:
        return None
    rest = {setting.a: ZERO}
    theirs = Region((*setting.x, *setting.symbols), (), (*setting.known, *((e.substitute(rest), op) for e, op in map(fact, relations))),
                    setting.initial.integers)
    for e, op in map(fact, potential.primal_domain or ()):
        point = sign.refute(e.substitute(rest), ">", theirs) if op == ">" else None
        proof = None if point is None else sign.prove(e.substitute(forward), ">", ground.region)
        if point is not None and proof is not None:
            there = {**point, setting.a: ZERO}
            fails = {"outside": e.to_json(), "proof": proof, "point": {n: v.to_json() for n, v in there.items()}}
            return Claim("domain", relations, Status.FAILS, "x is not reached at a point that the conditions admit", there, None,
                         potential.primal_domain, None, (Certificate.of("domain", ground=ground.entry, everything=whole, fails=fails),))
    return None


def _back(situation: Situation, ground: Existence, forward: dict[str, Expression], facts: list[Fact]) -> tuple[Json, list[Json]] | None:
    """Proofs that grad R takes every x that the conditions admit into the dual domain, and back to x."""
    potential, setting = situation.potential, ground.setting
    if potential.grad_R is None:
        return None
    slices = [e for e, op in map(fact, potential.a_domain) if op == ">"]
    proofs = [sign.prove(e, ">", ground.region) for e in slices]
    theirs = Region((*setting.x, setting.a, *setting.symbols), (), (*setting.known, *((e, ">") for e in slices), *facts),
                    setting.initial.integers)
    listed: list[Json] = []
    for e in potential.grad_R:
        found = smooth_guards(e, theirs)
        if found is None:
            return None
        listed += [g for g in found if g not in listed]
    inverse = dict(zip(setting.mu, potential.grad_R, strict=True))
    landed = [sign.prove(e.substitute(inverse), ">", theirs) for e, _ in ground.domain]
    zeros = [prove_zero(sub(forward[n].substitute(inverse), sym(n)), theirs) for n in setting.x]
    if None in (*proofs, *landed, *zeros):
        return None
    return ({"slice": [e.to_json() for e in slices], "inverse": [e.to_json() for e in potential.grad_R], "guards": listed, "landed": landed,
             "zeros": zeros}, [p for p in proofs if p is not None])
