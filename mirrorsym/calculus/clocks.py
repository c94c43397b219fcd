"""Clocks: functions that tell the time along the solutions of z' = p(z), one equation in one variable.

A clock is a primitive T of 1/p: along a solution T(z(t)) = T(z(0)) + t.  So whether a solution reaches an end of its interval in finite
time is read off from the values of T there, without solving anything.  `clock` finds T where 1/p is rational in z, in
exp(k*z), in a root of z, or is rational in log z divided by z, and the denominator splits into factors of degree one and two.

Every answer is a conjecture to its users, who prove T'*p = 1.  Main definitions: `clock`, `primitive`.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Any

from flint import fmpq, fmpq_mat, fmpq_poly

from mirrorsym.calculus.enclosure import Undefined, exact, sign_at
from mirrorsym.calculus.ratio import from_polynomial, ratio_of
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.tower import normal_form
from mirrorsym.expression import Expression, add, call, div, mul, num, power, sqrt, sub, sym

__all__ = ["clock", "primitive"]

MAX_DEGREE = 24


def clock(p: Expression, name: str, at: Fraction, region: Region) -> Expression | None:
    """A primitive of 1/p in the symbol `name`, real near the number `at` and up to the next zero of p; None if none is found.

    >>> z = sym("z")
    >>> str(clock(z**2, "z", Fraction(1), Region(("z",)))), str(clock(call("exp", z), "z", Fraction(0), Region(("z",))))
    ('-1/z', '-1/exp(z)')
    """
    found = normal_form(p, region, 1)
    if found is None:
        return None
    tower, r = found
    used = [g for g in tower.generators if g.name in _used(r)]
    if len(used) > 1 or r.above == 0:
        return None
    z = sym(name)
    if not used:
        x, factor, above, below = z, (fmpq_poly([1]), fmpq_poly([1])), _dense(r.below, name), _dense(r.above, name)
    else:
        g = used[0]
        own = _substitution(g, name)
        if own is None:
            return None
        x, factor = own
        if g.kind == "log":  # p = z*q(log z)
            a = _affine(g.of, name)
            assert a is not None
            quotient = normal_form(div(p, g.of), region, 1)
            if quotient is None or name in _used(quotient[1]):
                return None
            tower, r = quotient
            names = [h.name for h in tower.generators if h.name in _used(r)]
            if len(names) != 1:
                return None
            above, below = _dense(r.below, names[0]), _dense(r.above, names[0])
        else:
            parts = _in_kernel(r, g, name)
            if parts is None:
                return None
            above, below = parts
    if above is None or below is None or below == 0:
        return None
    start = x.substitute({name: num(at)})
    return primitive(above * factor[0], below * factor[1], x, start)


def _in_kernel(r: Any, g: Any, name: str) -> tuple[Any, Any] | None:
    """Numerator and denominator of 1/p as polynomials in the generator; a root t of z brings z = t**q with it."""
    if name in _used(r):
        parts = _affine(g.of, name)
        if g.kind != "root" or parts is None:
            return None
        z = mul(num(1 / parts[0]), sub(power(sym(g.name), num(g.degree)), num(parts[1])))
        written = ratio_of(div(from_polynomial(r.above), from_polynomial(r.below)).substitute({name: z}), (g.name,))
        if written is None:
            return None
        r = written
    above, below = _dense(r.below, g.name), _dense(r.above, g.name)
    return None if above is None or below is None else (above, below)


def _used(r: Any) -> set[str]:
    names = r.above.context().names()
    degrees = [max(int(a), int(b)) for a, b in zip(r.above.degrees(), r.below.degrees(), strict=True)]
    return {n for n, d in zip(names, degrees, strict=True) if d > 0}


def _dense(p: Any, name: str) -> Any:
    """A polynomial in one symbol as `fmpq_poly`; None when other symbols occur."""
    names = p.context().names()
    index = names.index(name)
    out: dict[int, fmpq] = {}
    for exponents, c in p.to_dict().items():
        if any(k for i, k in enumerate(exponents) if i != index):
            return None
        out[int(exponents[index])] = c
    top = max(out, default=0)
    return None if top > MAX_DEGREE else fmpq_poly([out.get(k, fmpq(0)) for k in range(top + 1)])


def _affine(e: Expression, name: str) -> tuple[Fraction, Fraction] | None:
    """(slope, value at 0) of an affine expression in one symbol."""
    values = [exact(e, {name: Fraction(q)}) for q in (0, 1, 2)]
    if e.names != {name} or any(v is None for v in values):
        return None
    a, b, c = values
    assert a is not None and b is not None and c is not None
    return (b - a, a) if c - b == b - a != 0 and all(n.op in ("num", "sym", "add", "mul") for n in e.walk()) else None


def _substitution(g: Any, name: str) -> tuple[Expression, tuple[Any, Any]] | None:
    """The kernel x(z) and dz/dx as (above, below), polynomials in x."""
    parts = _affine(g.of, name)
    if parts is None:
        return None
    slope = fmpq(parts[0].numerator, parts[0].denominator)
    if g.kind == "exp":
        return g.definition, (fmpq_poly([1]), fmpq_poly([0, slope]))
    if g.kind == "root":
        return g.definition, (fmpq_poly([0] * (g.degree - 1) + [g.degree]), fmpq_poly([slope]))
    if g.kind == "log":  # with p = of*q: dz/p = dx/(slope*q)
        return g.definition, (fmpq_poly([1]), fmpq_poly([slope]))
    return None


def primitive(above: Any, below: Any, x: Expression, start: Expression) -> Expression | None:
    """A primitive of above/below (polynomials with rational coefficients) in x, real at `start`; None beyond quadratic factors.

    >>> str(primitive(fmpq_poly([1]), fmpq_poly([1, 0, 1]), sym("x"), num(0)))
    'atan(x)'
    """
    common = above.gcd(below)
    above, below = above // common, below // common
    whole, rest = divmod(above, below)
    terms = [mul(num(_fraction(c) / (k + 1)), power(x, num(k + 1))) for k, c in enumerate(whole.coeffs()) if c != 0]
    if rest != 0:
        parts = _partial_fractions(rest, below)
        if parts is None:
            return None
        for numerator, factor, times in parts:
            term = _simple(numerator, factor, times, x, start)
            if term is None:
                return None
            terms.append(term)
    return add(*terms)


def _fraction(q: Any) -> Fraction:
    return Fraction(int(q.p), int(q.q))


def _partial_fractions(rest: Any, below: Any) -> list[tuple[Any, Any, int]] | None:
    """(numerator, irreducible factor, power) with rest/below as their sum; None for factors of degree three or more."""
    factors = below.factor()[1]
    if any(f.degree() > 2 or (f.degree() == 2 and k > 1) for f, k in factors):
        return None
    unknowns = [(f, m, j) for f, k in factors for m in range(1, int(k) + 1) for j in range(f.degree())]
    size = below.degree()
    rows = []
    for f, m, j in unknowns:
        product = below // f**m * fmpq_poly([0] * j + [1])
        rows.append([product[i] for i in range(size)])
    matrix = fmpq_mat([[rows[c][r] for c in range(size)] for r in range(size)])
    solution = matrix.solve(fmpq_mat([[rest[i]] for i in range(size)]))
    out: dict[tuple[Any, int], list[Any]] = {}
    keys: list[tuple[Any, int]] = []
    for (f, m, _), value in zip(unknowns, (solution[i, 0] for i in range(size)), strict=True):
        key = (str(f), m)
        if key not in out:
            keys.append((f, m))
        out.setdefault(key, []).append(value)
    return [(fmpq_poly(out[str(f), m]), f, m) for f, m in keys if any(c != 0 for c in out[str(f), m])]


def _simple(numerator: Any, factor: Any, times: int, x: Expression, start: Expression) -> Expression | None:
    """A primitive of numerator/factor**times."""
    if factor.degree() == 1:
        a, b = _fraction(factor[1]), _fraction(factor[0])
        c = _fraction(numerator[0]) / a
        base = add(mul(num(a), x), num(b))
        if times > 1:
            return mul(num(-c / (times - 1)), power(base, num(1 - times)))
        return mul(num(c), _log(base, x, start))
    lead = _fraction(factor[2])
    b, c = _fraction(factor[1]) / lead, _fraction(factor[0]) / lead
    m1, m0 = _fraction(numerator[1]) / lead, _fraction(numerator[0]) / lead
    square = add(power(x, num(2)), mul(num(b), x), num(c))
    rest, gap = m0 - m1 * b / 2, c - b * b / 4
    terms = [mul(num(m1 / 2), _log(square, x, start))] if m1 else []
    if rest:
        shifted = add(x, num(b / 2))
        width = _root(abs(gap))
        if gap > 0:
            terms.append(mul(num(rest), power(width, num(-1)), call("atan", div(shifted, width))))
        else:
            ratio = _log(sub(shifted, width), x, start), _log(add(shifted, width), x, start)
            terms.append(mul(num(rest / 2), power(width, num(-1)), sub(*ratio)))
    return add(*terms)


def _log(base: Expression, x: Expression, start: Expression) -> Expression:
    """log|base|, with the sign that base has at the start; log(exp(a)) is a."""
    if base.op == "exp":
        inner: Expression = base.args[0]
        return inner
    try:
        negative = sign_at(base.substitute({x.args[0]: start}) if x.op == "sym" else _at(base, x, start), {}) == -1
    except Undefined:
        negative = False
    return call("log", mul(num(-1), base) if negative else base)


def _at(base: Expression, x: Expression, start: Expression) -> Expression:
    return base.rebuild(lambda n: start if n == x else None)


def _root(q: Fraction) -> Expression:
    n, d = isqrt(q.numerator), isqrt(q.denominator)
    return num(Fraction(n, d)) if n * n == q.numerator and d * d == q.denominator else sqrt(num(q))

