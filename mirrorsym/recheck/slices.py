"""What a verdict about the potential says of a.

Each such verdict speaks of the a whose slice {mu : (mu, a) in D} is not empty, and those about all slices say so in `holds_on`: with
the relations of `a_domain`, and those of `dual_domain` about a alone.  A relation left out would claim something where there is no R_a.

Main definition: `check_slices`.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.expression import Expression
from mirrorsym.recheck import data
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.reader import read_conditions
from mirrorsym.recheck.starts import Start

__all__ = ["check_slices"]

ALL_SLICES = ("legendre", "mirror_map", "bregman", "range")


def check_slices(name: str, entry: dict[str, Any], potential: Any, problem: Problem, init: Any, budget: Budget) -> None:
    """Accept what a verdict that holds says of a, or raise `Rejected`; a report without a potential has no words for it."""
    if not isinstance(potential, dict) or entry.get("status") != "HOLDS":
        return
    a = data.text(data.field(potential, "a"), "a")
    mu = {data.text(n, "a name") for n in data.items(data.field(potential, "mu"), "mu", 500)}
    names = {a, *mu, *Start.of(init, problem, budget).symbols, *problem.domain.parameter_names}

    def about_a(where: Any) -> set[Expression]:
        texts = data.items(where if where is not None else [], "the relations", 500)
        return {r for t in texts for r in read_conditions(t, names) if a in r.names and not r.names & mu}

    wanted = about_a(potential.get("a_domain")) | about_a(potential.get("dual_domain")) if name in ALL_SLICES else set()
    if about_a(entry.get("holds_on")) != wanted:
        raise Rejected(f"what it says of {a[:20]} is not what the potential says")
