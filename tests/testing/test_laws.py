"""Verdicts survive what cannot change the truth: names, order, scales, the origin, reflections and rotations."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from mirrorsym.calculus.bounded import Worker
from mirrorsym.maps import Pair
from mirrorsym.report import PairReport
from mirrorsym.testing import Known, commuting_pairs, near_misses, separable_pairs
from mirrorsym.testing.laws import LAWS, Law
from mirrorsym.verdict import Status

FEW = settings(max_examples=12, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
DECIDED = (Status.HOLDS, Status.FAILS)


def report(pair: Pair, names: frozenset[str], worker: Worker) -> PairReport:
    from mirrorsym import check

    return check(pair, only=sorted(names), worker=worker, timeout=2.0)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
@pytest.mark.parametrize("strategy", [commuting_pairs, near_misses], ids=lambda s: s.__name__)
def test_a_law_keeps_verdicts(law: Law, strategy, worker: Worker) -> None:
    compared = []

    @FEW
    @given(strategy())
    def kept(known: Known) -> None:
        before, after = (report(p, law.keeps, worker).criteria for p in (known.pair, law.change(known.pair)))
        for name in law.keeps:
            x, y = before[name], after[name]
            if x.status in DECIDED and y.status in DECIDED:
                assert x.status is y.status, f"{name} of {known.pair.g}, {known.pair.h}: {x.because}; {law.name}: {y.because}"
                compared.append(name)

    kept()
    assert len(compared) > 40


@settings(FEW, max_examples=30)
@given(separable_pairs())
def test_for_separable_pairs_the_wronskian_vanishes_exactly_if_the_brackets_do(worker: Worker, known: Known) -> None:
    found = report(known.pair, frozenset({"wronskian", "commuting_with_h"}), worker).criteria
    if found["wronskian"].status in DECIDED and found["commuting_with_h"].status in DECIDED:
        assert found["wronskian"].status is found["commuting_with_h"].status


@settings(FEW, max_examples=30)
@given(near_misses())
def test_the_same_for_near_misses(worker: Worker, known: Known) -> None:
    found = report(known.pair, frozenset({"wronskian", "commuting_with_h"}), worker).criteria
    if found["wronskian"].status in DECIDED and found["commuting_with_h"].status in DECIDED:
        assert found["wronskian"].status is found["commuting_with_h"].status
