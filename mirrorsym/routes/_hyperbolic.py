"""Blocks of two variables whose functions are of degree two, with eigenvectors that are not rational.

Commuting symmetric matrices are A = t + s*K with one K of trace 0, and K**2 is the number r**2.  So A has the eigenvalues t + s*r and
t - s*r, with eigenvectors that all matrices share, and a point's two parts grow by one exponential each.

Main definition: `hyperbolic`.
"""

from __future__ import annotations

from dataclasses import dataclass

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative, hessian
from mirrorsym.calculus.lemmas import Lemma
from mirrorsym.expression import ZERO, Expression, add, call, div, mul, num, power, relation, sqrt, sub, sym
from mirrorsym.routes._blocks import TIMES, VALUES, Block, Moved
from mirrorsym.routes._draft import Setting, tidy

__all__ = ["hyperbolic"]

TWO, FOUR, HALF = num(2), num(4), num("1/2")
Pair = tuple[Expression, Expression]


@dataclass(frozen=True, slots=True)
class _Frame:
    """K = ((d, o), (o, -d)) with r = sqrt(d**2 + o**2); per generator its eigenvalues and its value at the common critical point."""

    d: Expression
    o: Expression
    r: Expression
    rates: tuple[Pair, ...]
    center: Pair
    floor: tuple[Expression, ...]


def hyperbolic(block: Block, setting: Setting) -> Moved | None:
    """Two variables, one or two functions of degree two; None for anything else.

    >>> from mirrorsym.maps import Pair
    >>> from mirrorsym.routes._blocks import blocks_of
    >>> pair = Pair(g=["u*v + v**2"])
    >>> moved = hyperbolic(blocks_of(pair)[0], Setting.of(pair))
    >>> str(moved.psi[0].substitute({"u0": num(0)}))
    'v0*(sqrt(2) - 1)*exp((sqrt(2) + 1)*s1_)/(-2*sqrt(2) + 4) + v0*(-sqrt(2) - 1)*exp((-sqrt(2) + 1)*s1_)/(2*sqrt(2) + 4)'
    """
    frame = _frame(block, setting)
    if frame is None:
        return None
    start = tuple(sub(setting.start[v], c) if c != ZERO else setting.start[v] for v, c in zip(block.variables, frame.center, strict=True))
    d, o, r = frame.d, frame.o, frame.r
    parts = []  # (a point of the eigenvector, its squared length, how much of it is in the start)
    for e in ((add(r, d), o), (sub(d, r), o)):
        along = tidy(add(mul(e[0], start[0]), mul(e[1], start[1])), setting.initial)
        length = tidy(add(power(e[0], TWO), power(e[1], TWO)), setting.initial)
        parts.append((e, length, along))
    assuming = tuple(relation("!=", along, ZERO) for _, _, along in parts if sign.prove(along, "!=", setting.initial) is None)
    times = [sym(t) for t in TIMES[: len(block.generators)]]
    told = [add(*(mul(rate[k], s) for rate, s in zip(frame.rates, times, strict=True))) for k in (0, 1)]
    grown = [call("exp", t) for t in told]
    psi = tuple(add(c, *(mul(div(mul(along, e[i]), length), g) for (e, length, along), g in zip(parts, grown, strict=True)))
                for i, c in enumerate(frame.center))
    first = [div(power(along, TWO), length) for _, length, along in parts]  # squared lengths of the parts at the start
    now = [mul(p, call("exp", mul(TWO, t))) for p, t in zip(first, told, strict=True)]
    values = tuple(add(mul(HALF, rate[0], now[0]), mul(HALF, rate[1], now[1]), low)
                   for rate, low in zip(frame.rates, frame.floor, strict=True))
    potential = add(*(div(y, FOUR) for y in now), *(mul(low, s) for low, s in zip(frame.floor, times, strict=True)))
    back = _back(frame, first, setting)
    inverse, ranges, squares = back if back is not None else (None, (), ())
    lemmas = tuple(Lemma(y.substitute(dict(zip(VALUES, values, strict=False))), ">", x)
                   for y, x in zip(squares, now, strict=False)) if len(squares) == 2 else ()
    at_values = None if inverse is None else add(*(div(y, FOUR) for y in squares), *(
        mul(low, s) for low, s in zip(frame.floor, inverse, strict=True)))
    return Moved(psi, values, potential, (), inverse, ranges, lemmas, assuming, at_values, solved=False)


