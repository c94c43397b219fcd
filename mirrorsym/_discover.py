"""discover: every regularizer h that commutes with g, and whether the list is proved complete.

[grad g_i, grad h] = 0 is linear in h.  Members are found in an ansatz and proved one by one; an upper bound of the
dimension is proved at one point of M (`calculus.prolong`, `calculus.singular`), for analytic h on a connected M.
When the two meet the list is complete; infinite-dimensional answers are named; otherwise the gap is reported.
In the end the independent checker reads the answer (`_certify`), and what it does not accept is withdrawn.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from mirrorsym._admit import refusals
from mirrorsym._certify import bare, open_guards
from mirrorsym._check import DEFAULT_MEMORY
from mirrorsym.calculus.bounded import BoundExceeded, Raised, Worker
from mirrorsym.calculus.commutant import Block, blocks, bounded, explore
from mirrorsym.calculus.generic_bound import generic_bound, unscaled
from mirrorsym.calculus.region import Region
from mirrorsym.discovery import Discovery
from mirrorsym.errors import InputError
from mirrorsym.expression import ONE, Expression
from mirrorsym.maps import Pair

__all__ = ["discover"]

MAX_DEGREE = 12


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
        plain = steps.call("domain", w, "mirrorsym._discover:plain", pair)
        if plain is None:
            why = "; ".join(f"{name}: {why}" for name, why in steps.exceeded.items())
            return Discovery(pair.g, (ONE,), None, False, None, "nothing", why, pair.w, pair.M.conditions, pair=bare(pair),
                             seconds=steps.seconds)
        copies, (pair, on) = pair.copies, plain
        parts = steps.call("members", w, "mirrorsym._discover:found", pair, degree, more)
        if parts is None:
            parts = steps.call("members", w, "mirrorsym._discover:found", pair, 2, more) or blocks(pair.g, pair.w)
        limited = steps.call("bound", w, "mirrorsym._discover:limited", pair, parts)
        parts = limited or parts
        if any(b.functions and not b.complete and (b.bound is None or b.bound.dimension > len(b.members) + 1) and b.round is None
               for b in parts):
            larger = steps.call("more members", w, "mirrorsym._discover:richer", pair, parts, degree, more)
            parts = larger or parts
        answer = _certified(pair, parts, on, copies, steps, w)
    because = answer.because + "".join(f"; {name}: {why}" for name, why in steps.exceeded.items())
    return replace(answer, because=because, seconds={**steps.seconds, "total": round(time.monotonic() - start, 4)})


def _certified(pair: Pair, parts: list[Block], on: tuple[Expression, ...], copies: int, steps: Steps, w: Worker) -> Discovery:
    """The answer with its certificates, as far as the checker accepts them."""
    proofs, beside = {}, {}
    for b in parts:
        for h in b.members:
            proofs[h] = steps.call("certificates", w, "mirrorsym._certify:member", pair, h, on)
        for h, where in b.elsewhere:
            relations = Pair(g=pair.g, domain=[*map(str, pair.M.conditions), where], variables=list(pair.w), parameters={
                p.name: p.kind for p in pair.M.parameters}).M.conditions[len(pair.M.conditions):]
            beside[h] = steps.call("certificates", w, "mirrorsym._certify:member", pair, h, (*on, *relations))
    proofs, beside = ({h: c for h, c in found.items() if c is not None} for found in (proofs, beside))
    answer: Discovery | None = steps.call("certificates", w, "mirrorsym._certify:assembled", pair, parts, proofs, beside, on,
                                          copies)
    for _ in range(2):
        wrong = {} if answer is None else steps.call("recheck", w, "mirrorsym._certify:objections", answer)
        if answer is not None and wrong == {}:
            return answer
        if answer is None or wrong is None:
            break
        answer = steps.call("certificates", w, "mirrorsym._certify:withdrawn", pair, answer, wrong)
    return Discovery(pair.g, (ONE,), None, False, None, "nothing that was found could be certified", "no certificate is accepted", pair.w,
                     pair.M.conditions, pair=pair, holds_on=on)


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
            self.progress(name, len(self.seconds), 6)
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
        except Raised as error:  # a fault in one step must not take the others with it
            self.exceeded[name] = f"broke off: {error}"
            return None
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.monotonic() - began, 4)


# -- what the worker runs -----------------------------------------------------------------------------------
def admitted(pair: Pair) -> tuple[str, ...]:
    """Why the map cannot be examined; () when it can."""
    return refusals(pair)


def plain(pair: Pair) -> tuple[Pair, tuple[Expression, ...]]:
    """One copy of g alone, and the conditions under which it is analytic that are not proved on M."""
    own = bare(pair)
    return own, open_guards(own)


def found(pair: Pair, degree: int, more: Sequence[Expression]) -> list[Block]:
    """The blocks with their members."""
    region = Region.of(pair.M)
    return [explore(unscaled(b), region, degree, more) for b in blocks(pair.g, pair.w)]


def limited(pair: Pair, parts: list[Block]) -> list[Block]:
    """The blocks with upper bounds; with parameters they are those for some of their values."""
    region = Region.of(pair.M)
    return [generic_bound(b, region) if region.parameters else bounded(b, region) for b in parts]


def richer(pair: Pair, parts: list[Block], degree: int, more: Sequence[Expression]) -> list[Block]:
    """The blocks that are not complete, searched again in a larger ansatz."""
    region = Region.of(pair.M)
    out = []
    for b in parts:
        best = b
        if b.functions and not b.complete and b.round is None:
            larger = explore(replace(b, members=()), region, min(degree + 2, MAX_DEGREE), more, rich=True)
            if len(larger.members) > len(b.members):
                best = generic_bound(larger, region) if region.parameters else bounded(larger, region)
        out.append(best)
    return out
