"""Homogeneous models of one output: q_i(theta) = y_i f(theta; x_i), their gradients and second derivatives, for many parameters at once.

Parameters are (batch, n), data rows y_i z_i (batch, m, d) or (m, d); the models are smooth where no ReLU has argument 0.

Main definitions: `Model`, `linear`, `diagonal`, `two_layer`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Model", "diagonal", "linear", "two_layer"]

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Model:
    """`outputs(theta, rows, labels)` (batch, m) are f(theta; x_i); `jacobian` (batch, m, n); `bend(theta, rows, weights)` (batch, n, n) is
    sum_i weights_i times the second derivative of f(theta; x_i), weights (batch, m).

    `degree` is L of f(c theta) = c**L f(theta); `size(d)` how many parameters it has on data of d features.
    """

    name: str
    degree: int
    size: Callable[[int], int]
    outputs: Callable[[Array, Array], Array]
    jacobian: Callable[[Array, Array], Array]
    bend: Callable[[Array, Array, Array], Array]


def linear() -> Model:
    """f = <theta, x>.

    >>> linear().outputs(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])).tolist()
    [[11.0]]
    """
    return Model("linear", 1, lambda d: d, lambda t, X: np.matmul(X, t[..., None])[..., 0],
                 lambda t, X: np.broadcast_to(X, (len(t), *X.shape[-2:])),
                 lambda t, X, w: np.zeros((len(t), t.shape[-1], t.shape[-1])))


def diagonal(depth: int) -> Model:
    """f = <u_1*u_2*...*u_depth, x> elementwise, theta = (u_1, ..., u_depth) one after the other: degree `depth`.

    >>> diagonal(2).jacobian(np.array([[2.0, 3.0]]), np.array([[5.0]])).tolist()
    [[[15.0, 10.0]]]
    """
    if depth < 1:
        raise ValueError("the depth is at least 1")

    def factors(t: Array) -> Array:
        return t.reshape(len(t), depth, -1)

    def others(u: Array, *left: int) -> Array:
        kept = [k for k in range(depth) if k not in left]
        return np.prod(u[:, kept], axis=1) if kept else np.ones_like(u[:, 0])

    def jacobian(t: Array, X: Array) -> Array:
        u = factors(t)
        return np.concatenate([X * others(u, k)[:, None] for k in range(depth)], axis=-1)

    def bend(t: Array, X: Array, weights: Array) -> Array:
        u, d = factors(t), t.shape[-1] // depth
        pulled = np.matmul(weights[:, None], np.broadcast_to(X, (len(t), *X.shape[-2:])))[:, 0]
        out = np.zeros((len(t), depth, d, depth, d))
        at = np.arange(d)
        for k in range(depth):
            for j in range(depth):
                if j != k:
                    out[:, k, at, j, at] = pulled * others(u, j, k)
        return out.reshape(len(t), depth * d, depth * d)

    return Model(f"diagonal product of {depth} layers", depth, lambda d: depth * d,
                 lambda t, X: np.matmul(X, np.prod(factors(t), axis=1)[..., None])[..., 0], jacobian, bend)


def two_layer(width: int, activation: str = "relu", slope: float = 0.0) -> Model:
    """f = sum_j a_j sigma(<w_j, x>), theta = (a_1, ..., a_width, w_1, ..., w_width): degree 2; sigma "linear", or "relu" with `slope`
    below 0.

    The rows are the data x_i themselves; labels multiply the outputs, which for the other models is the same as multiplying the rows.

    >>> two_layer(1).outputs(np.array([[2.0, 1.0, -1.0]]), np.array([[3.0, 1.0], [1.0, 3.0]])).tolist()
    [[4.0, 0.0]]
    """
    if activation not in ("relu", "linear"):
        raise ValueError(f"the activation is relu or linear, not {activation!r}")
    low = 1.0 if activation == "linear" else slope

    def parts(t: Array, X: Array) -> tuple[Array, Array, Array]:
        a, W = t[:, :width], t[:, width:].reshape(len(t), width, -1)
        inner = np.matmul(X, np.swapaxes(W, 1, 2))
        return a, inner, np.where(inner > 0, 1.0, low)

    def outputs(t: Array, X: Array) -> Array:
        a, inner, gate = parts(t, X)
        return np.asarray(np.matmul(inner * gate, a[..., None])[..., 0])

    def jacobian(t: Array, X: Array) -> Array:
        a, inner, gate = parts(t, X)
        deep = (gate * a[:, None])[..., None] * np.broadcast_to(X, (len(t), *X.shape[-2:]))[:, :, None]
        return np.concatenate([inner * gate, deep.reshape(*deep.shape[:2], -1)], axis=-1)

    def bend(t: Array, X: Array, weights: Array) -> Array:
        _, _, gate = parts(t, X)
        d = X.shape[-1]
        cross = np.einsum("bm,bmj,bmk->bjk", weights, gate, np.broadcast_to(X, (len(t), *X.shape[-2:])))
        n = width * (1 + d)
        out = np.zeros((len(t), n, n))
        for j in range(width):
            place = slice(width + j * d, width + (j + 1) * d)
            out[:, j, place] = cross[:, j]
            out[:, place, j] = cross[:, j]
        return out

    return Model(f"two layers of width {width}, {activation}", 2, lambda d: width * (1 + d), outputs, jacobian, bend)
