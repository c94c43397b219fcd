"""A schedule alpha_t in a report of `derive`: decided, and what follows for tdmf Thm 3.2.

Main definitions: `with_schedule`, `concluded`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from mirrorsym.calculus.bounded import BoundExceeded, Raised, Worker
from mirrorsym.expression import Expression
from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.properties import Situation
from mirrorsym.properties._schedule import exists_beyond, scheduled
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.problem import read_problem
from mirrorsym.recheck.schedule import total_of
from mirrorsym.report import PairReport
from mirrorsym.schedule import T, read_schedule
from mirrorsym.verdict import Status

__all__ = ["concluded", "decide", "with_schedule"]

HYPOTHESES = ("nonnegative", "switched_off", "exists")


def decide(pair: Pair, potential: Potential, alpha: Expression) -> dict[str, Any]:
    """The schedule's entry, in this process and without bounds: what a worker runs."""
    situation = Situation(pair, potential)
    found = scheduled(situation, alpha)
    if found["total"] is not None or found["hypotheses"]["switched_off"]["status"] != "FAILS":
        return found
    try:
        total = total_of(json.loads(json.dumps(found)), read_problem(json.loads(json.dumps(pair.to_json()))), Budget(seconds=5.0))
    except Rejected as e:
        exists = {**found["hypotheses"]["exists"], "because": f"the limit of a_t is not known: {e}"}
        return {**found, "hypotheses": {**found["hypotheses"], "exists": exists}}
    limit = None if total == "-oo" else read_schedule(total, pair)
    return {**found, "total": total, "hypotheses": {**found["hypotheses"], "exists": exists_beyond(situation, limit)}}


def with_schedule(report: PairReport, alpha: Expression, worker: Worker, timeout: float) -> PairReport:
    """The report with what is found of the schedule."""
    try:
        found: dict[str, Any] = worker.call("mirrorsym._schedule:decide", report.pair, report.potential, alpha, timeout=timeout)
    except (BoundExceeded, Raised) as e:
        entry = {"status": "UNDECIDED", "because": str(e), "proof": None}
        found = {"alpha": str(alpha), "t": T, "a": None, "times": None, "total": None, "certificate": None,
                 "hypotheses": dict.fromkeys(HYPOTHESES, entry)}
    return replace(report, schedule=found)


def concluded(report: PairReport) -> PairReport:
    """The report with what its schedule says of tdmf Thm 3.2."""
    if report.schedule is None:
        return report
    theorem, hypotheses = report.theorems["tdmf.3.2"], report.schedule["hypotheses"]
    missing = [n for n in HYPOTHESES if hypotheses[n]["status"] == "FAILS"]
    still = [n for n in HYPOTHESES if hypotheses[n]["status"] == "UNDECIDED"]
    if missing:
        entry = _entry("NOT_APPLICABLE", f"{missing[0]}: {hypotheses[missing[0]]['because']}", missing[0])
    elif theorem.status is not Status.HOLDS:
        entry = _entry(str(theorem.status), theorem.because, theorem.first_missing)
    elif still:
        entry = _entry("UNDECIDED", f"{still[0]} is open: {hypotheses[still[0]]['because']}", still[0])
    else:
        total = report.schedule["total"]
        entry = _entry("HOLDS", f"{theorem.because}; with this schedule a_oo = {total}", None)
    if entry["status"] == "CONDITIONAL":
        entry = _entry("UNDECIDED", theorem.because, None)
    return replace(report, schedule={**report.schedule, "theorem": entry})


def _entry(status: str, because: str, first_missing: str | None) -> dict[str, Any]:
    return {"status": status, "because": because, "first_missing": first_missing}
