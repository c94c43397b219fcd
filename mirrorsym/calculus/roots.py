"""Exact points where given expressions vanish together.

The search is a heuristic that only proposes: every point is checked exactly (`zero.is_zero_at`, `region.is_inside`) before it is
returned.  It looks at plain points, then eliminates variables through factors that are linear or quadratic in one of them, and
through exponentials and logarithms of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from mirrorsym.calculus.enclosure import Undefined, Unsettled, exact
from mirrorsym.calculus.probe import quick_points
from mirrorsym.calculus.region import Region, as_expressions, interval_of, is_inside, samples
from mirrorsym.calculus.solve import solutions
from mirrorsym.expression import ZERO, Expression, neg, num

__all__ = ["common_zero"]

Point = dict[str, Expression]


def common_zero(items: list[Expression], region: Region, limit: int = 60) -> Point | None:
    """An exact point of the region where all `items` vanish, or None when the search finds none.

    >>> from mirrorsym.expression import sym
    >>> p = common_zero([sym("u") * sym("v"), sym("u") - 2], Region(("u", "v")))
    >>> {k: str(x) for k, x in p.items()}
    {'u': '2', 'v': '0'}
    """
    wanted = [e for e in items if e != ZERO]
    tried = 0
    for p in _plain(region, samples(region, 2)):
        if _check(wanted, p, region):
            return p
    for p in _eliminate(wanted, region, {}, 0):
        tried += 1
        if _check(wanted, p, region):
            return p
        if tried >= limit:
            break
    return None


def _check(items: list[Expression], point: Point, region: Region) -> bool:
    from mirrorsym.calculus.zero import is_zero_at

    try:
        return is_inside(region, point) is True and all(is_zero_at(e, point) is not None for e in items)
    except (Undefined, Unsettled, ZeroDivisionError):
        return False


def _plain(region: Region, base: tuple[dict[str, Fraction], ...]) -> Iterator[Point]:
    """Points with coordinates 0 and 1, and points that differ from those of `base` in one or two coordinates."""
    names = region.names
    values = [Fraction(0), Fraction(1), Fraction(-1), Fraction(2), Fraction(1, 2)]
    for q in values[:3]:
        yield {n: num(q) for n in names}
    for p in base:
        for n in names:
            for q in values[:3]:
                if q in interval_of(region, n):
                    yield {**as_expressions(p), n: num(q)}
    if base and len(names) <= 6:
        start = as_expressions(base[0])
        for i, m in enumerate(names):
            for n in names[i + 1:]:
                yield {**start, m: ZERO, n: ZERO}
                yield {**start, m: start[n]}
                yield {**start, m: neg(start[n])}


def _eliminate(items: list[Expression], region: Region, known: Point, depth: int) -> Iterator[Point]:
    """Depth first: solve one factor of one item for one variable, substitute, go on."""
    open_ = [e for e in items if not _vanishes(e, region)]
    if not open_:
        near = quick_points(region)  # a slice may be empty: no long search
        for p in near[:3]:
            yield _finish(known, as_expressions(p))
        for plain in _plain(region, near[:2]):
            yield _finish(known, plain)
        return
    if depth > 6:
        return
    e = min(open_, key=lambda x: (len(x.names), len(str(x))))
    for name, value in solutions(e, region):
        values = {name: value}
        rest = [x.substitute(values) for x in items]
        yield from _eliminate(rest, region.substitute(values), {**known, name: value}, depth + 1)


def _finish(known: Point, rest: Point) -> Point:
    out = dict(rest)
    for name, value in reversed(known.items()):
        v = value.substitute(out)
        q = exact(v, {})
        out[name] = num(q) if q is not None else v
    return out


def _vanishes(e: Expression, region: Region) -> bool:
    from mirrorsym.calculus.zero import is_zero_at, prove

    return (is_zero_at(e, {}) if not e.names else prove(e, region, 0)) is not None
