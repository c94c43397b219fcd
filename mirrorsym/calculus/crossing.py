"""Points that exist without a name: a continuous function has opposite signs at the two ends of a segment.

For a matrix with a row that has one entry which is not identically zero on some line, a sign change of that entry along a
segment inside the region shows that the rows are dependent somewhere between.

Precondition: the entries are continuous on the region.  Main definition: `crossing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, product
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.branches import vanishing
from mirrorsym.calculus.enclosure import Undefined, Unsettled, sign_at
from mirrorsym.calculus.region import Region, affine, as_expressions, interval_of, is_inside, samples
from mirrorsym.expression import ZERO, Expression, add, mul, num, sub, sym

__all__ = ["crossing"]

Point = dict[str, Fraction]
T = "_t"
# far out too: small leading coefficients put roots there
STEPS = [*(Fraction(k, 4) for k in (0, 1, 2, 3, 4, 6, 8, 12, 16, 20, 40, 80, 400)), *(Fraction(10) ** k for k in (4, 6, 8, 10, 13))]


def crossing(m: list[list[Expression]], names: tuple[str, ...], region: Region) -> tuple[Point, Point, dict[str, Any]] | None:
    """The ends of a segment inside the region and the data of a `sign_change` certificate, or None.

    >>> u = sym("u")
    >>> p, q, data = crossing([[u**5 - u - 1]], ("u",), Region(("u",)))
    >>> data["row"], data["column"], p["u"] < q["u"]
    (['1'], 'u', True)
    >>> crossing([[u**3 / 10**9 + u**2 + 1]], ("u",), Region(("u",))) is None  # it vanishes near -10**9 only
    False
    """
    for i, row in enumerate(m):
        for j, entry in enumerate(row):
            if entry == ZERO or names[j] not in entry.names:
                continue
            others = [e for k, e in enumerate(row) if k != j and e != ZERO]
            for p, q in islice(_segments(entry, names[j], others, region), 4):
                inside = _inside(p, q, region)
                zeros = _zeros(row, j, names, p, q) if inside is not None else None
                if zeros is not None:
                    weights = ["1" if k == i else "0" for k in range(len(m))]
                    points = [{n: v.to_json() for n, v in as_expressions(x).items()} for x in (p, q)]
                    data = {"row": weights, "column": names[j], "points": points, "inside": inside, "zeros": zeros}
                    return p, q, data
    return None


def _segments(entry: Expression, x: str, others: list[Expression], region: Region) -> Iterator[tuple[Point, Point]]:
    """Neighbors along the variable x at which the entry has opposite signs, where the other entries seem to vanish."""
    rest = [n for n in region.names if n != x and n not in region.parameters]
    bases = [dict(p) for p in samples(region, 4)]
    if others:
        base = bases[0] if bases else {}
        bases = [{**base, **dict(zip(rest, values, strict=True))} for values in islice(product((Fraction(0), Fraction(1), Fraction(-1)),
                                                                                              repeat=len(rest)), 27)]
    box = interval_of(region, x)
    for base in bases:
        if any(vanishing(e.substitute({n: num(base[n]) for n in rest if n in base}), Region((x,)), 0) is None for e in others):
            continue
        before: tuple[Fraction, int] | None = None
        for value in _values(box.low, box.high, base.get(x, Fraction(0))):
            point = {**base, x: value}
            if is_inside(region, point) is not True:
                continue
            try:
                s = sign_at(entry, point, 256)
            except (Undefined, Unsettled):
                s = None
            if s and before is not None and s == -before[1]:
                yield {**base, x: before[0]}, point
            before = (value, s) if s else before


def _values(low: Fraction | None, high: Fraction | None, at: Fraction) -> list[Fraction]:
    if low is not None and high is not None:
        return [low + (high - low) * Fraction(k, 32) for k in range(1, 32)]
    if low is not None:
        return sorted({low + q for q in STEPS} | {low + Fraction(1, 16), low + Fraction(1, 256)})
    if high is not None:
        return sorted({high - q for q in STEPS} | {high - Fraction(1, 16), high - Fraction(1, 256)})
    return sorted({at + s * q for q in STEPS for s in (1, -1)} | {s * q for q in STEPS for s in (1, -1)})


def _between(p: Point, q: Point) -> dict[str, Expression]:
    return {n: num(p[n]) if p[n] == q[n] else add(num(p[n]), mul(sym(T), num(q[n] - p[n]))) for n in p}


def _along() -> Region:
    return Region((T,), (), ((sym(T), ">="), (sub(num(1), sym(T)), ">=")))


def _inside(p: Point, q: Point, region: Region) -> list[Any] | None:
    """Per fact None, when the ends show that the segment satisfies it, or a SIGN proof."""
    out: list[Any] = []
    put = _between(p, q)
    for e, op in region.facts:
        if not e.names & set(region.variables) or (op in (">", ">=") and affine(e) is not None):
            out.append(None)
            continue
        proof = sign.prove(e.substitute(put), op, _along())
        if proof is None:
            return None
        out.append(proof)
    return out


def _zeros(row: list[Expression], j: int, names: tuple[str, ...], p: Point, q: Point) -> dict[str, Any] | None:
    """ZERO proofs that the other entries of the row vanish on the segment."""
    out: dict[str, Any] = {}
    put = _between(p, q)
    for k, e in enumerate(row):
        if k == j or e == ZERO:
            continue
        proof = vanishing(e.substitute(put), _along())
        if proof is None:
            return None
        if proof != {"rule": "ring"}:
            out[names[k]] = proof
    return out
