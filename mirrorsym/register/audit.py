"""The audit: every claim of the register decided anew, in bounded worker processes, and held against what was recorded.

Main definitions: `audit`, `audited`, `Result`.
"""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from mirrorsym.calculus.bounded import BoundExceeded, Raised, Worker
from mirrorsym.errors import InputError
from mirrorsym.register.bench import Bench
from mirrorsym.register.claim import Finding
from mirrorsym.register.files import Entry, digest, load
from mirrorsym.verdict import Status

__all__ = ["Result", "audit", "audited", "decided"]


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict of one claim: `as_printed` and `corrected` (None without a correction) were computed in this run."""

    entry: Entry
    as_printed: Status
    corrected: Status | None
    because: str
    witness: dict[str, str] | None = field(default=None, hash=False)
    evidence: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def agrees(self) -> bool:
        """Whether the run found what was recorded, and the correction holds."""
        return str(self.as_printed) == self.entry.claim.recorded and self.corrected in (None, Status.HOLDS)

    @property
    def differs(self) -> bool:
        """Whether the run decided otherwise than recorded, or a correction fails; an unfinished claim does not differ."""
        return (self.as_printed is not Status.UNDECIDED and not self.agrees and str(self.as_printed) != self.entry.claim.recorded
                ) or self.corrected is Status.FAILS

    def to_json(self) -> dict[str, Any]:
        """The entry of `claims` in `mirrorsym.audit/1`."""
        claim = self.entry.claim
        return {"status": str(self.as_printed), "as_printed": str(self.as_printed),
                "corrected": None if self.corrected is None else str(self.corrected), "scope": claim.scope, "because": self.because,
                "witness": self.witness, "recorded": claim.recorded, "agrees": self.agrees, "seconds": round(self.seconds, 3),
                "paper": self.entry.paper, "where": claim.where, "wording": claim.wording, "says": claim.says,
                "printed": dict(claim.printed), "hypotheses": list(claim.hypotheses),
                "corrected_says": claim.corrected_says or None,
                "corrected_formulas": None if claim.corrected is None else dict(claim.corrected),
                "uses": list(claim.uses), "evidence": list(self.evidence), "script": claim.script or None}


def audit(
    entries: Sequence[Entry], *, jobs: int | None = None, timeout: float = 120.0, progress: Callable[[str, int, int], None] | None = None,
) -> tuple[Result, ...]:
    """Decide every entry, `jobs` at a time (default: one per processor), each in at most `timeout` seconds."""
    jobs = max(1, min(jobs or len(_processors()), len(entries) or 1))
    done: dict[str, Result] = {}
    with _workers(jobs) as idle, ThreadPoolExecutor(jobs) as pool:
        def run(entry: Entry) -> Result:
            worker = idle.get()
            try:
                return _result(entry, worker, timeout)
            finally:
                idle.put(worker)

        futures = [pool.submit(run, e) for e in entries]
        try:
            for future in as_completed(futures):
                found = future.result()
                done[found.entry.id] = found
                if progress is not None:
                    progress(found.entry.id, len(done), len(entries))
        except BaseException:  # an interrupt: what has not begun is not begun
            for f in futures:
                f.cancel()
            raise
    return tuple(done[e.id] for e in entries)


def _processors() -> list[int]:
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))


@contextmanager
def _workers(count: int) -> Iterator[queue.Queue[Worker]]:
    idle: queue.Queue[Worker] = queue.Queue()
    made = [Worker(memory=None) for _ in range(count)]
    for w in made:
        idle.put(w)
    try:
        yield idle
    finally:
        for w in made:
            w.close()


def _result(entry: Entry, worker: Worker, timeout: float) -> Result:
    start = time.monotonic()
    try:
        found: dict[str, Any] = worker.call("mirrorsym.register.audit:audited", str(entry.path), entry.id, None, timeout=timeout)
        result = Result(entry, Status(found["as_printed"]), None if found["corrected"] is None else Status(found["corrected"]),
                        found["because"], found["witness"], tuple(found["evidence"]))
    except (BoundExceeded, Raised, InputError) as e:  # one claim that cannot be checked is no reason to drop the others
        result = Result(entry, Status.UNDECIDED, None, f"the check did not finish: {e}")
    return replace(result, seconds=time.monotonic() - start)


@lru_cache(maxsize=1)
def _bench() -> Bench:
    """One bench for all claims that this process decides: they share its worker and what it has found."""
    return Bench(Worker())


def audited(path: str, name: str, formulas: Mapping[str, str] | None) -> dict[str, Any]:
    """Decide one claim in this process: with `formulas` in place of the printed ones, if any are given, and then no correction."""
    file = Path(path)
    entry = next(e for e in load(file, digest(file)) if e.id == name)
    found = decided(entry, entry.claim.printed if formulas is None else formulas, _bench())
    corrected = None
    if formulas is None and entry.claim.corrected is not None:
        corrected = decided(entry, entry.claim.corrected, _bench())
    because = found.because
    if corrected is not None and corrected.status is not Status.HOLDS:
        because += f"; the correction is {corrected.status}: {corrected.because}"
    return {"as_printed": str(found.status), "corrected": None if corrected is None else str(corrected.status), "because": because,
            "witness": found.witness, "evidence": list(found.evidence), "reports": list(found.reports)}


def decided(entry: Entry, formulas: Mapping[str, str], bench: Bench) -> Finding:
    """What the claim's check finds for these formulas, and UNDECIDED where the independent checker objects to it."""
    from mirrorsym.recheck import recheck

    found = entry.claim.check(formulas, bench)
    for report in found.reports:
        rejected = recheck(report).rejected
        if rejected:
            return Finding(Status.UNDECIDED, f"the checker does not accept {rejected[0].about}: {rejected[0].reason}")
    return found
