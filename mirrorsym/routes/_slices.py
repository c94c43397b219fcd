"""For which a there is a potential: those whose slice {mu : psi(mu, a) exists in M} is not empty; R_a is strictly convex there.

Main definitions: `slice_steps`, `interval`.
"""

from __future__ import annotations

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.region import Region
from mirrorsym.derivation import Step
from mirrorsym.expression import ONE, ZERO, Expression, add, div, mul, neg, num, sub
from mirrorsym.routes._draft import Draft, Setting, fact, tidy
from mirrorsym.routes._steps import step

__all__ = ["interval", "slice_steps"]

HALF = num("1/2")


def slice_steps(setting: Setting, draft: Draft) -> list[Step]:
    """The conditions on a hold on the dual domain, and where they hold some mu lies in the slice; absent where no such mu is found."""
    inner = _inner(setting, draft)
    if inner is None or any(op != ">" for _, op in map(fact, draft.a_domain)):
        return []
    there = Region((setting.a, *setting.symbols), (), (*setting.known, *map(fact, draft.a_domain)), setting.initial.integers)
    put = dict(zip(setting.mu, inner, strict=True))
    return [
        step("a_domain", "range of a", (), "the conditions on a follow from those of the dual domain", setting.dual(draft.dual_domain),
             signs=[fact(c) for c in draft.a_domain]),
        step("slices", "a mu for each such a", inner, "this mu lies in the dual domain, so R_a is there and strictly convex", there,
             signs=[(e.substitute(put), op) for e, op in map(fact, draft.dual_domain)], smooth=inner)]


def _inner(setting: Setting, draft: Draft) -> tuple[Expression, ...] | None:
    """A mu in each slice, as functions of a: midway between bounds; None where conditions mix several mu or are more than two."""
    out = []
    for m in setting.mu:
        low: list[Expression] = []
        high: list[Expression] = []
        for e, _ in map(fact, draft.dual_domain):
            if m not in e.names:
                continue
            slope = tidy(derivative(e, m), setting.initial)
            if slope.op != "num" or slope == ZERO or e.names & (set(setting.mu) - {m}):
                return None
            bound = tidy(mul(num(-1 / slope.value), e.substitute({m: ZERO})), setting.initial)
            (low if slope.value > 0 else high).append(bound)
        if len(low) > 1 or len(high) > 1:
            return None
        middle = mul(HALF, add(*low, *high)) if low and high else sub(high[0], ONE) if high else add(low[0], ONE) if low else ZERO
        out.append(tidy(middle, setting.initial))
    return tuple(out)


def interval(setting: Setting, draft: Draft) -> tuple[Expression | None, Expression | None] | None:
    """(lower, upper) end of the a that are admitted, None for infinite ones; None where there are several conditions on one side.

    >>> from mirrorsym.expression import relation, sym
    >>> from mirrorsym.maps import Pair
    >>> draft = Draft((), ZERO, (), (), None, None, None, (), a_domain=(relation(">", 6 - 3 * sym("a"), ZERO),))
    >>> interval(Setting.of(Pair(g=["u"])), draft)
    (None, Expression(2))
    """
    ends: dict[bool, list[Expression]] = {False: [], True: []}
    for e, op in map(fact, draft.a_domain):
        slope = tidy(derivative(e, setting.a), setting.initial)
        if op != ">" or slope.op != "num" or slope == ZERO:
            return None
        ends[slope.value < 0].append(tidy(neg(div(e.substitute({setting.a: ZERO}), slope)), setting.initial))
    if any(len(found) > 1 for found in ends.values()):
        return None
    low, high = (found[0] if found else None for found in (ends[False], ends[True]))
    return low, high
