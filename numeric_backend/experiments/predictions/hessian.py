"""Hess Q_a(mu) = J J^T and Hess R_a(x) = (J J^T)^{-1}, J the Jacobian of g at w_t: the metric of the flow (lwla Lemma 4.7, tdmf Eq. 6)."""

from __future__ import annotations

import numpy as np

from numeric_backend.experiments.judging import Measured, judged
from numeric_backend.experiments.prediction import Observation, Prediction, missing
from numeric_backend.experiments.scene import Scene

__all__ = ["PREDICTION"]


def _observe(scene: Scene) -> Observation:
    closed = scene.closed
    if closed is None:
        return missing(scene.without_formulas)
    because = "the derivative of grad Q against J J^T at w"
    if closed.potential.grad_R is not None:
        because += ", and the derivative of grad R times it against 1"
    return judged(scene, _measure, because, formula=True)


def _measure(scene: Scene) -> Measured:
    closed = scene.formulas
    gram = scene.compiled.gram(scene.final("w"))
    found = [(_last(gram), _last(closed.hess_Q(scene.final("mu"), scene.final("a"))))]
    if closed.potential.grad_R is not None:
        product = _last(closed.hess_R(scene.final("x"), scene.final("a")) @ gram)
        unit = np.broadcast_to(np.eye(scene.compiled.N)[:, :, None], product.shape)
        found.append((np.where(np.isfinite(_last(gram)), unit, np.nan), product))
    return found


def _last(matrices: np.ndarray) -> np.ndarray:
    return np.moveaxis(matrices, 0, -1)


PREDICTION = Prediction("hessian", "Hess Q_a(mu_t) = J J^T, Hess R_a(x_t) = (J J^T)^-1", "lwla Lemma 4.7", 50, _observe)
