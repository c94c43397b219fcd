"""From formulas to boxes: order of terms, fractions, roots, parentheses, as one writes them in a paper.

Main definitions: `layout`, `relation`.
"""

from __future__ import annotations

from fractions import Fraction

from mirrorsym.expression import RELATIONS, Expression, mul, num, power
from mirrorsym.printing.boxes import Atom, Box, Cases, Fence, Frac, Root, Row, Script, row, tall, width
from mirrorsym.printing.notation import Notation

__all__ = ["CALLED", "layout", "relation", "signed"]

_SIGNS = {"<": "<", ">": ">", "<=": "≤", ">=": "≥", "=": "=", "!=": "≠"}
#: function -> its name in papers
CALLED = {
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "asinh": "arcsinh",
    "acosh": "arccosh",
    "atanh": "arctanh",
    "Max": "max",
    "Min": "min",
    "sign": "sign",
    "gamma": "Γ",
    "LambertW": "W",
    "Ei": "Ei",
    "erf": "erf",
}
#: up to this width a product stands over its denominator; a longer one has its coefficient in front
_SHORT = 14
_PLAIN = Notation()


def layout(e: Expression, notation: Notation = _PLAIN) -> Box:
    """The formula as a box.

    >>> from mirrorsym.expression import call, sym
    >>> from mirrorsym.printing.latex import spelled
    >>> x, a = sym("x"), sym("a")
    >>> spelled(layout(x * call("asinh", x / 2) / 4 - call("exp", 2 * a)))
    '\\\\frac{1}{4} x \\\\operatorname{arcsinh}\\\\left(\\\\frac{x}{2}\\\\right) - e^{2 a}'
    """
    return _Layout(notation).sum(e)


def relation(e: Expression, notation: Notation = _PLAIN) -> Box:
    """A relation as a box."""
    left, right = (layout(a, notation) for a in e.args)
    return row(left, Atom(_SIGNS[e.op], "operator"), right)


def signed(e: Expression) -> tuple[bool, Expression]:
    """Whether a term begins with a minus sign, and the term without it."""
    if e.op == "num" and e.args[0] < 0:
        return True, num(-e.args[0])
    if e.op == "mul" and e.args[0].op == "num" and e.args[0].args[0] < 0:
        return True, mul(num(-e.args[0].args[0]), *e.args[1:])
    return False, e


