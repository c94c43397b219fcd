"""The checker's budget counts this thread's own work, so that a busy machine takes no true certificate back."""

import time

import pytest

from mirrorsym.recheck import limits
from mirrorsym.recheck.limits import Budget, Rejected


def test_waiting_costs_nothing() -> None:
    budget = Budget(seconds=0.05)
    time.sleep(0.15)
    budget.spend()


def test_work_does() -> None:
    budget = Budget(seconds=0.05)
    end = time.thread_time() + 0.1
    budget.spend()
    while time.thread_time() < end:
        pass
    with pytest.raises(Rejected, match="more work"):
        budget.spend()


def test_waiting_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PATIENCE", 2)
    budget = Budget(seconds=0.02)
    time.sleep(0.1)
    with pytest.raises(Rejected, match="more work"):
        budget.spend()
