"""Gradient flows of x = u*v (4 coordinates, 8 variables, 6 rows of data), our compiled integrator beside peers, interleaved in one process.

    python tests/benchmarks/bench_flows.py [--rounds 7] [--batches 1,64,4096] [--errors 1e-9,1e-11]

One core, float64; the task is the end point of each flow.  Every engine gets the loosest tolerance, in half decades, with which no entry of
its end points is further from the truth than the error asked for; the truth is the same flow in extended precision where NumPy has it.  In
every round each engine takes its turn, so that a change of the machine's speed meets all of them, and what is printed are ratios of medians of
processor time, never seconds.  The peak is a loop of fused multiply-adds on registers, timed in the same rounds.  Peers that are not
installed are left out and named.
"""

from __future__ import annotations

# ruff: noqa: E402
import os
import sys

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    if "numpy" not in sys.modules:
        os.environ.setdefault(_name, "1")  # before NumPy and its peers are loaded
if "jax" not in sys.modules:
    os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import argparse
import importlib.util
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from numeric_backend.backends import machine
from numeric_backend.flows.dop853 import Piece, integrate
from numeric_backend.flows.fused import integrate_compiled
from numeric_backend.flows.system import Part, System
from numeric_backend.optimizers.writing import Term, program

COPIES, ROWS, END, ALPHA = 4, 6, 2.0, 0.05
TURN = 0.3  # seconds
SAMPLE = 64  # trajectories on which tolerances are chosen
Engine = Callable[[float], Any]  # the end points (8, trajectories) with a tolerance

rng = np.random.default_rng(0)
Z, LABELS = rng.standard_normal((ROWS, COPIES)) / 2, rng.standard_normal(ROWS)


def starts(B: int) -> Any:
    """Where the trajectories start; the first ones are the same for every B."""
    return np.random.default_rng(1).uniform(0.2, 1.5, (B, 2 * COPIES)).T.copy()


def field(y: Any, Z: Any = Z, labels: Any = LABELS) -> Any:
    """dw/dt for y of shape (8,) or (8, trajectories)."""
    u, v = y[:COPIES], y[COPIES:]
    q = Z.T @ (Z @ (u * v) - (labels if y.ndim == 1 else labels[:, None]))
    return np.concatenate([-(q * v) - 2 * ALPHA * u, -(q * u) - 2 * ALPHA * v])


def system() -> System:
    """The same as a kernel; the data are numbers that all trajectories share."""
    names = ("t", *(f"y{i}" for i in range(2 * COPIES)), *(f"s{i}" for i in range(ROWS * COPIES + ROWS)))

    def write(*terms: Term) -> list[Term]:
        u, v = terms[1:1 + COPIES], terms[1 + COPIES:1 + 2 * COPIES]
        data = terms[1 + 2 * COPIES:]
        x = [a * b for a, b in zip(u, v, strict=True)]
        missing = []
        for i in range(ROWS):
            total = -data[ROWS * COPIES + i]
            for j in range(COPIES):
                total = total + data[i * COPIES + j] * x[j]
            missing.append(total)
        out = []
        for mine, other in ((u, v), (v, u)):
            for j in range(COPIES):
                q = data[j] * missing[0]
                for i in range(1, ROWS):
                    q = q + data[i * COPIES + j] * missing[i]
                out.append(-(q * other[j]) - 2 * ALPHA * mine[j])
        return out

    return System(2 * COPIES, 0, ROWS * COPIES + ROWS, program(names, write))


def operations(s: System) -> int:
    """What one step of one trajectory counts: twelve slopes and the sums over stages, a fused multiply-add as two."""
    return 12 * s.field.operations + s.rows * 2 * 74


def truth(B: int) -> Any:
    """The end points by our plain method in extended precision where there is one, with a far smaller tolerance than any engine's."""
    wide = np.longdouble
    y, t, steps = starts(B).astype(wide), 0, 400
    h, data, labels = wide(END) / steps, Z.astype(wide), LABELS.astype(wide)
    from numeric_backend.flows.dop853 import tables

    a, b = tables().a.astype(wide), tables().b.astype(wide)
    for _ in range(steps):
        k: list[Any] = []
        for s in range(12):
            k.append(field(y + h * sum((a[s, j] * k[j] for j in range(s)), np.zeros_like(y)), data, labels))
        y = y + h * sum(w * each for w, each in zip(b, k, strict=True))
        t += 1
    return y.astype(np.float64)


def ours(B: int) -> Engine:
    """Eight trajectories side by side, compiled."""
    start = starts(B)
    part = Part(END, system(), np.zeros((0, B)), np.concatenate([Z.ravel(), LABELS]))

    def end(tolerance: float) -> Any:
        return integrate_compiled([part], start, [], tolerance=tolerance, threads=1, first=0.02).last

    return end


