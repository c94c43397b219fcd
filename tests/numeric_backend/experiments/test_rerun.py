"""Reruns: what the theory predicts is seen, what is wrong is seen too, and a pair that does not commute shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from mirrorsym.catalogue import load
from mirrorsym.expression import num, sym
from mirrorsym.maps import Pair
from numeric_backend.experiments.prediction import Outcome
from numeric_backend.experiments.rerun import rerun
from numeric_backend.experiments.scene import Scene, Settings, prepare
from numeric_backend.experiments.targets import custom_loss
from numeric_backend.flows.bounded import OutOfTime

Known = Callable[..., Any]
FEW = Settings(trajectories=2, duration=0.5, alpha="0.2 until 0.25", samples=3)
CHEAP = ("path_independence", "mirror_flow", "clock", "other_engine")


def test_weight_decay_is_as_predicted(known: Known) -> None:
    pair = load("u2-v2-weight-decay")
    found = rerun(pair, *known(pair), FEW, only=CHEAP)
    assert found.outcome is Outcome.AGREES
    by_name = {p.name: o for p, o in found.observations}
    assert by_name["mirror_flow"].outcome is Outcome.AGREES and by_name["mirror_flow"].compared == 2
    assert by_name["mirror_flow"].gap < 1e-11


def test_a_wrong_formula_disagrees(known: Known) -> None:
    pair = load("u2-v2-weight-decay")
    verdicts, potential = known(pair)
    wrong = replace(potential, grad_Q=tuple(e * (1 + num("1/1000000")) for e in potential.grad_Q))
    found = rerun(pair, verdicts, wrong, FEW, only=CHEAP)
    by_name = {p.name: o for p, o in found.observations}
    assert by_name["mirror_flow"].outcome is Outcome.DISAGREES and found.outcome is Outcome.DISAGREES


def test_a_pair_that_does_not_commute_depends_on_the_path(known: Known) -> None:
    pair = load("u2-v2-linear")
    found = rerun(pair, *known(pair), FEW, only=CHEAP)
    by_name = {p.name: o for p, o in found.observations}
    assert by_name["path_independence"].outcome is Outcome.AGREES and by_name["path_independence"].gap > 1e-3
    assert by_name["mirror_flow"].outcome is Outcome.NOT_APPLICABLE


def test_where_no_time_is_left_nothing_is_decided(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = load("u2-v2")
    with pytest.raises(OutOfTime):
        rerun(pair, *known(pair), FEW, only=CHEAP, seconds=0.0)
    now = [0.0]

    def prepared(*given: Any) -> Scene:
        scene = prepare(*given)
        now[0] = 50.0
        return scene

    monkeypatch.setattr("numeric_backend.flows.bounded.time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr("numeric_backend.experiments.rerun.prepare", prepared)
    late = rerun(pair, *known(pair), FEW, only=CHEAP, seconds=40.0)
    assert late.outcome is Outcome.UNDECIDED
    assert {o.because for _, o in late.observations if o.outcome is Outcome.UNDECIDED} == {"the time was over before it was observed"}
    assert rerun(pair, *known(pair), FEW, only=CHEAP, seconds=1e6).outcome is Outcome.AGREES


def test_a_kink_predicts_nothing(known: Known) -> None:
    pair = load("identity-l1")
    found = rerun(pair, *known(pair), FEW, only=CHEAP)
    assert found.outcome is Outcome.UNDECIDED
    assert all(o.outcome is Outcome.NOT_APPLICABLE for p, o in found.observations if not p.control)


@pytest.mark.parametrize("wanted", ["a", "b"])
def test_json_has_every_key(known: Known, wanted: str) -> None:
    pair = load("u2-v2-weight-decay" if wanted == "a" else "u2-v2-linear")
    data = rerun(pair, *known(pair), FEW, only=CHEAP).to_json()
    assert data["schema"] == "mirrorsym.rerun/1"
    assert {"pair", "outcome", "predictions", "potential", "settings", "run"} <= data.keys()
    for found in data["predictions"].values():
        assert {"statement", "source", "control", "outcome", "gap", "tolerance", "compared", "worst", "because"} == found.keys()


def test_a_blow_up_between_two_times_is_no_disagreement(known: Known) -> None:
    pair = Pair(g=["u**4"], domain=["u > 0"])
    only = ("domains", "path_independence", "mirror_flow", "legendre_pair")
    found = rerun(pair, *known(pair), Settings(trajectories=2, duration=2.0), custom_loss(num(-1) * sym("x1"), 1), only=only)
    assert all(b == "it grows beyond all bounds" for b in found.scene.run.because)
    assert found.outcome is Outcome.AGREES and all(o.compared == 2 for _, o in found.observations)
