"""The criteria `complete_flows` and `complete_flows_of_g`, FAILS: a flow line that leaves M, or two flows that cannot be exchanged.

* crosses: at a boundary point Q of M one condition c is 0 and the others hold, everything is analytic near Q, and
  the derivative of c along the
  field is not 0 there.  On one side of Q the flow line through Q lies in M; it ends at Q, in finite time and at finite norm.
* leaves: in a frame, one coordinate comes to a finite end of its values in M before a stated time, while the others
  stay in bounded intervals.  So
  the flow line ends at a finite time without going to infinity.
* order: in a frame, the flow of j from a point is gone by a time; the flow of i from the same point exists for another time and
  ends in a box from every point of which the flow of j survives the first time.  So j after i is defined there and i after j is not.

Frames.  With w = origin + sum r_k*direction_k, the field equals sum p_k(r_k)*direction_k at every point of M that has this form, and the
directions are orthogonal, so independent.  Where p_k is smooth the equations r_k' = p_k(r_k) have solutions; these give flow lines of
the field, and as flow lines are unique (the field is smooth on M) a flow line that starts in the frame stays in it while it is in M.

Clocks.  While p moves r to one side, a function T with T'*p >= 1 has T(r(t)) >= T(r(0)) + t; if T <= bound, r cannot exist beyond the
time bound - T(r(0)).  With T'*p <= 1 the value T(r(0)) + t is not exceeded, so r has not come to a number where T is greater.  Solutions
that start behind another one stay behind it.

With copies the counterexample stands in one of them; the others start at the same point, or, for `order`, where their flow lines exist as
long as they are needed (the point itself, or the one that the move ends in).

Main definitions: `crosses`, `leaves`, `order`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from mirrorsym.expression import ONE, Expression, add, mul, neg, num, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.points import analytic_at, constant_sign, holds_at, nonzero_at, point_in, read_point
from mirrorsym.recheck.setting import Fact, Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.smooth import prove_smooth
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero
from mirrorsym.wording import brief

__all__ = ["crosses", "leaves", "order"]

Functions = Mapping[str, Expression]


def _function(value: Any, functions: Functions) -> str:
    name = data.text(value, "a function")
    if name not in functions:
        raise Rejected(f"there is no function {name[:40]!r}")
    return name


def crosses(certificate: dict[str, Any], functions: Functions, setting: Setting) -> None:
    """Accept that a flow line crosses the boundary of M."""
    f = functions[_function(data.field(certificate, "function"), functions)]
    i = data.index(data.field(certificate, "condition"), len(setting.facts), "condition")
    c, op = setting.facts[i]
    if op not in (">", "!=") or not c.names & set(setting.variables):
        raise Rejected("what is crossed is no condition on variables")
    point = read_point(data.field(certificate, "boundary"), (*setting.variables, *setting.parameters), setting)
    for name in setting.integers:
        v = point.values[name]
        if v.op != "num" or v.args[0].denominator != 1:
            raise Rejected(f"the value of {name!r} is not an integer")
    analytic_at(point, f, c)
    for j, (e, known) in enumerate(setting.facts):
        if j != i and not holds_at(point, e, known):
            raise Rejected(f"at the boundary point {brief(e)} {known} 0 is not shown")
        if j != i and e.names & set(setting.variables):
            analytic_at(point, e)
    nowhere = replace(setting, variables=(), parameters=(), facts=(), given=(), integers=frozenset())
    prove_zero(point.put(c), certificate.get("zero"), nowhere)
    change = add(*(mul(derivative(c, k, setting.budget), derivative(f, k, setting.budget)) for k in setting.variables))
    nonzero_at(point, change)


# -- frames ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Frame:
    names: tuple[str, ...]
    speeds: dict[str, list[Expression]]
    facts: tuple[Fact, ...]
    setting: Setting
    start: dict[str, Fraction]

    def speed(self, f: str, axis: str, direction: int) -> Expression:
        """p of the field, or of its negative."""
        p = self.speeds[f][self.names.index(axis)]
        return p if direction > 0 else neg(p)

    def stretch(self, name: str, low: Fraction | None, high: Fraction | None, open_low: bool = False, open_high: bool = False) -> Setting:
        """One symbol between two ends, the low one first."""
        facts: list[Fact] = []
        if low is not None:
            facts.append((sub(sym(name), num(low)), ">" if open_low else ">="))
        if high is not None:
            facts.append((sub(num(high), sym(name)), ">" if open_high else ">="))
        return Setting((name,), (), tuple(facts), self.setting.budget, depth=self.setting.depth)

    def box(self, sides: Mapping[str, tuple[Fraction, Fraction]], proofs: Any) -> None:
        """Accept that every point with coordinates in these closed intervals lies in M."""
        facts = tuple(f for n in self.names for f in ((sub(sym(n), num(sides[n][0])), ">="), (sub(num(sides[n][1]), sym(n)), ">=")))
        inside = Setting(self.names, (), facts, self.setting.budget, depth=self.setting.depth)
        entries = data.items(proofs, "the proofs of lying in M")
        if len(entries) != len(self.facts):
            raise Rejected("a box needs a proof for every condition of M")
        for (e, op), proof in zip(self.facts, entries, strict=True):
            check_defined(e, inside, "a condition of M")
            prove_sign(e, op, proof, inside)


def _frame(certificate: dict[str, Any], used: set[str], functions: Functions, setting: Setting) -> _Frame:
    """The frame, shown to fit the gradients of the functions `used`, and the starting point in it."""
    prove_smooth([functions[f] for f in sorted(used)], certificate.get("guards", []), setting)
    point = point_in(data.field(certificate, "point"), setting)
    entry = data.record(data.field(certificate, "frame"), "the frame")
    names = tuple(data.text(n, "a coordinate") for n in data.items(data.field(entry, "coordinates"), "the coordinates", 100))
    if not names or len(set(names)) != len(names) or set(names) & setting.names or not all(n.isidentifier() for n in names):
        raise Rejected("the coordinates are not new different names")
    origin = _vector(data.field(entry, "origin"), setting, whole=True)
    directions = [_vector(d, setting) for d in data.items(data.field(entry, "directions"), "the directions", 100)]
    if len(directions) != len(names):
        raise Rejected("there is not one direction per coordinate")
    for a, d in enumerate(directions):
        if not any(d.values()) or any(sum(q * other.get(v, 0) for v, q in d.items()) for other in directions[:a]):
            raise Rejected("the directions are not orthogonal")
    put = {v: add(num(origin[v]), *(mul(num(d[v]), sym(n)) for n, d in zip(names, directions, strict=True) if d.get(v)))
           for v in setting.variables}
    put.update({n: point.values[n] for n in setting.parameters})
    facts = tuple((e.substitute(put), op) for e, op in setting.facts)
    here = Setting(names, (), facts, setting.budget, depth=setting.depth)
    start = {n: data.rational(q, "a coordinate") for n, q in data.record(data.field(certificate, "start"), "the start").items()}
    if set(start) != set(names):
        raise Rejected("the start does not give a value to every coordinate and to nothing else")
    for v in setting.variables:
        at = origin[v] + sum(d.get(v, Fraction(0)) * start[n] for n, d in zip(names, directions, strict=True))
        if point.values[v] != num(at):
            raise Rejected("the point does not have the coordinates of the start")
    frame = _Frame(names, {}, facts, here, start)
    for f in sorted(used):
        _speeds(f, functions[f], entry, put, directions, frame, setting)
    trees = [p for ps in frame.speeds.values() for p in ps]
    prove_smooth(trees, entry.get("guards", []), here)
    return frame


def _vector(value: Any, setting: Setting, whole: bool = False) -> dict[str, Fraction]:
    found = {v: data.rational(q, "an entry of a vector") for v, q in data.record(value, "a vector").items()}
    if not set(found) <= set(setting.variables) or (whole and set(found) != set(setting.variables)):
        raise Rejected("a vector does not fit the variables")
    return found


def _speeds(f: str, e: Expression, entry: dict[str, Any], put: dict[str, Expression], directions: list[dict[str, Fraction]],
            frame: _Frame, setting: Setting) -> None:
    """grad f = sum p_k(r_k)*direction_k in the frame."""
    given = data.items(data.field(data.record(data.field(entry, "speeds"), "the speeds"), f), "the speeds of a function", 100)
    if len(given) != len(frame.names):
        raise Rejected("there is not one speed per coordinate")
    own = [data.tree(p, (n,)) for p, n in zip(given, frame.names, strict=True)]
    zeros = data.record(data.record(entry.get("zeros", {}), "the zeros").get(f, {}), "the zeros of a function")
    for v in setting.variables:
        d = derivative(e, v, setting.budget).substitute(put)
        gap = sub(d, add(*(mul(num(x[v]), p) for x, p in zip(directions, own, strict=True) if x.get(v))))
        prove_zero(gap, zeros.get(v), frame.setting.grant(d))
    frame.speeds[f] = own


# -- clocks ---------------------------------------------------------------------------------------------------
def _side(value: Any) -> int:
    side = data.whole(value, "a side", 1)
    if side not in (1, -1):
        raise Rejected("a side or direction is neither 1 nor -1")
    return side


def _clock(entry: Any, name: str, setting: Setting) -> Expression:
    """A function of one coordinate, smooth on the setting's interval."""
    t = data.tree(data.field(entry, "clock"), (name,))
    prove_smooth([t], entry.get("guards", []), setting)
    return t