def steps_taken(B: int, tolerance: float) -> int:
    """Steps of all trajectories, those included that were rejected."""
    part = Part(END, system(), np.zeros((0, B)), np.concatenate([Z.ravel(), LABELS]))
    found = integrate_compiled([part], starts(B), [], tolerance=tolerance, threads=1, first=0.02)
    return int(found.steps.sum() + found.rejected.sum())


def plain(B: int) -> Engine:
    """The same method, one array operation per instruction."""
    start = starts(B)

    def slope(t: Any, y: Any, lanes: Any) -> Any:
        return field(y)

    return lambda tolerance: integrate([Piece(END, slope)], start, [], tolerance=tolerance, first=0.02).last


def with_scipy(B: int) -> Engine:
    """solve_ivp with DOP853, one trajectory after the other."""
    from scipy.integrate import solve_ivp

    start = starts(B)
    return lambda tolerance: np.stack([solve_ivp(lambda t, y: field(y), (0.0, END), start[:, i], "DOP853", rtol=tolerance, atol=tolerance).y[:, -1]
                                       for i in range(B)], axis=1)


def with_heyoka(B: int) -> Engine:
    """Taylor's method on as many trajectories at once as heyoka recommends; the data are constants of its code."""
    import heyoka

    names = [f"y{i}" for i in range(2 * COPIES)]
    y = heyoka.make_vars(*names)
    u, v = y[:COPIES], y[COPIES:]
    x = [a * b for a, b in zip(u, v, strict=True)]
    missing = [heyoka.sum([float(Z[i, j]) * x[j] for j in range(COPIES)] + [heyoka.expression(-float(LABELS[i]))]) for i in range(ROWS)]
    q = [heyoka.sum([float(Z[i, j]) * missing[i] for i in range(ROWS)]) for j in range(COPIES)]
    right = [-(q[j] * v[j]) - 2 * ALPHA * u[j] for j in range(COPIES)] + [-(q[j] * u[j]) - 2 * ALPHA * v[j] for j in range(COPIES)]
    width = heyoka.recommended_simd_size() if B > 1 else 1
    kept: dict[float, Any] = {}
    start = starts(B)

    def end(tolerance: float) -> Any:
        if tolerance not in kept:
            kept[tolerance] = heyoka.taylor_adaptive_batch(list(zip(y, right, strict=True)), np.zeros((2 * COPIES, width)), tol=tolerance)
        engine, out = kept[tolerance], np.empty_like(start)
        for i in range(0, B, width):
            count = min(width, B - i)
            engine.set_time(0.0)
            engine.state[:, :count] = start[:, i:i + count]
            engine.propagate_until(END)
            out[:, i:i + count] = engine.state[:, :count]
        return out

    return end


def with_diffrax(B: int) -> Engine:
    """Dopri8 under vmap and jit."""
    import diffrax
    import jax
    from jax import numpy as jnp

    jax.config.update("jax_enable_x64", True)
    data, labels, start = jnp.asarray(Z), jnp.asarray(LABELS), jnp.asarray(starts(B).T)

    def slope(t: Any, y: Any, args: Any) -> Any:
        u, v = y[:COPIES], y[COPIES:]
        q = data.T @ (data @ (u * v) - labels)
        return jnp.concatenate([-(q * v) - 2 * ALPHA * u, -(q * u) - 2 * ALPHA * v])

    def one(y: Any, tolerance: Any) -> Any:
        found = diffrax.diffeqsolve(diffrax.ODETerm(slope), diffrax.Dopri8(), 0.0, END, 0.02, y, max_steps=4096,
                                    stepsize_controller=diffrax.PIDController(rtol=tolerance, atol=tolerance),
                                    saveat=diffrax.SaveAt(t1=True), adjoint=diffrax.ForwardMode())
        return found.ys[-1]

    every = jax.jit(jax.vmap(one, in_axes=(0, None)))
    return lambda tolerance: np.asarray(every(start, tolerance)).T


