"""Ways to find a solution of a max-margin problem; none of them is trusted.

Each takes the rows y_i z_i, the horizon function, a parameter that separates and a tolerance, and gives theta and multipliers.

Main definitions: `by_linear_programming`, `by_newton`, `by_cuts`, `by_cvxpy`, `alone`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.maxmargin.horizons import Horizon, conjugate

__all__ = ["alone", "by_cuts", "by_cvxpy", "by_linear_programming", "by_newton"]

Array = NDArray[np.float64]
_ROUNDS = 400
_NEWTON = 60


def by_linear_programming(rows: Array, horizon: Horizon, start: Array, tolerance: float) -> tuple[Array, Array]:  # noqa: ARG001
    """HiGHS, for the 1-norm and the max-norm with weights."""
    found = _program(rows, horizon, np.zeros(0), None)
    return np.asarray(found.x[: rows.shape[1]]), -np.asarray(found.ineqlin.marginals[: len(rows)])


def _program(rows: Array, horizon: Horizon, objective: Array, face: float | None) -> Any:
    """min T with w_i |theta_i| <= s_i and the norm of s at most T; with an `objective` its least value where T is at most `face`."""
    from scipy.optimize import linprog

    m, n = rows.shape
    w = np.array(horizon.weights) if horizon.weights else np.ones(n)
    one, zero = np.eye(n), np.zeros((n, 1))
    top = [np.r_[np.zeros(n), np.ones(n), -1.0][None]] if horizon.powers[0] == 1 else [np.c_[np.zeros((n, n)), one, -np.ones((n, 1))]]
    blocks = np.concatenate([np.c_[-rows, np.zeros((m, n + 1))], np.c_[np.diag(w), -one, zero], np.c_[-np.diag(w), -one, zero], *top])
    right = np.r_[-np.ones(m), np.zeros(len(blocks) - m)]
    limits = [(None, None)] * n + [(0, None)] * n + [(0, face)]
    cost = np.r_[np.zeros(2 * n), 1.0] if face is None else np.r_[objective, np.zeros(n + 1)]
    return linprog(cost, A_ub=blocks, b_ub=right, bounds=limits, method="highs")


def alone(rows: Array, horizon: Horizon, theta: Array) -> bool | None:
    """Whether no other solution was found: for a strictly convex power there is none, for flat norms four linear programs look for one."""
    if horizon.single and 1 < horizon.powers[0] < math.inf:
        return True
    if not (horizon.single and horizon.polyhedral):
        return None
    value = float(horizon.value(theta[:, None])[0]) * (1 + 1e-11)
    rng = np.random.default_rng(0)
    flat = Horizon((horizon.powers[0],), weights=horizon.weights)
    for _ in range(2):
        way = rng.normal(size=len(theta))
        for sign in (1.0, -1.0):
            found = _program(rows, flat, sign * way, value)
            if found.x is None or np.max(np.abs(found.x[: len(theta)] - theta)) > 1e-6 * np.max(np.abs(theta)):
                return False if found.x is not None else None
    return True


def by_newton(rows: Array, horizon: Horizon, start: Array, tolerance: float) -> tuple[Array, Array]:
    """SLSQP for phi(theta)**2/2, then Newton's method on the optimality conditions of the constraints that bind."""
    from scipy.optimize import minimize

    theta = start / float(np.min(rows @ start))

    def half(x: Array) -> tuple[float, Array]:
        value = float(horizon.value(x[:, None])[0])
        return value * value / 2, value * horizon.gradient(x[:, None])[:, 0]

    allowed = {"type": "ineq", "fun": lambda x: rows @ x - 1.0, "jac": lambda _: rows}
    found = minimize(half, theta, jac=True, method="SLSQP", constraints=[allowed], options={"maxiter": 1000, "ftol": 1e-15})
    x = np.asarray(found.x, dtype=np.float64)
    if np.min(rows @ x) > 0:
        theta = x / float(np.min(rows @ x))
    best = theta, _multipliers(rows, horizon, theta)
    if not horizon.single:
        return best
    for slack in (1e-3, 1e-5, 1e-7):
        better = _polished(rows, horizon, theta, np.flatnonzero(rows @ theta < 1 + slack))
        if better is not None and _gap(rows, horizon, *better) < _gap(rows, horizon, *best):
            best = better
        if _gap(rows, horizon, *best) < min(tolerance, 1e-12):
            break
    return best


def _gap(rows: Array, horizon: Horizon, theta: Array, mu: Array) -> float:
    """The gap in floating point, for choosing only."""
    least, mu = float(np.min(rows @ theta)), np.maximum(mu, 0.0)
    below = float(horizon.dual((rows.T @ mu)[:, None])[0])
    if not (least > 0 and below > 0):
        return 1.0
    return 1.0 - float(np.sum(mu)) / below * least / float(horizon.value(theta[:, None])[0])


def _multipliers(rows: Array, horizon: Horizon, theta: Array) -> Array:
    """mu >= 0 with sum_i mu_i rows_i as near to the gradient of phi as it gets, on the rows that nearly bind."""
    from scipy.optimize import nnls

    near = np.flatnonzero(rows @ theta < 1 + 1e-4)
    mu = np.zeros(len(rows))
    mu[near] = nnls(rows[near].T, horizon.gradient(theta[:, None])[:, 0])[0]
    return mu


