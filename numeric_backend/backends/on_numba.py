"""Kernels and loops compiled for the processor by Numba, from generated source files that it caches between processes.

Elementwise kernels run on threads over their elements; the loop of an experiment runs eight configurations side by side, which share
their set of data, and on threads over such groups.  No number depends on the number of threads or on the rest of the batch.

Main definitions: `available`, `compile`, `loop`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric_backend.backends import numba_loop, scalars, writing
from numeric_backend.kernel import Kernel

if TYPE_CHECKING:
    from numeric_backend.optimizers.experiment import Experiment, Outcome, Problem

__all__ = ["available", "compile", "loop", "spread"]

_ALONE = 1 << 14  # elements under which one thread does it


def available() -> str | None:
    """None where Numba can be imported; how to get it where it cannot."""
    if find_spec("numba") is None:
        return "Numba is not installed; pip install 'mirrorsym[numba]' brings it"
    return None


def compile(kernel: Kernel, threads: int | None = None) -> Callable[..., tuple[Any, ...]]:  # noqa: A001 (the name that every backend has)
    """A function of one array per argument; see `numeric_backend.backends`.  ValueError for a Bessel function whose order is no constant.

    `threads` is how many may work on one call, by default as many as the machine has cores.
    """
    writing.refuse_orders(kernel)
    n, m = len(kernel.arguments), len(kernel.outputs)
    if not m:
        return lambda *arguments: ()
    inputs, outputs = [f"a{i}" for i in range(n)], [f"o{i}" for i in range(m)]
    text = "\n".join([
        numba_loop.HEAD + "from numeric_backend.backends.scalars import compiled", "_found = compiled()",
        *numba_loop.names("_found[{!r}][1]", scalars.compiled()), "",
        f"@njit({numba_loop.FLAGS})", writing.function_source(kernel, "one"), "",
        f"@njit('void(intp, intp{', f8[::1]' * (n + m)})', cache=True, {numba_loop.FLAGS})",
        f"def run({', '.join(['first', 'end', *inputs, *outputs])}):", "    for i in range(first, end):",
        f"        {', '.join(f'v{k}' for k in range(m))}, = one({', '.join(f'{a}[i]' for a in inputs)})",
        *(f"        {o}[i] = v{k}" for k, o in enumerate(outputs)), ""])
    entry = writing.load_module(text, numba_loop.marks(scalars)).run
    count = _cores() if threads is None else threads

    def each(*arguments: Any) -> tuple[Any, ...]:
        if len(arguments) != n:
            raise TypeError(f"the kernel takes {n} arguments, not {len(arguments)}")
        given = [np.asarray(a, dtype=np.float64) for a in arguments]
        shape = np.broadcast_shapes(*(a.shape for a in given))
        flat = [_flat(a, shape) for a in given]
        found = [np.empty(shape) for _ in range(m)]
        places = [f.reshape(-1) for f in found]
        size = places[0].size if places else 0
        _spread(lambda first, end: entry(first, end, *flat, *places), size, count if size >= _ALONE else 1)
        return tuple(found)

    return each


def loop(experiment: Experiment, threads: int | None = None) -> Callable[[Problem], Outcome]:
    """A function that runs an experiment, eight configurations (or coordinates of one) at a time; `threads` as in `compile`."""
    for kernel in experiment.kernels:
        writing.refuse_orders(kernel)
    count = _cores() if threads is None else threads
    return lambda p: numba_loop.execute(experiment, p, lambda work, size: _spread(work, size, count))


def _flat(a: Any, shape: tuple[int, ...]) -> Any:
    """The array broadcast, flat, and open to writing, which is part of the type that was compiled for."""
    whole = np.ascontiguousarray(np.broadcast_to(a, shape)).reshape(-1)
    return whole if whole.flags.writeable else whole.copy()


def spread(work: Callable[[int, int], object], size: int, threads: int | None = None) -> None:
    """work(first, end) on parts of 0 .. size, on so many threads, by default one a core; an interruption drops what has not begun."""
    _spread(work, size, _cores() if threads is None else threads)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _spread(work: Callable[[int, int], object], size: int, threads: int) -> None:
    """work(first, end) on parts of 0 .. size, on up to that many threads; an interruption drops the parts that have not begun."""
    count = max(1, min(threads, size))
    if count == 1:
        work(0, size)
        return
    parts = min(size, 8 * count)
    bounds: Sequence[int] = [size * i // parts for i in range(parts + 1)]
    with ThreadPoolExecutor(count) as pool:
        try:
            for done in [pool.submit(work, a, b) for a, b in zip(bounds, bounds[1:], strict=False)]:
                done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