def _pace(t: Expression, p: Expression, name: str, proof: Any, setting: Setting, fast: bool) -> None:
    """T'*p >= 1 (fast) or T'*p <= 1; a proof of T'*p = 1 serves for both."""
    excess = sub(mul(derivative(t, name, setting.budget), p), ONE)
    entry = data.record(proof, "the proof about a clock")
    if entry.get("rule") == "exact":
        prove_zero(excess, entry.get("zero"), setting)
    else:
        prove_sign(excess if fast else neg(excess), ">=", entry, setting)


def _between(t: Expression, name: str, a: Fraction, b: Fraction, time: Fraction, setting: Setting) -> int | None:
    """The sign of T(b) - T(a) - time."""
    gap = sub(sub(t.substitute({name: num(b)}), t.substitute({name: num(a)})), num(time))
    return constant_sign(gap, setting)


def _gone(entry: Any, frame: _Frame, p: Expression, name: str, time: Fraction) -> Fraction | None:
    """Accept that the coordinate cannot exist in M up to `time`; the finite end that it moves to, or None."""
    side, start = _side(data.field(entry, "side")), frame.start[name]
    stated = data.field(entry, "end")
    end = None if stated is None else data.rational(stated, "the end")
    if end is not None:
        if side * (end - start) <= 0:
            raise Rejected("the end is behind the start")
        prove_sign(mul(num(side), sub(num(end), sym(name))), ">", data.field(entry, "edge"), frame.setting)
    way = frame.stretch(name, start, end, open_high=True) if side > 0 else frame.stretch(name, end, start, open_low=True)
    t = _clock(entry, name, way)
    bound = data.rational(data.field(entry, "bound"), "the bound")
    prove_sign(mul(num(side), p), ">", data.field(entry, "sense"), way)
    _pace(t, p, name, data.field(entry, "fast"), way, fast=True)
    prove_sign(sub(num(bound), t), ">=", data.field(entry, "below"), way)
    left = sub(num(bound - time), t.substitute({name: num(start)}))
    if constant_sign(left, way) not in (0, -1):
        raise Rejected("the clock does not show that the time is enough")
    return end


