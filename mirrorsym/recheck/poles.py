"""Where the equations for h degenerate at a point: the rule `singular`.

On a line p + t e with e = `direction` the equations are linear in the second and first derivatives of h, with coefficients that
are power series in t.  If they give, over the quotients of such series, every second derivative by first ones, then Y =
grad h satisfies Y' = A(t) Y on the line with A meromorphic at t = 0.  Let the pole be simple, A = A_0/t + ....  If h is analytic at
p and Y = t^k (y + ...), y != 0, on the line, then A_0 y = k y.  So when the Taylor polynomial of h of degree m is 0 and m is
larger than every whole eigenvalue of A_0, then Y = 0 on the line; at points of the line near p, where the equations determine the
second derivatives, Y solves a linear first-order system in every direction, and Y = 0 near there.  So h is constant.

Main definitions: `largest_exponent`, `REACH`: the degree up to which coefficients are used.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

from flint import fmpq, fmpq_mat

from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.prolongation import Equation
from mirrorsym.recheck.series import SHIFT

__all__ = ["REACH", "largest_exponent"]

REACH = 6


class _Quotients:
    """A Laurent series: terms[i] t^(start + i), exact up to the last term; what follows is unknown."""

    __slots__ = ("start", "terms")

    def __init__(self, start: int, terms: list[fmpq]) -> None:
        lead = 0
        while lead < len(terms) and terms[lead] == 0:
            lead += 1
        self.start, self.terms = start + lead, terms[lead:]

    @property
    def end(self) -> int:
        """The first exponent whose coefficient is not known."""
        return self.start + len(self.terms)

    def at(self, k: int) -> fmpq:
        """The coefficient of t^k, k below `end`."""
        return self.terms[k - self.start] if k >= self.start else fmpq(0)

    def minus(self, other: _Quotients) -> _Quotients:
        """The difference."""
        low, end = min(self.start, other.start), min(self.end, other.end)
        return _Quotients(low, [self.at(k) - other.at(k) for k in range(low, end)])

    def times(self, other: _Quotients) -> _Quotients:
        """The product."""
        n = min(len(self.terms), len(other.terms))
        terms = [sum((self.terms[i] * other.terms[k - i] for i in range(k + 1)), fmpq(0)) for k in range(n)]
        return _Quotients(self.start + other.start, terms)

    def over(self) -> _Quotients:
        """The reciprocal; the first coefficient is known and not 0."""
        lead = self.terms[0]
        out = [1 / lead]
        for k in range(1, len(self.terms)):
            out.append(-sum((self.terms[i] * out[k - i] for i in range(1, k + 1)), fmpq(0)) / lead)
        return _Quotients(-self.start, out)


def largest_exponent(equations: Sequence[Equation], direction: Sequence[Fraction], d: int, budget: Budget) -> int:
    """The largest whole eigenvalue of the residue A_0 that is positive, or 0; `Rejected` when the pole is not simple."""
    if len(direction) != d:
        raise Rejected("the direction does not have an entry for every variable")
    pairs = list(combinations_with_replacement(range(d), 2))
    keys: list[tuple[int, ...]] = [*pairs, *((m,) for m in range(d))]
    e = [fmpq(q.numerator, q.denominator) for q in direction]
    table = _solved([[_on_line(equation, key, e, budget) for key in keys] for equation in equations], len(pairs), budget)
    entries = []
    for k in range(d):
        for j in range(d):
            total = _Quotients(0, [fmpq(0)] * (REACH + 1))
            for m in range(d):
                part = table[pairs.index((min(k, m), max(k, m)))][j]  # d_m d_k h = -sum_j part_j d_j h
                total = total.minus(_Quotients(part.start, [e[m] * c for c in part.terms]))
            if total.end < 0 or any(total.at(i) != 0 for i in range(total.start, -1)):
                raise Rejected("the pole of the equations at the point is not shown to be simple")
            entries.append(total.at(-1))
    whole = [0]
    for factor, _ in fmpq_mat(d, d, entries).charpoly().factor()[1]:
        if factor.degree() == 1:
            root = -factor[0] / factor[1]
            if root.q == 1 and root > 0:
                whole.append(int(root.p))
    return max(whole)


def _on_line(equation: Equation, key: tuple[int, ...], direction: list[fmpq], budget: Budget) -> _Quotients:
    series: Any = equation.get(key)
    if series is None:
        return _Quotients(0, [fmpq(0)] * (REACH + 1))
    terms = []
    for part in series[:REACH + 1]:
        total = fmpq(0)
        for monomial, c in part.items():
            budget.spend()
            value = c
            for j, q in enumerate(direction):
                value = value * q ** ((monomial >> (SHIFT * j)) & ((1 << SHIFT) - 1))
            total += value
        terms.append(total)
    return _Quotients(0, terms)


def _solved(rows: list[list[_Quotients]], unknowns: int, budget: Budget) -> list[list[_Quotients]]:
    """Rows of the form (unknown c) + sum of what stands after the unknowns = 0, one per unknown."""
    rows = [r for r in rows if any(x.terms for x in r)]
    solved: dict[int, list[_Quotients]] = {}
    while len(solved) < unknowns:
        choices = [(r[c].start, i, c) for i, r in enumerate(rows) for c in range(unknowns) if c not in solved and r[c].terms]
        if not choices:
            raise Rejected("the equations do not give all second derivatives on the line")
        _, i, c = min(choices)
        row = rows.pop(i)
        over = row[c].over()
        row = [x.times(over) for x in row]
        for other in (*rows, *solved.values()):
            budget.spend(len(row) * REACH)
            factor = other[c]
            other[:] = [x.minus(factor.times(y)) for x, y in zip(other, row, strict=True)]
        solved[c] = row
    return [solved[c][unknowns:] for c in range(unknowns)]

