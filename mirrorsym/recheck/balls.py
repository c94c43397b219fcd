"""Rigorous enclosures of expressions by ball arithmetic (Arb through python-flint).

Precondition: every symbol has a ball (or an exact number).  An enclosure that is not finite is no enclosure: `Open`
is raised, which the callers turn into more precision or a rejection.  A finite enclosure also shows that the
expression is defined for every value in the input balls: Arb answers NaN for the logarithm or root of a ball
that reaches out of the domain and for a quotient by a ball around 0.

Main definitions: `enclose` (one precision), `refine` (raise the precision until a question is answered).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, TypeVar

import flint
from flint import acb, arb, fmpq, fmpz

from mirrorsym.expression import Expression
from mirrorsym.recheck.limits import PRECISIONS, Budget, Rejected

__all__ = ["Open", "ball", "bounds", "enclose", "refine"]

T = TypeVar("T")


class Open(Exception):
    """This precision does not decide the question."""


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work with this many bits, and leave the library's setting as it was."""
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        yield
    finally:
        flint.ctx.prec = before


def ball(q: Fraction | int) -> arb:
    """A ball around a rational number, at the working precision."""
    q = Fraction(q)
    return arb(fmpq(fmpz(q.numerator), fmpz(q.denominator)))


def bounds(x: arb) -> tuple[Fraction, Fraction]:
    """Rational numbers lo <= every value in the ball <= hi."""
    lo, hi = x.lower(), x.upper()
    if not (x.is_finite() and lo.is_finite() and hi.is_finite()):
        raise Open
    return _exact(lo), _exact(hi)


def _exact(x: arb) -> Fraction:
    """The rational number that an exact ball is (`lower` and `upper` are exact)."""
    mantissa, exponent = (int(i) for i in x.man_exp())
    if abs(exponent) > 100_000:
        raise Open
    return Fraction(mantissa) * Fraction(2) ** exponent


def refine(question: Callable[[int], T], budget: Budget, why: str) -> T:
    """The first answer of `question(bits)` that is not `Open`; `Rejected(why)` when no precision is enough."""
    for bits in PRECISIONS:
        budget.spend(bits)
        try:
            with precision(bits):
                return question(bits)
        except Open:
            continue
    raise Rejected(why)


def enclose(e: Expression, at: Mapping[str, arb], budget: Budget, strict: bool = False) -> arb:
    """A ball that holds the value of e for all values in the balls `at`, at the working precision.

    With `strict`, `Open` is raised as well unless e is analytic (or locally constant) around the point: bases of
    fractional powers away from 0, no tie inside abs, sign, Max, Min or a piecewise condition.
    """
    return _Evaluation(at, budget, strict).value(e)


