"""Kernels and loops on a GPU through numba-cuda: the same programs, printed as device functions.

A thread runs one configuration through the whole loop of an experiment in one launch.  Its numbers lie with those of its neighbors,
element by element, so that a warp reads them together, and the entries of the data are the same for all threads of a set.

With NUMBA_ENABLE_CUDASIM=1 in the environment the kernels run in numba-cuda's simulator, thread after thread: that needs no GPU, and time.

Main definitions: `available`, `compile`, `loop`.
"""

from __future__ import annotations

import math
import platform
import warnings
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric_backend.backends import packing, scalars, writing
from numeric_backend.backends.looping import Dialect, loop_source
from numeric_backend.kernel import Kernel

if TYPE_CHECKING:
    from numeric_backend.optimizers.experiment import Experiment, Outcome, Problem

__all__ = ["ROWS", "available", "compile", "device_functions", "loop"]

ROWS = 8  #: rows in a block: a thread has registers enough, and each load of x serves them all
_THREADS = 64
_PRECISIONS = {"float64": "float", "float32": "float32"}  # of a run, and what makes such a number in the text
_HEAD = '"""Written by numeric_backend from a kernel; written again when it is missing or changed."""\n\nfrom numba import cuda\n\n'
_ARGUMENTS = ("Z", "P", "T", "y", "w", "s", "h", "clocks", "saved", "x", "r", "q", "order", "broken", "left", "scale", "factor", "rows",
              "batches", "batch", "first", "steps", "every", "total", "per", "size_p", "size_t", "size")


@cache
def available() -> str | None:
    """None where numba-cuda finds a GPU or simulates one; what is missing where it does not."""
    missing = [name for module, name in (("numba", "Numba"), ("numba_cuda", "numba-cuda")) if find_spec(module) is None]
    if missing:
        return f"{' and '.join(missing)} not installed; pip install 'mirrorsym[cuda]' brings both"
    from numba import cuda

    if _simulated() or cuda.is_available():
        return None
    return "no GPU with a CUDA driver was found; NUMBA_ENABLE_CUDASIM=1 runs the kernels in the simulator"


def compile(kernel: Kernel) -> Callable[..., tuple[Any, ...]]:  # noqa: A001 (the name that every backend has)
    """A function of one array per argument; see `numeric_backend.backends`.  ValueError for a Bessel function of no constant order."""
    from numba import cuda

    writing.refuse_orders(kernel)
    n, m = len(kernel.arguments), len(kernel.outputs)
    if not m:
        return lambda *arguments: ()
    inputs, outputs = [f"a{i}" for i in range(n)], [f"o{i}" for i in range(m)]
    text = "\n".join([
        _head(), "@cuda.jit(device=True)", writing.function_source(kernel, "one", number="float({})"), "", "@cuda.jit",
        f"def run({', '.join(['size', *inputs, *outputs])}):", "    i = cuda.grid(1)", "    if i < size:",
        f"        {', '.join(f'v{k}' for k in range(m))}, = one({', '.join(f'float({a}[i])' for a in inputs)})",
        *(f"        {o}[i] = v{k}" for k, o in enumerate(outputs)), ""])
    entry = writing.load_module(text, _marks()).run

    def each(*arguments: Any) -> tuple[Any, ...]:
        if len(arguments) != n:
            raise TypeError(f"the kernel takes {n} arguments, not {len(arguments)}")
        given = [np.asarray(a, dtype=np.float64) for a in arguments]
        shape = np.broadcast_shapes(*(a.shape for a in given))
        size = math.prod(shape)
        flat = [cuda.to_device(np.array(np.broadcast_to(a, shape)).reshape(-1)) for a in given]
        found = [cuda.device_array(size) for _ in range(m)]
        if size:
            _launch(entry, size, size, *flat, *found)
        return tuple(np.asarray(f.copy_to_host()).reshape(shape) for f in found)

    return each


def loop(experiment: Experiment, precision: str = "float64") -> Callable[[Problem], Outcome]:
    """A function that runs an experiment, one thread per configuration and all steps in one launch, in "float64" or "float32".

    In single precision a few functions of the vocabulary (softplus, LambertW and others made of several) still work in double precision
    inside.  ValueError for another precision.
    """
    if precision not in _PRECISIONS:
        raise ValueError(f"the precision is {' or '.join(_PRECISIONS)}, not {precision[:20]!r}")
    for kernel in experiment.kernels:
        writing.refuse_orders(kernel)

    def run(p: Problem) -> Outcome:
        module = writing.load_module(_loop_text(experiment, p.order is not None, precision), _marks())
        return _run(module.advance, experiment, p, np.dtype(precision))

    return run


