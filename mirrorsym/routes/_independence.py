"""Whether the gradients of g are independent where the flow starts: without that x does not move freely, and there is no R_a.

Commuting flows carry the gradient fields into themselves, so the rank of Dg at psi(mu, a) is that at the initial point.

Main definitions: `refusal`, `independent_step`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.rank import determinant, minors
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.derivation import Step
from mirrorsym.expression import ONE, ZERO, Expression, add, div, mul, neg, num, power, relation
from mirrorsym.routes._draft import Setting, tidy
from mirrorsym.routes._signs import shown

__all__ = ["Dependent", "generic", "independent_step", "refusal"]

TWO = num(2)
MOST = 60  # minors


@dataclass(frozen=True, slots=True)
class Dependent:
    """Why there is no potential from this initial point: a sentence, and the point where it has numbers."""

    because: str
    witness: dict[str, Expression] | None


def _rows(setting: Setting) -> list[list[Expression]]:
    """Dg at the initial point."""
    start = dict(setting.start)
    return [[derivative(g, v).substitute(start) for v in setting.pair.w] for g in setting.pair.g]


def _few(setting: Setting) -> bool:
    """Whether the maximal minors are few enough to be looked at one by one."""
    n, d = len(setting.pair.g), len(setting.pair.w)
    return n <= d and n <= 5 and comb(d, n) <= MOST


def refusal(setting: Setting) -> Dependent | None:
    """Why the gradients of g are dependent at every initial point that is admitted, or None where that is not shown.

    >>> from mirrorsym.maps import Pair
    >>> refusal(Setting.of(Pair(g=["u**2"], init={"u": "0"}))).because
    'the flow starts at a stationary point of g: grad g = 0 at u = 0, so x = g(w) never moves and there is no R_a'
    >>> refusal(Setting.of(Pair(g=["u**2"]))) is None
    True
    """
    rows, n, d = _rows(setting), len(setting.pair.g), len(setting.pair.w)
    shown = ", ".join(f"{v} = {e}" for v, e in setting.start.items())
    concrete = all(not e.names for e in setting.start.values())
    witness = dict(setting.start) if concrete else None
    at = f" at {shown}" if concrete else " wherever the flow may start"
    for i, row in enumerate(rows):
        if all(e == ZERO or prove_zero(e, setting.initial) is not None for e in row):
            name = "g" if n == 1 else f"g[{i}]"
            rests = "x = g(w)" if n == 1 else f"x{i + 1} = {name}(w)"
            return Dependent(f"the flow starts at a stationary point of {name}: grad {name} = 0{at}, so {rests} never moves and "
                             "there is no R_a", witness)
    if n > d:
        return Dependent(f"g has {n} coordinates and w only {d}: their gradients are linearly dependent everywhere, so x = g(w) stays on "
                         "a surface and there is no R_a", witness)
    if not _few(setting) or any(prove_zero(m, setting.initial) is None for _, m in minors(rows)):
        return None
    relation = _relation(rows, setting)
    said = f": {relation} = 0" if relation else ""
    return Dependent(f"the gradients of g are linearly dependent{at}{said}; x = g(w) stays on a surface and there is no R_a", witness)


def _relation(rows: list[list[Expression]], setting: Setting) -> str | None:
    """A combination of the gradients that vanishes, in words; for two of them."""
    if len(rows) != 2:
        return None
    lead = next((k for k, e in enumerate(rows[1]) if prove_zero(e, setting.initial) is None), None)
    if lead is None:
        return None
    c = tidy(neg(div(rows[0][lead], rows[1][lead])), setting.initial)
    if any(prove_zero(add(p, mul(c, q)), setting.initial) is None for p, q in zip(*rows, strict=True)):
        return None
    factor = f"({c})" if c.op in ("add", "mul", "num") else str(c)
    return "grad g[0] + grad g[1]" if c == ONE else f"grad g[0] + {factor}*grad g[1]"


def _gram(setting: Setting) -> Expression | None:
    """The sum of squares of the maximal minors of Dg at the initial point; None when they are too many."""
    if not _few(setting):
        return None
    rows, n, d = _rows(setting), len(setting.pair.g), len(setting.pair.w)
    return add(*(power(determinant([[row[c] for c in columns] for row in rows]), TWO) for columns in combinations(range(d), n)))


def generic(setting: Setting) -> tuple[Expression, ...]:
    """The condition on the initial point under which the gradients of g are independent there, unless that is known or not found.

    >>> from mirrorsym.maps import Pair
    >>> [str(r) for r in generic(Setting.of(Pair(g=["u**4 + v**4"])))]
    ['16*u0**6 + 16*v0**6 > 0']
    >>> generic(Setting.of(Pair(g=["u**4 + v**4"], domain=["u > 0"])))
    ()
    """
    volume = _gram(setting)
    if volume is None or not volume.names or shown(volume, ">", setting.initial) is not None:
        return ()
    return (relation(">", tidy(volume, setting.initial), ZERO),)


def independent_step(setting: Setting) -> Step:
    """The step that shows the gradients of g independent at the initial point: the sum of squares of the minors of Dg is positive."""
    volume, region = _gram(setting), setting.initial
    proof = None if volume is None else shown(volume, ">", region)
    return Step("independent", "det(Dg Dg^T) at w_init", () if volume is None else (tidy(volume, region),),
                "the gradients of g are independent where the flow starts, and hence along it, so Q_a is strictly convex", region.names,
                region.facts, signs=((volume if volume is not None else ZERO, ">"),), sign_proofs=() if proof is None else (proof,))
