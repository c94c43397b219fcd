"""Long formulas in pieces: a sum goes on in the next row at one of its signs, a product at one of its factors.

Main definition: `broken`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mirrorsym.printing.boxes import Atom, Box, Cases, Fence, Frac, Matrix, Over, Root, Row, Script, row, tall, width

__all__ = ["broken"]

#: a piece may be wider than its row by that factor before it is taken apart with force
_SLACK = 1.15


def broken(box: Box, room: int) -> list[Box]:
    """A formula in pieces that fit into a row of that many letters, as far as it can be broken.

    >>> from mirrorsym.grammar import parse
    >>> from mirrorsym.printing.latex import spelled
    >>> from mirrorsym.printing.layout import layout
    >>> [spelled(p).strip() for p in broken(layout(parse("(u + v + w)*(u**2 - v**2)*(u*v - w)")), 16)]
    ['(u + v + w)', '\\\\cdot (u^2 - v^2)(u v - w)']
    """
    pieces = _at_signs(box, room)
    if all(_wide(p) <= room * _SLACK for p in pieces):
        return pieces
    return _filled(list(_flow(box, room)), room)


def _at_signs(box: Box, room: int) -> list[Box]:
    """A sum in pieces, and one in the last parentheses of a product."""
    if _wide(box) <= room or not isinstance(box, Row):
        return [box]
    groups: list[list[Box]] = [[]]
    for p in box.parts:
        if _is_sign(p):
            groups.append([])
        groups[-1].append(p)
    if len(groups) == 1 and isinstance(box.parts[-1], Fence):
        inner = _at_signs(box.parts[-1].body, room - _wide(row(*box.parts[:-1])))
        if len(inner) > 1:
            fence = box.parts[-1]
            opened = row(*box.parts[:-1], Atom(fence.left, "open"), inner[0])
            return [opened, *inner[1:-1], row(inner[-1], Atom(fence.right, "close"))]
    out: list[list[Box]] = [[]]
    for g in filter(None, groups):
        if out[-1] and _wide(row(*out[-1], *g)) > room:
            out.append([])
        out[-1].extend(g)
    return [row(*o) for o in out]


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is not broken; `before` says how a row begins that begins here: with nothing, or a sign of a product (None: no row does)."""

    box: Any
    before: str | None = None


def _wide(box: Box) -> int:
    """The width with what fractions and tall parentheses add to it."""
    return width(box) + _more(box)


def _more(box: Box) -> int:
    if isinstance(box, Row):
        return sum(map(_more, box.parts))
    if isinstance(box, Frac):
        return 1 + max(_more(box.above), _more(box.below))
    if isinstance(box, Script):
        return _more(box.base)
    if isinstance(box, Fence):
        return _more(box.body) + (1 if tall(box.body) else 0)
    if isinstance(box, Root | Over):
        return _more(box.body)
    if isinstance(box, Matrix):
        return max((sum(map(_more, r)) for r in box.rows), default=0)
    return 2 if isinstance(box, Cases) else 0


def _much(room: int) -> int:
    """What is wider is taken apart."""
    return room * 3 // 4


def _is_sign(p: Box) -> bool:
    return isinstance(p, Atom) and p.kind == "operator" and p.text in ("+", "−")


def _flow(box: Box, room: int) -> Iterator[_Unit]:
    """The formula as a stream of units, wide ones taken apart."""
    if isinstance(box, Row):
        for i, p in enumerate(box.parts):
            follows = i > 0 and not _is_sign(p) and _ends_a_factor(box.parts[i - 1]) and _begins_a_factor(p)
            units = list(_flow(p, room)) if _wide(p) > _much(room) else [_Unit(p)]
            first = units[0]
            yield _Unit(first.box, "" if _is_sign(p) else "⋅" if follows else first.before)
            yield from units[1:]
    elif _wide(box) <= _much(room):
        yield _Unit(box)
    elif isinstance(box, Fence):
        yield from _fenced(box.body, room, Atom(box.left, "open"), Atom(box.right, "close"))
    elif isinstance(box, Root):
        yield from _fenced(box.body, room, Atom("(", "open"), Script(Atom(")", "close"), up=row(
            Atom("1", "number"), Atom("/", "text"), Atom("2", "number"))))
    elif isinstance(box, Script) and isinstance(box.base, Fence) and _wide(box.base) > _much(room):
        yield from _fenced(box.base.body, room, Atom(box.base.left, "open"), Script(Atom(box.base.right, "close"), box.up, box.down))
    elif isinstance(box, Frac):
        yield from _over(box.above, room)
        yield _Unit(Atom("/", "text"))
        yield from _over(box.below, room)
    elif isinstance(box, Over):
        yield _Unit(Over(box.sign, box.under, box.over, Atom("", "text")))
        yield from _flow(box.body, room)
    elif isinstance(box, Atom) and box.kind == "number":
        step = max(room - 4, 8)
        for i in range(0, len(box.text), step):
            yield _Unit(Atom(box.text[i : i + step], "number"), "" if i else None)
    else:
        yield _Unit(box)


def _fenced(body: Box, room: int, left: Box, right: Box) -> Iterator[_Unit]:
    yield _Unit(left)
    yield from _flow(body, room)
    yield _Unit(right)


def _over(part: Box, room: int) -> Iterator[_Unit]:
    """What stands over or under a bar that is written as a slash."""
    alone = isinstance(part, Atom | Fence) or (isinstance(part, Script) and isinstance(part.base, Atom))
    yield from _flow(part if alone else Fence(part), room) if _wide(part) > _much(room) or alone else iter([_Unit(Fence(part))])


def _ends_a_factor(p: Box) -> bool:
    return not (isinstance(p, Atom) and p.kind in ("operator", "sign", "function", "thin", "text", "open"))


def _begins_a_factor(p: Box) -> bool:
    return not (isinstance(p, Atom) and p.kind in ("operator", "sign", "thin", "text", "close"))


def _filled(units: list[_Unit], room: int) -> list[Box]:
    """Rows as full as possible, which begin at a sign where the last of the row is not too far back."""
    rows: list[list[Box]] = []
    start = 0
    while start < len(units):
        wide, end = 0, start
        while end < len(units) and (end == start or wide + _wide(units[end].box) <= room):
            wide += _wide(units[end].box)
            end += 1
        if end < len(units):
            places = [i for i in range(start + 1, end + 1) if units[i].before is not None]
            signs = [i for i in places if units[i].before == "" and i > (start + end) // 2]
            following = next((i for i in range(end, len(units)) if units[i].before is not None), len(units))
            end = (signs or places or [following])[-1]
        lead = [Atom("⋅", "operator")] if start and units[start].before == "⋅" else []
        rows.append([*lead, *(u.box for u in units[start:end])])
        start = end
    return [row(*r) for r in rows]
