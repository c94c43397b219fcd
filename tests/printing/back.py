"""What tests of printing share: readers that take our LaTeX, Typst and MathML back to numbers, and the formulas that a document displays.

The readers know the three formats as far as our writers use them.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import mpmath

from mirrorsym.expression import Expression
from mirrorsym.printing.boxes import Box
from mirrorsym.printing.document import Display, Document, Line
from mirrorsym.printing.latex import spelled as as_latex
from mirrorsym.printing.mathml import spelled as as_mathml
from mirrorsym.printing.typst import spelled as as_typst
from numeric_backend.lowering import lambdify

FUNCTIONS = {"arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "log": "log",
             "exp": "exp", "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh"}


def value(tokens: list[str], names: dict[str, mpmath.mpf]) -> mpmath.mpf:
    """The value of plain infix tokens, in which juxtaposition multiplies."""
    position = 0

    def peek() -> str:
        return tokens[position] if position < len(tokens) else ""

    def take() -> str:
        nonlocal position
        position += 1
        return tokens[position - 1]

    def total() -> mpmath.mpf:
        sign = -1 if peek() == "-" and take() else 1
        out = sign * product()
        while peek() in ("+", "-"):
            out = out + product() if take() == "+" else out - product()
        return out

    def product() -> mpmath.mpf:
        out = factor()
        while peek() not in ("", "+", "-", ")", "}"):
            sign = take() if peek() in ("*", "/") else "*"
            out = out * factor() if sign == "*" else out / factor()
        return out

    def factor() -> mpmath.mpf:
        t = take()
        if t in FUNCTIONS:
            n = exponent()
            return getattr(mpmath, FUNCTIONS[t])(factor()) ** n
        if t == "frac":
            above, below = factor(), factor()
            out = above / below
        elif t == "sqrt":
            out = mpmath.sqrt(factor())
        elif t in ("(", "{"):
            out = total()
            take()
        else:
            out = names[t] if t in names else mpmath.mpf(t)
        return out ** exponent()

    def exponent() -> mpmath.mpf:
        if peek() != "^":
            return mpmath.mpf(1)
        take()
        return factor()

    out = total()
    assert position == len(tokens), tokens[position:]
    return out


def from_latex(text: str) -> list[str]:
    text = re.sub(r"\\(left|right|bigl|bigr|operatorname)(?![a-zA-Z])", " ", text).replace(r"\cdot", "*").replace(r"\mathrm", "")
    text = re.sub(r"\{(arc[a-z]+)\}", r" \1 ", text)
    text = re.sub(r"([a-zA-Z])_\{([0-9a-z]+)\}", r"\1_\2", text)
    return [t.lstrip("\\") for t in re.findall(r"\\?[a-zA-Z]+(?:_[0-9a-z]+)?|\d+|[-+*/^(){}]", text)]


def from_typst(text: str) -> list[str]:
    text = text.replace("⋅", "*").replace("−", "-").replace("lr( (", "( (").replace("lr((", "((")
    text = re.sub(r"op\(\"([a-z]+)\"\)", r"\1", text)
    text = re.sub(r"([a-zμ])_\(([0-9a-z]+)\)", r"\1_\2", text)
    tokens = re.findall(r"[a-zA-Zμ]+(?:_[0-9a-z]+)?|\d+|[-+*/^(),]", text.replace("thin", ""))
    out: list[str] = []
    stack: list[bool] = []
    for i, t in enumerate(tokens):  # frac(a, b) becomes frac (a) (b)
        if t in ("(", "lr"):
            if t == "(":
                stack.append(i > 0 and tokens[i - 1] == "frac")
                out.append("(")
        elif t == ")":
            stack.pop()
            out.append(")")
        elif t == ",":
            assert stack[-1]
            out += [")", "("]
        elif t != "lr":
            out.append(t)
    return [t.replace("μ", "mu") for t in out]


def from_mathml(text: str) -> list[str]:
    def read(e: ET.Element) -> list[str]:
        tag, parts = e.tag, [read(c) for c in e]
        if tag == "mfrac":
            return ["frac", "(", *parts[0], ")", "(", *parts[1], ")"]
        if tag == "msqrt":
            return ["sqrt", "(", *(t for p in parts for t in p), ")"]
        if tag in ("msup", "msub", "msubsup"):
            base = parts[0] if len(parts[0]) == 1 else ["(", *parts[0], ")"]
            low = parts[1] if tag != "msup" else []
            up = parts[-1] if tag != "msub" else []
            name = ["_".join([base[0], *low])] if low else base
            return [*name, *(["^", "(", *up, ")"] if up else [])]
        if tag in ("mi", "mn", "mo"):
            sign = {"−": "-", "⋅": "*", "\u2061": "", "μ": "mu"}.get(e.text or "", e.text or "")
            return [sign] if sign else []
        return [t for p in parts for t in p]

    return read(ET.fromstring(f"<mrow>{text}</mrow>"))  # noqa: S314 - written by us


READERS = {"latex": (as_latex, from_latex), "typst": (as_typst, from_typst), "mathml": (as_mathml, from_mathml)}


def lines(doc: Document) -> list[tuple[Line, dict[str, Box]]]:
    """Every displayed formula with the abbreviations that are explained beside it."""
    out = []
    for part in doc.parts:
        if isinstance(part, Display):
            short = {}
            for piece in part.because:
                parts = getattr(piece, "parts", ())
                if len(parts) > 2 and as_latex(parts[0]).startswith("c_"):
                    short[as_latex(parts[0])] = type(piece)(parts[2:])
            out += [(line, short) for line in part.lines if line.formula is not None]
    return out


def expected(e: Expression, names: dict[str, mpmath.mpf]) -> mpmath.mpf:
    order = sorted(e.names)
    return lambdify(e, order, backend="mpmath")(*[names[n] for n in order]) if order else lambdify(e, ["x"], backend="mpmath")(mpmath.mpf(1))
