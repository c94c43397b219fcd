"""How a one-variable gradient flow z' = c'(z) ends: in finite or infinite time, at a finite or infinite value of c.

On a piece, an interval on which c is smooth and c' keeps its sign, z runs from one end to the other, and

    time to an end   = int dz/|c'|,      change of the value c(z) on the way = int |c'| dz.

Each integral has a positive continuous integrand, so near an end it converges if the integrand stays below a power (or an
exponential) whose integral converges there, and diverges if it stays above a power whose integral diverges.  The *area*
is what decides whether a convex function built from the flow stays finite: int |c| dt = int |c/c'| dz where the time is
finite and the value is not, and int |c - V| dt = int |c - V|/|c'| dz where the time is infinite and the value tends to V.

A zero of c' at which c is analytic needs no integrals: the flow takes infinite time to it (c' is Lipschitz), the value
is finite, and so is the area, since (c - V)/c' is bounded near a zero of finite order.

Main definitions: `End`, `Line`, `check_end`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from mirrorsym.expression import ONE, Expression, call, div, mul, neg, num, power, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.smooth import check_continuous, prove_smooth
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero

__all__ = ["End", "Line", "check_end", "neighborhood", "vanishing"]

_STRUCTURE = {"rule": "structure"}


@dataclass(frozen=True)
class End:
    """What was proved of one end; `finite_area` and `limit` (of c, where it is finite) are None when nothing was said about them."""

    finite_time: bool
    finite_value: bool
    finite_area: bool | None
    limit: Expression | None = None


@dataclass(frozen=True)
class Line:
    """One piece: the coordinate's name, its ends (None: infinite), c, c', the sign of c', and what holds on it.

    `frame` knows the parameters only, `inside` the piece too (with c and c' defined and c' != 0).
    """

    name: str
    low: Expression | None
    high: Expression | None
    core: Expression
    slope: Expression
    sign: int
    frame: Setting
    inside: Setting

    @classmethod
    def of(cls, name: str, core: Expression, entry: Any, frame: Setting) -> Line:
        """The piece that a certificate describes; c is smooth on it and c' has the stated sign."""
        ends = [None if data.field(entry, key) is None else data.tree(data.field(entry, key), frame.parameters)
                for key in ("low", "high")]
        for e in ends:
            if e is not None:
                check_defined(e, frame, "an end of a piece")
        sign = data.whole(data.field(entry, "sign"), "the sign of a slope", 1)
        if sign not in (1, -1):
            raise Rejected("the sign of a slope is neither 1 nor -1")
        inside = _between(name, ends[0], ends[1], frame)
        prove_smooth([core], entry.get("guards", []), inside)
        slope = derivative(core, name, frame.budget)
        inside = inside.grant(core, slope)
        rising = mul(num(sign), slope)
        prove_sign(rising, ">", entry.get("slope", _STRUCTURE), inside)
        return cls(name, ends[0], ends[1], core, slope, sign, frame, inside.recall(slope if sign > 0 else neg(slope), ">"))


def _between(name: str, low: Expression | None, high: Expression | None, frame: Setting) -> Setting:
    facts = list(frame.facts)
    if low is not None:
        facts.append((sub(sym(name), low), ">"))
    if high is not None:
        facts.append((sub(high, sym(name)), ">"))
    return frame.alone(tuple(facts), variables=(name,))


def check_end(line: Line, up: bool, entry: Any) -> End:
    """Accept what `entry` says about the upper (`up`) or lower end in z of a piece."""
    at = line.high if up else line.low
    if entry.get("rule") == "critical":
        return End(False, True, True, _critical(line, at, entry))
    near, y = neighborhood(line, up, at, entry)
    side, sign = num(1 if up else -1), num(line.sign)
    bounded = at is not None
    integral = partial(_integral, y=y, near=near, frame=line.frame, bounded=bounded)
    time = integral(div(sign, line.slope), entry=data.field(entry, "time"))
    value = integral(mul(sign, line.slope), entry=data.field(entry, "value"))
    area: bool | None = None
    limit: Expression | None = None
    if entry.get("area") is not None and time != value:
        if time:
            integrand = div(mul(side, line.core), line.slope)
        else:
            limit = _limit(line, at, y, near, bounded, entry)
            integrand = div(mul(side, sub(limit, line.core)), line.slope)
        area = integral(integrand, entry=entry["area"])
    return End(time, value, area, limit)


