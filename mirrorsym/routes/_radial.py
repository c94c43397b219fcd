"""Pairs that depend on some variables only through the length of a vector: that length moves like one variable, the direction stays.

If no function changes under rotations of (x_i, x_j), their gradients in these variables are multiples of (x_i, x_j).  So for a group of
such variables the length r follows the gradient flow of the same functions written in r, and each variable is r times its share of the
initial length.  The smaller pair goes to the other routes.

Main definitions: `groups`, `reduced`, `lifted`.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.lemmas import Lemma
from mirrorsym.calculus.ratio import from_polynomial, ratio_of
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.zero import prove
from mirrorsym.domain import Domain
from mirrorsym.expression import ZERO, Expression, add, div, mul, neg, relation, sqrt, sub, sym
from mirrorsym.maps import Pair
from mirrorsym.routes._draft import Draft, Setting, tidy

__all__ = ["groups", "lifted", "reduced"]

Groups = tuple[tuple[str, ...], ...]


def groups(pair: Pair) -> Groups:
    """Groups of at least two variables, rotations of which change no function of the pair.

    >>> groups(Pair(g=["(u**2 + v**2)**2 - p**4"], domain=["p > 0"]))
    (('u', 'v'),)
    """
    region = Region.of(pair.M)
    tied: dict[str, list[str]] = {}
    taken: set[str] = set()
    for u, v in combinations(pair.w, 2):
        if v in taken or (u in taken and u not in tied):
            continue
        if all(_turns(f, u, v, region) for f in pair.joint) and any(u in f.names for f in pair.joint):
            tied.setdefault(u, [u]).append(v)
            taken |= {u, v}
    return tuple(tuple(g) for g in tied.values())


def _turns(f: Expression, u: str, v: str, region: Region) -> bool:
    """Whether u d_v f = v d_u f."""
    gap = sub(mul(sym(u), derivative(f, v)), mul(sym(v), derivative(f, u)))
    for p in samples(region, 2):
        try:
            value = enclose(gap, p, 64)
        except (Undefined, Unsettled):
            continue
        if not value.contains(0):
            return False
    return prove(gap, region) is not None


def reduced(setting: Setting, found: Groups) -> Setting:
    """The setting of the smaller pair: each group is its first variable, as a length."""
    pair = setting.pair
    put: dict[str, Expression] = {}
    start = dict(setting.start)
    lengths = []
    assuming = []
    for g in found:
        put.update(dict.fromkeys(g[1:], ZERO))
        square = tidy(add(*(setting.start[v] ** 2 for v in g)), setting.initial)
        start[g[0]] = tidy(sqrt(square), setting.initial)
        lengths.append(relation(">", sym(g[0]), ZERO))
        if sign.prove(square, ">", setting.initial) is None:
            assuming.append(relation(">", square, ZERO))
        for v in g[1:]:
            start.pop(v)
    inside = {v for g in found for v in g}
    kept = tuple(c for c in pair.M.conditions if not c.names & inside)
    region = Region.of(pair.M)
    for e, op in region.facts[:len(pair.M.conditions)]:
        if e.names & inside and op == ">" and all(_turns(e, g[0], v, region) for g in found for v in g[1:]):
            kept += tuple(relation(">", f, ZERO) for f in _factors(e.substitute(put), tuple(sym(g[0]) for g in found)))
    variables = tuple(v for v in pair.w if v not in put)
    m = Domain(variables, (*kept, *lengths), pair.M.parameters)
    short = [tidy(f.substitute(put), Region.of(m)) for f in pair.joint]
    small = _with(pair, tuple(short[:len(pair.g)]), None if pair.h is None else short[-1], m, start)
    return replace(setting.assuming(tuple(assuming)), pair=small, start=start)


def _factors(e: Expression, lengths: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """The condition e > 0 for positive lengths, as factors that are all positive where two of them have a positive sum."""
    r = ratio_of(e, sorted(e.names))
    if r is None or not r.below.is_constant():
        return (e,)
    constant, parts = (r.above / r.below.leading_coefficient()).factor()
    if len(parts) != 2 or any(k != 1 for _, k in parts):
        return (e,)
    p, q = (from_polynomial(f) for f, _ in parts)
    if constant < 0:
        p = neg(p)
    there = Region(tuple(sorted(e.names)), (), tuple((x, ">") for x in lengths))
    for s, t in ((p, q), (neg(p), neg(q))):
        if sign.prove(add(s, t), ">", there) is not None:
            return s, t
    return (e,)


def _with(pair: Pair, g: tuple[Expression, ...], h: Expression | None, m: Domain, start: dict[str, Expression]) -> Pair:
    new = pair.specialized({})
    for name, value in (("g", g), ("h", h), ("M", m), ("init", tuple((v, start[v]) for v in m.variables)), ("matrices", ())):
        object.__setattr__(new, name, value)
    return new


def lifted(draft: Draft, setting: Setting, small: Setting, found: Groups) -> Draft:
    """The draft of the whole pair from that of the smaller one."""
    at = dict(zip(small.pair.w, draft.psi, strict=True))
    for g in found:
        ratio = div(at[g[0]], small.start[g[0]])
        for v in g:
            at[v] = mul(setting.start[v], ratio)
    lengths = tuple(Lemma(sym(g[0]).substitute(dict(zip(small.pair.w, draft.psi, strict=True)))) for g in found)
    assumed = tuple(c for c in small.assumptions if c not in setting.assumptions)
    return replace(draft, psi=tuple(at[v] for v in setting.pair.w), lemmas=(*draft.lemmas, *lengths),
                   assuming=tuple(dict.fromkeys((*assumed, *draft.assuming))))
