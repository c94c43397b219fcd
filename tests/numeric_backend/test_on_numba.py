"""The Numba backend: the same numbers as NumPy and mpmath, the same bits for any batch and any number of threads."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest

from numeric_backend.backends import on_numba, writing
from numeric_backend.backends.on_mpmath import evaluator
from numeric_backend.kernel import Builder, Kernel
from numeric_backend.optimizers import (
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
    gradient_descent,
    loss_rescaled,
    run,
)
from numeric_backend.optimizers.writing import program

ROOT = Path(__file__).resolve().parent.parent.parent
reason = on_numba.available()
pytestmark = pytest.mark.skipif(reason is not None, reason=f"backend numba: {reason}")

CASES: list[tuple[str, tuple[int, ...], list[float]]] = [
    ("LambertW", (), [-0.3678794, -0.35, -0.3, -0.1, -1e-9, 0.0, 1e-300, 1e-9, 0.4, 1.0, 7.0, 1e5, 1e300]),
    ("Ei", (), [-700.0, -40.0, -2.0, -1.0, -0.3, -1e-9, 1e-9, 0.2, 1.0, 9.0, 39.9, 40.1, 60.0, 700.0]),
    ("polygamma", (0,), [0.01, 0.7, 3.0, 18.5, 1e6, -0.4, -7.3]), ("polygamma", (1,), [0.01, 0.7, 3.0, 20.5, 1e6, -0.4]),
    ("polygamma", (4,), [0.01, 0.7, 3.0, 22.5, 1e6]),
    ("besselj", (0,), [0.0, 0.5, 1.0, 3.0, 12.0, 39.0, 41.0, 1e3]), ("besselj", (3,), [-2.5, 1e-4, 1.5, 4.0, 20.0, 39.0, 55.5]),
    ("besselj", (-5,), [0.7, 2.0, 9.0, 30.0, 77.0]), ("besselj", (12,), [0.3, 5.0, 14.0, 60.0, 200.0]),
    ("softplus", (), [-700.0, -40.0, 0.0, 3.0, 800.0]), ("logcosh", (), [1e-9, 0.5, 1.5, 1000.0]), ("expm1", (), [1e-20, -3.0]),
    ("gamma", (), [0.5, 1e-5, 5.5, 20.3, -2.5]), ("log1p", (), [1e-20, -0.5]), ("acosh", (), [1.0, 1.5, 1e200]), ("erf", (), [1e-9, 0.4, 3.0]),
    ("sign", (), [-2.0, 0.0, 5.0]), ("abs", (), [-2.0, 0.0]),
]


@cache
def special() -> Any:
    """Every case's operation at an argument of its own, as one kernel."""
    b = Builder([str(i) for i in range(len(CASES))])
    return b.kernel([b.put(op, *(b.constant(o) for o in orders), b.argument(i)) for i, (op, orders, _) in enumerate(CASES)])


@cache
def compiled() -> Any:
    return on_numba.compile(special())


@pytest.mark.parametrize("i", range(len(CASES)), ids=lambda i: f"{CASES[i][0]}{CASES[i][1] or ''}")
def test_functions_over_their_range(i: int) -> None:
    points = CASES[i][2]
    values = compiled()(*[np.array(points)] * len(CASES))[i]
    truth = evaluator(special())
    with mpmath.workdps(60):
        for x, value in zip(points, values, strict=True):
            right = truth(*[mpmath.mpf(x)] * len(CASES))[i]
            # conditioning: what a rounding of the argument alone does; zeros of an oscillation count absolutely
            slack = 64 * 2.0**-52 * max(abs(right), 0.02 if CASES[i][0] in ("besselj", "Ei", "polygamma") else 0.0)
            if CASES[i][0] == "LambertW" and x < -0.3:
                slack = 1e-13 / max(1 + right, 1e-8)
            assert abs(value - right) <= slack, x


def test_hypot_and_its_difference_do_not_overflow() -> None:
    b = Builder(("x", "y"))
    x, y = b.argument(0), b.argument(1)
    run_ = on_numba.compile(b.kernel([b.put("hypot", x, y), b.put("hypot_minus", x, y), b.put("maximum", x, y), b.put("less", x, y)]))
    length, rest, largest, less = run_([1e200, 1e9, np.nan, 1.0], [1e200, 1.0, 1.0, np.nan])
    assert length[0] == pytest.approx(2**0.5 * 1e200, rel=1e-15)
    assert rest[1] == pytest.approx(5e-10, rel=1e-15)
    assert np.isnan([largest[2], largest[3], less[2], less[3]]).all()


