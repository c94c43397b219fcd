"""Rigorous values of expressions at exact points and on boxes, by ball arithmetic.

`enclose` returns a ball that contains the true value, or says that the value does not exist (`Undefined`) or could not be
settled at the given precision (`Unsettled`).  Nothing here ever guesses: a ball that touches a singularity is Unsettled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx, fmpq

from mirrorsym.calculus.steps import has_branches, rational, rational_value, steps
from mirrorsym.expression import LEAVES, Expression

__all__ = ["Undefined", "Unsettled", "ball", "enclose", "exact", "holds", "precision", "sign_at"]

Point = Mapping[str, Expression | Fraction | int]

#: roots beyond this one are taken by logarithms: the library counts them in a machine word
_LARGEST_ROOT = 10**6


class Undefined(ArithmeticError):
    """The expression has no real finite value there (proved)."""


class Unsettled(ArithmeticError):
    """The enclosure is too wide to tell whether, or which, value exists."""


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work with `bits` of ball precision, and put the old precision back."""
    old = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = old


def ball(q: Fraction | int) -> arb:
    """The smallest ball around a rational number at the current precision."""
    return arb(fmpq(q.numerator, q.denominator))


def exact(e: Expression, point: Mapping[str, Fraction]) -> Fraction | None:
    """The rational value of `e` at a rational point, when only rational operations occur; None otherwise.

    >>> from mirrorsym.expression import sym
    >>> exact(1 / sym("u"), {"u": Fraction(2)})
    Fraction(1, 2)
    """
    q = rational_value(e, {name: rational(v) for name, v in point.items()})
    return None if q is None else Fraction(int(q.p), int(q.q))


def enclose(e: Expression, point: Point, bits: int = 64) -> arb:
    """A ball around the value of `e` at an exact point (symbols to rationals or to symbol-free expressions).

    Raises `Undefined` when the value provably does not exist as a real number, `Unsettled` when `bits` do not tell.

    >>> from mirrorsym.expression import call, sym
    >>> enclose(call("exp", sym("u")), {"u": 1}).overlaps(arb(1).exp())
    True
    """
    with precision(bits):
        values: dict[str, arb] = {}
        for name, v in point.items():
            values[name] = _evaluate(v, {}, {}) if isinstance(v, Expression) else ball(v)
        known = {k: q for k, v in point.items() if (q := _rational(v)) is not None}
        return _evaluate(e, values, known)


def _rational(v: Expression | Fraction | int) -> fmpq | None:
    return rational_value(v, {}) if isinstance(v, Expression) else rational(v)


def sign_at(e: Expression, point: Point, limit: int = 4096) -> int | None:
    """The sign (-1, 0, 1) of `e` at an exact point, None when `limit` bits do not settle it; raises `Undefined`.

    >>> from mirrorsym.expression import call, num, sqrt, sym
    >>> sign_at(sqrt(sym("u")) - num("14142135623/10000000000"), {"u": 2})
    1
    """
    q = rational_value(e, {k: v for k, x in point.items() if (v := _rational(x)) is not None})
    if q is not None:
        return int(q > 0) - int(q < 0)
    bits = 64
    while bits <= limit:
        try:
            b = enclose(e, point, bits)
            if b > 0:
                return 1
            if b < 0:
                return -1
            if b.is_zero():
                return 0
        except Unsettled:
            pass
        bits *= 4
    return None


def holds(condition: Expression, point: Point) -> bool | None:
    """Whether a relation is true at an exact point; None when it cannot be settled."""
    if condition.op == "true":
        return True
    left, right = condition.args
    try:
        s = sign_at(left - right, point)
    except Undefined:
        return False
    if s is None:
        return None
    return {"<": s < 0, "<=": s <= 0, ">": s > 0, ">=": s >= 0, "=": s == 0, "!=": s != 0}[condition.op]


