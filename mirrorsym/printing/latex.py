"""LaTeX: formulas, and documents that need amsmath, amssymb, amsthm, geometry and hyperref only.

Main definitions: `spelled`, `formula`, `look`.
"""

from __future__ import annotations

import unicodedata
from functools import singledispatch

from mirrorsym.expression import Expression
from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.printing.boxes import Atom, Box, Cases, Fence, Frac, Matrix, Over, Root, Row, Script, tall
from mirrorsym.printing.document import Cite, Document, Inline, Paragraph, Table
from mirrorsym.printing.gathered import gathered
from mirrorsym.printing.layout import layout
from mirrorsym.printing.notation import GREEK, Notation
from mirrorsym.report import PairReport

__all__ = ["escaped", "formula", "look", "spelled"]

_LETTERS = {sign: "\\" + name for name, sign in GREEK.items() if name not in ("lam", "lamda")} | {
    "ε": r"\varepsilon",
    "φ": r"\varphi",
    "∞": r"\infty",
    "∂": r"\partial",
    "∇": r"\nabla",
    "ℝ": r"\mathbb{R}",
    "⊙": r"\odot",
    "∫": r"\int",
    "π": r"\pi",
    "⟨": r"\langle",
    "⟩": r"\rangle",
    "…": r"\dots",
    "⊤": r"\top",
    "∑": r"\sum",
    "→": r"\to",
    "′": r"\prime",
    "∗": "*",
    "∘": r"\circ",
}
_OPERATORS = {
    "−": "-",
    "+": "+",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "∈": r"\in",
    "⋅": r"\cdot",
    "→": r"\to",
    "⊙": r"\odot",
    "↦": r"\mapsto",
    "∘": r"\circ",
    ":=": ":=",
}
_KNOWN = frozenset({"log", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "max", "min"})
_TEXT = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
}


#: a mark on a letter -> the command that sets it
_ACCENTS = {"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0308": '"', "\u030a": "r", "\u030c": "v", "\u0327": "c"}
_TYPOGRAPHY = {
    "\u2013": "--", "\u2014": "---", "\u2018": "`", "\u2019": "'", "\u201c": "``", "\u201d": "''", "\u2026": r"\dots{}", "\xa0": "~",
    "\xdf": r"\ss{}", "\xe6": r"\ae{}", "\xf8": r"\o{}", "\xd8": r"\O{}", "\u0142": r"\l{}", "\xb2": "$^2$", "\xb3": "$^3$",
    "\xd7": r"$\times$",
}  # fmt: skip


def escaped(text: str) -> str:
    r"""A user's text for LaTeX; a letter that pdflatex lacks becomes a question mark.

    >>> escaped("50% of $x_1$")
    '50\\% of \\$x\\_1\\$'
    """
    out = "".join(_TEXT.get(c, c) if c.isascii() else f"${_LETTERS[c]}$" if c in _LETTERS else _accented(c) for c in text)
    return " ".join(out.split())


def _accented(c: str) -> str:
    """A letter with an accent, or a sign of typography, in ASCII."""
    letters = unicodedata.normalize("NFD", c)
    base, mark = letters[0], letters[1:]
    if base.isascii() and base.isalpha() and mark in _ACCENTS:
        return rf"\{_ACCENTS[mark]}{{{base}}}"
    return _TYPOGRAPHY.get(c, "?")


def formula(e: Expression, notation: Notation | None = None) -> str:
    r"""The formula in math mode.

    >>> from mirrorsym.expression import sqrt, sym
    >>> formula(sqrt(sym("x") ** 2 + 1) / sym("u0"))
    '\\frac{\\sqrt{x^2 + 1}}{u_0}'
    """
    return spelled(layout(e, notation or Notation()))


def spelled(box: Box) -> str:
    """The box in math mode."""
    if isinstance(box, Atom):
        return _atom(box)
    if isinstance(box, Row):
        return _joined([spelled(p) for p in box.parts], box.parts)
    if isinstance(box, Frac):
        return rf"\frac{{{spelled(box.above)}}}{{{spelled(box.below)}}}"
    if isinstance(box, Script):
        base = spelled(box.base)
        if not isinstance(box.base, Atom | Fence):
            base = f"{{{base}}}"
        return base + (f"_{_group(box.down)}" if box.down is not None else "") + (f"^{_group(box.up)}" if box.up is not None else "")
    if isinstance(box, Root):
        return rf"\sqrt{{{spelled(box.body)}}}"
    if isinstance(box, Fence):
        signs = [{"|": mark}.get(sign) or _LETTERS.get(sign, sign) for sign, mark in ((box.left, r"\lvert"), (box.right, r"\rvert"))]
        left, right = (rf"\left{signs[0]}", rf"\right{signs[1]}") if tall(box.body) else signs
        return f"{_spaced(left)}{spelled(box.body)}{_spaced(right, before=True)}"
    if isinstance(box, Over):
        return rf"{_LETTERS[box.sign]}_{{{spelled(box.under)}}}^{{{spelled(box.over)}}} {spelled(box.body)}"
    if isinstance(box, Cases):
        rows = [f"{spelled(v)} & " + (r"\text{otherwise}" if c is None else rf"\text{{if }} {spelled(c)}") for v, c in box.rows]
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"
    return _matrix(box)


