"""One relation on a domain: `left op right` at every point, with both sides defined there.

HOLDS, `{"kind": "relation", "facts": [...], "proof": ...}`: the facts are proved one after the other and make both sides defined; the
proof is a ZERO for `=`, a SIGN for the others.  FAILS, `{"kind": "point", "point": P}`: at P, in the domain, both sides are defined and
ball or exact arithmetic shows the contrary relation.

Main definition: `check_statement`.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.expression import sub
from mirrorsym.recheck import data
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.points import enclosed, point_in, sign_at
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero

__all__ = ["check_statement"]

#: relation -> the signs of left - right with which it fails
CONTRARY = {"=": (1, -1), "!=": (0,), ">": (0, -1), ">=": (-1,), "<": (0, 1), "<=": (1,)}


def check_statement(report: dict[str, Any], problem: Problem, seconds: float) -> str:
    """Accept the one claim of a file of the schema `mirrorsym.statement/1`, or raise `Rejected`; `problem` has the sides as g."""
    left, right = problem.g
    op, setting = data.text(data.field(report, "op"), "the relation"), problem.setting(Budget(seconds=seconds))
    if op not in CONTRARY:
        raise Rejected("there is no such relation")
    certificates = data.record(report.get("certificates"), "the certificates")
    if len(certificates) != 1:
        raise Rejected("a statement has one certificate")
    certificate = data.record(next(iter(certificates.values())), "the certificate")
    kind = data.text(data.field(certificate, "kind"), "the kind")
    if (report["status"], kind) == ("FAILS", "point"):
        point = point_in(data.field(certificate, "point"), setting)
        if not enclosed(point, left) or not enclosed(point, right):
            raise Rejected("a side is not shown to be defined at the point")
        if sign_at(point, sub(left, right)) not in CONTRARY[op]:
            raise Rejected("the relation is not shown to fail at the point")
        for n, text in data.record(report.get("witness") or {}, "the witness").items():
            if n not in point.values or not vanishes(sub(read(text, ()), point.values[n]), (), setting.budget):
                raise Rejected("the witness is not the certificate's point")
        return "refuted at a point"
    if (report["status"], kind) != ("HOLDS", "relation"):
        raise Rejected(f"a certificate of kind {kind[:40]!r} proves no {report['status']}")
    for entry in data.items(data.field(certificate, "facts"), "the facts", 500):
        e, rel = data.tree(data.field(entry, "fact"), setting.names), data.field(entry, "op")
        if rel not in (">", ">=", "!="):
            raise Rejected("a fact is no inequality")
        check_defined(e, setting, "a fact")
        prove_sign(e, rel, data.field(entry, "proof"), setting)
        setting = setting.assume(e, rel)
    check_defined(left, setting, "the left side")
    check_defined(right, setting, "the right side")
    proof = data.field(certificate, "proof")
    if op == "=":
        prove_zero(sub(left, right), proof, setting.grant(left, right))
    else:
        e = sub(right, left) if op[0] == "<" else sub(left, right)
        prove_sign(e, ">" + op[1:] if op[0] in "<>" else op, proof, setting.grant(left, right))
    return "proved on the whole domain"
