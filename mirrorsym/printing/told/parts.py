"""Single verdicts, claims, potentials and derivations as short documents, as a notebook shows them.

Main definitions: `of_claim`, `of_derivation`, `of_potential`, `of_verdict`.
"""

from __future__ import annotations

from mirrorsym.claim import Claim
from mirrorsym.derivation import Derivation
from mirrorsym.expression import RELATIONS, Expression
from mirrorsym.potential import Potential
from mirrorsym.printing.boxes import Atom, Box, Fence, Script
from mirrorsym.printing.document import Display, Document, Inline, Line, Paragraph, Part, Table
from mirrorsym.printing.notation import Notation
from mirrorsym.printing.setting import Speaker, fixed
from mirrorsym.printing.told.verdicts import remarks
from mirrorsym.verdict import Verdict

__all__ = ["of_claim", "of_derivation", "of_potential", "of_verdict"]

#: field of a potential -> how it is introduced
_FIELDS = (("grad_Q", "grad Q_a(mu)"), ("Q", "Q_a(mu)"), ("grad_R", "grad R_a(x)"), ("R", "R_a(x)"), ("minimizer", "x(a)"))


def of_verdict(noun: Verdict) -> Document:
    """A verdict in one sentence.

    >>> from mirrorsym.verdict import Status
    >>> of_verdict(Verdict(Status.UNDECIDED, "smooth", "no answer within 10 s")).title
    'smooth'
    """
    names = {n for e in (*(noun.condition or ()), *(noun.holds_on or ())) for n in e.names} | set(noun.witness or ())
    speaker = Speaker(Notation(known=frozenset(names)))
    source = ("", "") if not noun.source else (" (", *speaker.say(noun.source), ")")
    said = (f"{noun.about.replace('_', ' ')}: {noun.status}. ", *speaker.say(noun.because), *remarks(noun, speaker), ".", *source)
    return Document(noun.about.replace("_", " "), (Paragraph(said),))


def of_potential(noun: Potential) -> Document:
    """The formulas of a potential one under the other."""
    notation = Notation.of({"potential": noun.to_json()})
    speaker = Speaker(notation)
    lines: list[Line] = []
    for field, left in _FIELDS:
        value = getattr(noun, field)
        lines += _lines(left, field, () if value is None else value if isinstance(value, tuple) else (value,), speaker)
    parts: list[Part] = [Display(tuple(lines))] if lines else []
    return Document("A potential", (*parts, Paragraph((f"{noun.status}: ", *speaker.say(f"{noun.because}.")))))


def of_derivation(noun: Derivation) -> Document:
    """The steps with what proves them."""
    speaker = Speaker(Notation())
    rows = tuple(((s.name.replace("_", " "),), ("proved" if s.checked else "open",), speaker.say(s.because)) for s in noun.steps)
    return Document(noun.title, (Table(("step", "checked", "why"), rows),))


def of_claim(noun: Claim) -> Document:
    """A formula that somebody gave, what is proved of it, and the formula as it should be."""
    names = {n for e in (*noun.given, *(noun.corrected or ())) for n in e.names} | set(noun.witness or ())
    speaker = Speaker(Notation(known=frozenset(names)))
    left = dict(_FIELDS).get(noun.name, noun.name)
    parts: list[Part] = _claimed("", left, noun.given, speaker)
    out: list[Inline] = [f"{noun.status}: ", *speaker.say(noun.because)]
    if noun.witness:
        out += ["; at ", *speaker.point(noun.witness)]
    if noun.differs_by is not None:
        out += ["; the difference is ", speaker.box(noun.differs_by)]
    parts.append(Paragraph((*out, ".")))
    if noun.corrected and str(noun.status) != "HOLDS":
        parts += [Paragraph(("Derived instead:",)), *_claimed("", left, noun.corrected, speaker)]
    return Document(f"A formula for {noun.name.replace('_', ' ')}", tuple(parts))


def _claimed(lead: str, left: str, items: tuple[Expression, ...], speaker: Speaker) -> list[Part]:
    if any(e.op in RELATIONS for e in items):
        return [Paragraph((lead, *speaker.conditions(items), "."))]
    return [Display(tuple(_lines(left, "", items, speaker)))]


def _lines(left: str, name: str, items: tuple[Expression, ...], speaker: Speaker) -> list[Line]:
    of: Box = fixed(left)
    if len(items) == 1:
        return [Line(of, speaker.box(items[0]), name, items[0])]
    return [Line(Script(Fence(of), down=Atom(str(i), "number")), speaker.box(e), f"{name}[{i - 1}]", e) for i, e in enumerate(items, 1)]
