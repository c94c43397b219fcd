"""The potential of many trajectories at once: closed forms to 1e-12, and the one-point version in 30 digits."""

from __future__ import annotations

import numpy as np
import pytest

from mirrorsym.maps import Pair
from numeric_backend.batched import along, invert, psi
from numeric_backend.instances import instance
from numeric_backend.transforms import numeric_potential

STREAM = np.random.default_rng(11)
COUNT = 4
DECAY = Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"])


def test_the_hyperbolic_entropy_to_twelve_digits() -> None:
    """Q = (u0**2 exp(4(mu + a)) + v0**2 exp(4(a - mu)))/4, and R from asinh: formulas worked out by hand."""
    pair = instance(DECAY, {})
    start, mu, a = STREAM.uniform(0.3, 1.5, (2, COUNT)), STREAM.normal(scale=0.5, size=(1, COUNT)), -STREAM.uniform(0, 0.5, COUNT)
    u, v, m = start[0], start[1], mu[0]
    found = along(pair, start, mu, a)
    up, down = u**2 * np.exp(4 * (m + a)), v**2 * np.exp(4 * (a - m))
    assert np.max(np.abs(found.x[0] - (up - down))) < 1e-12
    assert np.max(np.abs(found.h - (up + down))) < 1e-12
    assert np.max(np.abs(found.Q - (up + down - u**2 - v**2) / 4)) < 1e-12
    back = invert(pair, start, found.x, a)
    c = 2 * u * v * np.exp(4 * a)
    assert np.max(np.abs(back.mu[0] - (np.arcsinh((up - down) / c) - np.log(u / v)) / 4)) < 1e-12
    assert np.max(np.abs(back.R - (found.x[0] * m - found.Q))) < 1e-12
    assert np.max(np.abs(back.dR_da + found.h)) < 1e-12
    assert np.max(np.abs(pair.gram(found.w)[:, 0, 0] - 4 * (up + down))) < 1e-11


def test_a_pair_without_formulas_agrees_with_thirty_digits() -> None:
    given = Pair(g=["exp(u) - log(exp(v) + 1)"], h="exp(u) + log(exp(v) + 1)")
    pair = instance(given, {})
    start, mu, a = np.array([[-0.5, 0.25], [0.5, -0.75]]), np.array([[0.125, -0.25]]), np.array([-0.125, -0.25])
    found = along(pair, start, mu, a)
    back = invert(pair, start, found.x, a)
    for lane in range(2):
        fine = numeric_potential(given, {"u": str(start[0, lane]), "v": str(start[1, lane])}, digits=25)
        at = [str(mu[0, lane])], str(a[lane])
        assert abs(float(fine.Q(*at)) - found.Q[lane]) < 1e-13
        assert abs(float(fine.grad_Q(*at)[0]) - found.x[0, lane]) < 1e-13
        assert abs(back.mu[0, lane] - mu[0, lane]) < 1e-12


def test_several_coordinates_and_copies() -> None:
    given = Pair(g=["u**2 + v**2", "u*v"], h="2*u*v", domain=["u > v", "v > 0"], copies=2)
    pair = instance(given, {})
    start = np.array([[1.5], [0.5], [1.25], [0.25]]) * np.ones(3)
    mu, a = STREAM.normal(scale=0.05, size=(4, 3)), np.array([0.0, -0.02, -0.04])
    found = along(pair, start, mu, a)
    back = invert(pair, start, found.x, a)
    assert np.max(np.abs(back.mu - mu)) < 1e-12
    J = pair.jacobian(found.w)
    assert np.allclose(J[:, :2, 2:], 0) and np.allclose(J[:, 2:, :2], 0)
    assert np.allclose(pair.gram(found.w), J @ np.swapaxes(J, 1, 2), rtol=1e-14)
    step = 1e-6  # Hess Q = J J^T, by a difference quotient of grad Q
    for i in range(4):
        moved = mu + step * (np.arange(4) == i)[:, None]
        column = (along(pair, start, moved, a).x - found.x) / step
        assert np.allclose(column, pair.gram(found.w)[:, :, i].T, atol=1e-4)


