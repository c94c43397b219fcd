"""Is a gap larger than the tolerance a disagreement, or only the error of the numbers?

A gap within the tolerance agrees, however the numbers came about.  One above it has to survive two doubts.  Everything is computed a second
time from an integration with ten times the allowed error: where the numbers themselves move by more than half the tolerance (a blow-up
nearby, a cancellation, a trajectory that is hard to follow), the gap there proves nothing.  And a formula is evaluated again with
50 digits, where double precision may have overflowed.  What is left is a disagreement.

Main definitions: `judged`, `Measured`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.experiments.prediction import Observation, Outcome, gaps, worst_of
from numeric_backend.experiments.scene import Scene

__all__ = ["Measured", "judged"]

Array = NDArray[Any]
#: pairs (observed, predicted) of arrays whose last axis are the trajectories; NaN where nothing was observed
Measured = Sequence[tuple[Array, Array]]
_DOUBT = 0.5  # of the tolerance
_AGAIN = 24  # trajectories whose formulas are evaluated with 50 digits


def judged(scene: Scene, measure: Callable[[Scene], Measured], because: str, *, formula: bool = False, counts: Array | None = None,
           ) -> Observation:
    """The observation of what `measure` finds in a scene.

    `formula` says that the predictions are formulas at single points, which can be evaluated with any number of digits; `counts` are the
    trajectories that show something, by default those that came further than their start.
    """
    counts = scene.last > 0 if counts is None else counts
    pairs = [_whole(o, p) for o, p in measure(scene)]
    raw = _largest([gaps(o, p) for o, p in pairs], counts)
    if np.all(np.isnan(raw)):
        return Observation(Outcome.UNDECIDED, "no trajectory came far enough to compare", tolerance=scene.tolerance)
    suspects = np.flatnonzero(np.nan_to_num(raw, nan=0.0, posinf=np.inf) > scene.tolerance)
    if not len(suspects):
        return _agreement(raw, scene.tolerance, because)
    kept, told = raw.copy(), because
    doubtful = [_doubts(pair, again) > _DOUBT * scene.tolerance
                for pair, again in zip(pairs, (_whole(o, p) for o, p in measure(scene.coarse)), strict=True)]
    kept = _largest([np.where(d, np.nan, gaps(o, p)) for (o, p), d in zip(pairs, doubtful, strict=True)], counts)
    kept = np.where(scene.sound | ~(kept > scene.tolerance), kept, np.nan)
    if formula and scene.closed is not None and np.any(kept > scene.tolerance):
        kept, told = _with_digits(scene, measure, doubtful, kept, because)
    lost = int(np.sum(~np.isnan(raw) & np.isnan(kept)))
    if np.all(np.isnan(kept)):
        return Observation(Outcome.UNDECIDED, "the integration is not accurate enough to tell", tolerance=scene.tolerance)
    if lost:
        told += f"; {lost} of {int(np.sum(~np.isnan(raw)))} trajectories were not integrated accurately enough to count"
    worst = int(np.nanargmax(kept))
    if kept[worst] <= scene.tolerance:
        return _agreement(kept, scene.tolerance, told)
    return Observation(Outcome.DISAGREES, told, float(kept[worst]), scene.tolerance, int(np.sum(~np.isnan(kept))), worst, kept)


def _agreement(by: Array, tolerance: float, because: str) -> Observation:
    worst = int(np.nanargmax(by))
    return Observation(Outcome.AGREES, because, float(by[worst]), tolerance, int(np.sum(~np.isnan(by))), worst, by)


def _whole(observed: Array, predicted: Array) -> tuple[Array, Array]:
    one, two = np.broadcast_arrays(observed, predicted)
    return one, two


def _largest(each: Sequence[Array], counts: Array) -> Array:
    found = worst_of(each[0])
    for gap in each[1:]:
        found = np.fmax(found, worst_of(gap))
    return np.where(counts, found, np.nan)


def _doubts(pair: tuple[Array, Array], again: tuple[Array, Array]) -> Array:
    """How far the numbers moved; what has no value both times did not move."""
    scale = np.maximum(1.0, np.abs(np.where(np.isfinite(pair[1]), pair[1], pair[0])))
    total = np.zeros(pair[0].shape)
    with np.errstate(all="ignore"):
        for one, two in zip(pair, again, strict=True):
            moved = np.abs(one - two) / np.where(np.isfinite(scale), scale, 1.0)
            same = (np.isnan(one) & np.isnan(two)) | (one == two)
            total = total + np.where(same, 0.0, np.where(np.isnan(moved), np.inf, moved))
    return total


def _with_digits(scene: Scene, measure: Callable[[Scene], Measured], doubtful: Sequence[Array], kept: Array, because: str,
                 ) -> tuple[Array, str]:
    """The gaps of the worst trajectories with the formulas evaluated to 50 digits; others above the tolerance do not count."""
    above = np.flatnonzero(kept > scene.tolerance)
    order = above[np.argsort(-kept[above], kind="stable")]
    chosen, rest = np.sort(order[:_AGAIN]), order[_AGAIN:]
    finer = [gaps(*_whole(o, p)) for o, p in measure(scene.with_digits(chosen))]
    found = _largest([np.where(np.take(d, chosen, axis=-1), np.nan, g) for g, d in zip(finer, doubtful, strict=True)],
                     np.ones(len(chosen), dtype=bool))
    out = kept.copy()
    out[chosen] = found
    cleared = int(np.sum(~(found > scene.tolerance)))
    if cleared == len(chosen):
        out[rest] = np.nan
    return out, because + ("; where double precision loses the formula it was evaluated with 50 digits" if cleared else "")