def _run(advance: Any, e: Experiment, p: Problem, kind: Any) -> Outcome:
    from numba import cuda

    G, B, k, c = p.w.shape
    s, N, total = len(e.rule.slots), p.Z.shape[1], p.w.shape[0] * p.w.shape[1]

    def across(a: Any) -> Any:
        """(G, B, ...) as (elements, G * B), flat."""
        return cuda.to_device(np.ascontiguousarray(a.reshape(total, int(np.prod(a.shape[2:]))).T, dtype=kind).reshape(-1))

    def whole(a: Any) -> Any:
        return cuda.to_device(np.ascontiguousarray(a, dtype=kind).reshape(-1))

    order = np.zeros((1, 1, 1), dtype=np.int64) if p.order is None else p.order
    w, slots, hyper, clocks = (across(a) for a in (p.w, p.slots, p.hyper, np.stack([p.time, p.area], axis=-1)))
    packed, turned = packing.blocks(p.Z, ROWS), packing.blocks(p.Z.transpose(0, 2, 1), ROWS)
    width = p.records * (k * c + 3)
    saved = cuda.device_array(width * total, dtype=kind)
    x, r, q = (cuda.device_array(max(n, 1) * total, dtype=kind) for n in (e.features, max(N, order.shape[2]), e.features))
    broken, left = (cuda.to_device(np.full(total, -1)) for _ in range(2))
    scale, factor = map(kind.type, packing.factors(p, float(e.loss.scale), e.loss.mean))
    chosen = cuda.to_device(np.ascontiguousarray(order).reshape(-1))
    data = (whole(p.Z), whole(packed), whole(turned), whole(p.y))
    _launch(advance, total, *data, w, slots, hyper, clocks, saved, x, r, q, chosen, broken, left, scale, factor, N, order.shape[1],
            order.shape[2], p.first, p.steps, p.every, total, B, packed.size // G, turned.size // G, e.features)

    def back(a: Any, elements: int) -> Any:
        return np.asarray(a.copy_to_host()).reshape(elements, G, B).transpose(1, 2, 0)

    ends = (back(a, n).astype(np.float64) for a, n in ((saved, width), (slots, s * k * c)))
    return packing.outcome(p, *ends, *(back(a, 1)[..., 0] for a in (broken, left)))


def _loop_text(e: Experiment, minibatch: bool, precision: str = "float64") -> str:
    number = _PRECISIONS[precision]
    begin = [
        "@cuda.jit", f"def advance({', '.join(_ARGUMENTS)}):", "    me = cuda.grid(1)", "    if me >= total:", "        return",
        "    g = me // per", f"    z_at, p_at, t_at, y_at = g*rows*{e.features}, g*size_p, g*size_t, g*rows", "    "]
    dialect = Dialect(
        number=f"{number}({{}})", read=f"{number}({{a}}[({{i}})*total + me])", write="{a}[({i})*total + me] = {v}", entry="{a}[{i}]",
        rows=ROWS, before="@cuda.jit(device=True)\n", begin="\n".join(begin),
        broken="if bad != bad and broken[me] < 0:\n    broken[me] = t",
        left="if not inside > 0.0 and left[me] < 0:\n    left[me] = t")
    return _head(f"from numba import {number}\n" if number != "float" else "") + "\n\n" + loop_source(e, dialect, minibatch)


def _head(more: str = "") -> str:
    names = sorted(scalars.functions(lambda f: f, math))
    return "\n".join([_HEAD + more + "from numeric_backend.backends.on_cuda import device_functions", "_found = device_functions()",
                      *(f"{name} = _found[{name!r}]" for name in names), "", "", "@cuda.jit(device=True)", "def fma(a, b, c):",
                      "    return cuda.fma(a, b, c)", "", ""])


@cache
def device_functions() -> dict[str, Any]:
    """The vocabulary as device functions, for generated sources."""
    from numba import cuda

    return {name: f for name, (_, f) in scalars.functions(cuda.jit(device=True), _quiet() if _simulated() else math).items()}


def _simulated() -> bool:
    from numba import config

    return bool(config.ENABLE_CUDASIM)


def _quiet() -> SimpleNamespace:
    """Elementary functions for the simulator, which runs them as Python: like a GPU they raise nothing."""
    from scipy import special

    def quiet(f: Any) -> Any:
        def call(*x: Any) -> float:
            with np.errstate(all="ignore"):
                return float(f(*x))

        return call

    others = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "asinh": "arcsinh", "acosh": "arccosh", "atanh": "arctanh",
              "power": "power", "divide": "divide"}
    names = ("exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "hypot", *others)
    return SimpleNamespace(**{name: quiet(getattr(np, others.get(name, name))) for name in names},
                           erf=quiet(special.erf), gamma=quiet(special.gamma))


def _launch(entry: Any, count: int, *arguments: Any) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*under-utilization")  # a small batch is not wrong
        entry[-(-count // _THREADS), min(_THREADS, count)](*arguments)


def _marks(*modules: ModuleType) -> list[str]:
    import numba

    return writing.marks_of(scalars, *modules, flags=[numba.__version__, platform.python_version(), str(_simulated())])
