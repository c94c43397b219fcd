"""homog Assumption 2.3, item by item, for an answer of `horizon`: each verdict with its certificate, found in a worker.

Main definition: `item`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from mirrorsym._horizon_frame import NAMES, Proof, Report, Unknown, answering, point_json, proved, read_so_far, region_of, smoothness
from mirrorsym.calculus import sign
from mirrorsym.calculus.conjugate import tidied
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.region import Region, as_expressions, samples
from mirrorsym.expression import Expression, sub
from mirrorsym.recheck.horizon import SIDES, Potential
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.pieces import check_breaks, limits_at
from mirrorsym.recheck.points import Point, sign_at
from mirrorsym.recheck.setting import Setting

__all__ = ["item"]


@answering
def item(report: Report, name: str) -> Report:
    """One item of Assumption 2.3: its verdict with a certificate."""
    of = read_so_far(report)
    refuted = _REFUTE[name](of)
    if refuted is not None:
        because, certificate, witness = refuted
        return {"status": "FAILS", "because": because, "witness": witness, "certificate": certificate}
    if of.problem.domain.conditions:
        return {"status": "NOT_APPLICABLE", "because": "the item is about potentials on all of R^d", "witness": None, "certificate": None}
    smooth = {"guards": smoothness(report)}
    try:
        because, certificate = _PROVE[name](of, smooth)
    except Rejected as e:
        raise Unknown(str(e)) from None
    return {"status": "HOLDS", "because": because, "witness": None, "certificate": certificate}


def _undefined(of: Potential) -> tuple[str, Proof, Report | None] | None:
    whole = Setting(tuple(of.parts), of.frame.parameters, of.frame.facts, of.frame.budget, of.frame.integers)
    contrary: dict[str, tuple[int, ...]] = {">": (0, -1), "<": (0, 1), "!=": (0,)}
    broken: dict[str, tuple[int, ...]] = {">": (-1,), ">=": (-1,), "!=": (0,)}
    outside = [(sub(*c.args), contrary[c.op], "the stated domain leaves out") for c in of.problem.domain.conditions]
    outside += [(g.of, broken[g.needed], "R is not defined at") for g in guards(of.problem.g[0]) if g.needed is not None]
    for p in map(as_expressions, [*samples(region_of(whole), 40), *_simple(of)]):
        point = Point(p, whole)
        for e, wrong, words in outside:
            if sign_at(point, e) in wrong:
                shown = {k: str(v) for k, v in p.items()}
                where = ", ".join(f"{k} = {v}" for k, v in shown.items())
                return f"{words} {where}", {"kind": "undefined", "point": point_json(p)}, shown
    return None


def _simple(of: Potential) -> Iterator[dict[str, Fraction]]:
    region = Region((), of.frame.parameters, of.frame.facts, of.frame.integers)
    for rest in samples(region, 1) or ({},):
        for v in (-1, 2, -2, 0):
            yield {**dict.fromkeys(of.parts, Fraction(v)), **rest}


def _bent(of: Potential) -> tuple[str, Proof, Report | None] | None:
    for x in of.parts:
        second = of.function(x, 2)
        if x not in second.names and of.growth.nonzero(second) is False:
            p: dict[str, Expression] | None = as_expressions(samples(region_of(of.intervals(x)[-1]), 1)[0])
        else:
            p = None
            for setting in of.intervals(x):
                p = p or sign.refute(second, ">=", region_of(setting))
        if p is not None:
            shown = {k: str(v) for k, v in p.items()}
            where = ", ".join(f"{k} = {v}" for k, v in shown.items())
            certificate = {"kind": "not_convex", "variable": x, "point": point_json(p)}
            return f"the second derivative is not positive at {where}", certificate, shown
    return None


def _rough(of: Potential) -> tuple[str, Proof, Report | None] | None:
    for x, breaks in of.breaks.items():
        for b in breaks:
            for order in (0, 1, 2):
                try:
                    low, high = limits_at(of, x, b, order)
                    apart = isinstance(low, int) or isinstance(high, int) or of.growth.sign(sub(low, high)) != 0
                except Rejected:
                    break
                if apart:
                    what = ("R", "R'", "R''")[order]
                    return (f"{what} has no finite limit at {x} = {b}, the same from both sides",
                            {"kind": "break", "variable": x, "at": str(b), "order": order}, {x: str(b)})
    return None


def _flat(of: Potential) -> tuple[str, Proof, Report | None] | None:
    for x in of.parts:
        for side, name in NAMES.items():
            try:
                of.at_end(of.parts[x], x, side)
                value = of.growth.limit(of.at_end(of.function(x, 1), x, side))
            except Rejected:
                continue
            if isinstance(value, Expression):
                shown = str(tidied(value, region_of(of.frame)))
                return (f"the derivative by {x} tends to {shown} as {x} tends to {'+' if side > 0 else '-'}oo, so grad R is not onto",
                        {"kind": "bounded", "variable": x, "side": name}, None)
    return None


def _steep(of: Potential) -> tuple[str, Proof, Report | None] | None:
    for x, breaks in of.breaks.items():
        for b in breaks:
            try:
                if any(isinstance(v, int) for v in limits_at(of, x, b, 3)):
                    return f"R''' is unbounded at {x} = {b}", {"kind": "break", "variable": x, "at": str(b)}, {x: str(b)}
            except Rejected:
                continue
    return None


def _singular(of: Potential) -> tuple[str, Proof, Report | None] | None:
    for x, breaks in of.breaks.items():
        for b in breaks:
            try:
                second = limits_at(of, x, b, 2)
                if any(isinstance(v, Expression) and of.growth.sign(v) == 0 for v in second):
                    said = f"R'' vanishes at {x} = {b}, where the Hessian has no inverse"
                    return said, {"kind": "break", "variable": x, "at": str(b)}, {x: str(b)}
                if all(isinstance(v, Expression) for v in second) and any(isinstance(v, int) for v in limits_at(of, x, b, 3)):
                    return f"the inverse of R'' is not Lipschitz at {x} = {b}", {"kind": "break", "variable": x, "at": str(b)}, {x: str(b)}
            except Rejected:
                continue
    return None


def _positive(of: Potential) -> dict[str, list[Proof]]:
    """r'' > 0 on every interval."""
    return {x: [proved(of.function(x, 2), ">", region, "R''") for region in of.intervals(x)] for x in of.parts}


def _everywhere(of: Potential, smooth: Proof) -> tuple[str, Proof]:
    check_breaks(of, 0)
    return "R is defined and continuous on all of R^d", {"kind": "pieces", **smooth}


def _convex(of: Potential, smooth: Proof) -> tuple[str, Proof]:
    check_breaks(of, 1)
    return "R'' > 0 but at single points, and R' is continuous", {"kind": "convex", **smooth, "proofs": _positive(of)}


def _twice(of: Potential, smooth: Proof) -> tuple[str, Proof]:
    check_breaks(of, 2)
    return "R is C^2: smooth between its breaks, with equal limits up to R'' at them", {"kind": "pieces", **smooth}


def _onto(of: Potential, smooth: Proof) -> tuple[str, Proof]:
    check_breaks(of, 1)
    for x in of.parts:
        for side in SIDES.values():
            if of.growth.limit(of.at_end(of.function(x, 1), x, side)) != side:
                raise Unknown("the gradient is not shown to be unbounded")
    return "the slope tends to +oo and to -oo at the ends of every coordinate", {"kind": "ends", **smooth}


def _lipschitz(of: Potential, smooth: Proof) -> tuple[str, Proof]:
    check_breaks(of, 2)
    for x, breaks in of.breaks.items():
        for b in breaks:
            limits_at(of, x, b, 3)
    return "R'' is continuous, and R''' bounded near every point", {"kind": "pieces", **smooth}


def _inverse(of: Potential, smooth: Proof) -> tuple[str, Proof]:
    _lipschitz(of, smooth)
    for x, breaks in of.breaks.items():
        for b in breaks:
            low = limits_at(of, x, b, 2)[0]
            if isinstance(low, int) or of.growth.sign(low) <= 0:
                raise Unknown("R'' is not shown to be positive at a break")
    return "R'' is positive and locally Lipschitz, so 1/R'' is", {"kind": "pieces", **smooth, "proofs": _positive(of)}


_REFUTE: dict[str, Callable[[Potential], tuple[str, Proof, Report | None] | None]] = {
    "domain": _undefined, "strictly_convex": _bent, "twice_differentiable": _rough, "gradient_onto": _flat,
    "lipschitz_hessian": _steep, "lipschitz_inverse_hessian": _singular}
_PROVE: dict[str, Callable[[Potential, Proof], tuple[str, Proof]]] = {
    "domain": _everywhere, "strictly_convex": _convex, "twice_differentiable": _twice, "gradient_onto": _onto,
    "lipschitz_hessian": _lipschitz, "lipschitz_inverse_hessian": _inverse}
