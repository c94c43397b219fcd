"""Polynomials with rational coefficients in one variable on an interval: the rule `sturm` of a SIGN proof.

A Sturm sequence counts the distinct real roots between two rationals exactly.  Precondition: the polynomial is not zero.
Main definitions: `roots_between`, `positive_on`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_poly

from mirrorsym.calculus.region import Interval

__all__ = ["positive_on", "roots_between", "univariate"]

MAX_DEGREE = 200


def univariate(p: Any) -> tuple[str, Any] | None:
    """The variable and the dense form of a polynomial that has exactly one variable; None otherwise."""
    degrees = [int(d) for d in p.degrees()]
    used = [i for i, d in enumerate(degrees) if d > 0]
    if len(used) != 1 or degrees[used[0]] > MAX_DEGREE:
        return None
    coefficients = [fmpq(0)] * (degrees[used[0]] + 1)
    for exponents, c in p.to_dict().items():
        coefficients[int(exponents[used[0]])] = c
    return p.context().names()[used[0]], fmpq_poly(coefficients)


def _value(p: Any, q: Fraction) -> Any:
    return p(fmpq(q.numerator, q.denominator))


def _sequence(p: Any) -> list[Any]:
    chain = [p, p.derivative()]
    while chain[-1].degree() > 0:
        rest = -(chain[-2] % chain[-1])
        if rest == 0:
            break
        lead = rest.leading_coefficient()
        chain.append(rest / (lead if lead > 0 else -lead))
    return chain


def _variations(chain: list[Any], q: Fraction | None, up: bool) -> int:
    signs = []
    for p in chain:
        if q is None:
            s = 1 if p.leading_coefficient() > 0 else -1
            v = s if up or p.degree() % 2 == 0 else -s
        else:
            value = _value(p, q)
            v = (value > 0) - (value < 0)
        if v:
            signs.append(v)
    return sum(1 for a, b in zip(signs, signs[1:], strict=False) if a != b)


def roots_between(p: Any, low: Fraction | None, high: Fraction | None) -> int:
    """The number of distinct real roots strictly between two ends (None: infinite).

    >>> roots_between(fmpq_poly([-2, 0, 1]), Fraction(0), None)
    1
    """
    if p.degree() <= 0:
        return 0
    p = p / p.gcd(p.derivative())
    for end in (low, high):  # roots at the ends do not count
        if end is not None and _value(p, end) == 0:
            p = p / fmpq_poly([fmpq(-end.numerator, end.denominator), 1])
    if p.degree() <= 0:
        return 0
    chain = _sequence(p)
    return _variations(chain, low, False) - _variations(chain, high, True)


def _inside(box: Interval, p: Any) -> Fraction:
    """A point inside the interval that is no root of `p`."""
    for k in range(1, p.degree() + 3):
        if box.low is not None and box.high is not None:
            q = box.low + (box.high - box.low) * Fraction(k, p.degree() + 3)
        elif box.low is not None:
            q = box.low + k
        elif box.high is not None:
            q = box.high - k
        else:
            q = Fraction(k)
        if _value(p, q) != 0:
            return q
    raise ArithmeticError("a polynomial has more roots than its degree")


def _root_free(p: Any, box: Interval) -> bool:
    """No root in the interval; roots at points left out do not count."""
    for q in box.without:
        linear = fmpq_poly([fmpq(-q.numerator, q.denominator), 1])
        while p.degree() > 0 and _value(p, q) == 0:
            p = p / linear
    if any(end is not None and not is_open and _value(p, end) == 0
           for end, is_open in ((box.low, box.low_open), (box.high, box.high_open))):
        return False
    return roots_between(p, box.low, box.high) == 0


def positive_on(p: Any, op: str, box: Interval) -> bool:
    """Whether `p op 0` (op one of ">", ">=", "!=") at every point of the interval.

    >>> positive_on(fmpq_poly([1, -2, 1]), ">=", Interval()), positive_on(fmpq_poly([1, -2, 1]), ">", Interval())
    (True, False)
    """
    if p == 0 or box.empty:
        return bool(p == 0) and op == ">="
    if box.low is not None and box.low == box.high:
        value = _value(p, box.low)
        return bool({">": value > 0, ">=": value >= 0, "!=": value != 0}[op])
    if op == "!=":
        return _root_free(p, box)
    if not _value(p, _inside(box, p)) > 0:
        return False
    if op == ">":
        # a root left out may be crossed, so it must not change the sign
        return _root_free(p, box) and positive_on(p, ">=", box)
    odd = fmpq_poly([1])
    for factor, k in p.factor_squarefree()[1]:
        if k % 2:
            odd = odd * factor
    return roots_between(odd, box.low, box.high) == 0