# -- evaluation on balls ------------------------------------------------------------------------------------
def evaluate(e: Expression, values: Mapping[str, arb], known: Mapping[str, Fraction]) -> arb:
    """A ball around the values of `e` where each symbol runs through its ball; see `enclose` for the exceptions.

    `known` holds the symbols that are known exactly: relations inside piecewise expressions are settled with it.
    """
    return _evaluate(e, values, {k: rational(q) for k, q in known.items()})


def _evaluate(e: Expression, values: Mapping[str, arb], known: Mapping[str, fmpq]) -> arb:
    if has_branches(e):
        return _lazily(e, values, known)
    done: list[arb] = []
    for n, operands, constant in steps(e):
        done.append(arb(constant) if constant is not None else _apply(n, [done[i] for i in operands], values, known))
    return done[-1]


def _lazily(e: Expression, values: Mapping[str, arb], known: Mapping[str, fmpq]) -> arb:
    """Evaluate only the branches that count: a branch that is not taken need not exist."""
    if e.op == "piecewise":
        for v, c in zip(e.args[::2], e.args[1::2], strict=True):
            if _settle(c, values, known):
                return _lazily(v, values, known)
        raise Undefined("no condition of a piecewise expression holds")
    args = [_lazily(a, values, known) for a in e.args] if e.op not in LEAVES else []
    return _apply(e, args, values, known)


def _settle(c: Expression, values: Mapping[str, arb], known: Mapping[str, fmpq]) -> bool:
    if c.op == "true":
        return True
    difference = c.args[0] - c.args[1]
    q = rational_value(difference, known)
    if q is not None:
        s: int | None = (q > 0) - (q < 0)
    else:
        b = _evaluate(difference, values, known)
        s = 1 if b > 0 else -1 if b < 0 else None
    if s is None:
        raise Unsettled(f"the condition {c} is not settled")
    return {"<": s < 0, "<=": s <= 0, ">": s > 0, ">=": s >= 0, "=": s == 0, "!=": s != 0}[c.op]


def _finite(b: arb) -> arb:
    if not b.is_finite():
        raise Unsettled("the enclosure is not finite")
    return b


def _apply(n: Expression, a: list[arb], values: Mapping[str, arb], known: Mapping[str, fmpq]) -> arb:
    op = n.op
    if op == "num":
        return ball(n.args[0])
    if op == "sym":
        if n.args[0] not in values:
            raise Unsettled(f"{n.args[0]} has no value")
        return values[n.args[0]]
    if op == "const":
        return arb.pi()
    if op == "add":
        total = a[0]
        for x in a[1:]:
            total = total + x
        return _finite(total)
    if op == "mul":
        total = a[0]
        for x in a[1:]:
            total = total * x
        return _finite(total)
    if op == "pow":
        return _finite(_power(n, a[0], a[1], known))
    if op in ("log", "acosh", "asin", "acos", "atanh", "gamma", "LambertW", "Ei"):
        _guard(op, a[0], n, known)
    return _finite(_FUNCTIONS[op](a))


def _power(n: Expression, b: arb, k: arb, known: Mapping[str, fmpq]) -> arb:
    exponent = n.args[1]
    q = rational_value(exponent, known)
    if q is not None and q.q == 1:
        if abs(q) > 10**7:
            raise Unsettled("the exponent is too large")
        if q < 0 and b.contains(0):
            if rational_value(n.args[0], known) == 0:
                raise Undefined(f"division by zero: {n.args[0]} is 0")
            raise Unsettled("division by a ball around zero")
        return _whole_power(b, int(q.p))
    if b < 0:
        raise Undefined(f"{n} is not real: {n.args[0]} is negative")
    if b > 0:
        if q is not None and q.q <= _LARGEST_ROOT:
            return b.root(int(q.q)) ** int(q.p)
        return (k * b.log()).exp()
    if q is not None and rational_value(n.args[0], known) == 0:
        if q > 0:
            return arb(0)
        raise Undefined(f"division by zero: {n.args[0]} is 0")
    if q is not None and q > 0 and b >= 0 and q.q <= _LARGEST_ROOT:
        return b.root(int(q.q)) ** int(q.p)
    raise Unsettled("a power of a ball around zero")


