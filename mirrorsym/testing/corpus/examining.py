"""One pair: its verdicts held against the known answers, its certificates before the independent checker.

Main definitions: `examine`, `Examined`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from mirrorsym._check import check, criterion_names, decide_all
from mirrorsym.calculus.bounded import BoundExceeded, Worker
from mirrorsym.errors import InputError
from mirrorsym.recheck import recheck
from mirrorsym.report import PairReport
from mirrorsym.testing.known import Known, Outcome, judge

__all__ = ["Examined", "examine", "rejections"]

_CHECKING = 300.0  # seconds for the checker on one report; it has bounds of its own


@dataclass(frozen=True, slots=True)
class Examined:
    """A known pair, its report (None where it was refused, with the reason in `refused`) and the outcome per criterion.

    `checked` is the number of verdicts that the checker saw, `rejected` those that it did not accept, with its reason; `seconds`
    the processor time of the decisions, or the time on the clock where a bound ended one of them.
    """

    known: Known
    report: PairReport | None
    outcomes: dict[str, Outcome] = field(hash=False)
    seconds: float
    refused: str = ""
    checked: int = 0
    rejected: dict[str, str] = field(default_factory=dict, hash=False)

    def to_json(self) -> dict[str, Any]:
        """The pair, the answers and what was said, as plain data."""
        criteria = {} if self.report is None else self.report.criteria
        return {
            "name": self.known.name, "family": self.known.family, "pair": self.known.pair.to_json(), "because": self.known.because,
            "answers": {n: str(a) for n, a in self.known.answers.items()},
            "outcomes": {n: str(o) for n, o in self.outcomes.items()},
            "verdicts": {n: str(v.status) for n, v in criteria.items()},
            "said": {n: v.because for n, v in criteria.items() if self.outcomes.get(n) is not Outcome.RIGHT},
            "refused": self.refused, "checked": self.checked, "rejected": self.rejected, "seconds": round(self.seconds, 3),
            "slowest": {} if self.report is None else {n: s for n, s in self.report.seconds.items() if s > 1},
        }


def examine(known: Known, worker: Worker | None = None, timeout: float = 10.0, checker: Worker | bool = False) -> Examined:
    """Decide a known pair and judge every asserted answer; with a `worker` each decision is bounded by `timeout` seconds.

    With a `checker` (a process of its own, or True for this one) the certificates of all asserted verdicts are checked.  A pair that is
    refused as bad input counts as WRONG for every asserted answer: the corpus has no bad input.

    >>> from mirrorsym.maps import Pair
    >>> found = examine(Known(Pair(g=["u"]), {"regular": "HOLDS"}, "the gradient is 1"), checker=True)
    >>> found.outcomes["regular"].value, found.checked, found.rejected
    ('right', 1, {})
    """
    clock, cpu = time.perf_counter(), _processor(worker)
    asked = [name for name in criterion_names() if name in known.answers]
    try:
        if worker is None:
            report = PairReport(known.pair, decide_all(known.pair, asked))
        else:
            report = check(known.pair, only=asked, worker=worker, timeout=timeout)
    except InputError as error:
        return Examined(known, None, dict.fromkeys(known.answers, Outcome.WRONG), time.perf_counter() - clock, str(error))
    spent = _processor(worker) - cpu
    seconds = spent if spent >= 0 else time.perf_counter() - clock  # a new worker's clock begins at 0
    outcomes = {name: judge(known.answers[name], report.criteria[name]) for name in asked}
    claims = [n for n in asked if report.criteria[n].certificates]
    rejected: dict[str, str] = {}
    if checker and claims:
        rejected = _rejected(report, claims, checker)
    return Examined(known, report, outcomes, seconds, "", len(claims) if checker else 0, rejected)


def _rejected(report: PairReport, claims: list[str], checker: Worker | bool) -> dict[str, str]:
    if not isinstance(checker, Worker):
        return rejections(report.to_json(), claims)
    try:
        found: dict[str, str] = checker.call("mirrorsym.testing.corpus.examining:rejections", report.to_json(), claims, timeout=_CHECKING)
    except BoundExceeded:  # on a busy machine the clock says little; the checker's own budget ends every check
        return rejections(report.to_json(), claims)
    return found


def rejections(report: dict[str, Any], claims: list[str]) -> dict[str, str]:
    """The verdicts among `claims` that the checker does not accept, with its reason.

    >>> from mirrorsym import check
    >>> from mirrorsym.maps import Pair
    >>> report = check(Pair(g=["u"]), only=["regular"]).to_json()
    >>> rejections(report, ["regular"])
    {}
    >>> rejections({**report, "pair": {**report["pair"], "g": ["u**2"]}}, ["regular"])
    {'regular': 'the structure of 2*u does not show that it is != 0'}
    """
    result = recheck(report)
    return {n: reason for n in claims if (reason := result.reason(n)) is not None}


def _processor(worker: Worker | None) -> float:
    if worker is None:
        return time.process_time()
    seconds: float = worker.call("time:process_time", timeout=60.0)
    return seconds