def _critical(line: Line, at: Expression | None, entry: dict[str, Any]) -> Expression:
    """The value of c at the end, where c' vanishes."""
    if at is None:
        raise Rejected("an infinite end is called critical")
    radius = data.rational(data.field(entry, "radius"), "the radius")
    if radius <= 0:
        raise Rejected("a radius is not positive")
    around = _between(line.name, sub(at, num(radius)), at + num(radius), line.frame)
    prove_smooth([line.core], entry.get("guards", []), around)
    prove_zero(line.slope.substitute({line.name: at}), entry.get("zero"), line.frame)
    return line.core.substitute({line.name: at})


def neighborhood(line: Line, up: bool, at: Expression | None, entry: dict[str, Any]) -> tuple[Setting, Expression]:
    """What holds near the end, and the positive quantity in which the end is 0 (or infinite)."""
    start = data.rational(data.field(entry, "from"), "where the comparison starts")
    if start <= 0:
        raise Rejected("a comparison does not start at a positive distance")
    z = sym(line.name)
    if at is None:
        y = z if up else neg(z)
        return line.inside.assume(sub(y, num(start)), ">"), y
    y = sub(at, z) if up else sub(z, at)
    return line.inside.assume(sub(num(start), y), ">"), y


def _integral(f: Expression, y: Expression, near: Setting, frame: Setting, bounded: bool, entry: Any) -> bool:
    """Whether the integral of f up to the end is finite, as the entry says and its comparison proves."""
    finite = data.field(entry, "finite")
    if not isinstance(finite, bool):
        raise Rejected("an integral is called neither finite nor infinite")
    other = _comparison(y, near, frame, bounded, entry, finite)
    check_defined(f, near, "an integrand")
    difference = sub(other, f) if finite else sub(f, other)
    prove_sign(difference, ">=", entry.get("proof", _STRUCTURE), near)
    return finite


def _comparison(y: Expression, near: Setting, outer: Setting, bounded: bool, entry: dict[str, Any], finite: bool) -> Expression:
    """scale*y**(-power), or scale*exp(-rate*y), whose integral up to the end is finite or infinite as claimed."""
    scale = data.tree(data.field(entry, "scale"), near.parameters)
    check_defined(scale, outer, "a scale")
    prove_sign(scale, ">", entry.get("positive", _STRUCTURE), outer)
    if entry.get("rate") is not None:
        rate = data.tree(entry["rate"], near.parameters)
        check_defined(rate, outer, "a rate")
        prove_sign(rate, ">", entry.get("exponent", _STRUCTURE), outer)
        if bounded or not finite:
            raise Rejected("an exponential comparison is for finite integrals up to infinity")
        return mul(scale, call("exp", neg(mul(rate, y))))
    p = data.tree(data.field(entry, "power"), near.parameters)
    check_defined(p, outer, "an exponent")
    margin = sub(p, ONE) if bounded != finite else sub(ONE, p)  # at a finite end powers below 1 converge, at infinity those above
    prove_sign(margin, ">" if finite else ">=", entry.get("exponent", _STRUCTURE), outer)
    other = mul(scale, power(y, neg(p)))
    check_defined(other, near, "a comparison")
    return other


def _limit(line: Line, at: Expression | None, y: Expression, near: Setting, bounded: bool, entry: dict[str, Any]) -> Expression:
    """The limit of c at the end."""
    if entry.get("limit") is None:
        if at is None:
            raise Rejected("the limit at an infinite end is not stated")
        z = sym(line.name)
        closed = line.frame.alone(tuple((e, ">=" if e == y else op) for e, op in near.facts), variables=(line.name,))
        check_continuous(line.core, closed)
        return line.core.substitute({z.args[0]: at})
    stated = data.field(entry["limit"], "value")
    value = data.tree(stated, near.parameters)
    check_defined(value, line.frame, "a limit")
    vanishing(sub(value, line.core), y, near, line.frame, bounded, data.field(entry["limit"], "distance"))
    return value


def vanishing(gap: Expression, y: Expression, near: Setting, frame: Setting, bounded: bool, distance: dict[str, Any]) -> None:
    """Accept that `gap` tends to 0 at the end: its absolute value stays below a power or an exponential that does."""
    if distance.get("rate") is None:
        p = data.tree(data.field(distance, "power"), near.parameters)
        check_defined(p, frame, "an exponent")
        prove_sign(neg(p) if bounded else p, ">", distance.get("vanishing", _STRUCTURE), frame)
        scale = data.tree(data.field(distance, "scale"), near.parameters)
        check_defined(scale, frame, "a scale")
        bound = mul(scale, power(y, neg(p)))
        check_defined(bound, near, "a comparison")
    else:
        bound = _comparison(y, near, frame, bounded, distance, True)
    prove_sign(sub(bound, gap), ">=", distance.get("above", _STRUCTURE), near)
    prove_sign(bound + gap, ">=", distance.get("below", _STRUCTURE), near)
