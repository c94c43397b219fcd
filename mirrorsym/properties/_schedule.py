"""A schedule alpha_t of the regularization's strength, held against what tdmf Thm 3.2 asks of it.

The clock a_t = -int_0^t alpha_s ds is found piece by piece from a short table of antiderivatives and proved by differentiation.  The
theorem wants alpha >= 0, alpha = 0 from some time T on, and R_a there (and Bregman, contracting) for all a between a_T and 0.

Main definitions: `scheduled`, `exists_beyond`.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, neg, power, sub, sym
from mirrorsym.properties._ends import smooth_guards
from mirrorsym.properties._situation import Situation
from mirrorsym.routes._draft import fact, tidy
from mirrorsym.schedule import T

__all__ = ["exists_beyond", "scheduled"]

Json = dict[str, Any]


def scheduled(situation: Situation, alpha: Expression) -> Json:
    """The `schedule` of a report: the clock, the total, and a verdict on each hypothesis about the schedule.

    >>> from mirrorsym.expression import num
    >>> from mirrorsym.maps import Pair
    >>> from mirrorsym.potential import Potential
    >>> from mirrorsym.verdict import Status
    >>> no = Potential(Status.UNDECIDED, None, "not asked")
    >>> scheduled(Situation(Pair(g=["u"], h="u"), no), num(3))["a"]
    ['-3*t']
    """
    frame = _frame(situation)
    found: Json = {"alpha": str(alpha), "t": T, "a": None, "times": None, "total": None, "hypotheses": {}, "certificate": None}
    pieces = _pieces(alpha, frame)
    if isinstance(pieces, str):
        return {**found, "hypotheses": dict.fromkeys(("nonnegative", "switched_off", "exists"), _open(pieces))}
    entries, clock = [], ZERO
    hypotheses: Json = {}
    nonnegative: list[Json | None] = []
    for low, high, rate in pieces:
        region = _region(frame, low, high)
        primitive = _antiderivative(rate)
        guards = None if primitive is None else smooth_guards(primitive, region)
        if primitive is None or guards is None:
            return {**found, "hypotheses": dict.fromkeys(("nonnegative", "switched_off", "exists"), _open(
                f"no antiderivative of {rate} was found"))}
        a = tidy(add(clock, primitive.substitute({T: low}), neg(primitive)), region)
        zeros = [prove_zero(add(derivative(a, T), rate), region), prove_zero(sub(a.substitute({T: low}), clock), frame)]
        if None in zeros:
            return {**found, "hypotheses": dict.fromkeys(("nonnegative", "switched_off", "exists"), _open("the clock was not proved"))}
        nonnegative.append(sign.prove(rate, ">=", region))
        entries.append({"a": str(a), "guards": smooth_guards(a, region) or [], "zeros": zeros})
        clock = clock if high is None else tidy(a.substitute({T: high}), frame)
    rate, low = pieces[-1][2], pieces[-1][0]
    hypotheses["nonnegative"] = _nonnegative(pieces, nonnegative, frame)
    hypotheses["switched_off"], total = _switched_off(rate, low, _region(frame, low, None), clock, frame)
    hypotheses["exists"] = _exists(situation, total)
    return {**found, "a": [e["a"] for e in entries], "times": [str(p[0]) for p in pieces], "total": None if total is None else str(total),
            "hypotheses": hypotheses, "certificate": {"kind": "schedule", "pieces": entries}}


def _frame(situation: Situation) -> Region:
    region = situation.region
    own = set(region.variables)
    return Region((), region.parameters, tuple(f for f in region.facts if not f[0].names & own), region.integers)


def _region(frame: Region, low: Expression, high: Expression | None) -> Region:
    facts = [(sub(sym(T), low), ">=")] + ([] if high is None else [(sub(high, sym(T)), ">=")])
    return Region((T,), frame.parameters, (*frame.facts, *facts), frame.integers)


def _open(because: str) -> Json:
    return {"status": "UNDECIDED", "because": because, "proof": None}


def _pieces(alpha: Expression, frame: Region) -> list[tuple[Expression, Expression | None, Expression]] | str:
    """(from, to, alpha there), in order from 0 to infinity; or a sentence why the schedule is not of this kind."""
    if alpha.op != "piecewise":
        if any(n.op == "piecewise" for n in alpha.walk()):
            return "cases inside of a formula are not followed"
        return [(ZERO, None, alpha)]
    out: list[tuple[Expression, Expression | None, Expression]] = []
    low = ZERO
    for value, condition in zip(alpha.args[::2], alpha.args[1::2], strict=True):
        if condition.op == "true":
            return [*out, (low, None, value)]
        e, op = fact(condition)
        if op not in (">", ">=") or derivative(e, T) != neg(ONE):
            return f"the case {condition} is not of the form t < c"
        high = tidy(e.substitute({T: ZERO}), frame)
        if sign.prove(sub(high, low), ">", frame) is None:
            return "the times at which the cases end are not in order"
        out.append((low, high, value))
        low = high
    return "the last case has a condition"


def _antiderivative(e: Expression) -> Expression | None:
    if T not in e.names:
        return mul(e, sym(T))
    if e.op == "add":
        parts = [_antiderivative(t) for t in e.args]
        return None if None in parts else add(*(p for p in parts if p is not None))
    if e.op == "mul":
        still = [x for x in e.args if T not in x.names]
        moving = [x for x in e.args if T in x.names]
        inner = _antiderivative(moving[0]) if len(moving) == 1 and still else None
        return None if inner is None else mul(*still, inner)
    base, p = (e.args[0], e.args[1]) if e.op == "pow" else (e.args[0], None) if e.op in ("exp", "sin", "cos") else (e, ONE)
    slope = derivative(base, T)
    if T in slope.names or (p is not None and T in p.names):
        return None
    if e.op == "exp":
        return div(e, slope)
    if e.op in ("sin", "cos"):
        return div(neg(call("cos", base)) if e.op == "sin" else call("sin", base), slope)
    assert p is not None
    if p == neg(ONE):
        return div(call("log", base), slope)
    return div(power(base, add(p, ONE)), mul(slope, add(p, ONE))) if p.op == "num" else None


def _nonnegative(pieces: list[tuple[Expression, Expression | None, Expression]], proofs: list[Json | None], frame: Region) -> Json:
    if None not in proofs:
        return {"status": "HOLDS", "because": "alpha >= 0 at all times", "proof": proofs}
    for i, (low, high, rate) in enumerate(pieces):
        point = sign.refute(rate, ">=", _region(frame, low, high)) if proofs[i] is None else None
        if point is not None:
            shown = ", ".join(f"{n} = {v}" for n, v in point.items())
            return {"status": "FAILS", "because": f"alpha < 0 at {shown}", "proof": {"piece": i, "point": {
                n: v.to_json() for n, v in point.items()}}, "witness": {n: str(v) for n, v in point.items()}}
    return _open("the sign of alpha was not settled")


def _switched_off(rate: Expression, low: Expression, tail: Region, clock: Expression, frame: Region) -> tuple[Json, Expression | None]:
    """Whether alpha = 0 from some time on, and what a is then."""
    zero = prove_zero(rate, tail)
    if zero is not None:
        return {"status": "HOLDS", "because": f"alpha = 0 from t = {low} on, and a stays at {clock}", "proof": zero}, tidy(clock, frame)
    positive = sign.prove(rate, ">", tail.assume(sub(sym(T), low), ">"))
    if positive is not None:
        return {"status": "FAILS", "because": f"alpha > 0 for all t > {low}: the theorem asks for alpha = 0 from some time on",
                "proof": positive}, None
    return _open("whether alpha vanishes from some time on was not settled"), None


def exists_beyond(situation: Situation, total: Expression | None) -> Json:
    """The hypothesis `exists` for a clock that tends to the total, None for -oo, and does not reach it."""
    return _exists(situation, total, reached=False, falls=total is None)


def _exists(situation: Situation, total: Expression | None, reached: bool = True, falls: bool = False) -> Json:
    """Whether every a between the total and 0 has a slice that is not empty; `falls`: the total is -oo."""
    potential, setting = situation.potential, situation.setting.assuming(situation.potential.assuming)
    if total is None and not falls:
        return _open("the range of a that is reached is not known")
    if potential.derivation is None or not {"a_domain", "slices"} <= {s.name for s in potential.derivation.steps if s.checked}:
        return _open("for which a there is a potential was not proved")
    a = sym(setting.a)
    least = () if total is None else ((sub(a, total), ">=" if reached else ">"),)
    between = Region((setting.a, *setting.symbols), (), (*setting.known, *least, (neg(a), ">=")), setting.initial.integers)
    proofs = []
    for e, op in map(fact, potential.a_domain):
        proof = sign.prove(e, op, between)
        if proof is None:
            point = sign.refute(e, op, between)
            at = "" if point is None else " at " + ", ".join(f"{n} = {v}" for n, v in point.items())
            if point is None:
                return _open("whether R_a is there for all a that are reached was not settled")
            return {"status": "FAILS", "because": f"there is no R_a{at}", "proof": {"point": {n: v.to_json() for n, v in point.items()}},
                    "witness": {n: str(v) for n, v in point.items()}}
        proofs.append(proof)
    return {"status": "HOLDS", "because": f"R_a is there for all a from {'-oo' if total is None else total} to 0", "proof": proofs}
