"""Is a constant zero?  Three methods for the constants that normal forms leave open.

`gauss`: sums of n_i*atan(q_i) and rational multiples of pi, by the argument of a product of Gaussian integers.
`separation`: constants built from rationals by + - * / and roots: either zero or larger than a bound (Burnikel, Funke, Mehlhorn,
Schirra, Schmitt 2009), so a small enough enclosure around zero is a proof.
`logs`: rational combinations of logarithms of such constants (asinh, acosh, atanh included), through the product of powers.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import Any

from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.ratio import ratio_of
from mirrorsym.expression import Expression, div, mul, num, power, sqrt, sym

__all__ = ["prove_constant"]

MAX_BITS = 40_000


def prove_constant(e: Expression) -> dict[str, Any] | None:
    """A ZERO proof of a symbol-free expression, or None.

    >>> from mirrorsym.expression import call, num
    >>> e = call("atan", num("1/2")) + call("atan", num("1/3")) - Expression("const", ("pi",)) / 4
    >>> prove_constant(e)["method"]
    'gauss'
    """
    return _gauss(e) or _separation(e) or _logs(e)


def _gauss(e: Expression) -> dict[str, Any] | None:
    angles: dict[Fraction, str] = {}

    def leaf(n: Expression) -> Expression | None:
        if n.op == "atan" and n.args[0].op == "num":
            return sym(angles.setdefault(n.args[0].args[0], f"a{len(angles)}"))
        return sym("pi_") if n.op == "const" else None

    image = e.rebuild(leaf)
    names = (*angles.values(), "pi_")
    r = ratio_of(image, names) if image.names <= set(names) else None
    if r is None or not r.below.is_constant() or r.above.total_degree() > 1:
        return None
    scale = r.below.leading_coefficient()
    coefficients = {n: Fraction(0) for n in names}
    for exponents, c in r.above.to_dict().items():
        if not any(exponents):
            return None
        q = c / scale
        coefficients[names[list(exponents).index(1)]] = Fraction(int(q.p), int(q.q))
    turn = coefficients.pop("pi_")
    terms = [[str(q), str(coefficients[n])] for q, n in angles.items()]
    den = 1
    for c in (*coefficients.values(), turn):
        den = den * c.denominator // gcd(den, c.denominator)
    x, y = 1, 0
    for q, n in angles.items():
        k = int(coefficients[n] * den)
        if abs(k) > 400:
            return None
        for _ in range(abs(k)):
            p, b = q.denominator, q.numerator if k > 0 else -q.numerator
            x, y = x * p - y * b, x * b + y * p
    half = 4 * turn * den  # the total angle must be -turn*den*pi: multiply by exp(i*turn*den*pi), an eighth root of unity
    if half.denominator != 1:
        return None
    for _ in range(int(half) % 8):
        x, y = x - y, x + y
    if y != 0 or x <= 0:
        return None
    if not enclose(e * den, {}, 128).contains(0) or abs(float(enclose(e * den, {}, 128).mid())) > 1:
        return None
    return {"rule": "constant", "method": "gauss", "terms": terms, "pi": str(turn)}


def _separation(e: Expression) -> dict[str, Any] | None:
    bits = separation_bits(e)
    if bits is None or bits > MAX_BITS:
        return None
    try:
        b = enclose(e, {}, bits + 64)
    except (Undefined, Unsettled):
        return None
    small = abs(b).upper() < 1 and b.contains(0) and bool(abs(b) * 2**bits < 1)
    return {"rule": "constant", "method": "separation", "bits": bits} if small else None


def _logs(e: Expression) -> dict[str, Any] | None:
    found: dict[Expression, str] = {}
    one = num(1)

    def leaf(n: Expression) -> Expression | None:
        a = n.args[0] if n.op in ("log", "asinh", "acosh", "atanh") else None
        if a is None:
            return None
        if n.op == "atanh":
            return mul(num(Fraction(1, 2)), sym(found.setdefault(div(one + a, one - a), f"l{len(found)}")))
        argument = {"log": a, "asinh": a + sqrt(a**2 + 1), "acosh": a + sqrt(a**2 - 1)}[n.op]
        return sym(found.setdefault(argument, f"l{len(found)}"))

    image = e.rebuild(leaf)
    names = tuple(found.values())
    try:
        r = ratio_of(image, names) if names and image.names <= set(names) else None
    except ZeroDivisionError:  # not defined
        return None
    if r is None or not r.below.is_constant() or r.above.total_degree() > 1:
        return None
    scale = r.below.leading_coefficient()
    powers: dict[str, Fraction] = {}
    for exponents, c in r.above.to_dict().items():
        if not any(exponents):
            return None
        q = c / scale
        powers[names[list(exponents).index(1)]] = Fraction(int(q.p), int(q.q))
    den = lcm(*(q.denominator for q in powers.values()), 1)
    product = mul(*(power(a, num(powers[n] * den)) for a, n in found.items() if n in powers))
    inner = _separation(product - 1)
    if inner is None:
        return None
    terms = [[str(powers[n]), a.to_json()] for a, n in found.items() if n in powers]
    return {"rule": "constant", "method": "logs", "terms": terms, "scale": den, "bits": inner["bits"]}


def separation_bits(e: Expression) -> int | None:
    """k such that the value of `e` is 0 or larger than 2**-k in absolute value; None when `e` is not of radicals.

    For each node u and l bound numerator and denominator conjugates (as logarithms, base 2, rounded up); D is the product
    of the degrees of the roots; then value = 0 or |value| >= 1 / (u**(D-1) * l).
    """
    bounds: dict[Expression, tuple[int, int]] = {}
    degree = 1
    for n in e.walk():
        op, a = n.op, n.args
        if op == "num":
            q: Fraction = a[0]
            bounds[n] = (abs(q.numerator).bit_length(), q.denominator.bit_length())
        elif op == "add":
            u, v = bounds[a[0]]
            for x in a[1:]:
                u2, v2 = bounds[x]
                u, v = max(u + v2, u2 + v) + 1, v + v2
            bounds[n] = (u, v)
        elif op == "mul":
            bounds[n] = (sum(bounds[x][0] for x in a), sum(bounds[x][1] for x in a))
        elif op == "pow" and a[1].op == "num":
            p, q2 = a[1].args[0].numerator, a[1].args[0].denominator
            u, v = bounds[a[0]]
            if abs(p) > 64 or q2 > 16:
                return None
            if p < 0:
                u, v, p = v, u, -p
            u, v = u * p, v * p
            if q2 > 1:
                degree *= q2
                if degree > 512:
                    return None
                # root(u/l) = root(u*l**(q-1))/l, or u/root(u**(q-1)*l): the first form is always valid
                u = (u + (q2 - 1) * v) // q2 + 1
            bounds[n] = (u, v)
        else:
            return None
    u, v = bounds[e]
    return (degree - 1) * u + v + 2
