"""wronskian: for a separable pair, W(g', h') = 0 in every variable, which is equivalent to commuting with h.

tdmf Cor. 3.1 prints the Wronskian of g and h themselves.  The brackets contain only derivatives, so the right criterion is
W(d_k g, d_k h) = d_k g * d_k^2 h - d_k^2 g * d_k h: it leaves room for a constant in h.  The report says where the
two differ.  The step from
W = 0 to linear dependence needs analytic functions on a connected M: g = u**2, h = u*|u| has W = 0 and is no multiple of g.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from mirrorsym.calculus.ratio import from_polynomial
from mirrorsym.calculus.tower import normal_form
from mirrorsym.calculus.zero import prove
from mirrorsym.criteria import Criterion, Example, block_separable, separable
from mirrorsym.criteria._problem import Problem
from mirrorsym.criteria._zeros import decide_zeros
from mirrorsym.expression import ZERO, Expression, add, div, mul, neg, sub
from mirrorsym.verdict import Status, Verdict

SOURCE = "tdmf Cor. 3.1 (with derivatives)"


def applies(problem: Problem) -> str | None:
    """None, or why the criterion does not apply."""
    if problem.pair.h is None:
        return "no regularizer h is given"
    if problem.status("separable") is not Status.HOLDS:
        return "the pair is not known to be separable"
    return None


def items(problem: Problem, owner: dict[str, int]) -> Iterator[tuple[str, Expression]]:
    """W(d_k g, d_k h) for every variable, g the coordinate that owns it."""
    c, h = problem.calculus, problem.n
    for k in problem.pair.w:
        i = owner[k]
        e = add(mul(c.first(i, k), c.second(h, k, k)), neg(mul(c.second(i, k, k), c.first(h, k))))
        if e != ZERO:
            yield k, e


def _printed(problem: Problem, owner: dict[str, int]) -> dict[str, Any]:
    """Whether the printed criterion W(g_ij, h_ij) = 0 can be met, for the best split of additive constants among the variables.

    With g_k = f_k + gamma_k and h_k = c_k f_k + delta_k the printed Wronskian is (c_k gamma_k - delta_k) f_k': it vanishes for some split
    exactly when some coordinate has two variables with different c_k, or the constants satisfy const(h) = sum_i c_i const(g_i).
    """
    c, h = problem.calculus, problem.n
    left = {k: str(e) for k, e in items(problem, owner) if prove(e, problem.smooth_region) is None}
    out: dict[str, Any] = {"derivatives": {k: left.get(k, "0") for k in problem.pair.w}}
    if left:
        return {**out, "printed": "does not vanish", "why": "it needs the Wronskian of the derivatives to vanish"}
    rates: dict[int, list[Expression]] = {}
    for k in problem.pair.w:
        if c.first(owner[k], k) == ZERO:
            continue
        rate = _constant_ratio(c.first(h, k), c.first(owner[k], k), problem)
        if rate is None:
            return {**out, "printed": "open", "why": f"the ratio of the derivatives in {k} was not brought to a constant"}
        rates.setdefault(owner[k], []).append(rate)
    for group in rates.values():
        if any(prove(sub(r, group[0]), problem.smooth_region) is None for r in group[1:]):
            return {**out, "printed": "vanishes", "why": "constants can be moved between variables until it does"}
    w = frozenset(problem.pair.w)
    rest = sub(_constant(problem.pair.joint[h], w), add(*(mul(g[0], _constant(problem.pair.g[i], w)) for i, g in rates.items())))
    if prove(rest, problem.smooth_region) is not None:
        return {**out, "printed": "vanishes", "why": "h is the multiple of g that is printed"}
    why = f"h differs from the multiple of g by the constant {rest}, which brackets do not see"
    return {**out, "printed": "does not vanish", "why": why}


def _constant_ratio(a: Expression, b: Expression, problem: Problem) -> Expression | None:
    """a/b, for derivatives whose Wronskian vanishes, as an expression free of the variables."""
    found = normal_form(div(a, b), problem.smooth_region)
    if found is None:
        return None
    tower, r = found
    value = tower.unfold(div(from_polynomial(r.above), from_polynomial(r.below)))
    return None if value.names & set(problem.pair.w) else value


def _constant(f: Expression, w: frozenset[str]) -> Expression:
    """The additive constant of a formula as it is written: its terms without a variable."""
    return add(*(t for t in (f.args if f.op == "add" else (f,)) if not t.names & w))


def _decide(problem: Problem) -> Verdict:
    owner = block_separable.owners(problem)[0]
    return decide_zeros("wronskian", items(problem, owner), problem, source=SOURCE,
                        holds="W(d_k g, d_k h) = 0 for every variable, so h commutes with g",
                        fails="{item} is not zero there", data={"owner": owner},
                        details=_printed(problem, owner),
                        on_piece=lambda p: chain(items(p, owner), block_separable.items(p, owner), separable.mixed(p)))


CRITERION = Criterion(
    name="wronskian",
    statement="W(g', h') = 0 for every variable of a separable pair",
    source=SOURCE,
    applies=applies,
    decide=_decide,
    holds_for=Example("h = g + 5 has W(g', h') = 0 although W(g, h) is not zero", g=("u**2",), h="u**2 + 5", domain=("u > 0",)),
    fails_for=Example("a linear regularizer on a square", g=("u**2",), h="u", domain=("u > 0",)),
    needs=("smooth", "separable"),
)
