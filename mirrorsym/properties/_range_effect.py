"""How the ranges of grad R_a and of x change as a decreases: read off the ends of the coordinates' flows and the weights of h.

A member with a finite time T to an end bounds nu by (l T - b a)/s there, so the bound moves up by its rate b/s as a decreases by 1.
Bounded ranges are compared by their length, half lines by inclusion.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.certificate import Certificate
from mirrorsym.effects import Effect
from mirrorsym.properties._ends import End
from mirrorsym.properties._rates import Open, Rates
from mirrorsym.properties._situation import Situation
from mirrorsym.properties._structure import Direction, Structure
from mirrorsym.verdict import Status

__all__ = ["range_effect"]

WORD = {1: "expands", -1: "shrinks", 0: "constant"}
REASON = {"expands": "ends move apart", "shrinks": "ends move together", "constant": "ends do not move"}


def range_effect(situation: Situation) -> Effect:
    """The words for grad R_a (`dual`) and x (`primal`), coordinate by coordinate."""
    structure = situation.structure
    if isinstance(structure, str):
        return Effect(Status.UNDECIDED, f"the ends of the flows are not known: {structure}")
    if structure.directions is None:
        return Effect(Status.UNDECIDED, "the potential is not a sum over directions")
    proofs: dict[str, Any] = {}
    try:
        answers = [_words(structure, chosen, proofs) for chosen in structure.scenarios()]
    except Open as e:
        return Effect(Status.UNDECIDED, str(e))
    found = answers[0]
    if any(a != found for a in answers):
        return Effect(Status.UNDECIDED, "how the ranges change depends on the initial point")
    certificate = Certificate.of("range", structure=structure.entry, rates=proofs)
    because = "; ".join(f"the range of {what} {w[0] if len(set(w)) == 1 else ', '.join(w)}".replace("constant", "is constant")
                        for what, w in (("grad R_a", found["dual"]), ("x", found["primal"])))
    return Effect(Status.HOLDS, because, found, (certificate,), situation.holds_on(structure))


def _words(structure: Structure, chosen: tuple[int, ...], proofs: dict[str, Any]) -> dict[str, list[str]]:
    assert structure.directions is not None
    out: dict[str, list[str]] = {"dual": [], "primal": []}
    for d in structure.directions:
        rates = Rates(d, structure, proofs)
        out["dual"].append(_dual(d, structure, chosen, rates))
        out["primal"].append(_primal(d, structure, chosen, rates))
    if any(d.axis is None for d in structure.directions):
        for key, words in out.items():
            if len(set(words)) > 1:
                raise Open("the directions mix the coordinates of x, and their ranges change differently")
            out[key] = [words[0]] * structure.n
    return out


def _ends(d: Direction, structure: Structure, chosen: tuple[int, ...], up: bool) -> dict[int, End]:
    return {k: structure.coordinates[k].end(chosen[k], (s > 0) == up) for k, _, s in d.members}


def _agree(signs: list[int]) -> int:
    if len(set(signs)) != 1:
        raise Open("several flows bound the range, at different rates")
    return signs[0]


def _dual(d: Direction, structure: Structure, chosen: tuple[int, ...], rates: Rates) -> str:
    high, low = ([k for k, e in _ends(d, structure, chosen, up).items() if e.finite_time] for up in (True, False))
    if not high and not low:
        return "constant"
    if not low:
        return WORD[_agree([rates.sign(j, None) for j in high])]
    if not high:
        return WORD[-_agree([rates.sign(k, None) for k in low])]
    return WORD[_agree([rates.sign(j, k) for j in high for k in low])]


def _primal(d: Direction, structure: Structure, chosen: tuple[int, ...], rates: Rates) -> str:
    moves = [_primal_end(d, structure, chosen, up, rates) for up in (True, False)]
    if 1 in moves and -1 in moves:
        raise Open("one end of the range of x moves in and the other out")
    return WORD[max(moves, key=abs)]


def _primal_end(d: Direction, structure: Structure, chosen: tuple[int, ...], up: bool, rates: Rates) -> int:
    """1 if the end of x moves outward as a decreases, -1 if inward, 0 if it stays."""
    ends = _ends(d, structure, chosen, up)
    timed = [k for k, e in ends.items() if e.finite_time]
    if not timed or all(not ends[k].finite_value for k in timed) or len(ends) == 1:
        return 0
    if len(timed) > 1:
        raise Open("several flows may bound x at one end")
    moving = _agree([rates.sign(k, timed[0]) for k in ends if k != timed[0]])
    return -moving if up else moving
