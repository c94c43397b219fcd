"""CONDITIONAL: a criterion holds for exactly those values of the parameters that satisfy a condition.

`if`: where the condition holds, the criterion does.  `only_if`: for each value of the parameters at which one of the
condition's relations fails, an item is not 0 at some point of M (or the rank drops at one).

Main definitions: `conditional_zeros`, `conditional_rank`, `read_condition`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import permutations
from typing import Any

from flint import arb

from mirrorsym.expression import ZERO, Expression, add, mul, num, power, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.balls import Open, enclose, refine
from mirrorsym.recheck.components import outside, point_over_parameters
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.rank import Matrix, proportional, prove_rank
from mirrorsym.recheck.setting import Fact, Setting
from mirrorsym.recheck.sign import prove_sign, with_guards
from mirrorsym.recheck.smooth import prove_smooth
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero

__all__ = ["conditional_rank", "conditional_zeros", "divisible", "read_condition"]

Thunks = dict[str, Callable[[], Expression]]


def read_condition(certificate: dict[str, Any], setting: Setting) -> list[Fact]:
    """The condition's relations, on parameters only, as (e, op): `e op 0`."""
    found = []
    for entry in data.items(data.field(certificate, "condition"), "the condition", 20):
        relation = data.relation_tree(entry, setting.parameters)
        left, right = relation.args
        e, op = (sub(right, left), ">" + relation.op[1:]) if relation.op[0] == "<" else (sub(left, right), relation.op)
        check_defined(e, outside(setting), "the condition")
        found.append((e, op))
    if not found:
        raise Rejected("the condition is empty")
    return found


def conditional_zeros(certificate: dict[str, Any], items: Thunks, refuting: Collection[str],
                      functions: list[Expression], setting: Setting) -> None:
    """Accept that all items vanish on M exactly where every equation of the condition holds."""
    condition = read_condition(certificate, setting)
    if any(op != "=" for _, op in condition):
        raise Rejected("the condition is not made of equations")
    first = data.record(data.field(certificate, "if"), "the part if")
    rule = data.field(first, "rule")
    if rule == "substitution":
        _substitution(first, condition, items, setting)
    elif rule == "divisible":
        divisible(first, condition, items, setting)
    else:
        raise Rejected(f"there is no rule {str(rule)[:40]!r} for the part if")
    second = data.items(data.field(certificate, "only_if"), "the part only_if", 20)
    if len(second) != len(condition):
        raise Rejected("the part only_if needs one entry per equation of the condition")
    for entry, (p, _) in zip(second, condition, strict=True):
        _independent(data.record(entry, "an entry of only_if"), p, items, refuting, functions, setting)


def _substitution(first: dict[str, Any], condition: list[Fact], items: Thunks, setting: Setting) -> None:
    """The condition says exactly parameter = tree for each key, so putting the trees in covers all that it allows."""
    put = _solutions(data.record(data.field(first, "substitute"), "the substitution"), condition, setting)
    inner = data.record(data.field(first, "certificate"), "the certificate of the part if")
    proofs = data.record(inner.get("items", {}), "the items")
    for key, item in items.items():
        e = item()
        about = setting.grant(e)
        for name, value in put.items():
            about = about.substitute(name, value)
        prove_zero(e.substitute(put), proofs.get(key), about)


def _solutions(entries: dict[str, Any], condition: list[Fact], setting: Setting) -> dict[str, Expression]:
    if len(entries) != len(condition) or not set(entries) <= set(setting.parameters):
        raise Rejected("the substitution does not name one parameter per equation of the condition")
    free = set(setting.parameters) - set(entries)
    put = {n: data.tree(t, free) for n, t in entries.items()}
    for value in put.values():
        check_defined(value, outside(setting), "a value of the substitution")
    for n, value in put.items():
        if not any(op == "=" and proportional(e, sub(sym(n), value), setting) for e, op in condition):
            raise Rejected(f"the condition does not say {n} = {value}")
    if any(op != "=" for _, op in condition):
        raise Rejected("the condition is not made of equations")
    return put


def divisible(first: dict[str, Any], condition: list[Fact], items: Thunks, setting: Setting) -> None:
    """Every item is p times something that is defined wherever the item is, p = 0 an equation of the condition (`by`: its place)."""
    quotients = data.record(data.field(first, "quotients"), "the quotients")
    proofs = data.record(first.get("zeros", {}), "the zeros")
    places = data.record(first.get("by", {}), "the places of the equations")
    if not set(quotients) <= set(items):
        raise Rejected("a quotient is given for an item that does not exist")
    if len(condition) != 1 and not set(quotients) <= set(places):
        raise Rejected("with several equations each quotient says by which")
    for key, item in items.items():
        e = item()
        about = setting.grant(e)
        if key in quotients:
            p, op = condition[data.index(places.get(key, 0), len(condition), "equation")]
            if op != "=":
                raise Rejected("a quotient is by something that is no equation")
            quotient = data.tree(quotients[key], setting.names)
            check_defined(quotient, with_guards(first, about), "a quotient")
            e = sub(e, mul(p, quotient))
        prove_zero(e, proofs.get(key), about)