def test_an_order_that_is_no_constant_is_refused() -> None:
    b = Builder(("n", "x"))
    for order in (b.argument(0), b.constant(writing.Fraction(1, 2))):
        with pytest.raises(ValueError, match="constant whole order"):
            on_numba.compile(b.kernel([b.put("besselj", order, b.argument(1))]))


def test_no_label_reaches_a_file_and_a_changed_file_is_written_again(tmp_path: Path) -> None:
    b = Builder(("__import__('os').system('true')",))
    text = writing.function_source(b.kernel([b.put("negate", b.argument(0))]), "f")
    assert "os" not in text
    module = writing.load_module(text, ["one"], tmp_path)
    assert module.f(2.0) == (-2.0,)
    (file,) = tmp_path.glob("*.py")
    file.write_text("def f(x0):\n    return (x0,)\n")
    del sys.modules[module.__name__]
    assert writing.load_module(text, ["one"], tmp_path).f(2.0) == (-2.0,)
    assert writing.load_module(text, ["two"], tmp_path).__name__ != module.__name__  # other flags or versions, another file


PRODUCT = program(("u", "v"), lambda u, v: [u * v])
rng = np.random.default_rng(7)
Z, Y = rng.standard_normal((2, 13, 7)), np.sign(rng.standard_normal((2, 13)))
START = np.stack([np.linspace(0.2, 1.0, 7), np.linspace(-0.3, 0.4, 7)])
SQUARES = descent(PRODUCT, LEAST_SQUARES, penalty=decay("uv"), rule=gradient_descent(), schedule=constant("rate0", "strength"), copies=7,
                  margins=program(("u", "v"), lambda u, v: [u]))
STOCHASTIC = descent(PRODUCT, LOGISTIC, penalty=decay("uv"), rule=adamw("beta"), schedule=loss_rescaled(cosine(30, "rate0")), copies=7)
ORDER = rng.integers(0, 13, (5, 6))


def case(e: Experiment, B: int, **options: Any) -> Runs:
    """B configurations on each of two sets of data."""
    numbers = {"rate0": np.linspace(0.002, 0.02, 20)[:B], "strength": 0.0625, "beta": np.linspace(0.5, 0.9, 20)[:B]}
    return run(e, Data(Z, Y, ORDER if e is STOCHASTIC else None), START, hyper={n: numbers[n] for n in e.hyper}, steps=25, every=10, **options)


@pytest.mark.parametrize("e", [SQUARES, STOCHASTIC], ids=["squares", "stochastic"])
def test_a_run_agrees_with_numpy(e: Experiment) -> None:
    ours, theirs = case(e, 11, backend="numba"), case(e, 11)
    for a, b in ((ours.w, theirs.w), (ours.loss, theirs.loss), (ours.time, theirs.time), (ours.area, theirs.area), (ours.slots, theirs.slots)):
        assert a.shape == b.shape
        assert np.allclose(a, b, rtol=1e-11, atol=1e-12)
    assert (ours.broken == theirs.broken).all()
    assert (ours.left == theirs.left).all()
    assert not np.allclose(ours.w[-1], ours.w[-2], rtol=1e-6)  # something moved


@pytest.mark.parametrize("e", [SQUARES, STOCHASTIC], ids=["squares", "stochastic"])
def test_the_bits_do_not_depend_on_the_batch_or_the_threads(e: Experiment) -> None:
    whole = case(e, 20, backend="numba", threads=2)
    for B, threads in ((20, 1), (1, 1), (5, 2), (8, 1), (13, 3)):
        part = case(e, B, backend="numba", threads=threads)
        for a, b in ((part.w, whole.w[:, :, :B]), (part.loss, whole.loss[:, :, :B]), (part.slots, whole.slots[:, :B])):
            assert a.tobytes() == np.ascontiguousarray(b).tobytes()


