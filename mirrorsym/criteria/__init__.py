"""Criteria: one file, one question about a pair, answered by a verdict.

A criterion is a module of this folder with a constant `CRITERION`; its name equals the file's.  `all_criteria` finds them in the order
in which they need each other.  Each carries its source, its precondition as a sentence when it does not apply, and an example and a
counterexample, which are both its documentation and its tests.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from mirrorsym.criteria._problem import Problem
from mirrorsym.verdict import Verdict

__all__ = ["Criterion", "Example", "all_criteria", "decide"]


@dataclass(frozen=True, slots=True)
class Example:
    """Arguments of `Pair` for which a criterion holds, or fails, and why."""

    because: str
    g: tuple[str, ...]
    h: str | None = None
    domain: tuple[str, ...] = ()
    parameters: dict[str, str] = field(default_factory=dict, hash=False)
    variables: tuple[str, ...] | None = None

    def arguments(self) -> dict[str, Any]:
        """Keyword arguments for `Pair`."""
        return {"g": list(self.g), "h": self.h, "domain": list(self.domain), "parameters": dict(self.parameters),
                "variables": self.variables}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question: `statement` in words, `source` in the papers, `applies` (None, or a sentence why not), `decide`.

    `needs` names criteria whose verdicts `decide` finds in `problem.known`.
    """

    name: str
    statement: str
    source: str
    applies: Callable[[Problem], str | None]
    decide: Callable[[Problem], Verdict]
    holds_for: Example
    fails_for: Example
    needs: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def all_criteria() -> dict[str, Criterion]:
    """Every criterion by name, each after those it needs; a broken module is an error, not a gap."""
    found: dict[str, Criterion] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda i: i.name):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{__name__}.{info.name}")
        criterion: Criterion = module.CRITERION
        if criterion.name != info.name:
            raise ImportError(f"criteria/{info.name}.py defines the criterion {criterion.name!r}; the names must agree")
        found[criterion.name] = criterion
    ordered: dict[str, Criterion] = {}

    def place(name: str, asked_by: str) -> None:
        if name not in found:
            raise ImportError(f"criterion {asked_by!r} needs {name!r}, which does not exist")
        for n in found[name].needs:
            if n not in ordered:
                place(n, name)
        ordered.setdefault(name, found[name])

    for name in found:
        place(name, name)
    return ordered


def decide(name: str, problem: Problem) -> Verdict:
    """The verdict of one criterion; NOT_APPLICABLE with the reason when its precondition is missing."""
    from mirrorsym.verdict import Status

    criterion = all_criteria()[name]
    reason = criterion.applies(problem)
    if reason is not None:
        return Verdict(Status.NOT_APPLICABLE, name, reason, source=criterion.source)
    if not problem.inhabited:
        return Verdict(Status.UNDECIDED, name, "no point of M was found, and M was not proved to be empty", source=criterion.source)
    return criterion.decide(problem)
