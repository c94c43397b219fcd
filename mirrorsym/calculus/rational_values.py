"""Values that are seen to be rational: exp(0) = 1, sqrt(4) = 2 and the like.

`enclosure.exact` knows rational operations; here functions with a rational value at the point count too.
Main definition: `exact_value`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from mirrorsym.expression import RELATIONS, Expression

__all__ = ["exact_value"]

_AT_ZERO = {"exp": 1, "cos": 1, "cosh": 1, "sin": 0, "tan": 0, "sinh": 0, "tanh": 0, "asin": 0, "atan": 0, "asinh": 0, "atanh": 0,
            "erf": 0, "LambertW": 0}


def exact_value(e: Expression, point: Mapping[str, Fraction]) -> Fraction | None:
    """The value of `e` at a rational point when it is seen to be rational: exp(0) = 1, sqrt(4) = 2 and the like.

    >>> from mirrorsym.expression import call, num, power, sym
    >>> exact_value(call("log", sym("u")) + power(sym("v"), num("1/2")), {"u": Fraction(1), "v": Fraction(9, 4)})
    Fraction(3, 2)
    """
    done: dict[Expression, Fraction | None] = {}
    for n in e.walk():
        op, args = n.op, n.args
        if op == "num":
            done[n] = args[0]
        elif op == "sym":
            done[n] = point.get(args[0])
        elif op in ("const", "true", "piecewise", *RELATIONS):
            done[n] = None
        else:
            values = [done[a] for a in args]
            done[n] = None if any(v is None for v in values) else _known(op, values)  # type: ignore[arg-type]
    return done[e]


def _known(op: str, v: list[Fraction]) -> Fraction | None:
    if op == "add":
        return sum(v, Fraction(0))
    if op == "mul":
        out = Fraction(1)
        for x in v:
            out *= x
        return out
    if op == "pow":
        return _rational_power(v[0], v[1])
    if op in _AT_ZERO:
        return Fraction(_AT_ZERO[op]) if v[0] == 0 else None
    if op in ("log", "acosh", "acos"):
        return Fraction(0) if v[0] == 1 else None
    if op == "abs":
        return abs(v[0])
    if op == "sign":
        return Fraction((v[0] > 0) - (v[0] < 0))
    if op in ("Max", "Min"):
        return max(v) if op == "Max" else min(v)
    return None


def _rational_power(b: Fraction, q: Fraction) -> Fraction | None:
    size = max(b.numerator.bit_length(), b.denominator.bit_length())
    if abs(q.numerator) * size > 100_000 or (b == 0 and q <= 0) or (b < 0 and q.denominator > 1) or q.denominator > 64:
        return None
    above, below = _root(abs(b.numerator), q.denominator), _root(b.denominator, q.denominator)
    if above is None or below is None:
        return None
    root = Fraction(above if b >= 0 else -above, below)
    return root**q.numerator


def _root(a: int, k: int) -> int | None:
    """The whole k-th root of a >= 0, or None."""
    if k == 1 or a < 2:
        return a
    low, high = 1, 1 << (a.bit_length() // k + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**k <= a else (low, middle - 1)
    return low if low**k == a else None
