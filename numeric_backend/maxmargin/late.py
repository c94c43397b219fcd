"""The late phase of mirror flow on separable data, in logarithms: the loss may be exp(-1e6) and the time exp(1e6).

The flow d grad R(theta) = -grad L(theta) dt with L = sum_i exp(-q_i) becomes, in the rescaled time dtau = L dt, the flow of log L, whose
numbers stay finite.  A step solves the implicit equation z = z_before + eta*h(theta), z = grad R(theta), h = -grad L/L, by Newton's
method: for a linear model that is the minimizer of eta*log L + D_R(., theta_before), a step of the Bregman proximal point method, stable
whatever its length.  Each lane of the batch has step lengths of its own, such that log(1/L) grows by about a constant factor a step.
Time is summed as log t.

Main definitions: `late_flow`, `Late`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.maxmargin.models import Model
from numeric_backend.maxmargin.potentials import Mirror

__all__ = ["Late", "late_flow"]

Array = NDArray[Any]
_NEWTON = 20
_GROWTH = 1.06
_TRIES = 60
_SHORT = 0.1  # a step near theta = 0 is no longer than this times the growth


@dataclass(frozen=True, eq=False, slots=True)
class Late:
    """Records along the flow: theta (steps, lanes, n), log_time and log_loss (steps, lanes); `because` says why a lane ended, None at
    the goal.

    A lane that has ended repeats its last record.
    """

    theta: Array
    log_time: Array
    log_loss: Array
    because: tuple[str | None, ...]


def late_flow(model: Model, mirror: Mirror, X: Any, y: Any, start: Any, *, goal: Any = 1e6, limit: int = 4000,
              growth: float = _GROWTH) -> Late:
    """Flow from theta = `start` (lanes, n) until log(1/L) >= `goal` (one number, or one a lane), on data X (m, d) or (lanes, m, d) with
    labels y (m) or (lanes, m).

    A potential whose lambda differs between lanes takes it as an array (lanes, 1).  `growth` is the aimed growth of 1 + log(1 + 1/L) in a
    step, and of the parameter.

    >>> from numeric_backend.maxmargin.models import linear
    >>> from numeric_backend.maxmargin.potentials import smoothened
    >>> found = late_flow(linear(), smoothened(2, 0), [[3.0, 4.0], [8.0, 6.0]], [1, 1], [[0.0, 0.0]])
    >>> end = found.theta[-1, 0]
    >>> (end/np.hypot(*end)).round(5).tolist(), bool(found.log_loss[-1, 0] < -1e6)
    ([0.6, 0.8], True)
    """
    theta = np.array(start, dtype=np.float64)
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    y = np.broadcast_to(y, (len(theta), y.shape[-1]))
    if X.ndim == 2:
        X = np.broadcast_to(X, (len(theta), *X.shape))
    lanes = len(theta)
    z = np.broadcast_to(mirror.slope(theta), theta.shape).copy()
    step = np.full(lanes, 1e-3)
    log_time = np.full(lanes, -np.inf)
    lowest = _log_loss(model, theta, X, y)
    theta_log, time_log, loss_log = [theta.copy()], [log_time.copy()], [lowest.copy()]
    because: list[str | None] = [None] * lanes
    live = -lowest < goal
    failed = np.zeros(lanes, dtype=int)
    for _ in range(limit):
        if not live.any():
            break
        new, fine = _implicit(model, mirror, X, y, z, theta, np.where(live, step, 0.0))
        with np.errstate(all="ignore"):
            at = np.asarray(mirror.inverse(new))
            fine &= np.all(np.isfinite(at), axis=1)
            below = _log_loss(model, np.where(fine[:, None], at, theta), X, y)
            moved = 1 + np.max(np.abs(at - theta), axis=1) / (_SHORT + np.max(np.abs(theta), axis=1))
        ratio = np.fmax(_size(below) / _size(lowest), np.where(fine, moved, np.inf))
        good = live & fine & (ratio < growth**2) & (below <= lowest + 1e-9 * np.abs(lowest))
        # between the two ends log(1/L) is taken as linear in tau: the integral of dtau/L
        log_time[good] = np.logaddexp(log_time[good], np.log(step[good]) + _mean_exponential(-lowest[good], -below[good]))
        z[good], theta[good], lowest[good] = new[good], at[good], below[good]
        longer = np.clip((growth - 1) / np.maximum(ratio - 1, 1e-3), 0.5, 1.6)
        step = np.minimum(np.where(live, step * np.where(good, longer, 0.3), step), 1e300)
        failed = np.where(good, 0, failed + live)
        for k in np.flatnonzero(live & (failed > _TRIES)):
            because[k] = "no step of any length goes on"
            live[k] = False
        live &= -lowest < goal
        theta_log.append(theta.copy())
        time_log.append(log_time.copy())
        loss_log.append(lowest.copy())
    for k in np.flatnonzero(live):
        because[k] = f"log(1/L) is {-lowest[k]:.3g} after {limit} steps"
    return Late(np.array(theta_log), np.array(time_log), np.array(loss_log), tuple(because))


def _log_loss(model: Model, theta: Array, X: Array, y: Array) -> Array:
    q = y * model.outputs(theta, X)
    least = np.min(q, axis=1)
    return np.asarray(np.log(np.sum(np.exp(least[:, None] - q), axis=1)) - least)


def _size(log_loss: Array) -> Array:
    """What grows by about a constant factor in a step: 1 + log(1 + 1/L)."""
    return 1 + np.logaddexp(0.0, -log_loss)


def _mean_exponential(a: Array, b: Array) -> Array:
    """log of the mean of exp over [a, b]."""
    top, width = np.maximum(a, b), np.maximum(np.abs(b - a), 1e-12)
    return np.asarray(top + np.log(-np.expm1(-width) / width))


def _implicit(model: Model, mirror: Mirror, X: Array, y: Array, z: Array, theta: Array, step: Array) -> tuple[Array, Array]:
    """z with z = z_before + step*h(grad R*(z)), and where it was found."""
    new, at = z.copy(), theta
    n = z.shape[1]
    done = np.zeros(len(z), dtype=bool)
    for _ in range(_NEWTON):
        with np.errstate(all="ignore"):  # a lane that overflows is refused, and goes on with a shorter step
            q = y * model.outputs(at, X)
            weights = np.exp(np.min(q, axis=1, keepdims=True) - q)
            weights = weights / np.sum(weights, axis=1, keepdims=True)
            each = y[..., None] * model.jacobian(at, X)
            force = np.matmul(weights[:, None], each)[:, 0]
            rest = new - z - step[:, None] * force
            spread = np.matmul(np.swapaxes(each * weights[..., None], 1, 2), each) - force[:, :, None] * force[:, None]
            bend = spread - model.bend(at, X, weights * y)
            metric = 1 / np.asarray(mirror.curvature(at))
            matrix = np.eye(n) + step[:, None, None] * bend * metric[:, None]
        usable = np.all(np.isfinite(matrix), axis=(1, 2)) & np.all(np.isfinite(rest), axis=1)
        matrix = np.where(usable[:, None, None], matrix, np.eye(n))
        try:
            move = np.linalg.solve(matrix, np.where(usable[:, None], rest, 0.0)[..., None])[..., 0]
        except np.linalg.LinAlgError:
            return new, done & False
        with np.errstate(all="ignore"):
            new = np.where((usable & ~done)[:, None], new - move, new)
            at = np.asarray(mirror.inverse(new))
        # q has an error of about its size times 1e-16, and so have the weights, relatively
        near = np.maximum(1e-11, 1e-15 * np.max(np.abs(q), axis=1))
        small = np.max(np.abs(move), axis=1) <= near * np.maximum(np.max(np.abs(new - z), axis=1), 1e-3 * np.max(np.abs(new), axis=1))
        done |= usable & small
        if done.all():
            break
    return new, done
