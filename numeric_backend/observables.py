"""What is measured along a trajectory; the rows of x are its coordinates, the columns trajectories, and results have one number a column.

Main definitions: `norm`, `ratio`, `sparsity`, `distance`, `singular_values`, `nuclear`, `frobenius`, `margins`, `bregman`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["bregman", "distance", "frobenius", "margins", "norm", "nuclear", "ratio", "singular_values", "sparsity"]

Array = NDArray[Any]


def _summed(rows: Array) -> Array:
    total: Array = rows[0]
    for row in rows[1:]:
        total = total + row
    return total


def norm(x: Array, p: float = 2.0) -> Array:
    """(sum |x_i|**p)**(1/p) for p > 0, the largest |x_i| for p = inf; scaled, so that nothing overflows on the way.

    >>> (norm(np.array([[3e200], [4e200]])) / 1e200).round(9).tolist(), norm(np.array([[3.0], [-4.0]]), 1).tolist()
    ([5.0], [7.0])
    """
    size = np.abs(x)
    most = np.max(size, axis=0)
    if p == np.inf:
        return np.asarray(most)
    if p == 1:
        return _summed(size)
    if not p > 0:
        raise ValueError(f"p is positive, not {p}")
    unit = np.where((most > 0) & np.isfinite(most), most, 1.0)
    part = size / unit
    total = _summed(part * part) if p == 2 else _summed(part**p)
    return unit * (np.sqrt(total) if p == 2 else total ** (1 / p))


def ratio(x: Array, p: float = 1.0, q: float = 2.0) -> Array:
    """|x|_p/|x|_q: for p = 1, q = 2 between 1 (one coordinate) and sqrt(n) (all alike); NaN at 0, where it has no limit.

    >>> ratio(np.array([[1.0, 2.0, 0.0], [0.0, 2.0, 0.0]])).round(12).tolist()
    [1.0, 1.414213562373, nan]
    """
    below = norm(x, q)
    with np.errstate(all="ignore"):
        return np.where(below > 0, norm(x, p) / below, np.nan)


def sparsity(x: Array, small: float = 1e-6) -> Array:
    """The fraction of coordinates with |x_i| <= small*max |x_j|: those that count as 0; 1 at 0.

    >>> sparsity(np.array([[1.0, 0.0], [1e-9, 0.0]])).tolist()
    [0.5, 1.0]
    """
    size = np.abs(x)
    most = np.max(size, axis=0)
    return np.where(np.isnan(most), np.nan, np.mean(size <= small * most, axis=0))


def distance(x: Array, y: Array, p: float = 2.0) -> Array:
    """|x - y|_p.

    >>> distance(np.array([[1.0]]), np.array([[3.0]])).tolist()
    [2.0]
    """
    return norm(x - y, p)


def singular_values(x: Array, shape: tuple[int, int]) -> Array:
    """Singular values, largest first, of x read as matrices row by row: (min(shape), trajectories); NaN where x is.

    >>> singular_values(np.array([[3.0], [0.0], [0.0], [-4.0]]), (2, 2))[:, 0].tolist()
    [4.0, 3.0]
    """
    if len(x) != shape[0] * shape[1]:
        raise ValueError(f"{len(x)} rows are no {shape[0]} x {shape[1]} matrix")
    fine = np.all(np.isfinite(x), axis=0)
    matrices = np.where(fine, x, 0.0).T.reshape(-1, *shape)
    return np.where(fine, np.linalg.svd(matrices, compute_uv=False).T, np.nan)


def nuclear(x: Array, shape: tuple[int, int]) -> Array:
    """The sum of the singular values.

    >>> nuclear(np.array([[3.0], [0.0], [0.0], [-4.0]]), (2, 2)).tolist()
    [7.0]
    """
    return _summed(singular_values(x, shape))


def frobenius(x: Array) -> Array:
    """The Frobenius norm of x read as matrices, which is |x|_2.

    >>> frobenius(np.array([[3.0], [0.0], [0.0], [-4.0]])).tolist()
    [5.0]
    """
    return norm(x)


def margins(x: Array, Z: Array, labels: Array, p: float = 2.0) -> Array:
    """min_i y_i <z_i, x>/|x|_p with labels 1 and -1, (m, 1) or (m, trajectories); NaN at x = 0.

    >>> margins(np.array([[3.0], [4.0]]), np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1.0], [1.0]])).tolist()
    [0.6]
    """
    from numeric_backend.losses import combined

    size = norm(x, p)
    with np.errstate(all="ignore"):
        return np.where(size > 0, np.min(labels * combined(Z, x), axis=0) / size, np.nan)


def bregman(R: Array, R_at: Array, slope: Array, x: Array, at: Array) -> Array:
    """D_R(x, at) = R(x) - R(at) - <grad R(at), x - at>, given R(x), R(at) and grad R(at).

    >>> bregman(np.array([9.0]), np.array([1.0]), np.array([[2.0]]), np.array([[3.0]]), np.array([[1.0]])).tolist()
    [4.0]
    """
    return R - R_at - _summed(slope * (x - at))
