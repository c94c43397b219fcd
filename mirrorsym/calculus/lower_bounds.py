"""Is a function bounded below on a region?  A bound with its proof, or a curve along which it goes to minus infinity.

`bound` splits a sum into groups of terms that share no variable, guesses the least value of each from samples, and proves a bound a little
below.  `descent` tries curves t -> w(t): rays, rays run through faster, and approaches to the ends of a variable's interval; the curve is
parametrized so that the function stays below slope*t + offset with slope < 0.

Main definitions: `Descent`, `bound`, `descent`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.invariance import spread
from mirrorsym.calculus.region import Region, as_expressions, interval_of, is_inside, samples
from mirrorsym.calculus.roots import common_zero
from mirrorsym.calculus.runs import bounds, simplest
from mirrorsym.calculus.solve import solutions
from mirrorsym.calculus.structure import follows
from mirrorsym.expression import ZERO, Expression, add, call, mul, num, power, sub, sym

__all__ = ["Descent", "bound", "descent"]

T = "t"
Curve = dict[str, Expression]
FLOOR = -(2.0**40)
MAX_CURVES = 400
MAX_STEPS = 40


# -- bounds -------------------------------------------------------------------------------------------------
def bound(f: Expression, region: Region) -> tuple[Expression, dict[str, Any]] | None:
    """(b, SIGN proof of f - b >= 0) with b free of variables, or None.

    >>> u, v = sym("u"), sym("v")
    >>> b, proof = bound(u**2 - 2 * u + call("exp", v), Region(("u", "v")))
    >>> str(b), proof["rule"]
    ('-1', 'sum')
    """
    groups, total = _groups(f, region)
    parts = []
    for g in groups:
        found = _group_bound(g, region)
        if found is None:
            return _whole(f, total, region) if len(groups) > 1 else None
        parts.append((sub(g, num(found[0])), found[1]))
        total = add(total, num(found[0]))
    if not parts:
        return total, {"rule": "structure"}
    if len(parts) == 1 and total.op == "num":
        return total, parts[0][1]
    terms = [{"term": e.to_json(), "op": ">=", "proof": p} for e, p in parts]
    return total, {"rule": "sum", "terms": terms, "zero": {"rule": "ring"}}


def _whole(f: Expression, total: Expression, region: Region) -> tuple[Expression, dict[str, Any]] | None:
    """One bound for a sum whose groups have none each, because the region ties them."""
    found = _group_bound(sub(f, total), region)
    if found is None:
        return None
    b, proof = found
    if total == ZERO:
        return num(b), proof
    e = sub(sub(f, total), num(b))
    return add(total, num(b)), {"rule": "sum", "terms": [{"term": e.to_json(), "op": ">=", "proof": proof}], "zero": {"rule": "ring"}}


def _groups(f: Expression, region: Region) -> tuple[list[Expression], Expression]:
    """The terms of a sum, together when they share a variable, and the sum of those without variables."""
    variables = set(region.variables)
    groups: list[tuple[set[str], list[Expression]]] = []
    constant = []
    for t in f.args if f.op == "add" else (f,):
        names = set(t.names) & variables
        if not names:
            constant.append(t)
            continue
        terms, rest = [t], []
        for other, own in groups:
            if other & names:
                names |= other
                terms = own + terms
            else:
                rest.append((other, own))
        groups = [*rest, (names, terms)]
    return [add(*terms) for _, terms in groups], add(*constant)


def _group_bound(g: Expression, region: Region) -> tuple[Fraction, dict[str, Any]] | None:
    region = region.restrict(g.names)
    if follows(g, ">=", region):
        return Fraction(0), {"rule": "structure"}
    low = _least(g, region)
    if low is None or low < FLOOR:
        return None
    base = Fraction(int(low // 1))
    tries = [base, base - 1, 2 * base - 2, 16 * base - 16] if low < 0 else [Fraction(0), Fraction(-1)]
    if abs(low - round(low)) < 1e-3:
        tries.insert(0, Fraction(round(low)))
    for b in dict.fromkeys(tries):
        proof = sign.prove(sub(g, num(b)), ">=", region, depth=2, budget=0.4)
        if proof is not None:
            return b, proof
    return None


def _least(g: Expression, region: Region) -> float | None:
    """The least value found at sample points and on short descents from the best of them."""
    rated = []
    for p in (*samples(region, 12), *spread(region)):
        v = _value(g, p)
        if v is not None:
            rated.append((v, p))
    if not rated:
        return None
    rated.sort(key=lambda item: item[0])
    best = rated[0][0]
    for value, start in rated[:3]:
        point, step = dict(start), Fraction(1)
        for _ in range(MAX_STEPS):
            moved = False
            for n in region.variables:
                for d in (step, -step):
                    near = {**point, n: point[n] + d}
                    v = _value(g, near) if is_inside(region, near) else None
                    if v is not None and v < value - 1e-12 * abs(value):
                        value, point, moved = v, near, True
            best = min(best, value)
            if best < FLOOR:
                return best
            step = step * 2 if moved else step / 4
            if step < Fraction(1, 2**12):
                break
    return best


def _value(g: Expression, p: dict[str, Fraction]) -> float | None:
    try:
        return float(enclose(g, p, 80).mid())
    except (Undefined, Unsettled, OverflowError):
        return None


# -- curves -------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Descent:
    """A curve in the symbol "t" with f <= slope*t + offset on it for t >= start; `inside` has a SIGN proof for each fact."""

    curve: Curve
    start: Fraction
    slope: Fraction
    offset: Fraction
    inside: tuple[dict[str, Any], ...]
    proof: dict[str, Any]


def descent(f: Expression, region: Region, most: int = MAX_CURVES) -> Descent | None:
    """A curve in a region without parameters along which `f` has no lower bound, or None when `most` curves have none.

    >>> u, v = sym("u"), sym("v")
    >>> {n: str(e) for n, e in descent(u**2 - v, Region(("u", "v"))).curve.items()}
    {'u': '1', 'v': 't + 1'}
    """
    for curve in islice(_curves(f, region), most):
        along = f.substitute(curve)
        found = _proved(along, curve, region) if _falls(along) else None
        if found is not None:
            return found
    return None


_TIMES = tuple(Fraction(q) for q in (4, 8, 16, 32, 64))


def _falls(along: Expression) -> bool:
    """Whether the values fall at least linearly in the times; most do not fall at the second time, so the others wait."""
    values: list[Fraction] = []
    for q in _TIMES:
        found = bounds(along, T, q)
        if found is None or (values and found[1] >= values[-1]):
            return False
        values.append(found[1])
    slopes = [(b - a) / (s - r) for a, b, r, s in zip(values, values[1:], _TIMES, _TIMES[1:], strict=False)]
    return slopes[-1] <= slopes[1] * Fraction(3, 4)


def _proved(along: Expression, curve: Curve, region: Region) -> Descent | None:
    for start in (Fraction(1), Fraction(4), Fraction(16)):
        ray = Region((T,), (), ((sub(sym(T), num(start)), ">="),))
        inside = []
        for e, op in region.facts:
            proof = sign.prove(e.substitute(curve), op, ray, depth=2, budget=0.3) if op != "=" else None
            if proof is None:
                break
            inside.append(proof)
        if len(inside) < len(region.facts):
            continue
        now, later = bounds(along, T, start), bounds(along, T, 2 * start + 16)
        if now is None or later is None:
            continue
        rate = (now[1] - later[0]) / (start + 16)
        for part in (Fraction(1, 2), Fraction(1, 16)):
            if rate <= 0:
                break
            slope = -simplest(rate * part * Fraction(3, 4), rate * part)
            height = now[1] - slope * start
            offset = simplest(height, height + 1 + abs(height) / 8)
            claim = add(mul(num(slope), sym(T)), num(offset), mul(num(-1), along))
            proof = sign.prove(claim, ">=", ray, depth=2, budget=0.4)
            if proof is not None:
                return Descent(curve, start, slope, offset, tuple(inside), proof)
    return None


def _curves(f: Expression, region: Region) -> Iterator[Curve]:
    """Curves from sample points: along axes, diagonals and away from 0, and towards the ends of intervals."""
    t = sym(T)
    paces = [t, power(t, num(2)), call("exp", t)]
    active = [n for n in region.variables if n in f.names]
    starts = samples(region, 5)
    directions: list[dict[str, int]] = [{n: s} for n in active for s in (1, -1)]
    directions += [{a: r, b: s} for a, b in combinations(active[:6], 2) for r in (1, -1) for s in (1, -1)]
    for p in starts[:3]:
        for d in directions:
            if all(_open(region, n, s) for n, s in d.items()):
                for pace in paces:
                    yield {**as_expressions(p), **{n: add(num(p[n]), mul(num(s), pace)) for n, s in d.items()}}
        for n in active:
            box = interval_of(region, n)
            for end in (box.low, box.high):
                if end is not None:
                    for pace in (power(t, num(-1)), call("exp", mul(num(-1), t))):
                        yield {**as_expressions(p), n: add(num(end), mul(num(p[n] - end), pace))}
    for p in starts:
        for pace in paces:
            yield {n: mul(num(q), pace) for n, q in p.items()}
    shrinking = (power(t, num(-1)), call("exp", mul(num(-1), t)))
    for edge in _edges(region):
        for p in starts[:3]:
            for pace in shrinking:
                yield {n: add(e, mul(sub(num(p[n]), e), pace)) for n, e in edge.items()}
    for n, value in _poles(f, region):
        for p in starts[:2]:
            for pace in shrinking:
                for s in (1, -1):
                    yield {**as_expressions(p), n: add(value, mul(num(s), pace))}
    for p in starts[:2]:
        for d in directions:
            if all(_open(region, n, s) for n, s in d.items()):
                yield {**as_expressions(p), **{n: mul(num(s), call("log", t)) for n, s in d.items()}}


def _poles(f: Expression, region: Region) -> Iterator[tuple[str, Expression]]:
    """Values of one variable at which an operation of `f` is not defined: 1/u and log(u**2) at u = 0."""
    bare = Region(region.variables, region.parameters, (), region.integers)
    for g in guards(f):
        if g.needed is not None and g.node.op != "tan":
            for n, value in islice(solutions(g.of, bare), 3):
                if n in region.variables and not value.names:
                    yield n, value


def _edges(region: Region) -> Iterator[dict[str, Expression]]:
    """Points where one condition of several variables vanishes and the others hold."""
    for i, (c, _) in enumerate(region.facts):
        if len(c.names) > 1:
            rest = tuple((num(1), ">") if k == i else fact for k, fact in enumerate(region.facts))
            found = common_zero([c], Region(region.variables, region.parameters, rest, region.integers))
            if found is not None:
                yield found


def _open(region: Region, name: str, side: int) -> bool:
    box = interval_of(region, name)
    return (box.high if side > 0 else box.low) is None
