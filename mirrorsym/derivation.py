"""Derivations: a chain of equations, each with its reason and its own verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mirrorsym.expression import Expression

__all__ = ["Derivation", "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """One equation `lhs = rhs` that holds on the region described by `facts`, for all values of `symbols`.

    `claims` are expressions that vanish there, and prove the step; `proofs` their ZERO proofs.  `because` is a sentence.  `name` says what
    the step is about (psi, Q, inversion, …); `lhs` is text, since it may be a name such as grad_Q.
    """

    name: str
    lhs: str
    rhs: tuple[Expression, ...]
    because: str
    symbols: tuple[str, ...] = ()
    facts: tuple[tuple[Expression, str], ...] = ()
    claims: tuple[Expression, ...] = ()
    proofs: tuple[dict[str, Any], ...] = field(default=(), hash=False)

    @property
    def checked(self) -> bool:
        """Whether every claim of the step carries a proof."""
        return len(self.proofs) == len(self.claims)

    def to_json(self) -> dict[str, Any]:
        """The step as plain data."""
        return {"name": self.name, "lhs": self.lhs, "rhs": [str(e) for e in self.rhs], "because": self.because,
                "symbols": list(self.symbols), "facts": [[e.to_json(), op] for e, op in self.facts],
                "claims": [e.to_json() for e in self.claims], "proofs": list(self.proofs), "checked": self.checked}


@dataclass(frozen=True, slots=True)
class Derivation:
    """A title and its steps, in the order in which one would write them down."""

    title: str
    steps: tuple[Step, ...]

    def to_json(self) -> dict[str, Any]:
        """The derivation as plain data."""
        return {"title": self.title, "steps": [s.to_json() for s in self.steps]}
