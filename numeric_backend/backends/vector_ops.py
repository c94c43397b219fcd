"""What one vector instruction, or a few, compute on eight doubles: recipes that append to a function of LLVM's language.

They follow the vocabulary of kernels: a comparison gives 1 or 0, and NaN where an operand is NaN.  Nothing here needs Numba.

Main definitions: `recipes`, `call`.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any

__all__ = ["WIDTH", "call", "recipes"]

#: lanes in a vector: one register where registers have 512 bits, two where they have 256
WIDTH = 8
Recipe = Callable[..., Any]


def call(b: Any, name: str, kind: Any, *values: Any) -> Any:
    """A call of a function from outside, on values of one kind."""
    from llvmlite import ir

    function = b.module.globals.get(name)
    if function is None:
        function = ir.Function(b.module, ir.FunctionType(kind, [kind] * len(values)), name)
    return b.call(function, values)


def recipes(width: int = WIDTH) -> dict[str, tuple[int, Recipe]]:
    """name -> (number of operands, a function of a builder and so many vectors of that many doubles)."""
    from llvmlite import ir

    body = ir.VectorType(ir.DoubleType(), width)

    def splat(value: float) -> Any:
        return ir.Constant(body, [value] * width)

    def named(name: str) -> Recipe:
        """A function of LLVM's own, on vectors."""
        return lambda b, *values: call(b, f"llvm.{name}.v{width}f64", body, *values)

    def compared(sign: str) -> Recipe:
        def emit(b: Any, x: Any, y: Any) -> Any:
            truth = b.select(b.fcmp_ordered(sign, x, y), splat(1.0), splat(0.0))
            return b.select(b.fcmp_unordered("uno", x, y), splat(float("nan")), truth)
        return emit

    def extreme(sign: str) -> Recipe:
        return lambda b, x, y: b.select(b.or_(b.fcmp_ordered(sign, x, y), b.fcmp_unordered("uno", x, x)), x, y)

    def select(b: Any, c: Any, yes: Any, no: Any) -> Any:
        chosen = b.select(b.fcmp_ordered("!=", c, splat(0.0)), yes, no)
        return b.select(b.fcmp_unordered("uno", c, c), splat(float("nan")), chosen)

    def sign(b: Any, x: Any) -> Any:
        up, down = b.fcmp_ordered(">", x, splat(0.0)), b.fcmp_ordered("<", x, splat(0.0))
        return b.select(up, splat(1.0), b.select(down, splat(-1.0), x))

    fma = named("fma")
    return {
        "add": (2, lambda b, x, y: b.fadd(x, y)), "subtract": (2, lambda b, x, y: b.fsub(x, y)),
        "multiply": (2, lambda b, x, y: b.fmul(x, y)),
        "negate": (1, lambda b, x: b.fneg(x)), "divide": (2, lambda b, x, y: b.fdiv(x, y)), "sqrt": (1, named("sqrt")),
        "abs": (1, named("fabs")), "fma": (3, fma), "exp": (1, _exponential(body, fma, width)), "sign": (1, sign),
        "maximum": (2, extreme(">")), "minimum": (2, extreme("<")), "select": (3, select), "less": (2, compared("<")),
        "less_equal": (2, compared("<=")), "equal": (2, compared("==")), "not_equal": (2, compared("!=")),
    }


def _exponential(body: Any, fma: Recipe, width: int) -> Recipe:
    """exp(x) = 2**k exp(r) with |r| <= log(2)/2, where exp(r) is a polynomial: within two units of the last place, all lanes at once."""
    from llvmlite import ir

    words = ir.VectorType(ir.IntType(64), width)
    shift = 1.5 * 2.0**52  # added to a number it leaves the nearest whole number in the last bits
    shifted = int.from_bytes(struct.pack(">d", shift), "big")

    def splat(value: float) -> Any:
        return ir.Constant(body, [value] * width)

    def whole(value: int) -> Any:
        return ir.Constant(words, [value] * width)

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
