"""The late flow against an integrator of the flow as it stands, models against differences, and the KKT residual against solutions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from numeric_backend.experiments.separable import angle, drawn, mirror_of
from numeric_backend.maxmargin.horizons import lp
from numeric_backend.maxmargin.kkt import kkt_residual
from numeric_backend.maxmargin.late import late_flow
from numeric_backend.maxmargin.models import Model, diagonal, linear, two_layer
from numeric_backend.maxmargin.potentials import Mirror, cosh_entropy, hyperbolic, smoothened
from numeric_backend.maxmargin.solving import Problem, solve

MODELS = [linear(), diagonal(2), diagonal(3), two_layer(2), two_layer(2, "linear"), two_layer(2, "relu", 0.1)]


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.name)
def test_models_are_homogeneous_and_their_derivatives_are(model: Model) -> None:
    rng = np.random.default_rng(0)
    X, n = rng.normal(size=(5, 3)), model.size(3)
    theta = rng.normal(size=(4, n))
    assert model.outputs(1.5 * theta, X) == pytest.approx(1.5**model.degree * model.outputs(theta, X))
    weights, step = rng.normal(size=(4, 5)), 1e-6
    jacobian, bend = model.jacobian(theta, X), model.bend(theta, X, weights)
    for j in range(n):
        move = np.eye(n)[j] * step
        slope = (model.outputs(theta + move, X) - model.outputs(theta - move, X)) / (2 * step)
        assert slope == pytest.approx(jacobian[..., j], abs=1e-8)
        curve = np.einsum("bm,bmk->bk", weights, model.jacobian(theta + move, X) - model.jacobian(theta - move, X)) / (2 * step)
        assert curve == pytest.approx(bend[:, j], abs=1e-7)


@pytest.mark.parametrize("mirror", [hyperbolic(0.3), smoothened(2, 0), smoothened(2, 0.7), smoothened(3, 0.2), smoothened(3, 0), smoothened(4, 0.2),
                                    smoothened(4, 0), smoothened(5.5, 1.3), cosh_entropy(0.5)], ids=lambda m: m.name)
def test_potentials(mirror: Mirror) -> None:
    x = np.r_[-np.logspace(-6, 1, 30), 0.0, np.logspace(-6, 1, 30)]
    assert mirror.inverse(mirror.slope(x)) == pytest.approx(x, rel=1e-9, abs=1e-12)
    step = 1e-6 * np.maximum(np.abs(x), 1e-3)
    assert (mirror.slope(x + step) - mirror.slope(x - step)) / (2 * step) == pytest.approx(mirror.curvature(x), rel=1e-4, abs=1e-6)
    # Q' = theta*R''
    assert (mirror.dual_value(x + step) - mirror.dual_value(x - step)) / (2 * step) == pytest.approx(x * mirror.curvature(x), rel=1e-3, abs=1e-6)
    if math.isfinite(mirror.degree):
        far = 1e9 * np.array([1.0, -2.0, 0.5])
        assert float(mirror.Q(far)) ** (1 / mirror.degree) / 1e9 == pytest.approx(mirror.scale * float(mirror.horizon.value(far[:, None] / 1e9)[0]), rel=1e-3)


@pytest.mark.parametrize(("name", "depth"), [("smoothened-3", 1), ("hyperbolic", 2)])
def test_the_late_flow_begins_as_the_flow_in_time_does(name: str, depth: int) -> None:
    X, y = drawn(1, 6, 3)
    mirror, model = mirror_of(name, 0.3), linear() if depth == 1 else diagonal(depth)
    start = np.zeros(3) if depth == 1 else 0.7 * np.random.default_rng(3).normal(size=3 * depth)

    def field(t: float, z: np.ndarray) -> np.ndarray:
        theta = np.asarray(mirror.inverse(z))[None]
        q = y * model.outputs(theta, X)[0]
        return np.exp(-q) @ (y[:, None] * model.jacobian(theta, X)[0])

    gaps = []
    for growth in (1.02, 1.01):
        found = late_flow(model, mirror, X, y, start[None], goal=3.0, growth=growth)
        times = np.exp(found.log_time[:, 0])
        truth = solve_ivp(field, (0, times[-1]), np.asarray(mirror.slope(start)), t_eval=times, rtol=1e-11, atol=1e-13)
        gaps.append(np.max(np.abs(np.asarray(mirror.inverse(truth.y)).T - found.theta[:, 0])) / np.max(np.abs(found.theta)))
        assert found.because == (None,)
    assert gaps[1] < 0.02  # the steps are about a hundredth
    assert gaps[1] < 0.6 * gaps[0]  # of first order


@pytest.mark.parametrize("name", ["squares", "smoothened-3"])
def test_linear_models_reach_the_solved_problem_and_no_other(name: str) -> None:
    data = [drawn(k, 10, 5) for k in range(3)]
    mirror = mirror_of(name, 0.05)
    end = late_flow(linear(), mirror, np.array([d[0] for d in data]), np.array([d[1] for d in data]), np.zeros((3, 5)), goal=1e6).theta[-1]
    wrong = []
    for k, (X, y) in enumerate(data):
        found = solve(Problem(X, y, mirror.horizon))
        assert found.unique
        assert angle(end[k], found.theta) < 1e-5
        wrong.append(angle(end[k], solve(Problem(X, y, lp(1))).theta))
    assert max(wrong) > 0.1  # the prediction of another potential is refused


def test_the_one_norm_is_reached_at_the_speed_that_the_dual_solution_says() -> None:
    # z = grad R(theta) grows along s = sum mu_i y_i z_i, and theta_j = lambda*sinh(z_j): a coordinate that is 0 in the solution is of the order
    # theta_max**(|s_j|/|s|_max), so that the angle falls like log(1/L)**-(1 - max |s_j|/|s|_max), or like 1/log(1/L) where that is faster
    data = [drawn(k, 10, 5) for k in (2, 4, 5, 7, 8)]  # exponents 0.61, 0.45, 0.59, 0.16, 1
    found = late_flow(linear(), hyperbolic(0.05), np.array([d[0] for d in data]), np.array([d[1] for d in data]), np.zeros((5, 5)), goal=1e7)
    wrong = []
    for k, (X, y) in enumerate(data):
        best = solve(Problem(X, y, lp(1)))
        pulled = np.abs(best.multipliers @ best.problem.rows)
        idle = np.abs(best.theta) < 1e-9
        predicted = min(1.0, 1 - np.max(pulled[idle]) / np.max(pulled)) if idle.any() else 1.0
        wrong.append(angle(found.theta[-1, k], solve(Problem(X, y, lp(2))).theta))
        size = -found.log_loss[:, k]
        marks = [int(np.argmax(size > level)) for level in (1e5, 1e7 * 0.99)]
        first, last = (angle(found.theta[i, k], best.theta) for i in marks)
        assert -np.log(last / first) / np.log(size[marks[1]] / size[marks[0]]) == pytest.approx(predicted, abs=0.02)
    assert max(wrong) > 0.1


def test_a_lane_is_the_same_in_any_company_and_says_why_it_ends() -> None:
    X, y = drawn(0, 6, 3)
    both = late_flow(linear(), smoothened(3, np.array([[0.1], [5.0]])), X, y, np.zeros((2, 3)), goal=50)
    one = late_flow(linear(), smoothened(3, 5.0), X, y, np.zeros((1, 3)), goal=50)
    assert both.theta[-1, 1] == pytest.approx(one.theta[-1, 0], rel=1e-9)
    short = late_flow(linear(), smoothened(3, 0.1), X, y, np.zeros((1, 3)), goal=1e6, limit=5)
    assert "after 5 steps" in str(short.because[0])
    stuck = late_flow(diagonal(2), smoothened(2, 0), X, y, np.zeros((1, 6)), limit=40)  # 0 is a saddle
    assert stuck.because != (None,)


def test_the_residual_is_small_at_solutions_and_nowhere_else() -> None:
    X, y = drawn(2, 10, 5)
    for p in (1, 1.5, 2, 3, math.inf):
        found = solve(Problem(X, y, lp(p)))
        points = np.stack([found.theta, 7 * found.theta, solve(Problem(X, y, lp(2.5))).theta])
        left = kkt_residual(linear(), lp(p), X, y, points, small=1e-9)
        assert np.all(left.epsilon[:2] < 1e-6)
        assert np.all(left.delta[:2] < 1e-6)
        assert np.all(np.abs(left.alignment[:2]) < 1e-6)
        assert left.margin[:2] == pytest.approx([found.margin] * 2)
        assert max(left.epsilon[2], left.delta[2]) > 1e-3
        assert left.margin[2] < found.margin


def test_the_residual_of_products_at_a_point_known_by_hand() -> None:
    # q = 2*u*v with |u|_2, |v|_2: u = v is a KKT point, theta = 1/sqrt(2)*(1, 1), grad q = 2*(v, u), g = theta: mu = 1/2
    left = kkt_residual(diagonal(2), lp(2), [[2.0]], [1], [[1.0, 1.0], [2.0, 1.0], [1.0, -1.0]])
    assert left.epsilon[0] == pytest.approx(0, abs=1e-12)
    assert left.multipliers[0] == pytest.approx([0.5])
    assert left.epsilon[1] > 0.1
    assert np.isnan(left.epsilon[2])  # nothing is separated
    assert left.margin[0] == pytest.approx(1.0)  # 2*u*v/(u**2 + v**2)
    by_loss = kkt_residual(diagonal(2), lp(2), [[2.0]], [1], [[1.0, 1.0]], multipliers="loss")
    assert by_loss.multipliers[0] == pytest.approx([0.5])


def test_the_one_norm_needs_a_threshold_and_the_alignment_does_not() -> None:
    theta = [[1.0, 1e-5]]
    sharp = kkt_residual(linear(), lp(1), [[1.0, 0.5]], [1], theta)
    counted = kkt_residual(linear(), lp(1), [[1.0, 0.5]], [1], theta, small=1e-3)
    assert sharp.epsilon[0] > 0.3
    assert counted.epsilon[0] < 1e-4
    assert counted.alignment[0] < 1e-4
    # a coordinate that counts as 0 has a multiplier sum that is too large: no KKT point
    assert kkt_residual(linear(), lp(1), [[1.0, 3.0]], [1], theta, small=1e-3).epsilon[0] > 0.5
