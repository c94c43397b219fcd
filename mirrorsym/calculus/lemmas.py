"""Zeros proved with further facts at hand: lemmas about signs that are proved first and stand in front as `have`.

A formula on an existence interval often vanishes only because of a sign that the interval implies (cos A > 0, 1 - T*exp(s) > 0) and that
no general search would think of.  Whoever built the formula says which signs these are; here each is proved, and facts in powers and
exponentials are added once more in the spelling of the normal form, where factors of it can be recognized.

Main definition: `prove_with`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Any

from mirrorsym.calculus import sign, zero
from mirrorsym.calculus.collecting import by_exponentials, collected
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.letters import letters_for
from mirrorsym.calculus.ratio import from_polynomial
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.search import kernel_ratio
from mirrorsym.calculus.structure import follows
from mirrorsym.calculus.tower import normal_form
from mirrorsym.expression import ONE, PI, ZERO, Expression, add, call, div, mul, num, power, sub, sym

__all__ = ["Lemma", "along_rays", "collected", "extended", "prove_with", "sign_with", "told_sign"]

STRUCTURE = {"rule": "structure"}


@dataclass(frozen=True, slots=True)
class Lemma:
    """`tree op 0`; `spelled` is an equal tree whose sign is easier to see, where there is one."""

    tree: Expression
    op: str = ">"
    spelled: Expression | None = None

    def substitute(self, values: dict[str, Expression]) -> Lemma:
        """The lemma with symbols replaced."""
        return self.rebuild(lambda e: e.substitute(values))

    def rebuild(self, change: Callable[[Expression], Expression]) -> Lemma:
        """The lemma about changed trees."""
        return Lemma(change(self.tree), self.op, self.spelled and change(self.spelled))


def prove_with(e: Expression, region: Region, lemmas: tuple[Lemma, ...] = ()) -> dict[str, Any] | None:
    """A ZERO proof of `e` on the region, with the lemmas and the normalized facts in front where they are needed.

    >>> from mirrorsym.expression import PI, sym
    >>> s = sym("s")
    >>> half_turn = Region(("s",), (), ((s + PI / 2, ">"), (PI / 2 - s, ">")))
    >>> claim = call("sinh", call("asinh", call("tan", s))) - call("tan", s)
    >>> prove_with(claim, half_turn, (Lemma(call("cos", s)), Lemma(1 + call("sin", s))))["rule"]
    'have'
    """
    letters = letters_for(e, region, (x.tree for x in lemmas))
    own = None if letters is None else prove_with(letters.spelled(e), letters.region, tuple(x.rebuild(letters.spelled) for x in lemmas))
    if letters is not None and own is not None:
        return letters.cited(own)
    if not lemmas:
        proof = zero.prove(e, region)
        if proof is not None:
            return proof
    for step in (told, extended):
        more, chain = step(region, lemmas)
        then = zero.prove(e, more) if chain else None
        if then is not None:
            return then if then == {"rule": "ring"} else _chained(chain, then)
    return zero.prove(e, region) if lemmas else None


def along_rays(e: Expression, symbols: tuple[str, ...], region: Region, lemmas: tuple[Lemma, ...] = (), at: Expression = ZERO
               ) -> dict[str, Any] | None:
    """A ZERO proof by the derivatives along some symbols, in which the facts are affine, and the value where they are `at`.

    >>> from mirrorsym.expression import PI, sym
    >>> u = sym("u")
    >>> half_turn = Region(("u",), (), ((u + PI / 2, ">"), (PI / 2 - u, ">")))
    >>> claim = call("atan", call("sin", u) / call("cos", u)) - u
    >>> along_rays(claim, ("u",), half_turn, (Lemma(call("cos", u)),))["connected"]["rule"]
    'rays'
    """
    moving = set(symbols)
    put = dict.fromkeys(symbols, at)
    numbered = Region(region.names, (), tuple((ZERO, "=") if f.names & moving else (f, op) for f, op in region.facts), region.integers)
    value = prove_with(e.substitute(put), numbered, tuple(x.substitute(put) for x in lemmas))
    if value is None:
        return None
    inside = []
    for f, op in region.facts:
        if f.names & moving:
            there = f.substitute(put)
            proof = told_sign(there, op, numbered, ()) or sign.prove(there, op, numbered)
            if proof is None:
                return None
            inside.append(proof)
    smooth = []
    more, chain = told(region, lemmas)
    for g in guards(e):
        if not follows(g.of, g.op, region):
            own = _chained(chain, STRUCTURE) if chain and follows(g.of, g.op, more) else sign_with(g.of, g.op, region, lemmas)
            if own is None:
                return None
            smooth.append({"guard": g.of.to_json(), "op": g.op, "proof": own})
    proofs = {}
    for k in symbols:
        proof = prove_with(derivative(e, k), region, lemmas)
        if proof is None:
            return None
        proofs[k] = proof
    where = {} if at == ZERO else {"at": {k: at.to_json() for k in symbols}}
    return {"rule": "derivatives", "proofs": proofs, "guards": smooth,
            "connected": {"rule": "rays", "symbols": list(symbols), "inside": inside, "value": value, **where}}


def sign_with(e: Expression, op: str, region: Region, lemmas: tuple[Lemma, ...] = ()) -> dict[str, Any] | None:
    """A SIGN proof of `e op 0` on the region, with the lemmas in front where they are needed.

    >>> from mirrorsym.expression import PI, sym
    >>> s = sym("s")
    >>> half_turn = Region(("s",), (), ((s + PI / 2, ">"), (PI / 2 - s, ">")))
    >>> sign_with(1 + call("sin", s), ">", half_turn, (Lemma(call("cos", s)), Lemma(1 + call("sin", s))))["rule"]
    'have'
    """
    proof = _right_angle(e, region) if op in (">", ">=", "!=") else None  # no search finds it
    proof = sign.prove(e, op, region) if proof is None and not lemmas else proof
    if proof is not None:
        return proof
    short = collected(e)
    if short is not None:
        own = sign_with(short, op, region, lemmas)
        return None if own is None else {"rule": "rewrite", "to": short.to_json(), "zero": {"rule": "ring"}, "proof": own}
    for step in (told, extended):
        more, chain = step(region, lemmas)
        then = sign.prove(e, op, more) if chain else None
        if then is not None:
            return _chained(chain, then)
    return sign.prove(e, op, region)


def told_sign(e: Expression, op: str, region: Region, lemmas: tuple[Lemma, ...]) -> dict[str, Any] | None:
    """A SIGN proof by interval structure once the lemmas are known, or None.

    >>> from mirrorsym.expression import PI, sym
    >>> s = sym("s")
    >>> half_turn = Region(("s",), (), ((s + PI / 2, ">"), (PI / 2 - s, ">")))
    >>> told_sign(2 * call("cos", s), ">", half_turn, (Lemma(call("cos", s)),))["rule"]
    'have'
    """
    if follows(e, op, region):
        return STRUCTURE
    if op not in (">", ">=", "!="):
        return None
    found = _two_facts(e, region)
    if found is not None:
        return found
    more, chain = told(region, lemmas) if lemmas else (region, ())
    if chain and follows(e, op, more):
        return _chained(chain, STRUCTURE)
    if not any(n.op == "atan" for n in e.walk()):
        return None
    short = collected(e)
    if short is not None:
        own = told_sign(short, op, region, lemmas)
        return None if own is None else {"rule": "rewrite", "to": short.to_json(), "zero": {"rule": "ring"}, "proof": own}
    found = _right_angle(e, region)
    if found is not None or not chain:
        return found
    then = _right_angle(e, more)
    return None if then is None else _chained(chain, then)


def _two_facts(e: Expression, region: Region) -> dict[str, Any] | None:
    """e > 0 as a positive multiple of the sum of two facts f > 0, functions taken as they stand."""
    strict = [(i, f) for i, (f, op) in enumerate(region.facts) if op == ">" and f.names]
    for (i, f), (j, g) in combinations(strict, 2):
        if not e.names <= f.names | g.names:
            continue
        found = kernel_ratio(div(e, add(f, g))) if add(f, g) != ZERO else None
        if found is None or not (found[0].above.is_constant() and found[0].below.is_constant()):
            continue
        c = from_polynomial(found[0].above / found[0].below.leading_coefficient())
        if c.op == "num" and c.args[0] > 0:
            return {"rule": "sum", "zero": {"rule": "ring"}, "terms": [
                {"term": mul(c, t).to_json(), "op": ">", "proof": {"rule": "fact", "index": k, "factor": str(c.args[0])}}
                for k, t in ((i, f), (j, g))]}
    return None


def _right_angle(e: Expression, region: Region) -> dict[str, Any] | None:
    """c*(pi/2 - atan b) > 0 and c*(pi/2 + atan b) > 0 for c > 0: as c*atan(1/b) for b > 0, else as 2*c*atan(sqrt(b**2 + 1) - b).

    b becomes a symbol of its own, so that what it is made of does not matter.
    """
    if e.op != "add" or len(e.args) != 2:
        return None
    of_pi: Fraction | None = None
    of_angle: tuple[Fraction, Expression] | None = None
    for t in e.args:
        q, rest = (t.args[0].args[0], mul(*t.args[1:])) if t.op == "mul" and t.args[0].op == "num" else (Fraction(1), t)
        if rest == PI:
            of_pi = q
        elif rest.op == "atan":
            of_angle = q, rest.args[0]
    if of_pi is None or of_angle is None or of_pi <= 0 or abs(of_angle[0]) != 2 * of_pi:
        return None
    turned = num(1 if of_angle[0] < 0 else -1)  # pi/2 - atan(turned*inner), inner being a symbol of its own
    inner = of_angle[1]
    positive = follows(mul(turned, inner), ">", region)
    letter = next(n for n in (f"_s{i}" for i in range(99)) if n not in region.names)
    b = mul(turned, sym(letter))
    told_of_b: list[dict[str, Any]] = [{"fact": b.to_json(), "op": ">", "proof": STRUCTURE}] if positive else []
    small = Region((letter,), (), ((b, ">"),) if positive else ())
    left = div(ONE, b) if positive else sub(power(add(power(sym(letter), num(2)), ONE), num("1/2")), b)
    to = mul(num(of_pi * (2 if positive else 4)), call("atan", left))
    claim = add(mul(num(of_pi), PI), mul(num(of_angle[0]), call("atan", sym(letter))))
    same, beyond = zero.prove(sub(claim, to), small), None if positive else _beyond_a_root(Lemma(left), small)
    if same is None or (beyond is None and not positive):
        return None
    then = STRUCTURE if beyond is None else {"rule": "have", "fact": left.to_json(), "op": ">", "proof": beyond, "then": STRUCTURE}
    return {"rule": "lift", "symbols": {letter: inner.to_json()}, "facts": told_of_b, "claim": claim.to_json(), "zero": {"rule": "ring"},
            "proof": {"rule": "rewrite", "to": to.to_json(), "zero": same, "proof": then}}


def _chained(chain: tuple[tuple[Expression, str, dict[str, Any]], ...], then: dict[str, Any]) -> dict[str, Any]:
    for fact, op, own in reversed(chain):
        then = {"rule": "have", "fact": fact.to_json(), "op": op, "proof": own, "then": then}
    return then


@lru_cache(maxsize=256)
def told(region: Region, lemmas: tuple[Lemma, ...]) -> tuple[Region, tuple[tuple[Expression, str, dict[str, Any]], ...]]:
    """The region with the lemmas that could be proved as facts, and these with their proofs, in order."""
    chain: list[tuple[Expression, str, dict[str, Any]]] = []
    known = set(region.names)
    for lemma in lemmas:
        proof = _sign(lemma, region) if lemma.tree.names <= known else None
        if proof is not None:
            chain.append((lemma.tree, lemma.op, proof))
            region = region.assume(lemma.tree, lemma.op)
    return region, tuple(chain)


@lru_cache(maxsize=256)
def extended(region: Region, lemmas: tuple[Lemma, ...]) -> tuple[Region, tuple[tuple[Expression, str, dict[str, Any]], ...]]:
    """The same, and facts in powers and exponentials once more in the spelling of the normal form.

    >>> from mirrorsym.expression import sym
    >>> y, s, p = sym("y"), sym("s"), sym("p")
    >>> region = Region(("s", "y", "p"), (), ((y, ">"), (p - 2, ">"), (y ** (2 - p) / p - s, ">")))
    >>> [str(e) for e, _, _ in extended(region, ())[1]]
    ['y**2*exp(-p*log(y)) - s*p']
    """
    here, before = told(region, lemmas)
    chain = list(before)
    for i, (fact, op) in enumerate(here.facts):
        for spelled in (True, False):
            found = _normalized(fact, op, i, here, spelled)
            if found is not None and all(found[0] != e for e, _ in here.facts):
                chain.append((found[0], ">", found[1]))
                here = here.assume(found[0], ">")
    return here, tuple(chain)


def _sign(lemma: Lemma, region: Region) -> dict[str, Any] | None:
    if lemma.spelled is not None:
        own = sign.prove(lemma.spelled, lemma.op, region)
        same = zero.prove(sub(lemma.tree, lemma.spelled), region) if own is not None else None
        if own is not None and same is not None:
            return {"rule": "rewrite", "to": lemma.spelled.to_json(), "zero": same, "proof": own}
    return (_one_plus_sine(lemma, region) or by_exponentials(lemma.tree, lemma.op, region) or _beyond_a_root(lemma, region)
            or _beyond_a_fact(lemma, region)
            or (told_sign(lemma.tree, lemma.op, region, ()) if any(n.op == "atan" for n in lemma.tree.walk()) else None)
            or sign.prove(lemma.tree, lemma.op, region))


def _beyond_a_root(lemma: Lemma, region: Region) -> dict[str, Any] | None:
    """sqrt(b**2 + c) - b > 0 for a number c > 0, and the same with + b: the squares differ by c."""
    e = lemma.tree
    roots = [t for t in e.args if t.op == "pow" and t.args[1] == num("1/2")] if e.op == "add" else []
    if lemma.op != ">" or len(roots) != 1:
        return None
    root = roots[0]
    b = add(*(mul(num(-1), t) for t in e.args if t != root))
    found = kernel_ratio(sub(root.args[0], power(b, num(2))))
    if found is None or not (found[0].above.is_constant() and found[0].below.is_constant()):
        return None
    c = from_polynomial(found[0].above / found[0].below.leading_coefficient())
    if c.op != "num" or c.args[0] <= 0:
        return None
    gap = sub(power(root, num(2)), power(b, num(2)))
    same = zero.prove(sub(gap, c), region)
    return None if same is None else {
        "rule": "compare", "a": root.to_json(), "b": b.to_json(), "zero": {"rule": "ring"}, "positive": STRUCTURE,
        "squares": {"rule": "rewrite", "to": c.to_json(), "zero": same, "proof": STRUCTURE}}


def _beyond_a_fact(lemma: Lemma, region: Region) -> dict[str, Any] | None:
    """f + c > 0 for a fact f > 0 and a number c > 0."""
    e = lemma.tree
    if lemma.op != ">" or e.op != "add" or follows(e, ">", region):
        return None
    numbers = [t for t in e.args if t.op == "num" and t.args[0] > 0]
    rest = add(*(t for t in e.args if t not in numbers))
    for i, (f, op) in enumerate(region.facts):
        if numbers and op == ">" and f.names == rest.names and set(rest.args) == set(f.args):
            return {"rule": "sum", "zero": {"rule": "ring"}, "terms": [
                {"term": f.to_json(), "op": ">", "proof": {"rule": "fact", "index": i, "factor": "1"}},
                {"term": add(*numbers).to_json(), "op": ">", "proof": STRUCTURE}]}
    return None


def _one_plus_sine(lemma: Lemma, region: Region) -> dict[str, Any] | None:
    """1 + sin A = ((1 + sin A)**2 + cos(A)**2)/2 > 0 where cos A != 0, the same with 1 - sin A, and with sin and cos exchanged."""
    rest = sub(lemma.tree, ONE)
    if rest.op == "mul" and len(rest.args) == 2 and rest.args[0] == num(-1):
        rest = rest.args[1]
    if lemma.op != ">" or rest.op not in ("sin", "cos"):
        return None
    cosine = call("cos" if rest.op == "sin" else "sin", rest.args[0])
    proof = sign.prove(cosine, "!=", region)
    half = num("1/2")
    same = zero.prove(sub(lemma.tree, add(mul(half, power(lemma.tree, num(2))), mul(half, power(cosine, num(2))))), region)
    if proof is None or same is None:
        return None
    return {"rule": "squares", "constant": "0", "zero": same, "strict": {"term": 1, "proof": proof}, "terms": [
        {"coefficient": "1/2", "square": lemma.tree.to_json(), "facts": []},
        {"coefficient": "1/2", "square": cosine.to_json(), "facts": []}]}


def _normalized(fact: Expression, op: str, index: int, region: Region, neat: bool) -> tuple[Expression, dict[str, Any]] | None:
    """The numerator of a fact's normal form, up to sign, with its sign: what remains of the fact once positive factors are gone.

    A search looks for it in its `neat` spelling, the checker in that of the generators.
    """
    if op != ">" or all(n.op in ("num", "sym", "add", "mul") or (n.op == "pow" and n.args[1].op == "num"
                                                                and n.args[1].args[0].denominator == 1) for n in fact.walk()):
        return None
    found = normal_form(fact, region, 1)
    if found is None or found[1].is_zero:
        return None
    tower, r = found
    open_: list[Expression] = []
    known = []
    for p, side in ((r.above, 1), (r.below, -1)):
        constant, parts = p.factor()
        known.append(power(num(f"{int(constant.p)}/{int(constant.q)}"), num(side)))
        for f, k in parts:
            e = from_polynomial(f)
            e = tower.unfold(e) if neat else e.substitute({g.name: g.definition for g in tower.generators})
            if any(_plain(c, region) for c in (e, mul(num(-1), e))):
                known.append(power(e, num(side * int(k))))
            elif k == 1 and side == 1:
                open_.append(e)
            else:
                return None
    if len(open_) != 1:
        return None
    rest = mul(*known)
    positive = sign.prove(rest, ">", region, 1)
    turned = positive is None
    if turned:
        rest = mul(num(-1), rest)
        positive = sign.prove(rest, ">", region, 1)
    if positive is None:
        return None
    new = mul(num(-1), open_[0]) if turned else open_[0]
    if new == fact:
        return None
    same = zero.prove(sub(new, mul(fact, power(rest, num(-1)))), region)
    if same is None:
        return None
    return new, {"rule": "product", "constant": "1", "zero": same, "factors": [
        {"factor": fact.to_json(), "power": 1, "op": ">", "proof": {"rule": "fact", "index": index, "factor": "1"}},
        {"factor": rest.to_json(), "power": -1, "op": ">", "proof": positive}]}


def _plain(e: Expression, region: Region) -> bool:
    proof = sign.prove(e, ">", region, 1)
    return proof is not None and proof["rule"] == "structure"
