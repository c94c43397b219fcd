"""Max-margin problems: solved by hand with rational numbers, by another program, and bounds that refuse what is not a solution."""

from __future__ import annotations

import math
from fractions import Fraction
from importlib.util import find_spec

import numpy as np
import pytest
from scipy.optimize import linprog

from numeric_backend.experiments.separable import drawn
from numeric_backend.maxmargin.certifying import bounds
from numeric_backend.maxmargin.horizons import Horizon, conjugate, lp, mixed
from numeric_backend.maxmargin.solving import NotSeparable, Problem, solve

Q = Fraction
#: rows y_i z_i, norm, theta and best value by hand: from the vertices of the constraints (1, max), or one binding row and grad phi**p
BY_HAND = [
    ([[2, 1], [0, 1]], lp(1), [0, 1], 1),
    ([[2, 1], [1, 3]], lp(1), [Q(2, 5), Q(1, 5)], Q(3, 5)),  # both bind; mu = (2/5, 1/5) is dual: 2*2/5 + 1/5 = 2/5 + 3/5 = 1
    ([[2, 1], [1, 3]], lp(2), [Q(2, 5), Q(1, 5)], 1 / math.sqrt(5)),  # the first binds alone
    ([[2, 1], [1, 3]], lp(3), [math.sqrt(2) / (1 + 2 * math.sqrt(2)), 1 / (1 + 2 * math.sqrt(2))], (1 + 2 * math.sqrt(2)) ** (-2 / 3)),
    ([[2, 1], [1, 3]], lp(math.inf), [Q(1, 3), Q(1, 3)], Q(1, 3)),
    ([[3, 1], [1, 3]], lp(4), [Q(1, 4), Q(1, 4)], 2 ** Q(1, 4) / 4),
    ([[1, -2]], lp(1, [1, 4]), [1, 0], 1),  # weight 4 against twice the entry
    ([[1, -2]], lp(1, [1, 1]), [0, Q(-1, 2)], Q(1, 2)),
    ([[3, 4, 1]], mixed([[0, 1], [2]], [2, 2], 1), [Q(3, 25), Q(4, 25), 0], Q(1, 5)),  # dual: max(5, 1)
    ([[3, 4, 1]], mixed([[0, 1], [2]], [1, 1], math.inf), [0, Q(1, 5), Q(1, 5)], Q(1, 5)),  # dual: max(3, 4) + 1
]


@pytest.mark.parametrize(("rows", "horizon", "theta", "value"), BY_HAND)
def test_problems_solved_by_hand(rows: list[list[int]], horizon: Horizon, theta: list[Q], value: Q) -> None:
    found = solve(Problem(rows, [1] * len(rows), horizon))
    tight = 1e-9 if horizon.single else 1e-4  # a value within 1e-6 says less of theta
    assert found.theta == pytest.approx([float(t) for t in theta], abs=tight)
    assert found.bounds.lower <= float(value) * (1 + 1e-15)
    assert found.bounds.upper >= float(value) * (1 - 1e-15)
    assert found.value == pytest.approx(float(value), rel=1e-9 if horizon.single else 1e-6)


@pytest.mark.parametrize("p", [1, 1.2, 1.5, 2, 3, 4, 10, math.inf])
@pytest.mark.parametrize("seed", [0, 1])
def test_cutting_planes_and_the_dual_agree(p: float, seed: int) -> None:
    Z, y = drawn(seed, 12, 5)
    weights = np.random.default_rng(seed).uniform(0.5, 2, 5)
    found = solve(Problem(Z, y, lp(p, weights)))
    assert found.bounds.gap < 1e-9
    assert np.min(found.problem.rows @ found.theta) == pytest.approx(1)
    pulled = found.multipliers @ found.problem.rows
    assert np.sum(found.multipliers) == pytest.approx(found.value)
    assert lp(p, weights).dual(pulled[:, None])[0] <= 1 + 1e-6
    if p in (1, math.inf):  # the dual program, written anew
        A = found.problem.rows / weights
        if p == 1:
            other = linprog(-np.ones(12), A_ub=np.r_[A.T, -A.T], b_ub=np.ones(10))
        else:  # sum |A.T mu| <= 1 with A.T mu = plus - minus
            eye = np.eye(5)
            other = linprog(np.r_[-np.ones(12), np.zeros(10)], A_eq=np.c_[A.T, -eye, eye], b_eq=np.zeros(5),
                            A_ub=np.r_[np.zeros(12), np.ones(10)][None], b_ub=[1])
        assert -other.fun == pytest.approx(found.value, rel=1e-9)
    elif p in (1.5, 3):
        assert solve(found.problem, method="cuts", tolerance=1e-5).value == pytest.approx(found.value, rel=1e-5)


def test_no_direction_that_is_allowed_is_better() -> None:
    Z, y = drawn(3, 10, 4)
    found = solve(Problem(Z, y, lp(3)))
    rng = np.random.default_rng(0)
    for size in (1e-1, 1e-3, 1e-5):
        near = found.theta + size * rng.normal(size=(200, 4))
        margin = np.min(near @ found.problem.rows.T, axis=1)
        assert np.all(lp(3).value(near[margin > 0].T) / margin[margin > 0] >= found.value * (1 - 1e-14))


