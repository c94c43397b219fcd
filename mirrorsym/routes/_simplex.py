"""The entropy of a simplex: R = c*sum lambda_k*y_k*log(y_k) for n + 1 affine y_k(x) with sum lambda_k*y_k = S.

F_k = 2*sqrt(c*lambda_k*y_k) lies on a sphere, because sum F_k**2 = 4*c*S.  So y_k = S*w_k**2/(lambda_k*sum w**2) is homogeneous of degree
0, its gradients are tangent to every sphere, and on each they commute because there they belong to a multiple of Hess R.  The probability
simplex with its negative entropy is the case S = 1 (the map of softmax and of replicator flows).

Main definition: `on_simplex`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from mirrorsym.calculus import sign
from mirrorsym.calculus.conjugate import tidied
from mirrorsym.calculus.lemmas import prove_with
from mirrorsym.calculus.region import Fact, Region, affine, samples
from mirrorsym.expression import ZERO, Expression, add, div, mul, num, power, sqrt, sub, sym
from mirrorsym.routes._mixing import Matrix, inverse, kernel

__all__ = ["on_simplex"]

TWO = num(2)


def on_simplex(r: Expression, x: tuple[str, ...], region: Region, h: Matrix, names: Sequence[str]
               ) -> tuple[tuple[Expression, ...], tuple[Expression, ...], tuple[Fact, ...]] | None:
    """F, g and the facts about the n + 1 `names`, or None for what is no such entropy.

    >>> from mirrorsym.expression import call
    >>> from mirrorsym.routes._mixing import hessian
    >>> u, v, rest = sym("u"), sym("v"), 1 - sym("u") - sym("v")
    >>> there = Region(("u", "v"), (), ((u, ">"), (v, ">"), (rest, ">")))
    >>> r = add(*(mul(y, call("log", y)) for y in (u, v, rest)))
    >>> F, g, _ = on_simplex(r, ("u", "v"), there, hessian(r, ("u", "v"), there), ("a", "b", "c"))
    >>> str(F[2]), str(g[0])
    ('2*sqrt(-u - v + 1)', 'a**2/(a**2 + b**2 + c**2)')
    """
    found = _levels(r, x)
    if found is None:
        return None
    y, forms, weights = found
    total = tidied(add(*(mul(num(q), e) for q, e in zip(weights, y, strict=True))), region)
    scale = _scale(h, y, forms, weights, x, region)
    if scale is None or total.op != "num" or not sign.prove(scale, ">", region) or total.args[0] <= 0:
        return None
    F = tuple(mul(TWO, sqrt(mul(scale, num(q), e))) for q, e in zip(weights, y, strict=True))
    square = add(*(power(sym(n), TWO) for n in names))
    levels = [div(mul(total, power(sym(n), TWO)), mul(num(q), square)) for n, q in zip(names, weights, strict=True)]
    rows: Matrix = tuple(tuple(num(q) for q in row) for row in forms[:len(x)])
    shifted = [sub(level, e.substitute(dict.fromkeys(x, ZERO))) for level, e in zip(levels, y, strict=False)][:len(x)]
    g = tuple(add(*(mul(e, s) for e, s in zip(row, shifted, strict=True) if e != ZERO)) for row in inverse(rows, Region(())))
    return F, g, tuple((sym(n), ">") for n in names)


def _levels(r: Expression, x: tuple[str, ...]) -> tuple[list[Expression], list[list[Fraction]], list[Fraction]] | None:
    """The n + 1 affine arguments of logarithms, their slopes, and the positive weights with which the slopes add up to 0."""
    y: list[Expression] = []
    forms: list[list[Fraction]] = []
    for node in r.walk():
        if node.op == "log" and node.args[0].names and node.args[0].names <= set(x):
            parts = affine(node.args[0])
            if parts is None:
                return None
            row = [parts[0].get(n, Fraction(0)) for n in x]
            if row not in forms:
                y.append(node.args[0])
                forms.append(row)
    if len(y) != len(x) + 1:
        return None
    relations = list(kernel([tuple(column) for column in zip(*forms, strict=True)], len(y)))
    if len(relations) != 1 or any(q == 0 for q in relations[0]):
        return None
    side = 1 if relations[0][0] > 0 else -1
    weights = [q * side for q in relations[0]]
    least = min(map(abs, weights))
    return None if min(weights) <= 0 else (y, forms, [q / least for q in weights])


def _scale(h: Matrix, y: Sequence[Expression], forms: Sequence[Sequence[Fraction]], weights: Sequence[Fraction], x: Sequence[str],
           region: Region) -> Expression | None:
    """c with Hess R = c*sum lambda_k*l_k*l_k^T/y_k."""
    points = samples(region, 1)
    if not points:
        return None
    bends = [[add(*(div(num(q * row[i] * row[j]), e) for q, row, e in zip(weights, forms, y, strict=True))) for j in range(len(x))]
             for i in range(len(x))]
    at = {n: num(points[0][n]) for n in x}
    c = tidied(div(h[0][0], bends[0][0]).substitute(at), region)
    same = (sub(h[i][j], mul(c, bends[i][j])) for i in range(len(x)) for j in range(i, len(x)))
    return c if all(prove_with(e, region) is not None for e in same) else None
