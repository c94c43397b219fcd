"""bregman: R_a is Legendre, finite and continuous on a closed domain; its divergences have bounded level sets and vanish at their point.

For a potential that is a sum over directions the question is one about each end of each direction.  Where x ends at a finite value, R has
to be finite there; where the gradient ends at a finite value, Q has to tend to infinity (else D_R(w, y) stays bounded as y goes to
infinity); where both run to infinity there is nothing to ask, and the last condition is automatic on a line.
"""

from __future__ import annotations

from mirrorsym.criteria import Example
from mirrorsym.properties import Property, Situation
from mirrorsym.properties._logic import bregman
from mirrorsym.properties._read_off import read_off
from mirrorsym.verdict import Verdict

SOURCE = "lwla App. B, tdmf Def. 3.2"


def _decide(situation: Situation) -> Verdict:
    legendre = situation.known.get("legendre")
    fails = ("R is not Legendre" if legendre is not None and legendre.status == "FAILS" else
             "at an end R is infinite at a finite x, or its divergences stay bounded as x goes to infinity")
    return read_off("bregman", situation, bregman, "R is finite at finite ends of x, and divergences grow at infinite ones", fails, SOURCE)


PROPERTY = Property(
    name="bregman", statement="R_a is a Bregman function", source=SOURCE, decide=_decide,
    holds_for=Example("hyperbolic entropy", g=("u**2 - v**2",), h="u**2 + v**2", domain=("u > 0", "v > 0")),
    fails_for=Example("R grows like -log(x) at 0, so its domain is open", g=("exp(u)",)),
)
