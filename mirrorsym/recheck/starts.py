"""The initial point of a report's pair, and points that the flows reach from it.

The initial point may contain symbols of its own and parameters; a claim about the potential is about every initial point
that lies in M.  `Start.lies` shows that a coordinate starts in an interval for all of them.  `Start.at` picks one
initial point, by values for its symbols, and `reached` follows a curve from it: if

    dw/dt = sum_i mu_i grad g_i(w) + a grad h(w),    w(0) = w_init,    w(t) in M for 0 <= t <= 1,

then w(1) = psi(mu, a), since the solution is unique.

Main definitions: `Start`, `reached`, `check_plain`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mirrorsym.expression import ONE, ZERO, Expression, add, mul, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.points import Point, holds_at
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.smooth import prove_smooth
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero
from mirrorsym.wording import brief

__all__ = ["Start", "check_plain", "reached"]

_STRUCTURE = {"rule": "structure"}
_NAME = re.compile(r"[^\W\d]\w*(?!\w|\s*\()")
_TIES = ("abs", "sign", "Max", "Min", "piecewise")


@dataclass(frozen=True)
class Start:
    """The initial value of each variable, as a tree in `symbols` and parameters; `setting` says that it lies in M."""

    symbols: tuple[str, ...]
    values: Mapping[str, Expression]
    setting: Setting
    problem: Problem

    @classmethod
    def of(cls, init: Any, problem: Problem, budget: Budget) -> Start:
        """Read `init` of a report's pair: {variable: text}; names that are no parameters are symbols of the point."""
        texts = data.record(init, "the initial point")
        m = problem.domain
        if set(texts) != set(m.variables):
            raise Rejected("the initial point does not give a value to every variable")
        known = {*_names(texts), *m.parameter_names}
        values = {v: read(texts[v], known) for v in m.variables}
        names = {n: None for v in m.variables for n in sorted(values[v].names) if n not in m.parameter_names}
        if set(names) & set(m.variables):
            raise Rejected("the initial point contains a variable")
        facts = tuple((e.substitute(values), op) for e, op in m.facts())
        whole = frozenset(p.name for p in m.parameters if p.integer)
        setting = Setting(tuple(names), m.parameter_names, facts, budget, whole, given=tuple(values.values()))
        return cls(tuple(names), values, setting, problem)

    def lies(self, z: Expression, low: Expression | None, high: Expression | None, proofs: dict[str, Any]) -> None:
        """Accept that low < z < high at every initial point."""
        start = z.substitute(self.values)
        if low is not None:
            prove_sign(sub(start, low), ">", proofs.get("low") or _STRUCTURE, self.setting)
        if high is not None:
            prove_sign(sub(high, start), ">", proofs.get("high") or _STRUCTURE, self.setting)

    def at(self, value: Any) -> tuple[Point, dict[str, Expression]]:
        """(the initial point with these values of its symbols and of the parameters, the values), shown to lie in M."""
        entries = data.record(value, "the values")
        if set(entries) != {*self.symbols, *self.setting.parameters}:
            raise Rejected("a value is missing for a symbol of the initial point or for a parameter, or there is one too many")
        given = {n: data.tree(entries[n], ()) for n in entries}
        for n in self.setting.integers:
            if given[n].op != "num" or given[n].args[0].denominator != 1:
                raise Rejected(f"the value of {n!r} is not an integer")
        inner = self.problem.setting(self.setting.budget)
        for tree in given.values():
            check_defined(tree, inner.alone((), variables=(), parameters=()), "a value")
        values = {v: e.substitute(given) for v, e in self.values.items()}
        values.update({p: given[p] for p in inner.parameters})
        point = Point(values, inner)
        for e, op in inner.facts:
            if not holds_at(point, e, op):
                raise Rejected(f"the initial point is not shown to satisfy {brief(e)} {op} 0, so it may lie outside M")
        return point, given


def check_plain(trees: Iterable[Expression], what: str) -> None:
    """Only operations whose derivatives are right wherever they are smooth: at a tie sign(u**2) is 0, and |u**2| has another slope."""
    if any(node.op in _TIES for e in trees for node in e.walk()):
        raise Rejected(f"{what} contains abs, sign, Max, Min or cases")


def _names(texts: Mapping[str, Any]) -> set[str]:
    """Names in formulas that are not called as functions; constants are none."""
    found = {n for text in texts.values() if isinstance(text, str) for n in _NAME.findall(text)}
    return found - {"E", "pi", "True"}


def reached(entry: Any, start: Start, setting: Setting) -> tuple[Point, tuple[Expression, ...], Expression]:
    """(psi(mu, a), mu, a) for the curve that a certificate gives; every claim about the curve is checked.

    g and h are smooth on M by the guards in `smooth`, so that their derivatives' trees are their derivatives.
    """
    entry = data.record(entry, "a reached point")
    origin, given = start.at(data.field(entry, "values"))
    problem, budget = start.problem, setting.budget
    mu = tuple(data.tree(t, ()) for t in data.items(data.field(entry, "mu"), "mu", 500))
    a = data.tree(entry.get("a", ZERO.to_json()), ())
    if len(mu) != len(problem.g):
        raise Rejected("mu has not one entry per coordinate of g")
    if entry.get("path") is None:
        if any(t != ZERO for t in (*mu, a)):
            raise Rejected("a point other than the initial one needs its path")
        return origin, mu, a
    m = problem.domain
    trees = data.record(entry["path"], "a path")
    if set(trees) != set(m.variables):
        raise Rejected("the path does not give a value to every variable and to nothing else")
    t = "t"
    path = {v: data.tree(trees[v], (t,)) for v in m.variables}
    along = Setting((t,), (), ((sym(t), ">="), (sub(ONE, sym(t)), ">=")), budget)
    for e in (*mu, a):
        check_defined(e, along.alone((), variables=()), "an entry of mu")
    check_plain((*path.values(), *problem.joint), "a path, g or h")
    prove_smooth(path.values(), entry.get("guards", []), along)
    prove_smooth(problem.joint, entry.get("smooth", []), setting)
    along = along.grant(*path.values())
    constants = {p: given[p] for p in m.parameter_names}
    put = {**path, **constants}
    inside = data.items(entry.get("inside", []), "the proofs of lying inside")
    conditions = [(e.substitute(put), op) for e, op in m.facts() if e.names & set(m.variables)]
    if len(inside) not in (0, len(conditions)):
        raise Rejected("the path needs a proof for every condition of M")
    for i, (e, op) in enumerate(conditions):
        check_defined(e, along, "a condition along the path")
        prove_sign(e, op, inside[i] if inside else _STRUCTURE, along)
    times = dict(zip((*map(str, range(len(mu))), "h"), (*mu, a), strict=True))
    functions = problem.items(budget).functions
    zeros = data.record(entry.get("zeros", {}), "the proofs of the flow")
    starts = data.record(entry.get("start", {}), "the proofs of the start")
    for v in m.variables:
        field = add(*(mul(times[k], derivative(f, v, budget).substitute(put)) for k, f in functions.items() if times[k] != ZERO))
        prove_zero(sub(derivative(path[v], t, budget), field), zeros.get(v), along)
        prove_zero(sub(path[v].substitute({t: ZERO}), origin.values[v]), starts.get(v), along.alone((), variables=()))
    end = {v: path[v].substitute({t: ONE}) for v in m.variables}
    return Point({**end, **constants}, origin.setting), mu, a
