"""The answer of `parametrize` or `isometric` as a document: the potential, the map or the embedding, and what is proved about them.

Main definition: `parametrizations`.
"""

from __future__ import annotations

from mirrorsym.maps import Pair
from mirrorsym.parametrization import Parametrization
from mirrorsym.printing.boxes import Atom, Box, Fence, Script, row
from mirrorsym.printing.document import Display, Document, Inline, Line, Paragraph, Part, Section, Table
from mirrorsym.printing.parametrization import CLAIMS
from mirrorsym.printing.setting import Teller, listed
from mirrorsym.printing.told.verdicts import remarks, spoken
from mirrorsym.printing.words import STATUS_WORDS

__all__ = ["parametrizations"]


def parametrizations(found: Parametrization) -> Document:
    """The document of a parametrization.

    >>> from mirrorsym import parametrize
    >>> doc = parametrizations(parametrize("x*log(x) - x", domain=["x > 0"]))
    >>> [line.name for line in doc.lines]
    ['R', 'g', 'F']
    """
    domain = found.domain
    about = Teller(Pair(g=[found.R], domain=domain))
    conditions = about.conditions(domain.conditions)
    where: tuple[Inline, ...] = (" where ", *conditions) if conditions else (" of all real vectors",)
    names = [about.notation.symbol(v) for v in domain.variables]
    clock = (", with the clock ", about.notation.symbol(found.clock)) if found.clock else ()
    vector: Box = listed(names) if len(names) == 1 else Fence(listed(names))
    parts: list[Part] = [Section("The potential"), Paragraph(("Let ", vector, " lie in ", Atom("X"), *where, *clock, ", and"))]
    parts.append(Display((Line(row(Atom("R"), Fence(listed(names))), about.box(found.R), "R", found.R),)))
    if domain.parameters:
        kinds: list[Inline] = []
        for p in domain.parameters:
            kinds += [", " if kinds else "Parameters: ", *about.kind(p.name, p.kind)]
        parts.append(Paragraph((*kinds, ".")))
    if found.pair is not None:
        parts += [Section("The parametrization"), *Teller(found.pair).introduced()[1:]]
    if found.embedding is not None:
        parts.append(Paragraph(("The embedding of ", Atom("X"), " is",)))
        several = len(found.embedding) > 1
        parts.append(Display(tuple(
            Line(row(Script(Atom("F"), down=Atom(str(i + 1), "number")) if several else Atom("F"), Fence(listed(names))), about.box(e),
                 f"F[{i}]" if several else "F", e) for i, e in enumerate(found.embedding))))
    rows = []
    for name, v in (*found.claims.items(), *found.criteria.items()):
        said = CLAIMS.get(name, f"g is {name.replace('_', ' ')}")
        rows.append((about.say(said), (STATUS_WORDS[str(v.status)],), (*about.say(v.because), *remarks(v, about))))
    parts += [Section("What is proved"), Table(("claim", "verdict", "why"), tuple(rows))] if rows else []
    parts.append(Paragraph((f"{found.status}: ", *about.say(f"{found.because}."))))
    what = "An isometric embedding for" if found.about == "isometry" else "A parametrization for"
    text = spoken(found.R)
    return Document(f"{what} R = {text}" if len(text) < 80 else f"{what} a potential", (*parts,))
