"""Second derivatives of a potential that decouples: R_a'' along one direction as a function of the point w.

Precondition: a separation with n directions.  Along a direction with members k, factors s_k, weights b_k of h, squared lengths l_k
and cores c_k (derivatives in z_k), nu and a move z_k by dz_k = c_k' (s_k dnu + b_k da)/l_k, and y = sum s_k c_k + offset.  So

    K    = dy/dnu   = sum s_k^2 c_k'^2 / l_k,             R_a''(y) = 1/K,
    L    = dy/da    = sum s_k b_k c_k'^2 / l_k,
    K_nu = dK/dnu   = sum 2 s_k^3 c_k'^2 c_k'' / l_k^2,   K_a = dK/da = sum 2 s_k^2 b_k c_k'^2 c_k'' / l_k^2,

and at fixed y d/da log K = A/K^2 with A = K K_a - K_nu L.  How this changes with y has the sign of B = A_nu K - 2 A K_nu.

* homogeneous: if R_0 is an affine function plus a positively homogeneous one of degree p, then y R_0'''/R_0'' = p - 2, that is
  y K_nu = (2 - p) K^2 at all y.  Conversely this makes R_0'' a multiple of |y|^(p - 2) on each side of 0, and R_0 such a sum
  unless p is 0 or 1, when there are a logarithm and y*log(y) (whose sum with no affine function is homogeneous).
* type of bias: kappa_a(y) = R_a''(y)/R_a''(0) = K(0)/K(y), so d/da log kappa = (d/da log K)(0) - (d/da log K)(y).  It vanishes for all y
  exactly when B = 0 everywhere (and then R_a'' = c(a) R_0''), is positive for all y != 0 if y*B < 0 there, negative if y*B > 0.  The
  latter two need that 0 is a value of y for each a, which holds where y runs through all of R.  Mixed: from an initial point with y = 0
  the sign of d/da log kappa at a = 0 is shown to differ between two points.

Main definitions: `Curvature`, `check_homogeneous`, `check_types`.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.expression import ONE, ZERO, Expression, add, div, mul, neg, num, power, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.points import constant_sign, nonzero_at
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.separation import Coordinate, Direction, Separation
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.starts import Start, reached
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero

__all__ = ["Curvature", "check_homogeneous", "check_types", "reachable", "whole_line"]

_STRUCTURE = {"rule": "structure"}
TWO = num(2)


class Curvature:
    """The quantities of one direction as trees in the pair's variables."""

    def __init__(self, separation: Separation, direction: Direction) -> None:
        self.separation, self.budget = separation, separation.frame.budget
        self.members = []
        for k, s, _ in direction.members:
            c = separation.coordinates[k]
            b = c.weights[separation.n] if len(c.weights) > separation.n else ZERO
            self.members.append((c, s, b, num(1 / c.length)))
        self.y = add(*(mul(s, self._core(c, 0)) for c, s, _, _ in self.members), direction.offset)
        self.K = add(*(mul(power(s, TWO), power(self._core(c, 1), TWO), r) for c, s, _, r in self.members))
        self.L = add(*(mul(s, b, power(self._core(c, 1), TWO), r) for c, s, b, r in self.members))
        self.K_nu = add(*(mul(TWO, power(s, num(3)), self._bend(c), power(r, TWO)) for c, s, _, r in self.members))
        self.K_a = add(*(mul(TWO, power(s, TWO), b, self._bend(c), power(r, TWO)) for c, s, b, r in self.members))

    def _core(self, c: Coordinate, order: int) -> Expression:
        name, e = self.separation.name, c.core
        for _ in range(order):
            e = derivative(e, name, self.budget)
        return e.substitute({name: c.z})

    def _bend(self, c: Coordinate) -> Expression:
        return mul(power(self._core(c, 1), TWO), self._core(c, 2))

    def along(self, e: Expression) -> Expression:
        """de/dnu."""
        terms = []
        for i, v in enumerate(self.separation.setting.variables):
            flow = add(*(mul(num(c.column[i]), s, r, self._core(c, 1)) for c, s, _, r in self.members if c.column[i]))
            d = derivative(e, v, self.budget)
            if ZERO not in (d, flow):
                terms.append(mul(d, flow))
        return add(*terms)

    @property
    def change(self) -> Expression:
        """B."""
        a = sub(mul(self.K, self.K_a), mul(self.K_nu, self.L))
        return sub(mul(self.along(a), self.K), mul(TWO, a, self.K_nu))


