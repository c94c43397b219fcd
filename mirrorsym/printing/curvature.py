"""The Hessian of R_a, differentiated from its gradient.

Main definition: `hessian`.
"""

from __future__ import annotations

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.region import Region
from mirrorsym.expression import Expression
from mirrorsym.potential import Potential
from mirrorsym.routes._draft import tidy

__all__ = ["hessian"]

#: a larger Hessian is not written out
_FEW, _LETTERS = 3, 600


def hessian(p: Potential) -> tuple[tuple[Expression, ...], ...] | None:
    """d_j (grad R_a)_i, a row for each i; None without a gradient, or where the formulas are long.

    >>> from mirrorsym import Pair, derive
    >>> p = derive(Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"], init={"u": "1", "v": "1"})).potential
    >>> str(hessian(p)[0][0])
    '1/(4*sqrt(4*exp(8*a) + x1**2))'
    """
    if p.grad_R is None or len(p.x) > _FEW or len(p.grad_R) != len(p.x):
        return None
    steps = () if p.derivation is None else p.derivation.steps
    facts = next((s.facts for s in reversed(steps) if s.name in ("R", "legendre", "grad_R")), ())
    names = {n for e in (*p.grad_R, *(f for f, _ in facts)) for n in e.names}
    region = Region(tuple(sorted(names)), (), tuple(facts))
    rows = tuple(tuple(tidy(derivative(e, x), region) for x in p.x) for e in p.grad_R)
    return rows if max(len(str(e)) for row in rows for e in row) <= _LETTERS else None
