"""Functions that are sums of functions of orthogonal linear forms: sin(u + 2v) + (2u - v)**4 + u.

In the forms as coordinates such functions are separable, so brackets become one Wronskian per form and Jacobians have one
form per column: a proof has to look at one variable at a time, and never multiplies kernels of different forms.

Precondition: none.  Main definitions: `Ridges`, `ridges_of`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from mirrorsym.calculus.branches import rebuilt
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.region import Region
from mirrorsym.expression import ZERO, Expression, add, mul, num, sub, sym

__all__ = ["Ridges", "ridges_of"]

Vector = tuple[Fraction, ...]
MOST_VARIABLES = 16  # with more, the products of directions cost more than brackets do


@dataclass(frozen=True)
class Ridges:
    """The forms, and per function its parts in the region's variables and their profiles in the symbols `_s0`, `_s1`, ..."""

    directions: tuple[Vector, ...]
    parts: tuple[tuple[Expression, ...], ...]
    profiles: tuple[tuple[Expression, ...], ...]
    region: Region

    def about(self, *which: int) -> Region:
        """What is known of these forms; facts keep their numbers."""
        chosen = {f"_s{a}": self.directions[a] for a in which}
        facts = []
        for e, op in self.region.facts:
            found = _in_forms(e, chosen, self.region.variables)
            facts.append((ZERO, "=") if found is None else (found, op))
        return Region(tuple(chosen), self.region.parameters, tuple(facts), self.region.integers)

    def items(self, i: int, j: int) -> Iterator[tuple[int, Expression]]:
        """Per form what has to vanish for the gradients of two functions to commute."""
        for a in range(len(self.directions)):
            p, q = self._slope(i, a), self._slope(j, a)
            yield a, sub(mul(derivative(q, f"_s{a}"), p), mul(derivative(p, f"_s{a}"), q))

    def matrix(self, rows: int) -> list[list[Expression]]:
        """The derivatives of the first functions by the forms; its rank is that of the Jacobian."""
        return [[self._slope(i, a) for a in range(len(self.directions))] for i in range(rows)]

    def back(self, point: Mapping[str, Expression]) -> dict[str, Expression]:
        """The point in the span of the directions at which the forms take these values (parameters stay)."""
        out = {v: add(*(mul(num(q[k] / _product(q, q)), point[f"_s{a}"]) for a, q in enumerate(self.directions)))
               for k, v in enumerate(self.region.variables)}
        return {**out, **{n: point[n] for n in self.region.parameters if n in point}}

    def to_json(self, count: int, keys: Sequence[str]) -> dict[str, Any]:
        """The entry of a certificate about the functions of these keys, the first `count` of them."""
        return {"directions": [[str(x) for x in q] for q in self.directions],
                "parts": {k: [t.to_json() for t in p] for k, p in zip(keys[:count], self.parts, strict=False)}}

    def _slope(self, i: int, a: int) -> Expression:
        return derivative(self.profiles[i][a], f"_s{a}")


def ridges_of(functions: Sequence[Expression], region: Region) -> Ridges | None:
    """The functions as sums of functions of orthogonal forms, not all of them variables; None when they are not written so.

    >>> u, v = sym("u"), sym("v")
    >>> found = ridges_of([(u + v)**4 + u, (u - v)**4], Region(("u", "v")))
    >>> [[str(x) for x in q] for q in found.directions], str(found.profiles[0][0])
    ([['1', '1'], ['1', '-1']], '_s0/2 + _s0**4')
    >>> ridges_of([(u + v)**4 + u**4], Region(("u", "v"))) is None
    True
    """
    variables = region.variables
    if not 2 <= len(variables) <= MOST_VARIABLES or any(n.startswith("_s") for n in region.names):
        return None
    sorted_terms: list[list[tuple[Vector, Expression]]] = []
    slopes: list[tuple[Vector, Expression]] = []
    directions: list[Vector] = []
    for f in functions:
        own: list[tuple[Vector, Expression]] = []
        affine: list[tuple[Vector, Expression]] = []
        for t in _terms(f):
            linear = _linear(t, variables)
            if linear is not None:
                affine.append(linear)
                continue
            direction = _direction(t, variables)
            if direction is None:
                return None
            if direction not in directions:
                if any(_product(direction, q) for q in directions):
                    return None
                directions.append(direction)
            own.append((direction, t))
        sorted_terms.append(own)
        slopes.append((tuple(sum((c[k] for c, _ in affine), Fraction(0)) for k in range(len(variables))), add(*(d for _, d in affine))))
    for slope, _ in slopes:
        rest = _rest(slope, directions)
        if any(rest):
            directions.append(_primitive(rest))
    if not directions or all(sum(map(bool, q)) == 1 for q in directions):
        return None
    parts, profiles = [], []
    for own, (slope, constant) in zip(sorted_terms, slopes, strict=True):
        row = []
        for a, q in enumerate(directions):
            c = _product(slope, q) / _product(q, q)
            form = [mul(num(c * x), sym(v)) for x, v in zip(q, variables, strict=True) if c * x]
            row.append(add(*(t for d, t in own if d == q), *form, *([constant] if a == 0 else [])))
        found = [_in_forms(p, {f"_s{a}": q}, variables) for a, (p, q) in enumerate(zip(row, directions, strict=True))]
        known = tuple(p for p in found if p is not None)
        if len(known) < len(found):
            return None
        parts.append(tuple(row))
        profiles.append(known)
    return Ridges(tuple(directions), tuple(parts), tuple(profiles), region)


