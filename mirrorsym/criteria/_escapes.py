"""Gradient flows that do not behave: exact counterexamples to the two parts of lwla's Assumption 3.5.

* crosses: at a boundary point of M where a condition c vanishes, the others hold and everything is analytic, the derivative of c along the
  flow is not zero.  So the flow line through that point is inside M on one side of it: it leaves M at finite norm in finite time.
* leaves: in a frame (`calculus.frames`) one coordinate comes to a finite end of its interval in finite time, while the others stay bounded.
* order: in a frame, the flow of one function from a point is gone by a time t; after moving along the flow of another
  function, it survives t.  So one order of the two flows is defined and the other one is not.

Main definition: `refute`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain, islice, product
from typing import Any

from mirrorsym.calculus import invariance
from mirrorsym.calculus.enclosure import Undefined, Unsettled, sign_at
from mirrorsym.calculus.frames import Frame, candidates
from mirrorsym.calculus.guards import guards as guards_of
from mirrorsym.calculus.region import Interval, Region, affine, as_expressions, interval_of, is_inside, samples
from mirrorsym.calculus.roots import common_zero
from mirrorsym.calculus.runs import End, Line, Reach, bounds, ends, reach, simplest, speed_sign
from mirrorsym.calculus.sign import prove as prove_sign
from mirrorsym.calculus.zero import is_zero_at
from mirrorsym.certificate import Certificate
from mirrorsym.criteria._problem import Problem
from mirrorsym.expression import ONE, ZERO, Expression, mul, num, sub, sym
from mirrorsym.verdict import Status, Verdict

__all__ = ["refute"]

Fields = dict[str, dict[str, Expression]]
MAX_STARTS = 40
MAX_OTHERS = 24


def refute(about: str, fields: Fields, leaving: list[str], exchanged: list[tuple[str, str]], problem: Problem,
           guards: list[dict[str, Any]], source: str) -> Verdict | None:
    """A FAILS of one of the open parts, or None when no counterexample was found."""
    region = problem.region
    for f in leaving:
        found = _crosses(f, fields[f], problem)
        if found is not None:
            return Verdict(Status.FAILS, about, found[0], (found[1],), source=source)
    for f in leaving:
        for values in _parameter_values(region):
            got = _leaves(f, fields[f], values, region)
            if got is not None:
                why, data = got
                return _verdict(about, "leaves", why, {**data, "guards": guards}, source, region.parameters)
    for f, q in exchanged:
        for values in _parameter_values(region):
            for i, j in ((f, q), (q, f)):
                got = _order(i, j, {k: fields[k] for k in (i, j)}, values, region)
                if got is not None:
                    why, data = got
                    return _verdict(about, "order", why, {**data, "guards": guards}, source, region.parameters)
    return None


def _verdict(about: str, kind: str, why: str, data: dict[str, Any], source: str, parameters: tuple[str, ...]) -> Verdict:
    from mirrorsym.expression import from_json

    witness = {n: from_json(v) for n, v in data["point"].items()}
    given = "".join(f"for {n} = {witness[n]}, " for n in parameters)
    return Verdict(Status.FAILS, about, given + why, (Certificate.of(kind, **data),), witness=witness, source=source)


def _name(f: str) -> str:
    return "h" if f == "h" else f"g[{f}]"


def _span(time: Fraction, direction: int) -> str:
    return f"time {time}" + (" backward" if direction < 0 else "")


def _parameter_values(region: Region) -> list[dict[str, Fraction]]:
    """A few admissible values of the parameters, [{}] when there are none."""
    if not region.parameters:
        return [{}]
    found: list[dict[str, Fraction]] = []
    for p in samples(region, 8):
        values = {n: p[n] for n in region.parameters}
        if values not in found:
            found.append(values)
    return found[:4]


# -- crossing the boundary ----------------------------------------------------------------------------------
def _crosses(f: str, field: dict[str, Expression], problem: Problem) -> tuple[str, Certificate] | None:
    region = problem.region
    tree = dict(problem.functions())[f]
    for i in range(len(problem.pair.M.conditions)):
        c, _ = region.facts[i]
        change = invariance.along(field, c)
        if not c.names & set(region.variables) or change == ZERO:
            continue
        facts = tuple((ONE, ">") if k == i else fact for k, fact in enumerate(region.facts))
        beside = replace(region, facts=facts).assume(change, "!=")
        point = _boundary_point(c, change, beside, region)
        if point is None:
            continue
        ties = [e for e, _ in region.facts if e.names & set(region.variables)]
        if all(_analytic(e, point) for e in (problem.joint[tree], *ties)):
            shown = ", ".join(f"{n} = {v}" for n, v in point.items())
            cert = Certificate.of("crosses", function=f, condition=i, zero=is_zero_at(c, point),
                                  boundary={n: v.to_json() for n, v in point.items()})
            return f"the gradient flow of {_name(f)} crosses the boundary of M at {shown}", cert
    return None


def _boundary_point(c: Expression, change: Expression, beside: Region, region: Region) -> dict[str, Expression] | None:
    """A point where c vanishes, its derivative along the flow does not, and everything else holds.

    Where c bounds a single variable, points of M are moved to the boundary; if the derivative is undefined there, nothing else is tried.
    """
    parts = affine(c)
    if parts is not None and len(parts[0]) == 1:
        (name, slope), = parts[0].items()
        defined = False
        for p in samples(region, 6):
            moved = as_expressions({**p, name: -parts[1] / slope})
            try:
                sign_at(change, moved, 256)
            except Undefined:
                continue
            defined = True
            if is_inside(beside, moved):
                return moved
        if not defined:
            return None
    return common_zero([c], beside)


def _analytic(e: Expression, point: dict[str, Expression]) -> bool:
    """Whether every guard holds strictly at the point."""
    try:
        return all(sign_at(g.of, point, 1024) in {">": (1,), ">=": (1,), "!=": (1, -1)}[g.op] for g in guards_of(e))
    except (Undefined, Unsettled):
        return False


# -- in a frame ---------------------------------------------------------------------------------------------
def _frames(fields: Fields, values: dict[str, Fraction], region: Region) -> Iterator[Frame]:
    put = as_expressions(values)
    fixed = {f: {v: x.substitute(put) for v, x in field.items()} for f, field in fields.items()}
    yield from candidates(fixed, region.substitute(put))


def _line(frame: Frame, f: str, k: int, direction: int) -> Line:
    box = interval_of(frame.region, frame.names[k])
    p = frame.speeds[f][k]
    return Line(frame.names[k], p if direction > 0 else mul(num(-1), p), box.low, box.high)


def _menu(box: Interval) -> list[Fraction]:
    """Simple numbers inside an interval, spread over it."""
    steps = [Fraction(q) for q in ("1", "1/2", "2", "1/4", "4", "1/8", "8")]
    if box.low is not None and box.high is not None:
        found = [box.low + (box.high - box.low) * q for q in map(Fraction, ("1/2", "1/4", "3/4", "1/8", "7/8", "1/32", "31/32"))]
    elif box.low is not None:
        found = [box.low + q for q in steps]
    elif box.high is not None:
        found = [box.high - q for q in steps]
    else:
        found = [s * q for q in (*steps[:3], Fraction(3), Fraction(8)) for s in (1, -1)]
    return [q for q in found if q in box]


def _others(frame: Frame, k: int, f: str, direction: int, first: Fraction) -> Iterator[dict[str, Fraction]]:
    """Starting points with coordinate k given: the others at simple values, then where the flow of f has the longest way to go."""
    menus, plain, behind = [], [], []
    for m, name in enumerate(frame.names):
        menu = [first] if m == k else _menu(interval_of(frame.region, name))
        side = speed_sign(_line(frame, f, m, direction), menu[0]) or 0 if menu else 0
        menus.append(menu)
        plain.append(menu[:1])
        behind.append(sorted(menu, key=lambda q, side=side: side * q)[:1])  # type: ignore[misc]
    seen = []
    for choice in islice(chain(product(*plain), product(*behind), product(*menus)), MAX_OTHERS + 2):
        start = dict(zip(frame.names, choice, strict=True))
        if start not in seen and is_inside(frame.region, start):
            seen.append(start)
            yield start


def _full(frame: Frame, start: dict[str, Fraction], values: dict[str, Fraction]) -> dict[str, Any]:
    return {n: num(q).to_json() for n, q in {**frame.point(start), **values}.items()}


def _basics(frame: Frame, start: dict[str, Fraction], values: dict[str, Fraction]) -> dict[str, Any]:
    return {"frame": frame.to_json(), "start": {n: str(q) for n, q in start.items()}, "point": _full(frame, start, values)}


def _ended(line: Line, at: Fraction, frame: Frame, k: int) -> End | None:
    """`ends`, with the proof that a finite end is an end for M as well."""
    gone = ends(line, at)
    if gone is None or gone.data["end"] is None:
        return gone
    side, end = gone.data["side"], Fraction(gone.data["end"])
    edge = prove_sign(mul(num(side), sub(num(end), sym(frame.names[k]))), ">", frame.region, 1)
    return None if edge is None else End(gone.time, {**gone.data, "edge": edge})


def _leaves(f: str, field: dict[str, Expression], values: dict[str, Fraction], region: Region) -> tuple[str, dict[str, Any]] | None:
    for frame in _frames({f: field}, values, region):
        for direction, k in product((1, -1), range(len(frame.names))):
            line = _line(frame, f, k, direction)
            if line.p == ZERO:
                continue
            for first in _menu(interval_of(frame.region, line.name))[:MAX_STARTS]:
                side = speed_sign(line, first)
                if not side or (line.high if side > 0 else line.low) is None:
                    continue
                gone = _ended(line, first, frame, k)
                if gone is None:
                    continue
                for start in _others(frame, k, f, direction, first):
                    rest = _bounded(frame, f, k, direction, start, gone.time)
                    if rest is not None:
                        data = {"function": f, "direction": direction, "time": str(gone.time), "axis": k, "exit": gone.data,
                                "others": rest, **_basics(frame, start, values)}
                        when = _span(gone.time, direction)
                        why = f"the gradient flow of {_name(f)} from this point leaves M at finite norm within {when}"
                        return why, data
    return None


def _bounded(frame: Frame, f: str, k: int, direction: int, start: dict[str, Fraction], time: Fraction) -> dict[str, Any] | None:
    out = {}
    for m, name in enumerate(frame.names):
        if m != k:
            found = reach(_line(frame, f, m, direction), start[name], start[name], time)
            if found is None:
                return None
            out[name] = found.data
    return out


def _order(i: str, j: str, fields: Fields, values: dict[str, Fraction], region: Region) -> tuple[str, dict[str, Any]] | None:
    """The flow of j is gone by a time that it survives after a move along i."""
    for frame in _frames(fields, values, region):
        ended: list[tuple[int, int, Fraction, End]] = []
        for k, direction in product(range(len(frame.names)), (1, -1)):
            line = _line(frame, j, k, direction)
            if line.p == ZERO or frame.speeds[i][k] == ZERO:
                continue
            for first in _menu(interval_of(frame.region, line.name)):
                gone = _ended(line, first, frame, k)
                if gone is not None:
                    ended.append((k, direction, first, gone))
                    found = _survives(frame, i, j, k, direction, first, gone, values, 2)
                    if found is not None:
                        return found
        for k, direction, first, gone in ended:
            found = _survives(frame, i, j, k, direction, first, gone, values, MAX_OTHERS)
            if found is not None:
                return found
    return None


def _survives(frame: Frame, i: str, j: str, k: int, direction: int, first: Fraction, gone: End, values: dict[str, Fraction],
              limit: int) -> tuple[str, dict[str, Any]] | None:
    """A start with coordinate k at `first`, and a move along i, after which j does not end by the time at which it is gone without."""
    side = gone.data["side"]
    pace = speed_sign(_line(frame, i, k, 1), first)
    if not pace:
        return None
    turn = -side * pace
    box = interval_of(frame.region, frame.names[k])
    back = box.low if side > 0 else box.high
    for step in ([abs(first - back) * q for q in (Fraction(1, 2), Fraction(1, 8), Fraction(3, 4))] if back is not None
                 else [Fraction(1), Fraction(1, 4), Fraction(4)]):
        away = _line(frame, i, k, turn)
        time = _time_to(away, first, first - side * step)
        if time is None:
            continue
        for start in islice(_others(frame, k, j, direction, first), limit):
            moved = _moved(frame, i, turn, start, time, k)
            if moved is None:
                continue
            kept = _kept(frame, j, direction, moved, gone.time)
            inside = None if kept is None else _inside(frame, start, moved, kept)
            if kept is None or inside is None:
                continue
            data = {
                "functions": [i, j], **_basics(frame, start, values),
                "lost": {"direction": direction, "time": str(gone.time), "axis": k, "exit": gone.data},
                "moved": {"direction": turn, "time": str(time), "axes": {n: r.data for n, r in moved.items()}, "inside": inside[0]},
                "kept": {"axes": {n: r.data for n, r in kept.items()}, "inside": inside[1]}}
            why = (f"from this point the flow of {_name(j)} ends within {_span(gone.time, direction)}, and after the flow of "
                   f"{_name(i)} for {_span(time, turn)} it does not: only one order of the two is defined")
            return why, data
    return None


def _time_to(line: Line, start: Fraction, target: Fraction) -> Fraction | None:
    """A simple time close to the one that the solution needs from start to target."""
    from mirrorsym.calculus.clocks import clock
    from mirrorsym.calculus.runs import stretch

    t = clock(line.p, line.name, start, stretch(line.name, min(start, target), max(start, target)))
    if t is None:
        speeds = [bounds(line.p, line.name, q) for q in (start, (start + target) / 2, target)]
        known = [abs(v[0] + v[1]) / 2 for v in speeds if v is not None]
        guess = abs(target - start) / max(known) if known and max(known) > 0 else None
    else:
        a, b = bounds(t, line.name, start), bounds(t, line.name, target)
        guess = None if a is None or b is None else b[0] - a[0]
    return None if guess is None or guess <= 0 else simplest(guess * Fraction(7, 8), guess)


def _moved(frame: Frame, i: str, turn: int, start: dict[str, Fraction], time: Fraction, k: int) -> dict[str, Reach] | None:
    out = {}
    for m, name in enumerate(frame.names):
        found = reach(_line(frame, i, m, turn), start[name], start[name], time, moved=m == k)
        if found is None:
            return None
        out[name] = found
    return out


def _kept(frame: Frame, j: str, direction: int, moved: dict[str, Reach], time: Fraction) -> dict[str, Reach] | None:
    """The flow of j from everywhere in the box that the move ends in."""
    out = {}
    for m, name in enumerate(frame.names):
        line = _line(frame, j, m, direction)
        near, far = moved[name].reached, moved[name].front
        side = speed_sign(line, near) if line.p != ZERO else 0
        ahead, behind = (max(near, far), min(near, far)) if side == 1 else (min(near, far), max(near, far))
        found = reach(line, ahead, behind, time)
        if found is None:
            return None
        out[name] = found
    return out


def _inside(frame: Frame, start: dict[str, Fraction], moved: dict[str, Reach], kept: dict[str, Reach]
            ) -> tuple[list[Any], list[Any]] | None:
    """Proofs that both boxes lie in M."""
    first = {n: (min(start[n], r.front), max(start[n], r.front)) for n, r in moved.items()}
    second = {}
    for n, r in kept.items():
        values = (moved[n].reached, moved[n].front, r.front)
        second[n] = (min(values), max(values))
    out = []
    for box in (first, second):
        facts = tuple(f for n, (low, high) in box.items() for f in ((sub(sym(n), num(low)), ">="), (sub(num(high), sym(n)), ">=")))
        region = Region(frame.names, (), facts)
        proofs = [prove_sign(e, op, region, 1) for e, op in frame.region.facts if op != "="]
        if len(proofs) != len(frame.region.facts) or any(p is None for p in proofs):
            return None
        out.append(proofs)
    return out[0], out[1]


