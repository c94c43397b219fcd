"""block_separable: no variable is shared by two coordinates of g (what lwla, Sec. 4.1, calls separable).

A variable is shared when the derivatives of two coordinates in it are both nonzero somewhere; that a name occurs is not enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mirrorsym.calculus.zero import prove, refute
from mirrorsym.certificate import Certificate
from mirrorsym.criteria import Criterion, Example
from mirrorsym.criteria._problem import Problem
from mirrorsym.criteria._shapes import written
from mirrorsym.criteria._zeros import decide_zeros
from mirrorsym.expression import ZERO, Expression, mul
from mirrorsym.verdict import Status, Verdict

SOURCE = "lwla Sec. 4.1"


def owners(problem: Problem) -> tuple[dict[str, int], Verdict | None]:
    """For each variable the one coordinate that may depend on it, and a FAILS when two provably do (for the same parameters)."""
    owner: dict[str, int] = {}
    shared: Verdict | None = None
    for k in problem.pair.w:
        active = []
        for i in range(problem.n):
            d = problem.calculus.first(i, k)
            if d != ZERO and prove(d, problem.g_region, 1) is None:
                active.append((i, d))
        # an owner that depends on k whatever the parameters are leaves nothing open about the others
        active.sort(key=lambda x: not _always(x[1], problem))
        owner[k] = active[0][0] if active else 0
        if len(active) > 1 and shared is None:
            shared = _shared(k, active[0], active[1:], problem)
            if shared is not None and not problem.region.parameters:
                break
    return owner, shared


def _always(d: Expression, problem: Problem) -> bool:
    """Whether a derivative is not identically zero, for every value of the parameters."""
    return not d.names & set(problem.region.parameters) and refute(d, problem.g_region) is not None


def _shared(k: str, first: tuple[int, Expression], others: list[tuple[int, Expression]], problem: Problem) -> Verdict | None:
    """FAILS with a point for each of two coordinates, both for the same values of the parameters."""
    i, a = first
    region = problem.away(problem.g_region)
    for j, b in others:
        p = q = refute(mul(a, b), region)
        if p is None:
            p = refute(a, region)
            at = {n: p[n] for n in problem.region.parameters} if p is not None else {}
            q = refute(b.substitute(at), region.substitute(at)) if p is not None else None
            q = None if q is None else {**q, **at}
        if p is not None and q is not None:
            points = [{n: v.to_json() for n, v in x.items()} for x in (p, q)]
            return Verdict(Status.FAILS, "block_separable", f"g[{i}] and g[{j}] both depend on {k}",
                           (Certificate.of("shared", variable=k, coordinates=[i, j], points=points),), witness=p, source=SOURCE)
    return None


def items(problem: Problem, owner: dict[str, int]) -> Iterator[tuple[str, Expression]]:
    """Derivatives of coordinates in variables that they do not own."""
    for k in problem.pair.w:
        for i in range(problem.n):
            if i != owner[k]:
                e = problem.calculus.first(i, k)
                if e != ZERO:
                    yield f"d:{k}:{i}", e


def settled(verdict: Verdict, owner: dict[str, int], shared: Verdict | None, problem: Problem) -> Verdict:
    """What a verdict about the items of one choice of owners says about separability.

    An item of another coordinate that does not vanish refutes nothing by itself, since the owner might not depend on the variable;
    and a condition on the parameters is exact only where the owners do depend on theirs for all parameters.
    """
    if verdict.status is Status.CONDITIONAL:
        disputed = {k for k in problem.pair.w for i in range(problem.n)
                    if i != owner[k] and prove(problem.calculus.first(i, k), problem.g_region, 1) is None}
        if all(_always(problem.calculus.first(owner[k], k), problem) for k in disputed):
            return verdict
    elif verdict.status is not Status.FAILS or not verdict.certificates[0].data.get("item", "").startswith("d:"):
        return verdict if shared is None else shared
    if shared is not None:
        return shared
    return Verdict(Status.UNDECIDED, verdict.about, "two coordinates of g may depend on one variable, and for one of them that is open",
                   source=verdict.source)


def _decide(problem: Problem) -> Verdict:
    owner, shared = owners(problem)
    if shared is not None and not problem.region.parameters:
        return shared
    data: dict[str, Any] = {"owner": owner}
    verdict = decide_zeros("block_separable", items(problem, owner), problem, source=SOURCE,
                           holds="no variable is shared by two coordinates of g", fails="{item} is not zero there", data=data, g_only=True,
                           on_piece=lambda p: items(p, owner))
    verdict = settled(verdict, owner, shared, problem)
    if verdict.status not in (Status.UNDECIDED, Status.NOT_APPLICABLE):
        return verdict
    shown = written("block_separable", problem, owner, SOURCE, "no variable occurs in two coordinates of g")
    return verdict if shown is None else shown


CRITERION = Criterion(
    name="block_separable",
    statement="no variable is shared by two coordinates of g",
    source=SOURCE,
    applies=lambda problem: None,
    decide=_decide,
    holds_for=Example("each coordinate has its own variables", g=("u*v", "x - y")),
    fails_for=Example("both coordinates depend on u", g=("u + v", "u - v")),
    needs=("smooth",),
)