def _spaced(sign: str, before: bool = False) -> str:
    """A space where a command would run into the letter beside it."""
    if not sign[-1].isalpha() or sign in (r"\{", r"\}"):
        return sign
    return f" {sign}" if before else f"{sign} "


def _matrix(box: Matrix) -> str:
    return r"\begin{pmatrix} " + r" \\ ".join(" & ".join(map(spelled, r)) for r in box.rows) + r" \end{pmatrix}"


def _atom(a: Atom) -> str:
    if a.kind == "operator":
        return f" {_OPERATORS.get(a.text, a.text)} "
    if a.kind == "sign":
        return _OPERATORS.get(a.text, a.text)
    if a.kind in ("open", "close"):
        return rf"\big{'l' if a.kind == 'open' else 'r'}{a.text}"
    if a.kind == "thin":
        return " "
    if a.kind == "function":
        return "\\" + a.text if a.text in _KNOWN else rf"\operatorname{{{a.text}}}"
    if a.kind == "word":
        return rf"\mathrm{{{escaped(a.text)}}}"
    if a.kind == "text":
        return a.text
    if a.kind == "prose":
        return rf"\text{{{escaped(a.text)}}}"
    letters = [_LETTERS.get(c, c) if c.isascii() or c in _LETTERS else rf"\text{{{escaped(c)}}}" for c in a.text]
    return "".join(t + " " * (t[:1] == "\\" and i < len(letters) - 1 and letters[i + 1].isalpha()) for i, t in enumerate(letters))


def _joined(pieces: list[str], boxes: tuple[Box, ...]) -> str:
    out = ""
    for piece, box in zip(pieces, boxes, strict=True):
        glued = not out or out.endswith((" ", "(", "/", "-")) or piece.startswith((" ", ",", "/"))
        out += piece if glued or isinstance(box, Fence) else " " + piece
    return out


def _group(box: Box) -> str:
    text = spelled(box)
    return text if len(text) == 1 else f"{{{text}}}"


@singledispatch
def look(noun: object) -> str | None:
    """What a notebook shows; None for a noun without a look."""
    from mirrorsym.printing.told import told

    doc = told(noun)
    return None if doc is None else _glance(doc)


def _glance(doc: Document) -> str | None:
    """One formula in math mode that holds what a document displays, or its verdicts, or its first sentence."""
    rows = [f"{'' if line.left is None else spelled(line.left)} &= {spelled(line.right)}" for line in doc.lines]
    if rows:
        return r"$\displaystyle \begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}$"
    for part in doc.parts:
        if isinstance(part, Table):
            cells = [" & ".join(_inside(c) for c in r[:2]) for r in part.rows]
            return r"$\begin{array}{ll} " + r" \\ ".join(cells) + r" \end{array}$"
    sentence = next((p for p in doc.parts if isinstance(p, Paragraph)), None)
    return None if sentence is None else f"${_inside(sentence.parts)}$"


def _inside(parts: tuple[Inline, ...]) -> str:
    """A sentence within math mode."""
    out = []
    for p in parts:
        if isinstance(p, Cite):
            p = f"{p.key}, {p.place}" if p.place else p.key  # noqa: PLW2901 - the same as text
        out.append(rf"\text{{{' ' * p.startswith(' ')}{escaped(p)}{' ' * p.endswith(' ')}}}" if isinstance(p, str) else spelled(p))
    return "".join(out)


@look.register
def _(noun: PairReport) -> str | None:
    """The potential where there is one, else the verdicts."""
    if isinstance(noun.potential, Potential) and (noun.potential.R is not None or noun.potential.grad_Q is not None):
        return look(noun.potential)
    rows = [rf"\text{{{escaped(n.replace('_', ' '))}}} & \text{{{v.status}}}" for n, v in noun.criteria.items()]
    return r"$\begin{array}{ll} " + r" \\ ".join(rows) + r" \end{array}$"


@look.register
def _(noun: Potential) -> str | None:
    """R_a in closed form, or the equation that defines its gradient."""
    notation = Notation.of({"potential": noun.to_json()})
    if noun.R is not None:
        return rf"$\displaystyle R_a(x) = {formula(gathered(noun.R), notation)}$"
    if noun.grad_Q is not None:
        rows = [rf"{formula(gathered(e), notation)} &= {spelled(notation.symbol(x))}" for e, x in zip(noun.grad_Q, noun.x, strict=True)]
        return r"$\displaystyle \begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}$"
    return None


@look.register
def _(noun: Pair) -> str:
    """g and h."""
    rows = [rf"g_{{{i}}} &= {formula(e)}" if len(noun.g) > 1 else f"g &= {formula(e)}" for i, e in enumerate(noun.g, 1)]
    rows += [] if noun.h is None else [f"h &= {formula(noun.h)}"]
    return r"$\displaystyle \begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}$"