def with_numbalsoda(B: int) -> Engine:
    """numbalsoda's DOP853, one trajectory after the other in a compiled loop."""
    import numba
    from numbalsoda import dop853, lsoda_sig

    data, labels, start = Z, LABELS, starts(B)

    @numba.cfunc(lsoda_sig)
    def slope(t: Any, y_: Any, dy: Any, p: Any) -> None:
        missing = np.empty(ROWS)
        for i in range(ROWS):
            missing[i] = -labels[i]
            for j in range(COPIES):
                missing[i] += data[i, j] * y_[j] * y_[COPIES + j]
        for j in range(COPIES):
            q = 0.0
            for i in range(ROWS):
                q += data[i, j] * missing[i]
            dy[j] = -q * y_[COPIES + j] - 2 * ALPHA * y_[j]
            dy[COPIES + j] = -q * y_[j] - 2 * ALPHA * y_[COPIES + j]

    address, times = slope.address, np.array([0.0, END])

    @numba.njit
    def every(tolerance: float) -> Any:
        out = np.empty((2 * COPIES, B))
        for i in range(B):
            found, _ = dop853(address, start[:, i].copy(), times, rtol=tolerance, atol=tolerance)
            out[:, i] = found[-1]
        return out

    return every  # type: ignore[no-any-return]


def tolerance_for(make: Callable[[int], Engine], error: float, right: Any) -> float | None:
    """The loosest tolerance that reaches the error; None where none does."""
    engine = make(SAMPLE)
    for half in range(2 * 6, 2 * 16 + 1):
        tolerance = float(10.0 ** (-half / 2))
        if np.max(np.abs(engine(tolerance) - right)) <= error:
            return tolerance
    return None


def helper() -> ModuleType:
    """The benchmark of optimizers, which measures the peak."""
    spec = importlib.util.spec_from_file_location("bench_optimizers", Path(__file__).with_name("bench_optimizers.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def table(B: int, rounds: int, error: float, engines: dict[str, tuple[Callable[[int], Engine], float]], peak: Callable[[int], float] | None) -> list[str]:
    """Run all engines on one batch and word the result."""
    right = truth(min(B, SAMPLE))
    runs, count = {}, {}
    for name, (make, tolerance) in engines.items():
        small = B > SAMPLE and name in SLOW
        engine = make(SAMPLE if small else B)  # a loop over trajectories costs each the same
        worst = np.max(np.abs(engine(tolerance)[:, :right.shape[1]] - right))
        assert worst <= 1.5 * error, (name, worst)
        start = time.process_time()
        engine(tolerance)
        once = time.process_time() - start
        runs[name], count[name] = (lambda e=engine, t=tolerance: e(t), SAMPLE if small else B), max(1, int(TURN / max(once, 1e-6)))
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    peaks = []
    for _ in range(rounds):
        if peak is not None:
            peaks.append(peak(200_000))
        for name, (run, size) in runs.items():
            start = time.process_time()
            for _repeat in range(count[name]):
                run()
            seconds[name].append((time.process_time() - start) / (count[name] * size))
    median = {name: statistics.median(v) for name, v in seconds.items()}
    base = median.get("SciPy DOP853 loop", median[OURS])
    lines = [f"B = {B}, error <= {error:g}"]
    for name, t in median.items():
        share = ""
        if name == OURS and peaks:
            share = f", {steps_taken(B, engines[name][1]) * operations(system()) / B / t / statistics.median(peaks):.2f} of the peak"
        lines.append(f"    {name}: {base / t:.1f} times SciPy, {median[OURS] / t:.2f} of ours (tolerance {engines[name][1]:.0e}{share})")
    return lines


OURS = "eight lanes, compiled"
SLOW = ("SciPy DOP853 loop",)


def main() -> None:
    """Run everything and print a block per batch and error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--batches", default="1,64,4096")
    parser.add_argument("--errors", default="1e-9,1e-11")
    given = parser.parse_args()
    why = machine.reason()
    if why is not None:
        raise SystemExit(why)
    makers: dict[str, Callable[[int], Engine]] = {OURS: ours, "the same method, NumPy": plain}
    missing = []
    for name, modules, make in ((SLOW[0], ("scipy",), with_scipy), ("numbalsoda DOP853 loop", ("numbalsoda",), with_numbalsoda),
                                ("diffrax Dopri8, vmap", ("diffrax", "jax"), with_diffrax), ("heyoka, batch mode", ("heyoka",), with_heyoka)):
        absent = [m for m in modules if importlib.util.find_spec(m) is None]
        if absent:
            missing.append(f"{name}: {', '.join(absent)} is not installed")
        else:
            makers[name] = make
    peak = helper().peak() if importlib.util.find_spec("numba") else None
    right = truth(SAMPLE)
    for error in map(float, given.errors.split(",")):
        chosen = {name: (make, tolerance_for(make, error, right)) for name, make in makers.items()}
        missing += [f"{name}: no tolerance reaches {error:g}" for name, (_, t) in chosen.items() if t is None]
        engines = {name: (make, t) for name, (make, t) in chosen.items() if t is not None}
        for B in map(int, given.batches.split(",")):
            for line in table(B, given.rounds, error, engines, peak):
                print(line, flush=True)
    for m in missing:
        print(f"left out: {m}")


if __name__ == "__main__":
    main()
