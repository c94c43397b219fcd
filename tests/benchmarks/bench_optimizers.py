"""Gradient descent on diagonal linear networks (n = 100 rows, d = 40), our generated engines beside peers, interleaved in one process.

    python tests/benchmarks/bench_optimizers.py [--rounds 9] [--batches 1,16,256] [--alpha 0.01]

One core, float64.  In every round each engine takes its turn, so that a change of the machine's speed meets all of them; what is printed are
ratios of medians of processor time.  The peak is a loop of fused multiply-adds on registers, timed in the same rounds; the last column says
how many times faster than the naive loop an engine at that peak would be, which is as far as this machine goes.  JAX and PyTorch are
optional; what is not installed is left out and named.
"""

from __future__ import annotations

# ruff: noqa: E402
import os
import sys

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    if "numpy" not in sys.modules:
        os.environ.setdefault(_name, "1")  # before NumPy and its peers are loaded

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from numeric_backend.backends import backends
from numeric_backend.backends.packing import aligned
from numeric_backend.optimizers import LEAST_SQUARES, Data, Experiment, constant, decay, descent, gradient_descent, run
from numeric_backend.optimizers.writing import program

N, D = 100, 40
TURN = 0.2  # seconds
Engine = Callable[[int], Any]  # takes that many steps


def experiment() -> Experiment:
    """x = u*v, least squares, weight decay alpha*(u**2 + v**2)."""
    product = program(("u", "v"), lambda u, v: [u * v])
    return descent(product, LEAST_SQUARES, penalty=decay("uv"), rule=gradient_descent(), schedule=constant("rate0", "strength"), copies=D)


def flops(e: Experiment) -> int:
    """Operations of one configuration in one step, as the kernels count them; a fused multiply-add is two."""
    each = e.map.operations + e.pull.operations + e.penalty.operations + 2 * e.rule.update.operations
    return 4 * N * D + N * (e.loss.kernel.operations - 2) + D * each


class Setting:
    """Data, starting point and learning rates."""

    def __init__(self, B: int, alpha: float) -> None:
        rng = np.random.default_rng(0)
        self.Z, self.y = rng.standard_normal((N, D)), rng.standard_normal(N)
        self.u, self.v = np.ones(D), np.full(D, 0.1)
        self.rates, self.alpha, self.B = np.linspace(1e-5, 1e-4, B), alpha, B


def naive(s: Setting) -> Engine:
    """One configuration after the other."""
    def steps(count: int) -> Any:
        ends = []
        for rate in s.rates:
            u, v = s.u, s.v
            for _ in range(count):
                q = s.Z.T @ (s.Z @ (u * v) - s.y)
                u, v = u - rate * (q * v + s.alpha * 2 * u), v - rate * (q * u + s.alpha * 2 * v)
            ends.append(np.stack([u, v]))
        return np.stack(ends)

    return steps


def batched(s: Setting) -> Engine:
    """All configurations in one array."""
    def steps(count: int) -> Any:
        u, v = np.tile(s.u, (s.B, 1)), np.tile(s.v, (s.B, 1))
        rate = s.rates[:, None]
        for _ in range(count):
            q = ((u * v) @ s.Z.T - s.y) @ s.Z
            u, v = u - rate * (q * v + s.alpha * 2 * u), v - rate * (q * u + s.alpha * 2 * v)
        return np.stack([u, v], axis=1)

    return steps


def ours(backend: str) -> Callable[[Setting], Engine]:
    """A backend of numeric_backend."""
    def make(s: Setting) -> Engine:
        options = {"threads": 1} if backend == "numba" else {}
        e, data, start = experiment(), Data(s.Z, s.y), np.stack([s.u, s.v])

        def steps(count: int) -> Any:
            runs = run(e, data, start, hyper={"rate0": s.rates, "strength": s.alpha}, steps=count, backend=backend, **options)
            return runs.w[-1, 0]

        return steps

    return make


def with_jax(s: Setting) -> Engine:
    """lax.scan over steps, vmap over configurations."""
    import jax
    from jax import lax

    jax.config.update("jax_enable_x64", True)
    Z, y = jax.numpy.asarray(s.Z), jax.numpy.asarray(s.y)

    def one(rate: Any, u: Any, v: Any, count: int) -> Any:
        def step(w: Any, _: Any) -> Any:
            u, v = w
            q = Z.T @ (Z @ (u * v) - y)
            return (u - rate * (q * v + s.alpha * 2 * u), v - rate * (q * u + s.alpha * 2 * v)), None

        return jax.numpy.stack(lax.scan(step, (u, v), None, length=count)[0])

    every = jax.jit(jax.vmap(one, in_axes=(0, None, None, None)), static_argnums=3)
    return lambda count: np.asarray(every(s.rates, s.u, s.v, count))


