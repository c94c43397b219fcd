"""The CUDA backend, on a GPU where there is one and in numba-cuda's simulator elsewhere: the same numbers as NumPy.

Without a GPU one test runs the others, and the conformance tests of this backend, in a process with the simulator.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from numeric_backend.backends import backend, on_cuda
from numeric_backend.kernel import Builder
from numeric_backend.optimizers import (
    LEAST_SQUARES,
    LOGISTIC,
    Data,
    Experiment,
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

HERE = Path(__file__).resolve().parent
SIMULATOR = "NUMBA_ENABLE_CUDASIM"
reason = on_cuda.available()
on_a_device = pytest.mark.skipif(reason is not None, reason=f"backend cuda: {reason}")

PRODUCT = program(("u", "v"), lambda u, v: [u * v])
rng = np.random.default_rng(11)
Z, Y = rng.standard_normal((2, 9, 3)), np.sign(rng.standard_normal((2, 9)))
START = np.array([[1.0, 0.5, 0.25], [0.5, -0.5, 0.75]])
BOWL = direct_loss(program(("x", "y"), lambda x, y: [(x - 1) ** 2 + x * y * y]))
RUNS: list[tuple[Experiment, Any, Any]] = [
    (descent(PRODUCT, LEAST_SQUARES, penalty=decay("uv"), rule=gradient_descent(), schedule=constant("rate0", "strength"), copies=3,
             margins=program(("u", "v"), lambda u, v: [u])), Data(Z, Y), START),
    (descent(PRODUCT, LOGISTIC, penalty=decay("uv"), rule=adamw("beta"), schedule=loss_rescaled(cosine(20, "rate0")), copies=3),
     Data(Z, Y, rng.integers(0, 9, (3, 5))), START),
    (descent(program(("u", "v"), lambda u, v: [u * u - v * v, (u * v).call("tanh")]), BOWL, penalty=decay("uv"), rule=gradient_descent(),
             schedule=constant("rate0")), None, rng.standard_normal((2, 1, 2, 1))),
]


@on_a_device
@pytest.mark.parametrize("i", range(len(RUNS)))
def test_a_run_agrees_with_numpy(i: int) -> None:
    e, data, start = RUNS[i]
    numbers: Any = {"rate0": [0.01, 0.02, 50.0, 0.005, 0.03], "strength": 0.125, "beta": 0.5}
    arguments: Any = {"data": data, "start": start, "hyper": {n: numbers[n] for n in e.hyper}, "steps": 9, "every": 4}
    ours, theirs = run(e, backend="cuda", **arguments), run(e, **arguments)
    for a, b in ((ours.w, theirs.w), (ours.loss, theirs.loss), (ours.time, theirs.time), (ours.area, theirs.area), (ours.slots, theirs.slots)):
        assert np.allclose(a, b, rtol=1e-10, atol=1e-12, equal_nan=True)
    assert (ours.broken == theirs.broken).all()
    assert (ours.left == theirs.left).all()
    assert np.isfinite(ours.w[:, :, [0, 1, 3, 4]]).all()
    if i == 0:
        assert (ours.broken[:, 2] > 0).all()


@on_a_device
@pytest.mark.parametrize("i", range(len(RUNS)))
def test_single_precision_is_close_and_no_double(i: int) -> None:
    e, data, start = RUNS[i]
    numbers: Any = {"rate0": [0.01, 0.02, 0.005], "strength": 0.125, "beta": 0.5}
    arguments: Any = {"data": data, "start": start[:, :1] if i == 2 else start, "hyper": {n: numbers[n] for n in e.hyper}, "steps": 6}
    ours, theirs = run(e, backend="cuda", precision="float32", **arguments), run(e, **arguments)
    assert (ours.w.dtype, theirs.w.dtype) == (np.float64, np.float64)
    apart = np.max(np.abs(ours.w - theirs.w) / np.maximum(1.0, np.abs(theirs.w)))
    assert 1e-9 < apart < 1e-4
    assert np.array_equal(ours.w, ours.w.astype(np.float32))
    with pytest.raises(ValueError, match="precision is float64 or float32"):
        run(e, backend="cuda", precision="float16", **arguments)


@on_a_device
def test_the_command_for_a_device_runs() -> None:
    """With few configurations; its figures mean nothing in the simulator, that it agrees with NumPy does."""
    small = [f"--{name}={n}" for name, n in (("count", 3), ("steps", 2), ("rows", 9), ("coordinates", 3), ("rounds", 1), ("threads", 4),
                                             ("spins", 2), ("numbers", 8))]
    for options, code in (([], 0), (["--precision", "float16"], 2)):
        done = subprocess.run([sys.executable, str(HERE.parent / "benchmarks" / "bench_cuda.py"), *small, *options], cwd=HERE.parent.parent,
                              capture_output=True, text=True, check=False, timeout=120, env={**os.environ, "PYTHONPATH": str(HERE.parent.parent)})
        assert done.returncode == code, done.stderr[-2000:]
        if code == 0:
            assert [line.split(":")[0] for line in done.stdout.splitlines() if "away from NumPy" in line] == ["float64", "float32"]


@on_a_device
def test_what_does_not_exist_is_nan_and_raises_nothing() -> None:
    b = Builder(("x", "y"))
    x, y = b.argument(0), b.argument(1)
    kernel = b.kernel([b.put("log", x), b.put("divide", y, x), b.put("exp", y), b.put("power", x, b.constant(-2)), b.put("multiply", y, y)])
    values = backend("cuda")(kernel)([-1.0, 0.0, 2.0], [1e4, 1.0, 1e200])
    with np.errstate(all="ignore"):
        plain = backend("numpy")(kernel)([-1.0, 0.0, 2.0], [1e4, 1.0, 1e200])
    assert np.allclose(values, plain, rtol=1e-14, equal_nan=True)
    assert np.isnan(values[0][0])


@pytest.mark.skipif(reason is None, reason="the simulator is for machines without a GPU")
def test_in_the_simulator() -> None:
    if reason is not None and "installed" in reason:
        pytest.skip(f"backend cuda: {reason}")
    files = [str(HERE / name) for name in ("test_on_cuda.py", "test_lowering.py")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib", "-k", "cuda and not simulator", *files],
        cwd=HERE.parent.parent, env={**os.environ, SIMULATOR: "1", "MIRRORSYM_BACKENDS": "cuda"}, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout[-3000:]
    passed = int(done.stdout.rpartition(" passed")[0].split()[-1])
    assert passed > len(RUNS) + 40  # the conformance tests are among them, and nothing was skipped
