"""Numbers that depend on parameters, and ranks of matrices of them that hold for every value of the parameters.

A `Value` is a quotient P/Q of polynomials in the parameters and in letters for constants such as c**(1/2) or 3**p.  Every
denominator is a product of *units*: polynomials that differ from 0 at all admissible values of the parameters, by
`structure`, or because a stated condition says so.  So a Value is a number for each of these values, sums and products of
Values are the sums and products of the numbers, and elimination with pivots that are units is elimination at each of them:
the number of pivots is a lower bound of the rank for all these values at once.

A product of polynomials is a unit when its irreducible factors are.  `wanted` lists the factors that would have to be assumed
for the rank to be full; nothing is proved with them until they are stated.

Main definitions: `Varying`, `Value`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mirrorsym.expression import ONE, Expression, add, mul, num, power, sym
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import Normal, Quotient
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign

__all__ = ["Value", "Varying"]

_SPARE = 40
_ENTIRE = frozenset(("exp", "sin", "cos", "sinh", "cosh", "tanh", "atan", "asinh", "erf"))
_TERMS = 400


@dataclass(frozen=True, slots=True)
class Value:
    """A number for each admissible value of the parameters."""

    normal: Normal
    of: Quotient

    def __add__(self, other: Value) -> Value:
        return Value(self.normal, self.normal.plus(self.of, other.of))

    def __mul__(self, other: Value | int) -> Value:
        return Value(self.normal, self.normal.by(self.of, self.normal.constant(other) if isinstance(other, int) else other.of))

    __rmul__ = __mul__

    def __neg__(self) -> Value:
        return Value(self.normal, (-self.of[0], self.of[1]))

    def __pow__(self, n: int) -> Value:
        return Value(self.normal, self.normal.to(self.of, n))

    @property
    def is_zero(self) -> bool:
        """Whether it is 0 for all values of the parameters."""
        return bool(self.of[0].is_zero())


class Varying:
    """Values over the parameters of `setting`, whose facts are about parameters only; `stated` are trees assumed not to be 0.

    With `exploring` a rank may take further factors for units; they are then in `wanted`, and nothing is proved.
    """

    def __init__(self, setting: Setting, stated: Sequence[Expression] = (), exploring: bool = False) -> None:
        self.setting = setting
        self.exploring = exploring
        self.normal = Normal(setting.parameters, list(stated), setting.budget, _SPARE)
        self.wanted: list[Expression] = []
        self._known: dict[str, bool] = {}
        for e in stated:
            above, below = self.normal.of(e)
            if not below.is_constant():
                raise Rejected("a condition on parameters has a denominator")
            for f, _ in above.factor()[1]:
                self._known[str(f)] = True

    # -- what `Taylor` asks for -------------------------------------------------------------------------------
    def number(self, q: Fraction) -> Value:
        """A rational number."""
        return Value(self.normal, self.normal.constant(q))

    def kept(self, terms: Mapping[int, Value]) -> dict[int, Value]:
        """The coefficients that do not vanish identically."""
        return {k: v for k, v in terms.items() if not v.is_zero}

    def inverse(self, c: Value) -> Value:
        """1/c for a unit c."""
        if not self.is_unit(c):
            raise Rejected("a denominator at the point is not shown to differ from 0 for all values of the parameters")
        return c ** -1

    def constant(self, e: Expression, budget: Budget) -> Value:
        """The value of an expression in the parameters, shown to be defined for all their values."""
        from mirrorsym.recheck.structure import check_defined

        budget.spend()
        e = _ones(e)
        check_defined(e, self.setting, "a value at the point")
        try:
            return Value(self.normal, self._cleared(self.normal.of(e)))
        except ZeroDivisionError:
            raise Rejected("a denominator is 0 at the point") from None

    def _cleared(self, q: Quotient) -> Quotient:
        if not self.is_unit(Value(self.normal, (q[1], self.normal.one))):
            raise Rejected("a denominator is not shown to differ from 0 for all values of the parameters")
        return q

    def admit(self, outer: Expression, at: Expression) -> None:
        """Accept that a function of one argument is analytic at this value of it."""
        if outer.op in _ENTIRE:
            return
        if outer.op not in ("pow", "log"):
            raise Rejected(f"{outer.op} is not shown to be analytic at the point for all values of the parameters")
        prove_sign(at, ">", {"rule": "structure"}, self.setting)

    # -- units ------------------------------------------------------------------------------------------------
    def is_unit(self, v: Value) -> bool:
        """Whether v is shown to differ from 0 for all values of the parameters."""
        return not v.is_zero and not self._missing(v)

    def ask(self, v: Value) -> None:
        """Accept that v differs from 0 for all values of the parameters; when exploring, ask for what is missing."""
        missing = [v.of[0]] if v.is_zero else self._missing(v)
        if missing and (v.is_zero or not self.exploring):
            raise Rejected("a factor is not shown to differ from 0 for all values of the parameters")
        self._wish(missing)

    def _wish(self, factors: Sequence[Any]) -> None:
        for f in factors:
            self.wanted.append(self.tree(f))
            self._known[str(f)] = True

    def _missing(self, v: Value) -> list[Any]:
        """The irreducible factors of the numerator that are not shown to differ from 0."""
        p = v.of[0]
        if p.is_constant():
            return []
        if len(p) > _TERMS:
            return [p]
        key = str(p)
        if self._known.get(key):
            return []
        missing = [f for f, _ in p.factor()[1] if not self._nonzero(f)]
        if not missing:
            self._known[key] = True
        return missing

    def _nonzero(self, f: Any) -> bool:
        key = str(f)
        if key not in self._known:
            try:
                prove_sign(self.tree(f), "!=", {"rule": "structure"}, self.setting)
                self._known[key] = True
            except Rejected:
                self._known[key] = False
        return self._known[key]

    def tree(self, p: Any) -> Expression:
        """A polynomial as an expression in the parameters."""
        letters = [sym(n) for n in self.normal.names] + [self.normal.letter_of[k] for k in range(len(self.normal.names), self.normal.used)]
        terms = []
        for exponents, c in p.to_dict().items():
            powers = [power(x, num(int(k))) for x, k in zip(letters, exponents, strict=False) if k]
            terms.append(mul(num(Fraction(int(c.p), int(c.q))), *powers))
        return add(*terms)

    # -- rank -------------------------------------------------------------------------------------------------
    def rank(self, rows: Sequence[Mapping[int, Value]], width: int, budget: Budget) -> int:
        """A lower bound of the rank on the columns 0..width-1, for all values of the parameters."""
        work = [dict(row) for row in rows if row]
        found = 0
        while found < width and work:
            place = self._pivot(work)
            if place is None:
                break
            i, c = place
            top = work.pop(i)
            over = top.pop(c) ** -1
            found += 1
            for row in work:
                factor = row.pop(c, None)
                if factor is None:
                    continue
                scale = -(factor * over)
                for k, x in top.items():
                    budget.spend(4 + len(x.of[0]))
                    value = row[k] + scale * x if k in row else scale * x
                    if value.is_zero:
                        row.pop(k, None)
                    else:
                        row[k] = value
            work = [row for row in work if row]
        return found

    def _pivot(self, work: Sequence[Mapping[int, Value]]) -> tuple[int, int] | None:
        """A plain unit, short rows first; when exploring, else the entry that asks for the fewest further factors."""
        best: tuple[tuple[int, int, int], int, int] | None = None
        for i, row in enumerate(work):
            for c, v in row.items():
                if v.of[0].is_constant() and v.of[1].is_constant():
                    cost = (0, len(row), 0)
                    if best is None or cost < best[0]:
                        best = (cost, i, c)
        if best is not None:
            return best[1:]
        open_: tuple[tuple[int, int, int], int, int, list[Any]] | None = None
        for i, row in enumerate(work):
            for c, v in row.items():
                missing = self._missing(v)
                size = len(v.of[0]) + len(v.of[1])
                if not missing:
                    cost = (size, len(row), 0)
                    if best is None or cost < best[0]:
                        best = (cost, i, c)
                elif self.exploring and best is None:
                    wish = (len(missing), sum(f.total_degree() for f in missing), size)
                    if open_ is None or wish < open_[0]:
                        open_ = (wish, i, c, missing)
        if best is not None:
            return best[1:]
        if open_ is None:
            return None
        self._wish(open_[3])
        return open_[1:3]


def _ones(e: Expression) -> Expression:
    """The tree with 1 for each power of 1."""
    done: dict[Expression, Expression] = {}
    for n in e.walk():
        if n.op == "pow" and done[n.args[0]] == ONE:
            done[n] = ONE
        elif n.op == "pow":
            done[n] = power(done[n.args[0]], done[n.args[1]])
        else:
            done[n] = (add if n.op == "add" else mul)(*(done[a] for a in n.args)) if n.op in ("add", "mul") else n
    return done[e]
