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

from mirrorsym.expression import LEAVES, RELATIONS, Expression

__all__ = ["Undefined", "Unsettled", "ball", "enclose", "exact", "holds", "precision", "sign_at"]

Point = Mapping[str, Expression | Fraction | int]


_RELATIONS = frozenset((*RELATIONS, "true"))


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
    done: dict[Expression, Fraction] = {}
    for n in e.walk():
        op, a = n.op, n.args
        if op == "num":
            done[n] = a[0]
        elif op == "sym" and a[0] in point:
            v = point[a[0]]
            done[n] = v if isinstance(v, Fraction) else Fraction(v)
        elif op == "add" and all(x in done for x in a):
            done[n] = sum((done[x] for x in a), Fraction(0))
        elif op == "mul" and all(x in done for x in a):
            value = Fraction(1)
            for x in a:
                value *= done[x]
            done[n] = value
        elif op == "pow" and a[0] in done and a[1] in done and done[a[1]].denominator == 1:
            b, k = done[a[0]], int(done[a[1]])
            size = max(b.numerator.bit_length(), b.denominator.bit_length())
            if (b == 0 and k < 0) or abs(k) * size > 200_000:
                return None
            done[n] = b**k
        elif op == "abs" and a[0] in done:
            done[n] = abs(done[a[0]])
        else:
            return done.get(e)
    return done.get(e)


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
            values[name] = evaluate(v, {}, {}) if isinstance(v, Expression) else ball(v)
        rational = {k: _fraction(v) for k, v in point.items()}
        known = {k: q for k, q in rational.items() if q is not None}
        return evaluate(e, values, known)


def _fraction(v: Expression | Fraction | int) -> Fraction | None:
    if isinstance(v, Expression):
        return v.args[0] if v.op == "num" else exact(v, {})
    return v if isinstance(v, Fraction) else Fraction(v)


def sign_at(e: Expression, point: Point, limit: int = 4096) -> int | None:
    """The sign (-1, 0, 1) of `e` at an exact point, None when `limit` bits do not settle it; raises `Undefined`.

    >>> from mirrorsym.expression import call, num, sqrt, sym
    >>> sign_at(sqrt(sym("u")) - num("14142135623/10000000000"), {"u": 2})
    1
    """
    rational = {k: _fraction(v) for k, v in point.items()}
    if all(q is not None for q in rational.values()):
        q = exact(e, rational)  # type: ignore[arg-type]
        if q is not None:
            return (q > 0) - (q < 0)
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
def evaluate(e: Expression, values: Mapping[str, arb], rational: Mapping[str, Fraction]) -> arb:
    """A ball around the values of `e` where each symbol runs through its ball; see `enclose` for the exceptions.

    `rational` holds the symbols that are known exactly: relations inside piecewise expressions are settled with it.
    """
    done: dict[Expression, arb] = {}
    nodes = tuple(e.walk())
    if any(n.op == "piecewise" for n in nodes):
        return _lazily(e, values, rational)
    for n in nodes:
        if n.op in LEAVES:
            done[n] = _apply(n, [], values, rational)
        elif n.op not in _RELATIONS:
            done[n] = _apply(n, [done[a] for a in n.args], values, rational)
    return done[e]


def _lazily(e: Expression, values: Mapping[str, arb], rational: Mapping[str, Fraction]) -> arb:
    """Evaluate only the branches that count: a branch that is not taken need not exist."""
    if e.op == "piecewise":
        for v, c in zip(e.args[::2], e.args[1::2], strict=True):
            if _settle(c, values, rational):
                return _lazily(v, values, rational)
        raise Undefined("no condition of a piecewise expression holds")
    args = [_lazily(a, values, rational) for a in e.args] if e.op not in LEAVES else []
    return _apply(e, args, values, rational)


def _settle(c: Expression, values: Mapping[str, arb], rational: Mapping[str, Fraction]) -> bool:
    if c.op == "true":
        return True
    difference = c.args[0] - c.args[1]
    q = exact(difference, rational) if difference.names <= rational.keys() else None
    if q is not None:
        s: int | None = (q > 0) - (q < 0)
    else:
        b = evaluate(difference, values, rational)
        s = 1 if b > 0 else -1 if b < 0 else None
    if s is None:
        raise Unsettled(f"the condition {c} is not settled")
    return {"<": s < 0, "<=": s <= 0, ">": s > 0, ">=": s >= 0, "=": s == 0, "!=": s != 0}[c.op]


def _finite(b: arb) -> arb:
    if not b.is_finite():
        raise Unsettled("the enclosure is not finite")
    return b


def _apply(n: Expression, a: list[arb], values: Mapping[str, arb], rational: Mapping[str, Fraction]) -> arb:
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
        return _finite(_power(n, a[0], a[1], rational))
    if op in ("log", "acosh", "asin", "acos", "atanh", "gamma", "LambertW", "Ei"):
        _guard(op, a[0], n, rational)
    return _finite(_FUNCTIONS[op](a))


def _power(n: Expression, b: arb, k: arb, rational: Mapping[str, Fraction]) -> arb:
    exponent = n.args[1]
    q: Fraction | None = exponent.args[0] if exponent.op == "num" else None
    if q is None and exponent.names <= rational.keys():
        q = exact(exponent, rational)
    if q is not None and q.denominator == 1:
        if abs(q) > 10**7:
            raise Unsettled("the exponent is too large")
        if q < 0 and b.contains(0):
            value = exact(n.args[0], rational) if n.args[0].names <= rational.keys() else None
            if value == 0:
                raise Undefined(f"division by zero: {n.args[0]} is 0")
            raise Unsettled("division by a ball around zero")
        return _whole_power(b, int(q))
    if b < 0:
        raise Undefined(f"{n} is not real: {n.args[0]} is negative")
    if b > 0:
        if q is not None:
            return (b ** int(q) if q.denominator == 1 else (b.root(q.denominator) ** int(q.numerator)))
        return (k * b.log()).exp()
    value = exact(n.args[0], rational) if n.args[0].names <= rational.keys() else None
    if value == 0 and q is not None:
        if q > 0:
            return arb(0)
        raise Undefined(f"division by zero: {n.args[0]} is 0")
    if q is not None and q > 0 and b >= 0:
        return b.root(q.denominator) ** int(q.numerator)
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


def _guard(op: str, a: arb, n: Expression, rational: Mapping[str, Fraction]) -> None:
    """Raise unless the function is defined on the whole ball."""
    argument = n.args[0]
    q = exact(argument, rational) if argument.names <= rational.keys() else None
    table: dict[str, tuple[Callable[[], bool], Callable[[], bool]]] = {
        "log": (lambda: a > 0, lambda: a < 0 or q == 0),
        "acosh": (lambda: a >= 1 or q == 1, lambda: a < 1),
        "asin": (lambda: abs(a) <= 1 or q in (1, -1), lambda: abs(a) > 1),
        "acos": (lambda: abs(a) <= 1 or q in (1, -1), lambda: abs(a) > 1),
        "atanh": (lambda: abs(a) < 1, lambda: abs(a) > 1 or q in (1, -1)),
        "gamma": (lambda: a > 0 or not a.contains_integer(), lambda: q is not None and q <= 0 and q.denominator == 1),
        "LambertW": (lambda: a > -(arb(-1).exp()), lambda: a < -(arb(-1).exp())),
        "Ei": (lambda: not a.contains(0), lambda: q == 0),
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
