"""The three effects of a regularizer on the potential, as nouns: positional bias, type of bias, range."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mirrorsym.certificate import Certificate
from mirrorsym.expression import Expression
from mirrorsym.verdict import Status

__all__ = ["Effect", "Effects"]


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect as a decreases from 0: `value` in the words of docs/reference (None when not decided), and why.

    `holds_on` are relations about a, the initial point and the parameters under which the value was proved.  A HOLDS needs a certificate.

    >>> Effect(Status.HOLDS, "surely", ["none"])
    Traceback (most recent call last):
    ValueError: an effect that HOLDS needs a certificate
    """

    status: Status
    because: str
    value: Any = field(default=None, hash=False)
    certificates: tuple[Certificate, ...] = ()
    holds_on: tuple[Expression, ...] | None = None
    details: dict[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.status is Status.HOLDS and not self.certificates:
            raise ValueError("an effect that HOLDS needs a certificate")
        if self.status in (Status.FAILS, Status.CONDITIONAL):
            raise ValueError("an effect is found, open or not applicable")

    def to_json(self) -> dict[str, Any]:
        """The entry of a report's `effects`; certificates stand in place."""
        return {"status": str(self.status), "because": self.because, "value": self.value,
                "holds_on": None if self.holds_on is None else [str(r) for r in self.holds_on],
                "certificates": [c.to_json() for c in self.certificates], "details": self.details}


@dataclass(frozen=True, slots=True)
class Effects:
    """Positional bias {moves, minimizer, toward_zero}, type of bias and range {dual, primal}, the latter a value per coordinate of x.

    `growth` and `limits` say more of the type of bias, and stand inside it in a report: growth exponents of R_a, and what R_a, scaled,
    tends to as a tends to minus and to plus infinity.
    """

    positional_bias: Effect
    type_of_bias: Effect
    range: Effect
    growth: Effect | None = None
    limits: Effect | None = None

    def to_json(self) -> dict[str, Any]:
        """The `effects` object of a report."""
        found = {name: getattr(self, name).to_json() for name in ("positional_bias", "type_of_bias", "range")}
        for name in ("growth", "limits"):
            more: Effect | None = getattr(self, name)
            found["type_of_bias"][name] = None if more is None else more.to_json()
        return found
