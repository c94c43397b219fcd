"""legendre: R_a is strictly convex and |grad R_a| tends to infinity at the boundary of its domain.

R_a is the conjugate of Q_a, which is smooth and strictly convex on the convex slice {mu : psi(mu, a) exists in M}; so R_a is Legendre
exactly when |grad Q_a| = |g(psi)| tends to infinity at the boundary of the slice.  A flow that leaves M in finite time at a finite
value of g spoils it, one that blows up does not.
"""

from __future__ import annotations

from mirrorsym.criteria import Example
from mirrorsym.properties import Property, Situation
from mirrorsym.properties._logic import legendre
from mirrorsym.properties._read_off import read_off
from mirrorsym.verdict import Verdict

SOURCE = "lwla Def. 3.7"


def _decide(situation: Situation) -> Verdict:
    return read_off(
        "legendre", situation, legendre,
        "wherever a coordinate's flow ends in finite time its value goes to infinity, so |grad R| does at the ends of x",
        "a coordinate's flow leaves M in finite time at a finite value, so grad R stays bounded at an end of x", SOURCE)


PROPERTY = Property(
    name="legendre", statement="R_a is strictly convex and essentially smooth", source=SOURCE, decide=_decide,
    holds_for=Example("hyperbolic entropy", g=("u**2 - v**2",), h="u**2 + v**2", domain=("u > 0", "v > 0")),
    fails_for=Example("M is cut off where nothing happens", g=("u**2 - v**2",), domain=("u > 1", "v > 1")),
)
