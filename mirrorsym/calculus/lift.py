"""Kernels as new symbols: the rules `lift` and `compare` of a SIGN proof.

`lifted` writes an expression with the generators of its tower (exp, log, roots, angles, other functions), turns each into a new
symbol with what is known about it (bounds from interval structure, t^q = b for roots, s^2 + c^2 = 1 for angles), and proves the
resulting claim about polynomials for all values of the new symbols that satisfy these facts.  `compared` squares away one radical.

Precondition: none; an expression without kernels gets None.  Main definitions: `lifted`, `compared`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any

from mirrorsym.calculus.probe import signs
from mirrorsym.calculus.ranges import PI as PI_RANGE
from mirrorsym.calculus.ratio import from_polynomial
from mirrorsym.calculus.region import Fact, Region
from mirrorsym.calculus.search import STRUCTURE, Proof, Search, size, with_guards
from mirrorsym.calculus.structure import follows, range_of
from mirrorsym.calculus.tower import Generator, Tower
from mirrorsym.expression import ONE, PI, Expression, add, call, div, mul, neg, num, power, sub, sym

__all__ = ["by_exp", "compared", "first_free", "lifted", "normal", "region_with", "with_pi"]

MAX_TERMS = 400


def normal(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` from interval structure, or factor by factor, once kernels are written with few generators."""
    found = search.form(e, region)
    if found is None or not found[0].generators or found[1].is_zero:
        return None
    tower, ratio = found
    if len(ratio.above) + len(ratio.below) > MAX_TERMS:
        return None
    to = tower.unfold(mul(*_powers(ratio.above, 1), *_powers(ratio.below, -1)))
    if to == e or size(to) > 2 * size(e) + 20:
        return None
    if not follows(to, op, region):
        return None
    zero = search.vanishes(sub(e, to), region)
    guards = search.guards([to], e, region) if zero is not None else None
    if zero is None or guards is None:
        return None
    return with_guards({"rule": "rewrite", "to": to.to_json(), "zero": zero, "proof": STRUCTURE}, guards)


def _powers(p: Any, side: int) -> list[Expression]:
    c, parts = p.factor()
    q = Fraction(int(c.p), int(c.q)) ** side
    return [num(q), *(power(from_polynomial(f), num(side * int(k))) for f, k in parts)]


