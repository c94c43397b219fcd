"""Signs of rational functions: factor by factor, then each irreducible polynomial by its own methods.

Precondition: the expression is a quotient of polynomials in the symbols of the region; anything else gets None here.
Main definitions: `rational`, `irreducible`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from mirrorsym.calculus import eliminate, positive, sturm
from mirrorsym.calculus.compact import factors_of
from mirrorsym.calculus.gram import gram
from mirrorsym.calculus.probe import signs
from mirrorsym.calculus.ratio import TooLarge, from_polynomial, ratio_of
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.search import STRUCTURE, Proof, Search, with_guards
from mirrorsym.calculus.structure import follows, symbol_interval
from mirrorsym.expression import Expression, mul, num, power, sub

__all__ = ["COSTLY", "combined", "irreducible", "rational"]

RING: Proof = {"rule": "ring"}
MAX_TERMS = 3000


def rational(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` (op ">", ">=", "!=") for a rational function `e`."""
    if not e.names <= set(region.names):
        return None
    try:
        r = ratio_of(e, _names(e, region))
    except (TooLarge, ZeroDivisionError, OverflowError):
        return None
    if r is None or len(r.above) > MAX_TERMS or len(r.below) > MAX_TERMS:
        return None
    if r.is_zero:
        return {"rule": "rewrite", "to": num(0).to_json(), "zero": RING, "proof": STRUCTURE} if op == ">=" else None
    if not search.spend(1 + (len(r.above) + len(r.below)) // 50):
        return None
    constant, factors = _factors(r)
    if len(factors) == 1 and factors[0][1] == 1:
        p = r.above / r.below.leading_coefficient()
        return irreducible(p, op, region, search)
    proof = _product(constant, factors, op, region, search)
    if proof is None and r.below.is_constant() and op != "!=":
        return combined(r.above / r.below.leading_coefficient(), op, region, search)
    return proof


def _names(e: Expression, region: Region) -> tuple[str, ...]:
    """The symbols of `e` and those that facts tie to them, while these are few."""
    near = region.restrict(e.names)
    return near.names if len(near.names) <= len(e.names) + 8 else tuple(n for n in region.names if n in e.names)


def _factors(r: Any) -> tuple[Fraction, list[tuple[Any, int]]]:
    constant = Fraction(1)
    out: list[tuple[Any, int]] = []
    for p, side in ((r.above, 1), (r.below, -1)):
        c, parts = p.factor()
        q = Fraction(int(c.p), int(c.q))
        constant *= q if side > 0 else 1 / q
        out += [(f, side * int(k)) for f, k in parts]
    return constant, out


def _product(constant: Fraction, factors: list[tuple[Any, int]], op: str, region: Region, search: Search) -> Proof | None:
    sign = 1 if constant > 0 else -1
    entries: list[Proof] = []
    trees: list[Expression] = []
    for p, k in factors:
        f = p if isinstance(p, Expression) else from_polynomial(p)
        found = _factor_sign(f, k, op, region, search)
        if found is None:
            return None
        own, proof = found
        if own in ("<", "<=") and k % 2:
            sign = -sign
        entries.append({"factor": f.to_json(), "power": k, "op": own, **({} if proof is None else {"proof": proof})})
        trees.append(f)
    if sign < 0 and op != "!=":
        return None
    return {"rule": "product", "constant": str(constant), "factors": entries, "zero": RING}


def _factor_sign(f: Expression, k: int, op: str, region: Region, search: Search) -> tuple[str | None, Proof | None] | None:
    """An op and its proof for one factor, as strong as the claim about the product needs."""
    if k % 2 == 0 and k > 0 and op == ">=":
        return None, None
    if k % 2 == 0 or op == "!=":
        proof = search.prove(f, "!=", region)
        return None if proof is None else ("!=", proof)
    seen = signs(f, region)
    if {1, -1} <= seen:
        return None
    order = [s for s in (1, -1) if -s not in seen]
    strengths = [True] if op == ">" or k < 0 else [True, False]
    for strict in strengths:
        for s in order:
            own = (">" if s > 0 else "<") + ("" if strict else "=")
            if strict and 0 in seen:
                continue
            proof = search.prove(f, own, region)
            if proof is not None:
                return own, proof
    return None


def factored(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` factor by factor, kernels taken as they stand."""
    found = factors_of(e)
    if found is None:
        return None
    constant, factors = found
    if not factors or (len(factors) == 1 and abs(factors[0][1]) == 1 and (factors[0][1] == 1 or op != "!=")):
        return None
    if len(factors) == 1 and factors[0][1] == -1 and factors[0][0] == e:
        return None
    proof = _product(constant, list(factors), op, region, search)
    if proof is None:
        return None
    zero = search.vanishes(sub(e, mul(num(constant), *(power(f, num(k)) for f, k in factors))), region)
    guards = search.guards([f for f, _ in factors], e, region) if zero is not None else None
    return None if zero is None or guards is None else with_guards({**proof, "zero": zero}, guards)


def irreducible(p: Any, op: str, region: Region, search: Search) -> Proof | None:
    """`p op 0` for a polynomial that is not a product."""
    tree = from_polynomial(p)
    if follows(tree, op, region):
        return {"rule": "rewrite", "to": tree.to_json(), "zero": RING, "proof": STRUCTURE}
    dense = sturm.univariate(p)
    if dense is not None:
        name, q = dense
        if sturm.positive_on(q, op, symbol_interval(region, name)):
            return {"rule": "sturm"}
    if op == "!=":
        return None
    return combined(p, op, region, search)


def combined(p: Any, op: str, region: Region, search: Search) -> Proof | None:
    """Methods for several variables, in rising cost."""
    for name, share, method in _METHODS:
        if name not in search.barred:
            proof = method(p, op, region, search.part(share))
            if proof is not None:
                return proof
    return None


def _rich(p: Any, op: str, region: Region, search: Search) -> Proof | None:
    return positive.combine(p, op, region, search, rich=True) if len(p) <= 30 else None


def multiplied(p: Any, op: str, region: Region, search: Search) -> Proof | None:
    """`p op 0` from m·p for a positive fact m: u v > 1 and u > 0 give v > 0."""
    names = tuple(p.context().names())
    tried = 0
    for i, m, have in positive.polynomial_facts(region, names):
        if have != ">" or tried >= 4 or int(m.total_degree()) != 1:
            continue
        tried += 1
        product = m * p
        proof = positive.combine(product, op, region, search)
        if proof is not None:
            return {"rule": "product", "constant": "1", "zero": RING, "factors": [
                {"factor": region.facts[i][0].to_json(), "power": -1, "op": ">",
                 "proof": {"rule": "fact", "index": i, "factor": "1"}},
                {"factor": from_polynomial(product).to_json(), "power": 1, "op": op, "proof": proof}]}
    return None


def squared(p: Any, op: str, region: Region, search: Search) -> Proof | None:
    """a - b > 0 for a number b > 0 from a > 0 and a^2 - b^2 > 0 (u + v - 2 with u v > 1)."""
    b = -p.to_dict().get((0,) * len(p.context().names()), 0)
    if b <= 0 or int(p.total_degree()) > 2:
        return None
    a = p + b
    tree, number = from_polynomial(a), num(Fraction(int(b.p), int(b.q)))
    positive_part = search.prove(tree, ">=", region)
    if positive_part is None:
        return None
    difference = from_polynomial(a * a - b * b)
    proof = search.prove(difference, op, region, "squared")
    if proof is None:
        return None
    return {"rule": "compare", "a": tree.to_json(), "b": number.to_json(), "zero": RING, "positive": positive_part,
            "squares": {"rule": "rewrite", "to": difference.to_json(), "zero": RING, "proof": proof}}


_METHODS: tuple[tuple[str, float, Callable[[Any, str, Region, Search], Proof | None]], ...] = (
    ("quadratic", 0.5, positive.quadratic),
    ("combine", 0.5, positive.combine),
    ("completed", 0.4, eliminate.completed),
    ("shifted", 0.4, eliminate.shifted),
    ("interpolated", 0.4, eliminate.interpolated),
    ("multiplied", 0.4, multiplied),
    ("rich", 0.6, _rich),
    ("squared", 0.5, squared),
    ("gram", 1.0, gram),
)
#: left out in a first, quick pass
COSTLY = ("completed", "shifted", "interpolated", "multiplied", "rich", "squared", "gram")
