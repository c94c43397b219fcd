"""The loop of an experiment on vectors of eight doubles: its source, its arrays, and the way back.

Eight configurations that share their set of data travel in the lanes.  Where a set has only a few configurations each runs alone, and the
lanes hold its coordinates, and rows of the data; sums have the same terms in the same order, so both ways give the same bits.

Main definitions: `execute`, `Layout`.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np

from numeric_backend.backends import kept_loop, lanes, packing, scalars, vector_ops, writing
from numeric_backend.backends.lanes import WIDTH
from numeric_backend.backends.looping import Dialect, loop_source
from numeric_backend.optimizers.experiment import Experiment, Outcome, Problem

__all__ = ["FLAGS", "HEAD", "execute", "marks", "names"]

FLAGS = 'error_model="numpy", nogil=True, fastmath=False, boundscheck=False'
HEAD = '"""Written by numeric_backend from a kernel; written again when it is missing or changed."""\n\nfrom numba import njit\n\n'
#: arguments of the loop and their types, in order
_ARGUMENTS = {
    "f8[::1]": ("Z", "P", "T", "y", "ws", "ss", "hs", "cs", "saves", "x", "r", "q"), "i8[::1]": ("order", "broken", "left"),
    "f8": ("scale_", "factor_"),
    "intp": ("rows", "batches", "batch", "first", "steps", "every", "group", "per", "records", "size_p", "size_t", "size")}
_FEW = 3  # configurations per set of data, up to which each runs alone: a full vector costs about as much as four that do
Spread = Callable[[Callable[[int, int], None], int], None]


@dataclass(frozen=True, slots=True)
class Layout:
    """The arrays of a run, flat and aligned: `groups` units of work, each of which advances by itself.

    `D` and `S` are the vectors of a group's state and slots, `p_step` and `t_step` what a set of data takes of P and T, in the units in
    which the source counts.
    """

    P: Any
    T: Any
    y: Any
    w: Any
    slots: Any
    hyper: Any
    clocks: Any
    groups: int
    D: int
    S: int
    p_step: int
    t_step: int


def execute(e: Experiment, p: Problem, spread: Spread) -> Outcome:
    """Run a problem; `spread(work, size)` calls work(first, end) on parts of 0 .. size."""
    alone = p.w.shape[1] <= _FEW and e.loss.rows and e.outputs == 1 and p.order is None
    advance = _entry(e, p.order is not None, alone)
    lay = (_alone if alone else _together)(e, p)
    (G, B), N = p.w.shape[:2], p.Z.shape[1]
    reports = 1 if alone else WIDTH
    saved = packing.aligned(np.zeros((lay.groups, p.records * (lay.D + 3), WIDTH)))
    broken, left = np.full(lay.groups * reports, -1), np.full(lay.groups * reports, -1)
    order = np.zeros((1, 1, 1), dtype=np.int64) if p.order is None else p.order
    batches, batch = int(order.shape[1]), int(order.shape[2])
    order, plain = order.astype(np.int64).reshape(-1), packing.aligned(p.Z)
    scale, factor = packing.factors(p, float(e.loss.scale), e.loss.mean)

    def work(first: int, end: int) -> None:
        longest = (max(e.features, N, batch) + WIDTH) * WIDTH
        x, r, q = (packing.aligned(np.zeros(longest)) for _ in range(3))
        go = advance(plain, lay.P, lay.T, lay.y, lay.w, lay.slots, lay.hyper, lay.clocks, saved, x, r, q, order, broken, left)
        for group in range(first, end):  # one group a call, so that an interruption is heard between them
            go(scale, factor, N, batches, batch, p.first, p.steps, p.every, group, lay.groups // G, p.records, lay.p_step, lay.t_step,
               e.features)

    spread(work, lay.groups)
    if alone:
        return _from_alone(e, p, lay, saved, broken, left)

    def back(a: Any, elements: int) -> Any:
        return packing.unpack(a.reshape(lay.groups, elements, WIDTH), G, B)

    return packing.outcome(p, back(saved, p.records * (lay.D + 3)), back(lay.slots, lay.S), *(back(a, 1)[..., 0] for a in (broken, left)))


def _together(e: Experiment, p: Problem) -> Layout:
    """Eight configurations to a vector."""
    G, B, k, c = p.w.shape
    rows, S = _rows(), len(e.rule.slots) * k * c
    w, slots, hyper, clocks = (packing.state(a, B, WIDTH) for a in (p.w, p.slots, p.hyper, np.stack([p.time, p.area], axis=-1)))
    P, T = packing.blocks(p.Z, rows), packing.blocks(p.Z.transpose(0, 2, 1), rows)
    return _layout((P, T, p.y, w, slots, hyper, clocks), w.shape[0], k * c, S, P.size // G, T.size // G)


def _alone(e: Experiment, p: Problem) -> Layout:
    """Eight coordinates of one configuration to a vector; its own numbers stand in all lanes."""
    G, B, k = p.w.shape[:3]
    rows, s = _rows(), len(e.rule.slots)
    w, slots = packing.side_by_side(p.w, WIDTH), packing.side_by_side(p.slots, WIDTH)
    hyper, clocks = (np.repeat(a[..., None], WIDTH, axis=-1) for a in (p.hyper, np.stack([p.time, p.area], axis=-1)))
    P, T = packing.vector_blocks(p.Z, rows, WIDTH), packing.vector_blocks(p.Z.transpose(0, 2, 1), rows, WIDTH)
    y = packing.side_by_side(p.y, WIDTH)
    count = w.shape[-2]
    return _layout((P, T, y, w, slots, hyper, clocks), G * B, k * count, s * k * count, P.size // G // WIDTH, T.size // G // WIDTH)


def _layout(arrays: Sequence[Any], groups: int, D: int, S: int, p_step: int, t_step: int) -> Layout:
    P, T, y, w, slots, hyper, clocks = map(packing.aligned, arrays)
    return Layout(P, T, y, w, slots, hyper, clocks, groups, D, S, p_step, t_step)


def _from_alone(e: Experiment, p: Problem, lay: Layout, saved: Any, broken: Any, left: Any) -> Outcome:
    G, B, k, c = p.w.shape
    rows = saved.reshape(G * B, p.records, lay.D + 3, WIDTH)
    state = rows[:, :, 3:].reshape(G * B, p.records, k, lay.D // k * WIDTH)[..., :c].reshape(G * B, p.records, k * c)
    joined = np.concatenate([rows[:, :, :3, 0], state], axis=-1)
    s = len(e.rule.slots)
    slots = lay.slots.reshape(G * B, s, k, lay.D // k * WIDTH)[..., :c]
    return packing.outcome(p, joined, slots, broken.reshape(G, B), left.reshape(G, B))


@cache
def _entry(e: Experiment, minibatch: bool, alone: bool) -> kept_loop.Entry:
    """The loop as a function of its arrays and then of its numbers, from what an earlier process has compiled, or from Numba."""
    kinds = [kind if kind in ("f8", "intp") else "array" for kind, named in _ARGUMENTS.items() for _ in named]
    flags = [*kept_loop.versions(), platform.python_version(), FLAGS]
    said = [_text(e, minibatch, alone), *writing.marks_of(lanes, vector_ops, scalars, kept_loop, flags=flags)]
    return kept_loop.entry(said, kinds, lambda: _module(e, minibatch, alone).advance)


@cache
def _module(e: Experiment, minibatch: bool, alone: bool) -> ModuleType:
    head = HEAD + "from numeric_backend.backends.lanes import lanes\n_found = lanes()\n"
    text = head + "\n".join(names("_found.{}", vars(lanes.lanes()))) + "\n\n" + _text(e, minibatch, alone)
    return writing.load_module(text, marks(lanes, vector_ops, scalars))


def _text(e: Experiment, minibatch: bool, alone: bool) -> str:
    """The source, less its head: that takes Numba to write."""
    count = -(-e.copies // WIDTH) if alone else e.copies
    D, s, H = e.block * count, len(e.rule.slots) * e.block * count, len(e.hyper)
    kinds = ", ".join(kind for kind, named in _ARGUMENTS.items() for _ in named)
    begin = [
        f"@njit('void({kinds})', cache=True, {FLAGS})",
        f"def advance({', '.join(name for named in _ARGUMENTS.values() for name in named)}):",
        "    g, me, total = group // per, 0, 0", "    scale, factor = number(scale_), number(factor_)",
        *(f"    {a} = {a}s[group*{n * WIDTH}:(group + 1)*{n * WIDTH}]" for a, n in (("w", D), ("s", s), ("h", H))),
        f"    clocks = cs[group*{2 * WIDTH}:(group + 1)*{2 * WIDTH}]",
        f"    saved = saves[group*records*{(D + 3) * WIDTH}:(group + 1)*records*{(D + 3) * WIDTH}]",
        f"    vectors, wide = (rows + {WIDTH - 1})//{WIDTH}, (size + {WIDTH - 1})//{WIDTH}",
        f"    z_at, p_at, t_at, y_at = g*rows*size, g*size_p, g*size_t, g*{'vectors' if alone else 'rows'}", "    "]
    place = "group" if alone else f"group*{WIDTH} + lane"
    report = f"for lane in range({WIDTH}):\n    if {{0}}[{place}] < 0 and {{1}}:\n        {{0}}[{place}] = t"
    dialect = Dialect(
        number="number({})", read="load({a}, {i})", write="store({a}, {i}, {v})", entry="entry({a}, {i})", rows=_rows(),
        before=f"@njit({FLAGS})\n", begin="\n".join(begin), lanes=WIDTH if alone else 0,
        broken="if any_nan(bad):\n    " + report.format("broken", "get(bad, lane) != get(bad, lane)").replace("\n", "\n    "),
        left=report.format("left", "not get(inside, lane) > 0.0"))
    return loop_source(e, dialect, minibatch)


def names(form: str, known: Any) -> Sequence[str]:
    """Lines that bind each known name."""
    return [f"{name} = {form.format(name)}" for name in sorted(known)]


@cache
def _rows() -> int:
    """Rows in a block, so that their sums, one vector and one entry fill the registers: 16 of 256 bits, or 32 of 512."""
    from llvmlite import binding

    return 10 if binding.get_host_cpu_features().get("avx512f") else 5


def marks(*modules: ModuleType) -> list[str]:
    """What belongs into the name of a file beside its text: versions and flags too, because Numba's cache asks for neither."""
    import llvmlite
    import numba

    return writing.marks_of(*modules, flags=[numba.__version__, llvmlite.__version__, np.__version__, platform.python_version(), FLAGS])
