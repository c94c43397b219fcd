"""Taylor polynomials of functions at a rational point: modulo a prime, exactly, or with balls.

A `Series` is a list by degree of {monomial: coefficient}; a monomial is a whole number that holds the exponents of the
displacement in groups of six bits.  A series of length n is known up to degree n - 1, and every operation gives as much
as its arguments allow.

* `Prime`: rational numbers whose denominators the prime does not divide are a ring, and reduction keeps sums, products
  and inverses; so a matrix has at least the rank over the rationals that it has modulo the prime.
* `Exact`: rational numbers.   * `Real`: balls.   * `Varying`: numbers that depend on parameters, see there.

For `Prime` and `Exact` every constant must be rational by `ring`.  A function is expanded at the value of its argument by
its own derivatives, after `enclose` has shown that it is analytic there.

Main definitions: `Taylor`, `Prime`, `Exact`, `Real`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from mirrorsym.expression import RELATIONS, Expression, call, mul, num, sym
from mirrorsym.recheck.balls import Open, ball, enclose
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import Normal
from mirrorsym.recheck.varying import Varying

__all__ = ["PRIME", "SHIFT", "Exact", "Numbers", "Prime", "Real", "Series", "Taylor"]

PRIME = (1 << 62) - 57
SHIFT = 6
_DEGREE = 40
_X = "_x"
Series = list[dict[int, Any]]


class Prime:
    """Numbers modulo `PRIME`."""

    def number(self, q: Fraction) -> int:
        """The image of a rational number."""
        if q.denominator % PRIME == 0:
            raise Rejected("a denominator is 0 modulo the checker's prime")
        return q.numerator * pow(q.denominator, -1, PRIME) % PRIME

    def kept(self, terms: Mapping[int, int]) -> dict[int, int]:
        """The coefficients that are not 0."""
        return {k: r for k, v in terms.items() if (r := v % PRIME)}

    def inverse(self, c: int) -> int:
        """1/c."""
        if c % PRIME == 0:
            raise Rejected("a denominator is 0 modulo the checker's prime")
        return pow(c, -1, PRIME)

    def constant(self, e: Expression, budget: Budget) -> int:
        """The value of an expression without symbols."""
        return self.number(_rational(e, budget))


class Exact:
    """Rational numbers."""

    def number(self, q: Fraction) -> fmpq:
        """The rational number."""
        return fmpq(q.numerator, q.denominator)

    def kept(self, terms: Mapping[int, fmpq]) -> dict[int, fmpq]:
        """The coefficients that are not 0."""
        return {k: v for k, v in terms.items() if v != 0}

    def inverse(self, c: fmpq) -> fmpq:
        """1/c."""
        if c == 0:
            raise Rejected("a denominator is 0 at the point")
        return 1 / c

    def constant(self, e: Expression, budget: Budget) -> fmpq:
        """The value of an expression without symbols."""
        return self.number(_rational(e, budget))


class Real:
    """Balls at the working precision, which the caller sets."""

    def number(self, q: Fraction) -> arb:
        """A ball around a rational number."""
        return ball(q)

    def kept(self, terms: Mapping[int, arb]) -> dict[int, arb]:
        """The coefficients that are not known to be 0."""
        return {k: v for k, v in terms.items() if not v.is_zero()}

    def inverse(self, c: arb) -> arb:
        """1/c."""
        if c.contains(0):
            raise Rejected("a denominator at the point is not shown to differ from 0")
        return 1 / c

    def constant(self, e: Expression, budget: Budget) -> arb:
        """A ball around the value of an expression without symbols."""
        try:
            return enclose(e, {}, budget)
        except Open:
            raise Rejected("a value at the point has no enclosure") from None


Numbers = Prime | Exact | Real | Varying


def _rational(e: Expression, budget: Budget) -> Fraction:
    if e.op == "num":
        return Fraction(e.args[0])
    try:
        above, below = Normal((), [e], budget).of(e)
    except ZeroDivisionError:
        raise Rejected("a denominator is 0 at the point") from None
    if not (above.is_constant() and below.is_constant()):
        raise Rejected("a value at the point is not seen to be rational")
    q = (above.leading_coefficient() if not above.is_zero() else fmpq(0)) / below.leading_coefficient()
    return Fraction(int(q.p), int(q.q))


class Taylor:
    """Expansions at `point` (a rational number for every symbol, or trees in parameters for `Varying`) up to degree `order` in the
    displacement of `variables`.

    >>> at = Taylor(("u", "v"), {"u": Fraction(1), "v": Fraction(2)}, 2, Exact(), Budget())
    >>> [len(part) for part in at.of(sym("u") * sym("v"))]
    [1, 2, 1]
    """

    def __init__(self, variables: Sequence[str], point: Mapping[str, Fraction | Expression], order: int, numbers: Numbers,
                 budget: Budget) -> None:
        if order > _DEGREE:
            raise Rejected("an expansion is longer than the checker computes")
        self.variables, self.order, self.numbers, self.budget = tuple(variables), order, numbers, budget
        self.unit = {v: 1 << (SHIFT * i) for i, v in enumerate(self.variables)}
        self.values: dict[str, Expression] = {n: num(q) if isinstance(q, Fraction) else q for n, q in point.items()}
        self.memo: dict[Expression, Series] = {}
        self.zero = numbers.number(Fraction(0))
        self.one = numbers.number(Fraction(1))

    # -- arithmetic -------------------------------------------------------------------------------------------
    def flat(self, c: Any) -> Series:
        """A constant."""
        return [self.numbers.kept({0: c}), *({} for _ in range(self.order))]

    def plus(self, *parts: Series) -> Series:
        """The sum."""
        out = []
        for degree in range(min(map(len, parts))):
            total: dict[int, Any] = {}
            for p in parts:
                for k, v in p[degree].items():
                    total[k] = total[k] + v if k in total else v
            self.budget.spend(1 + len(total) // 8)
            out.append(self.numbers.kept(total))
        return out

    def times(self, a: Series, b: Series) -> Series:
        """The product."""
        n = min(len(a), len(b))
        out = []
        for degree in range(n):
            total: dict[int, Any] = {}
            for i in range(degree + 1):
                left, right = a[i], b[degree - i]
                self.budget.spend(len(left) * len(right) // 4 + 1)
                for ka, va in left.items():
                    for kb, vb in right.items():
                        k = ka + kb
                        total[k] = total[k] + va * vb if k in total else va * vb
            out.append(self.numbers.kept(total))
        return out

    def by(self, a: Series, c: Any) -> Series:
        """The series times a number."""
        return [self.numbers.kept({k: v * c for k, v in part.items()}) for part in a]

    def d(self, a: Series, v: str) -> Series:
        """The derivative, one degree shorter."""
        unit, place = self.unit[v], SHIFT * self.variables.index(v)
        mask = (1 << SHIFT) - 1
        return [self.numbers.kept({k - unit: c * e for k, c in part.items() if (e := (k >> place) & mask)}) for part in a[1:]]

    # -- expressions ------------------------------------------------------------------------------------------
    def of(self, e: Expression) -> Series:
        """The series of e; `Rejected` unless e is shown to be analytic at the point."""
        for node in e.walk():
            if node in self.memo:
                continue
            if node.op in RELATIONS or node.op in ("true", "piecewise", "abs", "sign", "Max", "Min"):
                raise Rejected(f"the checker does not expand {node.op} at a point")
            self.memo[node] = self._node(node)
        return self.memo[e]

    def _node(self, e: Expression) -> Series:
        op, args = e.op, e.args
        if op == "sym":
            if args[0] not in self.values:
                raise Rejected(f"the point has no value for {args[0]!r}")
            out = self.flat(self.numbers.constant(self.values[args[0]], self.budget))
            if args[0] in self.unit and self.order:
                out[1] = {self.unit[args[0]]: self.one}
            return out
        if not any(n in self.unit for n in e.names):
            return self.flat(self.numbers.constant(e.substitute(self.values), self.budget))
        if op == "add":
            return self.plus(*(self.memo[a] for a in args))
        if op == "mul":
            out = self.memo[args[0]]
            for a in args[1:]:
                out = self.times(out, self.memo[a])
            return out
        if op == "pow" and args[1].op == "num" and args[1].args[0].denominator == 1:
            return self._whole(self.memo[args[0]], int(args[1].args[0]))
        if op == "pow" and any(n in self.unit for n in args[1].names):
            return self.of(call("exp", mul(args[1], call("log", args[0]))))
        inner = args[0] if op == "pow" else args[-1]
        others = [a.substitute(self.values) for a in (args[1:] if op == "pow" else args[:-1])]
        if any(a.names for a in others) and not (op == "pow" and isinstance(self.numbers, Varying)):
            raise Rejected(f"the order of {op} varies")
        outer = Expression(op, (sym(_X), *others) if op == "pow" else (*others, sym(_X)))
        return self._composed(outer, inner)

    def _whole(self, base: Series, n: int) -> Series:
        if abs(n) > 10_000:
            raise Rejected("an exponent is larger than the checker expands")
        if n < 0:
            base, n = self._reciprocal(base), -n
        out = self.flat(self.one)
        while n:
            if n % 2:
                out = self.times(out, base)
            n //= 2
            if n:
                base = self.times(base, base)
        return out

    def _reciprocal(self, a: Series) -> Series:
        """1/a = sum_k (1/c) (-x/c)^k with a = c + x."""
        over = self.numbers.inverse(a[0].get(0, self.zero))
        return self._powers([over * (-over) ** k for k in range(len(a))], a)

    def _powers(self, coefficients: list[Any], a: Series) -> Series:
        """sum_k coefficients[k] * (a without its constant term)^k."""
        moving: Series = [{}, *a[1:]]
        out = self.flat(coefficients[-1])[:len(a)]
        for c in reversed(coefficients[:-1]):
            out = self.plus(self.times(out, moving), self.flat(c)[:len(a)])
        return out

    def _composed(self, outer: Expression, inner: Expression) -> Series:
        """sum_k f^(k)(c)/k! x^k, where inner = c + x."""
        at = inner.substitute(self.values)
        if isinstance(self.numbers, Varying) and outer.substitute({_X: at}).names:
            self.numbers.admit(outer, at)
        else:
            try:
                enclose(outer.substitute({_X: at}), {}, self.budget, strict=True)
            except Open:
                raise Rejected(f"{outer.op} is not shown to be analytic at the point") from None
        coefficients, f, factorial = [], outer, 1
        for k in range(self.order + 1):
            factorial *= max(k, 1)
            value = self.numbers.constant(f.substitute({_X: at}), self.budget)
            coefficients.append(value * self.numbers.number(Fraction(1, factorial)))
            f = derivative(f, _X, self.budget)
        return self._powers(coefficients, self.memo[inner])
