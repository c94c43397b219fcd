"""Writing a vector field as a combination of others with constant coefficients, or with rational functions found by solving."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq, fmpq_mat

from mirrorsym.calculus.ratio import TooLarge, ratio_of
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.zero import prove
from mirrorsym.expression import ZERO, Expression, num

__all__ = ["combination"]


def combination(field: tuple[Expression, ...], others: list[tuple[Expression, ...]], region: Region) -> list[Expression] | None:
    """Rational constants c with field = sum c_i others_i as polynomial fields; None when there are none.

    >>> from mirrorsym.expression import sym
    >>> x = sym("x")
    >>> [str(c) for c in combination((2 * x, ZERO), [(x, ZERO)], Region(("x",)))]
    ['2']
    """
    if all(e == ZERO or prove(e, region, 1) is not None for e in field):
        return [ZERO] * len(others)
    names = region.names
    rows: list[dict[tuple[int, tuple[int, ...]], fmpq]] = []
    try:
        for f in [*others, field]:
            row: dict[tuple[int, tuple[int, ...]], fmpq] = {}
            for k, e in enumerate(f):
                r = ratio_of(e, names)
                if r is None or r.below != 1:
                    return None
                for exponents, c in r.above.to_dict().items():
                    row[k, tuple(int(x) for x in exponents)] = c
            rows.append(row)
    except (TooLarge, ZeroDivisionError, OverflowError):
        return None
    keys = sorted({k for row in rows for k in row})
    a = fmpq_mat(len(keys), len(rows), [row.get(k, fmpq(0)) for k in keys for row in rows])
    reduced, rank = a.rref()
    solution = [Fraction(0)] * len(others)
    for i in range(rank):
        pivot = next(j for j in range(len(rows)) if reduced[i, j] != 0)
        if pivot == len(others):
            return None
        q = reduced[i, len(others)]
        solution[pivot] = Fraction(int(q.p), int(q.q))
    return [num(q) for q in solution]
