"""Brackets and exact decisions against SymPy and symengine, interleaved in one process; prints ratios of medians.

    python tests/benchmarks/bench_decisions.py [--rounds 5]

Every line is one task done by us and by a peer in turn, round by round, so that a change of the machine's speed meets both.  The peers are
given the task in their best known form: sparse differentiation of pairs that share variables, matrices for quadratic forms.  symengine is
optional (`pip install symengine`); without it its lines are left out and named.
"""

from __future__ import annotations

import argparse
import gc
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import sympy

from mirrorsym import Pair
from mirrorsym.calculus.brackets import Calculus
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.zero import prove
from mirrorsym.expression import Expression, add, call, mul, num, sqrt, sym
from mirrorsym.symbolic import to_sympy

Task = tuple[str, Callable[[], Any], Callable[[], Any]]


def _ours(functions: tuple[Expression, ...], names: tuple[str, ...]) -> int:
    """The number of pairs of functions whose bracket does not vanish identically."""
    c = Calculus(functions, names)
    owners: dict[str, list[int]] = {}
    for i in range(len(functions)):
        for k in c.support(i):
            owners.setdefault(k, []).append(i)
    pairs = {(i, j) for group in owners.values() for i in group for j in group if i < j}
    return sum(not c.commute(i, j) for i, j in pairs)


def _sparse(engine: Any, functions: list[Any]) -> int:
    """The same count by differentiating with a computer algebra system, only where variables are shared."""
    free = [sorted(f.free_symbols, key=str) for f in functions]
    first = [{v: f.diff(v) for v in vs} for f, vs in zip(functions, free, strict=True)]
    count = 0
    for i in range(len(functions)):
        for j in range(i + 1, len(functions)):
            if not set(free[i]) & set(free[j]):
                continue
            for k in set(free[i]) | set(free[j]):
                s = engine.Integer(0)
                for v in set(free[i]) & (set(free[j])):
                    s += first[j].get(v, engine.Integer(0)).diff(k) * first[i][v] - first[i][v].diff(k) * first[j][v]
                if engine.expand(s) != 0:
                    count += 1
                    break
    return count


def _families() -> dict[str, tuple[Expression, ...]]:
    us, vs = [sym(f"u{i}") for i in range(200)], [sym(f"v{i}") for i in range(200)]
    m = [[sym(f"a{i}_{j}") for j in range(6)] for i in range(6)]
    xs = [sym(f"x{i}") for i in range(12)]
    return {
        "u^2 - v^2, n = 200": tuple(u**2 - v**2 for u, v in zip(us, vs, strict=True)),
        "U U^T, d = 6": tuple(add(*(m[i][k] * m[j][k] for k in range(6))) for i in range(6) for j in range(i, 6)),
        "a chain u_i u_(i+1) u_(i+2), n = 60": tuple(mul(us[i], us[i + 1], us[i + 2]) for i in range(58)),
        "a product of 12 and a sum of squares": (mul(*xs), add(*(x**2 for x in xs))),
    }


def _forms(d: int) -> tuple[Expression, Expression, Any, Any]:
    """Two dense commuting quadratic forms of size d, as expressions and as SymPy matrices."""
    import random

    rng = random.Random(3)  # noqa: S311 (a benchmark, not a secret)
    a = [[0] * d for _ in range(d)]
    for i in range(d):
        for j in range(i, d):
            a[i][j] = a[j][i] = rng.randint(-3, 3)
    b = [[sum(a[i][k] * a[k][j] for k in range(d)) for j in range(d)] for i in range(d)]
    xs = [sym(f"x{i}") for i in range(d)]

    def form(q: list[list[int]]) -> Expression:
        return add(*(mul(num(q[i][j] * (1 if i == j else 2)), xs[i], xs[j]) for i in range(d) for j in range(i, d) if q[i][j]))

    return form(a), form(b), sympy.Matrix(a), sympy.Matrix(b)


