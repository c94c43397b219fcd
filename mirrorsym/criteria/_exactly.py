"""A condition on the parameters with both sides proved: certificates of kind `exactly`.

Where the condition holds the criterion of the specialized pair is decided like any other; where a relation of it is violated a
refutation is proved for all parameter values at once (`_refutations`).  Main definitions: `Side`, `contrary`, `exactly`, `parameters_of`,
`readable`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mirrorsym.calculus.ratio import from_polynomial, ratio_of
from mirrorsym.calculus.region import Region, affine
from mirrorsym.certificate import Certificate
from mirrorsym.criteria._problem import Problem
from mirrorsym.domain import Domain
from mirrorsym.expression import ONE, ZERO, Expression, add, neg, num, relation, sub, sym
from mirrorsym.verdict import Status, Verdict

__all__ = ["Refute", "contrary", "exactly", "fact_of", "parameters_of", "readable"]

Fact = tuple[Expression, str]
#: (position of the relation, what is known when it is violated) -> an entry of `only_if`, or None
Refute = Callable[[int, Region], dict[str, Any] | None]
CONTRARY = {"=": "!=", "!=": "=", ">=": ">", ">": ">="}


def parameters_of(region: Region) -> Region:
    """What is known about the parameters alone; facts keep their positions."""
    names = frozenset(region.parameters)
    facts = tuple((e, op) if e.names <= names else (ONE, ">") for e, op in region.facts)
    return Region((), region.parameters, facts, region.integers)


def fact_of(r: Expression) -> Fact:
    """A relation as (e, op), meaning `e op 0`."""
    return Domain((), (r,)).facts()[0]


def contrary(r: Expression) -> Fact:
    """The fact that a relation is violated."""
    e, op = fact_of(r)
    return (neg(e) if op.startswith(">") else e), CONTRARY[op]


def readable(e: Expression, op: str) -> Expression:
    """`e op 0` with one side positive: `c = 0`, `b*c != 1`, `c >= d`.

    >>> b, c = sym("b"), sym("c")
    >>> str(readable(b * c - 1, "!=")), str(readable(2 - 2 * c, ">="))
    ('b*c != 1', 'c <= 1')
    """
    parts = affine(e)
    if parts is not None and len(parts[0]) == 1:
        (name, slope), = parts[0].items()
        turned = op if slope > 0 or op in ("=", "!=") else op.replace(">", "<")
        return relation(turned, sym(name), num(-parts[1] / slope))
    r = ratio_of(e, sorted(e.names))
    if r is None or not r.below.is_constant() or (e.op in ("mul", "pow") and op in ("=", "!=")) or len(r.above) > 4:
        return relation(op, e, ZERO)
    p = r.above / r.below.leading_coefficient()
    scale = abs(p.leading_coefficient())
    plus: list[Expression] = []
    minus: list[Expression] = []
    for exponents, c in p.to_dict().items():
        term = from_polynomial(p.context().from_dict({exponents: abs(c) / scale}))
        (plus if c > 0 else minus).append(term)
    left, right = add(*plus), add(*minus)
    if (not plus or left.op == "num") and op in ("=", "!="):
        left, right = right, left
    return relation(op, left, right)


def exactly(about: str, relations: list[Expression], problem: Problem, refute: Refute, *, source: str,
            first: dict[str, Any] | None = None, data: dict[str, Any] | None = None) -> Verdict | None:
    """CONDITIONAL with these relations, or None when a side is missing; `first` is a part `if` that is already known."""
    outside = parameters_of(problem.region)
    only_if = []
    for i, r in enumerate(relations):
        known = outside
        for earlier in relations[:i]:
            known = known.assume(*fact_of(earlier))
        entry = refute(i, known.assume(*contrary(r)))
        if entry is None:
            return None
        only_if.append(entry)
    part = first if first is not None else holds_part(about, relations, problem)
    if part is None:
        return None
    cert = Certificate.of("exactly", condition=[r.to_json() for r in relations], only_if=only_if, **{"if": part}, **(data or {}))
    text = " and ".join(str(r) for r in relations)
    return Verdict(Status.CONDITIONAL, about, f"it holds exactly when {text}", (cert,), condition=tuple(relations), source=source)


def holds_part(about: str, relations: list[Expression], problem: Problem, brief: bool = False) -> dict[str, Any] | None:
    """The part `if`: the criterion of the pair where the relations hold; `brief` leaves out long searches."""
    from mirrorsym.criteria import all_criteria, decide

    put = _solved(relations)
    left = tuple(relation(op, e.substitute(put), ZERO) for r in relations for e, op in (fact_of(r),)
                 if not (op == "=" and any(_says(e, n, v) for n, v in put.items())))
    part = Problem(problem.pair.specialized(put, left))
    part.nested = True
    part.brief = brief
    needed = ["smooth", *all_criteria()[about].needs, about]
    for name in dict.fromkeys(needed):
        part.known[name] = decide(name, part)
    verdict = part.known[about]
    if verdict.status is not Status.HOLDS or not verdict.certificates:
        return None
    out: dict[str, Any] = {"rule": "holds", "certificate": verdict.certificates[0].to_json()}
    if put:
        out["substitute"] = {n: v.to_json() for n, v in put.items()}
    smooth = part.known["smooth"]
    if about != "smooth" and smooth.status is Status.HOLDS:
        out["smooth"] = smooth.certificates[0].to_json()
    return out


def _solved(relations: list[Expression]) -> dict[str, Expression]:
    """Equations of the form parameter = value, a value mentioning none of the parameters solved for."""
    put: dict[str, Expression] = {}
    for r in relations:
        e, op = fact_of(r)
        if op != "=":
            continue
        for n in sorted(e.names - put.keys()):
            value = _value(e, n)
            if value is not None and not value.names & put.keys() and not any(n in v.names for v in put.values()):
                put[n] = value
                break
    return put


def _value(e: Expression, name: str) -> Expression | None:
    """The value of a parameter in which e = 0 is linear with a rational coefficient."""
    r = ratio_of(e, sorted(e.names))
    if r is None or not r.below.is_constant():
        return None
    names = list(r.above.context().names())
    slope = r.above.derivative(names.index(name))
    if not slope.is_constant() or slope == 0:
        return None
    return from_polynomial((slope * r.above.context().gen(names.index(name)) - r.above) / slope.leading_coefficient())


def _says(e: Expression, name: str, value: Expression) -> bool:
    """Whether e = 0 is name = value."""
    own = _value(e, name)
    r = None if own is None else ratio_of(sub(own, value), sorted({*own.names, *value.names}))
    return r is not None and bool(r.is_zero)


