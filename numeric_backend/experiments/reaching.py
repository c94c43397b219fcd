"""How long the max-margin direction takes as a function of lambda: homog Lemma 4.10, measured.

What is predicted, by scaling alone: with theta = lambda**(1/c) * u the potential of strength lambda is a multiple of the potential of
strength 1 at u, with c = 1 for the hyperbolic entropy and c = p - 2 for |theta|**p/p + lambda*theta**2/2.  Once the loss is small, only
the rows of least margin count and the path of u does not know lambda.  So anything that has no unit (the ratio of Q**(1/alpha) to the
horizon function, the angle to the solution) falls below a given bound at theta ~ lambda**(1/c), that is at log t ~ log(1/L) ~
lambda**(L/c).  This is the exponent in lambda of Lemma 4.10 as reconstructed, t >= exp(Omega((d*lambda/epsilon)**L)) and
exp(Omega((d**(1/p)*(lambda/epsilon)**(1/(p - 2)))**L)).

In epsilon the lemma gives L/c too.  For the smoothened potentials that is sharp, since Q/phi**p - 1 is a multiple of
lambda*|theta|_2**2/|theta|_p**p. For the hyperbolic entropy it is an upper bound: coordinate j is of the order theta_max**(r_j), r_j =
|s_j|/|s|_max with s = sum mu_i y_i z_i of the solved problem, and adds lambda**2/(2|theta_j|) to Q - phi, so that the ratio's excess
falls like phi**-(1 + min r_j), and the exponent is L/(1 + min r_j), between L/2 and L.

Main definitions: `Reach`, `reach`, `fitted`, `strengths`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.experiments.separable import angle, drawn, starting
from numeric_backend.maxmargin.horizons import lp
from numeric_backend.maxmargin.late import late_flow
from numeric_backend.maxmargin.models import diagonal, linear
from numeric_backend.maxmargin.potentials import hyperbolic, smoothened
from numeric_backend.maxmargin.solving import Problem, solve

__all__ = ["Reach", "fitted", "reach", "strengths"]

Array = NDArray[Any]
_FAR = 2.0  # log(1/L) at the end, times (lambda/epsilon)**(L/c)
_GROWTH = 1.1


@dataclass(frozen=True, eq=False, slots=True)
class Reach:
    """log t at which a quantity falls below each bound for good: (bounds, strengths), NaN where it does not before the run ends.

    `ratio` is Q**(1/alpha)/(c phi) - 1, `direction` the angle to the solved problem (None for products).  `predicted` is L/c, the
    exponent of log t in lambda; `in_epsilon` that of log t in 1/epsilon for the ratio, where it is known.
    """

    power: float | None
    depth: int
    strengths: Array
    bounds: Array
    ratio: Array
    direction: Array | None
    predicted: float
    in_epsilon: float | None

    def exponent(self, bound: int = 0, *, direction: bool = False, upper: int = 4) -> float:
        """The fitted exponent of log t in lambda, from the `upper` largest strengths."""
        values = self.direction if direction else self.ratio
        if values is None:
            raise ValueError("the direction of a product has no solved problem")
        return fitted(self.strengths[-upper:], values[bound][-upper:])

    def to_json(self) -> dict[str, Any]:
        """The measurement as plain data."""
        return {"power": self.power, "depth": self.depth, "strengths": self.strengths.tolist(), "bounds": self.bounds.tolist(),
                "log_time": _plain(self.ratio), "log_time_direction": None if self.direction is None else _plain(self.direction),
                "predicted": self.predicted, "predicted_in_epsilon": self.in_epsilon, "fitted": _plain(np.array([[self.exponent()]]))[0][0]}


def reach(power: float | None, depth: int, over: Sequence[float] | Array, bounds: Sequence[float] = (0.1,), *, seed: int = 2, rows: int =
10,
          features: int = 5) -> Reach:
    """Run the late flow for each lambda and read off the times; `power` None is the hyperbolic entropy, else p > 2.

    >>> found = reach(None, 1, [100.0, 1000.0])
    >>> found.predicted, abs(found.exponent() - found.predicted) < 0.02
    (1.0, True)
    """
    if power is not None and power <= 2:
        raise ValueError("for p = 2 the horizon is reached at once: Q is a multiple of phi**2")
    lam = np.array(sorted(over), dtype=np.float64)
    mirror = hyperbolic(lam[:, None]) if power is None else smoothened(power, lam[:, None])
    model = linear() if depth == 1 else diagonal(depth)
    predicted = depth / (1 if power is None else power - 2)
    X, y = drawn(seed, rows, features)
    scaled = lam[:, None] ** (1 / (1 if power is None else power - 2))
    start = scaled * starting(depth, features, seed)
    far = _FAR * (5 if depth == 1 else 1) * (np.maximum(lam, 1.0) / min(bounds)) ** predicted
    run = late_flow(model, mirror, X, y, start, goal=far, growth=_GROWTH)
    with np.errstate(divide="ignore", invalid="ignore"):  # at theta = 0
        ratio = mirror.Q(run.theta) ** (1 / mirror.degree) / (mirror.scale * _phi(mirror.horizon, run.theta)) - 1
    goals = np.array(sorted(bounds, reverse=True), dtype=np.float64)
    found = np.array([[_reached(run.log_time[:, k], ratio[:, k], b) for k in range(len(lam))] for b in goals])
    away, in_epsilon = None, None if power is None else depth / (power - 2)
    if depth == 1:
        best = solve(Problem(X, y, lp(mirror.degree)))
        angles = np.array([[angle(t, best.theta) if np.any(t) else np.pi for t in lane] for lane in np.moveaxis(run.theta, 1, 0)]).T
        away = np.array([[_reached(run.log_time[:, k], angles[:, k], b) for k in range(len(lam))] for b in goals])
        if power is None:
            pulled = np.abs(best.multipliers @ best.problem.rows)
            in_epsilon = 1 / (1 + float(np.min(pulled) / np.max(pulled)))
    return Reach(power, depth, lam, goals, found, away, predicted, in_epsilon)


def strengths(power: float | None, depth: int, count: int = 6) -> Array:
    """Values of lambda for which lambda**(L/c) goes from 1e2 to 1e5: late enough for the scaling, and soon enough to wait for.

    >>> strengths(4, 1, 2).round().tolist()
    [10000.0, 10000000000.0]
    """
    return np.asarray(np.logspace(2, 5, count) ** ((1 if power is None else power - 2) / depth))


def fitted(x: Any, y: Any) -> float:
    """The slope of log y over log x, least squares; NaN where a value is not positive.

    >>> fitted([1, 2, 4], [3, 12, 48]).__round__(12)
    2.0
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if not (np.all(x > 0) and np.all(y > 0)):
        return math.nan
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])


def _phi(horizon: Any, theta: Array) -> Array:
    steps, lanes, n = theta.shape
    return np.asarray(horizon.value(theta.reshape(-1, n).T)).reshape(steps, lanes)


def _reached(log_time: Array, values: Array, bound: float) -> float:
    """log t from which the values stay below the bound, between two records by their logarithms."""
    above = np.flatnonzero(~(values <= bound))
    if not len(above) or above[-1] + 1 >= len(values):
        return math.nan
    k = int(above[-1])
    if not (np.isfinite(log_time[k]) and np.isfinite(values[k]) and values[k + 1] > 0):
        return float(log_time[k + 1])
    part = math.log(values[k] / bound) / math.log(values[k] / values[k + 1])
    return float(log_time[k] + part * (log_time[k + 1] - log_time[k]))


def _plain(values: Array) -> list[list[float | None]]:
    return [[float(v) if np.isfinite(v) else None for v in row] for row in values]
