"""Numbers for what a pair leaves open: its parameters, and an initial point for each trajectory.

Every trajectory draws from its own stream, seeded by its number, so that it starts at the same point in any batch.

Main definitions: `chosen_parameters`, `chosen_starts`.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mirrorsym.errors import InputError
from mirrorsym.maps import Pair
from numeric_backend.backends.on_numpy import compile as compiled_numpy
from numeric_backend.instances import Instance
from numeric_backend.lowering import lower

__all__ = ["chosen_parameters", "chosen_starts"]

Array = NDArray[np.float64]
_REAL = (1.25, 0.75, 2.0, -0.75, -1.25, 0.0, 3.0, 0.125, -3.0)
_WHOLE = (2.0, 1.0, 3.0, 4.0, -1.0, 0.0, -2.0)
_TRIES, _ROUNDS, _MARGIN = 64, 12, 0.05
STIFF = 60.0  #: the largest trace of J J^T that is drawn where that is possible: an explicit method should not crawl


def chosen_parameters(pair: Pair, given: Mapping[str, float]) -> dict[str, float]:
    """A number for each parameter that satisfies what is declared of it; InputError where a given one does not, or none was found.

    >>> chosen_parameters(Pair(g=["c*u**2"], parameters={"c": "negative"}), {})
    {'c': -0.75}
    """
    names = pair.M.parameter_names
    choices = [(given[p.name],) if p.name in given else _WHOLE if p.integer else (*_REAL[i % 3:], *_REAL[:i % 3])
               for i, p in enumerate(pair.parameters)]  # not all the same, so that what depends on one of them shows
    conditions = [(e, op) for e, op in pair.M.facts() if e.names <= set(names)]
    odd = [p.name for p in pair.parameters if p.integer and p.name in given and given[p.name] != int(given[p.name])]
    if odd:
        raise InputError([f"{n} is a whole number" for n in odd])
    run = compiled_numpy(lower([e for e, _ in conditions], names))
    for values in itertools.islice(itertools.product(*choices), 20_000):
        if all(_met(float(v), op) for v, (_, op) in zip(run(*values), conditions, strict=True)):
            return dict(zip(names, values, strict=True))
    open_ones = [n for n in names if n not in given] or list(names)
    raise InputError([f"no value was found for {', '.join(open_ones)} that fits the conditions"])


def _met(v: float, op: str) -> bool:
    return {">": v > 0, ">=": v >= 0, "!=": v != 0, "=": v == 0}[op]


def chosen_starts(compiled: Instance, values: Mapping[str, float], given: Mapping[str, float], count: int, seed: int,
                  ) -> tuple[Array, dict[str, Array]]:
    """(initial points (D, trajectories), values (copies, trajectories) of the symbols in them).

    Symbols that have no given value are drawn, for each copy by itself.  InputError where no point of M is found.
    """
    pair = compiled.pair
    own = dict(pair.init)
    symbols = sorted({n for v in pair.w for n in own[v].names} - set(values))
    known = {n: float(given[n]) for n in symbols if n in given}
    names = (*symbols, *values)
    run = compiled_numpy(lower([own[v] for v in pair.w], names))
    k, d = pair.copies, len(pair.w)
    start, found = np.empty((d * k, count)), {n: np.empty((k, count)) for n in symbols}
    fixed = all(n in known for n in symbols)
    for lane in range(count):
        stream = np.random.default_rng([seed, lane])
        for copy in range(k):
            point = None
            for attempt in range(_ROUNDS):
                drawn = _drawn(stream, symbols, known, (1.0, 1.0, 2.0, 0.5, 4.0)[attempt % 5])
                margin = 1e-9 if fixed else _MARGIN / 4.0**max(0, attempt - 4)
                made = run(*(drawn[n] for n in symbols), *(np.full(_TRIES, v) for v in values.values()))
                w = np.stack([np.broadcast_to(x, (_TRIES,)) for x in made])  # a start of numbers alone has no lanes of its own
                least, stiff = _examined(compiled, w)
                good = np.flatnonzero(least > margin)
                if len(good):
                    mild = good[stiff[good] < STIFF]
                    point = int(mild[0]) if len(mild) else int(good[np.argmin(stiff[good])])
                    break
                if fixed:
                    break
            if point is None:
                why = "the start does not lie in M" if fixed else "no initial point in M was found; give one with --init"
                raise InputError([f"init: {why}"])
            start[copy * d:(copy + 1) * d, lane] = w[:, point]
            for n in symbols:
                found[n][copy, lane] = drawn[n][point]
    return start, found


def _drawn(stream: np.random.Generator, symbols: list[str], known: Mapping[str, float], scale: float) -> dict[str, Array]:
    out = {}
    for n in symbols:
        size, sign = stream.uniform(0.3, 1.6, _TRIES), stream.choice([-1.0, 1.0], _TRIES)
        out[n] = np.full(_TRIES, known[n]) if n in known else scale * size * sign
    return out


def _examined(compiled: Instance, w: Array) -> tuple[Array, Array]:
    """(how far inside M single copies are: the smallest condition, -1 where g, h or a condition has no value; the trace of J J^T)."""
    pair = compiled.pair
    with np.errstate(all="ignore"):
        rows = [np.tile(w[j], (pair.copies, 1)) for j in range(len(w))]
        whole = np.concatenate([r[c:c + 1] for c in range(pair.copies) for r in rows])
        least = np.min(compiled.inside(whole), axis=0)
        x, h = compiled.both(whole)
        speed = compiled.field(whole, np.ones_like, 1.0)[0]
    sound = np.isfinite(least) & np.all(np.isfinite(x), axis=0) & np.isfinite(h) & np.all(np.isfinite(speed), axis=0)
    stiff = np.trace(compiled.gram(whole), axis1=1, axis2=2)
    return np.where(sound, least, -1.0), np.where(np.isfinite(stiff), stiff, np.inf)
