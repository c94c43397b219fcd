"""A linear change of the symbols after which frequent linear forms are symbols: (u + v)**9 is y**9, one term in place of ten.

An invertible linear substitution turns an expression into one that vanishes exactly where the old one does, at the
corresponding points; so either may be shown to be zero.

Main definition: `straightened`.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from flint import fmpq, fmpq_mat

from mirrorsym.expression import Expression, add, mul, num, sym

__all__ = ["straightened"]

Form = tuple[tuple[str, Fraction], ...]


def straightened(e: Expression) -> Expression | None:
    """e in new coordinates (under the old names), or None if no linear form occurs.

    >>> u, v = sym("u"), sym("v")
    >>> str(straightened((u + v)**2 + (u + v)**3 + u))
    '(u - v + v)**2 + (u - v + v)**3 + u - v'
    """
    names = sorted(e.names)
    counts: Counter[Form] = Counter()
    for node in e.walk():
        for a in node.args if node.op not in ("num", "sym", "const") else ():
            form = _linear(a) if a.op == "add" else None
            if form is not None:
                counts[form] += 1
    rows: list[list[Fraction]] = []
    for form, _ in counts.most_common(200):
        _extend(rows, [dict(form).get(n, Fraction(0)) for n in names])
    if not rows:
        return None
    for n in reversed(names):
        _extend(rows, [Fraction(m == n) for m in names])
    inverse = fmpq_mat(len(names), len(names), [fmpq(q.numerator, q.denominator) for row in rows for q in row]).inv()
    put = {}
    for i, n in enumerate(names):
        terms = [(Fraction(int(inverse[i, j].p), int(inverse[i, j].q)), m) for j, m in enumerate(names)]
        put[n] = add(*(mul(num(q), sym(m)) for q, m in terms if q))
    return e.substitute(put)


def _linear(e: Expression) -> Form | None:
    """The linear part of a sum of rational multiples of symbols, divided by its first coefficient."""
    found: dict[str, Fraction] = {}
    for t in e.args:
        factors = t.args if t.op == "mul" else (t,)
        if t.op == "num":
            continue
        numbers = [f.args[0] for f in factors if f.op == "num"]
        rest = [f for f in factors if f.op != "num"]
        if len(rest) != 1 or rest[0].op != "sym":
            return None
        q = Fraction(1)
        for x in numbers:
            q *= x
        found[rest[0].args[0]] = found.get(rest[0].args[0], Fraction(0)) + q
    left = sorted((n, q) for n, q in found.items() if q)
    return tuple((n, q / left[0][1]) for n, q in left) if len(left) > 1 else None


def _extend(rows: list[list[Fraction]], row: list[Fraction]) -> None:
    """Append the row if it is independent of those that are there."""
    if len(rows) == len(row):
        return
    matrix = fmpq_mat(len(rows) + 1, len(row), [fmpq(q.numerator, q.denominator) for r in (*rows, row) for q in r])
    if matrix.rank() == len(rows) + 1:
        rows.append(row)
