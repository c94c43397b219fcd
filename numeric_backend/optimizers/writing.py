"""Small kernels written as arithmetic on terms.

Main definitions: `program`, `Term`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from numeric_backend.kernel import Builder, Kernel

__all__ = ["Number", "Term", "program"]

Number = int | float | Fraction


@dataclass(frozen=True, slots=True)
class Term:
    """A step of a program under construction, with the operations of arithmetic."""

    builder: Builder
    step: int

    def call(self, op: str, *others: Term | Number) -> Term:
        """`op` of this term and others, from the vocabulary of kernels."""
        return Term(self.builder, self.builder.put(op, self.step, *(self.lift(o).step for o in others)))

    def lift(self, x: Term | Number) -> Term:
        """A number as a term of the same program; a float stands for its exact value."""
        return x if isinstance(x, Term) else Term(self.builder, self.builder.constant(Fraction(x)))

    def __add__(self, other: Term | Number) -> Term:
        return self.call("add", other)

    def __sub__(self, other: Term | Number) -> Term:
        return self.call("subtract", other)

    def __mul__(self, other: Term | Number) -> Term:
        return self.call("multiply", other)

    def __truediv__(self, other: Term | Number) -> Term:
        return self.call("divide", other)

    def __radd__(self, other: Number) -> Term:
        return self.lift(other) + self

    def __rsub__(self, other: Number) -> Term:
        return self.lift(other) - self

    def __rmul__(self, other: Number) -> Term:
        return self.lift(other) * self

    def __rtruediv__(self, other: Number) -> Term:
        return self.lift(other) / self

    def __neg__(self) -> Term:
        return self.call("negate")

    def __pow__(self, exponent: int) -> Term:
        return Term(self.builder, self.builder.put("power_of", self.step, value=exponent))


def program(arguments: Sequence[str], write: Callable[..., Sequence[Term | Number]]) -> Kernel:
    """The kernel whose outputs `write` makes of its arguments, which come as terms.

    >>> print(program(("u", "v"), lambda u, v: [u * u - v**2]))
    v0 = argument u
    v1 = argument v
    v2 = multiply v0 v0
    v3 = power_of v1 2
    v4 = subtract v2 v3
    return v4
    """
    builder = Builder(arguments)
    first = Term(builder, builder.constant(0))
    outputs = write(*(Term(builder, builder.argument(i)) for i in range(len(arguments))))
    return builder.kernel([first.lift(o).step for o in outputs])
