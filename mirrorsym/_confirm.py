"""What the checker says of a derivation: a potential, property or effect whose certificate it does not accept is not reported.

Main definitions: `confirmed`, `objections`.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

from mirrorsym._check import withdrawn
from mirrorsym.calculus.bounded import BoundExceeded, Raised, TimedOut, Worker
from mirrorsym.effects import Effect, Effects
from mirrorsym.potential import Potential
from mirrorsym.properties import all_properties
from mirrorsym.report import PairReport
from mirrorsym.verdict import Status

__all__ = ["confirmed", "objections"]

GROUND = ("smooth", "commuting", "commuting_with_h", "regular")
#: field of the effects -> what the checker calls it
EFFECTS = {"positional_bias": "positional_bias", "type_of_bias": "type_of_bias", "range": "range", "growth": "type_of_bias.growth",
           "limits": "type_of_bias.limits"}
#: steps about R
INVERSE = ("range", "grad_R", "attained", "legendre", "value", "R", "d_a", "dR_da", "primal_domain")
SILENT = (Status.UNDECIDED, Status.NOT_APPLICABLE)


def objections(report: PairReport) -> dict[str, str]:
    """What the checker objects to in what a report says of the potential, as its reader would get it from a file."""
    from mirrorsym.recheck import recheck

    own = {n: v for n, v in report.criteria.items() if n in GROUND or n in all_properties()}
    data = json.loads(json.dumps(replace(report, criteria=own, theorems={}).to_json()))
    return {c.about: c.reason for c in recheck(data).rejected}


def confirmed(report: PairReport, worker: Worker, timeout: float) -> PairReport:
    """The report without what the checker does not accept; `timeout` bounds the checking, in seconds."""
    start = time.monotonic()
    wrong = _objections(report, worker, timeout)
    if not wrong:
        return report
    implicit = _implicit(report.potential, wrong)
    if implicit is not None:
        second = replace(report, potential=implicit)
        fewer = _objections(second, worker, timeout - (time.monotonic() - start))
        if "potential" not in fewer:
            report, wrong = second, fewer
    criteria = {n: withdrawn(v, wrong[n]) if n in wrong and n in all_properties() else v for n, v in report.criteria.items()}
    effects = report.effects
    if isinstance(effects, Effects):
        kept: dict[str, Any] = {n: _doubtful(getattr(effects, n), wrong.get(name)) for n, name in EFFECTS.items()}
        effects = replace(effects, **kept)
    return replace(report, criteria=criteria, effects=effects, potential=_checked(report.potential, wrong),
                   schedule=_planned(report.schedule, wrong))


def _implicit(potential: Any, wrong: dict[str, str]) -> Potential | None:
    """A closed form that is not accepted without its inverse: psi and Q may still be proved."""
    if "potential" not in wrong or not isinstance(potential, Potential) or not potential.closed_form or potential.derivation is None:
        return None
    because = f"the inverse that the {potential.route} route proposes is not accepted: {wrong['potential']}"
    steps = tuple(s for s in potential.derivation.steps if s.name not in INVERSE)
    return replace(potential, because=because, closed_form=False, grad_R=None, R=None, dR_da=None, primal_domain=None,
                   derivation=replace(potential.derivation, steps=steps))


def _objections(report: PairReport, worker: Worker, timeout: float) -> dict[str, str]:
    if timeout <= 0:
        return _unread(TimedOut("the time for the whole derivation was used up"))
    try:
        found: dict[str, str] = worker.call("mirrorsym._confirm:objections", report, timeout=timeout)
    except (BoundExceeded, Raised) as e:
        return _unread(e)
    return found


def _unread(why: Exception) -> dict[str, str]:
    """Nothing that the checker had no time for is reported as proved."""
    return dict.fromkeys((*all_properties(), *EFFECTS.values(), "potential", "schedule"), f"it was not read: {why}")


def _doubtful(effect: Effect | None, why: str | None) -> Effect | None:
    if effect is None or why is None or effect.status in SILENT:
        return effect
    return Effect(Status.UNDECIDED, f"the certificate that was found is not accepted: {why}")


def _planned(schedule: dict[str, Any] | None, wrong: dict[str, str]) -> dict[str, Any] | None:
    """The schedule without verdicts that are not accepted; what the checker had no time for is not reported either."""
    if schedule is None:
        return None
    total = None if "schedule" in wrong or "schedule.total" in wrong else schedule["total"]
    return {**schedule, "total": total, "hypotheses": {n: _withdrawn(e, wrong.get("schedule") or wrong.get(f"schedule.{n}"))
                                       for n, e in schedule["hypotheses"].items()}}


def _withdrawn(entry: dict[str, Any], why: str | None) -> dict[str, Any]:
    if why is None or entry["status"] == "UNDECIDED":
        return entry
    return {"status": "UNDECIDED", "because": f"the proof that was found is not accepted: {why}", "proof": None}


def _checked(potential: Any, wrong: dict[str, str]) -> Any:
    """The potential without the steps about its domains that were not accepted, or undecided as a whole."""
    if not isinstance(potential, Potential) or potential.status is not Status.HOLDS:
        return potential
    if "potential" in wrong:
        because = f"the proofs that were found are not accepted: {wrong['potential']}"
        return Potential(Status.UNDECIDED, potential.route, because, potential.x, potential.mu, potential.a, potential.init)
    doubtful = frozenset(n.removeprefix("potential.") for n in wrong if n.startswith("potential."))
    if not doubtful or potential.derivation is None:
        return potential
    steps = tuple(replace(s, guards=None) if s.name in doubtful else s for s in potential.derivation.steps)
    life = None if potential.existence is None else potential.existence.without(doubtful, "the proof that was found is not accepted")
    return replace(potential, derivation=replace(potential.derivation, steps=steps), existence=life)
