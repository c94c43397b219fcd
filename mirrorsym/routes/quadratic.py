"""quadratic: g_i = w^T A_i w / 2 and h = w^T B w / 2 with commuting matrices, diagonalized together.

psi = exp(aB + sum mu_i A_i) w_init and Q_a = |psi|^2 / 4 become sums of exponentials in common eigenvectors; these are found exactly
when their entries are rational.  Blocks of two variables whose eigenvectors need a square root are left to `joint`.
"""

from __future__ import annotations

from mirrorsym.calculus.differentiate import hessian
from mirrorsym.calculus.forms import quadratic_form
from mirrorsym.calculus.region import Region
from mirrorsym.expression import Expression
from mirrorsym.routes import Route
from mirrorsym.routes._coordinates import bases, separated
from mirrorsym.routes._decoupled import decoupled
from mirrorsym.routes._draft import Draft, Setting


def derive(setting: Setting) -> Draft | str:
    """The draft, or why the pair is not of this kind."""
    pair = setting.pair
    region = Region.of(pair.M)
    order = {v: i for i, v in enumerate(pair.w)}
    if any(quadratic_form(f, order) is None and not _is_quadratic(f, pair.w) for f in pair.joint):
        return "a coordinate of g, or h, is not a quadratic form"
    for basis in bases(pair.joint, pair.w, region):
        parts = separated(pair.joint, pair.w, basis, region)
        if not isinstance(parts, str):
            return decoupled(setting, parts)
    return "no rational basis of common eigenvectors was found"


def _is_quadratic(f: Expression, w: tuple[str, ...]) -> bool:
    return all(not (d.names & set(w)) for row in hessian(f, w) for d in row)


ROUTE = Route(name="quadratic", statement="commuting quadratic forms, in common eigenvectors",
              source="tdmf Thm 3.3, lwla Thm 4.15", rank=20, derive=derive)
