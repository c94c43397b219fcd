"""Claims that are sums over parts that move on their own: each part is 0 by itself, and is proved by itself.

Terms belong together when they share a symbol that not all of them have.  So the symbols of mu and a, which every part has, do not tie
u0 to v0.  A part that is not 0 at a sample point ends the attempt.

Main definition: `apart`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.region import Region, samples
from mirrorsym.expression import Expression, add, mul

__all__ = ["apart"]

Proof = dict[str, Any]


def apart(e: Expression, region: Region, prove: Callable[[Expression], Proof | None]) -> Proof | None:
    """A ZERO proof of a sum by parts, each proved by `prove`; None when there are not two parts, or one is not proved.

    >>> from mirrorsym.calculus.zero import prove
    >>> from mirrorsym.expression import call, sym
    >>> s, u, v = sym("s"), sym("u"), sym("v")
    >>> zeros = [call("exp", s + w) - call("exp", s) * call("exp", w) for w in (u, v)]
    >>> region = Region(("s", "u", "v"))
    >>> apart(add(*zeros), region, lambda e: prove(e, region))["rule"]
    'sum'
    """
    groups = parts(_terms(e))
    if len(groups) < 2 or not all(_may_vanish(g, region) for g in groups):
        return None
    entries = []
    for g in groups:
        proof = prove(g)
        if proof is None:
            return None
        entries.append({"term": g.to_json(), "proof": proof})
    return {"rule": "sum", "terms": entries}


def _terms(e: Expression) -> list[Expression]:
    """The terms of a sum, with numbers multiplied into sums."""
    if e.op == "add":
        return [t for a in e.args for t in _terms(a)]
    if e.op == "mul" and len(e.args) == 2 and e.args[0].op == "num" and e.args[1].op == "add":
        return [mul(e.args[0], t) for t in _terms(e.args[1])]
    return [e]


def parts(terms: list[Expression]) -> list[Expression]:
    """Sums of terms that hang together."""
    shared = frozenset.intersection(*(frozenset(t.names) for t in terms))
    groups: list[tuple[set[str], list[Expression]]] = []
    for t in terms:
        own = set(t.names) - shared
        met = [g for g in groups if g[0] & own or not (g[0] or own)]
        joined = (own.union(*(g[0] for g in met)), [*(x for g in met for x in g[1]), t])
        groups = [*(g for g in groups if not any(g is m for m in met)), joined]
    return [add(*terms)] if len(groups) == 1 else [p for _, g in groups for p in parts(g)]


def _may_vanish(e: Expression, region: Region) -> bool:
    for p in samples(region, 2):
        try:
            if not enclose(e, p, 128).contains(0):
                return False
        except (Undefined, Unsettled):
            continue
    return True
