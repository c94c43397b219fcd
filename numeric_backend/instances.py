"""A pair with numbers for its parameters, compiled: g, h and their gradients for many trajectories at once.

Arrays have a row per coordinate and a column per trajectory.  With copies, coordinate i of copy c is row c*n + i of x and variable j
of copy c is row c*d + j of w.  Derivatives are SymPy's: what this is used for is evidence, never proof.

Main definitions: `Instance`, `instance`, `written`, `gradients`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mirrorsym.domain import Domain
from mirrorsym.errors import InputError
from mirrorsym.expression import Expression
from mirrorsym.maps import Pair
from mirrorsym.symbolic import from_sympy, symbols_of, to_sympy
from numeric_backend.backends import backend as find_backend
from numeric_backend.flows.written import Written
from numeric_backend.lowering import lower

__all__ = ["Instance", "gradients", "instance", "written"]

Array = NDArray[np.float64]
Run = Callable[..., tuple[Any, ...]]


@dataclass(frozen=True, eq=False)
class Instance:
    """The compiled pair: `D` variables and `N` coordinates of x, those of all copies together."""

    pair: Pair
    values: tuple[float, ...]
    backend: str
    _first: Run
    _conditions: Run
    _signs: tuple[str, ...]
    written: Written | None = None  # what the compiled integrator takes

    @property
    def D(self) -> int:
        """Rows of w."""
        return len(self.pair.w) * self.pair.copies

    @property
    def N(self) -> int:
        """Rows of x."""
        return len(self.pair.g) * self.pair.copies

    def _split(self, w: Array) -> list[Array]:
        """One array (copies, trajectories) for each variable."""
        d = len(self.pair.w)
        return [np.ascontiguousarray(w[j::d]) for j in range(d)]

    def _all(self, w: Array) -> list[Array]:
        out = self._first(*self._split(w), *self.values)
        shape = (self.pair.copies, w.shape[1])
        return [np.ascontiguousarray(np.broadcast_to(np.asarray(v, dtype=np.float64), shape)) for v in out]

    def both(self, w: Array) -> tuple[Array, Array]:
        """x = g(w), one row per coordinate, and h(w), summed over the copies (0 without h)."""
        return self._values(self._all(w))

    def _values(self, out: Sequence[Array]) -> tuple[Array, Array]:
        k, n = self.pair.copies, len(self.pair.g)
        x = np.stack([out[i][c] for c in range(k) for i in range(n)])
        if self.pair.h is None:
            return x, np.zeros(x.shape[1])
        h = out[n][0]
        for c in range(1, k):
            h = h + out[n][c]
        return x, h

    def field(self, w: Array, forces: Callable[[Array], Array], clock: Array | float) -> tuple[Array, Array, Array, Array]:
        """(sum_i c_i grad g_i + clock grad h, x, h, c) at w, where c = forces(x) has a row for each coordinate of x."""
        out = self._all(w)
        x, h = self._values(out)
        c = forces(x)
        k, n, d = self.pair.copies, len(self.pair.g), len(self.pair.w)
        m = len(self.pair.joint)
        speed = np.empty_like(w)
        for copy in range(k):
            for j in range(d):
                total = c[copy * n] * out[m + j][copy]
                for i in range(1, n):
                    total = total + c[copy * n + i] * out[m + i * d + j][copy]
                if m > n:
                    total = total + clock * out[m + n * d + j][copy]
                speed[copy * d + j] = total
        return speed, x, h, c

    def jacobian(self, w: Array) -> Array:
        """J(w) = dg/dw, of shape (trajectories, N, D)."""
        out = self._all(w)
        k, n, d, m = self.pair.copies, len(self.pair.g), len(self.pair.w), len(self.pair.joint)
        J = np.zeros((w.shape[1], self.N, self.D))
        for c in range(k):
            for i in range(n):
                for j in range(d):
                    J[:, c * n + i, c * d + j] = out[m + i * d + j][c]
        return J

    def slope_of_h(self, w: Array) -> Array:
        """grad h(w), (D, trajectories); zero without h."""
        return self.field(w, np.zeros_like, 1.0)[0] if self.pair.h is not None else np.zeros_like(w)

    def gram(self, w: Array) -> Array:
        """J J^T, of shape (trajectories, N, N), summed in order."""
        J = self.jacobian(w)
        total = J[:, :, None, 0] * J[:, None, :, 0]
        for j in range(1, J.shape[2]):
            total = total + J[:, :, None, j] * J[:, None, :, j]
        return total

    def inside(self, w: Array) -> Array:
        """One row for each condition of M and copy: positive exactly where it is satisfied (NaN where it has no value)."""
        if not self._signs:
            return np.ones((1, w.shape[1]))
        shape = (self.pair.copies, w.shape[1])
        rows = []
        for value, op in zip(self._conditions(*self._split(w), *self.values), self._signs, strict=True):
            v = np.broadcast_to(np.asarray(value, dtype=np.float64), shape)
            rows.append(np.abs(v) if op == "!=" else v)
        return np.concatenate(rows)

    def sides(self, w: Array) -> Array:
        """The values whose sign a flow may not change: those of the conditions e > 0, and of e != 0 with its sign."""
        if not self._signs:
            return np.ones((1, w.shape[1]))
        shape = (self.pair.copies, w.shape[1])
        return np.concatenate([np.broadcast_to(np.asarray(v, dtype=np.float64), shape)
                               for v in self._conditions(*self._split(w), *self.values)])


def instance(pair: Pair, values: Mapping[str, float], backend: str = "numpy") -> Instance:
    """The pair with a number for each parameter, compiled by a backend; InputError names what has no value.

    >>> found = instance(Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"]), {})
    >>> w = np.array([[1.0, 2.0], [3.0, 1.0]])
    >>> found.both(w)[0].tolist(), found.gram(w)[:, 0, 0].tolist()
    ([[-8.0, 3.0]], [40.0, 20.0])
    """
    missing = [p for p in pair.M.parameter_names if p not in values]
    if missing:
        raise InputError([f"a value is needed for {p}" for p in missing])
    compiled = find_backend(backend)
    kernels = written(pair, values)
    signs = tuple(op for e, op in pair.M.facts() if e.names & set(pair.w))
    return Instance(pair, kernels.values, backend, compiled(kernels.first), compiled(kernels.conditions), signs,
                    kernels if backend == "numba" else None)


def written(pair: Pair, values: Mapping[str, float]) -> Written:
    """The kernels of g, h, their gradients and the conditions, with a number for each parameter."""
    slopes = gradients(pair.joint, pair.w, pair.M)
    names = (*pair.w, *pair.M.parameter_names)
    first = lower([*pair.joint, *(s for row in slopes for s in row)], names)
    conditions = lower([e for e, _ in pair.M.facts() if e.names & set(pair.w)], names)
    numbers = tuple(float(values[p]) for p in pair.M.parameter_names)
    return Written(first, conditions, len(pair.w), len(pair.g), len(pair.joint), pair.copies, numbers)


def gradients(functions: Sequence[Expression], variables: Sequence[str], m: Domain) -> list[list[Expression]]:
    """First derivatives by SymPy, one row per function; at a kink of Max, Min or abs the mean of both sides."""
    import sympy

    symbols = symbols_of(m)
    for v in variables:
        if v not in symbols:
            raise ValueError(f"{v} is no variable")
    theirs = [to_sympy(f, symbols) for f in functions]
    def slope(f: sympy.Expr, v: str) -> Expression:
        return from_sympy(f.diff(symbols[v]).replace(sympy.Heaviside, lambda z, *_: (1 + sympy.sign(z)) / 2))

    return [[slope(f, v) for v in variables] for f in theirs]
