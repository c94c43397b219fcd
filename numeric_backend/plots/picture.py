"""A picture as data: what is drawn, before anything draws it, and the tables that lie beside it.

Main definitions: `Picture`, `Series`, `Mark`, `Refused`.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Mark", "Picture", "Refused", "Series"]

Array = NDArray[np.float64]


class Refused(ValueError):
    """What was asked for cannot be drawn; the message says why."""


@dataclass(frozen=True, eq=False)
class Series:
    """One curve: points in order, NaN where it is interrupted; `rank` says which curves belong together (the same a)."""

    label: str
    x: Array
    y: Array
    rank: int = 0
    style: str = "line"  # or "dots": what was computed in another way, drawn over the line


@dataclass(frozen=True, slots=True)
class Mark:
    """One point that means something: "minimum", "start", "open" (an end that does not belong to the curve)."""

    kind: str
    x: float
    y: float
    rank: int = 0


@dataclass(frozen=True, eq=False, repr=False)
class Picture:
    """Curves in one pair of axes.

    `x_label` and `y_label` are in the papers' letters, as Matplotlib's mathtext; `title` and `subtitle` are plain text.  `window` is what
    of the plane is shown: x from, x to, y from, y to.  `notes` say what is not in the picture and why; `facts` go into the JSON.
    """

    kind: str
    title: str
    subtitle: str
    x_label: str
    y_label: str
    columns: tuple[str, str]
    series: tuple[Series, ...]
    window: tuple[float, float, float, float]
    marks: tuple[Mark, ...] = ()
    meanings: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    equal: bool = False
    facts: dict[str, Any] = field(default_factory=dict)

    def csv(self) -> str:
        """The points as a table with the columns curve, and the names of the two axes; marks are curves of one point."""
        out = io.StringIO()
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["curve", *self.columns])
        for s in self.series:
            rows.writerows([s.label, _number(x), _number(y)] for x, y in zip(s.x, s.y, strict=True) if np.isfinite(x) and np.isfinite(y))
        for m in self.marks:
            rows.writerow([f"{self._label(m.rank)}: {self.meanings.get(m.kind, m.kind)}", _number(m.x), _number(m.y)])
        return out.getvalue()

    def json(self) -> str:
        """The same as an object, with what was chosen and what was left out."""
        data = {
            "schema": "mirrorsym.plot/1", "kind": self.kind, "title": self.title, "axes": list(self.columns), **self.facts,
            "notes": list(self.notes),
            "curves": [{"label": s.label, "style": s.style, "points": [[float(x), float(y)] for x, y in zip(s.x, s.y, strict=True)
                                                                       if np.isfinite(x) and np.isfinite(y)]} for s in self.series],
            "marks": [{"curve": self._label(m.rank), "kind": m.kind, "at": [float(m.x), float(m.y)]} for m in self.marks],
        }
        return json.dumps(data, indent=1, ensure_ascii=False) + "\n"

    def __repr__(self) -> str:
        """What it shows, without the points."""
        return f"<picture of {self.columns[1]} over {self.columns[0]}: {', '.join(s.label for s in self.series)}>"

    def _repr_svg_(self) -> str | None:
        """For notebooks; None without Matplotlib."""
        from numeric_backend.plots import available
        from numeric_backend.plots.drawing import drawn

        return None if available() is not None else drawn(self, "svg").decode()

    def _label(self, rank: int) -> str:
        return next((s.label for s in self.series if s.rank == rank), "")


def _number(v: Any) -> str:
    return repr(float(v))
