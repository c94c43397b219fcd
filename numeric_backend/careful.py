"""Formulas written as steps of a kernel, in forms that keep digits where the plain ones lose them.

What is rewritten, and why, stands at each rule; every rule is an identity on the reals.

Main definition: `Writer`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

from mirrorsym.expression import ONE, Expression, add, call, mul, num, power
from numeric_backend.kernel import Builder

__all__ = ["Writer"]

HALF = Fraction(1, 2)
_NAMES = {"exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh", "acosh", "atanh", "abs", "sign",
          "erf", "gamma", "polygamma", "LambertW", "Ei", "besselj"}
_COMPARISONS = {"<": ("less", False), "<=": ("less_equal", False), ">": ("less", True), ">=": ("less_equal", True),
                "=": ("equal", False), "!=": ("not_equal", False)}


class Writer:
    """Writes expressions into a builder, each node once."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.builder = Builder(arguments)
        self.position = {n: i for i, n in enumerate(arguments)}
        self.done: dict[Expression, int] = {}

    def write(self, e: Expression) -> int:
        """The step that holds the value of e."""
        if e not in self.done:
            step = self._careful(e)
            self.done[e] = self._plain(e) if step is None else step
        return self.done[e]

    def _plain(self, e: Expression) -> int:
        b, op = self.builder, e.op
        if op == "num":
            return b.constant(e.args[0])
        if op == "sym":
            if e.args[0] not in self.position:
                raise ValueError(f"no argument is given for {e.args[0]}")
            return b.argument(self.position[e.args[0]])
        if op == "const":
            return b.put("pi")
        if op == "add":
            return self._sum(e.args)
        if op == "mul":
            return self._product(e.args)
        if op == "pow":
            return self._power(*e.args)
        if op in ("Max", "Min"):
            first, *rest = (self.write(a) for a in e.args)
            for r in rest:
                first = b.put("maximum" if op == "Max" else "minimum", first, r)
            return first
        if op == "piecewise":
            return self._cases(e)
        if op not in _NAMES:
            raise ValueError(f"{op} is no formula's operation")
        return b.put(op, *(self.write(a) for a in e.args))

    def _sum(self, terms: Sequence[Expression]) -> int:
        first, *others = sorted(terms, key=_is_negative)  # what is added comes before what is subtracted
        total = self.write(first)
        for t in others:
            if _is_negative(t):
                total = self.builder.put("subtract", total, self.write(mul(num(-1), t)))
            else:
                total = self.builder.put("add", total, self.write(t))
        return total

    def _product(self, factors: Sequence[Expression]) -> int:
        above = [f for f in factors if not _is_inverse(f)]
        below = [power(f.args[0], mul(num(-1), f.args[1])) for f in factors if _is_inverse(f)]
        if above[:1] == [num(-1)] and len(above) > 1:
            return self.builder.put("negate", self.write(mul(*above[1:], *(power(f, num(-1)) for f in below))))
        total = self.write(above[0]) if above else self.builder.constant(1)
        for f in above[1:]:
            total = self.builder.put("multiply", total, self.write(f))
        if below:
            total = self.builder.put("divide", total, self.write(mul(*below)))
        return total

    def _power(self, base: Expression, exponent: Expression) -> int:
        b = self.builder
        if exponent.op == "num":
            q: Fraction = exponent.args[0]
            if q.denominator == 1:
                return b.put("power_of", self.write(base), value=int(q))
            if abs(q) == HALF:
                root = b.put("sqrt", self.write(base))
                return root if q > 0 else b.put("divide", b.constant(1), root)
        return b.put("power", self.write(base), self.write(exponent))

    def _cases(self, e: Expression) -> int:
        b = self.builder
        total = b.put("divide", b.constant(0), b.constant(0))  # no case applies: there is no value
        for value, condition in reversed(list(zip(e.args[::2], e.args[1::2], strict=True))):
            if condition.op == "true":
                total = self.write(value)
                continue
            op, turned = _COMPARISONS[condition.op]
            left, right = (self.write(a) for a in condition.args)
            total = b.put("select", b.put(op, right, left) if turned else b.put(op, left, right), self.write(value), total)
        return total

    # -- forms that keep digits -------------------------------------------------------------------------------
    def _careful(self, e: Expression) -> int | None:
        if e.op == "log":
            return self._logarithm(e.args[0])
        if e.op == "acosh" and (t := _without(e.args[0], ONE)) is not None:
            return self.builder.put("log1p", self.write(add(t, mul(power(t, num(HALF)), power(add(t, num(2)), num(HALF))))))
        if e.op == "acos" and (t := _without(e.args[0], ONE)) is not None:  # acos(1 - x) = 2 asin(sqrt(x/2))
            return self._times(num(2), self.builder.put("asin", self.write(power(mul(num(-HALF), t), num(HALF)))))
        if e.op == "add":
            return self._difference(e)
        if e.op == "mul":
            return self._quotients(e)
        if e.op == "pow" and e.args[1] == num(HALF):
            squares = _squares(e.args[0])
            return None if squares is None else self._length(squares)
        return None

    def _length(self, parts: Sequence[Expression]) -> int:
        """sqrt(x**2 + y**2 + ...), whose squares may overflow or vanish."""
        total = self.write(parts[0])
        for p in parts[1:]:
            total = self.builder.put("hypot", total, self.write(p))
        return total

    def _logarithm(self, a: Expression) -> int | None:
        b = self.builder
        if a.op == "cosh":
            return b.put("logcosh", self.write(a.args[0]))
        rest = _without(a, ONE)
        if rest is not None:
            return b.put("softplus", self.write(rest.args[0])) if rest.op == "exp" else b.put("log1p", self.write(rest))
        if a.op == "add" and len(a.args) == 2:
            one, two = a.args
            if one.op == two.op == "exp" and two.args[0] == mul(num(-1), one.args[0]):
                return b.put("add", b.put("logcosh", self.write(one.args[0])), b.put("log", b.constant(2)))
            if one.op == two.op == "exp":  # log(exp(x) + exp(y)) = max(x, y) + log(1 + exp(-|x - y|))
                apart = b.put("negate", b.put("abs", self.write(add(one.args[0], mul(num(-1), two.args[0])))))
                return b.put("add", b.put("maximum", self.write(one.args[0]), self.write(two.args[0])), b.put("softplus", apart))
            for root, x in ((one, two), (two, one)):
                found = self._of_root(root, x)
                if found is not None:
                    return found
        if a.op == "mul" and len(a.args) == 2 and a.args[0].op == "num" and a.args[0].args[0] > 0 and a.args[1].op == "cosh":
            return b.put("add", b.put("logcosh", self.write(a.args[1].args[0])), b.put("log", self.write(a.args[0])))
        if a.op == "mul" and len(a.args) == 2:
            for above, below in (a.args, a.args[::-1]):  # log((1 + x)/(1 - x)) = 2 atanh(x)
                t = _without(above, ONE)
                if t is not None and below == power(add(ONE, mul(num(-1), t)), num(-1)):
                    return b.put("multiply", b.constant(2), b.put("atanh", self.write(t)))
        return None

    def _of_root(self, root: Expression, x: Expression) -> int | None:
        """log(sqrt(x**2 + c**2) + x) = asinh(x/c) + log(c) for a number c: it keeps its digits near x = 0."""
        b = self.builder
        squares = _squares(root.args[0]) if root.op == "pow" and root.args[1] == num(HALF) else None
        if squares is None or len(squares) != 2:
            return None
        for y, c in (squares, squares[::-1]):
            if c.op == "num" and x in (y, mul(num(-1), y)):
                value = b.put("asinh", self.write(x if c == ONE else mul(x, power(c, num(-1)))))
                return value if c == ONE else b.put("add", value, b.put("log", self.write(c)))
        return None

    def _quotients(self, e: Expression) -> int | None:
        """Products whose factors may overflow where the product does not: exp(x)/(exp(x) + exp(y)) = 1/(1 + exp(y - x)), exp(x)*exp(y)
        and sinh(x)/cosh(x), with whatever else is in the product.
        """
        powers = [f for f in e.args if f.op == "exp"]
        if len(powers) > 1:
            return self.write(mul(*(f for f in e.args if f.op != "exp"), call("exp", add(*(f.args[0] for f in powers)))))
        for f in e.args:
            if f.op == "sinh" and (under := power(call("cosh", f.args[0]), num(-1))) in e.args:
                rest = list(e.args)
                rest.remove(f)
                rest.remove(under)
                return self.write(mul(*rest, call("tanh", f.args[0])))
        for f, below in ((f, below) for f in e.args for below in e.args if f.op == "exp" and _is_inverse(below)):
            base, exponent = below.args
            if base.op == "pow":  # 1/s**2 may be written (s**2)**-1
                base, exponent = base.args[0], mul(base.args[1], exponent)
            terms, times = _exponentials_of(base), -exponent.args[0] if exponent.op == "num" else 0
            if terms is None or times not in (1, 2):
                continue
            rest = list(e.args)
            rest.remove(f)
            rest.remove(below)
            part = mul(num(Fraction(-1, times)), f.args[0])
            inside = [c if add(x, part) == num(0) else mul(c, call("exp", add(x, part))) for c, x in terms]
            return self.write(mul(*rest, power(add(*inside), exponent)))
        return None

    def _difference(self, e: Expression) -> int | None:
        """A pair of terms that may cancel, written so that it does not, with whatever else is in the sum."""
        for t in e.args:
            c, f = _coefficient(t)
            for other in (o for o in e.args if o is not t):
                found = self._pair(c, f, other)
                if found is not None:
                    rest = list(e.args)
                    rest.remove(t)
                    rest.remove(other)
                    return found if not rest else self.builder.put("add", found, self.write(add(*rest)))
        return None

    def _pair(self, c: Expression, f: Expression, other: Expression) -> int | None:
        """The steps of c*f + other, which may nearly cancel; None for a pair that no rule knows."""
        b, opposite = self.builder, mul(num(-1), c)
        if f.op == "pow" and f.args[1] == num(HALF) and (squares := _squares(f.args[0])) is not None and len(squares) == 2:
            for x, y in (squares, squares[::-1]):  # sqrt(x**2 + y**2) - x
                for sign in (1, -1):
                    if other == mul(opposite, num(sign), x):
                        return self._times(c, b.put("hypot_minus", self.write(mul(num(sign), x)), self.write(y)))
        if other == opposite:
            if f.op == "exp":
                return self._times(c, b.put("expm1", self.write(f.args[0])))
            if f.op in ("cosh", "cos"):  # cosh(x) - 1 = 2 sinh(x/2)**2, cos(x) - 1 = -2 sin(x/2)**2
                half = b.put("sinh" if f.op == "cosh" else "sin", self.write(f.args[0] / 2))
                return self._times(mul(c, num(2 if f.op == "cosh" else -2)), b.put("power_of", half, value=2))
            if f.op == "pow" and f.args[1] == num(HALF) and (inside := _without(f.args[0], ONE)) is not None:  # sqrt(1 + x) - 1
                s = self.write(f)
                return self._times(c, b.put("divide", self.write(inside), b.put("add", b.constant(1), s)))
        if f.op == "cosh":  # cosh(x) - sinh(x) = exp(-x)
            for sign in (1, -1):
                if other == mul(num(sign), c, call("sinh", f.args[0])):
                    return self._times(c, b.put("exp", self.write(mul(num(sign), f.args[0]))))
        if f.op == "pow" and f.args[1] == num(HALF) and (apart := _apart(opposite, f.args[0], other)) is not None:
            return self._times(c, b.put("divide", self.write(apart[0]), b.put("add", self.write(f), self.write(apart[1]))))
        if f.op == "exp" and other == mul(opposite, call("exp", mul(num(-1), f.args[0]))):  # exp(x) - exp(-x)
            return self._times(mul(c, num(2)), b.put("sinh", self.write(f.args[0])))
        if f.op == "exp" and other == mul(opposite, last := _coefficient(other)[1]) and last.op == "exp":
            return self._exponentials(c, f.args[0], last.args[0])
        if f.op == "pow" and f.args[1] == num(2) and not _is_negative(c):  # x**2 - y**2 = (x - y)(x + y)
            d, g = _coefficient(other)
            if d == opposite and g.op == "pow" and g.args[1] == num(2):
                one, two = self.write(f.args[0]), self.write(g.args[0])
                return self._times(c, b.put("multiply", b.put("subtract", one, two), b.put("add", one, two)))
        return None

    def _exponentials(self, c: Expression, x: Expression, y: Expression) -> int:
        """c*(exp(x) - exp(y)): the larger one times 1 - exp(-|x - y|), with the sign of x - y."""
        b = self.builder
        apart = self.write(add(x, mul(num(-1), y)))
        less = b.put("negate", b.put("expm1", b.put("negate", b.put("abs", apart))))
        most = b.put("exp", b.put("maximum", self.write(x), self.write(y)))
        return self._times(c, b.put("multiply", b.put("sign", apart), b.put("multiply", most, less)))

    def _times(self, c: Expression, step: int) -> int:
        return step if c == ONE else self.builder.put("negate", step) if c == num(-1) else self.builder.put("multiply", self.write(c), step)


