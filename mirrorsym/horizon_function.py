"""The horizon of a mirror potential: where training with it is led, and which theorems of homog say so.

Main definition: `Horizon`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from mirrorsym.expression import Expression
from mirrorsym.verdict import Status

__all__ = ["KEYS", "Horizon"]

#: the keys of the answer as plain data, in order
KEYS = ("schema", "R", "x", "copies", "domain", "parameters", "holds_on", "status", "because", "alpha", "phi", "shape", "rho", "limit",
        "log_rho", "log_limit", "homogeneous", "normalizations", "Q", "conjugate", "family", "assumptions", "theorems", "warnings",
        "lambda", "s", "facts", "split", "breaks", "ends", "steps", "numeric", "seconds")


@dataclass(frozen=True, slots=True)
class Horizon:
    """The answer of `horizon` about the potential `R` on R^d.

    With Q(theta) = <theta, grad R> - R and the degree `alpha`: `phi` = lim s^-1 Q(s theta)^(1/alpha), `limit` = lim R(s theta)/rho(s), and
    where R grows exponentially `log_limit` = lim log R(s theta)/log_rho(s); `shape` is their common level set up to scale: l1, l2, lp,
    max or a formula.  What is unknown or does not exist is None.  `status` is HOLDS when R is a mirror potential (Assumption 2.3) with a
    horizon, FAILS when it is refused, and `data` the whole answer as plain data (schema `mirrorsym.horizon/1`).  Source: homog Sections
    2 to 4.
    """

    R: Expression
    status: Status
    because: str
    alpha: Expression | None = None
    phi: Expression | None = None
    shape: str | None = None
    rho: Expression | None = None
    limit: Expression | None = None
    data: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)

    @property
    def assumptions(self) -> Mapping[str, Any]:
        """The verdicts on homog's assumptions 2.3, 4.4, G.1, H.1."""
        return MappingProxyType(self.data.get("assumptions") or {})

    @property
    def theorems(self) -> Mapping[str, Any]:
        """Which theorems of homog apply, with the first hypothesis that is missing."""
        return MappingProxyType(self.data.get("theorems") or {})

    def to_json(self) -> dict[str, Any]:
        """Plain data, schema `mirrorsym.horizon/1`; every key is always there."""
        return {k: self.data.get(k) for k in KEYS}

    def _repr_latex_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("latex", self)

    def _repr_html_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("html", self)
