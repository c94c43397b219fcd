"""Eight configurations side by side: a Numba type of eight doubles that travel together through one instruction stream.

Plain loops over lanes are mostly not turned into vector instructions, so the type is written down: its values are LLVM vectors, and each
operation is one vector instruction.  A lane never sees another lane, and nothing is reassociated, so that a configuration's
numbers are the same bits whatever else is in the batch.

Only generated sources import what is here; Numba is loaded on the first call of `lanes`.

Main definitions: `lanes`, `WIDTH`.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

__all__ = ["WIDTH", "lanes"]

#: lanes in a vector: one register where registers have 512 bits, two where they have 256
WIDTH = 8
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
    memory, native = _memory(vector, body), _native(vector, body)
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


def _native(vector: Any, body: Any) -> dict[str, Any]:
    """What is one vector instruction, or a few; the signs of arithmetic are taught to Numba on the way."""
    import operator

    from llvmlite import ir
    from numba.core import cgutils
    from numba.extending import overload

    pure = _pure(vector)

    def splat(value: float) -> Any:
        return ir.Constant(body, [value] * WIDTH)

    def named(name: str) -> Callable[..., Any]:
        """A function of LLVM's own, on vectors."""
        def emit(builder: Any, *values: Any) -> Any:
            kind = ir.FunctionType(body, [body] * len(values))
            return builder.call(cgutils.get_or_insert_function(builder.module, kind, f"llvm.{name}.v{WIDTH}f64"), values)
        return emit

    def compared(sign: str) -> Callable[..., Any]:
        def emit(b: Any, x: Any, y: Any) -> Any:
            truth = b.select(b.fcmp_ordered(sign, x, y), splat(1.0), splat(0.0))
            return b.select(b.fcmp_unordered("uno", x, y), splat(float("nan")), truth)
        return emit

    def extreme(sign: str) -> Callable[..., Any]:
        return lambda b, x, y: b.select(b.or_(b.fcmp_ordered(sign, x, y), b.fcmp_unordered("uno", x, x)), x, y)

    def select(b: Any, c: Any, yes: Any, no: Any) -> Any:
        chosen = b.select(b.fcmp_ordered("!=", c, splat(0.0)), yes, no)
        return b.select(b.fcmp_unordered("uno", c, c), splat(float("nan")), chosen)

    def sign(b: Any, x: Any) -> Any:
        up, down = b.fcmp_ordered(">", x, splat(0.0)), b.fcmp_ordered("<", x, splat(0.0))
        return b.select(up, splat(1.0), b.select(down, splat(-1.0), x))

    for symbol, emit in ((operator.add, "fadd"), (operator.sub, "fsub"), (operator.mul, "fmul")):
        _teach(overload, symbol, pure(2, lambda b, x, y, emit=emit: getattr(b, emit)(x, y)), vector)
    negate = pure(1, lambda b, x: b.fneg(x))
    overload(operator.neg)(lambda a: (lambda a: negate(a)) if a == vector else None)  # noqa: PLW0108 (see _teach)
    fma = named("fma")
    return {
        "divide": pure(2, lambda b, x, y: b.fdiv(x, y)), "sqrt": pure(1, named("sqrt")), "abs": pure(1, named("fabs")),
        "fma": pure(3, fma), "exp": pure(1, _exponential(body, fma)), "sign": pure(1, sign),
        "maximum": pure(2, extreme(">")), "minimum": pure(2, extreme("<")),
        "select": pure(3, select), "less": pure(2, compared("<")), "less_equal": pure(2, compared("<=")), "equal": pure(2, compared("==")),
        "not_equal": pure(2, compared("!=")),
    }


def _exponential(body: Any, fma: Callable[..., Any]) -> Callable[..., Any]:
    """exp(x) = 2**k exp(r) with |r| <= log(2)/2, where exp(r) is a polynomial: within two units of the last place, eight at once."""
    from llvmlite import ir

    words = ir.VectorType(ir.IntType(64), WIDTH)
    shift = 1.5 * 2.0**52  # added to a number it leaves the nearest whole number in the last bits
    shifted = int.from_bytes(struct.pack(">d", shift), "big")

    def splat(value: float) -> Any:
        return ir.Constant(body, [value] * WIDTH)

    def whole(value: int) -> Any:
        return ir.Constant(words, [value] * WIDTH)

    def power_of_two(b: Any, moved: Any) -> Any:
        """2**k from k + shift."""
        k = b.add(b.sub(b.bitcast(moved, words), whole(shifted)), whole(1023))
        return b.bitcast(b.shl(k, whole(52)), body)

    def emit(b: Any, x: Any) -> Any:
        low = b.select(b.fcmp_ordered("<", x, splat(-746.0)), splat(-746.0), x)
        y = b.select(b.fcmp_ordered(">", low, splat(710.0)), splat(710.0), low)
        k = b.fsub(b.fadd(b.fmul(y, splat(1.4426950408889634)), splat(shift)), splat(shift))
        r = fma(b, k, splat(-1.90821492927058770002e-10), fma(b, k, splat(-6.93147180369123816490e-01), y))  # log(2) in two parts
        p = splat(1.0 / math.factorial(13))
        for n in range(12, 1, -1):
            p = fma(b, p, r, splat(1.0 / math.factorial(n)))
        p = b.fadd(splat(1.0), fma(b, b.fmul(r, r), p, r))
        half = b.fadd(b.fmul(k, splat(0.5)), splat(shift))  # in two factors, because 2**1024 and 2**-1075 are no doubles
        rest = b.fadd(b.fsub(k, b.fsub(half, splat(shift))), splat(shift))
        value = b.fmul(b.fmul(p, power_of_two(b, half)), power_of_two(b, rest))
        return b.select(b.fcmp_unordered("uno", x, x), x, value)

    return emit


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
