"""Abbreviations for long formulas: what occurs again and again gets a letter of its own.

Main definition: `shortened`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields

from mirrorsym.expression import LEAVES, Expression, make, sym
from mirrorsym.printing.boxes import Atom, Script, width
from mirrorsym.printing.layout import layout
from mirrorsym.printing.notation import Notation

__all__ = ["Short", "shortened"]

_LONG, _WORTH, _MOST = 56, 9, 4


@dataclass(frozen=True, slots=True)
class Short(Notation):
    """A notation with abbreviations: their names and meanings in the order in which they are explained."""

    meanings: tuple[tuple[str, Expression], ...] = ()


def shortened(formulas: Sequence[Expression], notation: Notation) -> tuple[list[Expression], Notation]:
    """The formulas with abbreviations in them, where one is long and something in it is repeated, and the notation that knows them.

    >>> from mirrorsym.expression import call
    >>> c = call("exp", sym("u")) + call("exp", -sym("v")) + sym("v")
    >>> long = sum((call("log", k * c) / c**k for k in range(2, 16)), c)
    >>> shown, short = shortened([long], Notation())
    >>> len(str(shown[0])) < len(str(long)), [str(e) for _, e in short.meanings]
    (True, ['exp(u) + exp(-v) + v'])
    """
    shown, meanings = list(formulas), []
    if not any(width(layout(e, notation)) > _LONG for e in shown):
        return shown, notation
    taken = {n for e in formulas for n in e.names}
    for _ in range(_MOST):
        best = _most_worth(shown, notation)
        if best is None:
            break
        name = next(n for k in range(1, 99) if (n := f"c_{k}") not in taken)
        taken.add(name)
        meanings.append((name, best))
        shown = [_put(e, best, sym(name)) for e in shown]
    if not meanings:
        return shown, notation
    own = {n: Script(Atom("c"), down=Atom(n[2:], "number")) for n, _ in meanings}
    same = {f.name: getattr(notation, f.name) for f in fields(Notation)}
    return shown, Short(**{**same, "own": {**notation.own, **own}}, meanings=tuple(meanings))


def _most_worth(shown: list[Expression], notation: Notation) -> Expression | None:
    """What saves most if it gets a name; None where nothing saves enough."""
    counts: Counter[Expression] = Counter()
    for e in shown:
        _count(e, counts)
    worth = [
        ((n - 1) * w, i, e)
        for i, (e, n) in enumerate(counts.items())
        if n > 1 and e.op in ("add", "mul", "exp", "pow") and (w := width(layout(e, notation))) >= _WORTH
    ]
    return max(worth, key=lambda t: (t[0], -t[1]))[2] if worth else None


def _count(e: Expression, counts: Counter[Expression]) -> None:
    if e.op in LEAVES or sum(counts.values()) > 4000:
        return
    counts[e] += 1
    for a in e.args:
        _count(a, counts)


def _put(e: Expression, what: Expression, name: Expression) -> Expression:
    if e == what:
        return name
    return e if e.op in LEAVES else make(e.op, tuple(_put(a, what, name) for a in e.args))
