"""An upper bound for functions with commuting gradients at a point where their equations degenerate.

At most points p + t e of a line the equations of `prolong` give all second derivatives of h by first ones, so Y =
grad h moves along the line by Y' = A(t) Y.  Let A have at most a simple pole at t = 0, with residue A_0.  If h is
analytic at p and Y = t^k (y + ...), y != 0, then A_0 y = k y; so h is determined, up to constants, by its Taylor
polynomial of degree m = 1 + (the largest whole eigenvalue of A_0), and dim V <= dim (projection of ker A_N to degree
m) for every N.  Solutions that are singular at p, which the bound at ordinary points must count, are left out.  Ranks
are exact here: the projection needs bounds of a rank from both sides.

Precondition: the functions have rational expansions at p.  Main definition: `singular_bound`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from math import comb
from typing import Any

from flint import fmpq, fmpq_mat

from mirrorsym.calculus.jets import NotAnalytic, NotRational, Rationals
from mirrorsym.calculus.prolong import Bound, Equation, Row, Setting, System

__all__ = ["singular_bound"]

MAX_VARIABLES = 4
LENGTH = 6
MAX_COLUMNS = 250
MAX_DEGREE = 6

def singular_bound(setting: Setting, point: Mapping[str, Fraction], target: int = 1) -> Bound | None:
    """The bound at a degenerate point; None where the pole is not simple, or an order is out of reach.

    >>> from mirrorsym.expression import sym
    >>> u, v, w = sym("u"), sym("v"), sym("w")
    >>> singular_bound(Setting((u * v * w,), ("u", "v", "w")), dict.fromkeys("uvw", Fraction(1))).dimension
    2
    """
    d = len(setting.variables)
    if d > MAX_VARIABLES:
        return None
    try:
        line = System(setting, point, 1, LENGTH + 2, Rationals())
        determined, direction = _determined(line)
    except (NotRational, NotAnalytic, ZeroDivisionError):
        return None
    if determined is None or determined > MAX_DEGREE:
        return None
    best: Bound | None = None
    for order in range(determined + 1, determined + 6):
        if comb(d + order, order) > MAX_COLUMNS:
            break
        system = System(setting, point, 1, order, Rationals())
        rows = [r for e in system.equations for r in system.rows(e, order)]
        high = _rank(rows, system.columns(determined + 1, order))
        dimension = 1 + system.width(determined) - (_rank(rows, system.columns(1, order)) - high)
        if best is None or dimension < best.dimension:
            best = Bound(dimension, "singular", tuple(point.items()), determined, order, "rationals", system.recipe(direction=direction))
        if dimension <= target:
            break
    return best


def _rank(rows: Sequence[Row], columns: Sequence[int]) -> int:
    place = {c: i for i, c in enumerate(columns)}
    kept = [r for r in ({place[c]: v for c, v in row.items() if c in place} for row in rows) if r]
    if not kept:
        return 0
    flat = [fmpq(0)] * (len(kept) * len(place))
    for i, row in enumerate(kept):
        for c, v in row.items():
            flat[i * len(place) + c] = v
    return int(fmpq_mat(len(kept), len(place), flat).rank())


def _determined(system: System) -> tuple[int | None, list[int]]:
    """The degree of the Taylor polynomial that determines h, None when the pole of A is not simple; and the direction of the line."""
    d = system.d
    for direction in ([3, -1, 2, 5], [1, 2, -4, 3]):
        residue = _residue(system, direction[:d])
        if residue is not None:
            polynomial = residue.charpoly()
            whole = [0]
            for factor, _ in polynomial.factor()[1]:
                if factor.degree() == 1:
                    q = -factor[0] / factor[1]
                    if q.q == 1 and q > 0:
                        whole.append(int(q.p))
            return 1 + max(whole), direction[:d]
    return None, []


def _residue(system: System, direction: list[int]) -> Any:
    """The residue of A at t = 0 (zero where A is regular); None where the pole is of higher order or A is not determined."""
    d = system.d
    pairs = list(combinations_with_replacement(range(d), 2))
    keys = [*pairs, *((m,) for m in range(d))]
    rows = [[_restricted(e, key, direction) for key in keys] for e in system.equations]
    solved = _eliminated(rows, len(pairs))
    if solved is None:
        return None
    place = {key: i for i, key in enumerate(pairs)}
    out = []
    for k in range(d):
        for j in range(d):
            total = Laurent(0, [fmpq(0)] * (LENGTH + 1))
            for m in range(d):
                x = solved[place[min(k, m), max(k, m)]][j]
                total = total + Laurent(x.start, [-direction[m] * c for c in x.terms])
            if total.start + len(total.terms) < 0 or any(total.at(e) != 0 for e in range(total.start, -1)):
                return None
            out.append(total.at(-1))
    return fmpq_mat(d, d, out)


class Laurent:
    """sum_i terms[i] t^(start + i), known up to the last term; the first term is not zero, or nothing but zeros is known."""

    __slots__ = ("start", "terms")

    def __init__(self, start: int, terms: list[fmpq]) -> None:
        zeros = next((i for i, c in enumerate(terms) if c != 0), len(terms))
        self.start, self.terms = start + zeros, terms[zeros:]

    @property
    def valuation(self) -> int | None:
        """The exponent of the first term that is not zero; None where all known terms are."""
        return self.start if self.terms else None

    def at(self, exponent: int) -> fmpq:
        """The coefficient of a power of t, 0 below the first."""
        return self.terms[exponent - self.start] if 0 <= exponent - self.start < len(self.terms) else fmpq(0)

    def __add__(self, other: Laurent) -> Laurent:
        start = min(self.start, other.start)  # a series of which nothing is known starts where its unknown terms do
        end = min(self.start + len(self.terms), other.start + len(other.terms))
        return Laurent(start, [self.at(e) + other.at(e) for e in range(start, end)])

    def __mul__(self, other: Laurent) -> Laurent:
        n = min(len(self.terms), len(other.terms))
        out = [fmpq(0)] * n
        for i in range(n):
            if self.terms[i] != 0:
                for j in range(n - i):
                    out[i + j] += self.terms[i] * other.terms[j]
        return Laurent(self.start + other.start, out)

    def inverse(self) -> Laurent:
        """1/self; the valuation must be known."""
        lead = self.valuation
        assert lead is not None
        own = self.terms
        out = [1 / own[0]]
        for k in range(1, len(own)):
            out.append(-sum((own[i] * out[k - i] for i in range(1, k + 1)), fmpq(0)) / own[0])
        return Laurent(-lead, out)


def _restricted(equation: Equation, key: tuple[int, ...], direction: list[int]) -> Laurent:
    """The coefficient of one derivative on the line."""
    terms = [fmpq(0)] * (LENGTH + 1)
    for degree, part in enumerate(equation.get(key, [])[: LENGTH + 1]):
        for code, c in part.items():
            value = c
            for j, e in enumerate(direction):
                value *= fmpq(e) ** ((code >> (5 * j)) & 31)
            terms[degree] += value
    return Laurent(0, terms)


def _eliminated(rows: list[list[Laurent]], unknowns: int) -> list[list[Laurent]] | None:
    """Each unknown as minus a combination of what stands after the unknowns; pivots of lowest order first."""
    rest = [row for row in rows if any(x.valuation is not None for x in row)]
    done: dict[int, list[Laurent]] = {}
    while len(done) < unknowns:
        choices = [(v, i, c) for i, row in enumerate(rest) for c in range(unknowns)
                   if c not in done and (v := row[c].valuation) is not None]
        if not choices:
            return None
        _, i, c = min(choices)
        pivot = rest.pop(i)
        over = pivot[c].inverse()
        pivot = [x * over for x in pivot]
        for row in (*rest, *done.values()):
            factor = Laurent(row[c].start, [-x for x in row[c].terms])
            row[:] = [x + factor * y for x, y in zip(row, pivot, strict=True)]
        done[c] = pivot
    return [done[c][unknowns:] for c in range(unknowns)]
