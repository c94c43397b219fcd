"""For which parameter values does a bad point lie in M?  Points whose coordinates are expressions of the parameters.

The Jacobian of u**2 + c*u vanishes at u = -c/2, which is a point of u > 0 exactly when c < 0: it is regular exactly when c >= 0.
In the same way |u - c| has its kink inside u > 0 exactly when c > 0.  Main definitions: `exactly_regular`, `exactly_smooth`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from mirrorsym.calculus import rank, sign
from mirrorsym.calculus.branches import rebuilt
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.ratio import from_polynomial, ratio_of
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.search import conditions
from mirrorsym.calculus.sides import differs
from mirrorsym.calculus.solve import solutions
from mirrorsym.calculus.zero import prove
from mirrorsym.criteria._exactly import CONTRARY, Fact, exactly, parameters_of, readable
from mirrorsym.criteria._problem import Problem
from mirrorsym.criteria._refutations import Point, inside, simple_points, smooth_at
from mirrorsym.expression import ONE, ZERO, Expression, mul, neg, num, sub, sym
from mirrorsym.verdict import Status, Verdict

__all__ = ["exactly_regular", "exactly_smooth"]

Entry = dict[str, Any]
MAX_POINTS = 6
RING = {"rule": "ring"}


def _violated(point: Point, region: Region) -> list[Fact]:
    """What must hold of the parameters for the point to exist and to lie in M, and does not always; without what follows from another."""
    outside = parameters_of(region)
    wanted = [(e.substitute(point), op) for e, op in region.facts if e.names & set(region.variables)]
    wanted += [fact for tree in point.values() for n in tree.walk() for fact in conditions(n)]
    open_: list[Fact] = []
    for e, op in (_without_denominator(e, op, outside) for e, op in wanted):
        if (e, op) not in open_ and sign.prove(e, op, outside, depth=1, budget=0.3) is None:
            open_.append((e, op))
    kept = list(open_)
    for fact in open_:
        others = [f for f in kept if f != fact]
        if any(sign.prove(*fact, outside.assume(*f), depth=1, budget=0.3) is not None for f in others):
            kept = others
    return kept


def _without_denominator(e: Expression, op: str, outside: Region) -> Fact:
    """The same condition without a denominator, and without factors that are positive."""
    r = ratio_of(e, outside.names) if e.names <= set(outside.names) else None
    if r is None or r.is_zero or op not in (">", ">="):
        return e, op
    (c, above), (d, below) = r.above.factor(), r.below.factor()
    out = [num(1 if (c > 0) == (d > 0) else -1)]
    for f, k in (*above, *below):
        tree = from_polynomial(f)
        if k % 2 == 0 and op == ">=":
            return e, op
        if k % 2 and sign.prove(tree, ">", outside, depth=1, budget=0.3) is None:
            out.append(tree)
        elif k % 2 == 0 and sign.prove(tree, "!=", outside, depth=1, budget=0.3) is None:
            return e, op
    return mul(*out), op


def _contrary(fact: Fact) -> Expression:
    e, op = fact
    return readable(neg(e) if op.startswith(">") else e, CONTRARY[op])


def _located(point: Point, functions: tuple[Expression, ...], region: Region, known: Region) -> Entry | None:
    """The fields of an entry that say that the point lies in M and the functions are smooth near it."""
    where = inside(point, region, known)
    smooth = smooth_at(functions, point, known) if where is not None else None
    if where is None or smooth is None:
        return None
    return {"point": {n: v.to_json() for n, v in point.items()}, "inside": where, **({"guards": smooth} if smooth else {})}


# -- rank -----------------------------------------------------------------------------------------------------
def exactly_regular(about: str, jacobian: list[list[Expression]], problem: Problem, source: str) -> Verdict | None:
    """CONDITIONAL with the condition that keeps a point where one row vanishes out of M, or None."""
    if problem.nested:
        return None
    region, names = problem.region, problem.pair.w
    for rows, columns in rank.blocks(jacobian):
        if len(rows) != 1:
            continue
        row = rows[0]
        for point in islice(_zeros([jacobian[row][k] for k in columns if jacobian[row][k] != ZERO], region), MAX_POINTS):
            facts = _violated(point, region)
            if len(facts) != 1 or not samples(parameters_of(region).assume(*facts[0]), 1):
                continue

            def refute(_: int, known: Region, row: int = row, point: Point = point) -> Entry | None:
                located = _located(point, problem.joint[:len(jacobian)], region, known)
                zeros = {n: prove(jacobian[row][k].substitute(point), known) for k, n in enumerate(names)}
                if located is None or any(z is None for z in zeros.values()):
                    return None
                weights = [(ONE if i == row else ZERO).to_json() for i in range(len(jacobian))]
                return {"rule": "drop", **located, "row": weights, "zeros": {n: z for n, z in zeros.items() if z != RING},
                        "nonzero": {"rule": "structure"}}

            verdict = exactly(about, [_contrary(facts[0])], problem, refute, source=source)
            if verdict is not None:
                return verdict
    return None


def _zeros(entries: list[Expression], region: Region) -> Iterator[Point]:
    """Points in the parameters at which all entries vanish: one variable after the other, the rest at plain values."""
    def solve(left: list[Expression], put: Point) -> Iterator[Point]:
        left = [e for e in (x.substitute(put) for x in left) if e != ZERO]
        if not left:
            yield put
            return
        if not left[0].names & set(region.variables):
            return
        for n, value in islice(solutions(left[0], region), 4):
            if n in region.variables and not value.names & set(region.variables):
                yield from solve(left[1:], {**{k: v.substitute({n: value}) for k, v in put.items()}, n: value})

    for found in solve(entries, {}):
        base = next(simple_points(Region(region.variables, (), ())), None)
        if base is not None:
            yield {n: found.get(n, base[n]) for n in region.variables}


# -- smoothness -------------------------------------------------------------------------------------------------
def exactly_smooth(problem: Problem, source: str) -> Verdict | None:
    """CONDITIONAL for `smooth`: a kink with a factor that may be 0, inside M for some values only, or for one value only."""
    if problem.nested or not problem.region.parameters:
        return None
    for key, i in problem.functions():
        if problem.terms[i] is not None:
            continue
        f = problem.joint[i]
        for verdict in (_by_factor(key, f, problem, source), _by_place(key, f, problem, source), _by_value(problem, source)):
            if verdict is not None:
                return verdict
    return None


def _open(problem: Problem, e: Expression) -> list[Expression]:
    """The arguments of guards in `e` that are not proved."""
    missing = {g.of for j, g in enumerate(problem.guards) if j not in problem.guard_proofs}
    return [g.of for g in guards(e) if g.of in missing]


def _by_factor(key: str, f: Expression, problem: Problem, source: str) -> Verdict | None:
    """f = q*core + rest, the core without parameters having the kinks: q = 0."""
    names = set(problem.pair.w)
    bad = [t for t in (f.args if f.op == "add" else (f,)) if _open(problem, t)]
    factors = {mul(*(x for x in (t.args if t.op == "mul" else (t,)) if not x.names & names)) for t in bad}
    if len(factors) != 1:
        return None
    (q,) = factors
    outside = parameters_of(problem.region)
    core_terms = [mul(*(x for x in (t.args if t.op == "mul" else (t,)) if x.names & names)) for t in bad]
    core = sum(core_terms[1:], core_terms[0])
    if not q.names or core.names - names or sign.prove(q, "!=", outside, depth=1) is not None:
        return None
    rest = sub(f, mul(q, core)) if len(bad) > 1 else sum((t for t in f.args if t not in bad), ZERO) if f.op == "add" else ZERO

    def refute(_: int, known: Region) -> Entry | None:
        for a in _open(problem, core):
            for n, value in islice(solutions(a, Region(problem.pair.w)), 3):
                for base in islice(simple_points(problem.region), 3):
                    point = {**base, n: value.substitute(base)}
                    data = None if any(v.names for v in point.values()) else differs(core, point, problem.pair.w)
                    proof = sign.prove(q, "!=", known, depth=1) if data is not None else None
                    located = _located(point, (rest,), problem.region, known) if proof is not None else None
                    if located is not None and data is not None:
                        inner = {"kind": "kink", "point": located.pop("point"), **data}
                        return {"rule": "kink", "function": key, "factor": q.to_json(), "core": core.to_json(), "rest": rest.to_json(),
                                **located, "certificate": inner, "proof": proof}
        return None

    return exactly("smooth", [readable(q, "=")], problem, refute, source=source)


def _by_place(key: str, f: Expression, problem: Problem, source: str) -> Verdict | None:
    """f(x + shift) has no parameters and a kink at x = 0 that lies in M for some values of the parameters only."""
    region, names = problem.region, problem.pair.w
    for a in _open(problem, f):
        for n, value in islice(solutions(a, region), 4):
            if n not in names or value.names & set(names) or not value.names:
                continue
            core = rebuilt(f, lambda x, a=a, n=n: sym(n) if x == a else None)  # type: ignore[misc]
            if core.names - set(names):
                continue
            start = {m: ZERO if m == n else num(1) for m in names}
            data = differs(core, start, names)
            facts = _violated({**start, n: value}, region) if data is not None else []
            if len(facts) != 1 or data is None:
                continue

            def refute(_: int, known: Region, n: str = n, value: Expression = value, core: Expression = core,
                       start: Point = start, data: Entry = data) -> Entry | None:
                where = inside({**start, n: value}, region, known)
                if where is None:
                    return None
                inner = {"kind": "kink", "point": {m: v.to_json() for m, v in start.items()}, **data}
                return {"rule": "kink", "function": key, "factor": ONE.to_json(), "core": core.to_json(), "rest": ZERO.to_json(),
                        "shift": {n: value.to_json()}, "inside": where, "certificate": inner, "proof": {"rule": "structure"}}

            verdict = exactly("smooth", [_contrary(facts[0])], problem, refute, source=source)
            if verdict is not None:
                return verdict
    return None


def _by_value(problem: Problem, source: str) -> Verdict | None:
    """One parameter, one value of it at which there is a kink."""
    from mirrorsym.criteria import decide

    if len(problem.region.parameters) != 1:
        return None
    (c,) = problem.region.parameters
    for value in (0, 1, -1):
        member = Problem(problem.pair.specialized({c: num(value)}))
        member.nested = True
        verdict = decide("smooth", member)
        if verdict.status is Status.FAILS:
            entry = {"rule": "at", "substitute": {c: num(value).to_json()}, "certificate": verdict.certificates[0].to_json()}

            def refute(_i: int, _known: Region, entry: Entry = entry) -> Entry:
                return entry

            return exactly("smooth", [readable(sub(sym(c), num(value)), "!=")], problem, refute, source=source)
    return None
