"""The formulas of the register's lwla files by a second way: flows integrated at thirty digits, integrals by quadrature, matrix exponentials.

Truth: mpmath's integration; no symbol of the program is used.  Every formula has a partner that the same numbers tell apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from mpmath import asinh, atan, cosh, diff, exp, expm, log, matrix, mp, mpf, odefun, quad, sqrt

Vector = Sequence[mpf]
TIGHT = mpf(10) ** -22


@pytest.fixture(autouse=True)
def thirty_digits() -> object:
    with mp.workdps(30):
        yield


def driven(gradient: Callable[[Vector], Vector], w: Callable[[Vector], mpf], start: Vector, end: mpf) -> tuple[Vector, mpf]:
    """x at the end of the gradient flow of the loss w^2/2 - 3 w, and mu = -int loss'(w) dt."""
    def rate(_: mpf, y: Vector) -> list[mpf]:
        slope = w(y[:-1]) - 3
        return [*(-slope * k for k in gradient(y[:-1])), -slope]

    y = odefun(rate, 0, [*start, mpf(0)])(end)
    return y[:-1], y[-1]


def test_the_flow_of_the_hyperbolic_entropy_has_mu_as_its_dual_variable() -> None:
    u0, v0 = mpf("0.9"), mpf("0.7")
    (u, v), mu = driven(lambda x: [2 * x[0], -2 * x[1]], lambda x: x[0] ** 2 - x[1] ** 2, [u0, v0], mpf("0.0625"))
    w = u**2 - v**2

    def R(x: mpf, c: int = 2) -> mpf:
        return (x * asinh(x / (c * u0 * v0)) - sqrt(x**2 + c**2 * u0**2 * v0**2) - x * log(u0 / v0)) / 4

    assert abs(mu) > mpf("0.05")
    assert abs(diff(R, w) - mu) < mpf(10) ** -14
    assert abs(diff(lambda x: R(x, 1), w) - mu) > mpf("0.01")
    # Lemma 4.6: psi moves along plus the gradient; with phi's minus it is somewhere else
    assert abs(u - u0 * exp(2 * mu)) < TIGHT
    assert abs(u - u0 * exp(-2 * mu)) > mpf("0.1")


@pytest.mark.parametrize(("gradient", "w", "start", "dual", "wrong"), [
    (lambda x: [2 * x[0]], lambda x: x[0] ** 2, mpf(1), lambda w: log(w) / 4, log),  # Sec. 1: a quarter of the entropy
    (lambda x: [3 * x[0] ** 2], lambda x: x[0] ** 3, mpf("0.75"), lambda w: (1 / mpf("0.75") - 1 / mp.cbrt(w)) / 3, lambda w: log(w) / 9),
])
def test_one_variable(gradient: Callable[[Vector], Vector], w: Callable[[Vector], mpf], start: mpf, dual: Callable[[mpf], mpf],
                      wrong: Callable[[mpf], mpf]) -> None:
    x, mu = driven(gradient, w, [start], mpf("0.0625"))
    assert abs(dual(w(x)) - mu) < TIGHT
    assert abs(wrong(w(x)) - wrong(w([start])) - mu) > mpf(10) ** -4


def test_a_map_that_does_not_commute_follows_its_mirror_flow() -> None:
    """Conj. 4.10: A = r^2/(r^2 + 1), B = (z - theta) A, R = q^2/(2 p) + S(p) with S'' = 1/(4 p (1 - p)^3)."""
    def maps(x: Vector) -> tuple[mpf, mpf]:
        p = (x[0] ** 2 + x[1] ** 2) / (x[0] ** 2 + x[1] ** 2 + 1)
        return p, (x[2] - atan(x[1] / x[0])) * p

    def gradients(x: Vector) -> tuple[list[mpf], list[mpf]]:
        r2 = x[0] ** 2 + x[1] ** 2
        p, k = r2 / (r2 + 1), 2 / (r2 + 1) ** 2
        first = [k * x[0], k * x[1], mpf(0)]
        turn = x[2] - atan(x[1] / x[0])
        return first, [turn * first[0] + p * x[1] / r2, turn * first[1] - p * x[0] / r2, p]

    def rate(_: mpf, y: Vector) -> list[mpf]:
        first, second = gradients(y[:3])
        p, q = maps(y[:3])
        slopes = q + 1, p * q - 1  # no gradient of a loss: any forces do, where the metric is right
        return [*(-slopes[0] * a - slopes[1] * b for a, b in zip(first, second, strict=True)), -slopes[0], -slopes[1]]

    with mp.workdps(20):
        start = [mpf(1), mpf("0.5"), mpf("0.3")]
        end = odefun(rate, 0, [*start, mpf(0), mpf(0)])(mpf("0.0625"))
        (p0, q0), (p, q) = maps(start), maps(end[:3])
        dual = quad(lambda s: 1 / (4 * s * (1 - s) ** 3), [p0, p]) - (q**2 / p**2 - q0**2 / p0**2) / 2, q / p - q0 / p0
        assert abs(dual[0] - end[3]) < mpf(10) ** -15
        assert abs(dual[1] - end[4]) < mpf(10) ** -15
        assert abs(q - q0 - end[4]) > mpf("0.005")  # and not that of |w|^2/2


