"""Losses against difference quotients at high precision, and against what they say of themselves."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize

from mirrorsym.maps import Pair
from numeric_backend.experiments.targets import custom_loss
from numeric_backend.losses import Custom, Exponential, LeastSquares, Logistic, Loss, Quadratic, combined

STREAM = np.random.default_rng(3)
Z, X = STREAM.normal(size=(4, 3)), STREAM.normal(size=(3, 5))
SIGNS = np.where(STREAM.normal(size=(4, 5)) > 0, 1.0, -1.0)
LANES = np.arange(5)
LOSSES = [LeastSquares(Z, STREAM.normal(size=(4, 5))), LeastSquares(Z, STREAM.normal(size=(4, 1))), Logistic(Z, SIGNS), Exponential(Z, SIGNS),
          Quadratic(Z.T @ Z, STREAM.normal(size=(3, 1))),
          Custom(lambda a, b, c: (a * b + np.cos(c), b, a, -np.sin(c)))]


@pytest.mark.parametrize("loss", LOSSES, ids=lambda f: type(f).__name__)
def test_gradients_are_those_of_the_values(loss: Loss) -> None:
    slope = loss.gradient(X, LANES)
    for lane in range(5):
        numeric = optimize.approx_fprime(X[:, lane], lambda x, lane=lane: float(loss.value(x[:, None], np.array([lane]))[0]), 1e-7)
        assert np.allclose(slope[:, lane], numeric, atol=1e-5)
        alone = loss.gradient(X[:, lane:lane + 1], np.array([lane]))
        assert np.array_equal(alone[:, 0], slope[:, lane])


def test_values_are_the_definitions() -> None:
    squares = LOSSES[0]
    assert isinstance(squares, LeastSquares)
    assert np.allclose(squares.value(X, LANES), 0.5 * np.sum((Z @ X - squares.labels) ** 2, axis=0))
    assert np.allclose(Logistic(Z, SIGNS).value(X, LANES), np.sum(np.log(1 + np.exp(-SIGNS * (Z @ X))), axis=0))
    assert np.allclose(combined(Z, X), Z @ X)


def test_the_logistic_loss_does_not_overflow() -> None:
    one = Logistic(np.ones((1, 1)), np.ones((1, 1)))
    far = np.array([[-1e4, 1e4, -800.0]])
    assert one.value(far, np.arange(3)).tolist() == [1e4, 0.0, 800.0]
    assert one.gradient(far, np.arange(3)).tolist() == [[-1.0, 0.0, -1.0]]


def test_a_quadratic_loss_knows_whether_it_is_convex() -> None:
    assert Quadratic(np.diag([1.0, 0.0]), np.zeros((2, 1))).convex
    assert not Quadratic(np.diag([1.0, -1e-3]), np.zeros((2, 1))).convex


def test_where_a_loss_is_least() -> None:
    for loss in (*LOSSES[:2], LOSSES[4]):
        rows, z = loss.goal(5)  # type: ignore[misc]
        x = np.linalg.pinv(rows) @ z
        assert np.linalg.matrix_rank(rows) == len(rows) and np.max(np.abs(loss.gradient(x, LANES))) < 1e-12
    mixed = np.array([[1.0], [-1.0], [1.0], [1.0]])
    data = np.array([[1.0, 0.5, 0.0], [1.0, 0.4, 0.0], [-1.0, 0.3, 0.0], [0.2, -1.0, 0.0]])  # no plane separates them, and the rank is 2
    for kind in (Logistic, Exponential):
        rows, z = kind(data, mixed).goal(2)  # type: ignore[misc]
        assert rows.shape == (2, 3)
        x = np.linalg.pinv(rows) @ z
        assert np.max(np.abs(kind(data, mixed).gradient(x, np.arange(2)))) < 1e-12


def test_a_loss_without_a_minimum_has_no_goal() -> None:
    for kind in (Logistic, Exponential):
        assert "no minimum" in str(kind(np.array([[1.0, 0.5], [0.2, 1.0]]), np.ones((2, 1))).goal(3))
    half = Logistic(np.ones((2, 1)), np.array([[1.0, 1.0], [1.0, -1.0]])).goal(2)
    assert np.isnan(half[1][0, 0]) and abs(half[1][0, 1]) < 1e-12
    assert "not convex" in str(Quadratic(-np.eye(2), np.zeros((2, 1))).goal(1))
    assert "not known" in str(LOSSES[5].goal(1))


@pytest.mark.parametrize(("formula", "slopes"), [
    ("Max(x1 - 1, 0)", [0.0, 0.0, 0.5, 1.0]), ("Min(x1, 2)", [1.0, 1.0, 1.0, 0.0]), ("Max(1 - x1, 0)**2", [-4.0, -1.0, 0.0, 0.0]),
    ("abs(x1)", [-1.0, 1.0, 1.0, 1.0]), ("Max(abs(x1) - 1/10, 0)**2", [-1.8, 0.8, 1.8, 4.8])])
def test_a_formula_with_a_kink_has_a_gradient(formula: str, slopes: list[float]) -> None:
    loss = custom_loss(Pair(g=[formula]).g[0], 1)
    assert np.allclose(loss.gradient(np.array([[-1.0, 0.5, 1.0, 2.5]]), np.arange(4))[0], slopes, rtol=1e-15, atol=1e-15)
