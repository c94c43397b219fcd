"""`holds_on`: a part of M on which a criterion that is not known to hold on all of it is proved.

A certificate of the verdict has `elsewhere`: relations in variables and parameters (strict ones, so that the part is open) that are
defined on M, and a certificate of HOLDS for the pair on the part, with its own evidence for smoothness.

Main definition: `check_elsewhere`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mirrorsym.expression import Expression, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.claims import check_claim
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.openness import check_open
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.reader import read_conditions
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.support import Support

__all__ = ["check_elsewhere"]


def check_elsewhere(criterion: str, holds_on: Any, certificates: list[Any], problem: Problem, budget: Budget) -> None:
    """Accept that the criterion holds where the relations of `holds_on` do, or raise `Rejected`."""
    entry = next((c["elsewhere"] for c in certificates if isinstance(c, dict) and "elsewhere" in c), None)
    if entry is None:
        raise Rejected("no certificate shows that it holds on the stated part of M")
    setting = problem.setting(budget)
    relations = [data.relation_tree(t, setting.names) for t in data.items(data.field(entry, "relations"), "the relations", 20)]
    stated = [r for text in data.items(holds_on, "what the verdict holds on", 20) for r in read_conditions(text, setting.names)]
    if not relations or len(stated) != len(relations):
        raise Rejected("the part of M that the verdict states is not the certificate's")
    for mine, other in zip(relations, stated, strict=True):
        (e, op), (f, known) = _fact(mine), _fact(other)
        if op != known or not vanishes(sub(e, f), setting.names, budget):
            raise Rejected("the part of M that the verdict states is not the certificate's")
        if op not in (">", "!="):
            raise Rejected("the part of M on which the criterion is said to hold is not open")
        check_defined(e, setting, "a relation of the part")
    part = replace(problem, domain=replace(problem.domain, conditions=(*problem.domain.conditions, *relations)))
    check_open(part.setting(budget))
    support = Support()
    if "smooth" in entry:
        support.evidence.take(data.record(entry["smooth"], "the evidence for smoothness"))
    check_claim(criterion, "HOLDS", data.record(data.field(entry, "certificate"), "the certificate of the part"), part, budget, support)


def _fact(r: Expression) -> tuple[Expression, str]:
    left, right = r.args
    return (sub(right, left), ">" + r.op[1:]) if r.op[0] == "<" else (sub(left, right), r.op)
