"""Pairs that fall apart into blocks of variables, each with one or two generators, and what is known of a block that moves in closed form.

Every function of a pair is a sum of functions of one block each; in a block these are multiples of its generators F_1, …, F_k up to
constants.  Generator l of a block then flows for the time s_l = sum_j weight_jl mu_j + weight_hl a.  A `Moved` gives the block's point,
generators and potential (d potential / d s_l = F_l) as functions of these times; what it says is a conjecture until the steps are proved.

Main definitions: `Block`, `Moved`, `blocks_of`.
"""

from __future__ import annotations

from dataclasses import dataclass

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import exact
from mirrorsym.calculus.lemmas import Lemma
from mirrorsym.calculus.ratio import from_polynomial
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.tower import normal_form
from mirrorsym.calculus.zero import prove
from mirrorsym.expression import ONE, ZERO, Expression, add, div, mul, num, sub
from mirrorsym.maps import Pair

__all__ = ["TIMES", "VALUES", "Block", "Moved", "blocks_of", "constant_ratio"]

TIMES = ("s1_", "s2_")
VALUES = ("v1_", "v2_")


@dataclass(frozen=True, slots=True)
class Block:
    """Variables, generators, and per function of the pair its weights in the generators and its constant."""

    variables: tuple[str, ...]
    generators: tuple[Expression, ...]
    weights: tuple[tuple[Expression, ...], ...]
    constants: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """The flow of a block, in the symbols `TIMES`: the point, the generators there, their potential, what is positive exactly where the
    flow exists.  `inverse` gives the times, in the symbols `VALUES` of the generators' values, where it is known; `ranges` are relations
    of these values that hold at all times, `at_values` the potential as a function of these values where that is shorter.  Where there is
    no inverse, grad Q = x is solved by rules unless `solved` says that nothing readable comes of it.
    """

    psi: tuple[Expression, ...]
    values: tuple[Expression, ...]
    potential: Expression
    bounds: tuple[Expression, ...] = ()
    inverse: tuple[Expression, ...] | None = None
    ranges: tuple[Expression, ...] = ()
    lemmas: tuple[Lemma, ...] = ()
    assuming: tuple[Expression, ...] = ()
    at_values: Expression | None = None
    solved: bool = True


def blocks_of(pair: Pair) -> tuple[Block, ...] | str:
    """The blocks of a pair, in the order of their first variables; a sentence when a block has more than two generators.

    >>> found = blocks_of(Pair(g=["2*(u**2 + v**2)*atan(v/u) + p"], h="u**2 + v**2", domain=["u > 0"]))
    >>> [(b.variables, [str(f) for f in b.generators]) for b in found]
    [(('u', 'v'), ['(u**2 + v**2)*atan(v/u)', 'u**2 + v**2']), (('p',), ['p'])]
    """
    region = Region.of(pair.M)
    parent = {v: v for v in pair.w}

    def root(v: str) -> str:
        while parent[v] != v:
            v = parent[v]
        return v

    for f in pair.joint:
        for t in _terms(f):
            own = [v for v in pair.w if v in t.names]
            for v in own[1:]:
                parent[root(v)] = root(own[0])
    groups: dict[str, list[str]] = {}
    for v in pair.w:
        groups.setdefault(root(v), []).append(v)
    out = []
    for k, names in enumerate(sorted(groups.values(), key=lambda g: pair.w.index(g[0]))):
        found = _block(pair, tuple(names), region, k == 0)
        if isinstance(found, str):
            return found
        out.append(found)
    return tuple(out)


def _terms(f: Expression) -> tuple[Expression, ...]:
    """Summands, with factors free of symbols carried into sums."""
    if f.op == "add":
        return tuple(t for a in f.args for t in _terms(a))
    if f.op == "mul" and sum(1 for a in f.args if a.names) == 1:
        inner = next(a for a in f.args if a.names)
        rest = mul(*(a for a in f.args if not a.names))
        if inner.op == "add":
            return tuple(t for a in inner.args for t in _terms(mul(rest, a)))
    return (f,)


