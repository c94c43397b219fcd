"""Rational functions with exact coefficients: the arithmetic under the normal forms.

A `Ratio` is a quotient of two polynomials over the rationals in named indeterminates.  `ratio_of` turns an expression made of
rational operations into one; any other subterm must have been replaced by a symbol before (see `tower`).  FLINT does the work.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import fmpq, fmpq_mpoly_ctx

from mirrorsym.expression import Expression, add, mul, num, power, sym

__all__ = ["Ratio", "TooLarge", "from_polynomial", "polynomial_ring", "ratio_of", "times"]

LIMIT_TERMS = 60_000
LIMIT_DEGREE = 4_000


class TooLarge(ArithmeticError):
    """A polynomial would outgrow the bounds of the normal form."""


@lru_cache(maxsize=256)
def polynomial_ring(names: tuple[str, ...]) -> Any:
    """The polynomial ring over the rationals in the given names."""
    return fmpq_mpoly_ctx.get(list(names), "degrevlex")


@dataclass(frozen=True, slots=True)
class Ratio:
    """`above / below` in one ring; `below` is not the zero polynomial."""

    above: Any
    below: Any

    @property
    def is_zero(self) -> bool:
        """Whether the numerator is the zero polynomial."""
        return bool(self.above == 0)


def ratio_of(e: Expression, names: Iterable[str]) -> Ratio | None:
    """The expression as a quotient of polynomials in `names`; None when it has another kind of subterm.

    Raises `TooLarge`, and ZeroDivisionError when a denominator is the zero polynomial.

    >>> u = sym("u")
    >>> ratio_of(1 / u - (u + 1) / (u**2 + u), ("u",)).is_zero
    True
    """
    ring = polynomial_ring(tuple(names))
    one = ring.constant(1)
    index = {n: i for i, n in enumerate(ring.names())}
    done: dict[Expression, Ratio] = {}
    for n in e.walk():
        if n.op == "num":
            q: Fraction = n.args[0]
            done[n] = Ratio(ring.constant(fmpq(q.numerator, q.denominator)), one)
        elif n.op == "sym":
            if n.args[0] not in index:
                return None
            done[n] = Ratio(ring.gen(index[n.args[0]]), one)
        elif n.op == "add":
            done[n] = _sum([done[a] for a in n.args], one)
        elif n.op == "mul":
            above, below = one, one
            for a in n.args:
                above, below = times(above, done[a].above), times(below, done[a].below)
            done[n] = _reduced(above, below, one)
        elif n.op == "pow":
            exponent = n.args[1]
            if exponent.op != "num" or exponent.args[0].denominator != 1:
                return None
            done[n] = _power(done[n.args[0]], int(exponent.args[0]))
        else:
            return None
    return done[e]


def _reduced(above: Any, below: Any, one: Any) -> Ratio:
    if below == one or above == 0:
        return Ratio(above, one)
    g = above.gcd(below)
    if g != one:
        above, below = above / g, below / g
    return Ratio(above, below)


def _sum(terms: list[Ratio], one: Any) -> Ratio:
    plain = [t.above for t in terms if t.below == one]
    above, below = _balanced(plain) if plain else one - one, one
    for t in terms:
        if t.below != one:
            if t.below == below:
                above = above + t.above
            else:
                above, below = times(above, t.below) + times(t.above, below), times(below, t.below)
                r = _reduced(above, below, one)
                above, below = r.above, r.below
    return _reduced(above, below, one)


def _balanced(items: list[Any]) -> Any:
    """A sum as a balanced tree: adding many terms one by one would be quadratic."""
    while len(items) > 1:
        items = [items[i] + items[i + 1] if i + 1 < len(items) else items[i] for i in range(0, len(items), 2)]
    return items[0]


def times(a: Any, b: Any) -> Any:
    """The product of two polynomials of one ring; raises `TooLarge`."""
    if len(a) * len(b) > 20 * LIMIT_TERMS:
        raise TooLarge("a product of polynomials is too large")
    out = a * b
    if len(out) > LIMIT_TERMS:
        raise TooLarge("a polynomial has too many terms")
    return out


def _power(r: Ratio, k: int) -> Ratio:
    if k < 0 and r.above == 0:
        raise ZeroDivisionError("a denominator is identically zero")
    above, below = (r.above, r.below) if k >= 0 else (r.below, r.above)
    return Ratio(_integer_power(above, abs(k)), _integer_power(below, abs(k)))


def _integer_power(p: Any, k: int) -> Any:
    if k > LIMIT_DEGREE or (len(p) > 1 and k * max(1, p.total_degree()) > LIMIT_DEGREE):
        raise TooLarge("a power of a polynomial is too large")
    if len(p) > 1:
        size = 1
        for i in range(1, k + 1):  # number of monomials of a k-th power, at most
            size = size * (len(p) - 1 + i) // i
            if size > 50 * LIMIT_TERMS:
                break
        bound = 1
        for d in p.degrees():
            bound *= k * int(d) + 1
        if min(size, bound) > LIMIT_TERMS:
            raise TooLarge("a power of a polynomial has too many terms")
    return p**k


def from_polynomial(p: Any) -> Expression:
    """A polynomial of `polynomial_ring` as an expression.

    >>> str(from_polynomial(ratio_of((sym("u") + 1) ** 2, ("u",)).above))
    'u**2 + 2*u + 1'
    """
    names = p.context().names()
    terms = []
    for exponents, c in p.to_dict().items():
        factors = [num(Fraction(int(c.p), int(c.q)))]
        factors += [power(sym(n), num(int(k))) for n, k in zip(names, exponents, strict=True) if k]
        terms.append(mul(*factors))
    return add(*terms)
