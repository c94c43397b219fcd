"""check: the verdict on every criterion and theorem for one pair.

Each decision runs in a worker process that is killed when it exceeds its time or memory; an exceeded bound is UNDECIDED with that reason.
In the end the independent checker reads the whole report: a verdict whose certificate it does not accept is UNDECIDED, whatever was found.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from mirrorsym._version import __version__
from mirrorsym.calculus.bounded import BoundExceeded, Raised, TimedOut, Worker
from mirrorsym.certificate import Certificate
from mirrorsym.criteria import all_criteria, decide
from mirrorsym.criteria._problem import Problem
from mirrorsym.errors import InputError
from mirrorsym.maps import Pair
from mirrorsym.report import PairReport
from mirrorsym.theorems import all_theorems, apply
from mirrorsym.verdict import Status, Verdict

__all__ = ["check", "criterion_names", "withdrawn"]

DEFAULT_MEMORY = 2 << 30
LARGE = 20_000  # parts of formulas; most pairs have fewer than a hundred


def criterion_names() -> tuple[str, ...]:
    """Names of all criteria, in the order in which they are decided."""
    return tuple(all_criteria())


def check(
    pair: Pair, *, only: Iterable[str] | None = None, timeout: float = 10.0, total_timeout: float = 120.0,
    memory: int | None = DEFAULT_MEMORY, worker: Worker | None = None, progress: Callable[[str, int, int], None] | None = None,
) -> PairReport:
    """Decide every criterion (or those in `only` and what they need) and see which theorems apply.

    `timeout` bounds each decision, `total_timeout` the whole, both in seconds; `memory` is in bytes.  Where the formulas are very
    large, each decision that ran out of time halves the time of those that follow, and after three nothing more is tried.
    `worker` lets several checks share one process.  Raises `InputError` for what is not a pair on M, and for an unknown name in `only`.

    >>> report = check(Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"]))
    >>> str(report.criteria["commuting_with_h"].status), str(report.theorems["tdmf.3.1"].status)
    ('HOLDS', 'HOLDS')
    """
    only = None if only is None else tuple(only)
    names = _wanted(only)
    asked = names if only is None else only
    start = time.monotonic()
    verdicts: dict[str, Verdict] = {}
    seconds: dict[str, float] = {}
    with nullcontext(worker) if worker is not None else Worker(memory=memory) as w:
        assert w is not None
        patience = _Patience(pair, timeout)
        _admit(pair, w, min(timeout, total_timeout), patience)
        for i, name in enumerate(names):
            if progress is not None:
                progress(name, i, len(names))
            left = total_timeout - (time.monotonic() - start)
            began = time.monotonic()
            verdicts[name] = _bounded(pair, name, verdicts, w, min(patience.seconds, left), patience)
            seconds[name] = round(time.monotonic() - began, 4)
        began = time.monotonic()
        verdicts = _confirmed(pair, verdicts, w, patience.seconds, start + total_timeout)
        seconds["recheck"] = round(time.monotonic() - began, 4)
    wanted = set(asked)
    theorems = {k: apply(t, verdicts, pair) for k, t in all_theorems().items() if only is None or set(t.needs) <= wanted}
    seconds["total"] = round(time.monotonic() - start, 4)
    support = tuple(c for n, v in verdicts.items() if n not in wanted for c in v.certificates)
    return PairReport(pair, {n: v for n, v in verdicts.items() if n in wanted}, theorems, seconds, _versions(), support=support)


def _wanted(only: Iterable[str] | None) -> tuple[str, ...]:
    known = all_criteria()
    if only is None:
        return tuple(known)
    asked = list(only)
    unknown = [n for n in asked if n not in known]
    if unknown:
        import difflib

        lines = []
        for n in unknown:
            near = difflib.get_close_matches(n, known, 1)
            lines.append(f"only: unknown criterion {n!r}" + (f"; did you mean {near[0]!r}?" if near else f" (known: {', '.join(known)})"))
        raise InputError(lines)
    needed: set[str] = set()

    def add(name: str) -> None:
        needed.add(name)
        for n in known[name].needs:
            add(n)

    for n in asked:
        add(n)
    return tuple(n for n in known if n in needed)


class _Patience:
    """The time of the next decision about a large pair: each that ran out of time halves it, and three in a row end the trying.

    The size of such a pair is what makes its decisions slow, so what some could not do in time the others will not do either.
    """

    def __init__(self, pair: Pair, timeout: float) -> None:
        self.seconds = timeout
        self.in_a_row = 0
        formulas = (*pair.g, *([] if pair.h is None else [pair.h]), *(e for e, _ in pair.M.facts()))
        self.parts = sum(len(tuple(e.walk())) for e in formulas)

    @property
    def over(self) -> str | None:
        """Why nothing more is tried, in one sentence; None while there is hope."""
        return f"not tried: the formulas have {self.parts:,} parts, and earlier decisions ran out of time" if self.in_a_row >= 3 else None

    def won(self) -> None:
        """Note that a decision ended in time."""
        self.in_a_row = 0

    def lost(self, error: BoundExceeded) -> str:
        """Note that a decision gave no answer; why, in one sentence."""
        if self.parts <= LARGE:
            return str(error)
        self.seconds /= 2
        self.in_a_row += 1
        return f"{error}; the formulas have {self.parts:,} parts"


def _admit(pair: Pair, worker: Worker, timeout: float, patience: _Patience) -> None:
    try:
        problems = worker.call("mirrorsym._admit:refusals", pair, timeout=timeout)
    except BoundExceeded as e:
        patience.lost(e)
        return  # nothing was refuted; the criteria will say what could not be settled
    if problems:
        raise InputError(problems)


def _bounded(pair: Pair, name: str, known: dict[str, Verdict], worker: Worker, timeout: float, patience: _Patience) -> Verdict:
    if patience.over is not None:
        return Verdict(Status.UNDECIDED, name, patience.over, source=all_criteria()[name].source)
    if timeout <= 0:
        return Verdict(Status.UNDECIDED, name, "the time for the whole check was used up", source=all_criteria()[name].source)
    try:
        result: Verdict = worker.call("mirrorsym._check:decide_one", pair, name, known, timeout=timeout)
        patience.won()
        return result
    except BoundExceeded as e:
        return Verdict(Status.UNDECIDED, name, patience.lost(e), source=all_criteria()[name].source)
    except Raised as e:  # a fault in one decision procedure must not take the other verdicts with it
        return Verdict(Status.UNDECIDED, name, f"the decision procedure broke off: {e}", source=all_criteria()[name].source)


def _confirmed(pair: Pair, verdicts: dict[str, Verdict], worker: Worker, timeout: float, end: float) -> dict[str, Verdict]:
    """The verdicts that the checker accepts; the others are UNDECIDED and say what it objects to."""
    def ask(chosen: dict[str, Verdict]) -> dict[str, str]:
        left = min(timeout, end - time.monotonic())
        if left <= 0:
            raise TimedOut("the time for the whole check was used up")
        found: dict[str, str] = worker.call("mirrorsym._check:objections", pair, chosen, timeout=left)
        return found

    claiming = [name for name, v in verdicts.items() if not _is_silent(v)]
    try:
        wrong = ask(verdicts) if claiming else {}
    except (BoundExceeded, Raised):  # too much at once: one by one, each with what the others bring for it
        wrong = {}
        for name in claiming:
            try:
                wrong.update({n: why for n, why in ask({n: v for n, v in verdicts.items() if n in (name, "smooth")}).items() if n == name})
            except (BoundExceeded, Raised) as e:
                wrong[name] = str(e)
    bare = {name: _without_part(verdicts[name]) for name in wrong if name in verdicts and verdicts[name].holds_on}
    if bare:  # a doubtful part of M must not take the verdict on M with it
        try:
            still = ask({**verdicts, **bare})
        except (BoundExceeded, Raised):
            still = wrong
        verdicts = {**verdicts, **{name: v for name, v in bare.items() if name not in still}}
        wrong = {name: why for name, why in wrong.items() if name in still}
    return {name: v if name not in wrong or _is_silent(v) else withdrawn(v, wrong[name]) for name, v in verdicts.items()}


def _without_part(verdict: Verdict) -> Verdict:
    """The verdict without what it says of a part of M."""
    kept = [Certificate.of(c.kind, **{k: x for k, x in c.data.items() if k != "elsewhere"}) for c in verdict.certificates]
    claims = verdict.status not in (Status.UNDECIDED, Status.NOT_APPLICABLE)
    return replace(verdict, holds_on=None, certificates=tuple(kept) if claims else ())


def _is_silent(verdict: Verdict) -> bool:
    return verdict.status in (Status.UNDECIDED, Status.NOT_APPLICABLE) and not verdict.holds_on


def withdrawn(verdict: Verdict, why: str) -> Verdict:
    """UNDECIDED, and what the checker says."""
    return Verdict(Status.UNDECIDED, verdict.about, f"the certificate that was found is not accepted: {why}", source=verdict.source)


def objections(pair: Pair, verdicts: dict[str, Verdict]) -> dict[str, str]:
    """What the checker objects to in a report with these verdicts, as its reader would get it from a file."""
    import json

    from mirrorsym.recheck import recheck

    report = json.loads(json.dumps(PairReport(pair, verdicts, {}, {}, {}).to_json()))
    return {c.about: c.reason for c in recheck(report).rejected}


@lru_cache(maxsize=2)
def _problem(pair: Pair) -> Problem:
    return Problem(pair)


def decide_one(pair: Pair, name: str, known: dict[str, Verdict]) -> Verdict:
    """One verdict, in this process and without bounds: what the worker runs."""
    problem = _problem(pair)
    problem.known = dict(known)
    return decide(name, problem)


def decide_all(pair: Pair, only: Iterable[str] | None = None) -> dict[str, Verdict]:
    """All verdicts in this process and without bounds, for generated tests that run thousands of small pairs."""
    problem = Problem(pair)
    for name in _wanted(only):
        problem.known[name] = decide(name, problem)
    return problem.known


@lru_cache(maxsize=1)
def _versions() -> dict[str, str]:
    out = {"python": platform.python_version(), "mirrorsym": __version__}
    for name in ("python-flint", "sympy"):
        try:
            out[name] = version(name)
        except PackageNotFoundError:
            out[name] = "not installed"
    return out


