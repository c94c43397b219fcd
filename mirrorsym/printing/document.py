"""A document without a format: sections, paragraphs, displayed equations with reasons, tables.

A paragraph is a tuple of text, formulas (`Box`) and `Cite`; texts are plain and escaped by whoever writes them.

Main definitions: `Document` and its parts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mirrorsym.expression import Expression
from mirrorsym.printing.boxes import Box

__all__ = ["Cite", "Code", "Curve", "Display", "Document", "Figure", "Inline", "Line", "Paragraph", "Part", "Section", "Table"]


@dataclass(frozen=True, slots=True)
class Cite:
    """A paper by its key, with the place in it."""

    key: str
    place: str = ""


Inline = str | Box | Cite


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, of level 1 or of 2 below it."""

    title: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One equation: `name` is what it is about in the report (R, grad_Q[0], ...), `right` the formula as data."""

    left: Box | None
    right: Box
    name: str = ""
    formula: Expression | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class Display:
    """Equations one under the other, why they hold, and how that was checked."""

    lines: tuple[Line, ...]
    because: tuple[Inline, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head."""

    head: tuple[str, ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of a program, as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of one curve, in order."""

    label: str
    points: tuple[tuple[float, float], ...] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Figure:
    """Curves in one pair of axes; `box` is what of the plane is shown: x from, x to, y from, y to."""

    curves: tuple[Curve, ...]
    caption: str

    @property
    def box(self) -> tuple[float, float, float, float]:
        """A frame around the curves that one high curve does not squeeze."""
        xs = [x for c in self.curves for x, _ in c.points]
        heights = sorted(max(y for _, y in c.points) for c in self.curves)
        low = min(y for c in self.curves for _, y in c.points)
        top = heights[len(heights) // 2]
        return min(xs), max(xs), low, top if top > low else low + 1.0

    def inside(self, curve: Curve, wide: float, high: float) -> list[list[tuple[float, float]]]:
        """The pieces of a curve in the frame, in a picture that is `wide` and `high`; y grows upward."""
        x0, x1, y0, y1 = self.box
        pieces: list[list[tuple[float, float]]] = [[]]
        for x, y in curve.points:
            if y0 <= y <= y1:
                pieces[-1].append((round((x - x0) / (x1 - x0) * wide, 2), round((y - y0) / (y1 - y0) * high, 2)))
            elif pieces[-1]:
                pieces.append([])
        return [p for p in pieces if len(p) > 1]


Part = Section | Paragraph | Display | Table | Figure | Code


@dataclass(frozen=True, slots=True)
class Document:
    """A title and parts; `papers` are the keys that it cites."""

    title: str
    parts: tuple[Part, ...]

    @property
    def papers(self) -> tuple[str, ...]:
        """Keys of the cited papers, in order."""
        found: dict[str, None] = {}
        for part in self.parts:
            cells: list[tuple[Inline, ...]] = []
            if isinstance(part, Paragraph):
                cells = [part.parts]
            elif isinstance(part, Display):
                cells = [part.because]
            elif isinstance(part, Table):
                cells = [cell for r in part.rows for cell in r]
            found |= {i.key: None for cell in cells for i in cell if isinstance(i, Cite)}
        return tuple(found)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every displayed equation."""
        return tuple(line for p in self.parts if isinstance(p, Display) for line in p.lines)