def _block(pair: Pair, names: tuple[str, ...], region: Region, first: bool) -> Block | str:
    parts = []
    for f in pair.joint:
        terms = _terms(f)
        own = add(*(t for t in terms if t.names & set(names)))
        parts.append((own, add(*(t for t in terms if not t.names & set(pair.w))) if first else ZERO))
    basis: list[Expression] = []
    rows: list[list[Expression]] = []
    constants = []
    for own, rest in parts:
        if own == ZERO:
            rows.append([])
            constants.append(rest)
            continue
        found = _combination(own, basis, names, region)
        if found is None:
            c, f = _scaled(own)
            basis.append(f)
            rows.append([ZERO] * (len(basis) - 1) + [c])
            constants.append(rest)
        else:
            rows.append(found[0])
            constants.append(add(rest, found[1]))
    if len(basis) > 2:
        return f"{', '.join(names)} are coupled by more than two independent functions"
    filled = tuple((*r, *(ZERO for _ in range(len(basis) - len(r)))) for r in rows)
    return Block(names, tuple(basis), filled, tuple(constants))


def _scaled(f: Expression) -> tuple[Expression, Expression]:
    """(c, F) with f = c*F, c a rational factor."""
    if f.op == "mul" and f.args[0].op == "num":
        return f.args[0], mul(*f.args[1:])
    return ONE, f


def _combination(f: Expression, basis: list[Expression], names: tuple[str, ...], region: Region
                 ) -> tuple[list[Expression], Expression] | None:
    """Weights and constant with f = sum weight*F + constant."""
    if not basis:
        return None
    for i, b in enumerate(basis):
        c = constant_ratio(f, b, names, region)
        if c is not None:
            weights = [c if j == i else ZERO for j in range(len(basis))]
            return weights, _difference(f, mul(c, b), names, region)
    if len(basis) == 2:
        solved = _two(f, basis, names, region)
        if solved is not None:
            return list(solved), _difference(f, add(*(mul(c, b) for c, b in zip(solved, basis, strict=True))), names, region)
    return None


def constant_ratio(f: Expression, b: Expression, names: tuple[str, ...], region: Region) -> Expression | None:
    """c, free of the names, with d f = c*d b."""
    lead = next((v for v in names if derivative(b, v) != ZERO), None)
    if lead is None:
        return None
    found = normal_form(div(derivative(f, lead), derivative(b, lead)), region)
    if found is None:
        return None
    tower, r = found
    c = tower.unfold(div(from_polynomial(r.above), from_polynomial(r.below)))
    if c.names & set(names) or c == ZERO:
        return None
    return c if all(prove(sub(derivative(f, v), mul(c, derivative(b, v))), region) is not None for v in names) else None


def _two(f: Expression, basis: list[Expression], names: tuple[str, ...], region: Region) -> tuple[Expression, ...] | None:
    """Rational weights of f in two generators, from their slopes at one point, then proved."""
    for p in samples(region, 4):
        rows = [[exact(derivative(e, v), p) for e in (*basis, f)] for v in names]
        whole = [[q for q in r if q is not None] for r in rows]
        for i, r in enumerate(whole):
            for s in whole[i + 1:]:
                if len(r) == len(s) == 3 and r[0] * s[1] != r[1] * s[0]:
                    det = r[0] * s[1] - r[1] * s[0]
                    c = num((r[2] * s[1] - r[1] * s[2]) / det), num((r[0] * s[2] - r[2] * s[0]) / det)
                    gap = sub(f, add(mul(c[0], basis[0]), mul(c[1], basis[1])))
                    return c if all(prove(derivative(gap, v), region) is not None for v in names) else None
    return None


def _difference(f: Expression, g: Expression, names: tuple[str, ...], region: Region) -> Expression:
    """f - g where it is constant."""
    gap = sub(f, g)
    if prove(gap, region) is not None:
        return ZERO
    found = normal_form(gap, region)
    if found is not None:
        value = found[0].unfold(div(from_polynomial(found[1].above), from_polynomial(found[1].below)))
        if not value.names & set(names):
            return value
    return gap


