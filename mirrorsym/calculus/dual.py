"""Q = w r'(w) - r(w) of a potential of one variable, term by term and short where the terms are known.

Main definition: `dual`.
"""

from __future__ import annotations

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.neat import neat
from mirrorsym.calculus.ratio import TooLarge, ratio_of
from mirrorsym.expression import Expression, add, mul, neg, num, sub, sym
from mirrorsym.model import WEIGHT

__all__ = ["dual"]


def dual(r: Expression) -> Expression:
    """w r'(w) - r(w) wherever r is differentiable; (n - 1) c w**n for c w**n, and so on.

    >>> from mirrorsym.expression import call, sqrt
    >>> w, b = sym("w"), sym("b")
    >>> str(dual(w * call("asinh", w / b) - sqrt(w**2 + b**2))), str(dual(w**4 / 4 + w**2))
    ('sqrt(w**2 + b**2)', '3*w**4/4 + w**2')
    """
    terms = list(r.args) if r.op == "add" else [r]
    out: list[Expression] = []
    entropies = [t for t in terms if _entropy(t) is not None]
    for t in terms:
        if t in entropies:
            continue
        partner = next((e for e in entropies if _partner(t, e)), None)
        if partner is not None:
            entropies.remove(partner)
            out.append(neg(t))
            continue
        out.append(_term(t))
    return add(*out, *map(_long, entropies))  # an entropy without its root keeps its long form


def _factors(t: Expression) -> tuple[Expression, list[Expression]]:
    """The factors without w, and those with it."""
    factors = t.args if t.op == "mul" else (t,)
    return mul(*(f for f in factors if WEIGHT not in f.names)), [f for f in factors if WEIGHT in f.names]


def _entropy(t: Expression) -> tuple[Expression, Expression] | None:
    """(c, b) for c*w*asinh(w/b)."""
    c, rest = _factors(t)
    w = sym(WEIGHT)
    if len(rest) != 2 or w not in rest:
        return None
    other = next(f for f in rest if f != w) if rest[0] != rest[1] else w
    if other.op != "asinh":
        return None
    scale, inside = _factors(other.args[0])
    return (c, scale) if inside == [w] else None


def _partner(t: Expression, entropy: Expression) -> bool:
    """Whether t is -c*sqrt(w**2 + b**2) for c*w*asinh(w/b)."""
    found = _entropy(entropy)
    c, rest = _factors(t)
    if found is None or len(rest) != 1 or rest[0].op != "pow" or rest[0].args[1] != num("1/2"):
        return False
    w = sym(WEIGHT)
    return _vanishes(add(c, found[0])) and _vanishes(sub(rest[0].args[0], add(mul(w, w), found[1] ** -2)))


def _vanishes(e: Expression) -> bool:
    try:
        ratio = ratio_of(e, tuple(sorted(e.names)))
    except (TooLarge, ZeroDivisionError, OverflowError):
        return False
    return ratio is not None and bool(ratio.above.is_zero())


def _term(t: Expression) -> Expression:
    c, rest = _factors(t)
    if not rest:
        return neg(t)
    if len(rest) == 1:
        f = rest[0]
        base, n = f.args if f.op == "pow" else (f, num(1))
        if WEIGHT not in n.names and (base == sym(WEIGHT) or (base.op == "abs" and base.args[0] == sym(WEIGHT))):
            return mul(sub(n, num(1)), c, f)
    if len(rest) == 2 and sym(WEIGHT) in rest:
        other = next((f for f in rest if f != sym(WEIGHT)), None)
        if other is not None and other.op == "log" and _factors(other.args[0])[1] == [sym(WEIGHT)]:
            return mul(c, sym(WEIGHT))
    return _long(t)


def _long(t: Expression) -> Expression:
    return neat(sub(mul(sym(WEIGHT), derivative(t, WEIGHT)), t))
