"""Polynomials as dictionaries from packed monomials to coefficients: brackets of polynomial families at the cost of their terms.

A monomial is one integer with a field of bits for each variable's exponent, so that monomials are multiplied by adding
integers.  The fields are wide enough for every exponent that a bracket of two polynomials of one family can have.

Main definitions: `Family`, `family`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from mirrorsym.expression import Expression

__all__ = ["Family", "family"]

Polynomial = dict[int, Any]  # packed monomial -> int or Fraction
MAX_EXPONENT = 1 << 20


def family(functions: tuple[Expression, ...], order: dict[str, int]) -> Family:
    """The functions with their derivatives, where they are written as sums of products of powers of variables."""
    read = [_read(f, order) for f in functions]
    highest = max((e for p in read if p is not None for powers, _ in p for _, e in powers), default=1)
    width = (2 * highest).bit_length() + 1
    return Family(width, tuple(None if p is None else _function(p, width) for p in read))


@dataclass(frozen=True, slots=True)
class Function:
    """First derivatives by variable, and second derivatives by pair of variables, of one polynomial."""

    first: dict[int, Polynomial]
    second: dict[int, dict[int, Polynomial]]


@dataclass(frozen=True, slots=True)
class Family:
    """Polynomials with packed monomials of one width; None stands for a function that is not written as a polynomial."""

    width: int
    functions: tuple[Function | None, ...] = field(repr=False)

    def commute(self, i: int, j: int) -> bool | None:
        """Whether [grad f_i, grad f_j] = 0 identically; None when one of them is no polynomial.

        >>> from mirrorsym.expression import sym
        >>> x, y = sym("x"), sym("y")
        >>> three = family((x**3, x * y, y**4), {"x": 0, "y": 1})
        >>> three.commute(0, 1), three.commute(0, 2)
        (False, True)
        """
        f, g = self.functions[i], self.functions[j]
        if f is None or g is None:
            return None
        sums: dict[int, Polynomial] = {}
        for a, b, sign in ((f, g, 1), (g, f, -1)):
            for m, slope in a.first.items():
                for k, bend in b.second.get(m, {}).items():
                    total = sums.setdefault(k, {})
                    for x, c in slope.items():
                        for y, d in bend.items():
                            z = x + y
                            total[z] = total.get(z, 0) + sign * c * d
        return not any(c for total in sums.values() for c in total.values())


def _read(f: Expression, order: dict[str, int]) -> list[tuple[list[tuple[int, int]], Any]] | None:
    """Terms as (variable, exponent) pairs and a coefficient."""
    out = []
    for t in f.args if f.op == "add" else (f,):
        c: Any = 1
        powers: dict[int, int] = {}
        for x in t.args if t.op == "mul" else (t,):
            base, e = (x.args[0], x.args[1]) if x.op == "pow" else (x, None)
            if base.op == "num" and e is None:
                q: Fraction = base.args[0]
                c *= q.numerator if q.denominator == 1 else q
                continue
            n = 1 if e is None else int(e.args[0]) if e.op == "num" and e.args[0].denominator == 1 else 0
            if base.op != "sym" or base.args[0] not in order or not 0 < n <= MAX_EXPONENT:
                return None
            k = order[base.args[0]]
            powers[k] = powers.get(k, 0) + n
        out.append((list(powers.items()), c))
    return out


def _function(terms: list[tuple[list[tuple[int, int]], Any]], width: int) -> Function:
    first: dict[int, Polynomial] = defaultdict(dict)
    second: dict[int, dict[int, Polynomial]] = defaultdict(lambda: defaultdict(dict))
    for powers, c in terms:
        whole = sum(e << width * k for k, e in powers)
        for k, e in powers:
            lower, scaled = whole - (1 << width * k), c * e
            slope = first[k]
            slope[lower] = slope.get(lower, 0) + scaled
            for m, d in powers:
                left = d - (m == k)
                if left:
                    bend = second[k][m]
                    lowest = lower - (1 << width * m)
                    bend[lowest] = bend.get(lowest, 0) + scaled * left
    return Function(dict(first), {k: dict(row) for k, row in second.items()})