@pytest.mark.parametrize("copies", [1, 3], ids=["alone", "side by side"])
def test_one_that_overflows_harms_no_other_and_is_reported(copies: int) -> None:
    arguments: Any = {"data": Data(Z, Y), "start": START, "steps": 60, "every": 7}
    rates = np.tile([0.01, 40.0, 0.005], copies)
    well = np.flatnonzero(rates < 1)
    runs = run(SQUARES, hyper={"rate0": rates, "strength": 0}, backend="numba", **arguments)
    alone = run(SQUARES, hyper={"rate0": rates[well], "strength": 0}, backend="numba", **arguments)
    numpy = run(SQUARES, hyper={"rate0": rates, "strength": 0}, **arguments)
    assert runs.w[:, :, well].tobytes() == alone.w.tobytes()
    assert (runs.broken == numpy.broken).all()
    assert (runs.broken[:, 1] > 0).all()
    assert (runs.broken[:, well] == -1).all()
    assert (runs.left == numpy.left).all()


def test_a_coupled_map_and_a_loss_of_x() -> None:
    rotation = program(("u", "v"), lambda u, v: [u * u - v * v, u * v, (u + v).call("tanh")])
    bowl = direct_loss(program(("x", "y", "z"), lambda x, y, z: [(x - 1) ** 2 + x * y * y + (z - y) ** 2]))
    e = descent(rotation, bowl, penalty=decay("uv"), rule=gradient_descent(), schedule=constant(0.02, 0.125))
    arguments: Any = {"data": None, "start": rng.standard_normal((5, 2, 1)), "steps": 40, "every": 9}
    ours, theirs = run(e, backend="numba", **arguments), run(e, **arguments)
    assert np.allclose(ours.w, theirs.w, rtol=1e-12, atol=1e-13)
    assert np.allclose(ours.loss, theirs.loss, rtol=1e-12)


def test_an_error_in_one_part_is_heard_and_drops_the_rest() -> None:
    begun = []

    def work(first: int, end: int) -> None:
        begun.append(first)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        on_numba._spread(work, 1000, 2)
    assert 1 <= len(begun) <= 16


def test_the_exponential_of_eight_lanes() -> None:
    """Over its whole range, with subnormal results, overflow, zero and NaN, against 60 digits."""
    from numba import njit

    from numeric_backend.backends.lanes import WIDTH, lanes
    from numeric_backend.backends.packing import aligned

    load, store, exp = lanes().load, lanes().store, lanes().exp

    @njit
    def all_of(x: Any, y: Any) -> None:
        for i in range(x.size // WIDTH):
            store(y, i, exp(load(x, i)))

    points = np.concatenate([np.linspace(-746, 710, 997), np.linspace(-0.4, 0.4, 201), 10.0 ** -np.arange(1, 20), [0.0, np.inf, -np.inf, np.nan,
                             709.782712893384, 709.782712893385, -1e308]])
    x = aligned(np.resize(points, -(-points.size // WIDTH) * WIDTH))
    y = aligned(np.zeros(x.size))
    all_of(x, y)
    with mpmath.workdps(60):
        for a, b in zip(x, y, strict=True):
            if not np.isfinite(a):
                assert np.array_equal(b, np.exp(a), equal_nan=True)
            elif mpmath.exp(a) > 1.7976931348623158e308:
                assert b == np.inf
            else:
                assert abs(mpmath.mpf(b) - mpmath.exp(a)) <= max(2 * 2.0**-52 * mpmath.exp(a), 5e-324), a


def test_another_process_finds_the_compiled_kernel(tmp_path: Path) -> None:
    """The second process loads what the first compiled: Numba reports a hit, and no miss."""
    code = (
        "from numeric_backend.backends import on_numba; from numeric_backend.kernel import Builder; import sys\n"
        "b = Builder(('x',)); k = b.kernel([b.put('exp', b.put('sinh', b.argument(0)))])\n"
        "assert on_numba.compile(k)(0.0)[0] == 1\n"
        "(m,) = [m for n, m in sys.modules.items() if n.startswith('_mirrorsym_kernel')]\n"
        "print(sum(m.run.stats.cache_hits.values()), sum(m.run.stats.cache_misses.values()))")
    for _ in range(2):
        said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)}, capture_output=True,
                              text=True, check=True, timeout=120).stdout
    assert said.split() == ["1", "0"]


def test_the_kernels_are_no_constants() -> None:
    """The partner of the comparisons: another kernel gives another result."""
    b = Builder(("x",))
    kernels: list[Kernel] = [b.kernel([b.put(op, b.argument(0))]) for op in ("sinh", "tanh")]
    assert on_numba.compile(kernels[0])(1.0)[0] != on_numba.compile(kernels[1])(1.0)[0]
