"""Losses f(x) with their gradients, for many trajectories at once; x has a row per coordinate and a column per trajectory.

A loss of a linear model has data Z (m, n), shared by all trajectories, and labels (m, 1) or (m, trajectories).  Sums over coordinates
are taken one term after the other, never by a matrix product, whose bits depend on how many columns there are.

What a loss of rows is stands in `numeric_backend.optimizers.losses`, once; here it meets its data.

Main definitions: `Loss`, `OnRows`, `LeastSquares`, `Logistic`, `Exponential`, `Quadratic`, `Custom`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from numeric_backend import optimizers
from numeric_backend.adjoint import gradient
from numeric_backend.backends.on_numpy import compile as compiled_numpy
from numeric_backend.kernel import Kernel

__all__ = ["Custom", "Exponential", "LeastSquares", "Logistic", "Loss", "OnRows", "Quadratic", "combined"]

Array = NDArray[np.float64]
_NEWTON = 60


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

    def goal(self, count: int) -> tuple[Array, Array] | str:  # noqa: ARG002 (of this many trajectories)
        """(Z of full row rank, z (rows, `count`)): f is least exactly where Zx = z.  Or a sentence why there is no such thing.

        A column of z is NaN where the labels of that trajectory leave f without a minimum.
        """
        return f"where the {self.name} loss is least is not known"

    @abstractmethod
    def _value(self, x: Array, lanes: NDArray[np.intp]) -> Array: ...

    @abstractmethod
    def _gradient(self, x: Array, lanes: NDArray[np.intp]) -> Array: ...


def _of(labels: Array, lanes: NDArray[np.intp]) -> Array:
    return labels if labels.shape[1] == 1 else np.take(labels, lanes, axis=1)


@dataclass(frozen=True, eq=False)
class OnRows(Loss):
    """A loss of rows of data with its data: the sum over rows of `formula`, which takes <z_i, x> and y_i.

    The formula is of the vocabulary that the optimizers share (`numeric_backend.optimizers.losses`).
    """

    Z: Array
    labels: Array
    formula: ClassVar[optimizers.Loss]

    def _each(self, x: Array, lanes: NDArray[np.intp]) -> tuple[Array, Array]:
        value, slope = _compiled(self.formula.kernel)(combined(self.Z, x), _of(self.labels, lanes))
        return value, slope

    def _value(self, x: Array, lanes: NDArray[np.intp]) -> Array:
        return _total(self._each(x, lanes)[0])

    def _gradient(self, x: Array, lanes: NDArray[np.intp]) -> Array:
        return combined(self.Z.T, self._each(x, lanes)[1])

    def goal(self, count: int) -> tuple[Array, Array] | str:
        """Where the predictions are the best ones: an inner minimum of a strictly convex function of them, or none."""
        left, rows = _reduced(self.Z)
        found = np.full((len(rows), count), np.nan)
        for k in range(count):
            found[:, k] = _least(self.formula.kernel, left, self.labels[:, k if self.labels.shape[1] > 1 else 0])
        if np.all(np.isnan(found)):
            return f"the {self.name} loss has no minimum on these labels"
        return rows, found


class LeastSquares(OnRows):
    """|Zx - y|**2/2.

    >>> f = LeastSquares(np.array([[1.0, 2.0]]), np.array([[3.0]]))
    >>> f.value(np.array([[1.0], [2.0]]), np.arange(1)).tolist(), f.gradient(np.array([[1.0], [2.0]]), np.arange(1)).tolist()
    ([2.0], [[2.0], [4.0]])
    """

    formula = optimizers.LEAST_SQUARES
    name = "least-squares"
    convex = True

    def goal(self, count: int) -> tuple[Array, Array] | str:
        """Where Zx is the projection of the labels."""
        left, rows = _reduced(self.Z)
        return rows, left.T @ np.broadcast_to(self.labels, (len(self.Z), count))
    sharp = True


class Logistic(OnRows):
    """sum of log(1 + exp(-y*z)), z = Zx, with labels 1 and -1."""

    formula = optimizers.LOGISTIC
    name = "logistic"
    convex = True


class Exponential(OnRows):
    """sum of exp(-y*z), z = Zx, with labels 1 and -1."""

    formula = optimizers.EXPONENTIAL
    name = "exponential"
    convex = True


@lru_cache(maxsize=32)
def _compiled(kernel: Kernel) -> Callable[..., tuple[Any, ...]]:
    return compiled_numpy(kernel)


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

    def goal(self, count: int) -> tuple[Array, Array] | str:
        """Where A(x - c) = 0."""
        if not self.convex:
            return "the quadratic loss is not convex"
        _, rows = _reduced(self.A)
        return rows, rows @ np.broadcast_to(self.center, (len(self.A), count))

    def _value(self, x: Array, lanes: NDArray[np.intp]) -> Array:
        away = x - _of(self.center, lanes)
        return _total(0.5 * (away * combined(self.A, away)))

    def _gradient(self, x: Array, lanes: NDArray[np.intp]) -> Array:
        return combined(self.A, x - _of(self.center, lanes))


@dataclass(frozen=True, eq=False)
class Custom(Loss):
    """A loss by compiled functions of the rows of x: `run(*rows)` gives the value and then the gradient's entries; so does `kernel`."""

    run: Callable[..., tuple[Any, ...]]
    name: str = "custom"
    kernel: Kernel | None = None

    def _value(self, x: Array, lanes: NDArray[np.intp]) -> Array:  # noqa: ARG002 - one loss for all
        return np.asarray(self.run(*x)[0], dtype=np.float64)

    def _gradient(self, x: Array, lanes: NDArray[np.intp]) -> Array:  # noqa: ARG002 - one loss for all
        return np.stack([np.asarray(v, dtype=np.float64) for v in self.run(*x)[1:]])


def _reduced(matrix: Array) -> tuple[Array, Array]:
    """(U, Z) with matrix = U @ Z, orthonormal columns in U and independent rows in Z."""
    left, sizes, right = np.linalg.svd(matrix, full_matrices=False)
    rank = int(np.sum(sizes > max(matrix.shape) * 1e-15 * max(float(sizes[0]), 1e-300)))
    return np.ascontiguousarray(left[:, :rank]), np.ascontiguousarray(sizes[:rank, None] * right[:rank])


def _least(formula: Kernel, left: Array, labels: Array) -> Array:
    """v with the least sum over rows of formula((left @ v)_i, label_i), by Newton's method; NaN where the sum has no minimum."""
    run = _compiled(formula)
    second = _compiled(gradient(Kernel(formula.arguments, formula.instructions, formula.outputs[1:]), 1))
    v = np.zeros(left.shape[1])
    none = np.full_like(v, np.nan)
    for _ in range(_NEWTON):
        with np.errstate(all="ignore"):
            slope, curvature = second(left @ v, labels)
            try:
                move = np.linalg.solve((left.T * curvature) @ left, -(left.T @ slope))
            except np.linalg.LinAlgError:
                return none
            size, here = 1.0, float(np.sum(run(left @ v, labels)[0]))
            if not np.all(np.isfinite(move)):
                return none
            if np.max(np.abs(move)) < 1e-13 * max(1.0, float(np.max(np.abs(v)))):
                return v + move
            while size > 1e-6 and not np.sum(run(left @ (v + size * move), labels)[0]) <= here * (1 + 1e-15):
                size *= 0.5
        v = v + size * move
    return none  # the steps do not become short: f falls for ever
