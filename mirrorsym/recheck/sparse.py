"""Polynomials in many variables, few of which occur in each term, and their gradient fields at points modulo a prime.

A polynomial is {monomial: coefficient}, a monomial the whole number that holds the exponents in groups of eight bits.
A bracket [X_i, W] = (DW) X_i - (DX_i) W is evaluated without being written out: W at w + e X_i(w) with e^2 = 0, and X_i at
w + e W(w).  Numbers with several such e are {set of the e as bits: number modulo the prime}.

Main definitions: `polynomial`, `partial`, `gradient_product`, `Words`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

from mirrorsym.expression import Expression
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.series import PRIME

__all__ = ["BITS", "Poly", "Words", "gradient_product", "partial", "polynomial", "support", "whole"]

BITS = 8
_MASK = (1 << BITS) - 1
_TERMS = 60_000
_DEGREE = 120  # so that exponents of a product of two derivatives fit into their bits
Poly = dict[int, Fraction | int]
Dual = dict[int, int]


def polynomial(e: Expression, names: Sequence[str], budget: Budget) -> Poly | None:
    """The polynomial that a tree of sums, products and whole powers is; None for other trees.

    >>> from mirrorsym.expression import sym
    >>> polynomial((sym("u") + 1) ** 2, ["u"], Budget())
    {2: Fraction(1, 1), 1: Fraction(2, 1), 0: Fraction(1, 1)}
    """
    place = {n: BITS * i for i, n in enumerate(names)}
    done: dict[Expression, tuple[Poly, int]] = {}
    for node in e.walk():
        op, args = node.op, node.args
        if op == "num":
            done[node] = ({0: Fraction(args[0])} if args[0] else {}), 0
        elif op == "sym":
            if args[0] not in place:
                return None
            done[node] = {1 << place[args[0]]: Fraction(1)}, 1
        elif op == "add":
            total: Poly = {}
            for a in args:
                for k, c in done[a][0].items():
                    total[k] = total.get(k, 0) + c
            done[node] = {k: c for k, c in total.items() if c}, max(done[a][1] for a in args)
        elif op == "mul":
            out, degree = done[args[0]]
            for a in args[1:]:
                out, degree = _times(out, done[a][0], budget), degree + done[a][1]
                if degree > _DEGREE:
                    return None
            done[node] = out, degree
        elif op == "pow" and args[1].op == "num" and args[1].args[0].denominator == 1 and 0 <= args[1].args[0] <= _DEGREE:
            base, degree = done[args[0]]
            n = int(args[1].args[0])
            if degree * n > _DEGREE:
                return None
            out = {0: Fraction(1)}
            for _ in range(n):
                out = _times(out, base, budget)
            done[node] = out, degree * n
        else:
            return None
    return done[e][0]


def _times(a: Poly, b: Poly, budget: Budget) -> Poly:
    if len(a) * len(b) > 20 * _TERMS:
        raise Rejected("a polynomial has more terms than the checker expands")
    budget.spend(len(a) * len(b) // 4 + 1)
    out: Poly = {}
    for i, x in a.items():
        for j, y in b.items():
            out[i + j] = out.get(i + j, 0) + x * y
    return {k: c for k, c in out.items() if c}


def support(monomial: int) -> list[tuple[int, int]]:
    """(variable, exponent) of what occurs in a monomial."""
    out, i = [], 0
    while monomial:
        if monomial & _MASK:
            out.append((i, monomial & _MASK))
        monomial >>= BITS
        i += 1
    return out


def whole(p: Poly) -> Poly:
    """The polynomial times the denominators of its coefficients."""
    scale = lcm(*(c.denominator for c in p.values()))
    return {k: int(c * scale) for k, c in p.items()}


def partial(p: Poly) -> dict[int, Poly]:
    """The partial derivatives that are not 0, by variable."""
    out: dict[int, Poly] = {}
    for k, c in p.items():
        for i, e in support(k):
            out.setdefault(i, {})[k - (1 << (BITS * i))] = c * e
    return out


def gradient_product(a: Mapping[int, Poly], b: Mapping[int, Poly], budget: Budget, d: int) -> Poly:
    """sum over the first d variables of the products of derivatives."""
    out: Poly = {}
    for v in a.keys() & b.keys():
        if v < d:
            for k, c in _times(a[v], b[v], budget).items():
                out[k] = out.get(k, 0) + c
    return {k: c for k, c in out.items() if c}


class Words:
    """Iterated brackets of gradient fields in the first d variables, at a point of whole numbers."""

    def __init__(self, functions: Sequence[Poly], point: Sequence[int], d: int, budget: Budget) -> None:
        self.terms = []
        for f in functions:
            if any(c.denominator % PRIME == 0 for c in f.values()):
                raise Rejected("a denominator is 0 modulo the checker's prime")
            self.terms.append([(c.numerator * pow(c.denominator, -1, PRIME) % PRIME, support(k)) for k, c in f.items()])
        self.start: list[Dual] = [{0: q % PRIME} for q in point]
        self.d, self.budget = d, budget

    def value(self, word: Sequence[int]) -> dict[int, int]:
        """[X_word[0], [X_word[1], ...]] at the point, modulo the prime."""
        return {i: x[0] for i, x in self._field(tuple(word), self.start, 1).items() if x.get(0)}

    def _field(self, word: tuple[int, ...], at: list[Dual], level: int) -> dict[int, Dual]:
        if len(word) == 1:
            return self._gradient(word[0], at)
        out = self._slope(word[1:], at, self._gradient(word[0], at), level)
        for i, x in self._slope(word[:1], at, self._field(word[1:], at, level), level).items():
            own = out.setdefault(i, {})
            for k, c in x.items():
                own[k] = (own.get(k, 0) - c) % PRIME
        return out

    def _slope(self, word: tuple[int, ...], at: list[Dual], along: dict[int, Dual], level: int) -> dict[int, Dual]:
        """The derivative of a field along a vector."""
        moved = [{**x, **{k | level: c for k, c in along[i].items()}} if i in along else x for i, x in enumerate(at)]
        return {i: {k ^ level: c for k, c in x.items() if k & level} for i, x in self._field(word, moved, level << 1).items()}

    def _gradient(self, i: int, at: list[Dual]) -> dict[int, Dual]:
        out: dict[int, Dual] = {}
        for c, factors in self.terms[i]:
            powers = [_power(at[v], e) for v, e in factors]
            self.budget.spend(len(factors) * len(factors))
            for j, (v, e) in enumerate(factors):
                if v >= self.d:
                    continue
                part: Dual = {0: c * e % PRIME}
                for m, x in enumerate(powers):
                    part = _product(part, x if m != j else _power(at[v], e - 1))
                own = out.setdefault(v, {})
                for k, value in part.items():
                    own[k] = (own.get(k, 0) + value) % PRIME
        return out


def _product(a: Dual, b: Dual) -> Dual:
    out: Dual = {}
    for i, x in a.items():
        for j, y in b.items():
            if not i & j:
                out[i | j] = (out.get(i | j, 0) + x * y) % PRIME
    return out


def _power(x: Dual, e: int) -> Dual:
    out: Dual = {0: 1}
    for _ in range(e):
        out = _product(out, x)
    return out
