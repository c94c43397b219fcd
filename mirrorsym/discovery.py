"""Which regularizers commute with g: the answer of `discover`, as one frozen noun."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mirrorsym.certificate import Certificate
from mirrorsym.expression import Expression
from mirrorsym.maps import Pair

__all__ = ["Discovery"]


@dataclass(frozen=True, slots=True)
class Discovery:
    """The linear space of all h with [grad g_i, grad h] = 0 on M for every i, as far as it is known.

    `basis` are linearly independent members, each proved on all of M, the constant 1 first.  `dimension` is their
    number, `dimension_upper` a proved upper bound for analytic h on a connected M (None: no bound).  Where the space
    is infinite-dimensional both are None and `infinite` names the families.  `complete` says that the basis, with the
    families in `infinite`, is proved to be everything. `elsewhere` are members on a part of M only.  `ansatz` says
    what was searched, `given` are the conditions on parameters under which the bound is proved, `because` says which
    theorem completes it.
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
    members: tuple[Certificate, ...] = ()
    parts: tuple[Certificate, ...] = ()
    independent: Certificate | None = None
    bound: Certificate | None = None
    holds_on: tuple[Expression, ...] = ()
    on: str = "M"
    pair: Pair | None = None
    given: tuple[Expression, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict, hash=False, compare=False)

    @property
    def dimension(self) -> int | None:
        """The number of basis functions; None where the space is infinite-dimensional."""
        return None if self.infinite else len(self.basis)

    def to_json(self) -> dict[str, Any]:
        """The answer as plain data, schema `mirrorsym.discover/1`."""
        named: dict[str, Any] = {}

        def name(c: Certificate | None) -> str | None:
            if c is not None:
                named[f"c{len(named) + 1}"] = c.to_json()
            return None if c is None else f"c{len(named)}"

        members, parts = [name(c) for c in self.members], [name(c) for c in self.parts]
        return {
            "schema": "mirrorsym.discover/1", "pair": None if self.pair is None else self.pair.to_json(),
            "g": [str(e) for e in self.g], "variables": list(self.variables),
            "domain": [str(c) for c in self.domain], "basis": [str(e) for e in self.basis], "dimension": self.dimension,
            "dimension_upper": self.dimension_upper, "complete": self.complete, "infinite": self.infinite,
            "hypotheses": {"h": "analytic", "on": self.on, "parameters": [str(r) for r in self.given]},
            "holds_on": [str(r) for r in self.holds_on],
            "elsewhere": [{"h": str(h), "where": where, "certificate": c}
                          for (h, where), c in zip(self.elsewhere, parts or [None] * len(self.elsewhere), strict=True)],
            "ansatz": self.ansatz, "because": self.because, "members": members, "independent": name(self.independent),
            "bound": name(self.bound), "certificates": named, "seconds": dict(self.seconds),
        }

    def _repr_latex_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("latex", self)

    def _repr_html_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("html", self)
