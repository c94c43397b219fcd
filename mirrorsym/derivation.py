"""Derivations: a chain of equations, each with its reason and its own verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mirrorsym.expression import Expression

__all__ = ["Derivation", "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """One equation `lhs = rhs` that holds on the region described by `facts`, for all values of `symbols`.

    `claims` are expressions that vanish there, `signs` relations to zero that hold there; both prove the step, `proofs` and `sign_proofs`
    say
    why (ZERO and SIGN of the certificates' page).  `guards` show that the formulas are smooth there where that is not seen at once; None if
    one is not proved.  `lemmas` are signs that the proofs begin with, known to whoever proposed the formulas.
    `because` is a sentence.  `name` says what the step is about (psi, Q, inversion, …); `lhs` is text, since it may
    be a
    name such as grad_Q.
    """

    name: str
    lhs: str
    rhs: tuple[Expression, ...]
    because: str
    symbols: tuple[str, ...] = ()
    facts: tuple[tuple[Expression, str], ...] = ()
    claims: tuple[Expression, ...] = ()
    proofs: tuple[dict[str, Any], ...] = field(default=(), hash=False)
    signs: tuple[tuple[Expression, str], ...] = ()
    sign_proofs: tuple[dict[str, Any], ...] = field(default=(), hash=False)
    guards: tuple[dict[str, Any], ...] | None = field(default=(), hash=False)
    lemmas: tuple[Any, ...] = field(default=(), hash=False)

    @property
    def checked(self) -> bool:
        """Whether every claim of the step carries a proof."""
        return len(self.proofs) == len(self.claims) and len(self.sign_proofs) == len(self.signs) and self.guards is not None

    def to_json(self) -> dict[str, Any]:
        """The step as plain data."""
        return {"name": self.name, "lhs": self.lhs, "rhs": [str(e) for e in self.rhs], "because": self.because,
                "symbols": list(self.symbols), "facts": [[e.to_json(), op] for e, op in self.facts],
                "claims": [e.to_json() for e in self.claims], "proofs": list(self.proofs),
                "signs": [[e.to_json(), op] for e, op in self.signs], "sign_proofs": list(self.sign_proofs),
                "guards": list(self.guards or ()), "checked": self.checked}


@dataclass(frozen=True, slots=True)
class Derivation:
    """A title and its steps, in the order in which one would write them down."""

    title: str
    steps: tuple[Step, ...]

    def to_json(self) -> dict[str, Any]:
        """The derivation as plain data."""
        return {"title": self.title, "steps": [s.to_json() for s in self.steps]}

    def _repr_latex_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("latex", self)

    def _repr_html_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("html", self)
