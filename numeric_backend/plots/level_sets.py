"""Level sets of R_a for two coordinates, R_a(x1) + R_a(x2): one for each a, or ever higher ones whose limit is the horizon shape.

A level set {R_a - min R_a = c} is drawn by an angle: R_a(x1) - min R_a = c cos^2, R_a(x2) - min R_a = c sin^2.  The horizon shape is
the limit of {R_a - min R_a <= c}, scaled to reach 1, for c to infinity; its gauge is the horizon function (homog, Section 3, after Pesme
et al. 2024).

Main definitions: `level_sets_picture`, `horizon_picture`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from mirrorsym.potential import Potential
from numeric_backend.plots.picture import Mark, Picture, Refused, Series
from numeric_backend.plots.potential import facts, slices_at, subtitle
from numeric_backend.plots.slices import Slice

__all__ = ["horizon_picture", "level_sets_picture"]

Array = NDArray[np.float64]
_ANGLES, _REACH, _MARGIN = 361, 1.0, 1.15
_LEVELS = tuple(Fraction(10) ** k for k in range(-1, 5))


def level_sets_picture(p: Potential, values: Mapping[str, Fraction], clocks: Sequence[Fraction], span: tuple[float, float] | None = None,
                       title: str = "") -> Picture:
    """For each a the level set through the point 1 to the right of the minimizer (`span`: through its right end), above x1 and x2.

    >>> from mirrorsym import Pair
    >>> from mirrorsym._derive import potential
    >>> p = potential(Pair(g=["u"]), {})  # R = (x - u0)^2/2: a circle
    >>> found = level_sets_picture(p, {"u0": Fraction(0)}, [Fraction(0)]).series[0]
    >>> bool(np.allclose(np.hypot(found.x, found.y), 1.0))
    True
    """
    slices, notes = slices_at(p, values, clocks)
    series, marks = [], []
    for k, s in enumerate(slices):
        lowest = s.minimizer
        point = None if lowest is None else np.array([lowest[0] + _REACH if span is None else span[1]])
        height = None if lowest is None or point is None else float(s.R(point)[0]) - lowest[1]
        if lowest is None or height is None or not np.isfinite(height) or height <= 0:
            notes.append(f"a = {s.a} is left out: " + ("R_a has no minimizer" if lowest is None else "no level set passes there"))
            continue
        x, y = _curve(s, height)
        series.append(Series(f"a = {s.a}", x, y, k))
        marks.append(Mark("minimum", lowest[0], lowest[0], k))
    if not series:
        raise Refused("; ".join(notes))
    return Picture("level-sets", title, subtitle(values), r"$x_1$", r"$x_2$", ("x1", "x2"), tuple(series), _frame(series), tuple(marks),
                   {"minimum": "minimizer"}, tuple(notes), equal=True, facts=facts(values, slices))


def horizon_picture(p: Potential, values: Mapping[str, Fraction], clocks: Sequence[Fraction], span: tuple[float, float] | None = None,
                    title: str = "") -> Picture:
    """The sets {R_a - min R_a <= c} for growing c at the first a, each scaled so that its largest coordinate is 1."""
    slices, notes = slices_at(p, values, clocks[:1])
    s = slices[0]
    if s.minimizer is None:
        raise Refused(f"R_a has no minimizer at a = {s.a}")
    series = []
    for k, c in enumerate(_LEVELS):
        x, y = _curve(s, float(c))
        reach = np.max(np.abs([x, y]))  # NaN where part of the set has left the range of x
        if np.isfinite(reach):
            series.append(Series(f"c = {c}", x / reach, y / reach, k))
        else:
            ended = np.isfinite(s.first) or np.isfinite(s.last)
            why = "the level set leaves the range of x" if ended else "double precision does not reach it"
            notes.append(f"c = {c} is left out: {why}")
    if not series:
        raise Refused("; ".join(notes))
    reach = span[1] if span is not None else _MARGIN
    chosen = ", ".join(t for t in (subtitle(values), f"a = {s.a}") if t)
    return Picture("horizon", title, chosen, r"$x_1$, scaled", r"$x_2$, scaled", ("x1 scaled", "x2 scaled"),
                   tuple(series), (-reach, reach, -reach, reach), (), {}, tuple(notes), equal=True, facts=facts(values, slices))


def _curve(s: Slice, height: float) -> tuple[Array, Array]:
    angle = np.linspace(0.0, 2.0 * np.pi, _ANGLES)
    across, up = np.cos(angle), np.sin(angle)
    return s.level(height * across**2, np.sign(across)), s.level(height * up**2, np.sign(up))


def _frame(series: Sequence[Series]) -> tuple[float, float, float, float]:
    """A square around all curves."""
    values = np.concatenate([v[np.isfinite(v)] for s in series for v in (s.x, s.y)])
    low, high = float(np.min(values)), float(np.max(values))
    margin = 0.06 * (high - low)
    return low - margin, high + margin, low - margin, high + margin
