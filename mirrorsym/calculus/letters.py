"""Linear forms as new symbols: the rule `letters` of ZERO and SIGN.

Formulas in rotated coordinates are about u0 + 2*v0 and 2*u0 - v0 only.  Multiplied out they are long; in letters for these sums they are
as short as in the coordinates themselves.  Nothing is lost where all symbols of these sums occur in such sums only.

Main definitions: `letters_for`, `Letters`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mirrorsym.calculus.region import Region
from mirrorsym.expression import ZERO, Expression, add, mul, neg, num, sym

__all__ = ["Letters", "letters_for"]

Vector = dict[str, Fraction]
_RATIONAL = ("num", "sym", "const", "add", "mul")


@dataclass(frozen=True, slots=True)
class Letters:
    """`symbols` are the forms that got a letter, `places` every sum with what it is in letters, `region` says the same of the letters."""

    region: Region
    symbols: dict[str, Expression]
    places: dict[Expression, Expression]

    def spelled(self, e: Expression) -> Expression:
        """The expression in letters."""
        return e.rebuild(both_ways(self.places).get)

    def cited(self, proof: dict[str, Any]) -> dict[str, Any]:
        """A proof in letters as one in the old symbols."""
        return {"rule": "letters", "symbols": {n: e.to_json() for n, e in self.symbols.items()},
                "places": [[e.to_json(), c.to_json()] for e, c in self.places.items()], "proof": proof}


def letters_for(claim: Expression, region: Region, others: Iterable[Expression] = (), of_facts: bool = False) -> Letters | None:
    """Letters for the sums in a claim, or None where they do not help; `others` are trees that may be used beside the facts.

    `of_facts`: sums in facts come first, and rational functions get letters too; for signs.

    >>> from mirrorsym.expression import call
    >>> u, v = sym("u"), sym("v")
    >>> found = letters_for(call("log", (u + 2 * v) ** 2) + u * 0, Region(("u", "v"), (), ((2 * u + 4 * v, ">"),)))
    >>> str(found.spelled(call("log", (u + 2 * v) ** 2))), [str(e) for e, _ in found.region.facts]
    ('log(_s0**2)', ['2*_s0'])
    """
    if not of_facts and all(n.op in _RATIONAL or (n.op == "pow" and n.args[1].op == "num" and n.args[1].args[0].denominator == 1)
                            for n in claim.walk()):
        return None  # multiplied out in no time
    own = list(_forms(claim, False))
    bare = {n for f, e, _ in own if e.op == "sym" for n in f}
    sums = [(f, e) for f, e, exponent in own if len(f.keys() - {""}) > 1 and not exponent and not f.keys() & bare]
    if not sums:
        return None
    moving = _tied(sums, [f for f, e, _ in own if e.op != "sym"])
    if moving & bare:
        sums = [(f, e) for f, e in sums if not f.keys() & _around(bare, [f for f, e, _ in own if e.op != "sym"])]
        moving = _tied(sums, [f for f, e, _ in own if e.op != "sym"])
    if not sums:
        return None
    told = [f for t in (*(e for e, _ in region.facts), *others) if t.names & moving for f in _forms(t, False)]
    here = [*sums, *((f, e) for f, e, _ in own if e.op != "sym" and f.keys() & moving)]
    there = [(f, e) for f, e, _ in told if f.keys() & moving and f.keys() <= moving | {""}]
    long = [p for p in there if p[1].op != "sym"]
    ranked = [*(long if of_facts else ()), *here, *long, *(p for p in there if p[1].op == "sym")]
    taken = set(region.names)
    fresh = (name for name in (f"_s{i}" for i in range(10_000)) if name not in taken)
    basis = _Basis()
    symbols: dict[str, Expression] = {}
    places: dict[Expression, Expression] = {}
    for form, e in ranked:
        if e in places:
            continue
        found = basis.combination(form)
        if found is None:
            letter = next(fresh)
            basis.add(form, letter)
            symbols[letter] = e
            places[e] = sym(letter)
        else:
            places[e] = found
    places = {e: c for e, c in places.items() if e.op != "sym"} | {e: c for e, c in places.items() if e.op == "sym"}
    swap = both_ways(places)
    facts = tuple((f.rebuild(swap.get), op) for f, op in region.facts)
    facts = tuple((ZERO, "=") if f.names & moving else (f, op) for f, op in facts)
    inside = Region((*(n for n in region.variables if n not in moving), *symbols), tuple(n for n in region.parameters if n not in moving),
                    facts, region.integers - moving)
    return Letters(inside, symbols, places)


def both_ways(places: dict[Expression, Expression]) -> dict[Expression, Expression]:
    """The places, and those of the negatives: a tree and its text may differ by where a minus stands."""
    return {**{neg(e): neg(c) for e, c in places.items() if e.op == "add"}, **places}


def _forms(e: Expression, exponent: bool) -> Iterator[tuple[Vector, Expression, bool]]:
    """(slopes, tree, whether it stands in an exponent) of the largest sums that are affine, and of the symbols outside of them."""
    seen: set[tuple[Expression, bool]] = set()
    stack = [(e, exponent)]
    while stack:
        node, inside = stack.pop()
        if (node, inside) in seen or not node.names:
            continue
        seen.add((node, inside))
        if node.op == "sym":
            yield {node.args[0]: Fraction(1)}, node, inside
            continue
        if node.op == "add":
            form = _affine(node)
            if form is not None and len(form) > 1:
                yield form, node, inside
                continue
        stack.extend((a, inside or node.op == "exp") for a in reversed(node.args))


def _affine(e: Expression) -> Vector | None:
    """Slopes, with the constant under the empty name."""
    out: Vector = {}
    for t in e.args:
        c, rest = (t.args[0].args[0], t.args[1:]) if t.op == "mul" and t.args[0].op == "num" else (Fraction(1), (t,))
        if t.op == "num":
            out[""] = out.get("", Fraction(0)) + t.args[0]
            continue
        if len(rest) != 1:
            return None
        inner: Vector | None = {rest[0].args[0]: Fraction(1)} if rest[0].op == "sym" else _affine(rest[0]) if rest[0].op == "add" else None
        if inner is None:
            return None
        for n, q in inner.items():
            out[n] = out.get(n, Fraction(0)) + c * q
    return {n: q for n, q in out.items() if q}


def _around(names: set[str], forms: list[Vector]) -> set[str]:
    """The symbols that are tied to these by forms."""
    found = set(names)
    grown = True
    while grown:
        grown = False
        for f in forms:
            own = f.keys() - {""}
            if own & found and not own <= found:
                found |= own
                grown = True
    return found


def _tied(sums: list[tuple[Vector, Expression]], forms: list[Vector]) -> set[str]:
    return _around({n for f, _ in sums for n in f if n}, forms)


class _Basis:
    """Independent forms with their letters; constants are a slope of their own, that of 1."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, Vector, dict[str, Fraction]]] = []  # leading name, reduced form, what it is in letters ("" for 1)

    def _reduced(self, form: Vector) -> tuple[Vector, dict[str, Fraction]]:
        rest, used = dict(form), dict[str, Fraction]()
        for lead, row, letters in self.rows:
            c = rest.get(lead, Fraction(0))
            if c:
                rest = {n: q for n in {**rest, **row} if (q := rest.get(n, Fraction(0)) - c * row.get(n, Fraction(0)))}
                used = {n: used.get(n, Fraction(0)) + c * letters.get(n, Fraction(0)) for n in {**used, **letters}}
        return rest, used

    def combination(self, form: Vector) -> Expression | None:
        """The form as a combination of letters and 1."""
        rest, used = self._reduced(form)
        if any(n for n in rest):
            return None
        constant = rest.get("", Fraction(0)) + used.get("", Fraction(0))
        return add(*(mul(num(q), sym(n)) for n, q in used.items() if n and q), num(constant))

    def add(self, form: Vector, letter: str) -> None:
        """A form that is independent of those before, under its letter."""
        rest, used = self._reduced(form)
        lead = next(n for n in rest if n)
        c = rest[lead]
        own = {letter: Fraction(1), **{n: -q for n, q in used.items() if q}}
        constant = rest.pop("", Fraction(0))
        own[""] = own.get("", Fraction(0)) - constant
        self.rows.append((lead, {n: q / c for n, q in rest.items()}, {n: q / c for n, q in own.items()}))
