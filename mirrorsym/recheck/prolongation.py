"""The equations for functions h whose gradient commutes with given gradients, differentiated at one point.

Let f_1, ..., f_n be analytic near a point p, X_i = grad f_i and Y = grad h.  For every analytic h near p with [X_i, Y] = 0:

* [Z, Y] = 0 for Z a combination of the X_i with constant coefficients, or a bracket of two such (Jacobi).
* For T = L_Zs ... L_Z1 (metric), Z_1, ..., Z_s combinations of the X_i: the form T Y is closed.  The form dh is
  closed, so are its Lie derivatives, and L_Z (T Y) = (L_Z T) Y + T [Z, Y].
* Free directions c, with c . X_i = 0 for all i, and further equations b . Y = 0 may be joined: then the statement is about
  the h that satisfy these too.

Each is linear in the derivatives of h up to the second, with analytic coefficients.  Its Taylor coefficient at p of
degree r is a row: an equation for the Taylor coefficients of h up to degree r + 2.

Main definitions: `Fields`, `Equation`, `rows`, `columns`, `rank_at_least`.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from math import comb
from typing import Any

from flint import arb, nmod_mat

from mirrorsym.expression import Expression
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.series import PRIME, SHIFT, Exact, Numbers, Prime, Real, Series, Taylor
from mirrorsym.recheck.varying import Varying

__all__ = ["Equation", "Fields", "Row", "Tensor", "columns", "degree_of", "rank_at_least", "rows"]

Equation = dict[tuple[int, ...], Series]
Row = dict[int, Any]
Field = list[Series]
Tensor = list[list[Series]]
_ENTRIES = 12_000_000
_WIDTH = 3_000


class Fields:
    """The gradient fields of functions, expanded by `taylor`, and the equations that they give."""

    def __init__(self, functions: Sequence[Expression], taylor: Taylor) -> None:
        self.taylor = taylor
        self.functions = [taylor.of(f) for f in functions]
        self.fields: list[Field] = [[taylor.d(s, v) for v in taylor.variables] for s in self.functions]

    def combine(self, weights: Sequence[Fraction]) -> Field:
        """A combination of the gradients with constant coefficients."""
        t = self.taylor
        scaled = [[t.by(s, t.numbers.number(w)) for s in f] for f, w in zip(self.fields, weights, strict=True) if w]
        if not scaled:
            raise Rejected("a combination of the fields is 0")
        return [t.plus(*parts) for parts in zip(*scaled, strict=True)]

    def bracket(self, a: Field, b: Field) -> Field:
        """[A, B] = (DB) A - (DA) B."""
        t = self.taylor
        minus = t.numbers.number(Fraction(-1))
        out = []
        for k in range(len(a)):
            terms = []
            for m, v in enumerate(t.variables):
                if any(a[m]):
                    terms.append(t.times(a[m], t.d(b[k], v)))
                if any(b[m]):
                    terms.append(t.by(t.times(b[m], t.d(a[k], v)), minus))
            out.append(t.plus([{} for _ in range(min(len(a[k]), len(b[k])) - 1)], *terms))
        return out

    def commuting(self, z: Field) -> Iterator[Equation]:
        """[Z, grad h] = 0: sum_m Z_m h_mk - (d_m Z_k) h_m for each k."""
        t = self.taylor
        minus = t.numbers.number(Fraction(-1))
        for k in range(len(z)):
            e: Equation = {}
            for m, v in enumerate(t.variables):
                _join(e, (min(k, m), max(k, m)), z[m], t)
                _join(e, (m,), t.by(t.d(z[k], v), minus), t)
            yield e

    def metric(self) -> Tensor:
        """The Euclidean metric."""
        t, d = self.taylor, len(self.taylor.variables)
        zero = t.numbers.number(Fraction(0))
        return [[t.flat(t.one if a == b else zero) for b in range(d)] for a in range(d)]

    def along(self, z: Field, tensor: Tensor) -> Tensor:
        """The Lie derivative of a symmetric tensor T: Z_a d_a T_km + T_am d_k Z_a + T_ka d_m Z_a, summed over a."""
        t, d = self.taylor, len(z)
        slopes = [[t.d(z[a], v) for v in t.variables] for a in range(d)]
        out: Tensor = [[[] for _ in range(d)] for _ in range(d)]
        for k in range(d):
            for m in range(k, d):
                terms: list[Series] = [[{} for _ in range(min(len(z[0]), len(tensor[k][m])) - 1)]]
                for a, v in enumerate(t.variables):
                    if any(z[a]) and any(tensor[k][m]):
                        terms.append(t.times(z[a], t.d(tensor[k][m], v)))
                    if any(tensor[a][m]):
                        terms.append(t.times(tensor[a][m], slopes[a][k]))
                    if any(tensor[k][a]):
                        terms.append(t.times(tensor[k][a], slopes[a][m]))
                out[k][m] = out[m][k] = t.plus(*terms)
        return out

    def closed(self, tensor: Tensor) -> Iterator[Equation]:
        """d(T grad h) = 0: T_bm h_ma - T_am h_mb + (d_a T_bm - d_b T_am) h_m, summed over m, for a < b."""
        t, d = self.taylor, len(tensor)
        minus = t.numbers.number(Fraction(-1))
        for a in range(d):
            for b in range(a + 1, d):
                e: Equation = {}
                for m in range(d):
                    _join(e, (min(m, a), max(m, a)), tensor[b][m], t)
                    _join(e, (min(m, b), max(m, b)), t.by(tensor[a][m], minus), t)
                    _join(e, (m,), t.plus(t.d(tensor[b][m], t.variables[a]), t.by(t.d(tensor[a][m], t.variables[b]), minus)), t)
                if any(any(s) for s in e.values()):
                    yield e

    def first(self, slopes: Sequence[Series]) -> Iterator[Equation]:
        """sum_k b_k h_k = 0 and its derivatives."""
        t = self.taylor
        yield {(m,): s for m, s in enumerate(slopes)}
        for k, v in enumerate(t.variables):
            e: Equation = {}
            for m, s in enumerate(slopes):
                _join(e, (min(k, m), max(k, m)), s, t)
                _join(e, (m,), t.d(s, v), t)
            yield e


def _join(e: Equation, key: tuple[int, ...], s: Series, t: Taylor) -> None:
    e[key] = t.plus(e[key], s) if key in e else s


def degree_of(monomial: int) -> int:
    """The total degree of a monomial."""
    total = 0
    while monomial:
        total += monomial & ((1 << SHIFT) - 1)
        monomial >>= SHIFT
    return total


def columns(d: int, low: int, high: int) -> list[int]:
    """The monomials of degree low to high in d variables."""
    if comb(d + high, high) > _WIDTH:
        raise Rejected("the equations have more unknowns than the checker computes with")
    return [sum(1 << (SHIFT * i) for i in chosen) for k in range(low, high + 1) for chosen in combinations_with_replacement(range(d), k)]


def rows(equation: Equation, order: int, taylor: Taylor) -> Iterator[Row]:
    """The rows of an equation in which no derivative of h of more than this order occurs."""
    depth = min(order - max(map(len, equation)), *(len(s) - 1 for s in equation.values()))
    if depth < 0:
        return
    mask = (1 << SHIFT) - 1
    d = len(taylor.variables)
    shifts = [columns(d, k, k) for k in range(depth + 1)]
    found: dict[int, Row] = {}
    for key, series in equation.items():
        places = [SHIFT * m for m in key]
        unit = sum(1 << p for p in places)
        for low in range(depth + 1):
            for tau, c in series[low].items():
                for high in range(depth - low + 1):
                    for sigma in shifts[high]:
                        factor, at = 1, sigma
                        for p in places:  # d_m of x^(sigma + e_m) is (sigma_m + 1) x^sigma
                            factor *= ((at >> p) & mask) + 1
                            at += 1 << p
                        row = found.setdefault(tau + sigma, {})
                        column, value = sigma + unit, c * factor
                        row[column] = row[column] + value if column in row else value
    taylor.budget.spend(sum(map(len, found.values())))
    for row in found.values():
        kept = taylor.numbers.kept(row)
        if kept:
            yield kept


def rank_at_least(system: Iterable[Row], chosen: Sequence[int], numbers: Numbers, budget: Budget) -> int:
    """A proved lower bound of the rank of the rows on the chosen columns."""
    place = {c: i for i, c in enumerate(chosen)}
    if isinstance(numbers, Real):
        return _balls([{place[c]: v for c, v in row.items() if c in place} for row in system], len(chosen), budget)
    if isinstance(numbers, Varying):
        return numbers.rank([{place[c]: v for c, v in row.items() if c in place} for row in system], len(chosen), budget)
    prime = Prime()
    kept: list[dict[int, int]] = []
    for row in system:
        entries = {place[c]: v for c, v in row.items() if c in place}
        if isinstance(numbers, Exact):
            entries = {c: prime.number(Fraction(int(v.p), int(v.q))) for c, v in entries.items()}
        if entries:
            kept.append(entries)
    budget.spend(sum(map(len, kept)) // 4 + 1)
    size = 2 * len(chosen) + 40
    return _modular(kept if len(kept) <= 2 * size else _mixed(kept, size), len(chosen), budget)


def _mixed(entries: list[dict[int, int]], size: int) -> list[dict[int, int]]:
    """So many combinations of the rows, each row being part of three: their rank is no larger, and hardly ever smaller."""
    pick = random.Random(len(entries))  # noqa: S311 - the same combinations at every run
    out: list[dict[int, int]] = [{} for _ in range(size)]
    for row in entries:
        for _ in range(3):
            into, weight = out[pick.randrange(size)], pick.randrange(1, PRIME)
            for c, v in row.items():
                into[c] = (into.get(c, 0) + weight * v) % PRIME
    return out


def _modular(entries: list[dict[int, int]], width: int, budget: Budget) -> int:
    if len(entries) * width > _ENTRIES:
        raise Rejected("the equations have more entries than the checker computes with")
    flat = [0] * (len(entries) * width)
    for i, row in enumerate(entries):
        for c, v in row.items():
            flat[i * width + c] = v % PRIME
    budget.spend(len(flat) // 4 + 1)
    return int(nmod_mat(len(entries), width, flat, PRIME).rank())


def _balls(work: list[dict[int, arb]], width: int, budget: Budget) -> int:
    """Elimination with pivots that are not 0; what may be 0 counts as nothing."""
    found = 0
    for c in range(width):
        best, size = None, 0.0
        for i, row in enumerate(work):
            v = row.get(c)
            if v is not None and not v.contains(0) and float(v.abs_lower()) > size:
                best, size = i, float(v.abs_lower())
        if best is None:
            continue
        pivot = work.pop(best)
        over = 1 / pivot[c]
        found += 1
        for row in work:
            factor = row.pop(c, None)
            if factor is not None:
                budget.spend(len(pivot))
                for k, x in pivot.items():
                    if k != c:
                        row[k] = row[k] - factor * over * x if k in row else -factor * over * x
    return found
