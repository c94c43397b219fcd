"""Sentences of reports with their formulas set as formulas, and the papers that they name as citations.

Reports are read on terminals too, so their sentences write "grad R_a(x)" and "x >= 0".  Here such stretches become boxes.

Main definition: `prose`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mirrorsym.printing.document import Cite, Inline
from mirrorsym.printing.notation import GREEK, Notation
from mirrorsym.printing.papers import PAPERS
from mirrorsym.printing.prose_reading import CLOSERS, FOREIGN, OPERATORS, read

__all__ = ["prose"]

#: words that are formulas wherever they stand
_WORDS = frozenset(
    ["mu", "psi", "alpha", "grad", "oo", "-oo", "+oo", "x", "f", "g", "h", "R", "Q", "M", "D", "t", "J", "B", "w", "n", "s", "nu", "dg",
     "dF", "dt", "ds", "dw", "xi", "Z", "F", "Y", "Dg", "d", "dom", "int", "sum", "Hess"])
#: functions that are written before a lone argument
_APPLIED = frozenset({"log", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sqrt", "arcsinh", "arctan"})
#: of these the ones that say nothing without what they are of
_OPEN = frozenset({"int", "sum", "dom", "d"})
_MATHY = re.compile(r"[_^*=<>|+/{}'⟨⟩]|\w\(|\d")
_NOT = re.compile(r"^\(?[A-Za-z]{2,}[.,;:)]*$|^[A-Za-z]+'s[.,;:]?$|^(and|or)/(or|and)$|^-?[A-Za-z]+(-[A-Za-z]+)+[.,;:]?$")
#: names of criteria, which are words and no formulas
_IDENTIFIER = re.compile(rf"[(`]*(?!(?:sum|int|dom|grad|Hess|{'|'.join(GREEK)})_)[a-z]{{3,}}(?:_[a-z]+)+[`.,;:)]*")
#: what a lone "a" follows or precedes when it is the clock and not the article
_BEFORE = frozenset({"by", "each", "all", "of", "when", "every", "about", "and", "in"})
_AFTER = frozenset({"grad", "decreases", "tends", "from", "is", "alone", "to", "grows", "=", "<", ">"})
#: a number after one of these is the number of a theorem or the like
_NUMBERED = frozenset({"Thm", "Thms", "Theorem", "Cor.", "Corollary", "Def.", "Definition", "Assumption", "Lemma", "Eq.", "Prop.", "App.",
                       "Section", "Sec.", "Example", "Table", "Figure"})
_COMPONENT = re.compile(r"[(\[]*(?P<name>[A-Za-z]\w*)(?P<rest>-[a-z]{3,}[\])]*)")
#: in place of a parenthesis around words, which belongs to the sentence
_OPENED, _CLOSED = "\ue000", "\ue001"
_ENDS = ",.;:" + _CLOSED
_OPERAND = re.compile(r"\(*-?(?:[A-Za-z]|[A-Za-z]+\d+|[A-Za-z]_\w+)[).,;:]*")
_CITED = re.compile(
    rf"\b(?P<key>{'|'.join(PAPERS)})(?: (?P<place>(?:Thm|Cor\.|Def\.|Assumption|Lemma|Eq\.|Prop\.|App\.|Section|Sec\.|Example|Table|Figure)"
    r" [A-Z]?\.?\d*(?:\.\w+)*))?(?![\w.]*\w)")
_STRIPPED = "()[]" + _OPENED + _ENDS
#: coordinates by their place in a list, which counts from 0; `read` makes the subscripts 1, 2, ... of it
_GRADIENTS = re.compile(r"\bthe gradients (\d+), (\d+)")
_PLAIN = Notation()


def prose(text: str, notation: Notation = _PLAIN) -> tuple[Inline, ...]:
    """The sentence in pieces: text, boxes for what is a formula, citations.  `notation.known` are names that are formulas too.

    >>> from mirrorsym.printing.latex import spelled
    >>> def told(text): return ["$" + spelled(p) + "$" if not isinstance(p, str | Cite) else p for p in prose(text)]
    >>> told("d_a R_a(x) >= 0 on M, as a decreases")
    ['$\\\\partial_a R_a(x) \\\\ge 0$', ' on ', '$M$', ', as ', '$a$', ' decreases']
    >>> told("the bracket is 4*u**2 - v (lwla Thm 4.9)")
    ['the bracket is ', '$4 u^2 - v$', ' (', Cite(key='lwla', place='Thm 4.9'), ')']
    """
    text = _GRADIENTS.sub(r"the gradients of g[\1], g[\2]", text)
    out: list[Inline] = []

    at = 0
    for found in _CITED.finditer(text):
        out += _sentence(text[at : found.start()], notation)
        out.append(Cite(found["key"], found["place"] or ""))
        at = found.end()
    out += _sentence(text[at:], notation)
    return tuple(_joined(out)) or ("",)


def _sentence(text: str, notation: Notation) -> list[Inline]:
    """Text and formulas; blanks at both ends stay."""
    body = text.strip(" ")
    if not body:
        return [text] if text else []
    lead, tail = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    words = re.sub(r"(?<=\w)\*(?=[\s.,;)]|$)", "^*", re.sub(r"<(\w[\w' ^/]*, ?[\w' ^/]*\w)>", r"⟨\1⟩", body)).split(" ")
    words = [w.replace("`", "").replace("_", " ") if _IDENTIFIER.fullmatch(w) and w.strip("(`.,;:)") not in notation.known else w
             for w in (w if w.count("`") != 2 else _unquoted(w) for w in words)]
    words = _parenthesized(words)
    kinds = [_is_formula(words, i, notation) for i in range(len(words))]
    for i, word in enumerate(words[:-1]):
        if word.strip("(") in _OPEN and not kinds[i + 1]:
            kinds[i] = False
    for i, word in enumerate(words[:-1]):
        if word.lstrip("-(") in _APPLIED and (kinds[i + 1] or _operand(words[i + 1], notation)) and words[i + 1] not in OPERATORS:
            kinds[i] = kinds[i + 1] = True
    for i in range(1, len(words) - 1):  # "=" and the like bind what stands on both sides
        if words[i] in OPERATORS:
            before, after = kinds[i - 1] or _operand(words[i - 1], notation), kinds[i + 1] or _operand(words[i + 1], notation)
            if words[i] == ":" or words[i - 1][-1:] in _ENDS:
                before = kinds[i - 1]
            if before or after:
                kinds[i] = True
                kinds[i - 1], kinds[i + 1] = before, after
    out: list[Inline] = [lead] if lead else []
    started = False
    for formula, piece in _runs(words, kinds):
        if formula:
            out += _with_ends(piece, started, notation)
        else:
            out.append((" " if started else "") + piece)
        started = True
    return [p.replace(_OPENED, "(").replace(_CLOSED, ")") if isinstance(p, str) else p for p in ([*out, tail] if tail else out)]


def _parenthesized(words: list[str]) -> list[str]:
    """The words, with marks for the parentheses that have plain words between them."""
    out = list(words)
    for i, word in enumerate(words):
        if not word.startswith("(") or word.count("(") <= word.count(")"):
            continue
        depth = 0
        for j in range(i, len(words)):
            depth += words[j].count("(") - words[j].count(")")
            if depth <= 0:
                inside = [w.strip("(),.;:[]") for w in words[i : j + 1]]
                bare = words[j].rstrip(",.;:")
                if any(w.isalpha() and len(w) > 1 and w not in _WORDS and w not in GREEK for w in inside) and bare.endswith(")"):
                    out[i] = _OPENED + out[i][1:]
                    at = len(out[j].rstrip(",.;:")) - 1
                    out[j] = out[j][:at] + _CLOSED + out[j][at + 1 :]
                break
    return out


def _unquoted(word: str) -> str:
    """A word in backquotes is a name of the report; only formulas keep their signs."""
    inside = word.strip("`.,;:()")
    return word.replace("`", "") if inside.isidentifier() else word


def _joined(pieces: list[Inline]) -> list[Inline]:
    joined: list[Inline] = []
    for p in pieces:
        last = joined[-1] if joined else None
        if isinstance(p, str) and isinstance(last, str):
            joined[-1] = last + p
            continue
        if isinstance(p, str | Cite):
            joined.append(p)
            continue
        if isinstance(last, str) and not last.endswith((" ", "(")):
            joined[-1] = last + " "
        elif last is not None and not isinstance(last, str):
            joined.append(" ")
        joined.append(p)
    return joined


def _operand(word: str, notation: Notation) -> bool:
    """Whether a word beside an operator is what the operator works on."""
    return word.strip(_STRIPPED).lstrip("-") in notation.known or bool(_OPERAND.fullmatch(word)) or word.strip(_STRIPPED) in GREEK


def _is_formula(words: list[str], i: int, notation: Notation) -> bool:
    word = words[i]
    bare = word.strip(_STRIPPED).lstrip("-+")
    if i and words[i - 1].strip("(" + _OPENED) in _NUMBERED:
        return False
    found = _COMPONENT.fullmatch(word)
    if found is not None:
        return len(found["name"]) == 1 or found["name"] in notation.known
    if bare == "a":
        after = words[i + 1].strip(_STRIPPED) if i + 1 < len(words) else ""
        before = words[i - 1] if i else ""
        if before in ("each", "every", "all") or (before, after) == ("for", "as"):
            return True
        return after in _AFTER or (before in _BEFORE and (word != "a" or after in _AFTER | {"", "and", "the"})) or word.startswith("(a,")
    if bare in _WORDS or (bare in notation.known and (len(bare) == 1 or not bare.isalpha() or bare in GREEK) and bare != "I"):
        return True
    return bool(_MATHY.search(word)) and not _NOT.match(word) and word not in ("-", "=") and not FOREIGN.search(word)


def _runs(words: list[str], kinds: list[bool]) -> Iterator[tuple[bool, str]]:
    """Stretches of one kind; a formula ends where its last word has a comma or a full stop and no parenthesis is open."""
    current: list[str] = []
    kind = kinds[0]
    for word, k in zip(words, kinds, strict=True):
        said = " ".join(current)
        inside = kind and any(said.count(left) > said.count(right) for left, right in CLOSERS.items())
        ends = bool(current) and kind and (current[-1][-1:] in _ENDS or _COMPONENT.fullmatch(current[-1]) is not None)
        before = current[-1].lstrip("-+(") if current else ""
        apart = bool(before) and word.startswith("(") and before not in OPERATORS and before not in _OPEN | {"grad", "Hess"}
        if current and ((not inside and (k != kind or ends or apart)) or word.startswith(_OPENED)):
            yield kind, said
            current, kind = [], k
        current.append(word)
    yield kind, " ".join(current)


def _with_ends(piece: str, glued: bool, notation: Notation) -> list[Inline]:
    """The formula between the punctuation around it."""
    body, tail = piece, ""
    while body and body[-1] in _ENDS:
        body, tail = body[:-1], body[-1] + tail
    lead = ""
    while body and body[0] == _OPENED:
        body, lead = body[1:], lead + body[0]
    found = _COMPONENT.fullmatch(body)
    if found is not None:
        body, tail = found["name"], found["rest"] + tail
    while body.count("(") < body.count(")") and body.endswith(")"):
        body, tail = body[:-1], ")" + tail
    while body.count("(") > body.count(")") and body.startswith("("):
        body, lead = body[1:], lead + "("
    out: list[Inline] = []
    if lead or glued:
        out.append((" " if glued else "") + lead)
    balanced = all(body.count(left) == body.count(right) for left, right in (("(", ")"), ("[", "]"), ("{", "}")))
    out.append(read(body, notation) if balanced else body)
    return [*out, tail] if tail else out
