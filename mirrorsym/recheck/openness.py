"""M is open: strict conditions cut an open set only if their left sides are continuous on an open set.

sqrt(u) > -1 holds on u >= 0, a closed half-line, and sign(u) > -1 as well.  Let O be the set of all points at which each
operation in the conditions that is defined on an open set (log, 1/b, ...) is defined, and the conditions hold.  An operation with a weak
need, b >= 0 (roots, asin, ...), does no harm when

* b >= 0 holds wherever b is defined, given only conditions already shown to be harmless, which cut an open set; or
* b is not 0 on M: then M is also the set where b > 0, and there the operation is continuous.

The same goes for what decides a jump, sign b or a condition in a piecewise: b is not 0 on M, so the function is constant near each point.

Main definitions: `check_open`, `part_of`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mirrorsym.expression import ONE, Expression, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.reader import read_conditions
from mirrorsym.recheck.setting import Fact, Setting, needs
from mirrorsym.recheck.structure import check_defined, sign_by_structure
from mirrorsym.wording import brief

__all__ = ["check_open", "part_of"]

_TRIVIAL: Fact = (ONE, ">")
_CONTRARY = {">": "<=", ">=": "<", "!=": "="}


def check_open(setting: Setting) -> None:
    """Accept that the facts about variables cut an open set out of R^D for each value of the parameters, or raise `Rejected`.

    >>> from mirrorsym.expression import sqrt, sym
    >>> from mirrorsym.recheck.limits import Budget
    >>> check_open(Setting(("u",), (), ((sqrt(sym("u")) - 1, ">"),), Budget()))
    >>> check_open(Setting(("u",), (), ((sqrt(sym("u")) + 1, ">"),), Budget()))
    Traceback (most recent call last):
    mirrorsym.recheck.limits.Rejected: M is not shown to be open: u may be 0 where sqrt(u) + 1 > 0
    """
    variables = set(setting.variables)
    waiting = [i for i, (e, _) in enumerate(setting.facts) if e.names & variables]
    harmless = [_TRIVIAL if i in waiting else f for i, f in enumerate(setting.facts)]
    while waiting:
        base = setting.alone(tuple(harmless))
        passed = [i for i in waiting if not any(True for _ in _harms(setting.facts[i][0], base, setting))]
        if not passed:
            e, op = setting.facts[waiting[0]]
            b = next(_harms(e, base, setting))
            raise Rejected(f"M is not shown to be open: {brief(b)} may be 0 where {brief(e)} {op} 0")
        for i in passed:
            harmless[i] = setting.facts[i]
        waiting = [i for i in waiting if i not in passed]


def _harms(e: Expression, base: Setting, setting: Setting) -> Iterator[Expression]:
    """What may be 0 on M and close it there."""
    for node in e.walk():
        if not node.names & set(setting.variables):
            continue
        for b, op in needs(node):
            if op == ">=" and not sign_by_structure(b, ">=", base.grant(b)) and not _away(b, setting):
                yield b
        jumps = [node.args[0]] if node.op == "sign" else []
        if node.op == "piecewise":
            jumps = [sub(c.args[0], c.args[1]) for c in node.args[1::2] if c.op != "true"]
        yield from (b for b in jumps if not _away(b, setting))


def _away(b: Expression, setting: Setting) -> bool:
    """Whether b is not 0 on M: by its structure, or because with b = 0 some condition has the contrary sign."""
    if sign_by_structure(b, "!=", setting):
        return True
    for i, (e, op) in enumerate(setting.facts):
        if e.names & set(setting.variables) and op in _CONTRARY:
            rest = replace(setting, facts=(*setting.facts[:i], _TRIVIAL, *setting.facts[i + 1:])).assume(b, "=")
            if sign_by_structure(e, _CONTRARY[op], rest.grant(e)):
                return True
    return False


def part_of(problem: Problem, relations: Any) -> Problem:
    """The pair where further strict relations hold, which are defined on M."""
    listed = data.items(relations if relations is not None else [], "the relations", 20)
    if not listed:
        return problem
    setting = problem.setting(Budget())
    read_ = [r for text in listed for r in read_conditions(text, setting.names)]
    for r in read_:
        if r.op not in (">", "<", "!="):
            raise Rejected("a part of M that is not open")
        check_defined(sub(*r.args), setting, "a relation of the part")
    part = replace(problem, domain=replace(problem.domain, conditions=(*problem.domain.conditions, *read_)))
    check_open(part.setting(Budget()))
    return part
