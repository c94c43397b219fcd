"""Drawn pairs: the same on every run, admissible and near-misses as they claim, and a wrong formula or hypothesis is noticed.

Truth: flows and brackets of the families, by the arguments of their docstrings.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mirrorsym.calculus.bounded import Worker
from mirrorsym.register import Bench, formulas_of, instances, pair_has
from mirrorsym.register.drawn import FAMILIES, MISSES, all_hold, drawn, missed, orders_differ, verdicts
from mirrorsym.register.drawn_forms import forms, settles
from mirrorsym.verdict import Status

POINT = {"u": "2", "v": "1"}


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Worker() as worker:
        yield Bench(worker)


def test_a_seed_draws_the_same_pairs_and_never_one_twice() -> None:
    first = [str(d) for d in drawn("s", 25)]
    assert first == [str(d) for d in drawn("s", 25)]
    assert first != [str(d) for d in drawn("t", 25)]
    assert len(set(first)) == 25


@pytest.mark.parametrize("family", FAMILIES)
def test_the_families_are_admissible(bench: Bench, family: str) -> None:
    one = next(drawn("admissible", 1, family))
    held = dict.fromkeys(("joint_regular", "commuting", "commuting_with_h", "complete_flows"), "HOLDS")
    assert verdicts(one.pair, bench, held).status is Status.HOLDS
    assert verdicts(one.pair, bench, {"commuting_with_h": "FAILS"}).status is Status.FAILS


@pytest.mark.parametrize(("kind", "lost"), [("not_commuting", "commuting_with_h"), ("not_regular", "joint_regular"), ("flows_end", "complete_flows")])
def test_a_near_miss_lacks_one_hypothesis_and_keeps_the_others(bench: Bench, kind: str, lost: str) -> None:
    one = next(missed("one", 1, kind))
    has = dict.fromkeys(("joint_regular", "commuting_with_h", "complete_flows"), "HOLDS") | {lost: "FAILS"}
    assert verdicts(one.pair, bench, has).status is Status.HOLDS
    assert kind in MISSES


def test_orders_differ_where_they_do_and_not_elsewhere(bench: Bench) -> None:
    for kind in ("not_commuting", "forms_not_commuting"):
        pair = next(missed("order", 1, kind)).pair
        assert orders_differ(pair["g"][0], pair["h"], pair["g"], POINT, bench).status is Status.HOLDS
    assert orders_differ("u**2 - v**2", "u**2 + 3*v**2", ["u**2 - v**2"], POINT, bench).status is Status.FAILS
    # a bracket that nobody sees: [grad u, grad(v + u^2/2)] = (1, 0), which v does not show
    assert orders_differ("u", "v + u**2/2", ["v"], POINT, bench).status is Status.FAILS


def test_the_formula_of_the_potential_is_that_of_the_forms(bench: Bench) -> None:
    for one in list(forms("numbers", 2, h="positive")):  # a diagonal and a rotated one
        assert formulas_of(**one.pair)({"Q": one.Q}, bench).status is Status.HOLDS
        assert formulas_of(**one.pair)({"Q": one.Q.replace("exp(", "exp(2*", 1)}, bench).status is Status.FAILS


def test_exact_flows_are_certified(bench: Bench) -> None:
    names = [(name, found.status) for mode in ("", "on") for name, found in settles("exact", 2, bench, regularized=mode)]
    assert [s for _, s in names] == [Status.HOLDS]*4
    assert [n.startswith("near-miss") for n, _ in names] == [False, False, True, True]


def test_the_reason_counts_what_was_drawn_and_near_misses(bench: Bench) -> None:
    pair = {"g": ["u**2"], "domain": ["u > 0"]}
    good, bad = pair_has({"regular": "HOLDS"}, **pair)({}, bench), pair_has({"regular": "FAILS"}, **pair)({}, bench)
    found = instances(lambda _: [("by hand", good), ("drawn from squares: one", good), ("near-miss, none: two", good)])({}, bench)
    assert found.because == "it holds as is said on 2 of 2 instances (1 of them drawn from squares) and on 1 of 1 near-misses, and fails on none"
    assert instances(lambda _: [("drawn from squares: one", good), ("two", bad)])({}, bench).status is Status.FAILS
    assert all_hold(good, bad).status is Status.FAILS
    assert all_hold(good, good).status is Status.HOLDS
