"""Careful constructors: one form for every expression that comes in, with nothing lost on the way.

The constructors of `mirrorsym.expression` fold `0*f` to 0 and `f**0` to 1.  That is right where f has a value, but
`log(u)**0` is defined for u > 0 only, and a verdict on a larger M would be wrong.  Here such a term stays in the
tree unless f is total (defined for all real arguments).  Every other rule keeps both the value and the set where it
is defined:

* sums and products are flat; rational constants are folded, last in a sum, first in a product;
* a quotient is a product of powers, one for each factor below, and these come last: `u/(2*v)` is (1/2)*u*v**(-1);
* 1/b**q is b**(-q) for a rational q > 0; (b**m)**n is b**(m*n) for whole m > 0 and n; E**x is exp(x), and 1/exp(q) is exp(-q);
* a rational root of a rational number is that number; an exponent that folds to a rational number is that number.

So printing and parsing again gives the same tree.  What has no real value whatever the symbols mean (1/0, log(-2),
(-1)**(1/2)) and numbers beyond the limits raise `Refused`.

Main definitions: `plus`, `times`, `inverse`, `to_the`, `apply`, `canonical`, `is_total`, `measure`.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import isqrt

from mirrorsym.expression import FUNCTIONS, ONE, ZERO, Expression, call, num

__all__ = [
    "MAX_BITS", "MAX_EXPONENT", "Refused", "apply", "canonical", "inverse", "is_total", "measure", "plus", "times",
    "to_the",
]

MAX_BITS = 8192  # of a numerator or denominator, about 2,400 digits
MAX_EXPONENT = 10_000
_MAX_ROOT = 64
_TOTAL = frozenset({
    "num", "sym", "const", "add", "mul", "exp", "sin", "cos", "sinh", "cosh", "tanh", "asinh", "atan", "erf", "abs",
    "sign", "Max", "Min",
})


class Refused(ValueError):
    """An operation on numbers that has no real value, or whose value is too large to write down."""


def _number(q: Fraction) -> Expression:
    if q.numerator.bit_length() > MAX_BITS or q.denominator.bit_length() > MAX_BITS:
        raise Refused(f"a number of more than {MAX_BITS * 3 // 10} digits")
    return Expression("num", (q,))


def plus(terms: Iterable[Expression]) -> Expression:
    """The sum of `terms`.

    >>> from mirrorsym.expression import sym
    >>> str(plus([num(1), sym("u"), num(2)]))
    'u + 3'
    """
    flat: list[Expression] = []
    constant = ZERO
    for term in terms:
        for t in term.args if term.op == "add" else (term,):
            if t.op == "num":
                constant = t if constant is ZERO else _number(constant.args[0] + t.args[0])
            else:
                flat.append(t)
    if constant != ZERO or not flat:
        flat.append(constant)
    return flat[0] if len(flat) == 1 else Expression("add", tuple(flat))


def times(factors: Iterable[Expression], negative: bool = False) -> Expression:
    """The product of `factors`, with the opposite sign when `negative`; a zero keeps the factors that are not total.

    >>> from mirrorsym.expression import sym
    >>> str(times([num(0), sym("u")])), str(times([num(0), call("log", sym("u"))]))
    ('0', '0*log(u)')
    """
    above: list[Expression] = []
    below: list[Expression] = []
    number: Expression | None = None
    for factor in factors:
        for f in factor.args if factor.op == "mul" else (factor,):
            if f.op == "num":
                number = f if number is None else _number(number.args[0] * f.args[0])
            elif f.op == "pow" and f.args[1].op == "num" and f.args[1].args[0] < 0:
                below.append(f)
            else:
                above.append(f)
    if below:
        above += below
    if negative:
        number = _MINUS_ONE if number is None else _number(-number.args[0])
    if number is None or number == ONE:
        return above[0] if len(above) == 1 else Expression("mul", tuple(above)) if above else ONE
    if not above:
        return number
    if number == ZERO:
        partial = [f for f in above if not is_total(f)]
        return Expression("mul", (ZERO, *partial)) if partial else ZERO
    if number == _MINUS_ONE and len(above) == 1 and above[0].op == "add":
        return plus(times([t], negative=True) for t in above[0].args)
    return Expression("mul", (number, *above))


def inverse(e: Expression) -> Expression:
    """1/e, factor by factor; Refused for the number 0.

    >>> from mirrorsym.expression import sym
    >>> inverse(2 * sym("v")).to_json()
    ['mul', ['num', '1/2'], ['pow', ['sym', 'v'], ['num', '-1']]]
    """
    if e.op == "num":
        if e.args[0] == 0:
            raise Refused("division by zero")
        return num(1 / e.args[0])
    if e.op == "mul":
        return times([inverse(f) for f in e.args])
    if e.op == "exp" and e.args[0].op == "num":
        return apply("exp", _number(-e.args[0].args[0]))
    if e.op == "pow" and e.args[1].op == "num" and e.args[1].args[0] > 0:
        return to_the(e.args[0], num(-e.args[1].args[0]))
    return Expression("pow", (e, num(-1)))


def to_the(base: Expression, exponent: Expression) -> Expression:
    """base**exponent; Refused for 0 to a negative power, a root of a negative number, and huge exponents.

    >>> str(to_the(num(4), num("1/2")))
    '2'
    """
    if base.op == "exp" and base.args[0] == ONE:
        return apply("exp", exponent)
    if exponent.op != "num":
        return Expression("pow", (base, exponent))
    n: Fraction = exponent.args[0]
    if max(abs(n.numerator), n.denominator) > MAX_EXPONENT:
        raise Refused(f"an exponent beyond {MAX_EXPONENT}")
    if n == 1:
        return base
    if n == 0:
        return ONE if is_total(base) else Expression("pow", (base, exponent))
    if n == -1:
        return inverse(base)
    if base.op == "num":
        return _number_power(base.args[0], n)
    if base.op == "pow" and n.denominator == 1 and base.args[1].op == "num":
        m: Fraction = base.args[1].args[0]
        if m.denominator == 1 and m > 0:
            return to_the(base.args[0], num(m * n))
    return Expression("pow", (base, exponent))


def _number_power(b: Fraction, n: Fraction) -> Expression:
    if b == 0 and n < 0:
        raise Refused("division by zero")
    if b < 0 and n.denominator > 1:
        raise Refused(f"({b})**({n}) is not real: a root needs a base >= 0")
    if n.denominator > 1:
        above, below = _root(b.numerator, n.denominator), _root(b.denominator, n.denominator)
        if above is None or below is None:
            return Expression("pow", (num(b), num(n)))
        b = Fraction(above, below)
    p = n.numerator
    if max(b.numerator.bit_length(), b.denominator.bit_length()) * abs(p) > 2 * MAX_BITS and abs(b) != 1 and b:
        raise Refused(f"a number of more than {MAX_BITS * 3 // 10} digits")
    return _number(b**p)


def _root(a: int, q: int) -> int | None:
    """The whole q-th root of a >= 0, or None."""
    if a < 2:
        return a
    if q == 2:
        r = isqrt(a)
    elif q > _MAX_ROOT:
        return None
    else:
        low, high = 1, 1 << (a.bit_length() // q + 1)
        while low < high:
            r = (low + high + 1) // 2
            low, high = (r, high) if r**q <= a else (low, r - 1)
        r = low
    return r if r**q == a else None


def apply(name: str, *args: Expression) -> Expression:
    """The function `name` of `expression.FUNCTIONS`; Refused where the value at a rational number is not real.

    >>> apply("log", num(-2))
    Traceback (most recent call last):
    mirrorsym.canonical.Refused: log(-2) is not real
    """
    last = args[-1]
    if last.op == "num":
        x: Fraction = last.args[0]
        pole = x <= 0 and x.denominator == 1
        if (
            (name == "log" and x < 0) or (name in ("asin", "acos") and abs(x) > 1) or (name == "acosh" and x < 1)
            or (name == "atanh" and abs(x) > 1) or (name == "LambertW" and x <= _BELOW_BRANCH)
        ):
            raise Refused(f"{name}({_short(x)}) is not real")
        if (
            (name in ("log", "Ei") and x == 0) or (name == "atanh" and abs(x) == 1)
            or (name in ("gamma", "polygamma") and pole)
        ):
            raise Refused(f"{name} has no value at {_short(x)}")
    if name == "polygamma" and args[0].op == "num" and (args[0].args[0] < 0 or args[0].args[0].denominator > 1):
        raise Refused("the order of polygamma is a whole number, 0 or more")
    return call(name, *args)


def _short(q: Fraction) -> str:
    text = str(q)
    return text if len(text) < 30 else text[:27] + "..."


def is_total(e: Expression) -> bool:
    """Whether `e` is seen to have a real value for all real values of its symbols."""
    return all(
        node.op in _TOTAL
        or (node.op == "pow" and node.args[1].op == "num" and node.args[1].args[0] >= 0
            and node.args[1].args[0].denominator == 1)
        for node in e.walk()
    )


def canonical(e: Expression) -> Expression:
    """`e`, built again with the careful constructors; equal to `e`, and defined where `e` is.

    >>> from mirrorsym.expression import mul, power, sym
    >>> canonical(mul(power(sym("v"), num(-1)), sym("u"))) == mul(sym("u"), power(sym("v"), num(-1)))
    True
    """
    done: dict[Expression, Expression] = {}
    for node in e.walk():
        if node.op in ("num", "sym", "const"):
            done[node] = node
            continue
        args = tuple(done[a] for a in node.args)
        if node.op == "add":
            done[node] = plus(args)
        elif node.op == "mul":
            done[node] = times(args)
        elif node.op == "pow":
            done[node] = to_the(*args)
        elif node.op in FUNCTIONS:
            done[node] = apply(node.op, *args)
        else:
            done[node] = Expression(node.op, args)
    return done[e]


def measure(e: Expression) -> tuple[int, int]:
    """Height and number of nodes of `e` as a tree, in time linear in its distinct nodes.

    >>> measure(num(2) * call("exp", call("log", num(3))))
    (4, 5)
    """
    heights: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for node in e.walk():
        children = () if node.op in ("num", "sym", "const") else node.args
        heights[id(node)] = 1 + max((heights[id(a)] for a in children), default=0)
        sizes[id(node)] = 1 + sum(sizes[id(a)] for a in children)
    return heights[id(e)], sizes[id(e)]


_MINUS_ONE = num(-1)
_BELOW_BRANCH = Fraction(-3679, 10_000)  # LambertW is real from -1/e = -0.36787... on
