"""contracting: d_a R_a <= 0 for all a <= 0 that are reached, in the normalization d_a R = -h(psi).

So the question is whether h >= 0 wherever psi is, with a <= 0.  The initial point itself is reached, so a symbolic initial point makes it a
question about h on M.
"""

from __future__ import annotations

from mirrorsym.calculus import sign
from mirrorsym.certificate import Certificate
from mirrorsym.criteria import Example
from mirrorsym.expression import ZERO, Expression, num
from mirrorsym.properties import Property, Situation
from mirrorsym.properties._reachable import reachable
from mirrorsym.verdict import Status, Verdict

SOURCE = "tdmf Def. 3.2"


def _decide(situation: Situation) -> Verdict:
    h = situation.pair.h
    assert h is not None
    proof = sign.prove(h, ">=", situation.region)
    if proof is not None:
        return Verdict(Status.HOLDS, "contracting", "h >= 0 on M", (Certificate.of("nonnegative", proof=proof),), source=SOURCE)
    start = sign.refute(h.substitute(situation.setting.start), ">=", situation.setting.initial)
    if start is not None:
        return _fails(situation, start, "h < 0 at the initial point" if not start else
                      "h < 0 at an initial point: " + ", ".join(f"{n} = {e}" for n, e in start.items()))
    structure = situation.structure
    if not isinstance(structure, str):
        proof = sign.prove(h, ">=", reachable(structure))
        if proof is not None:
            certificate = Certificate.of("nonnegative_reached", structure=structure.entry, proof=proof)
            return Verdict(Status.HOLDS, "contracting", "h >= 0 on the part of M that is reached", (certificate,),
                           holds_on=situation.assumed(structure) or None, source=SOURCE)
    found = _further(situation, h)
    if found is not None:
        return found
    return Verdict(Status.UNDECIDED, "contracting", "h >= 0 was neither proved where psi is nor refuted there", source=SOURCE)


def _fails(situation: Situation, values: dict[str, Expression], because: str) -> Verdict:
    certificate = Certificate.of("reached", at=situation.initial(values))
    witness = {**values, **dict.fromkeys(situation.setting.mu, ZERO), situation.setting.a: ZERO}
    return Verdict(Status.FAILS, "contracting", because, (certificate,), witness=witness, source=SOURCE)


def _further(situation: Situation, h: Expression) -> Verdict | None:
    """A point that the flows reach with a <= 0 at which h < 0."""
    tried = 0
    for values, mu, a in situation.trials():
        value = situation.value_at(h, values, mu, a)
        if value is None or value > -1e-6:
            continue
        at = situation.path(values, mu, a)
        if at is not None:
            witness = {**values, **dict(zip(situation.setting.mu, map(num, mu), strict=True)), situation.setting.a: num(a)}
            shown = ", ".join(f"{n} = {e}" for n, e in witness.items())
            return Verdict(Status.FAILS, "contracting", f"h < 0 where the flows arrive for {shown}", (Certificate.of("reached", at=at),),
                           witness=witness, source=SOURCE)
        tried += 1
        if tried > 5:
            return None
    return None


PROPERTY = Property(
    name="contracting", statement="d_a R_a <= 0 for all a <= 0 that are reached", source=SOURCE, decide=_decide, needs_h=True,
    holds_for=Example("weight decay is never negative", g=("u**2 - v**2",), h="u**2 + v**2", domain=("u > 0", "v > 0")),
    fails_for=Example("a constant spoils it", g=("u**2 - v**2",), h="u**2 + v**2 - 5", domain=("u > 0", "v > 0")),
)
