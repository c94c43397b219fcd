"""The image rule `arc` of towers: atan B = A where sin A = B cos A and -pi/2 < A < pi/2.

There cos A > 0, so tan A = B, and A is the only angle in that interval with this tangent.  Main definition: `arc`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mirrorsym.expression import PI, Expression, add, call, mul, num, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import Quotient
from mirrorsym.recheck.rewriting import rewritten
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.structure import check_defined

if TYPE_CHECKING:
    from mirrorsym.recheck.tower import Tower

__all__ = ["arc"]


def arc(tower: Tower, claim: dict[str, Any], atom: Expression) -> Quotient:
    """The normal form of A, for the atom atan B."""
    if atom.op != "atan":
        raise Rejected("an image of rule arc is for atan")
    angle = data.tree(data.field(claim, "to"), tower.setting.names)
    check_defined(angle, tower.setting, "an image's angle")
    quarter = mul(num("1/2"), PI)
    for key, gap in (("low", add(quarter, angle)), ("high", sub(quarter, angle))):
        prove_sign(gap, ">", claim.get(key, {"rule": "structure"}), tower.setting.deeper())
    sine, cosine = (tower.of(rewritten(call(f, angle))) for f in ("sin", "cos"))
    if not tower.same(sine, tower.by(tower.of(rewritten(atom.args[0])), cosine)):
        raise Rejected("the argument of an atan is not the tangent of the stated angle")
    return tower.of(rewritten(angle))
