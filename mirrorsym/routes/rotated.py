"""rotated: the pair separates in orthogonal linear combinations of the variables, found as common eigenvectors of Hessians.
"""

from __future__ import annotations

from mirrorsym.calculus.region import Region
from mirrorsym.routes import Route
from mirrorsym.routes._coordinates import bases, separated
from mirrorsym.routes._decoupled import decoupled
from mirrorsym.routes._draft import Draft, Setting


def derive(setting: Setting) -> Draft | str:
    """The draft, or why the pair is not of this kind."""
    pair = setting.pair
    region = Region.of(pair.M)
    reason = "no rational orthogonal basis was found in which g and h separate"
    for basis in bases(pair.joint, pair.w, region):
        parts = separated(pair.joint, pair.w, basis, region)
        if not isinstance(parts, str):
            return decoupled(setting, parts)
        reason = parts
    return reason


ROUTE = Route(name="rotated", statement="separable in orthogonal linear combinations of the variables",
              source="lwla App. A.2", rank=30, derive=derive)
