"""check lets the checker read its report: what is not accepted is not said."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from mirrorsym import Pair
from mirrorsym._check import _confirmed, check, decide_all, objections
from mirrorsym.calculus.bounded import TimedOut
from mirrorsym.certificate import Certificate
from mirrorsym.expression import num, relation, sym
from mirrorsym.verdict import Status, Verdict

PAIR = Pair(g=["u**2 - v**2"], h="u**2 + v", domain=["u > 0", "v > 0"])


class Here:
    """A worker that works in this process, or fails as it is told."""

    def __init__(self, before: Callable[[Any], None] = lambda verdicts: None) -> None:
        self.before = before
        self.calls = 0

    def call(self, function: str, pair: Pair, verdicts: dict[str, Verdict], *, timeout: float) -> dict[str, str]:
        assert function == "mirrorsym._check:objections"
        assert timeout > 0
        self.calls += 1
        self.before(verdicts)
        return objections(pair, verdicts)


def confirmed(verdicts: dict[str, Verdict], worker: Here) -> dict[str, Verdict]:
    return _confirmed(PAIR, verdicts, worker, 10, time.monotonic() + 60)  # type: ignore[arg-type]


def test_what_is_right_is_left_as_it_is() -> None:
    verdicts = decide_all(PAIR)
    assert verdicts["commuting_with_h"].status is Status.FAILS
    assert confirmed(verdicts, Here()) == verdicts


def test_a_false_verdict_is_not_said() -> None:
    """A forged HOLDS for a bracket that does not vanish, and a FAILS at a point where nothing fails."""
    verdicts = decide_all(PAIR)
    forged = Verdict(Status.HOLDS, "commuting_with_h", "trust me", (Certificate.of("zeros", items={}),))
    wrong = Verdict(Status.FAILS, "regular", "no", (Certificate.of("rank_drop", point={"u": num(1).to_json(), "v": num(1).to_json()}),))
    after = confirmed({**verdicts, "commuting_with_h": forged, "regular": wrong}, Here())
    for name in ("commuting_with_h", "regular"):
        assert after[name].status is Status.UNDECIDED
        assert "not accepted" in after[name].because
        assert not after[name].certificates
    assert {n: v for n, v in after.items() if n not in ("commuting_with_h", "regular")} == {
        n: v for n, v in verdicts.items() if n not in ("commuting_with_h", "regular")}


def test_what_cannot_be_checked_in_time_is_checked_one_by_one() -> None:
    verdicts = decide_all(PAIR)

    def slow(chosen: dict[str, Verdict]) -> None:
        if len(chosen) > 2 or "quadratic" in chosen:
            raise TimedOut("no answer within 10 s")

    worker = Here(slow)
    after = confirmed(verdicts, worker)
    assert worker.calls == 1 + sum(v.status in (Status.HOLDS, Status.FAILS) for v in verdicts.values())
    assert after["quadratic"].status is Status.UNDECIDED
    assert "within 10 s" in after["quadratic"].because
    assert {n: v for n, v in after.items() if n != "quadratic"} == {n: v for n, v in verdicts.items() if n != "quadratic"}


@pytest.mark.parametrize("name", ["regular", "commuting_with_h"])
def test_check_says_how_long_the_checker_took(name: str) -> None:
    report = check(PAIR, only=[name])
    assert report.seconds["recheck"] >= 0
    assert report.criteria[name].status in (Status.HOLDS, Status.FAILS)


def test_a_doubtful_part_does_not_take_the_verdict_with_it() -> None:
    """u**2 is not regular at 0 and is on u != 0; a report that says it were on u > -1 loses that part, and keeps the rest."""
    pair = Pair(g=["u**2"])
    verdicts = decide_all(pair, ["regular"])
    right = verdicts["regular"]
    assert right.status is Status.FAILS
    assert right.holds_on is not None
    too_much = replace(right, holds_on=(relation(">", sym("u"), num(-1)),))
    after = _confirmed(pair, {**verdicts, "regular": too_much}, Here(), 10, time.monotonic() + 60)["regular"]  # type: ignore[arg-type]
    assert after.status is Status.FAILS
    assert after.holds_on is None
    assert after.witness == right.witness
    assert not objections(pair, {**verdicts, "regular": after})
    assert _confirmed(pair, verdicts, Here(), 10, time.monotonic() + 60) == verdicts  # type: ignore[arg-type]
