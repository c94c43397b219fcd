"""Frames: affine coordinates in which several fields fall apart into equations in one variable each.

A frame is a point, orthogonal directions and a coordinate for each direction.  It fits some fields when each of them, at every point
w = origin + sum r_k*direction_k of the region, equals sum p_k(r_k)*direction_k: then flow lines that start in the frame stay in it, and
each coordinate solves its own equation r_k' = p_k(r_k).  Separable functions have the axes as a frame, symmetric ones a diagonal,
and sums of functions of x + y and of x - y the rotated axes.

Main definitions: `Frame`, `fit`, `candidates`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.enclosure import exact
from mirrorsym.calculus.invariance import tidy
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.search import smooth_conditions
from mirrorsym.calculus.structure import follows
from mirrorsym.calculus.tower import normal_form
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.expression import ZERO, Expression, add, mul, num, sub, sym

__all__ = ["Frame", "candidates", "fit", "smooth_guards", "spelled"]

Vector = dict[str, Fraction]
MAX_AXES = 120
MAX_DIAGONALS = 16
PLAIN = ("num", "sym", "add", "mul", "pow", "exp", "log")


@dataclass(frozen=True, slots=True)
class Frame:
    """`speeds[f][k]` is p_k of the field f, a tree in `names[k]`; `region` is the given region in the coordinates."""

    names: tuple[str, ...]
    origin: Vector
    directions: tuple[Vector, ...]
    speeds: Mapping[str, tuple[Expression, ...]]
    region: Region
    proofs: Mapping[str, Mapping[str, Any]]
    guards: tuple[dict[str, Any], ...]

    def point(self, coordinates: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """The point w with these coordinates."""
        out = dict(self.origin)
        for name, d in zip(self.names, self.directions, strict=True):
            for v, q in d.items():
                out[v] = out[v] + coordinates[name] * q
        return out

    def to_json(self) -> dict[str, Any]:
        """The `frame` of a certificate."""
        return {
            "coordinates": list(self.names), "origin": {v: str(q) for v, q in self.origin.items()},
            "directions": [{v: str(q) for v, q in d.items() if q} for d in self.directions],
            "speeds": {f: [p.to_json() for p in ps] for f, ps in self.speeds.items()},
            "zeros": {f: dict(z) for f, z in self.proofs.items()}, "guards": list(self.guards)}


def smooth_guards(trees: tuple[Expression, ...], region: Region) -> list[dict[str, Any]] | None:
    """Guards that show that the trees are smooth on the region; None when that was not shown."""
    out: list[dict[str, Any]] = []
    for tree in trees:
        for node in tree.walk():
            if node.op == "piecewise":
                return None
            for guard, op in smooth_conditions(node):
                if follows(guard, op, region):
                    continue
                proof = sign.prove(guard, op, region, depth=1, budget=0.2)
                if proof is None:
                    return None
                out.append({"guard": guard.to_json(), "op": op, "proof": proof})
    return out


def spelled(x: Expression, region: Region) -> dict[str, Any]:
    """A ZERO proof for the difference of two spellings of `x`, for a reader whose derivatives are written in another way.

    >>> spelled(sym("x"), Region(("x",)))
    {'rule': 'ring'}
    """
    if all(n.op in PLAIN for n in x.walk()):
        return {"rule": "ring"}
    found = normal_form(x, region, 1)
    return {"rule": "ring"} if found is None else found[0].certificate()


def fit(fields: Mapping[str, Mapping[str, Expression]], region: Region, origin: Vector, directions: tuple[Vector, ...],
        base: Vector) -> Frame | None:
    """The frame with these directions (orthogonal), when it fits the fields; `base` is a point of the region inside it.

    The region has no parameters, and each field has a component for each variable.

    >>> x, y = sym("x"), sym("y")
    >>> one, zero = Fraction(1), Fraction(0)
    >>> f = fit({"f": {"x": 3 * x**2 + 3 * y**2, "y": 6 * x * y}}, Region(("x", "y")), {"x": zero, "y": zero},
    ...         ({"x": one, "y": one}, {"x": one, "y": -one}), {"x": one, "y": zero})
    >>> [str(p) for p in f.speeds["f"]]
    ['6*_r0**2', '6*_r1**2']
    """
    names = tuple(f"_r{k}" for k in range(len(directions)))
    lengths = [sum((q * q for q in d.values()), Fraction(0)) for d in directions]
    put = {v: add(num(origin[v]), *(mul(num(d[v]), sym(n)) for n, d in zip(names, directions, strict=True) if d.get(v)))
           for v in region.variables}
    inside = Region(names, (), tuple((e.substitute(put), op) for e, op in region.facts))
    at = {n: num(sum(((base[v] - origin[v]) * q for v, q in d.items()), Fraction(0)) / size)
          for n, d, size in zip(names, directions, lengths, strict=True)}
    speeds: dict[str, tuple[Expression, ...]] = {}
    proofs: dict[str, dict[str, Any]] = {}
    for f, field in fields.items():
        here = {v: x.substitute(put) for v, x in field.items()}
        own = []
        for n, d, size in zip(names, directions, lengths, strict=True):
            total = add(*(mul(num(q / size), here[v]) for v, q in d.items() if q))
            p = tidy(total, inside)
            p = total if p is None else p
            if p.names - {n}:
                p = p.substitute({m: q for m, q in at.items() if m != n})
                p = tidy(p, inside) or p
            own.append(p)
        speeds[f] = tuple(own)
        proofs[f] = {}
        for v in region.variables:
            gap = sub(here[v], add(*(mul(num(d[v]), p) for d, p in zip(directions, own, strict=True) if d.get(v))))
            proof = prove_zero(gap, inside, 1)
            if proof is None:
                return None
            if proof == {"rule": "ring"}:
                proof = spelled(here[v], inside)
            if proof != {"rule": "ring"}:
                proofs[f][v] = proof
    guards = smooth_guards(tuple(dict.fromkeys(p for ps in speeds.values() for p in ps)), inside)
    if guards is None:
        return None
    return Frame(names, dict(origin), directions, speeds, inside, proofs, tuple(guards))


def candidates(fields: Mapping[str, Mapping[str, Expression]], region: Region) -> Iterator[Frame]:
    """Frames that fit the fields: the axes, rotated axes, and lines through the origin or along a diagonal."""
    found = samples(region, 2)
    if not found:
        return
    base, variables = dict(found[0]), region.variables
    zero = dict.fromkeys(variables, Fraction(0))
    moving = [v for v in variables if any(x.get(v, ZERO) != ZERO for x in fields.values())]
    axes = tuple({v: Fraction(1)} for v in moving)
    if len(axes) <= MAX_AXES:
        still = {v: Fraction(0) if v in moving else base[v] for v in variables}
        frame = fit(fields, region, still, axes, base)
        if frame is not None:
            yield frame
            return
    for directions in _rotations(fields, moving, base):
        frame = fit(fields, region, {v: zero[v] if v in moving else base[v] for v in variables}, directions, base)
        if frame is not None:
            yield frame
            return
    for signs in islice(product((1, -1), repeat=max(len(moving) - 1, 0)), MAX_DIAGONALS):
        line = {v: Fraction(s) for v, s in zip(moving, (1, *signs), strict=True)}
        on_line = {v: line.get(v, base[v]) for v in variables}
        frame = fit(fields, region, {v: zero[v] if v in moving else base[v] for v in variables}, (line,), on_line)
        if frame is not None:
            yield frame


def _rotations(fields: Mapping[str, Mapping[str, Expression]], moving: list[str], base: Vector) -> Iterator[tuple[Vector, ...]]:
    """Orthogonal eigenvectors with rational entries of a field's derivative at a point."""
    from mirrorsym.calculus.differentiate import derivative

    if not 2 <= len(moving) <= 6:
        return
    for field in fields.values():
        matrix = [[exact(derivative(field[v], k), base) for k in moving] for v in moving]
        if any(q is None for row in matrix for q in row):
            continue
        vectors = _eigenvectors([[q for q in row if q is not None] for row in matrix])
        if vectors is not None:
            yield tuple({v: q for v, q in zip(moving, vector, strict=True) if q} for vector in vectors)


