"""A pair as a person introduces it, and the tools with which documents about pairs are written.

Main definitions: `Speaker`, `Teller`, `commas`, `fixed`, `listed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mirrorsym.expression import Expression
from mirrorsym.maps import Pair
from mirrorsym.printing.boxes import Atom, Box, Fence, Over, Row, Script, row
from mirrorsym.printing.document import Display, Inline, Line, Paragraph, Part, Section
from mirrorsym.printing.gathered import gathered
from mirrorsym.printing.layout import layout, relation
from mirrorsym.printing.notation import Notation
from mirrorsym.printing.prose import prose
from mirrorsym.printing.prose_reading import read

__all__ = ["Speaker", "Teller", "commas", "commas_of", "fixed", "listed"]

EQ, COMMA = Atom("=", "operator"), Atom(", ", "text")


class Speaker:
    """A notation with what is said in it."""

    def __init__(self, notation: Notation) -> None:
        self.notation = notation

    def say(self, text: str) -> tuple[Inline, ...]:
        """A sentence of a report."""
        return prose(text, self.notation)

    def box(self, e: Expression) -> Box:
        """A formula as a reader wants it."""
        return layout(gathered(e), self.notation)

    def conditions(self, items: Iterable[Expression]) -> tuple[Inline, ...]:
        """Relations, with commas between them."""
        return commas([relation(r, self.notation) for r in items])

    def point(self, values: Mapping[str, Expression]) -> tuple[Inline, ...]:
        """A point, as equations with commas between them."""
        return commas([row(self.notation.symbol(n), EQ, self.box(e)) for n, e in values.items()])

    def formula(self, text: str) -> Box:
        """A formula of a report, which has it as text."""
        return read(text, self.notation)


class Teller(Speaker):
    """A pair with its notation; `data` is what a report says in plain data.

    >>> from mirrorsym.printing.latex import spelled
    >>> teller = Teller(Pair(g=["u**2 - v"], domain=["u > 0"]))
    >>> [spelled(p) for p in teller.conditions(teller.pair.M.conditions)]
    ['u > 0']
    """

    def __init__(self, pair: Pair, data: Mapping[str, Any] | None = None) -> None:
        self.pair = pair
        super().__init__(Notation.of(data if data is not None else {"pair": pair.to_json()}))
        self.copies = pair.copies > 1

    def total(self, body: Box) -> Box:
        """The sum over the coordinates where the pair stands for all of them."""
        if not self.copies:
            return body
        several = isinstance(body, Row) and any(isinstance(p, Atom) and p.text in ("+", "−") for p in body.parts)
        return Over("∑", row(Atom("i"), EQ, Atom("1", "number")), Atom("n"), Fence(body) if several else body)

    def introduced(self) -> list[Part]:
        """The section that says what w, M, g and h are."""
        pair, n = self.pair, len(self.pair.g)
        names = [self.notation.symbol(v) for v in pair.M.variables]
        conditions = self.conditions(pair.M.conditions)
        where: tuple[Inline, ...] = (" where ", *conditions) if conditions else (" of all real vectors",)
        each = prose(", for every coordinate i = 1, ..., n.") if self.copies else (".",)
        lie = (" lie in the open set ", Atom("M"), *where, *each)
        parts: list[Part] = [Section("Setting"), Paragraph(("Let ", *_vector("w", names), *lie))]
        if self.notation.aliases:
            told = commas_of([(self.notation.symbol(n), " is ", n) for n in self.notation.aliases])
            parts.append(Paragraph(("Long names are abbreviated: ", *told, ".")))
        lines = []
        for i, e in enumerate(pair.g):
            index = Atom("i") if self.copies else None if n == 1 else Atom(str(i + 1), "number")
            g = Atom("g") if index is None else Script(Atom("g"), down=index)
            lines.append(Line(row(g, Fence(Atom("w"))), self.box(e), "g" if n == 1 else f"g[{i}]", e))
        if pair.h is not None:
            lines.append(Line(fixed("h(w)"), self.total(self.box(pair.h)), "h", pair.h))
        parts.append(Display(tuple(lines)))
        if pair.M.parameters:
            parts.append(Paragraph(("Parameters: ", *commas_of([self.kind(p.name, p.kind) for p in pair.M.parameters]), ".")))
        return parts

    def kind(self, name: str, kind: str) -> tuple[Inline, ...]:
        """A parameter with what it may be."""
        return self.say(kind) if any(c in kind for c in "<>=") else (self.notation.symbol(name), f" {kind}")

    def flowing(self) -> list[Part]:
        """The gradient flow, where it starts, what mu and a are."""
        pair = self.pair
        more = "" if pair.h is None else " - alpha_t grad h(w) dt"
        clock = "" if pair.h is None else " and the clock a_t = -int_0^t alpha_s ds"
        start = [self.box(dict(pair.init).get(v, Expression("sym", (f"{v}0",)))) for v in pair.M.variables]
        moves = (" it moves along the gradients of the coordinates of ", Atom("g"), *((" and of ", Atom("h")) if more else ()), ", from ")
        told = (*prose(f"With the dual state mu_t = -int_0^t grad f(x_s) ds{clock}"), *moves, *_vector("w_init", start), ".")
        return [Paragraph(("The gradient flow is",)), Display((Line(fixed("dw"), fixed("-grad (f o g)(w) dt" + more)),)), Paragraph(told)]


#: so many coordinates stand in one row; more of them have to break into lines
_FEW = 6


def _vector(name: str, entries: list[Box]) -> tuple[Inline, ...]:
    """name = (entries), which a line may be broken in where there are many."""
    if len(entries) <= _FEW:
        return (row(fixed(name), EQ, entries[0] if len(entries) == 1 else Fence(listed(entries))),)
    return (fixed(name), " with the coordinates ", *commas(entries))


def commas_of(items: list[tuple[Inline, ...]]) -> tuple[Inline, ...]:
    """Pieces of a sentence with commas between them."""
    return tuple(p for i, item in enumerate(items) for p in ((", ", *item) if i else item))


def fixed(text: str) -> Box:
    """A constant piece of notation."""
    return read(text, Notation())


def listed(boxes: list[Box]) -> Box:
    """Boxes in a row with commas between them."""
    return row(*(b for i, box in enumerate(boxes) for b in ((COMMA, box) if i else (box,))))


def commas(boxes: list[Box]) -> tuple[Inline, ...]:
    """Formulas of a sentence with commas between them."""
    return tuple(b for i, box in enumerate(boxes) for b in ((", ", box) if i else (box,)))
