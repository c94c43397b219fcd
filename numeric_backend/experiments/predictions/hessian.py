"""Hess Q_a(mu) = J J^T and Hess R_a(x) = (J J^T)^{-1}, J the Jacobian of g at w_t: the metric of the flow (lwla Lemma 4.7, tdmf Eq. 6)."""

from __future__ import annotations

import numpy as np

from numeric_backend.experiments.prediction import Observation, Prediction, compared, gaps, missing
from numeric_backend.experiments.scene import Scene

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    closed = scene.closed
    if closed is None:
        return missing(scene.without_formulas)
    gram = _last(scene.compiled.gram(scene.final("w")))
    by = gaps(gram, _last(closed.hess_Q(scene.final("mu"), scene.final("a"))))
    because, sound = "the derivative of grad Q against J J^T at w", scene.sound
    if closed.potential.grad_R is not None:
        product = closed.hess_R(scene.final("x"), scene.final("a")) @ np.moveaxis(gram, -1, 0)
        unit = np.broadcast_to(np.eye(scene.compiled.N)[:, :, None], gram.shape)
        by = np.fmax(by, gaps(np.where(np.isfinite(gram), _last(product), np.nan), unit))
        by = np.where(np.any(~np.isfinite(_last(product)) & np.isfinite(gram), axis=(0, 1)), np.inf, by)
        because += ", and the derivative of grad R times it against 1"
        sound = sound & scene.steady
    return compared(by, scene.tolerance, because, sound)


def _last(matrices: np.ndarray) -> np.ndarray:
    return np.moveaxis(matrices, 0, -1)


PREDICTION = Prediction("hessian", "Hess Q_a(mu_t) = J J^T, Hess R_a(x_t) = (J J^T)^-1", "lwla Lemma 4.7", 50, _observe)
