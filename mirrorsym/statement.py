"""One relation between two formulas on a domain, and what is proved about it: the smallest thing that a paper can claim.

Main definition: `Statement`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mirrorsym.certificate import Certificate
from mirrorsym.domain import Domain
from mirrorsym.expression import Expression
from mirrorsym.verdict import Status

__all__ = ["Statement"]


@dataclass(frozen=True, slots=True)
class Statement:
    """`left op right` for all points of `on` and all values of the parameters, with op one of = != < <= > >=.

    HOLDS: both sides are defined everywhere on the domain, and the relation holds there.  FAILS: it does not at the exact `witness`,
    where both sides are defined.

    >>> from mirrorsym.expression import sym
    >>> Statement(sym("x"), "=", sym("x"), Domain(("x",)), Status.HOLDS, "clearly")
    Traceback (most recent call last):
    ValueError: a HOLDS needs a certificate
    """

    left: Expression
    op: str
    right: Expression
    on: Domain
    status: Status
    because: str
    certificates: tuple[Certificate, ...] = ()
    witness: dict[str, Expression] | None = field(default=None, hash=False)
    seconds: dict[str, float] = field(default_factory=dict, hash=False, compare=False)

    def __post_init__(self) -> None:
        if self.status in (Status.HOLDS, Status.FAILS) and not self.certificates:
            raise ValueError(f"a {self.status} needs a certificate")

    def to_json(self) -> dict[str, Any]:
        """Plain data, schema `mirrorsym.statement/1`."""
        named = {f"c{i}": c.to_json() for i, c in enumerate(self.certificates, 1)}
        return {"schema": "mirrorsym.statement/1", "variables": list(self.on.variables), "domain": [str(c) for c in self.on.conditions],
                "parameters": {p.name: p.kind for p in self.on.parameters}, "left": str(self.left), "op": self.op, "right": str(self.right),
                "status": str(self.status), "because": self.because,
                "witness": None if self.witness is None else {n: str(v) for n, v in self.witness.items()},
                "certificates": named, "seconds": dict(self.seconds)}
