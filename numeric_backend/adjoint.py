"""Derivatives of kernels, as kernels: the reverse sweep over a straight-line program.

`pullback` of a program x = g(w) computes J_g(w)^T q, which is all that a gradient step needs of a map; `gradient` of a program with one
output computes that output and its gradient.  Both are exact up to rounding, because every operation of the vocabulary has its
derivative here; where a function has a kink (abs, maximum, select) it is the derivative of the branch that is taken.

ValueError for a derivative that the vocabulary cannot write: in the order of a polygamma or a Bessel function.

Main definitions: `pullback`, `gradient`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from numeric_backend.kernel import Builder, Kernel

__all__ = ["gradient", "pullback"]


def pullback(kernel: Kernel, count: int | None = None) -> Kernel:
    """(w_1 .. w_count, q_1 .. q_m, the other arguments) -> J^T q, where the kernel has m outputs and J is its derivative in w.

    `count` is the number of leading arguments that are differentiated; all of them when it is None.

    >>> from numeric_backend.kernel import Builder
    >>> b = Builder(("u", "v"))
    >>> product = b.kernel((b.put("multiply", b.argument(0), b.argument(1)),))
    >>> print(pullback(product))
    v0 = argument u
    v1 = argument v
    v2 = argument q1
    v3 = multiply v2 v1
    v4 = multiply v2 v0
    return v3 v4
    """
    n, m = len(kernel.arguments) if count is None else count, len(kernel.outputs)
    labels = (*kernel.arguments[:n], *(f"q{i + 1}" for i in range(m)), *kernel.arguments[n:])
    sweep = _Sweep(Builder(labels), kernel, [i if i < n else i + m for i in range(len(kernel.arguments))])
    weights = [sweep.builder.argument(n + i) for i in range(m)]
    return sweep.builder.kernel(sweep.back(weights, n))


def gradient(kernel: Kernel, count: int | None = None) -> Kernel:
    """The kernel with one output, followed by its derivatives in the first `count` arguments (all of them when it is None).

    >>> from numeric_backend.kernel import Builder
    >>> b = Builder(("x",))
    >>> from numeric_backend.backends import backend
    >>> run = backend("numpy")(gradient(b.kernel((b.put("power_of", b.argument(0), value=3),))))
    >>> [float(v) for v in run(2.0)]
    [8.0, 12.0]
    """
    if len(kernel.outputs) != 1:
        raise ValueError("only a kernel with one output has a gradient")
    n = len(kernel.arguments) if count is None else count
    sweep = _Sweep(Builder(kernel.arguments), kernel, list(range(len(kernel.arguments))))
    return sweep.builder.kernel([sweep.values[kernel.outputs[0]], *sweep.back([sweep.builder.constant(1)], n)])


class _Sweep:
    """A copy of a program in a builder, and the way back through it."""

    def __init__(self, builder: Builder, kernel: Kernel, places: Sequence[int]) -> None:
        self.builder, self.kernel = builder, kernel
        self.values: list[int] = []
        for step in kernel.instructions:
            if step.op == "argument":
                self.values.append(builder.argument(places[int(step.value or 0)]))
            elif step.op == "constant":
                self.values.append(builder.constant(Fraction(step.value or 0)))
            else:
                exponent = int(step.value) if step.value is not None else None
                self.values.append(builder.put(step.op, *(self.values[k] for k in step.operands), value=exponent))

    def back(self, weights: Sequence[int], count: int) -> list[int]:
        """The derivatives in the first `count` arguments of the sum of the outputs times `weights`."""
        b = self.builder
        slopes: dict[int, int] = {}

        def gather(step: int, slope: int) -> None:
            slopes[step] = b.put("add", slopes[step], slope) if step in slopes else slope

        for output, weight in zip(self.kernel.outputs, weights, strict=True):
            gather(output, weight)
        wanted: dict[int, int] = {}
        depends = self._depends(count)
        guarded: set[int] = set()  # steps in a branch that may not be taken: their slope may be 0 where their derivative is not finite
        for i in reversed(range(len(self.kernel.instructions))):
            step = self.kernel.instructions[i]
            if i not in slopes or not depends[i]:
                continue
            if step.op == "argument":
                place = int(step.value or 0)
                wanted[place] = b.put("add", wanted[place], slopes[i]) if place in wanted else slopes[i]
                continue
            inputs = [self.values[k] for k in step.operands]
            for at, k in enumerate(step.operands):
                slope = _slope(b, step.op, at, inputs, self.values[i], slopes[i], step.value) if depends[k] else None
                if slope is None:
                    continue
                if i in guarded and step.op not in _LINEAR:
                    slope = b.put("select", b.put("equal", slopes[i], b.constant(0)), b.constant(0), slope)
                if i in guarded or step.op in _BRANCHING:
                    guarded.add(k)
                gather(k, slope)
        return [wanted.get(place, b.constant(0)) for place in range(count)]

    def _depends(self, count: int) -> list[bool]:
        """For each step whether it changes with one of the first `count` arguments."""
        found: list[bool] = []
        for step in self.kernel.instructions:
            found.append(int(step.value or 0) < count if step.op == "argument" else any(found[k] for k in step.operands))
        return found


def _slope(b: Builder, op: str, at: int, x: Sequence[int], y: int, s: int, value: Fraction | int | None) -> int | None:
    """The slope `s` of the result `y` = op(x) carried to its operand number `at`; None where it is 0."""
    put, one, two = b.put, b.constant(1), b.constant(2)

    def times(factor: int) -> int:
        return put("multiply", s, factor)

    def over(divisor: int) -> int:
        return put("divide", s, divisor)

    def square(z: int) -> int:
        return put("multiply", z, z)

    if op in _FLAT:
        return None
    if op in _PLAIN:
        return _PLAIN[op](b, at, x, y, s)
    if op == "power_of":
        n = int(value or 0)
        if n == 0:
            return None
        return times(put("multiply", b.constant(n), put("power_of", x[0], value=n - 1))) if n != 1 else s
    if op == "power":
        if at == 0:
            return times(put("multiply", x[1], put("power", x[0], put("subtract", x[1], one))))
        return times(put("multiply", y, put("log", x[0])))
    if op in ("asin", "acos"):
        root = put("sqrt", put("multiply", put("subtract", one, x[0]), put("add", one, x[0])))
        return over(root if op == "asin" else put("negate", root))
    if op == "acosh":
        return over(put("sqrt", put("multiply", put("subtract", x[0], one), put("add", x[0], one))))
    if op == "erf":
        return times(put("divide", put("multiply", two, put("exp", put("negate", square(x[0])))), put("sqrt", put("pi"))))
    if op == "gamma":
        return times(put("multiply", y, put("polygamma", b.constant(0), x[0])))
    if op == "LambertW":  # W' = exp(-W)/(1 + W), which is 1 at 0 and needs no division by x
        return over(put("multiply", put("add", one, y), put("exp", y)))
    if op == "polygamma" and at == 1:
        return times(put("polygamma", put("add", x[0], one), x[1]))
    if op == "besselj" and at == 1:
        lower, upper = put("besselj", put("subtract", x[0], one), x[1]), put("besselj", put("add", x[0], one), x[1])
        return times(put("divide", put("subtract", lower, upper), two))
    raise ValueError(f"the vocabulary has no derivative of {op} in its order")


_LINEAR = {"add", "subtract", "negate", "select", "maximum", "minimum"}
_BRANCHING = {"select", "maximum", "minimum"}
_FLAT = {"sign", "less", "less_equal", "equal", "not_equal"}
_Rule = Callable[[Builder, int, Sequence[int], int, int], int | None]


def _one_plus_square(b: Builder, x: int) -> int:
    return b.put("add", b.constant(1), b.put("multiply", x, x))


def _chosen(b: Builder, at: int, condition: int, s: int) -> int:
    zero = b.constant(0)
    return b.put("select", condition, s, zero) if at == 0 else b.put("select", condition, zero, s)


def _hypot_minus(b: Builder, at: int, x: Sequence[int], y: int, s: int) -> int:
    length = b.put("hypot", x[0], x[1])
    ratio = b.put("divide", y if at == 0 else x[1], length)  # d/dx (r - x) = -(r - x)/r
    return b.put("multiply", s, b.put("negate", ratio) if at == 0 else ratio)


#: operation -> the slope at an operand, from (builder, which operand, operands, result, slope of the result)
_PLAIN: dict[str, _Rule] = {
    "add": lambda b, at, x, y, s: s,
    "subtract": lambda b, at, x, y, s: s if at == 0 else b.put("negate", s),
    "multiply": lambda b, at, x, y, s: b.put("multiply", s, x[1 - at]),
    "divide": lambda b, at, x, y, s: b.put("divide", s if at == 0 else b.put("negate", b.put("multiply", s, y)), x[1]),
    "negate": lambda b, at, x, y, s: b.put("negate", s),
    "sqrt": lambda b, at, x, y, s: b.put("divide", s, b.put("multiply", b.constant(2), y)),
    "hypot": lambda b, at, x, y, s: b.put("multiply", s, b.put("divide", x[at], y)),
    "hypot_minus": _hypot_minus,
    "exp": lambda b, at, x, y, s: b.put("multiply", s, y),
    "expm1": lambda b, at, x, y, s: b.put("multiply", s, b.put("exp", x[0])),
    "log": lambda b, at, x, y, s: b.put("divide", s, x[0]),
    "log1p": lambda b, at, x, y, s: b.put("divide", s, b.put("add", b.constant(1), x[0])),
    "softplus": lambda b, at, x, y, s: b.put("divide", s, b.put("add", b.constant(1), b.put("exp", b.put("negate", x[0])))),
    "logcosh": lambda b, at, x, y, s: b.put("multiply", s, b.put("tanh", x[0])),
    "sin": lambda b, at, x, y, s: b.put("multiply", s, b.put("cos", x[0])),
    "cos": lambda b, at, x, y, s: b.put("negate", b.put("multiply", s, b.put("sin", x[0]))),
    "tan": lambda b, at, x, y, s: b.put("multiply", s, _one_plus_square(b, y)),
    "sinh": lambda b, at, x, y, s: b.put("multiply", s, b.put("cosh", x[0])),
    "cosh": lambda b, at, x, y, s: b.put("multiply", s, b.put("sinh", x[0])),
    "tanh": lambda b, at, x, y, s: b.put("divide", s, b.put("power_of", b.put("cosh", x[0]), value=2)),
    "atan": lambda b, at, x, y, s: b.put("divide", s, _one_plus_square(b, x[0])),
    "asinh": lambda b, at, x, y, s: b.put("divide", s, b.put("hypot", b.constant(1), x[0])),
    "atanh": lambda b, at, x, y, s: b.put("divide", s, b.put("multiply", b.put("subtract", b.constant(1), x[0]),
                                                             b.put("add", b.constant(1), x[0]))),
    "abs": lambda b, at, x, y, s: b.put("multiply", s, b.put("sign", x[0])),
    "maximum": lambda b, at, x, y, s: _chosen(b, at, b.put("less_equal", x[1], x[0]), s),
    "minimum": lambda b, at, x, y, s: _chosen(b, at, b.put("less_equal", x[0], x[1]), s),
    "Ei": lambda b, at, x, y, s: b.put("divide", b.put("multiply", s, b.put("exp", x[0])), x[0]),
    "select": lambda b, at, x, y, s: None if at == 0 else _chosen(b, at - 1, x[0], s),
}
