"""Guards: where all hold a value exists; where one that is needed fails there is none."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, sign_at
from mirrorsym.calculus.guards import guards

GRID = [Fraction(k, 3) for k in range(-9, 10, 2)] + [Fraction(0), Fraction(1), Fraction(-1)]


def true(sign: int, op: str) -> bool:
    """Whether a number with this sign is in the relation to 0."""
    return {">": sign > 0, ">=": sign >= 0, "!=": sign != 0, "<": sign < 0, "<=": sign <= 0}[op]


@pytest.mark.parametrize("text", [
    "log(u*v)", "1/(u - v)", "sqrt(u + v)", "(u - v)**(-3/2)", "asin(u)*acos(v)", "atanh(u)", "acosh(u + v)", "LambertW(u)", "Ei(u)", "log(log(u + 2))",
    "sqrt(1 - u**2 - v**2)", "1/sqrt(u) + v", "tan(u)", "exp(u)/sinh(v)",
])
def test_guards_say_where_there_is_a_value(tools: Any, text: str) -> None:
    e = tools.read(text)
    found = guards(e)
    assert found
    for a, b in product(GRID, repeat=2):
        point = {"u": a, "v": b}
        try:
            signs = [(g, sign_at(g.of, point)) for g in found]
        except Undefined:
            continue
        if any(s is None for _, s in signs):
            continue
        if all(true(s or 0, g.op) for g, s in signs):
            assert enclose(e, point, 128).is_finite()
        elif any(g.needed is not None and not true(s or 0, g.needed) for g, s in signs):
            with pytest.raises((Undefined, Unsettled)):
                enclose(e, point, 128)


@pytest.mark.parametrize(("text", "expected"), [
    ("u**2 + exp(v)*sin(u)", []), ("abs(u)", [("u", "!=", None)]), ("sqrt(u)", [("u", ">", ">=")]), ("u**(-2)", [("u", "!=", "!=")]), ("sqrt(2)*u", []),
    ("Max(u, v)", [("u - v", "!=", None)]), ("gamma(u)", [("u", ">", None)]),
])
def test_the_list_of_guards(tools: Any, text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert [(str(g.of), g.op, g.needed) for g in guards(tools.read(text))] == expected
