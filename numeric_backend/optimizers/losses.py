"""Losses of rows of data, each with its derivative in the prediction, and losses of x itself.

Main definitions: `row_loss`, `direct_loss`, `LEAST_SQUARES`, `LOGISTIC`, `EXPONENTIAL`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from numeric_backend.adjoint import gradient
from numeric_backend.kernel import Kernel
from numeric_backend.optimizers.experiment import Loss
from numeric_backend.optimizers.writing import Number, Term, program

__all__ = ["EXPONENTIAL", "LEAST_SQUARES", "LOGISTIC", "direct_loss", "row_loss"]


def row_loss(write: Callable[[Term, Term], Term], *, mean: bool = False, scale: Number = 1) -> Loss:
    """`scale` times the sum (or mean) over rows of a function of prediction and label; its derivative is found.

    >>> row_loss(lambda z, y: (z - y) ** 4).kernel.operations
    5
    """
    return Loss(gradient(program(("prediction", "label"), lambda z, y: [write(z, y)]), 1), rows=True, mean=mean, scale=Fraction(scale))


def direct_loss(kernel: Kernel, *, scale: Number = 1) -> Loss:
    """A loss that is a function of x, all of whose arguments are x; its gradient is found."""
    return Loss(gradient(kernel), rows=False, scale=Fraction(scale))


#: sum over rows of (z_i . x - y_i)**2 / 2
LEAST_SQUARES = Loss(program(("prediction", "label"), lambda z, y: [(z - y) * (z - y) * Fraction(1, 2), z - y]))
#: sum over rows of log(1 + exp(-y_i * z_i . x)), labels 1 and -1
LOGISTIC = row_loss(lambda z, y: (-(z * y)).call("softplus"))
#: sum over rows of exp(-y_i * z_i . x), labels 1 and -1
EXPONENTIAL = row_loss(lambda z, y: (-(z * y)).call("exp"))
