"""What a function does on one side of a point: a sum of powers of tau along P + tau*d, tau > 0 small.

A `Series` is sum c_e * tau**e over finitely many rational e, plus a remainder O(tau**rest); its coefficients are exact
constants.  Such an expansion is unique: its coefficients of exponents below `rest` are facts about the function.

* Sums, products, whole powers, and analytic functions at a point where they are analytic: Taylor's formula.
* b**r with b = a*tau**v*(1 + x), a > 0, x of positive order: a**r * tau**(v*r) * (1 + x)**r.
* abs, sign, Max, Min and conditions are decided by the sign of the first coefficient that is not 0; an exact 0 (no
  remainder, no coefficient) has sign 0.

Main definitions: `Series`, `expansion`, `tidied`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from mirrorsym.expression import ONE, RELATIONS, ZERO, Expression, add, call, make, mul, num, power, sub, sym
from mirrorsym.recheck.balls import enclose, refine
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.points import constant_sign
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.values import exact_value

__all__ = ["Series", "expansion", "tidied"]

_STEPS = 60
_ARGUMENT = "_x"


@dataclass(frozen=True)
class Series:
    """Coefficients by exponent; `rest`: the remainder's exponent, None when nothing is left out."""

    terms: Mapping[Fraction, Expression]
    rest: Fraction | None = None

    def at(self, exponent: Fraction) -> Expression:
        """The coefficient of tau**exponent; `Rejected` if the remainder hides it."""
        if self.rest is not None and exponent >= self.rest:
            raise Rejected("the expansion beside the point does not reach far enough")
        return self.terms.get(exponent, ZERO)

    @property
    def order(self) -> Fraction | None:
        """No exponent is smaller; None for an exact 0."""
        least = min(self.terms, default=None)
        return self.rest if least is None else least


def expansion(e: Expression, start: Mapping[str, Expression], step: Mapping[str, Fraction], reach: int, budget: Budget) -> Series:
    """The series of e at start + tau*step; constants without step are parameters."""
    return _Expansion(start, step, Fraction(reach), budget).of(e)


def tidied(c: Expression, budget: Budget) -> Expression:
    """A constant with exp(q*log x) written as x**q, log(exp x) as x, and the values of the short table put in.

    >>> from mirrorsym.expression import call
    >>> str(tidied(call("exp", mul(num(2), call("log", num(3)))), Budget()))
    '9'
    """
    done: dict[Expression, Expression] = {}
    for node in c.walk():
        budget.spend()
        if node.op in ("num", "const", "sym", "true", "piecewise", *RELATIONS):
            done[node] = node
            continue
        new = make(node.op, tuple(done[a] for a in node.args))
        if new.op == "exp":
            new = _powers(new.args[0])
        elif new.op == "log" and new.args[0].op == "exp":
            new = new.args[0].args[0]
        elif new.op not in ("add", "mul", "pow"):
            with suppress(Rejected):
                new = exact_value(new, budget)
        done[node] = new
    return done[c]


def _powers(a: Expression) -> Expression:
    """exp(a), a sum that may have multiples of logarithms (their arguments are positive) among its terms."""
    factors, rest = [], []
    for t in a.args if a.op == "add" else (a,):
        parts = t.args if t.op == "mul" else (t,)
        logs = [p for p in parts if p.op == "log"]
        others = [p for p in parts if p.op != "log"]
        if len(logs) == 1 and all(p.op == "num" for p in others):
            factors.append(power(logs[0].args[0], mul(num(1), *others)))
        else:
            rest.append(t)
    return mul(*factors, call("exp", add(*rest)))


