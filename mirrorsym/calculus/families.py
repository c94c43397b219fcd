"""Infinite families of functions whose gradients commute with given gradients.

*Free directions.*  If no f_i changes along the constant vectors c_1, ..., c_r, every function of c_1 . w, ..., c_r .
w has a commuting gradient.

*Round directions.*  Let U be a space of dimension 2 or more with f_i = l_i |y|^2 / 2 + G_i(rest), y the part of w -
w_0 in U and the rest orthogonal to U.  Then every k(y) that is homogeneous of degree 2 has a commuting gradient:
along U the field grad f_i is l_i times the Euler field, which commutes with fields homogeneous of degree 1.  Where y
= 0 belongs to M only polynomials are analytic among them. If the f_i are functions of y alone there is nothing else:
y . d(d_k h) = d_k h for all k says that y . grad h - 2 h is constant. Otherwise let m = d_z d_y h.  Differentiating
the equations gives X m = l m - G'' m and X m = G'' m - l m, so (Hess G_i - l_i) m = 0 for all i; where these matrices
have no common kernel m = 0, and h is such a k(y) plus a function of z whose gradient commutes with those of the G_i.

Main definitions: `Round`, `round_directions`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mat

from mirrorsym.calculus import sign
from mirrorsym.calculus.ansatz import Frame
from mirrorsym.calculus.linear import kernel
from mirrorsym.calculus.orthogonal import dot, orthogonal_frame
from mirrorsym.calculus.ratio import TooLarge
from mirrorsym.calculus.region import Region
from mirrorsym.expression import Expression, add, mul, num, power, sym

__all__ = ["Round", "round_directions"]

Vector = list[Fraction]


@dataclass(frozen=True, slots=True)
class Round:
    """Orthogonal coordinates y of a space of round directions, l_1, ..., l_n, and whether the functions depend on nothing else.

    `lengths` are the squared lengths of the linear forms in `coordinates`; `chart` says that the first of them does
    not vanish.
    """

    coordinates: tuple[Expression, ...]
    lengths: tuple[Fraction, ...]
    values: tuple[Fraction, ...]
    everything: bool
    chart: bool = False
    axes: tuple[tuple[Fraction, ...], ...] = ()
    offsets: tuple[Fraction, ...] = ()
    away: str = ""

    def to_json(self) -> dict[str, Any]:
        """The directions as data, with the proof that y is not 0 on the region (after `off_center`)."""
        coordinates = [{"direction": [str(q) for q in axis], "offset": str(c)} for axis, c in zip(self.axes, self.offsets, strict=True)]
        return {"coordinates": coordinates,
                "values": [str(v) for v in self.values], "chart": self.chart, "proof": json.loads(self.away)}

    def rest(self, functions: Sequence[Expression]) -> tuple[Expression, ...]:
        """The functions G_i of the other directions."""
        square = add(*(mul(num(1 / q), power(c, num(2))) for c, q in zip(self.coordinates, self.lengths, strict=True)))
        return tuple(f - mul(num(v / 2), square) for f, v in zip(functions, self.values, strict=True))

    def text(self) -> str:
        """The family in words and formulas."""
        y, *rest = (f"({c})" if c.op in ("add", "mul") else str(c) for c in self.coordinates)
        ratios = ", ".join(f"{r}/{y}" for r in rest)
        if self.chart:
            return f"{y}**2*f({ratios}) for every function f"
        names = ", ".join(map(str, self.coordinates))
        return f"every function of {names} that is homogeneous of degree 2: {y}**2*f({ratios}) where {y} != 0"

    def off_center(self, region: Region) -> Round | None:
        """The same where y is proved to be nonzero on the region, a nonzero coordinate first; None elsewhere."""
        for i, c in enumerate(self.coordinates):
            proof = sign.prove(c, "!=", region)
            if proof is not None:
                order = [i, *(j for j in range(len(self.coordinates)) if j != i)]
                return replace(self, coordinates=tuple(self.coordinates[j] for j in order), lengths=tuple(self.lengths[j] for j in order),
                               axes=tuple(self.axes[j] for j in order), offsets=tuple(self.offsets[j] for j in order),
                               chart=True, away=json.dumps(proof))
        proof = sign.prove(add(*(power(c, num(2)) for c in self.coordinates)), ">", region)
        return replace(self, away=json.dumps(proof)) if proof is not None else None


def round_directions(functions: Sequence[Expression], variables: tuple[str, ...], region: Region) -> Round | None:
    """The largest space of round directions that is found, None where there is none of dimension 2.

    >>> u, v, w = sym("u"), sym("v"), sym("w")
    >>> round_directions([u**2 + v**2 - w**4], ("u", "v", "w"), Region(("u", "v", "w"))).text()
    'every function of u, v that is homogeneous of degree 2: u**2*f(v/u) where u != 0'
    """
    d, n = len(variables), len(functions)
    try:
        frame = Frame(functions, variables, region)
    except (TooLarge, ZeroDivisionError, OverflowError, ValueError):
        return None
    rows: dict[tuple[Any, ...], dict[int, Any]] = {}
    for i, p in enumerate(frame.known):
        for k, name in enumerate(variables):
            for j, other in enumerate(variables):
                entry = p.second.get((other, name)) or p.second.get((name, other))
                for exponents, c in entry.to_dict().items() if entry is not None else ():
                    rows.setdefault((i, k, exponents), {})[j] = c
            for exponents, c in p.below.to_dict().items():
                rows.setdefault((i, k, exponents), {})[d + i * d + k] = -c
    constant = kernel(rows.values(), d + n * d)
    basis = [([v.get(j, Fraction(0)) for j in range(d)], [[v.get(d + i * d + k, Fraction(0)) for k in range(d)] for i in range(n)])
             for v in constant]
    basis = [b for b in basis if any(b[0])]
    best: Round | None = None
    for space, values in _eigenspaces(basis, 0, n, ()):
        found = _centered(frame, space, values, variables)
        if found is not None and (best is None or len(found.coordinates) > len(best.coordinates)):
            best = found
    return best


def _eigenspaces(basis: list[tuple[Vector, list[Vector]]], i: int, n: int, values: tuple[Fraction, ...]
                 ) -> list[tuple[list[Vector], tuple[Fraction, ...]]]:
    """Common eigenspaces of dimension >= 2 with rational eigenvalues, not all zero."""
    if len(basis) < 2:
        return []
    if i == n:
        return [([u for u, _ in basis], values)] if any(values) else []
    r = len(basis)
    gram = fmpq_mat(r, r, [_flint(dot(a, b)) for a, _ in basis for b, _ in basis])
    image = fmpq_mat(r, r, [_flint(dot(a, h[i])) for a, _ in basis for _, h in basis])
    polynomial = gram.solve(image).charpoly()
    out = []
    for factor, _ in polynomial.factor()[1]:
        if factor.degree() != 1:
            continue
        q = -factor[0] / factor[1]
        value = Fraction(int(q.p), int(q.q))
        rows = [{b: _flint(h[i][k] - value * u[k]) for b, (u, h) in enumerate(basis)} for k in range(len(basis[0][0]))]
        inside = [_combined(v, basis) for v in kernel(rows, r)]
        out += _eigenspaces(inside, i + 1, n, (*values, value))
    return out


def _combined(weights: dict[int, Fraction], basis: list[tuple[Vector, list[Vector]]]) -> tuple[Vector, list[Vector]]:
    d, n = len(basis[0][0]), len(basis[0][1])
    u = [sum((q * basis[b][0][k] for b, q in weights.items()), Fraction(0)) for k in range(d)]
    h = [[sum((q * basis[b][1][i][k] for b, q in weights.items()), Fraction(0)) for k in range(d)] for i in range(n)]
    return u, h


def _flint(q: Fraction) -> fmpq:
    return fmpq(q.numerator, q.denominator)


def _centered(frame: Frame, space: list[Vector], values: tuple[Fraction, ...], variables: tuple[str, ...]) -> Round | None:
    """The space with its center w_0, when the linear parts of all functions fit one."""
    axes = orthogonal_frame(space)
    offsets = []
    for value, p in zip(values, frame.known, strict=True):
        row = []
        for axis in axes:
            slope: Any = 0
            for k, q in zip(variables, axis, strict=True):
                position = frame.ratio(sym(k)).above
                slope = slope + (p.first[k] * _flint(q) if k in p.first else 0) - position * p.below * _flint(value * q)
            if isinstance(slope, int):
                row.append(Fraction(0))
                continue
            quotient = slope / p.below if slope == 0 or _divides(p.below, slope) else None
            if quotient is None or not quotient.is_constant():
                return None
            c = quotient.leading_coefficient() if quotient != 0 else fmpq(0)
            row.append(Fraction(int(c.p), int(c.q)))
        offsets.append(row)
    lead = next(i for i, v in enumerate(values) if v)
    center = [-b / values[lead] for b in offsets[lead]]
    if any(b != -value * c for value, row in zip(values, offsets, strict=True) for b, c in zip(row, center, strict=True)):
        return None
    coordinates = tuple(add(*(mul(num(q), sym(k)) for k, q in zip(variables, axis, strict=True) if q), num(-c))
                        for axis, c in zip(axes, center, strict=True))
    return Round(coordinates, tuple(dot(a, a) for a in axes), values, len(axes) == len(variables),
                 axes=tuple(map(tuple, axes)), offsets=tuple(-c for c in center))


def _divides(a: Any, b: Any) -> bool:
    return bool(divmod(b, a)[1] == 0)