def _run(entry: Any, frame: _Frame, p: Expression, name: str, ahead: Fraction, behind: Fraction, time: Fraction, moved: bool = False
         ) -> tuple[Fraction, Fraction]:
    """Accept that solutions from [behind, ahead] stay between `behind` and a front up to `time`; where the one from `ahead` is then."""
    rule = data.field(entry, "rule")
    if rule == "rest":
        if not vanishes(p, (name,), frame.setting.budget):
            raise Rejected(f"the coordinate {name!r} does not rest")
        return ahead, ahead
    if rule != "clock":
        raise Rejected(f"there is no rule {str(rule)[:40]!r} for a coordinate")
    side, front = _side(data.field(entry, "side")), data.rational(data.field(entry, "front"), "the front")
    if side * (front - ahead) <= 0 or side * (ahead - behind) < 0:
        raise Rejected("the front is not ahead of the start")
    whole = frame.stretch(name, min(behind, front), max(behind, front))
    way = frame.stretch(name, min(ahead, front), max(ahead, front))
    prove_sign(mul(num(side), p), ">", data.field(entry, "sense"), whole)
    slow = data.record(data.field(entry, "slow"), "the slow clock")
    t = _clock(slow, name, way)
    _pace(t, p, name, data.field(slow, "proof"), way, fast=False)
    if _between(t, name, ahead, front, time, way) != 1:
        raise Rejected("the clock does not show that the front is not reached")
    if not moved or entry.get("reached") is None:
        return ahead, front
    reached = data.rational(entry["reached"], "the number reached")
    if side * (reached - ahead) < 0 or side * (front - reached) <= 0:
        raise Rejected("the number reached is not between start and front")
    fast = data.record(data.field(entry, "fast"), "the fast clock")
    t = _clock(fast, name, way)
    _pace(t, p, name, data.field(fast, "proof"), way, fast=True)
    if _between(t, name, ahead, reached, time, way) not in (0, -1):
        raise Rejected("the clock does not show that the number is reached")
    return reached, front