def test_one_loss_refutes_a_mirror_flow_for_matrix_factorization() -> None:
    first, second, step = matrix([[1, 0], [0, 0]]), matrix([[0, 1], [1, 0]]), log(mpf(4) / 3)
    ends = expm(-step * second) * expm(-step * first) * expm(step * second) * expm(step * first) * matrix([1, 1])
    assert abs(ends[0] - mpf(6191) / 6912) < TIGHT
    commuting = matrix([[0, 0], [0, 1]])
    back = expm(-step * commuting) * expm(-step * first) * expm(step * commuting) * expm(step * first) * matrix([1, 1])
    assert abs(back[0] - 1) < TIGHT


def test_commuting_quadratics() -> None:
    """Thm 4.15 for matrices that are not diagonal: polynomials in one symmetric matrix."""
    A = matrix([[2, 1, 0], [1, 0, 1], [0, 1, -1]]) / 4
    B = A * A - 2 * A
    x0 = matrix([1, mpf("-0.5"), 2])

    def psi(s: mpf, t: mpf) -> matrix:
        return expm(s * A + t * B) * x0

    def Q(s: mpf, t: mpf) -> mpf:
        p = psi(s, t)
        return (p.T * p)[0] / 4

    s, t = mpf("0.3"), mpf("-0.2")
    p = psi(s, t)
    for order, M in (((1, 0), A), ((0, 1), B)):
        moved, value = diff(Q, (s, t), order), (p.T * M * p)[0] / 2
        assert abs(moved - value) < mpf(10) ** -12
        assert abs(2 * moved - value) > mpf("0.01")
        closed = (x0.T * expm(2 * (s * A + t * B)) * M * x0)[0] / 2
        assert abs(closed - value) < TIGHT


def test_divergences_of_a_legendre_function_on_the_whole_line_stay_bounded() -> None:
    """Cor. 4.14: D_R(0, g(x)) = int g/g', below 1/2 for g = x exp(x^2 + x^4/4); for sinh(x), whose flow ends too, it grows."""
    def slope(x: mpf) -> mpf:
        return (1 + x**2) ** 2 * exp(x**2 + x**4 / 4)

    def g(x: mpf) -> mpf:
        return x * exp(x**2 + x**4 / 4)

    assert abs(diff(g, mpf("1.5")) - slope(mpf("1.5"))) < mpf(10) ** -10
    for x in (mpf(1), mpf(4)):
        # D_R(0, y) = R(0) - R(y) + y R'(y) with R'(g(x)) = int 1/g', and R(g(x)) - R(0) = int R' g'
        def dual(s: mpf) -> mpf:
            return quad(lambda r: 1 / slope(r), [0, s])

        if x == 1:
            with mp.workdps(15):
                direct = g(x) * dual(x) - quad(lambda s: dual(s) * slope(s), [0, x])
            assert abs(direct - x**2 / (2 * (1 + x**2))) < mpf(10) ** -12
        assert abs(quad(lambda s: g(s) / slope(s), [0, x / 2, x]) - x**2 / (2 * (1 + x**2))) < mpf(10) ** -15
    assert quad(mp.tanh, [0, 10]) > 9
    assert quad(lambda s: 1 / slope(s), [0, 1, 2, 6]) < 1  # the flow is at infinity in finite time, as Assumption 3.5 allows


def test_a_quasi_convex_loss_with_another_rest_point_is_not_solved() -> None:
    """Cor. 4.17: z.w = y tends to 1 from above, though y = 0 is the only minimizer of y^4/4 - 2 y^3/3 + y^2/2."""
    def level(slope: Callable[[mpf], mpf]) -> mpf:
        u2, v2, dt = mpf("1.5"), mpf("0.5"), mpf("0.002")  # squares of u and v; du^2 = -4 F' u^2 dt, dv^2 = 4 F' v^2 dt
        for _ in range(1500):
            force = 4 * slope(u2 - v2)
            u2, v2 = u2 * exp(-force * dt), v2 * exp(force * dt)
        return u2 - v2

    with mp.workdps(15):
        assert level(lambda y: y * (y - 1) ** 2) >= 1 - TIGHT
        assert abs(level(lambda y: y)) < mpf("0.01")


def test_mirror_descent_needs_the_range_of_the_gradient() -> None:
    """Eq. (7) for cosh, whose gradient takes every value, and for -log, whose does not."""
    w = mpf("0.7")
    step = asinh(mp.sinh(w) - 3 * cosh(w))
    assert abs(mp.sinh(step) - (mp.sinh(w) - 3 * cosh(w))) < TIGHT
    assert -1 / w + 3 * cosh(w) > 0  # no -1/w is positive
