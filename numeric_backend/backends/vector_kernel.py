"""Kernels as functions of vectors in LLVM's language.

Arithmetic, roots, the exponential and comparisons are vector instructions; other elementary functions are called lane by lane from the
system's mathematical library.  Special functions are not there, and a kernel with one is refused.

Main definitions: `write_kernel`, `absent`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from numeric_backend.backends.machine import Code
from numeric_backend.backends.vector_ops import call, recipes
from numeric_backend.backends.writing import constant_value
from numeric_backend.kernel import Kernel

__all__ = ["LIBRARY", "absent", "write_kernel"]

#: operations that are called from the mathematical library, and their names there
LIBRARY = {name: name for name in ("expm1", "log", "log1p", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh",
                                    "acosh", "atanh", "erf")} | {"gamma": "tgamma", "power": "pow", "hypot": "hypot"}
_COMPOSED = ("softplus", "logcosh", "hypot_minus", "power_of")


def absent(kernel: Kernel) -> list[str]:
    """The functions of a kernel that there is no code for."""
    known = {"argument", "constant", "pi", *LIBRARY, *_COMPOSED, *recipes()}
    return sorted({s.op for s in kernel.instructions} - known)


def write_kernel(c: Code, kernel: Kernel, argument: Callable[[int], Any]) -> list[Any]:
    """Append the kernel to a function; `argument` gives the value of each argument when it is first needed.

    A product that only one sum or difference uses becomes part of it, as a fused multiply-add.
    """
    made = _Maker(c)
    lone = _lone_products(kernel)
    values: list[Any] = []
    for i, step in enumerate(kernel.instructions):
        if step.op == "argument":
            values.append(argument(int(step.value or 0)))
        elif step.op in ("constant", "pi"):
            values.append(c.v(constant_value(step)))
        elif step.op == "power_of":
            values.append(made.power_of(values[step.operands[0]], int(step.value or 0)))
        elif i in lone.values():
            values.append(None)
        elif i in lone:
            x, y = (values[k] for k in kernel.instructions[lone[i]].operands)
            first = step.operands[0] == lone[i]
            other = values[step.operands[1 if first else 0]]
            if step.op == "subtract":
                x, other = (x, c.b.fneg(other)) if first else (c.b.fneg(x), other)
            values.append(c.fma(x, y, other))
        else:
            values.append(made.operation(step.op, [values[k] for k in step.operands]))
    return [values[k] for k in kernel.outputs]


def _lone_products(kernel: Kernel) -> dict[int, int]:
    """For sums and differences, the product among their operands that nothing else uses; the operands of it are distinct steps' values."""
    uses = Counter(k for step in kernel.instructions for k in step.operands) + Counter(kernel.outputs)
    found: dict[int, int] = {}
    for i, step in enumerate(kernel.instructions):
        if step.op in ("add", "subtract"):
            lone = [k for k in reversed(step.operands) if kernel.instructions[k].op == "multiply" and uses[k] == 1]
            if lone:
                found[i] = lone[0]
    return found


class _Maker:
    """Operations by name."""

    def __init__(self, c: Code) -> None:
        self.c, self.recipes = c, recipes(c.width)

    def operation(self, op: str, values: Sequence[Any]) -> Any:
        """The value of an operation."""
        if op in self.recipes:
            return self.recipes[op][1](self.c.b, *values)
        if op in LIBRARY:
            return self.by_lane(LIBRARY[op], values)
        return getattr(self, op)(*values)

    def by_lane(self, name: str, values: Sequence[Any]) -> Any:
        """A function of the mathematical library, lane after lane."""
        c, index = self.c, self.c.ir.IntType(32)
        out = c.ir.Constant(c.vector, c.ir.Undefined)
        for lane in range(self.c.width):
            at = c.ir.Constant(index, lane)
            out = c.b.insert_element(out, call(c.b, name, c.double, *(c.b.extract_element(v, at) for v in values)), at)
        return out

    def power_of(self, base: Any, n: int) -> Any:
        """Repeated squaring, in the order of the other backends."""
        c, result, square, rest = self.c, None, base, abs(n)
        while rest:
            if rest & 1:
                result = square if result is None else c.b.fmul(result, square)
            rest >>= 1
            if rest:
                square = c.b.fmul(square, square)
        one = c.v(1.0)
        return one if result is None else c.b.fdiv(one, result) if n < 0 else result

    def softplus(self, x: Any) -> Any:
        """max(x, 0) + log1p(exp(-|x|))."""
        c = self.c
        rest = self.by_lane("log1p", [self.recipes["exp"][1](c.b, c.b.fneg(c.lanewise("fabs", x)))])
        return c.b.fadd(c.most(x, c.v(0.0)), rest)

    def logcosh(self, x: Any) -> Any:
        """log1p(2 sinh(x/2)**2) near 0, and |x| + log1p(exp(-2|x|)) - log(2) far out."""
        c = self.c
        y, one = c.lanewise("fabs", x), c.v(1.0)
        half = self.by_lane("sinh", [c.b.fmul(c.least(y, one), c.v(0.5))])
        near = self.by_lane("log1p", [c.b.fmul(c.v(2.0), c.b.fmul(half, half))])
        tail = self.by_lane("log1p", [self.recipes["exp"][1](c.b, c.b.fmul(c.v(-2.0), y))])
        return c.b.select(c.b.fcmp_ordered("<", y, one), near, c.b.fadd(y, c.b.fsub(tail, c.v(0.6931471805599453))))

    def hypot_minus(self, x: Any, y: Any) -> Any:
        """sqrt(x**2 + y**2) - x without cancellation."""
        c, positive = self.c, self.c.b.fcmp_ordered(">", x, self.c.v(0.0))
        half, other = (c.b.fmul(c.v(0.5), v) for v in (x, y))  # the sum of x and the length may overflow
        length = self.by_lane("hypot", [half, other])
        total = c.b.select(positive, c.b.fadd(length, half), c.v(1.0))
        return c.b.select(positive, c.b.fmul(y, c.b.fdiv(other, total)), c.b.fmul(c.v(2.0), c.b.fsub(length, half)))
