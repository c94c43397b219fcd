"""Potentials at 10**6 points (10**5 for Newton's method): Q and its gradient, and the inversion mu = grad R(x), our kernels beside peers.

    python tests/benchmarks/bench_potentials.py [--rounds 7] [--points 1000000]

One core, float64, arrays from memory to memory.  The potentials are the hyperbolic entropy of x = u**2 - v**2 (inversion: an asinh), the
entropy of x = u**2 (a logarithm), and one without a closed inverse, x = sinh(4 mu) + mu, whose inverse is found by Newton's method with a
fixed number of steps.  In every round each engine takes its turn; what is printed are ratios of medians of processor time, and for closed
forms how many inversions there were a second, beside the rate of a loop that only reads and writes the same arrays.  Peers that are not
installed are left out and named.
"""

from __future__ import annotations

# ruff: noqa: E402
import os
import sys

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    if "numpy" not in sys.modules:
        os.environ.setdefault(_name, "1")  # before NumPy and its peers are loaded
if "jax" not in sys.modules:
    os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import argparse
import importlib.util
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from numeric_backend.backends import backends, on_numba, on_numpy
from numeric_backend.kernel import Kernel
from numeric_backend.optimizers.writing import Term, program

STEPS = 12  # of Newton's method: from |x| <= 40 the last two change nothing
Formula = Callable[..., Any]  # (m, *arguments), with m NumPy or jax.numpy


def newton(x: Any, asinh: Callable[[Any], Any], pair: Callable[[Any], tuple[Any, Any]]) -> Any:
    """The root of sinh(4z) + z = x."""
    z = asinh(x) * 0.25
    for _ in range(STEPS):
        value, slope = pair(z)
        z = z - (value - x) / slope
    return z


def by_terms(x: Term) -> list[Term]:
    """The same as a kernel."""
    return [newton(x, lambda t: t.call("asinh"), lambda z: ((z * 4).call("sinh") + z, (z * 4).call("cosh") * 4 + 1))]


#: what is computed -> (our kernel, the formula for array libraries, arguments)
TASKS: dict[str, tuple[Kernel, Formula, int]] = {
    "hyperbolic entropy, Q and grad Q": (
        program(("mu", "b"), lambda mu, b: [b * (mu * 4).call("cosh") / 4, b * (mu * 4).call("sinh")]),
        lambda m, mu, b: (b * m.cosh(mu * 4) / 4, b * m.sinh(mu * 4)), 2),
    "hyperbolic entropy, inversion": (
        program(("x", "b"), lambda x, b: [(x / b).call("asinh") / 4]), lambda m, x, b: (m.arcsinh(x / b) / 4,), 2),
    "entropy, inversion": (program(("x", "b"), lambda x, b: [(x / b).call("log") / 4]), lambda m, x, b: (m.log(m.abs(x) / b) / 4,), 2),
    "no closed inverse, Newton": (
        program(("x",), by_terms), lambda m, x: (newton(x, m.arcsinh, lambda z: (m.sinh(z * 4) + z, m.cosh(z * 4) * 4 + 1)),), 1),
}


def peers(names: list[str]) -> dict[str, Callable[[Kernel, Formula], Callable[..., Any]]]:
    """Engines by name, ours first; what is missing is added to `names`."""
    found: dict[str, Callable[[Kernel, Formula], Callable[..., Any]]] = {
        "NumPy": lambda k, f: lambda *a: f(np, *a), "numpy here": lambda k, f: on_numpy.compile(k)}
    why = backends()["numba"]
    if why is None:
        found["numba here"] = lambda k, f: on_numba.compile(k, threads=1)
    else:
        names.append(why)
    if importlib.util.find_spec("jax") is None:
        names.append("JAX is not installed")
    else:
        import jax

        jax.config.update("jax_enable_x64", True)
        found["JAX, jit"] = lambda k, f: _blocking(jax.jit(lambda *a: f(jax.numpy, *a)))
    return found


def _blocking(run: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *a: [np.asarray(v) for v in run(*a)]


def roots(x: Any) -> Any:
    """SciPy's vectorized Newton method."""
    from scipy.optimize import newton as method

    return method(lambda z: np.sinh(4 * z) + z - x, np.arcsinh(x) / 4, lambda z: 4 * np.cosh(4 * z) + 1, tol=1e-15, maxiter=50)


def main() -> None:
    """Run everything and print a block per task."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--points", type=int, default=10**6)
    given = parser.parse_args()
    rng = np.random.default_rng(0)
    x, b = rng.uniform(0.1, 40.0, given.points), rng.uniform(0.5, 2.0, given.points)
    missing: list[str] = []
    engines = peers(missing)
    for task, (kernel, formula, count) in TASKS.items():
        points = given.points // (10 if "Newton" in task else 1)  # SciPy takes its time
        arguments = tuple(a[:points] for a in ((x / 40 if "grad Q" in task else x), b)[:count])
        ready = {name: make(kernel, formula) for name, make in engines.items()}
        if "Newton" in task:
            ready["SciPy newton"] = lambda z: (roots(z),)
        truth = ready["NumPy"](*arguments)
        for name, run in ready.items():  # compiled and right before the clock runs
            for value, right in zip(run(*arguments), truth, strict=True):
                assert np.allclose(value, right, rtol=1e-12, atol=1e-14), (task, name)
        room = np.empty(points)
        seconds: dict[str, list[float]] = {name: [] for name in (*ready, "copy")}
        for _ in range(given.rounds):
            for name, run in ready.items():
                start = time.process_time()
                run(*arguments)
                seconds[name].append(time.process_time() - start)
            start = time.process_time()
            for argument in arguments:
                np.copyto(room, argument)
            seconds["copy"].append(time.process_time() - start)
        median = {name: statistics.median(v) for name, v in seconds.items()}
        print(f"{task}, {points} points (reading and writing alone: {points / median.pop('copy') / 1e6:.0f} million a second)")
        for name, t in median.items():
            print(f"    {name}: {median['NumPy'] / t:.2f} times NumPy, {points / t / 1e6:.1f} million a second", flush=True)
    for m in missing:
        print(f"left out: {m}")


if __name__ == "__main__":
    main()
