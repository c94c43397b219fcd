"""A shorter tree for the same expression: kernels as they stand, powers of one radical collected, numerator factored.

Derivatives come as sprawling sums; interval structure sees little in them.  Here fractional powers b**(p/q) of one base become powers of
one radical r with r**q = b, everything else is kept, and the quotient of polynomials is reduced and factored.

Precondition: none.  Main definition: `compact`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Any

from mirrorsym.calculus.ratio import TooLarge, from_polynomial, ratio_of
from mirrorsym.expression import Expression, mul, num, power, sym

__all__ = ["compact", "factors_of"]

MAX_TERMS = 400


@lru_cache(maxsize=4096)
def factors_of(e: Expression) -> tuple[Fraction, tuple[tuple[Expression, int], ...]] | None:
    """A constant and irreducible factors (in symbols and kernels) with exponents; None when `e` grows too large.

    >>> x = sym("x")
    >>> factors_of(x**2 * Expression("exp", (x,)) - x)[1][0]
    (Expression(x), 1)
    """
    orders: dict[Expression, int] = {}
    for n in e.walk():
        if n.op == "pow" and n.args[1].op == "num" and n.args[1].args[0].denominator != 1:
            orders[n.args[0]] = lcm(orders.get(n.args[0], 1), n.args[1].args[0].denominator)
    names: dict[Expression, str] = {}
    memo: dict[Expression, Expression] = {}

    def plain(n: Expression) -> Expression:
        if n in memo:
            return memo[n]
        if n.op in ("num", "sym"):
            out = n
        elif n.op in ("add", "mul"):
            out = Expression(n.op, tuple(plain(a) for a in n.args))
        elif n.op == "pow" and n.args[1].op == "num":
            q: Fraction = n.args[1].args[0]
            if q.denominator == 1:
                out = power(plain(n.args[0]), num(q))
            else:
                order = orders[n.args[0]]
                radical = power(n.args[0], num(Fraction(1, order)))
                out = power(sym(names.setdefault(radical, f"_k{len(names)}")), num(q * order))
        else:
            out = sym(names.setdefault(n, f"_k{len(names)}"))
        memo[n] = out
        return out

    try:
        image = plain(e)
        relations = {name: (orders[k.args[0]], plain(k.args[0])) for k, name in tuple(names.items()) if k.op == "pow"
                     and k.args[1].op == "num"}
        r = ratio_of(image, (*sorted(e.names), *names.values()))
        if r is None or r.is_zero or len(r.above) + len(r.below) > MAX_TERMS:
            return None
        above, below = (_reduce(p, relations) for p in (r.above, r.below))
    except (TooLarge, ZeroDivisionError, RecursionError):
        return None
    if above == 0 or below == 0:
        return None
    g = above.gcd(below)
    kernels = {v: k for k, v in names.items()}
    constant = Fraction(1)
    out: list[tuple[Expression, int]] = []
    for p, side in ((above / g, 1), (below / g, -1)):
        c, parts = p.factor()
        constant *= Fraction(int(c.p), int(c.q)) ** side
        out += [(from_polynomial(f).substitute(kernels), side * int(k)) for f, k in parts]
    return constant, tuple(out)


def _reduce(p: Any, relations: dict[str, tuple[int, Expression]]) -> Any:
    """`p` modulo r**q = b for the radicals whose base is a polynomial; the others are left alone."""
    ring = p.context()
    names = list(ring.names())
    for name, (q, base) in relations.items():
        index = names.index(name)
        if int(p.degrees()[index]) < q:
            continue
        b = ratio_of(base, names)
        if b is None or not b.below.is_constant():
            continue
        value = b.above / b.below.leading_coefficient()
        total = ring.constant(0)
        for m, c in p.to_dict().items():
            exponents = [int(k) for k in m]
            k, exponents[index] = divmod(exponents[index], q)
            total += ring.from_dict({tuple(exponents): c}) * value**k
        p = total
    return p


def compact(e: Expression) -> Expression | None:
    """The product of the factors of `e`; None when that is no shorter.

    >>> x = sym("x")
    >>> str(compact(x * Expression("exp", (x,)) + Expression("exp", (x,))))
    'exp(x)*(x + 1)'
    """
    found = factors_of(e)
    if found is None:
        return None
    constant, parts = found
    new = mul(num(constant), *(power(f, num(k)) for f, k in parts))
    return new if new != e else None
