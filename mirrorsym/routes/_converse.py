"""Converse: given a potential R, a commuting parametrization g whose gradient flow is the mirror flow of R.

For R = sum_k r_k(l_k . x) with independent linear forms l_k, F_k' = sqrt(r_k'') makes dF^T dF = Hess R for F(x) = (F_k(l_k . x)), and
g = F^{-1} is separable up to a linear map, so its gradients commute (lwla Thm 5.1).  F_k is known where 1/r'' is a polynomial of degree two
at most, and where r'' is a power or an exponential.  Where 1/r''**2 is a sum of two squares, F_k is a curve in the plane and
g = s*(u**2 - v**2).

Main definitions: `embedding`, `converse`, `Half`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.conjugate import inverted, tidied
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.lemmas import Lemma, prove_with, sign_with
from mirrorsym.calculus.region import Fact, Region
from mirrorsym.expression import ONE, PI, ZERO, Expression, add, call, div, mul, neg, num, power, sqrt, sub, sym

__all__ = ["Half", "converse", "embedding"]

TWO = num(2)


@dataclass(frozen=True, slots=True)
class Half:
    """One variable of the converse: F with |F'|**2 = r'', its inverse g in `names`, the facts about these, and the proofs.

    `proofs` are (name, claim, op, region, proof) as in `calculus.conjugate.Piece`, with the zero `isometry`; `onto` are zeros g(F(x)) = x.
    """

    names: tuple[str, ...]
    F: tuple[Expression, ...]
    g: Expression
    facts: tuple[Fact, ...]
    proofs: tuple[tuple[str, Expression, str, Region, dict[str, Any]], ...] = field(hash=False)


def converse(r: Expression, x: str, region: Region, name: str) -> Half | str:
    """The half for r(x), convex on the interval that `region` gives; a sentence when F or its inverse is not known.

    >>> half = converse(sym("x") * call("log", sym("x")) - sym("x"), "x", Region(("x",), (), ((sym("x"), ">"),)), "w")
    >>> str(half.F[0]), str(half.g), [(str(e), op) for e, op in half.facts]
    ('2*sqrt(x)', '(w/2)**2', [('w', '>')])
    """
    curvature = tidied(derivative(derivative(r, x), x), region)
    if sign.prove(curvature, ">", region) is None:
        return f"the second derivative {curvature} is not shown to be positive"
    free = tuple(f for f in region.facts if x not in f[0].names)
    parameters = Region(tuple(n for n in region.names if n != x), (), free, region.integers)
    for f in embedding(curvature, x, region):
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
    for half in (_circle(curvature, x, region, parameters, name), _hyperbola(curvature, x, region, name)):
        if half is not None:
            return half
    return f"no closed form is known for an F with F'**2 = {curvature} and for its inverse"


def embedding(curvature: Expression, x: str, region: Region) -> Sequence[Expression]:
    """Candidates for F with F'**2 = curvature and F' > 0.

    >>> [str(f) for f in embedding(sym("x") ** -2, "x", Region(("x",), (), ((sym("x"), ">"),)))][0]
    'log(x)'
    """
    out: list[Expression] = []
    y = sym(x)
    u = tidied(div(ONE, curvature), region)
    d = [u]
    for _ in range(3):
        d.append(tidied(derivative(d[-1], x), region))
    if d[3] == ZERO or prove_with(d[3], region) is not None:
        out += _of_quadratic(u, d[1], div(d[2], TWO), x, region)
    growth = tidied(div(derivative(curvature, x), curvature), region)
    if x not in growth.names:  # exponential
        out.append(mul(div(TWO, growth), sqrt(curvature)))
    degree = tidied(mul(y, growth), region)
    if x not in degree.names:
        c = tidied(div(curvature, power(y, degree)), region)
        if x not in c.names:
            k = add(div(degree, TWO), ONE)
            out.append(div(mul(sqrt(c), power(y, k)), k))
    return [tidied(f, region) for f in out]


def _of_quadratic(u: Expression, du: Expression, a: Expression, x: str, region: Region) -> list[Expression]:
    """Integrals of 1/sqrt(u) for u = a*x**2 + b*x + c."""
    y = sym(x)
    if a == ZERO:
        if du == ZERO:
            return [div(y, sqrt(u))]
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
    lemmas = (Lemma(call("cos", angle)), Lemma(add(ONE, call("sin", angle))), Lemma(sub(ONE, call("sin", angle))))
    own = _proved([("isometry", sub(mul(power(derivative(g, name), TWO), curvature.substitute({x: g})), ONE), "=", there),
                   ("rising", derivative(g, name), ">", there),
                   *(("inside", e.substitute({x: g}), op, there) for e, op in region.facts if x in e.names)], lemmas)
    back = _proved([("onto", sub(g.substitute({name: f}), sym(x)), "=", region),
                    *(("range", e.substitute({name: f}), op, region) for e, op in facts)], ())
    return None if own is None or back is None else Half((name,), (f,), g, facts, (*own, *back))


def _hyperbola(curvature: Expression, x: str, region: Region, name: str) -> Half | None:
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
    names = (f"{name}u", f"{name}v")
    g = sub(mul(c, sub(power(sym(names[0]), TWO), power(sym(names[1]), TWO))), shift)
    length = add(power(derivative(u, x), TWO), power(derivative(v, x), TWO))
    lemmas = (Lemma(add(root, z)), Lemma(sub(root, z)))
    proofs = _proved([("isometry", sub(length, curvature), "=", region),
                      ("onto", sub(g.substitute(dict(zip(names, (u, v), strict=True))), sym(x)), "=", region),
                      ("range", u, ">", region), ("range", v, ">", region)], lemmas)
    facts = tuple((sym(n), ">") for n in names)
    return None if proofs is None else Half(names, (u, v), g, facts, proofs)
