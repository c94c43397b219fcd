"""Rank drops at points that have no name: a component of the Jacobian changes its sign along a segment inside M.

Let c be a row of rational numbers, not all 0, and P, Q points of M, for the same values of the parameters, such that the segment from P to
Q lies in M.  If c*J has no entry but one that is not 0 everywhere on the segment, and this entry, which is continuous, has
opposite signs at P and Q, it is 0 at some point between, and there c*J = 0: the rows of J are dependent.

Precondition: the functions are smooth on M.  Main definition: `sign_change`.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.expression import Expression, add, mul, num, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.components import affine_jointly
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.points import point_in, sign_at
from mirrorsym.recheck.rank import Matrix
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero

__all__ = ["sign_change"]

_T = "_t"


def sign_change(matrix: Matrix, certificate: dict[str, Any], setting: Setting) -> None:
    """Accept that the rank is less than the number of rows somewhere in M, or raise `Rejected`."""
    row = [data.rational(c, "an entry of the row") for c in data.items(data.field(certificate, "row"), "the row")]
    if len(row) != len(matrix) or not any(row):
        raise Rejected("the row has not one entry per coordinate, or is 0")
    column = data.text(data.field(certificate, "column"), "the column")
    if column not in setting.variables or _T in setting.names:
        raise Rejected(f"there is no column {column[:40]!r}")
    ends = [point_in(p, setting) for p in data.items(data.field(certificate, "points"), "the points", 2)]
    if len(ends) != 2:
        raise Rejected("a segment has two ends")
    p, q = ends
    if any(not vanishes(sub(p.values[n], q.values[n]), (), setting.budget) for n in setting.parameters):
        raise Rejected("the two points are for different values of the parameters")
    between = {n: add(p.values[n], mul(sym(_T), sub(q.values[n], p.values[n]))) for n in setting.variables}
    put = {**p.values, **between}
    along = Setting((_T,), (), ((sym(_T), ">="), (sub(num(1), sym(_T)), ">=")), setting.budget, depth=setting.depth)
    _inside(certificate, put, along, setting)
    proofs = data.record(certificate.get("zeros", {}), "the proofs")
    for k, name in enumerate(setting.variables):
        entry = add(*(mul(num(c), matrix[i][k]) for i, c in enumerate(row)))
        if name == column:
            signs = {sign_at(end, entry) for end in ends}
            if signs != {1, -1}:
                raise Rejected("the entry is not shown to have opposite signs at the two points")
        else:
            prove_zero(entry.substitute(put), proofs.get(name), along)


def _inside(certificate: dict[str, Any], put: dict[str, Expression], along: Setting, setting: Setting) -> None:
    """Every point of the segment satisfies the facts; half spaces contain a segment with its ends."""
    inside = data.items(certificate.get("inside", [None] * len(setting.facts)), "the proofs of lying inside", 500)
    if len(inside) != len(setting.facts):
        raise Rejected("the segment needs a proof for every fact")
    for (e, op), proof in zip(setting.facts, inside, strict=True):
        if not e.names & set(setting.variables):
            continue
        at = e.substitute(put)
        check_defined(at, along, "a condition on the segment")
        if proof is not None or op not in (">", ">=") or not affine_jointly(e, setting):
            prove_sign(at, op, proof or {"rule": "structure"}, along)
