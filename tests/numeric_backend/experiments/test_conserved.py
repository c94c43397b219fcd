"""Conservation laws along integrated flows: those that the theory finds hold, a changed one and one of another pair do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mirrorsym._laws import laws
from mirrorsym.calculus.bounded import Worker
from mirrorsym.catalogue import load
from mirrorsym.expression import num, sym
from mirrorsym.maps import Pair
from mirrorsym.verdict import Status, Verdict
from numeric_backend.experiments.prediction import Observation, Outcome
from numeric_backend.experiments.predictions import all_predictions
from numeric_backend.experiments.scene import Settings, prepare
from numeric_backend.experiments.targets import custom_loss

CONSERVED = next(p for p in all_predictions() if p.name == "conserved")
SHORT = Settings(trajectories=3, duration=0.5, alpha="0.2 until 0.25", samples=5)
DECAY = Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"])
NOTHING: dict[str, Any] = {"laws": [], "laws_where": [], "because": "none was found"}
Known = Callable[..., Any]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as w:
        yield w


def smooth(pair: Pair, known: Known) -> dict[str, Verdict]:
    found: dict[str, Verdict] = known(pair)[0]
    assert found["smooth"].status is Status.HOLDS
    return found


def given(*texts: str) -> dict[str, Any]:
    return {"laws": list(texts), "laws_where": [[] for _ in texts], "because": ""}


def observed(pair: Pair, known: Known, found: dict[str, Any] | None, settings: Settings = SHORT) -> Observation:
    return CONSERVED.observe(prepare(pair, smooth(pair, known), None, settings, laws=found))


#: with and without h, with copies, with a parameter, of a pair that does not commute, and with a kernel in the law
PAIRS = [
    (Pair(g=["u**2 - v**2"], domain=["u > 0", "v > 0"], copies=2), "u*v", "u*v + u/1000000"),
    (Pair(g=["u*v"], h="2*u*v + u**2*v**2"), "u**2 - v**2", "u**2 - 1000001/1000000*v**2"),
    (Pair(g=["u*v", "v*z"]), "u**2 - v**2 + z**2", "u**2 - v**2 + 1000001/1000000*z**2"),
    (Pair(g=["u*v + c*u*z"], parameters={"c": "positive"}), "c*v - z", "c*v - 1000001/1000000*z"),
]


@pytest.mark.parametrize(("pair", "law", "wrong"), PAIRS, ids=[str(p.joint) for p, _, _ in PAIRS])
def test_a_law_is_constant_and_a_changed_one_is_not(pair: Pair, law: str, wrong: str, known: Known, worker: Worker) -> None:
    report = laws(pair, worker=worker)
    found = observed(pair, known, report)
    assert found.outcome is Outcome.AGREES and found.gap is not None and found.gap < 1e-11 and found.compared == 3
    part = "g" if pair.h is None else "joint"
    assert observed(pair, known, {"g": NOTHING, part: given(law)}).outcome is Outcome.AGREES
    assert observed(pair, known, {"g": NOTHING, part: given(law, wrong)}).outcome is Outcome.DISAGREES


def test_laws_of_g_hold_once_alpha_is_0_and_not_before(known: Known, worker: Worker) -> None:
    report = laws(DECAY, worker=worker)
    assert (report["g"]["laws"], report["joint"]["laws"]) == (["u*v"], [])
    found = observed(DECAY, known, report)
    assert found.outcome is Outcome.AGREES and found.because == "the change of u*v once alpha is 0"
    assert observed(DECAY, known, {"g": given("u*v + u/1000000"), "joint": NOTHING}).outcome is Outcome.DISAGREES
    assert observed(DECAY, known, {"g": NOTHING, "joint": given("u*v")}).outcome is Outcome.DISAGREES  # weight decay shrinks u*v
    for schedule in ("0.2", "0.2 until 0.5"):
        silent = observed(DECAY, known, report, Settings(trajectories=2, duration=0.5, alpha=schedule, samples=3))
        assert silent.outcome is Outcome.NOT_APPLICABLE and "(u*v) hold only where alpha is 0" in silent.because


def test_what_cancels_is_no_disagreement(known: Known) -> None:
    """Both u and v grow to ten thousand, so u**2 - v**2 keeps seven digits after the point."""
    pair, long = Pair(g=["u*v"]), Settings(trajectories=4, duration=9.0, samples=9)
    for law, outcome in (("u**2 - v**2", Outcome.AGREES), ("u**2 - 1000001/1000000*v**2", Outcome.DISAGREES)):
        scene = prepare(pair, smooth(pair, known), None, long, custom_loss(num(-1) * sym("x1"), 1), {"g": given(law)})
        found = CONSERVED.observe(scene)
        assert float(abs(scene.run["w"]).max()) > 1e3 and found.outcome is outcome and found.compared == 4


def test_where_nothing_is_known_the_reason_is_told(known: Known) -> None:
    assert observed(DECAY, known, None).because == "no conservation laws were looked for"
    assert observed(DECAY, known, {"g": NOTHING, "joint": NOTHING}).because == "no law of g and h is known: none was found"
    part = {"laws": ["u*v/(u - v)"], "laws_where": [["u - v != 0"]], "because": ""}
    assert "on a part of M only" in observed(DECAY, known, {"g": NOTHING, "joint": part}).because
    kink = load("identity-l1")
    silent = CONSERVED.observe(prepare(kink, known(kink)[0], None, SHORT, laws={"g": given("u1"), "joint": given("u1")}))
    assert silent.outcome is Outcome.NOT_APPLICABLE and "smooth" in silent.because
