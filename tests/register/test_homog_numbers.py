"""The formulas of the register's homog files by a second way: flows integrated with numbers, integrals by quadrature.

Truth: mpmath's integration and numpy's arithmetic; no symbol of the program is used.  Every test has a partner that it tells apart.
"""

from __future__ import annotations

from collections.abc import Callable

import mpmath
import numpy as np
import numpy.typing as npt
import pytest
from mpmath import mp, mpf

Array = npt.NDArray[np.float64]
LAM = 0.5


# -- the potentials of Table 1, entry by entry ----------------------------------------------------------------
def hyperbolic(w: Array) -> tuple[Array, Array, Array]:
    """R, Q and the inverse metric."""
    root = np.sqrt(w * w + LAM * LAM)
    return w * np.arcsinh(w / LAM) - root, root, root


def smoothened(p: float) -> Callable[[Array], tuple[Array, Array, Array]]:
    def potential(w: Array) -> tuple[Array, Array, Array]:
        a = np.abs(w)
        return a**p / p + LAM / 2 * a**2, (p - 1) / p * a**p + LAM / 2 * a**2, 1 / ((p - 1) * a ** (p - 2) + LAM)
    return potential


X = np.array([[1.0, 0.5], [0.3, 1.0], [0.8, 0.7]])
START = np.array([[0.4, -0.2, 0.1], [0.3, 0.6, -0.1], [0.7, 0.2, 0.5]])  # rows: neurons; columns: two inputs and the outgoing weight


def outputs(theta: Array, bias: Array | float = 0.0) -> tuple[Array, Array]:
    """Margins of the ReLU network with 3 neurons, and its neurons' values, for the three samples of X (all labels 1)."""
    z = np.maximum(X @ theta[:, :2].T + bias, 0)
    return z @ theta[:, 2], z


def gradient(theta: Array, bias: Array | float = 0.0) -> Array:
    q, z = outputs(theta, bias)
    weight = -np.exp(-q)
    active = (z > 0) * weight[:, None] * theta[:, 2]
    return np.concatenate([active.T @ X, (z * weight[:, None]).sum(0)[:, None]], axis=1)


def flow(first: Callable[[Array], tuple[Array, Array, Array]], second: Callable[[Array], tuple[Array, Array, Array]], steps: int,
         bias: Array | float = 0.0) -> list[Array]:
    def rate(theta: Array) -> Array:
        metric = np.concatenate([first(theta[:, :2])[2], second(theta[:, 2:])[2]], axis=1)
        return -metric * gradient(theta, bias)

    theta, dt, path = START, 0.005, [START]
    for _ in range(steps):
        k1 = rate(theta)
        k2 = rate(theta + dt / 2 * k1)
        k3 = rate(theta + dt / 2 * k2)
        theta = theta + dt / 6 * (k1 + 2 * k2 + 2 * k3 + rate(theta + dt * k3))
        path.append(theta)
    return path


PAIRS = [(hyperbolic, hyperbolic), (smoothened(3), smoothened(3)), (hyperbolic, smoothened(4)), (smoothened(2.5), hyperbolic)]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_balance_holds_along_flows_of_a_relu_network(
    first: Callable[[Array], tuple[Array, Array, Array]], second: Callable[[Array], tuple[Array, Array, Array]],
) -> None:
    """Lemma 3.1, neuron by neuron; with R in the place of Q, or with a bias, it does not hold."""
    def gap(theta: Array, which: int) -> Array:
        return np.asarray(second(theta[:, 2])[which] - first(theta[:, :2])[which].sum(1))

    path = flow(first, second, 300)
    assert np.abs(gap(path[-1], 1) - gap(path[0], 1)).max() < 1e-7  # the metric has a kink where a weight is 0
    assert np.abs(gap(path[-1], 0) - gap(path[0], 0)).max() > 1e-3
    shifted = flow(first, second, 300, bias=0.3)
    assert np.abs(gap(shifted[-1], 1) - gap(shifted[0], 1)).max() > 1e-3


