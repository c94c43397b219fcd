"""Sparse polynomials for many variables: exponents packed into one integer, whatever the number of variables.

Where rings of a library pay for every variable in every monomial, here a monomial costs what occurs in it.
Main definitions: `Poly`, `polynomials`, `gradient`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd, lcm

from mirrorsym.calculus.ratio import TooLarge, ratio_of
from mirrorsym.expression import Expression, add, mul, num, power, sym

__all__ = ["BITS", "Poly", "Term", "as_expression", "gradient", "monomial", "polynomials"]

#: bits for each exponent
BITS = 8


@dataclass(frozen=True, slots=True)
class Term:
    """c * prod_a x_a**e for (a, e) in `support`; `code` packs the exponents."""

    coefficient: int
    code: int
    support: tuple[tuple[int, int], ...]


Poly = tuple[Term, ...]


def polynomials(functions: Sequence[Expression], names: tuple[str, ...]) -> list[Poly] | None:
    """The functions as polynomials in `names` with coprime whole coefficients, so up to a factor; None when one is none, or is too large.

    >>> [(t.coefficient, t.support) for t in polynomials([3 * sym("u") * sym("v") ** 2 + sym("u") / 2], ("u", "v"))[0]]
    [(6, ((0, 1), (1, 2))), (1, ((0, 1),))]
    """
    out = []
    for f in functions:
        own = tuple(n for n in names if n in f.names)
        place = [names.index(n) for n in own]
        try:
            r = ratio_of(f, own)
        except (TooLarge, ZeroDivisionError, OverflowError):
            return None
        if r is None or not r.below.is_constant():
            return None
        terms = []
        found = r.above.to_dict()
        scale = lcm(*(int(c.q) for c in found.values()))
        for exponents, c in found.items():
            support = tuple((place[k], int(e)) for k, e in enumerate(exponents) if e)
            if any(e >= 1 << (BITS - 2) for _, e in support):
                return None
            terms.append(Term(int(c.p) * (scale // int(c.q)), sum(e << (BITS * a) for a, e in support), support))
        common = gcd(*(t.coefficient for t in terms)) or 1
        out.append(tuple(terms) if common == 1 else tuple(Term(t.coefficient // common, t.code, t.support) for t in terms))
    return out


def gradient(p: Poly) -> dict[int, list[tuple[int, int]]]:
    """The partial derivatives that are not zero: variable to (coefficient, monomial) of each term."""
    out: dict[int, list[tuple[int, int]]] = {}
    for t in p:
        for a, e in t.support:
            out.setdefault(a, []).append((t.coefficient * e, t.code - (1 << (BITS * a))))
    return out


def monomial(support: Sequence[tuple[int, int]], names: tuple[str, ...]) -> Expression:
    """The monomial as an expression."""
    return mul(*(power(sym(names[a]), num(e)) for a, e in support))


def as_expression(p: Sequence[tuple[int, Sequence[tuple[int, int]]]], names: tuple[str, ...]) -> Expression:
    """A combination of monomials as an expression."""
    return add(*(mul(num(c), monomial(s, names)) for c, s in p))

