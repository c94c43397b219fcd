"""For which parameter values is h bounded below?  The sign of a coefficient decides: c*(u**2 + v**2) needs c >= 0, c*u needs c = 0.

For each coefficient of h a curve is sought along which h goes to -oo whenever the coefficient is negative, and one for whenever it is
positive.  What these leave is the condition; that h is bounded below under it is proved as usual.  Main definition: `exactly_bounded`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from mirrorsym.calculus import lower_bounds, sign
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.region import Region, as_expressions, samples
from mirrorsym.criteria._exactly import exactly, parameters_of, readable
from mirrorsym.criteria._problem import Problem
from mirrorsym.criteria._refutations import settled
from mirrorsym.expression import ONE, Expression, add, call, mul, neg, num, sub, sym
from mirrorsym.verdict import Verdict

__all__ = ["exactly_bounded"]

T = "t"
MAX_COEFFICIENTS = 3
Entry = dict[str, Any]
Curve = dict[str, Expression]


def exactly_bounded(problem: Problem, source: str) -> Verdict | None:
    """CONDITIONAL with signs of coefficients, or None."""
    h, region = problem.pair.h, problem.region
    if problem.nested or h is None or T in region.parameters:
        return None
    outside = parameters_of(region)
    found: list[tuple[Expression, Expression, dict[int, Curve]]] = []
    coefficients = _coefficients(h, region)
    if not 0 < len(coefficients) <= MAX_COEFFICIENTS:
        return None
    for q in coefficients:
        sides: dict[int, Curve] = {}
        for s in (1, -1):
            about = outside.assume(mul(num(s), q), ">")
            curve = _curve(h, q, s, region, about) if samples(about, 1) else None
            if curve is not None:
                sides[s] = curve
        if sides:
            found.append((readable(q, "=") if len(sides) == 2 else readable(mul(num(-min(sides)), q), ">="), q, sides))
    if not found:
        return None

    def refute(i: int, known: Region) -> Entry | None:
        """The curves again: their proofs count on the positions of the facts."""
        _, q, sides = found[i]
        if len(sides) == 1:
            ((s, curve),) = sides.items()
            return _general(h, curve, mul(num(-s), q), region, known)
        entries = {s: _general(h, curve, mul(num(-s), q), region, known.assume(mul(num(s), q), ">")) for s, curve in sides.items()}
        proof = sign.prove(q, "!=", known, depth=1)
        if proof is None or any(e is None for e in entries.values()):
            return None
        return {"rule": "cases", "on": q.to_json(), "nonzero": proof, "positive": entries[1], "negative": entries[-1]}

    return exactly("well_posed", [r for r, _, _ in found], problem, refute, source=source)


def _coefficients(h: Expression, region: Region) -> list[Expression]:
    """The factors in parameters alone of the terms that have variables, where they may change sign."""
    names, parameters = set(region.variables), parameters_of(region)
    out: list[Expression] = []
    for t in h.args if h.op == "add" else (h,):
        if not t.names & names:
            continue
        own = mul(*(f for f in (t.args if t.op == "mul" else (t,)) if not f.names & names))
        if not own.names or own in out or neg(own) in out:
            continue
        if all(sign.prove(own, op, parameters, depth=1, budget=0.3) is None for op in (">", "<")):
            out.append(own)
    return out


def _curve(h: Expression, q: Expression, s: int, region: Region, about: Region) -> Curve | None:
    """A curve along which h <= slope*t + offset for all parameter values with s*q > 0, the slope a negative multiple of s*q."""
    seen = []
    for values in samples(about, 2):
        put = as_expressions(values)
        way = lower_bounds.descent(h.substitute(put), region.substitute(put))
        if way is None:
            return None
        if way.curve not in seen:
            seen.append(way.curve)
            if _general(h, way.curve, mul(num(-s), q), region, about) is not None:
                return way.curve
    return None


def _general(h: Expression, curve: dict[str, Expression], rate: Expression, region: Region, about: Region) -> Entry | None:
    along = h.substitute(curve)
    for start in (Fraction(1), Fraction(4)):
        ray = Region((T,), about.parameters, (*about.facts, (sub(sym(T), num(start)), ">=")), about.integers)
        inside = []
        for e, op in region.facts:
            if e.names & set(region.variables):
                proof = settled(e.substitute(curve), op, ray, 0.3)
                if proof is None:
                    return None
                inside.append(proof)
        for slope, offset in _lines(along, rate, start):
            claim = sub(add(mul(slope, sym(T)), offset), along)
            if not _plausible(claim, ray):
                continue
            proof = settled(claim, ">=", ray, 0.15)
            falls = sign.prove(neg(slope), ">", about, depth=1) if proof is not None else None
            if proof is not None and falls is not None:
                return {"rule": "descent", "path": {n: e.to_json() for n, e in curve.items()}, "slope": slope.to_json(),
                        "offset": offset.to_json(), "start": str(start), "falls": falls, "inside": inside, "bound": proof}
    return None


def _lines(along: Expression, rate: Expression, start: Fraction) -> Iterator[tuple[Expression, Expression]]:
    """Slopes and offsets to try: part of the coefficient, and what makes the line meet the function at the start."""
    still = add(*(t for t in (along.args if along.op == "add" else (along,)) if T not in t.names))
    at = along.substitute({T: num(start)})
    size = add(*(call("abs", t.substitute({T: num(start)})) for t in (along.args if along.op == "add" else ())))
    for part in (1, Fraction(1, 2), Fraction(1, 8)):
        slope = mul(num(part), rate)
        yield slope, still
        yield slope, add(still, ONE)
        yield slope, sub(at, mul(num(start), slope))
        yield slope, size


def _plausible(claim: Expression, ray: Region) -> bool:
    """A look at a few values of t and the parameters, so that no proof is sought for what is false."""
    start = ray.facts[-1][0]
    for p in samples(Region((), ray.parameters, ray.facts[:-1], ray.integers), 3):
        for t in (Fraction(1), Fraction(4), Fraction(5), Fraction(40)):
            try:
                if enclose(start, {T: t}, 64) >= 0 and enclose(claim, {**p, T: t}, 96) < 0:
                    return False
            except (Undefined, Unsettled):
                return False
    return True
