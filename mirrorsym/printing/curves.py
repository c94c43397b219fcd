"""R_a for a few a, as a picture: what the formulas look like from one initial point.

Main definitions: `potential_figure`, `chosen_values`, `default_clocks`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, exact, sign_at
from mirrorsym.calculus.region import Region, is_inside, samples
from mirrorsym.expression import Expression, num
from mirrorsym.potential import Potential
from mirrorsym.printing.document import Curve, Figure
from mirrorsym.report import PairReport

__all__ = ["CLOCKS", "chosen_values", "default_clocks", "potential_figure"]

#: the values of a that are drawn where the potential exists for them
CLOCKS = (Fraction(0), Fraction(-1, 4), Fraction(-1, 2), Fraction(-1))
_CLOSEST = 0.02  # points of a curve that lie closer are too close for some formats
_STEPS, _REACH, _HALVINGS, _FARTHEST = 60, Fraction(3), 14, 1 << 20
_PLAIN = (Fraction(1), Fraction(2), Fraction(1, 2), Fraction(3), Fraction(-1))
_FEW = 4  # symbols for which all combinations of these are tried
_SIGNS = {">": (1,), ">=": (0, 1), "!=": (-1, 1), "=": (0,), "<": (-1,), "<=": (-1, 0)}


def potential_figure(report: PairReport) -> Figure | None:
    """The curves of R_a minus its value at 0, where x has one coordinate; None where nothing can be drawn.

    Without a formula of R_a, or where its domain is not known, the curve is that of x = grad Q_a(mu) and x mu - Q_a(mu), and ends with
    the dual domain.

    >>> from mirrorsym import Pair, derive
    >>> pair = Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"])
    >>> [c.label for c in potential_figure(derive(pair)).curves]
    ['a = 0', 'a = -1/4', 'a = -1/2', 'a = -1']
    """
    p = report.potential
    if not isinstance(p, Potential) or len(p.x) != 1 or (p.R is None and (p.Q is None or p.grad_Q is None)):
        return None
    values = chosen_values(report)
    if values is None:
        return None
    formula = p.R or p.Q
    start = {n: num(v) for n, v in values.items() if formula is not None and n in formula.names}
    curves = []
    for a in default_clocks(p, values) if report.pair.h is not None else CLOCKS[:1]:
        fixed = {**start, p.a: num(a)}
        points = _by_mu(p, fixed) if p.R is None or p.primal_domain is None else _curve(p.R.substitute(fixed), p.x[0])
        if len(points) > _STEPS // 3:
            curves.append(Curve(f"a = {a}", points))
    chosen = ", ".join(f"{n} = {v}" for n, v in sorted(start.items()))
    caption = "R_a(x) up to a constant" + (f", for {chosen}" if chosen else "") + "."
    return Figure(tuple(curves), caption) if curves else None


def chosen_values(report: PairReport, given: Mapping[str, Fraction] | None = None) -> dict[str, Fraction] | None:
    """A number for each parameter and each symbol of the initial point, so that the start lies in M and the potential's conditions hold.

    Those of `given` are kept; the others are 1 or close to it where that fits, else come from points of M.  None where nothing was found.

    >>> from mirrorsym import Pair, derive
    >>> report = derive(Pair(g=["log(u) - log(v)"], h="log(u) + log(v)", domain=["u > 1", "v > 1"]))
    >>> values = chosen_values(report, {"u0": Fraction(3)})
    >>> values["u0"] == 3 and values["v0"] > 1
    True
    """
    p, pair = report.potential, report.pair
    if not isinstance(p, Potential):
        return None
    region = Region.of(pair.M)
    symbols = sorted({*region.parameters, *(n for e in p.init.values() for n in e.names)})
    kept = dict(given or {})
    known = {e.args[0]: v for v, e in p.init.items() if e.op == "sym"}
    drawn = ({n: point.get(known.get(n, n), _PLAIN[0]) for n in symbols} for point in samples(region, 6))
    for proposed in (*_plain(symbols, kept), *drawn):
        values = {**proposed, **kept}
        if _fits(region, p, values):
            return values
    return None


def default_clocks(p: Potential, values: Mapping[str, Fraction]) -> tuple[Fraction, ...]:
    """0 and three negative a: -1/4, -1/2, -1, or quarters of the way to the end where the potential ends before that.

    >>> from mirrorsym import Pair, derive
    >>> p = derive(Pair(g=["log(u) - log(v)"], h="log(u) + log(v)", domain=["u > 0", "v > 0"])).potential
    >>> [str(a) for a in default_clocks(p, {"u0": Fraction(1), "v0": Fraction(1)})]
    ['0', '-1/8', '-1/4', '-3/8']
    """
    lower = p.a_interval[0] if p.a_interval is not None else None
    end = None if lower is None else exact(lower, values)
    if end is None or not CLOCKS[-1] <= end < 0:
        return CLOCKS
    return tuple(end * Fraction(k, 4) for k in range(4))


def _plain(symbols: Sequence[str], kept: Mapping[str, Fraction]) -> list[dict[str, Fraction]]:
    """Small numbers for what is not given, those closest to 1 throughout first."""
    free = [n for n in symbols if n not in kept]
    if len(free) > _FEW:
        return [dict.fromkeys(free, v) for v in _PLAIN]
    places = sorted(itertools.product(range(len(_PLAIN)), repeat=len(free)), key=lambda row: (sum(row), tuple(-i for i in row)))
    return [{n: _PLAIN[i] for n, i in zip(free, row, strict=True)} for row in places]


def _fits(region: Region, p: Potential, values: Mapping[str, Fraction]) -> bool:
    numbers = {n: num(v) for n, v in values.items()}
    start: dict[str, Expression | Fraction] = {v: e.substitute(numbers) for v, e in p.init.items()}
    try:
        if is_inside(region, {**start, **{n: values[n] for n in region.parameters}}) is not True:
            return False
        return all(sign_at(c.args[0] - c.args[1], dict(values)) in _SIGNS[c.op] for c in p.assuming)
    except (Undefined, Unsettled, ArithmeticError):
        return False


def _curve(r: Expression, x: str) -> tuple[tuple[float, float], ...]:
    raw = []
    for k in range(_STEPS + 1):
        at = _REACH * (2 * Fraction(k, _STEPS) - 1)
        try:
            raw.append((float(at), float(enclose(r, {x: at}).mid())))
        except (Undefined, Unsettled, ValueError, OverflowError, ZeroDivisionError):
            continue
    return _leveled(raw)


def _leveled(raw: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """The points with the value at the x closest to 0 taken away."""
    level = min(raw, key=lambda t: abs(t[0]))[1] if raw else 0.0
    return tuple((at, y - level) for at, y in raw)


def _by_mu(p: Potential, fixed: Mapping[str, Expression]) -> tuple[tuple[float, float], ...]:
    """The curve at evenly spaced slopes mu, on both sides of the minimizer as far as the dual domain and the picture go."""
    if p.Q is None or p.grad_Q is None:
        return ()
    x, q = p.grad_Q[0].substitute(fixed), p.Q.substitute(fixed)
    conditions = [((c.args[0] - c.args[1]).substitute(fixed), _SIGNS[c.op]) for c in p.dual_domain or ()]

    def at(mu: Fraction) -> tuple[float, float] | None:
        point = {p.mu[0]: mu}
        try:
            if not all(sign_at(e, point) in signs for e, signs in conditions):
                return None
            there = float(enclose(x, point).mid())
            return (there, float(mu) * there - float(enclose(q, point).mid())) if abs(there) <= _REACH else None
        except (Undefined, Unsettled, ValueError, OverflowError, ZeroDivisionError):
            return None

    if at(Fraction(0)) is None:
        return ()
    low, high = -_last(lambda m: at(-m) is not None), _last(lambda m: at(m) is not None)
    places = (low + (high - low) * Fraction(k, _STEPS) for k in range(_STEPS + 1))
    kept: list[tuple[float, float]] = []
    for mu in places:
        point = at(mu)
        if point is not None and (not kept or point[0] - kept[-1][0] >= _CLOSEST):
            kept.append(point)
    return _leveled(kept)


def _last(fits: Callable[[Fraction], bool]) -> Fraction:
    """The largest number that fits, nearly, where 0 does and all smaller ones do."""
    good, bad = Fraction(0), Fraction(1, 64)
    while fits(bad) and bad < _FARTHEST:
        good, bad = bad, 2 * bad
    for _ in range(_HALVINGS):
        middle = (good + bad) / 2
        good, bad = (middle, bad) if fits(middle) else (good, middle)
    return good
