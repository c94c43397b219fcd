"""The three effects of the regularizer on the potential, as a decreases from 0: derived and proved, or left open with the reason.

* positional bias: the minimizer of R_a is x(a) = g(psi(0, a)), and dx/da = Dg grad h there;
* type of bias: how kappa_a(x) = R_a''(x)/R_a''(0) changes, coordinate by coordinate (see `_curvature`);
* growth and limits: how R_a grows at the ends of x, and what it tends to as a tends to minus and to plus infinity;
* range: how the ranges of grad R_a and of x change, from the times and values at which the coordinates' flows end.

Main definitions: `effects`, `one_effect`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mirrorsym.calculus import sign, zero
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.region import Region
from mirrorsym.certificate import Certificate
from mirrorsym.effects import Effect, Effects
from mirrorsym.expression import ZERO, Expression, add, mul, neg, num, sub
from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.properties import Situation, missing
from mirrorsym.properties._growth import growth
from mirrorsym.properties._limits import limits
from mirrorsym.properties._monomials import positive_where
from mirrorsym.properties._narrowed import narrowed
from mirrorsym.properties._range_effect import range_effect
from mirrorsym.properties._structure import smoothness
from mirrorsym.properties._types import type_effect
from mirrorsym.verdict import Status, Verdict

__all__ = ["NAMES", "effects", "one_effect"]

Json = dict[str, Any]
NAMES = ("positional_bias", "type_of_bias", "range", "growth", "limits")


def effects(situation: Situation) -> Effects:
    """All of them; NOT_APPLICABLE without a regularizer or without a potential."""
    return Effects(*(_one(situation, name) for name in NAMES))


def one_effect(pair: Pair, potential: Potential, known: Mapping[str, Verdict], name: str) -> Effect:
    """One of them, in this process and without bounds: what a worker runs."""
    return _one(Situation(pair, potential, known), name)


def _one(situation: Situation, name: str) -> Effect:
    reason = (Status.NOT_APPLICABLE, "no regularizer h is given") if situation.pair.h is None else missing(situation)
    if reason is not None:
        return Effect(*reason)
    if name == "positional_bias":
        return positional_bias(situation)
    find = {"type_of_bias": type_effect, "range": range_effect, "growth": growth, "limits": limits}[name]
    found = find(situation)
    part = narrowed(situation) if found.status is Status.UNDECIDED else None
    return found if part is None else part.effect(find(part.situation), found)


def positional_bias(situation: Situation) -> Effect:
    """Whether the minimizer moves, and whether |x(a)| shrinks as a decreases."""
    pair, region = situation.pair, situation.region
    assert pair.h is not None
    if situation.smooth is None:
        return Effect(Status.UNDECIDED, "g or h is not shown to be smooth on M")
    smooth = {"smooth": situation.smooth}
    slopes = [derivative(pair.h, v) for v in pair.w]
    speeds = [add(*(mul(derivative(g, v), s) for v, s in zip(pair.w, slopes, strict=True))) for g in pair.g]
    way = _minimizer(situation)
    minimizer = None if way is None else [str(e) for e in situation.potential.minimizer or ()]
    formula = () if way is None else (way,)
    zeros = [zero.prove(s, region) for s in speeds]
    if all(z is not None for z in zeros):
        certificate = Certificate.of("rests", zeros={str(i): z for i, z in enumerate(zeros)}, **smooth)
        return Effect(Status.HOLDS, "grad g_i.grad h = 0 on M, so the minimizer stays where it is",
                      {"moves": False, "minimizer": minimizer, "toward_zero": None}, (certificate, *formula))
    if way is not None and not any(situation.setting.a in e.names for e in situation.potential.minimizer or ()):
        return Effect(Status.HOLDS, "x(a) = g(psi(0, a)) does not depend on a for this initial point, so the minimizer stays where it is",
                      {"moves": False, "minimizer": minimizer, "toward_zero": None}, formula)
    moves = _moves(situation, speeds)
    if moves is None:
        return Effect(Status.UNDECIDED, "neither was the minimizer shown to rest nor a point found at which it moves")
    toward, more, words = _toward(list(zip(pair.g, speeds, strict=True)), situation)
    return Effect(Status.HOLDS, f"dx/da = Dg grad h is not 0 along the flow of h; {words}",
                  {"moves": True, "minimizer": minimizer, "toward_zero": toward}, (moves, *more, *formula))


def _minimizer(situation: Situation) -> Certificate | None:
    """Why the potential's minimizer is g(psi(0, a)), or None."""
    potential, setting = situation.potential, situation.setting
    if potential.minimizer is None or potential.psi is None or situation.pair.h is None:
        return None
    rest = dict.fromkeys(setting.mu, ZERO)
    a, initial = setting.a, setting.initial
    psi = dict(zip(situation.pair.w, (p.substitute(rest) for p in potential.psi), strict=True))
    facts: list[tuple[Json, tuple[Expression, str]]] = []
    for g in (g for p in psi.values() for g in guards(p)):  # where psi is smooth; this holds at a = 0
        if a in g.of.names and g.op in (">", "!=") and all(g.of != f for _, (f, _) in facts):
            proof = sign.prove(g.of.substitute({a: ZERO}), g.op, initial)
            if proof is None:
                return None
            facts.append(({"fact": g.of.to_json(), "op": g.op, "proof": proof}, (g.of, g.op)))
    about = Region((a, *initial.variables), initial.parameters, (*initial.facts, *(f for _, f in facts)), initial.integers)
    listed = smoothness(tuple(psi.values()), about)
    if listed is None:
        return None
    if potential.dual_domain != () and not all(  # the flow of h may leave M where its formula still makes sense
            sign.prove(e.substitute(psi), op, about) for e, op in situation.pair.M.facts()[:len(situation.pair.M.conditions)]):
        return None
    slopes = {v: derivative(situation.pair.h, v).substitute(psi) for v in psi}
    flow = {v: zero.prove(sub(derivative(p, a), slopes[v]), about) for v, p in psi.items()}
    start = {v: zero.prove(sub(p.substitute({a: ZERO}), setting.start[v]), initial) for v, p in psi.items()}
    values = {str(i): zero.prove(sub(g.substitute(psi), x), about)
              for i, (g, x) in enumerate(zip(situation.pair.g, potential.minimizer, strict=True))}
    if None in (*flow.values(), *start.values(), *values.values()):
        return None
    return Certificate.of("minimizer", a=a, facts=[f for f, _ in facts], psi={v: p.to_json() for v, p in psi.items()}, guards=listed,
                          flow=flow, start=start, values=values, smooth=situation.smooth)


