"""Kernels through heyoka, which compiles expressions and integrates differential equations by Taylor's method.

Here kernels become heyoka's expressions; `numeric_backend.flows.taylor` integrates with them.  What heyoka cannot write with all digits
(and what it lacks: gamma, LambertW, Ei, polygamma, Bessel functions) is refused.

Main definitions: `available`, `compile`, `expressions`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from numeric_backend.backends.writing import constant_value
from numeric_backend.kernel import Kernel

__all__ = ["available", "compile", "expressions"]

_SAME = ("sqrt", "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh", "acosh", "atanh", "erf",
         "expm1", "log1p", "select")


def available() -> str | None:
    """None where heyoka can be imported; how to get it where it cannot."""
    if find_spec("heyoka") is None:
        return "heyoka is not installed; pip install 'mirrorsym[benchmarks]' brings it"
    return None


def compile(kernel: Kernel) -> Callable[..., tuple[Any, ...]]:  # noqa: A001 (the name that every backend has)
    """A function of one array per argument; see `numeric_backend.backends`.  ValueError for what heyoka does not have."""
    import heyoka

    names = [heyoka.expression(f"x{i}") for i in range(len(kernel.arguments))]
    found = expressions(kernel, names)
    if not found:
        return lambda *arguments: ()
    compiled = heyoka.cfunc(found, names)

    def each(*arguments: Any) -> tuple[Any, ...]:
        if len(arguments) != len(names):
            raise TypeError(f"the kernel takes {len(names)} arguments, not {len(arguments)}")
        given = [np.asarray(a, dtype=np.float64) for a in arguments]
        shape = np.broadcast_shapes(*(a.shape for a in given))
        columns = np.stack([np.broadcast_to(a, shape).reshape(-1) for a in given])
        out = np.asarray(compiled(np.ascontiguousarray(columns)))
        return tuple(np.array(row).reshape(shape) for row in out)

    return each


def expressions(kernel: Kernel, arguments: Sequence[Any]) -> list[Any]:
    """The outputs as heyoka's expressions of those for the arguments."""
    import heyoka

    table = _table()
    absent = sorted({s.op for s in kernel.instructions} - {"argument", "constant", "pi", "power_of", *table})
    if absent:
        raise ValueError(f"the backend 'heyoka' has no {' and no '.join(absent)}")
    values: list[Any] = []
    for step in kernel.instructions:
        if step.op == "argument":
            values.append(arguments[int(step.value or 0)])
        elif step.op in ("constant", "pi"):
            values.append(heyoka.expression(constant_value(step)))
        elif step.op == "power_of":
            values.append(values[step.operands[0]] ** float(int(step.value or 0)))
        else:
            values.append(table[step.op](*(values[k] for k in step.operands)))
    return [values[k] for k in kernel.outputs]


def _table() -> dict[str, Callable[..., Any]]:
    import heyoka as h

    zero, one = h.expression(0.0), h.expression(1.0)

    def larger(x: Any, y: Any) -> Any:
        return h.select(h.gte(x, y), x, y)

    def magnitude(x: Any) -> Any:
        return h.select(h.gte(x, zero), x, -x)

    def hypot(x: Any, y: Any) -> Any:
        return h.sqrt(x * x + y * y)

    def hypot_minus(x: Any, y: Any) -> Any:
        length = hypot(x, y)
        return h.select(h.gt(x, zero), y * (y / h.select(h.gt(x, zero), length + x, one)), length - x)

    def logcosh(x: Any) -> Any:
        near, far = h.sinh(h.select(h.lt(magnitude(x), one), x, one) / 2.0), magnitude(x)
        return h.select(h.lt(far, one), h.log1p(2.0 * near * near), far + h.log1p(h.exp(-2.0 * far)) - 0.6931471805599453)

    def compared(name: str) -> Callable[..., Any]:
        return lambda x, y: h.select(getattr(h, name)(x, y), one, zero)

    return {
        **{name: getattr(h, name) for name in _SAME if hasattr(h, name)},
        "add": lambda x, y: x + y, "subtract": lambda x, y: x - y, "multiply": lambda x, y: x * y, "divide": lambda x, y: x / y,
        "negate": lambda x: -x, "power": lambda x, y: x**y, "hypot": hypot, "hypot_minus": hypot_minus,
        "maximum": larger, "minimum": lambda x, y: -larger(-x, -y), "abs": magnitude,
        "sign": lambda x: h.select(h.gt(x, zero), one, h.select(h.lt(x, zero), -one, zero)),
        "softplus": lambda x: larger(x, zero) + h.log1p(h.exp(-magnitude(x))),
        "logcosh": logcosh,
        "less": compared("lt"), "less_equal": compared("lte"), "equal": compared("eq"), "not_equal": compared("neq"),
    }
