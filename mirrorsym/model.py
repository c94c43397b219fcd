"""Networks as data: layers with shapes, activations and biases, one mirror potential per layer, data to be fitted.

f(theta; x) = W_k s_{k-1}(W_{k-1} ... s_1(W_1 x + b_1) ... + b_{k-1}) + b_k, each s_i applied entry by entry, the potential of a layer
summed over its entries, biases included: R_i(W_i, b_i) = sum r_i(entry).

Main definitions: `Model`, `Layer`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from mirrorsym.domain import Parameter
from mirrorsym.expression import Expression

__all__ = ["ARGUMENT", "WEIGHT", "Layer", "Model"]

#: the variable of a potential, and that of an activation
WEIGHT, ARGUMENT = "w", "z"
Row = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: `rows` outputs of `columns` inputs; `diagonal` layers have one weight per unit.

    `activation` is a formula in z, None for the identity (and after the last layer); `potential` a formula in w on the set that the
    conditions `on` cut out of the real line.

    >>> from mirrorsym.expression import sym
    >>> Layer("W1", 2, 1, False, True, None, sym("w") ** 2 / 2).entries
    ('W1_1_1', 'W1_2_1', 'W1_b_1', 'W1_b_2')
    """

    name: str
    rows: int
    columns: int
    diagonal: bool
    bias: bool
    activation: Expression | None
    potential: Expression
    on: tuple[Expression, ...] = ()

    def weight(self, i: int, j: int) -> str | None:
        """The name of the weight from input j to output i (counted from 0); None where there is none."""
        if self.diagonal:
            return f"{self.name}_{i + 1}" if i == j else None
        return f"{self.name}_{i + 1}_{j + 1}"

    def offset(self, i: int) -> str | None:
        """The name of the bias of output i, if there is one."""
        return f"{self.name}_b_{i + 1}" if self.bias else None

    @property
    def weights(self) -> tuple[str, ...]:
        """Names of the weights, row by row."""
        return tuple(n for i in range(self.rows) for j in range(self.columns) if (n := self.weight(i, j)) is not None)

    @property
    def entries(self) -> tuple[str, ...]:
        """Names of the weights, then of the biases."""
        return (*self.weights, *(n for i in range(self.rows) if (n := self.offset(i)) is not None))

    @property
    def size(self) -> int:
        """How many numbers the layer has."""
        return (self.rows if self.diagonal else self.rows * self.columns) + self.rows * self.bias


@dataclass(frozen=True)
class Model:
    """A network with the potentials of its layers; `data` are (input, label) and `start` numbers for all entries, in order, if given."""

    layers: tuple[Layer, ...]
    parameters: tuple[Parameter, ...] = ()
    data: tuple[tuple[Row, Fraction], ...] = ()
    start: Row | None = None
    title: str = ""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs."""
        return tuple(f"x_{k + 1}" for k in range(self.layers[0].columns))

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """Names of everything that is trained, layer by layer."""
        return tuple(n for layer in self.layers for n in layer.entries)

    @property
    def outputs(self) -> int:
        """How many numbers the network returns."""
        return self.layers[-1].rows

    def to_json(self) -> dict[str, Any]:
        """Plain data: what the checker reads."""
        return {"title": self.title, "parameters": {p.name: p.kind for p in self.parameters}, "layers": [
            {"name": a.name, "shape": [a.rows, a.columns], "diagonal": a.diagonal, "bias": a.bias,
             "activation": None if a.activation is None else str(a.activation), "potential": str(a.potential),
             "on": [str(c) for c in a.on]} for a in self.layers],
            "data": [{"x": [str(q) for q in x], "y": str(y)} for x, y in self.data],
            "start": None if self.start is None else [str(q) for q in self.start]}
