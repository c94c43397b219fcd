"""Constants in disguise: formulas in one or two variables that are constant on an interval, by identities of school.

Added to a function they change no derivative, so every answer stays as it was; but proving that takes the identity, and
those in two variables seem to couple what is separable.

Main definitions: `Disguise`, `DISGUISES`, `disguise_for`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from mirrorsym.testing.choices import Choices
from mirrorsym.testing.terms import Interval

__all__ = ["DISGUISES", "Disguise", "disguise_for"]

OO = math.inf


@dataclass(frozen=True, slots=True)
class Disguise:
    """A formula in {x} (and {y}) that is constant while they lie between `low` and `high`."""

    text: str
    low: float = -OO
    high: float = OO

    @property
    def arity(self) -> int:
        """1 or 2 variables."""
        return 2 if "{y}" in self.text else 1

    def fits(self, interval: Interval) -> bool:
        """Whether the formula is constant on the interval (and analytic)."""
        return self.low <= interval.low and interval.high <= self.high and not (interval.cut and self.low > -OO)


#: the simplest first
DISGUISES = (
    Disguise("({x} + 1)**2 - {x}**2 - 2*{x}"), Disguise("exp({x})*exp(-{x})"), Disguise("sin({x})**2 + cos({x})**2"),
    Disguise("cosh({x})**2 - sinh({x})**2"), Disguise("tanh({x})**2 + sech({x})**2"), Disguise("log({x}**2) - 2*log({x})", 0),
    Disguise("sqrt({x}**2)/{x}", 0), Disguise("abs({x})/{x}", 0), Disguise("atan({x}) + atan(1/{x})", 0),
    Disguise("log({x})/log({x}**2)", 1), Disguise("asin({x}) + acos({x})", -1, 1), Disguise("exp({x})/(1 + exp({x})) + sigmoid(-{x})"),
    Disguise("log({x}*(1 + {x})) - log({x}) - log1p({x})", 0), Disguise("{x}**(1/2)*{x}**(-1/2)", 0),
    Disguise("exp({x} + {y})*exp(-{x})*exp(-{y})"), Disguise("({x} + {y})**2 - ({x} - {y})**2 - 4*{x}*{y}"),
    Disguise("sin({x} + {y}) - sin({x})*cos({y}) - cos({x})*sin({y})"), Disguise("log({x}*{y}) - log({x}) - log({y})", 0),
    Disguise("sqrt({x}*{y})/(sqrt({x})*sqrt({y}))", 0), Disguise("cosh({x} - {y}) - cosh({x})*cosh({y}) + sinh({x})*sinh({y})"),
    Disguise("(tanh({x}) + tanh({y}))/(1 + tanh({x})*tanh({y})) - tanh({x} + {y})", 0),
    Disguise("atan({x}) + atan({y}) - atan(({x} + {y})/(1 - {x}*{y}))", 0, 1),
    Disguise("log(exp({x}) + exp({y})) - {x} - log(1 + exp({y} - {x}))"), Disguise("({x}*{y})**(1/3)/({x}**(1/3)*{y}**(1/3))", 0),
    Disguise("2*sin(({x} + {y})/2)*cos(({x} - {y})/2) - sin({x}) - sin({y})"),
    Disguise("sqrt({x}**2 + 2*{x}*{y} + {y}**2) - {x} - {y}", 0),
)


def disguise_for(choose: Choices, intervals: Mapping[str, Interval], arity: int) -> str | None:
    """A constant in disguise in `arity` of the given variables, or None where none fits."""
    fitting = []
    for d in DISGUISES:
        inside = [n for n, i in intervals.items() if d.fits(i)]
        if d.arity == arity <= len(inside):
            fitting.append((d, inside))
    if not fitting:
        return None
    d, inside = choose.pick(fitting)
    first = choose.pick(inside)
    second = choose.pick([n for n in inside if n != first]) if arity > 1 else first
    return d.text.format(x=first, y=second)
