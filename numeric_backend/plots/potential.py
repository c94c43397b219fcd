"""R_a and Q_a of one coordinate for several a: the figures with which tdmf shows what a regularization does to the bias.

R_a is drawn above its minimum, so that the shapes for different a can be compared; a dot marks the minimizer, a circle an end that does not
belong to the curve.  Source: tdmf Thm 3.1, figures 7 and 9.

Main definitions: `potential_picture`, `conjugate_picture`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from mirrorsym.potential import Potential
from numeric_backend.plots.picture import Mark, Picture, Refused, Series
from numeric_backend.plots.slices import Slice, slice_at

__all__ = ["conjugate_picture", "facts", "potential_picture", "slices_at", "subtitle"]

Array = NDArray[np.float64]
_POINTS, _REACH, _STEEP, _TALL = 201, 3.0, 0.85, 4.0
_NEAR = 10.0 ** -np.arange(1, 9)  # how close to the end of a range a curve is drawn


def potential_picture(p: Potential, values: Mapping[str, Fraction], clocks: Sequence[Fraction], span: tuple[float, float] | None = None,
                      title: str = "") -> Picture:
    """R_a(x) - min R_a for each a, on `span` or where something happens; Refused where no curve is left.

    Where one of the minimizers is not in the window, or does not exist, R_a itself is drawn.

    >>> from mirrorsym import Pair
    >>> from mirrorsym._derive import potential
    >>> p = potential(Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"]), {})
    >>> one = {"u0": Fraction(1), "v0": Fraction(1)}
    >>> found = potential_picture(p, one, [Fraction(0)], (-1.0, 1.0))
    >>> round(float(found.series[0].y[-1]), 6)  # (asinh(1/2) - sqrt(5) + 2)/4
    0.061286
    """
    slices, notes = slices_at(p, values, clocks)
    low, high = span or _span(slices)
    lowest = all(s.minimizer is not None and low <= s.minimizer[0] <= high for s in slices)
    series, marks = [], []
    for k, s in enumerate(slices):
        x = _points(low, high, s.first, s.last)
        level = s.minimizer[1] if lowest and s.minimizer is not None else 0.0
        y = s.R(x) - level
        if not np.isfinite(y).any():
            notes.append(f"a = {s.a} is left out: the range of x is ({s.first:g}, {s.last:g})")
            continue
        series.append(Series(f"a = {s.a}", x, y, k))
        if s.minimizer is not None and low <= s.minimizer[0] <= high:
            marks.append(Mark("minimum", s.minimizer[0], s.minimizer[1] - level, k))
        marks += [Mark("open", end, float(v), k) for end, v in _ends(s, x, y)]
    if not series:
        raise Refused("; ".join(notes))
    return Picture("potential", title, subtitle(values), r"$x$", r"$R_a(x) - \min R_a$" if lowest else r"$R_a(x)$",
                   ("x", "R_a - min R_a" if lowest else "R_a"), tuple(series), (low, high, *_heights([s.y for s in series])), tuple(marks),
                   {"minimum": "minimizer", "open": "end of the range of x"}, tuple(notes), facts=facts(values, slices))


def conjugate_picture(p: Potential, values: Mapping[str, Fraction], clocks: Sequence[Fraction], span: tuple[float, float] | None = None,
                      title: str = "") -> Picture:
    """Q_a(mu) for each a, on `span` or where x = grad Q_a(mu) is in the window of R_a; Refused where no curve is left."""
    slices, notes = slices_at(p, values, clocks)
    low, high = span or _dual_span(slices)
    series, marks = [], []
    for k, s in enumerate(slices):
        mu = _points(low, high, s.low, s.high)
        y = s.Q(mu)
        if not np.isfinite(y).any():
            notes.append(f"a = {s.a} is left out: mu lies in ({s.low:g}, {s.high:g})")
            continue
        series.append(Series(f"a = {s.a}", mu, y, k))
        ends = ((s.low, s.ladder[0]), (s.high, s.ladder[-1]))
        marks += [Mark("open", end, float(s.Q(np.array([near]))[0]), k) for end, near in ends
                  if low <= end <= high and _settles(s.Q(_toward(end, near, s)))]
    if not series:
        raise Refused("; ".join(notes))
    return Picture("conjugate", title, subtitle(values), r"$\mu$", r"$Q_a(\mu)$", ("mu", "Q_a"), tuple(series),
                   (low, high, *_heights([s.y for s in series])), tuple(marks), {"open": "end of the dual domain"}, tuple(notes),
                   facts=facts(values, slices))


def slices_at(p: Potential, values: Mapping[str, Fraction], clocks: Sequence[Fraction]) -> tuple[list[Slice], list[str]]:
    """The slices at those a at which there is one, and a sentence for each of the others; Refused where there is none at all."""
    found, notes = [], []
    numbers = {n: float(v) for n, v in values.items()}
    for a in clocks:
        s = slice_at(p, numbers, a)
        if s is None:
            notes.append(f"a = {a} is left out: there is no potential at this a" + _because(p))
        else:
            found.append(s)
    if not found:
        raise Refused("; ".join(notes) or "no a was given")
    return found, notes


def _because(p: Potential) -> str:
    return f" ({', '.join(map(str, p.a_domain))})" if p.a_domain else ""


def facts(values: Mapping[str, Fraction], slices: Sequence[Slice]) -> dict[str, object]:
    """What was chosen and where the potential is, for the JSON."""
    return {"values": {n: str(v) for n, v in values.items()}, "a": [str(s.a) for s in slices],
            "range of x": [[_json(s.first), _json(s.last)] for s in slices], "range of mu": [[_json(s.low), _json(s.high)] for s in slices]}


def _json(v: float) -> float | None:
    return v if np.isfinite(v) else None


def subtitle(values: Mapping[str, Fraction]) -> str:
    """The numbers that were chosen, as one line."""
    return ", ".join(f"{n} = {v}" for n, v in sorted(values.items()))


def _span(slices: Sequence[Slice]) -> tuple[float, float]:
    """A window around 0 and the first minimizer, wider where others are near, and cut to the ranges."""
    lowest = [s.minimizer[0] for s in slices if s.minimizer is not None]
    lowest = [x for x in lowest if abs(x) <= max(4 * _REACH, abs(lowest[0]))]
    low, high = min([-_REACH, *(x - _REACH / 3 for x in lowest)]), max([_REACH, *(x + _REACH / 3 for x in lowest)])
    first, last = min(s.first for s in slices), max(s.last for s in slices)
    if first > 0:
        low, high = min(low, first), max(high, first + 2 * _REACH)
    if last < 0:
        low, high = min(low, last - 2 * _REACH), max(high, last)
    wide = min(high, last) - max(low, first)
    return max(low, first - 0.05 * wide), min(high, last + 0.05 * wide)


def _dual_span(slices: Sequence[Slice]) -> tuple[float, float]:
    low, high = _span(slices)
    s = slices[len(slices) // 2]
    inner = _points(low, high, s.first, s.last)
    mu = s.grad_R(inner[1:-1] if len(inner) > 2 else inner)
    ends = float(np.nanmin(mu)), float(np.nanmax(mu))
    reach = max(0.5, *(abs(e) for e in ends))
    low, high = max(ends[0], -4 * reach), min(ends[1], 4 * reach)
    margin = 0.05 * (high - low)
    return low - margin, high + margin


def _points(low: float, high: float, first: float, last: float) -> Array:
    """Evenly spaced points of the window, and more of them toward an end of (first, last) in the window."""
    even = np.linspace(low, high, _POINTS)
    near = _NEAR * (high - low)
    more = [first + near] if low <= first <= high else []
    more += [last - near] if low <= last <= high else []
    x = np.unique(np.concatenate([even, *more]))
    inside: Array = x[(x > first) & (x < last)]
    return inside if len(inside) else even


def _ends(s: Slice, x: Array, y: Array) -> list[tuple[float, float]]:
    """The ends of the range in the window at which R_a has a limit."""
    found = []
    good = np.isfinite(y)
    for end, order in ((s.first, slice(None)), (s.last, slice(None, None, -1))):
        near = y[order][good[order]][:4]
        if np.isfinite(end) and abs(x[order][0] - end) < 1e-6 * max(1.0, x[-1] - x[0]) and len(near) == 4 and _settles(near[::-1]):
            found.append((end, float(near[0])))
    return found


def _toward(end: float, near: float, s: Slice) -> Array:
    center = s.ladder[len(s.ladder) // 2]
    found: Array = np.array([end + (center - end) * 10.0**-k for k in (6, 7, 8)] + [near])
    return found


def _settles(values: Array) -> bool:
    """Whether values toward an end come to rest."""
    return bool(np.all(np.isfinite(values)) and abs(values[-1] - values[-2]) <= 1e-3 * max(1e-3, abs(values[-1])))


def _heights(curves: Sequence[Array]) -> tuple[float, float]:
    """A frame for all curves, but for the steep ends of some, which may leave it."""
    kept = [y[np.isfinite(y)] for y in curves]
    bottoms = [float(np.min(y)) for y in kept]
    low, most = min(bottoms), max(float(np.max(y)) for y in kept)
    usual = float(np.median([np.quantile(y, _STEEP) for y in kept]))
    top = most if most - low <= _TALL * (usual - low) else max(_TALL / 2 * (usual - low) + low, low + 1.5 * (max(bottoms) - low))
    tall = top - low if top > low else 1.0
    return low - 0.05 * tall, low + 1.05 * tall
