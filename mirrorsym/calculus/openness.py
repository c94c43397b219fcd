"""Whether strict conditions cut out an open set: sqrt(u) > -1 holds on u >= 0, and sign(u) > -1 does, too.

An operation that is defined on a closed set (a root, asin, ...) does no harm to a condition when its argument is
defined and >= 0 wherever conditions without such trouble hold, or when the argument is not 0 where all of them hold; a jump does none
when what decides it is not 0 there.  Only intervals are used, so that the checker comes to the same answer without data.

Main definition: `closed_at`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.structure import follows
from mirrorsym.expression import ONE, Expression, neg, sub

__all__ = ["closed_at"]

_TRIVIAL = (ONE, ">")


def closed_at(region: Region) -> tuple[int, Expression] | None:
    """(number of a fact, b): the set may hold points with b = 0 at which it is not open; None when it is open.

    >>> from mirrorsym.expression import sqrt, sym
    >>> closed_at(Region(("u",), (), ((sqrt(sym("u")) - 1, ">"),))) is None
    True
    >>> closed_at(Region(("u",), (), ((sqrt(sym("u")) + 1, ">"),)))
    (0, Expression(u))
    """
    variables = set(region.variables)
    waiting = [i for i, (e, _) in enumerate(region.facts) if e.names & variables]
    harmless = [_TRIVIAL if i in waiting else f for i, f in enumerate(region.facts)]
    while waiting:
        base = replace(region, facts=tuple(harmless))
        passed = [i for i in waiting if next(_harms(region.facts[i][0], base, region), None) is None]
        if not passed:
            return waiting[0], next(_harms(region.facts[waiting[0]][0], base, region))
        for i in passed:
            harmless[i] = region.facts[i]
        waiting = [i for i in waiting if i not in passed]
    return None


def _harms(e: Expression, base: Region, region: Region) -> Iterator[Expression]:
    for node in e.walk():
        if not node.names & set(region.variables):
            continue
        for g in guards(node, deep=False):
            if g.needed == ">=" and not follows(g.of, ">=", base) and not _away(g.of, region):
                yield g.of
        jumps = [node.args[0]] if node.op == "sign" else []
        if node.op == "piecewise":
            jumps = [sub(c.args[0], c.args[1]) for c in node.args[1::2] if c.op != "true"]
        yield from (b for b in jumps if not _away(b, region))


def _away(b: Expression, region: Region) -> bool:
    """Whether b is not 0 on the region, as far as intervals tell."""
    if follows(b, "!=", region):
        return True
    for i, (e, op) in enumerate(region.facts):
        if op != ">" or not e.names & set(region.variables):
            continue
        rest = replace(region, facts=(*region.facts[:i], _TRIVIAL, *region.facts[i + 1:])).assume(b, "=")
        if follows(neg(e), ">=", rest):
            return True
    return False