def with_torch(s: Setting) -> Engine:
    """Eager, with the gradient written out."""
    import torch

    torch.set_num_threads(1)
    Z, y, rate = torch.tensor(s.Z), torch.tensor(s.y), torch.tensor(s.rates)[:, None]

    def steps(count: int) -> Any:
        u, v = torch.tensor(s.u).repeat(s.B, 1), torch.tensor(s.v).repeat(s.B, 1)
        with torch.no_grad():
            for _ in range(count):
                q = ((u * v) @ Z.T - y) @ Z
                u, v = u - rate * (q * v + s.alpha * 2 * u), v - rate * (q * u + s.alpha * 2 * v)
        return torch.stack([u, v], dim=1).numpy()

    return steps


def peak() -> Callable[[int], float]:
    """Operations a second of a loop of fused multiply-adds, which needs no memory."""
    from numba import njit

    from numeric_backend.backends.lanes import WIDTH, lanes

    found = lanes()
    load, store, fma = found.load, found.store, found.fma

    @njit
    def spin(x: Any, count: int) -> None:
        a, b, c, d, e, f = load(x, 0), load(x, 1), load(x, 2), load(x, 3), load(x, 4), load(x, 5)
        m, k = load(x, 6), load(x, 7)
        for _ in range(count):
            a, b, c, d, e, f = fma(a, m, k), fma(b, m, k), fma(c, m, k), fma(d, m, k), fma(e, m, k), fma(f, m, k)
        store(x, 0, a)
        store(x, 1, b)
        store(x, 2, c)
        store(x, 3, d)
        store(x, 4, e)
        store(x, 5, f)

    numbers = aligned(np.full(8 * WIDTH, 0.5))
    spin(numbers, 10)

    def measure(count: int) -> float:
        start = time.process_time()
        spin(numbers, count)
        return 2 * 6 * WIDTH * count / (time.process_time() - start)

    return measure


def medians(B: int, rounds: int, alpha: float, engines: dict[str, Callable[[Setting], Engine]]) -> tuple[dict[str, float], float | None]:
    """Seconds for one step of one configuration, and the peak where Numba can measure it."""
    s = Setting(B, alpha)
    ready = {name: make(s) for name, make in engines.items()}
    truth = ready["naive NumPy"](20)
    count = {}
    for name, engine in ready.items():  # compiled and right before the clock runs, and a turn as long as another's
        assert np.allclose(engine(20), truth, rtol=1e-10, atol=1e-12), name
        start = time.process_time()
        engine(200)
        count[name] = max(20, int(200 * TURN / (time.process_time() - start)))
        engine(count[name])
    measured = peak() if "Numba, generated" in ready else None
    seconds: dict[str, list[float]] = {name: [] for name in ready}
    peaks = []
    for _ in range(rounds):
        if measured is not None:
            peaks.append(measured(200_000))
        for name, engine in ready.items():
            start = time.process_time()
            engine(count[name])
            seconds[name].append((time.process_time() - start) / (count[name] * B))
    return {name: statistics.median(v) for name, v in seconds.items()}, statistics.median(peaks) if peaks else None


def table(B: int, rounds: int, alpha: float, engines: dict[str, Callable[[Setting], Engine]]) -> list[str]:
    """Run all engines on one batch and word the result."""
    median, top = medians(B, rounds, alpha, engines)
    work = flops(experiment())
    base = median["naive NumPy"]
    lines = [f"B = {B}: {work} operations per configuration and step"
             + ("" if top is None else f"; peak {top / 1e9:.1f} GFLOP/s, where the factor would be {base * top / work:.1f}")]
    for name, t in median.items():
        share = "" if top is None else f", {work / t / top:.2f} of the peak"
        lines.append(f"    {name}: {base / t:.1f} times the naive loop{share} ({t * 1e9:.0f} ns)")
    return lines


def main() -> None:
    """Run everything and print a block per batch."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--batches", default="1,16,256")
    parser.add_argument("--alpha", type=float, default=0.01)
    given = parser.parse_args()
    engines: dict[str, Callable[[Setting], Engine]] = {"naive NumPy": naive, "batched NumPy": batched, "NumPy, generated": ours("numpy")}
    missing = []
    if backends()["numba"] is None:
        engines["Numba, generated"] = ours("numba")
    else:
        missing.append(str(backends()["numba"]))
    for name, module, make in (("JAX, scan and vmap", "jax", with_jax), ("torch, eager", "torch", with_torch)):
        try:
            __import__(module)
        except ImportError:
            missing.append(f"{module} is not installed")
        else:
            engines[name] = make
    for B in map(int, given.batches.split(",")):
        for line in table(B, given.rounds, given.alpha, engines):
            print(line, flush=True)
    for m in missing:
        print(f"left out: {m}")


if __name__ == "__main__":
    main()
