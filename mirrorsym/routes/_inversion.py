"""Inverting one coordinate of grad Q: solve x = sum_k s_k q_k(s_k*nu + b_k) for nu, and give the dual potential at the solution.

Every family is a pattern of shapes (see `calculus.flows.Flow`) with an explicit increasing inverse.  The result is a
conjecture; the caller proves
grad_R(grad_Q(mu)) = mu, which together with monotonicity makes it the inverse on the right branch.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, exact
from mirrorsym.calculus.flows import Flow
from mirrorsym.calculus.invert import inverses
from mirrorsym.calculus.lemmas import Lemma
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.tower import normal_form
from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, neg, num, power, sqrt, sub, sym
from mirrorsym.routes._draft import tidy

__all__ = ["Inverse", "Term", "invert"]

TWO, FOUR, HALF = num(2), num(4), num(Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Term:
    """s*q(s*nu + b), where `flow` is the flow of q; s is free of nu, b is an affine function of a."""

    s: Expression
    b: Expression
    flow: Flow


Answer = tuple[Expression, Expression]  # nu, Q at nu


@dataclass(frozen=True, slots=True)
class Inverse:
    """nu and Q at nu as functions of x; `signs` are trees that are positive for the x that are reached, simple ones first, and `left` are
    what the conditions of the dual domain become, each up to a positive factor, in a spelling that shows its sign.
    """

    nu: Expression
    q: Expression
    signs: tuple[Expression | Lemma, ...] = ()
    left: tuple[Expression, ...] = ()


def invert(terms: list[Term], x: Expression, region: Region) -> Inverse | None:
    """nu, and Q at nu, with sum s_k q_k(s_k*nu + b_k) = x; None when no family fits.

    `region` is about x, a and the initial values, for tidying only.
    """
    for family in (_single, _exponentials, _linear, _poles, _logs, _tangents, _quadratic, _general):
        found = family(terms, x, region)
        if found is not None:
            return found if isinstance(found, Inverse) else Inverse(*found)
    return None


def _single(terms: list[Term], x: Expression, region: Region) -> Inverse | None:
    if len(terms) != 1:
        return None
    t = terms[0]
    value = {"v_": div(x, t.s)}
    s = tidy(t.flow.inverse.substitute(value), region)
    nu = div(sub(s, t.b), t.s)
    area = t.flow.primitive.substitute({t.flow.time: s}) if t.flow.area is None else t.flow.area.substitute(value)
    return Inverse(tidy(nu, region), tidy(area, region), tuple(e.substitute(value) for e in t.flow.signs),
                   tuple(e.substitute(value) for e in t.flow.left))


def _shapes(terms: list[Term], kind: str) -> list[tuple[Any, ...]] | None:
    found = [t.flow.shape for t in terms]
    return found if all(s[0] == kind for s in found) else None


def _linear(terms: list[Term], x: Expression, region: Region) -> Answer | None:
    shapes = _shapes(terms, "linear")
    if shapes is None:
        return None
    slope = add(*(mul(power(t.s, TWO), sh[2]) for t, sh in zip(terms, shapes, strict=True)))
    rest = add(*(mul(t.s, add(sh[1], mul(sh[2], t.b))) for t, sh in zip(terms, shapes, strict=True)))
    nu = div(sub(x, rest), slope)
    q = add(*(t.flow.primitive.substitute({t.flow.time: add(mul(t.s, nu), t.b)}) for t in terms))
    return tidy(nu, region), tidy(q, region)


def _exponentials(terms: list[Term], x: Expression, region: Region) -> Answer | None:
    """Rates in nu that are all equal, or two opposite ones: hyperbolic entropies."""
    shapes = _shapes(terms, "exponential")
    if shapes is None:
        return None
    groups: list[tuple[Expression, list[Expression]]] = []
    for t, sh in zip(terms, shapes, strict=True):
        rate = tidy(mul(t.s, sh[2]), region)
        amount = mul(t.s, sh[1], call("exp", mul(sh[2], t.b)))
        for r, items in groups:
            if r == rate:
                items.append(amount)
                break
        else:
            groups.append((rate, [amount]))
    rates = [(r, tidy(add(*items), region)) for r, items in groups]
    if len(rates) == 1:
        (r, c), = rates
        return div(call("log", div(x, c)), r), div(x, r)
    if len(rates) == 2 and tidy(add(rates[0][0], rates[1][0]), region) == ZERO:
        (r, c), (_, minus) = rates
        d = neg(minus)  # x = c*y - d/y with y = exp(r*nu)
        root = tidy(sqrt(mul(c, d)), region)
        ratio = tidy(mul(HALF, call("log", div(c, d))), region)
        nu = div(sub(call("asinh", div(x, mul(TWO, root))), ratio), r)
        return nu, div(sqrt(add(power(x, TWO), mul(FOUR, tidy(power(root, TWO), region)))), r)
    return None


def _poles(terms: list[Term], x: Expression, region: Region) -> Inverse | None:
    """Two poles s/(p - m*(s*nu + b)) with s = +1 and -1 up to one common factor."""
    shapes = _shapes(terms, "pole")
    if shapes is None or len(terms) != 2 or tidy(add(terms[0].s, terms[1].s), region) != ZERO:
        return None
    first = 0 if terms[0].s.op != "num" or terms[0].s.args[0] > 0 else 1
    t, u = terms[first], terms[1 - first]
    st, su = shapes[first], shapes[1 - first]
    if tidy(sub(st[2], su[2]), region) != ZERO:
        return None
    s, m = t.s, st[2]
    # in y = m*s*nu: s/(P - y) - s/(N + y), P = p - m*b of the first, N of the second
    high, low = sub(st[1], mul(m, t.b)), sub(su[1], mul(m, u.b))
    half = tidy(mul(HALF, add(high, low)), region)
    center = tidy(mul(HALF, sub(high, low)), region)
    z = div(x, s)
    root = sqrt(add(ONE, power(mul(half, z), TWO)))
    offset = div(mul(z, power(half, TWO)), add(ONE, root))
    nu = div(add(center, offset), mul(m, s))
    # P - y = half - offset, N + y = half + offset, and their product is 2*half**2/(1 + root)
    q = div(neg(call("log", div(mul(TWO, power(half, TWO)), add(ONE, root)))), m)
    over, under = sub(root, mul(half, z)), add(root, mul(half, z))
    more = (add(ONE, over), add(ONE, under))
    left = tuple(div(mul(half, e), mul(m, add(ONE, root))) for e in more)
    return Inverse(nu, q, (half, over, under, *more), left)


def _logs(terms: list[Term], x: Expression, region: Region) -> Answer | None:
    """s*log(p + m*(s*nu + b))/2 with s = +1 and -1 up to one common factor: exp(2*x/s) is a quotient of linear functions of nu."""
    shapes = _shapes(terms, "log")
    if shapes is None or len(terms) != 2 or tidy(add(terms[0].s, terms[1].s), region) != ZERO:
        return None
    t, u = terms
    st, su = shapes
    if tidy(sub(st[2], su[2]), region) != ZERO:
        return None
    s, m = t.s, st[2]
    p, n = tidy(add(st[1], mul(m, t.b)), region), tidy(add(su[1], mul(m, u.b)), region)
    e = call("exp", div(mul(TWO, x), s))  # (p + y)/(n - y) = e, y = m*s*nu
    nu = div(sub(mul(e, n), p), mul(m, s, add(ONE, e)))
    # p + y = e*(p + n)/(1 + e), n - y = (p + n)/(1 + e)
    up, down = div(mul(e, add(p, n)), add(ONE, e)), div(add(p, n), add(ONE, e))
    q = div(sub(mul(up, call("log", up)), up), mul(TWO, m)) + div(sub(mul(down, call("log", down)), down), mul(TWO, m))
    return nu, q


def _tangents(terms: list[Term], x: Expression, region: Region) -> Answer | None:
    """s*tan(p + m*(s*nu + b)) with s = +1 and -1 up to one common factor."""
    shapes = _shapes(terms, "tan")
    if shapes is None or len(terms) != 2 or tidy(add(terms[0].s, terms[1].s), region) != ZERO:
        return None
    t, u = terms
    st, su = shapes
    if tidy(sub(st[2], su[2]), region) != ZERO:
        return None
    s, m = t.s, st[2]
    left, right = add(st[1], mul(m, t.b)), add(su[1], mul(m, u.b))  # tan(left + y) - tan(right - y), y = m*s*nu
    # the sum is tan(theta + delta) + tan(theta - delta) with theta = y + middle
    delta, middle = mul(HALF, add(left, right)), mul(HALF, sub(left, right))
    z = div(x, s)
    c2 = call("cos", mul(TWO, delta))
    root = sqrt(add(FOUR, mul(power(z, TWO), sub(ONE, power(c2, TWO)))))
    theta = call("atan", div(mul(z, add(ONE, c2)), add(TWO, root)))
    nu = div(sub(theta, middle), mul(m, s))
    q = div(neg(call("log", mul(call("cos", add(theta, delta)), call("cos", sub(theta, delta))))), m)
    return nu, q




def _quadratic(terms: list[Term], x: Expression, region: Region) -> Answer | None:
    """Any sum whose equation becomes linear or quadratic in nu once logarithms are exponentiated; the root is chosen by trial."""
    nu = sym("nu_")
    inner = Region(("nu_", *region.variables), region.parameters, region.facts, region.integers)
    values = [mul(t.s, t.flow.value.substitute({t.flow.time: add(mul(t.s, nu), t.b)})) for t in terms]
    kinds = {t.flow.shape[0] for t in terms}
    equation: Expression | None
    if kinds <= {"pole", "linear"} or (kinds == {"power"} and all(t.flow.shape[3] == num(-1) for t in terms)):
        equation = sub(add(*values), x)
    elif kinds == {"log"}:
        equation = _exponentiated(terms, nu, x)
        if equation is None:
            return None
    else:
        return None
    found = normal_form(equation, inner)
    if found is None:
        return None
    tower, r = found
    index = r.above.context().names().index("nu_")
    if any("nu_" in g.of.names for g in tower.generators) or int(r.above.degrees()[index]) not in (1, 2):
        return None
    c = [ZERO, ZERO, ZERO]
    for exponents, q in r.above.to_dict().items():
        rest = [power(sym(n), num(int(k))) for n, k in zip(r.above.context().names(), exponents, strict=True) if k and n != "nu_"]
        k = int(exponents[index])
        c[k] = add(c[k], mul(num(Fraction(int(q.p), int(q.q))), *rest))
    c = [tower.unfold(e) for e in c]
    candidates = [div(neg(c[0]), c[1])] if c[2] == ZERO else [
        e for s in (1, -1) for e in (div(mul(num(-2), c[0]), add(c[1], mul(num(s), _root(c)))),
                                     div(add(neg(c[1]), mul(num(s), _root(c))), mul(TWO, c[2])))]
    total = add(*values)
    for candidate in candidates:
        if _agrees(candidate, total, x, inner):
            q = add(*(t.flow.primitive.substitute({t.flow.time: add(mul(t.s, candidate), t.b)}) for t in terms))
            return candidate, q
    return None


def _general(terms: list[Term], x: Expression, region: Region) -> Answer | None:
    """The sum solved by the rules for inverses in general: exponentials with rates like 1 and 2, and the like."""
    if any(t.flow.shape[0] != "exponential" for t in terms):
        return None
    nu = "nu_"
    inner = Region((nu, *region.variables), region.parameters, region.facts, region.integers)
    total = add(*(mul(t.s, t.flow.value.substitute({t.flow.time: add(mul(t.s, sym(nu)), t.b)})) for t in terms))
    for candidate in inverses(total, x, nu, inner):
        if _agrees(candidate, total, x, inner):
            short = tidy(candidate, region)
            return short, tidy(add(*(t.flow.primitive.substitute({t.flow.time: add(mul(t.s, short), t.b)}) for t in terms)), region)
    return None


def _root(c: list[Expression]) -> Expression:
    return sqrt(sub(power(c[1], TWO), mul(FOUR, c[2], c[0])))


def _exponentiated(terms: list[Term], nu: Expression, x: Expression) -> Expression | None:
    """prod (p + m*(s*nu + b))**(s/s0) = exp(2*x/s0) as a difference, for exponents that are whole numbers."""
    s0 = terms[0].s
    up: list[Expression] = []
    down: list[Expression] = []
    for t in terms:
        ratio = exact(div(t.s, s0), {})
        if ratio is None or ratio.denominator != 1:
            return None
        base = add(t.flow.shape[1], mul(t.flow.shape[2], add(mul(t.s, nu), t.b)))
        (up if ratio > 0 else down).append(power(base, num(abs(ratio))))
    return sub(mul(*up), mul(call("exp", div(mul(TWO, x), s0)), *down))


def _agrees(candidate: Expression, total: Expression, x: Expression, region: Region) -> bool:
    """Whether the candidate gives nu back, at several small nu and points of the region where everything is defined."""
    hits = 0
    for p in samples(Region(region.variables[1:], region.parameters, (), region.integers), 12):
        for nu in (Fraction(1, 64), Fraction(-1, 64), Fraction(1, 9)):
            try:
                value = enclose(total, {**p, "nu_": nu}, 128)
                if x.op != "sym":
                    return False
                at = {**{k: v for k, v in p.items() if k != x.args[0]}}
                exactly = value.mid().fmpq()
                mid = Fraction(int(exactly.p), int(exactly.q))
                back = enclose(candidate, {**at, x.args[0]: mid}, 128)
            except (Undefined, Unsettled, TypeError, ValueError):
                continue
            if abs(float(back.mid()) - float(nu)) > 1e-9:
                return False
            hits += 1
    return hits >= 4
