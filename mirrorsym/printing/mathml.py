"""MathML: formulas for browsers and readers aloud, without any script.

Main definition: `spelled`.
"""

from __future__ import annotations

from html import escape

from mirrorsym.printing.boxes import Atom, Box, Cases, Fence, Frac, Matrix, Over, Root, Row, Script

__all__ = ["math", "spelled"]


def math(box: Box, display: bool = False, source: str = "") -> str:
    """A whole `math` element; `source` is the formula in the grammar of pairs, kept as an annotation.

    >>> math(Atom("x"), source="x")
    '<math><semantics><mi>x</mi><annotation encoding="text/x-mirrorsym">x</annotation></semantics></math>'
    """
    body = spelled(box)
    if source:
        body = f'<semantics>{_one(body)}<annotation encoding="text/x-mirrorsym">{escape(source)}</annotation></semantics>'
    return f'<math display="block">{body}</math>' if display else f"<math>{body}</math>"


def spelled(box: Box) -> str:
    """The box as MathML elements."""
    if isinstance(box, Atom):
        return _atom(box)
    if isinstance(box, Row):
        return "<mrow>" + "".join(map(spelled, box.parts)) + "</mrow>"
    if isinstance(box, Frac):
        return f"<mfrac>{spelled(box.above)}{spelled(box.below)}</mfrac>"
    if isinstance(box, Script):
        base = spelled(box.base)
        if box.up is None:
            return f"<msub>{base}{spelled(box.down)}</msub>"
        if box.down is None:
            return f"<msup>{base}{spelled(box.up)}</msup>"
        return f"<msubsup>{base}{spelled(box.down)}{spelled(box.up)}</msubsup>"
    if isinstance(box, Root):
        return f"<msqrt>{spelled(box.body)}</msqrt>"
    if isinstance(box, Fence):
        left, right = (f'<mo fence="true">{escape(s.lstrip(chr(92)))}</mo>' for s in (box.left, box.right))
        return f"<mrow>{left}{spelled(box.body)}{right}</mrow>"
    if isinstance(box, Over):
        return f"<mrow><munderover><mo>{box.sign}</mo>{spelled(box.under)}{spelled(box.over)}</munderover>{spelled(box.body)}</mrow>"
    if isinstance(box, Cases):
        rows = "".join(
            f"<mtr><mtd>{spelled(v)}</mtd><mtd>"
            + ("<mtext>otherwise</mtext>" if c is None else f"<mtext>if </mtext>{spelled(c)}")
            + "</mtd></mtr>"
            for v, c in box.rows
        )
        return f'<mrow><mo fence="true">{{</mo><mtable columnalign="left left">{rows}</mtable></mrow>'
    return _matrix(box)


def _matrix(box: Matrix) -> str:
    rows = "".join("<mtr>" + "".join(f"<mtd>{spelled(e)}</mtd>" for e in r) + "</mtr>" for r in box.rows)
    return f'<mrow><mo fence="true">(</mo><mtable>{rows}</mtable><mo fence="true">)</mo></mrow>'


def _atom(a: Atom) -> str:
    text = escape(a.text)
    if a.kind in ("open", "close"):
        return f'<mo fence="true">{text}</mo>'
    if a.kind == "number":
        return f"<mn>{text}</mn>"
    if a.kind == "operator":
        return f"<mo>{text}</mo>"
    if a.kind == "sign":
        return f'<mo form="prefix">{text}</mo>'
    if a.kind == "thin":
        return '<mspace width="0.17em"/>'
    if a.kind == "function":
        return f"<mi>{text}</mi><mo>&#x2061;</mo>"
    if a.kind == "word":
        return f'<mi mathvariant="normal">{text}</mi>'
    if a.kind in ("text", "prose"):
        return (
            f"<mtext>{text}</mtext>"
            if a.text.strip() not in (",", "/")
            else f'<mo separator="true">{text.strip()}</mo>'
            if "," in a.text
            else f"<mo>{text}</mo>"
        )
    return f"<mi>{text}</mi>"


def _one(body: str) -> str:
    return body if body.startswith("<mrow>") or body.count("<") <= 2 else f"<mrow>{body}</mrow>"
