"""Properties: one file, one question about the potential of a commuting pair, answered by a verdict.

A property is a module of this folder with a constant `PROPERTY`; its name equals the file's.  `all_properties` finds them in the order in
which they are decided.  Every HOLDS and FAILS carries a certificate about the pair alone: the checker does not need the potential's
formulas.  The three effects of the regularizer are in `_effects`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from mirrorsym.criteria import Example
from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.properties._narrowed import narrowed
from mirrorsym.properties._situation import Situation
from mirrorsym.verdict import Status, Verdict

__all__ = ["Example", "Property", "Situation", "all_properties", "decide", "decide_one"]


@dataclass(frozen=True, slots=True)
class Property:
    """One question: `statement` in words, `source` in the papers, `decide`, and an example and a counterexample.

    `needs_h`: the question is about the regularizer.
    """

    name: str
    statement: str
    source: str
    decide: Callable[[Situation], Verdict]
    holds_for: Example
    fails_for: Example
    needs_h: bool = False


@lru_cache(maxsize=1)
def all_properties() -> dict[str, Property]:
    """Every property by name; a broken module is an error, not a gap."""
    found: dict[str, Property] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda i: i.name):
        if info.name.startswith("_"):
            continue
        prop: Property = importlib.import_module(f"{__name__}.{info.name}").PROPERTY
        if prop.name != info.name:
            raise ImportError(f"properties/{info.name}.py defines the property {prop.name!r}; the names must agree")
        found[prop.name] = prop
    return found


def decide(name: str, situation: Situation) -> Verdict:
    """The verdict on one property; NOT_APPLICABLE or UNDECIDED with the reason when the pair has no potential."""
    prop = all_properties()[name]
    if prop.needs_h and situation.pair.h is None:
        return Verdict(Status.NOT_APPLICABLE, name, "no regularizer h is given", source=prop.source)
    reason = missing(situation)
    if reason is not None:
        return Verdict(reason[0], name, reason[1], source=prop.source)
    found = prop.decide(situation)
    if found.status is Status.UNDECIDED:
        part = narrowed(situation)
        if part is not None:
            return part.verdict(prop.decide(part.situation), found)
    return found


def missing(situation: Situation) -> tuple[Status, str] | None:
    """Why nothing can be said about the potential: the first of smooth, commuting, commuting_with_h that does not hold."""
    for name in ("smooth", "commuting", *(("commuting_with_h",) if situation.pair.h is not None else ())):
        v = situation.known.get(name)
        if v is None:
            return Status.UNDECIDED, f"{name} was not decided, so there may be no potential"
        if v.status is Status.HOLDS:
            continue
        status = Status.NOT_APPLICABLE if v.status is Status.FAILS else Status.UNDECIDED
        return status, f"there is no potential: {name} {v.status}" if v.status is Status.FAILS else f"{name}: {v.because}"
    if situation.potential.status is Status.NOT_APPLICABLE:
        return Status.NOT_APPLICABLE, f"there is no potential: {situation.potential.because}"
    return None


def decide_one(pair: Pair, name: str, potential: Potential, known: Mapping[str, Verdict]) -> Verdict:
    """One verdict, in this process and without bounds: what a worker runs."""
    return decide(name, Situation(pair, potential, known))
