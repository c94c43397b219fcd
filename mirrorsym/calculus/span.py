"""A few functions as rational combinations of fewer: exact linear algebra over one tower.

All expressions are written over one tower with one common denominator; their numerators, vectors over the rationals in the
monomials, are brought to reduced echelon form.  Where functions of different kinds add up, as in the gradient of f(u + 2v) + k(2u - v), the
basis found is f' and k' themselves.

Precondition: the expressions' symbols are symbols of the region.  Main definitions: `Span`, `span_of`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mat

from mirrorsym.calculus.ratio import TooLarge, from_polynomial
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.tower import Refine, Tower
from mirrorsym.expression import ONE, Expression, mul, num, power

__all__ = ["Span", "span_of"]

MAX_ENTRIES = 400_000
MAX_TERMS = 2_000


@dataclass(frozen=True, slots=True)
class Span:
    """`items[i] = sum_m coordinates[i][m] * basis[m]`, and `basis[m] = sum_i combinations[m][i] * items[i]`."""

    tower: Tower
    numerators: tuple[Any, ...]
    below: Any
    coordinates: tuple[tuple[Fraction, ...], ...]
    combinations: tuple[tuple[Fraction, ...], ...]

    def factors(self, m: int) -> tuple[Fraction, tuple[tuple[Expression, int], ...]]:
        """Basis function m as a constant times powers of irreducible factors, in the pair's own symbols."""
        above, below = self.numerators[m], self.below
        g = above.gcd(below)
        constant = Fraction(1)
        out: list[tuple[Expression, int]] = []
        for p, side in ((above / g, 1), (below / g, -1)):
            c, parts = p.factor()
            constant *= Fraction(int(c.p), int(c.q)) ** side
            out += [(self.tower.unfold(from_polynomial(f)), side * int(k)) for f, k in parts]
        return constant, tuple(out)

    def element(self, m: int) -> Expression:
        """Basis function m, factored."""
        constant, parts = self.factors(m)
        return mul(num(constant), *(power(f, num(k)) for f, k in parts))

    def numerator(self, m: int) -> Expression:
        """What vanishes exactly where basis function m does."""
        _, parts = self.factors(m)
        return mul(*(f for f, k in parts if k > 0), ONE)


def span_of(items: Sequence[Expression], region: Region, depth: int = 2) -> Span | None:
    """The span of the items; None when a bound is reached.

    >>> from mirrorsym.expression import call, sym
    >>> u, v = sym("u"), sym("v")
    >>> s = span_of([call("cosh", u) + 2 * v**2, call("cosh", u) - v**2], Region(("u", "v")))
    >>> [str(s.numerator(m)) for m in range(2)]
    ['v', 'exp(2*u) + 1']
    """
    finer: dict[tuple[str, Expression], int] = {}
    for _ in range(8):
        tower = Tower(region, finer, depth)
        try:
            images = [tower.image(e) for e in items]
            return _reduced(tower, [tower.ratio(i) for i in images])
        except Refine:
            continue
        except (TooLarge, ZeroDivisionError, OverflowError, ValueError):
            return None
    return None


def _reduced(tower: Tower, ratios: list[Any]) -> Span | None:
    below = ratios[0].above.context().constant(1)
    for r in ratios:
        below = below * (r.below / r.below.gcd(below))
    tops = [tower.reduce(r.above * (below / r.below))[0] for r in ratios]
    tops, below = _rational(tower, tops, tower.reduce(below)[0])
    terms = [{tuple(map(int, k)): c for k, c in p.to_dict().items()} for p in tops]
    monomials = sorted({k for t in terms for k in t}, key=lambda k: (-sum(k), tuple(-x for x in k)))
    size = len(items := tops)
    if size * (len(monomials) + size) > MAX_ENTRIES or not monomials:
        return None
    column = {k: j for j, k in enumerate(monomials)}
    width = len(monomials) + size
    flat = [fmpq(0)] * (size * width)
    for i, t in enumerate(terms):
        for k, c in t.items():
            flat[i * width + column[k]] = c
        flat[i * width + len(monomials) + i] = fmpq(1)
    reduced, _ = fmpq_mat(size, width, flat).rref()
    ring = items[0].context()
    numerators, combinations, pivots = [], [], []
    for i in range(size):
        row = {monomials[j]: reduced[i, j] for j in range(len(monomials)) if reduced[i, j] != 0}
        if not row:
            break
        pivots.append(next(k for k in monomials if k in row))
        numerators.append(ring.from_dict(row))
        combinations.append(tuple(_fraction(reduced[i, len(monomials) + j]) for j in range(size)))
    coordinates = tuple(tuple(_fraction(t.get(p, fmpq(0))) for p in pivots) for t in terms)
    return Span(tower, tuple(numerators), below, coordinates, tuple(combinations))


def _rational(tower: Tower, tops: list[Any], below: Any) -> tuple[list[Any], Any]:
    """Square roots moved out of the denominator, so that equal functions have equal numerators."""
    ring = below.context()
    for g in reversed(tower.generators):
        index = ring.names().index(g.name)
        if g.kind != "root" or g.degree != 2 or not int(below.degrees()[index]):
            continue
        conjugate = ring.from_dict({k: -c if int(k[index]) % 2 else c for k, c in below.to_dict().items()})
        product = tower.reduce(below * conjugate)[0]
        if product == 0 or len(product) > MAX_TERMS:
            return tops, below
        tops, below = [tower.reduce(t * conjugate)[0] for t in tops], product
    return tops, below


def _fraction(q: Any) -> Fraction:
    q = fmpq(q)
    return Fraction(int(q.p), int(q.q))