def _frame(block: Block, setting: Setting) -> _Frame | None:
    if len(block.variables) != 2 or len(block.generators) > 2:
        return None
    own, at = set(block.variables), dict.fromkeys(block.variables, ZERO)
    known = setting.initial
    rows = []
    for f in block.generators:
        (a, b), (_, c) = hessian(f, block.variables)
        a, b, c = (tidy(e, known) for e in (a, b, c))
        if (a.names | b.names | c.names) & own:
            return None
        slopes = tuple(tidy(derivative(f, v).substitute(at), known) for v in block.variables)
        rows.append((tidy(mul(HALF, add(a, c)), known), tidy(mul(HALF, sub(a, c)), known), b, slopes, tidy(f.substitute(at), known)))
    lead = next((x for x in rows if sign.prove(x[2], "!=", known) is not None), None)
    if lead is None:
        return None  # nothing is shown to be turned
    d, o = lead[1], lead[2]
    r = tidy(sqrt(add(power(d, TWO), power(o, TWO))), known)
    turns = [tidy(div(x[2], o), known) for x in rows]
    rates = tuple((tidy(add(x[0], mul(s, r)), known), tidy(sub(x[0], mul(s, r)), known)) for x, s in zip(rows, turns, strict=True))
    center = _center(rows, setting)
    if center is None:
        return None
    put = dict(zip(block.variables, center, strict=True))
    floor = tuple(tidy(f.substitute(put), known) for f in block.generators)
    return _Frame(d, o, r, rates, center, floor)


def _center(rows: list[tuple[Expression, Expression, Expression, tuple[Expression, ...], Expression]], setting: Setting) -> Pair | None:
    """Where all gradients vanish: solved for one function; that the others agree is part of commuting."""
    if all(e == ZERO for x in rows for e in x[3]):
        return ZERO, ZERO
    for t, d, o, (p, q), _ in rows:
        det = tidy(sub(power(t, TWO), add(power(d, TWO), power(o, TWO))), setting.initial)
        if sign.prove(det, "!=", setting.initial) is not None:
            return (tidy(div(sub(mul(o, q), mul(sub(t, d), p)), det), setting.initial),
                    tidy(div(sub(mul(o, p), mul(add(t, d), q)), det), setting.initial))
    return None


_Back = tuple[tuple[Expression, ...], tuple[Expression, ...], tuple[Expression, ...]]


def _back(frame: _Frame, first: list[Expression], setting: Setting) -> _Back | None:
    """The times as functions of the values, what is positive there, and the squared lengths of the two parts then."""
    known = setting.initial
    above = [sub(sym(v), low) for v, low in zip(VALUES, frame.floor, strict=False)]
    if len(frame.rates) == 1:
        return None
    (a, b), (c, d) = frame.rates
    det = tidy(sub(mul(a, d), mul(b, c)), known)
    if sign.prove(det, "!=", known) is None:
        return None
    whole = tidy(mul(det, frame.r), known)  # r stands in det alone: no root is left below
    a, b, c, d = (tidy(div(mul(e, frame.r), whole), known) for e in (a, b, c, d))
    y = [add(*(mul(tidy(k, known), x) for k, x in zip(row, above, strict=True)))
         for row in ((mul(TWO, d), mul(num(-2), b)), (mul(num(-2), c), mul(TWO, a)))]
    logs = [mul(HALF, call("log", div(e, p))) for e, p in zip(y, first, strict=True)]
    times = (sub(mul(d, logs[0]), mul(c, logs[1])), sub(mul(a, logs[1]), mul(b, logs[0])))
    return times, tuple(relation(">", e, ZERO) for e in y), tuple(y)
