"""Learning rates and regularization over time: each a kernel that gives (rate, alpha) at a step.

A number is fixed; a name makes it a hyperparameter of the batch.

Main definitions: `constant`, `inverse_time`, `exponential_decay`, `cosine`, `piecewise`, `loss_rescaled`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from numeric_backend.kernel import Builder, Kernel
from numeric_backend.optimizers.writing import Number, Term, program

__all__ = ["constant", "cosine", "exponential_decay", "inverse_time", "loss_rescaled", "piecewise"]

Value = Number | str


def _with(names: Sequence[Value], numbers: Sequence[str], write: Callable[..., Sequence[Term | Number]]) -> Kernel:
    """A kernel of some of the numbers `step`, `time`, `loss` and of the hyperparameters that are named."""
    hyper = tuple(dict.fromkeys(n for n in names if isinstance(n, str)))

    def fill(*terms: Term) -> Sequence[Term | Number]:
        given = dict(zip(hyper, terms[len(numbers):], strict=True))
        return write(*terms[: len(numbers)], *(given[n] if isinstance(n, str) else n for n in names))

    return program((*numbers, *hyper), fill)


def constant(rate: Value = "rate0", alpha: Value = 0) -> Kernel:
    """The same rate and alpha at every step.

    >>> constant("eta", "strength").arguments
    ('eta', 'strength')
    """
    return _with((rate, alpha), (), lambda rate, alpha: [rate, alpha])


def inverse_time(rate: Value = "rate0", half: Value = 1000, power: Value = 1, alpha: Value = 0) -> Kernel:
    """rate/(1 + step/half)**power."""
    return _with((rate, half, power, alpha), ("step",),
                 lambda step, rate, half, power, alpha: [rate / (1 + step / half).call("power", power), alpha])


def exponential_decay(rate: Value = "rate0", factor: Value = Fraction(999, 1000), alpha: Value = 0) -> Kernel:
    """rate*factor**step."""
    return _with((rate, factor, alpha), ("step",), lambda step, rate, factor, alpha: [rate * step.lift(factor).call("power", step), alpha])


def cosine(steps: int, rate: Value = "rate0", lowest: Value = 0, alpha: Value = 0) -> Kernel:
    """From rate down to lowest along half a cosine over the given number of steps, and lowest after that."""
    def write(step: Term, rate: Any, lowest: Any, alpha: Any) -> Sequence[Term | Number]:
        part = (step / steps).call("minimum", 1)
        pi = Term(step.builder, step.builder.put("pi"))
        return [lowest + (rate - step.lift(lowest)) * ((1 + (part * pi).call("cos")) * Fraction(1, 2)), alpha]

    return _with((rate, lowest, alpha), ("step",), write)


def piecewise(pieces: Sequence[tuple[int, Value, Value]]) -> Kernel:
    """(first step, rate, alpha) from each first step on; the first piece starts at 0.  ValueError for firsts that do not increase from 0.

    >>> from numeric_backend.backends import backend
    >>> [float(v) for v in backend("numpy")(piecewise([(0, 0.5, 2), (100, 0.25, 0)]))(100)]
    [0.25, 0.0]
    """
    firsts = [first for first, _, _ in pieces]
    if not firsts or firsts[0] != 0 or any(a >= b for a, b in zip(firsts, firsts[1:], strict=False)):
        raise ValueError("the first steps of the pieces must increase from 0")
    names = [v for _, rate, alpha in pieces for v in (rate, alpha)]

    def write(step: Term, *values: Any) -> Sequence[Term | Number]:
        rate, alpha = step.lift(values[0]), step.lift(values[1])
        for i, first in enumerate(firsts[1:], 1):
            begun = step.lift(first).call("less_equal", step)
            rate, alpha = begun.call("select", values[2 * i], rate), begun.call("select", values[2 * i + 1], alpha)
        return [rate, alpha]

    return _with(names, ("step",), write)


def loss_rescaled(schedule: Kernel, floor: Value = Fraction(1, 10**300), power: Value = 1) -> Kernel:
    """The schedule's rate divided by max(loss, floor)**power: time runs faster as the loss falls, which exponential tails need."""
    names = tuple(dict.fromkeys(v for v in (floor, power) if isinstance(v, str) and v not in schedule.arguments))
    arguments = (*schedule.arguments, *(("loss",) if "loss" not in schedule.arguments else ()), *names)
    builder = Builder(arguments)
    values: list[int] = []
    for s in schedule.instructions:
        if s.op == "argument":
            values.append(builder.argument(int(s.value or 0)))
        elif s.op == "constant":
            values.append(builder.constant(Fraction(s.value or 0)))
        else:
            values.append(builder.put(s.op, *(values[k] for k in s.operands), value=None if s.value is None else int(s.value)))

    def term(v: Value) -> Term | Number:
        return Term(builder, builder.argument(arguments.index(v))) if isinstance(v, str) else v

    loss = Term(builder, builder.argument(arguments.index("loss"))).call("maximum", term(floor))
    rate = Term(builder, values[schedule.outputs[0]]) / (loss if power == 1 else loss.call("power", term(power)))
    return builder.kernel([rate.step, values[schedule.outputs[1]]])
