"""Where a pair lives: the open set M of R^D and the range of its parameters.

`Domain` is a noun: names and conditions only.  Sample points, emptiness, convexity and components are decided in
`mirrorsym.calculus.region`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mirrorsym.expression import ZERO, Expression, relation, sub, sym

__all__ = ["KINDS", "Domain", "Parameter"]

#: kind of a parameter -> the condition it puts on the parameter, as (relation, integer-valued)
KINDS: dict[str, tuple[str | None, bool]] = {
    "real": (None, False), "positive": (">", False), "nonnegative": (">=", False), "negative": ("<", False),
    "nonzero": ("!=", False), "integer": (None, True), "positive integer": (">", True),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A symbol other than a variable: its name, its kind (a key of `KINDS`, or a relation as text) and conditions.

    >>> Parameter.of("c", "positive").conditions[0].op
    '>'
    """

    name: str
    kind: str = "real"
    conditions: tuple[Expression, ...] = ()
    integer: bool = False

    @classmethod
    def of(cls, name: str, kind: str) -> Parameter:
        """A parameter of one of the named `KINDS`; KeyError for another kind."""
        op, integer = KINDS[kind]
        return cls(name, kind, (relation(op, sym(name), ZERO),) if op else (), integer)


@dataclass(frozen=True, slots=True)
class Domain:
    """The open set M: variables in order, strict conditions on them, and the parameters that may occur.

    `conditions` are relations (`<`, `>`, `!=`) between expressions of variables and parameters; their conjunction
    cuts M out of R^D for each admissible value of the parameters.
    """

    variables: tuple[str, ...]
    conditions: tuple[Expression, ...] = ()
    parameters: tuple[Parameter, ...] = ()

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """Names of the parameters, in order."""
        return tuple(p.name for p in self.parameters)

    @property
    def assumptions(self) -> tuple[Expression, ...]:
        """Conditions on the parameters alone (these need not be strict)."""
        return tuple(c for p in self.parameters for c in p.conditions)

    def facts(self) -> tuple[tuple[Expression, str], ...]:
        """Everything known on M as pairs (e, op), meaning `e op 0` with op one of ">", ">=", "!=", "=".

        Conditions of M come first, in order, then those of the parameters: certificates cite them by position.
        """
        return tuple(_normal(c) for c in (*self.conditions, *self.assumptions))

    def to_json(self) -> dict[str, Any]:
        """Variables, conditions and parameters as text."""
        return {"variables": list(self.variables), "domain": [str(c) for c in self.conditions],
                "parameters": {p.name: p.kind for p in self.parameters}}


def _normal(c: Expression) -> tuple[Expression, str]:
    left, right = c.args
    if c.op in ("<", "<="):
        return (right if left == ZERO else sub(right, left)), ">" + c.op[1:]
    return (left if right == ZERO else sub(left, right)), c.op