def test_bounds_refuse_what_is_no_solution() -> None:
    rows = [[2.0, 1.0], [1.0, 3.0]]
    assert bounds(rows, lp(1), [0.4, 0.2], [0.4, 0.2]).gap < 1e-12
    assert bounds(rows, lp(2), [0.4, 0.2], [0.4, 0.2]).gap > 0.05  # the same multipliers for another norm
    assert bounds(rows, lp(1), [0.25, 0.5], [0.4, 0.2]).gap > 0.1
    assert bounds(rows, lp(1), [0.4, 0.2], [0.2, 0.4]).gap > 0.1
    assert bounds(rows, lp(1), [-0.4, 0.2], [0.4, 0.2]).upper == math.inf
    assert bounds(rows, lp(1), [-0.4, 0.2], [0.4, 0.2]).gap == 1
    assert bounds(rows, lp(1), [0.4, 0.2], [-1, -1]).lower == 0
    scaled = bounds(rows, lp(1), [4e7, 2e7], [4e-9, 2e-9])  # both are rays
    assert scaled.gap < 1e-12


def test_bounds_hold_for_every_pair_of_rays() -> None:
    rng = np.random.default_rng(1)
    for p in (1, 1.5, 2, 3, math.inf):
        best = solve(Problem([[2, 1], [1, 3]], [1, 1], lp(p))).value
        for _ in range(50):
            found = bounds([[2, 1], [1, 3]], lp(p), rng.uniform(0, 1, 2).tolist(), rng.uniform(-0.2, 1, 2).tolist())
            assert found.lower <= best * (1 + 1e-9)
            assert found.upper >= best * (1 - 1e-9)


def test_data_that_nothing_separates() -> None:
    with pytest.raises(NotSeparable, match=r"^the data are not separable: .* with mu = \(0.5, 0.25, 0.25\)$") as caught:
        solve(Problem([[1, 0], [-1, 1], [-1, -1]], [1, 1, 1], lp(1)))
    assert caught.value.proved
    rng = np.random.default_rng(2)
    Z = rng.normal(size=(30, 3))
    with pytest.raises(NotSeparable) as caught:
        solve(Problem(Z, np.sign(rng.normal(size=30)), lp(3)))
    assert "\n" not in str(caught.value)
    assert caught.value.rest < 1e-12
    with pytest.raises(NotSeparable):
        solve(Problem([[0.0, 0.0]], [1], lp(2)))


def test_data_that_just_separate_are_not_refused() -> None:
    found = solve(Problem([[1, 0], [-1, 1e-6]], [1, 1], lp(2)))
    assert found.theta == pytest.approx([1, 2e6], rel=1e-6)


def test_solutions_that_are_not_alone() -> None:
    assert solve(Problem([[1, 1]], [1], lp(1))).unique is False
    assert solve(Problem([[2, 1]], [1], lp(1))).unique is True
    assert solve(Problem([[0, 1]], [1], lp(math.inf))).unique is False
    assert solve(Problem([[0, 1]], [1], lp(1.5))).unique is True


def test_what_is_no_problem() -> None:
    for Z, y, words in [([[1.0]], [2], "labels 1 and -1"), ([[1.0]], [1, 1], "no rows with labels"), ([[math.nan]], [1], "finite"), ([], [], "no rows")]:
        with pytest.raises(ValueError, match=words):
            Problem(Z, y, lp(1))
    with pytest.raises(ValueError, match="3 coordinates"):
        Problem([[1.0]], [1], lp(1, [1, 2, 3]))
    for p, words in [(0.5, "at least 1"), (math.nan, "at least 1")]:
        with pytest.raises(ValueError, match=words):
            lp(p)
    with pytest.raises(ValueError, match="exactly once"):
        mixed([[0], [0]], [1, 1], 2)
    with pytest.raises(ValueError, match="positive"):
        lp(1, [1, -1])
    with pytest.raises(ValueError, match="methods are"):
        solve(Problem([[1.0]], [1], lp(1)), method="guess")


if find_spec("cvxpy") is None:  # which of the two runs is for the machine to say

    def test_cvxpy_is_never_needed() -> None:
        with pytest.raises(ValueError, match="CVXPY is not installed"):
            solve(Problem([[1.0]], [1], lp(1)), method="cvxpy")

else:

    def test_cvxpy_agrees() -> None:
        Z, y = drawn(0, 12, 5)
        for norm in (lp(1), lp(2), lp(3), mixed([[0, 1], [2, 3, 4]], [2, 2], 1)):
            assert solve(Problem(Z, y, norm), method="cvxpy", tolerance=1e-4).value == pytest.approx(solve(Problem(Z, y, norm)).value, rel=1e-4)


@pytest.mark.parametrize("norm", [lp(1), lp(1.5), lp(3, [1, 2, 0.5, 1]), lp(math.inf), mixed([[0, 2], [1, 3]], [2, 1], 3)])
def test_dual_norms_and_gradients(norm: Horizon) -> None:
    rng = np.random.default_rng(0)
    x, v = rng.normal(size=(4, 500)), rng.normal(size=(4, 1))
    reached = (v * x).sum(0) / norm.value(x)
    assert np.all(reached <= norm.dual(v) * (1 + 1e-12))
    assert np.max(reached) > 0.7 * norm.dual(v)[0]
    slope = norm.gradient(x)
    assert (slope * x).sum(0) == pytest.approx(norm.value(x))
    assert norm.dual(slope) == pytest.approx(np.ones(500))
    assert conjugate(conjugate(3)) == pytest.approx(3)
