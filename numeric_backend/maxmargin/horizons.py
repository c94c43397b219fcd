"""Horizon functions as numbers: norms phi of a parameter, with their dual norms and gradients.

A horizon function is what a mirror potential looks like from far away (homog, Sec. 3): every potential here has a weighted p-norm, or a
norm of norms of groups of coordinates.  Rows are coordinates, columns trajectories.

Main definitions: `Horizon`, `lp`, `mixed`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Horizon", "conjugate", "lp", "mixed"]

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Horizon:
    """phi(theta) = | (|w*theta restricted to a group|_p)_groups |_outer, each group with its power p; powers in [1, inf].

    `weights` are positive, one a coordinate, or empty for ones; `groups` are lists of coordinates that cover each once, or empty for one
    group of all.  ValueError for what is no norm.

    >>> lp(1).value(np.array([[3.0], [-4.0]])).tolist(), lp(math.inf).dual(np.array([[3.0], [-4.0]])).tolist()
    ([7.0], [7.0])
    """

    powers: tuple[float, ...] = (1.0,)
    groups: tuple[tuple[int, ...], ...] = ()
    outer: float = 1.0
    weights: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        for p in (*self.powers, self.outer):
            if not p >= 1:
                raise ValueError(f"the power of a norm is at least 1, not {p:g}")
        if any(not (w > 0 and math.isfinite(w)) for w in self.weights):
            raise ValueError("weights are positive numbers")
        if len(self.powers) != max(1, len(self.groups)):
            raise ValueError(f"{len(self.powers)} powers for {max(1, len(self.groups))} groups")
        listed = sorted(i for g in self.groups for i in g)
        if listed != list(range(len(listed))) or any(not g for g in self.groups):
            raise ValueError("the groups name every coordinate exactly once")
        if self.groups and self.weights and len(listed) != len(self.weights):
            raise ValueError(f"{len(self.weights)} weights for {len(listed)} coordinates")

    @property
    def size(self) -> int | None:
        """How many coordinates it takes; None for any number."""
        return len(self.weights) or sum(map(len, self.groups)) or None

    @property
    def single(self) -> bool:
        """Whether it is one p-norm, with or without weights."""
        return len(self.powers) == 1 or (len(set(self.powers)) == 1 and self.outer == self.powers[0])

    @property
    def polyhedral(self) -> bool:
        """Whether its ball has flat sides: every power is 1 or infinity."""
        return all(p in (1, math.inf) for p in (*self.powers, *([] if self.single else [self.outer])))

    def value(self, theta: Array) -> Array:
        """phi, one number a column."""
        scaled = np.asarray(theta, dtype=np.float64) * self._weights(len(theta))
        return self._nested(scaled, self.powers, self.outer)

    def dual(self, v: Array) -> Array:
        """The dual norm: the largest <v, theta> with phi(theta) <= 1."""
        scaled = np.asarray(v, dtype=np.float64) / self._weights(len(v))
        return self._nested(scaled, tuple(conjugate(p) for p in self.powers), conjugate(self.outer))

    def gradient(self, theta: Array) -> Array:
        """A subgradient of phi: the gradient where there is one; at a kink 0 for coordinates that are 0, and one of the largest."""
        w = self._weights(len(theta))
        x = np.asarray(theta, dtype=np.float64) * w
        parts = self._parts(len(theta))
        inner = np.stack([_norm(x[list(g)], p) for g, p in zip(parts, self.powers, strict=True)])
        above = _slope(inner, self.outer) if len(parts) > 1 else np.ones_like(inner)
        out = np.zeros_like(x)
        for k, (g, p) in enumerate(zip(parts, self.powers, strict=True)):
            out[list(g)] = above[k] * _slope(x[list(g)], p)
        return out * w

    def describe(self) -> str:
        """The norm in a few words.

        >>> lp(1).describe(), lp(3).describe(), lp(math.inf).describe(), mixed([[0, 1], [2]], [2, 2], 1).describe()
        ('l1', 'l3', 'max', 'l1 of l2 of 2 groups')
        """
        named = [_name(p) for p in self.powers]
        groups = "" if len(self.powers) == 1 else f"{_name(self.outer)} of {named[0] if len(set(named)) == 1 else ', '.join(named)} of "
        return ("weighted " if self.weights else "") + (f"{groups}{len(named)} groups" if groups else named[0])

    def _weights(self, n: int) -> Array:
        if self.size not in (None, n):
            raise ValueError(f"the horizon function has {self.size} coordinates, the parameter {n}")
        return np.array(self.weights)[:, None] if self.weights else np.ones((1, 1))

    def _parts(self, n: int) -> tuple[tuple[int, ...], ...]:
        return self.groups or (tuple(range(n)),)

    def _nested(self, x: Array, powers: Sequence[float], outer: float) -> Array:
        inner = [_norm(x[list(g)], p) for g, p in zip(self._parts(len(x)), powers, strict=True)]
        return inner[0] if len(inner) == 1 else _norm(np.stack(inner), outer)


def lp(p: float, weights: Sequence[float] = ()) -> Horizon:
    """(sum (w_i |theta_i|)**p)**(1/p), for p = inf the largest w_i |theta_i|."""
    return Horizon((float(p),), weights=tuple(map(float, weights)))


def mixed(groups: Sequence[Sequence[int]], powers: Sequence[float], outer: float, weights: Sequence[float] = ()) -> Horizon:
    """The `outer` norm of the norms of groups of coordinates, each group with its power.

    >>> mixed([[0, 1], [2]], [2, 1], 1).value(np.array([[3.0], [4.0], [-1.0]])).tolist()
    [6.0]
    """
    return Horizon(tuple(map(float, powers)), tuple(tuple(g) for g in groups), float(outer), tuple(map(float, weights)))


def conjugate(p: float) -> float:
    """q with 1/p + 1/q = 1.

    >>> conjugate(1), conjugate(3), conjugate(math.inf)
    (inf, 1.5, 1.0)
    """
    return math.inf if p == 1 else 1.0 if p == math.inf else p / (p - 1)


def _name(p: float) -> str:
    return "max" if p == math.inf else f"l{p:g}"


def _norm(x: Array, p: float) -> Array:
    from numeric_backend.observables import norm

    return norm(x, p)


def _slope(x: Array, p: float) -> Array:
    """A subgradient of |x|_p."""
    if p == 1:
        return np.sign(x)
    size = np.abs(x)
    most = np.max(size, axis=0)
    if p == math.inf:
        first = np.arange(len(x))[:, None] == np.argmax(size, axis=0)
        return np.where(first, np.sign(x), 0.0)
    unit = np.where(most > 0, _norm(x, p), 1.0)
    return np.sign(x) * (size / unit) ** (p - 1)
