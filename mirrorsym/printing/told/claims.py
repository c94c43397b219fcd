"""Claims of the register as a document: what a paper prints, the verdict, where it fails, the statement as it should be.

The register is above this floor, so claims come as the plain data of `mirrorsym.audit/1`.

Main definition: `claims`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mirrorsym.errors import InputError
from mirrorsym.expression import RELATIONS, Expression
from mirrorsym.grammar import parse
from mirrorsym.printing.boxes import Atom, Box, Script
from mirrorsym.printing.document import Cite, Code, Display, Document, Inline, Line, Paragraph, Part, Section, Table
from mirrorsym.printing.gathered import gathered
from mirrorsym.printing.layout import layout, relation
from mirrorsym.printing.notation import Notation
from mirrorsym.printing.papers import PAPERS
from mirrorsym.printing.prose import prose
from mirrorsym.printing.prose_reading import read
from mirrorsym.printing.setting import commas, fixed

__all__ = ["claims"]

_PLAIN = Notation()
#: name of a printed formula -> how it is introduced
_LEFT = {"R": "R_a(x)", "Q": "Q_a(mu)", "grad_R": "grad R_a(x)", "minimizer": "x(a)", "h": "h(w)", "g": "g(w)", "alpha": "alpha_t"}


def claims(results: Mapping[str, Mapping[str, Any]]) -> Document:
    """The document of claims by their names, in the order given.

    >>> found = {"status": "HOLDS", "as_printed": "HOLDS", "corrected": None, "scope": "proved in general", "because": "it is so",
    ...          "witness": None, "recorded": "HOLDS", "agrees": True, "seconds": 0.1, "paper": "tdmf", "where": "Eq. (1)",
    ...          "wording": "VERBATIM-MEANING", "says": "x is x", "printed": {"R": "x**2"}, "hypotheses": [], "corrected_says": None,
    ...          "corrected_formulas": None, "uses": [], "evidence": [], "script": None}
    >>> [part.title for part in claims({"tdmf/eq_1": found}).parts if isinstance(part, Section)]
    ['tdmf/eq_1']
    """
    parts: list[Part] = []
    if len(results) > 1:
        rows = tuple((_name(name), (r["as_printed"],), (r["corrected"] or "",), (r["scope"],)) for name, r in results.items())
        parts += [Section("All claims"), Table(("claim", "as printed", "corrected", "scope"), rows)]
    for name, r in results.items():
        parts += _claim(name, r)
    one = next(iter(results), "")
    return Document(f"The claim {one}" if len(results) == 1 else f"Claims of the papers: {len(results)}", tuple(parts))


def _name(name: str) -> tuple[Inline, ...]:
    return (name.replace("/", "/ "),)


def _claim(name: str, r: Mapping[str, Any]) -> Iterable[Part]:
    yield Section(name)
    where: Inline = Cite(r["paper"], r["where"]) if r["paper"] in PAPERS else f"{r['paper']}, {r['where']}"
    rebuilt = "" if r["wording"] == "VERBATIM-MEANING" else "; the text of the paper had lost parts of it, which are rebuilt here"
    yield Paragraph((where, rebuilt, ": ", *prose(r["says"])))
    if r["hypotheses"]:
        yield Paragraph(("Hypotheses: ", *prose("; ".join(r["hypotheses"]) + ".")))
    yield from _formulas("As printed:", r["printed"])
    out: list[Inline] = [f"{r['as_printed']} as printed ({r['scope']}): ", *prose(r["because"])]
    if r["witness"]:
        out += ["; at ", *commas([_read(f"{n} = {v}") for n, v in r["witness"].items()])]
    yield Paragraph((*out, "."))
    if not r["agrees"]:
        yield Paragraph((f"This differs from the record, which says {r['recorded']}.",))
    for line in r["evidence"]:
        yield Paragraph(("Looked at: ", *prose(line)))
    if r["corrected_says"]:
        yield Paragraph((f"Corrected ({r['corrected'] or 'not decided'}): ", *prose(r["corrected_says"])))
        yield from _formulas("As corrected:", r["corrected_formulas"] or {})
    if r["script"] and r["as_printed"] == "FAILS":
        yield Paragraph(("A program in which it can be seen to fail:",))
        yield Code(r["script"])


def _formulas(lead: str, given: Mapping[str, str]) -> Iterable[Part]:
    """Formulas one under the other; what the grammar does not read, and conditions, in a sentence."""
    lines: list[Line] = []
    rest: list[tuple[str, str]] = []
    for name, text in given.items():
        e = _parsed(text)
        if e is None or e.op in RELATIONS or e.op == "true":
            rest.append((name, text))
        else:
            lines.append(Line(_left(name), layout(gathered(e), _PLAIN), name, e))
    if lines:
        yield Paragraph((lead,))
        yield Display(tuple(lines))
    for name, text in rest:
        e = _parsed(text)
        shown: tuple[Inline, ...] = (text,) if e is None or e.op == "true" else (relation(e, _PLAIN),)
        yield Paragraph((f"{lead} {name.replace('_', ' ')}: ", *shown, "."))


def _parsed(text: str) -> Expression | None:
    try:
        return parse(text)
    except InputError:
        return None


def _read(text: str) -> Box:
    return read(text, _PLAIN)


def _left(name: str) -> Box:
    if name in _LEFT:
        return fixed(_LEFT[name])
    stem, _, number = name.partition("[")
    if number.rstrip("]").isdigit():
        return Script(_left(stem), down=Atom(str(int(number.rstrip("]")) + 1), "number"))
    return _PLAIN.symbol(name) if name.isidentifier() else Atom(name, "prose")
