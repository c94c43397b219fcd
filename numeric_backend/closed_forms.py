"""The formulas of a derived potential, compiled: predictions for many trajectories at once.

Arrays have a row per coordinate and a column per trajectory; with copies, rows run over the coordinates of the first copy, then of the
second, as in `numeric_backend.instances`.  Each copy has its own mu and initial point, and the same a.

Main definitions: `ClosedForm`, `closed_form`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mirrorsym.expression import Expression
from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.symbolic import from_sympy, to_sympy
from numeric_backend.backends import backend as find_backend
from numeric_backend.lowering import lower

__all__ = ["ClosedForm", "closed_form"]

Array = NDArray[Any]
Run = Callable[..., tuple[Any, ...]]


@dataclass(frozen=True, eq=False)
class ClosedForm:
    """The formulas at given initial points: `known` has an array (copies, trajectories) for each parameter and initial symbol."""

    potential: Potential
    copies: int
    known: Mapping[str, Array]
    backend: str
    _compiled: dict[tuple[Any, ...], Run] = field(default_factory=dict)
    _slopes: dict[tuple[str, str], list[Expression]] = field(default_factory=dict)

    # -- the dual side: functions of mu and a ------------------------------------------------------------------------
    def psi(self, mu: Array, a: Array | float) -> Array:
        """psi(mu, a), (D, trajectories)."""
        return self._rows("dual", self.potential.psi, mu, a)

    def grad_Q(self, mu: Array, a: Array | float) -> Array:
        """grad Q_a(mu), (N, trajectories)."""
        return self._rows("dual", self.potential.grad_Q, mu, a)

    def grad_Q_inside(self, mu: Array, a: Array | float) -> Array:
        """grad Q_a(mu); NaN outside the dual domain, where the formula may go on with other values."""
        return np.where(self.dual_domain(mu, a), self.grad_Q(mu, a), np.nan)

    def Q(self, mu: Array, a: Array | float) -> Array:
        """Q_a(mu), summed over copies."""
        return self._sum("dual", self.potential.Q, mu, a)

    def dQ_da(self, mu: Array, a: Array | float) -> Array:
        """d_a Q_a(mu), the derivative of the formula of Q."""
        return self._sum("dual", self._derived("Q", self.potential.a), mu, a)

    def hess_Q(self, mu: Array, a: Array | float) -> Array:
        """The derivative of the formula of grad Q, (trajectories, N, N)."""
        return self._blocks("dual", "grad_Q", self.potential.mu, mu, a)

    def dual_domain(self, mu: Array, a: Array | float) -> Array:
        """Whether (mu, a) lies in the dual domain that was derived."""
        return self._conditions("dual", (*(self.potential.dual_domain or ()),), mu, a)

    def minimizer(self, a: Array | float) -> Array:
        """The minimizer of R_a."""
        count = next(iter(self.known.values())).shape[1] if self.known else np.asarray(a).size
        return self._rows("dual", self.potential.minimizer, np.zeros((len(self.potential.mu) * self.copies, count)), a)

    # -- the primal side: functions of x and a -----------------------------------------------------------------------
    def grad_R(self, x: Array, a: Array | float) -> Array:
        """grad R_a(x), (N, trajectories)."""
        return self._rows("primal", self.potential.grad_R, x, a)

    def R(self, x: Array, a: Array | float) -> Array:
        """R_a(x), summed over copies."""
        return self._sum("primal", self.potential.R, x, a)

    def dR_da(self, x: Array, a: Array | float) -> Array:
        """d_a R_a(x), summed over copies."""
        return self._sum("primal", self.potential.dR_da, x, a)

    def hess_R(self, x: Array, a: Array | float) -> Array:
        """The derivative of the formula of grad R, (trajectories, N, N)."""
        return self._blocks("primal", "grad_R", self.potential.x, x, a)

    def dgrad_Q_da(self, mu: Array, a: Array | float) -> Array:
        """d_a grad Q_a(mu), (N, trajectories)."""
        return self._rows("dual", self._derived("grad_Q", self.potential.a), mu, a)

    def dgrad_R_da(self, x: Array, a: Array | float) -> Array:
        """d_a grad R_a(x), (N, trajectories)."""
        return self._rows("primal", self._derived("grad_R", self.potential.a), x, a)

    def grad_R_by_R(self, x: Array, a: Array | float) -> Array:
        """The derivative of the formula of R, (N, trajectories)."""
        parts = [self._derived("R", name)[0] for name in self.potential.x]
        return self._rows("primal", parts, x, a)

    def grad_Q_by_Q(self, mu: Array, a: Array | float) -> Array:
        """The derivative of the formula of Q, (N, trajectories)."""
        parts = [self._derived("Q", name)[0] for name in self.potential.mu]
        return self._rows("dual", parts, mu, a)

    def primal_domain(self, x: Array, a: Array | float) -> Array:
        """Whether (x, a) lies in the primal domain that was derived."""
        return self._conditions("primal", (*(self.potential.primal_domain or ()),), x, a)

    def assumed(self) -> Array:
        """Whether the initial point satisfies the conditions under which the formulas were derived."""
        first = next(iter(self.known.values()), np.zeros((self.copies, 1)))
        zero = np.zeros((len(self.potential.mu) * self.copies, first.shape[1]))
        return self._conditions("dual", self.potential.assuming, zero, 0.0)

    # -- how --------------------------------------------------------------------------------------------------------
    def of(self, lanes: Array) -> ClosedForm:
        """The same for some of the trajectories."""
        return replace(self, known={n: np.take(v, lanes, axis=1) for n, v in self.known.items()})

    def _run(self, side: str, formulas: Sequence[Expression], at: Array, a: Array | float) -> list[Array]:
        p = self.potential
        names = (*(p.mu if side == "dual" else p.x), p.a, *self.known)
        key = (side, tuple(formulas))
        if key not in self._compiled:
            self._compiled[key] = find_backend(self.backend)(lower(formulas, names))
        n, count = len(p.mu), at.shape[1]
        rows = [np.ascontiguousarray(at[i::n]) for i in range(n)]
        clock = np.ascontiguousarray(np.broadcast_to(np.asarray(a, dtype=np.float64), (self.copies, count)))
        given = [np.ascontiguousarray(np.broadcast_to(v, (self.copies, count))) for v in self.known.values()]
        found = self._compiled[key](*rows, clock, *given)
        return [np.broadcast_to(np.asarray(v, dtype=np.float64), (self.copies, count)) for v in found]

    def _rows(self, side: str, formulas: Sequence[Expression] | None, at: Array, a: Array | float) -> Array:
        if formulas is None:
            raise ValueError("the potential has no such formula")
        found = self._run(side, formulas, at, a)
        return np.stack([found[i][c] for c in range(self.copies) for i in range(len(formulas))])

    def _sum(self, side: str, formula: Expression | Sequence[Expression] | None, at: Array, a: Array | float) -> Array:
        if formula is None:
            raise ValueError("the potential has no such formula")
        one = [formula] if isinstance(formula, Expression) else formula
        found = self._run(side, one, at, a)[0]
        total = found[0]
        for c in range(1, self.copies):
            total = total + found[c]
        return np.array(total)

    def _blocks(self, side: str, what: str, names: Sequence[str], at: Array, a: Array | float) -> Array:
        n, k = len(names), self.copies
        found = self._run(side, [e for name in names for e in self._derived(what, name)], at, a)
        out = np.zeros((at.shape[1], n * k, n * k))
        for c in range(k):
            for j in range(n):
                for i in range(n):
                    out[:, c * n + i, c * n + j] = found[j * n + i][c]
        return out

    def _conditions(self, side: str, conditions: Sequence[Expression], at: Array, a: Array | float) -> Array:
        if not conditions:
            return np.ones(at.shape[1], dtype=bool)
        parts = self._run(side, [e for c in conditions for e in c.args], at, a)
        met = np.ones((self.copies, at.shape[1]), dtype=bool)
        for i, c in enumerate(conditions):
            left, right = parts[2 * i], parts[2 * i + 1]
            met &= {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right, "!=": left != right,
                    "=": left == right}[c.op]
        whole: Array = np.all(met, axis=0)
        return whole

    def _derived(self, what: str, name: str) -> list[Expression]:
        import sympy

        key = (what, name)
        if key not in self._slopes:
            value = getattr(self.potential, what)
            formulas = [value] if isinstance(value, Expression) else list(value)
            symbols = {n: sympy.Symbol(n, real=True) for n in sorted({name, *(n for e in formulas for n in e.names)})}
            self._slopes[key] = [from_sympy(to_sympy(e, symbols).diff(symbols[name])) for e in formulas]
        return self._slopes[key]


def closed_form(pair: Pair, potential: Potential, start: Array, values: Mapping[str, float], symbols: Mapping[str, Array],
                backend: str = "numpy") -> ClosedForm | None:
    """The compiled formulas, or None where the potential has none.

    `start` (D, trajectories) are the initial points, `values` the parameters; `symbols` give values (copies, trajectories) to symbols
    of the initial point that the start does not fix by itself (NAME0 of an initial value NAME0 is fixed).
    """
    if potential.psi is None or potential.grad_Q is None:
        return None
    d = len(pair.w)
    count = start.shape[1]
    known: dict[str, Array] = {n: np.full((pair.copies, count), v) for n, v in values.items()}
    known.update(symbols)
    for j, v in enumerate(pair.w):
        e = dict(pair.init)[v]
        if e.op == "sym" and e.args[0] not in known:
            known[e.args[0]] = np.ascontiguousarray(start[j::d])
    return ClosedForm(potential, pair.copies, known, backend)