def reachable(separation: Separation) -> Setting:
    """M, cut down to the pieces: a coordinate with one piece lies in it, one with several is at none of their inner ends.

    Cores are smooth there, so trees built from them and their derivatives are defined.
    """
    setting = separation.setting
    for c in separation.coordinates:
        if len(c.pieces) == 1:
            line = c.pieces[0].line
            if line.low is not None:
                setting = setting.assume(sub(c.z, line.low), ">")
            if line.high is not None:
                setting = setting.assume(sub(line.high, c.z), ">")
        else:
            for p in c.pieces[:-1]:
                if p.line.high is None:
                    raise Rejected("an inner piece has no upper end")
                setting = setting.assume(sub(c.z, p.line.high), "!=")
    return setting


# -- homogeneous --------------------------------------------------------------------------------------------
def check_homogeneous(status: Any, certificate: dict[str, Any], verdict: dict[str, Any], separation: Separation,
                      start: Start) -> None:
    """Accept that R_0 is, or is not, affine plus homogeneous of one degree."""
    if separation.directions is None:
        raise Rejected("the separation has no directions")
    curves = [Curvature(separation, d) for d in separation.directions]
    if status == "HOLDS":
        p = _degree(data.field(certificate, "degree"), separation)
        stated = data.record(verdict.get("details") or {}, "the details").get("degree")
        if not vanishes(sub(read(stated, separation.frame.parameters), p), separation.frame.names, separation.frame.budget):
            raise Rejected("the verdict's degree is not the certificate's")
        prove_sign(mul(p, sub(p, ONE)), "!=", certificate.get("exponent", _STRUCTURE), separation.frame)
        zeros = data.items(certificate.get("zeros", []), "the proofs", len(curves))
        for i, c in enumerate(curves):
            _euler(c, p, zeros[i] if zeros else None, separation)
        return
    if status != "FAILS":
        raise Rejected("a potential is homogeneous or not")
    if certificate.get("points") is not None:
        _differ(certificate, curves, start, separation)
        return
    found = []
    for entry in data.items(data.field(certificate, "degrees"), "the degrees", 2):
        p = _degree(data.field(entry, "degree"), separation)
        _euler(curves[data.index(data.field(entry, "direction"), len(curves), "direction")], p, entry.get("zero"), separation)
        found.append(p)
    if len(found) == 1 and found[0] in (ZERO, ONE):
        return
    if len(found) != 2:
        raise Rejected("one degree that is 0 or 1, or two different ones, are needed")
    prove_sign(sub(*found), "!=", certificate.get("exponent", _STRUCTURE), separation.frame)


def _degree(value: Any, separation: Separation) -> Expression:
    p = data.tree(value, separation.frame.parameters)
    check_defined(p, separation.frame, "a degree")
    return p


def _euler(c: Curvature, p: Expression, proof: Any, separation: Separation) -> None:
    setting = reachable(separation)
    claim = sub(mul(c.y, c.K_nu), mul(sub(TWO, p), power(c.K, TWO)))
    prove_zero(claim, proof, setting.grant(claim))


