"""Are functions linearly, or functionally, independent?  Proved by their values, or their gradients, at exact points.

A minor of a matrix of values that is not zero proves independence; dependence is never claimed here.
Main definitions: `linear_rank`, `independent_functions`, `independent_points`, `functional_rank`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.elimination import ball_rank
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, precision
from mirrorsym.calculus.modular import PRIME, rank, residue
from mirrorsym.calculus.rational_values import exact_value
from mirrorsym.calculus.region import Region, samples
from mirrorsym.expression import ONE, Expression, num

__all__ = ["functional_rank", "independent_functions", "independent_points", "linear_rank"]

BITS = 256
Point = dict[str, Fraction]


def linear_rank(columns: Sequence[Sequence[Expression]], points: Sequence[Point]) -> int:
    """A proved lower bound of the dimension of the span of vector-valued functions, from their values at the points.

    >>> from mirrorsym.expression import ONE, sym
    >>> linear_rank([(ONE,), (sym("u"),), (sym("u") + 1,)], [{"u": Fraction(k)} for k in range(4)])
    2
    """
    rows: list[dict[int, Any]] = []
    balls: list[dict[int, Any]] = []
    with precision(BITS):
        for p in points:
            for parts in zip(*columns, strict=True):
                exact = [exact_value(e, p) for e in parts]
                if all(q is not None for q in exact):
                    rows.append({j: residue(q) for j, q in enumerate(exact) if q})
                try:
                    balls.append({j: enclose(e, p, BITS) for j, e in enumerate(parts)})
                except (Undefined, Unsettled):
                    continue
        best = rank(rows, range(len(columns))) if rows else 0
        if best < len(columns) and len(rows) < len(balls):
            best = max(best, ball_rank(balls, list(range(len(columns)))))
    return best


def independent_functions(functions: Sequence[Expression], region: Region) -> list[Expression]:
    """The functions, in order, without those whose independence of 1 and of the earlier ones was not proved.

    With parameters this is independence at one choice of their values.

    >>> from mirrorsym.expression import sym
    >>> c, u = sym("c"), sym("u")
    >>> [str(f) for f in independent_functions([u, c * u, u**2], Region(("u",), ("c",)))]
    ['u', 'u**2']
    """
    if region.parameters:
        at = samples(region, 3)[-1:]
        values = {n: num(p[n]) for p in at for n in region.parameters}
        fixed = [f.substitute(values) for f in functions]
        chosen = independent_functions(fixed, region.substitute(values)) if at else []
        first = {f: k for k, f in reversed(list(enumerate(fixed)))}
        return [functions[first[f]] for f in chosen]
    points = list(samples(region, len(functions) + 6))
    kept: list[Expression] = []
    if linear_rank([(ONE,), *((f,) for f in functions)], points) == len(functions) + 1:
        return list(functions)
    for f in functions:
        if linear_rank([(ONE,), *((k,) for k in kept), (f,)], points) == len(kept) + 2:
            kept.append(f)
    return kept


def independent_points(functions: Sequence[Expression], points: Sequence[Point]) -> list[Point] | None:
    """As many of the points as there are functions, whose values there form a matrix that is proved to be invertible; or None.

    >>> from mirrorsym.expression import ONE, sym
    >>> independent_points([ONE, sym("u")], [{"u": Fraction(1)}, {"u": Fraction(1)}, {"u": Fraction(2)}])
    [{'u': Fraction(1, 1)}, {'u': Fraction(2, 1)}]
    """
    kept: list[Point] = []
    pivots: list[tuple[int, list[Any]]] = []
    with precision(BITS):
        for p in points:
            try:
                row = [enclose(f, p, BITS) for f in functions]
            except (Undefined, Unsettled):
                continue
            for j, known in pivots:
                factor = row[j] / known[j]
                row = [x - factor * y for x, y in zip(row, known, strict=True)]
            taken = {j for j, _ in pivots}
            free = [(float(x.abs_lower()), -j) for j, x in enumerate(row) if j not in taken and not x.contains(0)]
            if free:
                pivots.append((-max(free)[1], row))
                kept.append(p)
            if len(kept) == len(functions):
                return kept
    return None


def functional_rank(functions: Sequence[Expression], variables: tuple[str, ...], points: Sequence[Point]) -> tuple[int, Point | None]:
    """The largest proved rank of the Jacobian matrix at one of the points, and the point.

    >>> u, v = Expression("sym", ("u",)), Expression("sym", ("v",))
    >>> functional_rank([u + v, (u + v) ** 2], ("u", "v"), [{"u": Fraction(1), "v": Fraction(2)}])[0]
    1
    """
    best: tuple[int, Point | None] = (0, None)
    gradients = [[derivative(f, k) for k in variables] for f in functions]
    for p in points:
        rows: list[dict[int, Any]] = []
        exact = True
        for g in gradients:
            values = [exact_value(e, p) for e in g]
            exact = exact and all(q is not None for q in values)
            rows.append({j: residue(q) % PRIME for j, q in enumerate(values) if q})
        if exact:
            found = rank(rows, range(len(variables)))
        else:
            try:
                with precision(BITS):
                    found = ball_rank([{j: enclose(e, p, BITS) for j, e in enumerate(g)} for g in gradients], list(range(len(variables))))
            except (Undefined, Unsettled):
                continue
        if found > best[0]:
            best = (found, p)
        if found == len(functions):
            break
    return best
