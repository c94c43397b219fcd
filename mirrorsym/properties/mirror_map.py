"""mirror_map: grad R_a maps onto R^n, which is to say that psi(mu, a) exists in M for every mu.
"""

from __future__ import annotations

from mirrorsym.criteria import Example
from mirrorsym.properties import Property, Situation
from mirrorsym.properties._logic import mirror_map
from mirrorsym.properties._read_off import read_off
from mirrorsym.verdict import Verdict

SOURCE = "lwla Def. 3.7"


def _decide(situation: Situation) -> Verdict:
    return read_off(
        "mirror_map", situation, mirror_map,
        "every coordinate of g flows for all time, so grad R takes every value",
        "a coordinate's flow ends in finite time, which bounds grad R on one side", SOURCE)


PROPERTY = Property(
    name="mirror_map", statement="R_a is Legendre and grad R_a takes every value in R^n", source=SOURCE, decide=_decide,
    holds_for=Example("entropy", g=("u**2",), domain=("u > 0",)),
    fails_for=Example("the flow of u**4 blows up", g=("u**4 - v**4",), domain=("u > 0", "v > 0")),
)
