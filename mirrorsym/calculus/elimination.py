"""A proved lower bound of the rank of a matrix of real numbers that are known by enclosures only.

Main definition: `ball_rank`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flint import arb

__all__ = ["ball_rank"]


def ball_rank(rows: Sequence[Mapping[int, arb]], columns: Sequence[int]) -> int:
    """A proved lower bound of the rank by elimination with balls, pivots chosen as large as possible."""
    place = {c: i for i, c in enumerate(columns)}
    work: list[dict[int, arb]] = []
    for row in rows:
        kept = {place[c]: v for c, v in row.items() if c in place}
        if kept:
            work.append(kept)
    found = 0
    for c in range(len(columns)):
        best, size = -1, 0.0
        for i, row in enumerate(work):
            v = row.get(c)
            if v is not None and not v.contains(0):
                low = float(v.abs_lower())
                if low > size:
                    best, size = i, low
        if best < 0:
            continue
        pivot = work.pop(best)
        found += 1
        over = 1 / pivot.pop(c)
        for row in work:
            v = row.pop(c, None)
            if v is not None:
                factor = v * over
                for k, x in pivot.items():
                    row[k] = row[k] - factor * x if k in row else -factor * x
    return found
