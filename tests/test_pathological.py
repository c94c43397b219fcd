"""Formulas that would take forever: each decision ends within its bounds, and nothing of it is left for the next."""

from __future__ import annotations

from typing import Any

import pytest

from mirrorsym import check
from mirrorsym._check import decide_one, objections
from mirrorsym.calculus.bounded import TimedOut, Worker
from mirrorsym.maps import Pair
from mirrorsym.verdict import Status

ORDINARY = {"g": ["u**2 - v**2"], "h": "u**2 + v**2", "domain": ["u > 0", "v > 0"]}
ASKED = ("smooth", "commuting_with_h", "regular")


def answers(pair: dict[str, Any], worker: Worker, **bounds: Any) -> dict[str, Any]:
    """Status, reason and certificates of each verdict."""
    report = check(Pair(**pair), only=ASKED, worker=worker, **bounds)
    return {k: (v.status, v.because, v.certificates) for k, v in report.criteria.items()}


def test_a_hard_formula_ends_and_leaves_nothing_behind() -> None:
    """One worker for all, replaced when it is killed; an ordinary pair in between is decided as in a fresh process."""
    with Worker() as fresh:
        expected = answers(ORDINARY, fresh)
    with Worker(memory=1 << 28) as worker:
        for g in ("u*gamma(10**9)", "exp(exp(exp(exp(exp(exp(u))))))*v", "(u + v + 1)**200 - (u - v)**199", "polygamma(5000, u)*v",
                  "((u + v)**40 + (u - 2*v)**41 + exp(u)*log(v))**50"):
            found = answers({"g": [g], "h": "u**3*v + exp(u*v)", "domain": ["u > 0", "v > 0"]}, worker, timeout=0.4)
            assert found["commuting_with_h"][0] is not Status.HOLDS
            assert answers(ORDINARY, worker) == expected


def test_a_very_long_sum_ends_soon_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    long = Pair(g=[" + ".join(f"{i + 1}*u**{i % 117}*v**{i // 117}" for i in range(12_000))], h="u**2", domain=["u > 0", "v > 0"])
    with Worker() as worker:
        calls: list[float] = []
        real = worker.call
        monkeypatch.setattr(worker, "call", lambda f, *args, timeout: calls.append(timeout) or real(f, *args, timeout=timeout))
        report = check(long, timeout=0.2, worker=worker)
        assert {v.status for v in report.criteria.values()} == {Status.UNDECIDED}
        assert calls == [0.2, 0.1, 0.05]  # the question whether it is a pair, and two criteria; the others are not tried
        assert "not tried: the formulas have 24," in report.criteria["well_posed"].because
        monkeypatch.undo()
        ordinary = check(Pair(**ORDINARY), worker=worker)
        assert Status.UNDECIDED not in {v.status for v in ordinary.criteria.values()}


def test_a_short_pair_is_tried_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decision about few symbols that runs out of time says nothing about the next one."""
    calls: list[float] = []

    def call(function: str, *args: Any, timeout: float) -> Any:
        if function == "mirrorsym._check:objections":
            return objections(*args)
        calls.append(timeout)
        if args[1:2] != ("well_posed",):
            raise TimedOut("no answer in time")
        return decide_one(*args)

    with Worker() as worker:
        monkeypatch.setattr(worker, "call", call)
        report = check(Pair(**ORDINARY), worker=worker)
    assert set(calls) == {10.0}
    assert report.criteria["commuting"].because == "no answer in time"
    assert report.criteria["well_posed"].status is Status.HOLDS
