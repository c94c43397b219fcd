"""What psi does at the ends of the dual domain, and for which times each flow alone exists.

A condition of the dual domain is c > 0 with c = L(psi), L > 0 on M (`routes._steps`).  At a boundary point where it fails, L(psi) tends to
0.  Two things are tried:

* exit: the formulas of psi are continuous with c >= 0 in place of c > 0, so psi has a finite limit.  The limit is no point of M, since L is
  positive there.
* blow-up: a function N with N*L >= 1 on M is continuous on a closed set that contains M, so it is bounded on every bounded part of M, while
  N(psi) >= 1/L(psi) is not; psi leaves every bounded set.

Main definition: `existence`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.lemmas import sign_with
from mirrorsym.calculus.region import Fact, Region
from mirrorsym.calculus.structure import follows
from mirrorsym.calculus.zero import prove
from mirrorsym.derivation import Step
from mirrorsym.existence import OPEN, Bound, End, Existence, Lifetime, step_name
from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, neg, num, power, sub, sym
from mirrorsym.routes._draft import Draft, Setting, fact, tidy
from mirrorsym.routes._signs import signed
from mirrorsym.routes._steps import LITTLE

__all__ = ["existence"]

#: operations that are continuous wherever they are defined
CONTINUOUS = frozenset({"num", "sym", "const", "add", "mul", "pow", "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin",
                        "acos", "atan", "asinh", "acosh", "atanh", "LambertW", "erf"})
STRUCTURE = {"rule": "structure"}
ELSEWHERE = "it is not shown that psi exists on the dual domain only"


def existence(setting: Setting, draft: Draft, shown: Sequence[Step]) -> tuple[Existence, list[Step]]:
    """The ends and intervals with the steps that prove them; `shown` are the steps about the dual domain."""
    times = (*setting.mu, *([setting.a] if setting.pair.h is not None else []))
    box = all(len(c.names & set(times)) <= 1 for c in draft.dual_domain)
    left = next((s.rhs for s in shown if s.name == "dual_domain" and s.checked), None)
    if left is None:
        return Existence(False, ELSEWHERE, box, tuple(End(c, None, (), ELSEWHERE) for c in draft.dual_domain)), []
    ends, steps = [], []
    for k, condition in enumerate(draft.dual_domain):
        found = _exit(setting, draft, k, left[k]) or _blow_up(setting, k, left[k])
        if found is None:
            ends.append(End(condition, None, (), OPEN))
            continue
        what, variables, made = found
        ends.append(End(condition, what, variables, made.because))
        steps.append(made)
    names = [f"g{i + 1}" for i in range(len(setting.mu))] + ["h"]
    flows = tuple(_lifetime(setting, draft, times, name, t) for name, t in zip(names, times, strict=False))
    because = "psi exists in M exactly on the dual domain" if ends else "psi exists in M for all times"
    return Existence(True, because, box, tuple(ends), flows), steps


# -- exit -------------------------------------------------------------------------------------------------------
def _exit(setting: Setting, draft: Draft, k: int, left: Expression) -> tuple[str, tuple[str, ...], Step] | None:
    facts = [fact(c) for c in draft.dual_domain]
    closed = [(e, ">=") if i == k else (e, op) for i, (e, op) in enumerate(facts)]
    dual = setting.dual(draft.dual_domain)
    region = Region(dual.variables, dual.parameters, (*setting.known, *closed), dual.integers)
    proofs = _continuous(draft.psi, region)
    if proofs is None:
        return None
    variables = tuple(v for v in setting.pair.w if v in left.names)
    because = f"psi has a finite limit where {draft.dual_domain[k]} ceases to hold, which is a point of the boundary of M"
    made = Step(step_name("exit", k), "limit of psi", draft.psi, because, region.names, region.facts, guards=proofs)
    return "exit", variables, made


def _continuous(functions: Sequence[Expression], region: Region, hard: bool = False) -> tuple[dict[str, Any], ...] | None:
    """Proofs that what the operations need holds on the region, those that are seen at once left out; None when one is not found."""
    out: list[dict[str, Any]] = []
    known = region
    for ways in dict.fromkeys(n for f in functions for n in _needs(f)):
        for way in ways:
            proofs = [(need, op, _shown(need, op, known, hard)) for need, op in way]
            if all(proof is not None for _, _, proof in proofs):
                break
        else:
            return None
        for need, op, proof in proofs:
            if proof is not STRUCTURE:
                out.append({"guard": need.to_json(), "op": op, "proof": proof})
            known = known.assume(need, op)
    return tuple(out)


def _shown(need: Expression, op: str, known: Region, hard: bool) -> dict[str, Any] | None:
    if follows(need, op, known):
        return STRUCTURE
    return signed(need, op, known, LITTLE) or (sign_with(need, op, known) if hard else None)


def _needs(e: Expression) -> Iterator[tuple[tuple[Fact, ...], ...]]:
    """What the operations of e need to be continuous, inner ones first, each as ways of which one is enough; no way where it may jump."""
    for node in e.walk():
        if node.op not in CONTINUOUS:
            yield ()
        elif node.op == "pow":
            base, exponent = node.args
            q = exponent.args[0] if exponent.op == "num" else None
            if q is None:  # 0 to a positive power is 0
                yield ((base, ">"),), ((base, ">="), (exponent, ">"))
            elif q.denominator != 1:
                yield (((base, ">=" if q > 0 else ">"),),)
            elif q < 0:
                yield (((base, "!="),),)
        elif node.op == "log":
            yield (((node.args[0], ">"),),)
        elif node.op == "tan":
            yield (((call("cos", node.args[0]), "!="),),)
        elif node.op in ("asin", "acos", "atanh"):
            yield (((sub(ONE, power(node.args[0], num(2))), ">" if node.op == "atanh" else ">="),),)
        elif node.op == "acosh":
            yield (((sub(node.args[0], ONE), ">="),),)
        elif node.op == "LambertW":
            yield (((add(node.args[0], call("exp", num(-1))), ">="),),)


# -- blow-up ----------------------------------------------------------------------------------------------------
def _blow_up(setting: Setting, k: int, left: Expression) -> tuple[str, tuple[str, ...], Step] | None:
    pair = setting.pair
    own = _assuming(Region.of(pair.M), setting)
    for bound, below in _bounds(left, own):
        variables = tuple(v for v in pair.w if v in bound.names)
        proofs = _continuous((bound,), _closed(setting, frozenset(variables)), hard=True) if variables else None
        if proofs is None:
            continue
        who = variables[0] if len(variables) == 1 else f"({', '.join(variables)})"
        because = f"{bound} is bounded where {who} is, but not as psi comes near the end"
        name, claim = step_name("blow-up", k), sub(mul(bound, left), ONE)
        proof = _below(claim, bound, sub(left, below), own) if below is not None else signed(claim, ">=", own, LITTLE)
        if proof is not None:
            return "blow-up", variables, Step(name, f"|{who}| tends to oo", (bound,), because, own.names, own.facts, signs=((claim, ">="),),
                                              sign_proofs=(proof,), guards=proofs)
    return None


def _below(claim: Expression, bound: Expression, gap: Expression, own: Region) -> dict[str, Any] | None:
    """N*L - 1 = N*(L - 1/N) as a product."""
    proofs = signed(bound, ">", own, LITTLE), _tangent(gap, own)
    zero = prove(sub(claim, mul(bound, gap)), own)
    if None in (*proofs, zero):
        return None
    return {"rule": "product", "factors": [{"factor": e.to_json(), "op": op, "proof": p}
                                           for e, op, p in zip((bound, gap), (">", ">="), proofs, strict=True)], "zero": zero}


def _tangent(gap: Expression, own: Region) -> dict[str, Any] | None:
    """log(y) lies below its tangent at 1, for the y of the one logarithm in the tree, where 0 < y < 1."""
    y = next(n.args[0] for n in gap.walk() if n.op == "log")
    new = "_y"
    claim = gap.rebuild(lambda n: sym(new) if n == y else None)
    told = [(y, sym(new)), (sub(ONE, y), sub(ONE, sym(new)))]
    proofs = [signed(e, ">", own, LITTLE) for e, _ in told]
    wide = Region((*own.variables, new), own.parameters, (*own.facts, *((f, ">") for _, f in told)), own.integers)
    proof = sign.prove(claim, ">=", wide, budget=0.3)
    if None in (*proofs, proof):
        return None
    return {"rule": "lift", "symbols": {new: y.to_json()}, "claim": claim.to_json(), "zero": {"rule": "ring"}, "proof": proof,
            "facts": [{"fact": f.to_json(), "op": ">", "proof": p} for (_, f), p in zip(told, proofs, strict=True)]}


def _assuming(own: Region, setting: Setting) -> Region:
    """With what is assumed of the parameters."""
    facts = tuple(f for f in map(fact, setting.assumptions) if f[0].names <= set(own.parameters))
    return Region(own.variables, own.parameters, (*own.facts, *facts), own.integers)


def _closed(setting: Setting, variables: frozenset[str]) -> Region:
    """A closed set that contains M: conditions about these variables, polynomials, with their boundary."""
    own = _assuming(Region.of(setting.pair.M), setting)
    given = set(setting.pair.w)
    facts: list[Fact] = []
    for e, op in own.facts:
        if not e.names & given:
            facts.append((e, op))
        elif e.names & given <= variables and op in (">", ">=") and _polynomial(e, given):
            facts.append((e, ">="))
    return Region(own.variables, own.parameters, tuple(facts), own.integers)


def _polynomial(e: Expression, names: set[str]) -> bool:
    def whole(n: Expression) -> bool:
        return n.op == "pow" and n.args[1].op == "num" and n.args[1].args[0].denominator == 1 and n.args[1].args[0] > 0

    return all(n.op in ("sym", "add", "mul") or whole(n) for n in e.walk() if n.names & names)


def _bounds(left: Expression, own: Region) -> Iterator[tuple[Expression, Expression | None]]:
    """Functions N with N*L >= 1: 1/L; and where L is -log(y), 1 - y below it, and the inverse of that."""
    yield tidy(_inverse(left), own), None
    yield _inverse(left), None
    factors = left.args if left.op == "mul" else (left,)
    c = mul(*(f for f in factors if f.op == "num"))
    rest = [f for f in factors if f.op != "num"]
    if len(rest) == 1 and rest[0].op == "log" and sign.prove(c, "<", own) is not None:
        below = mul(neg(c), sub(ONE, rest[0].args[0]))
        yield div(ONE, below), below


def _inverse(e: Expression) -> Expression:
    """1/e with the exponents of powers turned, so that what was in the denominator is there no more."""
    if e.op == "mul":
        return mul(*(_inverse(f) for f in e.args))
    return power(e.args[0], neg(e.args[1])) if e.op == "pow" else div(ONE, e)


# -- one flow alone ---------------------------------------------------------------------------------------------
def _lifetime(setting: Setting, draft: Draft, times: tuple[str, ...], function: str, time: str) -> Lifetime:
    rest = {t: ZERO for t in times if t != time}
    sides: dict[bool, list[Bound]] = {False: [], True: []}
    for k, (e, _) in enumerate(map(fact, draft.dual_domain)):
        alone = e.substitute(rest)
        slope = derivative(alone, time)
        if time not in alone.names or slope == ZERO:
            continue
        positive = follows(slope, ">", setting.initial)
        if not positive and not follows(slope, "<", setting.initial):
            return Lifetime(function, time, None, None)
        at = tidy(neg(div(alone.substitute({time: ZERO}), slope)), setting.initial)
        sides[not positive].append(Bound(at, k))
    return Lifetime(function, time, tuple(sides[False]), tuple(sides[True]))
