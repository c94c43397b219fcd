"""From near every point to all of M: when functions with the right derivatives have the right shape as a whole.

Vanishing mixed derivatives make a function a sum of functions of one variable near each point, constant second
derivatives make it a quadratic polynomial there; on a disconnected M the pieces need not fit.  They do in two cases:

* terms: a sum whose terms have one variable each is such a sum everywhere.  A polynomial whose derivatives vanish on the
  open set M (if it has a point) has them vanish identically.
* convex: M is convex, for each value of the parameters.  Then the slices of M on which one variable is fixed are convex, so d_k f is
  a function of w_k on all of M; f minus the antiderivatives has gradient 0 on a connected set.  Constant second derivatives
  make f minus its quadratic part have constant gradient, also on all of M.

Main definition: `check_whole`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mirrorsym.expression import Expression
from mirrorsym.recheck.components import half_space
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import Normal
from mirrorsym.recheck.setting import Setting
from mirrorsym.wording import brief

__all__ = ["check_whole"]


def check_whole(criterion: str, certificate: dict[str, Any], functions: Iterable[Expression], setting: Setting) -> None:
    """Accept that the local shape (`separable` or `quadratic`) is one on all of M, or raise `Rejected`.

    Neither reason needs data, so a certificate that names none is tried with both.
    """
    rule = certificate.get("whole")
    if rule not in (None, "terms", "convex"):
        raise Rejected(f"there is no rule {str(rule)[:40]!r} for the whole of M")
    sums = criterion == "separable"
    if rule != "convex" and all((sums and _one_variable_each(f, setting)) or _polynomial(f, setting) for f in functions):
        return
    if rule == "terms":
        raise Rejected("the terms of the functions do not show their shape")
    for e, op in setting.facts:
        if e.names & set(setting.variables) and not (op in (">", ">=") and half_space(e, setting)):
            raise Rejected(f"M is not shown to be convex: the condition {brief(e)} {op} 0 is not affine")


def _one_variable_each(f: Expression, setting: Setting) -> bool:
    terms = f.args if f.op == "add" else (f,)
    return all(len(t.names & set(setting.variables)) <= 1 for t in terms)


def _polynomial(f: Expression, setting: Setting) -> bool:
    normal = Normal(setting.names, [f], setting.budget)
    try:
        _, below = normal.of(f)
    except ZeroDivisionError:
        return False
    return bool(normal.used == len(normal.names) and below.is_constant())
