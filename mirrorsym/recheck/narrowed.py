"""A verdict about the potential that was proved for some values of the parameters only.

Its certificate has `where`: relations in the parameters alone, and a `member`, values of the parameters and of the initial point's symbols
at which the initial point lies in M and the relations hold.  What follows is checked for the pair whose conditions of M are followed by the
relations, which is the same pair for those values.  HOLDS is then a statement about those values, and has to say so in `holds_on`; FAILS
needs one value, and the member shows that there is one.

Main definitions: `narrowed`, `restricts`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from mirrorsym.expression import Expression
from mirrorsym.recheck import data
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.reader import read_conditions
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.starts import Start
from mirrorsym.recheck.structure import check_defined
from mirrorsym.wording import brief

__all__ = ["narrowed", "restricts"]


def narrowed(certificate: dict[str, Any], status: Any, holds_on: Any, problem: Problem, init: Any, budget: Budget) -> Problem:
    """The problem that a certificate is about, or `Rejected`; without `where` it is the pair's own."""
    if certificate.get("where") is None:
        return problem
    entry = data.record(certificate["where"], "where a verdict was proved")
    names = problem.domain.parameter_names
    relations = [data.relation_tree(t, names) for t in data.items(data.field(entry, "relations"), "the relations", 20)]
    if not relations or not all(r.names for r in relations):
        raise Rejected("where a verdict was proved has no relation in the parameters")
    if status == "HOLDS":
        stated = _about_parameters(holds_on, names)
        for r in relations:
            if r not in stated:
                raise Rejected(f"the verdict does not say that it assumes {brief(r)}")
    part = replace(problem, domain=replace(problem.domain, conditions=(*problem.domain.conditions, *relations)))
    whole = problem.setting(budget)
    about = Setting((), names, tuple(f for f in whole.facts if not f[0].names & set(whole.variables)), budget, whole.integers)
    for r in relations:
        for e in r.args:
            check_defined(e, about, "a relation")
    Start.of(init, part, budget).at(data.field(entry, "member"))
    return part


def restricts(verdict: Any, names: Collection[str]) -> bool:
    """Whether a verdict says that it holds for some values of the parameters (`names`) only."""
    return isinstance(verdict, dict) and bool(_about_parameters(verdict.get("holds_on"), names))


def _about_parameters(holds_on: Any, names: Collection[str]) -> list[Expression]:
    """The relations of `holds_on` in parameters alone."""
    found: list[Expression] = []
    for text in data.items(holds_on if holds_on is not None else [], "what the verdict holds on", 200):
        try:
            found += [r for r in read_conditions(text, names) if r.names]
        except Rejected:
            continue  # a relation about a, or about the initial point
    return found