def test_ends_are_told_for_one_trajectory_alone() -> None:
    pair = instance(Pair(g=["exp(u)"], domain=["u < 3"]), {})
    found = along(pair, np.zeros((1, 4)), np.array([[2.0, 0.5, 0.97, 0.25]]), np.zeros(4))
    assert found.because[0] is not None and found.because[2] == "it leaves M" and found.because[1] is None
    assert np.isnan(found.x[0, [0, 2]]).all() and abs(found.x[0, 1] - 2.0) < 1e-12  # exp(u) = 1/(1 - mu)
    unreached = invert(pair, np.zeros((1, 2)), np.array([[-1.0, 2.0]]), np.zeros(2))
    assert np.isnan(unreached.mu[0, 0]) and abs(unreached.mu[0, 1] - 0.5) < 1e-12


def test_orders_matter_where_the_pair_does_not_commute() -> None:
    one, other = (np.array([[0.5], [0.0]]), np.zeros(1)), (np.array([[0.0], [0.25]]), np.zeros(1))
    start = np.array([[1.0], [2.0]])
    wild = instance(Pair(g=["x", "x*y"]), {})
    assert np.max(np.abs(psi(wild, start, [one, other]) - psi(wild, start, [other, one]))) > 1e-2
    tame = instance(Pair(g=["x**2 + y**2", "x*y"]), {})
    assert np.max(np.abs(psi(tame, start, [one, other]) - psi(tame, start, [other, one]))) < 1e-12


def test_no_bit_depends_on_the_batch() -> None:
    pair = instance(DECAY, {})
    start, mu, a = STREAM.uniform(0.3, 1.5, (2, COUNT)), STREAM.normal(scale=0.5, size=(1, COUNT)), -STREAM.uniform(0, 0.5, COUNT)
    whole = invert(pair, start, along(pair, start, mu, a).x, a)
    for lane in range(COUNT):
        part = slice(lane, lane + 1)
        alone = invert(pair, start[:, part], along(pair, start[:, part], mu[:, part], a[part]).x, a[part])
        assert np.array_equal(alone.mu, whole.mu[:, part]) and np.array_equal(alone.R, whole.R[part])


@pytest.mark.parametrize("backend", ["numpy", "mpmath", "flint"])
def test_backends_agree(backend: str) -> None:
    pair = instance(DECAY, {}, backend)
    w = np.array([[1.0, 0.5], [0.25, 2.0]])
    assert pair.both(w)[0].tolist() == [[0.9375, -3.75]] and pair.gram(w)[:, 0, 0].tolist() == [4.25, 17.0]
    assert pair.inside(w).tolist() == w.tolist()


def test_a_far_clock_whose_slice_has_no_curve_to_mu_0() -> None:
    """u**2 = u0**2 + 2(mu + a), v**2 = v0**2 + 2(a - mu), worked out by hand: at a = -1 the slice is 1/2 < mu < 7/2 from u0 = 1, v0 = 3."""
    given = Pair(g=["log(u) - log(v)"], h="log(u) + log(v)", domain=["u > 0", "v > 0"])
    start, mu = np.array([[1.0], [3.0]]) * np.ones(2), np.array([[0.75, 3.25]])
    x = 0.5 * np.log((1 + 2 * (mu - 1)) / (9 - 2 * (mu + 1)))
    pair = instance(given, {})
    assert np.all(np.isnan(along(pair, start, np.zeros((1, 2)), np.full(2, -1.0)).x))
    assert np.max(np.abs(invert(pair, start, x, np.full(2, -1.0)).mu - mu)) < 1e-11
    fine = numeric_potential(given, {"u": 1, "v": 3}, digits=20)
    found = fine.grad_R([str(x[0, 0])], -1)
    assert found is not None and abs(float(found[0]) - 0.75) < 1e-14
