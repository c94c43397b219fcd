"""The three effects of a regularizer and its contraction, seen in numbers: many initial points, clocks and points x at once.

What `mirrorsym derive` states in formulas (tdmf Sec. 4) is here a function of arrays, for every commuting pair, with a formula or without.
Numbers show an effect at the points that are asked for; they prove none.  Results have the axes (coordinate of x, point, clock,
trajectory), or those of them that apply; NaN where the curve that defines psi ends early or x is not reached.

Main definitions: `minimizer`, `steepness`, `slope_in_clock`, `reach`, `Reach`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric_backend.batched import Inverse, along, invert
from numeric_backend.instances import Instance

__all__ = ["Reach", "minimizer", "reach", "slope_in_clock", "steepness"]

Array = NDArray[np.float64]
_HALVINGS = 20


@dataclass(frozen=True, eq=False)
class Reach:
    """The least and the largest x_i that were seen as mu_i runs from -far to far, both (N, clocks, trajectories).

    `down` and `up` say whether the curve goes on to -far and to far; where it does not, it ends in between.
    """

    lowest: Array
    highest: Array
    down: NDArray[np.bool_]
    up: NDArray[np.bool_]


def minimizer(pair: Instance, start: Array, a: ArrayLike) -> Array:
    """Positional bias: where R_a is least, x = g(psi(0, a)), for each clock and initial point: (N, clocks, trajectories).

    >>> from mirrorsym.maps import Pair
    >>> from numeric_backend.instances import instance
    >>> found = minimizer(instance(Pair(g=["u**2"], h="u**2", domain=["u > 0"]), {}), np.ones((1, 2)), [0.0, -0.25])
    >>> bool(np.all(abs(found[0, :, 0] - np.exp([0.0, -1.0])) < 1e-13))
    True
    """
    clocks, count = _clocks(a), start.shape[1]
    lanes, times = np.tile(start, (1, len(clocks))), np.repeat(clocks, count)
    return along(pair, lanes, np.zeros((pair.N, 1)), times).x.reshape(pair.N, len(clocks), count)


def steepness(pair: Instance, start: Array, x: ArrayLike, a: ArrayLike) -> Array:
    """Type of bias: d_i d_i R_a(x) over d_i d_i R_a(0), for each of the points x, (N, points): (N, points, clocks, trajectories).

    1 for a quadratic R_a (ridge); what falls like 1/|x| is the curvature of an entropy, which looks like an L1 norm from far away.
    """
    points = np.asarray(x, dtype=np.float64)
    if points.ndim != 2 or points.shape[0] != pair.N:
        raise ValueError(f"x has a row for each of the {pair.N} coordinates and a column for each point")
    found = _at(pair, start, np.concatenate([np.zeros((pair.N, 1)), points], axis=1), a)
    bent = _curvature(pair, found.point.w).reshape(pair.N, points.shape[1] + 1, -1, start.shape[1])
    ratio: Array = bent[:, 1:] / bent[:, :1]
    return ratio


def slope_in_clock(pair: Instance, start: Array, x: ArrayLike, a: ArrayLike) -> Array:
    """d_a R_a(x) at each of the points: (points, clocks, trajectories); R_a is contracting where it is at most 0 (tdmf Def. 3.2)."""
    points = np.asarray(x, dtype=np.float64)
    if points.ndim != 2 or points.shape[0] != pair.N:
        raise ValueError(f"x has a row for each of the {pair.N} coordinates and a column for each point")
    return _at(pair, start, points, a).dR_da.reshape(points.shape[1], -1, start.shape[1])


def reach(pair: Instance, start: Array, a: ArrayLike, far: float = 16.0) -> Reach:
    """Range: how far x_i gets as mu_i alone moves to -far and to far; it never moves back, since d x_i/d mu_i = |grad g_i|**2.

    Where the curve ends before, the farthest of the halved ways far/2, far/4, ... on which it does not is taken.
    """
    clocks, count = _clocks(a), start.shape[1]
    shares = 2.0 ** -np.arange(_HALVINGS)
    ends = np.concatenate([-far * shares, far * shares])
    lowest, highest = np.empty((2, pair.N, len(clocks), count))
    down, up = np.empty((2, pair.N, len(clocks), count), dtype=bool)
    for i in range(pair.N):
        mu = np.zeros((pair.N, len(ends) * len(clocks) * count))
        mu[i] = np.repeat(ends, len(clocks) * count)
        lanes = np.tile(start, (1, len(ends) * len(clocks)))
        times = np.tile(np.repeat(clocks, count), len(ends))
        x = along(pair, lanes, mu, times).x[i].reshape(len(ends), len(clocks), count)
        lowest[i], highest[i] = np.fmin.reduce(x[:_HALVINGS]), np.fmax.reduce(x[_HALVINGS:])
        down[i], up[i] = np.isfinite(x[0]), np.isfinite(x[_HALVINGS])
    return Reach(lowest, highest, down, up)


def _clocks(a: ArrayLike) -> Array:
    return np.atleast_1d(np.asarray(a, dtype=np.float64))


def _at(pair: Instance, start: Array, points: Array, a: ArrayLike) -> Inverse:
    """grad R_a at every point, clock and initial point, in this order."""
    clocks, count = _clocks(a), start.shape[1]
    lanes = np.tile(start, (1, points.shape[1] * len(clocks)))
    goal = np.repeat(points, len(clocks) * count, axis=1)
    return invert(pair, lanes, goal, np.tile(np.repeat(clocks, count), points.shape[1]))


def _curvature(pair: Instance, w: Array) -> Array:
    """The diagonal of Hess R_a = (J J^T)^{-1}, (N, lanes)."""
    gram = pair.gram(w)
    size = np.linalg.det(gram)
    good = np.isfinite(size) & (size > 0)
    inverse = np.linalg.inv(np.where(good[:, None, None], gram, np.eye(pair.N)))
    return np.where(good, np.einsum("kii->ik", inverse), np.nan)
