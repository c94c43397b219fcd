"""Every criterion: its example holds, its counterexample fails, and the independent checker agrees with both.

The criteria are found by folder, so a new one is tested as soon as its file exists.
"""

from __future__ import annotations

import pytest

from mirrorsym import check
from mirrorsym._check import decide_all
from mirrorsym.criteria import Criterion, Example, all_criteria
from mirrorsym.maps import Pair
from mirrorsym.recheck import recheck
from mirrorsym.report import PairReport
from mirrorsym.verdict import Status

every = pytest.mark.parametrize("criterion", all_criteria().values(), ids=lambda c: c.name)


def decided(example: Example, name: str) -> PairReport:
    """The report about one criterion of an example."""
    pair = Pair(**example.arguments())
    return PairReport(pair, decide_all(pair, [name]))


def accepted(report: PairReport, name: str) -> None:
    found = recheck(report.to_json())
    assert found[name].accepted, found[name].reason


@every
def test_the_example_holds_and_is_rechecked(criterion: Criterion) -> None:
    report = decided(criterion.holds_for, criterion.name)
    verdict = report.criteria[criterion.name]
    assert verdict.status is Status.HOLDS, verdict.because
    accepted(report, criterion.name)


@every
def test_the_counterexample_fails_and_is_rechecked(criterion: Criterion) -> None:
    report = decided(criterion.fails_for, criterion.name)
    verdict = report.criteria[criterion.name]
    assert verdict.status is Status.FAILS, verdict.because
    accepted(report, criterion.name)


@every
def test_it_says_what_it_means_and_where_it_comes_from(criterion: Criterion) -> None:
    assert criterion.statement
    assert criterion.source
    assert criterion.holds_for.because
    assert criterion.fails_for.because


@every
def test_a_certificate_proves_nothing_about_the_counterexample(criterion: Criterion) -> None:
    """The proof of the example, pasted into a report that claims HOLDS for the counterexample, is rejected."""
    good, bad = decided(criterion.holds_for, criterion.name), decided(criterion.fails_for, criterion.name)
    forged = PairReport(bad.pair, {criterion.name: good.criteria[criterion.name]})
    found = recheck(forged.to_json())
    assert not found[criterion.name].accepted


def test_what_is_asked_brings_what_it_needs() -> None:
    report = check(Pair(g=["u**2"], h="u**2 + 1", domain=["u > 0"]), only=["wronskian"])
    assert set(report.criteria) == {"wronskian"}
    assert report.criteria["wronskian"].status is Status.HOLDS
