"""Machine code from functions written in LLVM's language, kept between processes: it needs llvmlite alone, which starts in no time.

The object files lie in the user's cache folder, named by a hash of everything that decides what they hold, each behind its own
hash, so that a damaged file is made again.

Main definitions: `Code`, `load`, `load_code`.
"""

from __future__ import annotations

import ctypes
import hashlib
import platform
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from numeric_backend.backends.vector_ops import WIDTH, call
from numeric_backend.backends.writing import cache_folder

__all__ = ["Code", "load", "load_code", "native", "reason"]

_VERSION = "1"


class Code:
    """A function under construction: `kinds` are its arguments, each "d*", "i*", "d", "i" or "v" (eight doubles).

    Numbers given as Python numbers become constants; addresses are numbers of elements.
    """

    def __init__(self, module: Any, name: str, kinds: Sequence[str], inner: bool = True, width: int = WIDTH) -> None:
        from llvmlite import ir

        self.double, self.whole = ir.DoubleType(), ir.IntType(64)
        self.width, self.vector = width, ir.VectorType(self.double, width)
        types = {
            "d": self.double, "i": self.whole, "v": ir.VectorType(self.double, WIDTH),
            "d*": self.double.as_pointer(), "i*": self.whole.as_pointer()}
        self.function = ir.Function(module, ir.FunctionType(ir.VoidType(), [types[k] for k in kinds]), name)
        if inner:
            self.function.linkage = "internal"
            self.function.attributes.add("noinline")  # called many times a step: copies of it would not fit the cache of instructions
        self.b = ir.IRBuilder(self.function.append_basic_block())
        self.ir = ir

    @property
    def arguments(self) -> tuple[Any, ...]:
        """The arguments, as values."""
        return tuple(self.function.args)

    # -- constants ---------------------------------------------------------------------------------------------------
    def i(self, value: Any) -> Any:
        """A whole number."""
        return self.ir.Constant(self.whole, value) if isinstance(value, int) else value

    def d(self, value: Any) -> Any:
        """A number."""
        return self.ir.Constant(self.double, value) if isinstance(value, float) else value

    def v(self, value: Any) -> Any:
        """A number in all lanes."""
        if isinstance(value, float):
            return self.ir.Constant(self.vector, [value] * self.width)
        empty, index = self.ir.Constant(self.vector, self.ir.Undefined), self.ir.IntType(32)
        first = self.b.insert_element(empty, value, self.ir.Constant(index, 0))
        return self.b.shuffle_vector(first, empty, self.ir.Constant(self.ir.VectorType(index, self.width), [0] * self.width))

    # -- arithmetic --------------------------------------------------------------------------------------------------
    def plus(self, x: Any, y: Any) -> Any:
        """x + y, of whole numbers."""
        return x + y if isinstance(x, int) and isinstance(y, int) else self.b.add(self.i(x), self.i(y))

    def times(self, x: Any, y: Any) -> Any:
        """x * y, of whole numbers."""
        return x * y if isinstance(x, int) and isinstance(y, int) else self.b.mul(self.i(x), self.i(y))

    def fma(self, x: Any, y: Any, z: Any) -> Any:
        """x*y + z, rounded once."""
        return call(self.b, f"llvm.fma.v{self.width}f64" if x.type == self.vector else "llvm.fma.f64", x.type, x, y, z)

    def lanewise(self, name: str, *values: Any) -> Any:
        """A function of LLVM's own on vectors: sqrt, fabs."""
        return call(self.b, f"llvm.{name}.v{self.width}f64", self.vector, *values)

    def most(self, x: Any, y: Any) -> Any:
        """The larger one; NaN where either is."""
        return self.b.select(self.b.or_(self.b.fcmp_ordered(">", x, y), self.b.fcmp_unordered("uno", x, x)), x, y)

    def least(self, x: Any, y: Any) -> Any:
        """The smaller one; NaN where either is."""
        return self.b.select(self.b.or_(self.b.fcmp_ordered("<", x, y), self.b.fcmp_unordered("uno", x, x)), x, y)

    def top(self, x: Any, y: Any) -> Any:
        """The larger one, in one instruction; y where either is NaN."""
        return self.b.select(self.b.fcmp_ordered(">", x, y), x, y)

    def any(self, mask: Any) -> Any:
        """Whether a comparison is true in any lane."""
        bits = self.ir.IntType(self.width)
        return self.b.icmp_unsigned("!=", self.b.bitcast(mask, bits), bits(0))

    # -- memory ------------------------------------------------------------------------------------------------------
    def get(self, array: Any, at: Any) -> Any:
        """An element of an array."""
        return self.b.load(self.b.gep(array, [self.i(at)]))

    def put(self, array: Any, at: Any, value: Any) -> None:
        """Write an element."""
        self.b.store(value, self.b.gep(array, [self.i(at)]))

    def load(self, array: Any, at: Any) -> Any:
        """A vector, counted in vectors."""
        value = self.b.load(self.b.gep(self.b.bitcast(array, self.vector.as_pointer()), [self.i(at)]))
        value.align = 8 * self.width
        return value

    def store(self, array: Any, at: Any, value: Any) -> None:
        """Write a vector."""
        self.b.store(value, self.b.gep(self.b.bitcast(array, self.vector.as_pointer()), [self.i(at)])).align = 8 * self.width

    def variable(self, value: Any) -> Any:
        """A place for a value that changes; read it with `now`, write it with `set`."""
        with self.b.goto_entry_block():
            place = self.b.alloca(value.type)
        self.b.store(value, place)
        return place

    def now(self, place: Any) -> Any:
        """The value of a variable."""
        return self.b.load(place)

    def set(self, place: Any, value: Any) -> None:
        """Change a variable."""
        self.b.store(value, place)

    # -- the course of things ----------------------------------------------------------------------------------------
    @contextmanager
    def loop(self, first: Any, end: Any, step: int = 1) -> Iterator[Any]:
        """i = first, first + step, ... while i < end."""
        place = self.variable(self.i(first))
        with self.repeat(lambda: self.b.icmp_signed("<", self.now(place), self.i(end))):
            i = self.now(place)
            yield i
            self.set(place, self.b.add(i, self.i(step)))

    @contextmanager
    def repeat(self, goes_on: Callable[[], Any]) -> Iterator[None]:
        """While a condition holds."""
        test, body, after = (self.function.append_basic_block() for _ in range(3))
        self.b.branch(test)
        self.b.position_at_end(test)
        self.b.cbranch(goes_on(), body, after)
        self.b.position_at_end(body)
        yield
        self.b.branch(test)
        self.b.position_at_end(after)

    def rows(self, count: int, block: int, body: Callable[[Any, int], None]) -> None:
        """body(i, how many) on the rows 0 .. count, `block` at a time, and on what is left."""
        whole = count - count % block
        if whole:
            with self.loop(0, whole, block) as i:
                body(i, block)
        if count % block:
            body(whole, count % block)

    def close(self) -> Any:
        """End the function."""
        self.b.ret_void()
        return self.function