class _Expansion:
    def __init__(self, start: Mapping[str, Expression], step: Mapping[str, Fraction], reach: Fraction, budget: Budget) -> None:
        self.start, self.step, self.reach, self.budget = start, step, reach, budget
        self.setting = Setting((), (), (), budget)
        self.memo: dict[Expression, Series] = {}

    def of(self, e: Expression) -> Series:
        """The series of a subexpression."""
        got = self.memo.get(e)
        if got is None:
            self.budget.spend(8)
            got = self.memo[e] = self._node(e)
        return got

    def _node(self, e: Expression) -> Series:
        op, args = e.op, e.args
        if op == "sym":
            if args[0] not in self.start:
                raise Rejected(f"the point has no value for {args[0]!r}")
            slope = self.step.get(args[0], Fraction(0))
            return self._made({Fraction(0): self.start[args[0]], Fraction(1): num(slope)}, None)
        if not any(self.step.get(n) for n in e.names):
            return self._constant(e.substitute(self.start))
        if op == "add":
            out = self.of(args[0])
            for a in args[1:]:
                out = self._plus(out, self.of(a))
            return out
        if op == "mul":
            out = self.of(args[0])
            for a in args[1:]:
                out = self._times(out, self.of(a))
            return out
        if op == "pow":
            return self._power(args[0], args[1])
        if op == "piecewise":
            return self._piecewise(args)
        if op in ("abs", "sign"):
            s = self._sign(self.of(args[0]))
            return self._constant(num(s)) if op == "sign" else self._scaled(self.of(args[0]), num(s))
        if op in ("Max", "Min"):
            best = self.of(args[0])
            for a in args[1:]:
                s = self._sign(self._plus(best, self._scaled(self.of(a), num(-1))))
                best = best if (s >= 0) == (op == "Max") or s == 0 else self.of(a)
            return best
        return self._function(e)

    # -- arithmetic -------------------------------------------------------------------------------------------
    def _constant(self, c: Expression) -> Series:
        refine(lambda _: enclose(c, {}, self.budget), self.budget, "a constant beside the point is not shown to be defined")
        return self._made({Fraction(0): c}, None)

    def _made(self, terms: Mapping[Fraction, Expression], rest: Fraction | None) -> Series:
        """Without zeros, and without what lies beyond the reach or the remainder."""
        if any(e >= self.reach for e, c in terms.items() if c != ZERO):
            rest = self.reach if rest is None else min(rest, self.reach)
        kept = {e: c for e, c in sorted(terms.items()) if c != ZERO and (rest is None or e < rest)}
        self.budget.spend(len(kept) + 1)
        return Series(kept, rest)

    def _plus(self, a: Series, b: Series) -> Series:
        terms = dict(a.terms)
        for e, c in b.terms.items():
            terms[e] = add(terms[e], c) if e in terms else c
        rests = [r for r in (a.rest, b.rest) if r is not None]
        return self._made(terms, min(rests, default=None))

    def _scaled(self, a: Series, c: Expression) -> Series:
        if c == ZERO:
            return Series({})
        return self._made({e: mul(c, x) for e, x in a.terms.items()}, a.rest)

    def _times(self, a: Series, b: Series) -> Series:
        if a.order is None or b.order is None:
            return Series({})
        rests = [x.rest + y.order for x, y in ((a, b), (b, a)) if x.rest is not None and y.order is not None]
        terms: dict[Fraction, Expression] = {}
        for e, c in a.terms.items():
            for f, d in b.terms.items():
                self.budget.spend(2)
                terms[e + f] = add(terms[e + f], mul(c, d)) if e + f in terms else mul(c, d)
        return self._made(terms, min(rests, default=None))

    def _whole(self, a: Series, n: int) -> Series:
        if n > 64:
            raise Rejected("an exponent beside the point is larger than the checker expands")
        out = self._made({Fraction(0): ONE}, None)
        for _ in range(n):
            out = self._times(out, a)
        return out

    def _led(self, a: Series) -> tuple[Fraction, int, Series] | None:
        """(exponent, sign of its coefficient, the series from there on); None for an exact 0."""
        terms = dict(a.terms)
        for e in sorted(terms):
            s = constant_sign(terms[e], self.setting)
            if s is None:
                s = constant_sign(tidied(terms[e], self.budget), self.setting)
            if s is None:
                raise Rejected("the sign of a coefficient beside the point is not found")
            if s:
                return e, s, Series(terms, a.rest)
            del terms[e]
        if a.rest is not None:
            raise Rejected("the first coefficient beside the point that is not 0 is not found")
        return None

    def _sign(self, a: Series) -> int:
        led = self._led(a)
        return 0 if led is None else led[1]

    # -- functions --------------------------------------------------------------------------------------------
    def _power(self, base: Expression, exponent: Expression) -> Series:
        if exponent.op != "num":
            return self.of(call("exp", mul(exponent, call("log", base))))
        r: Fraction = exponent.args[0]
        b = self.of(base)
        if r.denominator == 1 and r >= 0:
            return self._whole(b, int(r))
        led = self._led(b)
        if led is None:
            if r > 0:
                return Series({})
            raise Rejected("something that is 0 beside the point is inverted")
        v, sign, b = led
        if sign < 0 and r.denominator != 1:
            raise Rejected("the base of a root is negative beside the point")
        a = b.terms[v]
        inverse = power(a, num(-1))
        tail = {e - v: mul(c, inverse) for e, c in b.terms.items() if e != v}
        x = self._made(tail, None if b.rest is None else b.rest - v)
        total, coefficient = self._made({Fraction(0): ONE}, None), Fraction(1)
        running = total
        for k in range(1, self._count(x) + 1):
            coefficient *= (r - k + 1) / k
            if coefficient == 0:
                break
            running = self._times(running, x)
            total = self._plus(total, self._scaled(running, num(coefficient)))
        else:
            total = self._cut(total, x)
        lead = power(a, num(r))
        return self._made({e + v * r: mul(lead, c) for e, c in total.terms.items()},
                          None if total.rest is None else total.rest + v * r)

    def _count(self, x: Series) -> int:
        """How many powers of x, of positive order, lie within the reach."""
        if x.order is None:
            return 0
        n = int(self.reach / x.order) + 1
        if n > _STEPS:
            raise Rejected("the expansion beside the point has more terms than the checker computes")
        return n

    def _cut(self, total: Series, x: Series) -> Series:
        """The powers of x that are left out are O(tau**reach)."""
        if x.order is None:
            return total
        return self._made(total.terms, self.reach if total.rest is None else min(total.rest, self.reach))

    def _piecewise(self, args: tuple[Expression, ...]) -> Series:
        for value, c in zip(args[::2], args[1::2], strict=True):
            if c.op == "true":
                return self.of(value)
            s = self._sign(self.of(sub(c.args[0], c.args[1])))
            if {">": s > 0, ">=": s >= 0, "<": s < 0, "<=": s <= 0, "=": s == 0, "!=": s != 0}[c.op]:
                return self.of(value)
        raise Rejected("no case of a piecewise is chosen beside the point")

    def _function(self, e: Expression) -> Series:
        """f(c + x) = sum of f^(k)(c)/k! * x**k, at a constant c where f is analytic."""
        inner = self.of(e.args[-1])
        if any(self.step.get(n) for a in e.args[:-1] for n in a.names):
            raise Rejected(f"the order of {e.op} varies along the line")
        if inner.order is not None and inner.order < 0:
            raise Rejected(f"the argument of {e.op} is not bounded beside the point")
        center = inner.at(Fraction(0)) if inner.rest is None or inner.rest > 0 else None
        if center is None:
            raise Rejected("the expansion beside the point does not reach far enough")
        x = Series({k: c for k, c in inner.terms.items() if k}, inner.rest)
        f = Expression(e.op, (*(a.substitute(self.start) for a in e.args[:-1]), sym(_ARGUMENT)))
        put = {_ARGUMENT: center}
        refine(lambda _: enclose(f.substitute(put), {}, self.budget, strict=True), self.budget,
               f"{e.op} is not shown to be analytic beside the point")
        total = self._made({Fraction(0): f.substitute(put)}, None)
        running, factorial = self._made({Fraction(0): ONE}, None), 1
        for k in range(1, self._count(x) + 1):
            f = derivative(f, _ARGUMENT, self.budget)
            factorial *= k
            running = self._times(running, x)
            total = self._plus(total, self._scaled(running, mul(num(Fraction(1, factorial)), f.substitute(put))))
        return self._cut(total, x)


