"""Effects in numbers against formulas worked out by hand; each formula, a little wrong, is told apart."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from mirrorsym.maps import Pair
from numeric_backend.effects import minimizer, reach, slope_in_clock, steepness
from numeric_backend.instances import Instance, instance

Array = NDArray[np.float64]
STREAM = np.random.default_rng(23)
DECAY = Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"])
CLOCKS = np.array([0.0, -0.125, -0.5])
POINTS = np.array([[0.5, -1.25]])
SLIGHTLY = 1 + 1e-6


def gap(observed: Array, formula: Array) -> float:
    """The largest |observed - formula|/max(1, |formula|); NaN where anything is."""
    assert observed.shape == np.broadcast_shapes(observed.shape, formula.shape)
    return float(np.max(np.abs(observed - formula) / np.maximum(1.0, np.abs(formula))))


@pytest.fixture(scope="module")
def decay() -> tuple[Instance, Array, Array]:
    """The pair, initial points, and c_a = 2*u0*v0*exp(4a) of R_a = (x*asinh(x/c) - sqrt(x**2 + c**2))/4 - x*log(u0/v0)/4."""
    start = STREAM.uniform(0.4, 1.25, (2, 3))
    return instance(DECAY, {}), start, 2 * start[0] * start[1] * np.exp(4 * CLOCKS)[:, None]


def test_the_minimizer_moves_to_zero(decay: tuple[Instance, Array, Array]) -> None:
    pair, start, _ = decay
    found, moved = minimizer(pair, start, CLOCKS), start[0] ** 2 - start[1] ** 2
    assert found.shape == (1, 3, 3)
    assert gap(found[0], moved * np.exp(4 * CLOCKS)[:, None]) < 1e-12
    assert gap(found[0], moved * np.exp(4 * SLIGHTLY * CLOCKS)[:, None]) > 1e-9


def test_the_curvature_turns_from_ridge_to_l1(decay: tuple[Instance, Array, Array]) -> None:
    pair, start, c = decay
    found = steepness(pair, start, POINTS, CLOCKS)
    assert found.shape == (1, 2, 3, 3)
    x = POINTS[0][:, None, None]
    assert gap(found[0], c / np.sqrt(x**2 + c**2)) < 1e-12
    assert gap(found[0], c / np.sqrt((SLIGHTLY * x) ** 2 + c**2)) > 1e-9
    assert np.all(np.diff(found[0], axis=1) < 0)  # ever more like L1 as a decreases


def test_weight_decay_contracts_and_its_opposite_does_not(decay: tuple[Instance, Array, Array]) -> None:
    pair, start, c = decay
    found = slope_in_clock(pair, start, POINTS, CLOCKS)
    x = POINTS[0][:, None, None]
    assert gap(found, -np.sqrt(x**2 + c**2)) < 1e-12 and np.all(found < 0)
    assert gap(found, -np.sqrt(x**2 + (SLIGHTLY * c) ** 2)) > 1e-9
    other = instance(Pair(g=["u**2 - v**2"], h="-u**2 - v**2", domain=["u > 0", "v > 0"]), {})
    assert np.all(slope_in_clock(other, start, POINTS[:, :1], [0.0]) > 0)


def test_the_slope_is_the_change_of_r_with_x_held(decay: tuple[Instance, Array, Array]) -> None:
    """Not -h again: a difference quotient of R_a(x) itself."""
    from numeric_backend.batched import invert

    pair, start, _ = decay
    step, x = 1e-3, np.full((1, 3), 0.75)
    times = np.repeat(-0.25 + step * np.array([-2, -1, 1, 2]), 3)
    R = invert(pair, np.tile(start, 4), np.full((1, 12), 0.75), times).R.reshape(4, 3)
    quotient = (R[0] - 8 * R[1] + 8 * R[2] - R[3]) / (12 * step)
    assert np.max(np.abs(slope_in_clock(pair, start, x[:, :1], -0.25)[0, 0] - quotient)) < 1e-8


def test_a_bounded_range_and_an_unbounded_one(decay: tuple[Instance, Array, Array]) -> None:
    """u' = cos(u) is solved by sin(u) = tanh(t + atanh(sin(u0)))."""
    pair = instance(Pair(g=["sin(u)"], h="2*sin(u)", domain=["u > -1.5707963", "u < 1.5707963"]), {})
    start = np.array([[-0.5, 0.25, 1.0]])
    found, begin = reach(pair, start, CLOCKS, far=4.0), np.arctanh(np.sin(start[0])) + 2 * CLOCKS[:, None]
    assert found.up.all() and found.down.all()
    assert gap(found.highest[0], np.tanh(4 + begin)) < 1e-12 and gap(found.lowest[0], np.tanh(begin - 4)) < 1e-12
    assert gap(found.highest[0], np.tanh(4 + SLIGHTLY * begin)) > 1e-10
    wide, here, _ = decay
    seen = reach(wide, here, [0.0], far=2.0)
    assert gap(seen.highest[0, 0], here[0] ** 2 * np.exp(8) - here[1] ** 2 * np.exp(-8)) < 1e-12


def test_a_curve_that_ends_is_followed_as_far_as_it_goes() -> None:
    """u' = exp(u) from 0: exp(u) = 1/(1 - mu), which blows up at mu = 1 and goes on for ever to the left."""
    found = reach(instance(Pair(g=["exp(u)"]), {}), np.zeros((1, 1)), [0.0], far=1.5)
    assert found.down.all() and not found.up.any()
    assert abs(found.highest[0, 0, 0] - 4.0) < 1e-11 and abs(found.lowest[0, 0, 0] - 0.4) < 1e-12


def test_several_coordinates_and_copies() -> None:
    """x1 = (a1**2 - b1**2), R of independent hyperbolic entropies: each coordinate and copy as if it were alone."""
    one, start = instance(DECAY, {}), STREAM.uniform(0.5, 1.0, (2, 2))
    two = instance(Pair(g=["u**2 - v**2", "s**2 - t**2"], h="u**2 + v**2 + s**2 + t**2", domain=["u > 0", "v > 0", "s > 0", "t > 0"]), {})
    both = np.concatenate([start, start[::-1]])
    alone = [steepness(one, s, [[0.75]], [-0.25])[0] for s in (start, start[::-1])]
    assert np.max(np.abs(steepness(two, both, [[0.75], [0.75]], [-0.25]) - np.stack(alone))) < 1e-12
    ways = [minimizer(one, s, CLOCKS)[0] for s in (start, start[::-1])]
    assert np.max(np.abs(minimizer(two, both, CLOCKS) - np.stack(ways))) < 1e-12
    ends = [reach(one, s, [0.0], 1.0).lowest[0] for s in (start, start[::-1])]
    assert np.max(np.abs(reach(two, both, [0.0], 1.0).lowest - np.stack(ends))) < 1e-11


def test_what_is_not_reached_has_no_number_and_harms_no_other() -> None:
    pair, start = instance(Pair(g=["u**2"], domain=["u > 0"]), {}), np.ones((1, 1))
    found = slope_in_clock(pair, start, [[2.0, -1.0]], [0.0])[:, 0, 0]
    assert found[0] == 0.0 and np.isnan(found[1])
    with pytest.raises(ValueError, match="a row for each"):
        steepness(pair, start, [2.0], [0.0])
