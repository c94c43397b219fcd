"""Type of bias: whether kappa_a(x) = R_a''(x)/R_a''(0) falls (toward L1) or grows (toward L2) with -a for all x other than 0.

At fixed x, d/da log R_a'' = -D, where D is an explicit function of the point w; and D changes along x with the sign of `Curvature.change`.
So the type is decided by the sign of one expression in w, without inverting anything: where D has its only extremum at x = 0, kappa
moves one way; where D is constant, R_a'' = c(a) R_0''.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.flows import decompose
from mirrorsym.calculus.region import Region, as_expressions, is_inside, samples
from mirrorsym.calculus.zero import is_zero_at
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.certificate import Certificate
from mirrorsym.effects import Effect
from mirrorsym.expression import ONE, ZERO, Expression, call, div, from_json, mul, neg, num, power, sub
from mirrorsym.properties._curvature import Curvature
from mirrorsym.properties._logic import whole_line
from mirrorsym.properties._monomials import positive_where
from mirrorsym.properties._reachable import reachable
from mirrorsym.properties._situation import Situation
from mirrorsym.properties._structure import Structure
from mirrorsym.routes._draft import tidy
from mirrorsym.verdict import Status

__all__ = ["type_effect"]

Json = dict[str, Any]
TWO = num(2)
WORDS = {"none": "R_a'' = c(a) R_0''", "toward_L1": "R_a''(x)/R_a''(0) falls as a decreases",
         "toward_L2": "R_a''(x)/R_a''(0) grows as a decreases", "mixed": "R_a''(x)/R_a''(0) falls for some x and grows for others"}


def type_effect(situation: Situation) -> Effect:
    """A word per coordinate of x."""
    structure = situation.structure
    if isinstance(structure, str):
        return Effect(Status.UNDECIDED, f"R_a'' is not known as a function of w: {structure}")
    if structure.directions is None:
        return Effect(Status.UNDECIDED, "the potential is not a sum over directions")
    entries: list[Json] = []
    for i in range(len(structure.directions)):
        found = _direction(situation, structure, i)
        if isinstance(found, str):
            return Effect(Status.UNDECIDED, found)
        entries.append(found)
    types = [e["type"] for e in entries]
    if any(d.axis is None for d in structure.directions):
        details = {"directions": [[str(t) for t in d.vector] for d in structure.directions], "types": types}
        return Effect(Status.UNDECIDED, "the coordinates of x mix the directions in which R_a is a sum; along each of these the type is "
                      + ", ".join(types), details=details)
    certificate = Certificate.of("type_of_bias", structure=structure.entry, types=entries)
    because = "; ".join(WORDS[t] for t in dict.fromkeys(types))
    for e in entries:
        if e["type"] == "mixed":
            because += f" (from {', '.join(f'{n} = {from_json(v)}' for n, v in e['origin']['values'].items())}, at a = 0)"
    return Effect(Status.HOLDS, because, types, (certificate,), situation.assumed(structure) or None)


def _direction(situation: Situation, structure: Structure, i: int) -> Json | str:
    assert structure.directions is not None
    c, region = Curvature(structure, structure.directions[i]), reachable(structure)
    change = tidy(c.change, region)
    zero = prove_zero(c.change, region)
    if zero is not None:
        return {"type": "none", "zero": zero}
    if not all(whole_line(structure, chosen, i) for chosen in structure.scenarios()):
        return "R_a''(0) is not there to compare with: x does not run through all of R"
    signs = _signs(mul(c.y, change), region)
    if signs == {-1}:
        return _one_sided("toward_L1", -1, change, c, region)
    if signs == {1}:
        return _one_sided("toward_L2", 1, change, c, region)
    found = _mixed(situation, structure, c)
    return found or "the sign of the change of curvature differs along x or with the parameters, and no two points were found that tell how"


def _signs(e: Expression, region: Region) -> set[int]:
    out = set()
    for p in samples(region, 24):
        try:
            v = enclose(e, p, 128)
        except (Undefined, Unsettled):
            continue
        out |= {1} if v > 0 else {-1} if v < 0 else set()
    return out


def _one_sided(kind: str, s: int, change: Expression, c: Curvature, region: Region) -> Json | str:
    """change = s*y*P with P > 0, or else the sign of `change` on either side of y = 0."""
    if _symbolic(c.change):
        above, below = _by_monomials(c, s, region)
        if above is not None and below is not None:
            return {"type": kind, "above": above, "below": below}
    factor = tidy(div(mul(num(s), change), c.y), region)
    zero = prove_zero(sub(c.change, mul(num(s), c.y, factor)), region)
    proof = None if zero is None else sign.prove(factor, ">", region.assume(c.y, "!="))
    if proof is not None:
        return {"type": kind, "factor": factor.to_json(), "zero": zero, "proof": proof}
    above = _sign(c.change, change, s, region.assume(c.y, ">"))
    below = None if above is None else _sign(c.change, change, -s, region.assume(neg(c.y), ">"))
    if above is None or below is None:
        return f"samples say {kind}, but the sign of the change of curvature was not proved"
    return {"type": kind, "above": above, "below": below}


def _symbolic(e: Expression) -> bool:
    """Whether an exponent contains parameters."""
    return any(n.op == "pow" and n.args[1].names for n in e.walk())


def _by_monomials(c: Curvature, s: int, region: Region) -> tuple[Json | None, Json | None]:
    above = positive_where(mul(num(s), c.change), c.y, region)
    return above, None if above is None else positive_where(mul(num(-s), c.change), neg(c.y), region)


def _sign(e: Expression, short: Expression, s: int, region: Region) -> Json | None:
    """s*e > 0, by way of the shorter form."""
    zero = prove_zero(sub(mul(num(s), e), mul(num(s), short)), region)
    proof = None if zero is None else sign.prove(mul(num(s), short), ">", region)
    if proof is None:
        return sign.prove(mul(num(s), e), ">", region)
    return {"rule": "rewrite", "to": mul(num(s), short).to_json(), "zero": zero, "proof": proof}


def _mixed(situation: Situation, structure: Structure, c: Curvature) -> Json | None:
    """An initial point with x = 0, and two points of its slice a = 0 where kappa moves in opposite directions."""
    speed = div(sub(mul(c.K, c.K_a), mul(c.K_nu, c.L)), power(c.K, TWO))
    rest = (Fraction(0),) * structure.n
    for values in _balanced(situation, c):
        y = c.y.substitute(dict(situation.setting.start)).substitute(values)
        zero = is_zero_at(y, {})
        here = situation.value_at(speed, values, rest, Fraction(0))
        if zero is None or here is None:
            continue
        found: dict[str, Json] = {}
        for q in (Fraction(1, 16), Fraction(-1, 16), Fraction(1, 4), Fraction(-1, 4), Fraction(1), Fraction(-1)):
            mu = (q, *rest[1:])
            there = situation.value_at(speed, values, mu, Fraction(0))
            if there is None or abs(here - there) < 1e-9:
                continue
            key = "falls" if here > there else "grows"
            if key not in found:
                path = situation.path(values, mu, Fraction(0))
                if path is not None:
                    found[key] = path
        if len(found) == 2:
            origin = situation.path(values, rest, Fraction(0))
            if origin is not None:
                return {"type": "mixed", "origin": {**origin, "y": zero}, **found}
    return None


def _balanced(situation: Situation, c: Curvature) -> Iterator[dict[str, Expression]]:
    """Initial points at which x = 0 along this direction: samples as they are, or with one symbol solved for."""
    start = dict(situation.setting.start)
    y = c.y.substitute(start)
    for given in situation.starts(30):
        values = as_expressions(given)
        yield values
        for n in sorted(y.names & set(situation.setting.symbols)):
            others = {m: e for m, e in values.items() if m != n}
            root = _root(y.substitute(others), n)
            if root is not None and is_inside(situation.setting.initial, {**others, n: root}):
                yield {**others, n: root}


def _root(e: Expression, name: str) -> Expression | None:
    """A root of A*f(name) + B with f a power, an exponential or a logarithm."""
    found = decompose(e, name)
    if found is None or found[0] == ZERO:
        return None
    scale, core, constant = found
    value = div(neg(constant), scale)
    if core.kind == "power":
        y = power(value, div(ONE, core.exponent))
    elif core.kind in ("exp", "log"):
        y = call("log" if core.kind == "exp" else "exp", value)
    else:
        return None
    root = div(sub(y, core.shift), core.slope)
    try:
        enclose(root, {}, 64)
    except (Undefined, Unsettled):
        return None
    return root
