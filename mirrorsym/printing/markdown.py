"""Documents as Markdown with LaTeX formulas between dollar signs, as notebooks and code hosts show it.

Main definition: `markdown`.
"""

from __future__ import annotations

import re

from mirrorsym.printing.document import Cite, Code, Display, Document, Figure, Inline, Paragraph, Part, Section
from mirrorsym.printing.latex import spelled
from mirrorsym.printing.paper import pieces
from mirrorsym.printing.papers import paper
from mirrorsym.printing.prose import prose

__all__ = ["markdown"]

_MARKS = re.compile(r"([\\`*_\[\]<>#|$])")


def markdown(doc: Document) -> str:
    """The whole document.

    >>> markdown(Document("a_b", (Paragraph(("plain * text",)),)))
    '# a\\\\_b\\n\\nplain \\\\* text\\n'
    """
    return "\n\n".join([f"# {_text(doc.title)}", *map(_part, doc.parts), *_papers(doc)]) + "\n"


def _papers(doc: Document) -> list[str]:
    rows = []
    for key in doc.papers:
        p = paper(key)
        told = ". ".join(t for t in (_text(p.names), f"*{_text(p.title)}*", _text(p.published)) if t)
        rows.append(f"- \\[{_text(key)}\\]: {told}.")
    return ["## Papers", "\n".join(rows)] if rows else []


def _part(part: Part) -> str:
    if isinstance(part, Section):
        return f"{'#' * (part.level + 1)} {_text(part.title)}"
    if isinstance(part, Paragraph):
        return _inline(part.parts)
    if isinstance(part, Display):
        rows = [piece for line in part.lines for piece in pieces(line)]
        body = rows[0].replace("&", "") if len(rows) == 1 else r"\begin{aligned}" + "\n" + " \\\\\n".join(rows) + "\n" + r"\end{aligned}"
        mark = f" *[{_text(part.mark)}]*" if part.mark else ""
        why = _inline(part.because) + mark
        return f"$$\n{body}\n$$" + (f"\n\n{why.strip()}" if why else "")
    if isinstance(part, Figure):
        return _figure(part)
    if isinstance(part, Code):
        return "\n".join("    " + line for line in part.text.strip("\n").split("\n"))
    head = "| " + " | ".join(map(_text, part.head)) + " |\n|" + "---|" * len(part.head)
    return "\n".join([head, *("| " + " | ".join(map(_cell, r)) + " |" for r in part.rows)])


def _figure(part: Figure) -> str:
    """Markdown has no curves: their values at seven places."""
    shown = part.curves[0].points[:: max(1, len(part.curves[0].points) // 6)]
    rows = ["| x | " + " | ".join(c.label for c in part.curves) + " |", "|---|" + "---|" * len(part.curves)]
    for x, _ in shown:
        values = (dict(c.points).get(x) for c in part.curves)
        rows.append(f"| {x:g} | " + " | ".join("" if v is None else f"{v:.4g}" for v in values) + " |")
    return "\n".join([*rows, "", _inline(prose(part.caption))])


def _inline(parts: tuple[Inline, ...]) -> str:
    out = []
    for p in parts:
        if isinstance(p, str):
            out.append(_text(p))
        elif isinstance(p, Cite):
            out.append(f"[{p.key}{', ' + p.place if p.place else ''}]".replace("[", r"\[").replace("]", r"\]"))
        else:
            out.append(f"${spelled(p).strip()}$")
    return "".join(out)


def _cell(parts: tuple[Inline, ...]) -> str:
    return "".join(f"${spelled(p).strip()}$".replace("|", r"\vert ") if not isinstance(p, str | Cite) else _inline((p,)) for p in parts)


def _text(text: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(text.split("\n")))
