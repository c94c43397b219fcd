"""Numbers of a potential without closed inverse, with proof: grad R_a(x) and R_a(x) between rational ends.

Q_a is convex on its slice of the dual domain, since its second derivatives are J J^T and the slice is cut out by affine conditions.  So a
mu with grad Q_a(mu) = x attains R_a(x) = <x, mu> - Q_a(mu), and where the second derivatives are invertible it is the only one.  Krawczyk's
operator shows that a small box contains such a mu and that they are invertible there.

Precondition: the potential's psi and Q are proved, and the initial point of the numbers lies in M.  Main definition: `enclosed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from mirrorsym.calculus.enclosure import Undefined, Unsettled, ball, evaluate, holds, precision
from mirrorsym.calculus.newton_many import enclose_system
from mirrorsym.calculus.region import Region
from mirrorsym.potential import Potential
from mirrorsym.routes._draft import fact
from mirrorsym.verdict import Status

__all__ = ["Enclosed", "enclosed"]

Ends = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Enclosed:
    """Rational ends around each entry of mu = grad R_a(x), and around R_a(x) for the Q_a of the potential."""

    mu: tuple[Ends, ...]
    R: Ends


def enclosed(potential: Potential, point: Mapping[str, Fraction], digits: int = 30) -> Enclosed | None:
    """grad R_a(x) and R_a(x) at the point, which gives x, a, the symbols of the initial point and the parameters; None if none is found.

    >>> from mirrorsym import Pair, derive
    >>> found = derive(Pair(g=["u**2"], domain=["u > 0"])).potential
    >>> low, high = enclosed(found, {"x1": Fraction(1), "u0": Fraction(1)}).mu[0]
    >>> low <= 0 <= high, high - low < Fraction(1, 10**30)
    (True, True)
    """
    if potential.status is not Status.HOLDS or potential.grad_Q is None or potential.Q is None or any(n not in point for n in potential.x):
        return None
    bits = 4 * digits + 128
    known = {n: q for n, q in point.items() if n not in potential.x and n not in potential.mu}
    known.setdefault(potential.a, Fraction(0))
    names = {n for e in (*potential.grad_Q, potential.Q) for n in e.names} - set(potential.mu)
    if names - set(known) or any(holds(c, known) is not True for c in potential.assuming):
        return None
    region = Region((*potential.mu, *sorted(known)), (), tuple(fact(c) for c in potential.dual_domain or ()))
    x = tuple(point[n] for n in potential.x)
    box = enclose_system(potential.grad_Q, potential.mu, region, x, known, bits)
    if box is None:
        return None
    with precision(bits):
        at = {m: _hull(ends) for m, ends in zip(potential.mu, box, strict=True)}
        try:
            value = evaluate(potential.Q, {**{n: ball(q) for n, q in known.items()}, **at}, known)
        except (Undefined, Unsettled, OverflowError):
            return None
        total = -value
        for q, m in zip(x, potential.mu, strict=True):
            total += ball(q) * at[m]
        return Enclosed(box, (_rational(total.lower()), _rational(total.upper())))


def _hull(ends: Ends) -> arb:
    return ball(ends[0]).union(ball(ends[1]))


def _rational(b: arb) -> Fraction:
    q = b.fmpq()
    return Fraction(int(q.p), int(q.q))
