"""Blocks of two variables with r*u or u/r, r = sqrt(u**2 + v**2): linear in parabolic coordinates, r + u and r - u grow and fall.

With x = tan(t/2) = v/(r + u), t the angle from the u-axis: cos t = u/r moves t by -sin t, which is x' = -x.  So x falls like exp(-s), where
for u/r the time runs slower by r**2, and for r*u the radius follows from r*sin(t)**2 = constant.  Nothing is special at v = 0.

Main definition: `parabolic`.
"""

from __future__ import annotations

from mirrorsym.calculus import sign
from mirrorsym.calculus.lemmas import Lemma
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.zero import prove
from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, neg, num, relation, sqrt, sub, sym
from mirrorsym.routes._blocks import TIMES, VALUES, Block, Moved, constant_ratio
from mirrorsym.routes._draft import Setting, tidy
from mirrorsym.routes._polar import turned_back

__all__ = ["parabolic"]

TWO, FOUR = num(2), num(4)


def parabolic(block: Block, setting: Setting) -> Moved | None:
    """The flow of r*u, of r*u and r**2, or of u/r; None for other blocks."""
    if len(block.variables) != 2:
        return None
    region = Region.of(setting.pair.M)
    for u, v in (block.variables, block.variables[::-1]):
        square = add(sym(u) ** 2, sym(v) ** 2)
        pure = {i: c for i, f in enumerate(block.generators) if (c := constant_ratio(f, square, (u, v), region)) is not None}
        rest = [i for i in range(len(block.generators)) if i not in pure]
        if len(rest) != 1:
            continue
        f = block.generators[rest[0]]
        for make, core in ((_quotient, div(sym(u), sqrt(square))), (_product, mul(sym(u), sqrt(square)))):
            c = constant_ratio(f, core, (u, v), region)
            if c is None or prove(sub(f, mul(c, core)), region) is None or (make is _quotient and pure):
                continue
            found = _quotient(setting, (u, v), c, rest[0]) if make is _quotient else _product(block, setting, (u, v), c, rest[0], pure)
            return found if (u, v) == block.variables else turned_back(found)
    return None


def _radii(setting: Setting, names: tuple[str, str]) -> tuple[Expression, Expression, Expression, Expression | None, Expression]:
    """r, u, |v| at the start, and log of (r + u)/(r - u) = (r + u)**2/v**2 there, halved; None when v has no known sign."""
    u0, v0 = (setting.start[n] for n in names)
    r0 = tidy(sqrt(add(u0**2, v0**2)), setting.initial)
    size = v0 if sign.prove(v0, ">", setting.initial) is not None else neg(v0)
    known = sign.prove(size, ">", setting.initial) is not None
    return r0, u0, v0, call("log", div(add(r0, u0), size)) if known else None, size


def _both(r0: Expression, u0: Expression, e: Expression) -> tuple[Expression, Expression]:
    """(r0 + u0)*e and (r0 - u0)/e."""
    return mul(add(r0, u0), e), div(sub(r0, u0), e)


def _quotient(setting: Setting, names: tuple[str, str], c: Expression, at: int) -> Moved:
    r0, u0, v0, half, size = _radii(setting, names)
    s, w = sym(TIMES[at]), div(sym(VALUES[at]), c)
    e = call("exp", div(mul(c, s), r0**2))
    up, down = _both(r0, u0, e)
    total = add(up, down)
    value = div(sub(up, down), total)
    own = None if half is None else (div(mul(r0**2, sub(div(call("log", div(add(ONE, w), sub(ONE, w))), TWO), half)), c),)
    ranges = (relation("<", w, ONE), relation(">", w, num(-1)))
    lowest = mul(r0**2, sub(call("log", mul(TWO, size)), div(add(call("log", add(ONE, w)), call("log", sub(ONE, w))), TWO)))
    return Moved((mul(r0, value), div(mul(TWO, r0, v0), total)), (mul(c, value),), mul(r0**2, call("log", total)), (), own, ranges,
                 at_values=lowest)


def _product(block: Block, setting: Setting, names: tuple[str, str], c: Expression, at: int, pure: dict[int, Expression]) -> Moved:
    r0, u0, v0, half, size = _radii(setting, names)
    s = sym(TIMES[at])
    e = call("exp", mul(c, s))
    up, down = _both(r0, u0, e)
    stretch, offset = ONE, ZERO
    values = [ZERO] * len(block.generators)
    square = add(*(sym(n) ** 2 for n in names))
    shifts = {i: tidy(sub(block.generators[i], mul(cr, square)), Region.of(setting.pair.M)) for i, cr in pure.items()}
    for i, cr in pure.items():
        stretch = mul(stretch, call("exp", mul(TWO, cr, sym(TIMES[i]))))
        offset = add(offset, mul(shifts[i], sym(TIMES[i])))
    u = div(mul(stretch, sub(up**2, down**2)), mul(FOUR, r0))
    v = div(mul(stretch, v0, add(up, down)), mul(TWO, r0))
    r = div(mul(stretch, add(up, down) ** 2), mul(FOUR, r0))
    values[at] = mul(c, u, r)
    inverse: tuple[Expression, ...] | None = None
    ranges: tuple[Expression, ...] = ()
    lowest = None
    for i, cr in pure.items():
        values[i] = add(mul(cr, r**2), shifts[i])
        if half is None:
            continue
        whole, part = div(sub(sym(VALUES[i]), shifts[i]), cr), div(sym(VALUES[at]), c)
        own = div(sub(div(call("log", div(add(whole, part), sub(whole, part))), TWO), half), c)
        # r = stretch*v0**2/(r0*sin(t)**2) with sin(t)**2 = 1 - (part/whole)**2
        grown = add(call("log", add(whole, part)), call("log", sub(whole, part)), mul(num("-3/2"), call("log", whole)),
                    call("log", div(r0, size**2)))
        other = div(grown, mul(TWO, cr))
        inverse = (own, other) if at == 0 else (other, own)
        lowest = add(div(whole, FOUR), *(mul(shifts[j], other) for j in shifts))
        ranges = (relation(">", whole, ZERO), relation(">", add(whole, part), ZERO), relation(">", sub(whole, part), ZERO))
    return Moved((u, v), tuple(values), add(div(r**2, FOUR), offset), (), inverse, ranges, (Lemma(r),), at_values=lowest)
