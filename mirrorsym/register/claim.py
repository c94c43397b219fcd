"""A claim of a paper: what it says in our words, the printed formulas, how it is decided, and what the register recorded.

Main definitions: `Claim`, `Finding`, `Check`, `SCOPES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mirrorsym.verdict import Status

if TYPE_CHECKING:
    from mirrorsym.register.bench import Bench

__all__ = ["SCOPES", "WORDINGS", "Check", "Claim", "Finding", "Formulas"]

Formulas = Mapping[str, str]
Check = Callable[[Formulas, "Bench"], "Finding"]

#: how far a verdict reaches
SCOPES = ("proved in general", "proved for the stated family", "refuted", "verified on instances", "only sampled",
          "not decidable by computation", "open")
#: whether our text of the paper has the statement, or lost parts of it
WORDINGS = ("VERBATIM-MEANING", "RECONSTRUCTED")
#: the scopes that a decided verdict may have
_DECIDED = {"HOLDS": SCOPES[:2], "FAILS": ("refuted",)}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: `reports` are files that the independent checker reads again before anything is believed.

    `evidence` is what was looked at and proves nothing: numbers, instances, one line each.

    >>> Finding(Status.HOLDS, "everybody says so")
    Traceback (most recent call last):
    ValueError: a HOLDS needs a report that the checker can read
    """

    status: Status
    because: str
    witness: dict[str, str] | None = field(default=None, hash=False)
    reports: tuple[dict[str, Any], ...] = field(default=(), hash=False)
    evidence: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.status in (Status.HOLDS, Status.FAILS) and not self.reports:
            raise ValueError(f"a {self.status} needs a report that the checker can read")
        if self.status in (Status.CONDITIONAL, Status.NOT_APPLICABLE):
            raise ValueError("a claim holds, fails or is undecided")


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """One claim of a file of the register.

    `part` names it inside its file ("" is the file's own claim), `says` is the statement in our words, `where` its place in the paper,
    `printed` the formulas as printed, in the grammar of pairs; `check` decides any formulas in their place.  `corrected` are formulas for
    which the same check holds, `corrected_says` the statement with them.  `recorded` is the verdict on the claim as printed that an audit
    has to find again.  `why` argues for the correction, `script` is a short program in plain mpmath that shows the failure and ends with an
    error where there is none.  `changed` are formulas for which the claim is false, where a factor 3/2 would leave it true.
    """

    part: str
    says: str
    where: str
    check: Check
    recorded: str
    scope: str
    printed: Formulas = field(default_factory=dict)
    hypotheses: tuple[str, ...] = ()
    wording: str = "VERBATIM-MEANING"
    uses: tuple[str, ...] = ()
    corrected: Formulas | None = None
    corrected_says: str = ""
    why: str = ""
    script: str = ""
    changed: Formulas | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.scope not in SCOPES:
            raise ValueError(f"scope: {self.scope!r} is none of {', '.join(SCOPES)}")
        if self.wording not in WORDINGS:
            raise ValueError(f"wording: {self.wording!r} is none of {', '.join(WORDINGS)}")
        if self.recorded not in ("HOLDS", "FAILS", "UNDECIDED"):
            raise ValueError("recorded: a claim holds, fails or is undecided")
        allowed = _DECIDED.get(self.recorded, SCOPES[3:])
        if self.scope not in allowed:
            raise ValueError(f"scope: a {self.recorded} is {' or '.join(allowed)}, not {self.scope!r}")
        if self.recorded == "HOLDS" and not self.printed:
            raise ValueError("printed: what holds is about formulas, so that a change of them can be seen to fail")
        if self.recorded == "FAILS" and not (self.script and self.why):
            raise ValueError("a refuted claim needs `why`, and a `script` with which a reader can see it fail")
        if self.corrected is not None and not self.corrected_says:
            raise ValueError("corrected_says: a correction needs its statement")
