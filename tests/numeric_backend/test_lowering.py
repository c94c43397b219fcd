"""Lowered formulas against mpmath at 50 digits: the same values by every path, and digits kept where the plain form loses them."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsym.errors import InputError
from mirrorsym.expression import Expression, add, call, mul, num, piecewise, power, relation, sqrt, sym
from numeric_backend import lambdify
from numeric_backend.backends import backend, backends
from numeric_backend.lowering import lower

x, y = sym("x"), sym("y")
PI = Expression("const", ("pi",))
FORMULAS = [
    x + y, x - 2 * y, -x, x * y / 3, x / y, 1 / (x * y), x**3 - y**2, x**-3, sqrt(x), 1 / sqrt(y), power(x, num("2/3")), power(x, y),
    call("exp", x) - 1, call("exp", -y) - 1 + x, call("log", 1 + x), call("log", 1 + call("exp", x)), call("log", call("cosh", y)),
    sqrt(x**2 + y**2), sqrt(x**2 + 4 * y**2) - x, sqrt(x**2 + call("exp", 4 * y)) + x, sqrt(x**2 + 2) - x + y, PI * x,
    call("asinh", x / (2 * y)), call("atan", x) + call("tanh", y), call("sinh", x) * call("cosh", y), call("sin", x) ** 2 + call("cos", y),
    call("tan", x / 3), call("asin", x / 9), call("acos", y / 9), call("acosh", 1 + x), call("atanh", y / 9), call("abs", x - y),
    call("sign", x - y), call("Max", x, y, num(1)), call("Min", x, y), call("erf", x), call("gamma", x), call("LambertW", y), call("Ei", x),
    call("polygamma", num(1), x), call("besselj", num(1), y), piecewise((x, relation("<", x, y)), (y**2, Expression("true", ()))),
    piecewise((x, relation(">", x, y)), (y, relation("<=", x, num(2))), (num(7), Expression("true", ()))),
]
#: relative error allowed per value: 64 bits of double rounding, far below the loss that a careless form suffers
TOLERANCE = 64 * 2.0**-52
POINTS = [(0.3, 1.7), (1.1, 0.6), (2.0, 2.0), (4.5, 0.01), (0.001, 3.25)]


def reference(e: Expression, point: tuple[float, float]) -> Any:
    with mpmath.workdps(50):
        return lambdify(e, ("x", "y"), backend="mpmath")(*map(mpmath.mpf, point))


#: what a library does not have with all digits: the backend has to say so, and of nothing else
REFUSED = {"jax": {"LambertW", "polygamma", "besselj"}, "heyoka": {"gamma", "LambertW", "Ei", "polygamma", "besselj"}}


def refused(e: Expression, name: str) -> bool:
    return bool({s.op for s in lower((e,), ("x", "y")).instructions} & REFUSED.get(name, set()))


@cache
def values_of(name: str) -> dict[Expression, Any]:
    """All formulas that a backend takes at all points, as one kernel."""
    taken = [e for e in FORMULAS if not refused(e, name)]
    return dict(zip(taken, backend(name)(lower(taken, ("x", "y")))(*np.array(POINTS).T), strict=True))


@pytest.mark.parametrize("name", [n for n in backends() if n != "mpmath"])
@pytest.mark.parametrize("e", FORMULAS, ids=str)
def test_a_kernel_on_every_backend_agrees_with_50_digits(e: Expression, name: str) -> None:
    reason = backends()[name]
    if reason is not None:
        pytest.skip(f"backend {name}: {reason}")
    if refused(e, name):
        with pytest.raises(ValueError, match=f"the backend '{name}' has no"):
            backend(name)(lower((e,), ("x", "y")))
        return
    values = values_of(name)[e]
    for value, point in zip(values, POINTS, strict=True):
        truth = reference(e, point)
        assert abs(value - truth) <= TOLERANCE * max(abs(truth), 1e-300)


@pytest.mark.parametrize("name", list(backends()))
def test_a_kernel_without_outputs_gives_nothing(name: str) -> None:
    """Such as the conditions of a domain that has none."""
    reason = backends()[name]
    if reason is not None:
        pytest.skip(f"backend {name}: {reason}")
    assert backend(name)(lower((), ("x",)))(np.ones(3)) == ()


@pytest.mark.parametrize("e", FORMULAS, ids=str)
def test_lambdify_agrees_with_50_digits(e: Expression) -> None:
    values = lambdify(e, ("x", "y"))(*np.array(POINTS).T)
    for value, point in zip(values, POINTS, strict=True):
        truth = reference(e, point)
        assert abs(value - truth) <= TOLERANCE * max(abs(truth), 1e-300)


@pytest.mark.parametrize(("e", "at", "truth"), [
    (call("log", 1 + x), 1e-20, 1e-20),
    (call("exp", x) - 1, 1e-20, 1e-20),
    (call("log", 1 + call("exp", x)), 800.0, 800.0),
    (call("log", 1 + call("exp", x)), -40.0, math.exp(-40.0)),
    (call("log", call("cosh", x)), 1000.0, 1000.0 - math.log(2.0)),
    (call("log", call("cosh", x)), 1e-9, 5e-19),
    (sqrt(x**2 + 1) - x, 1e9, 5e-10),
    (sqrt(x**2 + 1) + x, -1e9, 5e-10),
    (sqrt(x**2 + 1), 1e200, 1e200),
    (call("acosh", 1 + x), 2e-20, 2e-10),
])
def test_digits_are_kept_where_the_plain_form_loses_them(e: Expression, at: float, truth: float) -> None:
    value = float(backend("numpy")(lower((e,), ("x",)))(at)[0])
    assert value == pytest.approx(truth, rel=1e-15, abs=0.0)


#: formulas whose plain forms lose digits, overflow or vanish somewhere at the points below
CAREFUL = [
    1 - call("exp", -x), 3 * call("exp", 2 * x) - 3, y - y * call("exp", x), call("log", call("exp", x) + call("exp", y)),
    call("log", call("exp", x) + call("exp", -x)), call("log", 2 * call("cosh", x)), (sqrt(x**2 + 4 * y**2) - x) / 2, sqrt(x**2 + 1) - 1,
    y * sqrt(1 + x) - y, 1 - sqrt(1 + x), call("asinh", x), call("log", x + sqrt(x**2 + 1)), call("log", sqrt(x**2 + 4) - x),
    call("acosh", 1 + x), call("log", (1 + x) / (1 - x)), call("cosh", x) - 1, 2 - 2 * call("cos", x), y * call("exp", x) - y * call("exp", -x),
    x**2 - y**2, 3 * y**2 - 3 * x**2, call("exp", x) / (1 + call("exp", x)), 1 / (1 + call("exp", -x)), call("sinh", x) / call("cosh", x),
    (call("abs", x) + call("abs", y)) / sqrt(x**2 + y**2), sqrt(x**2 + y**2 + num("1/9")), call("exp", x) - call("exp", y),
    call("acos", 1 - x), call("exp", x) * call("exp", -x), x / sqrt(x**2 + y**2), x * call("asinh", x / (2 * y)) - sqrt(x**2 + 4 * y**2),
    call("exp", x) / (call("exp", x) + call("exp", y)), y * call("exp", x + y) / (call("exp", x) + call("exp", y)) ** 2,
    2 * call("exp", -x) / (1 + 3 * call("exp", -x) + call("exp", y)), sqrt(x + 1) - sqrt(x), y * sqrt(x**2 + 4) - y * sqrt(1 + x**2),
    call("cosh", x) - call("sinh", x), y * call("sinh", x) + y * call("cosh", x),
]
EXTREME = [0.0, 1e-160, -1e-160, 1e-20, -1e-20, -1e-9, 1e-5, 0.3, -0.3, 1 - 2.0**-53, 1.0, 1 + 2.0**-52, -1.0, 20.0, -20.0, 40.0, -40.0, 300.0, -300.0,
           700.0, 800.0, -800.0, 1e9, -1e9, 1e160]


@pytest.mark.parametrize("e", CAREFUL, ids=str)
def test_extreme_points(e: Expression) -> None:
    x_values, y_values = (v.ravel() for v in np.meshgrid(EXTREME, [1e-9, 0.75, 1 + 2.0**-52, 30.0]))
    by_lambdify, (by_kernel,) = lambdify(e, ("x", "y"))(x_values, y_values), backend("numpy")(lower((e,), ("x", "y")))(x_values, y_values)
    truth_of = lambdify(e, ("x", "y"), backend="mpmath")
    with mpmath.workdps(400):
        for a, b, one, two in zip(x_values, y_values, by_lambdify, by_kernel, strict=True):
            truth = truth_of(mpmath.mpf(float(a)), mpmath.mpf(float(b)))
            assert one == two or (np.isnan(one) and np.isnan(two))
            if mpmath.isnan(truth) or mpmath.isinf(truth):
                assert not np.isfinite(one)
            elif abs(truth) > 1.7e308:
                assert np.isinf(one) and (one > 0) == (truth > 0)
            else:
                assert abs(one - truth) <= 1e-13 * abs(truth) + 1e-300, (a, b)


@pytest.mark.parametrize("name", [n for n in backends() if n not in ("mpmath", "flint", "heyoka")])
def test_sums_of_lengths_do_not_overflow(name: str) -> None:
    reason = backends()[name]
    if reason is not None:
        pytest.skip(f"backend {name}: {reason}")
    run = backend(name)(lower((sqrt(x**2 + y**2) - x,), ("x", "y")))
    values = run(np.array([1.5e308, 1e308, -1e307, 3.0]), np.array([1e155, 1e308, 2e307, 4.0]))[0]
    assert np.allclose(values, [1e155 / 1.5e308 * 5e154, (math.sqrt(2.0) - 1.0) * 1e308, (math.sqrt(5.0) + 1.0) * 1e307, 2.0], rtol=16 * 2.0**-52, atol=0.0)


def test_the_plain_form_would_have_failed() -> None:
    """The partner of the test above: without the careful forms the same values are wrong."""
    with np.errstate(all="ignore"):
        assert np.log(1 + 1e-20) != 1e-20
        assert np.exp(1e-20) - 1 != 1e-20
        assert not np.isfinite(np.log(1 + np.exp(np.float64(800.0))))
        assert np.sqrt(1e18 + 1) - 1e9 != 5e-10


parts = st.recursive(
    st.one_of(st.sampled_from([x, y]), st.integers(-3, 3).map(num)),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda a: add(*a)), st.lists(inner, min_size=2, max_size=3).map(lambda a: mul(*a)),
        inner.map(lambda a: call("exp", mul(num("1/8"), a))), inner.map(lambda a: sqrt(a**2 + 1)), inner.map(lambda a: call("atan", a)),
        inner.map(lambda a: call("log", 1 + call("exp", mul(num("1/4"), a)))), inner.map(lambda a: a**2)),
    max_leaves=8)


@settings(max_examples=60, deadline=None)
@given(parts, st.floats(-2, 2), st.floats(-2, 2))
def test_random_formulas(e: Expression, a: float, b: float) -> None:
    truth = reference(e, (a, b))
    value = float(backend("numpy")(lower((e,), ("x", "y")))(a, b)[0])
    size = reference(magnitude(e), (a, b))
    assert abs(value - truth) <= 1e-12 * max(size, 1)


def magnitude(e: Expression) -> Expression:
    """The formula with every term taken positively: what rounding errors are measured against."""
    if e.op == "num":
        return num(abs(e.args[0]))
    if e.op == "sym":
        return call("abs", e)
    if e.op in ("add", "mul"):
        return (add if e.op == "add" else mul)(*(magnitude(a) for a in e.args))
    if e.op == "pow" and e.args[1] == num(2):
        return magnitude(e.args[0]) ** 2
    if e.op == "pow":
        return sqrt(magnitude(e.args[0]))
    return mul(call("exp", call("abs", e.args[0])), 1 + magnitude(e.args[0])) if e.op == "exp" else 1 + magnitude(e.args[0])


def test_arguments_broadcast_and_constants_fill() -> None:
    for run in (lambdify([num(3), x + y], ("x", "y")), lambda *v: list(backend("numpy")(lower((num(3), x + y), ("x", "y")))(*v))):
        three, total = run(np.ones((4, 1)), np.arange(3.0))
        assert three.shape == total.shape == (4, 3)
        assert (three == 3).all()
        assert total[0].tolist() == [1, 2, 3]


def test_a_value_that_does_not_exist_is_nan_and_harms_no_other() -> None:
    for run in (lambdify(call("log", x)), lambda v: backend("numpy")(lower((call("log", x),), ("x",)))(v)[0]):
        values = run([-1.0, 1.0, 0.0])
        assert math.isnan(values[0])
        assert values[1] == 0
        assert values[2] == -math.inf


@pytest.mark.parametrize("name", ["__import__('os').system('true')", "lambda", "x; y", "import"])
def test_no_name_reaches_generated_code(name: str) -> None:
    e = add(sym(name), num(1))
    assert lambdify(e)(2.0) == 3
    assert lambdify(e, backend="mpmath")(2) == 3
    assert "v1 = " in str(lower((e,), (name,)))


def test_what_is_refused() -> None:
    with pytest.raises(TypeError, match="text"):
        lambdify("x + 1")
    with pytest.raises(TypeError, match="text"):
        lambdify([x, "x + 1"])
    with pytest.raises(ValueError, match="y"):
        lambdify(x + y, ("x",))
    with pytest.raises(ValueError, match="y"):
        lower((x + y,), ("x",))
    with pytest.raises(ValueError, match="twice"):
        lambdify(x, ("x", "x"))
    with pytest.raises(ValueError, match="no backend"):
        lambdify(x, backend="abacus")
    with pytest.raises(InputError):
        lambdify(sympy.Function("f")(sympy.Symbol("x")))
    with pytest.raises(TypeError, match="1 arguments"):
        lambdify(x)(1.0, 2.0)


def test_an_expression_of_sympy_is_taken() -> None:
    t = sympy.Symbol("t", real=True)
    assert lambdify(sympy.exp(t) - sympy.Integer(1))(0.0) == 0
