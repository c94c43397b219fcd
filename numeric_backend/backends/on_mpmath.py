"""Kernels in mpmath: the reference that the other backends are held against, with 50 digits unless told otherwise.

One number at a time, so slow; results are arrays of `mpf` (or one `mpf` for numbers).  A value that is not real is NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric_backend.kernel import Instruction, Kernel

if TYPE_CHECKING:
    from numeric_backend.optimizers.experiment import Experiment, Outcome, Problem

__all__ = ["DIGITS", "available", "compile", "evaluator", "loop"]

DIGITS = 50
_GUARD = 10


def available() -> str | None:
    """None where mpmath can be imported."""
    try:
        import mpmath  # noqa: F401
    except ImportError:  # pragma: no cover
        return "mpmath is not installed"
    return None


def compile(kernel: Kernel, digits: int = DIGITS) -> Callable[..., tuple[Any, ...]]:  # noqa: A001 (the name that every backend has)
    """A function of one array per argument; see `numeric_backend.backends`.

    >>> from numeric_backend.kernel import Builder
    >>> builder = Builder(("x",))
    >>> root = builder.put("sqrt", builder.argument(0))
    >>> import mpmath
    >>> mpmath.nstr(compile(builder.kernel((root,)), 30)(2)[0], 30)
    '1.41421356237309504880168872421'
    """
    import mpmath

    run = evaluator(kernel)
    count = len(kernel.arguments)

    def each(*arguments: Any) -> tuple[Any, ...]:
        if len(arguments) != count:
            raise TypeError(f"the kernel takes {count} arguments, not {len(arguments)}")
        with mpmath.workdps(digits + _GUARD):
            given = np.broadcast_arrays(*(np.asarray(a, dtype=object) for a in arguments)) if arguments else []
            shape = given[0].shape if given else ()
            rows = [run(*map(_number, point)) for point in zip(*(a.ravel() for a in given), strict=True)] if given else [run()]
            outputs = []
            for k in range(len(kernel.outputs)):
                values = [row[k] for row in rows]
                if shape == ():
                    outputs.append(values[0])
                else:
                    column = np.empty(len(values), dtype=object)
                    column[:] = values
                    outputs.append(column.reshape(shape))
        return tuple(outputs)

    return each


def loop(experiment: Experiment, digits: int = DIGITS) -> Callable[[Problem], Outcome]:
    """A function that runs an experiment with that many digits; slow, and the truth for the other backends."""
    import mpmath

    from numeric_backend.backends.plain import loop as plain

    def run(problem: Problem) -> Outcome:
        with mpmath.workdps(digits + _GUARD):
            return plain(experiment, lambda kernel: compile(kernel, digits), mpmath.mpf)(problem)

    return run


def evaluator(kernel: Kernel) -> Callable[..., list[Any]]:
    """The kernel on single numbers at mpmath's present precision, without any wrapping."""
    import mpmath

    table = _table()
    steps: list[tuple[Any, tuple[int, ...], Any]] = [
        (_powers(int(s.value or 0)) if s.op == "power_of" else table.get(s.op), s.operands, s) for s in kernel.instructions]
    nan = mpmath.mpf("nan")

    def run(*arguments: Any) -> list[Any]:
        values: list[Any] = []
        for operation, operands, step in steps:
            if operation is None:
                values.append(_leaf(step, arguments))
                continue
            try:
                value = operation(*(values[k] for k in operands))
            except (ValueError, ZeroDivisionError, OverflowError, mpmath.libmp.NoConvergence):
                value = nan
            values.append(nan if isinstance(value, mpmath.mpc) else value)
        return [values[k] for k in kernel.outputs]

    return run


def _number(x: Any) -> Any:
    import mpmath

    return mpmath.mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else mpmath.mpf(x)


def _leaf(step: Instruction, arguments: tuple[Any, ...]) -> Any:
    import mpmath

    if step.op == "argument":
        return arguments[int(step.value or 0)]
    if step.op == "pi":
        return +mpmath.pi
    return _number(Fraction(step.value or 0))


def _powers(n: int) -> Callable[[Any], Any]:
    return lambda x: x**n


def _table() -> dict[str, Any]:
    import mpmath as m

    def compared(relation: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
        return lambda x, y: m.nan if m.isnan(x) or m.isnan(y) else m.mpf(int(relation(x, y)))

    def chosen(best: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        return lambda x, y: m.nan if m.isnan(x) or m.isnan(y) else best(x, y)

    def extended(f: Callable[[Any], Any], bad: Callable[[Any], bool]) -> Callable[[Any], Any]:
        return lambda x: m.nan if bad(x) else f(x)

    return {
        "add": lambda x, y: x + y, "subtract": lambda x, y: x - y, "multiply": lambda x, y: x * y, "divide": lambda x, y: x / y,
        "negate": lambda x: -x, "power": lambda x, y: x**y, "sqrt": extended(m.sqrt, lambda x: x < 0), "hypot": m.hypot,
        "hypot_minus": lambda x, y: y * (y / (m.hypot(x, y) + x)) if x > 0 else m.hypot(x, y) - x,
        "exp": m.exp, "expm1": m.expm1, "log": extended(m.log, lambda x: x < 0), "log1p": extended(m.log1p, lambda x: x < -1),
        "softplus": lambda x: (x if x > 0 else m.mpf(0)) + m.log1p(m.exp(-abs(x))),
        "logcosh": lambda x: m.log1p(2 * m.sinh(x / 2) ** 2), "sin": m.sin, "cos": m.cos, "tan": m.tan, "sinh": m.sinh, "cosh": m.cosh,
        "tanh": m.tanh, "asin": extended(m.asin, lambda x: abs(x) > 1), "acos": extended(m.acos, lambda x: abs(x) > 1), "atan": m.atan,
        "asinh": m.asinh, "acosh": extended(m.acosh, lambda x: x < 1), "atanh": extended(m.atanh, lambda x: abs(x) > 1), "abs": abs,
        "sign": m.sign, "maximum": chosen(max), "minimum": chosen(min), "erf": m.erf, "gamma": m.gamma,
        "polygamma": lambda n, x: m.polygamma(int(n), x), "LambertW": extended(m.lambertw, lambda x: x < -m.exp(-1)), "Ei": m.ei,
        "besselj": m.besselj, "less": compared(lambda x, y: x < y), "less_equal": compared(lambda x, y: x <= y),
        "equal": compared(lambda x, y: x == y), "not_equal": compared(lambda x, y: x != y),
        "select": lambda c, yes, no: m.nan if m.isnan(c) else (yes if c != 0 else no),
    }
