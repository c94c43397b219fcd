"""Observables: their definitions by other means, scales, and what they say where they have no value."""

from __future__ import annotations

import numpy as np
import pytest

from numeric_backend.observables import bregman, distance, frobenius, margins, norm, nuclear, ratio, singular_values, sparsity
from numeric_backend.trajectory import Named

X = np.random.default_rng(5).normal(size=(6, 4))


def test_norms_are_numpy_s() -> None:
    for p in (1.0, 1.5, 2.0, 3.0, np.inf):
        assert np.allclose(norm(X, p), np.linalg.norm(X, p, axis=0), rtol=1e-14)
    assert np.array_equal(norm(1e300 * X), 1e300 * norm(X)) or np.allclose(norm(1e300 * X) / 1e300, norm(X), rtol=1e-15)
    with pytest.raises(ValueError, match="positive"):
        norm(X, 0)


def test_the_ratio_sees_no_scale() -> None:
    assert np.allclose(ratio(1e-200 * X), ratio(X), rtol=1e-14)
    assert np.all((ratio(X) >= 1) & (ratio(X) <= np.sqrt(6)))
    assert np.isnan(ratio(np.zeros((3, 1)))[0])


def test_matrices_row_by_row() -> None:
    matrix = X[:, 1].reshape(2, 3)
    assert np.allclose(singular_values(X, (2, 3))[:, 1], np.linalg.svd(matrix, compute_uv=False))
    assert np.allclose(nuclear(X, (2, 3))[1], np.linalg.norm(matrix, "nuc"))
    assert np.allclose(frobenius(X)[1], np.linalg.norm(matrix))
    spoiled = X.copy()
    spoiled[0, 0] = np.nan
    assert np.isnan(nuclear(spoiled, (2, 3))[0]) and nuclear(spoiled, (2, 3))[1] == nuclear(X, (2, 3))[1]
    with pytest.raises(ValueError, match="rows"):
        nuclear(X, (2, 2))


def test_margins_and_distances() -> None:
    Z, y = np.eye(6)[:2], np.array([[1.0], [-1.0]])
    assert np.allclose(margins(X, Z, y), np.minimum(X[0], -X[1]) / np.linalg.norm(X, axis=0))
    assert np.allclose(distance(X, 0 * X), norm(X))
    assert np.array_equal(sparsity(np.array([[1.0], [1e-7], [0.5]])), [1 / 3])


def test_a_bregman_divergence_of_the_entropy() -> None:
    x, y = np.abs(X), np.abs(X[::-1]) + 0.1
    R = lambda z: np.sum(z * np.log(z) - z, axis=0)  # noqa: E731
    found = bregman(R(x), R(y), np.log(y), x, y)
    assert np.allclose(found, np.sum(x * np.log(x / y) - x + y, axis=0)) and np.all(found >= 0)


def test_axes_have_names() -> None:
    named = Named(("x", "trajectory"), X)
    assert np.array_equal(named.at(trajectory=2).values, X[:, 2]) and named.at(x=0).axes == ("trajectory",)
    with pytest.raises(ValueError, match="time"):
        named.at(time=0)
    with pytest.raises(ValueError, match="axes"):
        Named(("x",), X)
