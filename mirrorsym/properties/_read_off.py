"""Verdicts that are read off the ends of the coordinates' flows: what legendre, mirror_map and bregman share."""

from __future__ import annotations

from typing import Any

from mirrorsym.calculus.enclosure import sign_at
from mirrorsym.calculus.region import as_expressions
from mirrorsym.certificate import Certificate
from mirrorsym.expression import Expression, sub
from mirrorsym.properties._logic import Question, answers
from mirrorsym.properties._situation import Situation
from mirrorsym.properties._structure import Structure
from mirrorsym.verdict import Status, Verdict

__all__ = ["read_off", "settled"]


def read_off(name: str, situation: Situation, question: Question, holds: str, fails: str, source: str) -> Verdict:
    """The verdict, with `holds` or `fails` as its reason."""
    structure = situation.structure
    if isinstance(structure, str):
        return Verdict(Status.UNDECIDED, name, f"the ends of the flows are not known: {structure}", source=source)
    return settled(name, situation, structure, question, holds, fails, source, situation.holds_on(structure))


def settled(name: str, situation: Situation, structure: Structure, question: Question, holds: str, fails: str, source: str,
            holds_on: tuple[Expression, ...] | None, **data: Any) -> Verdict:
    """HOLDS if the answer is yes for every choice of pieces, FAILS if it is always no or no at an initial point that is named."""
    found = answers(structure, question)
    if set(found.values()) == {True}:
        certificate = Certificate.of("separation", structure=structure.entry, **data)
        return Verdict(Status.HOLDS, name, holds, (certificate,), holds_on=holds_on, source=source)
    if set(found.values()) == {False}:
        certificate = Certificate.of("separation", structure=structure.entry, **data)
        return Verdict(Status.FAILS, name, fails, (certificate,), source=source)
    for values in situation.starts(12) if False in found.values() else ():
        given = as_expressions(values)
        chosen = _pieces_at(situation, structure, given)
        if chosen is not None and found[chosen] is False:
            at = {"values": {n: e.to_json() for n, e in given.items()}}
            certificate = Certificate.of("separation", structure=structure.entry, at=at, **data)
            return Verdict(Status.FAILS, name, f"{fails}, for " + ", ".join(f"{n} = {e}" for n, e in given.items()), (certificate,),
                           witness=given, source=source)
    return Verdict(Status.UNDECIDED, name, "what the ends of the coordinates' flows show does not settle it", source=source)


def _pieces_at(situation: Situation, structure: Structure, given: dict[str, Expression]) -> tuple[int, ...] | None:
    """The piece of each coordinate at one initial point."""
    out = []
    for c in structure.coordinates:
        z = c.z.substitute(dict(situation.setting.start)).substitute(given)
        for i, p in enumerate(c.pieces):
            ends = [sub(z, p.low)] if p.low is not None else []
            ends += [sub(p.high, z)] if p.high is not None else []
            if all(sign_at(e.substitute(given), {}) == 1 for e in ends):
                out.append(i)
                break
        else:
            return None
    return tuple(out)
