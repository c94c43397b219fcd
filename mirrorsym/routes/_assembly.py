"""From blocks that move in closed form to a draft of the potential.

The times of each block are linear in (mu, a), so psi, grad Q and Q follow by putting them in.  The inverse is written down where g sees
exactly n generators, all of whose blocks can be inverted; for one coordinate it is also sought by solving grad Q = x.

Main definition: `assembled`.
"""

from __future__ import annotations

from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.invert import inverses
from mirrorsym.calculus.rank import determinant
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.zero import prove
from mirrorsym.expression import ONE, ZERO, Expression, add, div, mul, neg, relation, sub, sym
from mirrorsym.routes._blocks import TIMES, VALUES, Block, Moved
from mirrorsym.routes._draft import Draft, Setting, tidy

__all__ = ["assembled"]

Inverse = tuple[tuple[Expression, ...], Expression, tuple[Expression, ...]]


def assembled(setting: Setting, blocks: tuple[Block, ...], moves: tuple[Moved, ...]) -> Draft:
    """The draft of a pair, from its blocks and how each of them moves."""
    n = len(setting.pair.g)
    clocks = [sym(m) for m in setting.mu] + ([sym(setting.a)] if setting.pair.h is not None else [])
    at = [{t: add(*(mul(row[k], c) for row, c in zip(b.weights, clocks, strict=True)))
           for k, t in zip(range(len(b.generators)), TIMES, strict=False)} for b in blocks]
    where = {v: e.substitute(s) for b, m, s in zip(blocks, moves, at, strict=True) for v, e in zip(b.variables, m.psi, strict=True)}
    psi = tuple(where[v] for v in setting.pair.w)
    grad_q = tuple(add(*(mul(b.weights[j][k], value.substitute(s)) for b, m, s in zip(blocks, moves, at, strict=True)
                         for k, value in enumerate(m.values) if b.weights[j][k] != ZERO), *(b.constants[j] for b in blocks))
                   for j in range(n))
    constants = [add(*(b.constants[j] for b in blocks)) for j in range(len(clocks))]
    q = add(*(m.potential.substitute(s) for m, s in zip(moves, at, strict=True)),
            *(mul(c, t) for c, t in zip(constants, clocks, strict=True)))
    domain = tuple(dict.fromkeys(relation(">", e.substitute(s), ZERO) for m, s in zip(moves, at, strict=True) for e in m.bounds))
    assuming = tuple(dict.fromkeys(c for m in moves for c in m.assuming))
    lemmas = tuple(x.substitute(s) for m, s in zip(moves, at, strict=True) for x in m.lemmas)
    setting = setting.assuming(assuming)
    rest = dict.fromkeys(setting.mu, ZERO)
    with_a = Region((setting.a, *setting.symbols), (), setting.known, setting.initial.integers)
    minimizer = tuple(tidy(e.substitute(rest), with_a) for e in grad_q)
    inverse = _inverse(setting, blocks, moves, clocks) or (
        _solved(setting, grad_q, q, domain) if all(m.solved for m in moves) else None)
    grad_r, r, primal = (None, None, None) if inverse is None else inverse
    return Draft(psi, q, grad_q, domain, grad_r, r, primal, minimizer, (), assuming, (), lemmas)


