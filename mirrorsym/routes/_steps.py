"""The steps of a derivation: what each formula of a draft claims, and the proofs of these claims.

In the order of `recheck.potential`, which derives the same claims by itself: psi solves the flow equations, starts at w_init and stays in
M;
grad_Q = g(psi), d_mu Q = grad_Q, d_a Q = h(psi); grad_R(grad_Q(mu)) = mu; R is the Legendre transform of Q; d_x R = grad_R,
d_a R = -h(psi).  Then the domains: psi exists exactly on the dual domain, and x is reached exactly on the primal one.

Main definitions: `flow_steps`, `dual_steps`, `primal_steps`, `domain_steps`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.lemmas import Lemma, along_rays, prove_with, sign_with, told_sign
from mirrorsym.calculus.region import Fact, Region
from mirrorsym.calculus.structure import follows
from mirrorsym.derivation import Step
from mirrorsym.expression import PI, ZERO, Expression, add, div, mul, neg, num, sub, sym
from mirrorsym.routes._apart import apart
from mirrorsym.routes._draft import Draft, Setting, fact, tidy, without_roots_below
from mirrorsym.routes._signs import shown

LITTLE = 0.1  # work for a claim that a potential does not need

__all__ = ["domain_steps", "dual_steps", "flow_steps", "primal_steps"]


def step(  # noqa: PLR0913 - the parts of a step, and what its proofs may use
         name: str, lhs: str, rhs: tuple[Expression, ...], because: str, region: Region, claims: Sequence[Expression] = (),
         signs: Sequence[Fact] = (), smooth: Iterable[Expression] = (), budget: float = 1.0,
         lemmas: tuple[Lemma, ...] = (), rays: tuple[Expression, ...] = (), times: tuple[str, ...] = ()) -> Step:
    """A step with as many of its proofs as are found, up to the first that is missing.

    A claim that vanishes may also be proved by its derivatives by `times`, or by its one symbol, and its value where these are one of
    the numbers `rays`.
    """
    proofs = []
    for c in claims:
        known = tuple(x for x in lemmas if x.tree.names <= c.names)
        proof = apart(c, region, lambda e: prove_with(e, region, tuple(x for x in lemmas if x.tree.names <= e.names))) if known else None
        if proof is not None:
            proofs.append(proof)
            continue
        early = bool(times) and any(n.op == "atan" for n in c.walk())  # what no normal form sees is quicker by its derivatives
        proof = ((_along(c, region, lemmas, rays, times) if early else None) or prove_with(c, region, known)
                 or (None if early else _along(c, region, lemmas, rays, times)))
        if proof is None:
            break
        proofs.append(proof)
    sign_proofs = []
    for e, op in signs:
        found = shown(e, op, region, lemmas, budget)
        if found is None:
            break
        sign_proofs.append(found)
    return Step(name, lhs, rhs, because, region.names, region.facts, tuple(claims), tuple(proofs), tuple(signs), tuple(sign_proofs),
                _guards(smooth, region, lemmas), lemmas)


def _along(c: Expression, region: Region, lemmas: tuple[Lemma, ...], rays: tuple[Expression, ...], times: tuple[str, ...]
           ) -> dict[str, Any] | None:
    symbols = times or tuple(sorted(c.names - region.integers))
    if not symbols or (not times and len(symbols) > 1):
        return None
    return next((p for at in rays if (p := along_rays(c, symbols, region, lemmas, at)) is not None), None)


def _guards(functions: Iterable[Expression], region: Region, lemmas: tuple[Lemma, ...]) -> tuple[dict[str, Any], ...] | None:
    """Why the functions are smooth, guard by guard, the plain ones left out; None when one is not proved."""
    out = []
    known = region
    for g in dict.fromkeys(g for e in functions for g in guards(e)):
        if not follows(g.of, g.op, known):
            near = tuple(x for x in lemmas if x.tree.names <= g.of.names)
            proof = ((told_sign(g.of, g.op, region, near) if near else None) or shown(g.of, g.op, region)
                     or (sign_with(g.of, g.op, region, lemmas) if lemmas else None))
            if proof is None:
                return None
            out.append({"guard": g.of.to_json(), "op": g.op, "proof": proof})
        known = known.assume(g.of, g.op)
    return tuple(out)


def flow_steps(setting: Setting, draft: Draft) -> list[Step]:
    """psi is the flow from w_init, on the whole dual domain and inside M."""
    pair, region = setting.pair, setting.dual(draft.dual_domain)
    at = dict(zip(pair.w, draft.psi, strict=True))
    claims = []
    for f, at_time in zip(pair.joint, (*setting.mu, setting.a), strict=False):
        for v, p in zip(pair.w, draft.psi, strict=True):
            claims.append(sub(derivative(p, at_time), derivative(f, v).substitute(at)))
    origin = dict.fromkeys((*setting.mu, setting.a), ZERO)
    begins = [sub(p.substitute(origin), setting.start[v]) for v, p in zip(pair.w, draft.psi, strict=True)]
    near = [(e.substitute(origin), op) for e, op in map(fact, draft.dual_domain)]
    inside = [(e.substitute(at), op) for e, op in pair.M.facts() if e.names & set(pair.w)]
    return [
        step("psi", "psi(mu, a)", draft.psi, "d_mu_i psi = grad g_i(psi) and d_a psi = grad h(psi), differentiated and compared",
             region, claims, smooth=draft.psi, lemmas=draft.lemmas),
        step("start", "psi(0, 0)", tuple(setting.start[v] for v in pair.w), "the flow starts at w_init", setting.initial, begins,
             lemmas=draft.lemmas, rays=(ZERO, div(PI, num(2)))),
        step("origin", "(mu, a) = 0", (), "0 lies in the dual domain", setting.initial, signs=near),
        step("inside", "psi(mu, a) in M", (), "the conditions of M hold at psi", region, signs=inside, lemmas=draft.lemmas),
    ]


def dual_steps(setting: Setting, draft: Draft) -> list[Step]:
    """Q_a is a potential of g(psi), normalized by h(psi)."""
    pair, region = setting.pair, setting.dual(draft.dual_domain)
    at = dict(zip(pair.w, draft.psi, strict=True))
    steps = [step("grad_Q", "grad_Q(mu)", draft.grad_Q, "grad Q_a(mu) = g(psi(mu, a))", region,
                  [sub(q, g.substitute(at)) for q, g in zip(draft.grad_Q, pair.g, strict=True)],
                  lemmas=draft.lemmas)]
    claims = [sub(derivative(draft.Q, m), q) for m, q in zip(setting.mu, draft.grad_Q, strict=True)]
    if pair.h is not None:
        claims.append(sub(derivative(draft.Q, setting.a), pair.h.substitute(at)))
    steps.append(step("Q", "Q_a(mu)", (draft.Q,), "d_mu Q_a = grad Q_a and d_a Q_a = h(psi)", region, claims,
                      smooth=(*draft.grad_Q, draft.Q), lemmas=draft.lemmas))
    rest = dict.fromkeys(setting.mu, ZERO)
    facts = tuple((e.substitute(rest), op) for e, op in map(fact, draft.dual_domain))
    there = Region((setting.a, *setting.symbols), (), (*setting.known, *facts), setting.initial.integers)
    steps.append(step("minimizer", "minimizer of R_a", draft.minimizer, "x(a) = grad Q_a(0)", there,
                      [sub(q.substitute(rest), x) for q, x in zip(draft.grad_Q, draft.minimizer, strict=True)], smooth=draft.minimizer,
                      lemmas=tuple(x.substitute(rest) for x in draft.lemmas)))
    return steps


def primal_steps(setting: Setting, draft: Draft) -> tuple[list[Step], Expression]:
    """R_a is the Legendre transform of Q_a, with the derivatives that are claimed; also d_a R_a."""
    assert draft.grad_R is not None and draft.R is not None
    primal = setting.primal(draft.primal_domain or (), draft.a_domain)
    short = without_roots_below(tidy(derivative(draft.R, setting.a), primal), primal)
    first = _attained(setting, draft, primal) if draft.reached and draft.primal_domain is not None else None
    if first is None or not first.checked:
        first = _inverse(setting, draft)
    if not first.checked and draft.primal_domain is not None and not draft.reached:
        first = _attained(setting, draft, primal)
    if not first.checked:
        return [first], short
    dual = setting.dual(draft.dual_domain)
    forward = dict(zip(setting.x, draft.grad_Q, strict=True))
    transform = _value(setting, draft) if first.name == "attained" else _legendre(setting, draft)
    steps = [
        first,
        step("range", "grad Q_a(mu)", (), "it satisfies the conditions of the primal domain", dual,
             signs=[(e.substitute(forward), op) for e, op in map(fact, (*(draft.primal_domain or ()), *draft.a_domain))],
             lemmas=draft.lemmas),
        transform,
        step("R", "R_a(x)", (draft.R,), "d_x R_a = grad R_a", primal,
             [sub(derivative(draft.R, x), r) for x, r in zip(setting.x, draft.grad_R, strict=True)],
             smooth=(*draft.grad_R, draft.R, short), lemmas=draft.reached),
        step("d_a", "d_a R_a(x)", (short,), "the derivative of R_a by a", primal, [sub(short, derivative(draft.R, setting.a))]),
    ]
    if setting.pair.h is not None and first.name == "attained":
        back = dict(zip(setting.mu, draft.grad_R, strict=True))
        steps.append(step("dR_da", "d_a R_a(x)", (short,), "d_a R_a(x) = -d_a Q_a(mu) at mu = grad R_a(x), which is -h(psi)", primal,
                          [add(short, derivative(draft.Q, setting.a).substitute(back))], lemmas=draft.reached))
    elif setting.pair.h is not None:
        height = setting.pair.h.substitute(dict(zip(setting.pair.w, draft.psi, strict=True)))
        steps.append(step("dR_da", "d_a R_a(x)", (short,), "d_a R_a(x) = -h(psi) at x = g(psi)", dual,
                          [add(short.substitute(forward), height)], lemmas=draft.lemmas))
    return steps, short


def _inverse(setting: Setting, draft: Draft) -> Step:
    assert draft.grad_R is not None
    forward = dict(zip(setting.x, draft.grad_Q, strict=True))
    return step("grad_R", "grad_R(x)", draft.grad_R,
                "grad R_a(grad Q_a(mu)) = mu on the dual domain, so it is the inverse on the right branch", setting.dual(draft.dual_domain),
                [sub(e.substitute(forward), sym(m)) for e, m in zip(draft.grad_R, setting.mu, strict=True)], lemmas=draft.lemmas)


def _attained(setting: Setting, draft: Draft, primal: Region) -> Step:
    """The same, read on the primal domain at mu = grad R_a(x): Q_a is convex on a convex slice, so <mu, x> - Q_a is largest there."""
    assert draft.grad_R is not None
    back = dict(zip(setting.mu, draft.grad_R, strict=True))
    return step("attained", "grad_R(x)", draft.grad_R,
                "grad R_a(x) lies in the dual domain, and grad Q_a is x there, so <mu, x> - Q_a is largest", primal,
                [sub(q.substitute(back), sym(x)) for q, x in zip(draft.grad_Q, setting.x, strict=True)],
                [(e.substitute(back), op) for e, op in map(fact, draft.dual_domain)],
                lemmas=draft.reached or tuple(x.substitute(back) for x in draft.lemmas))


def _legendre(setting: Setting, draft: Draft) -> Step:
    assert draft.R is not None
    there = draft.R.substitute(dict(zip(setting.x, draft.grad_Q, strict=True)))
    product = add(*(mul(sym(m), q) for m, q in zip(setting.mu, draft.grad_Q, strict=True)))
    return step("legendre", "R_a(grad Q_a(mu))", (), "R_a(x) + Q_a(mu) = <mu, x> at x = grad Q_a(mu)", setting.dual(draft.dual_domain),
                [add(there, draft.Q, neg(product))], lemmas=draft.lemmas)


def _value(setting: Setting, draft: Draft) -> Step:
    """R_a(x) + Q_a(mu) = <mu, x> for the initial point; the derivatives of both sides agree, so it is true everywhere."""
    assert draft.R is not None and draft.grad_R is not None
    product = add(*(mul(r, sym(x)) for r, x in zip(draft.grad_R, setting.x, strict=True)))
    gap = add(draft.R, neg(product)).substitute(dict(zip(setting.x, draft.grad_Q, strict=True)))
    origin = dict.fromkeys((*setting.mu, setting.a), ZERO)
    return step("value", "R_0(grad Q_0(0))", (), "R_a(x) + Q_a(mu) = <mu, x> at mu = 0 and a = 0; the derivatives agree on the dual domain",
                setting.initial, [add(gap, draft.Q).substitute(origin)], lemmas=tuple(x.substitute(origin) for x in draft.lemmas),
                rays=(ZERO, div(PI, num(2))))


# -- domains ------------------------------------------------------------------------------------------------
def domain_steps(setting: Setting, draft: Draft, primal: Sequence[Step]) -> list[Step]:
    """psi exists exactly on the dual domain, and x is reached exactly on the primal one; a step that is not proved is open.

    `primal` are the steps of a closed form, if there is one.
    """
    return [*_ends(setting, draft), *(_range(setting, draft, primal) if primal and draft.primal_domain is not None else [])]


def _ends(setting: Setting, draft: Draft) -> list[Step]:
    """Each condition c > 0 of the dual domain is L(psi) > 0 for a function L > 0 on M: what is left of c when one starts at w."""
    pair = setting.pair
    origin = dict.fromkeys((*setting.mu, setting.a), ZERO)
    conditions = [e for e, _ in map(fact, draft.dual_domain)]
    names = {e.names for e in setting.start.values()}
    anew = {s.args[0]: sym(v) for v, s in setting.start.items() if s.op == "sym" and s.args[0] not in pair.M.parameter_names}
    if conditions and (len(names) != len(pair.w) or len(anew) != len(pair.w)):
        return []  # the initial point is not generic
    own = Region.of(pair.M)
    left = tuple(tidy(e.substitute(origin).substitute(anew), own) for e in conditions)
    at = dict(zip(pair.w, draft.psi, strict=True))
    dual = setting.dual(draft.dual_domain)
    ends = step("ends", "distance to the end of the dual domain", left, "what is left of each condition is a function of psi alone", dual,
                [sub(e, f.substitute(at)) for e, f in zip(conditions, left, strict=True)], lemmas=draft.lemmas,
                rays=(ZERO,), times=(*setting.mu, *([setting.a] if pair.h is not None else [])))
    if not ends.checked:
        return [ends]  # the other says nothing without it
    positive = step("dual_domain", "dual domain", left, "it is positive on M, so psi leaves every compact part of M where it vanishes", own,
                    signs=[(f, ">") for f in left], smooth=left)
    return [ends, positive]


def _range(setting: Setting, draft: Draft, shown: Sequence[Step]) -> list[Step]:
    """The primal domain is the range of grad Q_a."""
    assert draft.grad_R is not None and draft.primal_domain is not None
    because = "there grad R_a(x) lies in the dual domain, and grad Q_a(grad R_a(x)) = x"
    for s in shown:
        if s.name == "attained":
            return [replace(s, name="primal_domain", lhs="primal domain", rhs=(), because=because)]
    primal = setting.primal(draft.primal_domain, draft.a_domain)
    back = dict(zip(setting.mu, draft.grad_R, strict=True))
    landed = [(e.substitute(back), op) for e, op in map(fact, draft.dual_domain)]
    return [step("primal_domain", "primal domain", (), because, primal,
                 [sub(q.substitute(back), sym(x)) for q, x in zip(draft.grad_Q, setting.x, strict=True)], landed, budget=LITTLE,
                 lemmas=draft.reached)]
