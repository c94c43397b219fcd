"""Typst: formulas and documents, and PDF by the `typst` wheel, which needs no TeX.

Main definitions: `spelled`, `typst`, `pdf`.
"""

from __future__ import annotations

from mirrorsym.errors import InputError
from mirrorsym.printing.boxes import Atom, Box, Cases, Fence, Frac, Matrix, Over, Root, Row, Script
from mirrorsym.printing.document import Cite, Code, Display, Document, Figure, Inline, Paragraph, Part, Section, Table
from mirrorsym.printing.layout_breaks import broken
from mirrorsym.printing.papers import paper
from mirrorsym.printing.prose import prose

__all__ = ["pdf", "spelled", "typst"]

_HEAD = """#set page(margin: 2.4cm, numbering: "1")
#set text(font: "New Computer Modern", size: 10.5pt)
#set par(justify: true)
#show math.equation: set block(breakable: true)
"""
_WORD = 24  # a longer word may be broken
_DASHES = ("solid", "dashed", "dotted", "dash-dotted")
_FUNCTIONS = frozenset({"log", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "max", "min"})
_MEANING = frozenset("\\#$*_`@<>[]{}~/\"'=-+")


def pdf(doc: Document) -> bytes:
    """The document as PDF; InputError in one line where the extra is missing."""
    try:
        import typst as engine  # type: ignore[import-not-found]
    except ImportError:
        raise InputError(["PDF needs the typst wheel: pip install 'mirrorsym[pdf]'; --to latex, html and typst work without it"]) from None
    done: bytes = engine.compile(typst(doc).encode())
    return done


def typst(doc: Document) -> str:
    """The document as Typst."""
    return f"{_HEAD}\n#align(center, text(15pt)[{_text(doc.title)}])\n\n" + "\n\n".join([*map(_part, doc.parts), *_papers(doc)]) + "\n"


def _papers(doc: Document) -> list[str]:
    rows = []
    for key in doc.papers:
        p = paper(key)
        told = ". ".join(t for t in (_text(p.names), f"_{_text(p.title)}_", _text(p.published)) if t)
        rows.append(f"- \\[{_text(key)}\\]: {told}.")
    return ["== Papers", "\n".join(rows)] if rows else []


