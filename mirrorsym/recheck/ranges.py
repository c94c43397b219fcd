"""Which x are reached, read off a separation, and a user's conditions held against it.

Along a coordinate of x with members k, factors s_k and cores c_k, x = offset + sum s_k c_k(z_k) increases with nu.  At an end of nu where
a member's time is finite and its value infinite x is infinite too.  Where no time is finite every member is at its own end, so x is
infinite if one of the values is, and else offset + sum s_k (limit of c_k).  So the x that are reached, at each a whose slice is
not empty, are those of a product of open intervals, which depends on parameters only.

Conditions describe this set if they follow from its bounds, and the bounds from them.  They do not if a point of the set violates one, or a
point that satisfies all of them lies outside (both at a = 0, whose slice contains 0).

Main definitions: `intervals`, `check_range`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mirrorsym.expression import Expression, add, mul, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.asymptotics import coordinates
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.points import holds_at, point_in, sign_at
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.properties import check_assumptions
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.separation import Direction, Piece, Separation, read_separation
from mirrorsym.recheck.setting import Fact, Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.starts import Start
from mirrorsym.recheck.structure import check_defined

__all__ = ["check_range", "intervals"]

_FALSE = {">": (0, -1), ">=": (-1,), "!=": (0,), "=": (1, -1)}


def intervals(separation: Separation) -> list[tuple[Expression | None, Expression | None]]:
    """(lower, upper) bound of each coordinate of x, None for infinite ones."""
    found: list[tuple[Expression | None, Expression | None]] | None = None
    for pieces in separation.scenarios():
        here = [(_end(d, pieces, False), _end(d, pieces, True)) for d in coordinates(separation)]
        if found is not None and not all(_same(p, q, separation) for a, b in zip(here, found, strict=True)
                                         for p, q in zip(a, b, strict=True)):
            raise Rejected("which x are reached depends on the initial point")
        found = here
    if found is None:
        raise Rejected("no piece is left in which the flow may start")
    return found


def _same(p: Expression | None, q: Expression | None, separation: Separation) -> bool:
    if p is None or q is None:
        return p is q
    return vanishes(sub(p, q), separation.frame.names, separation.frame.budget)


def _end(d: Direction, pieces: tuple[Piece, ...], up: bool) -> Expression | None:
    ends = [(s, pieces[k].end((sign > 0) == up)) for k, s, sign in d.members]
    timed = [e for _, e in ends if e.finite_time]
    if any(e.finite_value for e in timed):
        raise Rejected("a flow ends at a finite value in finite time")
    if timed or any(not e.finite_value for _, e in ends):
        return None
    terms = [d.offset]
    for s, e in ends:
        if e.limit is None:
            raise Rejected("the limit of a core is not stated")
        terms.append(mul(s, e.limit))
    return add(*terms)


def check_range(entry: dict[str, Any], certificate: dict[str, Any], facts: list[Fact], names: tuple[tuple[str, ...], str], problem: Problem,
                start: Start, budget: Budget) -> None:
    """Accept that the conditions `facts` about x (and a), `names`, do or do not describe the x that are reached."""
    (x, a), status = names, entry["status"]
    separation = read_separation(data.field(certificate, "structure"), problem, start, budget)
    check_assumptions(separation, start, entry.get("holds_on"), status == "HOLDS", budget)
    away = [sub(c.z.substitute(start.values), at) for c in separation.coordinates for at in c.critical]
    known = start.setting
    for e in away:
        check_defined(e, known, "an assumption")
        known = known.assume(e, "!=")
    box = [f for n, (low, high) in zip(x, intervals(separation), strict=True)
           for f in ([] if low is None else [sub(sym(n), low)]) + ([] if high is None else [sub(high, sym(n))])]
    for e in box:
        check_defined(e, replace(known, variables=(*x, *known.variables)), "a bound of x")
    if status == "FAILS":
        _fails(certificate, facts, box, replace(known, variables=(*x, a, *start.symbols), facts=(*known.facts, (sym(a), "="))), entry)
        return
    bare = replace(known, variables=(*x, a, *start.symbols))
    inside, theirs = bare, bare
    for e in box:
        inside = inside.assume(e, ">")
    for e, op in facts:
        check_defined(e, inside, "a condition")
        check_defined(e, theirs, "a condition")
        theirs = theirs.assume(e, op)
    for key, claims, setting in (("within", facts, inside), ("beyond", [(e, ">") for e in box], theirs)):
        proofs = data.items(data.field(certificate, key), "the proofs", 200)
        if len(proofs) != len(claims):
            raise Rejected("each condition needs its proof")
        for (e, op), proof in zip(claims, proofs, strict=True):
            prove_sign(e, op, proof, setting)


def _fails(certificate: dict[str, Any], facts: list[Fact], box: list[Expression], setting: Setting, entry: dict[str, Any]) -> None:
    fails = data.record(data.field(certificate, "fails"), "where it fails")
    point = point_in(data.field(fails, "point"), setting)
    for n, text in data.record(entry.get("witness") or {}, "the witness").items():
        if n not in fails["point"] or not vanishes(sub(read(text, ()), data.tree(fails["point"][n], ())), (), setting.budget):
            raise Rejected("the claim's witness is not the certificate's point")
    if fails.get("condition") is not None:
        e, op = facts[data.index(fails["condition"], len(facts), "condition")]
        if not all(holds_at(point, b, ">") for b in box):
            raise Rejected("the point is not shown to be reached")
    else:
        e, op = box[data.index(data.field(fails, "beyond"), len(box), "bound")], ">"
        if not all(holds_at(point, c, o) for c, o in facts):
            raise Rejected("the point is not one that the conditions admit")
    sign = sign_at(point, e)
    if sign is None or sign not in _FALSE[op]:
        raise Rejected("the point does not show what it is said to show")
