"""R_a'' along one direction as a function of the point w, and how it changes with a and x.

With members k, factors s_k, weights b_k of h, squared lengths l_k and cores c_k: dy/dnu = K = 1/R_a''(y), and at fixed y the derivative of
log K in a is A/K^2; `change` = A_nu K - 2 A K_nu has the sign of its derivative along nu.  No inverse of grad Q is needed.  The
formulas stand in `recheck/curvature.py`, which computes them on its own.
"""

from __future__ import annotations

from functools import cached_property

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.expression import ZERO, Expression, add, mul, num, power, sub
from mirrorsym.properties._structure import Coordinate, Direction, Structure

__all__ = ["Curvature"]

TWO = num(2)


class Curvature:
    """The quantities of one direction as expressions in the pair's variables."""

    def __init__(self, structure: Structure, direction: Direction) -> None:
        self.structure = structure
        self.members = []
        for k, s, _ in direction.members:
            c = structure.coordinates[k]
            b = c.weights[structure.n] if len(c.weights) > structure.n else ZERO
            self.members.append((c, s, b, num(1 / c.length)))
        self.y = add(*(mul(s, self._core(c, 0)) for c, s, _, _ in self.members), direction.offset)
        self.K = add(*(mul(power(s, TWO), power(self._core(c, 1), TWO), r) for c, s, _, r in self.members))
        self.L = add(*(mul(s, b, power(self._core(c, 1), TWO), r) for c, s, b, r in self.members))
        self.K_nu = add(*(mul(TWO, power(s, num(3)), self._bend(c), power(r, TWO)) for c, s, _, r in self.members))
        self.K_a = add(*(mul(TWO, power(s, TWO), b, self._bend(c), power(r, TWO)) for c, s, b, r in self.members))

    def _core(self, c: Coordinate, order: int) -> Expression:
        e = c.core
        for _ in range(order):
            e = derivative(e, self.structure.name)
        return e.substitute({self.structure.name: c.z})

    def _bend(self, c: Coordinate) -> Expression:
        return mul(power(self._core(c, 1), TWO), self._core(c, 2))

    def along(self, e: Expression) -> Expression:
        """de/dnu."""
        terms = []
        for i, v in enumerate(self.structure.region.variables):
            flow = add(*(mul(num(c.column[i]), s, r, self._core(c, 1)) for c, s, _, r in self.members if c.column[i]))
            d = derivative(e, v)
            if ZERO not in (d, flow):
                terms.append(mul(d, flow))
        return add(*terms)

    @cached_property
    def change(self) -> Expression:
        """A_nu K - 2 A K_nu with A = K K_a - K_nu L."""
        a = sub(mul(self.K, self.K_a), mul(self.K_nu, self.L))
        return sub(mul(self.along(a), self.K), mul(TWO, a, self.K_nu))

    def euler(self, degree: Expression) -> Expression:
        """y K_nu - (2 - degree) K^2, which vanishes exactly when R_0'' is homogeneous of degree - 2."""
        return sub(mul(self.y, self.K_nu), mul(sub(TWO, degree), power(self.K, TWO)))
