"""Verdicts: the only answers this toolkit gives.

HOLDS and FAILS are decided and need a certificate; CONDITIONAL says for which parameters, with both sides certified;
UNDECIDED says why; NOT_APPLICABLE says which precondition is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mirrorsym.certificate import Certificate
from mirrorsym.expression import Expression

__all__ = ["Status", "Verdict"]


class Status(StrEnum):
    """The five things a verdict can say."""

    HOLDS = "HOLDS"
    FAILS = "FAILS"
    CONDITIONAL = "CONDITIONAL"
    UNDECIDED = "UNDECIDED"
    NOT_APPLICABLE = "NOT_APPLICABLE"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known about one statement `about` a pair.

    `because` is one sentence; `condition` (CONDITIONAL only) and `holds_on` are relations, a conjunction;
    `witness` maps every variable and parameter to an exact value (FAILS at a point); `source` cites the paper.

    >>> Verdict(Status.HOLDS, "commuting", because="trust me")
    Traceback (most recent call last):
    ValueError: a HOLDS needs a certificate
    >>> bool(Verdict(Status.UNDECIDED, "commuting", because="too hard"))
    Traceback (most recent call last):
    TypeError: a verdict is not a truth value; compare verdict.status
    """

    status: Status
    about: str
    because: str
    certificates: tuple[Certificate, ...] = ()
    condition: tuple[Expression, ...] | None = None
    witness: dict[str, Expression] | None = field(default=None, hash=False)
    holds_on: tuple[Expression, ...] | None = None
    source: str = ""
    details: dict[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.status in (Status.HOLDS, Status.FAILS, Status.CONDITIONAL) and not self.certificates:
            raise ValueError(f"a {self.status} needs a certificate")
        if self.status is Status.CONDITIONAL and not self.condition:
            raise ValueError("a CONDITIONAL needs its condition")
        if not self.because:
            raise ValueError("a verdict needs a reason")

    def __bool__(self) -> bool:
        raise TypeError("a verdict is not a truth value; compare verdict.status")

    @property
    def decided(self) -> bool:
        """Whether the status is HOLDS or FAILS."""
        return self.status in (Status.HOLDS, Status.FAILS)

    def _repr_latex_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("latex", self)

    def _repr_html_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("html", self)
