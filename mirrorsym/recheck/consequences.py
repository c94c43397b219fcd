"""First-order equations sum_k b_k d_k h = 0 that follow from the equations of `prolongation`, shown by multipliers.

A certificate names equations and multipliers: the sum of multiplier times equation has no second derivative of h left, and its
first-order part is factor times (b_1, ..., b_D); these are identities between trees.  The factor is analytic near the
point and some Taylor coefficient of it there is not 0, so it is not 0 on a dense set near the point, and b . grad h,
which is continuous, vanishes near the point.

Main definition: `read_consequences`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from mirrorsym.expression import ZERO, Expression, add, mul, neg
from mirrorsym.recheck import data
from mirrorsym.recheck.balls import precision
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.series import Prime, Real, Taylor
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.zero import prove_zero

__all__ = ["read_consequences"]

Linear = dict[tuple[int, ...], Expression]
_DEPTH = 6


def read_consequences(entries: Any, functions: Sequence[Expression], variables: Sequence[str], point: dict[str, Fraction],
                      budget: Budget) -> tuple[tuple[Expression, ...], ...]:
    """The slopes b of the stated consequences, each shown to hold near the point."""
    out = []
    equations = _Equations(functions, variables, budget)
    setting = Setting(tuple(variables), (), (), budget)
    for entry in data.items(entries, "the consequences", 20):
        stated = data.record(data.field(entry, "slopes"), "the slopes")
        if not set(stated) <= set(variables):
            raise Rejected("a slope is given for something that is no variable")
        slopes = tuple(data.tree(stated[v], setting.names) if v in stated else ZERO for v in variables)
        factor = data.tree(data.field(entry, "factor"), setting.names)
        total: Linear = {(k,): neg(mul(factor, b)) for k, b in enumerate(slopes)}
        near = Taylor(variables, point, 0, Real(), budget)
        for part in data.items(data.field(entry, "multipliers"), "the multipliers", 500):
            multiplier = data.tree(data.field(part, "by"), setting.names)
            with precision(256):
                near.of(multiplier)  # it is analytic near the point
            for key, e in equations.named(data.field(part, "equation"), data.field(part, "places")).items():
                term = mul(multiplier, e)
                total[key] = add(total[key], term) if key in total else term
        with precision(256):
            for b in slopes:
                near.of(b)
        for e in total.values():
            prove_zero(e, None, setting)
        if not _dense(factor, variables, point, budget):
            raise Rejected("the factor of a consequence is not shown to differ from 0 near the point")
        out.append(slopes)
    return tuple(out)


def _dense(factor: Expression, variables: Sequence[str], point: dict[str, Fraction], budget: Budget) -> bool:
    for numbers in (Prime(), Real()):
        try:
            with precision(256):
                series = Taylor(variables, point, _DEPTH, numbers, budget).of(factor)
        except Rejected:
            continue
        for part in series:
            for c in part.values():
                if isinstance(numbers, Prime) or not c.contains(0):
                    return True
    return False


class _Equations:
    """[grad f_i, grad h] = 0, and d(T grad h) = 0 for T = Hess f_i and its Lie derivatives along grad f_j, as trees."""

    def __init__(self, functions: Sequence[Expression], variables: Sequence[str], budget: Budget) -> None:
        self.w, self.budget = tuple(variables), budget
        self.fields = [[derivative(f, v, budget) for v in variables] for f in functions]
        self.tensors: dict[tuple[int, ...], list[list[Expression]]] = {
            (i,): [[derivative(x, v, budget) for v in variables] for x in field] for i, field in enumerate(self.fields)}

    def named(self, name: Any, places: Any) -> Linear:
        """The coefficients of the derivatives of h in one equation."""
        where = [data.whole(i, "a place", 100) for i in data.items(places, "the places", 8)]
        d, n = len(self.w), len(self.fields)
        heads = {"bracket": (n, d), "closed": (d, d)}.get(name) if isinstance(name, str) else None
        if heads is None or len(where) < 2 or not (0 <= where[0] < heads[0] and 0 <= where[1] < heads[1]):
            raise Rejected("there is no such equation")
        out: Linear = {}

        def put(key: tuple[int, ...], e: Expression) -> None:
            out[key] = add(out[key], e) if key in out else e

        a, b, word = where[0], where[1], tuple(where[2:])
        if name == "bracket":
            for m in range(d):
                put((min(b, m), max(b, m)), self.fields[a][m])
                put((m,), neg(self.tensors[(a,)][b][m]))
            return out
        t = self._tensor(word)
        for m in range(d):
            put((min(m, a), max(m, a)), t[b][m])
            put((min(m, b), max(m, b)), neg(t[a][m]))
            put((m,), add(derivative(t[b][m], self.w[a], self.budget), neg(derivative(t[a][m], self.w[b], self.budget))))
        return out

    def _tensor(self, word: tuple[int, ...]) -> list[list[Expression]]:
        if not word or not all(0 <= i < len(self.fields) for i in word):
            raise Rejected("there is no such equation")
        if word not in self.tensors:
            t, x, h = self._tensor(word[:-1]), self.fields[word[-1]], self.tensors[(word[-1],)]
            d = range(len(self.w))

            def entry(k: int, m: int) -> Expression:
                slopes = [mul(x[a], derivative(t[k][m], self.w[a], self.budget)) for a in d]
                return add(*slopes, *(mul(t[a][m], h[a][k]) for a in d), *(mul(t[k][a], h[a][m]) for a in d))

            self.tensors[word] = [[entry(k, m) for m in d] for k in d]
        return self.tensors[word]