def _eigenvectors(matrix: list[list[Fraction]]) -> list[list[Fraction]] | None:
    """A full set of orthogonal rational eigenvectors of a symmetric matrix, or None.

    >>> sorted(_eigenvectors([[Fraction(0), Fraction(1)], [Fraction(1), Fraction(0)]]))
    [[Fraction(-1, 1), Fraction(1, 1)], [Fraction(1, 1), Fraction(1, 1)]]
    """
    from flint import fmpq, fmpq_mat

    n = len(matrix)
    a = fmpq_mat([[fmpq(q.numerator, q.denominator) for q in row] for row in matrix])
    out: list[list[Fraction]] = []
    for factor, times in a.charpoly().factor()[1]:
        if factor.degree() != 1:
            return None
        shifted = a - (-factor[0] / factor[1]) * fmpq_mat([[int(i == j) for j in range(n)] for i in range(n)])
        reduced, rank = shifted.rref()
        if n - rank != int(times):
            return None
        pivots = [next(j for j in range(n) if reduced[i, j] != 0) for i in range(rank)]
        own: list[list[Fraction]] = []
        for free in (j for j in range(n) if j not in pivots):
            vector = [Fraction(0)] * n
            vector[free] = Fraction(1)
            for i, j in enumerate(pivots):
                vector[j] = -Fraction(int(reduced[i, free].p), int(reduced[i, free].q))
            for other in own:  # Gram-Schmidt inside one eigenspace
                c = sum((x * y for x, y in zip(vector, other, strict=True)), Fraction(0)) / sum((y * y for y in other), Fraction(0))
                vector = [x - c * y for x, y in zip(vector, other, strict=True)]
            own.append(vector)
        out += own
    return out