def _terms(f: Expression) -> Iterator[Expression]:
    """The terms of a sum, multiples of sums taken apart."""
    if f.op == "add":
        for t in f.args:
            yield from _terms(t)
    elif f.op == "mul" and len(f.args) == 2 and f.args[0].op == "num" and f.args[1].op == "add":
        for t in f.args[1].args:
            yield from _terms(mul(f.args[0], t))
    else:
        yield f


def _direction(e: Expression, variables: tuple[str, ...]) -> Vector | None:
    """The one form that all affine expressions inside of e are multiples of, up to constants; None if there are several."""
    done: dict[Expression, Vector | None] = {}
    for n in e.walk():
        linear = _linear(n, variables)
        if linear is not None:
            done[n] = _primitive(linear[0])
            continue
        inner = {d for a in n.args if n.op != "add" or _linear(a, variables) is None if (d := done[a]) is None or any(d)}
        if n.op == "add":  # its affine terms count together
            affine = [c for a in n.args if (p := _linear(a, variables)) is not None for c in (p[0],)]
            slope = tuple(sum(column, Fraction(0)) for column in zip(*affine, strict=True))
            inner |= {_primitive(slope)} if any(slope) else set()
        done[n] = inner.pop() if len(inner) == 1 else None
    return done[e]


def _primitive(q: Vector | list[Fraction]) -> Vector:
    """The multiple with coprime whole entries, the first of them positive."""
    if not any(q):
        return tuple(q)
    whole = [int(x * lcm(*(y.denominator for y in q))) for x in q]
    scale = gcd(*whole) * (1 if next(x for x in whole if x) > 0 else -1)
    return tuple(Fraction(x, scale) for x in whole)


def _rest(slope: Vector, directions: Sequence[Vector]) -> list[Fraction]:
    """What is left of a vector when its components along orthogonal directions are taken away."""
    left = list(slope)
    for q in directions:
        c = _product(slope, q) / _product(q, q)
        left = [x - c * y for x, y in zip(left, q, strict=True)]
    return left


def _in_forms(e: Expression, forms: Mapping[str, Vector], variables: tuple[str, ...]) -> Expression | None:
    """e with combinations of the forms in place of affine expressions (of terms of a sum together); None if variables are left."""

    def leaf(node: Expression) -> Expression | None:
        affine: list[tuple[Vector, Expression]] = []
        others: list[Expression] = []
        for t in node.args if node.op == "add" else (node,):
            linear = _linear(t, variables)
            if linear is None:
                others.append(t)
            else:
                affine.append(linear)
        slope = [sum(column, Fraction(0)) for column in zip(*(c for c, _ in affine), strict=True)]
        if not any(slope) or any(_rest(tuple(slope), list(forms.values()))):
            return None
        known = [p for t in others if (p := _in_forms(t, forms, variables)) is not None]
        if len(known) < len(others):
            return None
        put = [mul(num(_product(slope, q) / _product(q, q)), sym(name)) for name, q in forms.items()]
        return add(*put, *(d for _, d in affine), *known)

    found = rebuilt(e, leaf)
    return None if found.names & set(variables) else found


def _linear(e: Expression, variables: tuple[str, ...]) -> tuple[Vector, Expression] | None:
    """(c, d) with e = sum_k c_k w_k + d, c rational, d free of variables; read from sums and multiples."""
    if not e.names & set(variables):
        return tuple(Fraction(0) for _ in variables), e
    if e.op == "sym":
        return tuple(Fraction(v == e.args[0]) for v in variables), ZERO
    if e.op == "add":
        parts = [p for a in e.args if (p := _linear(a, variables)) is not None]
        if len(parts) < len(e.args):
            return None
        return tuple(sum(column, Fraction(0)) for column in zip(*(c for c, _ in parts), strict=True)), add(*(d for _, d in parts))
    if e.op == "mul" and len(e.args) == 2 and e.args[0].op == "num":
        inner = _linear(e.args[1], variables)
        c = e.args[0].args[0]
        return None if inner is None else (tuple(c * x for x in inner[0]), mul(e.args[0], inner[1]))
    return None


def _product(p: Sequence[Fraction], q: Sequence[Fraction]) -> Fraction:
    return sum((x * y for x, y in zip(p, q, strict=True)), Fraction(0))
