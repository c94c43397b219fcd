"""Signs of square roots beside a polynomial, before any costlier search: p + sqrt(d) > 0.

Every term with a root that interval structure shows to be >= 0 is dropped, and the rest is positive; or the one root is compared
with the rest, whose squares differ by a polynomial.  Both are claims about polynomials, and only quick methods are asked for them.

Precondition: none; what is not a rational function of symbols and square roots gets None.  Main definition: `beside_roots`.
"""

from __future__ import annotations

from dataclasses import replace

from mirrorsym.calculus.polynomial import factored
from mirrorsym.calculus.probe import signs
from mirrorsym.calculus.ratio import Ratio, TooLarge, from_polynomial, ratio_of
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.search import STRUCTURE, Proof, Search, kernel_ratio, with_guards
from mirrorsym.calculus.structure import follows
from mirrorsym.expression import Expression, add, mul, neg, num, power, sub

__all__ = ["beside_roots"]

#: no method that cuts the region or combines many facts
SLOW = ("cases", "boxes", "completed", "shifted", "interpolated", "multiplied", "rich", "squared", "gram")
#: a quotient is looked at factor by factor with this method only
OTHERS = frozenset((*SLOW, "straight", "factors", "normal", "compare", "few boxes", "tangent", "lift", "by exp", "monotone", "scale",
                    "shift", "breaks", "angle", "amplitude", "switches"))


WRONG = {">": frozenset((0, -1)), ">=": frozenset((-1,))}


def beside_roots(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` (op ">", ">=", "!=") for a rational function of symbols and square roots, factor by factor."""
    found = kernel_ratio(e)
    if found is None or not found[1] or any(k.op != "pow" or k.args[1] != num("1/2") for k in found[1].values()):
        return None
    if not found[0].below.is_constant():
        return factored(e, op, region, replace(search, barred=search.barred | OTHERS, failed={}))
    if op == "!=":
        own = _polynomial(e, ">", *found, region, search) if -1 not in signs(e, region) else None
        return None if own is None else {"rule": "nonzero_by_sign", "op": ">", "proof": own}
    return _polynomial(e, op, *found, region, search)


def _polynomial(e: Expression, op: str, ratio: Ratio, kernels: dict[str, Expression], region: Region, search: Search) -> Proof | None:
    above = ratio.above / ratio.below.leading_coefficient()
    ring = above.context()
    names = ring.names()
    roots = [i for i, n in enumerate(names) if n in kernels]
    plain = {m: c for m, c in above.to_dict().items() if not any(m[i] for i in roots)}
    if not plain or not search.spend(1 + len(above) // 20):
        return None
    rest = from_polynomial(ring.from_dict(plain))
    beside = from_polynomial(above - ring.from_dict(plain)).substitute(kernels)
    if not follows(beside, ">=", region):
        return None
    proof = _sum(e, op, rest, beside, region, search)
    if proof is not None or len(kernels) != 1 or int(above.degrees()[roots[0]]) != 1:
        return proof
    factor = from_polynomial(above.derivative(roots[0]))
    return _compared(e, op, rest, beside, mul(power(factor, num(2)), kernels[names[roots[0]]].args[0]), region, search)


def _sum(e: Expression, op: str, rest: Expression, beside: Expression, region: Region, search: Search) -> Proof | None:
    """e = rest + beside, where the structure shows that what has roots is >= 0."""
    if WRONG[op] & signs(rest, region):
        return None
    proof = search.prove(rest, op, region, *SLOW)
    zero = search.vanishes(sub(e, add(rest, beside)), region) if proof is not None else None
    guards = search.guards([beside], e, region) if zero is not None else None
    if guards is None:
        return None
    return with_guards({"rule": "sum", "zero": zero, "terms": [
        {"term": rest.to_json(), "op": op, "proof": proof}, {"term": beside.to_json(), "op": ">=", "proof": STRUCTURE}]}, guards)


def _compared(e: Expression, op: str, rest: Expression, beside: Expression, square: Expression, region: Region, search: Search
              ) -> Proof | None:
    """beside > -rest, where the squares (that of `beside` is `square`) differ by a polynomial."""
    difference = _expanded(sub(square, power(rest, num(2))))
    if difference is None or WRONG[op] & signs(difference, region):
        return None
    proof = search.prove(difference, op, region, *SLOW)
    squares = sub(power(beside, num(2)), power(neg(rest), num(2)))
    same = search.vanishes(sub(squares, difference), region) if proof is not None else None
    zero = search.vanishes(sub(e, sub(beside, neg(rest))), region) if same is not None else None
    guards = search.guards([beside], e, region) if zero is not None else None
    if guards is None:
        return None
    return with_guards({"rule": "compare", "a": beside.to_json(), "b": neg(rest).to_json(), "zero": zero, "positive": STRUCTURE,
                        "squares": {"rule": "rewrite", "to": difference.to_json(), "zero": same, "proof": proof}}, guards)


def _expanded(e: Expression) -> Expression | None:
    try:
        r = ratio_of(e, sorted(e.names))
    except (TooLarge, ZeroDivisionError, OverflowError):
        return None
    return None if r is None or not r.below.is_constant() else from_polynomial(r.above / r.below.leading_coefficient())
