"""The report of an examination: every verdict about one pair, as one frozen noun.

`PairReport.to_json()` is the schema `mirrorsym.report/1` of docs/reference: every key is always present, unknown values
are null, certificates are named c1, c2, … and listed once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mirrorsym.certificate import Certificate
from mirrorsym.expression import Expression
from mirrorsym.maps import Pair
from mirrorsym.verdict import Status, Verdict

__all__ = ["PairReport", "TheoremReport"]


@dataclass(frozen=True, slots=True)
class TheoremReport:
    """Whether a theorem applies: HOLDS, NOT_APPLICABLE (`first_missing` names the hypothesis), CONDITIONAL, UNDECIDED.

    `form` says in which form it applies ("as printed", "weaker hypotheses", …); `hypotheses` lists the status of each.
    """

    status: Status
    because: str
    source: str
    form: str | None = None
    first_missing: str | None = None
    hypotheses: dict[str, Status] = field(default_factory=dict, hash=False)
    condition: tuple[Expression, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """The `theorems` entry of a report."""
        return {"status": str(self.status), "form": self.form, "first_missing": self.first_missing,
                "hypotheses": {k: str(v) for k, v in self.hypotheses.items()}, "because": self.because,
                "source": self.source, "condition": _texts(self.condition)}


@dataclass(frozen=True, slots=True)
class PairReport:
    """Verdicts about a pair: `criteria` and `theorems` by name, with the seconds each took and the versions used.

    `support` holds certificates of criteria that were not asked for, on which those of the others rest.  `schedule` is what was found of a
    schedule alpha_t of the regularization, where one was given.
    """

    pair: Pair
    criteria: dict[str, Verdict] = field(hash=False)
    theorems: dict[str, TheoremReport] = field(default_factory=dict, hash=False)
    seconds: dict[str, float] = field(default_factory=dict, hash=False, compare=False)
    versions: dict[str, str] = field(default_factory=dict, hash=False, compare=False)
    potential: Any = None
    effects: Any = None
    support: tuple[Certificate, ...] = field(default=(), hash=False)
    schedule: dict[str, Any] | None = field(default=None, hash=False)

    def to_json(self) -> dict[str, Any]:
        """The report as plain data, schema `mirrorsym.report/1`."""
        names: dict[Certificate, str] = {}
        criteria: dict[str, Any] = {}
        for name, v in self.criteria.items():
            cited = [names.setdefault(c, f"c{len(names) + 1}") for c in v.certificates]
            criteria[name] = {
                "status": str(v.status), "because": v.because, "source": v.source or None,
                "condition": _texts(v.condition), "holds_on": _texts(v.holds_on),
                "witness": None if v.witness is None else {k: str(x) for k, x in v.witness.items()},
                "certificates": cited, "details": v.details,
            }
        for c in self.support:
            names.setdefault(c, f"c{len(names) + 1}")
        return {
            "schema": "mirrorsym.report/1", "pair": self.pair.to_json(), "criteria": criteria,
            "theorems": {k: t.to_json() for k, t in self.theorems.items()},
            "potential": None if self.potential is None else self.potential.to_json(),
            "effects": None if self.effects is None else self.effects.to_json(),
            **({} if self.schedule is None else {"schedule": self.schedule}),
            "certificates": {n: c.to_json() for c, n in names.items()},
            "versions": dict(self.versions), "seconds": dict(self.seconds),
        }

    def _repr_html_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("html", self)

    def _repr_latex_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("latex", self)


def _texts(relations: tuple[Expression, ...] | None) -> list[str] | None:
    return None if relations is None else [str(r) for r in relations]
