"""Conditions on the parameters under which a criterion holds, each side proved on its own: kind `exactly`.

`if`: for the parameter values that satisfy all relations, the criterion of the pair there is proved by a certificate of its own,
`only_if`: for those that violate one relation it is refuted, for all of them at once.  A refutation for all values is one whose point, row
or curve is made of trees in the parameters; the facts are those of the parameters and the contrary of the relation.

Main definitions: `Side`, `part_of`, `refuted_elsewhere`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Any

from mirrorsym.domain import Domain, Parameter
from mirrorsym.expression import Expression, add, mul, neg, num, power, relation, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.components import outside, point_over_parameters
from mirrorsym.recheck.kinks import kink
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.rank import Matrix, minor, proportional
from mirrorsym.recheck.setting import Fact, Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.smooth import guards
from mirrorsym.recheck.structure import check_defined, sign_by_structure
from mirrorsym.recheck.zero import prove_zero
from mirrorsym.wording import brief

__all__ = ["Side", "part_of", "refuted_elsewhere"]

CONTRARY = {"=": "!=", "!=": "=", ">=": ">", ">": ">="}


@dataclass(frozen=True)
class Side:
    """What a refutation may speak of: items by name, which functions each is about, the Jacobian's rows, d_k g_i,
    and for `smooth` the functions themselves."""

    items: Mapping[str, Callable[[], Expression]]
    functions: Callable[[str], Sequence[Expression]]
    rows: Callable[[], list[Expression]]
    matrix: Callable[[], Matrix] | None
    derivative: Callable[[int, str], tuple[Expression, Expression]]
    coordinates: Mapping[str, Expression]
    h: Expression | None
    fails: Callable[[dict[str, Any], Problem], None]


def part_of(entry: dict[str, Any], condition: list[Fact], problem: Problem, setting: Setting) -> Problem:
    """The pair for the parameter values that satisfy the condition: some of its equations are solved, the other relations are
    conditions that come after those of M.
    """
    put = _solved(entry, condition, setting)
    left = [(e.substitute(put), op) for e, op in condition
            if not (op == "=" and any(proportional(e, sub(sym(n), v), setting) for n, v in put.items()))]
    domain = problem.domain
    kept = [p for p in domain.parameters if p.name not in put]
    lost = [c.substitute(put) for p in domain.parameters if p.name in put for c in p.conditions]
    conditions = (*(c.substitute(put) for c in domain.conditions), *(relation(op, e, num(0)) for e, op in left), *lost)
    parameters = tuple(Parameter(p.name, p.kind, tuple(c.substitute(put) for c in p.conditions), p.integer) for p in kept)
    return Problem(tuple(f.substitute(put) for f in problem.g), None if problem.h is None else problem.h.substitute(put),
                   Domain(domain.variables, conditions, parameters), problem.copies)


def _solved(entry: dict[str, Any], condition: list[Fact], setting: Setting) -> dict[str, Expression]:
    """parameter = value for some equations of the condition; no value mentions a parameter that is put in."""
    entries = data.record(entry.get("substitute", {}), "the substitution")
    if not set(entries) <= set(setting.parameters):
        raise Rejected("something that is no parameter is substituted")
    put = {n: data.tree(t, set(setting.parameters) - set(entries)) for n, t in entries.items()}
    for n, value in put.items():
        check_defined(value, outside(setting), "a value of the substitution")
        if not any(op == "=" and proportional(e, sub(sym(n), value), setting) for e, op in condition):
            raise Rejected(f"the condition does not say {n} = {value}")
    return put


def refuted_elsewhere(certificate: dict[str, Any], condition: list[Fact], side: Side, problem: Problem, setting: Setting) -> None:
    """Accept that the criterion fails for all values that violate a relation; those before it may be used."""
    entries = data.items(data.field(certificate, "only_if"), "the part only_if", 20)
    if len(entries) != len(condition):
        raise Rejected("the part only_if needs one entry per relation of the condition")
    for position, ((e, op), value) in enumerate(zip(condition, entries, strict=True)):
        entry = data.record(value, "an entry of only_if")
        fact = (neg(e) if op.startswith(">") else e, CONTRARY[op])
        if data.field(entry, "rule") == "at":
            part = part_of(entry, [fact], problem, setting)
            if part.domain.parameters:
                raise Rejected("the values at which the claim is refuted still depend on parameters")
            side.fails(data.record(data.field(entry, "certificate"), "the certificate of a refutation"), part)
            continue
        about = setting
        for known in condition[:position]:
            about = about.assume(*known)
        _refuted(entry, side, about.assume(*fact))


def _refuted(entry: dict[str, Any], side: Side, setting: Setting) -> None:
    rule = data.field(entry, "rule")
    method = _RULES.get(rule) if isinstance(rule, str) else None
    if method is None:
        raise Rejected(f"there is no rule {str(rule)[:40]!r} for a part of only_if")
    method(entry, side, setting.deeper())


def _cases(entry: dict[str, Any], side: Side, setting: Setting) -> None:
    """One refutation where a tree of the parameters is positive, one where it is negative."""
    beyond, on = outside(setting), data.tree(data.field(entry, "on"), setting.parameters)
    check_defined(on, beyond, "the tree that decides the case")
    prove_sign(on, "!=", data.field(entry, "nonzero"), beyond)
    _refuted(data.record(data.field(entry, "positive"), "the positive case"), side, setting.assume(on, ">"))
    _refuted(data.record(data.field(entry, "negative"), "the negative case"), side, setting.assume(neg(on), ">"))


def _smooth_at(functions: Sequence[Expression], point: Mapping[str, Expression], entry: dict[str, Any], beyond: Setting) -> None:
    """The functions are analytic near the point: every condition of an operation, read off the function itself, holds strictly there."""
    listed = [(data.tree(data.field(g, "guard"), beyond.names), data.field(g, "op"), g)
              for g in data.items(entry.get("guards", []), "the guards")]
    for guard, allowed in dict.fromkeys(g for f in functions for g in guards(f)):
        op = "!=" if "!=" in allowed else ">"
        at = guard.substitute(dict(point))
        check_defined(at, beyond, "a guard at the point")
        if sign_by_structure(at, op, beyond):
            continue
        proofs = [g for tree, known, g in listed if known == op and tree == at]
        if not proofs:
            raise Rejected(f"no guard proves that {brief(at)} {op} 0 at the point")
        prove_sign(at, op, data.field(proofs[0], "proof"), beyond)


def _item(entry: dict[str, Any], side: Side, setting: Setting) -> None:
    key = data.text(data.field(entry, "item"), "the item")
    if key not in side.items:
        raise Rejected(f"there is no item {key[:60]!r} that refutes the criterion")
    beyond = outside(setting)
    point = point_over_parameters(data.field(entry, "point"), entry.get("inside"), setting)
    _smooth_at(side.functions(key), point, entry, beyond)
    value = side.items[key]().substitute(point)
    check_defined(value, beyond, "the item at the point")
    prove_sign(value, "!=", data.field(entry, "proof"), beyond)


def _shared(entry: dict[str, Any], side: Side, setting: Setting) -> None:
    """Two coordinates of g that both depend on one variable."""
    k = data.text(data.field(entry, "variable"), "the variable")
    if k not in setting.variables:
        raise Rejected("the shared variable is none")
    beyond, coordinates = outside(setting), []
    for part in data.items(data.field(entry, "parts"), "the two coordinates", 2):
        i = data.whole(data.field(part, "coordinate"), "a coordinate", 10_000)
        coordinates.append(i)
        f, d = side.derivative(i, k)
        point = point_over_parameters(data.field(part, "point"), part.get("inside"), setting)
        _smooth_at([f], point, part, beyond)
        value = d.substitute(point)
        check_defined(value, beyond, "a derivative at a point")
        prove_sign(value, "!=", data.field(part, "proof"), beyond)
    if len(set(coordinates)) != 2:
        raise Rejected("two different coordinates are needed")


def _drop(entry: dict[str, Any], side: Side, setting: Setting) -> None:
    """row * J(P) = 0 with a row of trees in the parameters that is not 0."""
    beyond = outside(setting)
    if side.matrix is None:
        raise Rejected("the criterion has no matrix")
    matrix = side.matrix()
    point = point_over_parameters(data.field(entry, "point"), entry.get("inside"), setting)
    _smooth_at(side.rows(), point, entry, beyond)
    row = [data.tree(t, setting.parameters) for t in data.items(data.field(entry, "row"), "the row")]
    zeros = data.record(entry.get("zeros", {}), "the zeros")
    if len(row) != len(matrix):
        raise Rejected("the row has not one entry per coordinate")
    for r in row:
        check_defined(r, beyond, "an entry of the row")
    for k, name in enumerate(setting.variables):
        value = add(*(mul(r, matrix[i][k].substitute(point)) for i, r in enumerate(row)))
        check_defined(value, beyond, "an entry of the product")
        prove_zero(value, zeros.get(name), beyond)
    prove_sign(add(*(power(r, num(2)) for r in row)), ">", data.field(entry, "nonzero"), beyond)


def _minors(entry: dict[str, Any], side: Side, setting: Setting) -> None:
    """At a point all maximal minors are multiples of a tree that is 0 by the violated relation, the last fact."""
    if side.matrix is None:
        raise Rejected("the criterion has no matrix")
    beyond, matrix = outside(setting), side.matrix()
    q, op = setting.facts[-1]
    if op != "=":
        raise Rejected("the relation that is violated is not of the form q != 0")
    point = point_over_parameters(data.field(entry, "point"), entry.get("inside"), setting)
    _smooth_at(side.rows(), point, entry, beyond)
    at = [[e.substitute(point) for e in row] for row in matrix]
    quotients = data.record(data.field(entry, "quotients"), "the quotients")
    if comb(len(at[0]), len(at)) > 60:
        raise Rejected("there are more minors than the checker counts")
    for columns in combinations(range(len(at[0])), len(at)):
        quotient = data.tree(quotients.get(",".join(map(str, columns)), ["num", "0"]), setting.parameters)
        value = minor(at, columns, beyond)
        for tree, what in ((quotient, "a quotient"), (value, "a minor")):
            check_defined(tree, beyond, what)
        prove_zero(sub(value, mul(q, quotient)), None, beyond)


def _descent(entry: dict[str, Any], side: Side, setting: Setting) -> None:
    """Along a curve t -> w(t) in M, t >= start, h <= slope*t + offset; slope < 0 and offset are trees in the parameters."""
    t = "t"
    if side.h is None:
        raise Rejected("the pair has no h")
    if t in setting.parameters:
        raise Rejected("a parameter has the name of the curve's own symbol")
    beyond = outside(setting)
    slope, offset = (data.tree(data.field(entry, x), setting.parameters) for x in ("slope", "offset"))
    start = data.rational(data.field(entry, "start"), "the start")
    for tree in (slope, offset):
        check_defined(tree, beyond, "the slope or the offset")
    prove_sign(neg(slope), ">", entry.get("falls") or {"rule": "structure"}, beyond)
    entries = data.record(data.field(entry, "path"), "the path")
    if set(entries) != set(setting.variables):
        raise Rejected("the path does not give a value to every variable and to nothing else")
    path = {x: data.tree(entries[x], (*setting.parameters, t)) for x in setting.variables}
    own = [(e, op) for e, op in setting.facts if e.names & set(setting.variables)]
    ray = setting.alone((*beyond.facts, (sub(sym(t), num(start)), ">=")), variables=(t,), extra=())
    for tree in path.values():
        check_defined(tree, ray, "a coordinate of the path")
    proofs = data.items(entry.get("inside", [None] * len(own)), "the proofs of lying inside")
    if len(proofs) != len(own):
        raise Rejected("the path needs a proof for every condition of M")
    for (e, op), proof in zip(own, proofs, strict=True):
        at = e.substitute(path)
        check_defined(at, ray, "a condition along the path")
        prove_sign(at, op, proof or {"rule": "structure"}, ray)
    along = side.h.substitute(path)
    check_defined(along, ray, "h along the path")
    prove_sign(sub(add(mul(slope, sym(t)), offset), along), ">=", data.field(entry, "bound"), ray)


def _kink(entry: dict[str, Any], side: Side, setting: Setting) -> None:
    """f(x + shift) = factor*core(x) + rest(x): the core, free of parameters, is no C^2 function at a constant point, and rest is smooth
    near it.  If f were C^2 at the point plus the shift, so would be the core.
    """
    key = data.text(data.field(entry, "function"), "the function")
    if key not in side.coordinates:
        raise Rejected(f"there is no function {key[:40]!r}")
    beyond, names = outside(setting), setting.variables
    shift = {x: data.tree(v, setting.parameters) for x, v in data.record(entry.get("shift", {}), "the shift").items() if x in names}
    for v in shift.values():
        check_defined(v, beyond, "the shift")
    inner = data.record(data.field(entry, "certificate"), "the certificate of the kink")
    start = {x: data.tree(v, ()) for x, v in data.record(data.field(inner, "point"), "the point").items()}
    if set(start) != set(names):
        raise Rejected("the point does not give a value to every variable and to nothing else")
    moved = {x: add(start[x], shift[x]) if x in shift else start[x] for x in names}
    point_over_parameters({x: v.to_json() for x, v in moved.items()}, entry.get("inside"), setting)
    factor = data.tree(data.field(entry, "factor"), setting.parameters)
    check_defined(factor, beyond, "the factor")
    core = data.tree(data.field(entry, "core"), names)
    rest = data.tree(data.field(entry, "rest"), setting.names)
    free = setting.alone(beyond.facts, extra=())
    f = side.coordinates[key].substitute({x: add(sym(x), v) for x, v in shift.items()})
    prove_zero(sub(f, add(mul(factor, core), rest)), entry.get("zero"), free)
    _smooth_at([rest], start, entry, beyond)
    kink({**inner, "function": "core"}, {"core": core}, setting.alone((), parameters=(), extra=(), integers=frozenset()))
    prove_sign(factor, "!=", data.field(entry, "proof"), beyond)


_RULES: dict[str, Callable[[dict[str, Any], Side, Setting], None]] = {
    "item": _item, "shared": _shared, "drop": _drop, "minors": _minors, "descent": _descent, "kink": _kink, "cases": _cases,
}
