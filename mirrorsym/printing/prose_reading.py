"""A formula inside a sentence as a box: by the grammar of pairs where it says the whole, else sign by sign.

Main definition: `read`.
"""

from __future__ import annotations

import re

from mirrorsym.errors import InputError
from mirrorsym.expression import FUNCTIONS, RELATIONS
from mirrorsym.grammar import parse
from mirrorsym.printing.boxes import Atom, Box, Fence, Frac, Root, Script, row
from mirrorsym.printing.layout import CALLED, layout, relation
from mirrorsym.printing.notation import GREEK, Notation

__all__ = ["CLOSERS", "FOREIGN", "OPERATORS", "read"]

#: words that are formulas wherever they stand
_SIGNS = {"grad": "∇", "oo": "∞", "int": "∫", "sum": "∑", "dot": "⋅"}
OPERATORS = {"+": "+", "-": "−", "=": "=", "<": "<", ">": ">", "<=": "≤", ">=": "≥", "!=": "≠", "->": "→", ":": ":"}
CLOSERS = {"(": ")", "{": "}", "[": "]", "⟨": "⟩"}
_TOKEN = re.compile(r"\s+|\*\*|->|L\d|[a-zA-KM-Z]\d+\b|<=|>=|!=|'+|[A-Za-z]+|\d+(?:\.\d+)?|\S")
_NAME = re.compile(r"[A-Za-z]\w*")
#: what no formula has
FOREIGN = re.compile(r"[^\w+*/^=<>|(){}\[\],.;:!'⟨⟩" + "\ue000\ue001" + r"-]|</|\*\w+\*$|^_|__")
#: what the grammar reads better than the signs one by one
_GRAMMATICAL = re.compile(r"\*|\b(?:" + "|".join(sorted([*FUNCTIONS, "sqrt", "Piecewise"])) + r")\(")


def read(text: str, notation: Notation) -> Box:
    r"""The formula; what nobody can read is set letter by letter or, where a sign belongs to no formula, as text.

    >>> from mirrorsym.printing.latex import spelled
    >>> spelled(read("2*u**2/3 - v", Notation())), spelled(read("grad R_a(x)", Notation()))
    ('\\frac{2 u^2}{3} - v', '\\nabla R_a(x)')
    """
    if FOREIGN.search(text.replace(" ", "")):
        return Atom(text, "prose")
    if text.startswith("+") and text.strip("+ "):
        return row(Atom("+", "sign"), read(text[1:].lstrip(), notation))
    if _GRAMMATICAL.search(text) and "'" not in text:
        try:
            e = parse(text)
        except InputError:
            pass
        else:
            return relation(e, notation) if e.op in RELATIONS else layout(e, notation)
    box, _ = _Signs(_tokens(text, notation), notation).sequence(0, None)
    return box


def _tokens(text: str, notation: Notation) -> list[str]:
    """Names of the pair are one token each, however they are spelled."""
    out: list[str] = []
    at = 0
    while at < len(text):
        found = _NAME.match(text, at)
        if found is not None and found[0] in notation.known:
            out.append(found[0])
            at = found.end()
            continue
        match = _TOKEN.match(text, at)
        if match is None:
            break
        out.append(match[0])
        at = match.end()
    return [t for t in out if t.strip()]


def _bare(box: Box) -> Box:
    """What stands alone over or under a bar needs no parentheses."""
    return box.body if isinstance(box, Fence) and box.left == "(" else box