def lifted(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` (op ">", ">=", "!=") from a claim about polynomials in new symbols."""
    found = search.form(e, region)
    if found is None or not found[0].generators:
        return None
    tower, ratio = found
    if ratio.is_zero:
        if op != ">=":
            return None
        return {"rule": "rewrite", "to": num(0).to_json(), "zero": tower.certificate(), "proof": STRUCTURE}
    if len(ratio.above) + len(ratio.below) > MAX_TERMS:
        return None
    image = div(from_polynomial(ratio.above), from_polynomial(ratio.below)) if ratio.below != 1 else from_polynomial(ratio.above)
    used = _used(tower, image)
    fresh = {g.name: f"_s{k}" for k, g in enumerate(used, first_free(region))}
    rename = {old: sym(new) for old, new in fresh.items()}
    kernels = {fresh[g.name]: g.definition for g in used}
    facts: list[tuple[Expression, str, Proof]] = []
    for found_for in (_sign_fact, _facts):
        for g in used:  # each fact is proved where those before it are known: proofs count on their positions
            known = tuple((f.substitute(kernels), o) for f, o, _ in facts)
            facts += found_for(g, tower, rename, kernels, region_with(region, (), known), search)
    facts += _translated(tower, fresh, rename, kernels, region)
    claim = image.substitute(rename)
    larger = region_with(region, tuple(kernels), tuple((f, o) for f, o, _ in facts))
    guards = search.guards(kernels.values(), e, region)
    if guards is None:
        return None
    proof = search.prove(claim, op, larger, "lift", "compare", "tangent", "monotone", "shift", "cases")
    if proof is None:
        return None
    zero = search.vanishes(sub(e, claim.substitute(kernels)), region)
    own = search.guards([claim], num(0), larger)
    if zero is None or own is None:
        return None
    whole = {"rule": "lift", "symbols": {n: k.to_json() for n, k in kernels.items()}, "claim": claim.to_json(),
             "facts": [{"fact": f.to_json(), "op": o, "proof": p} for f, o, p in facts], "zero": zero, "proof": proof}
    return with_guards(whole, [*guards, *own])


def with_pi(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` for a polynomial in symbols and pi: pi becomes a symbol between two rationals, in the facts as well."""
    if not any(n == PI for n in e.walk()) or not all(_polynomial(n) or n == PI for n in e.walk()):
        return None
    s = f"_s{first_free(region)}"

    low, high = PI_RANGE.low or Fraction(3), PI_RANGE.high or Fraction(4)

    def exchanged(f: Expression) -> Expression:
        return f.rebuild(lambda n: sym(s) if n == PI else None)

    facts: list[tuple[Expression, str, Proof]] = [
        (add(sym(s), num(-low)), ">", STRUCTURE), (add(neg(sym(s)), num(high)), ">", STRUCTURE)]
    for i, (f, o) in enumerate(region.facts):
        if any(n == PI for n in f.walk()) and all(_polynomial(n) or n == PI for n in f.walk()):
            facts.append((exchanged(f), o, {"rule": "fact", "index": i, "factor": "1"}))
    claim = exchanged(e)
    larger = region_with(region, (s,), tuple((f, o) for f, o, _ in facts))
    proof = search.prove(claim, op, larger, "cases")
    guards = search.guards([claim], num(0), larger) if proof is not None else None
    if proof is None or guards is None:
        return None
    whole = {"rule": "lift", "symbols": {s: PI.to_json()}, "claim": claim.to_json(), "zero": {"rule": "ring"}, "proof": proof,
             "facts": [{"fact": f.to_json(), "op": o, "proof": p} for f, o, p in facts]}
    return with_guards(whole, guards)


def _polynomial(n: Expression) -> bool:
    return n.op in ("num", "sym", "add", "mul") or (
        n.op == "pow" and n.args[1].op == "num" and n.args[1].args[0].denominator == 1)


def region_with(region: Region, names: tuple[str, ...], facts: tuple[Fact, ...]) -> Region:
    """The region with further real symbols and facts."""
    return Region(region.variables + names, region.parameters, region.facts + facts, region.integers)


def first_free(region: Region) -> int:
    """The lowest number that no symbol `_s0`, `_s1`, … of the region uses yet."""
    taken = [int(n[2:]) for n in region.names if n.startswith("_s") and n[2:].isdigit()]
    return max(taken, default=-1) + 1


def _used(tower: Tower, image: Expression) -> list[Generator]:
    """The generators in the image and in the relations of those, in order; sin and cos of one angle together."""
    wanted = set(image.names)
    for k in range(len(tower.generators) - 1, -1, -1):
        g = tower.generators[k]
        if g.kind == "sin" and tower.generators[k + 1].name in wanted:
            wanted.add(g.name)
        if g.kind == "cos" and tower.generators[k - 1].name in wanted:
            wanted.add(g.name)
        if g.name in wanted and g.kind == "root":
            wanted |= g.key.names
    return [g for g in tower.generators if g.name in wanted]


def _facts(g: Generator, tower: Tower, rename: Mapping[str, Expression], kernels: Mapping[str, Expression], region: Region,
           search: Search) -> list[tuple[Expression, str, Proof]]:
    """Bounds and relations of one new symbol, each with its proof about the kernel."""
    out: list[tuple[Expression, str, Proof]] = []
    s = rename[g.name]
    kernel = kernels[s.args[0]]
    r = range_of(kernel, region)
    if r.low is not None:
        low = _short(r.low, False)
        out.append((add(s, num(-low)), ">" if r.low_open or low != r.low else ">=", STRUCTURE))
    if r.high is not None:
        high = _short(r.high, True)
        out.append((add(neg(s), num(high)), ">" if r.high_open or high != r.high else ">=", STRUCTURE))
    out = [(f, o, p) for f, o, p in out if follows(f.substitute(kernels), o, region)]
    if r.nonzero and not r.has(">") and not r.has(">="):
        out.append((s, "!=", STRUCTURE))
    region = region_with(region, (), tuple((f.substitute(kernels), o) for f, o, _ in out))
    if g.kind == "root":
        relation = sub(power(s, num(g.degree)), g.key.substitute(rename))
        zero = search.vanishes(relation.substitute(kernels), region)
        if zero is not None:
            out.append((relation, "=", zero))
    if g.kind == "sin":
        partner = tower.generators[tower.generators.index(g) + 1]
        relation = sub(add(s**2, rename[partner.name] ** 2), ONE)
        zero = search.vanishes(relation.substitute(kernels), region)
        if zero is not None:
            out.append((relation, "=", zero))
    return out


def _sign_fact(g: Generator, tower: Tower, rename: Mapping[str, Expression], kernels: Mapping[str, Expression], region: Region,  # noqa: ARG001
               search: Search) -> list[tuple[Expression, str, Proof]]:
    """The sign of a new symbol that is no matter of interval structure."""
    s = rename[g.name]
    kernel = kernels[s.args[0]]
    if g.kind in ("exp", "root") or range_of(kernel, region).has("!="):
        return []
    sign = _proved_sign(kernel, region, search)
    return [] if sign is None else [(s if sign[0] == ">" else neg(s), ">", sign[1])]


def _short(q: Fraction, up: bool) -> Fraction:
    """A nearby simpler bound, for numbers that come from rounding."""
    if q.denominator.bit_length() <= 40:
        return q
    scaled = q * 2**20
    return Fraction(ceil(scaled) if up else floor(scaled), 2**20)


def _proved_sign(kernel: Expression, region: Region, search: Search) -> tuple[str, Proof] | None:
    """The sign of a kernel that its range does not show, when the sample points agree on one."""
    seen = signs(kernel, region)
    if len(seen) != 1 or 0 in seen:
        return None
    op = ">" if 1 in seen else "<"
    proof = search.part(0.2).prove(kernel, op, region, "lift", "cases", "breaks", "shift")
    return None if proof is None else (op, proof)


def _translated(tower: Tower, fresh: Mapping[str, str], rename: Mapping[str, Expression], kernels: Mapping[str, Expression],
                region: Region) -> list[tuple[Expression, str, Proof]]:
    """Facts of the region that contain these kernels, as polynomials in the new symbols."""
    out: list[tuple[Expression, str, Proof]] = []
    memo = dict(tower.memo)
    for i, (f, op) in enumerate(region.facts):
        if all(n.op in ("num", "sym", "add", "mul") or (n.op == "pow" and n.args[1].op == "num") for n in f.walk()):
            continue
        image = f.rebuild(lambda n: memo.get(n) if n.op not in ("num", "sym", "add", "mul") else None)
        image = image.substitute(rename)
        if image.names <= set(region.names) | set(fresh.values()) and not any(
                n.op not in ("num", "sym", "add", "mul", "pow") for n in image.walk()) and image.substitute(kernels) == f:
            out.append((image, op, {"rule": "fact", "index": i, "factor": "1"}))
    return out


def compared(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e > 0` or `e >= 0` for e = P·r + Q with a square root r: compare the squares of P·r and -Q."""
    if op == "!=":
        return None
    found = search.form(e, region)
    if found is None:
        return None
    tower, ratio = found
    if not ratio.below.is_constant() or any(g.kind not in ("root", "exp", "opaque") for g in tower.generators):
        return None
    above = ratio.above / ratio.below.leading_coefficient()
    names = list(above.context().names())
    for g in tower.generators:
        if g.kind != "root" or g.degree != 2 or int(above.degrees()[names.index(g.name)]) != 1:
            continue
        index = names.index(g.name)
        with_root = above.derivative(index)
        rest = above - with_root * above.context().gen(index)
        if rest == 0:
            continue
        p, q = tower.unfold(from_polynomial(with_root)), tower.unfold(from_polynomial(rest))
        radical = mul(p, g.definition)
        of_squares = sub(mul(p**2, g.of), q**2)
        for a, b, difference, lead in ((radical, neg(q), of_squares, p), (q, neg(radical), neg(of_squares), q)):
            proof = _compare(e, op, a, b, lead, difference, region, search)
            if proof is not None:
                return proof
    return None


def _compare(e: Expression, op: str, a: Expression, b: Expression, lead: Expression, difference: Expression, region: Region,
             search: Search) -> Proof | None:
    if -1 in signs(lead, region) or -1 in signs(difference, region):
        return None
    guards = search.guards([a, b], e, region)
    if guards is None:
        return None
    positive = search.prove(a, ">=", region, "compare")
    if positive is None:
        return None
    inner = search.prove(difference, op, region)
    if inner is None:
        return None
    zero = search.vanishes(sub(e, sub(a, b)), region)
    squares = sub(power(a, num(2)), power(b, num(2)))
    same = search.vanishes(sub(squares, difference), region)
    if zero is None or same is None:
        return None
    rewritten = {"rule": "rewrite", "to": difference.to_json(), "zero": same, "proof": inner}
    return with_guards({"rule": "compare", "a": a.to_json(), "b": b.to_json(), "zero": zero, "positive": positive,
                        "squares": rewritten}, guards)


def by_exp(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e > 0` or `e >= 0` for a sum with logarithms: exp of the logarithms against exp of the rest."""
    if op == "!=":
        return None
    found = search.form(e, region)
    if found is None or not found[1].below.is_constant():
        return None
    tower, ratio = found
    above = ratio.above / ratio.below.leading_coefficient()
    names = list(above.context().names())
    logs: list[Expression] = []
    rest = above
    for g in tower.generators:
        if g.kind != "log" or int(above.degrees()[names.index(g.name)]) == 0:
            continue
        index = names.index(g.name)
        c = above.derivative(index)
        if not c.is_constant() or int(c.leading_coefficient().q) != 1:
            return None
        rest = rest - c * above.context().gen(index)
        logs.append(mul(from_polynomial(c), g.definition))
    if not logs or rest == 0:
        return None
    a, b = add(*logs), neg(tower.unfold(from_polynomial(rest)))
    guards = search.guards([a, b], e, region)
    if guards is None:
        return None
    images = search.prove(sub(call("exp", a), call("exp", b)), op, region, "by exp", "compare")
    zero = search.vanishes(sub(e, sub(a, b)), region) if images is not None else None
    if images is None or zero is None:
        return None
    return with_guards({"rule": "compare", "a": a.to_json(), "b": b.to_json(), "zero": zero, "by": "exp", "images": images},
                       guards)