def _identities() -> list[tuple[Expression, Region]]:
    """True identities over x > 0 (y > 0) that need kernels."""
    x, y = sym("x"), sym("y")
    r = Region(("x", "y"), (), ((x, ">"), (y, ">")))
    e, log, s, c = (partial(call, name) for name in ("exp", "log", "sin", "cos"))
    items = [
        call("cosh", x) ** 2 - call("sinh", x) ** 2 - 1, s(2 * x) - 2 * s(x) * c(x), call("tanh", x) - 1 + 2 / (e(2 * x) + 1),
        log(x * y) - log(x) - log(y), log(x**2) - 2 * log(x), e(log(x) / 2) - sqrt(x), call("asinh", x) - log(x + sqrt(x**2 + 1)),
        1 / (1 + e(-x)) - (1 + call("tanh", x / 2)) / 2, log(1 + e(x)) - x - log(1 + e(-x)), sqrt(x * y) - sqrt(x) * sqrt(y),
        c(3 * x) - 4 * c(x) ** 3 + 3 * c(x), call("cosh", x + y) - call("cosh", x) * call("cosh", y) - call("sinh", x) * call("sinh", y),
    ]
    return [(i, r) for i in items]


def _tasks() -> tuple[list[Task], list[str]]:
    tasks: list[Task] = []
    missing = []
    families = _families()
    try:
        import symengine
    except ImportError:
        symengine = None
        missing.append("symengine")
    for name, fs in families.items():
        names = tuple(sorted(frozenset().union(*(f.names for f in fs))))
        theirs = [to_sympy(f) for f in fs]
        tasks.append((f"brackets {name}: sparse SymPy", lambda fs=fs, names=names: _ours(fs, names), lambda t=theirs: _sparse(sympy, t)))
        if symengine is not None:
            other = [symengine.sympify(t) for t in theirs]
            tasks.append((f"brackets {name}: symengine", lambda fs=fs, names=names: _ours(fs, names), lambda t=other: _sparse(symengine, t)))
    f, g, a, b = _forms(100)
    xs = tuple(f"x{i}" for i in range(100))
    tasks.append(("forms, D = 100: SymPy Matrix", lambda: Calculus((f, g), xs).commute(0, 1), lambda: a * b - b * a))
    identities = _identities()
    given = [to_sympy(i, {"x": sympy.Symbol("x", positive=True), "y": sympy.Symbol("y", positive=True)}) for i, _ in identities]
    tasks.append(("identities proved: simplify", lambda: [prove(i, r) is not None for i, r in identities],
                  lambda: [sympy.simplify(i) == 0 for i in given]))
    return tasks, missing


def _starts(rounds: int) -> list[str]:
    """Fresh interpreters that import the package, SymPy, or nothing, in turn."""
    seconds: dict[str, list[float]] = {"pass": [], "import mirrorsym": [], "import sympy": []}
    for _ in range(rounds):
        for code, taken in seconds.items():
            start = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", code], check=True)
            end = resource.getrusage(resource.RUSAGE_CHILDREN)
            taken.append(end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime)
    median = {code: statistics.median(taken) for code, taken in seconds.items()}
    ours, theirs = median["import mirrorsym"] - median["pass"], median["import sympy"] - median["pass"]
    return [f"start, beyond the interpreter's own: import sympy: {theirs / max(ours, 1e-3):.1f} times import mirrorsym ({ours * 1e3:.0f} ms)"]


def main() -> None:
    """Run everything and print one line per task."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    tasks, missing = _tasks()
    Pair(g=["u"])  # imports are nobody's time
    for name, ours, theirs in tasks:
        times: tuple[list[float], list[float]] = ([], [])
        results: list[Any] = [None, None]
        for _ in range(rounds):
            for i, job in enumerate((ours, theirs)):
                sympy.core.cache.clear_cache()
                gc.collect()
                start = time.process_time()
                results[i] = job()
                times[i].append(time.process_time() - start)
        mine, peer = statistics.median(times[0]), statistics.median(times[1])
        said = f"; we prove {sum(results[0])} of {len(results[0])}, it {sum(results[1])}" if isinstance(results[0], list) else ""
        print(f"{name}: {peer / mine:.1f} times our time ({mine * 1e3:.2f} ms){said}")
    for line in _starts(rounds):
        print(line)
    for m in missing:
        print(f"left out: {m} is not installed")


if __name__ == "__main__":
    main()
