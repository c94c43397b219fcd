"""Lower bounds that depend on parameters: u**2 + a*u >= -a**2/4, a*sin(u) >= -|a|.

Candidates are the values at critical points, at the vertex of a quadratic in one power or kernel, and the sum of the terms' own bounds; the
first one that is proved is the answer.  Precondition: a function with parameters.  Main definition: `family_bound`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.solve import solutions
from mirrorsym.calculus.structure import range_of
from mirrorsym.expression import ZERO, Expression, add, call, div, mul, neg, num, power, sub

__all__ = ["family_bound"]

Bound = tuple[Expression, dict[str, Any]]
MAX_CANDIDATES = 8


def family_bound(f: Expression, region: Region) -> Bound | None:
    """(b, SIGN proof of f - b >= 0) with b in the parameters, or None.

    >>> from mirrorsym.expression import sym
    >>> u, a = sym("u"), sym("a")
    >>> str(family_bound(u**2 + a * u, Region(("u",), ("a",)))[0])
    '-a**2/4'
    """
    tried: list[Expression] = []
    for b in islice(_candidates(f, region), MAX_CANDIDATES):
        if b in tried or not b.names <= set(region.parameters) or not _plausible(sub(f, b), region):
            continue
        tried.append(b)
        proof = sign.prove(sub(f, b), ">=", region, depth=2, budget=0.5)
        if proof is not None:
            return b, proof
    return None


def _candidates(f: Expression, region: Region) -> Iterator[Expression]:
    names = set(region.variables)
    terms = f.args if f.op == "add" else (f,)
    still = add(*(t for t in terms if not t.names & names))
    moving = [t for t in terms if t.names & names]
    yield from _vertices(moving, still, names)
    lows = [_low(t, region) for t in moving]
    if all(x is not None for x in lows):
        yield add(still, *(x for x in lows if x is not None))
    active = sorted(f.names & names)
    if len(active) == 1:
        n = active[0]
        for name, value in islice(solutions(derivative(f, n), region), 4):
            if name == n and not value.names & names:
                yield f.substitute({n: value})


def _vertices(moving: list[Expression], still: Expression, names: set[str]) -> Iterator[Expression]:
    """p*k**2 + q*k + r with a power or kernel k of one variable: r - q**2/(4*p)."""
    for k in dict.fromkeys(n for t in moving for n in t.walk() if n.names & names and n.op in ("sym", "pow", "abs", "exp")):
        parts: dict[int, list[Expression]] = {0: [still], 1: [], 2: []}
        for t in moving:
            q = _coefficient(t, power(k, num(2)), names)
            order = 2
            if q is None:
                q, order = _coefficient(t, k, names), 1
            if q is None:
                break
            parts[order].append(q)
        else:
            if parts[1] and parts[2]:
                yield sub(add(*parts[0]), div(power(add(*parts[1]), num(2)), mul(num(4), add(*parts[2]))))


def _coefficient(t: Expression, k: Expression, names: set[str]) -> Expression | None:
    """q with t = q*k, q free of variables; |u|**2 counts as u**2."""
    factors = list(t.args if t.op == "mul" else (t,))
    own = [x for x in factors if x.names & names]
    if len(own) != 1:
        return None
    x = own[0]
    if x != k and not (k.op == "pow" and k.args[0].op == "abs" and x == power(k.args[0].args[0], k.args[1])):
        return None
    return mul(*(y for y in factors if not y.names & names))


def _low(t: Expression, region: Region) -> Expression | None:
    """A lower bound of one term: its coefficient times the range of the rest."""
    names = set(region.variables)
    factors = t.args if t.op == "mul" else (t,)
    q = mul(*(x for x in factors if not x.names & names))
    r = range_of(mul(*(x for x in factors if x.names & names)), region)
    if r.low is not None and r.low >= 0 and sign.prove(q, ">=", region, depth=1, budget=0.2) is not None:
        return mul(q, num(r.low))
    if r.low is None or r.high is None:
        return None
    top = max(abs(r.low), abs(r.high))
    return neg(mul(call("abs", q), num(top))) if q.names else neg(num(abs(q.value) * top)) if q.op == "num" else None


def _plausible(e: Expression, region: Region) -> bool:
    for p in samples(region, 10):
        try:
            if enclose(e, p, 96) < 0:
                return False
        except (Undefined, Unsettled):
            return False
    return e != ZERO
