"""Orthogonal coordinates with rational directions: splitting off the directions in which no function changes.

Lengths stay squared, so that no root is needed: the coordinate y_a = c_a . w has the metric 1/|c_a|^2.
Main definitions: `Chart`, `orthogonal_frame`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq

from mirrorsym.calculus.ansatz import constant_directions
from mirrorsym.calculus.linear import kernel, whole
from mirrorsym.calculus.region import Region
from mirrorsym.expression import Expression, add, mul, num, sym

__all__ = ["Chart", "dot", "orthogonal_frame"]

Point = dict[str, Fraction]
Vector = list[Fraction]


def orthogonal_frame(vectors: Sequence[Sequence[Fraction]]) -> list[Vector]:
    """An orthogonal basis of the span, by Gram and Schmidt without roots.

    >>> orthogonal_frame([[Fraction(1), Fraction(1)], [Fraction(1), Fraction(0)]])
    [[Fraction(1, 1), Fraction(1, 1)], [Fraction(1, 1), Fraction(-1, 1)]]
    """
    out: list[Vector] = []
    for v in vectors:
        w = list(v)
        for u in out:
            c = dot(w, u) / dot(u, u)
            w = [a - c * b for a, b in zip(w, u, strict=True)]
        if any(w):
            scaled = whole({i: q for i, q in enumerate(w) if q})
            out.append([scaled.get(i, Fraction(0)) for i in range(len(w))])
    return out


def dot(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    """The inner product."""
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))


@dataclass(frozen=True, slots=True)
class Chart:
    """Orthogonal rational coordinates without the free directions; the plain variables where there are none."""

    variables: tuple[str, ...]
    axes: tuple[tuple[Fraction, ...], ...]
    free: tuple[tuple[Fraction, ...], ...]

    @classmethod
    def of(cls, functions: Sequence[Expression], variables: tuple[str, ...], region: Region) -> Chart:
        """Coordinates without the directions in which no function changes."""
        d = len(variables)
        directions = constant_directions(functions, variables, region)
        free = orthogonal_frame([[c.get(v, Fraction(0)) for v in variables] for c in directions])
        units = [[Fraction(i == j) for j in range(d)] for i in range(d)]
        if not free:
            return cls(variables, tuple(map(tuple, units)), ())
        rest = [[v.get(j, Fraction(0)) for j in range(d)]
                for v in kernel([{j: fmpq(q.numerator, q.denominator) for j, q in enumerate(c) if q} for c in free], d)]
        return cls(variables, tuple(map(tuple, orthogonal_frame(rest))), tuple(map(tuple, free)))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the coordinates."""
        return tuple(f"_y{a}" for a in range(len(self.axes))) if self.free else self.variables

    @property
    def sizes(self) -> tuple[Fraction, ...]:
        """Squared lengths of the axes."""
        return tuple(sum((q * q for q in axis), Fraction(0)) for axis in self.axes)

    @property
    def metric(self) -> tuple[Fraction, ...]:
        """Squared lengths of the directions in which one coordinate y_a = c_a . w grows by 1."""
        return tuple(1 / size for size in self.sizes)

    def forms(self) -> tuple[Expression, ...]:
        """The free directions as linear forms."""
        return tuple(add(*(mul(num(q), sym(v)) for v, q in zip(self.variables, c, strict=True) if q)) for c in self.free)

    def outward(self) -> dict[str, Expression]:
        """The coordinates as functions of the variables."""
        if not self.free:
            return {}
        return {n: add(*(mul(num(q), sym(v)) for v, q in zip(self.variables, axis, strict=True) if q))
                for n, axis in zip(self.names, self.axes, strict=True)}

    def coordinates(self, point: Point) -> Point:
        """The coordinates of a point."""
        if not self.free:
            return {v: point[v] for v in self.variables}
        return {n: sum((q * point[v] for v, q in zip(self.variables, axis, strict=True)), Fraction(0))
                for n, axis in zip(self.names, self.axes, strict=True)}

    def inward(self, point: Point) -> dict[str, Expression]:
        """The variables as functions of the coordinates, on the plane through the point."""
        if not self.free:
            return {}
        own = {v: point.get(v, Fraction(0)) for v in self.variables}
        flat = self.coordinates(own)
        out = {}
        for j, v in enumerate(self.variables):
            shares = [(n, axis[j] / size) for n, axis, size in zip(self.names, self.axes, self.sizes, strict=True) if axis[j]]
            along = sum((flat[n] * q for n, q in shares), Fraction(0))
            out[v] = add(*(mul(num(q), sym(n)) for n, q in shares), num(own[v] - along))
        return out

    def functions(self, functions: Sequence[Expression], point: Point) -> tuple[Expression, ...]:
        """The functions in these coordinates."""
        inward = self.inward(point)
        return tuple(f.substitute(inward) for f in functions)

    def region(self, region: Region, point: Point) -> Region:
        """The region cut by the plane through the point."""
        if not self.free:
            return region
        inward = self.inward(point)
        others = tuple(v for v in region.variables if v not in self.variables)
        facts = tuple((e.substitute(inward), op) for e, op in region.facts)
        return Region((*self.names, *others), region.parameters, facts, region.integers)