@pytest.mark.parametrize(("potential", "alpha"), [(hyperbolic, 1.0), (smoothened(3), 3.0), (smoothened(4), 4.0)])
def test_the_soft_margin_grows_and_Q_as_fast_as_said(potential: Callable[[Array], tuple[Array, Array, Array]], alpha: float) -> None:
    """Theorem 4.5 and Eq. (4) for L = 2, once the loss is below 1; with four times the power the quotient falls."""
    path = flow(potential, potential, 1500)
    loss = np.array([np.exp(-outputs(t)[0]).sum() for t in path])
    Q = np.array([potential(t)[1].sum() for t in path])
    late = loss < 1
    assert late.sum() > 300
    soft = np.log(1 / loss[late]) / Q[late] ** (2 / alpha)
    assert np.diff(soft).min() > -1e-10
    rate = np.array([2 * (np.exp(-q) * q).sum() for q in (outputs(t)[0] for t in path)])
    assert np.abs(np.gradient(Q, 0.005)[1:-1] - rate[1:-1]).max() < 1e-3
    assert (rate[late] >= 2 * loss[late] * np.log(1 / loss[late])).all()
    assert np.diff(np.log(1 / loss[late]) / Q[late] ** (8 / alpha))[-1] < 0


def test_hyperbolic_entropy_is_gradient_flow_of_u_v_at_double_speed() -> None:
    """App. G.3 at 30 digits, from u, v with u^2 - v^2 = 2 lam."""
    with mp.workdps(30):
        lam, theta = mpf(1) / 2, mpf(1) / 3
        u = mpmath.sqrt(mpmath.sqrt(theta**2 + lam**2) + lam)
        x = mpmath.odefun(lambda t, y: [mpmath.sqrt(y[0] ** 2 + lam**2) * mpmath.exp(-y[0])], 0, [theta])
        w = mpmath.odefun(lambda t, y: [y[1] * mpmath.exp(-y[0] * y[1]), y[0] * mpmath.exp(-y[0] * y[1])], 0, [u, theta / u])
        early = w(mpf(1) / 8)
        product = early[0] * early[1]
        assert abs(product - x(mpf(1) / 4)[0]) < mpf(10) ** -25
        assert abs(product - x(mpf(1) / 8)[0]) > mpf("0.01")


@pytest.mark.parametrize("alpha", [1, 2, 3, 4])
@pytest.mark.parametrize("L", [1, 2, 4])
def test_the_rate_of_the_loss_for_one_weight(alpha: int, L: int) -> None:
    """Theorem 4.6: loss t (log t)^(2 - alpha/L) tends to a constant; with another power of log t it moves away from one."""
    def second(w: mpf) -> mpf:
        return 1 / mpmath.sqrt(w**2 + 1) if alpha == 1 else mpf(1) if alpha == 2 else (alpha - 1) * w ** (alpha - 2) + 1

    def constant(k: int, power: float) -> mpf:
        top = mpf(k) ** (mpf(1) / L)
        low = mpf(k - 40) ** (mpf(1) / L)  # what lies below is smaller by e^(-40)
        scaled = mpmath.quad(lambda w: second(w) * mpmath.exp(w**L - k) / (L * w ** (L - 1)), [low, top])  # t e^(-k)
        return scaled * (k + mpmath.log(scaled)) ** power

    right, other = mpf(2) - mpf(alpha) / L, mpf(2) - mpf(alpha) / L + mpf(1) / 2
    assert abs(constant(2 * 10**6, right) / constant(10**6, right) - 1) < mpf("0.02")
    assert constant(2 * 10**6, other) / constant(10**6, other) > mpf("1.3")