class _Signs:
    """The reader of notation that the grammar does not have: subscripts, primes, applied names, juxtaposition."""

    def __init__(self, tokens: list[str], notation: Notation) -> None:
        self.tokens, self.notation = tokens, notation

    def sequence(self, i: int, closer: str | None) -> tuple[Box, int]:
        """Boxes up to the closing sign."""
        tokens = self.tokens
        parts: list[Box] = []
        while i < len(tokens) and tokens[i] != closer:
            t = tokens[i]
            if t == "/" and parts and i + 1 < len(tokens):
                below, i = self.operand(i + 1)
                if i < len(tokens) and tokens[i] == "(" and not isinstance(below, Fence):
                    argument, i = self.operand(i)
                    below = row(below, argument)
                above = [parts.pop()]
                while parts and isinstance(above[0], Fence) and not (isinstance(parts[-1], Atom) and parts[-1].kind == "operator"):
                    above.insert(0, parts.pop())
                parts.append(Frac(_bare(above[0]) if len(above) == 1 else row(*above), _bare(below)))
                continue
            if t == "o":
                parts.append(Atom("∘", "operator"))
            elif t in OPERATORS:
                unary = not parts or (isinstance(parts[-1], Atom) and parts[-1].kind == "operator")
                parts.append(Atom(OPERATORS[t], "sign" if unary else "operator"))
            elif t == ",":
                parts.append(Atom(", ", "text"))
            elif t == "*":
                if parts and i + 1 < len(tokens) and tokens[i + 1][0].isdigit():
                    parts.append(Atom("⋅", "operator"))
            elif t == ".":
                parts.append(Atom("⋅", "operator"))
            else:
                box, i = self.operand(i)
                parts.append(box)
                continue
            i += 1
        return (row(*parts) if parts else Atom("", "text")), i

    def operand(self, i: int) -> tuple[Box, int]:
        """A sign with its scripts, or something in parentheses; after a slash with its argument."""
        tokens = self.tokens
        t = tokens[i]
        i += 1
        base: Box
        if t == "|" and "|" in tokens[i:]:
            inside, i = self.sequence(i, "|")
            base, i = Fence(inside, "|", "|"), i + 1
        elif t in CLOSERS:
            inside, i = self.sequence(i, CLOSERS[t])
            base, i = (Fence(inside, "\\{", "\\}") if t == "{" else Fence(inside, t, CLOSERS[t])), i + 1
        elif t == "g" and tokens[i : i + 1] == ["["] and tokens[i + 2 : i + 3] == ["]"] and tokens[i + 1].isdigit():
            single = self.notation.coordinates == 1
            base, i = Atom("g") if single else Script(Atom("g"), down=Atom(str(int(tokens[i + 1]) + 1), "number")), i + 3
        elif t == "sqrt" and tokens[i : i + 1] == ["("]:
            inside, i = self.sequence(i + 1, ")")
            base, i = Root(inside), i + 1
        elif t == "sqrt" and i < len(tokens) and tokens[i].isalnum():
            base, i = self.operand(i)
            base = Root(base)
        else:
            base = self.sign(t, i)
        down: list[Box] = []
        up: Box | None = None
        primes: Box | None = None
        while i < len(tokens):
            if tokens[i] == "_" and i + 1 < len(tokens):
                one, i = self.script(i + 1)
                down.append(one)
            elif tokens[i] in ("^", "**") and i + 1 < len(tokens):
                up, i = self.script(i + 1)
            elif tokens[i][0] == "'":
                up = primes = Atom("′" * len(tokens[i]))
                i += 1
            else:
                break
        if down or up is not None:
            low = None if not down else down[0] if len(down) == 1 else Script(down[0], down=down[1])
            if isinstance(base, Script) and base.up is None and low is None:
                return Script(base.base, up, base.down), i
            if primes is not None and up is not primes:
                return Script(Fence(Script(base, primes, low)), up), i
            base = Script(base, up, low)
        return base, i

    def sign(self, t: str, i: int) -> Box:
        """One sign, name or number."""
        tokens = self.tokens
        if t == "d" and tokens[i : i + 1] == ["_"] and tokens[i + 1 : i + 2] not in ([], ["{"]):
            return Atom("∂")
        if t in self.notation.known:
            return self.notation.symbol(t)
        if re.fullmatch(r"[a-zA-Z]\d+", t):
            return Script(Atom(t[0]), down=Atom(t[1:], "number"))
        if t == "Hess":
            return Script(Atom("∇"), up=Atom("2", "number"))
        if t in _SIGNS:
            return Atom(_SIGNS[t])
        if t[0].isdigit():
            return Atom(t, "number")
        if t in GREEK:
            return Atom(GREEK[t])
        if t == "R" and tokens[i : i + 1] == ["^"] and tokens[i + 1 : i + 2] in (["D"], ["n"], ["d"]):
            return Atom("ℝ")
        if len(t) == 1 or re.fullmatch(r"[dD][a-zA-Z]", t) or t == "aB":
            return row(*(Atom(c) for c in t))
        return Atom(CALLED.get(t, t), "function" if t in FUNCTIONS or t in CALLED or t in ("min", "max", "dom") else "word")

    def script(self, i: int) -> tuple[Box, int]:
        """What stands above or below."""
        tokens = self.tokens
        if tokens[i] == "-" and i + 1 < len(tokens):
            box, j = self.script(i + 1)
            return row(Atom("−", "sign"), box), j
        if tokens[i] in ("{", "("):
            inside, j = self.sequence(i + 1, CLOSERS[tokens[i]])
            return inside, j + 1
        t = tokens[i]
        if t == "*":
            return Atom("∗"), i + 1
        if t in self.notation.known or re.fullmatch(r"[a-zA-Z]\d+", t):
            return self.sign(t, i + 1), i + 1
        known = _SIGNS.get(t) or GREEK.get(t)
        if known:
            return Atom(known), i + 1
        kind = "number" if t.isdigit() else "letter" if len(t) <= 2 else "word"
        return Atom(t, kind), i + 1
