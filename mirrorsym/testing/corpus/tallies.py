"""Counts per family: right, wrong, open, rechecked, rejected.

Main definitions: `Tally`, `tally`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mirrorsym.testing.corpus.examining import Examined
from mirrorsym.testing.known import Outcome

__all__ = ["Tally", "tally"]


@dataclass(slots=True)
class Tally:
    """Counts of one family: pairs, outcomes of asserted answers, seconds, and what the independent checker said.

    `checked` counts the decided verdicts that the checker saw, `rejected` those among them that it did not accept.
    """

    pairs: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    by_criterion: dict[str, Counter[Outcome]] = field(default_factory=dict)
    seconds: float = 0.0
    checked: int = 0
    rejected: int = 0

    @property
    def asserted(self) -> int:
        """How many answers were known."""
        return sum(self.outcomes.values())

    @property
    def faultless(self) -> bool:
        """Whether no verdict was wrong and no certificate was rejected."""
        return not (self.outcomes[Outcome.WRONG] or self.rejected)

    def share(self, outcome: Outcome) -> float:
        """The part of the asserted answers with this outcome."""
        return self.outcomes[outcome] / self.asserted if self.asserted else 0.0

    def add(self, examined: Examined | Mapping[str, Any]) -> None:
        """Count one pair, given as it was examined or as its `to_json()`."""
        line = examined.to_json() if isinstance(examined, Examined) else examined
        self.pairs += 1
        self.seconds += line["seconds"]
        self.checked += line["checked"]
        self.rejected += len(line["rejected"])
        for name, said in line["outcomes"].items():
            self.outcomes[Outcome(said)] += 1
            self.by_criterion.setdefault(name, Counter())[Outcome(said)] += 1

    def join(self, other: Tally) -> None:
        """Add another's counts to this one's."""
        self.pairs += other.pairs
        self.seconds += other.seconds
        self.checked += other.checked
        self.rejected += other.rejected
        self.outcomes.update(other.outcomes)
        for name, counts in other.by_criterion.items():
            self.by_criterion.setdefault(name, Counter()).update(counts)


def tally(examined: Iterable[Examined | Mapping[str, Any]]) -> dict[str, Tally]:
    """The counts per family."""
    out: dict[str, Tally] = {}
    for x in examined:
        family = x.known.family if isinstance(x, Examined) else x["family"]
        out.setdefault(family, Tally()).add(x)
    return out
