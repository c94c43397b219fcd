"""Refutations for all values of the parameters at once: entries of `only_if` in certificates of kind `exactly`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.ratio import from_polynomial
from mirrorsym.calculus.region import Region, as_expressions, samples
from mirrorsym.calculus.structure import follows
from mirrorsym.calculus.tower import normal_form
from mirrorsym.calculus.zero import prove
from mirrorsym.expression import ONE, Expression, div, sub

__all__ = ["inside", "item", "settled", "shared", "simple_points", "smooth_at", "value_at"]

Point = dict[str, Expression]
Entry = dict[str, Any]


def simple_points(region: Region, count: int = 10) -> Iterator[Point]:
    """Points of M for the conditions that are free of parameters: plain ones first."""
    names = set(region.variables)
    own = tuple((e, op) if e.names <= names else (ONE, ">") for e, op in region.facts)
    small = Region(region.variables, (), own)
    seen = []
    for values in ((1,), (2,), (1, 2), (2, 1), (3, 2, 1), (1, 2, 3), (-1,), (Fraction(1, 2),)):
        p = {n: Fraction(values[i % len(values)]) for i, n in enumerate(region.variables)}
        if p not in seen and _inside(small, p):
            seen.append(p)
            yield as_expressions(p)
    for p in islice(samples(small, count), count):
        if p not in seen:
            yield as_expressions(p)


def _inside(region: Region, p: dict[str, Fraction]) -> bool:
    from mirrorsym.calculus.region import is_inside

    return is_inside(region, p) is True





def inside(point: Point, region: Region, known: Region) -> list[Any] | None:
    """A SIGN proof per condition of M that mentions a variable: the point lies in M for all parameter values."""
    out = []
    for e, op in region.facts:
        if e.names & set(region.variables):
            proof = sign.prove(e.substitute(point), op, known, depth=1, budget=0.3)
            if proof is None:
                return None
            out.append(proof)
    return out


def smooth_at(functions: Sequence[Expression], point: Point, known: Region) -> list[Entry] | None:
    """Proofs that every guard of the functions holds strictly at the point; [] when interval structure shows it."""
    out: list[Entry] = []
    for g in dict.fromkeys((g.of, g.op) for f in functions for g in guards(f)):
        at = g[0].substitute(point)
        if follows(at, g[1], known):
            continue
        proof = sign.prove(at, g[1], known, depth=1, budget=0.3)
        if proof is None:
            return None
        out.append({"guard": at.to_json(), "op": g[1], "proof": proof})
    return out


def value_at(e: Expression, functions: Sequence[Expression], region: Region, known: Region) -> Entry | None:
    """A point of M where `e` is not 0 for all parameter values that are known, with its proofs."""
    for point in simple_points(region):
        if not _plausible(e, point, known):
            continue
        proof = settled(e.substitute(point), "!=", known)
        if proof is None:
            continue
        where = inside(point, region, known)
        smooth = smooth_at(functions, point, known) if where is not None else None
        if where is None or smooth is None:
            continue
        entry: Entry = {"point": {n: v.to_json() for n, v in point.items()}, "proof": proof}
        if any(p != {"rule": "structure"} for p in where):
            entry["inside"] = where
        if smooth:
            entry["guards"] = smooth
        return entry
    return None


def settled(e: Expression, op: str, known: Region, budget: float = 0.5) -> Any | None:
    """A SIGN proof of `e op 0`, about a shorter form of the constant kernels (1**k is 1) when there is one."""
    form = normal_form(e, known, 1)
    if form is not None:
        tower, r = form
        above, below = (tower.unfold(from_polynomial(x)) for x in (r.above, r.below))
        short = above if below == ONE else div(above, below)
        if short != e and (zero := prove(sub(e, short), known)) is not None:
            proof = sign.prove(short, op, known, depth=2, budget=budget)
            if proof is not None:
                return {"rule": "rewrite", "to": short.to_json(), "zero": zero, "proof": proof}
    return sign.prove(e, op, known, depth=2, budget=budget)


def _plausible(e: Expression, point: Point, known: Region) -> bool:
    """A look at a few parameter values, so that no proof is sought for what is false."""
    for p in samples(known, 4):
        try:
            if enclose(e, {**p, **point}, 96).contains(0):
                return False
        except (Undefined, Unsettled):
            return False
    return True


def item(key: str, e: Expression, functions: Sequence[Expression], region: Region, known: Region) -> Entry | None:
    """The rule `item`: one of the items of a criterion is not 0 at a point."""
    found = value_at(e, functions, region, known)
    return None if found is None else {"rule": "item", "item": key, **found}


def shared(k: str, parts: Sequence[tuple[int, Expression, Expression]], region: Region, known: Region) -> Entry | None:
    """The rule `shared`: the derivatives in k of two coordinates (position, function, derivative) are not 0, each at some point."""
    out = []
    for i, f, d in parts:
        found = value_at(d, [f], region, known)
        if found is None:
            return None
        out.append({"coordinate": i, **found})
    return {"rule": "shared", "variable": k, "parts": out}
