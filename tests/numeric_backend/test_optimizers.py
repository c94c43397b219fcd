"""Experiments on NumPy: against mpmath at 50 digits, against exact recurrences, and against the theory's dual form."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest

from mirrorsym.maps import Pair
from numeric_backend.lowering import lower
from numeric_backend.optimizers import (
    EXPONENTIAL,
    LEAST_SQUARES,
    LOGISTIC,
    Data,
    Experiment,
    Runs,
    adamw,
    constant,
    cosine,
    decay,
    descent,
    direct_loss,
    exponential_decay,
    gradient_descent,
    inverse_time,
    loss_rescaled,
    mirror_descent,
    momentum,
    no_penalty,
    piecewise,
    row_loss,
    run,
)
from numeric_backend.optimizers.writing import program

PRODUCT = program(("u", "v"), lambda u, v: [u * v])
IDENTITY = program(("w",), lambda w: [w])
HALF_SQUARE = direct_loss(program(("x",), lambda x: [x * x * Fraction(1, 2)]))
Z = np.array([[1.0, -0.5, 0.25], [0.5, 1.0, -1.0], [-0.25, 0.75, 1.0], [1.0, 1.0, 0.5]])
Y = np.array([1.0, -1.0, 1.0, 1.0])
START = np.array([[1.0, 0.5, 0.75], [0.25, -0.5, 0.125]])
NUMBERS = {"rate0": [0.02, 0.05], "strength": 0.125, "beta": 0.5}


def numbers(e: Experiment) -> dict[str, Any]:
    return {name: NUMBERS[name] for name in e.hyper}


def far(a: Runs, b: Runs) -> float:
    """The largest difference of two runs."""
    pairs = ((a.w, b.w), (a.loss, b.loss), (a.time, b.time), (a.area, b.area))
    return max(float(np.max(np.abs((x - y).astype(float)))) for x, y in pairs)


@pytest.mark.parametrize("rule", [gradient_descent(), momentum("beta"), momentum(nesterov=True), adamw(), adamw("beta", decoupled=False)],
                         ids=lambda r: r.name)
@pytest.mark.parametrize(("loss", "schedule", "order"), [
    (LEAST_SQUARES, constant("rate0", "strength"), None),
    (LOGISTIC, cosine(6, "rate0"), [[0, 1], [3, 2], [1, 1]]),
    (EXPONENTIAL, loss_rescaled(constant("rate0", "strength")), None),
    (row_loss(lambda z, y: ((z - y) ** 2).call("log1p"), mean=True), piecewise([(0, "rate0", 0), (3, 0.01, "strength")]), [[0, 3]]),
    (LEAST_SQUARES, inverse_time("rate0", 4, 2), None), (LEAST_SQUARES, exponential_decay("rate0", Fraction(9, 10)), None),
])
def test_a_run_agrees_with_50_digits(rule: Any, loss: Any, schedule: Any, order: Any) -> None:
    e = descent(PRODUCT, loss, penalty=decay("uv"), rule=rule, schedule=schedule, copies=3)
    arguments: Any = {"data": Data(Z, Y, order), "start": START, "hyper": numbers(e), "steps": 5, "every": 2}
    ours, truth = run(e, **arguments), run(e, backend="mpmath", **arguments)
    assert ours.w.shape == (4, 1, 2, 2, 3)
    assert ours.step.tolist() == [0, 2, 4, 5]
    assert far(ours, truth) < 1e-13
    assert far(ours, run(e, **{**arguments, "hyper": {**numbers(e), "rate0": 0.021}})) > 1e-6  # the comparison sees another rate


def test_gradient_descent_on_a_square_is_a_geometric_sequence() -> None:
    e = descent(IDENTITY, HALF_SQUARE, penalty=decay("w"), rule=gradient_descent(), schedule=constant("rate0", "strength"))
    runs = run(e, None, [[3.0]], hyper={"rate0": 0.125, "strength": 0.25}, steps=20, every=1)
    factor = 1 - Fraction(1, 8) * (1 + 2 * Fraction(1, 4))  # h = w**2 adds 2*alpha to the curvature 1
    for t in range(21):
        assert runs.w[t, 0, 0, 0, 0] == pytest.approx(float(3 * factor**t), rel=1e-14)
    assert runs.time[-1, 0, 0] == 20 * 0.125
    assert runs.area[-1, 0, 0] == -20 * 0.125 * 0.25  # a_t = -int alpha


@pytest.mark.parametrize("nesterov", [False, True])
def test_momentum_is_its_linear_recurrence(nesterov: bool) -> None:
    e = descent(IDENTITY, HALF_SQUARE, penalty=no_penalty("w"), rule=momentum(Fraction(1, 2), nesterov=nesterov), schedule=constant("rate0"))
    runs = run(e, None, [[1.0]], hyper={"rate0": 0.25}, steps=12)
    b, r = Fraction(1, 2), Fraction(1, 4)
    w = ahead(b, r, 12) if nesterov else heavy(b, r, 12)
    assert runs.w[-1, 0, 0, 0, 0] == pytest.approx(float(w), rel=1e-14)


def heavy(b: Fraction, r: Fraction, steps: int) -> Fraction:
    """The heavy ball in two positions instead of position and velocity."""
    w, before = Fraction(1), Fraction(1)
    for _ in range(steps):
        w, before = w - r * w + b * (w - before), w
    return w


def ahead(b: Fraction, r: Fraction, steps: int) -> Fraction:
    """Nesterov's method as two sequences: y = w - r*w, and w = y + b*(y - y before); what a step stores is w."""
    w, before = Fraction(1), Fraction(1)
    for _ in range(steps):
        y = w - r * w
        w, before = y + b * (y - before), y
    return w


