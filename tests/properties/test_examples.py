"""Every property: its example holds, its counterexample fails, and the independent checker agrees with both.

The properties are found by folder, so a new one is tested as soon as its file exists.
"""

from __future__ import annotations

from typing import Any

import pytest

from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.properties import Property, Situation, all_properties, decide
from mirrorsym.verdict import Status

every = pytest.mark.parametrize("prop", all_properties().values(), ids=lambda p: p.name)


@every
@pytest.mark.parametrize("side", ["holds_for", "fails_for"])
def test_the_examples_are_decided_and_rechecked(prop: Property, side: str, reported: Any, outcome: Any) -> None:
    report, data = reported(**getattr(prop, side).arguments())
    verdict = report.criteria[prop.name]
    assert verdict.status is (Status.HOLDS if side == "holds_for" else Status.FAILS), verdict.because
    assert outcome(data, prop.name) is None


@every
def test_the_opposite_verdict_is_rejected(prop: Property, reported: Any, outcome: Any) -> None:
    """The same certificates with the status turned round."""
    for side, wrong in (("holds_for", "FAILS"), ("fails_for", "HOLDS")):
        _, data = reported(**getattr(prop, side).arguments())
        data["criteria"][prop.name]["status"] = wrong
        assert outcome(data, prop.name) is not None


@every
def test_a_certificate_proves_nothing_about_the_counterexample(prop: Property, reported: Any, outcome: Any) -> None:
    """The proof of the example, pasted into a report that claims HOLDS for the counterexample, is rejected."""
    _, good = reported(**prop.holds_for.arguments())
    _, bad = reported(**prop.fails_for.arguments())
    forged = good["criteria"][prop.name]
    bad["certificates"] |= {f"x{i}": good["certificates"][c] for i, c in enumerate(forged["certificates"])}
    bad["criteria"][prop.name] = {**forged, "certificates": [f"x{i}" for i in range(len(forged["certificates"]))]}
    assert outcome(bad, prop.name) is not None


@every
def test_it_says_what_it_means_and_where_it_comes_from(prop: Property) -> None:
    assert prop.statement
    assert prop.source
    assert prop.holds_for.because
    assert prop.fails_for.because


@every
def test_nothing_is_claimed_before_there_is_a_potential(prop: Property) -> None:
    pair = Pair(**prop.holds_for.arguments())
    verdict = decide(prop.name, Situation(pair, Potential(Status.UNDECIDED, None, "not derived")))
    assert verdict.status is Status.UNDECIDED
    assert "may be no potential" in verdict.because


@every
def test_a_pair_that_does_not_commute_has_no_properties(prop: Property, reported: Any, outcome: Any) -> None:
    report, _ = reported(g=["u**2 - v**2"], h="u**2*v", domain=["u > 0", "v > 0"])
    assert report.criteria[prop.name].status is Status.NOT_APPLICABLE
    assert "commuting_with_h" in report.criteria[prop.name].because
    good = reported(**prop.holds_for.arguments())[1]
    good["criteria"].pop("commuting")
    reason = outcome(good, prop.name)
    assert reason is not None
    assert "there may be no potential" in reason
