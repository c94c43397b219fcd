"""Exact points where the rows of a matrix of expressions are linearly dependent.

The search proposes points and relations between the rows; every relation is proved, entry by entry, at the point before it is
returned.  First the entries are written in a basis of their span over the rationals (`span`): a relation with rational coefficients
holds everywhere, or where a few basis functions vanish together.  Then the minors' common zeros are tried.

Precondition: the entries are smooth on the region.  Main definition: `drop`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any

from flint import fmpq, fmpq_mat

from mirrorsym.calculus import sign
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, exact
from mirrorsym.calculus.rank import Matrix, blocks, determinant, minors
from mirrorsym.calculus.region import Region, as_expressions, is_inside, samples
from mirrorsym.calculus.roots import common_zero
from mirrorsym.calculus.span import span_of
from mirrorsym.calculus.straighten import straightened
from mirrorsym.calculus.zero import is_zero_at
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.expression import ONE, ZERO, Expression, add, mul, neg, num

__all__ = ["drop", "drop_at"]

Point = dict[str, Expression]
MAX_BASIS = 24


def drop(m: Matrix, region: Region, effort: int = 2) -> tuple[Point, dict[str, Any]] | None:
    """A point of the region where the rows are dependent, with the data of a `rank_drop` or `shape` certificate.

    Effort 1 leaves out the common zeros of minors.

    >>> from mirrorsym.expression import sym
    >>> point, data = drop([[sym("u") - 2]], Region(("u",)))
    >>> str(point["u"]), data["kind"]
    ('2', 'rank_drop')
    """
    anywhere = _any_point(region)
    if len(m) > len(m[0]):
        return None if anywhere is None else (anywhere, {"kind": "shape", "point": _json(anywhere)})
    for candidates in (_by_span, _straight, _by_minors)[: effort + 1]:
        for rows, columns in blocks(m):
            inner = [[m[i][j] for j in columns] for i in rows]
            for point, weights in candidates(inner, region, anywhere):
                data = _dependence(m, rows, point, weights)
                if data is not None:
                    return point, {"kind": "rank_drop", "point": _json(point), **data}
    return None


def drop_at(m: Matrix, region: Region, point: Point) -> tuple[Point, dict[str, Any]] | None:
    """The same for one given point; None when it is not seen to be a point of the region where the rows are dependent."""
    plain = {n: num(q) if (q := exact(v, {})) is not None else v for n, v in point.items()}
    data = _dependence(m, list(range(len(m))), plain, None) if is_inside(region, plain) else None
    return None if data is None else (plain, {"kind": "rank_drop", "point": _json(plain), **data})


def _straight(inner: Matrix, region: Region, anywhere: Point | None) -> Iterator[tuple[Point, list[Fraction] | None]]:
    """`_by_span` in linear coordinates that suit the kernels."""
    found = straightened((e for row in inner for e in row), region)
    if found is None or anywhere is None:
        return
    there = {n: num(q) if (q := exact(e.substitute(anywhere), {})) is not None else e for n, e in found.new.items()}
    start = {**there, **{n: v for n, v in anywhere.items() if n in region.parameters}}
    for point, weights in _by_span([[found.put(e) for e in row] for row in inner], found.region, start):
        old = found.back(point)
        yield {n: num(q) if (q := exact(v, {})) is not None else v for n, v in old.items()}, weights


def _any_point(region: Region) -> Point | None:
    inside = samples(region, 1)
    return as_expressions(inside[0]) if inside else None


def _json(point: Point) -> dict[str, Any]:
    return {k: v.to_json() for k, v in point.items()}


# -- linear algebra over the rationals ----------------------------------------------------------------------
def _by_span(inner: Matrix, region: Region, anywhere: Point | None) -> Iterator[tuple[Point, list[Fraction] | None]]:
    """Points where few basis functions vanish together and a rational combination of the rows has no others."""
    if anywhere is None:
        return
    if not inner[0] or len(inner[0]) < len(inner):
        yield anywhere, None
        return
    span = span_of([e for row in inner for e in row], region)
    if span is None:
        return
    size = len(span.numerators)
    width = len(inner[0])
    rows = [[span.coordinates[i * width + k] for k in range(width)] for i in range(len(inner))]
    weights = _relation(rows, set())
    if weights is not None:
        yield anywhere, weights
    if size > MAX_BASIS:
        return
    zeros = [m for m in range(size) if sign.prove(span.element(m), "!=", region, depth=0, budget=0.2) is None]
    for count in range(1, min(len(zeros), 4) + 1):
        for chosen in combinations(zeros, count):
            weights = _relation(rows, set(chosen))
            if weights is None:
                continue
            point = common_zero([span.numerator(m) for m in _needed(rows, weights, chosen)], region)
            if point is not None:
                yield point, weights
    if len(zeros) > 4 and (weights := _relation(rows, set(zeros))) is not None:
        point = common_zero([span.numerator(m) for m in _needed(rows, weights, tuple(zeros))], region)
        if point is not None:
            yield point, weights


def _relation(rows: list[list[tuple[Fraction, ...]]], vanishing: set[int]) -> list[Fraction] | None:
    """x != 0 with sum_i x_i rows[i] = 0 in all coordinates but the vanishing ones."""
    width, size = len(rows[0]), len(rows[0][0]) if rows[0] else 0
    values = [[row[k][m] for k in range(width) for m in range(size) if m not in vanishing] for row in rows]
    return _null_vector(values)


def _needed(rows: list[list[tuple[Fraction, ...]]], weights: list[Fraction], chosen: tuple[int, ...]) -> list[int]:
    """The basis functions that the combination of the rows still contains."""
    return [m for m in chosen if any(sum((x * row[k][m] for x, row in zip(weights, rows, strict=True)), Fraction(0))
                                     for k in range(len(rows[0])))]


def _null_vector(values: list[list[Fraction]]) -> list[Fraction] | None:
    """x != 0 with x * values = 0, first nonzero entry 1."""
    n = len(values)
    if not values[0]:
        return [Fraction(int(i == 0)) for i in range(n)]
    flat = [fmpq(v.numerator, v.denominator) for column in zip(*values, strict=True) for v in column]
    reduced, rank = fmpq_mat(len(values[0]), n, flat).rref()
    if rank == n:
        return None
    pivots = [next(j for j in range(n) if reduced[i, j] != 0) for i in range(rank)]
    free = next(j for j in range(n) if j not in pivots)
    x = [Fraction(0)] * n
    x[free] = Fraction(1)
    for i, j in enumerate(pivots):
        q = -reduced[i, free]
        x[j] = Fraction(int(q.p), int(q.q))
    first = next(v for v in x if v)
    return [v / first for v in x]


# -- minors -------------------------------------------------------------------------------------------------
def _by_minors(inner: Matrix, region: Region, anywhere: Point | None) -> Iterator[tuple[Point, list[Fraction] | None]]:
    """A plain point if the rows look dependent there, then common zeros of single rows and of all minors."""
    if anywhere is not None and len(inner) > 1 and _numeric_rank(inner, anywhere) < len(inner):
        yield anywhere, None
    for row in inner if len(inner) > 1 else []:
        point = common_zero([e for e in row if e != ZERO], region)
        if point is not None:
            yield point, None
    small = [v for _, v in minors(inner)]
    point = common_zero(small, region) if small else anywhere
    if point is not None:
        yield point, None


def _numeric_rank(m: Matrix, point: Point) -> int:
    """The rank of the matrix at a point, to about nine digits: a guess that saves work."""
    try:
        values = [[float(enclose(e, point, 128).mid()) for e in row] for row in m]
    except (Undefined, Unsettled, OverflowError):
        return len(m)
    rank = 0
    scale = max((abs(x) for row in values for x in row), default=0.0)
    columns = list(range(len(values[0])))
    while values and columns:
        best = max(((abs(row[k]), i, k) for i, row in enumerate(values) for k in columns), default=(0.0, 0, 0))
        if best[0] <= 1e-9 * scale:
            break
        _, i, k = best
        pivot = values.pop(i)
        values = [[x - row[k] / pivot[k] * y for x, y in zip(row, pivot, strict=True)] for row in values]
        columns.remove(k)
        rank += 1
    return rank


# -- proofs at a point --------------------------------------------------------------------------------------
def _dependence(m: Matrix, rows: list[int], point: Point, given: list[Fraction] | None) -> dict[str, Any] | None:
    """A row vector with row * m(point) = 0, and proofs for the entries that are not rational."""
    at = [[e.substitute(point) for e in m[i]] for i in rows]
    for weights in ([num(x) for x in given],) if given is not None else _relations(at):
        proofs = {}
        for k in range(len(m[0])):
            entry = add(*(mul(x, row[k]) for x, row in zip(weights, at, strict=True)))
            proof = prove_zero(entry, Region(()), 1)
            if proof is None:
                break
            if proof != {"rule": "ring"}:
                proofs[str(k)] = proof
        else:
            full = [ZERO] * len(m)
            for i, x in zip(rows, weights, strict=True):
                full[i] = x
            return {"row": [x.to_json() for x in full], "proofs": proofs}
    return None


def _relations(at: Matrix) -> Iterator[list[Expression]]:
    """Row vectors that look like relations between rows of constants: rational ones, then cofactors of a minor."""
    if len(at) == 1:
        yield [ONE]
        return
    values = [[exact(e, {}) for e in row] for row in at]
    cleaned = [[Fraction(0) if v is None and is_zero_at(e, {}) is not None else v
                for v, e in zip(vs, row, strict=True)] for vs, row in zip(values, at, strict=True)]
    if all(v is not None for row in cleaned for v in row):
        x = _null_vector([[v for v in row if v is not None] for row in cleaned])
        if x is not None:
            yield [num(v) for v in x]
        return
    for size in range(1, len(at) + 1):  # the first rows that are dependent, and a nonzero minor of one row less
        part = at[:size]
        if _numeric_rank(part, {}) == size:
            continue
        for columns in combinations(range(len(at[0])), size - 1):
            inner = [[row[k] for k in columns] for row in part]
            cofactors = [determinant(inner[:i] + inner[i + 1:]) if size > 1 else ONE for i in range(size)]
            if _numeric_rank([cofactors], {}) == 1 and size - 1 == _numeric_rank(inner, {}):
                signed = [c if i % 2 == 0 else neg(c) for i, c in enumerate(cofactors)]
                yield [*signed, *([ZERO] * (len(at) - size))]
                return
        return

