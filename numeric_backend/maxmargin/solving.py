"""min phi(theta) with y_i <z_i, theta> >= 1: solved for linear models, with a certificate of the numbers.

How theta is found is of no importance to what is claimed: `certifying` bounds the best value from both sides afterwards.

Main definitions: `Problem`, `Solution`, `NotSeparable`, `solve`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.maxmargin.certifying import Bounds, balancing, bounds
from numeric_backend.maxmargin.horizons import Horizon

__all__ = ["NotSeparable", "Problem", "Solution", "solve"]

Array = NDArray[np.float64]
METHODS = ("auto", "cuts", "cvxpy")
#: where any separating parameter would have at least this dual bound times the data's scale, the data count as not separable
_HOPELESS = 1e9


class NotSeparable(ValueError):
    """No parameter has y_i <z_i, theta> > 0 for all i; `multipliers` are weights mu >= 0 of sum 1 with sum_i mu_i y_i z_i = 0.

    `proved` says that rational weights do this exactly; else it is so up to `rest`, and any theta with all y_i <z_i, theta> >= 1 has an
    entry of at least 1/(n*rest).
    """

    def __init__(self, multipliers: Array, rest: float, proved: bool, text: str) -> None:
        super().__init__(text)
        self.multipliers, self.rest, self.proved = multipliers, rest, proved


@dataclass(frozen=True, eq=False, slots=True)
class Problem:
    """Data and a horizon function: Z (m, n), labels y (m) of 1 and -1.  ValueError for what does not fit.

    Source: homog Thm 4.7, Cor. 4.8 for a linear model.
    """

    Z: Any
    y: Any
    horizon: Horizon

    def __post_init__(self) -> None:
        Z, y = np.array(self.Z, dtype=np.float64), np.array(self.y, dtype=np.float64).reshape(-1)
        if Z.ndim != 2 or not Z.size or y.shape != (len(Z),):
            raise ValueError(f"data of shapes {Z.shape} and {y.shape} are no rows with labels")
        if not np.all(np.isfinite(Z)) or np.any(np.abs(y) != 1.0):
            raise ValueError("the data are finite, and the labels 1 and -1")
        if self.horizon.size not in (None, Z.shape[1]):
            raise ValueError(f"the horizon function has {self.horizon.size} coordinates, the data have {Z.shape[1]}")
        for name, value in (("Z", Z), ("y", y)):
            value.setflags(write=False)
            object.__setattr__(self, name, value)

    @property
    def rows(self) -> Array:
        """y_i z_i, (m, n)."""
        return np.asarray(self.y[:, None] * self.Z)


@dataclass(frozen=True, eq=False, slots=True)
class Solution:
    """theta (n) with smallest margin 1, multipliers mu (m) of sum `value`, and what is certain about them.

    `bounds` hold the best value between them, whatever the solver did; `unique` says whether other solutions were looked for and not found:
    True for a strictly convex power, None where it is not known.
    """

    problem: Problem
    theta: Array
    multipliers: Array
    bounds: Bounds
    unique: bool | None
    method: str

    @property
    def value(self) -> float:
        """phi(theta): the smallest that was found."""
        return float(self.problem.horizon.value(self.theta[:, None])[0])

    @property
    def margin(self) -> float:
        """The largest min_i y_i <z_i, theta>/phi(theta)."""
        return 1.0 / self.value

    @property
    def direction(self) -> Array:
        """theta of Euclidean length 1."""
        return np.asarray(self.theta / np.linalg.norm(self.theta))

    def to_json(self) -> dict[str, Any]:
        """The solution as plain data."""
        return {"horizon": self.problem.horizon.describe(), "theta": self.theta.tolist(), "multipliers": self.multipliers.tolist(),
                "value": self.value, "margin": self.margin, "lower": self.bounds.lower, "upper": self.bounds.upper, "gap": self.bounds.gap,
                "unique": self.unique, "method": self.method}


def solve(problem: Problem, *, tolerance: float | None = None, method: str = "auto") -> Solution:
    """The solution, certified to the relative `tolerance`; NotSeparable with one sentence, ArithmeticError where the gap stays larger.

    Without a tolerance it is 1e-9, and 1e-6 for norms of norms that are not flat, for which the methods are slower.

    `method` "auto" takes linear programming for flat norms and Newton's method on the optimality conditions for the others, "cuts" linear
    programming with cutting planes for any norm, "cvxpy" that package where it is installed.

    >>> from numeric_backend.maxmargin.horizons import lp
    >>> found = solve(Problem([[2.0, 1.0], [-1.0, -3.0]], [1, -1], lp(1)))
    >>> found.theta.round(9).tolist(), found.bounds.gap < 1e-12
    ([0.4, 0.2], True)
    >>> solve(Problem([[1.0], [1.0]], [1, -1], lp(2)))
    Traceback (most recent call last):
    ...
    numeric_backend.maxmargin.solving.NotSeparable: the data are not separable: sum_i mu_i y_i z_i = 0 with mu = (0.5, 0.5)
    """
    from numeric_backend.maxmargin import searching

    if method not in METHODS:
        raise ValueError(f"the methods are {', '.join(METHODS)}, not {method!r}")
    rows, horizon = problem.rows, problem.horizon
    tolerance = tolerance if tolerance is not None else 1e-9 if horizon.single or horizon.polyhedral else 1e-6
    start = _separated(problem)
    if method == "cvxpy":
        candidates = [searching.by_cvxpy]
    elif method == "cuts" or (horizon.polyhedral and horizon.single is False):
        candidates = [searching.by_cuts]
    elif horizon.polyhedral:
        candidates = [searching.by_linear_programming, searching.by_cuts]
    else:
        candidates = [searching.by_newton, searching.by_cuts]
    best: tuple[Bounds, Array, Array, str] | None = None
    for search in candidates:
        theta, mu = search(rows, horizon, start, tolerance)
        bound = bounds(rows, horizon, theta.tolist(), mu.tolist())
        if best is None or bound.gap < best[0].gap:
            best = bound, theta, mu, search.__name__.removeprefix("by_").replace("_", " ")
        if bound.gap <= tolerance:
            break
    assert best is not None  # noqa: S101 (there is always a candidate)
    bound, theta, mu, name = best
    if bound.gap > tolerance:
        raise ArithmeticError(f"the best value is between {bound.lower:.12g} and {bound.upper:.12g}: the gap {bound.gap:.1e} is larger "
                              f"than {tolerance:.1e}")
    theta = theta / float(np.min(rows @ theta))
    mu = np.maximum(mu, 0.0)
    mu = mu * (float(horizon.value(theta[:, None])[0]) / float(np.sum(mu)))
    return Solution(problem, theta, mu, bound, searching.alone(rows, horizon, theta), name)


def _separated(problem: Problem) -> Array:
    """A parameter of largest margin in the max-norm; NotSeparable where there is none."""
    from scipy.optimize import linprog

    rows = problem.rows
    size = np.maximum(np.max(np.abs(rows), axis=1), 1e-300)
    scaled = rows / size[:, None]
    m, n = rows.shape
    found = linprog(np.r_[np.zeros(n), -1.0], A_ub=np.c_[-scaled, np.ones(m)], b_ub=np.zeros(m), bounds=[(-1, 1)] * n + [(None, None)],
                    method="highs")
    theta = np.asarray(found.x[:n], dtype=np.float64)
    mu = np.maximum(-np.asarray(found.ineqlin.marginals), 0.0) / size
    mu = mu / max(float(np.sum(mu)), 1e-300)
    if float(np.min(scaled @ theta)) > 1 / _HOPELESS:
        return theta
    chosen = np.flatnonzero(mu > 1e-9 * np.max(mu))
    exact = balancing(rows, [int(i) for i in chosen])
    if exact is not None:
        mu = np.zeros(m)
        mu[chosen] = [float(w) for w in exact]
    rest = 0.0 if exact is not None else float(np.max(np.abs(rows.T @ mu)))
    shown = ", ".join(f"{v:.6g}" for v in mu[:8]) + (", ..." if m > 8 else "")
    if exact is None:
        raise NotSeparable(mu, rest, False, f"the data are not separable in double precision: sum_i mu_i y_i z_i = 0 up to {rest:.1e} "
                                            f"with mu = ({shown})")
    raise NotSeparable(mu, rest, True, f"the data are not separable: sum_i mu_i y_i z_i = 0 with mu = ({shown})")
