"""A document without a format: sections, paragraphs, displayed equations with reasons, tables.

A paragraph is a tuple of text, formulas (`Box`) and `Cite`; texts are plain and escaped by whoever writes them.

Main definitions: `Document` and its parts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mirrorsym.expression import Expression
from mirrorsym.printing.boxes import Box

__all__ = ["Cite", "Display", "Document", "Inline", "Line", "Paragraph", "Part", "Section", "Table"]


@dataclass(frozen=True, slots=True)
class Cite:
    """A paper by its key, with the place in it."""

    key: str
    place: str = ""


Inline = str | Box | Cite


@dataclass(frozen=True, slots=True)
class Section:
    """A heading."""

    title: str


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


Part = Section | Paragraph | Display | Table


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