def _inverse(setting: Setting, blocks: tuple[Block, ...], moves: tuple[Moved, ...], clocks: list[Expression]) -> Inverse | None:
    """grad R, R and the conditions on x, when g sees exactly n generators and their blocks are inverted."""
    n = len(setting.pair.g)
    seen = [(i, k) for i, b in enumerate(blocks) for k in range(len(b.generators)) if any(b.weights[j][k] != ZERO for j in range(n))]
    whole = {i for i, _ in seen}
    if len(seen) != n or any(moves[i].inverse is None for i in whole):
        return None
    if any(len(blocks[i].generators) != sum(1 for j, _ in seen if j == i) for i in whole):
        return None  # a generator that only h moves comes with a time of its own
    turn = [[blocks[i].weights[j][k] for i, k in seen] for j in range(n)]
    back = _inverted(turn, setting.initial)
    if back is None:
        return None
    x = [sub(sym(name), add(*(b.constants[j] for b in blocks))) for j, name in enumerate(setting.x)]
    values = [add(*(mul(back[p][j], x[j]) for j in range(n))) for p in range(n)]
    relations: list[Expression] = []
    times: list[Expression] = []
    for p, (i, k) in enumerate(seen):
        own = [q for q, (j, _) in enumerate(seen) if j == i]
        put = {VALUES[m]: values[q] for m, q in enumerate(own)}
        inverse = moves[i].inverse
        assert inverse is not None
        times.append(inverse[k].substitute(put))
        if p == own[0]:
            relations += [c.substitute(put) for c in moves[i].ranges]
    primal = tuple(dict.fromkeys(relations))
    region = setting.primal(primal)
    times = [tidy(t, region) for t in times]
    clock = clocks[n] if len(clocks) > n else ZERO
    shifted = [sub(t, mul(blocks[i].weights[n][k], clock)) if len(clocks) > n else t for t, (i, k) in zip(times, seen, strict=True)]
    grad_r = tuple(tidy(add(*(mul(back[p][j], shifted[p]) for p in range(n))), region) for j in range(n))
    total = []
    for i, (b, m) in enumerate(zip(blocks, moves, strict=True)):
        own = [q for q, (j, _) in enumerate(seen) if j == i]
        put = {TIMES[k]: times[q] for k, q in enumerate(own)} if own else \
            {TIMES[k]: mul(b.weights[n][k], clock) for k in range(len(b.generators))}
        known = {VALUES[k]: values[q] for k, q in enumerate(own)}
        total.append(tidy(m.at_values.substitute(known) if own and m.at_values is not None else m.potential.substitute(put), region))
    constants = [add(*(b.constants[j] for b in blocks)) for j in range(len(clocks))]
    r = add(*(mul(y, g) for y, g in zip(x, grad_r, strict=True)), *(neg(e) for e in total),
            neg(mul(constants[n], clock)) if len(clocks) > n else ZERO)
    return grad_r, r, primal


def _inverted(m: list[list[Expression]], region: Region) -> list[list[Expression]] | None:
    """The inverse of a small matrix, by cofactors."""
    n = len(m)
    if n == 1:
        return [[div(ONE, m[0][0])]]
    det = tidy(determinant(m), region)
    if det == ZERO or prove(det, region, 0) is not None:
        return None
    def minor(i: int, j: int) -> Expression:
        e = determinant([[m[r][c] for c in range(n) if c != j] for r in range(n) if r != i])
        return e if (i + j) % 2 == 0 else neg(e)

    return [[tidy(div(minor(j, i), det), region) for j in range(n)] for i in range(n)]


def _solved(setting: Setting, grad_q: tuple[Expression, ...], q: Expression, domain: tuple[Expression, ...]) -> Inverse | None:
    """One coordinate: grad Q = x solved for mu by the rules for inverses; x is where the solution is defined."""
    if len(grad_q) != 1:
        return None
    mu, x = setting.mu[0], sym(setting.x[0])
    dual = setting.dual(domain)
    for candidate in inverses(grad_q[0], x, mu, dual):
        if not _agrees(candidate, grad_q[0], setting, dual):
            continue
        region = setting.primal(())
        conditions = []
        for g in guards(candidate):
            e = tidy(g.of, region)
            if g.op in (">", ">=") and setting.x[0] in e.names:
                conditions.append(relation(">", e, ZERO))
                region = region.assume(e, ">")
        grad_r = tidy(candidate, region)
        r = sub(mul(x, grad_r), tidy(q.substitute({mu: candidate}), region))
        return (grad_r,), r, tuple(dict.fromkeys(conditions))
    return None


def _agrees(candidate: Expression, forward: Expression, setting: Setting, dual: Region) -> bool:
    hits = 0
    for p in samples(dual, 5):
        try:
            value = enclose(forward, p, 192).mid().fmpq()
            from fractions import Fraction

            x = Fraction(int(value.p), int(value.q))
            back = enclose(candidate, {**{k: v for k, v in p.items() if k != setting.mu[0]}, setting.x[0]: x}, 192)
        except (Undefined, Unsettled, OverflowError):
            return False
        if abs(float(back.mid()) - float(p[setting.mu[0]])) > 1e-9:
            return False
        hits += 1
    return hits > 0