@cache
def native() -> int:
    """How many doubles a register of this machine holds."""
    from llvmlite import binding

    return 8 if binding.get_host_cpu_features().get("avx512f") else 4


def reason() -> str | None:
    """None where llvmlite is there, and new enough."""
    try:
        from llvmlite import binding
    except ImportError:
        return "llvmlite is not installed; pip install 'mirrorsym[numba]' brings it"
    return None if hasattr(binding, "create_pass_builder") else "llvmlite is older than 0.45"


_LOADED: dict[str, tuple[Any, Any]] = {}


def load(write: Callable[[Any], None], marks: Sequence[str], name: str, arguments: Sequence[Any], folder: Path | None = None) -> Any:
    """The function `name` of the module that `write` fills; `marks` decide what it is, and name the file that keeps it.

    `arguments` are its types for ctypes; it returns nothing, and lets other threads run meanwhile.
    """
    return load_code(lambda target: _compiled(write, target), marks, name, arguments, folder)


def load_code(make: Callable[[Any], bytes], marks: Sequence[str], name: str, arguments: Sequence[Any], folder: Path | None = None,
              result: Any = None) -> Any:
    """The function `name` of the object file that `make` makes for a target, where none is kept; the rest as in `load`."""
    import llvmlite
    from llvmlite import binding

    features = binding.get_host_cpu_features().flatten()
    machine = (_VERSION, llvmlite.__version__, platform.machine(), binding.get_host_cpu_name(), features)
    digest = hashlib.sha256("\0".join([*marks, *machine]).encode()).hexdigest()[:32]
    if digest not in _LOADED:
        binding.initialize_native_target()
        binding.initialize_native_asmprinter()
        path = (cache_folder() if folder is None else folder) / f"flow-{digest}.o"
        target = binding.Target.from_default_triple().create_target_machine(cpu=binding.get_host_cpu_name(), features=features, opt=3,
                                                                            jit=True, reloc="pic")
        known = _kept(path)
        if known is None:
            known = make(target)
            with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
                file.write(hashlib.sha256(known).digest() + known)
            Path(file.name).replace(path)
        engine = binding.create_mcjit_compiler(binding.parse_assembly(""), target)
        engine.add_object_file(binding.ObjectFileRef.from_data(known))
        engine.finalize_object()
        _LOADED[digest] = (engine, ctypes.CFUNCTYPE(result, *arguments)(engine.get_function_address(name)))
    return _LOADED[digest][1]


def _kept(path: Path) -> bytes | None:
    """What a file holds behind its hash; None where it is missing or damaged."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    return whole[32:] if hashlib.sha256(whole[32:]).digest() == whole[:32] else None


def _compiled(write: Callable[[Any], None], target: Any) -> bytes:
    from llvmlite import binding, ir

    module = ir.Module(name="flow", context=ir.Context())
    module.triple, module.data_layout = binding.get_default_triple(), str(target.target_data)
    write(module)
    parsed = binding.parse_assembly(str(module))
    parsed.verify()
    options = binding.create_pipeline_tuning_options(speed_level=3)
    options.loop_unrolling = False  # what should be unrolled is written so
    builder = binding.create_pass_builder(target, options)
    builder.getModulePassManager().run(parsed, builder)
    code: bytes = target.emit_object(parsed)
    return code
