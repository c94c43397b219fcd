"""What the checker answers: one `Check` for each claim, and `Recheck`, all of them.

Main definitions: `Check`, `Recheck`, `guarded`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mirrorsym.recheck.limits import Rejected

__all__ = ["CLAIMING", "SILENT", "Check", "Recheck", "guarded"]

CLAIMING = ("HOLDS", "FAILS", "CONDITIONAL")
SILENT = ("UNDECIDED", "NOT_APPLICABLE")


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome for one criterion, theorem or effect: `accepted`, and one sentence why (not)."""

    about: str
    status: str
    accepted: bool
    reason: str

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return {"about": self.about, "status": self.status, "accepted": self.accepted, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Recheck:
    """The outcomes in the report's order; `accepted` if no verdict was rejected."""

    checks: tuple[Check, ...]
    inhabited: bool

    @property
    def accepted(self) -> bool:
        """Whether every verdict of the report was accepted."""
        return all(c.accepted for c in self.checks)

    @property
    def rejected(self) -> tuple[Check, ...]:
        """The verdicts that were not accepted."""
        return tuple(c for c in self.checks if not c.accepted)

    def reason(self, about: str) -> str | None:
        """Why this verdict was rejected; None if it was accepted."""
        check = self[about]
        return None if check.accepted else check.reason

    def __iter__(self) -> Iterator[Check]:
        return iter(self.checks)

    def __getitem__(self, about: str) -> Check:
        for c in self.checks:
            if c.about == about:
                return c
        raise KeyError(about)

    def to_json(self) -> dict[str, Any]:
        """Everything, as plain data."""
        return {"accepted": self.accepted, "inhabited": self.inhabited, "checks": [c.to_json() for c in self.checks]}


def guarded(name: str, verdict: Any, prove: Any) -> Check:
    """The outcome for a claim that `prove` proves or rejects."""
    status = verdict.get("status") if isinstance(verdict, dict) else None
    if status in SILENT:
        return Check(name, status, True, "nothing claimed")
    if status not in CLAIMING:
        return Check(name, str(status)[:40], False, "the verdict has no known status")
    try:
        reason = prove()
    except Rejected as e:
        return Check(name, status, False, str(e))
    except (RecursionError, OverflowError, MemoryError):
        return Check(name, status, False, "checking this certificate needs more room than the checker allows")
    return Check(name, status, True, reason or "proved by its certificate")
