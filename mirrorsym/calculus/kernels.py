"""Functions of one variable recognized by equations for their derivatives, however they are written.

f = c*core + d where f'/f'' is affine (a power, a logarithm or an exponential of an affine function), where f'''/f' is constant (hyperbolic
and trigonometric functions) or where 1/f' is a quadratic polynomial (arc tangents).  So u/(1 + u) is a power and exp(u) + 3*exp(-u) a cosh.

Everything is a conjecture, compared with f at the end by a statement about zero.  Main definition: `recognized`.
"""

from __future__ import annotations

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.ratio import from_polynomial
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.tower import normal_form
from mirrorsym.calculus.zero import prove
from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, neg, num, power, sqrt, sub, sym

__all__ = ["Kernel", "recognized"]

Kernel = tuple[Expression, str, Expression, Expression, Expression]
TWO = num(2)


def recognized(f: Expression, z: str, region: Region) -> tuple[Kernel, Expression] | None:
    """((c, name, slope, shift, exponent), d): f is c times the function `name` of slope*z + shift, plus d; "power" has an exponent.

    >>> u = sym("u")
    >>> (c, name, slope, shift, p), d = recognized(u / (1 + u), "u", Region(("u",), (), ((u, ">"),)))
    >>> [str(e) for e in (c, slope, shift, p, d)], name
    (['-1', '1', '1', '-1', '1'], 'power')
    """
    first = derivative(f, z)
    second = derivative(first, z)
    for way in (_monomial, _wave, _arc):
        found = way(first, second, z, region)
        if found is None:
            continue
        c, name, slope, shift, p = found
        inner = add(mul(slope, sym(z)), shift)
        core = power(inner, p) if name == "power" else call(name, inner)
        d = _free(sub(f, mul(c, core)), z, region)
        if d is not None and prove(sub(f, add(mul(c, core), d)), region) is not None:
            return found, d
    return None


def _normal(e: Expression, region: Region) -> Expression | None:
    found = normal_form(e, region)
    if found is None:
        return None
    tower, r = found
    return tower.unfold(div(from_polynomial(r.above), from_polynomial(r.below)))


def _free(e: Expression, z: str, region: Region) -> Expression | None:
    """An equal expression without z, if the normal form shows one."""
    found = _normal(e, region)
    return None if found is None or z in found.names else found


def _monomial(first: Expression, second: Expression, z: str, region: Region) -> Kernel | None:
    ratio = _normal(div(first, second), region) if second != ZERO else None
    if ratio is None:
        return None
    m = _free(derivative(ratio, z), z, region)
    n = None if m is None else _free(sub(ratio, mul(m, sym(z))), z, region)
    if m is None or n is None:
        return None
    if m == ZERO:
        rate = div(ONE, n)
        c = _free(div(first, mul(rate, call("exp", mul(rate, sym(z))))), z, region)
        return None if c is None else (c, "exp", rate, ZERO, ONE)
    p = _free(add(ONE, div(ONE, m)), z, region)
    shift = _free(div(n, m), z, region)
    if p is None or shift is None:
        return None
    slope = ONE
    if sign.prove(add(sym(z), shift), "<", region) is not None:
        slope, shift = neg(slope), neg(shift)
    inner = add(mul(slope, sym(z)), shift)
    name, core = ("log", call("log", inner)) if p == ZERO else ("power", power(inner, p))
    c = _free(div(first, derivative(core, z)), z, region)
    return None if c is None else (c, name, slope, shift, p if p != ZERO else ONE)


def _wave(first: Expression, second: Expression, z: str, region: Region) -> Kernel | None:
    k = _free(div(derivative(second, z), first), z, region)
    if k is None:
        return None
    up = sign.prove(k, ">", region) is not None
    if not up and sign.prove(k, "<", region) is None:
        return None
    b = _free(sqrt(k if up else neg(k)), z, region)
    if b is None:
        return None
    angle = mul(b, sym(z))
    if not up:
        for name, slope in (("sin", call("cos", angle)), ("cos", neg(call("sin", angle)))):
            c = _free(div(first, mul(b, slope)), z, region)
            if c is not None:
                return c, name, b, ZERO, ONE
        return None
    # f' = b*(A*exp(b z) - B*exp(-b z))
    twice = mul(TWO, power(b, TWO))
    a = _free(div(mul(add(second, mul(b, first)), call("exp", neg(angle))), twice), z, region)
    e = _free(div(mul(sub(second, mul(b, first)), call("exp", angle)), twice), z, region)
    if a is None or e is None:
        return None
    for s, name in ((e, "cosh"), (neg(e), "sinh")):
        turned = next((o for o in (ONE, num(-1)) if all(sign.prove(mul(o, x), ">", region) is not None for x in (a, s))), None)
        if turned is not None:
            shift = _free(div(call("log", div(a, s)), TWO), z, region)
            c = _free(mul(TWO, turned, sqrt(mul(a, s))), z, region)
            return None if shift is None or c is None else (c, name, b, shift, ONE)
    return None


def _arc(first: Expression, _: Expression, z: str, region: Region) -> Kernel | None:
    """1/f' = k*((z + e)**2 + w): an arc tangent for w > 0, its hyperbolic partner for w < 0."""
    below = _normal(div(ONE, first), region)
    if below is None:
        return None
    k = _free(div(derivative(derivative(below, z), z), TWO), z, region)
    if k is None or k == ZERO:
        return None
    e = _free(sub(div(derivative(below, z), mul(TWO, k)), sym(z)), z, region)
    w = None if e is None else _free(sub(div(below, k), power(add(sym(z), e), TWO)), z, region)
    if e is None or w is None:
        return None
    up = sign.prove(w, ">", region) is not None
    if not up and sign.prove(w, "<", region) is None:
        return None
    width = _free(sqrt(w if up else neg(w)), z, region)
    if width is None:
        return None
    c = _free(div(ONE if up else num(-1), mul(k, width)), z, region)
    shift = _free(div(e, width), z, region)
    return None if c is None or shift is None else (c, "atan" if up else "atanh", div(ONE, width), shift, ONE)
