"""Theorems: one file, one theorem of the papers, with its hypotheses as criteria and properties of the potential.

A theorem never FAILS: it applies (HOLDS), does not (NOT_APPLICABLE, with the first hypothesis that is missing), applies under a
condition on parameters (CONDITIONAL), or that is open (UNDECIDED).  A theorem may have several *forms*: lists of hypotheses each of
which is enough; the first form that applies is reported.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from mirrorsym.maps import Pair
from mirrorsym.report import TheoremReport
from mirrorsym.verdict import Status, Verdict

__all__ = ["Form", "Theorem", "all_theorems", "apply"]


@dataclass(frozen=True, slots=True)
class Form:
    """One sufficient list of hypotheses (names of criteria and properties), and what then follows.

    With `analytic` g and h must be analytic on M, which is more than `smooth` says.  `shape` says in a sentence why a pair is not of the
    kind that the theorem speaks of, None if it is.
    """

    name: str
    hypotheses: tuple[str, ...]
    conclusion: str
    analytic: bool = False
    shape: Callable[[Pair], str | None] | None = None


@dataclass(frozen=True, slots=True)
class Theorem:
    """A theorem: its id (paper key and number), source, statement in our words, and forms in order of preference."""

    id: str
    source: str
    statement: str
    forms: tuple[Form, ...]

    @property
    def needs(self) -> tuple[str, ...]:
        """All criteria and properties that some form asks for."""
        return tuple(dict.fromkeys(n for f in self.forms for n in f.hypotheses))


@lru_cache(maxsize=1)
def all_theorems() -> dict[str, Theorem]:
    """Every theorem by id; the file's name is the id with dots as underscores."""
    found = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda i: i.name):
        if info.name.startswith("_"):
            continue
        theorem: Theorem = importlib.import_module(f"{__name__}.{info.name}").THEOREM
        if theorem.id.replace(".", "_") != info.name:
            raise ImportError(f"theorems/{info.name}.py defines {theorem.id!r}; the names must agree")
        found[theorem.id] = theorem
    return found


def apply(theorem: Theorem, verdicts: dict[str, Verdict], pair: Pair) -> TheoremReport:
    """Whether the theorem applies to the pair, from the verdicts of its hypotheses; a hypothesis that was not asked counts as open."""
    reports = [_form(theorem, f, verdicts, pair) for f in theorem.forms]
    for wanted in (Status.HOLDS, Status.CONDITIONAL, Status.UNDECIDED):
        for r in reports:
            if r.status is wanted:
                return r
    return reports[0]


def _form(theorem: Theorem, form: Form, verdicts: dict[str, Verdict], pair: Pair) -> TheoremReport:
    states = {n: verdicts[n].status if n in verdicts else Status.UNDECIDED for n in form.hypotheses}
    other = None if form.shape is None else form.shape(pair)
    if other is not None:
        return TheoremReport(Status.NOT_APPLICABLE, other, theorem.source, form.name, "shape", states)
    for n, s in states.items():
        if s in (Status.FAILS, Status.NOT_APPLICABLE):
            return TheoremReport(Status.NOT_APPLICABLE, f"{n}: {verdicts[n].because}", theorem.source, form.name, n, states)
    for n, s in states.items():
        if s is Status.UNDECIDED:
            because = verdicts[n].because if n in verdicts else _not_asked(n)
            return TheoremReport(Status.UNDECIDED, f"{n} is open: {because}", theorem.source, form.name, n, states)
    if form.analytic and any(c.data.get("terms") for c in verdicts["smooth"].certificates):
        because = "g and h are shown to be C^2, and the theorem speaks of analytic functions"
        return TheoremReport(Status.UNDECIDED, because, theorem.source, form.name, "smooth", states)
    for n in form.hypotheses:
        partly = [str(r) for r in verdicts[n].holds_on or () if r.names and r.names <= set(pair.M.parameter_names)]
        if partly and verdicts[n].status is Status.HOLDS:
            because = f"{n} is shown only where {' and '.join(partly)}"
            return TheoremReport(Status.UNDECIDED, because, theorem.source, form.name, n, states)
    conditions = tuple(dict.fromkeys(c for n in form.hypotheses for c in verdicts[n].condition or ()))
    if conditions:
        text = " and ".join(str(c) for c in conditions)
        because = f"{form.conclusion}, exactly when {text}"
        return TheoremReport(Status.CONDITIONAL, because, theorem.source, form.name, None, states, conditions)
    parts = dict.fromkeys(str(r) for n in form.hypotheses for r in verdicts[n].holds_on or ())
    because = form.conclusion + (f"; this for {', '.join(parts)}" if parts else "")
    return TheoremReport(Status.HOLDS, because, theorem.source, form.name, None, states)


def _not_asked(name: str) -> str:
    from mirrorsym.criteria import all_criteria

    return "it was not asked" if name in all_criteria() else "properties of the potential are decided by `derive`"
