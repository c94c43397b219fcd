"""Infinite families of functions whose gradients commute with given gradients.

* Free: no function changes along c_1, ..., c_r, so every function of c_1 . w, ..., c_r . w commutes.
* Round: orthogonal directions q_j, y_j = q_j . w + offset, with q_j . grad f_i = l_i y_j for all i and j, the l_i constant and not
  all 0, two or more directions.  Then f_i = l_i |y|^2/2 + G_i(z), |y|^2 = sum y_j^2/|q_j|^2, z orthogonal to the q_j.  Along
  the q_j the field is l_i times the Euler field, so every k(y) that is homogeneous of degree 2 commutes, where y != 0 on M.
  Nothing else does when there are no other directions: y . d(d_k h) = d_k h.  If there are, let m = d_z d_y h: the equations
  give X m = l m - G'' m and, from the other component, X m = G'' m - l m; so (Hess G_i - l_i) m = 0 for all i, and m = 0 near a
  point where these matrices have no common kernel on the z.  Then h is such a k(y) and a function of z that commutes with the G_i.

Main definitions: `Round`, `read_round`, `spelled`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mirrorsym.expression import Expression, add, mul, neg, num, power, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.balls import precision
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.prolongation import rank_at_least
from mirrorsym.recheck.series import Exact, Real, Taylor
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.varying import Varying
from mirrorsym.recheck.zero import prove_zero

__all__ = ["Round", "read_round", "spelled"]

Vector = tuple[Fraction, ...]


def spelled(forms: Sequence[Expression]) -> str:
    """The family of all functions of some linear forms, in words."""
    return f"f({', '.join(map(str, forms))}) for every function f"


@dataclass(frozen=True)
class Round:
    """The round directions of the functions of a block; `chart`: the first coordinate does not vanish on M."""

    functions: tuple[Expression, ...]
    variables: tuple[str, ...]
    directions: tuple[Vector, ...]
    coordinates: tuple[Expression, ...]
    values: Vector
    chart: bool
    setting: Setting

    @property
    def everything(self) -> bool:
        """Whether there are no other directions."""
        return len(self.directions) == len(self.variables)

    def rest(self) -> tuple[Expression, ...]:
        """The functions G_i of the other directions."""
        lengths = [sum((x * x for x in q), Fraction(0)) for q in self.directions]
        square = add(*(mul(num(1 / size), power(y, num(2))) for size, y in zip(lengths, self.coordinates, strict=True)))
        return tuple(sub(f, mul(num(v / 2), square)) for f, v in zip(self.functions, self.values, strict=True))

    def unchanged(self, members: Sequence[Expression]) -> tuple[Expression, ...]:
        """Those that do not change along the round directions."""
        return tuple(h for h in members if all(
            vanishes(_along(h, q, self.variables, self.setting.budget), self.setting.names, self.setting.budget) for q in self.directions))

    def splits(self, point: Mapping[str, Fraction | Expression], budget: Budget, varying: Varying | None = None) -> bool:
        """Whether the matrices Hess f_i - l_i have no common kernel at the point but the round directions."""
        d = len(self.variables)
        for numbers in (Exact(), Real()) if varying is None else (varying,):
            try:
                with precision(256):
                    t = Taylor(self.variables, point, 2, numbers, budget)
                    rows = []
                    for f, value in zip(self.functions, self.values, strict=True):
                        s = t.of(f)
                        for v in self.variables:
                            slope = t.d(s, v)[1]
                            row = {j: slope.get(t.unit[k], t.zero) for j, k in enumerate(self.variables)}
                            row[self.variables.index(v)] += numbers.number(-value)
                            rows.append(numbers.kept(row))
                    return rank_at_least(rows, range(d), numbers, budget) == d - len(self.directions)
            except Rejected:
                continue
        return False

    def text(self) -> str:
        """The family in words and formulas."""
        y, *rest = (f"({c})" if c.op in ("add", "mul") else str(c) for c in self.coordinates)
        ratios = ", ".join(f"{r}/{y}" for r in rest)
        if self.chart:
            return f"{y}**2*f({ratios}) for every function f"
        names = ", ".join(map(str, self.coordinates))
        return f"every function of {names} that is homogeneous of degree 2: {y}**2*f({ratios}) where {y} != 0"


def _along(f: Expression, q: Vector, variables: Sequence[str], budget: Budget) -> Expression:
    return add(*(mul(num(x), derivative(f, v, budget)) for x, v in zip(q, variables, strict=True) if x))


def read_round(value: Any, functions: tuple[Expression, ...], variables: tuple[str, ...], setting: Setting) -> Round:
    """The round directions that a certificate states, shown to be such, and away from their center on M."""
    entry = data.record(value, "the round directions")
    directions: list[Vector] = []
    coordinates: list[Expression] = []
    for c in data.items(data.field(entry, "coordinates"), "the coordinates", len(variables)):
        q = tuple(data.rational(x, "a direction") for x in data.items(data.field(c, "direction"), "a direction", len(variables)))
        if len(q) != len(variables) or not any(q) or any(sum(a * b for a, b in zip(q, p, strict=True)) for p in directions):
            raise Rejected("the round directions are not orthogonal")
        directions.append(q)
        coordinates.append(add(*(mul(num(x), sym(v)) for x, v in zip(q, variables, strict=True) if x),
                               num(data.rational(data.field(c, "offset"), "an offset"))))
    values = tuple(data.rational(x, "a value") for x in data.items(data.field(entry, "values"), "the values", len(functions)))
    if len(directions) < 2 or len(values) != len(functions) or not any(values):
        raise Rejected("there are fewer than two round directions, or the functions do not change along them")
    for f, rate in zip(functions, values, strict=True):
        for q, y in zip(directions, coordinates, strict=True):
            prove_zero(add(_along(f, q, variables, setting.budget), neg(mul(num(rate), y))), None, setting)
    chart = entry.get("chart") is True
    if chart:
        prove_sign(coordinates[0], "!=", data.field(entry, "proof"), setting)
    else:
        prove_sign(add(*(power(y, num(2)) for y in coordinates)), ">", data.field(entry, "proof"), setting)
    return Round(functions, variables, tuple(directions), tuple(coordinates), values, chart, setting)
