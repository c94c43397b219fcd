"""discover: every regularizer h that commutes with g, and whether the list is proved complete.

[grad g_i, grad h] = 0 is linear in h.  Members are found in an ansatz and proved one by one; an upper bound of the
dimension is proved at one point of M (`calculus.prolong`, `calculus.singular`), for analytic h on a connected M.
When the two meet the list is complete; infinite-dimensional answers are named; otherwise the gap is reported.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from itertools import product
from math import prod
from typing import Any

from mirrorsym._admit import refusals
from mirrorsym._check import DEFAULT_MEMORY
from mirrorsym.calculus.bounded import BoundExceeded, Worker
from mirrorsym.calculus.commutant import Block, blocks, bounded, explore
from mirrorsym.calculus.prolong import Bound
from mirrorsym.calculus.region import Region, is_inside
from mirrorsym.calculus.zero import connected
from mirrorsym.certificate import Certificate
from mirrorsym.discovery import Discovery
from mirrorsym.errors import InputError
from mirrorsym.expression import ONE, Expression
from mirrorsym.maps import Pair

__all__ = ["discover"]

MAX_DEGREE = 12
SHOWN = 8  # coordinates of a point
RULES = {
    "symbol": "the equations, differentiated up to order {order}, determine every analytic solution by its Taylor polynomial of degree "
              "{determined} at {point} and leave dimension {dimension}",
    "critical": "{point} is a critical point with invertible Hessian, where every analytic solution is determined by its Taylor "
                "polynomial of degree 2; the equations up to order {order} leave dimension {dimension}",
    "singular": "at {point} the equations have a simple pole, and a solution that is analytic there is determined by its Taylor "
                "polynomial of degree {determined}; the equations up to order {order} leave dimension {dimension}",
}


def discover(
    g: Any, *, degree: int = 4, functions: Iterable[Any] = (), timeout: float = 30.0, total_timeout: float = 120.0,
    memory: int | None = DEFAULT_MEMORY, worker: Worker | None = None, progress: Callable[[str, int, int], None] | None = None,
    **fields: Any,
) -> Discovery:
    """All h with [grad g_i, grad h] = 0 on M for every i: a basis, an upper bound of the dimension, and whether they meet.

    `g` is a `Pair` (its h plays no role, and of several copies one is examined) or the coordinates as `Pair` takes
    them, with `fields` for its domain, variables, parameters and matrices.  Searched are polynomials up to `degree`,
    the terms of g, products of the kernels met in it, and `functions`. `timeout` bounds each step, `total_timeout`
    the whole, in seconds.  Raises `InputError` for what is no map on M.

    >>> found = discover("u*v")
    >>> [str(h) for h in found.basis], found.dimension_upper, found.complete
    (['1', 'u*v', 'u**2 + v**2'], 3, True)
    """
    if isinstance(degree, bool) or not isinstance(degree, int) or not 1 <= degree <= MAX_DEGREE:
        raise InputError([f"degree: a whole number from 1 to {MAX_DEGREE} is needed, not {degree!r}"])
    pair = g if isinstance(g, Pair) else Pair(g=g, **fields)
    listed = list(functions)
    more = _given(listed, pair)
    start = time.monotonic()
    steps = Steps(start + total_timeout, timeout, progress)
    with nullcontext(worker) if worker is not None else Worker(memory=memory) as w:
        assert w is not None
        problems = steps.call("domain", w, "mirrorsym._discover:admitted", pair)
        if problems:
            raise InputError(problems)
        parts = steps.call("members", w, "mirrorsym._discover:found", pair, degree, more)
        if parts is None:
            parts = steps.call("members", w, "mirrorsym._discover:found", pair, 2, more) or blocks(pair.g, pair.w)
        limited = steps.call("bound", w, "mirrorsym._discover:limited", pair, parts)
        parts = limited or parts
        if any(b.functions and not b.complete and (b.bound is None or b.bound.dimension > len(b.members) + 1) and b.round is None
               for b in parts):
            richer = steps.call("more members", w, "mirrorsym._discover:richer", pair, parts, degree, more)
            parts = richer or parts
    answer = _assembled(pair, parts)
    because = answer.because + "".join(f"; {name}: {why}" for name, why in steps.exceeded.items())
    return replace(answer, because=because, seconds={**steps.seconds, "total": round(time.monotonic() - start, 4)})


def _given(functions: list[Any], pair: Pair) -> tuple[Expression, ...]:
    """The functions to search, read in the variables and parameters of the pair."""
    if not functions:
        return ()
    try:
        return Pair(g=functions, domain=pair.M).g
    except InputError as error:
        raise InputError(p.replace("g[", "functions[", 1) if p.startswith("g[") else p for p in error.problems) from None


class Steps:
    """Calls in a worker with one clock: an exceeded bound is noted, and the answer is None."""

    def __init__(self, end: float, timeout: float, progress: Callable[[str, int, int], None] | None) -> None:
        self.end = end
        self.timeout = timeout
        self.progress = progress
        self.seconds: dict[str, float] = {}
        self.exceeded: dict[str, str] = {}

    def call(self, name: str, worker: Worker, function: str, *args: Any) -> Any:
        """The result, or None when a bound was exceeded."""
        if self.progress is not None:
            self.progress(name, len(self.seconds), 4)
        began = time.monotonic()
        left = min(self.timeout, self.end - began)
        if left <= 0:
            self.exceeded[name] = "the time for the whole command was used up"
            return None
        try:
            return worker.call(function, *args, timeout=left)
        except BoundExceeded as error:
            self.exceeded[name] = str(error)
            return None
        finally:
            self.seconds[name] = round(time.monotonic() - began, 4)


def _region(pair: Pair) -> Region:
    """M, without parameters that neither g nor M mentions."""
    region = Region.of(pair.M)
    used = frozenset().union(*(f.names for f in pair.g), *(e.names for e, _ in region.facts if e.names & set(pair.w)))
    idle = set(region.parameters) - used
    kept = tuple(p for p in region.parameters if p not in idle)
    return Region(region.variables, kept, tuple(f for f in region.facts if not f[0].names & idle), region.integers - idle)


# -- what the worker runs -----------------------------------------------------------------------------------
def admitted(pair: Pair) -> tuple[str, ...]:
    """Why the map cannot be examined; () when it can."""
    return refusals(pair)


def found(pair: Pair, degree: int, more: Sequence[Expression]) -> list[Block]:
    """The blocks with their members."""
    region = _region(pair)
    return [explore(b, region, degree, more) for b in blocks(pair.g, pair.w)]


def limited(pair: Pair, parts: list[Block]) -> list[Block]:
    """The blocks with upper bounds; with parameters there are none."""
    region = _region(pair)
    return parts if region.parameters else [bounded(b, region) for b in parts]


def richer(pair: Pair, parts: list[Block], degree: int, more: Sequence[Expression]) -> list[Block]:
    """The blocks that are not complete, searched again in a larger ansatz."""
    region = _region(pair)
    out = []
    for b in parts:
        best = b
        if b.functions and not b.complete and b.round is None:
            larger = explore(replace(b, members=(), proofs=()), region, min(degree + 2, MAX_DEGREE), more, rich=True)
            if len(larger.members) > len(b.members):
                best = larger if region.parameters else bounded(larger, region)
        out.append(best)
    return out


# -- the answer ---------------------------------------------------------------------------------------------
def _assembled(pair: Pair, parts: list[Block]) -> Discovery:
    own = [b for b in parts if b.functions]
    free = [z for b in parts for z in b.free]
    families = [b.round.text() for b in own if b.round is not None]
    if free:
        families.append(f"f({', '.join(map(str, free))}) for every function f")
    settled = all(b.complete for b in own) and _together(pair, own)
    if len(own) + len(free) > 1:
        settled = settled and all(b.invariants == () for b in own)
    basis = (ONE, *(h for b in own for h in b.members))
    certificates = tuple(Certificate.of("commuting_member", h=h.to_json(), items=dict(p))
                         for b in own for h, p in zip(b.members, b.proofs, strict=True))
    certificates += tuple(Certificate.of("commutant_bound", variables=list(b.variables), **b.bound.to_json())
                          for b in own if b.bound is not None)
    infinite = "; ".join(families) or None
    upper = None if infinite else _upper(pair, own)
    tried = "; ".join(dict.fromkeys(b.tried for b in own if b.tried)) or "nothing: g is constant"
    return Discovery(pair.g, basis, upper, settled, infinite, tried, _because(pair, own, settled, infinite, upper, len(basis)), pair.w,
                     pair.M.conditions, tuple(x for b in own for x in b.elsewhere), certificates)


def _together(pair: Pair, own: list[Block]) -> bool:
    """Whether the points of the blocks are projections of one point of M."""
    if len(own) <= 1:
        return True  # its point is the projection of one
    point = {v: q for b in own if b.bound is not None for v, q in b.bound.point}
    facts = [fact for fact in _region(pair).facts if fact[0].names & point.keys()]
    if any(not e.names <= point.keys() for e, _ in facts):
        return False
    return is_inside(Region(tuple(point), (), tuple(facts)), point) is True


def _upper(pair: Pair, own: list[Block]) -> int | None:
    """The largest dimension that the bounds of the blocks allow."""
    limits = [len(b.members) + 1 if b.complete else b.bound.dimension if b.bound is not None else None for b in own]
    if any(v is None for v in limits) or not _together(pair, own):
        return None
    sizes = [v for v in limits if v is not None]
    kept = [(1,) if b.invariants == () else (1, v) for b, v in zip(own, sizes, strict=True)]
    return max(sum(v - k for v, k in zip(sizes, ks, strict=True)) + prod(ks) for ks in product(*kept))


def _shown(bound: Bound) -> str:
    """The point of a bound, cut short where it is long."""
    return ", ".join(f"{v} = {q}" for v, q in bound.point[:SHOWN]) + (", ..." if len(bound.point) > SHOWN else "")


def _is_connected(pair: Pair) -> bool:
    """Whether M is seen to be connected."""
    parts = connected(_region(pair))
    return parts is not None and len(parts[1]) == 1


def _because(pair: Pair, own: list[Block], settled: bool, infinite: str | None, upper: int | None, count: int) -> str:
    where = "on M" if _is_connected(pair) else "on the connected part of M that contains the point"
    lead = "for one of the copies: " if pair.copies > 1 else ""
    lead += "wherever g is smooth: " if any(b.kinks for b in own) else ""
    reasons = [RULES[b.bound.rule].format(order=b.bound.order, determined=b.bound.determined, dimension=b.bound.dimension,
                                          point=_shown(b.bound)) for b in own if b.bound is not None]
    reasons += [f"in {', '.join(map(str, b.round.coordinates))} every solution is homogeneous of degree 2"
                + ("" if b.round.everything else ", and splits off") for b in own if b.round is not None]
    if settled:
        if not own:
            return "g is constant, so every h commutes with it"
        joined = "; ".join(reasons)
        what = "the basis and the families are" if infinite else "the list is"
        split = "; blocks without common variables add up" if len(own) > 1 else ""
        return f"{lead}{what} complete for analytic h {where}: {joined}{split}"
    if _region(pair).parameters:
        return f"{lead}the members hold for all values of the parameters; an upper bound is only sought for numbers"
    if infinite:
        return f"{lead}the space is infinite-dimensional; whether there is more than the list and the families is open"
    if upper is None:
        return f"{lead}{count} functions were found, but no upper bound of the dimension was proved"
    if upper == count:
        return f"{lead}{'; '.join(reasons)}, but the parts of M were not brought together"
    return f"{lead}{count} functions were found and at most {upper} exist: {'; '.join(reasons)}; what lies between is open"
