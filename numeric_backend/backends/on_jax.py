"""Kernels through JAX: traced once, compiled by XLA for whatever device JAX has chosen, in double precision.

Double precision is switched on while a kernel runs and nowhere else.  Kernels with LambertW, polygamma or a Bessel
function are refused: JAX has none that keeps its digits.  Experiments are run by the other backends.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from numeric_backend.backends.writing import constant_value
from numeric_backend.kernel import Instruction, Kernel

__all__ = ["available", "compile"]

_ABSENT = {"LambertW", "besselj", "polygamma"}


def available() -> str | None:
    """None where JAX can be imported; how to get it where it cannot."""
    return "JAX is not installed; pip install 'mirrorsym[benchmarks]' brings it" if find_spec("jax") is None else None


def compile(kernel: Kernel) -> Callable[..., tuple[Any, ...]]:  # noqa: A001 (the name that every backend has)
    """A function of one array per argument; see `numeric_backend.backends`.  ValueError for a function that JAX does not have."""
    absent = sorted({s.op for s in kernel.instructions} & _ABSENT)
    if absent:
        raise ValueError(f"the backend 'jax' has no {' and no '.join(absent)}")
    import jax

    count = len(kernel.arguments)
    steps = [(s, _operation(s)) for s in kernel.instructions]

    def traced(*arguments: Any) -> tuple[Any, ...]:
        values: list[Any] = []
        for step, operation in steps:
            values.append(arguments[int(step.value or 0)] if operation is None else operation(*(values[k] for k in step.operands)))
        shape = jax.numpy.broadcast_shapes(*(a.shape for a in arguments))
        return tuple(jax.numpy.broadcast_to(values[k], shape) for k in kernel.outputs)

    run = jax.jit(traced)

    def each(*arguments: Any) -> tuple[Any, ...]:
        if len(arguments) != count:
            raise TypeError(f"the kernel takes {count} arguments, not {len(arguments)}")
        with jax.enable_x64(True):
            found = run(*(np.asarray(a, dtype=np.float64) for a in arguments))
            return tuple(np.array(v) for v in found)

    return each


def _operation(step: Instruction) -> Callable[..., Any] | None:
    from jax import numpy as jnp

    if step.op == "argument":
        return None
    if step.op in ("constant", "pi"):
        value = constant_value(step)
        return lambda: jnp.float64(value)
    if step.op == "power_of":
        exponent = int(step.value or 0)
        return lambda x: jnp.float64(1.0) if exponent == 0 else jnp.power(x, exponent)
    return _table()[step.op]


def _table() -> dict[str, Callable[..., Any]]:
    from jax import numpy as jnp
    from jax import scipy as special

    def compared(relation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        return lambda x, y: jnp.where(jnp.isnan(x) | jnp.isnan(y), jnp.nan, jnp.where(relation(x, y), 1.0, 0.0))

    def hypot_minus(x: Any, y: Any) -> Any:
        half, other = 0.5 * x, 0.5 * y
        length = jnp.hypot(half, other)
        return jnp.where(x > 0, y * (other / jnp.where(x > 0, length + half, 1.0)), 2.0 * (length - half))

    def logcosh(x: Any) -> Any:
        y = jnp.abs(x)
        near = jnp.log1p(2.0 * jnp.sinh(jnp.minimum(y, 1.0) / 2.0) ** 2)
        return jnp.where(y < 1.0, near, y + jnp.log1p(jnp.exp(-2.0 * y)) - 0.6931471805599453)

    def select(c: Any, yes: Any, no: Any) -> Any:
        return jnp.where(jnp.isnan(c), jnp.nan, jnp.where(c != 0, yes, no))

    same = ("add", "subtract", "multiply", "divide", "power", "sqrt", "hypot", "exp", "expm1", "log", "log1p", "sin", "cos", "tan", "sinh",
            "cosh", "tanh", "abs", "sign", "maximum", "minimum")
    turned = ("asin", "acos", "atan", "asinh", "acosh", "atanh")
    return {
        **{name: getattr(jnp, name) for name in same}, **{name: getattr(jnp, "arc" + name[1:]) for name in turned},
        "negate": jnp.negative, "hypot_minus": hypot_minus, "logcosh": logcosh, "select": select,
        "softplus": lambda x: jnp.maximum(x, 0.0) + jnp.log1p(jnp.exp(-jnp.abs(x))),
        "erf": special.special.erf, "gamma": special.special.gamma, "Ei": special.special.expi,
        "less": compared(jnp.less), "less_equal": compared(jnp.less_equal), "equal": compared(jnp.equal),
        "not_equal": compared(jnp.not_equal),
    }