def test_the_first_steps_of_adamw() -> None:
    """The first step of Adam has the length of the rate, whatever the gradient; decay acts beside it, not through it."""
    e = descent(IDENTITY, HALF_SQUARE, penalty=decay("w", "alpha/2*|w|^2"), rule=adamw(eps=0), schedule=constant("rate0", "strength"))
    runs = run(e, None, [[5.0]], hyper={"rate0": 0.25, "strength": 0.5}, steps=1)
    assert runs.w[-1, 0, 0, 0, 0] == pytest.approx(5 - 0.25 * (1 + 0.5 * 5), rel=1e-14)
    coupled = descent(IDENTITY, HALF_SQUARE, penalty=decay("w"), rule=adamw(eps=0, decoupled=False), schedule=constant("rate0", "strength"))
    assert run(coupled, None, [[5.0]], hyper={"rate0": 0.25, "strength": 0.5}, steps=1).w[-1, 0, 0, 0, 0] == pytest.approx(4.75, rel=1e-14)


def test_the_conventions_of_weight_decay_differ_by_two() -> None:
    def end(convention: str, strength: float) -> Any:
        e = descent(PRODUCT, LEAST_SQUARES, penalty=decay("uv", convention), rule=gradient_descent(), schedule=constant(0.01, "s"), copies=3)
        return run(e, Data(Z, Y), START, hyper={"s": strength}, steps=50).w[-1]

    assert (end("alpha*|w|^2", 0.25) == end("alpha/2*|w|^2", 0.5)).all()
    assert (end("alpha*|w|^2", 0.25) != end("alpha/2*|w|^2", 0.25)).any()
    with pytest.raises(ValueError, match="no convention"):
        decay("w", "lambda*|w|")


def test_mirror_descent_follows_the_flow_of_the_product() -> None:
    """x = u*v with u0 = v0 = 1: du = v dmu + 2u da keeps u = v = exp(mu + 2a), so grad Q_a(mu) = exp(2 mu + 4a); as the rate falls both
    descents tend to one flow."""
    dual = program(("mu", "area"), lambda mu, a: [(2 * mu + 4 * a).call("exp")])
    gaps = []
    for rate in (0.01, 0.005):
        steps = round(1 / rate)
        primal = descent(PRODUCT, LEAST_SQUARES, penalty=decay("uv"), rule=gradient_descent(), schedule=constant(rate, 0.25), copies=1)
        mirrored = mirror_descent(dual, LEAST_SQUARES, rule=gradient_descent(), schedule=constant(rate, 0.25))
        w = run(primal, Data([[1.0]], [0.25]), [[1.0], [1.0]], steps=steps).w[-1, 0, 0]
        end = run(mirrored, Data([[1.0]], [0.25]), [[0.0]], steps=steps)
        mu, a = end.w[-1, 0, 0, 0, 0], end.area[-1, 0, 0]
        gaps.append(abs(w[0, 0] * w[1, 0] - np.exp(2 * mu + 4 * a)))
    assert gaps[0] < 0.02
    assert gaps[1] < 0.6 * gaps[0]


def test_a_map_from_a_pair_runs() -> None:
    pair = Pair(g=["u*v", "u**2 - v**2"])
    e = descent(lower(pair.g, pair.w), LEAST_SQUARES, penalty=no_penalty(pair.w), rule=gradient_descent(), schedule=constant("rate0"))
    assert (e.block, e.outputs, e.features, e.hyper) == (2, 2, 2, ("rate0",))
    runs = run(e, Data([[1.0, 0.0], [0.0, 1.0]], [0.5, 0.75]), [[1.0], [0.1]], hyper={"rate0": 0.05}, steps=500)
    assert runs.loss[-1, 0, 0] < 1e-20


