"""Closed-form gradient flows in one variable: dz/ds = f'(z), z(0) = z0.

`decompose` writes a function of one variable as c*core + constant, with core = f(b*z + e) for one of the functions f
of the table; `flow` gives
for such a core the solution z(s), the value q(s) = core(z(s)), a primitive of q, and the ends of the existence interval in s.  Every
entry is a conjecture to its users: `solves` proves z' = core'(z), z(0) = z0 and primitive' = q as statements about zero.

With y = b*z + e the equation becomes dy/dt = f'(y) at t = b**2*s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.kernels import recognized
from mirrorsym.calculus.lemmas import Lemma
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.zero import prove
from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, neg, num, power, sqrt, sub, sym

__all__ = ["Core", "Flow", "decompose", "flow"]

TWO = num(2)
PI = Expression("const", ("pi",))
FUNCTIONS = ("exp", "log", "sinh", "cosh", "sin", "cos", "atan", "atanh")


@dataclass(frozen=True, slots=True)
class Core:
    """f(slope*z + shift), where `kind` is "power" (with `exponent`) or the name of f."""

    kind: str
    variable: str
    slope: Expression
    shift: Expression
    exponent: Expression = ONE

    @property
    def argument(self) -> Expression:
        """slope*z + shift."""
        return add(mul(self.slope, sym(self.variable)), self.shift)

    @property
    def expression(self) -> Expression:
        """The core as a function of z."""
        return power(self.argument, self.exponent) if self.kind == "power" else call(self.kind, self.argument)


@dataclass(frozen=True, slots=True)
class Flow:
    """The gradient flow of a core from z0, as expressions in the time symbol.

    `shape` says what q is as a function of s, for the inversion: ("linear",), ("exponential", A, r) for A*exp(r*s),
    ("pole", p, m) for 1/(p - m*s),
    ("log", p, m) for log(p + m*s)/2, ("tan", p, m) for tan(p + m*s), ("tanh", p, m), ("power", p, m, k) for (p +
    m*s)**k, ("cosh",), ("sinh",) or ("cos",).
    `inverse(v)` is the time s at which q = v.  `ends`: (low, high), each None for infinite, or (value of s, what happens there).
    `lemmas` are signs that hold between the ends and that proofs about these formulas need.  Where they help, `area` is the primitive as a
    function of the value v, `signs` are positive trees in v, and `left` what the distances to the ends are in terms of v.
    """

    time: str
    solution: Expression
    value: Expression
    primitive: Expression
    shape: tuple[Any, ...]
    inverse: Expression
    ends: tuple[tuple[Expression, str] | None, tuple[Expression, str] | None]
    lemmas: tuple[Lemma, ...] = ()
    area: Expression | None = None
    signs: tuple[Expression | Lemma, ...] = ()
    left: tuple[Expression, ...] = ()


def decompose(f: Expression, z: str, region: Region | None = None) -> tuple[Expression, Core, Expression] | None:
    """(c, core, d) with f = c*core + d and c, d free of z; None when f is not of that kind.

    With a region, also functions that are written otherwise, and powers of what is negative there.

    >>> c, core, d = decompose(3 * sym("z") ** 2 + 6 * sym("z") + 1, "z")
    >>> str(c), str(core.expression), str(d)
    ('3', '(z + 1)**2', '-2')
    """
    found = _written(f, z)
    if region is None:
        return found
    small = region.restrict(frozenset({z}))
    if found is None:
        other = recognized(f, z, small)
        if other is None:
            return None
        (c, kind, slope, shift, exponent), d = other
        return c, Core(kind, z, slope, shift, exponent), d
    return _turned(*found, small)


def _turned(c: Expression, core: Core, d: Expression, region: Region) -> tuple[Expression, Core, Expression]:
    """A logarithm without a factor in front of z, and a whole power of something positive, where the region shows the sign."""
    s = core.slope
    if core.kind == "log" and s.op == "num" and abs(s.value) != 1:
        size = num(abs(s.value))
        return c, Core("log", core.variable, div(s, size), div(core.shift, size)), add(d, mul(c, call("log", size)))
    p = core.exponent
    whole = p.op == "num" and p.value.denominator == 1 and p.value not in (1, 2)
    if core.kind == "power" and whole and sign.prove(core.argument, "<", region) is not None:
        return mul(power(num(-1), p), c), Core("power", core.variable, neg(s), neg(core.shift), p), d
    return c, core, d


def _written(f: Expression, z: str) -> tuple[Expression, Core, Expression] | None:
    """The same for a function that is written like that."""
    terms = f.args if f.op == "add" else (f,)
    constant = add(*(t for t in terms if z not in t.names))
    active = [t for t in terms if z in t.names]
    if len(active) == 1:
        found = _single(active[0], z)
        if found is not None:
            return found[0], found[1], constant
    d2 = derivative(derivative(f, z), z)
    if z not in d2.names or _is_constant(d2, z):
        at0 = {z: ZERO}
        c2, c1 = d2.substitute(at0), derivative(f, z).substitute(at0)
        c0 = f.substitute(at0)
        if d2 == ZERO:
            return c1, Core("power", z, ONE, ZERO, ONE), c0
        shift = div(c1, c2)
        half = div(c2, TWO)
        return half, Core("power", z, ONE, shift, TWO), sub(c0, mul(half, power(shift, TWO)))
    return None


def _is_constant(e: Expression, z: str) -> bool:
    d = derivative(e, z)
    return d == ZERO or prove(d, Region(tuple(sorted(e.names))), 0) is not None


def _single(t: Expression, z: str) -> tuple[Expression, Core] | None:
    """c*f(slope*z + shift) for one term."""
    factors = t.args if t.op == "mul" else (t,)
    c = mul(*(x for x in factors if z not in x.names))
    active = [x for x in factors if z in x.names]
    if len(active) != 1:
        return None
    x = active[0]
    if x.op == "sym":
        return c, Core("power", z, ONE, ZERO, ONE)
    if x.op == "pow" and z not in x.args[1].names:
        parts = _affine(x.args[0], z)
        if parts is None:
            return None
        slope, shift = parts
        k = x.args[1]
        if shift == ZERO and slope != ONE and k.op == "num" and k.args[0].denominator == 1:
            return mul(c, power(slope, k)), Core("power", z, ONE, ZERO, k)
        return c, Core("power", z, slope, shift, k)
    if x.op in FUNCTIONS:
        parts = _affine(x.args[0], z)
        if parts is not None:
            return c, Core(x.op, z, *parts)
    return None


def _affine(e: Expression, z: str) -> tuple[Expression, Expression] | None:
    d = derivative(e, z)
    if z in d.names:
        return None
    return d, e.substitute({z: ZERO})


def flow(core: Core, start: Expression, region: Region, time: str = "s") -> Flow | None:
    """The flow of a core from `start`; `region` is about the symbols of `start` and the slopes (facts such as u0 > 0).

    >>> f = flow(Core("power", "z", ONE, ZERO, TWO), sym("z0"), Region(("z0",)))
    >>> str(f.solution), str(f.value)
    ('z0*exp(2*s)', 'z0**2*exp(4*s)')
    """
    y0 = add(mul(core.slope, start), core.shift)
    t = mul(power(core.slope, TWO), sym(time))
    rate = power(core.slope, TWO)
    made = _power(core, y0, t, rate, region) if core.kind == "power" else _named(core.kind, y0, t, rate, region)
    if made is None:
        return None
    y, q, primitive, shape, inverse, ends = made[:6]
    more: list[Any] = [(), None, (), ()]
    more[:len(made) - 6] = made[6:]
    lemmas, area, signs, left = more
    z = div(sub(y, core.shift), core.slope) if core.slope != ONE or core.shift != ZERO else y
    return Flow(time, z, q, div(primitive, rate), shape, div(inverse, rate), _scaled(ends, rate), lemmas,
                None if area is None else div(area, rate), signs, left)


def _scaled(ends: Any, rate: Expression) -> Any:
    return tuple(None if e is None else (div(e[0], rate), e[1]) for e in ends)


V = sym("v_")  # the value of q in an inverse
_LOG_COSH = div(call("log", sub(ONE, power(V, TWO))), num(-2))  # log cosh s at tanh s = v
_End = tuple[Expression, str] | None
_Ends = tuple[_End, _End]
BLOW, EDGE = "blow-up", "leaves the domain of the map"


def _power(core: Core, y0: Expression, t: Expression, rate: Expression, region: Region) -> tuple[Any, ...] | None:
    p = core.exponent
    if p == ONE:
        return add(y0, t), add(y0, t), add(mul(y0, t), div(power(t, TWO), TWO)), ("linear", y0, rate), sub(V, y0), (None, None)
    if p == TWO:
        q = mul(power(y0, TWO), call("exp", mul(num(4), t)))
        inverse = div(call("log", div(V, power(y0, TWO))), num(4))
        return (mul(y0, call("exp", mul(TWO, t))), q, div(q, num(4)), ("exponential", power(y0, TWO), mul(num(4), rate)), inverse,
                (None, None))
    m = sub(p, TWO)  # y**(-m) = y0**(-m) - p*m*t
    if sign.prove(y0, ">", region) is None:
        even = p.op == "num" and p.value.denominator == 1 and p.value % 2 == 0 and p.value > 2
        return _even_power(p, m, y0, t, rate) if even and sign.prove(y0, "!=", region) is not None else None
    base = sub(power(y0, neg(m)), mul(p, m, t))
    y = power(base, div(num(-1), m))
    k = div(neg(p), m)
    q = power(base, k)
    # primitive of base**k in t: base**(k+1)/((k+1)*(-p*m)); k + 1 = -2/m
    primitive = div(power(base, add(k, ONE)), mul(TWO, p))
    inverse = div(sub(power(y0, neg(m)), power(V, neg(div(m, p)))), mul(p, m))
    end = div(power(y0, neg(m)), mul(p, m))
    ends: _Ends | None
    if _positive(m, region):
        ends = (None, (end, BLOW)) if _positive(p, region) else None
    elif _positive(neg(m), region):
        ends = ((end, EDGE), None) if _positive(p, region) else (None, (end, EDGE)) if _positive(neg(p), region) else None
    else:
        ends = None
    if ends is None:
        return None
    shape = ("power", power(y0, neg(m)), mul(num(-1), p, m, rate), k)
    if p.op != "num" or div(num(-1), m).value.denominator != 1 or p.value > 2:  # a root of a square, else
        return y, q, primitive, shape, inverse, ends
    return y, q, primitive, shape, inverse, ends, (Lemma(base, ">", mul(p, m, sub(end, t))),)


def _even_power(p: Expression, m: Expression, y0: Expression, t: Expression, rate: Expression) -> tuple[Any, ...]:
    """y0 of either sign: y = y0*(1 - p*m*y0**m*t)**(-1/m)."""
    speed = mul(p, m, power(y0, m))
    base = sub(ONE, mul(speed, t))
    q = mul(power(y0, p), power(base, div(neg(p), m)))
    inverse = div(sub(ONE, power(div(V, power(y0, p)), neg(div(m, p)))), speed)
    shape = ("even power", power(y0, m), mul(speed, rate), p)
    return (mul(y0, power(base, div(num(-1), m))), q, div(mul(power(y0, TWO), power(base, div(num(-2), m))), mul(TWO, p)), shape, inverse,
            (None, (div(ONE, speed), BLOW)), (Lemma(base, ">", mul(speed, sub(div(ONE, speed), t))),))


def _positive(e: Expression, region: Region) -> bool:
    return sign.prove(e, ">", region) is not None


def _named(kind: str, y0: Expression, t: Expression, rate: Expression, region: Region) -> tuple[Any, ...] | None:
    if kind == "exp":
        p = call("exp", neg(y0))
        rest = sub(p, t)
        y = neg(call("log", rest))
        return y, power(rest, num(-1)), y, ("pole", p, rate), sub(p, power(V, num(-1))), (None, (p, BLOW))
    if kind == "log":
        if not _positive(y0, region):
            return None
        rest = add(power(y0, TWO), mul(TWO, t))
        q = div(call("log", rest), TWO)
        primitive = sub(div(mul(rest, call("log", rest)), num(4)), div(rest, num(4)))
        inverse = div(sub(call("exp", mul(TWO, V)), power(y0, TWO)), TWO)
        return sqrt(rest), q, primitive, ("log", power(y0, TWO), mul(TWO, rate)), inverse, ((neg(div(power(y0, TWO), TWO)), EDGE), None)
    if kind == "sinh":  # exp(y) = tan(atan(exp(y0)) + t/2), by the addition theorem
        b, half = call("exp", y0), div(t, TWO)
        up = add(call("sin", half), mul(b, call("cos", half)))
        down = sub(call("cos", half), mul(b, call("sin", half)))
        angle = add(half, call("atan", b))
        radius = sqrt(add(ONE, power(b, TWO)))
        start = mul(TWO, call("atan", b))
        root = sqrt(add(power(V, TWO), ONE))
        inverse = sub(mul(TWO, call("atan", add(V, root))), start)
        return (call("log", div(up, down)), div(sub(div(up, down), div(down, up)), TWO), neg(call("log", mul(up, down))), ("sinh",),
                inverse,
                ((neg(start), BLOW), (sub(PI, start), BLOW)),
                (Lemma(up, ">", mul(radius, call("sin", angle))), Lemma(down, ">", mul(radius, call("cos", angle)))),
                sub(call("log", mul(TWO, root)), call("log", add(ONE, power(b, TWO)))),
                (add(V, root), sub(root, V)), tuple(div(mul(TWO, call("atan", e)), rate) for e in (add(V, root), sub(root, V))))
    if kind == "cosh":
        if not _positive(y0, region):
            return None
        x = mul(call("tanh", div(y0, TWO)), call("exp", t))
        least = Lemma(sub(ONE, x), ">", sub(ONE, call("exp", add(call("log", call("tanh", div(y0, TWO))), t))))
        q = div(add(ONE, power(x, TWO)), sub(ONE, power(x, TWO)))
        inverse = sub(div(call("log", div(sub(V, ONE), add(V, ONE))), TWO), call("log", call("tanh", div(y0, TWO))))
        end = neg(call("log", call("tanh", div(y0, TWO))))
        return (call("log", div(add(ONE, x), sub(ONE, x))), q, call("log", div(x, sub(ONE, power(x, TWO)))), ("cosh",), inverse,
                (None, (end, BLOW)), (least,))
    if kind == "sin":
        if sign.prove(sub(div(PI, TWO), y0), ">", region) is None or sign.prove(add(div(PI, TWO), y0), ">", region) is None:
            return _wave(y0, t, call("sin", y0), call("cos", y0))
        first = div(add(ONE, call("sin", y0)), call("cos", y0))  # tan(y0/2 + pi/4)
        x = mul(first, call("exp", t))
        angle = add(t, call("log", first))
        return (sub(mul(TWO, call("atan", x)), div(PI, TWO)), call("tanh", angle), call("log", call("cosh", angle)), ("cos",),
                sub(call("atanh", V), call("log", first)), (None, None), (Lemma(call("cos", y0)), Lemma(add(ONE, call("sin", y0)))),
                _LOG_COSH)
    if kind == "cos":
        if sign.prove(sub(PI, y0), ">", region) is None or not _positive(y0, region):
            return _wave(y0, t, call("cos", y0), neg(call("sin", y0)))
        first = div(call("sin", y0), add(ONE, call("cos", y0)))  # tan(y0/2)
        x = mul(first, call("exp", neg(t)))
        angle = sub(t, call("log", first))
        return (mul(TWO, call("atan", x)), call("tanh", angle), call("log", call("cosh", angle)), ("cos",),
                add(call("atanh", V), call("log", first)), (None, None), (Lemma(call("sin", y0)), Lemma(add(ONE, call("cos", y0)))),
                _LOG_COSH)
    return None


def _wave(y0: Expression, t: Expression, first: Expression, slope: Expression) -> tuple[Any, ...]:
    """sin or cos from anywhere: q moves from q0 = `first` like tanh, and the angle turns by 2*atan; `slope` is the derivative at y0."""
    half, whole = call("tanh", div(t, TWO)), call("tanh", t)
    turn = div(mul(slope, half), add(ONE, mul(first, half)))
    share = add(ONE, mul(first, whole))
    moves = Lemma(sub(ONE, power(first, TWO)), ">", power(slope, TWO))
    return (add(y0, mul(TWO, call("atan", turn))), div(add(first, whole), share), add(call("log", call("cosh", t)), call("log", share)),
            ("cos",), sub(call("atanh", V), call("atanh", first)), (None, None),
            (moves, Lemma(add(ONE, first)), Lemma(sub(ONE, first))),
            div(sub(call("log", power(slope, TWO)), call("log", sub(ONE, power(V, TWO)))), TWO), (moves, add(ONE, V), sub(ONE, V)))