def _coefficient(t: Expression) -> tuple[Expression, Expression]:
    """t = c*f with the factor f that a rule may know: an exp, cosh, cos or a power."""
    if t.op == "mul":
        for f in t.args:
            if f.op in ("exp", "cosh", "cos") or (f.op == "pow" and f.args[1] in (num(HALF), num(2))):
                rest = list(t.args)
                rest.remove(f)
                return mul(*rest), f
    return ONE, t


def _is_negative(t: Expression) -> bool:
    return (t.op == "num" and t.args[0] < 0) or (t.op == "mul" and t.args[0].op == "num" and t.args[0].args[0] < 0)


def _is_inverse(f: Expression) -> bool:
    return f.op == "pow" and _is_negative(f.args[1])


def _without(e: Expression, term: Expression) -> Expression | None:
    """`e` less one of its terms; None when that is not one, or the only one."""
    if e.op != "add" or term not in e.args:
        return None
    rest = list(e.args)
    rest.remove(term)
    return add(*rest)


def _exponentials_of(e: Expression) -> list[tuple[Expression, Expression]] | None:
    """(c, x), ... when `e` is written as a sum of c*exp(x) with positive numbers c, of which one may stand alone."""
    found = []
    for t in e.args if e.op == "add" else ():
        c, f = _coefficient(t) if t.op in ("mul", "exp") else (t, ONE)
        if c.op != "num" or c.args[0] <= 0 or (f.op != "exp" and f != ONE):
            return None
        found.append((c, f.args[0] if f.op == "exp" else num(0)))
    return found or None


