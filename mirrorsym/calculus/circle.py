"""Sums of multiples of sines and cosines against their amplitude: 5 - 3*sin(x) - 4*cos(x) >= 0.

With r**2 >= a**2 + b**2 and s**2 + c**2 = 1, r + a*s + b*c is r/2*((s + a/r)**2 + (c + b/r)**2) plus a constant >= 0: the rule `squares` in
the new symbols of a `lift`.  Precondition: none; any other expression gets None.  Main definition: `amplitude`.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from mirrorsym.calculus.lift import first_free
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.search import Proof, Search, with_guards
from mirrorsym.expression import ONE, Expression, add, mul, num, sub, sym

__all__ = ["amplitude"]

MAX_ANGLES = 6


def amplitude(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` (op ">" or ">=") for a constant plus rational multiples of sines and cosines of a few angles.

    >>> from mirrorsym.calculus import sign
    >>> from mirrorsym.expression import call
    >>> x = sym("x")
    >>> sign.prove(5 - 3 * call("sin", x) - 4 * call("cos", x), ">=", Region(("x",)))["rule"]
    'lift'
    """
    if op == "!=" or not any(n.op in ("sin", "cos") for n in e.walk()):
        return None
    found = search.form(e, region)
    if found is None or not found[1].below.is_constant() or found[1].is_zero:
        return None
    tower, ratio = found
    above = ratio.above / ratio.below.leading_coefficient()
    names = list(above.context().names())
    linear: dict[str, Fraction] = {}
    constant = Fraction(0)
    for exponents, c in above.to_dict().items():
        used = [n for n, k in zip(names, exponents, strict=True) if k]
        if len(used) > 1 or sum(int(k) for k in exponents) > 1:
            return None
        q = Fraction(int(c.p), int(c.q))
        if used:
            linear[used[0]] = q
        else:
            constant = q
    pairs = [(s, c) for s, c in zip(tower.generators, tower.generators[1:], strict=False)
             if s.kind == "sin" and (s.name in linear or c.name in linear)]
    if not pairs or len(pairs) > MAX_ANGLES or set(linear) - {g.name for p in pairs for g in p}:
        return None
    weights = [(linear.get(s.name, Fraction(0)), linear.get(c.name, Fraction(0))) for s, c in pairs]
    radii = _radii([a * a + b * b for a, b in weights], constant)
    if radii is None:
        return None
    first = first_free(region)
    kernels: dict[str, Expression] = {}
    facts: list[Proof] = []
    terms: list[Proof] = []
    multiples: list[Proof] = []
    rest, claim = constant - sum(radii), num(constant)
    for i, ((s, c), (a, b), r) in enumerate(zip(pairs, weights, radii, strict=True)):
        x, y = f"_s{first + 2 * i}", f"_s{first + 2 * i + 1}"
        kernels.update({x: s.definition, y: c.definition})
        relation = sub(add(sym(x) ** 2, sym(y) ** 2), ONE)
        zero = search.vanishes(relation.substitute(kernels), region)
        if zero is None:
            return None
        facts.append({"fact": relation.to_json(), "op": "=", "proof": zero})
        terms += [{"coefficient": str(r / 2), "square": add(sym(n), num(w / r)).to_json(), "facts": []} for n, w in ((x, a), (y, b))]
        multiples.append({"multiplier": num(-r / 2).to_json(), "fact": len(region.facts) + i})
        rest += r / 2 - (a * a + b * b) / (2 * r)
        claim = add(claim, mul(num(a), sym(x)), mul(num(b), sym(y)))
    if rest < 0 or (op == ">" and rest == 0):
        return None
    whole_zero = search.vanishes(sub(e, claim.substitute(kernels)), region)
    guards = search.guards(kernels.values(), e, region)
    if whole_zero is None or guards is None:
        return None
    proof = {"rule": "squares", "terms": terms, "constant": str(rest), "multiples": multiples, "zero": {"rule": "ring"}}
    whole = {"rule": "lift", "symbols": {n: k.to_json() for n, k in kernels.items()}, "facts": facts, "claim": claim.to_json(),
             "zero": whole_zero, "proof": proof}
    return with_guards(whole, guards)


def _radii(squares: list[Fraction], top: Fraction) -> list[Fraction] | None:
    """Rational numbers, each at least the root of its square, whose sum is at most `top`."""
    exact = [_root(q) for q in squares]
    for digits in (2, 4, 8, 16):
        scale = 10**digits
        up = [q if q is not None else Fraction(isqrt(int(s * scale**2)) + 1, scale) for q, s in zip(exact, squares, strict=True)]
        if sum(up) <= top:
            return up
    return None


def _root(q: Fraction) -> Fraction | None:
    n, d = isqrt(q.numerator), isqrt(q.denominator)
    return Fraction(n, d) if n * n == q.numerator and d * d == q.denominator else None