class _Evaluation:
    def __init__(self, at: Mapping[str, arb], budget: Budget, strict: bool) -> None:
        self.at, self.budget, self.strict = at, budget, strict
        self.memo: dict[Expression, arb] = {}

    def value(self, e: Expression) -> arb:
        got = self.memo.get(e)
        if got is None:
            self.budget.spend(4)
            got = self._node(e)
            if not got.is_finite():
                raise Open
            self.memo[e] = got
        return got

    def _node(self, e: Expression) -> arb:
        op, args = e.op, e.args
        if op == "num":
            return ball(args[0])
        if op == "sym":
            if args[0] not in self.at:
                raise Rejected(f"the point has no value for {args[0]!r}")
            return self.at[args[0]]
        if op == "const":
            return arb.pi()
        if op == "piecewise":
            return self._piecewise(args)
        if op == "pow":
            return self._power(args[0], args[1])
        x = [self.value(a) for a in args]
        if op == "add":
            return sum(x[1:], x[0])
        if op == "mul":
            out = x[0]
            for y in x[1:]:
                out = out * y
            return out
        if op in ("Max", "Min"):
            for i, y in enumerate(x):
                if self.strict and any((y - z).contains(0) for z in x[:i]):
                    raise Open
            out = x[0]
            for y in x[1:]:
                out = out.max(y) if op == "Max" else out.min(y)
            return out
        return self._function(op, x)

    def _function(self, op: str, x: list[arb]) -> arb:
        y: Any = x[-1]
        if op in ("abs", "sign"):
            if y.contains(0) and (self.strict or (op == "sign" and not y.is_zero())):
                raise Open
            if op == "abs":
                return y.abs_upper().union(arb(0)) if y.contains(0) else abs(y)
            return y.sgn()
        if self.strict and op in ("asin", "acos", "acosh") and not (
                y > 1 if op == "acosh" else (y < 1 and y > -1)):
            raise Open
        if op == "polygamma":
            n = _integer(x[0])
            if n < 0 or n > 50 or not y > 0:
                raise Open
            return y.digamma() if n == 0 else acb(y).polygamma(n).real
        if op == "besselj":
            if not x[0].is_integer() and not y > 0:
                raise Open
            return y.bessel_j(x[0])
        if op == "LambertW":
            if self.strict and not y + arb(-1).exp() > 0:
                raise Open
            return y.lambertw()
        if op == "Ei":
            if y.contains(0):
                raise Open
            return y.ei()
        if op == "gamma" and not (y > 0) and y.contains_integer():
            raise Open
        return getattr(y, op)()

    def _power(self, base: Expression, exponent: Expression) -> arb:
        b = self.value(base)
        if exponent.op == "num":
            q: Fraction = exponent.args[0]
            if q.denominator == 1:
                n = int(q)
                if n < 0 and b.contains(0):
                    raise Open
                if abs(n) <= 1_000_000:
                    return _whole_power(b, n) if n >= 0 else 1 / _whole_power(b, -n)
                if not b > 0:
                    raise Open
                return (ball(n) * b.log()).exp()
            if b.is_zero() and q > 0 and not self.strict:
                return arb(0)
            if not b > 0:
                if not (b >= 0 and q > 0 and not self.strict):
                    raise Open
                if q == Fraction(1, 2):
                    return b.sqrt()
                top = (ball(q) * b.upper().log()).exp() if b.upper() > 0 else arb(0)
                return top.union(arb(0))
            if q.denominator == 2 and abs(q.numerator) < 1_000_000:
                root = b.sqrt()
                return _whole_power(root, q.numerator) if q > 0 else 1 / _whole_power(root, -q.numerator)
            return (ball(q) * b.log()).exp()
        p = self.value(exponent)
        if not b > 0:
            raise Open
        return (p * b.log()).exp()

    def _piecewise(self, args: tuple[Expression, ...]) -> arb:
        """The branch that is chosen, or the hull of all that may be (never with `strict`)."""
        hull: arb | None = None
        for value, condition in zip(args[::2], args[1::2], strict=True):
            truth = self._truth(condition)
            if truth is False:
                continue
            branch = self.value(value)
            hull = branch if hull is None else hull.union(branch)
            if truth:
                return hull
        raise Open

    def _truth(self, c: Expression) -> bool | None:
        if c.op == "true":
            return True
        d = self.value(c.args[0]) - self.value(c.args[1])
        if d.contains(0) and not (d.is_zero() and not self.strict):
            if self.strict:
                raise Open
            if (c.op == ">=" and d >= 0) or (c.op == "<=" and d <= 0):
                return True
            if (c.op == ">" and d <= 0) or (c.op == "<" and d >= 0):
                return False
            return None
        if d.is_zero():
            return c.op in (">=", "<=", "=")
        return bool({">": d > 0, ">=": d > 0, "<": d < 0, "<=": d < 0, "=": False, "!=": True}[c.op])


def _whole_power(b: arb, n: int) -> arb:
    """b**n for n >= 0 by multiplication: the library's own power goes through a logarithm, which a ball around 0 has not."""
    if n % 2 == 0 and n and b.contains(0) and not b.is_zero():
        return arb(0).union(_whole_power(b.abs_upper(), n))
    out = arb(1)
    while n:
        if n % 2:
            out = out * b
        n //= 2
        if n:
            b = b * b
    return out


def _integer(x: arb) -> int:
    n = x.unique_fmpz()
    if n is None or not x.is_integer():
        raise Open
    return int(n)
