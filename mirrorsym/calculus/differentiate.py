"""Exact derivatives of expressions, wherever the expression is smooth.

`derivative(e, x)` is the textbook derivative; at kinks (abs, sign, Max, Min, piecewise) it is the derivative of the
branch that is active away from the kink.  Precondition: whoever uses it at a point has shown that e is smooth there.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, num, piecewise, power, sqrt, sub

__all__ = ["derivative", "gradient", "hessian"]

_PI = Expression("const", ("pi",))
_HALF = num(Fraction(1, 2))


#: outer derivative of each one-argument function
_OUTER: dict[str, Callable[[Expression], Expression]] = {
    "exp": lambda a: call("exp", a),
    "log": lambda a: power(a, num(-1)),
    "sin": lambda a: call("cos", a),
    "cos": lambda a: mul(num(-1), call("sin", a)),
    "tan": lambda a: add(call("tan", a) ** 2, ONE),
    "sinh": lambda a: call("cosh", a),
    "cosh": lambda a: call("sinh", a),
    "tanh": lambda a: power(call("cosh", a), num(-2)),
    "asin": lambda a: power(sub(ONE, a**2), num(Fraction(-1, 2))),
    "acos": lambda a: mul(num(-1), power(sub(ONE, a**2), num(Fraction(-1, 2)))),
    "atan": lambda a: power(add(a**2, ONE), num(-1)),
    "asinh": lambda a: power(add(a**2, ONE), num(Fraction(-1, 2))),
    "acosh": lambda a: power(sub(a**2, ONE), num(Fraction(-1, 2))),
    "atanh": lambda a: power(sub(ONE, a**2), num(-1)),
    "abs": lambda a: call("sign", a),
    "sign": lambda a: ZERO,
    "erf": lambda a: div(mul(num(2), call("exp", mul(num(-1), a**2))), sqrt(_PI)),
    "gamma": lambda a: mul(call("gamma", a), call("polygamma", ZERO, a)),
    # W' = 1/((1 + W) exp(W)), which unlike W/(x(1 + W)) is right at x = 0
    "LambertW": lambda a: mul(power(add(call("LambertW", a), ONE), num(-1)),
                              call("exp", mul(num(-1), call("LambertW", a)))),
    "Ei": lambda a: div(call("exp", a), a),
}


def derivative(e: Expression, name: str) -> Expression:
    """The derivative of `e` with respect to the symbol `name`.

    >>> from mirrorsym.expression import sym
    >>> str(derivative(sym("u") ** 2 - call("log", sym("u")), "u"))
    '2*u - 1/u'
    """
    done: dict[Expression, Expression] = {}
    for node in e.walk():
        done[node] = _node(node, name, done)
    return done[e]


def gradient(e: Expression, names: tuple[str, ...]) -> tuple[Expression, ...]:
    """The partial derivatives of `e` in the given order."""
    return tuple(derivative(e, n) for n in names)


def hessian(e: Expression, names: tuple[str, ...]) -> tuple[tuple[Expression, ...], ...]:
    """The matrix of second derivatives of `e`."""
    return tuple(gradient(d, names) for d in gradient(e, names))


def _node(node: Expression, name: str, done: dict[Expression, Expression]) -> Expression:
    op, args = node.op, node.args
    if op == "sym":
        return ONE if args[0] == name else ZERO
    if op in ("num", "const") or name not in node.names:
        return ZERO
    if op == "add":
        return add(*(done[a] for a in args))
    if op == "mul":
        terms = []
        for i, a in enumerate(args):
            if done[a] != ZERO:
                terms.append(mul(*args[:i], done[a], *args[i + 1:]))
        return add(*terms)
    if op == "pow":
        return _power(node, done)
    if op in _OUTER:
        return mul(done[args[0]], _OUTER[op](args[0]))
    if op in ("Max", "Min"):
        return _extreme(op, args, done)
    if op == "piecewise":
        return piecewise(*((done[v], c) for v, c in zip(args[::2], args[1::2], strict=True)))
    if op == "besselj" and name not in args[0].names:
        n, a = args
        outer = div(sub(call("besselj", sub(n, ONE), a), call("besselj", add(n, ONE), a)), num(2))
        return mul(done[a], outer)
    if op == "polygamma" and name not in args[0].names:
        return mul(done[args[1]], call("polygamma", add(args[0], ONE), args[1]))
    if op in ("<", "<=", ">", ">=", "=", "!="):
        return ZERO
    raise ValueError(f"no derivative of {op} with respect to its order is available")


def _power(node: Expression, done: dict[Expression, Expression]) -> Expression:
    base, exponent = node.args
    terms = []
    if done[base] != ZERO:
        terms.append(mul(exponent, power(base, sub(exponent, ONE)), done[base]))
    if done[exponent] != ZERO:
        terms.append(mul(node, call("log", base), done[exponent]))
    return add(*terms)


def _extreme(op: str, args: tuple[Expression, ...], done: dict[Expression, Expression]) -> Expression:
    """Max(a, b)' = (a' + b')/2 + sign(a - b) (a' - b')/2, taken from left to right."""
    value, slope = args[0], done[args[0]]
    half = num(Fraction(1, 2))
    for a in args[1:]:
        toward = call("sign", sub(value, a) if op == "Max" else sub(a, value))
        slope = add(mul(half, add(slope, done[a])), mul(half, toward, sub(slope, done[a])))
        value = call(op, value, a)
    return slope
