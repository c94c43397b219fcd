"""The report of `check` as a document: the pair, the verdict on every criterion, the theorems; for several pairs an overview first.

Main definitions: `verdicts`, `remarks`, `titled`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mirrorsym.expression import Expression
from mirrorsym.maps import Pair
from mirrorsym.printing.document import Cite, Document, Inline, Paragraph, Part, Section, Table
from mirrorsym.printing.laws import ABOUT, FEW
from mirrorsym.printing.setting import Speaker, Teller, commas, commas_of
from mirrorsym.printing.words import STATUS_WORDS, clean, in_order, theorem_words
from mirrorsym.report import PairReport
from mirrorsym.verdict import Verdict

__all__ = ["cited", "remarks", "spoken", "titled", "verdicts"]

_LONG = 80


def verdicts(reports: Sequence[tuple[str, PairReport]], laws: Sequence[Mapping[str, Any]] | None = None) -> Document:
    """The document of (name, report) rows; `laws` are the conservation laws of each, where they were asked for.

    >>> from mirrorsym import check
    >>> doc = verdicts([("p", check(Pair(g=["u*v", "u**2"])))])
    >>> [row[1] for row in doc.parts[4].rows if row[0] == ("commuting",)]
    [('FAILS',)]
    """
    if len(reports) == 1:
        return Document(titled(reports[0][1].pair), tuple(_told(reports[0][1], 1, laws[0] if laws else None)))
    rows = []
    for name, report in reports:
        by: dict[str, list[str]] = {}
        for criterion in in_order(report.criteria):
            by.setdefault(str(report.criteria[criterion].status), []).append(criterion.replace("_", " "))
        applies = commas_of([(cited(n),) for n, t in report.theorems.items() if str(t.status) == "HOLDS"])
        still = [*by.get("CONDITIONAL", ()), *by.get("UNDECIDED", ())]
        rows.append(((clean(name),), (", ".join(by.get("FAILS", ())),), (", ".join(still),), applies))
    parts: list[Part] = [Section("All pairs"), Table(("pair", "fails", "conditional or open", "what applies"), tuple(rows))]
    for i, (name, report) in enumerate(reports):
        parts += [Section(clean(report.pair.title or name)), *_told(report, 2, laws[i] if laws else None)]
    return Document(f"Verdicts on {len(reports)} pairs", tuple(parts))


def titled(pair: Pair) -> str:
    """A title for a pair: its own, or what g is.

    >>> titled(Pair(g=["u", "v"]))
    'g = (u, v)'
    """
    if pair.title.strip():
        return pair.title
    text = ", ".join(map(spoken, pair.g))
    if len(text) > _LONG:
        return f"A map with {len(pair.g)} coordinates" if len(pair.g) > 1 else "A map"
    return f"g = ({text})" if len(pair.g) > 1 else f"g = {text}"


def spoken(e: Expression) -> str:
    """A formula as plain text for readers.

    >>> from mirrorsym.grammar import parse
    >>> spoken(parse("2*u**2"))
    '2 u^2'
    """
    return str(e).replace("**", "^").replace("*", " ")


def cited(name: str) -> Cite:
    """A theorem by its name in the reports.

    >>> cited("tdmf.c3.1")
    Cite(key='tdmf', place='Cor. 3.1')
    """
    paper, _, number = name.partition(".")
    return Cite(paper, f"Cor. {number[1:]}" if number.startswith("c") else f"Thm {number.upper()}")


def remarks(verdict: Verdict, teller: Speaker) -> tuple[Inline, ...]:
    """What a verdict says beside its reason: the condition, the point, where it holds."""
    out: list[Inline] = []
    if verdict.condition and "exactly when" not in verdict.because:
        out += ["; exactly when ", *teller.conditions(verdict.condition)]
    if verdict.witness:
        out += ["; at ", *teller.point(verdict.witness)]
    if verdict.holds_on:
        out += ["; where " if str(verdict.status) == "HOLDS" else "; it does hold where ", *teller.conditions(verdict.holds_on)]
    details = verdict.details or {}
    if details.get("printed") == "does not vanish" and str(verdict.status) == "HOLDS":
        out += ["; as printed, ", *teller.say(f"W(g, h) does not vanish: {details['why']}")]
    return tuple(out)


def _told(report: PairReport, level: int, laws: Mapping[str, Any] | None) -> Iterable[Part]:
    teller = Teller(report.pair, report.to_json())
    yield Section("Setting", level)
    yield from teller.introduced()[1:]
    rows = []
    for name in in_order(report.criteria):
        v = report.criteria[name]
        rows.append(((name.replace("_", " "),), (STATUS_WORDS[str(v.status)],), (*teller.say(v.because), *remarks(v, teller))))
    yield Section("Verdicts", level)
    yield Table(("criterion", "verdict", "why"), tuple(rows))
    if report.theorems:
        yield Section("Theorems", level)
        found = []
        for name, t in report.to_json()["theorems"].items():
            word, because = theorem_words(t)
            found.append(((cited(name),), (word,), teller.say(because)))
        yield Table(("theorem", "", "why"), tuple(found))
    for key, title in ABOUT.items() if laws else ():
        if laws is not None and laws[key] is not None:
            yield from _laws(title, laws[key], teller, level)


def _laws(title: str, part: Mapping[str, Any], teller: Teller, level: int) -> Iterable[Part]:
    yield Section(title[0].upper() + title[1:], level)
    shown = [teller.formula(law) for law in part["laws"][:FEW]]
    more = f" and {len(part['laws']) - FEW} more" if len(part["laws"]) > FEW else ""
    found: tuple[Inline, ...] = (*commas(shown), f"{more}. ") if shown else ("None found. ",)
    yield Paragraph((*found, *teller.say(f"{part['because']}.")))
