"""Linear coordinates y = A*x in which a function is a sum of functions of one y each.

The directions are read off the formula: wherever a function or a power has an affine argument l*x + c, l is a row of A.  When these are
fewer than the variables, the Hessian along the space on which they all vanish is constant and gives the others.

Main definitions: `coordinates`, `factored`, `inverse`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from mirrorsym.calculus import sign
from mirrorsym.calculus.conjugate import tidied
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.region import Region
from mirrorsym.expression import ONE, ZERO, Expression, add, div, mul, num, sub

__all__ = ["Matrix", "coordinates", "directions", "factored", "hessian", "inverse", "kernel", "times"]

Matrix = tuple[tuple[Expression, ...], ...]
Row = tuple[Fraction, ...]


def hessian(r: Expression, x: Sequence[str], region: Region) -> Matrix:
    """All second derivatives, in normal form.

    >>> from mirrorsym.expression import sym
    >>> [[str(e) for e in row] for row in hessian(sym("x")**2 + sym("x") * sym("y"), ("x", "y"), Region(("x", "y")))]
    [['2', '1'], ['1', '0']]
    """
    first = [derivative(r, n) for n in x]
    upper = {(i, j): tidied(derivative(first[i], x[j]), region) for i in range(len(x)) for j in range(i, len(x))}
    return tuple(tuple(upper[min(i, j), max(i, j)] for j in range(len(x))) for i in range(len(x)))


def times(a: Matrix, b: Matrix, region: Region) -> Matrix:
    """The product of two matrices, each entry in normal form."""
    return tuple(tuple(tidied(add(*(mul(p, q) for p, q in zip(row, column, strict=True))), region) for column in zip(*b, strict=True))
                 for row in a)


def directions(r: Expression, x: Sequence[str], region: Region) -> list[Row]:
    """The directions of affine arguments of functions and of powers other than squares, each once, scaled to begin with 1.

    >>> from mirrorsym.expression import call, sym
    >>> u, v = sym("u"), sym("v")
    >>> [[str(q) for q in row] for row in directions((u + 2*v) * call("log", u + 2*v) + v**2, ("u", "v"), Region(("u", "v")))]
    [['1', '2']]
    """
    found: dict[Row, None] = {}
    for node in r.walk():
        if node.op in ("num", "sym", "const", "add", "mul") or (node.op == "pow" and node.args[1] in (ONE, num(2))):
            continue
        for e in node.args:
            row = _direction(e, x, region)
            if row is not None:
                found.setdefault(row)
    return list(found)


def _direction(e: Expression, x: Sequence[str], region: Region) -> Row | None:
    slopes = [tidied(derivative(e, n), region) if n in e.names else ZERO for n in x]
    lead = next((s for s in slopes if s != ZERO), None)
    if lead is None or any(s.names & set(x) for s in slopes):
        return None
    ratios = [tidied(div(s, lead), region) for s in slopes]
    return tuple(q.args[0] for q in ratios) if all(q.op == "num" for q in ratios) else None


def coordinates(r: Expression, x: Sequence[str], region: Region, h: Matrix) -> Matrix | str:
    """The matrix A, or a sentence why there is none.

    Whether r is a sum of functions of the rows of A*x is for the caller to see.
    """
    rows = directions(r, x, region)
    unit = [tuple(Fraction(int(i == j)) for j in range(len(x))) for i in range(len(x))]
    if all(row in unit for row in rows):
        rows = [row for row in unit if row in rows]
    if len(rows) > len(x) or len(_echelon(rows)) < len(rows):
        return "its functions have more linear arguments than there are independent ones"
    own: Matrix = tuple(tuple(num(q) for q in row) for row in rows)
    if len(rows) == len(x):
        return own
    flat: Matrix = tuple(tuple(num(q) for q in row) for row in kernel(rows, len(x)))
    bent = times(flat, h, region)  # K^T H: constant, because nothing but the quadratic part is seen along the kernel
    if any(e.names & set(x) for row in bent for e in row):
        return "its functions do not split along linear coordinates"
    found = factored(times(bent, tuple(zip(*flat, strict=True)), region), region)
    if isinstance(found, Expression):
        return "its quadratic part is not shown to be positive definite"
    turned = times(inverse(found[0], region), bent, region)
    return (*own, *turned)


def factored(a: Matrix, region: Region) -> tuple[Matrix, tuple[Expression, ...]] | Expression:
    """L (unit lower triangular) and the positive d with a = L*diag(d)*L^T; or the first d that is not shown to be positive.

    >>> two, one = num(2), num(1)
    >>> lower, d = factored(((two, one), (one, two)), Region(()))
    >>> [str(e) for e in lower[1]], [str(e) for e in d]
    (['1/2', '1'], ['2', '3/2'])
    """
    n = len(a)
    lower = [[ONE if i == j else ZERO for j in range(n)] for i in range(n)]
    d: list[Expression] = []
    for k in range(n):
        pivot = tidied(sub(a[k][k], add(*(mul(lower[k][j], lower[k][j], d[j]) for j in range(k)))), region)
        if sign.prove(pivot, ">", region) is None:
            return pivot
        d.append(pivot)
        for i in range(k + 1, n):
            rest = sub(a[i][k], add(*(mul(lower[i][j], lower[k][j], d[j]) for j in range(k))))
            lower[i][k] = tidied(div(rest, pivot), region)
    return tuple(map(tuple, lower)), tuple(d)


def inverse(a: Matrix, region: Region) -> Matrix:
    """The inverse of a matrix without variables; ValueError when a pivot is not seen to be other than 0."""
    n = len(a)
    rows = [[*row, *(ONE if i == j else ZERO for j in range(n))] for i, row in enumerate(a)]
    for k in range(n):
        p = next((i for i in range(k, n) if rows[i][k] != ZERO and sign.prove(rows[i][k], "!=", region) is not None), None)
        if p is None:
            raise ValueError("the matrix is not seen to be invertible")
        rows[k], rows[p] = rows[p], rows[k]
        lead = rows[k][k]
        rows[k] = [tidied(div(e, lead), region) for e in rows[k]]
        for i in (i for i in range(n) if i != k and rows[i][k] != ZERO):
            c = rows[i][k]
            rows[i] = [tidied(sub(e, mul(c, f)), region) for e, f in zip(rows[i], rows[k], strict=True)]
    return tuple(tuple(row[n:]) for row in rows)


def _echelon(rows: Sequence[Row]) -> list[tuple[int, list[Fraction]]]:
    """Reduced rows with their leading columns."""
    out: list[tuple[int, list[Fraction]]] = []
    for row in rows:
        v = list(row)
        for p, w in out:
            v = [a - v[p] * b for a, b in zip(v, w, strict=True)]
        lead = next((i for i, q in enumerate(v) if q), None)
        if lead is None:
            continue
        v = [q / v[lead] for q in v]
        out = [(q, [a - w[lead] * b for a, b in zip(w, v, strict=True)]) for q, w in out]
        out.append((lead, v))
    return out


def kernel(rows: Sequence[Row], n: int) -> Iterator[Row]:
    """A basis of the vectors on which all rows vanish."""
    reduced = dict(_echelon(rows))
    for j in (j for j in range(n) if j not in reduced):
        yield tuple(Fraction(1) if i == j else -reduced[i][j] if i in reduced else Fraction(0) for i in range(n))
