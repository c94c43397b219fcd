"""Blocks of two variables that move in closed form in polar coordinates u = r cos t, v = r sin t, with t = atan(v/u) where u > 0.

A function k(t) moves t by k'(t)/r**2 and leaves r alone; r**2 k(t) moves t by k'(t) and log r by 2 k(t), and commutes with r**2, which
moves log r alone.  So both follow from the flow of k in one variable, z' = k'(z).

Main definitions: `polar`, `angles`.
"""

from __future__ import annotations

from collections.abc import Iterator

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.flows import Core, Flow, decompose, flow
from mirrorsym.calculus.lemmas import Lemma
from mirrorsym.calculus.region import Region, affine
from mirrorsym.calculus.zero import prove
from mirrorsym.expression import ONE, PI, ZERO, Expression, add, call, div, mul, num, relation, sqrt, sub, sym
from mirrorsym.routes._blocks import TIMES, VALUES, Block, Moved, constant_ratio
from mirrorsym.routes._draft import Setting, tidy

__all__ = ["angles", "polar", "turned_back"]

ANGLE = "t_"
TWO = num(2)
Interval = tuple[Expression, Expression]


def polar(block: Block, setting: Setting) -> Moved | None:
    """The flow of k(t), of r**2 k(t), or of r**2 k(t) and r**2; None for other blocks."""
    if len(block.variables) != 2:
        return None
    region = Region.of(setting.pair.M)
    for u, v in (block.variables, block.variables[::-1]):
        if sign.prove(sym(u), ">", region) is None:
            continue
        radial = {i: c for i, f in enumerate(block.generators)
                  if (c := constant_ratio(f, add(sym(u) ** 2, sym(v) ** 2), (u, v), region)) is not None}
        rest = [i for i in range(len(block.generators)) if i not in radial]
        if len(rest) != 1 or len(radial) > 1:
            continue
        found = _moved(block, setting, u, v, rest[0], radial)
        if found is not None:
            return found if (u, v) == block.variables else turned_back(found)
    return None


def turned_back(m: Moved) -> Moved:
    """The same flow with the two variables in the other order."""
    from dataclasses import replace

    return replace(m, psi=m.psi[::-1])


def _moved(block: Block, setting: Setting, u: str, v: str, at: int, radial: dict[int, Expression]) -> Moved | None:
    region, f = Region.of(setting.pair.M), block.generators[at]
    turn = add(mul(sym(u), derivative(f, u)), mul(sym(v), derivative(f, v)))
    if prove(sub(turn, mul(TWO, f)), region) is not None:
        degree = 2
    elif prove(turn, region) is not None and not radial:
        degree = 0
    else:
        return None
    k = _profile(f, u, v)
    parts = None if k is None else decompose(k, ANGLE)
    if parts is None or parts[1].kind != "power" or parts[1].exponent != ONE:
        return None  # of other profiles the formulas are known, but the angle's place in its interval is not proved
    c, core, d = parts
    u0, v0 = setting.start[u], setting.start[v]
    square = tidy(add(u0**2, v0**2), setting.initial)
    angle0 = tidy(call("atan", div(v0, u0)), setting.initial)
    moving = flow(core, angle0, setting.initial)
    interval = angles(setting, u, v)
    if moving is None or interval is None:
        return None
    s = sym(TIMES[at])
    t = mul(c, s) if degree == 2 else div(mul(c, s), square)
    put = {moving.time: t}
    where = moving.solution.substitute(put)
    ends = _ends(moving, core, interval, t, setting)
    if ends is None:
        return None
    bounds, lemmas = ends
    lemmas = (*(x.substitute(put) for x in moving.lemmas), *lemmas, *(Lemma(e) for e in _signs(where, interval)))
    primitive = moving.primitive.substitute(put)
    value = add(mul(c, moving.value.substitute(put)), d)
    if degree == 0:
        r = tidy(sqrt(square), setting.initial)
        w = sym(VALUES[at])
        inverse = div(mul(square, moving.inverse.substitute({"v_": div(sub(w, d), c)})), c)
        ranges = _between(div(sub(w, d), c), core, interval, setting, ONE)
        return Moved(_point(r, where), (value,), add(mul(square, primitive), mul(d, s)), bounds, (inverse,), ranges, lemmas)
    grown = add(mul(TWO, sub(primitive, moving.primitive.substitute({moving.time: ZERO}))), mul(TWO, d, s))
    values, offset = [ZERO] * len(block.generators), ZERO
    shifts = {}
    for i, cr in radial.items():
        shifts[i] = tidy(sub(block.generators[i], mul(cr, add(sym(u) ** 2, sym(v) ** 2))), region)
        grown = add(grown, mul(TWO, cr, sym(TIMES[i])))
        offset = add(offset, mul(shifts[i], sym(TIMES[i])))
    size = mul(square, call("exp", mul(TWO, grown)))
    r = mul(tidy(sqrt(square), setting.initial), call("exp", grown))
    values[at] = mul(size, value)
    for i, cr in radial.items():
        values[i] = add(mul(cr, size), shifts[i])
    inverse2: tuple[Expression, ...] | None = None
    ranges2: tuple[Expression, ...] = ()
    if radial:
        (i, cr), = radial.items()
        whole = div(sub(sym(VALUES[i]), shifts[i]), cr)
        time = moving.inverse.substitute({"v_": div(sub(div(sym(VALUES[at]), whole), d), c)})
        s_at = div(time, c)
        gained = add(sub(moving.primitive.substitute({moving.time: time}), moving.primitive.substitute({moving.time: ZERO})), mul(d, s_at))
        s_r = div(sub(div(call("log", div(whole, square)), num(4)), gained), cr)
        inverse2 = (s_at, s_r) if at == 0 else (s_r, s_at)
        own = sub(div(sym(VALUES[at]), c), mul(div(d, c), whole))
        ranges2 = (relation(">", whole, ZERO), *_between(own, core, interval, setting, whole))
    return Moved(_point(r, where), tuple(values), add(div(size, num(4)), offset), bounds, inverse2, ranges2, lemmas)


