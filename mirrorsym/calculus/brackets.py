"""Lie brackets of gradient fields, sparsely: only what shares variables is ever computed.

For functions a, b on R^D the k-th component of [grad a, grad b] = (Hess b) grad a - (Hess a) grad b is
sum_l (d_l d_k b * d_l a - d_l d_k a * d_l b).  `Calculus` keeps the derivatives of one family of functions, term by term, so that a
sum of thousands of terms costs no more than the terms that contain the variable.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.forms import Form, commutator, commute, quadratic_form
from mirrorsym.calculus.packed import Family, family
from mirrorsym.calculus.ratio import ratio_of
from mirrorsym.expression import ZERO, Expression, add, mul, neg, num, sym

__all__ = ["Calculus"]


class Calculus:
    """First, second and third derivatives of given functions in given variables, each computed once.

    >>> from mirrorsym.expression import sym
    >>> x, y = sym("x"), sym("y")
    >>> [(k, str(e)) for k, e in Calculus((x, x * y), ("x", "y")).bracket(0, 1)]
    [('y', '1')]
    """

    def __init__(self, functions: tuple[Expression, ...], variables: tuple[str, ...]) -> None:
        self.functions = functions
        self.variables = variables
        self._order = {n: i for i, n in enumerate(variables)}
        self._indexed: dict[int, dict[str, list[Expression]]] = {}
        self._first: dict[tuple[int, str], Expression] = {}
        self._second: dict[tuple[int, str, str], Expression] = {}
        self._near: dict[tuple[int, str], frozenset[str]] = {}

    def _terms(self, i: int) -> dict[str, list[Expression]]:
        """For each symbol the terms of function i that contain it."""
        if i not in self._indexed:
            index: dict[str, list[Expression]] = {}
            f = self.functions[i]
            for t in f.args if f.op == "add" else (f,):
                for n in t.names:
                    index.setdefault(n, []).append(t)
            self._indexed[i] = index
        return self._indexed[i]

    def support(self, i: int) -> list[str]:
        """Variables that occur in function i, in order."""
        return sorted((n for n in self.functions[i].names if n in self._order), key=self._order.__getitem__)

    def neighbors(self, i: int, names: list[str]) -> list[str]:
        """Variables that share a term of function i with one of `names`, in order."""
        found = frozenset().union(*(self._touching(i, n) for n in names))
        return sorted(found, key=self._order.__getitem__)

    def _touching(self, i: int, name: str) -> frozenset[str]:
        """Variables that share a term of function i with `name`."""
        key = (i, name)
        if key not in self._near:
            self._near[key] = frozenset(m for t in self._terms(i).get(name, ()) for m in t.names if m in self._order)
        return self._near[key]

    @cached_property
    def forms(self) -> tuple[Form | None, ...]:
        """The functions that are written as quadratic forms, as matrices."""
        return tuple(quadratic_form(f, self._order) for f in self.functions)

    @cached_property
    def packed(self) -> Family:
        """The functions that are written as polynomials, with packed monomials."""
        return family(self.functions, self._order)

    def first(self, i: int, k: str) -> Expression:
        """d_k f_i."""
        key = (i, k)
        if key not in self._first:
            self._first[key] = add(*(derivative(t, k) for t in self._terms(i).get(k, ())))
        return self._first[key]

    def second(self, i: int, k: str, m: str) -> Expression:
        """d_k d_m f_i."""
        key = (i, k, m) if self._order[k] <= self._order[m] else (i, m, k)
        if key not in self._second:
            d = self.first(i, key[1])
            self._second[key] = derivative(d, key[2]) if key[2] in d.names else ZERO
        return self._second[key]

    def third(self, i: int, j: str, k: str, m: str) -> Expression:
        """d_j d_k d_m f_i."""
        d = self.second(i, j, k)
        return derivative(d, m) if m in d.names else ZERO

    def jacobian(self) -> list[list[Expression]]:
        """The matrix of first derivatives, a row per function."""
        return [[self.first(i, k) for k in self.variables] for i in range(len(self.functions))]

    def commute_as_polynomials(self, i: int, j: int) -> bool | None:
        """Whether [grad f_i, grad f_j] = 0 identically; None unless both functions are written as polynomials."""
        p, q = self.forms[i], self.forms[j]
        if p is not None and q is not None:
            return commute(p, q)
        return self.packed.commute(i, j)

    def commute(self, i: int, j: int) -> bool | None:
        """Whether [grad f_i, grad f_j] = 0 identically, for rational functions; None for others."""
        plain = self.commute_as_polynomials(i, j)
        if plain is not None:
            return plain
        for _, e in self.bracket(i, j):
            r = ratio_of(e, sorted(e.names))
            if r is None:
                return None
            if not r.is_zero:
                return False
        return True

    def bracket(self, i: int, j: int) -> Iterator[tuple[str, Expression]]:
        """The components (k, expression) of [grad f_i, grad f_j] that are not zero at sight, in the order of the variables."""
        p, q = self.forms[i], self.forms[j]
        if p is not None and q is not None:
            for row, entries in commutator(p, q).items():
                yield self.variables[row], add(*(mul(num(c), sym(self.variables[m])) for m, c in entries.items()))
            return
        a, b = self.support(i), self.support(j)
        inside_a, inside_b = frozenset(a), frozenset(b)
        for k in sorted({*self.neighbors(j, a), *self.neighbors(i, b)}, key=self._order.__getitem__):
            terms = []
            for m in sorted(self._touching(j, k) & inside_a, key=self._order.__getitem__):
                s = self.second(j, m, k)
                if s != ZERO:
                    terms.append(mul(s, self.first(i, m)))
            for m in sorted(self._touching(i, k) & inside_b, key=self._order.__getitem__):
                s = self.second(i, m, k)
                if s != ZERO:
                    terms.append(neg(mul(s, self.first(j, m))))
            e = add(*terms)
            if e != ZERO:
                yield k, e
