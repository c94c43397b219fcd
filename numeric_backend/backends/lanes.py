"""Eight configurations side by side: a Numba type of eight doubles that travel together through one instruction stream.

Plain loops over lanes are mostly not turned into vector instructions, so the type is written down: its values are LLVM vectors, and each
operation is one vector instruction.  A lane never sees another lane, and nothing is reassociated, so that a configuration's
numbers are the same bits whatever else is in the batch.

Only generated sources import what is here; Numba is loaded on the first call of `lanes`.

Main definitions: `lanes`, `WIDTH`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

from numeric_backend.backends import vector_ops
from numeric_backend.backends.vector_ops import WIDTH

__all__ = ["WIDTH", "lanes"]

_ALIGNMENT = 64


@cache
def lanes() -> SimpleNamespace:
    """The operations by name: `load`, `store`, `entry`, `number`, `fma`, `get`, `pack`, `any_nan`, and those of the vocabulary."""
    from llvmlite import ir
    from numba.core import types
    from numba.extending import models, register_model

    body = ir.VectorType(ir.DoubleType(), WIDTH)

    class Lanes(types.Type):  # type: ignore[misc, unused-ignore]
        def __init__(self) -> None:
            super().__init__(name=f"lanes{WIDTH}")

    @register_model(Lanes)
    class _Model(models.PrimitiveModel):  # type: ignore[misc, unused-ignore]
        def __init__(self, manager: Any, kind: Any) -> None:
            super().__init__(manager, kind, body)

    vector = Lanes()
    memory, native = _memory(vector, body), _native(vector)
    return SimpleNamespace(**{**_by_lane(memory["get"], memory["pack"]), **native, **memory})


def _memory(vector: Any, body: Any) -> dict[str, Any]:
    """What moves numbers into vectors and out of them."""
    from llvmlite import ir
    from numba.core import types
    from numba.extending import intrinsic

    index = ir.IntType(32)

    def place(context: Any, b: Any, kind: Any, array: Any, at: Any) -> Any:
        data = context.make_array(kind)(context, b, array).data
        return b.gep(b.bitcast(data, body.as_pointer()), [at])

    @intrinsic
    def load(context: Any, array: Any, at: Any) -> Any:
        def emit(context: Any, b: Any, signature: Any, v: Any) -> Any:
            value = b.load(place(context, b, signature.args[0], v[0], v[1]))
            value.align = _ALIGNMENT
            return value
        return vector(array, types.intp), emit

    @intrinsic
    def store(context: Any, array: Any, at: Any, value: Any) -> Any:
        def emit(context: Any, b: Any, signature: Any, v: Any) -> Any:
            b.store(v[2], place(context, b, signature.args[0], v[0], v[1])).align = _ALIGNMENT
            return context.get_dummy_value()
        return types.void(array, types.intp, vector), emit

    @intrinsic
    def entry(context: Any, array: Any, at: Any) -> Any:
        def emit(context: Any, b: Any, signature: Any, v: Any) -> Any:  # no wrapping around from the end, which costs more than the load
            return b.load(b.gep(context.make_array(signature.args[0])(context, b, v[0]).data, [v[1]]))
        return array.dtype(array, types.intp), emit

    @intrinsic
    def number(context: Any, value: Any) -> Any:
        def emit(_context: Any, b: Any, _signature: Any, v: Any) -> Any:
            empty = ir.Constant(body, ir.Undefined)
            first = b.insert_element(empty, v[0], index(0))
            return b.shuffle_vector(first, empty, ir.Constant(ir.VectorType(index, WIDTH), [0] * WIDTH))
        return vector(types.float64), emit

    @intrinsic
    def get(context: Any, value: Any, lane: Any) -> Any:
        return types.float64(vector, types.intp), lambda _c, b, _s, v: b.extract_element(v[0], b.trunc(v[1], index))

    @intrinsic
    def pack(context: Any, a: Any, b: Any, c: Any, d: Any, e: Any, f: Any, g: Any, h: Any) -> Any:
        def emit(_context: Any, b: Any, _signature: Any, v: Any) -> Any:
            value = ir.Constant(body, ir.Undefined)
            for i, part in enumerate(v):
                value = b.insert_element(value, part, index(i))
            return value
        return vector(*[types.float64] * WIDTH), emit

    @intrinsic
    def any_nan(context: Any, value: Any) -> Any:
        def emit(_context: Any, b: Any, _signature: Any, v: Any) -> Any:
            mask = ir.IntType(WIDTH)
            return b.icmp_unsigned("!=", b.bitcast(b.fcmp_unordered("uno", v[0], v[0]), mask), mask(0))
        return types.boolean(vector), emit

    return {"load": load, "store": store, "entry": entry, "number": number, "get": get, "pack": pack, "any_nan": any_nan}


def _native(vector: Any) -> dict[str, Any]:
    """What is one vector instruction, or a few; the signs of arithmetic are taught to Numba on the way."""
    import operator

    from numba.extending import overload

    pure = _pure(vector)
    found = {name: pure(count, emit) for name, (count, emit) in vector_ops.recipes().items()}
    for symbol, name in ((operator.add, "add"), (operator.sub, "subtract"), (operator.mul, "multiply")):
        _teach(overload, symbol, found.pop(name), vector)
    negate = found.pop("negate")
    overload(operator.neg)(lambda a: (lambda a: negate(a)) if a == vector else None)  # noqa: PLW0108 (see _teach)
    return found


def _teach(overload: Any, symbol: Any, operation: Any, vector: Any) -> None:
    # Numba compares the signatures of the two functions, annotations and all, and takes no compiled operation itself
    overload(symbol)(lambda a, b: (lambda a, b: operation(a, b)) if a == vector == b else None)  # noqa: PLW0108


def _pure(vector: Any) -> Callable[[int, Callable[..., Any]], Any]:
    """A maker of operations on so many vectors from what they emit."""
    from numba.extending import intrinsic

    def make(count: int, emit: Callable[..., Any]) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            return emit(builder, *values)

        @intrinsic
        def one(context: Any, a: Any) -> Any:
            return (vector(vector), generate) if a == vector else None

        @intrinsic
        def two(context: Any, a: Any, b: Any) -> Any:
            return (vector(vector, vector), generate) if a == vector == b else None

        @intrinsic
        def three(context: Any, a: Any, b: Any, c: Any) -> Any:
            return (vector(vector, vector, vector), generate) if a == vector == b == c else None

        return (one, two, three)[count - 1]

    return make


def _by_lane(get: Any, pack: Any) -> dict[str, Any]:
    """The functions of numbers, lane after lane."""
    from numba import njit

    from numeric_backend.backends.scalars import compiled

    def lifted(f: Any, count: int) -> Any:
        @njit
        def one(a: Any) -> Any:
            return pack(f(get(a, 0)), f(get(a, 1)), f(get(a, 2)), f(get(a, 3)), f(get(a, 4)), f(get(a, 5)), f(get(a, 6)), f(get(a, 7)))

        @njit
        def two(a: Any, b: Any) -> Any:
            return pack(f(get(a, 0), get(b, 0)), f(get(a, 1), get(b, 1)), f(get(a, 2), get(b, 2)), f(get(a, 3), get(b, 3)),
                        f(get(a, 4), get(b, 4)), f(get(a, 5), get(b, 5)), f(get(a, 6), get(b, 6)), f(get(a, 7), get(b, 7)))
        return one if count == 1 else two

    return {name: lifted(f, count) for name, (count, f) in compiled().items() if count <= 2}
