"""Where a criterion does hold that is not known to hold on all of M: `holds_on`, with a certificate.

Main definitions: `regular_where`, `with_part`.
"""

from __future__ import annotations

from dataclasses import replace

from mirrorsym.calculus import rank, sign
from mirrorsym.calculus.compact import factors_of
from mirrorsym.certificate import Certificate
from mirrorsym.criteria._exactly import holds_part, readable
from mirrorsym.criteria._problem import Problem
from mirrorsym.expression import ZERO, Expression, add, mul, num, power, relation
from mirrorsym.verdict import Verdict

__all__ = ["regular_where", "with_part"]

MAX_MINORS = 6
MAX_RELATIONS = 6


def with_part(verdict: Verdict, relations: tuple[Expression, ...], problem: Problem) -> Verdict:
    """The verdict with `holds_on` and its certificate; without both when the criterion was not proved on that part of M."""
    plain = replace(verdict, holds_on=None)
    if problem.nested or problem.part is not None or not 0 < len(relations) <= MAX_RELATIONS:
        return plain
    found = holds_part(verdict.about, list(relations), problem, brief=True)
    if found is None:
        return plain
    part = {"relations": [r.to_json() for r in relations], **{k: v for k, v in found.items() if k != "rule"}}
    certificates = verdict.certificates or (Certificate.of("open"),)
    first = Certificate.of(certificates[0].kind, **certificates[0].data, elsewhere=part)
    return replace(verdict, certificates=(first, *certificates[1:]), holds_on=relations)


def regular_where(jacobian: list[list[Expression]], problem: Problem) -> tuple[Expression, ...]:
    """Relations that make some maximal minor nonzero: common factors are not 0, and the rest do not all vanish."""
    if len(jacobian) > len(jacobian[0]):
        return ()
    listed: list[list[tuple[Expression, int]]] = []
    for _, m in rank.minors(jacobian):
        if m == ZERO:
            continue
        found = factors_of(m)
        if found is None or len(listed) >= MAX_MINORS:
            return ()
        listed.append([(f, k) for f, k in found[1] if k > 0 and f.names and sign.prove(f, "!=", problem.region, depth=0) is None])
    if not listed or any(not own for own in listed):
        return ()
    common = [f for f, _ in listed[0] if all(any(f == other for other, _ in own) for own in listed)]
    rest = [mul(*(f for f, _ in own if f not in common)) for own in listed]
    out = [readable(f, "!=") for f in common]
    if all(r.op != "num" for r in rest):
        out.append(relation(">", add(*(power(r, num(2)) for r in dict.fromkeys(rest))), ZERO))
    return tuple(out)
