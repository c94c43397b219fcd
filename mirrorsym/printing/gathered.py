"""Formulas as they are shown: like terms and equal factors gathered, differences of logarithms as one.

Every rule is an identity wherever the formula is defined, so what is shown means what was proved.

Main definition: `gathered`.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from mirrorsym.expression import LEAVES, ONE, Expression, add, call, div, make, mul, num, power

__all__ = ["gathered"]


def gathered(e: Expression) -> Expression:
    """The formula with like terms and factors gathered.

    >>> from mirrorsym.expression import sym
    >>> x, u, v, a = map(sym, "xuva")
    >>> str(gathered(x * x * (u * v) ** 2 + (u + 2 * a) + (v + 2 * a)))
    'x**2*u**2*v**2 + u + 4*a + v'
    >>> str(gathered(div(6 * x, 4 * u + 2 * v)))
    '3*x/(2*u + v)'
    >>> str(gathered(call("asinh", x) - call("log", u) + call("log", v)))
    'asinh(x) - log(u/v)'
    """
    done: dict[Expression, Expression] = {}
    for n in e.walk():
        args = () if n.op in LEAVES else tuple(done[a] for a in n.args)
        if n.op == "add":
            done[n] = _sum(args)
        elif n.op == "mul":
            done[n] = _product(args)
        elif n.op == "pow":
            done[n] = _power(*args)
        else:
            done[n] = make(n.op, args) if args else n
    return done[e]


def _whole(e: Expression) -> bool:
    return e.op == "num" and e.args[0].denominator == 1


def _power(base: Expression, exponent: Expression) -> Expression:
    """(a b)^n = a^n b^n and (a^m)^n = a^(mn) for whole n > 0; a number leaves a denominator."""
    if _whole(exponent) and exponent.args[0] < 0 and base.op in ("mul", "add"):
        c, rest = _content(base) if base.op == "add" else _split(base)
        if c not in (0, 1):
            return mul(num(c ** int(exponent.args[0])), _power(rest, exponent))
    if _whole(exponent) and exponent.args[0] > 1:
        n = exponent.args[0]
        if base.op == "mul":
            return _product(tuple(_power(f, exponent) for f in base.args))
        if base.op == "exp":
            return call("exp", _product((num(n), base.args[0])))
        if base.op == "pow" and _whole(base.args[1]) and base.args[1].args[0] > 0:
            return power(base.args[0], num(base.args[1].args[0] * n))
    return power(base, exponent)


def _product(factors: tuple[Expression, ...]) -> Expression:
    """Equal factors become a power; exponentials become one."""
    flat = mul(*factors)
    if flat.op != "mul":
        return flat
    exponents: dict[Expression, Fraction] = {}
    kept: list[Expression] = []
    grown: list[Expression] = []
    for f in flat.args:
        base, n = (f.args[0], f.args[1]) if f.op == "pow" else (f, ONE)
        if f.op == "exp":
            if not grown:
                kept.append(f)
            grown.append(f.args[0])
        elif f.op != "num" and _whole(n) and n.args[0] > 0:
            if base not in exponents:
                kept.append(base)
            exponents[base] = exponents.get(base, Fraction(0)) + n.args[0]
        else:
            kept.append(f)
    if len(kept) == 2 and kept[0].op == "num" and kept[1].op == "add" and exponents.get(kept[1], 1) == 1:
        content, rest = _content(kept[1])
        return mul(num(kept[0].args[0] * content), rest)
    sums = [f for f in kept if f.op == "add" and exponents.get(f) == 1]
    if len(kept) > 2 and kept[0].op == "num" and len(sums) == 1:
        content, rest = _content(sums[0])
        q = kept[0].args[0] * content
        if content != 1 and q.denominator < kept[0].args[0].denominator:
            exponents[rest] = exponents.pop(sums[0])
            kept = [num(q), *(rest if f is sums[0] else f for f in kept[1:])]
    out = []
    for f in kept:
        if f.op == "exp":
            out.append(call("exp", _sum(tuple(grown))) if len(grown) > 1 else f)
        else:
            out.append(power(f, num(exponents.pop(f))) if f in exponents else f)
    return mul(*out)


def _sum(terms: tuple[Expression, ...]) -> Expression:
    """Like terms become one, c log A - c log B becomes c log(A/B)."""
    flat = add(*terms)
    if flat.op != "add":
        return flat
    amounts: dict[Expression, Fraction] = {}
    for t in flat.args:
        c, rest = _split(t)
        amounts[rest] = amounts.get(rest, Fraction(0)) + c
    parts = [(c, rest) for rest, c in amounts.items() if c]
    return add(*(mul(num(c), rest) for c, rest in _logs(parts)))


def _content(e: Expression) -> tuple[Fraction, Expression]:
    """The largest rational number that divides every coefficient of a sum, and the sum divided by it."""
    parts = [_split(t) for t in e.args]
    q = Fraction(gcd(*(c.numerator for c, _ in parts)), lcm(*(c.denominator for c, _ in parts)))
    if all(c < 0 for c, _ in parts):
        q = -q
    return q, add(*(mul(num(c / q), rest) for c, rest in parts))


def _split(t: Expression) -> tuple[Fraction, Expression]:
    if t.op == "num":
        return t.args[0], ONE
    if t.op == "mul" and t.args[0].op == "num":
        return t.args[0].args[0], mul(*t.args[1:])
    return Fraction(1), t


def _logs(parts: list[tuple[Fraction, Expression]]) -> list[tuple[Fraction, Expression]]:
    out = list(parts)
    for c, rest in parts:
        if rest.op != "log" or c >= 0 or rest.args[0].op not in ("sym", "add", "mul", "pow"):
            continue
        partner = next((i for i, (d, other) in enumerate(out) if d == -c and other.op == "log"), None)
        if partner is not None and (c, rest) in out:
            above = out[partner][1].args[0]
            position = min(partner, out.index((c, rest)))
            taken = [(c, rest), out[partner]]
            out = [p for p in out if p not in taken]
            first = taken[0] if parts.index(taken[0]) < parts.index(taken[1]) else taken[1]
            joined = (c, call("log", div(rest.args[0], above))) if first == (c, rest) else (-c, call("log", div(above, rest.args[0])))
            out.insert(position, joined)
    return out
