"""What homog asks of a mirror potential R = sum of parts of one coordinate each: Assumptions 2.3, 4.4, G.1 and H.1.

2.3, read item by item:
* domain: R is defined on all of R^d.  FAILS at a point where an operation of R is not defined, or that the stated domain leaves out.
* strictly_convex: r'' > 0 between the breaks, where r' is continuous: r' increases strictly.  FAILS at a point with r'' < 0, or where r''
  vanishes on an interval.
* twice_differentiable: C^2.  FAILS at a break where r, r' or r'' have no finite limit, or two.
* gradient_onto: r' tends to +oo and -oo at the ends, for each coordinate; then |grad R| grows with |theta|, and with continuity grad R is
  onto.  FAILS when a limit is finite: along this axis grad R is bounded (the printed coercivity).
* lipschitz_hessian: r'' is locally Lipschitz: C^2, and the third derivative bounded near each break.  FAILS when it is unbounded beside a
  break: the slopes of r'' are, by the mean value theorem.
* lipschitz_inverse_hessian: moreover r'' > 0 at the breaks.  FAILS when r'' tends to 0 there (no inverse), or to another number with an
  unbounded third derivative.

4.4: homogeneous with alpha >= 1, and x^2*r'' <= alpha*Q for each part between the breaks, at these by continuity; the sum over the
coordinates follows.  FAILS at a point of R^d (copies: all coordinates equal) where the sum exceeds alpha*Q, or without alpha >= 1.

G.1: some c > 0 brings grad(phi^2/2)(theta/Q^(1/alpha)) - c*grad R/Q^(1 - 1/alpha) to 0 as Q grows.  By x*r' = Q + R, (R/x)' = Q/x^2 and the
leading terms k*s^alpha of Q, alpha > 1, r' = alpha/(alpha - 1)*k*s^(alpha - 1)*(1 + o(1)).  So for each e > 0 these differ by at most
e*|x|^(alpha - 1) + C_e, and |x|^alpha <= C*(1 + Q).  With c = (alpha - 1)/alpha both terms come to
k*|x|^(alpha - 1)*sign x/Q^(1 - 1/alpha), uniformly, for phi^alpha/Q tends to 1.  For alpha = 1 the first term stays bounded along an
axis: FAILS when r' does not.

H.1: phi <= Q^(1/alpha) <= phi*(1 + C1*lam*phi^-C2), C1, C2 > 0 without lam, where phi > 0.  Shown from k*|x|^alpha <= Q <= k*|x|^alpha +
D*lam*|x|^m for each part, 0 <= m < alpha: the sum of |x_i|^m is at most d^(1 - m/alpha)*(sum |x_i|^alpha)^(m/alpha), so with alpha >= 1 and
(1 + u)^(1/alpha) <= 1 + u/alpha: C2 = alpha - m, C1 = D*d^(1 - m/alpha)*k^(-m/alpha)/alpha, k the least of the parts' k.  FAILS at a point
where Q < phi^alpha.

Main definition: `prove_item`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, num, power, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.horizon import SIDES, Answers, End, Potential
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.pieces import check_breaks, check_smooth_between, limits_at
from mirrorsym.recheck.points import Point, analytic_at, point_in, sign_at
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.setting import Setting, needs, strict_nodes
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero

__all__ = ["ITEMS", "constants", "prove_elasticity", "prove_gradients", "prove_item", "prove_margin"]

ITEMS = ("domain", "strictly_convex", "twice_differentiable", "gradient_onto", "lipschitz_hessian", "lipschitz_inverse_hessian")
_STRUCTURE = {"rule": "structure"}


# -- 2.3 ------------------------------------------------------------------------------------------------------
def prove_item(name: str, status: str, certificate: dict[str, Any], of: Potential) -> None:
    """Accept that an item of Assumption 2.3 holds or fails."""
    prove = {("domain", "HOLDS"): _everywhere, ("domain", "FAILS"): _not_everywhere, ("strictly_convex", "HOLDS"): _convex,
             ("strictly_convex", "FAILS"): _not_convex, ("gradient_onto", "HOLDS"): _onto, ("gradient_onto", "FAILS"): _bounded_gradient,
             ("twice_differentiable", "HOLDS"): _smooth, ("twice_differentiable", "FAILS"): _not_smooth,
             ("lipschitz_hessian", "HOLDS"): _lipschitz, ("lipschitz_hessian", "FAILS"): _not_lipschitz,
             ("lipschitz_inverse_hessian", "HOLDS"): _inverse, ("lipschitz_inverse_hessian", "FAILS"): _no_inverse}.get((name, status))
    if prove is None:
        raise Rejected(f"there is no item {name[:40]!r} that {status[:12]}")
    prove(certificate, of)


def _unrestricted(of: Potential) -> None:
    if of.problem.domain.conditions:
        raise Rejected("the stated domain leaves out points")


def _everywhere(certificate: dict[str, Any], of: Potential) -> None:
    _unrestricted(of)
    check_smooth_between(of, certificate)
    check_breaks(of, 0)


def _whole(of: Potential) -> Setting:
    """All of R^d, with what is known of the parameters."""
    return Setting(tuple(of.parts), of.frame.parameters, of.frame.facts, of.frame.budget, of.frame.integers)


def _not_everywhere(certificate: dict[str, Any], of: Potential) -> None:
    point = point_in(data.field(certificate, "point"), _whole(of))
    for c in of.problem.domain.conditions:
        e = sub(*c.args)
        wrong = {">": (0, -1), "<": (0, 1), "!=": (0,)}[c.op]
        if sign_at(point, e) in wrong:
            return
    for node in strict_nodes(of.problem.g[0]):
        for e, op in needs(node):
            if op == ">" and node.op == "pow":
                continue  # 0 to a power that is positive is 0
            if sign_at(point, e) in {">": (0, -1), ">=": (-1,), "!=": (0,)}.get(op, ()):
                return
        if node.op == "pow" and node.args[1].op != "num" and sign_at(point, node.args[0]) == -1:
            return
    raise Rejected("R is not shown to be undefined at the point")


def _convex(certificate: dict[str, Any], of: Potential) -> None:
    _unrestricted(of)
    check_smooth_between(of, certificate)
    check_breaks(of, 1)
    _signs(certificate, of, lambda x: of.function(x, 2), ">")


def _signs(certificate: dict[str, Any], of: Potential, what: Any, op: str, key: str = "proofs") -> None:
    """A proof of `what(x) op 0` on every interval of every variable; each may prove facts first."""
    given = data.record(certificate.get(key, {}), "the proofs")
    for x in of.parts:
        proofs, regions = data.items(data.field(given, x), "the proofs", 51), of.intervals(x)
        if len(proofs) != len(regions):
            raise Rejected("each interval needs a proof")
        for entry, bare in zip(proofs, regions, strict=True):
            e, region = what(x), bare.grant(of.parts[x])  # the part was shown to be smooth, so it is defined
            check_defined(e, region, "a side")
            prove_as(e, op, entry, region)


def prove_as(e: Expression, op: str, entry: Any, region: Setting) -> None:
    """Accept `e op 0` by a SIGN, or by a SIGN of another tree `as` that is shown to be equal (`zero`)."""
    given = data.record(entry, "a proof")
    if "as" not in given:
        prove_sign(e, op, given, region)
        return
    other = data.tree(given["as"], region.names)
    check_defined(other, region, "a side")
    prove_zero(sub(e, other), data.field(given, "zero"), region.grant(e, other))
    prove_sign(other, op, data.field(given, "proof"), region)


def _not_convex(certificate: dict[str, Any], of: Potential) -> None:
    x = _variable(certificate, of)
    e = of.function(x, 2)
    region = Setting((x,), of.frame.parameters, of.frame.facts, of.frame.budget, of.frame.integers)
    point = point_in(data.field(certificate, "point"), region)
    analytic_at(point, of.parts[x])
    if sign_at(point, e) != -1 and not vanishes(e, (x, *of.frame.names), of.frame.budget):
        raise Rejected("the second derivative is not shown to be negative at the point")


def _smooth(certificate: dict[str, Any], of: Potential) -> None:
    _everywhere(certificate, of)
    check_breaks(of, 2)


def _variable(certificate: dict[str, Any], of: Potential) -> str:
    x = data.text(data.field(certificate, "variable"), "the variable")
    if x not in of.parts:
        raise Rejected("the certificate names no variable of R")
    return x


def _not_smooth(certificate: dict[str, Any], of: Potential) -> None:
    x, at = _variable(certificate, of), num(data.rational(data.field(certificate, "at")))
    order = data.whole(data.field(certificate, "order"), "the order", 2)
    low, high = limits_at(of, x, at, order)
    if isinstance(low, Expression) and isinstance(high, Expression) and of.growth.sign(sub(low, high)) == 0:
        raise Rejected("the limits from both sides agree")


def _onto(certificate: dict[str, Any], of: Potential) -> None:
    _unrestricted(of)
    check_smooth_between(of, certificate)
    check_breaks(of, 1)
    for x in of.parts:
        for side in SIDES.values():
            if of.growth.limit(of.at_end(of.function(x, 1), x, side)) != side:
                raise Rejected(f"the derivative by {x} is not shown to be unbounded")


def _bounded_gradient(certificate: dict[str, Any], of: Potential) -> None:
    x, side = _variable(certificate, of), SIDES.get(data.text(data.field(certificate, "side"), "the side"))
    of.at_end(of.parts[x], x, side or 1)  # the part has to be defined there, and not only its slope's formula
    if side is None or isinstance(of.growth.limit(of.at_end(of.function(x, 1), x, side)), int):
        raise Rejected("the derivative is not shown to have a finite limit there")


def _lipschitz(certificate: dict[str, Any], of: Potential) -> None:
    _smooth(certificate, of)
    for x, ends in of.breaks.items():
        for b in ends:
            if any(isinstance(v, int) for v in limits_at(of, x, b, 3)):
                raise Rejected(f"the third derivative is unbounded at {x} = {b}")


def _not_lipschitz(certificate: dict[str, Any], of: Potential) -> None:
    x, at = _variable(certificate, of), num(data.rational(data.field(certificate, "at")))
    if not any(isinstance(v, int) for v in limits_at(of, x, at, 3)):
        raise Rejected("the third derivative is not shown to be unbounded")


def _inverse(certificate: dict[str, Any], of: Potential) -> None:
    _lipschitz(certificate, of)
    _signs(certificate, of, lambda x: of.function(x, 2), ">")
    for x, ends in of.breaks.items():
        for b in ends:
            low = limits_at(of, x, b, 2)[0]
            if isinstance(low, int) or of.growth.sign(low) <= 0:
                raise Rejected(f"the second derivative is not positive at {x} = {b}")


def _no_inverse(certificate: dict[str, Any], of: Potential) -> None:
    x, at = _variable(certificate, of), num(data.rational(data.field(certificate, "at")))
    second = limits_at(of, x, at, 2)
    if any(isinstance(v, Expression) and of.growth.sign(v) == 0 for v in second):
        return
    if all(isinstance(v, Expression) for v in second) and any(isinstance(v, int) for v in limits_at(of, x, at, 3)):
        return
    raise Rejected("the inverse of the second derivative is not shown to be missing or steep")


# -- 4.4 ------------------------------------------------------------------------------------------------------
def _degree_at_least_one(of: Potential, found: Answers, stated: Expression | None) -> Expression:
    if found.alpha is None or stated is None or not of.equal(found.alpha, stated):
        raise Rejected("the degree is another one")
    return stated


def prove_elasticity(status: str, certificate: dict[str, Any], of: Potential, found: Answers, alpha: Expression | None) -> None:
    """Accept that <theta, Hess R theta> <= alpha*Q holds everywhere, with alpha >= 1, or fails."""
    kind = data.text(data.field(certificate, "kind"), "the kind")
    if (status, kind) == ("FAILS", "no_degree"):
        if found.homogeneous:
            raise Rejected("there is a degree")
        return
    a = _degree_at_least_one(of, found, alpha)
    if (status, kind) == ("FAILS", "small_degree"):
        if of.growth.sign(sub(a, ONE)) >= 0:
            raise Rejected("the degree is at least 1")
        return

    def gap(x: str) -> Expression:
        return sub(mul(a, of.dual(x)), mul(power(sym(x), num(2)), of.function(x, 2)))

    if (status, kind) == ("HOLDS", "elasticity"):
        _unrestricted(of)
        if of.growth.sign(sub(a, ONE)) < 0:
            raise Rejected("the degree is below 1")
        _smooth(certificate, of)
        _signs(certificate, of, gap, ">=")
    elif (status, kind) == ("FAILS", "point"):
        point = _in_space(certificate, of)
        if sign_at(point, add(*map(gap, of.parts))) != -1:
            raise Rejected("the inequality is not shown to fail at the point")
    else:
        raise Rejected(f"a certificate of kind {kind[:40]!r} proves no {status}")


def _in_space(certificate: dict[str, Any], of: Potential) -> Point:
    point = point_in(data.field(certificate, "point"), _whole(of))
    analytic_at(point, *of.parts.values())
    return point


# -- G.1 ------------------------------------------------------------------------------------------------------
def prove_gradients(status: str, certificate: dict[str, Any], of: Potential, found: Answers, stated: Any) -> None:
    """Accept that the gradients of phi and R align, with the stated constant c, or do not."""
    kind = data.text(data.field(certificate, "kind"), "the kind")
    if (status, kind) == ("FAILS", "no_degree"):
        if found.homogeneous:
            raise Rejected("there is a degree")
        return
    if found.alpha is None:
        raise Rejected("there is no degree")
    over = of.growth.sign(sub(found.alpha, ONE))
    if (status, kind) == ("HOLDS", "leading_terms"):
        _unrestricted(of)
        check_smooth_between(of, certificate)
        check_breaks(of, 1)
        if over <= 0 or not of.equal(read(stated, of.frame.names), div(sub(found.alpha, ONE), found.alpha)):
            raise Rejected("the degree is not above 1, or the constant is another one")
    elif (status, kind) == ("FAILS", "unbounded"):
        x, side = _variable(certificate, of), SIDES.get(data.text(data.field(certificate, "side"), "the side"))
        if over != 0 or side is None or not isinstance(of.growth.limit(of.at_end(of.function(x, 1), x, side)), int):
            raise Rejected("the gradient of R is not shown to outgrow that of the horizon")
    else:
        raise Rejected(f"a certificate of kind {kind[:40]!r} proves no {status}")


# -- H.1 ------------------------------------------------------------------------------------------------------
def constants(bound: Expression, m: Expression, a: Expression, weights: Mapping[tuple[str, int], Expression],
              of: Potential) -> tuple[Expression, Expression]:
    """C1 and C2 of H.1 from D, m, alpha and the leading coefficients of Q."""
    different = list(dict.fromkeys(weights.values()))
    if all(of.equal(different[0], w) for w in different[1:]):
        k = different[0]
    else:
        k = num(min(w.args[0] for w in different)) if all(w.op == "num" for w in different) else call("Min", *different)
    ratio = div(m, a)
    return mul(bound, power(of.dimension, sub(ONE, ratio)), power(k, mul(num(-1), ratio)), power(a, num(-1))), sub(a, m)


def prove_margin(status: str, certificate: dict[str, Any], of: Potential, found: Answers, ends: list[End], entry: dict[str, Any]) -> None:
    """Accept phi <= Q^(1/alpha) <= phi*(1 + C1*lam*phi^-C2), or a point with Q < phi^alpha."""
    kind = data.text(data.field(certificate, "kind"), "the kind")
    if (status, kind) == ("FAILS", "no_degree"):
        if found.homogeneous:
            raise Rejected("there is a degree")
        return
    a = found.alpha
    if a is None:
        raise Rejected("there is no degree")
    weights = {(e.x, e.side): e.Q[0] for e in ends}

    def size(x: str, side: int, w: Expression) -> Expression:
        return power(mul(num(side), sym(x)), w)

    if (status, kind) == ("FAILS", "point"):
        point = _in_space(certificate, of)
        total = []
        for x in of.parts:
            s = sign_at(point, sym(x))
            if s not in (1, -1):
                raise Rejected("a coordinate of the point is 0")
            total.append(sub(of.dual(x), mul(weights[x, s], size(x, s, a))))
        if sign_at(point, add(*total)) != -1:
            raise Rejected("Q is not shown to be below phi**alpha at the point")
        return
    if (status, kind) != ("HOLDS", "bounds"):
        raise Rejected(f"a certificate of kind {kind[:40]!r} proves no {status}")
    _unrestricted(of)
    check_smooth_between(of, certificate)
    check_breaks(of, 1)
    value = data.record(data.field(entry, "value"), "the constants")
    lam = value.get("lambda")
    frame = of.frame
    if lam is not None and lam not in frame.parameters:
        raise Rejected("lambda is no parameter")
    factor = ONE if lam is None else sym(lam)
    bound, m = (read(data.field(value, k), frame.names) for k in ("D", "m"))
    for e in (bound, m):
        check_defined(e, frame, "a constant")
    stated = [read(data.field(value, k), {*frame.names, *of.dimension.names}) for k in ("C1", "C2")]
    for c, e in zip(stated, constants(bound, m, a, weights, of), strict=True):
        if not (c == e or vanishes(sub(c, e), {*frame.names, *of.dimension.names}, frame.budget)):
            raise Rejected("a constant does not follow from the bounds")
    if any(lam in e.names for e in (m, a, *stated)) or of.growth.sign(bound) <= 0 or of.growth.sign(m) < 0 or (
            of.growth.sign(sub(a, m)) <= 0 or of.growth.sign(sub(a, ONE)) < 0):
        raise Rejected("the constants are not as they have to be")
    prove_sign(factor, ">=", _STRUCTURE, frame)
    for x in of.parts:
        if ZERO not in of.breaks[x]:
            raise Rejected("0 has to be a break")
    proofs = data.record(data.field(certificate, "proofs"), "the proofs")
    for x in of.parts:
        given, regions = data.items(data.field(proofs, x), "the proofs", 51), of.intervals(x)
        if len(given) != len(regions):
            raise Rejected("each interval needs its proofs")
        below = of.breaks[x].index(ZERO)
        for i, (pair, bare) in enumerate(zip(given, regions, strict=True)):
            side, region = 1 if i > below else -1, bare.grant(of.parts[x])
            gap = sub(of.dual(x), mul(weights[x, side], size(x, side, a)))
            room = sub(mul(bound, factor, size(x, side, m)), gap)
            for e, proof in zip((gap, room), data.items(pair, "the proofs", 2), strict=True):
                check_defined(e, region, "a side")
                prove_as(e, ">=", proof, region)
