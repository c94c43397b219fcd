"""Signs along one variable: the rules `monotone` and `tangent` of a SIGN proof.

`monotone`: e(c) >= 0 at an end c of the interval of x, and e rises (falls) from there.  `tangent`: e is convex in x, flat at c, and
e(c) >= 0.  Both hold for every value of the other symbols.  The argument runs along a whole interval of x, so only facts without x
and the bounds of x may be used, and e must be smooth on all of it: a pole or a jump in between would make it wrong.

Precondition: x is a real symbol, not one with whole values.  Main definitions: `monotone`, `tangent`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from mirrorsym.calculus.compact import compact, factors_of
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, sign_at
from mirrorsym.calculus.probe import near, quick_points, signs
from mirrorsym.calculus.region import Interval, Region, affine, is_inside
from mirrorsym.calculus.search import Proof, Search, conditions, size
from mirrorsym.calculus.structure import follows, symbol_interval
from mirrorsym.expression import Expression, call, mul, num, sqrt, sub, sym

__all__ = ["along", "monotone", "tangent"]

CANDIDATES = tuple(Fraction(n, d) for n, d in ((0, 1), (1, 1), (-1, 1), (2, 1), (1, 2), (-1, 2)))


def along(region: Region, name: str, low: tuple[Fraction, bool] | None, high: tuple[Fraction, bool] | None) -> Region:
    """The facts without `name`, then the bounds of `name`: (end, open) each, None for no bound."""
    facts = [f for f in region.facts if name not in f[0].names]
    for end, side in ((low, 1), (high, -1)):
        if end is not None:
            facts.append((mul(num(side), sub(sym(name), num(end[0]))), ">" if end[1] else ">="))
    return Region(region.variables, region.parameters, tuple(facts), region.integers)


def _usable(e: Expression, region: Region) -> Iterator[str]:
    if any(n.op in ("sign", "piecewise") for n in e.walk()):
        return
    for name in region.names:
        if name in e.names and name not in region.integers:
            yield name


@lru_cache(maxsize=4096)
def _slope(e: Expression, name: str) -> Expression | None:
    try:
        return derivative(e, name)
    except ValueError:
        return None


def _stated(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """A proof of a claim about a tree that the checker derives itself: its shape may differ, so the tree is written down."""
    short = compact(e)
    to = short if short is not None else e
    proof = search.prove(to, op, region)
    if proof is None:
        return None
    zero = _equal(e, to, region, search)
    return None if zero is None else {"rule": "rewrite", "to": to.to_json(), "zero": zero, "proof": proof}


def _equal(e: Expression, to: Expression, region: Region, search: Search) -> Proof | None:
    """A ZERO proof of e - to that holds however the checker writes the derivative (tanh' = 1 - tanh^2 = 1/cosh^2)."""
    if any(n.op in ("tan", "tanh", "acosh", "cosh", "cos") for n in e.walk()):
        found = search.form(sub(e, to), region)
        return found[0].certificate() if found is not None and found[1].is_zero else None
    return search.vanishes(sub(e, to), region)


def _value(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """ZERO (enough for ">=") or SIGN of a value e(c)."""
    if op == ">=" and (not e.names or search.zero_depth > 0):
        zero = search.vanishes(e, region)
        if zero is not None:
            return zero
    return search.prove(e, op, region)


def _closed(e: Expression, region: Region) -> bool:
    """Whether structure shows that `e` is defined on the region."""
    return all(follows(g, op, region) for n in e.walk() for g, op in conditions(n))


def monotone(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` (op ">" or ">=") from the value at an end of one variable's interval and the sign of the slope."""
    if op == "!=" or search.depth <= 0:
        return None
    for name in _usable(e, region):
        box = symbol_interval(region, name)
        low = None if box.low is None else (box.low, box.low_open)
        high = None if box.high is None else (box.high, box.high_open)
        for c, direction in ((box.low, 1), (box.high, -1)):
            if c is None or not search.spend(4 + size(e) // 8):
                continue
            inner = along(region, name, (c, True) if direction > 0 else low, (c, True) if direction < 0 else high)
            closed = along(region, name, (c, False) if direction > 0 else low, (c, False) if direction < 0 else high)
            d = _slope(e, name)
            if d is None or not _closed(e, closed):
                continue
            d = mul(num(direction), d)
            seen = signs(d, inner)
            is_open = box.low_open if direction > 0 else box.high_open
            here = along(region, name, None, None)
            at = e.substitute({name: num(c)})
            if -1 in seen or (-1 in signs(at, here)):
                continue
            proof = _monotone(e, op, at, d, is_open, here, inner, search)
            if proof is not None:
                return {"rule": "monotone", "variable": name, "direction": direction, "from": str(c), **proof}
    return None


def _monotone(e: Expression, op: str, at: Expression, d: Expression, is_open: bool, here: Region, inner: Region, search: Search
              ) -> Proof | None:
    for strict in ((True, False) if op == ">" and is_open else (False,)):
        value = _value(at, ">=" if strict else op, here, search)
        if value is None:
            continue
        slope = _stated(d, ">" if strict else ">=", inner, search)
        if slope is None:
            continue
        guards = search.smooth(e, inner)
        if guards is None:
            return None
        return {"slope": slope, "value": value, "guards": guards}
    return None


def tangent(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` (op ">" or ">=") for e convex in one variable, from its value where it is flat."""
    if op == "!=" or search.depth <= 0:
        return None
    for name in _usable(e, region):
        box = symbol_interval(region, name)
        low = None if box.low is None else (box.low, True)
        high = None if box.high is None else (box.high, True)
        inner = along(region, name, low, high)
        d = _slope(e, name)
        curve = None if d is None else _slope(compact(d) or d, name)
        if d is None or curve is None or not search.spend(4 + size(curve) // 8) or -1 in signs(curve, inner):
            continue
        for c in _flat_points(d, name, box, region, inner, search):
            proof = _tangent(e, op, name, c, d, box, region, inner, search)
            if proof is not None:
                return proof
    return None


def _tangent(e: Expression, op: str, name: str, point: Expression, d: Expression, box: Interval, region: Region, inner: Region,
             search: Search) -> Proof | None:
    here = along(region, name, None, None)
    c = point.args[0] if point.op == "num" else None  # another constant lies inside the interval
    at = e.substitute({name: point})
    if -1 in signs(at, here):
        return None
    with_c = along(region, name, None if box.low is None else (box.low, box.low_open and c != box.low),
                   None if box.high is None else (box.high, box.high_open and c != box.high))
    away = c is not None and ((c == box.low and box.low_open) or (c == box.high and box.high_open) or c in box.without)
    steep = d.substitute({name: point})
    slope: Proof | None = None
    zero = search.vanishes(steep, here)
    if zero is not None:
        slope = {"slope": zero}
    elif c is not None and c in (box.low, box.high):
        sign = search.prove(steep if c == box.low else mul(num(-1), steep), ">=", here)
        slope = None if sign is None else {"slope_sign": sign}
    if slope is None:
        return None
    curve = _slope(d, name)
    assert curve is not None
    for strict in ((True, False) if op == ">" and away else (False,)):
        value = _value(at, ">=" if strict else op, here, search)
        convex = _stated(curve, ">" if strict else ">=", inner, search) if value is not None else None
        if convex is None:
            continue
        guards = search.smooth(e, with_c)
        if guards is None:
            return None
        return {"rule": "tangent", "variable": name, "point": point.to_json(), "convex": convex, **slope, "value": value,
                "guards": guards}
    return None


def _flat_points(d: Expression, name: str, box: Interval, region: Region, inner: Region, search: Search) -> list[Expression]:
    """Rationals in the closure of the interval where the slope seems to be zero; finite ends are tried as well."""
    def reachable(c: Fraction) -> bool:
        return (box.low is None or c >= box.low) and (box.high is None or c <= box.high)

    here = along(region, name, None, None)
    others = [n for n in here.names if n != name]
    base = quick_points(near(here, frozenset(others) & d.names)) if others else ({},)
    if not base:
        return []
    out = []
    found = [c for c in (*CANDIDATES, *(x for x in (box.low, box.high) if x is not None)) if reachable(c)]
    root = _root(d, name, dict(base[0]), box) if search.spend(3) else None
    if root is not None:
        found.append(root)
    for c in dict.fromkeys(found):
        try:
            value = enclose(d, {**base[0], name: c}, 64)
        except (Undefined, Unsettled):
            continue
        if value.contains(0) or (c == box.low and value > 0) or (c == box.high and value < 0):
            out.append(num(c))
    if not out and not others and search.spend(20):
        out += _exact_zero(d, name, inner)
    return out


def _exact_zero(d: Expression, name: str, region: Region) -> list[Expression]:
    """Where a factor a·exp(x) + b, a·log(x) + b or a·x^2 + b of the slope is zero, inside the region."""
    found = factors_of(d)
    x, slot = sym(name), sym("_x")
    out: list[Expression] = []
    for f, _ in found[1] if found is not None else ():
        for kernel in (call("exp", x), call("log", x), x**2):
            parts = affine(f.rebuild(lambda n, kernel=kernel: slot if n == kernel else None))  # type: ignore[misc]
            if parts is None or set(parts[0]) != {"_x"}:
                continue
            q = num(-parts[1] / parts[0]["_x"])
            if kernel.op == "log":
                out.append(call("exp", q))
            elif q.value > 0:
                out += [call("log", q)] if kernel.op == "exp" else [sqrt(q), mul(num(-1), sqrt(q))]
    return [c for c in out if is_inside(region, {name: c}) is True]


def _root(d: Expression, name: str, base: dict[str, Fraction], box: Interval) -> Fraction | None:
    """A simple rational where the slope changes its sign, by bisection between the first two sample values of opposite sign."""
    own = along(Region((name,)), name, None if box.low is None else (box.low, True), None if box.high is None else (box.high, True))
    points = sorted(p[name] for p in quick_points(own))
    signs = [_sign(d, {**base, name: q}) for q in points]
    for i in range(len(points) - 1):
        if signs[i] is not None and signs[i + 1] is not None and signs[i] * signs[i + 1] < 0:  # type: ignore[operator]
            low, high, at = points[i], points[i + 1], signs[i]
            for _ in range(20):
                mid = (low + high) / 2
                s = _sign(d, {**base, name: mid})
                if not s:
                    return mid if s == 0 else None
                low, high = (mid, high) if s == at else (low, mid)
            guess = ((low + high) / 2).limit_denominator(64)
            return guess if abs(guess - low) < 2 * (high - low) else None
    return None


def _sign(e: Expression, point: dict[str, Fraction]) -> int | None:
    try:
        return sign_at(e, point, limit=64)
    except Undefined:
        return None
