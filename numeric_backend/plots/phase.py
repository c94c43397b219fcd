"""The flow in the plane of x1 and x2: integrated trajectories, and the curve that the theory predicts over them.

The trajectories are the gradient flow in w; the prediction integrates the mirror flow in mu alone and puts x = grad Q_{a_t}(mu_t), so
that the two share the loss and the clock, and nothing else.  A pair of one coordinate is taken twice.  Source: tdmf Thm 3.1.

Main definition: `phase_picture`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from numeric_backend.experiments.scene import Scene, Settings, prepare
from numeric_backend.flows.mirror import mirror_flow
from numeric_backend.losses import Quadratic
from numeric_backend.plots.picture import Mark, Picture, Refused, Series

__all__ = ["phase_picture", "predicted"]

Array = NDArray[np.float64]
_LANES, _DOTS = 6, 12
SETTINGS = Settings(trajectories=_LANES, samples=161, duration=3.0, alpha="0.2 until 1")


def phase_picture(pair: Pair, p: Potential, given: Mapping[str, Fraction], span: tuple[float, float] | None = None, title: str = "",
                  settings: Settings = SETTINGS) -> Picture:
    """Six trajectories toward the minimum of a quadratic loss, each with its prediction as dots; Refused where x is no plane.

    >>> from mirrorsym._derive import potential
    >>> pair = Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"])
    >>> found = phase_picture(pair, potential(pair, {}), {})
    >>> line, dots = found.series[:2]
    >>> bool(abs(line.x[-1] - dots.x[-1]) < 1e-3)
    True
    """
    if len(pair.g) > 2:
        raise Refused(f"x has {len(pair.g)} coordinates, and a plane has two")
    both = Pair(g=pair.g, h=pair.h, domain=pair.M, init=dict(pair.init), copies=2 // len(pair.g), title=pair.title, matrices=pair.matrices)
    scene = prepare(both, {}, p, replace(settings, values={n: float(v) for n, v in given.items()}), _loss(both, settings))
    if scene.closed is None:
        raise Refused("no formula was derived")
    x, there = scene.run["x"], predicted(scene)
    series, marks = [], []
    for lane in range(scene.count):
        shown = _spread(x[:, :, lane])
        series.append(Series(f"trajectory {lane + 1}", x[0, :, lane], x[1, :, lane], lane))
        series.append(Series(f"prediction {lane + 1}", there[0, shown, lane], there[1, shown, lane], lane, "dots"))
        marks.append(Mark("start", float(x[0, 0, lane]), float(x[1, 0, lane]), lane))
    inside = [v[np.isfinite(v)] for v in (x[0], x[1])]
    frame = [(float(np.min(v)), float(np.max(v))) for v in inside]
    (x0, x1), (y0, y1) = ((low - 0.06 * (high - low or 1.0), high + 0.06 * (high - low or 1.0)) for low, high in frame)
    x0, x1 = span or (x0, x1)
    told = [f"trajectory {lane + 1} ends early: {why}" for lane, why in enumerate(scene.run.because) if why is not None]
    return Picture("phase", title, f"alpha: {settings.alpha}, dots: the prediction" if pair.h is not None else "dots: the prediction",
                   r"$x_1$", r"$x_2$", ("x1", "x2"), tuple(series), (x0, x1, y0, y1), tuple(marks), {"start": "start"}, tuple(told),
                   facts={"alpha": settings.alpha, "seed": settings.seed, "gap": _gap(x, there)})


def predicted(scene: Scene) -> Array:
    """x = grad Q_{a_t}(mu_t) along the mirror flow in mu, at the times of the scene's run; NaN where it was not reached."""
    def forward(mu: Array, a: Array, lanes: NDArray[np.intp]) -> Array:
        found: Array = scene.formulas.of(lanes).grad_Q_inside(mu, a)
        return found

    shape = (len(scene.pair.g) * scene.pair.copies, scene.count)
    found: Array = mirror_flow(forward, scene.drive, shape, scene.run.times, tolerance=scene.fine)["x"]
    return found


def _spread(path: Array) -> NDArray[np.intp]:
    """Places along a path (2, times), as far from each other as its length allows."""
    steps = np.hypot(*np.diff(path, axis=1))
    length = np.concatenate([[0.0], np.cumsum(np.where(np.isfinite(steps), steps, 0.0))])
    found: NDArray[np.intp] = np.unique(np.searchsorted(length, np.linspace(0.0, length[-1], _DOTS) * (1 - 1e-9)))
    return found


def _gap(x: Array, there: Array) -> float:
    """The largest distance between the two, where both are."""
    away = np.abs(x - there)
    return float(np.nanmax(away)) if np.isfinite(away).any() else float("nan")


def _loss(pair: Pair, settings: Settings) -> Quadratic:
    """A bowl that is twice as steep in one direction, its minimum between what the flow can reach: where grad Q(0) of all starts lies."""
    found = prepare(pair, {}, None, replace(settings, samples=2, duration=1e-6), Quadratic(np.eye(2), np.zeros((2, 1))))
    middle = np.mean(found.run["x"][:, 0], axis=1, keepdims=True)
    return Quadratic(np.array([[2.0, 0.5], [0.5, 1.0]]), middle)