def _moves(situation: Situation, speeds: list[Expression]) -> Certificate | None:
    """A point on the minimizer's way at which some coordinate of x moves: an initial point, or a point further on."""
    start = dict(situation.setting.start)
    for i, s in enumerate(speeds):
        found = zero.refute(s.substitute(start), situation.setting.initial)
        if found is not None:
            return Certificate.of("moves", coordinate=i, at={**situation.initial(found), "smooth": situation.smooth})
    for values, mu, a in situation.trials():
        if any(mu) or not a:
            continue
        for i, s in enumerate(speeds):
            value = situation.value_at(s, values, mu, a)
            if value is not None and abs(value) > 1e-9:
                at = situation.path(values, mu, a)
                if at is not None:
                    return Certificate.of("moves", coordinate=i, at=at)
    return None


def _toward(rates: list[tuple[Expression, Expression]], situation: Situation) -> tuple[bool | None, tuple[Certificate, ...], str]:
    """Whether |x(a)| shrinks: the sign of sum x_i dx_i/da on M."""
    for op, kind, answer, words in ((">=", "toward_zero", True, "|x| does not grow as a decreases"),
                                    ("<=", "away_from_zero", False, "|x| does not shrink as a decreases")):
        proof = _signed(rates, op, situation.region)
        if proof is not None:
            return answer, (Certificate.of(kind, proof=proof, smooth=situation.smooth),), words
    drift = add(*(mul(x, speed) for x, speed in rates)).substitute(dict(situation.setting.start))
    if all(sign.refute(drift, op, situation.setting.initial) is not None for op in (">=", "<=")):
        return None, (), "whether it moves toward 0 depends on the initial point"
    return None, (), "whether it moves toward 0 was not settled"


def _signed(rates: list[tuple[Expression, Expression]], op: str, region: Region) -> Json | None:
    """A proof that sum x_i dx_i/da has a sign, from proofs for each term, or for the whole."""
    one = num(1 if op == ">=" else -1)
    proofs = []
    for x, speed in rates:
        proof = _product(x, speed, one, region)
        if proof is None:
            return sign.prove(add(*(mul(x, s) for x, s in rates)), op, region) if 1 < len(rates) < 4 else None
        proofs.append(proof)
    if len(proofs) == 1:
        return proofs[0]
    terms = [{"term": mul(one, x, s).to_json(), "op": ">=", "proof": proof} for (x, s), proof in zip(rates, proofs, strict=True)]
    return {"rule": "sum", "terms": terms, "zero": {"rule": "ring"}}


def _product(x: Expression, speed: Expression, one: Expression, region: Region) -> Json | None:
    """one*x*speed >= 0: at once, or because speed has the sign of one*x where x is not 0."""
    if not any(n.op == "pow" and n.args[1].names for n in speed.walk()):
        return sign.prove(mul(one, x, speed), ">=", region)
    sides = []
    for y, s in ((x, one), (neg(x), neg(one))):
        inside = positive_where(mul(s, speed), y, region)
        if inside is None:
            return None
        fact = {"rule": "fact", "index": len(region.facts), "factor": "1"}
        sides.append({"rule": "product", "constant": "1", "factors": [{"factor": y.to_json(), "power": 1, "op": ">", "proof": fact},
                      {"factor": mul(s, speed).to_json(), "power": 1, "op": ">", "proof": inside}], "zero": {"rule": "ring"}})
    at_zero = {"rule": "squares", "terms": [], "constant": "0", "zero": {"rule": "ring"},
               "multiples": [{"multiplier": mul(one, speed).to_json(), "fact": len(region.facts)}]}
    return {"rule": "cases", "on": x.to_json(), "positive": sides[0], "negative": sides[1], "zero": at_zero}