def _independent(entry: dict[str, Any], p: Expression, items: Thunks, refuting: Collection[str],
                 functions: list[Expression], setting: Setting) -> None:
    """item = sum coefficient_j * f_j; det f_j(P_k) != 0, so an item that is 0 at every P_k has all coefficients 0;
    and where p != 0 one coefficient is not 0.
    """
    key = data.text(data.field(entry, "item"), "the item")
    if key not in items or key not in refuting:
        raise Rejected(f"there is no item {key[:60]!r}")
    item = items[key]()
    about = setting.grant(item)
    beyond = outside(setting)
    shapes = [data.tree(t, setting.variables) for t in data.items(data.field(entry, "functions"), "functions", 7)]
    coefficients = [data.tree(t, setting.parameters) for t in
                    data.items(data.field(entry, "coefficients"), "the coefficients", 7)]
    entries = data.items(data.field(entry, "points"), "the points", 7)
    if not shapes or not len(shapes) == len(coefficients) == len(entries):
        raise Rejected("there are not as many points and coefficients as functions")
    for f in shapes:
        check_defined(f, about, "a function")
    for c in coefficients:
        check_defined(c, beyond, "a coefficient")
    prove_zero(sub(item, add(*(mul(c, f) for c, f in zip(coefficients, shapes, strict=True)))), entry.get("zero"), about)
    inside = data.items(entry.get("inside", [None] * len(entries)), "the proofs of lying inside", 7)
    points = []
    for position, value in enumerate(entries):
        proofs = inside[position] if position < len(inside) else None
        point = point_over_parameters(_of_variables(value, setting), proofs, setting)
        if any(v.names for v in point.values()):
            raise Rejected("a point of the part only_if depends on the parameters")
        prove_smooth([f.substitute(point) for f in functions], [], beyond)
        points.append(point)
    _determinant(shapes, points, setting)
    j = data.index(data.field(entry, "coefficient"), len(coefficients), "coefficient")
    prove_sign(coefficients[j], "!=", data.field(entry, "proof"), beyond.assume(p, "!="))


def _of_variables(entry: Any, setting: Setting) -> dict[str, Any]:
    """A point may name values for the parameters too; the claim is for all of them, so these are ignored."""
    return {n: v for n, v in data.record(entry, "a point").items() if n not in setting.parameters}


def _determinant(shapes: list[Expression], points: list[dict[str, Expression]], setting: Setting) -> None:
    def ask(_: int) -> bool:
        rows = []
        for p in points:
            at = {n: enclose(v, {}, setting.budget) for n, v in p.items()}
            rows.append([enclose(f, at, setting.budget) for f in shapes])
        total = arb(0)
        for order in permutations(range(len(rows))):
            setting.budget.spend(len(rows))
            term = arb(_parity(order))
            for i, j in enumerate(order):
                term *= rows[i][j]
            total += term
        if total.contains(0):
            raise Open
        return True

    refine(ask, setting.budget, "the functions are not shown to be independent at the points")


def _parity(order: tuple[int, ...]) -> int:
    inversions = sum(a > b for i, a in enumerate(order) for b in order[i + 1:])
    return -1 if inversions % 2 else 1


def conditional_rank(certificate: dict[str, Any], matrix: Matrix, functions: list[Expression],
                     setting: Setting) -> None:
    """Accept that the matrix has full row rank on M exactly where q != 0.

    Where q = 0: at a point of M row * J = q * columns = 0 with a row that is not 0.
    """
    condition = read_condition(certificate, setting)
    if len(condition) != 1 or condition[0][1] != "!=":
        raise Rejected("the condition of a rank is not of the form q != 0")
    q = condition[0][0]
    prove_rank(matrix, data.field(certificate, "if"), setting.assume(q, "!="))
    second = data.record(data.field(certificate, "only_if"), "the part only_if")
    beyond = outside(setting)
    point = point_over_parameters(_of_variables(data.field(second, "point"), setting), second.get("inside"), setting)
    prove_smooth([f.substitute(point) for f in functions], [], beyond)
    row = [data.tree(t, setting.parameters) for t in data.items(data.field(second, "row"), "the row")]
    columns = data.record(data.field(second, "columns"), "the columns")
    if len(row) != len(matrix) or not set(columns) <= {str(k) for k in range(len(setting.variables))}:
        raise Rejected("the row has not one entry per coordinate, or a column does not exist")
    for r in row:
        check_defined(r, beyond, "an entry of the row")
    for k in range(len(setting.variables)):
        factor = data.tree(columns.get(str(k), ["num", "0"]), setting.parameters)
        check_defined(factor, beyond, "a multiple of the condition")
        entry = add(*(mul(r, matrix[i][k].substitute(point)) for i, r in enumerate(row)))
        prove_zero(sub(entry, mul(q, factor)), None, beyond)
    squares = add(*(power(r, num(2)) for r in row if r != ZERO))
    prove_sign(squares, ">", data.field(second, "nonzero"), beyond.assume(q, "="))
