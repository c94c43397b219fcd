"""Small systems of equations, one for each trajectory, and Newton's method on them.

Main definitions: `solved`, `newton`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["newton", "solved"]

Array = NDArray[Any]
_ROUNDS, _HALVINGS = 60, 14


def solved(matrices: Array, right: Array) -> Array:
    """x with matrices[i] @ x[:, i] = right[:, i]; NaN where a matrix is singular or not finite.

    >>> solved(np.array([[[2.0]], [[0.0]]]), np.array([[4.0, 1.0]])).tolist()
    [[2.0, nan]]
    """
    with np.errstate(all="ignore"):
        if matrices.shape[1] == 1:
            only = right / matrices[:, 0, 0]
            return np.where(np.isfinite(only), only, np.nan)
        out = np.full_like(right, np.nan)
        fine = np.all(np.isfinite(matrices), axis=(1, 2)) & np.all(np.isfinite(right), axis=0)
        fine &= np.abs(np.linalg.det(np.where(fine[:, None, None], matrices, 0.0))) > 0
    if np.any(fine):
        try:
            out[:, fine] = np.linalg.solve(matrices[fine], right[:, fine].T[:, :, None])[:, :, 0].T
        except np.linalg.LinAlgError:  # pragma: no cover - a determinant that is not 0 in spite of a pivot that is
            return out
    return out


def newton(value: Callable[[Array, Array], Array], slope: Callable[[Array, Array], Array], goal: Array, guess: Array,
           lanes: Array | None = None, small: float = 4e-16) -> tuple[Array, Array]:
    """(the columns z with value(z) = goal, what is left relative to max(1, |goal|)), by Newton's method from the columns of `guess`.

    `value(z, lanes)` and `slope(z, lanes)`, of shape (trajectories, n, n), take the numbers of the columns; a step is halved until the
    residual falls.  Columns do not see each other.  Where nothing better is found the last column stays, with its residual.

    >>> z, left = newton(lambda z, _: np.sinh(z), lambda z, _: np.cosh(z).T[:, :, None], np.array([[1.0, -30.0]]), np.zeros((1, 2)))
    >>> bool(np.all(abs(z - np.arcsinh([[1.0, -30.0]])) < 1e-15)), bool(np.all(left < 1e-15))
    (True, True)
    """
    names = np.arange(guess.shape[1]) if lanes is None else lanes
    z = np.array(guess, dtype=np.float64)
    scale = np.maximum(1.0, np.max(np.abs(goal), axis=0))
    with np.errstate(all="ignore"):
        now = value(z, names)
        left = np.max(np.abs(now - goal), axis=0) / scale
        left = np.where(np.isnan(left), np.inf, left)
        waits = left > small
        for _ in range(_ROUNDS):
            active = np.flatnonzero(waits & np.isfinite(left))
            if not len(active):
                break
            move = solved(slope(np.take(z, active, axis=1), names[active]), np.take(goal - now, active, axis=1))
            pending, size = np.arange(len(active)), 1.0
            for _halving in range(_HALVINGS):
                who = active[pending]
                trial = np.take(z, who, axis=1) + size * np.take(move, pending, axis=1)
                there = value(trial, names[who])
                rest = np.max(np.abs(there - np.take(goal, who, axis=1)), axis=0) / scale[who]
                better = rest < left[who]
                z[:, who[better]], now[:, who[better]] = trial[:, better], there[:, better]
                waits[who[better]] = rest[better] > small
                left[who[better]] = rest[better]
                close = ~better & (left[who] < 1e-13)  # what is left is rounding
                waits[who[close]] = False
                pending = pending[~better & ~close]
                if not len(pending):
                    break
                size *= 0.5
            waits[active[pending]] = False
    return z, left
