"""Long formulas in pieces: a sum goes on in the next row at one of its signs.

Main definition: `broken`.
"""

from __future__ import annotations

from mirrorsym.printing.boxes import Atom, Box, Fence, Row, row, width

__all__ = ["broken"]


def broken(box: Box, room: int) -> list[Box]:
    """A sum in pieces that fit into a row of that many letters, as far as its signs allow."""
    if width(box) <= room or not isinstance(box, Row):
        return [box]
    groups: list[list[Box]] = [[]]
    for p in box.parts:
        if isinstance(p, Atom) and p.kind == "operator" and p.text in ("+", "−"):
            groups.append([])
        groups[-1].append(p)
    if len(groups) == 1 and isinstance(box.parts[-1], Fence):
        inner = broken(box.parts[-1].body, room - width(row(*box.parts[:-1])))
        if len(inner) > 1:
            fence = box.parts[-1]
            opened = row(*box.parts[:-1], Atom(fence.left, "open"), inner[0])
            return [opened, *inner[1:-1], row(inner[-1], Atom(fence.right, "close"))]
    out: list[list[Box]] = [[]]
    for g in filter(None, groups):
        if out[-1] and width(row(*out[-1], *g)) > room:
            out.append([])
        out[-1].extend(g)
    return [row(*o) for o in out]
