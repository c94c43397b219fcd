"""Flows that keep to a region: conditions that no flow line reaches in finite time, and fields without blow-up.

A *field* maps each variable of a block to its component.  Three statements are proved here, all about flow lines of the field inside
the region and in both directions of time:

* `factor`: the derivative of each condition c along the field is c*k.  Then c cannot reach 0 in finite time as long as k stays bounded:
  because k and the field are continuous on the closure of the region (`Closure`), or because |k| <= r wherever c <= 1.
* `growth`: the flow lines exist for all time, because the field is affine or bounded, or because V = sum y**2 grows at most exponentially
  along it, |dV/dt| <= a + b*V.  Here y is a variable itself or its *chart*: log(x - low), log(high - x) or log((x - low)/(high - x)),
  which maps the interval that the facts give for x onto the real line.
* `needless`: a condition follows from the other ones, so that nothing need be shown for it.

Precondition: conditions are facts of the region with op ">" or "!=".  Proofs have the formats of docs/reference/certificates.md.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.ratio import TooLarge, from_polynomial, ratio_of
from mirrorsym.calculus.region import Fact, Interval, Region, affine, interval_of, is_inside, samples
from mirrorsym.calculus.search import STRUCTURE
from mirrorsym.calculus.search import conditions as needs
from mirrorsym.calculus.structure import follows, range_of
from mirrorsym.calculus.tower import normal_form
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, num, power, sub, sym

__all__ = [
    "Closure", "Field", "along", "chart", "charted", "closure", "factor", "growth", "is_affine", "needless", "rate", "spread", "tidy",
]

Field = Mapping[str, Expression]
TRIVIAL: Fact = (ONE, ">")
JUMPS = ("sign", "piecewise", "<", "<=", ">", ">=", "=", "!=")
BOUNDS = ((0, 4), (1, 1), (4, 4), (1, 16), (64, 64))


def along(field: Field, c: Expression) -> Expression:
    """The derivative of `c` along the field.

    >>> u, v = sym("u"), sym("v")
    >>> str(along({"u": 2 * u, "v": -2 * v}, u * v))
    '2*v*u - 2*u*v'
    """
    return add(*(mul(derivative(c, n), x) for n, x in field.items() if n in c.names and x != ZERO))


# -- the closure --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Closure:
    """A closed set that contains the closure of the region: its facts made weak, with the guards that make them continuous."""

    region: Region
    guards: tuple[dict[str, Any], ...]

    def tame(self, trees: Iterable[Expression]) -> Closure | None:
        """With the guards that show that these trees are continuous on the set; None when that was not shown."""
        region, found = self.region, list(self.guards)
        for tree in trees:
            for node in tree.walk():
                if node.op in JUMPS:
                    return None
                for guard, op in needs(node):
                    if follows(guard, op, region):
                        continue
                    proof = sign.prove(guard, op, region, depth=1, budget=0.2)
                    if proof is None:
                        return None
                    found.append({"guard": guard.to_json(), "op": op, "proof": proof})
                    region = region.assume(guard, op)
        return Closure(region, tuple(found))


def closure(region: Region, kept: frozenset[int] = frozenset(), dropped: frozenset[int] = frozenset()) -> Closure | None:
    """The set where each condition holds weakly; `kept` ones stay strict, `dropped` ones are forgotten.

    Conditions that are defined everywhere are weakened first, then the others in order, each once it is continuous on
    the set so far.  None when one of them is not seen to be.

    >>> closure(Region(("u",), (), ((sym("u"), ">"),))).region.facts[0][1]
    '>='
    """
    active = set(region.variables)
    weak = [TRIVIAL if i in dropped or op == "!=" else (e, op if i in kept or not e.names & active else ">=")
            for i, (e, op) in enumerate(region.facts)]
    partial = [i for i, (e, _) in enumerate(region.facts)
               if e.names & active and any(n.op in JUMPS or needs(n) for n in e.walk())]
    facts = [TRIVIAL if i in partial else f for i, f in enumerate(weak)]
    found = Closure(replace(region, facts=tuple(facts)), ())
    for i in partial:
        if i in dropped:
            continue
        after = found.tame([region.facts[i][0]])
        if after is None:
            return None
        facts = [*after.region.facts]
        facts[i] = weak[i]
        found = Closure(replace(after.region, facts=tuple(facts)), after.guards)
    return found


def needless(region: Region, index: int, dropped: frozenset[int]) -> dict[str, Any] | None:
    """A SIGN proof of a condition that is defined everywhere from the others, those in `dropped` left out too.

    >>> u, v = sym("u"), sym("v")
    >>> needless(Region(("u", "v"), (), ((u, ">"), (u - v, ">"), (u + v, ">"))), 0, frozenset()) is None
    False
    """
    out = dropped | {index}
    rest = replace(region, facts=tuple(TRIVIAL if i in out else f for i, f in enumerate(region.facts)))
    e, op = region.facts[index]
    if any(n.op in JUMPS or needs(n) for n in e.walk()):
        return None
    return sign.prove(e, op, rest, depth=1, budget=0.3)


# -- conditions that are never reached ----------------------------------------------------------------------
def factor(field: Field, c: Expression, region: Region) -> tuple[Expression, dict[str, Any]] | None:
    """The factor k with dc/dt = c*k, written so that it is defined in as many places as possible, and its ZERO proof.

    >>> u = sym("u")
    >>> str(factor({"u": 3 * u**2}, u, Region(("u",), (), ((u, ">"),)))[0])
    '3*u'
    """
    change = along(field, c)
    k = tidy(div(change, c), region)
    if k is None:
        return None
    proof = prove_zero(sub(change, mul(c, k)), region, 1)
    return None if proof is None else (k, proof)


def tidy(e: Expression, region: Region) -> Expression | None:
    """`e` with common factors canceled, kernels taken into account."""
    try:
        r = ratio_of(e, sorted(e.names))
    except (TooLarge, ZeroDivisionError, OverflowError):
        return None
    if r is None:
        found = normal_form(e, region, 1)
        if found is None:
            return None
        tower, r = found
        return tower.unfold(_quotient(r))
    return _quotient(r)


def _quotient(r: Any) -> Expression:
    if r.below.is_constant():
        return from_polynomial(r.above / r.below.leading_coefficient())
    return div(from_polynomial(r.above), from_polynomial(r.below))


@lru_cache(maxsize=64)  # a flow is asked about with charts and without
def rate(k: Expression, c: Expression, region: Region) -> dict[str, Any] | None:
    """A bound r with |k| <= r wherever 0 < c <= 1, with its proofs."""
    near = region.assume(sub(ONE, c), ">=")
    for r in (ONE, num(4), num(64), *(mul(num(m), sym(n)) for n in region.parameters for m in (1, 2, 4))):
        if not _plausible(k, r, near):
            continue
        above = sign.prove(sub(r, k), ">=", near, depth=1, budget=0.2)
        below = sign.prove(add(r, k), ">=", near, depth=1, budget=0.2) if above is not None else None
        if above is not None and below is not None:
            return {"bound": r.to_json(), "above": above, "below": below}
    return None


# -- no blow-up ---------------------------------------------------------------------------------------------
def charted(region: Region, names: Iterable[str]) -> dict[str, frozenset[int]]:
    """For each variable whose interval has a finite end: the conditions that give it the interval."""
    out = {}
    for n in names:
        own = frozenset(i for i, (e, op) in enumerate(region.facts) if e.names == {n} and op == ">" and affine(e) is not None)
        if own:
            out[n] = own
    return out


def chart(region: Region, name: str) -> Expression:
    """The chart of a variable on its interval: a function onto the real line.

    >>> str(chart(Region(("u",), (), ((sym("u") - 1, ">"),)), "u"))
    'log(u - 1)'
    """
    box, x = interval_of(region, name), sym(name)
    up = None if box.low is None else sub(x, num(box.low))
    down = None if box.high is None else sub(num(box.high), x)
    if up is None:
        return x if down is None else call("log", down)
    return call("log", up) if down is None else call("log", div(up, down))


def growth(field: Field, charts: Iterable[str], region: Region) -> dict[str, Any] | None:
    """Why no flow line blows up (in the charts of the named variables); None when that was not shown.

    >>> x = sym("x")
    >>> growth({"x": 2 * x + 1}, (), Region(("x",)))
    {'rule': 'affine'}
    >>> growth({"x": x**2}, (), Region(("x",))) is None
    True
    """
    mapped = set(charts)
    if not mapped and is_affine(field):
        return {"rule": "affine"}
    if not mapped and (found := _bounded(field, region)) is not None:
        return found
    y = {n: chart(region, n) if n in mapped else sym(n) for n in field}
    v = add(*(power(t, num(2)) for t in y.values()))
    change = add(*(mul(num(2), t, derivative(t, n), field[n]) for n, t in y.items()))
    for a, b in BOUNDS:
        bound = add(num(a), mul(num(b), v))
        if not _plausible(change, bound, region):
            continue
        above = sign.prove(sub(bound, change), ">=", region, depth=2, budget=0.3)
        below = sign.prove(add(bound, change), ">=", region, depth=2, budget=0.3) if above is not None else None
        if above is not None and below is not None:
            return {"rule": "growth", "a": str(a), "b": str(b), "above": above, "below": below}
    return None


@lru_cache(maxsize=64)
def spread(region: Region) -> tuple[dict[str, Fraction], ...]:
    """Points of the region that go far and come close to the ends of the intervals of its symbols, and a few ordinary ones.

    >>> max(p["x"] for p in spread(Region(("x",))))
    Fraction(1024, 1)
    """
    menus = {n: _reaching(interval_of(region, n), n in region.integers) for n in region.names}
    rng = random.Random(7)  # noqa: S311 (sampling, not secrets)
    chosen = [{n: menus[n][k % len(menus[n])] for n in region.names} for k in range(8)]
    chosen += [{n: rng.choice(menus[n]) for n in region.names} for _ in range(48)]
    inside = [p for p in chosen if is_inside(region, p)]
    return (*inside, *samples(region, 6))


def _reaching(box: Interval, whole: bool) -> list[Fraction]:
    far = [Fraction(q) for q in (1, 1024, 32)]
    near = [Fraction(q) for q in ("1", "1/2048", "1024", "1/32", "32")]
    if whole:
        start = box.low if box.low is not None else Fraction(0)
        return [Fraction(int(start) + k) for k in (1, 2, 40)]
    if box.low is not None and box.high is not None:
        width = box.high - box.low
        return [box.low + width * q for q in map(Fraction, ("1/2", "1/4096", "4095/4096", "1/64", "63/64"))]
    if box.low is not None:
        return [box.low + q for q in near]
    if box.high is not None:
        return [box.high - q for q in near]
    return [s * q for q in far for s in (1, -1)]


def _plausible(e: Expression, bound: Expression, region: Region) -> bool:
    """Whether |e| <= bound at the points of `spread`: no proof is sought for what is false."""
    for p in spread(region):
        try:
            if abs(enclose(e, p, 96)) > enclose(bound, p, 96):
                return False
        except (Undefined, Unsettled):
            continue
    return True


def _bounded(field: Field, region: Region) -> dict[str, Any] | None:
    """A bound of every component by interval structure."""
    bound = Fraction(0)
    for x in field.values():
        r = range_of(x, region)
        if r.low is None or r.high is None:
            return None
        bound = max(bound, -r.low, r.high)
    top = num(Fraction(-((-bound.numerator) // bound.denominator)))
    if not all(follows(e, ">=", region) for x in field.values() for e in (sub(top, x), add(top, x))):
        return None
    return {"rule": "bounded", "bound": str(top.value), "proof": STRUCTURE}


def is_affine(field: Field) -> bool:
    """Whether every component is affine in the variables, so that flow lines exist for all time.

    >>> is_affine({"x": 2 * sym("x") + sym("c")}), is_affine({"x": sym("x") ** 2})
    (True, False)
    """
    return all(_affine(x, tuple(field)) for x in field.values())


def _affine(x: Expression, variables: tuple[str, ...]) -> bool:
    """Whether `x` is a polynomial of degree at most one in the variables, with polynomials in parameters as coefficients."""
    names = (*variables, *sorted(x.names - set(variables)))
    try:
        r = ratio_of(x, names)
    except (TooLarge, ZeroDivisionError, OverflowError):
        return False
    if r is None or not r.below.is_constant():
        return False
    n = len(variables)
    return all(sum(int(k) for k in m[:n]) <= 1 for m in r.above.monoms())

