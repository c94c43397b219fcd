"""A few points of a region, found quickly or not at all: for throwing out false claims before any proof is tried.

Unlike `region.samples` this never searches: a proof looks at many small subregions, and most of its questions need no point.
Precondition: none.  Main definitions: `quick_points`, `signs`, `near`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from mirrorsym.calculus.enclosure import Undefined, sign_at
from mirrorsym.calculus.region import Interval, Region, is_inside
from mirrorsym.calculus.structure import symbol_interval
from mirrorsym.expression import Expression

__all__ = ["near", "quick_points", "signs"]

Point = dict[str, Fraction]
ENOUGH = 8
TRIES = 48
_WHOLE = tuple(Fraction(n, d) for n, d in ((1, 1), (-1, 1), (2, 1), (1, 3), (-5, 2), (7, 2), (-1, 4), (10, 1), (-8, 1)))
_INNER = tuple(Fraction(n, d) for n, d in ((1, 2), (1, 5), (4, 5), (1, 3), (9, 10), (1, 12), (2, 3), (1, 40), (39, 40)))


def _menu(box: Interval, whole: bool) -> list[Fraction]:
    """Values of one symbol, in an order that mixes small and large ones."""
    if whole:
        start = box.low if box.low is not None else (box.high - 6 if box.high is not None else Fraction(-3))
        return [q for k in range(9) if (q := start + k) in box]
    if box.low is not None and box.high is not None:
        values = [box.low + (box.high - box.low) * t for t in _INNER]
    elif box.low is not None:
        values = [box.low + abs(q) for q in _WHOLE]
    elif box.high is not None:
        values = [box.high - abs(q) for q in _WHOLE]
    else:
        values = list(_WHOLE)
    return [q for q in values if q in box]


@lru_cache(maxsize=2048)
def quick_points(region: Region) -> tuple[Point, ...]:
    """At most eight exact points of the region; () where the first few dozen candidates are all outside.

    >>> from mirrorsym.expression import sym
    >>> all(p["u"] > p["v"] for p in quick_points(Region(("u", "v"), (), ((sym("u") - sym("v"), ">"),))))
    True
    """
    if any(op == "=" and e.names for e, op in region.facts):
        return ()
    names = region.names
    menus = [_menu(symbol_interval(region, n), n in region.integers) for n in names]
    if not all(menus):
        return ()
    found: list[Point] = []
    for k in range(TRIES if names else 1):
        # different strides per symbol, so that all orders of the values occur
        point = {n: m[(k * (2 * i + 1) + i * (k // len(m)) + i) % len(m)]
                 for i, (n, m) in enumerate(zip(names, menus, strict=True))}
        if point not in found and is_inside(region, point) is True:
            found.append(point)
            if len(found) >= ENOUGH:
                break
    return tuple(found)


@lru_cache(maxsize=4096)
def near(region: Region, names: frozenset[str]) -> Region:
    """The region cut down to these symbols and those that facts tie to them; other facts are left out.

    A point of the region gives a point of this one; the claim of an expression in `names` can be looked at here.

    >>> from mirrorsym.expression import sym
    >>> near(Region(("u", "v", "w"), (), ((sym("u") - sym("v"), ">"), (sym("w"), ">"))), frozenset("u")).names
    ('u', 'v')
    """
    wanted = set(names)
    waiting = [f for f in region.facts if f[0].names]
    grown = True
    while grown:
        tied = [f for f in waiting if f[0].names & wanted]
        grown = any(not f[0].names <= wanted for f in tied)
        for e, _ in tied:
            wanted |= e.names
    facts = tuple(f for f in region.facts if f[0].names <= wanted)
    return Region(tuple(n for n in region.variables if n in wanted), tuple(n for n in region.parameters if n in wanted), facts,
                  region.integers & wanted)


@lru_cache(maxsize=8192)
def signs(e: Expression, region: Region) -> frozenset[int]:
    """The signs (-1, 0, 1) that `e` has at these points, where they are settled.

    >>> from mirrorsym.expression import sym
    >>> sorted(signs(sym("u"), Region(("u",))))
    [-1, 1]
    """
    out = set()
    for p in quick_points(near(region, e.names)):
        try:
            s = sign_at(e, p, limit=256)
        except Undefined:
            continue
        if s is not None:
            out.add(s)
    return frozenset(out)
