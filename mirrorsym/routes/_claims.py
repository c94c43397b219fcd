"""What a parametrization or an embedding of a potential claims, each proved on its own or refuted at an exact point.

F, g and R are taken as they are, wherever they come from.  X is the domain of R, M that of g.

Main definitions: `isometric`, `inverse`, `metric`, `into_domain`, `one_to_one`, `not_convex`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from mirrorsym.calculus import sign, zero
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, sign_at
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.lemmas import Lemma, prove_with, sign_with
from mirrorsym.calculus.region import Region, as_expressions, samples
from mirrorsym.calculus.roots import common_zero
from mirrorsym.certificate import Certificate
from mirrorsym.expression import ONE, ZERO, Expression, add, mul, neg, num, sub, sym
from mirrorsym.maps import Pair
from mirrorsym.verdict import Status, Verdict

__all__ = ["into_domain", "inverse", "isometric", "metric", "not_convex", "one_to_one"]

ISOMETRIC, THEOREM = "lwla Def. 5.2", "lwla Thm 5.1"
Point = dict[str, Expression]


def isometric(primal: Pair, F: Sequence[Expression], lemmas: tuple[Lemma, ...] = ()) -> Verdict:
    """Whether dF^T dF = Hess R on X, entry by entry; `primal` has R as its first coordinate and X as its domain.

    >>> from mirrorsym.expression import sqrt
    >>> r = Pair(g=["x*log(x) - x"], domain=["x > 0"])
    >>> str(isometric(r, [2 * sqrt(sym("x"))]).status), str(isometric(r, [sqrt(sym("x"))]).status)
    ('HOLDS', 'FAILS')
    """
    region, r, x = Region.of(primal.M), primal.g[0], primal.w
    slopes = [[derivative(f, n) for n in x] for f in F]
    proofs: dict[str, Any] = {}
    open_: list[str] = []
    for i, n in enumerate(x):
        for j in range(i, len(x)):
            item = sub(add(*(mul(row[i], row[j]) for row in slopes)), derivative(derivative(r, n), x[j]))
            point = zero.refute(item, region)
            if point is not None and _analytic(point, (r, *F)):
                why = f"(dF^T dF)_{i + 1}{j + 1} is not d_{n} d_{x[j]} R there"
                certificate = Certificate.of("nonzero", item=f"{i},{j}", point=_point(point))
                return Verdict(Status.FAILS, "isometric", why, (certificate,), witness=point, source=ISOMETRIC)
            proof = prove_with(item, region, lemmas)
            proofs[f"{i},{j}"] = proof
            if proof is None:
                open_.append(f"({i + 1}, {j + 1})")
    if open_:
        return Verdict(Status.UNDECIDED, "isometric", f"not shown for the entries {', '.join(open_[:5])}", source=ISOMETRIC)
    return Verdict(Status.HOLDS, "isometric", "dF^T dF = Hess R on X", (Certificate.of("zeros", items=proofs),), source=ISOMETRIC)


def inverse(primal: Pair, F: Sequence[Expression], pair: Pair, lemmas: tuple[Lemma, ...] = ()) -> Verdict:
    """Whether F maps X into M and g(F(x)) = x."""
    region = Region.of(primal.M)
    put = dict(zip(pair.w, F, strict=True))
    inside = []
    for e, op in pair.M.facts()[:len(pair.M.conditions)]:
        proof = sign_with(e.substitute(put), op, region, lemmas)
        if proof is None:
            return _open("inverse", f"not shown that {e} {op} 0 at w = F(x)")
        inside.append(proof)
    items: dict[str, Any] = {}
    for i, (n, g) in enumerate(zip(primal.w, pair.g, strict=True)):
        items[str(i)] = prove_with(sub(g.substitute(put), sym(n)), region, lemmas)
        if items[str(i)] is None:
            return _open("inverse", f"not shown that the coordinate {i + 1} of g(F(x)) is {n}")
    certificate = Certificate.of("inverse", inside=inside, items=items)
    return Verdict(Status.HOLDS, "inverse", "F maps X into M, and g(F(x)) = x there", (certificate,), source=THEOREM)


def metric(primal: Pair, F: Sequence[Expression], pair: Pair, lemmas: tuple[Lemma, ...] = ()) -> Verdict:
    """Whether dF = J(F)^T Hess R on X: then F turns the mirror flow of R into the gradient flow through g."""
    region, r, x = Region.of(primal.M), primal.g[0], primal.w
    put = dict(zip(pair.w, F, strict=True))
    bends = [[derivative(derivative(r, n), m) for m in x] for n in x]
    items: dict[str, Any] = {}
    for k, (w, f) in enumerate(zip(pair.w, F, strict=True)):
        columns = [derivative(g, w).substitute(put) for g in pair.g]
        for j, n in enumerate(x):
            item = sub(derivative(f, n), add(*(mul(c, bends[i][j]) for i, c in enumerate(columns))))
            items[f"{k},{j}"] = prove_with(item, region, lemmas)
            if items[f"{k},{j}"] is None:
                return _open("metric", f"not shown that d_{n} F_{k + 1} is the entry ({k + 1}, {j + 1}) of J(F)^T Hess R")
    because = "dF = J^T Hess R at w = F(x), so J J^T Hess R = 1 there, and a mirror flow x of R gives the gradient flow F(x)"
    return Verdict(Status.HOLDS, "metric", because, (Certificate.of("zeros", items=items),), source=THEOREM)


def into_domain(primal: Pair, pair: Pair, lemmas: tuple[Lemma, ...] = ()) -> Verdict:
    """Whether g maps M into X; with `inverse` it is onto."""
    region, put = Region.of(pair.M), dict(zip(primal.w, pair.g, strict=True))
    proofs = []
    for e, op in primal.M.facts()[:len(primal.M.conditions)]:
        proof = sign_with(e.substitute(put), op, region, lemmas)
        if proof is None:
            return _open("range", f"not shown that {e} {op} 0 at x = g(w)")
        proofs.append(proof)
    return Verdict(Status.HOLDS, "range", "g maps M onto X", (Certificate.of("signs", signs=proofs),), source=THEOREM)


def one_to_one(primal: Pair, F: Sequence[Expression], pair: Pair, lemmas: tuple[Lemma, ...] = ()) -> Verdict:
    """Whether F(g(w)) = w on M: then every w is reached, and g is one to one."""
    region, put = Region.of(pair.M), dict(zip(primal.w, pair.g, strict=True))
    items: dict[str, Any] = {}
    for k, (w, f) in enumerate(zip(pair.w, F, strict=True)):
        item = sub(f.substitute(put), sym(w))
        items[str(k)] = prove_with(item, region, lemmas)
        if items[str(k)] is None:
            return _open("one_to_one", f"not shown that the coordinate {k + 1} of F(g(w)) is {w}")
    return Verdict(Status.HOLDS, "one_to_one", "F(g(w)) = w on M", (Certificate.of("zeros", items=items),))


def _open(name: str, because: str) -> Verdict:
    return Verdict(Status.UNDECIDED, name, because, source=THEOREM)


def _point(point: Point) -> dict[str, Any]:
    return {n: v.to_json() for n, v in point.items()}


def _analytic(point: Point, functions: Sequence[Expression]) -> bool:
    """Whether the functions are analytic at the point, so that their derivatives mean something."""
    try:
        return all(sign_at(g.of, point) in {">": (1,), "!=": (1, -1), ">=": (1,)}[g.op] for f in functions for g in guards(f))
    except (Undefined, Unsettled):
        return False


# -- not convex -----------------------------------------------------------------------------------------------
def not_convex(primal: Pair) -> Verdict | None:
    """FAILS with a point of X and a direction v such that v^T Hess R v <= 0 there; None when none was found.

    >>> verdict = not_convex(Pair(g=["x**4"]))
    >>> str(verdict.status), {n: str(e) for n, e in verdict.witness.items()}
    ('FAILS', {'x': '0'})
    """
    region, r, x = Region.of(primal.M), primal.g[0], primal.w
    h = [[derivative(derivative(r, n), m) for m in x] for n in x]
    for point, v in _proposals(h, x, region):
        value = add(*(mul(v[i], v[j], h[i][j]) for i in range(len(x)) for j in range(len(x)) if ZERO not in (v[i], v[j])))
        if _analytic(point, (r,)) and _not_positive(value, point):
            along = ", ".join(map(str, v))
            because = "the second derivative is not positive there" if len(x) == 1 else (
                f"Hess R is not positive definite there: v^T Hess R v is not positive for v = ({along})")
            certificate = Certificate.of("direction", point=_point(point), direction=[e.to_json() for e in v])
            return Verdict(Status.FAILS, "convex", f"{because}, and J J^T would be its inverse", (certificate,), witness=point,
                           source=THEOREM)
    return None


def _not_positive(value: Expression, point: Point) -> bool:
    try:
        s = sign_at(value, point)
    except (Undefined, Unsettled):
        return False
    return s in (0, -1) or (s is None and zero.prove(value.substitute(point), Region(())) == zero.RING)


def _proposals(h: Sequence[Sequence[Expression]], x: Sequence[str], region: Region) -> Iterator[tuple[Point, tuple[Expression, ...]]]:
    """Points with directions in which the Hessian may not be positive."""
    n = len(x)
    for i in range(n):
        axis = tuple(ONE if i == j else ZERO for j in range(n))
        for point in (sign.refute(h[i][i], ">", region), common_zero([h[i][i]], region)):
            if point is not None:
                yield point, axis
    for i in range(n):
        for j in range(i + 1, n):
            minor = sub(mul(h[i][i], h[j][j]), mul(h[i][j], h[i][j]))
            for point in (sign.refute(minor, ">", region), common_zero([minor], region)):
                if point is not None:
                    up = {i: neg(h[i][j].substitute(point)), j: h[i][i].substitute(point)}
                    yield point, tuple(up.get(k, ZERO) for k in range(n))
    for p in samples(region, 6) if n > 2 else ():
        v = _lowest(h, p)
        if v is not None:
            yield as_expressions(p), v


def _lowest(h: Sequence[Sequence[Expression]], p: dict[str, Fraction]) -> tuple[Expression, ...] | None:
    """A direction of negative or no curvature, by elimination in exact arithmetic on rounded entries."""
    try:
        a = [[Fraction(float(enclose(e, p, 96).mid())).limit_denominator(10**6) for e in row] for row in h]
    except (Undefined, Unsettled, OverflowError):
        return None
    n = len(a)
    lower = [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
    d: list[Fraction] = []
    for k in range(n):
        pivot = a[k][k] - sum((lower[k][j] ** 2 * d[j] for j in range(k)), Fraction(0))
        if pivot <= 0:
            v = [Fraction(0)] * n
            v[k] = Fraction(1)
            for i in range(k - 1, -1, -1):
                v[i] = -sum((lower[j][i] * v[j] for j in range(i + 1, k + 1)), Fraction(0))
            return tuple(num(q) for q in v)
        d.append(pivot)
        for i in range(k + 1, n):
            lower[i][k] = (a[i][k] - sum((lower[i][j] * lower[k][j] * d[j] for j in range(k)), Fraction(0))) / pivot
    return None