def _whole_power(b: arb, k: int) -> arb:
    """b**k; where b straddles 0 the library's own power knows nothing, so it is taken from the ends."""
    if k == 0:
        return arb(1)
    if k < 0 or not b.contains(0) or b.is_zero():
        return b**k
    low, high = b.lower(), b.upper()
    if k % 2:
        return -((-low) ** k) if high.is_zero() else (-((-low) ** k)).union(high**k)
    return arb(0).union(low.abs_upper() ** k).union(high.abs_upper() ** k)


def _guard(op: str, a: arb, n: Expression, known: Mapping[str, fmpq]) -> None:
    """Raise unless the function is defined on the whole ball."""
    def q() -> fmpq | None:
        return rational_value(n.args[0], known)

    if op == "log" and a > 0:  # by far the most frequent case
        return
    table: dict[str, tuple[Callable[[], bool], Callable[[], bool]]] = {
        "log": (lambda: a > 0, lambda: a < 0 or q() == 0),
        "acosh": (lambda: a >= 1 or q() == 1, lambda: a < 1),
        "asin": (lambda: abs(a) <= 1 or q() in (1, -1), lambda: abs(a) > 1),
        "acos": (lambda: abs(a) <= 1 or q() in (1, -1), lambda: abs(a) > 1),
        "atanh": (lambda: abs(a) < 1, lambda: abs(a) > 1 or q() in (1, -1)),
        "gamma": (lambda: a > 0 or not a.contains_integer(), lambda: (x := q()) is not None and x <= 0 and x.q == 1),
        "LambertW": (lambda: a > -(arb(-1).exp()), lambda: a < -(arb(-1).exp())),
        "Ei": (lambda: not a.contains(0), lambda: q() == 0),
    }
    inside, outside = table[op]
    if inside():
        return
    if outside():
        raise Undefined(f"{n} is not a real number there")
    raise Unsettled(f"{op} near the edge of its domain")


def _sign(a: arb) -> arb:
    if a > 0:
        return arb(1)
    if a < 0:
        return arb(-1)
    if a.is_zero():
        return arb(0)
    raise Unsettled("the sign of a ball around zero")


def _max(a: list[arb]) -> arb:
    out = a[0]
    for x in a[1:]:
        out = out.max(x)
    return out


def _min(a: list[arb]) -> arb:
    out = a[0]
    for x in a[1:]:
        out = out.min(x)
    return out


def _real(z: Any) -> arb:
    return z.real


_FUNCTIONS: dict[str, Callable[[list[arb]], arb]] = {
    "exp": lambda a: a[0].exp(), "log": lambda a: a[0].log(), "sin": lambda a: a[0].sin(), "cos": lambda a: a[0].cos(),
    "tan": lambda a: a[0].tan(), "sinh": lambda a: a[0].sinh(), "cosh": lambda a: a[0].cosh(),
    "tanh": lambda a: a[0].tanh(), "asin": lambda a: a[0].asin(), "acos": lambda a: a[0].acos(),
    "atan": lambda a: a[0].atan(), "asinh": lambda a: a[0].asinh(), "acosh": lambda a: a[0].acosh(),
    "atanh": lambda a: a[0].atanh(), "abs": lambda a: abs(a[0]), "sign": lambda a: _sign(a[0]), "Max": _max, "Min": _min,
    "erf": lambda a: a[0].erf(), "gamma": lambda a: a[0].gamma(), "LambertW": lambda a: a[0].lambertw(),
    "Ei": lambda a: a[0].ei(), "besselj": lambda a: a[1].bessel_j(a[0]),
    "polygamma": lambda a: _real(acb(a[1]).polygamma(acb(a[0]))),
}
