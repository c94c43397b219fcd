"""Hidden zeros among constants: the methods of the rule `constant`.

gauss: sum n_i atan(q_i) + r*pi = 0.  With D a common denominator of the coefficients, D*e is an argument of
z = prod (d_i + i p_i)**n_i * (1 + i)**(4 r), q_i = p_i/d_i, up to a multiple of 2 pi.  If z is a positive number, D*e is
a multiple of 2 pi; an enclosure inside (-2 pi, 2 pi) leaves 0.

separation: for an expression of rationals, + - * / and real roots.  Each node is U/L with algebraic integers U, L of one
number field of degree at most D, the product of the degrees of the roots: a sum is (U1 L2 + U2 L1)/(L1 L2), a root is
(U L**(q-1))**(1/q)/L.  Bounds u >= |U'|, l >= |L'| of all conjugates follow the same rules.  If U is not 0, its norm is
a nonzero integer, so |U| >= 1/u**(D-1), and the value is at least 1/(u**(D-1) l) in absolute value.  (Burnikel, Funke,
Mehlhorn, Schirra, Schmitt 2009.)  An enclosure below that bound leaves 0.

logs: e = sum q_i log(a_i), and the product of the a_i**(q_i s) is 1 by separation, so s*e = log 1 = 0.

Main definitions: `gauss`, `separation`, `logs`.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

from flint import arb

from mirrorsym.expression import Expression, add, call, mul, neg, num, power
from mirrorsym.recheck import data
from mirrorsym.recheck.balls import Open, enclose, precision, refine
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import Normal, vanishes
from mirrorsym.recheck.points import constant_sign
from mirrorsym.recheck.rewriting import rewritten
from mirrorsym.recheck.setting import Setting

__all__ = ["gauss", "logs", "separation"]

_BITS = 60_000


def gauss(e: Expression, budget: Budget) -> None:
    """Accept e = 0 or raise `Rejected`."""
    try:
        form = _linear(e)
    except Rejected:
        form = _expanded(e, budget)
    scale = lcm(*(c.denominator for c in form.values()))
    z = (1, 0)
    for q, c in form.items():
        n = c * scale * (4 if q is None else 1)
        if abs(n) > 2_000:
            raise Rejected("a multiple of an arc tangent is larger than the checker multiplies out")
        x, y = (1, 1) if q is None else (q.denominator, q.numerator)
        if max(abs(x), abs(y)).bit_length() > 500:
            raise Rejected("an arc tangent's argument is longer than the checker multiplies out")
        y = y if n > 0 else -y
        for _ in range(abs(int(n))):
            budget.spend()
            z = (z[0] * x - z[1] * y, z[0] * y + z[1] * x)
    if z[1] != 0 or z[0] <= 0:
        raise Rejected("the product of Gaussian integers is not a positive number")

    def small(_: int) -> bool:
        x = enclose(mul(num(scale), e), {}, budget)
        if not (x < 2 * arb.pi() and x > -2 * arb.pi()):
            raise Open
        return True

    refine(small, budget, "the constant is not shown to be smaller than 2 pi")


def _linear(e: Expression) -> dict[Fraction | None, Fraction]:
    """{q: coefficient of atan(q), None: coefficient of pi}."""
    if e.op == "const":
        return {None: Fraction(1)}
    if e.op == "num" and e.args[0] == 0:
        return {}
    if e.op == "atan" and e.args[0].op == "num":
        return {e.args[0].args[0]: Fraction(1)}
    out: dict[Fraction | None, Fraction] = {}
    if e.op == "add":
        for a in e.args:
            for k, c in _linear(a).items():
                out[k] = out.get(k, Fraction(0)) + c
        return out
    if e.op == "mul":
        scale = Fraction(1)
        rest = [a for a in e.args if a.op != "num"]
        for a in e.args:
            if a.op == "num":
                scale *= a.args[0]
        if len(rest) == 1:
            return {k: c * scale for k, c in _linear(rest[0]).items()}
    raise Rejected("the constant is no sum of arc tangents of rational numbers and multiples of pi")


def _expanded(e: Expression, budget: Budget) -> dict[Fraction | None, Fraction]:
    """The same after multiplying out."""
    normal = Normal((), [e], budget)
    try:
        p, q = normal.of(e)
    except ZeroDivisionError:
        raise Rejected("something that is identically zero is inverted") from None
    out: dict[Fraction | None, Fraction] = {}
    for exponents, c in p.to_dict().items():
        letters = [normal.letter_of[i] for i, k in enumerate(exponents) if k]
        if not q.is_constant() or sum(int(k) for k in exponents) != 1:
            raise Rejected("the constant is no sum of arc tangents of rational numbers and multiples of pi")
        value = c / q.leading_coefficient()
        for k, one in _linear(letters[0]).items():
            out[k] = out.get(k, Fraction(0)) + one * Fraction(int(value.p), int(value.q))
    return out


def separation(e: Expression, budget: Budget) -> None:
    """Accept e = 0 for an expression of radicals, or raise `Rejected`."""
    bits = separation_bits(e)
    if bits > _BITS:
        raise Rejected("the separation bound is smaller than the checker computes")
    budget.spend(bits)
    with precision(bits + 64):
        try:
            x = enclose(e, {}, budget)
        except Open:
            raise Rejected("the constant has no enclosure") from None
        if not (abs(x) * arb(2) ** bits < 1):
            raise Rejected("the constant is not smaller than its separation bound")


def separation_bits(e: Expression) -> int:
    """k such that e is 0 or at least 2**-k in absolute value.

    >>> from mirrorsym.expression import sqrt
    >>> separation_bits(sqrt(num(2)) - 1) < 20
    True
    """
    bounds: dict[Expression, tuple[int, int]] = {}  # base 2 logarithms of u and l, rounded up
    degree = 1
    for node in e.walk():
        op, a = node.op, node.args
        if op == "num":
            q: Fraction = a[0]
            bounds[node] = abs(q.numerator).bit_length(), q.denominator.bit_length()
        elif op == "add":
            u, v = bounds[a[0]]
            for x in a[1:]:
                u2, v2 = bounds[x]
                u, v = max(u + v2, u2 + v) + 1, v + v2
            bounds[node] = u, v
        elif op == "mul":
            bounds[node] = sum(bounds[x][0] for x in a), sum(bounds[x][1] for x in a)
        elif op == "pow" and a[1].op == "num":
            p, q2 = a[1].args[0].numerator, a[1].args[0].denominator
            u, v = bounds[a[0]]
            u, v = (v * -p, u * -p) if p < 0 else (u * p, v * p)
            if q2 > 1:
                degree *= q2
                u = -(-(u + (q2 - 1) * v) // q2)
            bounds[node] = u, v
        else:
            raise Rejected("the constant is not made of rational numbers and roots")
        if max(bounds[node]) > _BITS or degree > 4096:
            raise Rejected("the separation bound is smaller than the checker computes")
    u, v = bounds[e]
    return (degree - 1) * u + v + 1


def logs(e: Expression, proof: dict[str, Any], setting: Setting) -> None:
    """Accept e = 0 for a rational combination of logarithms of radicals, or raise `Rejected`."""
    scale = data.whole(data.field(proof, "scale"), "the scale", 10_000)
    if scale == 0:
        raise Rejected("the scale is 0")
    total, factors = [], []
    for entry in data.items(data.field(proof, "terms"), "the terms", 100):
        if not isinstance(entry, list) or len(entry) != 2:
            raise Rejected("a term is no pair of a number and a tree")
        q, a = data.rational(entry[0]), data.tree(entry[1], ())
        if (q * scale).denominator != 1 or abs(q * scale) > 1_000:
            raise Rejected("the scale does not clear the denominators")
        if constant_sign(a, setting) != 1:
            raise Rejected("the argument of a logarithm is not shown to be positive")
        total.append(mul(num(q), call("log", a)))
        factors.append(power(a, num(q * scale)))
    if not vanishes(add(rewritten(e), neg(add(*total))), (), setting.budget):
        raise Rejected("the constant is not the stated sum of logarithms")
    separation(add(mul(*factors), num(-1)), setting.budget)
