"""The numeric potential for many trajectories at once, in double precision: the fall-back for every commuting pair, and a second way.

psi(mu, a) is the end of one ordinary differential equation, dw/ds = sum_i mu_i grad g_i(w) + a grad h(w) for 0 <= s <= 1;
Q_a(mu) = int_0^1 <mu, g(w)> + a h(w) ds along it (Q_0(0) = 0); grad R_a(x) solves g(psi(mu, a)) = x by Newton's method with the Jacobian
J J^T, and R_a(x) = <x, mu> - Q_a(mu).  `numeric_backend.transforms` is the same with any number of digits, one point at a time.

Main definitions: `psi`, `invert`, `along`, `Point`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from numeric_backend.flows.dop853 import Event, Piece, integrate
from numeric_backend.flows.fused import integrate_compiled, refusal
from numeric_backend.flows.solving import newton
from numeric_backend.flows.written import curve_part
from numeric_backend.instances import Instance

__all__ = ["Inverse", "Point", "along", "invert", "psi"]

Array = NDArray[np.float64]
#: (mu, numbers of trajectories, share of a) to x and w
Ends = Callable[[Array, NDArray[np.intp], Array], tuple[Array, Array]]
_FINE = 1e-14
_SHORTEST = 1e-8  # step: what comes closer to a blow-up than that is not followed
_CLOSE = 1e-9
_SHARES, _SHORTEST_SHARE = 40, 1e-3
_ROUGH, _FEW = 1e-8, 60  # tolerance and steps of a curve on the way
_LIMIT = 1500  # steps of a curve; one that needs more is not followed


@dataclass(frozen=True, eq=False)
class Point:
    """The potential at (mu, a) of each trajectory: w = psi, x = grad Q, h, Q; NaN where the curve ends early, which `because` explains."""

    w: Array
    x: Array
    h: Array
    Q: Array
    error: Array
    because: tuple[str | None, ...]


@dataclass(frozen=True, eq=False)
class Inverse:
    """mu = grad R_a(x) with R and what is left of |grad Q_a(mu) - x|, relative to max(1, |x|); NaN where no mu was found."""

    mu: Array
    R: Array
    dR_da: Array
    point: Point
    residual: Array


def along(pair: Instance, start: Array, mu: Array, a: Array, tolerance: float = _FINE, limit: int = _LIMIT) -> Point:
    """The end of the curve of (mu, a) from `start`; mu is (N, trajectories) or (N, 1), a (trajectories,).

    >>> from mirrorsym.maps import Pair
    >>> from numeric_backend.instances import instance
    >>> found = along(instance(Pair(g=["u**2"], domain=["u > 0"]), {}), np.ones((1, 2)), np.array([[0.25, 0.5]]), np.zeros(2))
    >>> bool(np.all(abs(found.w[0] - np.exp([0.5, 1.0])) < 1e-13))
    True
    """
    count = start.shape[1]
    mu = np.ascontiguousarray(np.broadcast_to(mu, (pair.N, count)))
    clock = np.ascontiguousarray(np.broadcast_to(a, (count,)))
    D = pair.D

    def field(_: Array, y: Array, lanes: NDArray[np.intp]) -> Array:
        forces = np.take(mu, lanes, axis=1)
        speed, x, h, _ = pair.field(y[:D], lambda _: forces, clock[lanes])
        q = clock[lanes] * h
        for i in range(pair.N):
            q = q + forces[i] * x[i]
        return np.concatenate([speed, q[None]])

    sign = np.sign(pair.sides(start))
    leaves = Event("it leaves M", lambda t, y, lanes: pair.sides(y[:D]) * np.take(sign, lanes, axis=1))
    whole = np.concatenate([start, np.zeros((1, count))])
    part = None if pair.written is None else curve_part(pair.written, mu, clock, sign[:pair.written.signs], leaves.because)
    if part is not None and refusal([part]) is None:
        found = integrate_compiled([part], whole, [1.0], tolerance=tolerance, first=0.05, limit=limit, shortest=_SHORTEST)
    else:
        found = integrate([Piece(1.0, field)], whole, [1.0], tolerance=tolerance, events=[leaves], first=0.05, limit=limit,
                          shortest=_SHORTEST)
    end = np.ascontiguousarray(found.values[:, -1, :])
    x, h = pair.both(np.ascontiguousarray(end[:D]))
    return Point(end[:D], x, h, end[D], found.error, found.because)


def psi(pair: Instance, start: Array, legs: Sequence[tuple[Array, Array]], tolerance: float = _FINE) -> Array:
    """The end of the flows of several (mu, a), one after the other: for a commuting pair their order does not matter."""
    here = start
    for mu, a in legs:
        here = along(pair, here, mu, a, tolerance).w
    return here


def invert(pair: Instance, start: Array, x: Array, a: Array, guess: Array | None = None, tolerance: float = _FINE) -> Inverse:
    """grad R_a(x) by Newton's method, each step halved until the residual falls; every trajectory by itself.

    Where there is no curve to mu = 0 at this a, x and a are moved together from the start, where mu = 0.
    """
    count = start.shape[1]
    goal = np.ascontiguousarray(np.broadcast_to(x, (pair.N, count)))
    clock = np.ascontiguousarray(np.broadcast_to(a, (count,)))
    first = np.zeros((pair.N, count)) if guess is None else np.broadcast_to(guess, (pair.N, count))

    seen, ends = np.full((pair.N, count), np.nan), np.full((pair.D, count), np.nan)

    def at(mu: Array, lanes: NDArray[np.intp]) -> Point:
        found = along(pair, np.take(start, lanes, axis=1), mu, clock[lanes], tolerance)
        seen[:, lanes], ends[:, lanes] = mu, found.w
        return found

    def slope(mu: Array, lanes: NDArray[np.intp]) -> Array:
        known = np.array_equal(np.take(seen, lanes, axis=1), mu)  # the value was asked for just before
        return pair.gram(np.take(ends, lanes, axis=1) if known else at(mu, lanes).w)

    mu, left = newton(lambda m, lanes: at(m, lanes).x, slope, goal, first)
    lost = np.flatnonzero(~(left < _CLOSE))
    if len(lost):
        none = along(pair, np.take(start, lost, axis=1), np.zeros((pair.N, 1)), clock[lost], _ROUGH, _FEW)
        lost = lost[np.any(np.isnan(none.w), axis=0)]
    if len(lost):
        def value(m: Array, lanes: NDArray[np.intp], share: Array) -> tuple[Array, Array]:
            end = along(pair, np.take(start, lanes, axis=1), m, share * clock[lanes], _ROUGH, _FEW)
            return end.x, end.w
        near, arrived = _followed(pair, value, pair.both(start)[0], goal, lost)
        lost, near = lost[arrived], near[:, arrived]
        if len(lost):
            aim = np.take(goal, lost, axis=1)
            mu[:, lost], left[lost] = newton(lambda m, i: at(m, lost[i]).x, lambda m, i: slope(m, lost[i]), aim, near)
    found = left < _CLOSE
    mu = np.where(found, mu, np.nan)
    point = at(mu, np.arange(count))
    R = -point.Q
    for i in range(pair.N):
        R = R + goal[i] * mu[i]
    return Inverse(mu, R, np.where(found, -point.h, np.nan), point, left)  # without h a point that was not found has h = 0 too


def _followed(pair: Instance, value: Ends, begin: Array, goal: Array, lanes: NDArray[np.intp]) -> tuple[Array, NDArray[np.bool_]]:
    """(mu, whether it was found) of some trajectories, roughly: share by share from (x_0, 0) to (x, a), each with steps of its own.

    `value(mu, lanes, share)` gives x and w at that share of a.
    """
    count = len(lanes)
    mu, before = np.zeros((pair.N, count)), np.zeros((pair.N, count))
    done, step, last = np.zeros(count), np.full(count, 0.125), np.full(count, np.inf)
    for _ in range(_SHARES):
        going = np.flatnonzero((done < 1.0) & (step >= _SHORTEST_SHARE))
        if not len(going):
            break
        share = np.minimum(done[going] + step[going], 1.0)
        who = lanes[going]
        target = np.take(begin, who, axis=1) + share * np.take(goal - begin, who, axis=1)
        first = np.take(mu, going, axis=1) + np.take(mu - before, going, axis=1) * ((share - done[going]) / last[going])
        found, rest = newton(partial(_x_of, value, who, share), partial(_gram_of, pair, value, who, share), target, first, small=1e-7)
        good = rest < 1e-6
        on, off = going[good], going[~good]
        before[:, on], last[on] = mu[:, on], share[good] - done[on]
        mu[:, on], done[on] = found[:, good], share[good]
        step[on], step[off] = 1.5 * step[on], 0.5 * step[off]
    return mu, done >= 1.0


def _x_of(value: Ends, who: NDArray[np.intp], share: Array, m: Array, i: NDArray[np.intp]) -> Array:
    return value(m, who[i], share[i])[0]


def _gram_of(pair: Instance, value: Ends, who: NDArray[np.intp], share: Array, m: Array, i: NDArray[np.intp]) -> Array:
    return pair.gram(value(m, who[i], share[i])[1])
