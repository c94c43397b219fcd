"""The corpus: thousands of pairs with known answers, the same for a seed on every machine, and how the tool did on them.

`generate(seed, count)` deals the families of `mirrorsym.testing.families` in fixed proportions; `examine` holds one
pair's verdicts against its answers; `python -m mirrorsym.testing.corpus` prints the tally.

Main definitions: `generate`, `examine`, `Examined`, `Tally`, `tally`.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mirrorsym._check import check, criterion_names, decide_all
from mirrorsym.errors import InputError
from mirrorsym.report import PairReport
from mirrorsym.testing.choices import Dice
from mirrorsym.testing.families import all_families
from mirrorsym.testing.known import Known, Outcome, judge

__all__ = ["Examined", "Tally", "examine", "generate", "tally"]


def generate(seed: int = 0, count: int = 2000, family: str | None = None) -> Iterator[Known]:
    """`count` different pairs of all families, or of one; the same arguments give the same pairs.

    >>> [k.family for k in generate(seed=1, count=2, family="separable")]
    ['separable', 'separable']
    """
    families = all_families()
    shares = {n: f.share for n, f in families.items()} if family is None else {family: 1}
    whole = sum(shares.values())
    seen: set[Any] = set()
    for name, share in shares.items():
        wanted = round(count * share / whole)
        number = found = 0
        while found < wanted and number < 40 * wanted:
            known = families[name].build(Dice(f"{seed}/{name}/{number}"))
            number += 1
            key = (known.pair.g, known.pair.h, known.pair.M)
            if key not in seen:
                seen.add(key)
                found += 1
                yield known


@dataclass(frozen=True, slots=True)
class Examined:
    """A known pair, its report (None where it was refused, with the reason in `refused`) and the outcome per criterion."""

    known: Known
    report: PairReport | None
    outcomes: dict[str, Outcome] = field(hash=False)
    seconds: float
    refused: str = ""


def examine(known: Known, worker: Any = None, timeout: float = 10.0) -> Examined:
    """Decide a known pair and judge every asserted answer; with a `worker` each decision is bounded by `timeout` seconds.

    A pair that is refused as bad input counts as WRONG for every asserted answer: the corpus has no bad input.

    >>> from mirrorsym.maps import Pair
    >>> examine(Known(Pair(g=["u"]), {"regular": "HOLDS"}, "the gradient is 1")).outcomes["regular"].value
    'right'
    """
    start = time.perf_counter()
    asked = [name for name in criterion_names() if name in known.answers]
    try:
        if worker is None:
            report = PairReport(known.pair, decide_all(known.pair, asked))
        else:
            report = check(known.pair, only=asked, worker=worker, timeout=timeout)
    except InputError as error:
        return Examined(known, None, dict.fromkeys(known.answers, Outcome.WRONG), time.perf_counter() - start, str(error))
    outcomes = {name: judge(known.answers[name], report.criteria[name]) for name in asked}
    return Examined(known, report, outcomes, time.perf_counter() - start)


@dataclass(slots=True)
class Tally:
    """Counts of one family: pairs, outcomes of asserted answers, seconds, and what the independent checker said."""

    pairs: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    by_criterion: dict[str, Counter[Outcome]] = field(default_factory=dict)
    seconds: float = 0.0
    rechecked: int = 0
    rejected: int = 0

    @property
    def asserted(self) -> int:
        """How many answers were known."""
        return sum(self.outcomes.values())

    def share(self, outcome: Outcome) -> float:
        """The part of the asserted answers with this outcome."""
        return self.outcomes[outcome] / self.asserted if self.asserted else 0.0

    def add(self, examined: Examined) -> None:
        """Count one pair."""
        self.pairs += 1
        self.seconds += examined.seconds
        self.outcomes.update(examined.outcomes.values())
        for name, outcome in examined.outcomes.items():
            self.by_criterion.setdefault(name, Counter())[outcome] += 1


def tally(examined: Iterable[Examined]) -> dict[str, Tally]:
    """The counts per family."""
    out: dict[str, Tally] = {}
    for x in examined:
        out.setdefault(x.known.family, Tally()).add(x)
    return out
