"""The continuous extension of order 7 in the compiled loop of a flow: values at the times asked for, and where an event lies.

Main definitions: `write_dense`, `write_curve`, `attend`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numeric_backend.backends.machine import Code
from numeric_backend.backends.native_places import Places
from numeric_backend.backends.native_stages import block, sums
from numeric_backend.backends.vector_ops import WIDTH
from numeric_backend.flows.dop853 import tables
from numeric_backend.flows.system import System

__all__ = ["attend", "write_curve", "write_dense"]

_HALVINGS = 60


def write_dense(module: Any, at: Places, rows: int) -> Any:
    """(S, h): the coefficients F."""
    c = Code(module, "dense", ("d*", "v"))
    S, h = c.arguments
    b = c.b

    def body(i: Any, count: int) -> None:
        higher = sums(c, at, rows, S, list(tables().d), i, count)
        for r in range(count):
            change = b.fsub(c.load(S, c.plus(at("N") + r, i)), c.load(S, c.plus(at("Y") + r, i)))
            before, after = (b.fmul(h, c.load(S, c.plus(at("K") + k * rows + r, i))) for k in (0, 12))
            third = b.fsub(b.fadd(change, change), b.fadd(after, before))
            for k, value in enumerate((change, b.fsub(before, change), third, *(b.fmul(h, d[r]) for d in higher))):
                c.store(S, c.plus(at("F") + k * rows + r, i), value)

    c.rows(rows, block(4), body)
    return c.close()


def write_curve(module: Any, at: Places, rows: int) -> Any:
    """(S, x, out): the values at x, a part of the step."""
    c = Code(module, "curve", ("d*", "v", "i"))
    S, x, out = c.arguments
    rest = c.b.fsub(c.v(1.0), x)
    with c.loop(0, rows) as i:
        total = c.v(0.0)
        for k in range(6, -1, -1):
            total = c.b.fmul(c.b.fadd(total, c.load(S, c.plus(at("F") + k * rows, i))), x if k % 2 == 0 else rest)
        c.store(S, c.plus(out, i), c.b.fadd(total, c.load(S, c.plus(at("Y"), i))))
    return c.close()


def attend(c: Code, a: dict[str, Any], s: System, at: Places, made: dict[str, Any], t: Any, h: Any, after: Any,
           masks: dict[str, Any], mark_time: Callable[[Any], Any]) -> None:
    """Move the end of a step with an event to the last point before it, and write down the values at the times on the way."""
    S, b, n = a["S"], c.b, s.rows
    hit, active, good = masks["HIT"], masks["ACTIVE"], masks["GOOD"]
    with b.if_then(c.any(b.and_(active, b.or_(hit, masks["WANTED"])))):
        for k in range(13, 16):
            b.call(made["stages"][k], [S, h])
            b.call(made["field"], [S, a["shared"], c.fma(c.v(float(tables().c[k])), h, t), c.i(at("W")), c.i(at("K") + k * n)])
        b.call(made["dense"], [S, h])
        with b.if_then(c.any(b.and_(active, hit))):
            _locate(c, a, s, at, made, t, h, after, hit, masks["GREW"])
        c.store(S, at("AFTER"), c.now(after))
        c.store(S, at("STRIDE"), h)
        c.store(S, at("GOOD"), b.select(b.and_(active, good), c.v(1.0), c.v(0.0)))
        with c.loop(0, WIDTH) as lane, b.if_then(b.fcmp_ordered("!=", c.get(S, at.lane("GOOD", lane, c)), c.d(0.0))):
            _sample(c, a, s, at, lane, mark_time)


def _sample(c: Code, a: dict[str, Any], s: System, at: Places, lane: Any, mark_time: Callable[[Any], Any]) -> None:
    """The values of one lane at the times up to the end of its step."""
    S, b, n = a["S"], c.b, s.rows

    def number(name: str) -> Any:
        return c.get(S, at.lane(name, lane, c))

    with c.repeat(lambda: b.fcmp_ordered("<=", number("NEXT"), number("AFTER"))):
        x = b.fdiv(b.fsub(number("NEXT"), number("T")), number("STRIDE"))
        rest = b.fsub(c.d(1.0), x)
        mark = c.get(a["mark_of"], lane)
        place = c.times(c.plus(c.times(c.get(a["lane_of"], lane), a["count_marks"]), mark), n)
        with c.loop(0, n) as i:
            total = c.d(0.0)
            for k in range(6, -1, -1):
                total = b.fmul(b.fadd(total, c.get(S, at.lane("F", lane, c, c.plus(k * n, i)))), x if k % 2 == 0 else rest)
            c.put(a["values"], c.plus(place, i), b.fadd(total, c.get(S, at.lane("Y", lane, c, i))))
        c.put(a["mark_of"], lane, b.add(mark, c.i(1)))
        c.put(S, at.lane("NEXT", lane, c), mark_time(b.add(mark, c.i(1))))


def _locate(c: Code, a: dict[str, Any], s: System, at: Places, made: dict[str, Any], t: Any, h: Any, after: Any, hit: Any,
            grew: Any) -> None:
    """Halve the step of the lanes with an event, sixty times."""
    S, b, n, zero = a["S"], c.b, s.rows, c.v(0.0)
    low, high = c.variable(t), c.variable(b.fadd(t, h))
    c.set(low, t)
    c.set(high, b.fadd(t, h))
    with c.loop(0, _HALVINGS):
        middle = b.fmul(c.v(0.5), b.fadd(c.now(low), c.now(high)))
        b.call(made["curve"], [S, b.fdiv(b.fsub(middle, t), h), c.i(at("W"))])
        big = c.variable(zero)
        c.set(big, zero)
        with c.loop(0, n) as i:
            c.set(big, c.most(c.now(big), c.lanewise("fabs", c.load(S, c.plus(at("W"), i)))))
        over = b.and_(grew, b.fcmp_unordered(">=", c.now(big), c.v(a["largest"])))
        if s.checks:
            b.call(made["events"], [S, a["shared"], middle, c.i(at("W")), c.i(at("E"))])
            for j in range(s.checks):
                crossed = b.fcmp_unordered("<=", c.load(S, at("E") + j), zero)
                over = b.or_(over, b.and_(crossed, b.fcmp_ordered("!=", c.load(S, at("C") + j), zero)))
        c.set(low, b.select(over, c.now(low), middle))
        c.set(high, b.select(over, middle, c.now(high)))
    b.call(made["curve"], [S, b.fdiv(b.fsub(c.now(low), t), h), c.i(at("W"))])
    c.set(after, b.select(hit, c.now(low), c.now(after)))
    with c.loop(0, n) as i:
        c.store(S, c.plus(at("N"), i), b.select(hit, c.load(S, c.plus(at("W"), i)), c.load(S, c.plus(at("N"), i))))
