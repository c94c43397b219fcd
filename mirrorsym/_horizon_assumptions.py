"""homog Assumptions 4.4, G.1 and H.1 for an answer of `horizon`: each verdict with its certificate, found in a worker.

Main definitions: `elasticity`, `gradients`, `margin`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from mirrorsym._horizon_frame import (
    Report,
    Unknown,
    answering,
    formula,
    in_few_words,
    point_json,
    proved,
    read_so_far,
    region_of,
    signed,
    smoothness,
)
from mirrorsym.calculus import sign
from mirrorsym.calculus.conjugate import tidied
from mirrorsym.calculus.region import Region
from mirrorsym.expression import ONE, ZERO, Expression, add, div, mul, num, power, sub, sym
from mirrorsym.recheck.growth import Open, collected
from mirrorsym.recheck.horizon import Potential, read_ends
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.mirror_potential import constants

__all__ = ["elasticity", "gradients", "margin"]


def _without_degree(report: Report) -> Report | None:
    if report["homogeneous"]["status"] not in ("HOLDS", "FAILS"):
        raise Unknown(f"the degree is open: {report['homogeneous']['because']}")
    if report["homogeneous"]["status"] == "FAILS":
        return {"status": "FAILS", "because": "it asks for an asymptotic degree, and there is none", "witness": None, "value": None,
                "certificate": {"kind": "no_degree"}}
    return None


def _point(because: str, p: dict[str, Expression]) -> Report:
    return {"status": "FAILS", "because": because, "witness": {k: str(v) for k, v in p.items()}, "value": None,
            "certificate": {"kind": "point", "point": point_json(p)}}


def _refuting(e: Callable[[str], Expression], of: Potential) -> tuple[dict[str, Expression], str] | None:
    """A point with sum e(x) < 0 off the breaks."""
    xs = list(of.parts)
    total = add(*(e(x) for x in xs))
    for last in (True, False):
        region = Region(tuple(xs), of.frame.parameters, of.frame.facts, of.frame.integers)
        for x in xs:
            region = region.assume(sub(sym(x), of.breaks[x][-1]), ">") if last else region.assume(sub(of.breaks[x][0], sym(x)), ">")
        p = sign.refute(total, ">=", region)
        if p is not None:
            return p, ", ".join(f"{k} = {v}" for k, v in p.items())
    return None


@answering
def elasticity(report: Report) -> Report:
    """Assumption 4.4."""
    out = _without_degree(report)
    if out is not None:
        return out
    of = read_so_far(report)
    a = formula(report["alpha"], of, next(iter(of.parts)))

    def gap(x: str) -> Expression:
        return sub(mul(a, of.dual(x)), mul(power(sym(x), num(2)), of.function(x, 2)))

    found = _refuting(gap, of)
    if found is not None:
        p, where = found
        return _point(f"<theta, Hess R theta> exceeds alpha*Q at {where}", p)
    if of.problem.domain.conditions:
        raise Unknown("the stated domain is not all of R^d")
    smooth = {"guards": smoothness(report)}
    proofs = {x: [proved(gap(x), ">=", region, "alpha*Q - <theta, Hess R theta>") for region in of.intervals(x)] for x in of.parts}
    return {"status": "HOLDS", "because": "alpha*Q - <theta, Hess R theta> >= 0, coordinate by coordinate", "witness": None, "value": None,
            "certificate": {"kind": "elasticity", **smooth, "proofs": proofs}}


@answering
def gradients(report: Report) -> Report:
    """Assumption G.1."""
    out = _without_degree(report)
    if out is not None:
        return out

    def decide(of: Potential) -> Report:
        a = formula(report["alpha"], of, next(iter(of.parts)))
        if of.growth.sign(sub(a, ONE)) > 0:
            c = tidied(div(sub(a, ONE), a), region_of(of.frame))
            return {"status": "HOLDS", "witness": None, "value": {"c": str(c)},
                    "because": "with degree alpha > 1, c*R' and the slope of phi^2/2 have one leading term, c = (alpha - 1)/alpha",
                    "certificate": {"kind": "leading_terms", "guards": smoothness(report)}}
        x = next(iter(of.parts))
        if of.growth.sign(sub(a, ONE)) == 0 and isinstance(of.growth.limit(of.at_end(of.function(x, 1), x, 1)), int):
            return {"status": "FAILS", "witness": None, "value": None,
                    "because": f"with degree 1 the gradient of phi^2/2 at theta/Q is bounded along the axis of {x}, and R' is not",
                    "certificate": {"kind": "unbounded", "variable": x, "side": "plus"}}
        raise Unknown("the degree is below 1")

    return _with_facts_of(report, decide)


def _with_facts_of(report: Report, decide: Callable[[Potential], Report]) -> Report:
    try:
        return decide(read_so_far(report))
    except Open as e:
        raise Unknown(f"it depends on the sign of {e.of}") from None
    except Rejected as e:
        raise Unknown(str(e)) from None


@answering
def margin(report: Report) -> Report:
    """Assumption H.1, with constants C1 and C2."""
    out = _without_degree(report)
    if out is not None:
        return out
    return _with_facts_of(report, lambda of: _margin(report, of))


def _margin(report: Report, of: Potential) -> Report:
    frame = region_of(of.frame)
    a = formula(report["alpha"], of, next(iter(of.parts)))
    weights = {(e.x, e.side): e.Q[0] for e in read_ends(report, of)}

    def gap(x: str, side: int) -> Expression:
        return sub(of.dual(x), mul(weights[x, side], power(mul(num(side), sym(x)), a)))

    for side in (1, -1):
        region = Region(tuple(of.parts), of.frame.parameters, of.frame.facts, of.frame.integers)
        for x in of.parts:
            region = region.assume(mul(num(side), sym(x)), ">")
        p = sign.refute(add(*(gap(x, side) for x in of.parts)), ">=", region)
        if p is not None:
            return _point(f"Q is below phi^alpha at {', '.join(f'{k} = {v}' for k, v in p.items())}", p)
    names = [n for n in of.frame.parameters if n not in a.names and n != report.get("lambda")]
    tried = [n for n in (report.get("lambda"), *names) if n is not None]
    for lam, bound, m in ((n, b, w) for n in (*tried, None) for b, w in _bounds(of, gap, a, n, frame)):
        proofs = _margin_proofs(of, gap, bound, m, ONE if lam is None else sym(lam))
        if proofs is not None:
            found = constants(bound, m, a, weights, of)
            c1, c2 = (collected(e) if e.names & of.dimension.names else in_few_words(e, of) for e in found)
            return {"status": "HOLDS", "because": "k|x|^alpha <= Q <= k|x|^alpha + D*lambda*|x|^m for each coordinate", "witness": None,
                    "value": {"lambda": lam, "D": str(bound), "m": str(m), "C1": str(c1), "C2": str(c2)},
                    "certificate": {"kind": "bounds", "guards": smoothness(report), "proofs": proofs}}
    raise Unknown("no constants D and m with Q <= k|x|^alpha + D*lambda*|x|^m were proved")


def _plain(e: Expression) -> Expression:
    return collected(e)


def _bounds(of: Potential, gap: Callable[[str, int], Expression], a: Expression, lam: str | None,
            frame: Region) -> Iterator[tuple[Expression, Expression]]:
    """Candidates for D and m: the powers that the gap has at infinity and at 0, and how large it is there beside them."""
    factor = ONE if lam is None else sym(lam)
    if lam is not None:  # candidates only: where lambda is 0 they are tried all the same
        of = replace(of, frame=of.frame.assume(sym(lam), ">"))
    powers: list[Expression] = []
    for x in of.parts:
        for series in (of.at_end(gap(x, 1), x, 1), of.at_break(gap(x, 1), x, ZERO, 1)):
            if series.terms:
                powers.append(series.terms[0][1].powers[0])
    candidates = [ZERO, *powers, *(collected(mul(num(-1), w)) for w in powers), num(2), num(1)]
    seen: list[Expression] = []
    for m in (tidied(c, frame) for c in candidates):
        try:
            fine = of.growth.sign(m) >= 0 and of.growth.sign(sub(a, m)) > 0 and not any(of.equal(m, n) for n in seen)
        except Rejected:
            continue
        if not fine:
            continue
        seen.append(m)
        sizes, large = list[Expression](), False
        try:
            for x in of.parts:
                e = div(gap(x, 1), mul(factor, power(sym(x), m)))
                for v in (of.growth.limit(of.at_end(e, x, 1)), of.growth.limit(of.at_break(e, x, ZERO, 1))):
                    sizes.append(v if isinstance(v, Expression) else ZERO)
                    large = large or not isinstance(v, Expression)
        except Rejected:
            continue
        for v in [] if large else [*sizes, ONE]:
            bound = tidied(v, frame)
            try:
                if of.growth.sign(bound) > 0 and (lam is None or lam not in bound.names):
                    yield bound, m
            except Rejected:
                continue


def _margin_proofs(of: Potential, gap: Callable[[str, int], Expression], bound: Expression, m: Expression,
                   factor: Expression) -> dict[str, list[Any]] | None:
    found: dict[str, list[Any]] = {}
    for x in of.parts:
        found[x] = []
        below = of.breaks[x].index(ZERO)
        for i, setting in enumerate(of.intervals(x)):
            side = 1 if i > below else -1
            e = gap(x, side)
            proofs = []
            for claim in (e, sub(mul(bound, factor, power(mul(num(side), sym(x)), m)), e)):
                proofs.append(signed(claim, ">=", setting))
                if proofs[-1] is None:
                    return None
            found[x].append(proofs)
    return found
