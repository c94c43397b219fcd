"""The potential of one coordinate at one a, as numbers: the interval of mu, x = grad Q_a(mu) and its inverse, Q_a and R_a.

R_a(x) = x mu - Q_a(mu) with grad Q_a(mu) = x, so that a potential without a formula for R_a has curves too, and no curve leaves the
range of grad Q_a.  Source: tdmf Thm 3.1.

Main definitions: `Slice`, `slice_at`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from mirrorsym.expression import Expression
from mirrorsym.potential import Potential
from numeric_backend.backends.on_numpy import compile as compiled_numpy
from numeric_backend.lowering import lower

__all__ = ["Slice", "slice_at"]

Array = NDArray[np.float64]
Function = Callable[[Array], Array]
_GRID, _ZOOMS, _FAR, _RUNGS, _HALVINGS = 2001, 8, 1e9, 52, 80
_SMALLEST = 1e-9  # an end of a range that is this close to 0 is 0


@dataclass(frozen=True, eq=False)
class Slice:
    """Q_a and R_a at one a: mu in (`low`, `high`), x in (`first`, `last`), both open; ends may be infinite.

    `ladder` are values of mu that come ever closer to both ends, `steps` their x.
    """

    a: Fraction
    low: float
    high: float
    ladder: Array
    steps: Array
    grad_Q_formula: Function
    Q_formula: Function

    @property
    def first(self) -> float:
        """The lower end of the range of grad Q_a."""
        return _limit(self.steps[::-1])

    @property
    def last(self) -> float:
        """Its upper end."""
        return _limit(self.steps)

    def grad_Q(self, mu: Array) -> Array:
        """x at mu; NaN outside the interval."""
        return np.where((mu > self.low) & (mu < self.high), self.grad_Q_formula(mu), np.nan)

    def Q(self, mu: Array) -> Array:
        """Q_a at mu; NaN outside the interval."""
        return np.where((mu > self.low) & (mu < self.high), self.Q_formula(mu), np.nan)

    def grad_R(self, x: Array) -> Array:
        """The mu with grad Q_a(mu) = x, by bisection; NaN where x is not in the range."""
        place = np.searchsorted(self.steps, x, side="left")
        inside = (place > 0) & (place < len(self.steps)) & np.isfinite(x)
        low = self.ladder[np.clip(place - 1, 0, len(self.ladder) - 1)]
        high = self.ladder[np.clip(place, 0, len(self.ladder) - 1)]
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            below = self.grad_Q_formula(middle) < x
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.where(inside, 0.5 * (low + high), np.nan)

    def R(self, x: Array) -> Array:
        """R_a at x; NaN where x is not in the range."""
        mu = self.grad_R(x)
        return x * mu - self.Q(mu)

    def level(self, height: Array, side: Array) -> Array:
        """The x above (`side` 1) or below (-1) the minimizer at which R_a is `height` above its minimum; NaN where there is none.

        R_a(x) - min R_a = mu x - Q_a(mu) + Q_a(0) grows with |mu| on either side of mu = 0.
        """
        far = np.where(side > 0, self._rungs(1.0, height), self._rungs(-1.0, height))
        near = np.zeros_like(far)
        for _ in range(_HALVINGS):
            middle = 0.5 * (near + far)
            below = self._height(middle) < height
            near, far = np.where(below, middle, near), np.where(below, far, middle)
        return self.grad_Q_formula(0.5 * (near + far))

    def _height(self, mu: Array) -> Array:
        return mu * self.grad_Q_formula(mu) - self.Q_formula(mu) + self.Q_formula(np.zeros(1))

    def _rungs(self, side: float, height: Array) -> Array:
        """For each height the first rung of the ladder on that side that is higher; NaN where none is."""
        rungs = self.ladder[self.ladder * side > 0]
        rungs = rungs if side > 0 else rungs[::-1]
        with np.errstate(all="ignore"):
            heights = self._height(rungs)
        rungs, heights = rungs[np.isfinite(heights)], heights[np.isfinite(heights)]
        place = np.searchsorted(np.maximum.accumulate(heights), height, side="left")
        return np.where(place < len(rungs), np.append(rungs, np.nan)[place], np.nan)

    @property
    def minimizer(self) -> tuple[float, float] | None:
        """(x, R_a(x)) at the minimum, which is where mu = 0 is in the interval."""
        if not self.low < 0 < self.high:
            return None
        zero = np.zeros(1)
        return float(self.grad_Q(zero)[0]), -float(self.Q(zero)[0])


def slice_at(p: Potential, values: Mapping[str, float], a: Fraction) -> Slice | None:
    """The slice at a, with numbers for the parameters and the symbols of the initial point; None where no mu was found.

    ValueError where the potential has no formula of Q, or more than one coordinate.

    >>> from mirrorsym import Pair
    >>> from mirrorsym._derive import potential
    >>> p = potential(Pair(g=["log(u) - log(v)"], h="log(u) + log(v)", domain=["u > 0", "v > 0"]), {})
    >>> found = slice_at(p, {"u0": 1.0, "v0": 1.0}, Fraction(-1, 4))
    >>> round(found.low, 12), round(found.high, 12), slice_at(p, {"u0": 1.0, "v0": 1.0}, Fraction(-1, 2)) is None
    (-0.25, 0.25, True)
    """
    if p.Q is None or p.grad_Q is None or len(p.mu) != 1:
        raise ValueError("the potential has no formula of one coordinate")
    compiled = compiled_numpy(lower([p.grad_Q[0], p.Q, *map(_slack, p.dual_domain or ())], [p.mu[0], p.a, *values]))

    numbers = (float(a), *map(float, values.values()))

    def formulas(mu: Array) -> list[Array]:
        found = compiled(mu, *(np.full(mu.shape, v) for v in numbers))
        return [np.broadcast_to(v, mu.shape) for v in found]

    def slack(mu: Array) -> Array:
        met: Array = np.min([np.full(mu.shape, np.inf), *formulas(mu)[2:]], axis=0)
        return np.where(np.isnan(met), -np.inf, met)

    center = _inside(slack)
    if center is None:
        return None
    low, high = _end(slack, center, -_FAR), _end(slack, center, _FAR)
    rungs = np.arange(1, _RUNGS + 1)
    up = high - (high - center) * 0.5**rungs if np.isfinite(high) else center + 2.0 ** (rungs - 12)
    down = low + (center - low) * 0.5**rungs if np.isfinite(low) else center - 2.0 ** (rungs - 12)
    ladder = np.unique(np.concatenate([down, [center], up]))
    ladder = ladder[(ladder > low) & (ladder < high)]
    steps = formulas(ladder)[0]
    kept = ~np.isnan(steps)
    return Slice(a, low, high, ladder[kept], np.maximum.accumulate(steps[kept]), lambda mu: formulas(mu)[0], lambda mu: formulas(mu)[1])


def _slack(condition: Expression) -> Expression:
    """An expression that is positive exactly where the condition is met."""
    left: Expression = condition.args[0]
    right: Expression = condition.args[1]
    if condition.op in (">", ">="):
        return left - right
    return right - left if condition.op in ("<", "<=") else (left - right) ** 2


def _inside(slack: Function) -> float | None:
    """A mu at which all conditions are met: 0 if it is one, else where they are met with the most room, on ever finer grids."""
    if slack(np.zeros(1))[0] > 0:
        return 0.0
    grid = np.sinh(np.linspace(-np.arcsinh(_FAR), np.arcsinh(_FAR), _GRID))
    for _ in range(_ZOOMS):
        room = slack(grid)
        best = int(np.argmax(room))
        if room[best] > 0:
            return float(grid[best])
        grid = np.linspace(grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)], _GRID)
    return None


def _end(slack: Function, center: float, far: float) -> float:
    """Where the interval around `center` ends on the side of `far`, to the last bit; infinite where `far` is inside."""
    inside, outside = center, far
    if slack(np.array([far]))[0] > 0:
        return float(np.copysign(np.inf, far))
    for _ in range(1200):
        middle = 0.5 * (inside + outside)
        if middle in (inside, outside):
            break
        if slack(np.array([middle]))[0] > 0:
            inside = middle
        else:
            outside = middle
    return outside


def _limit(steps: Array) -> float:
    """The limit of values that were taken ever closer to an end; infinite where they go on growing."""
    last = float(steps[-1])
    if not np.isfinite(last):
        return float(np.copysign(np.inf, last))
    if abs(last - steps[-9]) > 1e-2 * max(1e-3, abs(last)):
        return float(np.copysign(np.inf, last - steps[0]))
    return 0.0 if abs(last) < _SMALLEST else last
