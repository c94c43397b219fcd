"""The answer of `horizon` as a document: the potential, its degree and horizon function, homog's assumptions and theorems.

Main definition: `horizons`.
"""

from __future__ import annotations

from mirrorsym.horizon_function import Horizon
from mirrorsym.printing.document import Display, Document, Inline, Line, Paragraph, Part, Section, Table
from mirrorsym.printing.horizon import SAID, verdicts_of
from mirrorsym.printing.notation import Notation
from mirrorsym.printing.setting import Speaker, commas, fixed
from mirrorsym.printing.told.verdicts import spoken
from mirrorsym.printing.words import STATUS_WORDS

__all__ = ["horizons"]


def horizons(found: Horizon) -> Document:
    """The document of a horizon.

    >>> from mirrorsym import horizon
    >>> [line.name for line in horizons(horizon("x**4/4")).lines][:2]
    ['R', 'alpha']
    """
    data = found.to_json()
    names = {*data["x"], *(data["parameters"] or {})}
    speaker = Speaker(Notation(known=frozenset(names)))
    lines = [Line(fixed("R"), speaker.box(found.R), "R", found.R)]
    for name, left in (("alpha", "alpha"), ("phi", "phi"), ("rho", "rho(s)"), ("limit", "lim R/rho")):
        value = getattr(found, name)
        if value is not None:
            lines.append(Line(fixed(left), speaker.box(value), name, value))
    parts: list[Part] = [Section("The potential and its horizon"), Display(tuple(lines))]
    about: list[Inline] = []
    if data["domain"]:
        about += ["On ", *commas([speaker.formula(c) for c in data["domain"]]), ". "]
    if data["copies"] is not None:
        about.append(f"Summed over {data['copies']} coordinates. ")
    if found.shape is not None:
        about.append(f"Shape of the horizon: {found.shape}. ")
    about += [f"{STATUS_WORDS[str(found.status)]}: ", *speaker.say(f"{found.because}.")]
    parts.append(Paragraph(tuple(about)))
    rows = []
    for name, v in verdicts_of(found.assumptions):
        point = () if not v.get("witness") else ("; at ", *commas([speaker.formula(f"{n} = {x}") for n, x in v["witness"].items()]))
        rows.append(((SAID[name].strip(),), (STATUS_WORDS[v["status"]],), (*speaker.say(v["because"] or ""), *point)))
    if rows:
        parts += [Section("Assumptions"), Table(("assumption", "verdict", "why"), tuple(rows))]
    applying: list[tuple[tuple[Inline, ...], ...]] = [
        ((name,), (STATUS_WORDS[t["status"]],), speaker.say(t["because"])) for name, t in found.theorems.items()]
    if applying:
        parts += [Section("Theorems"), Table(("theorem", "", "why"), tuple(applying))]
    parts += [Paragraph((f"Warning: {w}",)) for w in data["warnings"] or ()]
    text = spoken(found.R)
    return Document(f"The horizon of R = {text}" if len(text) < 80 else "The horizon of a mirror potential", tuple(parts))
