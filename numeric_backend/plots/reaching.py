"""The picture of the time to the horizon over lambda: both logarithmic, measured points on lines of the predicted slope.

Main definition: `reach_picture`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from numeric_backend.experiments.reaching import Reach
from numeric_backend.plots.picture import Picture, Refused, Series

__all__ = ["reach_picture"]


def reach_picture(found: Sequence[Reach]) -> Picture:
    """One line of the predicted slope for each measurement, through its last point; the measured points over it.  Refused without points.

    >>> from numeric_backend.experiments.reaching import reach
    >>> picture = reach_picture([reach(None, 1, [100.0, 1000.0])])
    >>> [s.style for s in picture.series]
    ['line', 'dots']
    """
    series: list[Series] = []
    for rank, r in enumerate(found):
        x, y = np.log10(r.strengths), np.log10(np.where(r.ratio[0] > 0, r.ratio[0], np.nan))
        fine = np.isfinite(y)
        if not fine.any():
            continue
        name = "hyperbolic" if r.power is None else f"p = {r.power:g}"
        last = int(np.flatnonzero(fine)[-1])
        label = f"{name}, L = {r.depth}: predicted {r.predicted:g}, fitted {r.exponent():.3f}"
        series += [Series(label, x, y[last] + r.predicted * (x - x[last]), rank), Series(label, x, y, rank, "dots")]
    if not series:
        raise Refused("the horizon was reached for no lambda")
    every = np.concatenate([s.x for s in series]), np.concatenate([s.y[np.isfinite(s.y)] for s in series])
    (x0, x1), (y0, y1) = ((float(v.min()), float(v.max())) for v in every)
    room = 0.05 * max(x1 - x0, 1.0), 0.05 * max(y1 - y0, 1.0)
    return Picture("reaching", "time until Q^(1/alpha) is the horizon function", f"within {found[0].bounds[0]:g}, relatively",
                   r"$\log_{10}\lambda$", r"$\log_{10}\log t$", ("log10_lambda", "log10_log_t"), tuple(series),
                   (x0 - room[0], x1 + room[0], y0 - room[1], y1 + room[1]), facts={"measured": [r.to_json() for r in found]})
