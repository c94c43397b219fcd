"""Decisions for those values of the parameters for which the potential was derived.

A potential may assume something of the parameters, as k > 1 for powers u**(2*k), whose flows end differently where k is 1.  Where the
coordinates' flows are not known for all values, the same questions are asked about the pair with these assumptions.  HOLDS says then
where it holds, and FAILS names a value that there is.

Main definitions: `Narrowed`, `narrowed`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from mirrorsym.calculus.region import as_expressions
from mirrorsym.certificate import Certificate
from mirrorsym.effects import Effect
from mirrorsym.expression import Expression, from_json
from mirrorsym.properties._situation import Situation
from mirrorsym.verdict import Status, Verdict

__all__ = ["Narrowed", "narrowed"]

Json = Any


@dataclass(frozen=True)
class Narrowed:
    """A situation with further conditions on the parameters, and values that satisfy them."""

    situation: Situation
    relations: tuple[Expression, ...]
    member: dict[str, Fraction]

    @property
    def words(self) -> str:
        """The conditions, to be read after "where"."""
        return " and ".join(map(str, self.relations))

    def shown(self, found: Certificate) -> dict[str, Json]:
        """The values at which a certificate refutes something, else those of the member."""
        data = found.data
        at: dict[str, Json] = data.get("at") or (data.get("points") or ({},))[0]
        return dict(at.get("values") or {n: e.to_json() for n, e in as_expressions(self.member).items()})

    def certificate(self, found: Certificate) -> Certificate:
        """The certificate with the conditions under which it was found."""
        where = {"relations": [r.to_json() for r in self.relations], "member": self.shown(found)}
        return Certificate.of(found.kind, **found.data, where=where)

    def verdict(self, found: Verdict, otherwise: Verdict) -> Verdict:
        """What is found under the conditions, as a verdict on the whole family; where it is open, `otherwise` with the reason."""
        if not found.decided:
            return replace(otherwise, because=f"where {self.words}: {found.because}")
        certificates = tuple(map(self.certificate, found.certificates))
        if found.status is Status.HOLDS:
            return replace(found, certificates=certificates, holds_on=(*(found.holds_on or ()), *self.relations))
        shown = self.shown(found.certificates[0])
        values = ", ".join(f"{n} = {from_json(shown[n])}" for n in self.situation.pair.M.parameter_names)
        return replace(found, certificates=certificates, because=f"where {self.words}, as for {values}: {found.because}")

    def effect(self, found: Effect, otherwise: Effect) -> Effect:
        """The same for an effect."""
        if found.status is not Status.HOLDS:
            return replace(otherwise, because=f"where {self.words}: {found.because}")
        return replace(found, certificates=tuple(map(self.certificate, found.certificates)),
                       holds_on=(*(found.holds_on or ()), *self.relations))


def narrowed(situation: Situation) -> Narrowed | None:
    """The situation under what the potential assumes of the parameters alone; None where that is nothing, or is not what is missing."""
    if not isinstance(situation.structure, str):
        return None
    parameters = set(situation.pair.M.parameter_names)
    relations = tuple(r for r in situation.potential.assuming if r.names and r.names <= parameters)
    if not relations:
        return None
    part = Situation(situation.pair.specialized({}, relations), situation.potential, situation.known)
    found = part.starts(1)
    return Narrowed(part, relations, found[0]) if found else None
