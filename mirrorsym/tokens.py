"""Text to tokens: how numbers, names and operators are spelled, and how much of each is let in.

The tokenizer is lazy, so that refusing a hostile text costs no more than the part before the mistake.  A Greek
letter is read as its English name (λ is `lambda`, π is `pi`), and the signs that come with text copied from a
paper are read as what they look like (the minus of typography is `-`, · is `*`, ≤ is `<=`).

Main definitions: `tokens`, `number`, `spelled`, `name_problem`, `Mistake`, and the limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from keyword import kwlist

__all__ = [
    "MAX_DECIMAL_EXPONENT", "MAX_DIGITS", "MAX_NAME", "MAX_TEXT", "MAX_TOKENS", "Mistake", "name_problem", "number",
    "place_name", "quoted", "spelled", "tokens",
]

MAX_TEXT = 4_000_000  # characters of one formula
MAX_TOKENS = 1_000_000
MAX_DIGITS = 1_000  # of one number
MAX_DECIMAL_EXPONENT = 308  # the range of double precision
MAX_NAME = 100

_SMALL = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
)
_GREEK = {0x3B1 + i: name for i, name in enumerate(_SMALL)}
_GREEK |= {0x391 + i: name.capitalize() for i, name in enumerate(_SMALL) if i != 17}  # U+03A2 is unassigned
_GREEK |= {0xB5: "mu", 0x3D1: "theta", 0x3D5: "phi", 0x3F5: "epsilon"}  # micro sign and the curly variants
_LETTER = "A-Za-z_" + "".join(map(chr, _GREEK))
_SIGNS = {"−": "-", "×": "*", "·": "*", "⋅": "*", "∗": "*", "≤": "<=", "≥": ">=", "≠": "!=", "==": "="}  # noqa: RUF001
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>[{_LETTER}][{_LETTER}0-9]*)"
    r"|(?P<op>\*\*|<=|>=|==|!=|[-+*/()<>=,.−×·⋅∗≤≥≠])|(?P<end>\Z)|(?P<bad>.))",  # noqa: RUF001
    re.DOTALL,
)
_NAME = re.compile(rf"[{_LETTER}][{_LETTER}0-9]*")
_RESERVED = frozenset(kwlist) - {"lambda"}
_BRACKET = "use round brackets ( )"
_QUOTES = "text in quotes has no meaning in a formula"
_HINTS = {
    "^": "'^' is not an operator here; use ** for powers", "&": "join conditions with a comma, not with '&'",
    "@": "'@' is not an operator here; use * for products", "÷": "write / for a quotient",
    "!": "'!' is not an operator here; n! is gamma(n + 1)", "√": "write sqrt(...) for a root",
    "²": "write **2 for a square", "³": "write **3 for a cube", "'": _QUOTES, '"': _QUOTES,
    "[": _BRACKET, "]": _BRACKET, "{": _BRACKET, "}": _BRACKET,
}


class Mistake(ValueError):
    """One mistake in a text, at a 0-based position; `str` is the sentence, with the 1-based column in front."""

    def __init__(self, at: int, sentence: str) -> None:
        self.at = at
        super().__init__(f"column {at + 1}: {sentence}")


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """The tokens (kind, text, position) of `text`, one at a time; Mistake at the first character with no meaning.

    Kinds are "number", "name", "op", and one "end" as the last.

    >>> [word for kind, word, at in tokens("2.5*λ <= u**2")]
    ['2.5', '*', 'lambda', '<=', 'u', '**', '2', '']
    """
    if len(text) > MAX_TEXT:
        raise Mistake(MAX_TEXT, f"the text is longer than {MAX_TEXT} characters")
    for count, match in enumerate(_TOKEN.finditer(text)):
        kind = match.lastgroup or "end"
        word, at = match[kind], match.start(kind)
        if kind == "op":
            word = _SIGNS.get(word, word)
        elif kind == "name":
            if len(word) > MAX_NAME:
                raise Mistake(at, f"a name of more than {MAX_NAME} letters")
            if not word.isascii():
                word = spelled(word)
        elif kind == "bad":
            raise Mistake(at, _HINTS.get(word, f"unexpected character {word!a}"))
        if count >= MAX_TOKENS:
            raise Mistake(at, f"the formula has more than {MAX_TOKENS} parts")
        yield kind, word, at
        if kind == "end":
            return


def number(text: str) -> Fraction:
    """The exact value of an unsigned decimal; ValueError with a sentence when it is too large to let in.

    >>> number("2.50e-1")
    Fraction(1, 4)
    """
    mantissa, _, exponent = text.replace("E", "e").partition("e")
    whole, _, decimals = mantissa.partition(".")
    if len(whole) + len(decimals) > MAX_DIGITS:
        raise ValueError(f"a number of more than {MAX_DIGITS} digits")
    if not exponent:
        return Fraction(int(whole + decimals), 10 ** len(decimals)) if decimals else Fraction(int(whole))
    power = int(exponent) if len(exponent) < 9 else MAX_DECIMAL_EXPONENT + 1
    if abs(power) > MAX_DECIMAL_EXPONENT:
        raise ValueError(f"a decimal exponent beyond {MAX_DECIMAL_EXPONENT}")
    return Fraction(int(whole + decimals), 10 ** len(decimals)) * Fraction(10) ** power


def spelled(name: str) -> str:
    """`name` with every Greek letter replaced by its English name.

    >>> spelled("λ_1")
    'lambda_1'
    """
    return name if name.isascii() else name.translate(_GREEK)


def name_problem(name: object) -> str | None:
    """Why `name` cannot be the name of a variable or parameter, or None.

    >>> name_problem("lambda"), name_problem("2u")
    (None, 'a name is letters, digits and underscores, and does not start with a digit')
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return "a name is letters, digits and underscores, and does not start with a digit"
    if len(name) > MAX_NAME:
        return f"a name has at most {MAX_NAME} letters"
    if "__" in name:
        return "a name with two underscores in a row is reserved"
    return "this word is reserved" if name in _RESERVED else None


def place_name(*parts: object) -> str:
    """How messages name a place: keys with dots, positions in brackets, odd names escaped and shortened.

    >>> place_name("init", "U", 0, 1), place_name("variables", "a\\nb")
    ('init.U[0][1]', "variables.'a\\\\nb'")
    """
    text = ""
    for part in parts:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            word = str(part)
            plain = len(word) <= MAX_NAME and word.isprintable() and not set(word) & {" ", ".", ":"}
            text += f"{'.' if text else ''}{word if plain else quoted(word)}"
    return text


def quoted(text: object, limit: int = 40) -> str:
    """`text` in quotes for a message: escaped, and shortened.

    >>> quoted("a" * 50, 8)
    "'aaaaaaaa...'"
    """
    whole = str(text)
    return ascii(whole if len(whole) <= limit else whole[:limit] + "...")
