"""psi on its domain, proved: the ground on which a formula about the potential is held against the flow itself.

On D, cut out of (mu, a) by strict conditions that are affine in mu and a and hold at 0: psi is smooth, stays in M, solves
d_mu_i psi = grad g_i(psi), d_a psi = grad h(psi) and begins at the initial point.  D is convex, so psi(mu, a) is the time-one flow along
the straight way from 0.  D is all of it when each condition is b(psi) > 0 for some function b that is positive on M: at a boundary point
b(psi) would be 0.

Main definitions: `Existence`, `existence`, `everything`, `grow`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.collecting import collected
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.invert import inverses
from mirrorsym.calculus.region import Fact, Region
from mirrorsym.calculus.structure import follows
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.expression import ONE, ZERO, Expression, add, div, mul, sub, sym
from mirrorsym.potential import Potential
from mirrorsym.properties._situation import Situation
from mirrorsym.properties._structure import smoothness
from mirrorsym.routes import Setting
from mirrorsym.routes._draft import tidy

__all__ = ["Existence", "everything", "existence", "grow"]

Json = dict[str, Any]
_LEVEL = "level_"


@dataclass(frozen=True, slots=True)
class Existence:
    """`region` is D with what is known of the initial point and of psi; `psi` by variable; `entry` the part of a certificate."""

    setting: Setting
    region: Region
    psi: dict[str, Expression]
    domain: tuple[Fact, ...]
    entry: Json


def existence(situation: Situation) -> Existence | str:
    """The proof that psi is right on D, or a sentence why there is none."""
    potential = situation.potential
    if potential.psi is None or potential.dual_domain is None:
        return "there is no formula of psi"
    if situation.smooth is None:
        return "g or h is not shown to be smooth on M"
    setting = situation.setting.assuming(potential.assuming)
    region = setting.dual(potential.dual_domain)
    domain = region.facts[len(setting.known):]
    moving = (*setting.mu, setting.a)
    origin = dict.fromkeys(moving, ZERO)
    if any(op != ">" or any(derivative(e, m).names & set(moving) for m in moving) for e, op in domain):
        return "the dual domain is not cut out by conditions that are affine in mu and a"
    psi = dict(zip(situation.pair.w, potential.psi, strict=True))
    begins = [sign.prove(e.substitute(origin), op, setting.initial) for e, op in domain]
    grown = grow(region, potential.psi)
    if grown is None or None in begins:
        return "psi is not shown to be smooth on the dual domain"
    region, facts = grown
    stays = _inside(potential, region)
    for e, op in situation.region.facts:
        if e.names & set(psi):
            proof = stays.get((e.substitute(psi), op)) or sign.prove(e.substitute(psi), op, region)
            if proof is None:
                return "psi is not shown to stay in M on the dual domain"
            region = region.assume(e.substitute(psi), op)
            facts.append({"fact": e.substitute(psi).to_json(), "op": op, "proof": proof})
    done = _derived(potential)
    flow: Json = {}
    for key, f, time in zip((*map(str, range(len(setting.mu))), "a"), situation.pair.joint, moving, strict=False):
        for v, p in psi.items():
            claim = sub(derivative(p, time), derivative(f, v).substitute(psi))
            flow[f"{key}:{v}"] = done.get(claim) or prove_zero(claim, region)
    start = {v: prove_zero(sub(p.substitute(origin), setting.start[v]), setting.initial) for v, p in psi.items()}
    if None in (*flow.values(), *start.values()):
        return "psi is not shown to solve the flow equations"
    entry = {"mu": list(setting.mu), "a": setting.a, "assuming": [r.to_json() for r in potential.assuming],
             "psi": {v: p.to_json() for v, p in psi.items()}, "domain": [e.to_json() for e, _ in domain], "begins": begins,
             "facts": facts, "flow": flow, "start": start, "smooth": situation.smooth}
    return Existence(setting, region, psi, domain, entry)


def grow(region: Region, trees: Iterable[Expression]) -> tuple[Region, list[Json]] | None:
    """The region with what makes the trees smooth as further facts, and their proofs in order; None where one is not proved."""
    entries: list[Json] = []
    for e in trees:
        for g in guards(e):
            if follows(g.of, g.op, region):
                continue
            proof = _multiple(g.of, region) or sign.prove(g.of, g.op, region)
            if proof is None:
                return None
            region = region.assume(g.of, g.op)
            entries.append({"fact": g.of.to_json(), "op": g.op, "proof": proof})
        for side in (s for n in e.walk() if n.op == "atanh" for s in (sub(ONE, n.args[0]), add(ONE, n.args[0]))):
            proof = None if follows(side, ">", region) else sign.prove(side, ">", region)
            if proof is not None:  # the factors of 1 - b**2, as logarithms need them
                region = region.assume(side, ">")
                entries.append({"fact": side.to_json(), "op": ">", "proof": proof})
    return region, entries


def _multiple(e: Expression, region: Region) -> Json | None:
    """e > 0 because it is a fact times something positive in which no variable of the fact occurs."""
    for i, (f, op) in enumerate(region.facts):
        lead = next((n for n in region.variables if n in f.names), None) if op == ">" else None
        slope = ZERO if lead is None else derivative(f, lead)
        if lead is None or slope == ZERO or lead in slope.names or lead not in e.names:
            continue
        q = tidy(div(derivative(e, lead), slope), region)
        positive = None if lead in q.names or q.op == "num" else sign.prove(q, ">", region)
        zero = None if positive is None else prove_zero(sub(e, mul(q, f)), region)
        if zero is not None:
            return {"rule": "product", "constant": "1", "zero": zero, "factors": [
                {"factor": q.to_json(), "power": 1, "op": ">", "proof": positive},
                {"factor": f.to_json(), "power": 1, "op": ">", "proof": {"rule": "fact", "index": i, "factor": "1"}}]}
    return None


def _derived(potential: Potential) -> dict[Expression, Json]:
    """What the derivation has proved about the same region."""
    steps = potential.derivation.steps if potential.derivation is not None else ()
    return {c: p for s in steps if s.name == "psi" and s.checked for c, p in zip(s.claims, s.proofs, strict=True)}


def _inside(potential: Potential, region: Region) -> dict[Fact, Json]:
    """Why psi stays in M, as the derivation proved it from the first facts of the region."""
    steps = potential.derivation.steps if potential.derivation is not None else ()
    return {f: p for s in steps if s.name == "inside" and s.facts == region.facts[:len(s.facts)]
            for f, p in zip(s.signs, s.sign_proofs, strict=False)}


def everything(found: Existence, situation: Situation) -> list[Json] | None:
    """Proofs that D is all of {(mu, a): psi exists in M}, one for each condition; None when a function b was not found."""
    out = []
    for e, _ in found.domain:
        entry = next((x for b in _candidates(e, found) if (x := _vanishes_outside(b, e, found, situation)) is not None), None)
        if entry is None:
            return None
        out.append(entry)
    return out


def _vanishes_outside(b: Expression, e: Expression, found: Existence, situation: Situation) -> Json | None:
    if b.names - set(situation.region.names):
        return None
    zero = prove_zero(sub(b.substitute(found.psi), e), found.region)
    positive = None if zero is None else sign.prove(b, ">", situation.region)
    listed = None if positive is None else smoothness((b,), situation.region)
    return None if listed is None else {"function": b.to_json(), "zero": zero, "positive": positive, "guards": listed}


def _candidates(e: Expression, found: Existence) -> Iterator[Expression]:
    """Functions b on M that may be the condition e along psi: e at a symbolic initial point, or a coordinate of psi solved for e."""
    times = (*found.setting.mu, found.setting.a)
    back = {n: sym(v) for v, start in found.setting.start.items() if start.op == "sym" for n in (start.args[0],)}
    if len(back) == len(found.psi):
        yield e.substitute(dict.fromkeys(times, ZERO)).substitute(back)
    lead = next((m for m in times if derivative(e, m) != ZERO), None)
    if lead is None:
        return
    slope = derivative(e, lead)
    moved = div(sub(sym(_LEVEL), e.substitute({lead: ZERO})), slope)
    region = Region((_LEVEL, *found.region.variables), (), ((sym(_LEVEL), ">"), *found.setting.known))
    for v, p in found.psi.items():
        f = p.substitute({lead: moved}).rebuild(lambda n: collected(n) if n.op == "add" else None)
        f = f if not f.names & set(times) else tidy(f, region)
        if _LEVEL in f.names and not f.names & set(times):
            yield from islice(inverses(f, sym(v), _LEVEL, region), 3)
