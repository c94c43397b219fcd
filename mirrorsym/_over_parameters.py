"""Where a bound of a commutant holds for parameters: a point for all their values, and the values that have to be left out.

The equations of a bound are polynomials in the parameters at a well chosen point.  The checker's own elimination says which
factors it had to divide by; those that are not seen to differ from 0 become conditions, and the answer is about the values that
satisfy them.

Main definition: `over_parameters`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import islice

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.region import Region
from mirrorsym.certificate import Certificate
from mirrorsym.criteria._exactly import parameters_of
from mirrorsym.criteria._refutations import inside, simple_points
from mirrorsym.discovery import Discovery
from mirrorsym.expression import ZERO, Expression, add, from_json, neg, num, relation

__all__ = ["over_parameters"]

CANDIDATES = 8
AT_ONCE = ((1,), (0,), (1, 2, 3), (2, 3, 5, 7, 11))


def over_parameters(answer: Discovery) -> Discovery:
    """The answer with the point that asks for the fewest conditions on the parameters; without a bound where none was found.

    `answer.bound` has the blocks, and a point for some values of the parameters.
    """
    from mirrorsym.recheck.discoveries import conditions_for

    best: Discovery | None = None
    if answer.pair is None or answer.bound is None:
        return answer
    region = Region.of(answer.pair.M)
    at = {v: from_json(tree) for v, tree in answer.bound.data["point"].items() if v in region.variables}
    for point, proofs in islice(_candidates(region, at), CANDIDATES):
        bound = Certificate.of("commutant", **{**answer.bound.data, "point": {v: e.to_json() for v, e in point.items()}, "inside": proofs})
        tried = replace(answer, bound=bound)
        found = conditions_for(json.loads(json.dumps(tried.to_json())))
        if found is None or found[0] not in (None, answer.dimension_upper):
            continue
        proved = {e: sign.prove(e, "!=", parameters_of(region), depth=1, budget=0.5) for e in dict.fromkeys(found[1])}
        if any(proof is None and not _plain(e) for e, proof in proved.items()):
            continue
        units = [{"factor": e.to_json(), "proof": proof} for e, proof in proved.items() if proof is not None]
        tried = replace(tried, given=tuple(relation("!=", e, ZERO) for e, proof in proved.items() if proof is None),
                        bound=Certificate.of("commutant", **{**bound.data, "units": units}) if units else bound)
        if best is None or len(tried.given) < len(best.given):
            best = tried
        if not best.given:
            break
    return best if best is not None else replace(answer, bound=None, dimension_upper=None, complete=False)


def _plain(e: Expression) -> bool:
    """Whether a condition is one that a reader can use: a polynomial in parameters."""
    return all(n.op in ("num", "sym", "add", "mul") or (n.op == "pow" and n.args[1].op == "num") for n in e.walk())


def _candidates(region: Region, at: dict[str, Expression]) -> Iterator[tuple[dict[str, Expression], list[object]]]:
    """Points of M for all values of the parameters, with proofs: the given one, plain ones, and those moved over a bound on parameters."""
    known = parameters_of(region)
    seen: list[dict[str, Expression]] = []
    plain = [{v: num(Fraction(values[i % len(values)])) for i, v in enumerate(region.variables)} for values in AT_ONCE]
    for p in (at, *plain, *simple_points(region)):
        for q in (p, _shifted(p, region, known)):
            if q not in seen:
                seen.append(q)
                proofs = inside(q, region, known)
                if proofs is not None:
                    yield q, proofs


def _shifted(point: dict[str, Expression], region: Region, known: Region) -> dict[str, Expression]:
    """The point, moved over the bound that a condition x > e of a parameter expression e sets."""
    moved = dict(point)
    for e, op in region.facts:
        for v in region.variables:
            if op == ">" and v in e.names and not e.names <= set(region.variables) and sign.prove(
                    e.substitute(moved), op, known, depth=1, budget=0.3) is None:
                at = e.substitute({v: ZERO})
                rise = derivative(e, v)
                if rise.op == "num" and rise.args[0] != 0 and not at.names & set(region.variables):
                    moved[v] = add(num(1), neg(at)) if rise.args[0] > 0 else add(at, num(-1))
    return moved