def _part(part: Part) -> str:
    if isinstance(part, Section):
        return f"{'=' * (part.level + 1)} {_text(part.title)}"
    if isinstance(part, Paragraph):
        return _inline(part.parts)
    if isinstance(part, Display):
        rows = []
        for line in part.lines:
            left = "" if line.left is None else spelled(line.left)
            first, *more = broken(line.right, 74)
            rows.append(f"{left} &= {spelled(first)}")
            rows += [f"&quad {spelled(m)}" for m in more]
        mark = f" _\\[{_text(part.mark)}\\]_" if part.mark else ""
        why = (_inline(part.because) + mark).strip()
        return "$ " + " \\\n".join(rows) + " $" + (f"\n{why}" if why else "")
    if isinstance(part, Code):
        return "#raw(block: true, " + _quoted(part.text.strip("\n")) + ")"
    return _figure(part) if isinstance(part, Figure) else _table(part)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _figure(part: Figure) -> str:
    wide, high = 220, 130
    out = [f"#align(center, block(width: {wide + 60}pt, height: {high + 14}pt)[",
           f"#place(line(start: (0pt, {high}pt), end: ({wide}pt, {high}pt)))#place(line(start: (0pt, 0pt), end: (0pt, {high}pt)))"]
    for i, curve in enumerate(part.curves):
        pieces = part.inside(curve, wide, high)
        for piece in pieces:
            (x, y), *rest = piece
            lines = ", ".join(f"curve.line(({z:g}pt, {high - t:g}pt))" for z, t in rest)
            stroke = f'(thickness: .8pt, dash: "{_DASHES[i % len(_DASHES)]}")'
            out.append(f"#place(curve(stroke: {stroke}, curve.move(({x:g}pt, {high - y:g}pt)), {lines}))")
        if pieces:
            x, y = pieces[-1][-1]
            out.append(f"#place(dx: {x + 3:g}pt, dy: {high - y - 4:g}pt, text(8pt)[${curve.label}$])")
    x0, x1, _, _ = part.box
    for x, label in ((0, f"{x0:g}"), (wide // 2, "x"), (wide - 6, f"{x1:g}")):
        out.append(f"#place(dx: {x}pt, dy: {high + 3}pt, text(8pt)[${label}$])")
    return "\n".join(out) + f"\n])\n#align(center)[{_inline(prose(part.caption))}]"


def _table(part: Table) -> str:
    share = {2: "(1fr, 3fr)", 3: "(1.5fr, 1fr, 2.2fr)"}.get(len(part.head), f"{len(part.head)}")
    cells = [f"[*{_text(h)}*]" for h in part.head] + [f"[{_inline(c)}]" for r in part.rows for c in r]
    return f"#table(columns: {share}, stroke: none, align: left, inset: 4pt,\n  " + ",\n  ".join(cells) + ")"


def _inline(parts: tuple[Inline, ...]) -> str:
    out = []
    for p in parts:
        if isinstance(p, str):
            out.append(_text(p))
        elif isinstance(p, Cite):
            out.append(f"\\[{_text(p.key)}{', ' + _text(p.place) if p.place else ''}\\]")
        else:
            out.append(f"${spelled(p)}$")
    return "".join(out)


def _text(text: str) -> str:
    words = (w if len(w) <= _WORD else "\u200b".join(w[i : i + 8] for i in range(0, len(w), 8)) for w in text.split(" "))
    return "".join("\\" + c if c in _MEANING else c for c in " ".join(words))


def spelled(box: Box) -> str:
    """The box in Typst's math mode.

    >>> spelled(Frac(Atom("x"), Script(Atom("u"), down=Atom("0", "number"))))
    'frac(x, u_(0))'
    """
    if isinstance(box, Atom):
        return _atom(box)
    if isinstance(box, Row):
        return " ".join(map(spelled, box.parts))
    if isinstance(box, Frac):
        return f"frac({spelled(box.above)}, {spelled(box.below)})"
    if isinstance(box, Script):
        return (
            spelled(box.base)
            + ("" if box.down is None else f"_({spelled(box.down)})")
            + ("" if box.up is None else f"^({spelled(box.up)})")
        )
    if isinstance(box, Root):
        return f"sqrt({spelled(box.body)})"
    if isinstance(box, Fence):
        left, right = (
            {"(": "(", ")": ")", "|": "|", "[": "[", "]": "]", "\\{": "{", "\\}": "}", "⟨": "chevron.l", "⟩": "chevron.r"}[s]
            for s in (box.left, box.right)
        )
        return f"lr({left} {spelled(box.body)} {right})"
    if isinstance(box, Over):
        return f"sum_({spelled(box.under)})^({spelled(box.over)}) {spelled(box.body)}"
    if isinstance(box, Cases):
        rows = (f"{spelled(v)} & " + ('"otherwise"' if c is None else f'"if" {spelled(c)}') for v, c in box.rows)
        return f"cases({', '.join(rows)})"
    return _matrix(box)


def _matrix(box: Matrix) -> str:
    return "mat(" + "; ".join(", ".join(map(spelled, r)) for r in box.rows) + ")"


def _atom(a: Atom) -> str:
    if a.kind == "function":
        return a.text if a.text in _FUNCTIONS else f'op("{a.text}")'
    if a.kind in ("word", "prose"):
        escaped = a.text.replace("\\", "\\\\").replace('"', '\\"')
        return f'upright("{escaped}")'
    if a.kind in ("open", "close"):
        return "\\" + a.text
    if a.kind == "thin":
        return "thin"
    if a.kind == "text":
        return "\\/" if a.text == "/" else a.text.strip().replace(",", "\\,") if "," in a.text else f'"{a.text}"'
    if a.kind in ("operator", "sign"):
        return {"<": "<", ">": ">"}.get(a.text, a.text)
    return a.text if a.kind == "number" else " ".join(a.text)
