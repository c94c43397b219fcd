"""Mirror potentials as numbers: separable R with grad R, its inverse, R'' and Q = <theta, grad R> - R, elementwise.

Main definitions: `Mirror`, `hyperbolic`, `smoothened`, `cosh_entropy`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.maxmargin.horizons import Horizon, lp

__all__ = ["Mirror", "cosh_entropy", "hyperbolic", "smoothened"]

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Mirror:
    """A separable potential sum_i R(theta_i): functions of arrays, the degree alpha of Q far away, and the horizon function.

    `scale` is the factor with Q(s theta)**(1/alpha)/s -> scale*phi(theta); `strength` is the lambda.  Source: homog Tab. 1.
    """

    name: str
    slope: Callable[[Array], Array]
    inverse: Callable[[Array], Array]
    curvature: Callable[[Array], Array]
    dual_value: Callable[[Array], Array]
    degree: float
    horizon: Horizon
    scale: float
    strength: Array

    def Q(self, theta: Array, axis: int = -1) -> Array:
        """sum over `axis` of theta_i R'(theta_i) - R(theta_i)."""
        return np.asarray(np.sum(self.dual_value(theta), axis=axis))


def hyperbolic(strength: Any) -> Mirror:
    """R = theta*asinh(theta/lambda) - sqrt(theta**2 + lambda**2), lambda > 0: degree 1, horizon the 1-norm.

    >>> m = hyperbolic(0.5)
    >>> float(m.inverse(m.slope(np.array(3.0)))).__round__(12), float(m.Q(np.array([0.0])))
    (3.0, 0.5)
    """
    lam = _strength(strength, positive=True)
    return Mirror("hyperbolic entropy", lambda x: np.arcsinh(x / lam), lambda z: lam * np.sinh(z), lambda x: 1 / np.hypot(x, lam),
                  lambda x: np.hypot(x, lam), 1.0, lp(1), 1.0, lam)


def smoothened(p: float, strength: Any) -> Mirror:
    """R = |theta|**p/p + lambda*theta**2/2, p >= 2, lambda >= 0: degree p, horizon the p-norm.

    >>> m = smoothened(3, 0.5)
    >>> m.slope(np.array([2.0, -1.0])).tolist(), m.inverse(np.array([5.0, -1.5])).round(12).tolist()
    ([5.0, -1.5], [2.0, -1.0])
    """
    if not 2 <= p < math.inf:
        raise ValueError(f"the power is at least 2, not {p:g}")
    lam = _strength(strength, positive=False)
    scale = ((p - 1) / p) ** (1 / p) if p > 2 else float(np.sqrt((1 + lam.flat[0]) / 2)) if lam.size == 1 else math.nan
    return Mirror("squares" if p == 2 and not np.any(lam) else f"smoothened {p:g}-homogeneous",
                  lambda x: np.abs(x) ** (p - 1) * np.sign(x) + lam * x, lambda z: _root(z, p, lam),
                  lambda x: (p - 1) * np.abs(x) ** (p - 2) + lam,
                  lambda x: (p - 1) / p * np.abs(x) ** p + lam / 2 * x * x, float(p), lp(p), scale, lam)


def cosh_entropy(strength: Any = 1.0) -> Mirror:
    """R = lambda**2*(cosh(theta/lambda) - 1): no finite degree, horizon the max-norm (Pesme et al. 2024, Thm 3: outside of homog Thm 4.7).

    >>> float(cosh_entropy().inverse(np.sinh(np.array(2.0)))).__round__(12)
    2.0
    """
    lam = _strength(strength, positive=True)
    return Mirror("cosh entropy", lambda x: lam * np.sinh(x / lam), lambda z: lam * np.arcsinh(z / lam), lambda x: np.cosh(x / lam),
                  lambda x: lam * (x * np.sinh(x / lam) - lam * (np.cosh(x / lam) - 1)), math.inf, lp(math.inf), math.nan, lam)


def _strength(value: Any, *, positive: bool) -> Array:
    lam = np.asarray(value, dtype=np.float64)
    if not np.all(np.isfinite(lam)) or np.any(lam < 0) or (positive and np.any(lam == 0)):
        raise ValueError(f"lambda is {'positive' if positive else 'not negative'}")
    return lam


def _root(z: Array, p: float, lam: Array) -> Array:
    """x with |x|**(p-1)*sgn(x) + lam*x = z: Newton's method from above, where the function is convex, so that it never overshoots."""
    size = np.abs(z)
    if p == 2:
        return np.asarray(z / (1 + lam))
    if p == 3:
        below = lam + np.sqrt(lam * lam + 4 * size)
        return np.sign(z) * np.where(below > 0, 2 * size / np.where(below > 0, below, 1.0), 0.0)
    with np.errstate(divide="ignore", over="ignore"):
        x = np.minimum(size ** (1 / (p - 1)), np.where(lam > 0, size / np.where(lam > 0, lam, 1.0), np.inf))
    for _ in range(9):  # x is at most twice the root, and each step squares the error
        slope = (p - 1) * x ** (p - 2) + lam
        x = x - np.where(slope > 0, (x ** (p - 1) + lam * x - size) / np.where(slope > 0, slope, 1.0), 0.0)
    return np.asarray(np.sign(z) * x)
