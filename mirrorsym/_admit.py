"""Is this a pair on M at all?  What is refused as bad input, before any criterion is asked.

Refused: an empty domain or one that is not shown to be open, an initial point outside M, and values of g or h that are provably not real
and finite at the initial point or at some point of M.  Everything else is a matter for verdicts.
"""

from __future__ import annotations

from mirrorsym.calculus import sign
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, sign_at
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.openness import closed_at
from mirrorsym.calculus.region import Region, as_expressions, samples
from mirrorsym.calculus.roots import common_zero
from mirrorsym.expression import Expression
from mirrorsym.maps import Pair

__all__ = ["refusals"]


def refusals(pair: Pair) -> tuple[str, ...]:
    """One sentence per reason why the pair cannot be examined; () when it can.

    >>> refusals(Pair(g=["u**2"], domain=["u > 0"], init={"u": "-1"}))
    ('init: u = -1 is outside the domain: u > 0 does not hold',)
    """
    region = Region.of(pair.M)
    problems = [*_empty(pair, region), *_closed(pair, region), *_outside(pair)]
    if problems:
        return tuple(problems)
    for place, f in _places(pair):
        reason = _not_real(f, region, dict(pair.init))
        if reason is not None:
            problems.append(f"{place}: {reason}")
    return tuple(problems)


def _places(pair: Pair) -> list[tuple[str, Expression]]:
    out = [(f"g[{i}]", f) for i, f in enumerate(pair.g)]
    return out if pair.h is None else [*out, ("h", pair.h)]


def _empty(pair: Pair, region: Region) -> list[str]:
    if samples(region, 1) or not pair.M.conditions:
        return []
    if sign.empty(region) is not None:
        return [f"domain: no point satisfies {', '.join(str(c) for c in pair.M.conditions)}"]
    return []


def _closed(pair: Pair, region: Region) -> list[str]:
    found = closed_at(region)
    if found is None:
        return []
    i, b = found
    advice = f"if they are to be left out, add the condition {b} != 0"
    return [f"domain: {pair.M.conditions[i]} may hold up to points with {b} = 0, so M is not shown to be open; {advice}"]


def _outside(pair: Pair) -> list[str]:
    values = {n: v for n, v in pair.init if not v.names}
    problems = []
    for c in pair.M.conditions:
        if not c.names or not c.names <= values.keys():
            continue
        try:
            s = sign_at(c.args[0] - c.args[1], values)
        except Undefined:
            s = 0
        if s is not None and not {"<": s < 0, ">": s > 0, "!=": s != 0}[c.op]:
            at = ", ".join(f"{n} = {values[n]}" for n in pair.w if n in c.names)
            problems.append(f"init: {at} is outside the domain: {c} does not hold")
    return problems


def _not_real(f: Expression, region: Region, init: dict[str, Expression]) -> str | None:
    """Why `f` has no real finite value at some point of M or at the initial point."""
    points = [as_expressions(p) for p in samples(region, 12)]
    if all(not v.names for v in init.values()) and not region.parameters:
        points.insert(0, init)
    for p in points:
        try:
            enclose(f, p, 128)
        except Undefined as e:
            return f"{e} (at {_show(p)})"
        except Unsettled:
            continue
    for g in guards(f):
        if g.needed is None or sign.prove(g.of, g.needed, region) is not None:
            continue
        bad = sign.refute(g.of, g.needed, region)
        if bad is None and g.needed in (">", "!="):
            bad = common_zero([g.of], region)
        if bad is not None and g.node.op == "pow" and g.node.args[1].op != "num":
            spelled = f"{g.node}, whose exponent is no rational number, is read as exp({g.node.args[1]}*log({g.node.args[0]}))"
            return f"{spelled}, which needs {g.of} > 0 on all of M (not so at {_show(bad)})"
        if bad is not None and _undefined(f, bad):
            return f"{g.node} is not defined where {g.of} {g.needed} 0 fails (at {_show(bad)})"
    return None


def _undefined(f: Expression, point: dict[str, Expression]) -> bool:
    """Whether `f` has no value where a guard of one of its parts fails: that part may be a case that is not taken."""
    try:
        enclose(f, point, 128)
    except Undefined:
        return True
    except Unsettled:
        return all(n.op != "piecewise" for n in f.walk())
    return False


def _show(p: dict[str, Expression]) -> str:
    return ", ".join(f"{n} = {v}" for n, v in p.items()) or "every point"
