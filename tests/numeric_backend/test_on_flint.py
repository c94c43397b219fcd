"""Kernels in ball arithmetic: the balls hold the value, they are narrow where it can be known, and wide where it cannot."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from flint import arb, ctx

from numeric_backend.backends import backend
from numeric_backend.backends.on_mpmath import evaluator
from numeric_backend.kernel import Builder, Kernel
from numeric_backend.optimizers import direct_loss, gradient_descent, run
from numeric_backend.optimizers.experiment import descent
from numeric_backend.optimizers.schedules import constant
from numeric_backend.optimizers.writing import program

OPS = ["sqrt", "exp", "expm1", "log", "log1p", "softplus", "logcosh", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan",
       "asinh", "atanh", "abs", "sign", "erf", "gamma", "LambertW", "Ei"]


def inside(ball: Any, truth: Any) -> bool:
    """Whether the ball meets a number known to 60 digits."""
    return bool(ball.overlaps(arb(mpmath.nstr(truth, 60)) + arb(0, float(abs(truth)) * 1e-55 + 1e-300)))


@pytest.mark.parametrize("op", OPS)
def test_a_ball_holds_the_value_and_is_narrow(op: str) -> None:
    b = Builder(("x",))
    kernel = b.kernel([b.put(op, b.argument(0))])
    for x in (Fraction(1, 3), Fraction(7, 8), Fraction(1, 10**9)):
        ball = backend("flint")(kernel)(x)[0]
        with mpmath.workdps(70), ctx.workprec(300):
            truth = evaluator(kernel)(mpmath.mpf(x.numerator) / x.denominator)[0]
            assert inside(ball, truth)
            assert not inside(ball * (1 + arb(2) ** -60), truth)  # the partner: a value that is a little off is noticed
        assert ball.is_exact() or ball.rel_accuracy_bits() > 60


def test_cancellation_costs_no_digits() -> None:
    b = Builder(("x", "y"))
    x, y = b.argument(0), b.argument(1)
    kernel = b.kernel([b.put("hypot_minus", x, y), b.put("subtract", b.put("cos", y), b.constant(1))])
    first, second = backend("flint")(kernel)(np.array([1e9, 1e120]), 2.0**-40)
    assert all(v.rel_accuracy_bits() > 60 and v > 0 for v in first)
    assert all(v.rel_accuracy_bits() > 60 and v < 0 for v in second)


def test_what_is_not_known_is_wide_and_what_does_not_exist_is_nan() -> None:
    b = Builder(("x",))
    x = b.argument(0)
    zero = b.put("subtract", b.put("power_of", b.put("sqrt", b.constant(2)), value=2), b.constant(2))  # 0, which no ball can show
    kernel = b.kernel([zero, b.put("select", b.put("less", zero, b.constant(0)), b.constant(3), b.constant(5)), b.put("log", x),
                       b.put("select", b.put("less", x, b.constant(0)), b.constant(3), b.constant(5)), b.put("divide", x, b.constant(0))])
    nothing, either, log, decided, pole = backend("flint")(kernel)(-1.0)
    assert nothing.contains(0) and not nothing.is_exact()
    assert either.contains(3) and either.contains(5) and not either.contains(9)
    assert log.is_nan() and not pole.is_finite()
    assert decided == 3


def test_the_precision_of_others_stays_as_it_was() -> None:
    before = ctx.prec
    b = Builder(("x",))
    assert float(backend("flint")(b.kernel([b.put("exp", b.argument(0))]))(0)[0]) == 1.0
    with pytest.raises(TypeError, match="takes 1 argument"):
        backend("flint")(b.kernel([b.put("exp", b.argument(0))]))()
    assert ctx.prec == before


def test_experiments_are_for_other_backends() -> None:
    bowl: Kernel = program(("x",), lambda x: [x * x])
    e = descent(program(("u",), lambda u: [u]), direct_loss(bowl), penalty=program(("u",), lambda u: [0]), rule=gradient_descent(),
                schedule=constant(0.1, 0.0))
    with pytest.raises(ValueError, match="'flint' evaluates kernels and runs no experiments"):
        run(e, None, [[1.0]], steps=1, backend="flint")
