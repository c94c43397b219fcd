"""The sums over stages of the compiled loop of a flow: several rows at a time share each coefficient, and several sums each load.

Main definitions: `sums`, `write_stage`, `write_ahead`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numeric_backend.backends.machine import Code, native
from numeric_backend.backends.native_places import Places
from numeric_backend.backends.vector_ops import WIDTH
from numeric_backend.flows.dop853 import tables

__all__ = ["block", "sums", "write_ahead", "write_stage"]



def block(totals: int) -> int:
    """How many rows may share each coefficient, so that so many sums for each of them stay in registers."""
    return max(1, (24 if native() == WIDTH else 12) // (2 * totals)) if totals > 1 else 4


def sums(c: Code, at: Places, rows: int, S: Any, weights: Sequence[Sequence[float]], i: Any, count: int) -> list[list[Any]]:
    """For each list of weights its sums over the stages, in order, for the rows i .. i + count."""
    totals: list[list[Any]] = [[None] * count for _ in weights]
    for k in range(max(map(len, weights))):
        used = [(total, float(w[k])) for total, w in zip(totals, weights, strict=True) if k < len(w) and w[k] != 0.0]
        if not used:
            continue
        parts = [c.load(S, c.plus(at("K") + k * rows + r, i)) for r in range(count)]
        for total, weight in used:
            for r, part in enumerate(parts):
                total[r] = c.b.fmul(c.v(weight), part) if total[r] is None else c.fma(c.v(weight), part, total[r])
    return totals


def write_stage(module: Any, at: Places, rows: int, row: int) -> Any:
    """(S, h): W = y + h * (the stages' sum with a row of coefficients)."""
    c = Code(module, f"stage{row}", ("d*", "v"))
    S, h = c.arguments

    def body(i: Any, count: int) -> None:
        (found,) = sums(c, at, rows, S, [tables().a[row][:row]], i, count)
        for r, total in enumerate(found):
            c.store(S, c.plus(at("W") + r, i), c.fma(h, total, c.load(S, c.plus(at("Y") + r, i))))

    c.rows(rows, block(1), body)
    return c.close()


def write_ahead(module: Any, at: Places, rows: int) -> Any:
    """(S, h, tolerance, floor): N, the value after the step, and in E5, E3 and BIG the largest error estimates and entry over its rows.

    BAD is NaN where an entry is not finite; then the other three say nothing.
    """
    c = Code(module, "ahead", ("d*", "v", "v", "v"))
    S, h, tolerance, floor = c.arguments
    b = c.b
    worst = [c.variable(c.v(0.0)) for _ in range(4)]

    def body(i: Any, count: int) -> None:
        new, fifth, third = sums(c, at, rows, S, [list(w[:12]) for w in (tables().b, tables().e5, tables().e3)], i, count)
        e5, e3, big, bad = (c.now(place) for place in worst)
        for r in range(count):
            y = c.load(S, c.plus(at("Y") + r, i))
            v = c.fma(h, new[r], y)
            c.store(S, c.plus(at("N") + r, i), v)
            size = c.lanewise("fabs", v)
            unit = b.fdiv(c.v(1.0), b.fmul(tolerance, c.top(c.top(c.lanewise("fabs", y), size), floor)))
            e5, e3 = (c.top(b.fmul(c.lanewise("fabs", e[r]), unit), old) for e, old in ((fifth, e5), (third, e3)))
            big, bad = c.top(size, big), c.fma(v, c.v(0.0), bad)
        for place, value in zip(worst, (e5, e3, big, bad), strict=True):
            c.set(place, value)

    c.rows(rows, block(3), body)
    for name, place in zip(("E5", "E3", "BIG", "BAD"), worst, strict=True):
        c.store(S, at(name), c.now(place))
    return c.close()
