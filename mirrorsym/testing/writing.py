"""Writing formulas as text in the input's grammar: sums with rational coefficients, polynomials, names of variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from mirrorsym.testing.choices import Choices

__all__ = ["COEFFICIENTS", "SMALL", "coefficient", "names", "nonzero", "polynomial", "total"]

#: nonzero rational coefficients, the simplest first
COEFFICIENTS = tuple(map(Fraction, ("1", "-1", "2", "1/2", "3", "-2", "-1/3", "5/4", "10", "-7/5")))
#: how far a near miss is from the truth
SMALL = tuple(map(Fraction, ("1", "1/10", "-1/1000", "1e-6", "-1e-9", "1e-12")))

_NAMES = ("u", "v", "w", "x", "y", "z", "p", "q", "r", "s")


def names(count: int) -> tuple[str, ...]:
    """The first names of variables.

    >>> names(2)
    ('u', 'v')
    """
    return _NAMES[:count]


def coefficient(choose: Choices) -> Fraction:
    """A nonzero rational number."""
    return choose.pick(COEFFICIENTS)


def nonzero(choose: Choices, other_than: Iterable[Fraction]) -> Fraction:
    """A nonzero rational number that is none of the given ones."""
    taken = set(other_than)
    return choose.pick([c for c in COEFFICIENTS if c not in taken])


def total(terms: Sequence[tuple[Fraction | int, str]], constant: Fraction | int = 0) -> str:
    """The sum of rational multiples of formulas, and a constant.

    >>> total([(Fraction(1), "u**2"), (Fraction(-1, 2), "v + 1")], 3)
    'u**2 - 1/2*(v + 1) + 3'
    """
    parts = []
    for c, text in terms:
        if c == 0:
            continue
        sign, size = ("-" if c < 0 else "+"), abs(Fraction(c))
        body = text if size == 1 and not _loose(text, product=False) else f"({text})" if _loose(text, product=size != 1) else text
        parts.append((sign, body if size == 1 else f"{size}*{body}"))
    if constant or not parts:
        parts.append(("-" if constant < 0 else "+", str(abs(Fraction(constant)))))
    out = " ".join(f"{s} {b}" for s, b in parts)
    return out.removeprefix("+ ") if out.startswith("+ ") else "-" + out.removeprefix("- ")


def _loose(text: str, product: bool) -> bool:
    """Whether a formula needs brackets as a later term of a sum, or as a factor."""
    depth = 0
    for i, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if depth == 0 and c in "+-" and not (i and text[i - 1] in "*(/"):
            return True
        if depth == 0 and product and c == "/":
            return True
    return False


def polynomial(monomials: Mapping[tuple[str, ...], Fraction], constant: Fraction | int = 0) -> str:
    """A polynomial from its monomials, each a sorted tuple of variables with repetitions.

    >>> polynomial({("u", "u"): Fraction(1), ("u", "v"): Fraction(-2)})
    'u**2 - 2*u*v'
    """
    return total([(c, _monomial(m)) for m, c in sorted(monomials.items()) if c], constant)


def _monomial(variables: tuple[str, ...]) -> str:
    powers = {v: variables.count(v) for v in variables}
    return "*".join(v if k == 1 else f"{v}**{k}" for v, k in powers.items())
