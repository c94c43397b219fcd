"""Regions: an open set with everything known about it, as the calculus sees it.

A `Region` is a list of symbols and of facts (e, op), each meaning `e op 0`.  Every statement of the calculus is about all
points of a region; parameters are symbols like the others.  Proofs may add facts (`assume`) and cite them by position.

Main definitions: `Region`, `Interval`, `interval_of`, `samples`, `is_inside`.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, exact, sign_at
from mirrorsym.domain import Domain
from mirrorsym.expression import ONE, Expression, num, relation

__all__ = ["Interval", "Region", "affine", "interval_of", "is_inside", "samples"]

Fact = tuple[Expression, str]
Point = dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class Interval:
    """The values a symbol may take: rational or infinite (None) ends, open or closed, and single points left out."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = True
    high_open: bool = True
    without: frozenset[Fraction] = frozenset()

    def __contains__(self, q: Fraction) -> bool:
        if self.low is not None and (q < self.low or (self.low_open and q == self.low)):
            return False
        if self.high is not None and (q > self.high or (self.high_open and q == self.high)):
            return False
        return q not in self.without

    @property
    def empty(self) -> bool:
        """Whether no number is left."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))


@dataclass(frozen=True, slots=True)
class Region:
    """Symbols (variables first, then parameters) and facts; `integers` are the symbols with whole values."""

    variables: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    integers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, m: Domain) -> Region:
        """The region of a domain."""
        whole = frozenset(p.name for p in m.parameters if p.integer)
        return cls(m.variables, m.parameter_names, m.facts(), whole)

    @property
    def names(self) -> tuple[str, ...]:
        """All symbols, variables first."""
        return self.variables + self.parameters

    def assume(self, e: Expression, op: str) -> Region:
        """The part of the region where also `e op 0`, op one of ">", ">=", "!=", "="."""
        return replace(self, facts=(*self.facts, (e, op)))

    def substitute(self, values: Mapping[str, Expression]) -> Region:
        """The slice where the given symbols take the given values; they are no longer symbols of the region."""
        return Region(
            tuple(n for n in self.variables if n not in values), tuple(n for n in self.parameters if n not in values),
            tuple((e.substitute(values), op) for e, op in self.facts), frozenset(self.integers - values.keys()))

    def restrict(self, names: frozenset[str]) -> Region:
        """The region's projection on `names` and the symbols tied to them by facts; facts keep their positions.

        Facts about other symbols become trivial: they say nothing about these, unless the region is empty.
        """
        wanted = set(names)
        grown = True
        while grown:
            grown = False
            for e, _ in self.facts:
                if e.names & wanted and not e.names <= wanted:
                    wanted |= e.names
                    grown = True
        kept = tuple((e, op) if e.names <= wanted else (ONE, ">") for e, op in self.facts)
        return Region(tuple(n for n in self.variables if n in wanted), tuple(n for n in self.parameters if n in wanted),
                      kept, self.integers & wanted)


def affine(e: Expression) -> tuple[dict[str, Fraction], Fraction] | None:
    """Coefficients and constant of an affine expression with rational coefficients; None for any other.

    >>> from mirrorsym.expression import sym
    >>> affine(2 * sym("u") - 1)
    ({'u': Fraction(2, 1)}, Fraction(-1, 1))
    """
    slopes: dict[str, Fraction] = {}
    for n in sorted(e.names):
        slope = derivative(e, n)
        if slope.op != "num":
            slope_value = exact(slope, {})
            if slope_value is None:
                return None
        else:
            slope_value = slope.args[0]
        slopes[n] = slope_value
    origin = exact(e, dict.fromkeys(e.names, Fraction(0)))
    return None if origin is None else (slopes, origin)


@lru_cache(maxsize=4096)
def interval_of(region: Region, name: str) -> Interval:
    """The interval that the facts affine in `name` alone give for it.

    >>> from mirrorsym.expression import sym
    >>> interval_of(Region(("u",), (), ((sym("u") - 1, ">"),)), "u").low
    Fraction(1, 1)
    """
    out = Interval()
    for e, op in region.facts:
        if e.names != {name}:
            continue
        parts = affine(e)
        if parts is None or parts[0][name] == 0:
            continue
        slope, root = parts[0][name], -parts[1] / parts[0][name]
        if op == "!=":
            out = replace(out, without=out.without | {root})
        elif op == "=":
            out = replace(out, low=root, high=root, low_open=False, high_open=False)
        elif slope > 0:
            if out.low is None or root > out.low or (root == out.low and op == ">"):
                out = replace(out, low=root, low_open=op == ">")
        elif out.high is None or root < out.high or (root == out.high and op == ">"):
            out = replace(out, high=root, high_open=op == ">")
    return out


def is_inside(region: Region, point: Mapping[str, Expression | Fraction]) -> bool | None:
    """Whether an exact point satisfies every fact; None when one of them could not be settled."""
    unsettled = False
    for name in region.integers:
        v = point.get(name)
        q = v if isinstance(v, Fraction) else exact(v, {}) if isinstance(v, Expression) else None
        if q is None or q.denominator != 1:
            return False
    for e, op in region.facts:
        try:
            s = sign_at(e, point, limit=1024)
        except Undefined:
            return False
        if s is None:
            unsettled = True
        elif not {">": s > 0, ">=": s >= 0, "!=": s != 0, "=": s == 0}[op]:
            return False
    return None if unsettled else True


# -- sample points ------------------------------------------------------------------------------------------
_NICE = [Fraction(n, d) for n, d in
         [(1, 1), (2, 1), (1, 2), (-1, 1), (3, 1), (3, 2), (-2, 1), (1, 3), (-1, 2), (5, 1), (2, 3), (-3, 2), (7, 3),
          (1, 5), (-5, 2), (9, 4), (-1, 7), (10, 1), (1, 11), (-7, 1), (0, 1)]]


def _values(box: Interval, whole: bool) -> list[Fraction]:
    """Simple rationals inside an interval, the nicest first."""
    low, high = box.low, box.high
    if low is None and high is None:
        found = list(_NICE)
    elif high is None:
        found = [low + abs(q) for q in _NICE if q] if low else [abs(q) for q in _NICE if q]
    elif low is None:
        found = [high - abs(q) for q in _NICE if q]
    else:
        width = high - low
        found = [low + width * q for q in
                 [Fraction(1, 2), Fraction(1, 4), Fraction(3, 4), Fraction(1, 3), Fraction(2, 3), Fraction(1, 8), Fraction(7, 8),
                  Fraction(1, 5), Fraction(2, 7), Fraction(9, 10), Fraction(1, 16)]]
        if not box.low_open:
            found.append(low)
    if whole:
        start = low if low is not None else Fraction(0)
        found = [Fraction(int(start) + k) for k in range(8)]
        if low is None:
            found += [Fraction(int(high or 0) - k) for k in range(4)]
    seen: dict[Fraction, None] = {}
    for q in found:
        if q in box:
            seen[q] = None
    return list(seen)


def _candidates(region: Region, rng: random.Random) -> Iterator[Point]:
    names = region.names
    menus = {n: _values(interval_of(region, n), n in region.integers) for n in names}
    if any(not m for m in menus.values()):
        return
    for shift in range(6):
        yield {n: menus[n][(shift + 3 * i * (shift % 2) + i * (shift // 2)) % len(menus[n])] for i, n in enumerate(names)}
    for spread in itertools.cycle((1, 1, 4, 1, 16, 64, 1)):
        point = {}
        for n in names:
            q = menus[n][min(int(rng.expovariate(0.4)), len(menus[n]) - 1)]
            if n not in region.integers and rng.random() < 0.7:
                box = interval_of(region, n)
                width = box.high - box.low if box.low is not None and box.high is not None else Fraction(spread)
                moved = q + width * Fraction(rng.randint(-128, 128), 256)
                q = moved if moved in box else q
            point[n] = q
        yield point


@lru_cache(maxsize=512)
def samples(region: Region, count: int = 8, effort: int = 400) -> tuple[Point, ...]:
    """Up to `count` exact rational points of the region, the same ones at every call; () when none was found.

    Strict inequalities only are aimed at: a region with "=" facts usually yields nothing here.

    >>> from mirrorsym.expression import sym
    >>> u, v = sym("u"), sym("v")
    >>> points = samples(Region(("u", "v"), (), ((1 - u**2 - v**2, ">"), (u - v, ">"))), 2)
    >>> all(p["u"] > p["v"] for p in points), len(points)
    (True, 2)
    """
    rng = random.Random(20221)  # noqa: S311 (sampling, not secrets)
    found: list[Point] = []
    near: list[tuple[float, Point]] = []
    for point in itertools.islice(_candidates(region, rng), effort):
        inside = is_inside(region, point)
        if inside:
            if point not in found:
                found.append(point)
                if len(found) >= count:
                    break
        elif not found:
            near.append((_slack(region, point), point))
    if not found and near and region.names:
        found = _climb(region, near, rng, count)
    if not region.names and is_inside(region, {}):
        found = [{}]
    return tuple(found)


def _slack(region: Region, point: Point) -> float:
    """The most violated fact, squashed to (-1, 1); larger is better."""
    worst = 1.0
    for e, op in region.facts:
        try:
            v = float(enclose(e, point, 64).mid())
        except (Undefined, Unsettled, OverflowError):
            return -2.0
        if op == "!=":
            v = abs(v)
        worst = min(worst, v / (1 + abs(v)))
    return worst


def _climb(region: Region, near: list[tuple[float, Point]], rng: random.Random, count: int) -> list[Point]:
    """Local search from the best candidates, for thin regions that blind sampling misses."""
    found: list[Point] = []
    near.sort(key=lambda item: -item[0])
    for value, start in near[:6]:
        best, point, step = value, dict(start), Fraction(1)
        for _ in range(120):
            moved = dict(point)
            for n in region.names:
                if rng.random() < 0.6 and n not in region.integers:
                    moved[n] = (point[n] + step * Fraction(rng.randint(-64, 64), 64)).limit_denominator(10**6)
            new = _slack(region, moved)
            if new > best:
                best, point = new, moved
                if best > 0 and is_inside(region, point) and point not in found:
                    found.append(dict(point))
                    if len(found) >= count:
                        return found
            else:
                step = max(step * Fraction(7, 8), Fraction(1, 2**20))
    return found


def as_expressions(point: Point) -> dict[str, Expression]:
    """A rational point as expressions, the form that verdicts carry."""
    return {n: num(q) for n, q in point.items()}


def negate(fact: Fact) -> Expression:
    """The relation that contradicts a fact."""
    e, op = fact
    return relation({">": "<=", ">=": "<", "!=": "=", "=": "!="}[op], e, num(0))
