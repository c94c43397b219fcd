"""Kernels in ball arithmetic: every value is an interval that contains the exact one, by python-flint.

Results are arrays of `arb` (or one for numbers).  The precision is doubled until a ball is accurate to `digits` digits, up to a bound;
a ball that stays wide is wide because the number is not known better, and it contains the value all the same.  Where a comparison of balls
is not decided, `select` gives a ball around both branches.  A value that does not exist is NaN, and so is one at a pole.  An
argument that is a float or a Fraction stands for its exact value.

There is no loop of experiments: steps repeated in ball arithmetic widen their balls.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from numeric_backend.kernel import Instruction, Kernel

__all__ = ["available", "compile"]

_FIRST, _LAST = 64, 2048  # bits


def available() -> str | None:
    """None where python-flint can be imported."""
    try:
        import flint  # noqa: F401
    except ImportError:  # pragma: no cover
        return "python-flint is not installed"
    return None


def compile(kernel: Kernel, digits: int = 20) -> Callable[..., tuple[Any, ...]]:  # noqa: A001 (the name that every backend has)
    """A function of one array per argument; see `numeric_backend.backends`.

    >>> from numeric_backend.kernel import Builder
    >>> builder = Builder(("x",))
    >>> x = builder.argument(0)
    >>> difference = builder.put("subtract", builder.put("exp", x), builder.constant(1))
    >>> ball = compile(builder.kernel((difference,)))(2.0**-60)[0]
    >>> ball.contains(0), ball.rel_accuracy_bits() > 60, float(ball) == 2.0**-60
    (False, True, True)
    """
    import flint

    steps = [(s, _operation(s)) for s in kernel.instructions]
    count, wanted = len(kernel.arguments), int(digits * 3.33) + 2

    def once(point: tuple[Any, ...]) -> list[Any]:
        values: list[Any] = []
        for step, operation in steps:
            values.append(point[int(step.value or 0)] if operation is None else operation(*(values[k] for k in step.operands)))
        return [values[k] for k in kernel.outputs]

    def one(point: tuple[Any, ...]) -> list[Any]:
        """The outputs at one point, at the first precision at which all are known well, or never will be."""
        before = flint.ctx.prec
        try:
            bits = max(_FIRST, wanted + 10)
            while True:
                flint.ctx.prec = bits
                found = once(tuple(map(_ball, point)))
                bits *= 2
                if bits > _LAST or all(v.is_exact() or v.rel_accuracy_bits() >= wanted for v in found):
                    return found
        finally:
            flint.ctx.prec = before

    def each(*arguments: Any) -> tuple[Any, ...]:
        if len(arguments) != count:
            raise TypeError(f"the kernel takes {count} arguments, not {len(arguments)}")
        given = np.broadcast_arrays(*(np.asarray(a, dtype=object) for a in arguments)) if arguments else []
        shape = given[0].shape if given else ()
        rows = [one(point) for point in zip(*(a.ravel() for a in given), strict=True)] if given else [one(())]
        return tuple(_shaped([row[k] for row in rows], shape) for k in range(len(kernel.outputs)))

    return each


def _shaped(values: list[Any], shape: tuple[int, ...]) -> Any:
    if shape == ():
        return values[0]
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column.reshape(shape)


def _ball(x: Any) -> Any:
    import flint

    if isinstance(x, Fraction):
        return flint.arb(flint.fmpq(x.numerator, x.denominator))
    return x if isinstance(x, flint.arb) else flint.arb(x.item() if isinstance(x, np.generic) else x)


def _operation(step: Instruction) -> Callable[..., Any] | None:
    import flint

    if step.op == "argument":
        return None
    if step.op == "pi":
        return flint.arb.pi  # type: ignore[no-any-return, unused-ignore]
    if step.op == "constant":
        exact = Fraction(step.value or 0)
        return lambda: _ball(exact)
    if step.op == "power_of":
        exponent = int(step.value or 0)
        return lambda x: flint.arb(1) if exponent == 0 else x**exponent
    if step.op in _METHODS:
        name = _METHODS[step.op]
        return lambda x: getattr(x, name)()
    found: Callable[..., Any] = _FUNCTIONS[step.op]
    return found


_METHODS = {
    **{name: name for name in ("sqrt", "exp", "expm1", "log", "log1p", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan",
                               "asinh", "acosh", "atanh", "erf", "gamma")},
    "sign": "sgn", "LambertW": "lambertw", "Ei": "ei", "abs": "__abs__", "negate": "__neg__"}


def _decided(no: Callable[[Any, Any], bool], yes: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    """A comparison: 1 where it is certain, 0 where its opposite is, and the ball of both elsewhere."""
    def compared(x: Any, y: Any) -> Any:
        import flint

        if x.is_nan() or y.is_nan():
            return flint.arb("nan")
        return flint.arb(1) if yes(x, y) else flint.arb(0) if no(x, y) else flint.arb(0).union(flint.arb(1))

    return compared


def _select(condition: Any, yes: Any, no: Any) -> Any:
    if condition.is_nan():
        return condition
    if not condition.contains(0):
        return yes
    if condition.is_zero():
        return no
    return yes if yes.is_nan() else no if no.is_nan() else yes.union(no)


def _hypot(x: Any, y: Any) -> Any:
    return (x * x + y * y).sqrt()


def _polygamma(order: Any, x: Any) -> Any:
    import flint

    return x.digamma() if order.is_zero() else flint.acb(x).polygamma(flint.acb(order)).real


def _extreme(name: str) -> Callable[[Any, Any], Any]:
    return lambda x, y: x if x.is_nan() else y if y.is_nan() else getattr(x, name)(y)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": lambda x, y: x + y, "subtract": lambda x, y: x - y, "multiply": lambda x, y: x * y, "divide": lambda x, y: x / y,
    "power": lambda x, y: x**y, "hypot": _hypot, "hypot_minus": lambda x, y: _hypot(x, y) - x, "softplus": lambda x: x.exp().log1p(),
    "logcosh": lambda x: (2 * (x / 2).sinh() ** 2).log1p(),
    "maximum": _extreme("max"), "minimum": _extreme("min"), "polygamma": _polygamma, "besselj": lambda n, x: x.bessel_j(n),
    "less": _decided(lambda x, y: x >= y, lambda x, y: x < y), "less_equal": _decided(lambda x, y: x > y, lambda x, y: x <= y),
    "equal": _decided(lambda x, y: x != y, lambda x, y: x == y), "not_equal": _decided(lambda x, y: x == y, lambda x, y: x != y),
    "select": _select,
}
