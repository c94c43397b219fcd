"""well_posed: the regularizer h is bounded below on M.

Without a lower bound the regularized problem may run away however small the weight of h is.  With several copies the regularizer is the
sum over them, which is bounded below exactly when h is.
"""

from __future__ import annotations

from fractions import Fraction

from mirrorsym.calculus import lower_bounds
from mirrorsym.calculus.family_bounds import family_bound
from mirrorsym.calculus.region import Region, as_expressions, samples
from mirrorsym.certificate import Certificate
from mirrorsym.criteria import Criterion, Example
from mirrorsym.criteria._exactly_bounded import exactly_bounded
from mirrorsym.criteria._problem import Problem
from mirrorsym.verdict import Status, Verdict

SOURCE = "tdmf Sec. 3"
QUICK_CURVES = 40
MAX_VALUES = 8


def applies(problem: Problem) -> str | None:
    """None, or why there is nothing to ask."""
    return None if problem.pair.h is not None else "no regularizer h is given"


def _decide(problem: Problem) -> Verdict:
    h = problem.pair.h
    assert h is not None
    way = None
    if not problem.region.parameters:  # a few curves cost less than a search for a bound that does not exist
        way = lower_bounds.descent(h, problem.region, QUICK_CURVES)
    found = lower_bounds.bound(h, problem.region) if way is None else None
    if found is None and problem.region.parameters:
        found = family_bound(h, problem.region)
    if found is not None:
        b, proof = found
        value = str(b.value) if b.op == "num" else b.to_json()
        return Verdict(Status.HOLDS, "well_posed", f"h >= {b} on M", (Certificate.of("bounded_below", bound=value, proof=proof),),
                       source=SOURCE)
    if problem.region.parameters:
        verdict = exactly_bounded(problem, SOURCE)
        if verdict is not None:
            return verdict
    for values in _parameter_values(problem.region):
        put = as_expressions(values)
        if way is None:
            way = lower_bounds.descent(h.substitute(put), problem.region.substitute(put))
        if way is None:
            continue
        cert = Certificate.of(
            "unbounded_below", path={n: e.to_json() for n, e in way.curve.items()}, parameters={n: e.to_json() for n, e in put.items()},
            start=str(way.start), slope=str(way.slope), offset=str(way.offset), inside=list(way.inside), bound=way.proof)
        shown = ", ".join(f"{n} = {e}" for n, e in way.curve.items())
        given = "".join(f", for {n} = {q}" for n, q in values.items())
        return Verdict(Status.FAILS, "well_posed", f"h goes to -oo along {shown} as t grows{given}", (cert,),
                       witness=dict(put) or None, source=SOURCE)
    return Verdict(Status.UNDECIDED, "well_posed", "no lower bound of h was proved on M, and no curve was found along which h goes to -oo",
                   source=SOURCE)


def _parameter_values(region: Region) -> list[dict[str, Fraction]]:
    if not region.parameters:
        return [{}]
    found: list[dict[str, Fraction]] = []
    for p in samples(region, 16):
        values = {n: p[n] for n in region.parameters}
        if values not in found:
            found.append(values)
    return found[:MAX_VALUES]


CRITERION = Criterion(
    name="well_posed",
    statement="h is bounded below on M",
    source=SOURCE,
    applies=applies,
    decide=_decide,
    holds_for=Example("weight decay is never negative", g=("u**2 - v**2",), h="u**2 + v**2 - 5"),
    fails_for=Example("the logarithm goes to minus infinity at 0", g=("log(u)",), h="log(u)", domain=("u > 0",)),
)
