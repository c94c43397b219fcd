"""Pairs that are sums of functions of orthogonal linear forms: brackets and ranks decided form by form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mirrorsym.calculus import rank
from mirrorsym.calculus.drop import drop, drop_at
from mirrorsym.calculus.ridges import Ridges
from mirrorsym.calculus.zero import prove
from mirrorsym.certificate import Certificate
from mirrorsym.criteria._problem import Problem
from mirrorsym.expression import Expression
from mirrorsym.verdict import Status, Verdict

__all__ = ["commuting_by_forms", "rank_by_forms"]


def commuting_by_forms(about: str, pairs: Iterable[tuple[int, int]], problem: Problem, *, source: str, holds: str,
                       g_only: bool) -> Verdict | None:
    """HOLDS when the gradients of the functions with these numbers commute, shown in one variable at a time; else None."""
    found = _found(problem, g_only)
    if found is None:
        return None
    keys = [k for k, _ in problem.functions()]
    proofs: dict[str, Any] = {}
    for i, j in pairs:
        for a, e in found.items(i, j):
            proof = prove(e, found.about(a))
            if proof is None:
                return None
            if proof != {"rule": "ring"}:
                proofs[f"{keys[i]},{keys[j]},{a}"] = proof
    cert = Certificate.of("zeros", ridges=found.to_json(problem.n if g_only else len(keys), keys), items=proofs)
    return Verdict(Status.HOLDS, about, holds, (cert,), source=source)


def rank_by_forms(problem: Problem, jacobian: list[list[Expression]]) -> Certificate | tuple[dict[str, Expression], dict[str, Any]] | None:
    """The certificate that these gradients are independent everywhere, with one form per column; or a point where they are not; or None."""
    rows = len(jacobian)
    found = _found(problem, rows == problem.n)
    if found is None or problem.region.parameters or rows > len(found.directions):
        return None
    matrix, about = found.matrix(rows), found.about(*range(len(found.directions)))
    for effort in range(3):
        dropped = drop(matrix, about, effort)
        point = None if dropped is None else drop_at(jacobian, problem.region, found.back(dropped[0]))
        if point is not None:
            return point
        proof = rank.prove(matrix, about, effort=effort) if dropped is None else None
        if proof is not None:
            return Certificate.of("rank", ridges=found.to_json(rows, [k for k, _ in problem.functions()]), proof=proof)
    return None


def _found(problem: Problem, g_only: bool) -> Ridges | None:
    if problem.part is not None or problem.glued(g_only) or problem.smooth_on(g_only) is not Status.HOLDS:
        return None
    return problem.ridges(g_only)
