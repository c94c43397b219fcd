"""R_a for a few a, as a picture: what the formulas look like from one initial point.

Main definition: `potential_figure`.
"""

from __future__ import annotations

from fractions import Fraction

from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.region import Region, samples
from mirrorsym.expression import Expression, num
from mirrorsym.potential import Potential
from mirrorsym.printing.document import Curve, Figure
from mirrorsym.report import PairReport

__all__ = ["potential_figure"]

#: the clock's values that are drawn
CLOCKS = (Fraction(0), Fraction(-1, 4), Fraction(-1, 2), Fraction(-1))
_STEPS, _REACH = 60, Fraction(3)


def potential_figure(report: PairReport) -> Figure | None:
    """The curves of R_a minus its value at 0, where x has one coordinate and R_a a formula; None where nothing can be drawn.

    >>> from mirrorsym import Pair, derive
    >>> pair = Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"])
    >>> [c.label for c in potential_figure(derive(pair)).curves]
    ['a = 0', 'a = -1/4', 'a = -1/2', 'a = -1']
    """
    p = report.potential
    if not isinstance(p, Potential) or p.R is None or len(p.x) != 1:
        return None
    start = _start(report, p.R)
    if start is None:
        return None
    curves = []
    for a in CLOCKS if report.pair.h is not None else CLOCKS[:1]:
        points = _curve(p.R.substitute({**start, p.a: num(a)}), p.x[0])
        if len(points) > _STEPS // 3:
            curves.append(Curve(f"a = {a}", points))
    chosen = ", ".join(f"{n} = {v}" for n, v in sorted(start.items()))
    caption = "R_a(x) up to a constant" + (f", for {chosen}" if chosen else "") + "."
    return Figure(tuple(curves), caption) if curves else None


def _start(report: PairReport, r: Expression) -> dict[str, Expression] | None:
    """Values for everything in R but x and a: the initial point 1, 1, ... where M has it, parameters at a point that they admit."""
    p = report.potential
    free = sorted(r.names - {*p.x, p.a})
    region = Region.of(report.pair.M)
    known = {e.args[0]: v for v, e in p.init.items() if e.op == "sym"}
    for point in ({n: Fraction(1) for n in (*region.variables, *region.parameters)}, *samples(region, 3)):
        values = {n: point.get(known.get(n, n)) for n in free}
        if all(v is not None for v in values.values()) and _inside(region, point):
            return {n: num(v) for n, v in values.items() if v is not None}
    return None


def _inside(region: Region, point: dict[str, Fraction]) -> bool:
    from mirrorsym.calculus.region import is_inside

    return is_inside(region, point) is True


def _curve(r: Expression, x: str) -> tuple[tuple[float, float], ...]:
    raw = []
    for k in range(_STEPS + 1):
        at = _REACH * (2 * Fraction(k, _STEPS) - 1)
        try:
            raw.append((float(at), float(enclose(r, {x: at}).mid())))
        except (Undefined, Unsettled, ValueError, OverflowError, ZeroDivisionError):
            continue
    if not raw:
        return ()
    level = min(raw, key=lambda t: abs(t[0]))[1]
    return tuple((at, y - level) for at, y in raw)
