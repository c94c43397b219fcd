"""The range of one coordinate of grad Q over its interval of times: the primal domain of one direction.

Each term s*q(s*nu + b) increases with nu, so the range is the interval between the limits at the two ends.  A limit is reported only
where the end that binds first does not matter.
"""

from __future__ import annotations

from mirrorsym.calculus import sign
from mirrorsym.calculus.flows import Flow
from mirrorsym.expression import ONE, ZERO, Expression, add, mul, num
from mirrorsym.routes._draft import Setting
from mirrorsym.routes._inversion import Term

__all__ = ["primal_range"]

INFINITE = None
Edge = tuple[Expression | None, Expression | None]


def primal_range(terms: list[Term], edges: list[Edge], setting: Setting) -> list[tuple[str, Expression]] | None:
    """Strict bounds [(">", low), ("<", high)] of x, infinite ones left out; None when a bound is not known."""
    out: list[tuple[str, Expression]] = []
    for up in (False, True):
        total: list[Expression] | None = []
        finite_time = False
        for t, edge in zip(terms, edges, strict=True):
            s = _sign(t.s, setting)
            if s == 0:
                return None
            end = up == (s > 0)
            if edge[end] is not None:
                if len(terms) > 1:
                    return None
                value, timed = edge[end], True
            else:
                found = _limit(t.flow, end, setting)
                if found is None:
                    return None
                value, timed = found
            finite_time |= timed and value is not INFINITE
            if value is INFINITE:
                total = None
            elif total is not None:
                total.append(mul(t.s, value))
        if finite_time and len(terms) > 1:
            return None
        if total is not None:
            out.append(("<" if up else ">", add(*total)))
    return out


def _sign(s: Expression, setting: Setting) -> int:
    if sign.prove(s, ">", setting.initial) is not None:
        return 1
    return -1 if sign.prove(s, "<", setting.initial) is not None else 0


def _limit(f: Flow, up: bool, setting: Setting) -> tuple[Expression | None, bool] | None:
    """(limit of q or INFINITE, whether it is reached in finite time) at the upper or lower end of a flow."""
    kind = f.shape[0]
    timed = f.ends[int(up)] is not None
    table: dict[str, tuple[Expression | None, Expression | None]] = {
        "linear": (INFINITE, INFINITE), "exponential": (ZERO, INFINITE), "pole": (ZERO, INFINITE), "log": (INFINITE, INFINITE),
        "tan": (INFINITE, INFINITE), "tanh": (num(-1), ONE), "cosh": (ONE, INFINITE),
        "sinh": (INFINITE, INFINITE), "cos": (num(-1), ONE), "power": (ZERO, INFINITE), "even power": (ZERO, INFINITE)}
    if kind not in table:
        return None
    if kind == "exponential" and sign.prove(f.shape[1], ">", setting.initial) is None:
        return None
    return table[kind][int(up)], timed
