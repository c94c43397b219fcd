"""Pairs drawn by a seeded generator, for statements about all pairs: admissible ones of several families, and near-misses.

A family draws a pair whose hypotheses hold by its construction; the verdicts are nevertheless computed, and certified, each time.

* `squares`: g_i and h are combinations of squares of variables that are positive.  Flows scale each variable, so they exist for all
  times and can be exchanged; the Jacobian is the matrix of coefficients times a diagonal, so it has full rank where that matrix has.
* `turned_squares`: the same in p u + q v and q u - p v, which are orthogonal: a rotation and a scale change no bracket and no rank.
* `lines`: linear functions with independent coefficients; flows are translations.
* `square_and_line`: combinations of a square on a half-line and of another variable.
* `own_variables`: every function has a variable for itself, so each flow leaves the other variables alone.

Near-misses lack one hypothesis, by their construction too.

* `not_commuting`: a s and b t + c s^2 in orthogonal s and t have a Jacobian of full rank, complete flows, and a bracket along s.
* `forms_not_commuting`: A = diag(a, b) with a != b commutes with a symmetric matrix exactly where that is diagonal.
* `not_regular`: the last of two coordinates is a multiple of the first.
* `flows_end`: the same brackets and ranks as `lines`, but on the half-plane u > 0, where a translation reaches the edge at a finite value.

Main definitions: `Draw`, `drawn`, `missed`, `verdicts`, `orders_differ`, `FAMILIES`, `MISSES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import permutations
from math import prod
from typing import Any

from mirrorsym.register.bench import Bench, PairData
from mirrorsym.register.claim import Finding
from mirrorsym.register.differential import differential
from mirrorsym.register.ways import pair_has
from mirrorsym.testing.choices import Dice
from mirrorsym.testing.writing import names, total
from mirrorsym.verdict import Status

__all__ = ["FAMILIES", "MISSES", "TERMS", "Draw", "all_hold", "brief", "determinant", "drawn", "missed", "number", "orders_differ", "shown",
           "signed", "verdicts"]

#: functions of one variable that are strictly monotonic on a set, with the conditions of the set
TERMS = (("{x}", ()), ("{x}**2", ("{x} > 0",)), ("exp({x})", ()), ("{x}**3", ("{x} > 0",)), ("exp(-{x})", ()), ("{x}**4", ("{x} > 0",)),
         ("exp(2*{x})", ()))


@dataclass(frozen=True, slots=True)
class Draw:
    """A drawn pair, as the arguments of `Pair`, and the family it comes from."""

    family: str
    pair: dict[str, Any] = field(hash=False)

    def __str__(self) -> str:
        return f"{'' if self.family.startswith('near-miss') else 'drawn from '}{self.family}: {shown(self.pair)}"


def shown(pair: PairData) -> str:
    """A pair in one line.

    >>> shown({"g": ["u**2"], "h": "u", "domain": ["u > 0"]})
    'g = (u**2), h = u on u > 0'
    """
    h = f", h = {pair['h']}" if pair.get("h") else ""
    where = f" on {', '.join(pair['domain'])}" if pair.get("domain") else ""
    return f"g = ({', '.join(pair['g'])}){h}{where}"


def drawn(seed: str, count: int, *families: str, h: bool = True) -> Iterator[Draw]:
    """`count` pairs of the named families (all without a name), in turn; the same seed draws the same pairs.  Without `h`: maps g alone.

    >>> [str(d) for d in drawn("example", 1, "lines")] == [str(d) for d in drawn("example", 1, "lines")]
    True
    >>> len({d.family for d in drawn("example", 10)}) == len(FAMILIES)
    True
    """
    chosen = families or tuple(FAMILIES)
    seen: set[str] = set()
    for i in range(count):
        family = chosen[i % len(chosen)]
        dice = Dice(f"{seed} {family} {i}")
        pair = FAMILIES[family](dice, h)
        while shown(pair) in seen:
            pair = FAMILIES[family](dice, h)
        seen.add(shown(pair))
        yield Draw(family.replace("_", " "), pair)


def missed(seed: str, count: int, kind: str, h: bool = True) -> Iterator[Draw]:
    """`count` pairs that lack one hypothesis, the one that `kind` names (see `MISSES`); without `h` the last function is a coordinate.

    >>> {next(missed("example", 1, k)).family for k in MISSES} == {"near-miss, " + k.replace("_", " ") for k in MISSES}
    True
    """
    for i in range(count):
        functions, domain = MISSES[kind](Dice(f"{seed} {kind} {i}"))
        pair = {"g": functions[:-1], "h": functions[-1], "domain": domain} if h else {"g": functions, "domain": domain}
        yield Draw(f"near-miss, {kind.replace('_', ' ')}", pair)


def verdicts(pair: PairData, bench: Bench, criteria: Mapping[str, str], theorems: Mapping[str, str] | None = None) -> Finding:
    """HOLDS where the pair has these verdicts, as `pair_has`, with a short reason."""
    found = pair_has(criteria, theorems, **pair)({}, bench)
    if found.status is not Status.HOLDS:
        return found
    wanted = (*criteria.items(), *(theorems or {}).items())
    sides = {s: [n for n, v in wanted if v == s] for s in ("HOLDS", "FAILS", "NOT_APPLICABLE")}
    said = {"HOLDS": "proved", "FAILS": "refuted", "NOT_APPLICABLE": "not applicable"}
    return replace(found, because="; ".join(f"{said[s]}: {', '.join(n)}" for s, n in sides.items() if n))


def brief(found: Finding, because: str) -> Finding:
    """The finding, with this reason where it HOLDS."""
    return replace(found, because=because) if found.status is Status.HOLDS else found


def all_hold(*found: Finding) -> Finding:
    """Several findings about one pair as one: the first that does not hold, if any."""
    for one in found:
        if one.status is not Status.HOLDS:
            return one
    return replace(found[0], because="; ".join(f.because for f in found), reports=tuple(r for f in found for r in f.reports))


def orders_differ(first: str, second: str, seen: Sequence[str], point: Mapping[str, str], bench: Bench) -> Finding:
    """At the point the bracket of two gradients moves what is seen: so x after both flows depends on their order.

    The mixed second derivative of f after the two orders differs by grad f . [grad first, grad second]; the sum of its squares over the
    functions `seen` is positive at the point.
    """
    at = ", ".join(f"{v}, {t}" for v, t in point.items())

    def component(k: str) -> str:
        terms = (f"D[{second}, {k}, {m}]*D[{first}, {m}] - D[{first}, {k}, {m}]*D[{second}, {m}]" for m in point)
        return " + ".join(terms)

    pushed = [" + ".join(f"D[{f}, {k}]*({component(k)})" for k in point) for f in seen]
    found = differential(variables=["t_"])({"pushed": " + ".join(f"(At[{p}, {at}])**2" for p in pushed) + " > 0"}, bench)
    return brief(found, "flows in the two orders end at different values")


def number(dice: Dice) -> Fraction:
    """A positive rational number."""
    return Fraction(dice.whole(1, 9), dice.whole(1, 4))


def signed(dice: Dice) -> Fraction:
    """A rational number that is not 0."""
    return number(dice) * (-1 if dice.flag() else 1)


def determinant(rows: Sequence[Sequence[Fraction]]) -> Fraction:
    """The determinant of a small square matrix.

    >>> determinant([[Fraction(1), Fraction(2)], [Fraction(3), Fraction(4)]])
    Fraction(-2, 1)
    """
    n = len(rows)
    return sum((prod((rows[i][p[i]] for i in range(n)), start=Fraction(_sign(p))) for p in permutations(range(n))), Fraction(0))


def _sign(order: Sequence[int]) -> int:
    return prod(-1 if order[i] > order[j] else 1 for i in range(len(order)) for j in range(i + 1, len(order)))


def _independent(dice: Dice, n: int) -> list[list[Fraction]]:
    """The rows of an invertible matrix."""
    while True:
        rows = [[signed(dice) for _ in range(n)] for _ in range(n)]
        if determinant(rows):
            return rows


def _combined(dice: Dice, functions: Sequence[str], domain: Sequence[str], h: bool) -> dict[str, Any]:
    """Independent combinations of the functions: the last one is h, or is left out."""
    texts = [total(list(zip(row, functions, strict=True))) for row in _independent(dice, len(functions))]
    pair: dict[str, Any] = {"g": texts[:-1], "domain": list(domain)}
    return pair | {"h": texts[-1]} if h else pair


def _squares(dice: Dice, h: bool) -> dict[str, Any]:
    variables = names(dice.whole(2, 3))
    return _combined(dice, [f"{x}**2" for x in variables], [f"{x} > 0" for x in variables], h)


def _turned_squares(dice: Dice, h: bool) -> dict[str, Any]:
    p, q = dice.whole(1, 4), dice.whole(1, 4)
    one, two = total([(p, "u"), (q, "v")]), total([(q, "u"), (-p, "v")])
    return _combined(dice, [f"({one})**2", f"({two})**2"], [f"{one} > 0", f"{two} > 0"], h)


def _lines(dice: Dice, h: bool) -> dict[str, Any]:
    return _combined(dice, names(dice.whole(2, 3)), (), h)


def _square_and_line(dice: Dice, h: bool) -> dict[str, Any]:
    return _combined(dice, ["u**2", "v"], ["u > 0"], h)


def _own_variables(dice: Dice, h: bool) -> dict[str, Any]:
    made, domain = [], []
    for x in names(dice.whole(1, 2) + int(h)):
        term, conditions = dice.pick(TERMS)
        made.append(total([(signed(dice), term.format(x=x))]))
        domain += [c.format(x=x) for c in conditions]
    return {"g": made[:-1], "h": made[-1], "domain": domain} if h else {"g": made, "domain": domain}


FAMILIES: dict[str, Callable[[Dice, bool], dict[str, Any]]] = {
    "squares": _squares, "turned_squares": _turned_squares, "lines": _lines, "square_and_line": _square_and_line,
    "own_variables": _own_variables,
}


def _not_commuting(dice: Dice) -> tuple[list[str], list[str]]:
    p, q = dice.whole(1, 4), dice.whole(1, 4)
    one, two = total([(p, "u"), (q, "v")]), total([(q, "u"), (-p, "v")])
    return [total([(signed(dice), f"({one})")]), total([(signed(dice), f"({two})"), (signed(dice), f"({one})**2")])], []


def _forms_not_commuting(dice: Dice) -> tuple[list[str], list[str]]:
    a, c, d = signed(dice), signed(dice), signed(dice)
    b = signed(dice)
    while b == a:
        b = signed(dice)
    return [total([(a, "u**2"), (b, "v**2")]), total([(c, "u*v"), (d, "u**2")])], ["u > 0", "v > 0"]


def _not_regular(dice: Dice) -> tuple[list[str], list[str]]:
    a, b, k = signed(dice), signed(dice), signed(dice)
    return [total([(a, "u**2"), (b, "v**2")]), total([(k*a, "u**2"), (k*b, "v**2")])], ["u > 0", "v > 0"]


def _flows_end(dice: Dice) -> tuple[list[str], list[str]]:
    return [total(list(zip(row, "uv", strict=True))) for row in _independent(dice, 2)], ["u > 0"]


MISSES: dict[str, Callable[[Dice], tuple[list[str], list[str]]]] = {
    "not_commuting": _not_commuting, "forms_not_commuting": _forms_not_commuting, "not_regular": _not_regular, "flows_end": _flows_end,
}
