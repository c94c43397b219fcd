"""Which regularizers commute with g: the answer of `discover`, as one frozen noun."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mirrorsym.certificate import Certificate
from mirrorsym.expression import Expression

__all__ = ["Discovery"]


@dataclass(frozen=True, slots=True)
class Discovery:
    """The linear space of all h with [grad g_i, grad h] = 0 on M for every i, as far as it is known.

    `basis` are linearly independent members, each proved on all of M, the constant 1 first.  `dimension` is their
    number, `dimension_upper` a proved upper bound for analytic h on a connected M (None: no bound).  Where the space
    is infinite-dimensional both are None and `infinite` names the families.  `complete` says that the basis, with the
    families in `infinite`, is proved to be everything. `elsewhere` are members on a part of M only.  `ansatz` says
    what was searched, `because` which theorem completes it.
    """

    g: tuple[Expression, ...]
    basis: tuple[Expression, ...]
    dimension_upper: int | None
    complete: bool
    infinite: str | None
    ansatz: str
    because: str
    variables: tuple[str, ...] = ()
    domain: tuple[Expression, ...] = ()
    elsewhere: tuple[tuple[Expression, str], ...] = ()
    certificates: tuple[Certificate, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict, hash=False, compare=False)

    @property
    def dimension(self) -> int | None:
        """The number of basis functions; None where the space is infinite-dimensional."""
        return None if self.infinite else len(self.basis)

    def to_json(self) -> dict[str, Any]:
        """The answer as plain data, schema `mirrorsym.discover/1`."""
        return {
            "schema": "mirrorsym.discover/1", "g": [str(e) for e in self.g], "variables": list(self.variables),
            "domain": [str(c) for c in self.domain], "basis": [str(e) for e in self.basis], "dimension": self.dimension,
            "dimension_upper": self.dimension_upper, "complete": self.complete, "infinite": self.infinite,
            "elsewhere": [{"h": str(h), "where": where} for h, where in self.elsewhere], "ansatz": self.ansatz, "because": self.because,
            "certificates": {f"c{i}": c.to_json() for i, c in enumerate(self.certificates, 1)}, "seconds": dict(self.seconds),
        }

    def _repr_latex_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("latex", self)

    def _repr_html_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("html", self)
