"""separable: each coordinate of g, and h, is a sum of functions of one variable of w.

Every variable flows on its own for the time s = sum_i c_i mu_i + c_h a, where c_i and c_h are its weights in g_i and h.
"""

from __future__ import annotations

from mirrorsym.calculus.region import Region
from mirrorsym.routes import Route
from mirrorsym.routes._coordinates import identity, separated
from mirrorsym.routes._decoupled import decoupled
from mirrorsym.routes._draft import Draft, Setting


def derive(setting: Setting) -> Draft | str:
    """The draft, or why the pair is not of this kind."""
    pair = setting.pair
    parts = separated(pair.joint, pair.w, identity(len(pair.w)), Region.of(pair.M))
    return parts if isinstance(parts, str) else decoupled(setting, parts)


ROUTE = Route(name="separable", statement="separable pairs in the given variables",
              source="tdmf Cor. 3.1", rank=10, derive=derive)
