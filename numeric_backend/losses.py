"""Losses f(x) with their gradients, for many trajectories at once; x has a row per coordinate and a column per trajectory.

A loss of a linear model has data Z (m, n), shared by all trajectories, and labels (m, 1) or (m, trajectories).  Sums over coordinates
are taken one term after the other, never by a matrix product, whose bits depend on how many columns there are.

Main definitions: `Loss`, `LeastSquares`, `Logistic`, `Exponential`, `Quadratic`, `Custom`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Custom", "Exponential", "LeastSquares", "Logistic", "Loss", "Quadratic", "combined"]

Array = NDArray[np.float64]


def combined(matrix: Array, x: Array) -> Array:
    """matrix @ x, summed over coordinates in order."""
    total = matrix[:, :1] * x[:1]
    for j in range(1, matrix.shape[1]):
        total = total + matrix[:, j:j + 1] * x[j:j + 1]
    return total


def _total(parts: Array) -> Array:
    """The sum of the rows, in order."""
    total: Array = parts[0]
    for row in parts[1:]:
        total = total + row
    return total


class Loss(ABC):
    """`value(x, lanes)` (trajectories,) and `gradient(x, lanes)` (coordinates, trajectories); `lanes` are the trajectories' numbers.

    `convex` says that f is convex for certain (where it is False nothing is known); `sharp` that the labels are its only minimizer
    in z = Zx, which the theorems on the end point need (lwla Cor. 4.17).
    """

    name: str
    convex: bool = False
    sharp: bool = False

    def value(self, x: Array, lanes: NDArray[np.intp]) -> Array:
        """f(x), one number for each trajectory."""
        return self._value(x, lanes)

    def gradient(self, x: Array, lanes: NDArray[np.intp]) -> Array:
        """grad f(x), of the shape of x."""
        return self._gradient(x, lanes)

    @abstractmethod
    def _value(self, x: Array, lanes: NDArray[np.intp]) -> Array: ...

    @abstractmethod
    def _gradient(self, x: Array, lanes: NDArray[np.intp]) -> Array: ...


def _of(labels: Array, lanes: NDArray[np.intp]) -> Array:
    return labels if labels.shape[1] == 1 else np.take(labels, lanes, axis=1)


@dataclass(frozen=True, eq=False)
class LeastSquares(Loss):
    """|Zx - y|**2/2.

    >>> f = LeastSquares(np.array([[1.0, 2.0]]), np.array([[3.0]]))
    >>> f.value(np.array([[1.0], [2.0]]), np.arange(1)).tolist(), f.gradient(np.array([[1.0], [2.0]]), np.arange(1)).tolist()
    ([2.0], [[2.0], [4.0]])
    """

    Z: Array
    labels: Array
    name = "least-squares"
    convex = True
    sharp = True

    def _value(self, x: Array, lanes: NDArray[np.intp]) -> Array:
        miss = combined(self.Z, x) - _of(self.labels, lanes)
        return _total(0.5 * (miss * miss))

    def _gradient(self, x: Array, lanes: NDArray[np.intp]) -> Array:
        return combined(self.Z.T, combined(self.Z, x) - _of(self.labels, lanes))


@dataclass(frozen=True, eq=False)
class Logistic(Loss):
    """sum of log(1 + exp(-y*z)), z = Zx, with labels 1 and -1."""

    Z: Array
    labels: Array
    name = "logistic"
    convex = True

    def _value(self, x: Array, lanes: NDArray[np.intp]) -> Array:
        margin = _of(self.labels, lanes) * combined(self.Z, x)
        each = np.maximum(-margin, 0.0) + np.log1p(np.exp(-np.abs(margin)))
        return _total(each)

    def _gradient(self, x: Array, lanes: NDArray[np.intp]) -> Array:
        y = _of(self.labels, lanes)
        margin = y * combined(self.Z, x)
        small = np.exp(-np.abs(margin))  # never overflows
        return combined(self.Z.T, -y * np.where(margin > 0, small, 1.0) / (1.0 + small))


@dataclass(frozen=True, eq=False)
class Exponential(Loss):
    """sum of exp(-y*z), z = Zx, with labels 1 and -1."""

    Z: Array
    labels: Array
    name = "exponential"
    convex = True

    def _value(self, x: Array, lanes: NDArray[np.intp]) -> Array:
        each = np.exp(-_of(self.labels, lanes) * combined(self.Z, x))
        return _total(each)

    def _gradient(self, x: Array, lanes: NDArray[np.intp]) -> Array:
        y = _of(self.labels, lanes)
        return combined(self.Z.T, -y * np.exp(-y * combined(self.Z, x)))


@dataclass(frozen=True, eq=False)
class Quadratic(Loss):
    """<x - c, A(x - c)>/2 with a symmetric matrix A and centers c, (n, 1) or (n, trajectories); convex where A is."""

    A: Array
    center: Array
    name = "quadratic"

    @property
    def convex(self) -> bool:  # type: ignore[override]
        """Whether no eigenvalue of A is negative beyond rounding."""
        values = np.linalg.eigvalsh(self.A)
        return bool(values[0] >= -1e-12 * max(1.0, float(values[-1])))

    def _value(self, x: Array, lanes: NDArray[np.intp]) -> Array:
        away = x - _of(self.center, lanes)
        return _total(0.5 * (away * combined(self.A, away)))

    def _gradient(self, x: Array, lanes: NDArray[np.intp]) -> Array:
        return combined(self.A, x - _of(self.center, lanes))


@dataclass(frozen=True, eq=False)
class Custom(Loss):
    """A loss by compiled functions of the rows of x: `run(*rows)` gives the value and then the gradient's entries."""

    run: Callable[..., tuple[Any, ...]]
    name: str = "custom"

    def _value(self, x: Array, lanes: NDArray[np.intp]) -> Array:  # noqa: ARG002 - one loss for all
        return np.asarray(self.run(*x)[0], dtype=np.float64)

    def _gradient(self, x: Array, lanes: NDArray[np.intp]) -> Array:  # noqa: ARG002 - one loss for all
        return np.stack([np.asarray(v, dtype=np.float64) for v in self.run(*x)[1:]])
