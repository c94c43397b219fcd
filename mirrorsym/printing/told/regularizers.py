"""The answer of `discover` as a document: the map, the basis of the regularizers that commute with it, and whether that is all.

Main definition: `regularizers`.
"""

from __future__ import annotations

from mirrorsym.discovery import Discovery
from mirrorsym.maps import Pair
from mirrorsym.printing.boxes import Atom, Script
from mirrorsym.printing.document import Display, Document, Inline, Line, Paragraph, Part, Section
from mirrorsym.printing.setting import Teller, commas_of
from mirrorsym.printing.told.verdicts import titled

__all__ = ["regularizers"]


def regularizers(found: Discovery) -> Document:
    """The document of a discovery.

    >>> from mirrorsym import discover
    >>> [line.name for line in regularizers(discover("u*v")).lines]
    ['g', 'basis[0]', 'basis[1]', 'basis[2]']
    """
    pair = found.pair or Pair(g=found.g, domain=found.domain, variables=found.variables)
    teller = Teller(pair)
    parts: list[Part] = [*teller.introduced(), Section("The regularizers that commute with g")]
    if found.holds_on:
        parts.append(Paragraph(("What follows holds where ", *teller.conditions(found.holds_on), ".")))
    parts.append(Paragraph(teller.say("All brackets [grad g_i, grad h] vanish on M for every h in the span of")))
    parts.append(Display(tuple(
        Line(Script(Atom("h"), down=Atom(str(i + 1), "number")), teller.box(e), f"basis[{i}]", e) for i, e in enumerate(found.basis))))
    if found.infinite:
        parts.append(Paragraph(("and of ", *teller.say(f"{found.infinite}."))))
    if found.elsewhere:
        entries: list[tuple[Inline, ...]] = [(teller.box(h), *teller.say(f" where {where}")) for h, where in found.elsewhere]
        parts.append(Paragraph(("On a part of ", Atom("M"), " only: ", *commas_of(entries), ".")))
    given = ("" if not found.given else " where ", *teller.conditions(found.given))
    if found.complete:
        size = "it is infinite-dimensional" if found.infinite else f"its dimension is {found.dimension}"
        said: tuple[Inline, ...] = (f"The space is proved to be complete: {size}", *given, ". ")
    elif found.infinite:
        said = ("The space is infinite-dimensional. ",)
    else:
        upper = "or more" if found.dimension_upper is None else f"to {found.dimension_upper}"
        said = (f"The space is not proved to be complete: its dimension is {found.dimension} {upper}. ",)
    parts += [Section("Is that all?"), Paragraph((*said, *teller.say(f"{found.because[:1].upper()}{found.because[1:]}."))),
              Paragraph(("Searched: ", *teller.say(f"{found.ansatz}.")))]
    return Document(f"Regularizers that commute with {titled(pair)}", tuple(parts))
