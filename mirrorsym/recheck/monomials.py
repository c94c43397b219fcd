"""Monomials in y, log(y), log(log(y)) with an exponential before them, and series of these: the words of `growth`.

Main definitions: `Monomial`, `Series`, `collected`, `exponential`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from mirrorsym.expression import ONE, ZERO, Expression, add, call, mul, num, power

__all__ = ["FLAT", "UNIT", "Exponents", "Monomial", "Series", "collected", "exponential"]

Exponents = tuple[Expression, Expression, Expression]
FLAT: Exponents = (ZERO, ZERO, ZERO)


@dataclass(frozen=True)
class Monomial:
    """exp(sum c*y^a1*log(y)^a2*log(log(y))^a3) * y^p1 * log(y)^p2 * log(log(y))^p3; `inside` has the (c, (a1, a2, a3)),
    large ones first."""

    powers: Exponents = FLAT
    inside: tuple[tuple[Expression, Exponents], ...] = ()

    def tree(self, y: Expression) -> Expression:
        """The monomial as a formula in y."""
        parts = [mul(c, Monomial(p).tree(y)) for c, p in self.inside]
        scale = (y, call("log", y), call("log", call("log", y)))
        factors = [power(b, e) for b, e in zip(scale, self.powers, strict=True) if e != ZERO]
        return mul(*([call("exp", add(*parts))] if parts else []), *factors)


UNIT = Monomial()


@dataclass(frozen=True)
class Series:
    """Terms (coefficient, monomial) in falling order, and what bounds the rest."""

    terms: tuple[tuple[Expression, Monomial], ...]
    rest: Monomial | None = None

    @property
    def exact_zero(self) -> bool:
        """Whether the function is 0 for large y."""
        return not self.terms and self.rest is None


def collected(e: Expression) -> Expression:
    """A sum with equal terms put together: an identity.

    >>> from mirrorsym.expression import sym
    >>> p = sym("p")
    >>> str(collected(add(p, num(-1), mul(num(2), p), num(1))))
    '3*p'
    """
    if e.op == "mul":
        folded: dict[Expression, Expression] = {}
        for f in e.args:
            base, q = f.args if f.op == "pow" and f.args[0].op != "num" else (f, ONE)
            folded[base] = collected(add(folded.get(base, ZERO), q))
        return mul(*(power(b, q) for b, q in folded.items()))
    if e.op != "add":
        return e
    found: dict[Expression, Fraction] = {}
    for t in map(collected, e.args):
        q = t.args[0] if t.op == "num" else t.args[0].args[0] if t.op == "mul" and t.args[0].op == "num" else Fraction(1)
        rest = ONE if t.op == "num" else mul(*t.args[1:]) if t.op == "mul" and t.args[0].op == "num" else t
        found[rest] = found.get(rest, Fraction(0)) + q
    return add(*(mul(num(q), t) for t, q in found.items() if q))


def exponential(c: Expression) -> Expression:
    """exp c, with exp(k*log a) = a**k.

    >>> from mirrorsym.expression import sym
    >>> str(exponential(call("log", sym("p"))))
    'p'
    """
    factors: list[Expression] = []
    rest: list[Expression] = []
    for t in c.args if c.op == "add" else (c,):
        logs = [f for f in (t.args if t.op == "mul" else (t,)) if f.op == "log"]
        if len(logs) == 1:
            factors.append(power(logs[0].args[0], mul(*(f for f in t.args if f is not logs[0])) if t.op == "mul" else ONE))
        else:
            rest.append(t)
    return mul(call("exp", add(*rest)), *factors)
