"""Three ways to one trajectory, end points and Lyapunov functions; each is seen to fail where it should."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mirrorsym.catalogue import load
from mirrorsym.expression import call, num, sym
from mirrorsym.maps import Pair
from mirrorsym.verdict import Status
from numeric_backend.experiments.prediction import Observation, Outcome
from numeric_backend.experiments.predictions import all_predictions
from numeric_backend.experiments.rerun import rerun
from numeric_backend.experiments.scene import Scene, Settings, prepare
from numeric_backend.losses import Exponential, LeastSquares, Quadratic

PREDICTIONS = {p.name: p for p in all_predictions()}
SHORT = Settings(trajectories=2, duration=0.5, alpha="0.2 until 0.25", samples=3)


def observed(scene: Scene, name: str) -> Observation:
    return PREDICTIONS[name].observe(scene)


def spoiled(scene: Scene, **formulas: Any) -> Scene:
    assert scene.closed is not None
    changed = replace(scene.closed.potential, **formulas)
    return replace(scene, potential=changed, closed=replace(scene.closed, potential=changed, _slopes={}))


@pytest.fixture(scope="module")
def scene(known: Callable[..., Any]) -> Scene:
    pair = Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"], copies=2)
    return prepare(pair, *known(pair), SHORT)


@pytest.mark.parametrize("name", ["dual_flow", "riemannian", "end_point", "lyapunov", "other_engine"])
def test_weight_decay(scene: Scene, name: str) -> None:
    found = observed(scene, name)
    assert found.outcome is Outcome.AGREES and found.gap is not None and found.gap < 1e-10 and found.compared >= 1


def test_an_implicit_potential_has_all_three_ways(known: Callable[..., Any]) -> None:
    pair = load("u4-v4")
    verdicts, potential = known(pair)
    assert potential.grad_R is None
    scene = prepare(pair, verdicts, potential, SHORT)
    for name in ("dual_flow", "riemannian", "inverse"):
        assert observed(scene, name).outcome is Outcome.AGREES


@pytest.mark.parametrize("name", ["dual_flow", "end_point"])
def test_a_wrong_dual_potential_is_seen(scene: Scene, name: str) -> None:
    p = scene.closed.potential
    wrong = tuple(e.substitute({p.a: sym(p.a) * num("1001/1000")}) for e in p.grad_Q)
    assert observed(spoiled(scene, grad_Q=wrong), name).outcome is Outcome.DISAGREES


@pytest.mark.parametrize("name", ["dual_flow", "riemannian"])
def test_a_wrong_primal_potential_is_seen(scene: Scene, name: str) -> None:
    p = scene.closed.potential
    wrong = tuple(e * num("1000001/1000000") for e in p.grad_R)
    assert observed(spoiled(scene, grad_R=wrong), name).outcome is Outcome.DISAGREES


def test_a_lyapunov_function_of_the_wrong_sign_is_seen(scene: Scene) -> None:
    wrong = spoiled(scene, Q=num(-1) * scene.closed.potential.Q)
    assert observed(wrong, "lyapunov").outcome is Outcome.DISAGREES


def test_a_loss_that_is_not_convex_makes_the_lyapunov_function_rise(known: Callable[..., Any]) -> None:
    class Claimed(Quadratic):
        convex = True

    pair = Pair(g=["u**2 - v**2"], domain=["u > 0", "v > 0"])
    upward = Claimed(np.array([[-1.0]]), np.array([[0.3]]))
    assert observed(prepare(pair, *known(pair), SHORT, upward), "lyapunov").outcome is Outcome.DISAGREES
    downward = Quadratic(np.array([[1.0]]), np.array([[0.3]]))
    assert observed(prepare(pair, *known(pair), SHORT, downward), "lyapunov").outcome is Outcome.AGREES


def test_a_domain_that_is_too_small_is_seen(scene: Scene) -> None:
    p = scene.closed.potential
    assert observed(scene, "domains").outcome is Outcome.NOT_APPLICABLE
    from mirrorsym.expression import relation
    wrong = spoiled(scene, dual_domain=(relation("<", sym(p.mu[0]), num(-5)),))
    assert observed(wrong, "domains").outcome is Outcome.DISAGREES
    assert observed(spoiled(scene, dual_domain=(relation(">", sym(p.mu[0]), num(-5)),)), "domains").outcome is Outcome.AGREES


def test_a_crude_integration_is_no_disagreement(scene: Scene) -> None:
    p = scene.closed.potential
    wrong = spoiled(scene, grad_Q=tuple(e * num("1000001/1000000") for e in p.grad_Q))
    assert observed(wrong, "mirror_flow").outcome is Outcome.DISAGREES
    crude = replace(wrong, run=replace(wrong.run, error=np.full(scene.count, 1e-8)))
    assert observed(crude, "mirror_flow").outcome is Outcome.UNDECIDED
    moved = replace(scene, run=replace(scene.run, arrays={**scene.run.arrays, "x": replace(
        scene.run.arrays["x"], values=scene.run["x"] + 1e-6)}))  # numbers that another integration does not confirm
    assert observed(moved, "mirror_flow").outcome is Outcome.UNDECIDED


def test_a_formula_that_overflows_is_evaluated_with_more_digits(scene: Scene) -> None:
    p = scene.closed.potential
    huge = call("gamma", num(200))
    heavy = spoiled(scene, grad_Q=tuple(e * huge / huge for e in p.grad_Q))
    found = observed(heavy, "mirror_flow")
    assert found.outcome is Outcome.AGREES and "50 digits" in found.because
    heavy_and_wrong = spoiled(scene, grad_Q=tuple(e * huge / huge * num("1000001/1000000") for e in p.grad_Q))
    assert observed(heavy_and_wrong, "mirror_flow").outcome is Outcome.DISAGREES


def test_a_spoiled_control_makes_everything_undecided(known: Callable[..., Any]) -> None:
    pair = load("u2-v2")
    found = rerun(pair, *known(pair), SHORT, only=["other_engine", "mirror_flow"])
    assert found.outcome is Outcome.AGREES
    (control, seen), *others = found.observations
    spoilt = replace(found, observations=((control, replace(seen, outcome=Outcome.DISAGREES)), *others))
    assert spoilt.outcome is Outcome.UNDECIDED
    assert rerun(pair, *known(pair), SHORT, only=["other_engine"]).outcome is Outcome.UNDECIDED  # a control predicts nothing


def test_a_trajectory_that_leaves_m_is_told_and_harms_no_other(known: Callable[..., Any]) -> None:
    pair = load("log-u-log-v")
    settings = Settings(trajectories=6, duration=0.5, alpha="0.2", samples=5)
    scene = prepare(pair, *known(pair), settings)
    gone = [i for i, b in enumerate(scene.run.because) if b is not None]
    assert 0 < len(gone) < 6
    for i in gone:
        assert scene.run.because[i] == "it leaves M"
        last = scene.run.about["last"][:2, i]
        assert abs(last.min() - 1.0) < 1e-9 and last.min() >= 1.0  # the edge of u > 1, v > 1, from inside
        assert np.all(np.isnan(scene.run["x"][:, scene.run.times > scene.run.end[i], i]))
    assert observed(scene, "mirror_flow").outcome is Outcome.AGREES
    assert scene.status("commuting") is Status.HOLDS


def test_no_bit_depends_on_the_number_of_trajectories(known: Callable[..., Any]) -> None:
    for name, alpha in (("u2-v2-vector", "0.5*exp(-2*t)"), ("log-u-log-v", "0.5"), ("uut-2x2", "0")):
        pair = load(name)
        many = prepare(pair, *known(pair), Settings(trajectories=7, duration=0.5, alpha=alpha, samples=3))
        for count in (1, 2, 5):
            few = prepare(pair, *known(pair), Settings(trajectories=count, duration=0.5, alpha=alpha, samples=3))
            for array in ("w", "x", "mu", "h", "loss"):
                assert np.array_equal(few.run[array], many.run[array][..., :count], equal_nan=True), (name, count, array)
            assert few.run.because == many.run.because[:count]


@pytest.mark.parametrize("kind", ["least-squares", "exponential", "quadratic", "changing"])
def test_where_flows_end(known: Callable[..., Any], kind: str) -> None:
    pair = Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"], copies=2)
    mixed = Exponential(np.array([[0.5, 0.25], [0.2, 0.5], [-0.5, -0.375]]), np.ones((3, 1)))
    flat = Quadratic(np.array([[0.5, 0.5], [0.5, 0.5]]), np.array([[0.25], [0.5]]))
    loss = {"exponential": mixed, "quadratic": flat, "least-squares": LeastSquares(np.array([[0.25, 0.5], [0.5, 1.0]]), np.array([[1.0], [0.0]])),
            "changing": ((0.2, mixed), (np.inf, flat))}[kind]
    scene = prepare(pair, *known(pair), replace(SHORT, alpha="0.3*exp(-5*t)"), loss)
    found = observed(scene, "end_point")
    assert found.outcome is Outcome.AGREES and found.gap < 3e-10, found
    p = scene.closed.potential
    wrong = tuple(e.substitute({p.a: sym(p.a) * num("1001/1000")}) for e in p.grad_Q)
    assert observed(spoiled(scene, grad_Q=wrong), "end_point").outcome is (Outcome.AGREES if kind == "exponential" else Outcome.DISAGREES)
