"""Optimizers on any experiment: what is run is described by kernels, and every backend runs the same description.

    experiment = descent(map, LEAST_SQUARES, copies=40, penalty=decay(("u", "v")), rule=gradient_descent(), schedule=constant())
    runs = run(experiment, Data(Z, y), start, hyper={"rate": rates, "alpha": alphas}, steps=10_000, backend="numba")

`experiment` holds the description, `rules` the update rules, `schedules` learning rates and regularization over time, `running` the
one function that runs them, for a batch of seeds times hyperparameters.
"""

from __future__ import annotations

from numeric_backend.optimizers.experiment import Experiment, Loss, Rule, descent, mirror_descent
from numeric_backend.optimizers.losses import EXPONENTIAL, LEAST_SQUARES, LOGISTIC, direct_loss, row_loss
from numeric_backend.optimizers.rules import adamw, decay, gradient_descent, momentum, no_penalty
from numeric_backend.optimizers.running import Data, Runs, run
from numeric_backend.optimizers.schedules import constant, cosine, exponential_decay, inverse_time, loss_rescaled, piecewise

__all__ = [
    "EXPONENTIAL", "LEAST_SQUARES", "LOGISTIC", "Data", "Experiment", "Loss", "Rule", "Runs", "adamw", "constant", "cosine", "decay",
    "descent", "direct_loss", "exponential_decay", "gradient_descent", "inverse_time", "loss_rescaled", "mirror_descent", "momentum",
    "no_penalty", "piecewise", "row_loss", "run",
]
