"""A short table of exact values: sin and cos of multiples of pi/12 that the rule `value` knows, and a few others.

Main definition: `exact_value`.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial

from mirrorsym.expression import PI, ZERO, Expression, mul, num, sqrt, sub
from mirrorsym.recheck.balls import Open, bounds, enclose, refine
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import vanishes

__all__ = ["exact_value", "multiple_of_pi"]

_H = Fraction(1, 2)
#: sin(k*pi/12) for the k in 0..6 whose denominator is 1, 2, 3, 4 or 6
_SIN = {0: ZERO, 2: num(_H), 3: mul(num(_H), sqrt(num(2))), 4: mul(num(_H), sqrt(num(3))), 6: num(1)}
_ATAN = {Fraction(0): Fraction(0), Fraction(1): Fraction(1, 4), Fraction(-1): Fraction(-1, 4)}
_ASIN = {Fraction(0): Fraction(0), Fraction(1): _H, Fraction(-1): -_H, _H: Fraction(1, 6), -_H: Fraction(-1, 6)}


def multiple_of_pi(e: Expression, budget: Budget) -> Fraction | None:
    """r with e = r*pi and 12 r whole, if `ring` proves it."""

    def near(_: int) -> int:
        lo, hi = bounds(enclose(mul(num(12), e, PI ** -1), {}, budget))
        if hi - lo > 1:
            raise Open
        return round((lo + hi) / 2)

    r = Fraction(refine(near, budget, "an angle has no value"), 12)
    return r if vanishes(sub(e, mul(num(r), PI)), (), budget) else None


def exact_value(atom: Expression, budget: Budget) -> Expression:
    """The exact value of a function at a constant, or `Rejected`.

    >>> from mirrorsym.expression import call
    >>> str(exact_value(call("atan", num(1)), Budget()))
    'pi/4'
    """
    if atom.names or len(atom.args) != 1:
        raise Rejected("the rule value is for a function of one constant")
    a = atom.args[0]
    if atom.op in ("sin", "cos"):
        r = multiple_of_pi(a, budget)
        if r is not None:
            k = int(r * 12) + (6 if atom.op == "cos" else 0)
            k, sign = k % 24, 1
            if k >= 12:
                k, sign = k - 12, -1
            k = min(k, 12 - k)
            if k in _SIN:
                return mul(num(sign), _SIN[k])
    for table, op in ((_ATAN, "atan"), (_ASIN, "asin")):
        if atom.op == op:
            for at, value in table.items():
                if vanishes(sub(a, num(at)), (), budget):
                    return mul(num(value), PI)
    if atom.op == "erf" and vanishes(a, (), budget):
        return ZERO
    if atom.op == "gamma" and a.op == "num" and a.args[0].denominator == 1 and 1 <= a.args[0] <= 200:
        return num(factorial(int(a.args[0]) - 1))
    raise Rejected(f"the checker's table has no value for {str(atom)[:60]}")