def _time(value: Any) -> Fraction:
    time = data.rational(value, "a time")
    if time <= 0:
        raise Rejected("a time is not positive")
    return time


# -- the certificates -------------------------------------------------------------------------------------------
def leaves(certificate: dict[str, Any], functions: Functions, setting: Setting) -> None:
    """Accept that a flow line ends at a finite time and stays bounded."""
    f = _function(data.field(certificate, "function"), functions)
    frame = _frame(certificate, {f}, functions, setting)
    direction, time = _side(data.field(certificate, "direction")), _time(data.field(certificate, "time"))
    axis = frame.names[data.index(data.field(certificate, "axis"), len(frame.names), "axis")]
    others = data.record(data.field(certificate, "others"), "the other coordinates")
    if _gone(data.field(certificate, "exit"), frame, frame.speed(f, axis, direction), axis, time) is None:
        raise Rejected("the coordinate may go to infinity")
    for n in frame.names:
        if n != axis:
            _run(data.field(others, n), frame, frame.speed(f, n, direction), n, frame.start[n], frame.start[n], time)


def order(certificate: dict[str, Any], functions: Functions, setting: Setting) -> None:
    """Accept that one order of two flows is defined and the other one is not."""
    pair = [_function(k, functions) for k in data.items(data.field(certificate, "functions"), "the functions", 2)]
    if len(set(pair)) != 2:
        raise Rejected("two different functions are needed")
    i, j = pair
    frame = _frame(certificate, {i, j}, functions, setting)
    lost, moved, kept = (data.record(data.field(certificate, k), f"the part {k}") for k in ("lost", "moved", "kept"))
    direction, time = _side(data.field(lost, "direction")), _time(data.field(lost, "time"))
    axis = frame.names[data.index(data.field(lost, "axis"), len(frame.names), "axis")]
    _gone(data.field(lost, "exit"), frame, frame.speed(j, axis, direction), axis, time)

    turn, pause = _side(data.field(moved, "direction")), _time(data.field(moved, "time"))
    axes = data.record(data.field(moved, "axes"), "the axes")
    first, between = {}, {}
    for n in frame.names:
        start = frame.start[n]
        near, front = _run(data.field(axes, n), frame, frame.speed(i, n, turn), n, start, start, pause, moved=True)
        first[n] = (min(start, front), max(start, front))
        between[n] = (min(near, front), max(near, front))
    frame.box(first, data.field(moved, "inside"))

    axes = data.record(data.field(kept, "axes"), "the axes")
    second = {}
    for n in frame.names:
        low, high = between[n]
        entry = data.record(data.field(axes, n), "an axis")
        ahead, behind = (high, low) if entry.get("side") != -1 else (low, high)
        _, front = _run(entry, frame, frame.speed(j, n, direction), n, ahead, behind, time)
        second[n] = (min(low, front), max(high, front))
    frame.box(second, data.field(kept, "inside"))
