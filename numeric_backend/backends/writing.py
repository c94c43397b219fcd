"""Kernels as Python functions in real source files, which a compiler can cache.

A value is called by its number and a constant is written out, so that no label of a kernel, and so no name of a user's, is part
of a file.  The files lie in the user's cache folder, named by a hash of everything that decides what is compiled.

Main definitions: `function_source`, `load_module`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

from numeric_backend.kernel import Instruction, Kernel, needed

__all__ = ["cache_folder", "constant_value", "function_source", "load_module", "marks_of", "refuse_orders"]

_SIGNS = {"add": "+", "subtract": "-", "multiply": "*"}


def function_source(kernel: Kernel, name: str, outputs: Sequence[int] | None = None, number: str = "{}") -> str:
    """The text of a function of all arguments that returns a tuple of the outputs (or of those chosen, by their places).

    `number` is how a constant is written, for backends where it is no plain number.

    >>> from numeric_backend.kernel import Builder
    >>> b = Builder(("x",))
    >>> print(function_source(b.kernel((b.put("add", b.argument(0), b.constant(1)),)), "f"))
    def f(x0):
        v0 = x0
        v1 = 1.0
        v2 = v0 + v1
        return (v2,)
    <BLANKLINE>
    """
    chosen = [kernel.outputs[i] for i in (range(len(kernel.outputs)) if outputs is None else outputs)]
    wanted = needed(kernel.instructions, chosen)
    lines = [f"def {name}({', '.join(f'x{i}' for i in range(len(kernel.arguments)))}):"]
    for i, step in enumerate(kernel.instructions):
        if i in wanted:
            lines += _lines(i, step, number)
    return "\n    ".join([*lines, f"return ({', '.join(f'v{k}' for k in chosen)},)"]) + "\n"


def _lines(i: int, step: Instruction, number: str) -> list[str]:
    operands = [f"v{k}" for k in step.operands]
    if step.op == "argument":
        return [f"v{i} = x{step.value}"]
    if step.op in ("constant", "pi"):
        return [f"v{i} = {number.format(repr(constant_value(step)))}"]
    if step.op in _SIGNS:
        return [f"v{i} = {operands[0]} {_SIGNS[step.op]} {operands[1]}"]
    if step.op == "negate":
        return [f"v{i} = -{operands[0]}"]
    if step.op == "power_of":
        return _power(i, operands[0], int(step.value or 0), number)
    return [f"v{i} = {step.op}({', '.join(operands)})"]


def _power(i: int, base: str, n: int, number: str) -> list[str]:
    """Repeated squaring, in the order of the NumPy backend, so that both give the same bits."""
    if n == 0:
        return [f"v{i} = {number.format('1.0')}"]
    lines, result, square, rest, count = [], "", base, abs(n), 0
    while rest:
        if rest & 1:
            if result:
                lines.append(f"v{i} = {result} * {square}")
                result = f"v{i}"
            else:
                result = square
        rest >>= 1
        if rest:
            lines.append(f"s{i}_{count} = {square} * {square}")
            square, count = f"s{i}_{count}", count + 1
    if n < 0:
        return [*lines, f"v{i} = divide({number.format('1.0')}, {result})"]
    return lines if result == f"v{i}" else [*lines, f"v{i} = {result}"]


def constant_value(step: Instruction) -> float:
    """The double nearest to a constant step."""
    if step.op == "pi":
        return 3.141592653589793
    try:
        return float(Fraction(step.value or 0))
    except OverflowError:
        return float("inf") if Fraction(step.value or 0) > 0 else float("-inf")


def refuse_orders(kernel: Kernel) -> None:
    """ValueError where the order of a Bessel or polygamma function is not a whole number that the kernel states."""
    whole: dict[int, Fraction] = {}
    for i, step in enumerate(kernel.instructions):
        if step.op == "constant":
            whole[i] = Fraction(step.value or 0)
        elif step.op in ("add", "subtract") and all(k in whole for k in step.operands):
            a, b = (whole[k] for k in step.operands)
            whole[i] = a + b if step.op == "add" else a - b
        elif step.op in ("besselj", "polygamma"):
            order = whole.get(step.operands[0])
            if order is None or order.denominator != 1:
                raise ValueError(f"the compiled backends have {step.op} of a constant whole order only")


def cache_folder() -> Path:
    """Where generated sources lie: `mirrorsym/kernels` in the user's cache folder; a private temporary one where that is not to be had."""
    root = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if os.name == "nt" else None)
    try:
        folder = (Path(root) if root else Path.home() / ".cache") / "mirrorsym" / "kernels"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError):  # no such right, or no home
        return Path(tempfile.mkdtemp(prefix="mirrorsym-"))


def load_module(text: str, marks: Sequence[str], folder: Path | None = None) -> ModuleType:
    """The module with this text, from a file named by the hash of the text and of `marks`: versions, flags, and what it is built upon.

    A file with that name and another text is replaced, so that nothing but what was asked for is run.
    """
    digest = hashlib.sha256("\0".join([text, *marks]).encode()).hexdigest()[:24]
    name = f"_mirrorsym_kernel_{digest}"
    if name in sys.modules:
        return sys.modules[name]
    folder = cache_folder() if folder is None else folder
    path = folder / f"{name}.py"
    if not path.exists() or path.read_text("utf-8") != text:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder, suffix=".tmp", delete=False) as file:
            file.write(text)
        Path(file.name).replace(path)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # before it runs: what a compiler's cache holds refers to it by this name
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def marks_of(*modules: Any, flags: Sequence[str] = ()) -> list[str]:
    """What belongs into the hash: the texts of modules that are compiled in, and flags."""
    return [*(Path(str(m.__file__)).read_text("utf-8") for m in modules), *flags]
