"""tdmf Thm B.3: a product of more than two variables does not commute with the sum of their squares.

The k-th component of [grad g, grad h] is 2 (2 - D) times the product of the other variables, up to the factors of g and h; it vanishes
identically only for D = 2.  So the statement is as true on every open M, and with factors and constants in g and h.
"""

from __future__ import annotations

from mirrorsym.calculus.ratio import TooLarge, ratio_of
from mirrorsym.expression import Expression
from mirrorsym.maps import Pair
from mirrorsym.theorems import Form, Theorem


def _terms(f: Expression, names: tuple[str, ...]) -> dict[tuple[int, ...], object] | None:
    """The terms of a polynomial with rational coefficients, the constant one left out; None for other functions."""
    try:
        r = ratio_of(f, names)
    except (TooLarge, ZeroDivisionError, OverflowError):
        return None
    if r is None or not r.below.is_constant():
        return None
    return {tuple(map(int, e)): c for e, c in r.above.to_dict().items() if any(e)}


def _other(pair: Pair) -> str | None:
    d = len(pair.w)
    if d < 3 or len(pair.g) != 1 or pair.h is None:
        return "the theorem speaks of one product of more than two variables, and an h"
    g, h = (_terms(f, pair.w) if f.names <= set(pair.w) else None for f in (pair.g[0], pair.h))
    if g is None or set(g) != {(1,) * d}:
        return "g is not the product of all variables"
    squares = {tuple(2 * (i == j) for j in range(d)) for i in range(d)}
    if h is None or set(h) != squares or len(set(h.values())) != 1:
        return "h is no multiple of the sum of the squares of all variables"
    return None


THEOREM = Theorem(
    id="tdmf.b3",
    source="tdmf Thm B.3",
    statement="a product of more than two variables and the sum of their squares do not commute",
    forms=(
        Form("up to factors and constants in g and h", ("smooth",),
             "g and h do not commute on any open set, so Thm 3.1 says nothing of depth above two with weight decay", shape=_other),
    ),
)
