"""derive: the potential of a commuting pair, with every formula proved on its own.

A route proposes formulas; each becomes a step of the derivation, with claims that are proved without the route (`routes._steps`).  A
formula whose claim is not proved is not reported as closed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace

from mirrorsym._check import DEFAULT_MEMORY, check
from mirrorsym._confirm import confirmed
from mirrorsym._schedule import concluded, with_schedule
from mirrorsym.calculus.bounded import BoundExceeded, Raised, Worker
from mirrorsym.calculus.lemmas import prove_with
from mirrorsym.calculus.region import Region
from mirrorsym.derivation import Derivation, Step
from mirrorsym.expression import Expression
from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.properties._bounded import examined
from mirrorsym.report import PairReport
from mirrorsym.routes import Draft, Setting, all_routes
from mirrorsym.routes._existence import existence
from mirrorsym.routes._independence import generic, independent_step, refusal
from mirrorsym.routes._signs import shown
from mirrorsym.routes._slices import interval, slice_steps
from mirrorsym.routes._steps import domain_steps, dual_steps, flow_steps, primal_steps
from mirrorsym.schedule import read_schedule
from mirrorsym.theorems import all_theorems, apply
from mirrorsym.verdict import Status, Verdict

__all__ = ["derive", "potential", "replay"]

_FORMS = {Status.FAILS: "fails", Status.CONDITIONAL: "holds under a condition only", Status.UNDECIDED: "is not decided"}
_COMMUTE = ("smooth", "commuting", "commuting_with_h")


def potential(pair: Pair, verdicts: Mapping[str, Verdict]) -> Potential:
    """The potential of a pair whose criteria have been decided; refuses, with the reason, when it does not commute.

    Without a regularizer a plays no role and the formulas are free of it.
    """
    for name in _COMMUTE:
        v = verdicts.get(name)
        if v is not None and v.status not in (Status.HOLDS, Status.NOT_APPLICABLE):
            status = Status.NOT_APPLICABLE if v.status is Status.FAILS else Status.UNDECIDED
            return Potential(status, None, _refusal(name, v), witness=v.witness)
    setting = Setting.of(pair)
    dependent = refusal(setting)
    if dependent is not None:
        return Potential(Status.NOT_APPLICABLE, None, dependent.because, setting.x, setting.mu, setting.a, setting.start,
                         witness=dependent.witness)
    regular = verdicts.get("regular")
    reasons: dict[str, list[str]] = {}
    for route in all_routes():
        draft = route.derive(setting)
        if isinstance(draft, str):
            reasons.setdefault(draft, []).append(route.name)
            continue
        return _proved(setting, draft, route.name, regular is not None and regular.status is Status.HOLDS)
    because = "; ".join(f"{', '.join(names)}: {why}" for why, names in reasons.items())
    return Potential(Status.UNDECIDED, None, because, setting.x, setting.mu, setting.a, setting.start)


def _refusal(name: str, verdict: Verdict) -> str:
    """Which hypothesis is missing, why, and at which point."""
    because = verdict.because
    if verdict.witness:
        because = f"{because.removesuffix(' there')} at {', '.join(f'{n} = {e}' for n, e in verdict.witness.items())}"
    return f"{name} {_FORMS[verdict.status]}: {because}"


def _offered(potential: Potential, pair: Pair, verdicts: Mapping[str, Verdict]) -> Potential:
    """With a word on numbers, where the pair commutes and formulas were not found."""
    if potential.status is not Status.UNDECIDED or any(
            verdicts[n].status not in (Status.HOLDS, Status.NOT_APPLICABLE) for n in _COMMUTE if n in verdicts):
        return potential
    setting = Setting.of(pair)
    names = [*setting.x, *([setting.a] if pair.h is not None else []), *setting.symbols]
    at = ", ".join(f"{n} = ..." for n in names)
    return replace(potential, offer=f"numbers are there without a formula: --at '{at}' integrates the flow")


def _proved(setting: Setting, draft: Draft, route: str, regular: bool) -> Potential:
    if draft.grad_R is None and not regular:
        draft = replace(draft, assuming=(*draft.assuming, *generic(setting.assuming(draft.assuming))))
    setting = setting.assuming(draft.assuming)
    needed = [*flow_steps(setting, draft), *dual_steps(setting, draft)]
    primal: list[Step] = []
    d_a: Expression | None = None
    if draft.grad_R is not None and draft.R is not None:
        primal, d_a = primal_steps(setting, draft)
    closed = bool(primal) and all(s.checked for s in primal)
    if not closed and not regular:  # a closed form is an inverse of grad Q, which shows it
        needed.append(independent_step(setting))
    missing = [s.name for s in needed if not s.checked]
    if missing:
        because = f"the {route} route proposes formulas, but {', '.join(missing)} was not proved"
        return Potential(Status.UNDECIDED, route, because, setting.x, setting.mu, setting.a, setting.start,
                         derivation=Derivation("Derivation of the potential", tuple(needed)))
    because = (f"every step of the {route} route is proved" if closed else
               f"the {route} route gives the dual potential; grad R is the inverse of grad Q, which has no closed form here"
               if not primal else f"the inverse that the {route} route proposes was not proved: "
               + ", ".join(s.name for s in primal if not s.checked))
    ranges = domain_steps(setting, draft, primal if closed else ())
    life, ends = existence(setting, draft, ranges)
    return Potential(
        Status.HOLDS, route, because, setting.x, setting.mu, setting.a, setting.start, draft.psi, draft.grad_Q, draft.Q,
        draft.grad_R if closed else None, draft.R if closed else None, d_a if closed else None, draft.dual_domain, draft.primal_domain,
        draft.minimizer, closed, a_domain=draft.a_domain, a_interval=interval(setting, draft), assuming=draft.assuming,
        derivation=Derivation("Derivation of the potential", (*needed, *primal, *ranges, *ends, *slice_steps(setting, draft))),
        existence=life)


def replay(derivation: Derivation) -> tuple[tuple[str, bool], ...]:
    """(name, accepted) per step that is claimed: everything in it is proved again from scratch, the stored proofs are not used.

    A step without claims is a definition and accepted as such; a step that was left open claims nothing.
    """
    out = []
    for s in (s for s in derivation.steps if s.checked):
        region = Region(s.symbols, (), s.facts)
        out.append((s.name, all(prove_with(c, region, s.lemmas) is not None for c in s.claims) and
                    all(shown(e, op, region, s.lemmas) is not None for e, op in s.signs)))
    return tuple(out)


def derive(
    pair: Pair, *, timeout: float = 60.0, total_timeout: float = 180.0, memory: int | None = DEFAULT_MEMORY,
    worker: Worker | None = None, progress: Callable[[str, int, int], None] | None = None, alpha: str | Expression | None = None,
) -> PairReport:
    """Check the pair and derive its potential, the potential's properties (among the criteria) and effects; the report carries all.

    What the independent checker does not accept is UNDECIDED.
    `alpha` is a schedule of the regularization, a formula in t: the report then says whether tdmf Thm 3.2 applies with it.
    `timeout` bounds the derivation, and each criterion, property and effect as in `check`.
    Raises `InputError` for what is not a pair on M.

    >>> report = derive(Pair(g=["u**2"], domain=["u > 0"]))
    >>> [str(e) for e in report.potential.grad_R]
    ['log(x1/u0**2)/4']
    """
    start = time.monotonic()
    rate = None if alpha is None else read_schedule(alpha, pair)
    with nullcontext(worker) if worker is not None else Worker(memory=memory) as w:
        assert w is not None
        report = check(pair, timeout=min(timeout, 10.0), total_timeout=total_timeout, worker=w, progress=progress)
        left = max(1.0, min(timeout, total_timeout - (time.monotonic() - start)))
        began = time.monotonic()
        try:
            found: Potential = w.call("mirrorsym._derive:potential", pair, report.criteria, timeout=left)
        except BoundExceeded as e:
            found = Potential(Status.UNDECIDED, None, f"the derivation did not finish: {e}")
        except Raised as e:  # a fault in a route takes its formulas, and nothing else
            found = Potential(Status.UNDECIDED, None, f"the derivation broke off: {e}")
        found = _offered(found, pair, report.criteria)
        seconds = {**report.seconds, "potential": round(time.monotonic() - began, 4)}
        verdicts, effects, more = examined(pair, found, report.criteria, w, min(timeout, 10.0), start + total_timeout)
        known = {**report.criteria, **verdicts}
        began = time.monotonic()
        report = replace(report, criteria=known, potential=found, effects=effects)
        if rate is not None:
            report = with_schedule(report, rate, w, min(timeout, max(1.0, start + total_timeout - time.monotonic())))
        report = confirmed(report, w, min(timeout, start + total_timeout - time.monotonic()))
        seconds = {**seconds, **more, "recheck of the potential": round(time.monotonic() - began, 4),
                   "total": round(time.monotonic() - start, 4)}
    theorems = {name: apply(theorem, report.criteria, pair) for name, theorem in all_theorems().items()}
    return concluded(replace(report, theorems=theorems, seconds=seconds))
