"""Converse: given a potential R, a commuting parametrization g whose gradient flow is the mirror flow of R.

For R = sum_k r_k(l_k . x) with independent linear forms l_k, F_k' = sqrt(r_k'') makes dF^T dF = Hess R for F(x) = (F_k(l_k . x)), and
g = F^{-1} is separable up to a linear map, so its gradients commute (lwla Thm 5.1).  F_k is known where 1/r'' is a polynomial of degree two
at most, and where r'' is a power, an exponential, or like 1/cosh**2.  Where 1/r''**2 is a sum of two squares, F_k is a curve in the plane
and g = s*(u**2 - v**2).

Main definitions: `embedding`, `converse`, `Half`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.conjugate import inverted, tidied
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.lemmas import Lemma, prove_with, sign_with
from mirrorsym.calculus.neat import neat
from mirrorsym.calculus.region import Fact, Region
from mirrorsym.expression import ONE, PI, ZERO, Expression, add, call, div, mul, neg, num, power, sqrt, sub, sym

__all__ = ["Half", "converse", "embedding", "half_of"]

TWO = num(2)


@dataclass(frozen=True, slots=True)
class Half:
    """One variable of the converse: F with |F'|**2 = r'', its inverse g in `names`, the facts about these, and the proofs.

    `proofs` are (name, claim, op, region, proof) as in `calculus.conjugate.Piece`, with the zero `isometry`; `onto` are zeros g(F(x)) = x.
    `here` and `there` are signs that proofs about x and about `names` begin with.  Where there are two names, `round` is (c, k, s) with
    s(w) = sqrt((x - c)**2 + k) at x = g(w), the second function of w that a regularizer may have.
    """

    names: tuple[str, ...]
    F: tuple[Expression, ...]
    g: Expression
    facts: tuple[Fact, ...]
    proofs: tuple[tuple[str, Expression, str, Region, dict[str, Any]], ...] = field(hash=False)
    here: tuple[Lemma, ...] = field(default=(), hash=False)
    there: tuple[Lemma, ...] = field(default=(), hash=False)
    round: tuple[Expression, Expression, Expression] | None = None


def converse(r: Expression, x: str, region: Region, name: str) -> Half | str:
    """The half for r(x), convex on the interval that `region` gives; a sentence when F or its inverse is not known.

    >>> half = converse(sym("x") * call("log", sym("x")) - sym("x"), "x", Region(("x",), (), ((sym("x"), ">"),)), "w")
    >>> str(half.F[0]), str(half.g), [(str(e), op) for e, op in half.facts]
    ('2*sqrt(x)', '(w/2)**2', [('w', '>')])
    """
    return half_of(tidied(derivative(derivative(r, x), x), region), x, region, (name,))


def half_of(curvature: Expression, x: str, region: Region, spare: tuple[str, ...]) -> Half | str:
    """The half for a second derivative; `spare` are a name for the variable of g and, where g has two, names for these.

    >>> positive = Region(("x",), (), ((sym("x"), ">"),))
    >>> str(half_of(power(sym("x"), num(-2)), "x", positive, ("w",)).g)
    'exp(w)'
    """
    name = spare[0]
    if sign.prove(curvature, ">", region) is None:
        return f"the second derivative {curvature} is not shown to be positive"
    free = tuple(f for f in region.facts if x not in f[0].names)
    parameters = Region(tuple(n for n in region.names if n != x), (), free, region.integers)
    growth = tidied(div(derivative(curvature, x), curvature), region)
    shapes = [shape(curvature, growth, x, region, sym(name)) for shape in (_power, _bell)] if growth != ZERO else []
    for known in filter(None, shapes):
        half = _with_inverse(known, curvature, x, region, parameters, name)
        if half is not None:
            return half
    for f in (*(known[0] for known in filter(None, shapes)), *embedding(curvature, x, region)):
        slope = derivative(f, x)
        claim = sub(power(slope, TWO), curvature)
        proof = prove_with(claim, region)
        if proof is None or sign.prove(slope, ">", region) is None:
            continue
        piece, _ = inverted(f, x, region, parameters, name)
        if piece.argument is None:
            continue
        own = ("isometry", claim, "=", region, proof)
        return Half((name,), (f,), piece.argument, piece.facts, (own, *piece.proofs))
    two = spare[1:] or (f"{name}u", f"{name}v")
    half = _circle(curvature, x, region, parameters, name) or _hyperbola(curvature, x, region, two)
    return half if half is not None else f"no closed form is known for an F with F'**2 = {curvature} and for its inverse"


def embedding(curvature: Expression, x: str, region: Region) -> Sequence[Expression]:
    """Candidates for F with F'**2 = curvature and F' > 0.

    >>> [str(f) for f in embedding(sym("x") ** -2, "x", Region(("x",), (), ((sym("x"), ">"),)))][0]
    'log(x)'
    """
    out: list[Expression] = []
    u = tidied(div(ONE, curvature), region)
    d = [u]
    for _ in range(3):
        d.append(tidied(derivative(d[-1], x), region))
    if d[3] == ZERO or prove_with(d[3], region) is not None:
        out += _of_quadratic(u, d[1], div(d[2], TWO), x, region)
    growth = tidied(div(derivative(curvature, x), curvature), region)
    if x not in growth.names:  # exponential
        out.append(mul(div(TWO, growth), sqrt(curvature)))
    return [tidied(f, region) for f in out]


Known = tuple[Expression, Expression, tuple[Fact, ...], tuple[Lemma, ...], tuple[Lemma, ...]]


def _power(curvature: Expression, growth: Expression, x: str, region: Region, w: Expression) -> Known | None:
    """F, g, the facts about w, lemmas about x and about w, for curvature = c*|x - s|**k and its logarithmic derivative k/(x - s)."""
    slow = tidied(div(ONE, growth), region)  # (x - s)/k
    slope = tidied(derivative(slow, x), region)
    if x in slope.names or slope == ZERO:
        return None
    k, z = tidied(div(ONE, slope), region), tidied(div(slow, slope), region)
    side = next((s for s in (ONE, num(-1)) if sign.prove(mul(s, z), ">", region) is not None), None)
    if side is None:
        return None
    shift = tidied(sub(sym(x), z), region)
    z = tidied(mul(side, z), region)
    c = tidied(div(curvature, power(z, k)), region)
    half = tidied(add(div(k, TWO), ONE), region)
    if x in c.names or half == ZERO:
        return None
    scale = tidied(mul(side, div(sqrt(c), half)), region)
    up = sign.prove(scale, ">", region) is not None
    base = tidied(div(w, scale), replace(region, variables=(*region.variables, *w.names)))
    g = add(shift, mul(side, power(base, tidied(div(ONE, half), region))))
    return tidied(mul(scale, power(z, half)), region), g, ((w if up else neg(w), ">"),), (), (Lemma(base),)


def _bell(curvature: Expression, growth: Expression, x: str, region: Region, w: Expression) -> Known | None:
    """The same for curvature = c/cosh(k*x + d)**2: q = (log r'')' has q**2 - 2*q' = 4*k**2."""
    change = tidied(derivative(growth, x), region)
    four = tidied(sub(power(growth, TWO), mul(TWO, change)), region)
    if four == ZERO or four.names & {x} or change == ZERO:
        return None
    k = tidied(div(sqrt(four), TWO), region)
    c = tidied(mul(num(-2), power(k, TWO), div(curvature, change)), region)
    if x in c.names or sign.prove(four, ">", region) is None or sign.prove(c, ">", region) is None:
        return None
    d = tidied(call("atanh", div(growth.substitute({x: ZERO}), mul(num(-2), k))), region)
    scale = tidied(div(sqrt(c), k), region)
    angle = tidied(div(w, scale), replace(region, variables=(*region.variables, *w.names)))
    f = call("atan", call("sinh", add(mul(k, sym(x)), d)))
    ends = ((add(angle, div(PI, TWO)), ">"), (sub(div(PI, TWO), angle), ">"))
    return mul(scale, f), neat(div(sub(call("asinh", call("tan", angle)), d), k)), ends, (), _quadrant(angle)


def _quadrant(angle: Expression) -> tuple[Lemma, ...]:
    """Signs that hold between two right angles."""
    return Lemma(call("cos", angle)), Lemma(add(ONE, call("sin", angle))), Lemma(sub(ONE, call("sin", angle)))


def _with_inverse(known: Known, curvature: Expression, x: str, region: Region, parameters: Region, name: str) -> Half | None:
    """The half of an F and g that are inverse to each other, if F maps the interval into the facts and g maps these into the interval."""
    f, g, facts, before, lemmas = known
    there = Region((name, *parameters.names), (), (*parameters.facts, *facts), parameters.integers)
    slope = derivative(f, x)
    here = _proved([("isometry", sub(power(slope, TWO), curvature), "=", region), ("rising", slope, ">", region),
                    ("onto", sub(g.substitute({name: f}), sym(x)), "=", region),
                    *(("range", e.substitute({name: f}), op, region) for e, op in facts)], before)
    inside = [("inside", e.substitute({x: g}), op, there) for e, op in region.facts if x in e.names]
    back = None if here is None else _proved(inside, lemmas)
    return None if here is None or back is None else Half((name,), (f,), g, facts, (*here, *back), before, lemmas)


def _of_quadratic(u: Expression, du: Expression, a: Expression, x: str, region: Region) -> list[Expression]:
    """Integrals of 1/sqrt(u) for u = a*x**2 + b*x + c."""
    y = sym(x)
    if a == ZERO:
        if du == ZERO:
            return [mul(sqrt(tidied(div(ONE, u), region)), y)]
        return [div(mul(TWO, sqrt(u)), du)]
    if x in a.names:
        return []
    shift = tidied(sub(div(du, mul(TWO, a)), y), region)  # b/(2a)
    z = add(y, shift)
    rest = tidied(sub(div(u, a), power(z, TWO)), region)
    if sign.prove(a, ">", region) is not None:
        if rest == ZERO:
            return [div(call("log", z), sqrt(a)), neg(div(call("log", neg(z)), sqrt(a)))]
        if sign.prove(rest, ">", region) is not None:
            return [div(call("asinh", div(z, sqrt(rest))), sqrt(a))]
        return [div(call("acosh", div(z, sqrt(neg(rest)))), sqrt(a))]
    return []


def _square(u: Expression, x: str, region: Region) -> tuple[Expression, Expression, Expression] | None:
    """(a, s, r) with u = a*((x + s)**2 + r), where u is such a polynomial."""
    du = tidied(derivative(u, x), region)
    a = tidied(div(derivative(du, x), TWO), region)
    if x in a.names or a == ZERO:
        return None
    shift = tidied(sub(div(du, mul(TWO, a)), sym(x)), region)
    rest = tidied(sub(div(u, a), power(add(sym(x), shift), TWO)), region)
    return None if x in shift.names or x in rest.names else (a, shift, rest)


def _proved(claims: Sequence[tuple[str, Expression, str, Region]], lemmas: tuple[Lemma, ...]) -> tuple[Any, ...] | None:
    out = []
    for name, e, op, region in claims:
        proof = prove_with(e, region, lemmas) if op == "=" else sign_with(e, op, region, lemmas)
        if proof is None:
            return None
        out.append((name, e, op, region, proof))
    return tuple(out)


def _circle(curvature: Expression, x: str, region: Region, parameters: Region, name: str) -> Half | None:
    """r'' = 1/(k**2*(R**2 - (x + s)**2)): g = R*sin(k*w) - s on |k*w| < pi/2."""
    found = _square(tidied(div(ONE, curvature), region), x, region)
    if found is None:
        return None
    a, shift, rest = found
    if sign.prove(a, "<", region) is None or sign.prove(rest, "<", region) is None:
        return None
    k, radius = tidied(sqrt(neg(a)), parameters), tidied(sqrt(neg(rest)), parameters)
    z = add(sym(x), shift)
    f = div(call("atan", div(z, sqrt(sub(power(radius, TWO), power(z, TWO))))), k)
    angle = mul(k, sym(name))
    g = sub(mul(radius, call("sin", angle)), shift)
    facts = ((add(angle, div(PI, TWO)), ">"), (sub(div(PI, TWO), angle), ">"))
    there = Region((name, *parameters.names), (), (*parameters.facts, *facts), parameters.integers)
    lemmas = _quadrant(angle)
    own = _proved([("isometry", sub(mul(power(derivative(g, name), TWO), curvature.substitute({x: g})), ONE), "=", there),
                   ("rising", derivative(g, name), ">", there),
                   *(("inside", e.substitute({x: g}), op, there) for e, op in region.facts if x in e.names)], lemmas)
    back = _proved([("onto", sub(g.substitute({name: f}), sym(x)), "=", region),
                    *(("range", e.substitute({name: f}), op, region) for e, op in facts)], ())
    return None if own is None or back is None else Half((name,), (f,), g, facts, (*own, *back), (), lemmas)


def _hyperbola(curvature: Expression, x: str, region: Region, names: tuple[str, ...]) -> Half | None:
    """r'' = k/sqrt((x + s)**2 + b**2): the curve u*v = b/(2*c) in the plane, g = c*(u**2 - v**2) - s with c = 1/(4*k); u, v > 0."""
    found = _square(tidied(div(ONE, power(curvature, TWO)), region), x, region)
    if found is None or any(x in e.names for e, _ in region.facts):
        return None
    a, shift, rest = found
    if sign.prove(a, ">", region) is None or sign.prove(rest, ">", region) is None:
        return None
    c = tidied(div(sqrt(a), num(4)), region)
    z = add(sym(x), shift)
    root = sqrt(add(power(z, TWO), rest))
    u, v = (sqrt(div(e, mul(TWO, c))) for e in (add(root, z), sub(root, z)))
    g = sub(mul(c, sub(power(sym(names[0]), TWO), power(sym(names[1]), TWO))), shift)
    length = add(power(derivative(u, x), TWO), power(derivative(v, x), TWO))
    lemmas = (Lemma(add(root, z)), Lemma(sub(root, z)))
    proofs = _proved([("isometry", sub(length, curvature), "=", region),
                      ("onto", sub(g.substitute(dict(zip(names, (u, v), strict=True))), sym(x)), "=", region),
                      ("range", u, ">", region), ("range", v, ">", region)], lemmas)
    facts = tuple((sym(n), ">") for n in names)
    wide = mul(c, add(power(sym(names[0]), TWO), power(sym(names[1]), TWO)))
    return None if proofs is None else Half(names, (u, v), g, facts, proofs, lemmas, (), (neg(shift), rest, wide))
