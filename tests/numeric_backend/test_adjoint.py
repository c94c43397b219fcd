"""Derived kernels against differences at 50 digits."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest

from numeric_backend.adjoint import gradient, pullback
from numeric_backend.backends import backend
from numeric_backend.backends.on_mpmath import evaluator
from numeric_backend.kernel import VOCABULARY, Builder, Kernel
from numeric_backend.optimizers.writing import Term, program

SMOOTH = sorted(set(VOCABULARY) - {"argument", "constant", "pi", "less", "less_equal", "equal", "not_equal", "power_of", "polygamma", "besselj"})


def one(op: str) -> Kernel:
    """op of x, or of x and y, inside 1/8 .. 7/8 where every operation exists; acosh is moved."""
    def write(x: Term, y: Term) -> list[Term]:
        terms = [x + 1 if op == "acosh" else x, y, x * y][: VOCABULARY[op]]
        if op == "select":
            terms = [x.call("less", y), x * x, y]
        return [terms[0].call(op, *terms[1:]) * y + x]

    return program(("x", "y"), write)


def differences(kernel: Kernel, at: tuple[float, ...]) -> list[Any]:
    """The partial derivatives of the first output, by mpmath."""
    run = evaluator(kernel)
    with mpmath.workdps(50):
        return [mpmath.diff(lambda z, i=i: run(*(z if j == i else mpmath.mpf(v) for j, v in enumerate(at)))[0], at[i]) for i in range(len(at))]


@pytest.mark.parametrize("op", SMOOTH)
@pytest.mark.parametrize("at", [(0.375, 0.75), (0.625, 0.25)])
def test_every_operation_has_its_derivative(op: str, at: tuple[float, float]) -> None:
    kernel = one(op)
    found = backend("mpmath")(gradient(kernel))(*at)
    with mpmath.workdps(50):
        for ours, truth in zip(found[1:], differences(kernel, at), strict=True):
            assert abs(ours - truth) <= mpmath.mpf(10) ** -20 * (1 + abs(truth))


@pytest.mark.parametrize("write", [
    lambda x, y: [x**3 * y**-2 + (y**1) * (x**0)],
    lambda x, y: [x.lift(2).call("polygamma", x) * y],
    lambda x, y: [x.lift(1).call("besselj", x * y)],
    lambda x, y: [(x * y).call("exp") / ((x * y).call("exp") + x)],  # shared steps
])
def test_powers_orders_and_sharing(write: Any) -> None:
    kernel, at = program(("x", "y"), write), (0.6, 0.3)
    found = backend("mpmath")(gradient(kernel))(*at)
    with mpmath.workdps(50):
        for ours, truth in zip(found[1:], differences(kernel, at), strict=True):
            assert abs(ours - truth) <= mpmath.mpf(10) ** -20 * (1 + abs(truth))


def test_a_branch_that_is_not_taken_leaves_no_nan() -> None:
    root = program(("x",), lambda x: [x.call("less", 0).call("select", x * x, x.call("sqrt"))])
    values = backend("numpy")(gradient(root))([-3.0, 4.0])[1]
    assert values.tolist() == [-6.0, 0.25]
    relu = program(("x",), lambda x: [x.call("maximum", 0).call("sqrt")])
    assert backend("numpy")(gradient(relu))([4.0, -1.0])[1].tolist()[0] == 0.25


def test_the_pullback_is_the_transposed_jacobian() -> None:
    g = program(("u", "v", "area"), lambda u, v, a: [u * v, u * u - v * v, (a * u).call("exp")])
    pull = pullback(g, 2)
    assert pull.arguments == ("u", "v", "q1", "q2", "q3", "area")
    u, v, a, q = 0.5, 2.0, 0.25, np.array([1.0, -3.0, 0.5])
    jacobian = np.array([[v, u], [2 * u, -2 * v], [a * math.exp(a * u), 0.0]])
    assert np.allclose([float(p) for p in backend("numpy")(pull)(u, v, *q, a)], jacobian.T @ q, rtol=1e-15)


def test_what_has_no_derivative_is_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        gradient(program(("n", "x"), lambda n, x: [n.call("besselj", x)]))
    with pytest.raises(ValueError, match="one output"):
        gradient(program(("x",), lambda x: [x, x]))


def test_a_wrong_derivative_would_be_seen() -> None:
    """The partner of the tests above: the derivative of another operation does not pass."""
    b = Builder(("x",))
    sine = b.kernel((b.put("sin", b.argument(0)),))
    assert abs(float(backend("numpy")(gradient(sine))(0.4)[1]) - float(differences(one("cos"), (0.4, 0.5))[0])) > 0.1
