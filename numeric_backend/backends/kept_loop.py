"""The loop of an experiment as machine code of its own: Numba compiles it once, and later processes load it without Numba.

Numba finds its own cached code fast, but starts for half a second before that: it makes the types of everything that it knows.  So what
it compiled is taken over in LLVM's form, and only where it is what is expected: the arguments are laid out as this module lays them
out, and nothing is called but functions of vectors and of the mathematical library.  Else the loop stays Numba's.

Main definition: `entry`.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from typing import Any

from numeric_backend.backends import machine, vector_kernel

__all__ = ["entry", "versions"]

Entry = Callable[..., Callable[..., None]]
_NAME = "advance"
#: an array is its memory's keeper, its parent, size, size of an element, address, and for its one axis length and stride
_LAYOUT = {"array": ("p", "p", "i", "i", "p", "i", "i"), "f8": ("d",), "intp": ("i",)}
_CTYPES = {"p": ctypes.c_void_p, "i": ctypes.c_int64, "d": ctypes.c_double}
_NOTHING = "define void @NRT_MemInfo_call_dtor(ptr %0) {\n  ret void\n}\n"  # for arrays that Numba keeps; ours have no keeper
_KNOWN = {*vector_kernel.LIBRARY.values(), "exp", "memset", "memcpy"}


def versions() -> list[str]:
    """Those of Numba, llvmlite and NumPy, read without importing them."""
    return [version(name) for name in ("numba", "llvmlite", "numpy")]


def entry(marks: Sequence[str], kinds: Sequence[str], compiled: Callable[[], Any], folder: Path | None = None) -> Entry:
    """A function of the arrays that gives a function of the numbers, which then does what the compiled one does of both.

    `kinds` are those of the arguments in order: "array", and then "f8" and "intp".  `marks` decide what it does; `compiled()` is Numba's
    dispatcher of it, asked for where no code is kept.
    """
    flat = ["p", "p", *(part for kind in kinds for part in _LAYOUT[kind])]
    try:
        run = machine.load_code(lambda target: _taken(compiled(), flat, target), marks, _NAME, [_CTYPES[k] for k in flat], folder,
                                ctypes.c_int32)
    except _Strange:
        return lambda *arrays: partial(compiled(), *arrays)
    return lambda *arrays: _bound(run, arrays)


class _Strange(Exception):
    """What Numba made is not what is expected."""


def _bound(run: Any, arrays: Sequence[Any]) -> Callable[..., None]:
    result, trouble = ctypes.c_void_p(), ctypes.c_void_p()
    flat = [ctypes.byref(result), ctypes.byref(trouble),
            *(part for a in arrays for part in (None, None, a.size, a.itemsize, a.ctypes.data, a.size, a.itemsize))]

    def advance(*numbers: Any) -> None:
        status = run(*flat, *numbers)
        if status or not arrays:  # the arrays live as long as this function
            raise RuntimeError(f"the compiled loop ended with {status}")

    return advance


def _taken(dispatcher: Any, flat: Sequence[str], target: Any) -> bytes:
    """The object file of what Numba compiled; `_Strange` where it is not as expected."""
    from llvmlite import binding

    try:
        (found,) = dispatcher.overloads.values()
        linked = attrgetter("library._get_module_for_linking")(found)  # Numba has no public way
        whole = binding.parse_bitcode(linked().as_bitcode())
        main = found.fndesc.llvm_func_name
        for f in whole.functions:
            if not f.is_declaration:
                f.linkage = "external" if f.name == main else "internal"
        _swept(whole, target)
        if "NRT_MemInfo_call_dtor" in {f.name for f in whole.functions}:
            whole.link_in(binding.parse_assembly(_NOTHING))
        function = whole.get_function(main)
        kinds = [_kind(str(a.type)) for a in function.arguments]
    except (AttributeError, ValueError, TypeError, NameError, RuntimeError) as error:
        raise _Strange from error
    missing = {f.name for f in whole.functions if f.is_declaration and not f.name.startswith("llvm.")} - _KNOWN
    if missing or kinds != list(flat):
        raise _Strange
    function.name = _NAME
    whole.verify()
    code: bytes = target.emit_object(whole)
    return code


def _kind(text: str) -> str:
    return "p" if text == "ptr" or text.endswith("*") else {"i64": "i", "double": "d"}.get(text, text)


def _swept(whole: Any, target: Any) -> None:
    """Leave out what the function does not need."""
    from llvmlite import binding

    builder = binding.create_pass_builder(target, binding.create_pipeline_tuning_options(speed_level=0))
    passes = binding.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    passes.run(whole, builder)
