"""Taylor expansions at an exact point: truncated power series in several variables, modulo a prime, exactly, or with balls.

A `Series` lists, degree by degree, the coefficients of the monomials in the displacement from the point; a monomial
is one integer, its exponents written next to each other (`Jets.unit[j]` is the j-th variable).  `Residues` computes
modulo a prime, `Rationals` exactly, and both need every constant to be rational; `Balls` encloses real constants, so
that whatever is proved nonzero is nonzero.

Precondition: the expression is analytic at the point; `NotAnalytic` says that this could not be shown, `NotRational`
that a constant is no known rational number.  Main definitions: `Jets`, `Residues`, `Rationals`, `Balls`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import arb, fmpq

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, ball, evaluate, sign_at
from mirrorsym.calculus.modular import PRIME, residue
from mirrorsym.calculus.rational_values import exact_value
from mirrorsym.expression import RELATIONS, Expression, call, div, num, power, sym

__all__ = ["Balls", "Field", "Jets", "NotAnalytic", "NotRational", "Rationals", "Residues", "Series"]

Series = list[dict[int, Any]]
MAX_ORDER = 30
_T = sym("t")
#: functions whose derivative is found from simpler ones, so that its series can be integrated
_INTEGRATED = ("log", "asin", "acos", "atan", "asinh", "acosh", "atanh", "erf")
_CYCLES: dict[str, Callable[[Any, Any, int], Any]] = {
    "exp": lambda f, other, k: f, "sin": lambda f, other, k: (f, other, -f, -other)[k % 4],
    "cos": lambda f, other, k: (f, -other, -f, other)[k % 4], "sinh": lambda f, other, k: (f, other)[k % 2],
    "cosh": lambda f, other, k: (f, other)[k % 2],
}
_QUOTIENTS = {"tan": ("sin", "cos"), "tanh": ("sinh", "cosh")}
_PARTNER = {"sin": "cos", "cos": "sin", "sinh": "cosh", "cosh": "sinh", "exp": "exp"}


class NotAnalytic(ArithmeticError):
    """The expression could not be shown to be analytic at the point."""


class NotRational(ArithmeticError):
    """A constant of the expansion is not known to be rational."""


class Residues:
    """Coefficients modulo `PRIME`; constants must be rational numbers."""

    def number(self, q: Fraction) -> int:
        """The image of a rational number."""
        return residue(q)

    def tidy(self, terms: dict[int, int]) -> dict[int, int]:
        """The nonzero coefficients, reduced."""
        return {k: r for k, v in terms.items() if (r := v % PRIME)}

    def inverse(self, c: int) -> int:
        """1/c; ZeroDivisionError for 0."""
        if c % PRIME == 0:
            raise ZeroDivisionError("a denominator is zero modulo the prime")
        return pow(c, -1, PRIME)

    def value(self, e: Expression, at: Mapping[str, Fraction]) -> int:
        """The value of an expression that is rational there; NotRational otherwise."""
        q = exact_value(e, at)
        if q is None:
            raise NotRational(f"{e} is not known to be rational there")
        return residue(q)


class Rationals:
    """Exact coefficients; constants must be rational numbers."""

    def number(self, q: Fraction) -> fmpq:
        """The rational number."""
        return fmpq(q.numerator, q.denominator)

    def tidy(self, terms: dict[int, fmpq]) -> dict[int, fmpq]:
        """The nonzero coefficients."""
        return {k: v for k, v in terms.items() if v != 0}

    def inverse(self, c: fmpq) -> fmpq:
        """1/c; ZeroDivisionError for 0."""
        return 1 / c

    def value(self, e: Expression, at: Mapping[str, Fraction]) -> fmpq:
        """The value of an expression that is rational there; NotRational otherwise."""
        q = exact_value(e, at)
        if q is None:
            raise NotRational(f"{e} is not known to be rational there")
        return fmpq(q.numerator, q.denominator)


class Balls:
    """Coefficients as balls around real numbers, at the precision that is set outside."""

    def number(self, q: Fraction) -> arb:
        """The ball of a rational number."""
        return ball(q)

    def tidy(self, terms: dict[int, arb]) -> dict[int, arb]:
        """The coefficients that are not exactly zero."""
        return {k: v for k, v in terms.items() if not v == 0}  # noqa: SIM201 - a ball is neither == nor != a number inside it

    def inverse(self, c: arb) -> arb:
        """1/c; ZeroDivisionError where c may be 0."""
        if c.contains(0):
            raise ZeroDivisionError("a denominator may be zero")
        return 1 / c

    def value(self, e: Expression, at: Mapping[str, Fraction]) -> arb:
        """A ball around the value."""
        return evaluate(e, {n: ball(q) for n, q in at.items()}, dict(at))


Field = Residues | Rationals | Balls


class Jets:
    """Expansions to total degree `order` of expressions in `variables` at `point` (exact rationals, parameters too).

    >>> jets = Jets(("u", "v"), {"u": Fraction(1), "v": Fraction(2)}, 2, Residues())
    >>> [len(d) for d in jets.expand(sym("u") * sym("v"))]
    [1, 2, 1]
    """

    def __init__(self, variables: tuple[str, ...], point: Mapping[str, Fraction], order: int, field: Field) -> None:
        if order > MAX_ORDER:
            raise ValueError(f"order {order} is more than {MAX_ORDER}")
        self.variables = variables
        self.point = dict(point)
        self.order = order
        self.field = field
        self.unit = tuple(1 << (5 * j) for j in range(len(variables)))
        self._index = {n: j for j, n in enumerate(variables)}
        self._memo: dict[Expression, Series] = {}

    # -- arithmetic -----------------------------------------------------------------------------------------
    def constant(self, c: Any) -> Series:
        """The series of a number of the field."""
        return [self.field.tidy({0: c}), *({} for _ in range(self.order))]

    def add(self, *items: Series) -> Series:
        """The sum, as long as the shortest."""
        out: Series = []
        for parts in zip(*items, strict=False):
            total: dict[int, Any] = dict(parts[0])
            for p in parts[1:]:
                for k, v in p.items():
                    total[k] = total[k] + v if k in total else v
            out.append(self.field.tidy(total))
        return out

    def scale(self, a: Series, c: Any) -> Series:
        """c times the series."""
        return [self.field.tidy({k: v * c for k, v in d.items()}) for d in a]

    def multiply(self, a: Series, b: Series) -> Series:
        """The product, as long as the shorter."""
        n = min(len(a), len(b))
        out: list[dict[int, Any]] = [{} for _ in range(n)]
        for i in range(n):
            if a[i]:
                for j in range(n - i):
                    into = out[i + j]
                    for kb, vb in b[j].items():
                        for ka, va in a[i].items():
                            k = ka + kb
                            into[k] = into[k] + va * vb if k in into else va * vb
        return [self.field.tidy(d) for d in out]

    def derive(self, a: Series, j: int) -> Series:
        """The derivative with respect to the j-th variable, one degree shorter."""
        unit, shift = self.unit[j], 5 * j
        return [self.field.tidy({k - unit: v * e for k, v in d.items() if (e := (k >> shift) & 31)}) for d in a[1:]]

    def reciprocal(self, a: Series) -> Series:
        """1/a; ZeroDivisionError where the constant term may be 0."""
        first = self.field.inverse(a[0].get(0, self.field.number(Fraction(0))))
        rest = self.scale(a, -first)
        out: Series = [{0: first}]
        for n in range(1, len(a)):
            total: dict[int, Any] = {}
            for k in range(1, n + 1):
                for ka, va in rest[k].items():
                    for kb, vb in out[n - k].items():
                        total[ka + kb] = total[ka + kb] + va * vb if ka + kb in total else va * vb
            out.append(self.field.tidy(total))
        return out

    def compose(self, coefficients: list[Any], a: Series) -> Series:
        """sum_k coefficients[k] * (a - constant term)^k."""
        moving: Series = [{}, *a[1:]]
        out = self.constant(coefficients[-1])[: len(a)]
        for c in reversed(coefficients[:-1]):
            out = self.add(self.multiply(out, moving), self.constant(c)[: len(a)])
        return out

    # -- expressions ----------------------------------------------------------------------------------------
    def expand(self, e: Expression) -> Series:
        """The series of an expression at the point."""
        try:
            for n in e.walk():
                if n not in self._memo and n.op not in RELATIONS and n.op != "true":
                    self._memo[n] = self._node(n)
        except (ZeroDivisionError, Undefined, Unsettled, ValueError) as error:
            raise NotAnalytic(str(error)) from error
        return self._memo[e]

    def _node(self, n: Expression) -> Series:
        op, args, memo = n.op, n.args, self._memo
        if op == "num":
            return self.constant(self.field.number(args[0]))
        if op == "sym":
            start = self.constant(self.field.number(self.point[args[0]]))
            if args[0] in self._index and self.order >= 1:
                start[1] = {self.unit[self._index[args[0]]]: self.field.number(Fraction(1))}
            return start
        if op == "add":
            return self.add(*(memo[a] for a in args))
        if op == "mul":
            out = memo[args[0]]
            for a in args[1:]:
                out = self.multiply(out, memo[a])
            return out
        if op == "pow":
            return self._power(*args)
        if op == "piecewise":
            return memo[self._branch(args)]
        if op in ("abs", "sign", "Max", "Min"):
            return self._kink(op, args)
        if op == "const":
            return self.constant(self.field.value(n, {}))
        if op in _QUOTIENTS:
            above, below = _QUOTIENTS[op]
            return self.expand(div(call(above, args[0]), call(below, args[0])))
        if op in ("polygamma", "besselj"):
            if args[0].names:
                raise NotAnalytic(f"the order of {op} varies")
            return self._function(Expression(op, (args[0], _T)), args[1])
        return self._function(call(op, _T), args[0])

    def _function(self, f: Expression, inner: Expression) -> Series:
        center = exact_value(inner, self.point)
        if center is None:
            if not isinstance(self.field, Balls):
                raise NotRational(f"{inner} is not known to be rational there")
            at = self._memo[inner][0].get(0, arb(0))
        else:
            at = center
        return self.compose(_taylor(f, at, self.order, self.field), self._memo[inner])

    def _power(self, base: Expression, exponent: Expression) -> Series:
        if exponent.op != "num":
            return self.expand(call("exp", exponent * call("log", base)))
        q: Fraction = exponent.args[0]
        if q.denominator != 1:
            return self._function(power(_T, num(q)), base)
        inner = self._memo[base] if q > 0 else self.reciprocal(self._memo[base])
        k, out = abs(int(q)), self.constant(self.field.number(Fraction(1)))
        if k > 10_000:
            raise NotAnalytic("the exponent is too large")
        while k:
            if k & 1:
                out = self.multiply(out, inner)
            k >>= 1
            if k:
                inner = self.multiply(inner, inner)
        return out

    def _sign(self, e: Expression) -> int:
        s = sign_at(e, self.point, 1024)
        if not s:
            raise NotAnalytic(f"the sign of {e} is not known there, or changes")
        return s

    def _kink(self, op: str, args: tuple[Expression, ...]) -> Series:
        if op in ("abs", "sign"):
            s = self.field.number(Fraction(self._sign(args[0])))
            return self.constant(s) if op == "sign" else self.scale(self._memo[args[0]], s)
        best = args[0]
        for a in args[1:]:
            if (self._sign(a - best) > 0) == (op == "Max"):
                best = a
        return self._memo[best]

    def _branch(self, args: tuple[Expression, ...]) -> Expression:
        for value, condition in zip(args[::2], args[1::2], strict=True):
            if condition.op == "true":
                return value
            s = self._sign(condition.args[0] - condition.args[1])
            if {"<": s < 0, "<=": s < 0, ">": s > 0, ">=": s > 0, "=": False, "!=": True}[condition.op]:
                return value
        raise NotAnalytic("no branch of a piecewise expression holds there")


def _taylor(f: Expression, at: Any, order: int, field: Field) -> list[Any]:
    """Taylor coefficients at `at` of a function written in the symbol t."""
    if isinstance(field, Balls):
        return _coefficients(f, at if isinstance(at, arb) else ball(at), order, field)
    return list(_rational_coefficients(f, at, order, isinstance(field, Residues)))


@lru_cache(maxsize=512)
def _rational_coefficients(f: Expression, at: Fraction, order: int, modular: bool) -> tuple[Any, ...]:
    return tuple(_coefficients(f, at, order, Residues() if modular else Rationals()))


def _value(f: Expression, at: Any, field: Field) -> Any:
    if isinstance(field, Balls):
        return evaluate(f, {"t": at}, {})
    return field.value(f, {"t": at})


def _coefficients(f: Expression, at: Any, order: int, field: Field) -> list[Any]:
    over = [field.number(Fraction(1))]
    for k in range(1, order + 1):
        over.append(over[-1] * field.number(Fraction(1, k)))
    if f.op in _CYCLES:
        own, other = _value(f, at, field), _value(call(_PARTNER[f.op], _T), at, field)
        return [_CYCLES[f.op](own, other, k) * c for k, c in enumerate(over)]
    if f.op == "pow":
        q: Fraction = f.args[1].args[0]
        out, c = [], Fraction(1)
        for k in range(order + 1):
            out.append(_value(power(_T, num(q - k)), at, field) * field.number(c))
            c = c * (q - k) / (k + 1)
        return out
    if f.op in _INTEGRATED:
        slope = Line(at, max(order - 1, 0), field).expand(derivative(f, "t"))
        zero = field.number(Fraction(0))
        return [_value(f, at, field), *(slope[k].get(k, zero) * field.number(Fraction(1, k + 1)) for k in range(order))]
    out, e = [], f
    for k in range(order + 1):
        out.append(_value(e, at, field) * over[k])
        e = derivative(e, "t")
    return out


class Line(Jets):
    """Expansions in the one symbol t, whose value may be a ball."""

    def __init__(self, at: Any, order: int, field: Field) -> None:
        super().__init__(("t",), {"t": at} if isinstance(at, Fraction) else {}, order, field)
        start = [{0: field.number(at) if isinstance(at, Fraction) else at}, {1: field.number(Fraction(1))}]
        self._memo[_T] = [field.tidy(part) for part in start[: order + 1]] + [{} for _ in range(order - 1)]
