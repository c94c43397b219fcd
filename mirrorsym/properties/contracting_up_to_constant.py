"""contracting_up_to_constant: h(psi(., a)) is bounded below for each a, so a function of a added to R_a makes it contracting.

Adding a constant to h changes R_a by a function of a and the dynamics not at all; this is the question that survives it.
"""

from __future__ import annotations

from mirrorsym.calculus import lower_bounds, sign
from mirrorsym.certificate import Certificate
from mirrorsym.criteria import Example
from mirrorsym.expression import ZERO, mul, num
from mirrorsym.properties import Property, Situation
from mirrorsym.properties._ends import End
from mirrorsym.properties._logic import sides
from mirrorsym.properties._read_off import settled
from mirrorsym.properties._structure import Structure
from mirrorsym.verdict import Status, Verdict

NAME, SOURCE = "contracting_up_to_constant", "tdmf Def. 3.2, Thm 3.2"


def _decide(situation: Situation) -> Verdict:
    h = situation.pair.h
    assert h is not None
    found = lower_bounds.bound(h, situation.region)
    if found is not None:
        b, proof = found
        certificate = Certificate.of("bounded_below", bound=str(b.value) if b.op == "num" else b.to_json(), proof=proof)
        return Verdict(Status.HOLDS, NAME, f"h >= {b} on M", (certificate,), source=SOURCE)
    structure = situation.structure
    if isinstance(structure, str):
        return Verdict(Status.UNDECIDED, NAME, f"h was not bounded below on M, and the ends of the flows are not known: {structure}",
                       source=SOURCE)
    weights = _signs(structure)
    if weights is None:
        return Verdict(Status.UNDECIDED, NAME, "the sign of a weight of h depends on the parameters", source=SOURCE)
    signs = {k: w["sign"] for k, w in weights.items()}
    return settled(
        NAME, situation, structure, lambda s, chosen: _bounded(s, chosen, signs),
        "each term of h is bounded below where its coordinate flows",
        "h goes to -oo at an end of the flows of g, already at a = 0", SOURCE, situation.assumed(structure) or None,
        weights={str(k): w for k, w in weights.items()})


def _signs(structure: Structure) -> dict[int, dict[str, object]] | None:
    """Signs of the weights of h that are not 0, with proofs."""
    out: dict[int, dict[str, object]] = {}
    for k, c in enumerate(structure.coordinates):
        w = c.weights[structure.n]
        if w == ZERO or not c.seen:
            continue
        for s in (1, -1):
            proof = sign.prove(mul(num(s), w), ">", structure.frame)
            if proof is not None:
                out[k] = {"sign": s, "proof": proof}
                break
        else:
            return None
    return out


def _bounded(structure: Structure, chosen: tuple[int, ...], weights: dict[int, object]) -> bool | None:
    def falls(k: int, end: End, forward: bool) -> bool:
        return k in weights and not end.finite_value and (weights[k] == 1) != forward

    def rises(k: int, end: End, forward: bool) -> bool:
        return k in weights and not end.finite_value and (weights[k] == 1) == forward

    if not any(falls(k, c.end(chosen[k], forward), forward) for k, c in enumerate(structure.coordinates) for forward in (True, False)):
        return True
    for side in sides(structure, chosen):
        timed = [m for m in side if m[1].finite_time]
        if timed and all(falls(*m) for m in timed):
            return False
        if not timed and any(falls(*m) for m in side) and not any(rises(*m) for m in side):
            return False
    return None


PROPERTY = Property(
    name=NAME, statement="h(psi(., a)) is bounded below for each a", source=SOURCE, decide=_decide, needs_h=True,
    holds_for=Example("a constant does not matter", g=("u**2 - v**2",), h="u**2 + v**2 - 5", domain=("u > 0", "v > 0")),
    fails_for=Example("h goes to minus infinity with x", g=("log(u) - log(v)",), h="log(u) + log(v)", domain=("u > 0", "v > 0")),
)
