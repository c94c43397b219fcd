"""65,536 configurations of gradient descent on diagonal linear networks in one launch of a GPU, held against the processor and the peak.

    python tests/benchmarks/bench_cuda.py [--count 65536] [--steps 2000] [--precision float64,float32]

x = u*v with 100 rows of data and 40 coordinates, weight decay, every configuration with a learning rate of its own, as in
`bench_optimizers.py`.  Some configurations, spread over the batch, are run by NumPy too, and the launch has to agree with them to
rounding.  Times are differences between runs of two lengths, so that transfers and the start of a launch do not count.  The peak is a
loop of fused multiply-adds on registers, the bandwidth a copy, both measured on the same device.  Without a GPU the command says so; with
NUMBA_ENABLE_CUDASIM=1 it runs in the simulator, where --count 4 --steps 2 --rows 5 --coordinates 3 take seconds and figures mean nothing.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from numeric_backend.backends.on_cuda import ROWS, available
from numeric_backend.optimizers import LEAST_SQUARES, Data, Experiment, constant, decay, descent, gradient_descent, run
from numeric_backend.optimizers.writing import program

try:
    from numba import cuda
except ImportError:  # the command says so
    cuda = None
CHAINS = 8  # of fused multiply-adds in a thread, none waiting for another
#: how far a launch may be from NumPy after some hundred steps, by precision: rounding only
CLOSE = {"float64": 1e-11, "float32": 2e-3}


def experiment(D: int) -> Experiment:
    """x = u*v, least squares, weight decay alpha*(u**2 + v**2)."""
    product = program(("u", "v"), lambda u, v: [u * v])
    return descent(product, LEAST_SQUARES, penalty=decay("uv"), rule=gradient_descent(), schedule=constant("rate0", "strength"), copies=D)


def flops(e: Experiment, N: int) -> int:
    """Operations of one configuration in one step, as the kernels count them; a fused multiply-add is two."""
    each = e.map.operations + e.pull.operations + e.penalty.operations + 2 * e.rule.update.operations
    return 4 * N * e.copies + N * (e.loss.kernel.operations - 2) + e.copies * each


def accesses(N: int, D: int, rows: int) -> float:
    """Numbers that one thread reads and writes in one step; entries of the data count once for the 32 threads that read them together."""
    own = 6 * D + (1 + -(-N // rows)) * D + (1 + -(-D // rows)) * N + 2 * D
    return own + 2 * N * D / 32


class Launch:
    """The batch: its data and rates, and a run of so many steps."""

    def __init__(self, count: int, N: int, D: int) -> None:
        rng = np.random.default_rng(0)
        self.e, self.data = experiment(D), Data(rng.standard_normal((N, D)), rng.standard_normal(N))
        self.start = np.stack([np.ones(D), np.full(D, 0.1)])
        self.rates = np.linspace(1e-5, 1e-4, count)

    def __call__(self, steps: int, backend: str, rates: Any = None, **options: Any) -> Any:
        hyper = {"rate0": self.rates if rates is None else rates, "strength": 0.01}
        return run(self.e, self.data, self.start, hyper=hyper, steps=steps, every=max(steps, 1), backend=backend, **options).w[-1, 0]


def gap(launch: Launch, steps: int, checked: int, precision: str) -> float:
    """The largest difference from NumPy, relative to max(1, |w|), over some configurations of the whole batch."""
    who = np.unique(np.linspace(0, len(launch.rates) - 1, checked).astype(int))
    theirs = launch(steps, "numpy", launch.rates[who])
    return float(np.max(np.abs(launch(steps, "cuda", precision=precision)[who] - theirs) / np.maximum(1.0, np.abs(theirs))))


def between(short: Callable[[], Any], long: Callable[[], Any], rounds: int) -> float:
    """The median over some rounds of how much longer the longer one takes, in seconds; NaN where that is too short to be seen."""
    found = []
    for _ in range(rounds):
        marks = [time.perf_counter()]
        for each in (short, long):
            each()
            marks.append(time.perf_counter())
        found.append(marks[2] - 2 * marks[1] + marks[0])
    middle = statistics.median(found)
    return middle if middle > 0 else float("nan")


def peak(precision: str, threads: int, count: int, rounds: int) -> float:
    """Operations a second of a loop of fused multiply-adds on registers."""
    import numba

    one = getattr(numba, precision)

    @cuda.jit
    def spin(out: Any, count: int) -> None:
        me = cuda.grid(1)
        if me < out.size:
            a, b, c, d = one(me), one(me) + one(1.0), one(me) + one(2.0), one(me) + one(3.0)
            e, f, g, h = one(me) + one(4.0), one(me) + one(5.0), one(me) + one(6.0), one(me) + one(7.0)
            m, k = one(0.5), one(1.0)
            for _ in range(count):
                a, b, c, d = cuda.fma(a, m, k), cuda.fma(b, m, k), cuda.fma(c, m, k), cuda.fma(d, m, k)
                e, f, g, h = cuda.fma(e, m, k), cuda.fma(f, m, k), cuda.fma(g, m, k), cuda.fma(h, m, k)
            out[me] = ((a + b) + (c + d)) + ((e + f) + (g + h))

    out = cuda.device_array(threads, dtype=precision)

    def go(times: int) -> None:
        spin[-(-threads // 128), 128](out, times)
        cuda.synchronize()

    go(1)
    return 2.0 * CHAINS * threads * count / between(lambda: go(count), lambda: go(2 * count), rounds)


def bandwidth(numbers: int, rounds: int) -> float:
    """Bytes a second, read and written, of a copy of that many doubles."""
    @cuda.jit
    def copy(x: Any, y: Any) -> None:
        i = cuda.grid(1)
        if i < x.size:
            y[i] = x[i]

    x, y = cuda.to_device(np.ones(numbers)), cuda.device_array(numbers)

    def go(times: int) -> None:
        for _ in range(times):
            copy[-(-numbers // 256), 256](x, y)
        cuda.synchronize()

    go(1)
    return 16.0 * numbers * 10 / between(lambda: go(10), lambda: go(20), rounds)


def report(launch: Launch, given: argparse.Namespace, precision: str, memory: float) -> list[str]:
    """Run one precision and word the result."""
    N, D, B = given.rows, given.coordinates, given.count
    apart = gap(launch, min(given.steps, 300), given.checked, precision)
    if not apart < CLOSE[precision]:
        raise SystemExit(f"{precision}: the launch is {apart:.1e} away from NumPy")
    def steps(count: int) -> Callable[[], Any]:
        return lambda: launch(count, "cuda", precision=precision)

    steps(1)()
    seconds = between(steps(given.steps), steps(2 * given.steps), given.rounds) / (given.steps * B)
    work, size = flops(launch.e, N), np.dtype(precision).itemsize
    top = peak(precision, given.threads, given.spins, given.rounds)
    moved = accesses(N, D, ROWS) * size / seconds
    return [f"{precision}: {apart:.1e} away from NumPy; {seconds * 1e9:.4f} ns for a configuration and step of {work} operations",
            f"    {work / seconds / 1e9:.0f} GFLOP/s, {work / seconds / top:.3f} of the peak of {top / 1e9:.0f} GFLOP/s",
            f"    {moved / 1e9:.0f} GB/s read and written, {moved / memory:.2f} of the {memory / 1e9:.0f} GB/s of a copy (above 1: from caches)"]


def main() -> None:
    """Run and print; exit code 2 where there is no device."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("count", 65536), ("steps", 2000), ("rows", 100), ("coordinates", 40), ("checked", 32), ("rounds", 5),
                        ("threads", 1 << 18), ("spins", 1 << 16), ("numbers", 1 << 27)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--precision", default="float64,float32")
    given = parser.parse_args()
    chosen = given.precision.split(",")
    if not set(chosen) <= set(CLOSE):
        parser.error(f"--precision takes {' and '.join(CLOSE)}")
    why = available()
    if why is not None:
        print(f"left out: {why}")
        sys.exit(2)
    launch = Launch(given.count, given.rows, given.coordinates)
    print(f"{given.count} configurations, {given.rows} rows, {given.coordinates} coordinates, one launch of {given.steps} steps", flush=True)
    memory = bandwidth(given.numbers, given.rounds)
    for precision in chosen:
        for line in report(launch, given, precision, memory):
            print(line, flush=True)


if __name__ == "__main__":
    main()
