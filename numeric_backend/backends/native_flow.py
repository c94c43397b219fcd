"""The method of Dormand and Prince of order 8 as one compiled loop: eight trajectories side by side, each with its own time and step.

A lane whose trajectory ends takes the next one of the batch, so that lanes do not wait for each other.  The steps are those of
`numeric_backend.flows.dop853`, to which the tests hold them; sums run in the same order for every trajectory, so that its bits do not
depend on the others, on its lane or on the thread.

Main definitions: `write`, `ARGUMENTS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numeric_backend.backends.machine import Code, native
from numeric_backend.backends.native_curve import attend, write_curve, write_dense
from numeric_backend.backends.native_places import ENDS, Places
from numeric_backend.backends.native_stages import write_ahead, write_stage
from numeric_backend.backends.vector_kernel import write_kernel
from numeric_backend.backends.vector_ops import WIDTH
from numeric_backend.flows.dop853 import PATIENCE, tables
from numeric_backend.flows.system import System
from numeric_backend.kernel import Kernel

__all__ = ["ARGUMENTS", "write"]

RUNS, SHORT, TIRED, GROWS, STUCK, EVENT = ENDS
#: the arguments of `through`, in order, and their kinds
ARGUMENTS = {
    "ys": "d*", "own": "d*", "shared": "d*", "ts": "d*", "hs": "d*", "errors": "d*", "steps": "d*", "rejected": "d*", "speeds": "d*",
    "marks": "d*", "values": "d*", "S": "d*", "status": "i*", "lane_of": "i*", "mark_of": "i*", "stop": "d", "tolerance": "d", "floor": "d",
    "largest": "d", "shortest": "d", "limit": "d", "first": "i", "end": "i", "count_marks": "i"}
#: what a lane keeps in S, and the array that it comes from and goes to
_CARRIED = (("T", "ts"), ("H", "hs"), ("ERR", "errors"), ("STEPS", "steps"), ("REJ", "rejected"))
_NEVER = 1e308


def write(module: Any, s: System) -> None:
    """Fill a module whose `through` steps trajectories first .. end of a batch to the time `stop`, or to their ends."""
    at = Places(s)
    field = _kernel(module, "field", s.field, s, at)
    events = None if s.events is None else _kernel(module, "events", s.events, s, at)
    stages = {k: write_stage(module, at, s.rows, k) for k in (*range(1, 12), 13, 14, 15)}
    made = {"field": field, "events": events, "stages": stages, "ahead": write_ahead(module, at, s.rows),
            "dense": write_dense(module, at, s.rows), "curve": write_curve(module, at, s.rows)}
    _through(module, s, at, made)


def _kernel(module: Any, name: str, kernel: Kernel, s: System, at: Places) -> Any:
    """(S, shared, t, y, out): a kernel of the vectors at y, written to out."""
    width = native()
    c = Code(module, name, ("d*", "d*", "v", "i", "i"), width=width)
    S, shared, times, y, out = c.arguments
    parts = WIDTH // width  # one register a value, one part after the other: values of several registers would not all have one

    for part in range(parts):
        index = c.ir.Constant(c.ir.VectorType(c.ir.IntType(32), width), list(range(part * width, (part + 1) * width)))
        t = c.b.shuffle_vector(times, times, index)

        def place(at: Any, i: int, part: int = part) -> Any:
            return c.plus(c.times(c.plus(at, i), parts), part)

        def argument(i: int, t: Any = t, place: Callable[[Any, int], Any] = place) -> Any:
            if i == 0:
                return t
            if i <= s.rows:
                return c.load(S, place(y, i - 1))
            i -= 1 + s.rows
            return c.load(S, place(at("O"), i)) if i < s.own else c.v(c.get(shared, i - s.own))

        for i, value in enumerate(write_kernel(c, kernel, argument)):
            c.store(S, place(out, i), value)
    return c.close()


def _through(module: Any, s: System, at: Places, made: dict[str, Any]) -> None:
    """The main loop: take trajectories, step until one ends."""
    c = Code(module, "through", tuple(ARGUMENTS.values()), inner=False)
    a = dict(zip(ARGUMENTS, c.arguments, strict=True))
    S, b = a["S"], c.b
    following, running = c.variable(a["first"]), c.variable(c.i(0))
    with c.loop(0, at.total * WIDTH) as i:
        c.put(S, i, c.d(0.0))
    with c.loop(0, WIDTH) as lane:
        c.put(a["lane_of"], lane, c.i(-1))
    goes_on = c.variable(c.i(1))
    with c.repeat(lambda: b.icmp_signed("!=", c.now(goes_on), c.i(0))):
        fresh = c.variable(c.i(0))
        c.set(fresh, c.i(0))
        _refill(c, a, s, at, following, running, fresh)
        with b.if_else(b.icmp_signed("==", c.now(running), c.i(0))) as (nothing, something):
            with nothing:
                c.set(goes_on, c.i(0))
            with something:
                with b.if_then(b.icmp_signed("!=", c.now(fresh), c.i(0))):
                    _first_slopes(c, a, s, at, made)
                ended = c.variable(c.i(0))
                c.set(ended, c.i(0))
                with c.repeat(lambda: b.icmp_signed("==", c.now(ended), c.i(0))):
                    _step(c, a, s, at, made, running, ended)
    c.close()


def _refill(c: Code, a: dict[str, Any], s: System, at: Places, following: Any, running: Any, fresh: Any) -> None:
    """Give each lane without a trajectory the next one that runs."""
    S, b = a["S"], c.b

    def waits() -> Any:
        """Whether the next trajectory is there, and has ended before."""
        inside = b.icmp_signed("<", c.now(following), a["end"])
        safe = b.select(inside, c.now(following), a["first"])
        return b.and_(inside, b.icmp_signed("!=", c.get(a["status"], safe), c.i(0)))

    with c.loop(0, WIDTH) as lane, b.if_then(b.icmp_signed("<", c.get(a["lane_of"], lane), c.i(0))):
        with c.repeat(waits):
            c.set(following, b.add(c.now(following), c.i(1)))
        with b.if_then(b.icmp_signed("<", c.now(following), a["end"])):
            me = c.now(following)
            c.set(following, b.add(me, c.i(1)))
            c.set(running, b.add(c.now(running), c.i(1)))
            c.set(fresh, c.i(1))
            c.put(a["lane_of"], lane, me)
            c.put(S, at.lane("ACT", lane, c), c.d(2.0))
            for name, array in (*_CARRIED, ("SEEN", "ts")):
                c.put(S, at.lane(name, lane, c), c.get(a[array], me))
            for name, array, count in (("Y", "ys", s.rows), ("O", "own", s.own)):
                with c.loop(0, count) as i:
                    c.put(S, at.lane(name, lane, c, i), c.get(a[array], c.plus(c.times(me, count), i)))
            t, mark = c.get(a["ts"], me), c.variable(c.i(0))
            c.set(mark, c.i(0))
            with c.repeat(lambda: _mark_until(c, a, c.now(mark), t)):
                c.set(mark, b.add(c.now(mark), c.i(1)))
            c.put(a["mark_of"], lane, c.now(mark))
            c.put(S, at.lane("NEXT", lane, c), mark_time(c, a, c.now(mark)))


def mark_time(c: Code, a: dict[str, Any], mark: Any) -> Any:
    """The time of a mark; later than all times for the one after the last."""
    inside = c.b.icmp_signed("<", mark, a["count_marks"])
    safe = c.b.select(inside, mark, c.i(0))
    with c.b.if_else(inside) as (yes, no):
        with yes:
            found, one = c.get(a["marks"], safe), c.b.block
        with no:
            other = c.b.block
    value = c.b.phi(c.double)
    value.add_incoming(found, one)
    value.add_incoming(c.d(_NEVER), other)
    return value


def _mark_until(c: Code, a: dict[str, Any], mark: Any, t: Any) -> Any:
    return c.b.fcmp_ordered("<=", mark_time(c, a, mark), t)


def _first_slopes(c: Code, a: dict[str, Any], s: System, at: Places, made: dict[str, Any]) -> None:
    """The slope at the start of the trajectories that have just come in."""
    S, b = a["S"], c.b
    b.call(made["field"], [S, a["shared"], c.load(S, at("T")), c.i(at("Y")), c.i(at("F"))])
    with c.loop(0, WIDTH) as lane, b.if_then(b.fcmp_ordered("==", c.get(S, at.lane("ACT", lane, c)), c.d(2.0))):
        c.put(S, at.lane("ACT", lane, c), c.d(1.0))
        with c.loop(0, s.rows) as i:
            c.put(S, at.lane("K", lane, c, i), c.get(S, at.lane("F", lane, c, i)))


def _step(c: Code, a: dict[str, Any], s: System, at: Places, made: dict[str, Any], running: Any, ended: Any) -> None:
    """One step of all lanes; what only a lane needs that ends or has values to write down is behind `serious`."""
    S, b, n = a["S"], c.b, s.rows
    t, h0 = c.load(S, at("T")), c.load(S, at("H"))
    active = b.fcmp_ordered("!=", c.load(S, at("ACT")), c.v(0.0))
    stop, one, zero = c.v(a["stop"]), c.v(1.0), c.v(0.0)
    left = b.fsub(stop, t)
    lasts = b.fcmp_ordered("<=", b.fmul(left, c.v(1 - 1e-12)), h0)
    h = b.select(lasts, left, h0)
    for k in range(1, 12):
        b.call(made["stages"][k], [S, h])
        b.call(made["field"], [S, a["shared"], c.fma(c.v(float(tables().c[k])), h, t), c.i(at("W")), c.i(at("K") + k * n)])
    b.call(made["ahead"], [S, h, c.v(a["tolerance"]), c.v(a["floor"])])
    e5, e3, big = (c.load(S, at(name)) for name in ("E5", "E3", "BIG"))
    after = c.variable(b.select(lasts, stop, b.fadd(t, h)))
    b.call(made["field"], [S, a["shared"], b.fadd(t, h), c.i(at("N")), c.i(at("K") + 12 * n)])
    bad = c.variable(c.load(S, at("BAD")))
    c.set(bad, c.load(S, at("BAD")))
    with c.loop(0, n) as i:
        c.set(bad, c.fma(c.load(S, c.plus(at("K") + 12 * n, i)), zero, c.now(bad)))
    size = _error(c, h, e5, e3, c.now(bad))
    good = b.fcmp_ordered("<=", size, one)
    root = c.lanewise("sqrt", c.lanewise("sqrt", c.lanewise("sqrt", size)))
    factor = c.least(c.most(b.fdiv(c.v(0.9), root), c.v(0.2)), c.v(6.0))
    factor = b.select(b.fcmp_ordered("<", size, c.v(1e300)), factor, c.v(0.1))
    less = b.fmul(h, c.least(factor, one))
    new_h = b.select(good, b.select(lasts, c.most(h0, less), b.fmul(h, factor)), less)
    done = b.select(good, one, zero)
    steps, rejected = b.fadd(c.load(S, at("STEPS")), done), b.fadd(c.load(S, at("REJ")), b.fsub(one, done))
    grew = b.and_(good, b.fcmp_unordered(">=", big, c.v(a["largest"])))
    short = b.and_(b.not_(good), b.fcmp_ordered("<", new_h, c.v(a["shortest"])))
    hit = grew
    if s.checks:
        b.call(made["events"], [S, a["shared"], c.now(after), c.i(at("N")), c.i(at("E"))])
        for j in range(s.checks):
            crossed = b.and_(good, b.fcmp_unordered("<=", c.load(S, at("E") + j), zero))
            c.store(S, at("C") + j, b.select(crossed, one, zero))
            hit = b.or_(hit, crossed)
    wanted = b.and_(good, b.fcmp_ordered("<=", c.load(S, at("NEXT")), c.now(after)))
    tired = b.fcmp_ordered(">=", b.fadd(steps, rejected), c.v(a["limit"]))
    through = b.and_(good, lasts)
    stuck = b.and_(_stuck(c, S, at, b.fadd(steps, rejected), b.select(good, c.now(after), t), stop, new_h), b.not_(lasts))
    serious = c.any(b.and_(active, b.or_(b.or_(hit, b.or_(short, stuck)), b.or_(wanted, b.or_(through, tired)))))
    with b.if_then(serious):
        masks = {"ACTIVE": active, "GOOD": good, "HIT": hit, "WANTED": wanted, "GREW": grew}
        attend(c, a, s, at, made, t, h, after, masks, lambda mark: mark_time(c, a, mark))
    c.store(S, at("ERR"), b.fadd(c.load(S, at("ERR")), b.select(good, b.fmul(size, c.v(a["tolerance"])), zero)))
    for name, value in (("STEPS", steps), ("REJ", rejected), ("T", b.select(good, c.now(after), t)), ("H", new_h)):
        c.store(S, at(name), value)
    _move(c, S, at, n, good, b.and_(active, b.not_(good)))
    with b.if_then(serious):
        for name, mask in (("HIT", hit), ("SHORT", short), ("STUCK", stuck), ("GREW", grew), ("LASTS", through)):
            c.store(S, at(name), b.select(mask, one, zero))
        _ends(c, a, s, at, running, ended)


def _stuck(c: Code, S: Any, at: Places, attempts: Any, t: Any, stop: Any, h: Any) -> Any:
    """Which lanes came hardly on since they were asked last."""
    b, (count, least, most) = c.b, PATIENCE
    rounds = b.fmul(attempts, c.v(1.0 / count))
    asked = b.fcmp_ordered("==", rounds, c.lanewise("floor", rounds))
    seen = c.load(S, at("SEEN"))
    c.store(S, at("SEEN"), b.select(asked, t, seen))
    way = b.fsub(t, seen)
    bounds = (b.fmul(c.v(least), b.fsub(stop, t)), b.fmul(c.v(float(most * count)), h))
    return b.and_(asked, b.and_(*(b.fcmp_ordered("<", way, bound) for bound in bounds)))


def _move(c: Code, S: Any, at: Places, n: int, good: Any, stays: Any) -> None:
    """Make the end of the step the start of the next, in the lanes where it was good."""
    b = c.b
    pairs = (("Y", at("N"), "W"), ("K", at("K") + 12 * n, "F"))
    with b.if_else(c.any(stays)) as (some, none):
        # by way of a third place, because a choice that is stored over one of its operands becomes a masked store, which is slow
        with some:
            with c.loop(0, n) as i:
                for old, new, between in pairs:
                    c.store(S, c.plus(at(between), i), b.select(good, c.load(S, c.plus(new, i)), c.load(S, c.plus(at(old), i))))
            with c.loop(0, n) as i:
                for old, _, between in pairs:
                    c.store(S, c.plus(at(old), i), c.load(S, c.plus(at(between), i)))
        with none, c.loop(0, n) as i:
            for old, new, _ in pairs:
                c.store(S, c.plus(at(old), i), c.load(S, c.plus(new, i)))


def _error(c: Code, h: Any, e5: Any, e3: Any, bad: Any) -> Any:
    """The error of the step as a multiple of what is allowed; huge where a value is not finite (`bad` is NaN)."""
    b, zero = c.b, c.v(0.0)
    e5, e3 = c.least(e5, c.v(1e150)), c.least(e3, c.v(1e150))
    both = c.lanewise("sqrt", c.fma(e5, e5, b.fmul(c.v(0.01), b.fmul(e3, e3))))
    size = b.fmul(b.fmul(c.lanewise("fabs", h), e5), b.fdiv(e5, both))
    size = b.fadd(b.select(b.fcmp_ordered("==", e5, zero), zero, size), bad)
    return b.select(b.fcmp_unordered("uno", size, size), c.v(1e300), size)


def _ends(c: Code, a: dict[str, Any], s: System, at: Places, running: Any, ended: Any) -> None:
    """Write down the lanes that come to the end of the piece or to their own, and free them."""
    S, b = a["S"], c.b

    def flag(name: str, lane: Any) -> Any:
        return b.fcmp_unordered("!=", c.get(S, at.lane(name, lane, c)), c.d(0.0))

    with c.loop(0, WIDTH) as lane, b.if_then(flag("ACT", lane)):
        tired = b.fcmp_ordered(">=", b.fadd(c.get(S, at.lane("STEPS", lane, c)), c.get(S, at.lane("REJ", lane, c))), a["limit"])
        stuck = b.select(flag("STUCK", lane), c.i(STUCK), c.i(RUNS))
        code = b.select(flag("SHORT", lane), c.i(SHORT), b.select(tired, c.i(TIRED), stuck))
        event = c.i(GROWS)
        for j in reversed(range(s.checks)):
            crossed = b.fcmp_unordered("!=", c.get(S, at.lane("C", lane, c, j)), c.d(0.0))
            event = b.select(crossed, c.i(EVENT + j), event)
        code = b.select(flag("HIT", lane), event, code)
        with b.if_then(b.or_(b.icmp_signed("!=", code, c.i(RUNS)), flag("LASTS", lane))):
            me = c.get(a["lane_of"], lane)
            c.put(a["status"], me, code)
            speed = c.variable(c.d(0.0))
            c.set(speed, c.d(0.0))
            with c.loop(0, s.rows) as i:
                k = c.get(S, at.lane("K", lane, c, i))
                size = b.select(b.fcmp_ordered("<", k, c.d(0.0)), b.fneg(k), k)
                c.set(speed, b.select(b.fcmp_ordered(">", size, c.now(speed)), size, c.now(speed)))
                c.put(a["ys"], c.plus(c.times(me, s.rows), i), c.get(S, at.lane("Y", lane, c, i)))
            c.put(a["speeds"], me, c.now(speed))
            for name, array in _CARRIED:
                c.put(a[array], me, c.get(S, at.lane(name, lane, c)))
            c.put(a["lane_of"], lane, c.i(-1))
            c.put(S, at.lane("ACT", lane, c), c.d(0.0))
            c.set(running, b.sub(c.now(running), c.i(1)))
            c.set(ended, c.i(1))