def _differ(certificate: dict[str, Any], curves: list[Curvature], start: Start, separation: Separation) -> None:
    """y K_nu/K^2 has different values at two points that are reached from one initial point at a = 0."""
    c = curves[data.index(data.field(certificate, "direction"), len(curves), "direction")]
    entries = data.items(certificate["points"], "the points", 2)
    if len(entries) != 2 or data.field(entries[0], "values") != data.field(entries[1], "values"):
        raise Rejected("two points from the same initial point are needed")
    quotients = []
    for entry in entries:
        point, _, a = reached(entry, start, separation.setting)
        if constant_sign(a, separation.setting) != 0:
            raise Rejected("a point is not reached at a = 0")
        nonzero_at(point, c.K)
        quotients.append(point.put(div(mul(c.y, c.K_nu), power(c.K, TWO))))
    nonzero_at(point, sub(*quotients))


# -- type of bias -------------------------------------------------------------------------------------------
def check_types(certificate: dict[str, Any], separation: Separation, start: Start) -> list[str]:
    """The type of bias of each direction, as the certificate proves it."""
    if separation.directions is None:
        raise Rejected("the separation has no directions")
    entries = data.items(data.field(certificate, "types"), "the types", len(separation.directions))
    if len(entries) != len(separation.directions):
        raise Rejected("there is not one type for each direction")
    out = []
    for d, entry in zip(separation.directions, entries, strict=True):
        c = Curvature(separation, d)
        kind = data.field(entry, "type")
        setting, change = reachable(separation), c.change
        if kind == "none":
            prove_zero(change, entry.get("zero"), setting.grant(change))
        elif kind in ("toward_L1", "toward_L2"):
            whole_line(d, separation)
            sign = -1 if kind == "toward_L1" else 1
            about = setting.grant(change, c.y)
            if entry.get("factor") is not None:
                factor = data.tree(entry["factor"], setting.names)
                off = about.assume(c.y, "!=")
                check_defined(factor, off, "a factor")
                prove_zero(sub(change, mul(num(sign), c.y, factor)), entry.get("zero"), off)
                prove_sign(factor, ">", data.field(entry, "proof"), off)
                out.append(str(kind))
                continue
            prove_sign(mul(num(sign), change), ">", data.field(entry, "above"), about.assume(c.y, ">"))
            prove_sign(mul(num(-sign), change), ">", data.field(entry, "below"), about.assume(neg(c.y), ">"))
        elif kind == "mixed":
            whole_line(d, separation)
            _mixed(entry, c, separation, start)
        else:
            raise Rejected(f"there is no type of bias {str(kind)[:40]!r}")
        out.append(str(kind))
    return out


def _mixed(entry: dict[str, Any], c: Curvature, separation: Separation, start: Start) -> None:
    """From an initial point with y = 0: kappa_a(y) falls with -a at one point of the slice a = 0, and grows at another."""
    setting = separation.setting
    origin, more, less = (data.field(entry, key) for key in ("origin", "falls", "grows"))
    values = data.field(origin, "values")
    point, mu, a = reached(origin, start, setting)
    prove_zero(point.put(c.y), origin.get("y"), setting.alone((), variables=(), parameters=(), extra=()))
    if any(t != ZERO for t in (*mu, a)):
        raise Rejected("the first point is not the initial point")
    speed = div(sub(mul(c.K, c.K_a), mul(c.K_nu, c.L)), power(c.K, TWO))
    for at, sign in ((more, 1), (less, -1)):
        if data.field(at, "values") != values:
            raise Rejected("three points from the same initial point are needed")
        other, _, a = reached(at, start, setting)
        nonzero_at(other, c.K)
        nonzero_at(point, c.K)
        gap = sub(point.put(speed), other.put(speed))
        if constant_sign(a, setting) != 0 or constant_sign(gap, setting) != sign:
            raise Rejected("a point does not show what it is said to show")


def whole_line(d: Direction, separation: Separation) -> None:
    """y runs through all of R at each a."""
    for pieces in separation.scenarios():
        for up in (True, False):
            ends = [pieces[k].end((sign > 0) == up) for k, _, sign in d.members]
            timed = [e for e in ends if e.finite_time]
            if (timed and any(e.finite_value for e in timed)) or all(e.finite_value for e in ends):
                raise Rejected("0 is not shown to be a value of x at each a")
