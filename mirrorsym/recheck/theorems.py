"""A theorem's status, recomputed from its hypotheses' verdicts in the same report.

A theorem applies (HOLDS) only if every hypothesis it lists is a criterion or property of this report that is HOLDS and was accepted;
it is CONDITIONAL only if each is HOLDS or CONDITIONAL, one at least CONDITIONAL.  A theorem never FAILS.  `REQUIRED`
names hypotheses without which a theorem is not what the paper states, so that a report cannot leave them out.

Some theorems speak of analytic functions, which is more than the criterion `smooth` says (`ANALYTIC`); some of pairs of one kind
(`SHAPES`).

Main definition: `check_theorem`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from mirrorsym.recheck import data
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.narrowed import restricts
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.sparse import BITS, polynomial

__all__ = ["REQUIRED", "check_theorem"]

#: theorem -> the lists of criteria of which one must be contained in the theorem's hypotheses
REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "tdmf.3.1": (("smooth", "joint_regular", "commuting", "commuting_with_h", "complete_flows"),
                 ("smooth", "regular", "commuting", "commuting_with_h", "complete_flows_of_g")),
    "tdmf.3.3": (("quadratic", "commuting", "commuting_with_h", "regular"),
                 ("quadratic", "commuting", "commuting_with_h", "joint_regular")),
    "tdmf.c3.1": (("smooth", "separable", "wronskian"),),
    "lwla.4.8": (("smooth", "regular", "commuting", "complete_flows_of_g"),),
    "lwla.4.9": (("smooth",),),
    "lwla.4.15": (("quadratic", "commuting", "regular"),),
    "tdmf.3.2": (("smooth", "joint_regular", "commuting", "commuting_with_h", "complete_flows", "contracting", "bregman"),
                 ("smooth", "regular", "commuting", "commuting_with_h", "complete_flows_of_g", "contracting_up_to_constant", "bregman")),
    "lwla.4.13": (("smooth", "regular", "commuting", "complete_flows_of_g", "bregman"),),
    "lwla.4.16": (("smooth", "regular", "commuting", "complete_flows_of_g"),),
    "lwla.5.1": (("smooth", "commuting", "legendre"),),
    "tdmf.b3": (("smooth",),),
}


class Outcome(Protocol):
    """What is needed of the outcome for a criterion."""

    @property
    def status(self) -> str:
        """The verdict's status."""

    @property
    def accepted(self) -> bool:
        """Whether its certificates were accepted."""


ANALYTIC = ("tdmf.c3.1",)


def is_product_with_squares(problem: Problem) -> bool:
    """tdmf Thm B.3: g is the product of all variables, more than two, and h the sum of their squares, up to factors and constants."""
    w = problem.domain.variables
    if len(w) < 3 or len(problem.g) != 1 or problem.h is None:
        return False
    found = [polynomial(f, w, Budget()) for f in problem.joint]
    units = [1 << (BITS * i) for i in range(len(w))]
    g, h = ({} if p is None else {k: c for k, c in p.items() if k} for p in found)
    return set(g) == {sum(units)} and set(h) == {2 * u for u in units} and len(set(h.values())) == 1


#: theorem -> whether the pair is of the kind that it speaks of
SHAPES = {"tdmf.b3": is_product_with_squares}


def check_theorem(name: str, entry: dict[str, Any], done: Mapping[str, Outcome], verdicts: Mapping[str, Any],
                  analytic: Callable[[], bool], problem: Problem) -> str:
    """The reason why the theorem's status follows, or `Rejected`; `analytic` tells whether g and h are shown to be analytic on M.

    `verdicts` are the report's own, for their conditions: a conditional theorem states those of its hypotheses.
    """
    status = entry["status"]
    if status == "FAILS":
        raise Rejected("a theorem does not fail: it applies or it does not")
    hypotheses = data.record(data.field(entry, "hypotheses"), "the hypotheses")
    if not hypotheses:
        raise Rejected("the theorem lists no hypothesis")
    if entry.get("first_missing") is not None:
        raise Rejected("a theorem that applies names a missing hypothesis")
    if name not in REQUIRED:
        raise Rejected(f"the checker knows no theorem {name[:40]!r}")
    if not any(set(form) <= hypotheses.keys() for form in REQUIRED[name]):
        form = min(REQUIRED[name], key=lambda f: len(set(f) - hypotheses.keys()))
        raise Rejected(f"the hypothesis {next(c for c in form if c not in hypotheses)} of the theorem is not listed")
    for h, claimed in hypotheses.items():
        if h not in done:
            raise Rejected(f"the hypothesis {h[:40]!r} is no criterion of this report")
        if claimed != done[h].status:
            raise Rejected(f"the hypothesis {h} is listed as {str(claimed)[:20]} but its verdict is {done[h].status}")
        if not done[h].accepted:
            raise Rejected(f"the verdict on the hypothesis {h} was rejected")
        if done[h].status not in (("HOLDS",) if status == "HOLDS" else ("HOLDS", "CONDITIONAL")):
            raise Rejected(f"the hypothesis {h} is {done[h].status}")
        if done[h].status == "HOLDS" and restricts(verdicts.get(h), problem.domain.parameter_names):
            raise Rejected(f"the hypothesis {h} is shown only for some values of the parameters")
    if status == "CONDITIONAL" and all(done[h].status == "HOLDS" for h in hypotheses):
        raise Rejected("no hypothesis of the theorem is conditional")
    if status == "CONDITIONAL":
        needed = {str(c) for h in hypotheses for c in verdicts[h].get("condition") or ()}
        stated = {str(c) for c in data.items(entry.get("condition"), "the theorem's condition", 100)}
        if stated != needed:
            raise Rejected("the theorem's condition is not that of its hypotheses")
    if name in SHAPES and not SHAPES[name](problem):
        raise Rejected("the pair is not of the kind that the theorem speaks of")
    if name in ANALYTIC and not analytic():
        raise Rejected("the functions are only shown to be C^2, and the theorem speaks of analytic ones")
    return "its hypotheses hold"
