"""smooth: g and h are twice continuously differentiable on M (lwla Def. 4.1 asks for C^2).

HOLDS when every guard (the condition under which an operation is analytic) is proved on M, or the branches on both sides of the
points where one fails fit together to second order.  FAILS at a point of M where the expansions of a function along a few lines up to
order two are not those of a C^2 function.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from mirrorsym.calculus.branches import factors_of
from mirrorsym.calculus.glue import Term
from mirrorsym.calculus.guards import Guard, guards
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.roots import common_zero
from mirrorsym.calculus.sides import differs
from mirrorsym.certificate import Certificate
from mirrorsym.criteria import Criterion, Example
from mirrorsym.criteria._elsewhere import with_part
from mirrorsym.criteria._exactly import readable
from mirrorsym.criteria._exactly_points import exactly_smooth
from mirrorsym.criteria._problem import Problem
from mirrorsym.expression import Expression, neg, sym
from mirrorsym.verdict import Status, Verdict

SOURCE = "lwla Def. 4.1"
Point = dict[str, Expression]


def _decide(problem: Problem) -> Verdict:
    proofs = problem.guard_proofs
    listed = [{"guard": g.of.to_json(), "op": proofs[i][0], "proof": proofs[i][1]}
              for i, g in enumerate(problem.guards) if i in proofs]
    open_ = [g for i, g in enumerate(problem.guards) if i not in proofs]
    evidence: dict[str, Any] = {"guards": listed}
    if problem.rewritten[1]:
        evidence["rewrites"] = problem.rewritten[1]
    if not open_:
        what = "every operation in g and h is analytic on M" if listed or problem.rewritten[1] else "g and h are analytic on all of R^D"
        return Verdict(Status.HOLDS, "smooth", what, (Certificate.of("smooth", **evidence),), source=SOURCE)
    terms = list({t.tree: t for ts in problem.terms for t in ts or ()}.values())
    if terms:
        evidence["terms"] = [t.entry for t in terms]
        evidence["factors"] = list({f.tree: f.to_json() for t in terms for f in t.factors}.values())
    if all(t is not None for t in problem.terms):
        return Verdict(Status.HOLDS, "smooth", _fits(terms), (Certificate.of("smooth", **evidence),), source=SOURCE)
    rest = tuple(readable(g.of, g.op) for g in open_)
    family = exactly_smooth(problem, SOURCE)
    if family is not None:
        return family
    found = _kink(open_, problem)
    if found is not None:
        g, key, point, data = found
        name = "h" if key == "h" else f"g[{key}]"
        what = {0: "is not continuous", 1: "has a kink", 2: "is not twice differentiable"}[data["order"]]
        cert = Certificate.of("kink", function=key, point={n: v.to_json() for n, v in point.items()}, **data, **evidence)
        verdict = Verdict(Status.FAILS, "smooth", f"{name} {what} where {g.of} = 0", (cert,), witness=point, source=SOURCE)
        return with_part(verdict, rest, problem)
    partial = (Certificate.of("smooth", **evidence),) if listed or problem.rewritten[1] else ()  # criteria about g alone may rest on it
    because = f"{open_[0].of} {open_[0].op} 0 was not proved on M, and no kink was found"
    return with_part(Verdict(Status.UNDECIDED, "smooth", because, partial, source=SOURCE), rest, problem)


def _fits(terms: list[Term]) -> str:
    """Why glued functions are C^2, in one sentence."""
    on = list(dict.fromkeys(str(a) for t in terms for a in (*t.switches, *(() if t.zero is None else (t.zero,)))))
    where = ", ".join(f"{a} = 0" for a in on[:3]) + (", ..." if len(on) > 3 else "")
    return f"g and h are C^2: value, gradient and Hessian fit together where {where}"


def _kink(open_: list[Guard], problem: Problem) -> tuple[Guard, str, Point, dict[str, Any]] | None:
    """A point where a guard's expression vanishes and some function is not C^2, with the guard and what shows it."""
    for g in open_:
        for point in _zeros(g, problem):
            for key, i in problem.functions():
                f = problem.joint[i]
                if problem.terms[i] is not None or not any(x.of == g.of for x in guards(f)):
                    continue
                data = differs(f, point, problem.pair.w)
                if data is not None:
                    return g, key, point, data
    return None


def _zeros(g: Guard, problem: Problem) -> Iterator[Point]:
    """Points of M where a guard's expression vanishes: for each factor off the zeros of everything else, then any."""
    region = problem.region
    factors = factors_of(g.of)
    seen: list[Point] = []
    for f in factors:
        alone = region
        for other in (*factors, *(o.of for o in problem.guards if o.of != g.of)):
            if other != f and f not in factors_of(other):
                alone = alone.assume(other, "!=")
        off = alone
        for n in region.variables:
            if f != sym(n):
                off = off.assume(sym(n), "!=")
        for where in (off, alone, *_quadrants(off, f), region):
            point = common_zero([f], where)
            if point is not None and point not in seen:
                seen.append(point)
                yield point


def _quadrants(region: Region, f: Expression) -> Iterator[Region]:
    """The parts of a region in which the first variables have fixed signs: a kink may show on one side of another border only."""
    names = [n for n in region.variables if f != sym(n)][:2]
    for signs in product((1, -1), repeat=len(names)):
        part = region
        for n, s in zip(names, signs, strict=True):
            part = part.assume(sym(n) if s > 0 else neg(sym(n)), ">")
        yield part


CRITERION = Criterion(
    name="smooth",
    statement="g and h are C^2 on M",
    source=SOURCE,
    applies=lambda problem: None,
    decide=_decide,
    holds_for=Example("log is analytic on u > 0", g=("log(u)",), h="u**2", domain=("u > 0",)),
    fails_for=Example("the second derivative of u*|u| jumps at 0", g=("u**2",), h="u*abs(u)", variables=("u",)),
)
