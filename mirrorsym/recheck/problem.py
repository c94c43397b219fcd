"""The pair as the checker reads it from a report, and the facts that hold on M.

Precondition: the `pair` object of `mirrorsym.report/1`.  A mistake in it is an `InputError`: there is nothing to check.

Main definitions: `Problem`, `read_problem`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mirrorsym.domain import KINDS, Domain, Parameter
from mirrorsym.errors import InputError
from mirrorsym.expression import Expression
from mirrorsym.recheck.derive import Items
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.reader import read, read_conditions
from mirrorsym.recheck.setting import Setting

__all__ = ["Problem", "read_problem"]


@dataclass(frozen=True)
class Problem:
    """g, h (or None) and the domain, all trees; `copies` >= 1 independent copies of this block."""

    g: tuple[Expression, ...]
    h: Expression | None
    domain: Domain
    copies: int

    @property
    def joint(self) -> tuple[Expression, ...]:
        """The coordinates of (g, h)."""
        return self.g if self.h is None else (*self.g, self.h)

    def setting(self, budget: Budget) -> Setting:
        """What holds at every point of M."""
        m = self.domain
        return Setting(m.variables, m.parameter_names, m.facts(), budget,
                       frozenset(p.name for p in m.parameters if p.integer))

    def items(self, budget: Budget) -> Items:
        """What the criteria say of g and h."""
        return Items(self.g, self.h, self.domain.variables, budget)


def read_problem(pair: Any) -> Problem:
    """The problem in a report's `pair`.

    >>> read_problem({"variables": ["u"], "domain": ["u > 0"], "g": ["u**2"], "h": None}).copies
    1
    """
    if not isinstance(pair, dict):
        raise InputError(["pair: the report has no pair"])
    try:
        return _problem(pair)
    except Rejected as e:
        raise InputError([f"pair: {e}"]) from None
    except RecursionError:
        raise InputError(["pair: a formula is nested too deeply"]) from None


def _problem(pair: dict[str, Any]) -> Problem:
    variables = _names(pair.get("variables"), "variables")
    kinds = pair.get("parameters") or {}
    if not isinstance(kinds, dict):
        raise Rejected("parameters is not an object")
    names = _names(list(kinds), "parameters")
    if set(variables) & set(names) or not variables:
        raise Rejected("variables and parameters overlap, or there is no variable")
    known = {*variables, *names}
    parameters = []
    for name, kind in kinds.items():
        if isinstance(kind, str) and kind in KINDS:
            parameters.append(Parameter.of(name, kind))
        else:
            conditions = tuple(read_conditions(kind, known))
            if any(c.names & set(variables) for c in conditions):
                raise Rejected(f"the condition on the parameter {name!r} mentions a variable")
            parameters.append(Parameter(name, str(kind), conditions))
    conditions = tuple(c for text in _list(pair.get("domain") or [], "domain") for c in read_conditions(text, known))
    for c in conditions:
        if c.op not in ("<", ">", "!="):
            raise Rejected(f"the condition {c} is not strict, so M is not open")
    g = tuple(read(text, known) for text in _list(pair.get("g"), "g"))
    if not g:
        raise Rejected("g has no coordinate")
    h = None if pair.get("h") is None else read(pair["h"], known)
    copies = pair.get("copies", 1)
    if isinstance(copies, bool) or not isinstance(copies, int) or copies < 1:
        raise Rejected("copies is not a positive whole number")
    return Problem(g, h, Domain(variables, conditions, tuple(parameters)), copies)


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise Rejected(f"{what} is not a list")
    return value


def _names(value: Any, what: str) -> tuple[str, ...]:
    names = _list(value, what)
    if not all(isinstance(n, str) and n.isidentifier() for n in names) or len(set(names)) != len(names):
        raise Rejected(f"{what} are not different names")
    return tuple(names)