def _point(r: Expression, angle: Expression) -> tuple[Expression, Expression]:
    return mul(r, call("cos", angle)), mul(r, call("sin", angle))


def _profile(f: Expression, u: str, v: str) -> Expression | None:
    """f at r = 1, as a function of the angle."""
    t = sym(ANGLE)
    ratio, radius = div(sym(v), sym(u)), add(sym(u) ** 2, sym(v) ** 2)

    def leaf(n: Expression) -> Expression | None:
        if n == call("atan", ratio):
            return t
        if n.op == "pow" and n.args[0] == radius:
            return ONE
        return ONE if n == radius else None

    e = f.rebuild(leaf).substitute({u: call("cos", t), v: call("sin", t)})
    cosine = call("cos", t)
    region = Region((ANGLE, *sorted(e.names - {ANGLE})), (), ((cosine, ">"), (sub(PI / 2, t), ">"), (add(PI / 2, t), ">")))
    return tidy(e, region)


def angles(setting: Setting, u: str, v: str) -> Interval | None:
    """The angles of M: between -pi/2 and pi/2, cut at 0 where v has a sign; None when M ties u and v together."""
    low, high = PI / -2, PI / 2
    for e, op in Region.of(setting.pair.M).facts:
        parts = affine(e) if e.names & {u, v} else None
        if not e.names & {u, v}:
            continue
        if parts is None or parts[1] != 0 or op != ">" or len(e.names) != 1:
            return None
        if e.names == {v}:
            low, high = (ZERO, high) if parts[0][v] > 0 else (low, ZERO)
    return low, high


def _rising(core: Core, interval: Interval, setting: Setting) -> int:
    t = sym(ANGLE)
    region = Region((ANGLE, *setting.symbols), (), (*setting.known, (sub(t, interval[0]), ">"), (sub(interval[1], t), ">")))
    slope = derivative(core.expression, ANGLE)
    return 1 if sign.prove(slope, ">", region) else -1 if sign.prove(slope, "<", region) else 0


def _ends(f: Flow, core: Core, interval: Interval, t: Expression, setting: Setting
          ) -> tuple[tuple[Expression, ...], tuple[Lemma, ...]] | None:
    """What is positive as long as the angle stays in its interval, affine in the time t."""
    rising = _rising(core, interval, setting)
    if rising == 0:
        return None
    bounds: list[Expression] = []
    for end, up in ((f.ends[0], False), (f.ends[1], True)):
        if end is not None:
            bounds.append(sub(end[0], t) if up else sub(t, end[0]))
    for e, upper in ((interval[0], rising < 0), (interval[1], rising > 0)):
        reached = _time(f, core.expression.substitute({ANGLE: e}), setting)
        if reached is not None:
            bounds.append(sub(reached, t) if upper else sub(t, reached))
    return tuple(dict.fromkeys(bounds)), ()


def _time(f: Flow, value: Expression, setting: Setting) -> Expression | None:
    """The time at which k has a value; None when it never has."""
    from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
    from mirrorsym.calculus.region import samples

    time = f.inverse.substitute({"v_": value})
    for p in samples(setting.initial, 2):
        try:
            enclose(time, p, 128)
        except (Undefined, Unsettled):
            return None
    return tidy(time, setting.initial)


def _signs(where: Expression, interval: Interval) -> Iterator[Expression]:
    """The angle lies in its interval, and its cosine is positive."""
    yield sub(PI / 2, where)
    yield add(PI / 2, where)
    if interval[0] == ZERO:
        yield where
    yield call("cos", where)


def _between(e: Expression, core: Core, interval: Interval, setting: Setting, scale: Expression) -> tuple[Expression, ...]:
    """core(low) < e/scale < core(high), where these are finite; `scale` is positive."""
    from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
    from mirrorsym.calculus.region import samples

    out = []
    rising = _rising(core, interval, setting)
    for end, low in ((interval[0], rising > 0), (interval[1], rising < 0)):
        value = core.expression.substitute({ANGLE: end})
        try:
            for p in samples(setting.initial, 1):
                enclose(value, p, 64)
        except (Undefined, Unsettled):
            continue
        value = tidy(value, setting.initial)
        out.append(relation(">" if low else "<", e, mul(value, scale) if scale != ONE else value))
    return tuple(out)


