"""f(y) = x solved for y: candidates in closed form, to be proved by whoever asks.

A function in which y occurs once is peeled from outside in.  Otherwise the equation is brought to normal form, where one letter (y itself,
or an exponential or root of it) may be the zero of a polynomial of degree two, or of two terms.  Main definition: `inverses`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import gcd, lcm

from mirrorsym.calculus.ratio import from_polynomial, ratio_of
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.tower import normal_form
from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, neg, num, power, sqrt, sub, sym

__all__ = ["inverses"]

BACK = {"exp": "log", "log": "exp", "sinh": "asinh", "asinh": "sinh", "tanh": "atanh", "atanh": "tanh", "tan": "atan", "atan": "tan",
        "asin": "sin", "sin": "asin", "cosh": "acosh", "acosh": "cosh"}


def inverses(f: Expression, x: Expression, y: str, region: Region, depth: int = 0) -> Iterator[Expression]:
    """Expressions in x that may invert f, simple ones first; `region` is about y and the parameters.

    >>> next(iter(str(e) for e in inverses(call("exp", 2 * sym("y")) - 1, sym("x"), "y", Region(("y",)))))
    'log(x + 1)/2'
    """
    yield from _peeled(f, x, y)
    if depth < 2:
        yield from _logarithms(f, x, y, region, depth)
        yield from _by_letter(f, x, y, region, depth)


def _peeled(f: Expression, x: Expression, y: str) -> Iterator[Expression]:
    if f == sym(y):
        yield x
        return
    if f.op == "mul" and len(f.args) == 2 and f.args[0].op == "sin" and f.args[1] == power(call("cos", f.args[0].args[0]), num(-1)):
        yield from _peeled(f.args[0].args[0], call("atan", x), y)
        return
    if f.op in ("add", "mul"):
        with_y = [t for t in f.args if y in t.names]
        rest = [t for t in f.args if y not in t.names]
        if len(with_y) == 1:
            yield from _peeled(with_y[0], sub(x, add(*rest)) if f.op == "add" else div(x, mul(*rest)), y)
        return
    if f.op == "pow" and y not in f.args[1].names:
        b, k = f.args
        root = power(x, div(ONE, k)) if k.op != "num" else power(x, num(1 / k.args[0]))
        yield from _peeled(b, root, y)
        if k.op == "num" and k.args[0].denominator == 1:
            if k.args[0] % 2 == 0:
                yield from _peeled(b, neg(root), y)
            else:
                yield from _peeled(b, neg(power(neg(x), num(1 / k.args[0]))), y)
        return
    if f.op in BACK:
        for back in (call(BACK[f.op], x), neg(call("acosh", x))) if f.op == "cosh" else (call(BACK[f.op], x),):
            yield from _peeled(f.args[0], back, y)


def _by_letter(f: Expression, x: Expression, y: str, region: Region, depth: int) -> Iterator[Expression]:
    """Roots of the normal form in the one letter that y is behind."""
    names = sorted(x.names)
    inner = Region((*region.names, *(n for n in names if n not in region.names)), (), region.facts, region.integers)
    found = normal_form(sub(f, x), inner)
    if found is None:
        return
    tower, r = found
    ring_names = r.above.context().names()
    behind = [n for n, d in zip(ring_names, r.above.degrees(), strict=True)
              if int(d) and (n == y or any(g.name == n and y in g.of.names for g in tower.generators))]
    kinds = {g.name: g for g in tower.generators}
    polynomial = r.above
    if len(behind) == 2 and behind[0] == y and kinds[behind[1]].kind == "root":
        base = ratio_of(kinds[behind[1]].key, ring_names)
        relation = None if base is None else polynomial.context().gen(ring_names.index(behind[1])) ** kinds[behind[1]].degree - base.above
        if relation is None:
            return
        polynomial = polynomial.resultant(relation, behind[1])
        behind = [y]
    if len(behind) != 1:
        return
    letter = behind[0]
    index = ring_names.index(letter)
    parts: dict[int, list[Expression]] = {}
    for exponents, c in polynomial.to_dict().items():
        rest = [power(sym(n), num(int(k))) for n, k in zip(ring_names, exponents, strict=True) if int(k) and n != letter]
        parts.setdefault(int(exponents[index]), []).append(mul(num(Fraction(int(c.p), int(c.q))), *rest))
    step = gcd(*parts)
    if step == 0:
        return
    c = {k // step: tower.unfold(add(*terms)) for k, terms in parts.items()}
    g = kinds.get(letter)
    for root in _roots(c, x):
        whole = root if step == 1 else power(root, num(Fraction(1, step)))
        if g is None:
            if step == 2:
                yield from _without_kink(root, x)
            yield whole
            if step % 2 == 0:
                yield neg(whole)
        elif g.kind == "exp":
            yield from inverses(g.of, div(call("log", root), num(step)), y, region, depth + 1)
        elif g.kind == "root":
            yield from inverses(g.of, power(whole, num(g.degree)), y, region, depth + 1)
        elif g.kind == "log":
            yield from inverses(g.of, call("exp", whole), y, region, depth + 1)
        elif g.kind == "opaque" and g.of.op in BACK:
            yield from inverses(g.of.args[0], call(BACK[g.of.op], whole), y, region, depth + 1)


def _without_kink(square: Expression, x: Expression) -> Iterator[Expression]:
    """x*sqrt(r) and -x*sqrt(r) where the square is x**2*r for a rational r."""
    r = ratio_of(div(square, power(x, num(2))), sorted(square.names | x.names))
    if r is not None:
        root = sqrt(div(from_polynomial(r.above), from_polynomial(r.below)))
        yield mul(x, root)
        yield neg(mul(x, root))


def _logarithms(f: Expression, x: Expression, y: str, region: Region, depth: int) -> Iterator[Expression]:
    """f = sum k_i log(A_i) + c: the product of A_i**(m k_i) is exp(m (x - c)), with the least m that makes every m*k_i whole."""
    rest: list[Expression] = []
    logs: list[tuple[Fraction, Expression]] = []
    for t in f.args if f.op == "add" else (f,):
        k, inner = (t.args[0].args[0], t.args[1]) if t.op == "mul" and len(t.args) == 2 and t.args[0].op == "num" else (Fraction(1), t)
        if y not in t.names:
            rest.append(t)
        elif inner.op == "log":
            logs.append((k, inner.args[0]))
        elif inner.op == "atanh":
            logs += [(k / 2, add(ONE, inner.args[0])), (-k / 2, sub(ONE, inner.args[0]))]
        else:
            return
    m = lcm(*(k.denominator for k, _ in logs)) if logs else 0
    if len(logs) > 1:
        product = mul(*(power(a, num(m * k)) for k, a in logs))
        yield from inverses(product, call("exp", mul(num(m), sub(x, add(*rest)))), y, region, depth + 1)


def _roots(c: dict[int, Expression], x: Expression) -> Iterator[Expression]:
    """Zeros of a polynomial of degree two or with two terms; of z**2 = x**2*r also x*sqrt(r) and the like, which have no kink."""
    degree = max(c)
    low = c.get(0, ZERO)
    if degree == 1:
        yield div(neg(low), c[1])
    elif degree == 2:
        for inner, outer in (((x, ONE), (ONE, ONE)) if 1 not in c else ((ONE, ONE),)):
            discriminant = sub(power(c.get(1, ZERO), num(2)), mul(num(4), c[2], low))
            root = mul(inner, sqrt(discriminant if inner == ONE else mul(num(4), div(neg(mul(c[2], low)), power(x, num(2))))), outer)
            for s in (1, -1):
                if 1 in c:
                    yield div(mul(num(-2), low), add(c[1], mul(num(s), root)))
            for s in (1, -1):
                yield div(add(neg(c.get(1, ZERO)), mul(num(s), root)), mul(num(2), c[2]))
