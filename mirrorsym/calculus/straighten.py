"""Linear coordinates in which the arguments of kernels are single symbols: exp(u + 2v), sin(2u - v) become exp(s0), sin(s1).

Precondition: none.  Main definitions: `Straight`, `straightened`, and `proved`, a method of sign proofs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq, fmpq_mat

from mirrorsym.calculus.region import Region, affine
from mirrorsym.calculus.search import Proof, Search, with_guards
from mirrorsym.expression import Expression, add, make, mul, num, sub, sym

__all__ = ["Straight", "proved", "straightened"]

MAX_VARIABLES = 8


@dataclass(frozen=True, slots=True)
class Straight:
    """`old[x]` is the variable x in the new symbols, `new[s]` the form that the new symbol s stands for; `region` is in new symbols."""

    old: Mapping[str, Expression]
    new: Mapping[str, Expression]
    region: Region

    def put(self, e: Expression) -> Expression:
        """An expression in the new symbols, affine arguments of kernels with their terms collected."""
        done: dict[Expression, Expression] = {}
        for n in e.walk():
            if n.op == "sym":
                done[n] = self.old.get(n.args[0], n)
            elif n.op in ("num", "const", "true"):
                done[n] = n
            else:
                args = tuple(done[a] for a in n.args)
                done[n] = make(n.op, args if n.op in ("add", "mul") else tuple(map(_plain, args)))
        return done[e]

    def back(self, point: Mapping[str, Expression]) -> dict[str, Expression]:
        """A point in the old symbols (parameters stay)."""
        kept = {n: v for n, v in point.items() if n not in self.new}
        return {**{x: e.substitute(point) for x, e in self.old.items()}, **kept}


def straightened(expressions: Iterable[Expression], region: Region) -> Straight | None:
    """New coordinates for the region, or None when no kernel has a linear form of several variables as its argument.

    >>> u, v = sym("u"), sym("v")
    >>> s = straightened([Expression("exp", (u + v,))], Region(("u", "v")))
    >>> str(s.old["u"]), str(s.new["_s0"])
    ('_s1', 'u + v')
    """
    variables = region.variables
    if not 2 <= len(variables) <= MAX_VARIABLES:
        return None
    rows: list[list[Fraction]] = []
    for form in _forms(expressions, region):
        row = [form.get(x, Fraction(0)) for x in variables]
        if _independent([*rows, row]):
            rows.append(row)
    if not rows:
        return None
    for i in range(len(variables)):
        unit = [Fraction(int(i == j)) for j in range(len(variables))]
        if len(rows) < len(variables) and _independent([*rows, unit]):
            rows.append(unit)
    taken = [int(n[2:]) for n in region.names if n.startswith("_s") and n[2:].isdigit()]
    names = tuple(f"_s{k}" for k in range(max(taken, default=-1) + 1, max(taken, default=-1) + 1 + len(variables)))
    inverse = _matrix(rows).inv()
    old = {x: add(*(mul(num(_fraction(inverse[i, k])), sym(n)) for k, n in enumerate(names) if inverse[i, k] != 0))
           for i, x in enumerate(variables)}
    new = {n: add(*(mul(num(q), sym(x)) for x, q in zip(variables, row, strict=True) if q)) for n, row in zip(names, rows, strict=True)}
    facts = tuple((_plain(e.substitute(old)), op) for e, op in region.facts)
    return Straight(old, new, Region(names, region.parameters, facts, region.integers))


def _plain(e: Expression) -> Expression:
    """An affine expression with its terms collected, anything else as it is."""
    parts = affine(e)
    if parts is None:
        return e
    return add(*(mul(num(q), sym(x)) for x, q in parts[0].items() if q), num(parts[1]))


def proved(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` in linear coordinates that suit the kernels of `e`: the rule `lift` with linear forms as kernels."""
    bare = Region(region.variables, region.parameters, (), region.integers)
    if not _forms([e], bare) or not search.spend(5):
        return None
    found = straightened([e], region)
    if found is None:
        return None
    claim = found.put(e)
    larger = Region(region.variables + found.region.variables, region.parameters, region.facts + found.region.facts, region.integers)
    proof = search.prove(claim, op, larger, "straight", "shift")
    zero = search.vanishes(sub(e, claim.substitute(found.new)), region) if proof is not None else None
    guards = search.guards([claim], num(0), larger) if zero is not None else None
    if guards is None:
        return None
    facts = [{"fact": f.to_json(), "op": o, "proof": {"rule": "fact", "index": i, "factor": "1"}}
             for i, (f, o) in enumerate(found.region.facts)]
    whole = {"rule": "lift", "symbols": {n: k.to_json() for n, k in found.new.items()}, "facts": facts, "claim": claim.to_json(),
             "zero": zero, "proof": proof}
    return with_guards(whole, guards)


def _forms(expressions: Iterable[Expression], region: Region) -> list[dict[str, Fraction]]:
    """The linear parts in several variables that occur as arguments of kernels or bases of powers, the frequent ones first."""
    counts: dict[tuple[tuple[str, Fraction], ...], int] = {}
    seen: set[Expression] = set()
    for e in (*expressions, *(f for f, _ in region.facts)):
        for n in e.walk():
            if n in seen or n.op in ("num", "sym", "const", "add", "mul", "true"):
                continue
            seen.add(n)
            for a in n.args[:1]:
                if len(a.names & set(region.variables)) < 2 or a.names & set(region.parameters):
                    continue
                parts = affine(a)
                if parts is not None:
                    lead = next(q for _, q in sorted(parts[0].items()) if q)
                    key = tuple((x, q / lead) for x, q in sorted(parts[0].items()) if q)
                    if len(key) > 1:
                        counts[key] = counts.get(key, 0) + 1
    return [dict(key) for key in sorted(counts, key=lambda k: -counts[k])]


def _matrix(rows: list[list[Fraction]]) -> fmpq_mat:
    return fmpq_mat(len(rows), len(rows[0]), [fmpq(q.numerator, q.denominator) for row in rows for q in row])


def _independent(rows: list[list[Fraction]]) -> bool:
    return int(_matrix(rows).rank()) == len(rows)


def _fraction(q: fmpq) -> Fraction:
    return Fraction(int(q.p), int(q.q))