def test_one_that_overflows_harms_no_other_and_is_reported() -> None:
    e = descent(PRODUCT, LEAST_SQUARES, penalty=no_penalty("uv"), rule=gradient_descent(), schedule=constant("rate0"), copies=3)
    runs = run(e, Data(Z, Y), START, hyper={"rate0": [0.02, 50.0, 0.05]}, steps=40, every=1)
    alone = run(e, Data(Z, Y), START, hyper={"rate0": [0.02, 0.05]}, steps=40, every=1)
    assert (runs.w[:, :, [0, 2]] == alone.w).all()
    first = int(runs.broken[0, 1])
    assert runs.broken[0, [0, 2]].tolist() == [-1, -1]
    assert 0 < first < 40
    assert np.isfinite(runs.w[first - 1, 0, 1]).all()
    assert not np.isfinite(runs.w[first, 0, 1]).all()


def test_one_that_leaves_the_domain_is_reported() -> None:
    margins = program(("w",), lambda w: [w])
    e = descent(IDENTITY, direct_loss(program(("x",), lambda x: [x])), penalty=no_penalty("w"), rule=gradient_descent(),
                schedule=constant("rate0"), margins=margins)
    runs = run(e, None, [[1.0]], hyper={"rate0": [0.25, 0.125, 0.01]}, steps=9)
    assert runs.left.tolist() == [[4, 8, -1]]
    assert (runs.broken == -1).all()


def test_a_run_goes_on_where_it_ended() -> None:
    e = descent(PRODUCT, LOGISTIC, penalty=decay("uv"), rule=adamw(), schedule=cosine(30, "rate0"), copies=3)
    data = Data(Z, Y, [[0, 1], [2, 3], [1, 3]])
    whole = run(e, data, START, hyper={"rate0": 0.05}, steps=20)
    half = run(e, data, START, hyper={"rate0": 0.05}, steps=11)
    rest = run(e, data, hyper={"rate0": 0.05}, steps=9, **half.resume)
    assert (rest.w[-1] == whole.w[-1]).all()
    assert rest.step.tolist() == [11, 20]


@pytest.mark.parametrize(("change", "phrase"), [
    ({"hyper": {}}, "hyperparameters are rate0"), ({"start": [[1.0]]}, "starting point"), ({"data": None}, "needs data"),
    ({"data": Data(Z[:, :2], Y)}, "do not fit"), ({"data": Data(Z, Y, [[4]])}, "there is none of"), ({"data": Data(Z, Y, [[0.5]])}, "whole numbers"),
    ({"steps": -1}, "negative"), ({"backend": "abacus"}, "no backend"), ({"hyper": {"rate0": 1, "x": 1}}, "given: rate0, x"), ({"hyper": {"rate0": []}}, "no configuration"),
])
def test_what_does_not_fit_is_refused(change: dict[str, Any], phrase: str) -> None:
    e = descent(PRODUCT, LEAST_SQUARES, penalty=no_penalty("uv"), rule=gradient_descent(), schedule=constant(), copies=3)
    arguments: Any = {"data": Data(Z, Y), "start": START, "hyper": {"rate0": 0.1}, "steps": 1, **change}
    with pytest.raises(ValueError, match=phrase):
        run(e, **arguments)


def test_kernels_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="penalty may not use loss"):
        descent(PRODUCT, LEAST_SQUARES, penalty=program(("u", "v", "loss"), lambda u, v, x: [u * x, v]), rule=gradient_descent(), schedule=constant())
    with pytest.raises(ValueError, match="schedule"):
        descent(PRODUCT, LEAST_SQUARES, penalty=no_penalty("uv"), rule=gradient_descent(), schedule=program((), lambda: [1]))
    with pytest.raises(ValueError, match="increase"):
        piecewise([(0, 1, 0), (0, 2, 0)])


def test_mpmath_is_the_reference_that_it_claims_to_be() -> None:
    e = descent(IDENTITY, HALF_SQUARE, penalty=no_penalty("w"), rule=gradient_descent(), schedule=constant(0.125))
    end = run(e, None, [[3.0]], steps=3, backend="mpmath").w[-1, 0, 0, 0, 0]
    with mpmath.workdps(50):
        assert end == mpmath.mpf(3) * 343 / 512