class _Layout:
    """The rules, for one notation."""

    def __init__(self, notation: Notation) -> None:
        self.notation = notation

    def sum(self, e: Expression) -> Box:
        """A formula where a sum needs no parentheses."""
        if e.op in RELATIONS:
            return relation(e, self.notation)
        terms = [signed(t) for t in (e.args if e.op == "add" else (e,))]
        if terms[0][0] and any(not minus for minus, _ in terms):  # nobody begins with a minus without need
            first = next(i for i, (minus, _) in enumerate(terms) if not minus)
            terms.insert(0, terms.pop(first))
        parts: list[Box] = []
        for i, (minus, t) in enumerate(terms):
            if i or minus:
                parts.append(Atom("−" if minus else "+", "operator" if i else "sign"))
            parts.append(self.product(t))
        return row(*parts)

    def product(self, e: Expression) -> Box:
        """A term without its sign."""
        if e.op == "num":
            q: Fraction = e.args[0]
            return _number(q)
        factors = e.args if e.op == "mul" else (e,)
        above: list[Expression] = []
        below: list[Expression] = []
        coefficient = Fraction(1)
        for f in factors:
            if f.op == "num":
                coefficient *= f.args[0]
            elif f.op == "pow" and f.args[1].op == "num" and f.args[1].args[0] < 0:
                under = power(f.args[0], num(-f.args[1].args[0]))
                for g in under.args if under.op == "mul" else (under,):
                    if g.op == "num" and g.args[0]:
                        coefficient /= g.args[0]
                    elif g.op == "pow" and g.args[1].op == "num" and g.args[1].args[0] < 0:
                        above.append(power(g.args[0], num(-g.args[1].args[0])))
                    else:
                        below.append(g)
            else:
                above.append(f)
        n, d = coefficient.numerator, coefficient.denominator
        if not below and d == 1:
            return self._factors(n, above)
        if not below:
            over = self._factors(n, above)
            if above and (width(over) > _SHORT or tall(over) or any(f.op == "add" for f in above)):
                return row(_number(coefficient), self._factors(1, above))
            return Frac(self._alone(n, above), _number(Fraction(d)))
        return Frac(self._alone(n, above), self._alone(d, below))

    def _alone(self, n: int, factors: list[Expression]) -> Box:
        """A product that stands by itself: one sum needs no parentheses there."""
        if n == 1 and len(factors) == 1:
            return self.sum(factors[0])
        return self._factors(n, factors)

    def _factors(self, n: int, factors: list[Expression]) -> Box:
        if not factors:
            return _number(Fraction(n))
        ordered = sorted(factors, key=_rank)
        parts = [] if n == 1 else [_number(Fraction(n))]
        for f in ordered:
            box = self.factor(f)
            if parts and _starts_with_digit(box):
                parts.append(Atom("⋅", "operator"))
            parts.append(box)
        return row(*parts)

    def factor(self, e: Expression) -> Box:
        """Something that stands in a product."""
        if e.op == "add" or (e.op == "num" and (e.args[0] < 0 or e.args[0].denominator != 1)):
            return Fence(self.sum(e))
        return self.tight(e)

    def tight(self, e: Expression) -> Box:
        """One factor: symbols, powers, functions."""
        op, args = e.op, e.args
        if op == "num":
            return _number(args[0])
        if op == "sym":
            return self.notation.symbol(args[0])
        if op == "const":
            return Atom("π")
        if op == "pow":
            return self._power(*args)
        if op == "exp":
            return self._exponential(args[0])
        if op == "abs":
            return Fence(self.sum(args[0]), "|", "|")
        if op == "piecewise":
            pairs = zip(args[::2], args[1::2], strict=True)
            return Cases(tuple((self.sum(v), None if c.op == "true" else self.sum(c)) for v, c in pairs))
        if op in ("add", "mul"):
            return Fence(self.sum(e))
        return self._call(op, args)

    def _power(self, base: Expression, exponent: Expression) -> Box:
        if exponent.op == "num":
            q: Fraction = exponent.args[0]
            if q == Fraction(1, 2):
                return Root(self.sum(base))
            if q < 0:
                return Frac(Atom("1", "number"), self.sum(power(base, num(-q))))
            if base.op in _FUNCTIONS and len(base.args) == 1 and q.denominator == 1:
                return row(Script(_name(base.op), up=_number(q)), self._argument(base.args[0]))
        body = self.tight(base)
        if (
            base.op in ("exp", "pow")
            or (base.op in _FUNCTIONS)
            or (base.op == "num" and (base.args[0] < 0 or base.args[0].denominator != 1))
        ):
            body = Fence(self.sum(base))
        up = _slashed(exponent.args[0]) if exponent.op == "num" else self.sum(exponent)
        if isinstance(body, Script) and body.up is None:
            return Script(body.base, up, body.down)
        return Script(body, up=up)

    def _exponential(self, argument: Expression) -> Box:
        inside = self.sum(argument)
        if not tall(inside) and width(inside) <= 24:
            return Script(Atom("e"), up=inside)
        return row(Atom("exp", "function"), Fence(inside))

    def _call(self, op: str, args: tuple[Expression, ...]) -> Box:
        if op in ("besselj", "polygamma"):
            letter = Atom("J") if op == "besselj" else Atom("ψ")
            order = self.sum(args[0])
            named = Script(letter, down=order) if op == "besselj" else Script(letter, up=Fence(order))
            return row(named, Fence(self.sum(args[1])))
        if len(args) > 1:
            parts: list[Box] = []
            for a in args:
                parts += [Atom(", ", "text")] if parts else []
                parts.append(self.sum(a))
            return row(_name(op), Fence(row(*parts)))
        return row(_name(op), self._argument(args[0]))

    def _argument(self, e: Expression) -> Box:
        inside = self.sum(e)
        bare = e.op in ("sym", "const") or (e.op == "num" and e.args[0] >= 0 and e.args[0].denominator == 1)
        return row(Atom(" ", "thin"), inside) if bare else Fence(inside)


_FUNCTIONS = frozenset({"log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh", "acosh", "atanh"})


def _name(op: str) -> Box:
    return Atom(CALLED.get(op, op), "function" if op not in ("gamma", "LambertW") else "letter")


def _number(q: Fraction) -> Box:
    if q.denominator == 1:
        return Atom(str(q.numerator), "number") if q >= 0 else row(Atom("−", "sign"), Atom(str(-q.numerator), "number"))
    top = Frac(Atom(str(abs(q.numerator)), "number"), Atom(str(q.denominator), "number"))
    return top if q > 0 else row(Atom("−", "sign"), top)


def _slashed(q: Fraction) -> Box:
    """A number as an exponent."""
    if q.denominator == 1:
        return _number(q)
    sign = [Atom("−", "sign")] if q < 0 else []
    return row(*sign, Atom(str(abs(q.numerator)), "number"), Atom("/", "text"), Atom(str(q.denominator), "number"))


def _rank(f: Expression) -> int:
    """Letters, then powers and exponentials, then roots and functions, sums last."""
    if f.op in ("sym", "const") or (f.op == "pow" and f.args[0].op in ("sym", "const") and f.args[1] != num(Fraction(1, 2))):
        return 0
    return {"exp": 1, "pow": 2, "add": 4}.get(f.op, 3)


def _starts_with_digit(box: Box) -> bool:
    if isinstance(box, Row):
        return _starts_with_digit(box.parts[0])
    if isinstance(box, Script):
        return _starts_with_digit(box.base)
    return isinstance(box, Frac) or (isinstance(box, Atom) and box.kind == "number")
