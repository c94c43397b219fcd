"""Kernels on NumPy arrays: every instruction is one vectorized operation on float64.

Special functions come from SciPy when a kernel has one.  Floating-point trouble is quiet and ends as NaN or infinity.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric_backend.kernel import Instruction, Kernel

if TYPE_CHECKING:
    from numeric_backend.optimizers.experiment import Experiment, Outcome, Problem

__all__ = ["available", "compile", "loop", "operation"]

Operation = Callable[..., Any]


def available() -> str | None:
    """NumPy is always there."""
    return None


def compile(kernel: Kernel) -> Callable[..., tuple[Any, ...]]:  # noqa: A001 (the name that every backend has)
    """A function of one array per argument; see `numeric_backend.backends`.

    >>> from numeric_backend.kernel import Builder
    >>> builder = Builder(("x", "y"))
    >>> total = builder.put("hypot", builder.argument(0), builder.argument(1))
    >>> compile(builder.kernel((total,)))([3.0, 6.0], 4.0)[0].round(3).tolist()
    [5.0, 7.211]
    """
    steps = [(operation(step), step.operands) for step in kernel.instructions]
    positions = [step.value if step.op == "argument" else None for step in kernel.instructions]
    count = len(kernel.arguments)

    def run(*arguments: Any) -> tuple[Any, ...]:
        if len(arguments) != count:
            raise TypeError(f"the kernel takes {count} arguments, not {len(arguments)}")
        given = [np.asarray(a, dtype=np.float64) for a in arguments]
        shape = np.broadcast_shapes(*(a.shape for a in given))
        values: list[Any] = []
        with np.errstate(all="ignore"):
            for (operation, operands), position in zip(steps, positions, strict=True):
                values.append(given[position] if isinstance(position, int) else operation(*(values[k] for k in operands)))
        return tuple(np.array(np.broadcast_to(values[k], shape)) for k in kernel.outputs)

    return run


def loop(experiment: Experiment) -> Callable[[Problem], Outcome]:
    """A function that runs an experiment on all configurations at once, one array operation per instruction."""
    from numeric_backend.backends.plain import loop as plain

    return plain(experiment, compile)


def operation(step: Instruction) -> Operation:
    """The function of arrays that computes a step from its operands."""
    if step.op == "argument":
        return _nothing
    if step.op in ("constant", "pi"):
        value = np.float64(np.pi if step.op == "pi" else float(Fraction(step.value or 0)))
        return lambda: value
    if step.op == "power_of":
        exponent = int(step.value or 0)
        return lambda x: _power_of(x, exponent)
    if step.op in _PLAIN:
        return _PLAIN[step.op]
    return _special(step.op)


def _nothing() -> None:
    return None


def _power_of(x: Any, n: int) -> Any:
    """x**n by repeated squaring: exact where the products are, and defined for negative x."""
    if n < 0:
        return 1.0 / _power_of(x, -n)
    result, square = np.ones_like(x), x
    while n:
        if n & 1:
            result = result * square
        n >>= 1
        if n:
            square = square * square
    return result


def _softplus(x: Any) -> Any:
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def _logcosh(x: Any) -> Any:
    """log(cosh(x)): x**2/2 to leading order near 0, |x| - log(2) far out."""
    y = np.abs(x)
    near = np.log1p(2.0 * np.sinh(np.minimum(y, 1.0) / 2.0) ** 2)  # cosh(x) = 1 + 2 sinh(x/2)**2
    return np.where(y < 1.0, near, y + np.log1p(np.exp(-2.0 * y)) - np.log(2.0))


def _hypot_minus(x: Any, y: Any) -> Any:
    """sqrt(x**2 + y**2) - x, for positive x as y**2/(sqrt(x**2 + y**2) + x): nothing cancels, and no sum of halves overflows."""
    half, other = 0.5 * x, 0.5 * y
    length = np.hypot(half, other)
    return np.where(x > 0, y * (other / np.where(x > 0, length + half, 1.0)), 2.0 * (length - half))


def _numbers(relation: Operation) -> Operation:
    return lambda x, y: np.where(np.isnan(x) | np.isnan(y), np.nan, relation(x, y).astype(np.float64))


def _select(condition: Any, yes: Any, no: Any) -> Any:
    return np.where(np.isnan(condition), np.nan, np.where(condition != 0, yes, no))


_PLAIN: dict[str, Operation] = {
    "add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.divide, "negate": np.negative, "power": np.power,
    "sqrt": np.sqrt, "hypot": np.hypot, "hypot_minus": _hypot_minus, "exp": np.exp, "expm1": np.expm1, "log": np.log, "log1p": np.log1p,
    "softplus": _softplus, "logcosh": _logcosh, "sin": np.sin, "cos": np.cos, "tan": np.tan, "sinh": np.sinh, "cosh": np.cosh,
    "tanh": np.tanh, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "asinh": np.arcsinh, "acosh": np.arccosh,
    "atanh": np.arctanh, "abs": np.abs, "sign": np.sign, "maximum": np.maximum, "minimum": np.minimum,
    "less": _numbers(np.less), "less_equal": _numbers(np.less_equal), "equal": _numbers(np.equal), "not_equal": _numbers(np.not_equal),
    "select": _select,
}


def _special(op: str) -> Operation:
    from scipy import special

    if op == "LambertW":
        return lambda x: np.where(x < -np.exp(-1.0), np.nan, np.real(special.lambertw(x)))
    found: dict[str, Operation] = {"erf": special.erf, "gamma": special.gamma, "Ei": special.expi, "besselj": special.jv,
                                   "polygamma": special.polygamma}
    return found[op]
