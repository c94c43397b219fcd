"""Kernels and loops compiled for the processor by Numba, from generated source files that it caches between processes.

Elementwise kernels run on threads over their elements; the loop of an experiment runs eight configurations side by side, which share
their set of data, and on threads over such groups.  No number depends on the number of threads or on the rest of the batch.

Main definitions: `available`, `compile`, `loop`.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric_backend.backends import lanes, packing, scalars, writing
from numeric_backend.backends.looping import Dialect, loop_source
from numeric_backend.kernel import Kernel

if TYPE_CHECKING:
    from numeric_backend.optimizers.experiment import Experiment, Outcome, Problem

__all__ = ["available", "compile", "loop"]

_FLAGS = 'error_model="numpy", nogil=True, fastmath=False, boundscheck=False'
_ALONE = 1 << 14  # elements under which one thread does it
_HEAD = '"""Written by numeric_backend from a kernel; written again when it is missing or changed."""\n\nfrom numba import njit\n\n'
#: arguments of the loop and their types, in order
_ARGUMENTS = {
    "f8[::1]": ("Z", "P", "T", "y", "ws", "ss", "hs", "cs", "saves", "x", "r", "q"), "i8[::1]": ("order", "broken", "left"),
    "f8": ("scale_", "factor_"),
    "intp": ("rows", "batches", "batch", "first", "steps", "every", "group", "per", "records", "size_p", "size_t", "size")}


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
    inputs, outputs = [f"a{i}" for i in range(n)], [f"o{i}" for i in range(m)]
    text = "\n".join([
        _HEAD + "from numeric_backend.backends.scalars import compiled", "_found = compiled()",
        *_names("_found[{!r}][1]", scalars.compiled()), "", f"@njit({_FLAGS})", writing.function_source(kernel, "one"), "",
        f"@njit('void(intp, intp{', f8[::1]' * (n + m)})', cache=True, {_FLAGS})",
        f"def run({', '.join(['first', 'end', *inputs, *outputs])}):", "    for i in range(first, end):",
        f"        {', '.join(f'v{k}' for k in range(m))}, = one({', '.join(f'{a}[i]' for a in inputs)})",
        *(f"        {o}[i] = v{k}" for k, o in enumerate(outputs)), ""])
    entry = writing.load_module(text, _marks(scalars)).run
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
    """A function that runs an experiment, eight configurations at a time; `threads` as in `compile`."""
    for kernel in experiment.kernels:
        writing.refuse_orders(kernel)
    count = _cores() if threads is None else threads
    return lambda p: _run(_module(experiment, p.order is not None).advance, experiment, p, _rows(), count)


@cache
def _module(experiment: Experiment, minibatch: bool) -> ModuleType:
    return writing.load_module(_loop_text(experiment, _rows(), minibatch), _marks(lanes, scalars))


def _run(advance: Any, e: Experiment, p: Problem, rows: int, threads: int) -> Outcome:
    G, B, k, c = p.w.shape
    s, width, N = len(e.rule.slots), lanes.WIDTH, p.Z.shape[1]
    w, slots, hyper = (packing.state(a, B, width) for a in (p.w, p.slots, p.hyper))
    clocks = packing.state(np.stack([p.time, p.area], axis=-1), B, width)
    groups = w.shape[0]
    w, slots, hyper, clocks = (packing.aligned(a) for a in (w, slots, hyper, clocks))
    saved = packing.aligned(np.zeros((groups, p.records * (k * c + 3), width)))
    plain, turned = packing.aligned(p.Z), packing.aligned(packing.blocks(p.Z.transpose(0, 2, 1), rows))
    packed = packing.aligned(packing.blocks(p.Z, rows))
    broken, left = np.full(groups * width, -1), np.full(groups * width, -1)
    labels = packing.aligned(p.y)
    order = np.zeros((1, 1, 1), dtype=np.int64) if p.order is None else p.order
    batches, batch = int(order.shape[1]), int(order.shape[2])
    order = order.astype(np.int64).reshape(-1)
    scale, factor = packing.factors(p, float(e.loss.scale), e.loss.mean)

    def work(first: int, end: int) -> None:
        longest = max(e.features, N, batch) * width
        x, r, q = (packing.aligned(np.zeros(longest)) for _ in range(3))
        for group in range(first, end):  # one group a call, so that an interruption is heard between them
            advance(plain, packed, turned, labels, w, slots, hyper, clocks, saved, x, r, q, order, broken, left, scale, factor, N, batches,
                    batch, p.first, p.steps, p.every, group, groups // G, p.records, packed.size // G, turned.size // G, e.features)

    _spread(work, groups, threads)

    def back(a: Any, elements: int) -> Any:
        return packing.unpack(a.reshape(groups, elements, width), G, B)

    reports = [back(a, 1)[..., 0] for a in (broken, left)]
    return packing.outcome(p, back(saved, p.records * (k * c + 3)), back(slots, s * k * c), *reports)


def _loop_text(e: Experiment, rows: int, minibatch: bool) -> str:
    D, s, H = e.block * e.copies, len(e.rule.slots) * e.block * e.copies, len(e.hyper)
    kinds = ", ".join(kind for kind, names in _ARGUMENTS.items() for _ in names)
    begin = [
        f"@njit('void({kinds})', cache=True, {_FLAGS})",
        f"def advance({', '.join(name for names in _ARGUMENTS.values() for name in names)}):",
        "    g, me, total = group // per, 0, 0", "    scale, factor = number(scale_), number(factor_)",
        *(f"    {a} = {a}s[group*{n * lanes.WIDTH}:(group + 1)*{n * lanes.WIDTH}]" for a, n in (("w", D), ("s", s), ("h", H))),
        f"    clocks = cs[group*{2 * lanes.WIDTH}:(group + 1)*{2 * lanes.WIDTH}]",
        f"    saved = saves[group*records*{(D + 3) * lanes.WIDTH}:(group + 1)*records*{(D + 3) * lanes.WIDTH}]",
        f"    z_at, p_at, t_at, y_at = g*rows*{e.features}, g*size_p, g*size_t, g*rows", "    "]
    report = "for lane in range({0}):\n    if {1}[group*{0} + lane] < 0 and {2}:\n        {1}[group*{0} + lane] = t"
    dialect = Dialect(
        number="number({})", read="load({a}, {i})", write="store({a}, {i}, {v})", entry="entry({a}, {i})", rows=rows,
        before=f"@njit({_FLAGS})\n", begin="\n".join(begin),
        broken="if any_nan(bad):\n    " + report.format(lanes.WIDTH, "broken", "get(bad, lane) != get(bad, lane)").replace("\n", "\n    "),
        left=report.format(lanes.WIDTH, "left", "not get(inside, lane) > 0.0"))
    head = _HEAD + "from numeric_backend.backends.lanes import lanes\n_found = lanes()\n"
    known = vars(lanes.lanes())
    return head + "\n".join(_names("_found.{}", known)) + "\n\n" + loop_source(e, dialect, minibatch)


def _names(form: str, known: Any) -> list[str]:
    return [f"{name} = {form.format(name)}" for name in sorted(known)]


@cache
def _rows() -> int:
    """Rows in a block, so that their sums, one vector and one entry fill the registers: 16 of 256 bits, or 32 of 512."""
    from llvmlite import binding

    return 10 if binding.get_host_cpu_features().get("avx512f") else 5


def _marks(*modules: ModuleType) -> list[str]:
    """Versions and flags too, because Numba's cache asks for neither."""
    import llvmlite
    import numba

    return writing.marks_of(*modules, flags=[numba.__version__, llvmlite.__version__, np.__version__, platform.python_version(), _FLAGS])


def _flat(a: Any, shape: tuple[int, ...]) -> Any:
    """The array broadcast, flat, and open to writing, which is part of the type that was compiled for."""
    whole = np.ascontiguousarray(np.broadcast_to(a, shape)).reshape(-1)
    return whole if whole.flags.writeable else whole.copy()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _spread(work: Callable[[int, int], object], size: int, threads: int) -> None:
    """work(first, end) on parts of 0 .. size, on up to that many threads."""
    count = max(1, min(threads, size))
    if count == 1:
        work(0, size)
        return
    bounds: Sequence[int] = [size * i // count for i in range(count + 1)]
    with ThreadPoolExecutor(count) as pool:
        for done in [pool.submit(work, a, b) for a, b in zip(bounds, bounds[1:], strict=False)]:
            done.result()