def _polished(rows: Array, horizon: Horizon, theta: Array, bind: NDArray[np.intp]) -> tuple[Array, Array] | None:
    """Newton's method for grad(phi**p/p) = sum mu_i rows_i with rows_i theta = 1 on the rows that bind.

    For p >= 2 in theta and mu; for p < 2, whose second derivative is infinite at 0, in mu alone, with theta from the dual power.
    """
    p = horizon.powers[0]
    w = np.array(horizon.weights) if horizon.weights else np.ones(len(theta))
    active = rows[bind]
    size = np.max(np.abs(w * theta))
    x = theta / size  # numbers of order 1: powers of small ones lose digits
    goal = np.full(len(bind), 1.0 / size)
    mu = np.linalg.lstsq(active.T, w * np.sign(x) * np.abs(w * x) ** (p - 1), rcond=None)[0]
    if p < 2:
        x, mu = _by_dual(active, w, conjugate(p), goal, mu)
    else:
        for _ in range(_NEWTON):
            slope = w * np.sign(x) * np.abs(w * x) ** (p - 1) - active.T @ mu
            rest = active @ x - goal
            curve = (p - 1) * w * w * np.abs(w * x) ** (p - 2)
            matrix = np.block([[np.diag(curve), -active.T], [active, np.zeros((len(bind), len(bind)))]])
            move = np.linalg.lstsq(matrix, -np.r_[slope, rest], rcond=None)[0]
            x, mu = x + move[: len(x)], mu + move[len(x):]
            if not np.all(np.isfinite(x)):
                return None
            if np.max(np.abs(move)) < 1e-15 * max(1.0, float(np.max(np.abs(mu)))):
                break
    spread = np.zeros(len(rows))
    spread[bind] = mu
    if not np.all(np.isfinite(x)) or np.min(rows @ x) <= 0:
        return None
    return x / float(np.min(rows @ x)), spread


def _by_dual(active: Array, w: Array, q: float, goal: Array, mu: Array) -> tuple[Array, Array]:
    x = np.zeros(active.shape[1])
    for _ in range(_NEWTON):
        v = (active.T @ mu) / w
        x = np.sign(v) * np.abs(v) ** (q - 1) / w
        curve = (q - 1) * np.abs(v) ** (q - 2) / (w * w)
        move = np.linalg.lstsq((active * curve) @ active.T, goal - active @ x, rcond=None)[0]
        mu = mu + move
        if not np.all(np.isfinite(mu)) or np.max(np.abs(move)) < 1e-15 * np.max(np.abs(mu)):
            break
    v = (active.T @ mu) / w
    return np.sign(v) * np.abs(v) ** (q - 1) / w, mu


def by_cuts(rows: Array, horizon: Horizon, start: Array, tolerance: float) -> tuple[Array, Array]:
    """Kelley's cutting planes: phi is the largest of its linear bounds, and a linear program takes those that matter.

    A combination of cuts with weights of sum 1 lies in the dual ball, so every round has multipliers with a lower bound.
    """
    from scipy.optimize import linprog

    m, n = rows.shape
    best = start / float(np.min(rows @ start)), np.zeros(m)
    value = float(horizon.value(best[0][:, None])[0])
    box = value / _smallest(horizon, n)
    cuts = [horizon.gradient(best[0][:, None])[:, 0], *(c for j in range(n) for c in _axis(horizon, n, j))]
    for _ in range(_ROUNDS):
        table = np.array(cuts)
        blocks = np.r_[np.c_[-rows, np.zeros(m)], np.c_[table, -np.ones(len(table))]]
        found = linprog(np.r_[np.zeros(n), 1.0], A_ub=blocks, b_ub=np.r_[-np.ones(m), np.zeros(len(table))],
                        bounds=[(-box, box)] * n + [(0, None)], method="highs")
        if found.x is None:
            break
        theta, mu = np.asarray(found.x[:n]), -np.asarray(found.ineqlin.marginals[:m])
        for candidate in ((theta, mu), (best[0], mu)):
            if np.min(rows @ candidate[0]) > 0 and _gap(rows, horizon, *candidate) < _gap(rows, horizon, *best):
                best = candidate
        if _gap(rows, horizon, *best) < tolerance / 2:
            break
        cuts.append(horizon.gradient(theta[:, None])[:, 0])
        middle = (theta + best[0]) / 2
        cuts.append(horizon.gradient(middle[:, None])[:, 0])
    return best


def _smallest(horizon: Horizon, n: int) -> float:
    """The smallest phi of a unit vector of the axes."""
    return float(np.min(horizon.value(np.eye(n))))


def _axis(horizon: Horizon, n: int, j: int) -> list[Array]:
    unit = np.zeros((n, 1))
    unit[j] = 1.0
    slope = horizon.gradient(unit)[:, 0]
    return [slope, -slope]


def by_cvxpy(rows: Array, horizon: Horizon, start: Array, tolerance: float) -> tuple[Array, Array]:  # noqa: ARG001
    """CVXPY with its default solver; ValueError where it is not installed."""
    from importlib.util import find_spec

    if find_spec("cvxpy") is None:
        raise ValueError("CVXPY is not installed; every other method goes without it")
    import cvxpy

    n = rows.shape[1]
    x = cvxpy.Variable(n)
    w = np.array(horizon.weights) if horizon.weights else np.ones(n)
    parts = horizon.groups or (tuple(range(n)),)
    inner = [cvxpy.pnorm(cvxpy.multiply(w[list(g)], x[list(g)]), p) for g, p in zip(parts, horizon.powers, strict=True)]
    norm = inner[0] if len(inner) == 1 else cvxpy.pnorm(cvxpy.hstack(inner), horizon.outer)
    margins = rows @ x >= 1
    cvxpy.Problem(cvxpy.Minimize(norm), [margins]).solve()
    return np.asarray(x.value, dtype=np.float64), np.asarray(margins.dual_value, dtype=np.float64)
