"""Networks at exact points, and what scaling does to their activations: what suggests a degree, and points that refute one.

Nothing here is a proof; the checker proves or refutes what is suggested.  Main definitions: `powers`, `outputs`, `points`, `search`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from flint import arb

from mirrorsym.calculus.enclosure import Undefined, Unsettled, ball, evaluate, precision
from mirrorsym.calculus.region import Region, samples
from mirrorsym.domain import Domain
from mirrorsym.model import ARGUMENT, WEIGHT, Model

__all__ = ["outputs", "points", "powers", "search"]

Point = dict[str, Fraction]
_BITS = 128


def powers(model: Model) -> tuple[Fraction | None, ...]:
    """The power k of each activation, as its values at 1/16, 1 and 16 on both sides suggest; None where they suggest none.

    >>> from mirrorsym.expression import call, sym
    >>> from mirrorsym.model import Layer
    >>> a = Layer("A", 1, 1, False, False, call("Max", sym("z"), sym("z") * 0) ** 2, sym("w") ** 2)
    >>> powers(Model((a, a)))
    (Fraction(2, 1),)
    """
    point = next(_parameter_values(model), {})
    out: list[Fraction | None] = []
    for layer in model.layers[:-1]:
        found: set[Fraction | None] = set()
        if layer.activation is None:
            out.append(Fraction(1))
            continue
        with precision(_BITS):
            for side in (1, -1):
                try:
                    values = [evaluate(layer.activation, {ARGUMENT: ball(side * t), **{n: ball(q) for n, q in point.items()}},
                                       {ARGUMENT: side * t, **point}) for t in (Fraction(1, 16), Fraction(1), Fraction(16))]
                except (Undefined, Unsettled):
                    found.add(None)
                    continue
                found |= _power(values)
        out.append(found.pop() if len(found) == 1 else None)
    return tuple(out)


def _power(values: list[arb]) -> set[Fraction | None]:
    """The power that three values at 1/16, 1, 16 suggest; nothing for the function 0."""
    a, b, c = values
    if all(v.contains(0) for v in values):
        return set()
    if any(v.contains(0) for v in values) or not (a * c - b * b).contains(0):
        return {None}
    ratio = b / a
    if not ratio > 0:
        return {None}
    k = ratio.log() / arb(16).log()
    guess = Fraction(float(k.mid())).limit_denominator(60)
    return {guess if (k - ball(guess)).contains(0) and guess > 0 else None}


def outputs(model: Model, point: Mapping[str, Fraction]) -> list[arb]:
    """Balls around the outputs; `Undefined` or `Unsettled` where there are none."""
    known = {p.name: point[p.name] for p in model.parameters}
    balls = {n: ball(q) for n, q in known.items()}
    values: list[arb] = [ball(point[n]) for n in model.inputs]
    for layer in model.layers:
        after = []
        for i in range(layer.rows):
            offset = layer.offset(i)
            total = arb(0) if offset is None else ball(point[offset])
            for j in [i] if layer.diagonal else range(layer.columns):
                n = layer.weight(i, j)
                if n is not None:
                    total += ball(point[n]) * values[j]
            after.append(total if layer.activation is None else evaluate(layer.activation, {**balls, ARGUMENT: total}, known))
        values = after
    return values


def points(model: Model, count: int, seed: int = 0) -> Iterator[Point]:
    """Points with small rational numbers: entries where the potentials live, inputs, and admissible parameters."""
    rng = random.Random(seed)  # noqa: S311 - no secrets here
    parameters = list(_parameter_values(model))
    domains = {}
    for layer in model.layers:
        if layer.on:
            region = Region.of(Domain((WEIGHT,), layer.on, model.parameters))
            domains[layer.name] = [Fraction(p[WEIGHT]) for p in samples(region, 8)]
    for k in range(count if parameters else 0):
        point = dict(parameters[k % len(parameters)])
        for layer in model.layers:
            for n in layer.entries:
                point[n] = rng.choice(domains[layer.name]) if layer.on else _number(rng)
        point |= {n: _number(rng) for n in model.inputs}
        yield point


def _number(rng: random.Random) -> Fraction:
    return Fraction(rng.choice((-3, -2, -1, 1, 2, 3, 5)), rng.choice((1, 2, 3)))


def _parameter_values(model: Model) -> Iterator[Point]:
    if not model.parameters:
        yield {}
        return
    region = Region.of(Domain((WEIGHT,), (), model.parameters))
    for p in samples(region, 4):
        yield {q.name: Fraction(p[q.name]) for q in model.parameters}


def search(model: Model, what: Callable[[Point], bool], count: int = 200) -> Point | None:
    """The first of the points for which `what` says yes."""
    with precision(_BITS):
        for point in points(model, count):
            try:
                if what(point):
                    return point
            except (Undefined, Unsettled):
                continue
    return None
