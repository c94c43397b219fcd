"""The limit of a function of t as t grows, by the limits of its parts.

A part tends to a number, to +oo, to -oo, or is bounded (`None`).  Sums and products follow the usual rules; a difference of infinities
is not decided, and 0 times infinity only for exp(c*t + d), c < 0, times powers of affine functions of t.  Continuous functions are taken
at the limit of their argument.

Precondition: the function is defined and continuous on [low, oo) for some low.  Main definition: `limit_at_infinity`.
"""

from __future__ import annotations

from dataclasses import dataclass

from mirrorsym.expression import ZERO, Expression, add, call, mul, num, power
from mirrorsym.recheck.components import half_space
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.structure import check_defined

__all__ = ["Limit", "limit_at_infinity"]

_STRUCTURE = {"rule": "structure"}
_HALF_PI = mul(num("1/2"), Expression("const", ("pi",)))


@dataclass(frozen=True)
class Limit:
    """A number (`value`), or infinity with a sign, or neither: bounded."""

    value: Expression | None = None
    infinite: int = 0


def limit_at_infinity(e: Expression, t: str, frame: Setting) -> Limit:
    """The limit; `frame` is about the parameters.  `Rejected` where the rules do not give it.

    >>> from mirrorsym.expression import sym
    >>> from mirrorsym.recheck.limits import Budget
    >>> str(limit_at_infinity(1 / (1 + sym("t")) - 1, "t", Setting((), (), (), Budget())).value)
    '-1'
    """
    return _Limits(t, frame).of(e)


class _Limits:
    def __init__(self, t: str, frame: Setting) -> None:
        self.t, self.frame = t, frame

    def sign(self, e: Expression) -> int:
        """The sign of a number."""
        if vanishes(e, self.frame.names, self.frame.budget):
            return 0
        for op, s in ((">", 1), ("<", -1)):
            try:
                prove_sign(e, op, _STRUCTURE, self.frame)
            except Rejected:
                continue
            return s
        raise Rejected("the sign of a limit is not seen")

    def of(self, e: Expression) -> Limit:
        """The limit of e."""
        self.frame.budget.spend()
        if self.t not in e.names:
            return Limit(e)
        if e.op == "sym":
            return Limit(infinite=1)
        if e.op in ("add", "mul"):
            parts = [self.of(a) for a in e.args]
            return self._sum(parts) if e.op == "add" else self._product(e, parts)
        if e.op == "pow" and e.args[1].op == "num":
            return self._power(self.of(e.args[0]), e.args[1])
        if e.op not in ("exp", "log", "atan", "tanh", "sin", "cos"):
            raise Rejected(f"the limit of {e.op} is not known")
        return self._function(e.op, self.of(e.args[0]))

    def _number(self, e: Expression) -> Limit:
        check_defined(e, self.frame, "a limit")
        return Limit(e)

    def _sum(self, parts: list[Limit]) -> Limit:
        signs = {p.infinite for p in parts if p.infinite}
        if len(signs) > 1:
            raise Rejected("a difference of infinities is not decided")
        if signs:
            return Limit(infinite=signs.pop())
        values = [p.value for p in parts if p.value is not None]
        return self._number(add(*values)) if len(values) == len(parts) else Limit()

    def _product(self, e: Expression, parts: list[Limit]) -> Limit:
        signs = [p.infinite or (None if p.value is None else self.sign(p.value)) for p in parts]
        if 0 in signs:
            if any(p.infinite for p in parts) and not self._dies_out(e, signs):
                raise Rejected("0 times infinity is not decided")
            return Limit(ZERO)
        if any(p.infinite for p in parts):
            total = 1
            for s in signs:
                if s is None:
                    raise Rejected("something bounded times infinity is not decided")
                total *= s
            return Limit(infinite=total)
        values = [p.value for p in parts if p.value is not None]
        return self._number(mul(*values)) if len(values) == len(parts) else Limit()

    def _dies_out(self, e: Expression, signs: list[int | None]) -> bool:
        """Whether the product is of exp(c*t + d), c < 0, and of powers of affine functions of t, besides what has a limit that is not 0."""
        region = Setting((self.t,), self.frame.parameters, self.frame.facts, self.frame.budget, self.frame.integers)
        slopes = []
        for f in e.args:
            if self.t not in f.names:
                continue
            if f.op == "exp" and half_space(f.args[0], region):
                slopes.append(derivative(f.args[0], self.t, self.frame.budget))
            elif not half_space(f.args[0] if f.op == "pow" and f.args[1].op == "num" else f, region):
                return False
        return bool(slopes) and None not in signs and self.sign(add(*slopes)) < 0

    def _power(self, base: Limit, exponent: Expression) -> Limit:
        q = exponent.args[0]
        whole = q.denominator == 1
        if base.infinite:
            if base.infinite < 0 and not whole:
                raise Rejected("a root of something negative")
            return Limit(ZERO) if q < 0 else Limit(infinite=-1 if base.infinite < 0 and q % 2 else 1)
        if base.value is None:
            if not whole or q < 0:
                raise Rejected("a power of something bounded is not decided")
            return Limit()
        s = self.sign(base.value)
        if s > 0 or (whole and (q > 0 or s)):
            return self._number(power(base.value, exponent))
        if s == 0 and q > 0:
            return Limit(ZERO)
        raise Rejected("a power of something that tends to 0 is not decided")

    def _function(self, op: str, inner: Limit) -> Limit:
        if op in ("sin", "cos"):
            return Limit() if inner.value is None else self._number(call(op, inner.value))
        if inner.infinite:
            if op == "exp":
                return Limit(infinite=1) if inner.infinite > 0 else Limit(ZERO)
            if op == "log":
                return Limit(infinite=1)
            return Limit(mul(num(inner.infinite), _HALF_PI if op == "atan" else num(1)))
        if inner.value is None or (op == "log" and self.sign(inner.value) <= 0):
            raise Rejected(f"the limit of {op} is not decided")
        return self._number(call(op, inner.value))
