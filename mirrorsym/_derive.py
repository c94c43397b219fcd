"""derive: the potential of a commuting pair, with every formula proved on its own.

A route proposes formulas; here each becomes a step of the derivation with claims about zeros that are proved without the route:
psi solves the flow equations and starts at w_init; grad_Q = g(psi), d_mu Q = grad_Q, d_a Q = h(psi);
grad_R(grad_Q(mu)) = mu; d_x R = grad_R;
d_a R = -h(psi).  A formula whose claim is not proved is not reported as closed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace

from mirrorsym._check import DEFAULT_MEMORY, check
from mirrorsym.calculus.bounded import BoundExceeded, Worker
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.zero import prove
from mirrorsym.derivation import Derivation, Step
from mirrorsym.expression import ZERO, Expression, sub, sym
from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.properties._bounded import examined
from mirrorsym.report import PairReport
from mirrorsym.routes import Draft, Setting, all_routes
from mirrorsym.routes._draft import tidy
from mirrorsym.theorems import all_theorems, apply
from mirrorsym.verdict import Status, Verdict

__all__ = ["derive", "potential", "replay"]


def potential(pair: Pair, verdicts: Mapping[str, Verdict]) -> Potential:
    """The potential of a pair whose criteria have been decided; refuses, with the reason, when it does not commute.

    Without a regularizer a plays no role and the formulas are free of it.
    """
    for name in ("smooth", "commuting", "commuting_with_h", "regular"):
        v = verdicts.get(name)
        if v is None or v.status in (Status.HOLDS, Status.NOT_APPLICABLE):
            continue
        if name == "regular":
            continue  # the gradients need to be independent along the flow only; the steps below prove what is needed
        status = Status.NOT_APPLICABLE if v.status is Status.FAILS else v.status
        return Potential(status if status is not Status.CONDITIONAL else Status.UNDECIDED, None, f"{name}: {v.because}")
    setting = Setting.of(pair)
    reasons = []
    for route in all_routes():
        draft = route.derive(setting)
        if isinstance(draft, str):
            reasons.append(f"{route.name}: {draft}")
            continue
        return _proved(setting, draft, route.name)
    return Potential(Status.UNDECIDED, None, "; ".join(reasons), setting.x, setting.mu, setting.a, setting.start)


def _proved(setting: Setting, draft: Draft, route: str) -> Potential:
    setting = setting.assuming(draft.assuming)
    steps = [*_flow_steps(setting, draft), *_dual_steps(setting, draft)]
    primal: list[Step] = []
    d_a: Expression | None = None
    if draft.grad_R is not None and draft.R is not None:
        primal, d_a = _primal_steps(setting, draft)
    missing = [s.name for s in steps if not s.checked]
    closed = bool(primal) and all(s.checked for s in primal)
    if missing:
        because = f"the {route} route proposes formulas, but {', '.join(missing)} was not proved"
        return Potential(Status.UNDECIDED, route, because, setting.x, setting.mu, setting.a, setting.start,
                         derivation=Derivation("Derivation of the potential", tuple(steps)))
    because = (f"every step of the {route} route is proved" if closed else
               f"the {route} route gives the dual potential; grad R is the inverse of grad Q, which has no closed form here"
               if not primal else f"the inverse that the {route} route proposes was not proved: "
               + ", ".join(s.name for s in primal if not s.checked))
    return Potential(
        Status.HOLDS, route, because, setting.x, setting.mu, setting.a, setting.start, draft.psi, draft.grad_Q, draft.Q,
        draft.grad_R if closed else None, draft.R if closed else None, d_a if closed else None, draft.dual_domain, draft.primal_domain,
        draft.minimizer, closed, a_domain=draft.a_domain, assuming=draft.assuming,
        derivation=Derivation("Derivation of the potential", (*steps, *primal)))


def _step(name: str, lhs: str, rhs: tuple[Expression, ...], because: str, region: Region, claims: list[Expression]) -> Step:
    proofs = []
    for c in claims:
        proof = prove(c, region)
        if proof is None:
            break
        proofs.append(proof)
    return Step(name, lhs, rhs, because, region.names, region.facts, tuple(claims), tuple(proofs))


def _flow_steps(setting: Setting, draft: Draft) -> list[Step]:
    pair, region = setting.pair, setting.dual(draft.dual_domain)
    at = dict(zip(pair.w, draft.psi, strict=True))
    claims = []
    for f, at_time in zip(pair.joint, (*setting.mu, setting.a), strict=False):
        for v, p in zip(pair.w, draft.psi, strict=True):
            claims.append(sub(derivative(p, at_time), derivative(f, v).substitute(at)))
    origin = dict.fromkeys((*setting.mu, setting.a), ZERO)
    begins = [sub(p.substitute(origin), setting.start[v]) for v, p in zip(pair.w, draft.psi, strict=True)]
    return [
        _step("psi", "psi(mu, a)", draft.psi, "d_mu_i psi = grad g_i(psi) and d_a psi = grad h(psi), differentiated and compared",
              region, claims),
        _step("start", "psi(0, 0)", tuple(setting.start[v] for v in pair.w), "the flow starts at w_init", setting.initial, begins),
    ]


def _dual_steps(setting: Setting, draft: Draft) -> list[Step]:
    pair, region = setting.pair, setting.dual(draft.dual_domain)
    at = dict(zip(pair.w, draft.psi, strict=True))
    steps = [_step("grad_Q", "grad_Q(mu)", draft.grad_Q, "grad Q_a(mu) = g(psi(mu, a))", region,
                   [sub(q, g.substitute(at)) for q, g in zip(draft.grad_Q, pair.g, strict=True)])]
    claims = [sub(derivative(draft.Q, m), q) for m, q in zip(setting.mu, draft.grad_Q, strict=True)]
    if pair.h is not None:
        claims.append(sub(derivative(draft.Q, setting.a), pair.h.substitute(at)))
    steps.append(_step("Q", "Q_a(mu)", (draft.Q,), "d_mu Q_a = grad Q_a and d_a Q_a = h(psi)", region, claims))
    return steps


def _primal_steps(setting: Setting, draft: Draft) -> tuple[list[Step], Expression]:
    assert draft.grad_R is not None and draft.R is not None
    pair = setting.pair
    dual = setting.dual(draft.dual_domain)
    forward = dict(zip(setting.x, draft.grad_Q, strict=True))
    inverse = _step("grad_R", "grad_R(x)", draft.grad_R,
                    "grad R_a(grad Q_a(mu)) = mu on the dual domain, so it is the inverse on the right branch",
                    dual, [sub(r.substitute(forward), sym(m)) for r, m in zip(draft.grad_R, setting.mu, strict=True)])
    primal = setting.primal(draft.primal_domain or (), draft.a_domain)
    gradient = _step("R", "R_a(x)", (draft.R,), "d_x R_a = grad R_a", primal,
                     [sub(derivative(draft.R, x), r) for x, r in zip(setting.x, draft.grad_R, strict=True)])
    d_a = derivative(draft.R, setting.a)
    steps = [inverse, gradient]
    if pair.h is not None:
        at = dict(zip(pair.w, draft.psi, strict=True))
        steps.append(_step("dR_da", "d_a R_a(x)", (d_a,), "d_a R_a(x) = -h(psi) at x = g(psi)", dual,
                           [sub(d_a.substitute(forward), -pair.h.substitute(at))]))
    return steps, tidy(d_a, primal)




def replay(derivation: Derivation) -> tuple[tuple[str, bool], ...]:
    """(name, accepted) per step: every claim is proved again from scratch, the stored proofs are not used.

    A step without claims is a definition and accepted as such.
    """
    out = []
    for s in derivation.steps:
        region = Region(s.symbols, (), s.facts)
        out.append((s.name, all(prove(c, region) is not None for c in s.claims)))
    return tuple(out)


def derive(
    pair: Pair, *, timeout: float = 60.0, total_timeout: float = 180.0, memory: int | None = DEFAULT_MEMORY,
    worker: Worker | None = None, progress: Callable[[str, int, int], None] | None = None,
) -> PairReport:
    """Check the pair and derive its potential, the potential's properties (among the criteria) and effects; the report carries all.

    `timeout` bounds the derivation, and each criterion, property and effect as in `check`.
    Raises `InputError` for what is not a pair on M.

    >>> report = derive(Pair(g=["u**2"], domain=["u > 0"]))
    >>> [str(e) for e in report.potential.grad_R]
    ['log(x1/u0**2)/4']
    """
    start = time.monotonic()
    with nullcontext(worker) if worker is not None else Worker(memory=memory) as w:
        assert w is not None
        report = check(pair, timeout=min(timeout, 10.0), total_timeout=total_timeout, worker=w, progress=progress)
        left = max(1.0, min(timeout, total_timeout - (time.monotonic() - start)))
        began = time.monotonic()
        try:
            found: Potential = w.call("mirrorsym._derive:potential", pair, report.criteria, timeout=left)
        except BoundExceeded as e:
            found = Potential(Status.UNDECIDED, None, f"the derivation did not finish: {e}")
        seconds = {**report.seconds, "potential": round(time.monotonic() - began, 4)}
        verdicts, effects, more = examined(pair, found, report.criteria, w, min(timeout, 10.0), start + total_timeout)
        seconds = {**seconds, **more, "total": round(time.monotonic() - start, 4)}
    known = {**report.criteria, **verdicts}
    theorems = {name: apply(theorem, known) for name, theorem in all_theorems().items()}
    return replace(report, criteria=known, theorems=theorems, potential=found, effects=effects, seconds=seconds)