def _apart(opposite: Expression, a: Expression, other: Expression) -> tuple[Expression, Expression] | None:
    """(a - b, sqrt(b)) where `other` is opposite*sqrt(b) and a and b differ by a number, as they are written."""
    f = _coefficient(other)[1]
    if f.op != "pow" or f.args[1] != num(HALF) or other != mul(opposite, f):
        return None
    one, two = (list(e.args) if e.op == "add" else [e] for e in (a, f.args[0]))
    common = [t for t in one if t in two]
    for t in common:
        one.remove(t)
        two.remove(t)
    rest = add(*one, *(mul(num(-1), t) for t in two))
    return (rest, f) if rest.op == "num" and rest != num(0) else None


def _root(e: Expression) -> Expression | None:
    """What `e` is written as the square of: x**2, exp(x), a positive number that is one, or a product of these."""
    if e.op == "pow" and e.args[1] == num(2):
        base: Expression = e.args[0]
        return base
    if e.op == "exp":
        return call("exp", mul(num(HALF), e.args[0]))
    if e.op == "num" and e.args[0] > 0:
        q: Fraction = e.args[0]
        root = Fraction(isqrt(q.numerator), isqrt(q.denominator))
        return num(root) if root * root == q else power(e, num(HALF))
    if e.op == "mul":
        roots = [_root(f) for f in e.args]
        return None if None in roots else mul(*(r for r in roots if r is not None))
    return None


def _squares(e: Expression) -> tuple[Expression, ...] | None:
    """x, y, ... when `e` is written as x**2 + y**2 + ..."""
    if e.op != "add":
        return None
    roots = [_root(t) for t in e.args]
    return None if None in roots else tuple(r for r in roots if r is not None)
