"""A kernel: a straight-line program over a fixed vocabulary of elementary functions; pure data.

Theory hands formulas to the laboratory in this form only.  Every instruction writes one value; its operands are the numbers of
earlier instructions, so that a subexpression that occurs twice is computed once.  Constants are exact (rational numbers and pi),
so that a backend may work in any precision.  No name of a symbol is part of a kernel: arguments are positions, and the labels
are for people.

Main definitions: `Kernel`, `Instruction`, `Builder`, `VOCABULARY`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["VOCABULARY", "Builder", "Instruction", "Kernel", "needed"]

#: operation -> number of operands.  Beside the obvious: `power_of` has an integer exponent as its `value`; `softplus` is
#: log(1 + exp(x)), `logcosh` log(cosh(x)), `hypot_minus` sqrt(x**2 + y**2) - x, `select` its second operand where the first is true
#: (not 0) and its third elsewhere; the comparisons give 1 or 0.
VOCABULARY: dict[str, int] = {
    "argument": 0, "constant": 0, "pi": 0,
    "add": 2, "subtract": 2, "multiply": 2, "divide": 2, "negate": 1, "power": 2, "power_of": 1, "sqrt": 1, "hypot": 2, "hypot_minus": 2,
    "exp": 1, "expm1": 1, "log": 1, "log1p": 1, "softplus": 1, "logcosh": 1,
    "sin": 1, "cos": 1, "tan": 1, "sinh": 1, "cosh": 1, "tanh": 1, "asin": 1, "acos": 1, "atan": 1, "asinh": 1, "acosh": 1, "atanh": 1,
    "abs": 1, "sign": 1, "maximum": 2, "minimum": 2,
    "erf": 1, "gamma": 1, "polygamma": 2, "LambertW": 1, "Ei": 1, "besselj": 2,
    "less": 2, "less_equal": 2, "equal": 2, "not_equal": 2, "select": 3,
}


@dataclass(frozen=True, slots=True)
class Instruction:
    """One step: `op` applied to the values of earlier steps; `value` is a constant, an argument's position or an exponent."""

    op: str
    operands: tuple[int, ...] = ()
    value: Fraction | int | None = None


@dataclass(frozen=True, slots=True)
class Kernel:
    """A program from `arguments` (labels, one number each) to `outputs` (steps whose values are the results, in order).

    Hashable, comparable, and printed as a listing.  ValueError for a program that is not straight-line.

    >>> builder = Builder(("x",))
    >>> x = builder.argument(0)
    >>> print(builder.kernel((builder.put("add", builder.put("multiply", x, x), builder.constant(1)),)))
    v0 = argument x
    v1 = multiply v0 v0
    v2 = constant 1
    v3 = add v1 v2
    return v3
    """

    arguments: tuple[str, ...]
    instructions: tuple[Instruction, ...]
    outputs: tuple[int, ...]

    def __post_init__(self) -> None:
        for i, step in enumerate(self.instructions):
            if len(step.operands) != VOCABULARY.get(step.op, -1):
                raise ValueError(f"step {i}: {step.op!r} with {len(step.operands)} operands is not in the vocabulary")
            if not all(0 <= k < i for k in step.operands):
                raise ValueError(f"step {i} reads a value that is not there yet")
            if step.op == "argument" and not (isinstance(step.value, int) and 0 <= step.value < len(self.arguments)):
                raise ValueError(f"step {i} reads an argument that there is none of")
        if not all(0 <= k < len(self.instructions) for k in self.outputs):
            raise ValueError("an output is no step of the program")

    def __str__(self) -> str:
        lines = []
        for i, step in enumerate(self.instructions):
            shown = [f"v{k}" for k in step.operands]
            if step.op == "argument" and isinstance(step.value, int):
                shown.append(self.arguments[step.value])
            elif step.value is not None:
                shown.append(str(step.value))
            lines.append(" ".join((f"v{i} =", step.op, *shown)))
        return "\n".join((*lines, " ".join(("return", *(f"v{k}" for k in self.outputs)))))

    @property
    def operations(self) -> int:
        """Steps that compute something."""
        return sum(VOCABULARY[step.op] > 0 for step in self.instructions)


def needed(instructions: Sequence[Instruction], outputs: Iterable[int]) -> set[int]:
    """The steps that the values of some steps need, themselves included."""
    found: set[int] = set()
    waiting = list(outputs)
    while waiting:
        k = waiting.pop()
        if k not in found:
            found.add(k)
            waiting.extend(instructions[k].operands)
    return found


class Builder:
    """Collects instructions, each once; `kernel` keeps those that the outputs need."""

    def __init__(self, arguments: Iterable[str]) -> None:
        self.arguments = tuple(arguments)
        self._steps: list[Instruction] = []
        self._known: dict[Instruction, int] = {}

    def _step(self, step: Instruction) -> int:
        if step not in self._known:
            self._known[step] = len(self._steps)
            self._steps.append(step)
        return self._known[step]

    def put(self, op: str, *operands: int, value: int | None = None) -> int:
        """The number of the step with this operation on these steps."""
        return self._step(Instruction(op, operands, value))

    def argument(self, position: int) -> int:
        """The step that reads an argument."""
        return self._step(Instruction("argument", (), position))

    def constant(self, value: Fraction | int) -> int:
        """The step that is a rational number."""
        return self._step(Instruction("constant", (), Fraction(value)))

    def kernel(self, outputs: Iterable[int]) -> Kernel:
        """The program that ends with these steps' values, without the steps that none of them needs."""
        wanted = tuple(outputs)
        kept = sorted(needed(self._steps, wanted))
        place = {old: new for new, old in enumerate(kept)}
        steps = (self._steps[old] for old in kept)
        return Kernel(self.arguments, tuple(Instruction(s.op, tuple(place[k] for k in s.operands), s.value) for s in steps),
                      tuple(place[k] for k in wanted))
