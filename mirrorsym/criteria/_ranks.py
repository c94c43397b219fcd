"""Full rank of a Jacobian at every point of M: how `regular` and `joint_regular` are decided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mirrorsym.calculus import rank
from mirrorsym.calculus.crossing import crossing
from mirrorsym.calculus.drop import drop
from mirrorsym.calculus.roots import common_zero
from mirrorsym.certificate import Certificate
from mirrorsym.criteria._conditional_rank import conditional_rank
from mirrorsym.criteria._elsewhere import regular_where, with_part
from mirrorsym.criteria._exactly_points import exactly_regular
from mirrorsym.criteria._forms import rank_by_forms
from mirrorsym.criteria._problem import Piece, Problem
from mirrorsym.expression import Expression
from mirrorsym.verdict import Status, Verdict

__all__ = ["decide_rank"]


def decide_rank(about: str, problem: Problem, rows: int, *, source: str, what: str) -> Verdict:
    """The verdict that the first `rows` functions have independent gradients at every point of M."""
    jacobian = problem.calculus.jacobian()[:rows]
    dropped = None
    g_only = rows == problem.n
    if problem.glued(g_only) and problem.smooth_on(g_only) is Status.HOLDS:
        return _piecewise(about, problem, rows, source, what)
    if problem.smooth_on(g_only) is not Status.HOLDS:
        dropped = drop(jacobian, problem.g_region if g_only else problem.smooth_region)
        if dropped is None:
            return Verdict(Status.UNDECIDED, about, "g and h are not known to be smooth on all of M", source=source)
    else:
        proof = None
        by_forms = rank_by_forms(problem, jacobian)
        if isinstance(by_forms, Certificate):
            return Verdict(Status.HOLDS, about, f"{what} has rank {rows} at every point of M", (by_forms,), source=source)
        dropped = by_forms
        for effort in range(1 if problem.brief else 3) if dropped is None else ():  # counterexamples and proofs in turn, cheap ones first
            if effort > 0 and not problem.region.parameters:
                dropped = drop(jacobian, problem.region, effort)
            if dropped is None:
                proof = rank.prove(jacobian, problem.region, effort=effort)
            if proof is not None or dropped is not None:
                break
            if effort == 0 and problem.region.parameters:  # a certified condition excludes any proof without one
                verdict = conditional_rank(about, jacobian, problem, source=source)
                if verdict is not None:
                    return verdict
        if proof is not None:
            return Verdict(Status.HOLDS, about, f"{what} has rank {rows} at every point of M", (Certificate.of("rank", proof=proof),),
                           source=source)
        if dropped is None and problem.region.parameters:
            verdict = exactly_regular(about, jacobian, problem, source)
            if verdict is not None:
                return verdict
            dropped = drop(jacobian, problem.region)
        crossed = crossing(jacobian, problem.pair.w, problem.region) if dropped is None else None
        if crossed is not None:
            p, q, data = crossed
            where = ", ".join(f"{n} = {p[n]}" if p[n] == q[n] else f"{p[n]} < {n} < {q[n]}" for n in p)
            cert = Certificate.of("sign_change", **data)
            verdict = Verdict(Status.FAILS, about, f"{what} has rank below {rows} somewhere on {where}", (cert,), source=source)
            return with_part(verdict, regular_where(jacobian, problem), problem)
    if dropped is None:
        return Verdict(Status.UNDECIDED, about, "no minor was proved to be nonzero on M, and no point of lower rank was found",
                       source=source)
    return with_part(_fails(about, dropped, rows, len(jacobian[0]), source, what), regular_where(jacobian, problem), problem)


def _piecewise(about: str, problem: Problem, rows: int, source: str, what: str) -> Verdict:
    """The verdict for functions that are C^2 by gluing: the Jacobian is that of the branches, on each piece of M."""
    g_only = rows == problem.n
    jacobian = problem.calculus.jacobian()[:rows]
    dropped = drop(jacobian, problem.away(problem.g_region if g_only else problem.smooth_region))
    pieces = problem.pieces(g_only) if dropped is None else None
    parts: list[dict[str, Any]] = []
    for p in pieces or []:
        if p.empty is not None:
            parts.append({"signs": list(p.signs), "empty": {"index": p.empty["fact"], "proof": p.empty["proof"]}})
            continue
        own = p.problem.calculus.jacobian()[:rows]
        proof = rank.prove(own, p.problem.region, effort=0)
        if proof is None and (dropped := _on_piece(own, p, problem)) is not None:
            break
        proof = proof or rank.prove(own, p.problem.region)
        if proof is not None:
            parts.append({"signs": list(p.signs), "certificate": {"kind": "rank", "proof": proof}})
    on = [a.to_json() for a in pieces[0].on] if pieces else []
    if pieces and len(parts) == len(pieces):
        cert = Certificate.of("pieces", on=on, pieces=parts)
        return Verdict(Status.HOLDS, about, f"{what} has rank {rows} at every point of M", (cert,), source=source)
    if dropped is not None:
        return _fails(about, dropped, rows, len(jacobian[0]), source, what)
    return Verdict(Status.UNDECIDED, about, "g and h are only C^2, and full rank was not shown on every side of their ties", source=source)


def _on_piece(own: list[list[Expression]], p: Piece, problem: Problem) -> tuple[dict[str, Expression], dict[str, Any]] | None:
    """A point of a piece where the branches' Jacobian drops rank."""
    on = {"on": [a.to_json() for a in p.on], "signs": list(p.signs)}
    zero = [a for a, s in zip(p.on, p.signs, strict=True) if s == 0]
    if not zero:
        dropped = drop(own, p.problem.region)
        return None if dropped is None else (dropped[0], {**dropped[1], "piece": on})
    facts = tuple(f for f in p.problem.region.facts if f[1] != "=")
    point = common_zero([*zero, *(v for _, v in rank.minors(own))], replace(p.problem.region, facts=facts))
    if point is None:
        return None
    dropped = drop([[e.substitute(point) for e in row] for row in own], problem.region)
    if dropped is None:
        return None
    return point, {**dropped[1], "point": {n: v.to_json() for n, v in point.items()}, "piece": on}


def _fails(about: str, dropped: tuple[dict[str, Expression], dict[str, Any]], rows: int, columns: int, source: str, what: str) -> Verdict:
    point, data = dropped
    kind = data.pop("kind")
    because = (f"{what} has {rows} rows and only {columns} columns" if kind == "shape"
               else f"{what} has rank below {rows} there")
    return Verdict(Status.FAILS, about, because, (Certificate.of(kind, **data),), witness=point, source=source)
