"""Blocks with one generator F that move in closed form: one variable, or c*exp(b*u)*cos(b*v).

The latter is the real part of c*exp(b*(u + i v)).  The imaginary part C is conserved and F' = b**2*(F**2 + C**2), so
F = C*tan(b**2*C*s + angle).

Main definitions: `scalar`, `wave`.
"""

from __future__ import annotations

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.flows import decompose, flow
from mirrorsym.calculus.lemmas import Lemma
from mirrorsym.calculus.region import Region, interval_of
from mirrorsym.expression import PI, ZERO, Expression, add, call, div, mul, neg, num, relation, sub, sym
from mirrorsym.routes._blocks import TIMES, VALUES, Block, Moved, constant_ratio
from mirrorsym.routes._draft import Setting, tidy
from mirrorsym.routes._polar import turned_back

__all__ = ["scalar", "wave"]

S, V = sym(TIMES[0]), sym(VALUES[0])
TWO = num(2)


def scalar(block: Block, setting: Setting) -> Moved | None:
    """A function of one variable, by the table of flows."""
    if len(block.variables) != 1 or len(block.generators) != 1:
        return None
    z, = block.variables
    parts = decompose(block.generators[0], z, Region.of(setting.pair.M))
    if parts is None:
        return None
    c, core, d = parts
    f = flow(core, tidy(setting.start[z], setting.initial), setting.initial)
    if f is None:
        return None
    box = interval_of(Region.of(setting.pair.M), z)
    t = mul(c, S)
    put = {f.time: t}
    bounds = [sub(end[0], t) if up else sub(t, end[0]) for end, up in ((f.ends[0], False), (f.ends[1], True)) if end is not None]
    region = Region.of(setting.pair.M).restrict(frozenset({z}))
    slope = derivative(core.expression, z)
    rising = 1 if sign.prove(slope, ">", region) is not None else -1 if sign.prove(slope, "<", region) is not None else 0
    for end, up in ((box.low, rising < 0), (box.high, rising > 0)):
        if end is None or rising == 0:
            continue
        time = _time(f.inverse.substitute({"v_": core.expression.substitute({z: num(end)})}), setting)
        if time is not None:
            bounds.append(sub(time, t) if up else sub(t, time))
    assuming: tuple[Expression, ...] = ()
    if core.kind == "power" and core.exponent == TWO and sign.prove(slope.substitute({z: setting.start[z]}), "!=", setting.initial) is None:
        assuming = (relation("!=", core.argument.substitute({z: setting.start[z]}), ZERO),)
    return Moved((f.solution.substitute(put),), (add(mul(c, f.value.substitute(put)), d),), add(f.primitive.substitute(put), mul(d, S)),
                 tuple(dict.fromkeys(bounds)), (div(f.inverse.substitute({"v_": div(sub(V, d), c)}), c),), (),
                 tuple(x.substitute(put) for x in f.lemmas), assuming)


def _time(e: Expression, setting: Setting) -> Expression | None:
    from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
    from mirrorsym.calculus.region import samples

    for p in samples(setting.initial, 2):
        try:
            enclose(e, p, 128)
        except (Undefined, Unsettled):
            return None
    return tidy(e, setting.initial)


def _pair(block: Block) -> tuple[str, str] | None:
    return (block.variables[0], block.variables[1]) if len(block.variables) == 2 and len(block.generators) == 1 else None


def wave(block: Block, setting: Setting) -> Moved | None:
    """c*exp(b*u)*cos(b*v) where M is a strip 0 < b*v < pi/2, or -pi/2 < b*v < 0."""
    names = _pair(block)
    if names is None:
        return None
    region = Region.of(setting.pair.M)
    f = block.generators[0]
    for u, v in (names, names[::-1]):
        b = div(derivative(f, u), f)
        found = tidy(b, region)
        if found.names & set(names) or found == ZERO:
            continue
        core = mul(call("exp", mul(found, sym(u))), call("cos", mul(found, sym(v))))
        c = constant_ratio(f, core, names, region)
        if c is None:
            continue
        u0, v0 = setting.start[u], setting.start[v]
        start = mul(found, v0)
        if any(sign.prove(e, ">", setting.initial) is None for e in (start, sub(PI / 2, start))):
            continue
        size = call("exp", mul(found, u0))
        partner = mul(size, call("sin", start))
        angle = sub(PI / 2, start)  # F = C tan(angle) at the start
        t = add(mul(found**2, partner, c, S), angle)
        # w = log(F + i C)/b, F + i C = C*(sin t + i cos t)/cos t
        psi = div(call("log", div(partner, call("cos", t))), found), div(sub(PI / 2, t), found)
        value = mul(c, partner, div(call("sin", t), call("cos", t)))
        potential = div(neg(call("log", call("cos", t))), found**2)
        inverse = div(sub(call("atan", div(V, mul(c, partner))), angle), mul(found**2, partner, c))
        moved = Moved(psi, (value,), potential, (t, sub(PI / 2, t)), (inverse,), (relation(">", div(V, c), ZERO),),
                      (Lemma(call("cos", t)), Lemma(call("sin", t))))
        return moved if (u, v) == names else turned_back(moved)
    return None
