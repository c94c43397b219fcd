"""Shapes of functions without derivatives: sums that the formulas show, and values at a few points that refute a shape.

These decide where functions have kinks, and where M is not connected.  Main definitions: `refute_quadratic`, `refute_sum`, `written`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any

from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.region import as_expressions, is_inside, samples
from mirrorsym.certificate import Certificate
from mirrorsym.criteria._problem import Problem
from mirrorsym.expression import Expression
from mirrorsym.verdict import Status, Verdict

__all__ = ["refute_quadratic", "refute_sum", "written"]

Values = dict[str, Fraction]
SCALES = ((Fraction(-1), Fraction(2)), (Fraction(2), Fraction(3)), (Fraction(1, 2), Fraction(2)), (Fraction(-1), Fraction(1, 2)))


def written(about: str, problem: Problem, owner: dict[str, int], source: str, because: str) -> Verdict | None:
    """HOLDS when no variable occurs in two coordinates of g and (for `separable`) each term of a function has one variable."""
    w = set(problem.pair.w)
    if any(k in f.names and owner.get(k) != i for i, f in enumerate(problem.joint[:problem.n]) for k in w):
        return None
    if about == "separable" and any(len(t.names & w) > 1 for f in problem.joint for t in (f.args if f.op == "add" else (f,))):
        return None
    return Verdict(Status.HOLDS, about, because, (Certificate.of("terms", owner=owner),), source=source)


def refute_sum(problem: Problem, source: str) -> Verdict | None:
    """FAILS of `separable`: a function's alternating sum over the corners of a rectangle in M is not 0."""
    for key, i in problem.functions():
        f = problem.pair.joint[i]
        own = [k for k in problem.pair.w if k in f.names]
        for k, m in combinations(own, 2):
            for start, moved in _rectangles(problem, k, m):
                values = [_value(f, {**start, **c}) for c in ({}, {k: moved[k]}, {m: moved[m]}, moved)]
                if any(v is None for v in values):
                    continue
                if not (values[0] - values[1] - values[2] + values[3]).contains(0):
                    cert = Certificate.of("rectangle", function=key, variables=[k, m], point=_json(start),
                                          moved={n: e.to_json() for n, e in as_expressions(moved).items()})
                    because = f"{_name(key)} is no function of {k} plus one of {m}: its values at the corners of a rectangle do not fit"
                    return Verdict(Status.FAILS, "separable", because, (cert,), witness=as_expressions(start), source=source)
    return None


def refute_quadratic(problem: Problem, source: str) -> Verdict | None:
    """FAILS of `quadratic`: values at w, s*w and t*w that no quadratic form plus a constant has."""
    for key, i in problem.functions():
        f = problem.pair.joint[i]
        for p in samples(problem.region, 8):
            for s, t in SCALES:
                places = [p, *({**p, **{k: x * p[k] for k in problem.pair.w}} for x in (s, t))]
                if not all(is_inside(problem.region, q) for q in places[1:]):
                    continue
                values = [_value(f, q) for q in places]
                if any(v is None for v in values):
                    continue
                a, b, c = values
                if not ((b - a) * _arb(t**2 - 1) - (c - a) * _arb(s**2 - 1)).contains(0):
                    cert = Certificate.of("scaling", function=key, point=_json(p), scales=[str(s), str(t)])
                    because = f"{_name(key)} does not grow like a square from w to {s}*w and {t}*w"
                    return Verdict(Status.FAILS, "quadratic", because, (cert,), witness=as_expressions(p), source=source)
    return None


def _rectangles(problem: Problem, k: str, m: str) -> Iterator[tuple[Values, Values]]:
    found = samples(problem.region, 8)
    for p in found:
        others = [{k: q[k], m: q[m]} for q in found] + [{k: -p[k], m: -p[m]}, {k: -p[k], m: 2 * p[m]}, {k: 2 * p[k], m: -p[m]}]
        for moved in others:
            if moved[k] == p[k] or moved[m] == p[m]:
                continue
            corners = ({k: moved[k]}, {m: moved[m]}, moved)
            if all(is_inside(problem.region, {**p, **c}) for c in corners):
                yield p, moved


def _value(f: Expression, p: Values) -> Any:
    try:
        return enclose(f, p, 128)
    except (Undefined, Unsettled):
        return None


def _arb(q: Fraction) -> Any:
    from mirrorsym.calculus.enclosure import ball

    return ball(q)


def _json(p: Values) -> dict[str, Any]:
    return {n: e.to_json() for n, e in as_expressions(p).items()}


def _name(key: str) -> str:
    return "h" if key == "h" else f"g[{key}]"
