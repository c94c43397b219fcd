"""A potential R(x, a): the regularizer h and the starting point that, with the map of R(x, 0), may give it.

With a chart of R(x, 0), R a sum of functions of one y each, h(w) = -d_a R(x, 0) at x = g(w) has the form const + sum alpha_k*y_k + sum
gamma_k*s_k, s_k(w) = sqrt((y_k - c_k)**2 + kappa_k) where g_k has two variables (everything else does not commute).  The coefficients are
read off the derivatives at y = c.  The flow starts at w0 = F(x0) with grad R(x0, 0) = 0.  Nothing is proved here.

Main definitions: `Start`, `started`.
"""

from __future__ import annotations

from dataclasses import dataclass

from mirrorsym.calculus import sign
from mirrorsym.calculus.conjugate import tidied
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.invert import inverses
from mirrorsym.calculus.lemmas import prove_with
from mirrorsym.calculus.region import Region, samples
from mirrorsym.expression import ZERO, Expression, add, mul, neg, num, sqrt, sub, sym
from mirrorsym.routes._parametrize import Chart

__all__ = ["Start", "started"]


@dataclass(frozen=True, slots=True)
class Start:
    """The regularizer in the variables of the chart, and the value of each of them at the start."""

    h: Expression
    init: tuple[Expression, ...]


def started(r: Expression, clock: str, x: tuple[str, ...], region: Region, chart: Chart) -> Start | str:
    """h and the start for R(x, clock), or a sentence why they are not known.

    >>> from mirrorsym.calculus.region import Region
    >>> from mirrorsym.expression import call
    >>> from mirrorsym.routes._parametrize import charted
    >>> u = sym("x")
    >>> there = Region(("x",), (), ((u, ">"),))
    >>> r = u * call("log", u) - u - sym("a") * u
    >>> found = started(r, "a", ("x",), there, charted(r.substitute({"a": ZERO}), ("x",), there))
    >>> str(found.h), [str(e) for e in found.init]
    ('w**2/4', ['2'])
    """
    if not chart.y:
        return "no regularizer is known for this map"
    put = dict(zip(x, chart.back, strict=True))
    constant = Region(tuple(n for n in region.names if n not in x), (), tuple(f for f in region.facts if not f[0].names & set(x)),
                      region.integers - frozenset(x))
    turned = Region((*chart.y, *constant.names), (), tuple((e.substitute(put), op) for e, op in region.facts), region.integers)
    change = neg(derivative(r, clock)).substitute({clock: ZERO}).substitute(put)
    rounds = dict(chart.round)
    there: dict[str, Expression] = {}
    for p in samples(turned, 1):
        there = {n: num(p[n]) for n in chart.y}
    there.update({chart.y[k]: c for k, (c, _, _) in rounds.items()})
    if len(there) < len(chart.y):
        return "no point was found at which to compare h"
    terms: list[Expression] = []
    known: list[Expression] = []
    for k, n in enumerate(chart.y):
        slope = derivative(change, n)
        alpha = tidied(slope.substitute(there), constant)
        terms.append(mul(alpha, chart.levels[k]))
        known.append(mul(alpha, there[n]))
        if k in rounds:
            _, rest, wide = rounds[k]
            root = tidied(sqrt(rest), constant)
            gamma = tidied(mul(derivative(slope, n).substitute(there), root), constant)
            terms.append(mul(gamma, wide))
            known.append(mul(gamma, root))
    there_w = tidied(sub(change.substitute(there), add(*known)), constant)
    names = Region((*chart.names, *constant.names), (), (*constant.facts, *chart.facts), region.integers)
    h = tidied(add(*terms, there_w), names)
    point = _lowest(r.substitute({clock: ZERO}).substitute(put), chart.y, turned, constant)
    if isinstance(point, str):
        return point
    at = {n: tidied(e.substitute(point), constant) for n, e in put.items()}
    return Start(h, tuple(tidied(f.substitute(at), constant) for f in chart.F))


def _lowest(r: Expression, y: tuple[str, ...], turned: Region, constant: Region) -> dict[str, Expression] | str:
    """The y at which the derivatives of r vanish."""
    out: dict[str, Expression] = {}
    for n in y:
        slope = tidied(derivative(r, n), turned)
        if slope.names & (set(y) - {n}):
            return f"the derivative {slope} in {n} has more than this variable"
        target = sym("_z")
        for candidate in inverses(slope, target, n, turned):
            value = tidied(candidate.substitute({"_z": ZERO}), constant)
            if not value.names & set(y) and _is_lowest(slope, n, value, turned, constant):
                out[n] = value
                break
        else:
            return f"no zero of {slope} was found, at which the flow would start; add an affine function to R that moves it"
    return out


def _is_lowest(slope: Expression, n: str, value: Expression, turned: Region, constant: Region) -> bool:
    inside = all(sign.prove(e.substitute({n: value}), op, constant) is not None for e, op in turned.facts if e.names & set(turned.names)
                 and n in e.names and e.names <= {n, *constant.names})
    return inside and prove_with(slope.substitute({n: value}), constant) is not None
