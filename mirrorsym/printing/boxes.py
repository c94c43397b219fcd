"""Formulas as they are set: what stands over, under, beside what, in no format yet.

Formats differ in spelling only; order, fractions and parentheses are decided once, in `mirrorsym.printing.layout`.

Main definitions: `Box` and its kinds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Atom", "Box", "Cases", "Fence", "Frac", "Matrix", "Over", "Root", "Row", "Script", "row"]


@dataclass(frozen=True, slots=True)
class Atom:
    """One sign: `kind` is number, letter (italic), word (upright), operator (with space around it),
    sign (before a term), function, thin (a space), open, close (big parentheses of a broken formula), or text."""

    text: str
    kind: str = "letter"


@dataclass(frozen=True, slots=True)
class Row:
    """Boxes side by side."""

    parts: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Frac:
    """A fraction."""

    above: Any
    below: Any


@dataclass(frozen=True, slots=True)
class Script:
    """A base with something raised, lowered, or both."""

    base: Any
    up: Any = None
    down: Any = None


@dataclass(frozen=True, slots=True)
class Root:
    """A square root."""

    body: Any


@dataclass(frozen=True, slots=True)
class Fence:
    """Something between a pair of signs: ( ), | |, [ ]."""

    body: Any
    left: str = "("
    right: str = ")"


@dataclass(frozen=True, slots=True)
class Over:
    """A sum or the like: the sign, what stands under and over it, and what it is of."""

    sign: str
    under: Any
    over: Any
    body: Any


@dataclass(frozen=True, slots=True)
class Cases:
    """Values with their conditions (None: otherwise)."""

    rows: tuple[tuple[Any, Any], ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Entries in rows, between parentheses."""

    rows: tuple[tuple[Any, ...], ...]


Box = Atom | Row | Frac | Script | Root | Fence | Over | Cases | Matrix


def row(*parts: Box) -> Box:
    """The boxes side by side, without rows in rows.

    >>> row(Atom("x"), row(Atom("y"), Atom("z"))).parts[2].text
    'z'
    """
    flat: list[Box] = []
    for p in parts:
        flat.extend(p.parts if isinstance(p, Row) else (p,))
    return flat[0] if len(flat) == 1 else Row(tuple(flat))


def tall(box: Box) -> bool:
    """Whether it is higher than a letter with scripts, so that what stands around it has to grow."""
    if isinstance(box, Row):
        return any(tall(p) for p in box.parts)
    if isinstance(box, Script):
        return tall(box.base)
    if isinstance(box, Fence | Root):
        return tall(box.body)
    return not isinstance(box, Atom)


def width(box: Box) -> int:
    """About how many letters wide it is."""
    if isinstance(box, Atom):
        return {"operator": 3}.get(box.kind, len(box.text))
    if isinstance(box, Row):
        return sum(map(width, box.parts))
    if isinstance(box, Frac):
        return max(width(box.above), width(box.below))
    if isinstance(box, Script):
        return width(box.base) + max(width(s) if s is not None else 0 for s in (box.up, box.down)) * 2 // 3
    if isinstance(box, Root | Fence):
        return 2 + width(box.body)
    if isinstance(box, Over):
        return 3 + width(box.body)
    rows = [[b for b in r if b is not None] for r in box.rows]
    return max((sum(map(width, r)) + 2 * len(r) for r in rows), default=0)
