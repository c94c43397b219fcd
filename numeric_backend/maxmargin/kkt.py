"""How far a trained parameter is from a KKT point of min phi(theta)**2/2 with q_i(theta) >= 1.

A direction is scaled to smallest margin 1; then with multipliers mu >= 0 and g in the subdifferential of phi**2/2

    epsilon = |g - sum_i mu_i grad q_i|_2          delta = max_i mu_i*(q_i - 1)

(homog Def. G.3 and G.4).  Both are relative here, divided by the dual norm's Euclidean size and by phi**2, so that no unit matters.  The
multipliers are those that make both small (non-negative least squares), or those of the loss, mu_i ~ exp(-q_i) as in Lemma G.6.

For the 1-norm the definition jumps: at a parameter whose small coordinates are not 0, g is a sign vector.  `small` counts coordinates
below that fraction of the largest as 0, where g may be anything in [-phi, phi] (for the max-norm those within that fraction of the
largest as equal); and `alignment` is the number that does not jump, the gap 1 - <sum mu_i grad q_i, theta>/(phi*(sum mu_i grad q_i)
phi(theta)) of Hoelder's inequality, which is 0 exactly where sum mu_i grad q_i is a multiple of a subgradient; the smaller of those that
the two choices of multipliers give.

Main definitions: `Residual`, `kkt_residual`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.maxmargin.horizons import Horizon
from numeric_backend.maxmargin.models import Model

__all__ = ["Residual", "kkt_residual"]

Array = NDArray[Any]


@dataclass(frozen=True, eq=False, slots=True)
class Residual:
    """One number a parameter, (batch,): NaN where the data are not separated. multipliers (batch, m); `margin` is min_i q_i/phi**L."""

    epsilon: Array
    delta: Array
    alignment: Array
    margin: Array
    multipliers: Array


def kkt_residual(model: Model, horizon: Horizon, X: Any, y: Any, theta: Any, *, multipliers: str = "best", small: float = 0.0) -> Residual:
    """The residual of each parameter, theta (batch, n), on data X (m, d) or (batch, m, d) with labels y (m) or (batch, m).

    Source: homog Thm 4.7 and Def. G.4.

    >>> from numeric_backend.maxmargin.horizons import lp
    >>> from numeric_backend.maxmargin.models import linear
    >>> found = kkt_residual(linear(), lp(2), [[3.0, 4.0]], [1], [[3.0, 4.0], [1.0, 0.0]])
    >>> found.epsilon.round(12).tolist(), found.margin.round(12).tolist()
    ([0.0, 0.8], [5.0, 3.0])
    """
    if multipliers not in ("best", "loss"):
        raise ValueError(f"the multipliers are best or loss, not {multipliers!r}")
    theta = np.asarray(theta, dtype=np.float64)
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    X = np.broadcast_to(X, (len(theta), *X.shape[-2:]))
    y = np.broadcast_to(y, (len(theta), y.shape[-1]))
    q = y * model.outputs(theta, X)
    least = np.min(q, axis=1)
    right = least > 0
    with np.errstate(all="ignore"):
        at = np.where(right, least, np.nan)[:, None] ** (-1.0 / model.degree) * theta
        over = q / least[:, None] - 1.0
    each = y[..., None] * model.jacobian(np.where(right[:, None], at, 1.0), X)
    phi = horizon.value(np.where(right[:, None], at, 1.0).T)
    margin = np.where(right, phi ** (-model.degree), np.nan)
    out = np.full((4, len(theta)), np.nan)
    mu = np.full(q.shape, np.nan)
    for k in np.flatnonzero(right):
        g = phi[k] * horizon.gradient(at[k][:, None])[:, 0]
        free, corners = _free(horizon, at[k], small), _corners(horizon, at[k], small)
        g[free] = 0.0
        if multipliers == "loss":
            weights = np.exp(least[k] - q[k])
            mu[k] = weights * (phi[k] ** 2 / (model.degree * float(np.sum(weights * (over[k] + 1.0)))))
        elif len(corners) > 1:
            mu[k], g = _between(each[k], over[k], phi[k] * corners, phi[k])
        else:
            mu[k] = _best(each[k], over[k], g, free, phi[k])
        pulled = mu[k] @ each[k]
        away = g - pulled
        bound = phi[k] * _weight(horizon, len(away))
        away[free] = np.maximum(np.abs(pulled[free]) - bound[free], 0.0)
        weights = np.exp(least[k] - q[k]) @ each[k]
        out[:3, k] = (np.linalg.norm(away) / float(np.linalg.norm(g)), np.max(mu[k] * over[k]) / phi[k] ** 2,
                      min(_apart(horizon, v, at[k], phi[k]) for v in (pulled, weights)))
    return Residual(out[0], out[1], out[2], margin, mu)


def _apart(horizon: Horizon, v: Array, theta: Array, phi: float) -> float:
    """The gap of <v, theta> <= phi*(v) phi(theta), relatively."""
    below = float(horizon.dual(v[:, None])[0])
    return 1.0 - float(v @ theta) / (below * phi) if below > 0 else 1.0


def _free(horizon: Horizon, theta: Array, small: float) -> NDArray[np.bool_]:
    """The coordinates that count as 0 at a kink of the 1-norm."""
    if not (horizon.single and horizon.powers[0] == 1):
        return np.zeros(len(theta), dtype=bool)
    return np.asarray(np.abs(theta) <= small * np.max(np.abs(theta)))


def _corners(horizon: Horizon, theta: Array, small: float) -> Array:
    """The gradients of the sides of the max-norm's ball that nearly meet at theta; none for other norms."""
    if not (horizon.single and horizon.powers[0] == np.inf):
        return np.zeros((0, len(theta)))
    w = _weight(horizon, len(theta))
    near = np.flatnonzero(np.abs(w * theta) >= (1 - small) * np.max(np.abs(w * theta)))
    return np.asarray((np.diag(w * np.sign(theta)))[near])


def _between(each: Array, over: Array, corners: Array, phi: float) -> tuple[Array, Array]:
    """mu >= 0 and a mean g of the corners that make |g - sum mu_i grad q_i|**2 + sum (mu_i*over_i)**2 least, each relative."""
    from scipy.optimize import nnls

    size, m, n = float(np.linalg.norm(corners[0])), len(over), corners.shape[1]
    heavy = 1e3  # the weights of the corners have sum 1
    matrix = np.block([[each.T / size, -corners.T / size], [np.diag(over / phi**2), np.zeros((m, len(corners)))],
                       [np.zeros((1, m)), np.full((1, len(corners)), heavy)]])
    found = nnls(matrix, np.r_[np.zeros(n + m), heavy])[0]
    share = found[m:] / float(np.sum(found[m:]))
    return found[:m], share @ corners


def _weight(horizon: Horizon, n: int) -> Array:
    return np.array(horizon.weights) if horizon.weights else np.ones(n)


def _best(each: Array, over: Array, g: Array, free: NDArray[np.bool_], phi: float) -> Array:
    """mu >= 0 that makes |g - sum mu_i grad q_i|**2 + sum (mu_i*over_i)**2 least, each relative, on the coordinates with a gradient."""
    from scipy.optimize import nnls

    size = float(np.linalg.norm(g))
    kept = ~free
    matrix = np.r_[each[:, kept].T / size, np.diag(over / phi**2)]
    return np.asarray(nnls(matrix, np.r_[g[kept] / size, np.zeros(len(over))])[0])
