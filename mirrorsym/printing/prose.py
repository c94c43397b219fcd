"""Sentences of reports with their formulas set as formulas.

Reports are read on terminals too, so their sentences write "grad R_a(x)" and "x >= 0".  Here such stretches become boxes.

Main definition: `prose`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mirrorsym.printing.boxes import Atom, Box, Fence, Frac, Script, row
from mirrorsym.printing.document import Inline
from mirrorsym.printing.notation import GREEK

__all__ = ["prose"]

#: words that are formulas wherever they stand
_SIGNS = {"grad": "∇", "oo": "∞", "int": "∫", "sum": "∑", "dot": "⋅"}
_WORDS = frozenset(
    ["mu", "psi", "alpha", "grad", "oo", "-oo", "+oo", "x", "f", "g", "h", "R", "Q", "M", "D", "t", "J", "B", "w", "n", "s", "nu", "dg",
     "dF", "dt", "ds", "dw", "xi", "Z", "F", "Y", "Dg", "d", "dom", "int", "sum"])
_MATHY = re.compile(r"[_^*=<>|+/{}'⟨⟩]|\w\(|\d")
_NOT = re.compile(r"^\(?[A-Za-z]{2,}[.,;:)]*$|^[A-Za-z]+'s[.,;:]?$|^(and|or)/(or|and)$|^-?[A-Za-z]+(-[A-Za-z]+)+[.,;:]?$")
_TOKEN = re.compile(r"\s+|->|L\d|[a-zA-KM-Z]\d+\b|<=|>=|!=|'+|[A-Za-z]+|\d+(?:\.\d+)?|\S")
#: what a lone "a" follows or precedes when it is the clock and not the article
_BEFORE = frozenset({"by", "each", "all", "of", "when", "every", "about", "and", "in"})
_AFTER = frozenset({"grad", "decreases", "tends", "from", "is", "alone", "to", "grows", "=", "<", ">"})
_OPERATORS = {"+": "+", "-": "−", "=": "=", "<": "<", ">": ">", "<=": "≤", ">=": "≥", "!=": "≠", "->": "→", ":": ":"}
_CLOSERS = {"(": ")", "{": "}", "[": "]", "⟨": "⟩"}


def prose(text: str) -> tuple[Inline, ...]:
    """The sentence in pieces: text, and boxes for what is a formula.

    >>> from mirrorsym.printing.latex import spelled
    >>> ["$" + spelled(p) + "$" if not isinstance(p, str) else p for p in prose("d_a R_a(x) >= 0 on M, as a decreases")]
    ['$\\\\partial_a R_a(x) \\\\ge 0$', ' on ', '$M$', ', as ', '$a$', ' decreases']
    """
    words = re.sub(r"(?<=\w)\*(?=[\s.,;)]|$)", "^*", re.sub(r"<(\w+, ?\w+)>", r"⟨\1⟩", text)).split(" ")
    kinds = [_is_formula(words, i) for i in range(len(words))]
    for i in range(1, len(words) - 1):  # "=" and the like bind what stands on both sides
        if words[i] in _OPERATORS:
            kinds[i] = kinds[i - 1] or kinds[i + 1]
    out: list[Inline] = []
    for formula, piece in _runs(words, kinds):
        if formula:
            out += _with_ends(piece, glued=bool(out))
        else:
            out.append((" " if out else "") + piece)
    joined: list[Inline] = []
    for p in out:
        last = joined[-1] if joined else None
        if isinstance(p, str) and isinstance(last, str):
            joined[-1] = last + p
            continue
        if not isinstance(p, str) and isinstance(last, str) and not last.endswith((" ", "(")):
            joined[-1] = last + " "
        elif not isinstance(p, str) and last is not None and not isinstance(last, str):
            joined.append(" ")
        joined.append(p)
    return tuple(joined)


def _is_formula(words: list[str], i: int) -> bool:
    word = words[i]
    bare = word.strip(".,;:()").lstrip("-+")
    if bare == "a":
        after = words[i + 1].strip(".,;:()") if i + 1 < len(words) else ""
        before = words[i - 1] if i else ""
        return after in _AFTER or (before in _BEFORE and (word != "a" or after in _AFTER | {"", "and", "the"})) or word.startswith("(a,")
    if bare in _WORDS:
        return True
    return not _NOT.match(word) and bool(_MATHY.search(word)) and word not in ("-", "=")


def _runs(words: list[str], kinds: list[bool]) -> Iterator[tuple[bool, str]]:
    """Stretches of one kind; a formula ends where its last word has a comma or a full stop and no parenthesis is open."""
    current: list[str] = []
    kind = kinds[0]
    for word, k in zip(words, kinds, strict=True):
        said = " ".join(current)
        inside = kind and any(said.count(left) > said.count(right) for left, right in _CLOSERS.items())
        ends = bool(current) and kind and current[-1][-1:] in ",.;:"
        if current and not inside and (k != kind or ends):
            yield kind, said
            current, kind = [], k
        current.append(word)
    yield kind, " ".join(current)


def _with_ends(piece: str, glued: bool) -> list[Inline]:
    """The formula between the punctuation around it."""
    body, tail = piece, ""
    while body and body[-1] in ",.;:":
        body, tail = body[:-1], body[-1] + tail
    lead = ""
    while body.count("(") < body.count(")") and body.endswith(")"):
        body, tail = body[:-1], ")" + tail
    while body.count("(") > body.count(")") and body.startswith("("):
        body, lead = body[1:], lead + "("
    out: list[Inline] = []
    if lead or glued:
        out.append((" " if glued else "") + lead)
    out.append(_read(body))
    return [*out, tail] if tail else out


def _read(text: str) -> Box:
    tokens = [t for t in _TOKEN.findall(text) if t.strip()]
    box, _ = _sequence(tokens, 0, None)
    return box


def _sequence(tokens: list[str], i: int, closer: str | None) -> tuple[Box, int]:
    parts: list[Box] = []
    while i < len(tokens) and tokens[i] != closer:
        t = tokens[i]
        if t == "/" and parts and i + 1 < len(tokens):
            below, i = _operand(tokens, i + 1)
            if i < len(tokens) and tokens[i] == "(" and not isinstance(below, Fence):
                argument, i = _operand(tokens, i)
                below = row(below, argument)
            above = [parts.pop()]
            while parts and isinstance(above[0], Fence) and not (isinstance(parts[-1], Atom) and parts[-1].kind == "operator"):
                above.insert(0, parts.pop())
            parts.append(Frac(row(*above), below))
            continue
        if t == "o":
            parts.append(Atom("∘", "operator"))
        elif t in _OPERATORS:
            unary = not parts or (isinstance(parts[-1], Atom) and parts[-1].kind == "operator")
            parts.append(Atom(_OPERATORS[t], "sign" if unary else "operator"))
        elif t == ",":
            parts.append(Atom(", ", "text"))
        elif t == "*":
            pass
        elif t == ".":
            parts.append(Atom("⋅", "operator"))
        else:
            box, i = _operand(tokens, i)
            parts.append(box)
            continue
        i += 1
    return (row(*parts) if parts else Atom("", "text")), i


def _operand(tokens: list[str], i: int) -> tuple[Box, int]:
    """A sign with its scripts, or something in parentheses; after a slash with its argument."""
    t = tokens[i]
    i += 1
    base: Box
    if t == "|" and "|" in tokens[i:]:
        inside, i = _sequence(tokens, i, "|")
        base, i = Fence(inside, "|", "|"), i + 1
    elif t in _CLOSERS:
        inside, i = _sequence(tokens, i, _CLOSERS[t])
        base, i = Fence(inside, "{" if t == "{" else t, _CLOSERS[t]), i + 1
        if t == "{":
            base = Fence(inside, "\\{", "\\}")
    elif t == "d" and tokens[i : i + 1] == ["_"] and tokens[i + 1 : i + 2] in (["a"], ["mu"], ["x"]):
        base = Atom("∂")
    elif re.fullmatch(r"[a-zA-Z]\d+", t):
        base = Script(Atom(t[0]), down=Atom(t[1:], "number"))
    elif t in _SIGNS:
        base = Atom(_SIGNS[t])
    elif t.isdigit() or t[0].isdigit():
        base = Atom(t, "number")
    elif t in GREEK:
        base = Atom(GREEK[t])
    elif len(t) == 1 or re.fullmatch(r"[dD][a-zA-Z]", t):
        base = row(*(Atom(c) for c in t))
    else:
        base = Atom(t, "function" if t in ("log", "exp", "min", "max") else "word")
    down: list[Box] = []
    up: Box | None = None
    while i < len(tokens):
        if tokens[i] == "_" and i + 1 < len(tokens):
            one, i = _script(tokens, i + 1)
            down.append(one)
        elif tokens[i] == "^" and i + 1 < len(tokens):
            up, i = _script(tokens, i + 1)
        elif tokens[i][0] == "'":
            up = Atom("′" * len(tokens[i]))
            i += 1
        else:
            break
    if down or up is not None:
        low = None if not down else down[0] if len(down) == 1 else Script(down[0], down=down[1])
        base = Script(base, up, low)
    return base, i


def _script(tokens: list[str], i: int) -> tuple[Box, int]:
    if tokens[i] in ("{", "("):
        inside, j = _sequence(tokens, i + 1, _CLOSERS[tokens[i]])
        return inside, j + 1
    t = tokens[i]
    if t == "*":
        return Atom("∗"), i + 1
    known = _SIGNS.get(t) or GREEK.get(t)
    if known:
        return Atom(known), i + 1
    kind = "number" if t.isdigit() else "letter" if len(t) <= 2 else "word"
    return Atom(t, kind), i + 1
