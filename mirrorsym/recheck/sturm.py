"""The rule `sturm`: the sign of a polynomial in one variable on an interval, by its own Sturm sequences.

Precondition: the normal form of e is a polynomial with rational coefficients in one symbol x and no other atom.  The
interval of x comes from the facts that are affine in x alone.  For > and !=: no root in the interval (closed ends
included) and the right sign at one point.  For >=: the factors of odd multiplicity have no root inside, so the sign
does not change, and it is right at one point.

Main definitions: `sturm`, `roots_between`.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import fmpq, fmpq_poly

from mirrorsym.expression import Expression
from mirrorsym.recheck.intervals import Interval
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import Normal
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.structure import range_of

__all__ = ["roots_between", "sturm"]

_DEGREE = 250


def sturm(e: Expression, op: str, _: dict[str, Any], setting: Setting) -> None:
    """Accept `e op 0` or raise `Rejected`."""
    name, p = _polynomial(e, setting)
    where = range_of(name, setting.known, name in setting.integers)
    if where.empty:
        return
    setting.budget.spend(p.degree() ** 3 // 10 + 1)
    inside = _inner_point(where)
    if where.lo is not None and where.lo == where.hi:
        if not _fits(_value(p, where.lo), op):
            raise Rejected("the polynomial has another sign at the only point of the interval")
        return
    if op in (">", "!="):
        for end, is_open in ((where.lo, where.lo_open), (where.hi, where.hi_open)):
            if end is not None and not is_open and _value(p, end) == 0:
                raise Rejected("the polynomial vanishes at an end of the interval")
        if roots_between(p, where.lo, where.hi):
            raise Rejected("the polynomial has a root in the interval")
        if not _fits(_value(p, inside), op):
            raise Rejected("the polynomial has another sign in the interval")
        return
    odd = _odd_part(p)
    if odd.degree() > 0 and roots_between(odd, where.lo, where.hi):
        raise Rejected("the polynomial changes its sign in the interval")
    tries = 0
    while _value(p, inside) == 0:
        tries += 1
        inside = _inner_point(Interval(where.lo, inside))
        if tries > p.degree() + 1:
            raise Rejected("the polynomial vanishes at every point that was tried")
    if _value(p, inside) < 0:
        raise Rejected("the polynomial is negative in the interval")


def _polynomial(e: Expression, setting: Setting) -> tuple[str, Any]:
    """The one symbol that is left in the normal form, and the polynomial."""
    normal = Normal(sorted(e.names), [e], setting.budget)
    try:
        p, q = normal.of(e)
    except ZeroDivisionError:
        raise Rejected("something that is identically zero is inverted") from None
    degrees = [int(d) for d in p.degrees()] if not p.is_zero() else []
    left = [i for i, d in enumerate(degrees) if d]
    if normal.used > len(normal.names) or not q.is_constant() or len(left) != 1:
        raise Rejected("the rule sturm is for polynomials in one variable")
    i = left[0]
    if degrees[i] > _DEGREE:
        raise Rejected("the polynomial's degree is higher than the checker goes")
    coefficients = [fmpq(0)] * (degrees[i] + 1)
    for exponents, c in p.to_dict().items():
        coefficients[int(exponents[i])] = c / q.leading_coefficient()
    return normal.names[i], fmpq_poly(coefficients)


def _fits(value: Fraction, op: str) -> bool:
    return {">": value > 0, ">=": value >= 0, "!=": value != 0}[op]


def _value(p: Any, x: Fraction) -> Fraction:
    y = p(fmpq(x.numerator, x.denominator))
    return Fraction(int(y.p), int(y.q))


def _inner_point(x: Interval) -> Fraction:
    if x.lo is None:
        return x.hi - 1 if x.hi is not None else Fraction(0)
    return x.lo + 1 if x.hi is None else (x.lo + x.hi) / 2


def _odd_part(p: Any) -> Any:
    """The product of the squarefree factors that occur an odd number of times."""
    out = fmpq_poly([1])
    _, factors = p.factor_squarefree()
    for f, times in factors:
        if int(times) % 2:
            out *= f
    return out


def roots_between(p: Any, lo: Fraction | None, hi: Fraction | None) -> int:
    """The number of different real roots in the open interval (lo, hi), by Sturm's theorem.

    >>> roots_between(fmpq_poly([-2, 0, 1]), Fraction(0), None)
    1
    """
    p = p / p.gcd(p.derivative()) if p.degree() > 0 else p
    for end in (lo, hi):
        if end is not None and _value(p, end) == 0:
            p = p / fmpq_poly([fmpq(-end.numerator, end.denominator), 1])
    if p.degree() < 1:
        return 0
    chain = [p, p.derivative()]
    while chain[-1].degree() > 0:
        rest = chain[-2] % chain[-1]
        if rest.is_zero():
            break
        chain.append(-rest / abs(rest.leading_coefficient()))
    return _changes(chain, lo, -1) - _changes(chain, hi, 1)


def _changes(chain: list[Any], at: Fraction | None, side: int) -> int:
    signs = []
    for q in chain:
        if at is not None:
            value = _value(q, at)
        else:
            c = q.leading_coefficient()
            value = Fraction(int(c.p), int(c.q)) * (side if q.degree() % 2 else 1)
        if value:
            signs.append(value > 0)
    return sum(a != b for a, b in pairwise(signs))
