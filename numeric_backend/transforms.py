"""The numeric potential of any commuting pair: psi, Q_a, R_a and their gradients at a chosen number of digits.

With dw/dt = sum mu_i grad g_i(w) + a grad h(w) from w_init, psi(mu, a) = w(1), and along the same curve
Q_a(mu) = Q_0(0) + int_0^1 <mu, g(w)> + a h(w) dt, since d_mu Q = g(psi) and d_a Q = h(psi); we put Q_0(0) = 0.  grad R_a(x) is the mu with
g(psi(mu, a)) = x, found by Newton's method with the Jacobian J J^T, and R_a(x) = <x, mu> - Q_a(mu).

All this is evidence, never proof.  Where the flow ends before time 1 the answer is None, and `trace` says why.  For a pair that
does not commute the curve still exists, but `spread` is not small: the order in which the flows are composed matters.

Main definitions: `NumericPotential`, `numeric_potential`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mirrorsym.domain import Domain
from mirrorsym.errors import InputError
from mirrorsym.expression import Expression
from mirrorsym.maps import Pair
from mirrorsym.symbolic import from_sympy, symbols_of, to_sympy
from numeric_backend.backends.on_mpmath import evaluator
from numeric_backend.extrapolation import Ended, Solution, integrate
from numeric_backend.lowering import lower

__all__ = ["Inverse", "NumericPotential", "numeric_potential"]

_GUARD = 25
_NEWTON = 40
_SHARES, _SHORTEST_SHARE = 40, 1e-2
_FAR = 1e30  # no step of the integration may try a point that far out
Row = list[Any]


@dataclass(frozen=True, slots=True)
class Inverse:
    """The mu with grad Q_a(mu) = x, as far as it was found: `residual` is the largest |grad Q_a(mu)_i - x_i| that is left."""

    mu: tuple[Any, ...]
    residual: Any
    steps: int


class NumericPotential:
    """psi, Q, grad_Q, R, grad_R, dR_da and minimizer as functions of numbers; None where they do not exist, or were not found.

    Arguments are numbers or exact fractions; results have `digits` digits, up to the error estimate of the integration.
    """

    def __init__(self, pair: Pair, start: Mapping[str, Any], values: Mapping[str, Any], digits: int) -> None:
        self.pair, self.digits, self.n = pair, digits, len(pair.g)
        self.finer = digits + 3  # what is asked of the integration
        d = len(pair.w)
        fixed = tuple(pair.M.parameter_names)
        slopes = _gradients(pair.joint, pair.w, pair.M)
        conditions = [(e, op) for e, op in pair.M.facts() if e.names & set(pair.w)]
        formulas = [*pair.joint, *(s for row in slopes for s in row), *(e for e, _ in conditions)]
        run = evaluator(lower(formulas, (*pair.w, *fixed)))
        with self._precision():
            self.start = [_number(start[v]) for v in pair.w]
            constants = [_number(values[p]) for p in fixed]
        m = len(pair.joint)
        ops = [op for _, op in conditions]
        from mpmath import isnan


        def at(w: Sequence[Any]) -> tuple[Row, list[Row]] | None:
            if any(abs(v) > _FAR for v in w):
                return None
            out = run(*w, *constants)
            if any(isnan(v) for v in out) or not all(_true(v, op) for v, op in zip(out[m + m * d:], ops, strict=True)):
                return None
            return out[:m], [out[m + i * d:m + (i + 1) * d] for i in range(m)]

        self._at: Callable[[Sequence[Any]], tuple[Row, list[Row]] | None] = at
        with self._precision():
            if at(self.start) is None:
                raise InputError(["init: the start does not lie in M"])

    def _precision(self) -> Any:
        import mpmath

        return mpmath.workdps(self.digits + _GUARD)

    # -- the dual side --------------------------------------------------------------------------------------------
    def trace(self, mu: Sequence[Any], a: Any = 0) -> Solution | Ended:
        """The curve of (mu, a): its end (psi, then Q), or how far it came and why it ended."""
        with self._precision():
            return self._trace([_number(x) for x in mu], _number(a), self.finer)

    def _trace(self, mu: Row, a: Any, digits: int) -> Solution | Ended:
        if len(mu) != self.n:
            raise ValueError(f"mu has {self.n} entries, not {len(mu)}")
        if self.pair.h is None and a != 0:
            raise ValueError("there is no regularizer, so a is 0")
        times = [*mu, a][:len(self.pair.joint)]
        d = len(self.start)

        def field(_: Any, y: Row) -> Row | None:
            found = self._at(y[:d])
            if found is None:
                return None
            value, slopes = found
            speed = [sum(c * s[k] for c, s in zip(times, slopes, strict=True)) for k in range(d)]
            return [*speed, sum(c * v for c, v in zip(times, value, strict=True))]

        return integrate(field, [*self.start, self.start[0] * 0], digits)

    def psi(self, mu: Sequence[Any], a: Any = 0) -> tuple[Any, ...] | None:
        """The end of the curve of (mu, a)."""
        found = self.trace(mu, a)
        return found.value[:-1] if isinstance(found, Solution) else None

    def Q(self, mu: Sequence[Any], a: Any = 0) -> Any | None:
        """Q_a(mu), with Q_0(0) = 0."""
        found = self.trace(mu, a)
        return found.value[-1] if isinstance(found, Solution) else None

    def grad_Q(self, mu: Sequence[Any], a: Any = 0) -> tuple[Any, ...] | None:
        """g(psi(mu, a))."""
        with self._precision():
            end = self.psi(mu, a)
            found = None if end is None else self._at(end)
            return None if found is None else tuple(found[0][:self.n])

    def value_of_h(self, w: Sequence[Any]) -> Any | None:
        """h at a point of M; None without h or outside."""
        with self._precision():
            found = self._at(w) if self.pair.h is not None else None
            return None if found is None else found[0][-1]

    def minimizer(self, a: Any = 0) -> tuple[Any, ...] | None:
        """The minimizer of R_a: g(psi(0, a))."""
        return self.grad_Q([0] * self.n, a)

    def spread(self, mu: Sequence[Any], a: Any = 0) -> Any | None:
        """The largest difference between psi(mu, a) and the ends of two paths to it, one flow after the other, h first and h last.

        None where one of these ends early.  For a commuting pair it is no larger than the errors of the integration.
        """
        with self._precision():
            goal = self.psi(mu, a)
            if goal is None:
                return None
            legs = [[_number(x) if j == i else _number(0) for j in range(self.n)] + [_number(0)] for i, x in enumerate(mu)]
            if self.pair.h is not None:
                legs.append([_number(0)] * self.n + [_number(a)])
            worst = _number(0)
            for order in (legs, legs[::-1]):
                here = self._along(order)
                if here is None:
                    return None
                worst = max(worst, *(abs(p - q) for p, q in zip(here, goal, strict=True)))
            return worst

    def _along(self, legs: list[Row]) -> Row | None:
        """The end of the flows of `legs`, one after the other."""
        kept = self.start
        try:
            for leg in legs:
                found = self._trace(leg[:-1], leg[-1], self.finer)
                if isinstance(found, Ended):
                    return None
                self.start = list(found.value[:-1])
            return self.start
        finally:
            self.start = kept

    # -- the primal side ------------------------------------------------------------------------------------------
    def invert(self, x: Sequence[Any], a: Any = 0, guess: Sequence[Any] | None = None) -> Inverse | None:
        """mu with grad Q_a(mu) = x by Newton's method with the Jacobian J J^T, steps halved until the residual falls; None if it stops.

        Where there is no curve to mu = 0 at this a, x and a are moved together from the start, where mu = 0.
        """
        if len(x) != self.n:
            raise ValueError(f"x has {self.n} entries, not {len(x)}")
        with self._precision():
            goal, clock = [_number(v) for v in x], _number(a)
            mu = [_number(v) for v in (guess or [0] * self.n)]
            found = self._newton(goal, clock, mu, self.finer)
            if found is None and self._values([_number(0)] * self.n, clock, 8) is None:
                near = self._followed(goal, clock)
                found = None if near is None else self._newton(goal, clock, near, self.finer)
            return found

    def _newton(self, goal: Row, clock: Any, mu: Row, finest: int) -> Inverse | None:
        import mpmath

        digits = min(15, finest)
        now = self._values(mu, clock, digits)
        for count in range(1, _NEWTON + 1):
            if now is None:
                return None
            value, jacobian = now
            miss = [g - v for g, v in zip(goal, value, strict=True)]
            size = max(abs(v) for v in miss)
            if size <= mpmath.mpf(10) ** (2 - digits) * max(1, *(abs(v) for v in goal)):
                if digits == finest:
                    return Inverse(tuple(mu), size, count)
                digits = finest
                now = self._values(mu, clock, digits)
                continue
            gram = mpmath.matrix([[mpmath.fsum(p * q for p, q in zip(r, s, strict=True)) for s in jacobian] for r in jacobian])
            try:
                move = mpmath.lu_solve(gram, mpmath.matrix(miss))
            except ZeroDivisionError:
                return None
            now = None
            for halving in range(12):
                tried = [m + move[i] / 2**halving for i, m in enumerate(mu)]
                after = self._values(tried, clock, digits)
                if after is not None and max(abs(g - v) for g, v in zip(goal, after[0], strict=True)) < size:
                    mu, now = tried, after
                    break
        return None

    def _followed(self, goal: Row, clock: Any) -> Row | None:
        """mu to some digits, share by share of the way from (x_0, 0) to (x, a)."""
        at = self._at(self.start)
        if at is None:
            return None
        begin = at[0][:self.n]
        mu, done, step = [_number(0)] * self.n, _number(0), _number("1/8")
        for _ in range(_SHARES):
            share = min(done + step, _number(1))
            found = self._newton([b + share * (g - b) for b, g in zip(begin, goal, strict=True)], share * clock, mu, 8)
            if found is None:
                step /= 2
                if step < _SHORTEST_SHARE:
                    return None
                continue
            mu, done, step = list(found.mu), share, step * 3 / 2
            if done == 1:
                return mu
        return None

    def _values(self, mu: Row, a: Any, digits: int) -> tuple[Row, list[Row]] | None:
        """(grad Q, the rows of J) at mu."""
        found = self._trace(mu, a, digits)
        if isinstance(found, Ended):
            return None
        there = self._at(found.value[:-1])
        return None if there is None else (there[0][:self.n], there[1][:self.n])

    def grad_R(self, x: Sequence[Any], a: Any = 0) -> tuple[Any, ...] | None:
        """The mu with grad Q_a(mu) = x."""
        found = self.invert(x, a)
        return None if found is None else found.mu

    def R(self, x: Sequence[Any], a: Any = 0) -> Any | None:
        """<x, mu> - Q_a(mu) at that mu."""
        with self._precision():
            mu = self.grad_R(x, a)
            q = None if mu is None else self.Q(mu, a)
            return None if q is None or mu is None else sum(_number(v) * m for v, m in zip(x, mu, strict=True)) - q

    def dR_da(self, x: Sequence[Any], a: Any = 0) -> Any | None:
        """-h(psi) at that mu; None also where there is no h."""
        with self._precision():
            mu = self.grad_R(x, a) if self.pair.h is not None else None
            end = None if mu is None else self.psi(mu, a)
            h = None if end is None else self.value_of_h(end)
            return None if h is None else -h


def numeric_potential(pair: Pair, start: Mapping[str, Any] | None = None, parameters: Mapping[str, Any] | None = None,
                      digits: int = 50) -> NumericPotential:
    """The numeric potential of a pair from a numeric initial point.

    `start` gives a value to each variable (by default the pair's own initial point, whose symbols, and the pair's parameters,
    get their values from `parameters`).  InputError names what has no value, and a start outside M.

    >>> import mpmath
    >>> found = numeric_potential(Pair(g=["u**2"], domain=["u > 0"]), {"u": 1}, digits=20)
    >>> mpmath.nstr(found.psi(["1/4"])[0], 18), mpmath.nstr(found.grad_R([2])[0], 18)
    ('1.64872127070012815', '0.173286795139986327')
    """
    given = dict(parameters or {})
    own = dict(pair.init)
    missing = sorted({n for v in pair.w if v not in (start or {}) for n in own[v].names} - set(given))
    missing += [p for p in pair.M.parameter_names if p not in given and p not in missing]
    if missing:
        raise InputError([f"a value is needed for {n}" for n in missing])
    import mpmath

    with mpmath.workdps(digits + _GUARD):
        names = sorted({n for v in pair.w for n in own[v].names})
        known = [_number(given[n]) for n in names if n in given]
        put = [n for n in names if n in given]
        at = {v: (start or {}).get(v) if v in (start or {}) else evaluator(lower([own[v]], put))(*known)[0] for v in pair.w}
    return NumericPotential(pair, at, given, digits)


def _gradients(functions: Sequence[Expression], variables: Sequence[str], m: Domain) -> list[list[Expression]]:
    """First derivatives by SymPy, as evidence is enough here."""
    symbols = symbols_of(m)
    theirs = [to_sympy(f, symbols) for f in functions]
    return [[from_sympy(f.diff(symbols[v])) for v in variables] for f in theirs]


def _number(x: Any) -> Any:
    import mpmath

    if isinstance(x, str | Fraction):
        q = Fraction(x)
        return mpmath.mpf(q.numerator) / q.denominator
    if isinstance(x, Expression):
        return evaluator(lower([x], ()))()[0]
    return mpmath.mpf(x)


def _true(value: Any, op: str) -> bool:
    return bool({">": value > 0, ">=": value >= 0, "!=": value != 0, "=": value == 0}[op])
