"""Bounds on the best value of a max-margin problem that do not depend on how its numbers were found.

For min phi(theta) with y_i <z_i, theta> >= 1, any theta that separates gives the upper bound phi(theta)/min_i y_i <z_i, theta>, and any
mu >= 0 gives the lower bound sum_i mu_i / phi*(sum_i mu_i y_i z_i), by Hoelder's inequality: sum_i mu_i <= <sum mu_i y_i z_i, theta> for
every theta that is allowed.  Both are enclosed with ball arithmetic, so that rounding is accounted for.

That nothing separates is proved by weights mu >= 0, not all 0, with sum_i mu_i y_i z_i = 0 exactly (Gordan): rational ones, from the
rows that a linear program names.

Main definitions: `Bounds`, `bounds`, `balancing`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from numeric_backend.maxmargin.horizons import Horizon, conjugate

__all__ = ["Bounds", "balancing", "bounds"]

_BITS = 128


@dataclass(frozen=True, slots=True)
class Bounds:
    """lower <= best value <= upper, rounded outward; `upper` is inf where theta does not separate the data."""

    lower: float
    upper: float

    @property
    def gap(self) -> float:
        """(upper - lower)/upper: by how much, relatively, theta may miss the best value; 1 where nothing is bounded."""
        return 1.0 if self.upper == math.inf else max(0.0, (self.upper - self.lower) / self.upper)


def bounds(rows: Any, horizon: Horizon, theta: Sequence[float], multipliers: Sequence[float]) -> Bounds:
    """The two bounds for the data rows y_i z_i, (m, n); negative multipliers count as 0.

    >>> from numeric_backend.maxmargin.horizons import lp
    >>> found = bounds([[2.0, 1.0]], lp(1), [0.5, 0.0], [0.5])
    >>> round(found.lower, 12), round(found.upper, 12)
    (0.5, 0.5)
    """
    import flint

    before = flint.ctx.prec
    flint.ctx.prec = _BITS
    try:
        matrix = [[flint.arb(float(v)) for v in row] for row in rows]
        at = [flint.arb(float(v)) for v in theta]
        mu = [flint.arb(max(0.0, float(v))) for v in multipliers]
        margins = [sum((a * t for a, t in zip(row, at, strict=True)), flint.arb(0)) for row in matrix]
        least = min(float(m.lower()) for m in margins)
        upper = math.inf
        if least > 0:
            upper = max(float((_norm(horizon, at) / m).upper()) for m in margins)
        pulled = [sum((m * row[j] for m, row in zip(mu, matrix, strict=True)), flint.arb(0)) for j in range(len(at))]
        below = _norm(horizon, pulled, dual=True)
        total = sum(mu, flint.arb(0))
        lower = math.inf if float(below.upper()) == 0 < float(total.lower()) else float((total / below.upper()).lower())
        return Bounds(math.nextafter(lower, -math.inf) if math.isfinite(lower) else lower if lower == math.inf else 0.0,
                      math.nextafter(upper, math.inf))
    finally:
        flint.ctx.prec = before


def balancing(rows: Any, chosen: Sequence[int]) -> tuple[Fraction, ...] | None:
    """Exact weights > 0 of sum 1 of the chosen rows that add up to 0; None where those rows do not have just one such combination.

    >>> balancing([[1.0, 0.5], [-2.0, -1.0], [7.0, 7.0]], [0, 1])
    (Fraction(2, 3), Fraction(1, 3))
    """
    import flint

    exact = [[Fraction(float(v)) for v in rows[i]] for i in chosen]
    scale = math.lcm(*(q.denominator for row in exact for q in row), 1)
    columns = [[int(row[j] * scale) for row in exact] for j in range(len(exact[0]))] if exact else []
    if not columns:
        return None
    basis, nullity = flint.fmpz_mat(columns).nullspace()
    if nullity != 1:
        return None
    found = [int(basis[i, 0]) for i in range(len(chosen))]
    total = sum(found)
    weights = tuple(Fraction(v, total) for v in found) if total else ()
    return weights if weights and all(w > 0 for w in weights) else None


def _norm(horizon: Horizon, x: list[Any], *, dual: bool = False) -> Any:
    import flint

    weights = [flint.arb(w) for w in horizon.weights] or [flint.arb(1)] * len(x)
    scaled = [abs(v / w if dual else v * w) for v, w in zip(x, weights, strict=True)]
    parts = horizon.groups or (tuple(range(len(x))),)
    inner = [_power(conjugate(p) if dual else p, [scaled[i] for i in g]) for g, p in zip(parts, horizon.powers, strict=True)]
    return inner[0] if len(inner) == 1 else _power(conjugate(horizon.outer) if dual else horizon.outer, inner)


def _power(p: float, sizes: list[Any]) -> Any:
    import flint

    if p == math.inf:
        most = sizes[0]
        for s in sizes[1:]:
            most = most.max(s)
        return most
    if p == 1:
        return sum(sizes, flint.arb(0))
    total = sum((_raised(s, flint.arb(p)) for s in sizes), flint.arb(0))
    return _raised(total, 1 / flint.arb(p))


def _raised(base: Any, power: Any) -> Any:
    """base**power for base >= 0; a ball that touches 0 is enclosed by 0 and the power of its upper end."""
    import flint

    if float(base.lower()) > 0:
        return base**power
    top = base.upper()
    if float(top) == 0 and not top > 0:
        return flint.arb(0)
    return flint.arb(0).union(top**power)
