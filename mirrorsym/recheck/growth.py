"""How a function of y behaves as y grows without bound: its leading terms, and a bound of what is left.

A *monomial* is exp(sum of c*m) * y**a * log(y)**b * log(log(y))**c, where each m is a monomial without exp that grows without bound
and is neither log(y) nor log(log(y)) itself.  A *series* stands for a function f: finitely many terms coefficient*monomial, each of
smaller order than the one before, and `rest`, a monomial m such that for every value of the parameters |f - terms| <= C*m for some C and
all large y (None: f is the sum of the terms).  Coefficients and exponents are trees in the parameters.

Soundness.  Each rule is a statement about large y for fixed parameters.  The order of two monomials is the sign of the first difference
of their exponents that does not vanish; signs are proved by `structure` or from facts that were proved before, else `Open` is raised.
Write f = c*m*(1 + d) with d -> 0, which needs c != 0.  Then f**w = c**w*m**w*(1 + w*d + ...), log f = log c + log m + d - ..., both with a
remainder of the order of the first power of d that is left out, by Taylor's formula at d = 0; and exp of a series whose terms beyond the
constant one grow like log(y) times a number, log(log(y)) times a number, or are kept in the exponent of the monomial; its remainder must
tend to 0.  abs, sign, Max, Min and conditions are decided by the sign of the leading coefficient.  An analytic function at a finite limit
is expanded by Taylor's formula.  asinh u = log(u + sqrt(u**2 + 1)) for u > 0 and odd, and so on.  Along the way every operation is shown
to be defined for large y: a root's or a logarithm's argument has a positive leading coefficient, what is inverted a nonzero one.

Main definitions: `Growth`, `Series`, `Monomial`, `Open`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from mirrorsym.expression import ONE, PI, ZERO, Expression, add, call, div, mul, neg, num, power, sub, sym
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.monomials import FLAT, UNIT, Exponents, Monomial, Series, collected, exponential
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.structure import check_defined

__all__ = ["Growth", "Monomial", "Open", "Series", "collected"]

_STRUCTURE = {"rule": "structure"}
_HALF = num(Fraction(1, 2))
#: terms that a series keeps, and powers of a small part in an expansion
TERMS, POWERS = 6, 4
_ANALYTIC = ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "erf", "LambertW")


class Open(Rejected):
    """The sign of `of`, a tree in the parameters, decides how to go on, and is not seen."""

    def __init__(self, of: Expression) -> None:
        super().__init__(f"the sign of {of} is not seen")
        self.of = of


@dataclass
class Growth:
    """The calculus of series in the symbol `y`, for parameters as `frame` knows them."""

    y: str
    frame: Setting
    _signs: dict[Expression, int] = field(default_factory=dict)
    _known: dict[Expression, Series] = field(default_factory=dict)
    _nonzero: dict[Expression, bool] = field(default_factory=dict)

    # -- numbers ----------------------------------------------------------------------------------------------
    def sign(self, e: Expression) -> int:
        """The sign of a tree in the parameters, the same for all their values."""
        if e not in self._signs:
            self._signs[e] = self._sign(e)
        return self._signs[e]

    def _sign(self, e: Expression) -> int:
        self.frame.budget.spend(5)
        if e.op == "num":
            return int(e.args[0] > 0) - int(e.args[0] < 0)
        if vanishes(e, self.frame.names, self.frame.budget):
            return 0
        for op, s in ((">", 1), ("<", -1)):
            try:
                prove_sign(e, op, _STRUCTURE, self.frame)
            except Rejected:
                continue
            return s
        raise Open(e)

    def _number(self, e: Expression) -> Expression:
        check_defined(e, self.frame, "a coefficient")
        return e

    def raised(self, c: Expression, w: Expression) -> Expression:
        """c**w, with the factors of c that are positive taken out of their powers; c > 0 unless w is a whole number."""
        out: list[Expression] = []
        rest: list[Expression] = []
        for f in c.args if c.op == "mul" else (c,):
            base, q = f.args if f.op == "pow" else (f, ONE)
            try:
                positive = self.sign(base) > 0
            except Open:
                positive = False
            if positive and base != ONE:
                out.append(power(base, collected(mul(q, w))))
            elif not positive:
                rest.append(f)
        return collected(mul(*out, power(mul(*rest), w))) if rest else collected(mul(*out))

    def nonzero(self, e: Expression) -> bool:
        """Whether a coefficient is not identically 0."""
        if e not in self._nonzero:
            self._nonzero[e] = not (e.args[0] == 0 if e.op == "num" else vanishes(e, self.frame.names, self.frame.budget))
        return self._nonzero[e]

    # -- monomials --------------------------------------------------------------------------------------------
    def _powers(self, a: Exponents, b: Exponents) -> int:
        for x, z in zip(a, b, strict=True):
            s = self.sign(collected(sub(x, z)))
            if s:
                return s
        return 0

    def compare(self, m: Monomial, n: Monomial) -> int:
        """1 when m/n tends to infinity, -1 when to 0, 0 when m = n."""
        for c, _ in self._merged(m.inside, n.inside, -1):
            return self.sign(c)
        return self._powers(m.powers, n.powers)

    def _merged(self, a: tuple[tuple[Expression, Exponents], ...], b: tuple[tuple[Expression, Exponents], ...],
                factor: int = 1) -> tuple[tuple[Expression, Exponents], ...]:
        found = list(a)
        for c, p in ((mul(num(factor), k), q) for k, q in b):
            for i, (have, q) in enumerate(found):
                s = self._powers(p, q)
                if s == 0:
                    found[i] = (collected(add(have, c)), q)
                    break
                if s > 0:
                    found.insert(i, (c, p))
                    break
            else:
                found.append((c, p))
        return tuple((c, p) for c, p in found if self.nonzero(c))

    def times(self, m: Monomial, n: Monomial) -> Monomial:
        """The product of monomials."""
        powers = tuple(collected(add(a, b)) for a, b in zip(m.powers, n.powers, strict=True))
        return Monomial(powers, self._merged(m.inside, n.inside) if m.inside or n.inside else ())  # type: ignore[arg-type]

    def to(self, m: Monomial, w: Expression) -> Monomial:
        """m**w."""
        powers = tuple(ZERO if a == ZERO else collected(mul(a, w)) for a in m.powers)
        inside = tuple((c, p) for c, p in ((collected(mul(c, w)), p) for c, p in m.inside) if self.nonzero(c))
        return Monomial(powers, inside)  # type: ignore[arg-type]

    # -- series -----------------------------------------------------------------------------------------------
    def total(self, terms: Iterable[tuple[Expression, Monomial]], rests: Iterable[Monomial | None]) -> Series:
        """The sum of terms in any order, with several remainders."""
        rest: Monomial | None = None
        for r in rests:
            if r is not None and (rest is None or self.compare(r, rest) > 0):
                rest = r
        found: list[tuple[Expression, Monomial]] = []
        for c, m in terms:
            self.frame.budget.spend(3)
            if rest is not None and self.compare(m, rest) <= 0:
                continue
            for i, (have, n) in enumerate(found):
                s = self.compare(m, n)
                if s == 0:
                    found[i] = (collected(add(have, c)), n)
                    break
                if s > 0:
                    found.insert(i, (c, m))
                    break
            else:
                found.append((c, m))
        found = [(c, m) for c, m in found if self.nonzero(c)]
        return Series(tuple(found[:TERMS]), found[TERMS][1] if len(found) > TERMS else rest)

    def sum(self, parts: list[Series]) -> Series:
        """The sum of series."""
        return self.total([t for s in parts for t in s.terms], [s.rest for s in parts])

    def product(self, s: Series, t: Series) -> Series:
        """The product of two series."""
        if s.exact_zero or t.exact_zero:
            return Series(())
        rests: list[Monomial | None] = []
        for a, b in ((s, t), (t, s)):
            if b.rest is not None:
                top = a.terms[0][1] if a.terms else a.rest
                rests.append(self.times(top, b.rest) if top is not None else None)
        return self.total([(collected(mul(c, d)), self.times(m, n)) for c, m in s.terms for d, n in t.terms], rests)

    def scaled(self, c: Expression, s: Series) -> Series:
        """c times a series."""
        return self.product(Series(((c, UNIT),)), s)

    def lead(self, s: Series) -> tuple[Expression, Monomial, int]:
        """The leading coefficient, its monomial, and its sign, which is not 0."""
        if not s.terms:
            raise Rejected("the leading terms cancel" if s.rest is not None else "the function vanishes")
        c, m = s.terms[0]
        sign = self.sign(c)
        if not sign:
            raise Rejected("the leading terms cancel")
        return c, m, sign

    def side(self, s: Series) -> int:
        """The sign of the function for large y."""
        return 0 if s.exact_zero else self.lead(s)[2]

    def limit(self, s: Series) -> Expression | int:
        """The limit: a number, or 1 or -1 for infinity with that sign."""
        size = self.compare(s.terms[0][1], UNIT) if s.terms else -1
        if size > 0:
            return self.lead(s)[2]
        if s.rest is not None and self.compare(s.rest, UNIT) >= 0:
            raise Rejected("a bounded remainder hides the limit")
        return s.terms[0][0] if size == 0 and s.terms else ZERO

    def _small(self, s: Series) -> tuple[Expression, Monomial, Series]:
        """c, m, d with s = c*m*(1 + d)."""
        c, m, _ = self.lead(s)
        inverse = self.to(m, num(-1))
        over = div(ONE, c)
        terms = tuple((collected(mul(a, over)), self.times(n, inverse)) for a, n in s.terms[1:])
        return c, m, Series(terms, None if s.rest is None else self.times(s.rest, inverse))

    def _expanded(self, d: Series, coefficients: list[Expression]) -> Series:
        """sum coefficients[k]*d**k + O(d**len)."""
        found, current = [Series(((coefficients[0], UNIT),) if self.nonzero(coefficients[0]) else ())], d
        if d.exact_zero:
            return found[0]
        for c in coefficients[1:]:
            found.append(self.scaled(c, current))
            current = self.product(current, d)
        top = current.terms[0][1] if current.terms else current.rest
        return self.sum([*found, Series((), top)])

    def power(self, s: Series, w: Expression) -> Series:
        """s**w for a number w."""
        whole = w.op == "num" and w.args[0].denominator == 1
        if s.exact_zero and w.op == "num" and w.args[0] > 0:
            return s
        if whole and 0 <= w.args[0] <= 4:
            out = Series(((ONE, UNIT),))
            for _ in range(int(w.args[0])):
                out = self.product(out, s)
            return out
        c, m, d = self._small(s)
        if self.sign(c) < 0 and not whole:
            raise Rejected("a root of something negative")
        binomial, coefficients = ONE, []
        for k in range(POWERS):
            coefficients.append(binomial)
            binomial = collected(mul(binomial, add(w, num(-k)), num(Fraction(1, k + 1))))
        factor = Series(((self._number(self.raised(c, w)), self.to(m, w)),))
        return self.product(factor, self._expanded(d, coefficients))

    def log(self, s: Series) -> Series:
        """log s."""
        c, m, d = self._small(s)
        if self.sign(c) < 0:
            raise Rejected("a logarithm of something negative")
        if self.nonzero(m.powers[2]):
            raise Rejected("a third logarithm is not followed")
        terms = [(k, Monomial(p)) for k, p in m.inside]
        terms += [(k, Monomial(p)) for k, p in zip(m.powers, ((ZERO, ONE, ZERO), (ZERO, ZERO, ONE)), strict=False) if self.nonzero(k)]
        if c != ONE:
            terms.append((self._number(call("log", c)), UNIT))
        tail = self._expanded(d, [ZERO, *(num(Fraction((-1) ** (k + 1), k)) for k in range(1, POWERS))])
        return self.sum([self.total(terms, []), tail])

    def exp(self, s: Series) -> Series:
        """exp s."""
        factor, powers, inside = ONE, list(FLAT), []
        small: list[tuple[Expression, Monomial]] = []
        for c, m in s.terms:
            size = self.compare(m, UNIT)
            if size < 0:
                small.append((c, m))
            elif size == 0:
                factor = self._number(exponential(c))
            elif m.inside:
                raise Rejected("an exponential of an exponential is not followed")
            elif self._powers(m.powers, (ZERO, ONE, ZERO)) == 0:
                powers[0] = c
            elif self._powers(m.powers, (ZERO, ZERO, ONE)) == 0:
                powers[1] = c
            else:
                inside.append((c, m.powers))
        if s.rest is not None and self.compare(s.rest, UNIT) >= 0:
            raise Rejected("too much is left open inside an exponential")
        faculty = [Fraction(1), Fraction(1), Fraction(1, 2), Fraction(1, 6)]
        tail = self._expanded(Series(tuple(small), s.rest), [num(q) for q in faculty[:POWERS]])
        return self.product(Series(((factor, Monomial((powers[0], powers[1], ZERO), tuple(inside))),)), tail)

    # -- trees ------------------------------------------------------------------------------------------------
    def of(self, e: Expression) -> Series:
        """The series of a tree in y and the parameters."""
        if e not in self._known:
            self.frame.budget.spend(5)
            self._known[e] = self._node(e)
        return self._known[e]

    def _node(self, e: Expression) -> Series:
        if self.y not in e.names:
            if e.op in ("true", "piecewise"):
                raise Rejected("a case without y is not followed")
            return Series(((self._number(e), UNIT),)) if self.nonzero(e) else Series(())
        op, args = e.op, e.args
        if op == "sym":
            return Series(((ONE, Monomial((ONE, ZERO, ZERO))),))
        if op == "piecewise":
            return self._cases(e)
        if op == "pow" and self.y not in args[1].names:
            return self.power(self.of(args[0]), self._number(args[1]))
        if op == "pow":
            return self.exp(self.product(self.of(args[1]), self.log(self.of(args[0]))))
        parts = [self.of(a) for a in args]
        if op == "add":
            return self.sum(parts)
        if op == "mul":
            out = parts[0]
            for p in parts[1:]:
                out = self.product(out, p)
            return out
        if op in ("Max", "Min"):
            return self._extreme(op, parts)
        if len(parts) != 1:
            raise Rejected(f"the growth of {op} is not known")
        return self._function(op, parts[0])

    def _cases(self, e: Expression) -> Series:
        for value, c in zip(e.args[::2], e.args[1::2], strict=True):
            if c.op == "true":
                return self.of(value)
            s = self.side(self.of(sub(*c.args)))
            if {">": s > 0, ">=": s >= 0, "<": s < 0, "<=": s <= 0, "=": s == 0, "!=": s != 0}[c.op]:
                return self.of(value)
        raise Rejected("no case of a piecewise holds for large y")

    def _extreme(self, op: str, parts: list[Series]) -> Series:
        best = parts[0]
        for p in parts[1:]:
            s = self.side(self.sum([p, self.scaled(num(-1), best)]))
            best = p if (s > 0) == (op == "Max") and s else best
        return best

    def _function(self, op: str, u: Series) -> Series:
        if op in ("exp", "log"):
            return self.exp(u) if op == "exp" else self.log(u)
        if op in ("abs", "sign"):
            s = self.side(u)
            if op == "sign":
                return Series(((num(s), UNIT),)) if s else Series(())
            return self.scaled(num(s), u) if s else u
        if op not in _ANALYTIC:
            raise Rejected(f"the growth of {op} is not known")
        where = self.limit(u)
        if not isinstance(where, int):
            return self._taylor(op, where, u)
        if where < 0 and op in ("sinh", "tanh", "asinh", "atan", "erf"):
            return self.scaled(num(-1), self._at_infinity(op, self.scaled(num(-1), u)))
        if where < 0 and op != "cosh":
            raise Rejected(f"{op} is not defined there")
        return self._at_infinity(op, u if where > 0 else self.scaled(num(-1), u))

    def _at_infinity(self, op: str, u: Series) -> Series:
        """The function of something that tends to infinity."""
        if op in ("sinh", "cosh"):
            up, down = self.exp(u), self.exp(self.scaled(num(-1), u))
            return self.scaled(_HALF, self.sum([up, self.scaled(num(1 if op == "cosh" else -1), down)]))
        if op in ("asinh", "acosh"):
            root = self.power(self.sum([self.product(u, u), Series(((num(1 if op == "asinh" else -1), UNIT),))]), _HALF)
            return self.log(self.sum([u, root]))
        if op == "tanh":
            e = self.exp(self.scaled(num(-2), u))
            one = Series(((ONE, UNIT),))
            return self.product(self.sum([one, self.scaled(num(-1), e)]), self.power(self.sum([one, e]), num(-1)))
        if op == "atan":
            low = self._taylor("atan", ZERO, self.power(u, num(-1)))
            return self.sum([Series(((mul(_HALF, PI), UNIT),)), self.scaled(num(-1), low)])
        if op == "erf":  # 0 <= 1 - erf u <= exp(-u**2) <= u**(-4) for large u
            return Series(((ONE, UNIT),), self.to(self.lead(u)[1], num(-4)))
        if op == "LambertW":  # W = L - M + M/L + O(M**2/L**2), L = log u, M = log L
            big = self.log(u)
            low = self.log(big)
            ratio = self.product(low, self.power(big, num(-1)))
            top = self.lead(ratio)[1]
            return self.sum([big, self.scaled(num(-1), low), ratio, Series((), self.times(top, top))])
        raise Rejected(f"{op} has no limit there that is known")

    def _taylor(self, op: str, at: Expression, u: Series) -> Series:
        """An analytic function near the limit of its argument."""
        trees, name = [call(op, sym("_u"))], "_u"
        for _ in range(POWERS):
            trees.append(derivative(trees[-1], name, self.frame.budget))
        values = [self._number(t.substitute({name: at})) for t in trees]
        d = self.sum([u, Series(((neg(at), UNIT),) if self.nonzero(at) else ())])
        return self._expanded(d, [mul(v, num(q)) for v, q in zip(values, map(Fraction, ("1", "1", "1/2", "1/6")), strict=False)])