@pytest.mark.parametrize(("p", "n"), [(3.0, 3), (4.0, 5), (2.5, 4)])
def test_the_gradients_of_assumption_g_1_meet_at_the_rate_p_minus_2(p: float, n: int) -> None:
    """Lemma G.10: with c = (p-1)/p the error falls like s^(-(p-2)); with another c it stays."""
    theta = np.random.default_rng(5).normal(size=n)
    k = ((p - 1) / p) ** (1 / p)

    def error(s: float, c: float) -> float:
        w = s * theta
        Q = smoothened(p)(w)[1].sum()
        v = w / Q ** (1 / p)
        horizon = k**2 * (np.abs(v) ** p).sum() ** ((2 - p) / p) * np.abs(v) ** (p - 1) * np.sign(v)
        grad = np.abs(w) ** (p - 1) * np.sign(w) + LAM * w
        return float(np.abs(horizon - c * grad / Q ** (1 - 1 / p)).max())

    c = (p - 1) / p
    assert error(1e4, c) / error(1e5, c) == pytest.approx(10 ** (p - 2), rel=0.05)
    assert error(1e5, 1.1 * c) > 1e-2


def test_horizons_and_the_bounds_of_cor_h_3_and_h_4() -> None:
    rng = np.random.default_rng(7)
    for _ in range(200):
        theta = rng.normal(size=6) * 10 ** rng.uniform(-2, 3)
        Q, norm = hyperbolic(theta)[1].sum(), np.abs(theta).sum()
        assert norm <= Q <= norm + 6 * LAM
        for p in (2.5, 3.0, 4.0):
            k = ((p - 1) / p) ** (1 / p)
            phi, root = k * (np.abs(theta) ** p).sum() ** (1 / p), smoothened(p)(theta)[1].sum() ** (1 / p)
            bound = phi * (1 + 6 ** (1 - 2 / p) / (2 * p * k**2) * LAM * phi ** (2 - p))
            assert phi <= root <= bound * (1 + 1e-12)
    ones = np.ones(6)
    assert hyperbolic(1e8 * ones)[1].sum() / 1e8 == pytest.approx(6, rel=1e-8)
    assert (hyperbolic(1e8 * ones)[0].sum() / 1e8) > 100  # R has no such limit


def test_the_expected_inverse_metric_of_the_hyperbolic_entropy() -> None:
    """App. J.4: quadrature against the Bessel form, and both bounds."""
    for s, lam in ((mpf(1) / 10, mpf(1)), (mpf(1), mpf(1)), (mpf(2), mpf(1) / 20)):
        mean = 2 * mpmath.quad(lambda w, s=s, lam=lam: mpmath.sqrt(w**2 + lam**2) * mpmath.exp(-(w**2) / (2 * s**2)) / (s * mpmath.sqrt(2 * mpmath.pi)),
                               [0, s, 4 * s, 12 * s])
        tau = lam**2 / (4 * s**2)
        closed = lam**2 / (2 * s * mpmath.sqrt(2 * mpmath.pi)) * mpmath.exp(tau) * (mpmath.besselk(0, tau) + mpmath.besselk(1, tau))
        assert abs(mean / closed - 1) < mpf(10) ** -10
        assert max(lam, s * mpmath.sqrt(2 / mpmath.pi)) <= mean <= mpmath.sqrt(s**2 + lam**2)
    assert mpmath.sqrt(2 / mpmath.pi) * 2 / (mpf(1) / 20) > 30  # so that 1/lam times the mean is far from 1


@pytest.mark.parametrize(("inverse", "limit"), [
    (np.sinh, (0.0, 1.0)), (lambda z: z, (1 / np.sqrt(5), 2 / np.sqrt(5))), (lambda z: 2 * z / (LAM + np.sqrt(LAM**2 + 4 * z)), (1 / np.sqrt(3), np.sqrt(2 / 3))),
])
def test_one_sample_and_a_linear_model_go_where_the_problem_says(inverse: Callable[[Array], Array], limit: tuple[float, float]) -> None:
    """The dual weights are a multiple of the sample (1, 2) at all times, so that the direction is that of the inverse mirror map there."""
    far = 30.0 if inverse is np.sinh else 1e8
    theta = inverse(far * np.array([1.0, 2.0]))
    assert theta / np.linalg.norm(theta) == pytest.approx(limit, abs=1e-3)
    early = inverse(0.01 * np.array([1.0, 2.0]))
    if limit[0] != pytest.approx(1 / np.sqrt(5)):
        assert early / np.linalg.norm(early) != pytest.approx(limit, abs=1e-2)
