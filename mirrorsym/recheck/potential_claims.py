"""What a report says about the pair's potential: properties among its criteria, and the three effects.

Such a statement is about something only where there is a potential.  So g and h have to be shown smooth and commuting in the same report;
what the gradients' independence gives is part of each certificate that needs it.

Main definitions: `prove_property`, `prove_effect`, `effect_entries`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mirrorsym.recheck import data
from mirrorsym.recheck.effects import check_effect
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.properties import check_property
from mirrorsym.recheck.theorems import Outcome

__all__ = ["effect_entries", "prove_effect", "prove_property"]


def prove_property(name: str, verdict: dict[str, Any], certificates: Mapping[str, Any], problem: Problem, init: Any,
                   done: Mapping[str, Outcome], seconds: float) -> None:
    """Accept the verdict on a property, or raise `Rejected`; `done` are the outcomes for the criteria."""
    _there_is_a_potential(problem, done)
    if verdict.get("condition"):
        raise Rejected("a property is stated without conditions on parameters")
    cited = verdict.get("certificates")
    if not isinstance(cited, list) or not cited or len(cited) > 20:
        raise Rejected("the verdict cites no certificate")
    budget = Budget(seconds=seconds)
    for c in cited:
        if not isinstance(c, str) or c not in certificates:
            raise Rejected(f"the certificate {str(c)[:40]!r} is missing")
        check_property(name, verdict, data.record(certificates[c], f"the certificate {c[:40]!r}"), problem, init, budget)


def effect_entries(effects: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """(name, entry) of all effects of a report, with what stands inside of type_of_bias."""
    for name, entry in effects.items():
        yield name, entry
        if name == "type_of_bias" and isinstance(entry, dict):
            yield from ((f"{name}.{part}", entry[part]) for part in ("growth", "limits") if entry.get(part) is not None)


def prove_effect(name: str, entry: dict[str, Any], problem: Problem, init: Any, done: Mapping[str, Outcome], seconds: float) -> None:
    """Accept an effect's value, or raise `Rejected`; `done` are the outcomes for the criteria."""
    _there_is_a_potential(problem, done)
    check_effect(name, entry, problem, init, Budget(seconds=seconds))


def _there_is_a_potential(problem: Problem, done: Mapping[str, Outcome]) -> None:
    for name in ("smooth", "commuting", *(("commuting_with_h",) if problem.h is not None else ())):
        if name not in done or done[name].status != "HOLDS" or not done[name].accepted:
            raise Rejected(f"{name} is not shown in this report, so there may be no potential")
