"""Sign rules along one variable x: `tangent` (convex functions) and `monotone`.

Both argue on a whole interval of x while every other symbol stays fixed.  So their setting keeps only facts that do not
mention x, and the interval that the facts affine in x alone give; facts that tie x to other symbols hold at the point in
question but perhaps not along the way, and what is `given` there likewise.  The function is shown to be smooth (or
continuous) on the interval it is used on, from those facts alone.

Main definitions: `tangent`, `monotone`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mirrorsym.expression import Expression, mul, num, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.intervals import Interval
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.points import constant_sign
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.structure import affine_in, check_defined, range_of

__all__ = ["monotone", "tangent"]


def _frame(proof: dict[str, Any], setting: Setting) -> tuple[str, Setting, Interval]:
    """The variable, the facts without it, and its interval."""
    x = data.text(data.field(proof, "variable"), "the variable")
    if x not in setting.names:
        raise Rejected(f"there is no variable {x[:40]!r}")
    if x in setting.integers:  # what is known of it holds at whole numbers only, not along the way between them
        raise Rejected(f"the symbol {x[:40]!r} takes whole values only, so nothing can be argued along it")
    rest = tuple(f for f in setting.facts if x not in f[0].names)
    where = range_of(x, tuple(f for f in setting.facts if affine_in(f[0]) and f[1] != "!="))
    if where.empty:
        raise Rejected("the facts leave no value for the variable")
    return x, setting.alone(rest), where


def _on(x: str, frame: Setting, where: Interval) -> Setting:
    """The setting in which x runs through an interval."""
    for end, is_open, side in ((where.lo, where.lo_open, 1), (where.hi, where.hi_open, -1)):
        if end is not None:
            frame = frame.assume(mul(num(side), sub(sym(x), num(end))), ">" if is_open else ">=")
    return frame


def tangent(e: Expression, op: str, proof: dict[str, Any], setting: Setting) -> None:
    """e'' >= 0 on the interval I, e'(c) = 0 and e(c) >= 0 give e >= e(c) >= 0; with e'' > 0, e > e(c) off c.

    At the lower end of I e'(c) >= 0 is enough, at the upper end e'(c) <= 0.
    c lies in the closure of I, e is smooth on I with c added, and x != c when c is an end that I does not hold or
    when a fact says so.  Taylor: e(x) = e(c) + e'(c)(x - c) + e''(xi) (x - c)**2/2 with xi strictly between c and x.
    """
    from mirrorsym.recheck.sign import prove_sign
    from mirrorsym.recheck.smooth import prove_smooth
    from mirrorsym.recheck.zero import prove_zero

    op = ">" if op == "!=" else op
    x, frame, where = _frame(proof, setting)
    c = data.tree(data.field(proof, "point"), ())
    check_defined(c, frame.alone(()), "the point")
    closed, away = _with_point(x, where, c, setting)
    prove_smooth([e], proof.get("guards", []), _on(x, frame, closed))
    slope = derivative(e, x, setting.budget)
    inner = _on(x, frame, Interval(where.lo, where.hi))
    curve = derivative(slope, x, setting.budget)
    strict = False
    if op != ">=" and away:
        try:
            prove_sign(curve, ">", data.field(proof, "convex"), inner)
            strict = True
        except Rejected:
            pass
    if not strict:
        prove_sign(curve, ">=", data.field(proof, "convex"), inner)
    steep = slope.substitute({x: c})
    side = _end_side(where, c, setting)
    if proof.get("slope_sign") is not None and side:
        prove_sign(mul(num(side), steep), ">=", proof["slope_sign"], frame)
    else:
        prove_zero(steep, proof.get("slope"), frame)
    _value_at(e.substitute({x: c}), ">=" if strict else op, proof.get("value"), frame)


def _value_at(value: Expression, op: str, proof: Any, frame: Setting) -> None:
    """The value at c is 0 (by ZERO, enough for >=) or has the sign (by SIGN)."""
    from mirrorsym.recheck.sign import prove_sign
    from mirrorsym.recheck.zero import prove_zero

    if op == ">=":
        try:
            prove_zero(value, proof, frame)
            return
        except Rejected:
            pass
    prove_sign(value, op, proof if proof is not None else {"rule": "structure"}, frame)


def _end_side(where: Interval, c: Expression, setting: Setting) -> int:
    """1 if c is the lower end of the interval, -1 if it is the upper end, else 0."""
    for end, side in ((where.lo, 1), (where.hi, -1)):
        if end is not None and constant_sign(sub(c, num(end)), setting) == 0:
            return side
    return 0


def _with_point(x: str, where: Interval, c: Expression, setting: Setting) -> tuple[Interval, bool]:
    """I with c added, and whether x != c is known."""
    excluded = any(op == "!=" and affine_in(e) and x in e.names and
                   constant_sign(e.substitute({x: c}), setting) == 0 for e, op in setting.facts)
    lo, hi = where, where
    if where.lo is not None:
        side = constant_sign(sub(c, num(where.lo)), setting)
        if side is None or side < 0:
            raise Rejected("the point of the tangent lies outside the interval's closure")
        if side == 0:
            return replace(lo, lo_open=False), where.lo_open or excluded
    if where.hi is not None:
        side = constant_sign(sub(c, num(where.hi)), setting)
        if side is None or side > 0:
            raise Rejected("the point of the tangent lies outside the interval's closure")
        if side == 0:
            return replace(hi, hi_open=False), where.hi_open or excluded
    return where, excluded


def monotone(e: Expression, op: str, proof: dict[str, Any], setting: Setting) -> None:
    """direction * e' >= 0 between c and every x of the interval I, c at or beyond the end where e is least.

    e is continuous on [c, x] and smooth inside, so e(x) >= e(c); e(x) > e(c) if the slope is strict and x != c.
    """
    from mirrorsym.recheck.sign import prove_sign
    from mirrorsym.recheck.smooth import check_continuous, prove_smooth

    op = ">" if op == "!=" else op
    x, frame, where = _frame(proof, setting)
    direction = data.whole(data.field(proof, "direction"), "the direction", 1)
    if direction not in (1, -1):
        raise Rejected("the direction is neither 1 nor -1")
    c = data.rational(_constant(data.field(proof, "from")), "the end")
    end, is_open = (where.lo, where.lo_open) if direction == 1 else (where.hi, where.hi_open)
    if end is None or (end - c) * direction < 0:
        raise Rejected("the end of the rule monotone lies inside the interval")
    away = end != c or is_open
    span = Interval(c, where.hi) if direction == 1 else Interval(where.lo, c)
    closed = Interval(c, where.hi, False, where.hi_open) if direction == 1 else Interval(where.lo, c, where.lo_open, False)
    check_continuous(e, _on(x, frame, closed))
    ends = (True, where.hi_open) if direction == 1 else (where.lo_open, True)
    inner = _on(x, frame, Interval(span.lo, span.hi, *ends))
    prove_smooth([e], proof.get("guards", []), inner)
    slope = mul(num(direction), derivative(e, x, setting.budget))
    strict = False
    if op != ">=" and away:
        try:
            prove_sign(slope, ">", data.field(proof, "slope"), inner)
            strict = True
        except Rejected:
            pass
    if not strict:
        prove_sign(slope, ">=", data.field(proof, "slope"), inner)
    _value_at(e.substitute({x: num(c)}), ">=" if strict else op, proof.get("value"), frame)


def _constant(value: Any) -> Any:
    """A rational number, as text or as a tree ["num", "1/2"]."""
    if isinstance(value, list):
        e = data.tree(value, ())
        if e.op != "num":
            raise Rejected("the end is no rational number")
        return str(e.args[0])
    return value


