"""One equation, one unknown: closed forms for the zeros of an expression, proposed and not proved.

The expression is written over its tower and factored.  A factor gives a symbol where it is linear or quadratic in it, or where a power
of it equals a constant; a kernel (exp, log, root, sin, cos, atan, ...) whose value is found that way is inverted, and the search goes on
with its argument.  Whoever uses a proposal checks it exactly.

Precondition: the expression's symbols are symbols of the region.  Main definition: `solutions`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, exact
from mirrorsym.calculus.ratio import from_polynomial
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.tower import Generator, normal_form
from mirrorsym.expression import PI, ZERO, Expression, add, call, div, mul, neg, num, power, sqrt, sub

__all__ = ["solutions"]

MAX_DEPTH = 5


def solutions(e: Expression, region: Region, depth: int = 0) -> Iterator[tuple[str, Expression]]:
    """Pairs (symbol, value) that look like zeros of `e`, the plain ones first.

    >>> from mirrorsym.expression import sym
    >>> [(n, str(v)) for n, v in solutions(call("exp", sym("u")) - 2, Region(("u",)))]
    [('u', 'log(2)')]
    """
    if depth > MAX_DEPTH:
        return
    found = normal_form(e, region, 1)
    if found is None:
        return
    tower, ratio = found
    generators = {g.name: g for g in tower.generators}
    names = ratio.above.context().names()
    for f, _ in ratio.above.factor()[1]:
        active = [n for n, d in zip(names, f.degrees(), strict=True) if int(d)]
        for n in active:
            if any(x in generators and n in generators[x].of.names for x in active if x != n):
                continue
            for root in _roots(f, n):
                value = tower.unfold(root)
                if n not in generators:
                    yield n, value
                elif not value.names:
                    for argument, at in _inverted(generators[n], value):
                        yield from solutions(sub(argument, at), region, depth + 1)
        for equation in (*_exponents(f, generators), *_quotient_of_angle(f, generators)) if len(active) > 1 else ():
            yield from solutions(equation, region, depth + 1)


# -- a factor solved for one of its letters -------------------------------------------------------------------
def _roots(f: Any, name: str) -> Iterator[Expression]:
    """Values of one letter at which a polynomial vanishes, in the other letters."""
    ring = f.context()
    index = ring.names().index(name)
    groups: dict[int, dict[tuple[int, ...], Any]] = {}
    for exponents, c in f.to_dict().items():
        e = [int(k) for k in exponents]
        k, e[index] = e[index], 0
        groups.setdefault(k, {})[tuple(e)] = c
    parts = {k: from_polynomial(ring.from_dict(g)) for k, g in groups.items()}
    degree = max(parts)
    if degree == 1:
        yield div(neg(parts.get(0, ZERO)), parts[1])
    elif degree == 2:
        yield from _quadratic(parts.get(0, ZERO), parts.get(1, ZERO), parts[2])
    elif set(parts) == {0, degree}:
        q = exact(div(neg(parts[0]), parts[degree]), {})
        if q is not None:
            root = power(num(abs(q)), num(Fraction(1, degree)))
            yield from [root, neg(root)] if degree % 2 == 0 and q > 0 else [root if q > 0 else neg(root)] if degree % 2 else []
    elif degree == 4 and set(parts) <= {0, 2, 4}:
        for square in _quadratic(parts[0], parts[2], parts[4]):
            q = exact(square, {})
            if q is None or q > 0:
                root = sqrt(square) if q is None else _square_root(q)
                yield from (root, neg(root))


def _quadratic(c0: Expression, c1: Expression, c2: Expression) -> Iterator[Expression]:
    discriminant = sub(c1**2, mul(num(4), c2, c0))
    q = exact(discriminant, {})
    if q is not None and q < 0:
        return
    root = _square_root(q) if q is not None else sqrt(discriminant)
    for s in (1, -1):
        yield div(sub(mul(num(s), root), c1), mul(num(2), c2))


def _square_root(q: Fraction) -> Expression:
    """The root of a rational q >= 0 with small square factors taken out."""
    from flint import fmpz

    n = q.numerator * q.denominator
    outside, inside = 1, 1
    if n == 0:
        return ZERO
    if n.bit_length() <= 96:
        for p, k in fmpz(n).factor():
            outside *= int(p) ** (int(k) // 2)
            inside *= int(p) ** (int(k) % 2)
    else:
        inside = n
    root = num(Fraction(outside, q.denominator))
    return root if inside == 1 else mul(root, sqrt(num(inside)))


# -- kernels inverted ---------------------------------------------------------------------------------------
def _inverted(g: Generator, value: Expression) -> list[tuple[Expression, Expression]]:
    """(A, c): where the kernel f(A) of a generator may have a constant value, A equals c."""
    if g.kind == "exp":
        return [(g.of, call("log", value))]
    if g.kind == "log":
        return [(g.of, call("exp", value))]
    if g.kind == "root":
        return [(g.of, value**g.degree)]
    if g.kind in ("sin", "cos"):
        try:
            angle = _nice_angle(call("a" + g.kind, value))
        except (Undefined, Unsettled):
            return []
        other = neg(angle) if g.kind == "cos" else sub(PI, angle)
        return [(g.of, add(a, mul(num(2 * k), PI))) for k in (0, 1, -1) for a in (angle, other)]
    back = {"atan": lambda v: call("tan", v), "asin": lambda v: call("sin", v), "LambertW": lambda v: mul(v, call("exp", v))}.get(g.of.op)
    return [(g.of.args[0], back(value))] if back is not None else []


def _nice_angle(angle: Expression) -> Expression:
    """The angle as a multiple of pi when it looks like a simple one."""
    turns = float(enclose(div(angle, PI), {}, 64).mid())
    for d in (1, 2, 3, 4, 6, 12):
        k = Fraction(round(turns * d), d)
        if abs(enclose(sub(div(angle, PI), num(k)), {}, 192)) < 1e-40:
            return mul(num(k), PI)
    return angle


def _exponents(f: Any, generators: dict[str, Generator]) -> list[Expression]:
    """From c*prod exp(A_i)**k_i = c'*prod exp(A_i)**m_i: sum (k_i - m_i)*A_i - log(c'/c)."""
    terms = list(f.to_dict().items())
    names = f.context().names()
    if len(terms) != 2 or any(int(k) and (n not in generators or generators[n].kind != "exp") for e, _ in terms
                              for n, k in zip(names, e, strict=True)):
        return []
    (e0, c0), (e1, c1) = terms
    q = -c1 / c0
    if q <= 0:
        return []
    total = [mul(num(int(a) - int(b)), generators[n].of) for n, a, b in zip(names, e0, e1, strict=True) if int(a) != int(b)]
    return [sub(add(*total), call("log", num(Fraction(int(q.p), int(q.q)))))]


def _quotient_of_angle(f: Any, generators: dict[str, Generator]) -> list[Expression]:
    """From a*sin A + b*cos A = 0: A = -atan(b/a) + k*pi."""
    names = f.context().names()
    found: dict[str, tuple[Generator, Fraction]] = {}
    for e, c in f.to_dict().items():
        letters = [n for n, k in zip(names, e, strict=True) if int(k)]
        if len(letters) != 1 or sum(map(int, e)) != 1 or letters[0] not in generators:
            return []
        g = generators[letters[0]]
        found[g.kind] = (g, Fraction(int(c.p), int(c.q)))
    if set(found) != {"sin", "cos"} or found["sin"][0].of != found["cos"][0].of:
        return []
    try:
        angle = neg(_nice_angle(call("atan", num(found["cos"][1] / found["sin"][1]))))
    except (Undefined, Unsettled):
        return []
    return [sub(found["sin"][0].of, add(angle, mul(num(k), PI))) for k in (0, 1, -1)]
