"""A vocabulary of functions of one variable, each written in several ways that agree on its whole domain.

Each `Term` says where it lives, where its derivative vanishes there, and what shape it has: terms of different shape are
different up to an affine map of the value, so their derivatives are linearly independent on every interval.  A pair that
uses one way of writing in g and another in h needs the identity between them: (e^x + e^-x)/2 = cosh x, log x^2 = 2 log x
for x > 0, atan x + atan 1/x = pi/2 for x > 0, and so on.  Every identity is one that a reader can check by hand.

Main definitions: `Term`, `Interval`, `INTERVALS`, `TERMS`, `terms_on`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["INTERVALS", "TERMS", "Interval", "Term", "terms_on"]

OO = math.inf


@dataclass(frozen=True, slots=True)
class Interval:
    """The conditions that make up an open interval of one variable (two half lines when `cut`, without 0)."""

    low: float
    high: float
    conditions: tuple[str, ...]
    cut: bool = False

    def on(self, name: str) -> list[str]:
        """The conditions for the variable `name`."""
        return [c.format(x=name) for c in self.conditions]

    def has(self, x: float) -> bool:
        """Whether a point lies inside."""
        return self.low < x < self.high and not (self.cut and x == 0)


#: the simplest first
INTERVALS = (
    Interval(-OO, OO, ()), Interval(0, OO, ("{x} > 0",)), Interval(1, OO, ("{x} > 1",)), Interval(-OO, OO, ("{x} != 0",), True),
    Interval(0, 1, ("0 < {x}", "{x} < 1")), Interval(-1, 1, ("{x} > -1", "{x} < 1")), Interval(-OO, 0, ("{x} < 0",)),
    Interval(2, OO, ("{x} > 2",)), Interval(-1.25, 1.25, ("-5/4 < {x}", "{x} < 5/4")), Interval(0, 1.25, ("{x} > 0", "{x} < 5/4")),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A nonconstant analytic function: `spellings` of one function on the interval from `low` to `high`.

    `critical` lists the zeros of its derivative there, as (exact text, approximate value); `rising` tells the sign of the
    derivative elsewhere.  `quadratic` says whether it is a multiple of x**2 plus a constant.  `cut` says that it is
    not defined at 0.
    """

    shape: str
    spellings: tuple[str, ...]
    rising: Callable[[float], float]
    low: float = -OO
    high: float = OO
    critical: tuple[tuple[str, float], ...] = ()
    quadratic: bool = False
    cut: bool = False

    def lives_on(self, interval: Interval) -> bool:
        """Whether the term is analytic on all of the interval."""
        inside = self.low <= interval.low and interval.high <= self.high
        return inside and (not self.cut or not (interval.low < 0 < interval.high) or interval.cut)

    def critical_on(self, interval: Interval) -> tuple[str, ...]:
        """The zeros of the derivative in the interval."""
        return tuple(text for text, value in self.critical if interval.has(value))

    def slope_on(self, interval: Interval) -> int:
        """1 or -1 when the derivative has that sign on all of the interval, 0 otherwise (or where it is cut)."""
        if self.critical_on(interval) or interval.cut:
            return 0
        low, high = max(interval.low, -3.0), min(interval.high, 3.0)
        at = (low + high) / 2 if interval.low > -OO or interval.high < OO else 0.3
        return 1 if self.rising(at) > 0 else -1

    def write(self, which: int, x: str) -> str:
        """The spelling number `which`, with `x` in place of the variable."""
        return self.spellings[which % len(self.spellings)].replace("{x}", x if x.isidentifier() else f"({x})")


def _up(_: float) -> float:
    return 1.0


def _down(_: float) -> float:
    return -1.0


def _as_x(x: float) -> float:
    return x


TERMS: tuple[Term, ...] = (
    Term("x^2", ("{x}**2", "({x} - 1)**2 + 2*{x}", "({x} + 1)*({x} - 1)"), _as_x, critical=(("0", 0.0),), quadratic=True),
    Term("x^2", ("{x}**2", "abs({x})**2", "exp(2*log({x}))", "sqrt({x}**4)", "{x}*sqrt({x}**2)", "{x}*abs({x})", "1/({x}**(-2))"), _as_x,
         low=0, quadratic=True),
    Term("x^2", ("-{x}*abs({x})", "{x}**2", "-{x}*sqrt({x}**2)", "exp(2*log(-{x}))"), _as_x, high=0, quadratic=True),
    Term("x", ("{x}", "2*{x} - {x}", "log(exp({x}))", "asinh(sinh({x}))", "{x}*(cosh({x})**2 - sinh({x})**2)"), _up),
    Term("x", ("{x}", "sqrt({x}**2)", "exp(log({x}))", "abs({x})", "({x}**3)**(1/3)", "{x}**2/{x}", "acosh(cosh({x}))"), _up, low=0),
    Term("x", ("{x}", "-sqrt({x}**2)", "-abs({x})", "-exp(log({x}**2)/2)"), _up, high=0),
    Term("x", ("{x}", "asin(sin({x}))", "atan(tan({x}))"), _up, low=-1.25, high=1.25),
    Term("x^3", ("{x}**3", "({x} + 1)**3 - 3*{x}**2 - 3*{x}"), lambda x: x * x, critical=(("0", 0.0),)),
    Term("x^4", ("{x}**4", "({x}**2)**2", "({x}**2 - 1)*({x}**2 + 1)"), _as_x, critical=(("0", 0.0),)),
    Term("x^3 + x", ("{x}**3 + {x}", "{x}*({x}**2 + 1)"), _up),
    Term("x^6", ("{x}**6", "{x}**7/{x}", "sqrt({x}**12)"), _as_x, low=0),
    Term("exp", ("exp({x})", "cosh({x}) + sinh({x})", "exp({x}/2)**2", "exp(2*{x})/exp({x})", "1/exp(-{x})",
                 "(1 + tanh({x}/2))/(1 - tanh({x}/2))"), _up),
    Term("exp(2x)", ("exp(2*{x})", "exp({x})**2", "cosh(2*{x}) + sinh(2*{x})"), _up),
    Term("exp(-x)", ("exp(-{x})", "1/exp({x})", "cosh({x}) - sinh({x})"), _down),
    Term("2^x", ("2**{x}", "exp({x}*log(2))", "4**({x}/2)"), _up),
    Term("sinh", ("sinh({x})", "(exp({x}) - exp(-{x}))/2", "2*sinh({x}/2)*cosh({x}/2)", "tanh({x})*cosh({x})"), _up),
    Term("cosh", ("cosh({x})", "(exp({x}) + exp(-{x}))/2", "2*cosh({x}/2)**2", "sqrt(1 + sinh({x})**2)", "1/sech({x})"), _as_x,
         critical=(("0", 0.0),)),
    Term("cosh^2", ("cosh({x})**2", "sinh({x})**2", "cosh(2*{x})/2", "(exp({x}) + exp(-{x}))**2/4"), _as_x, critical=(("0", 0.0),)),
    Term("tanh", ("tanh({x})", "sinh({x})/cosh({x})", "(exp(2*{x}) - 1)/(exp(2*{x}) + 1)", "2*sigmoid(2*{x}) - 1",
                  "1 - 2/(exp(2*{x}) + 1)"), _up),
    Term("sigmoid", ("sigmoid({x})", "exp({x})/(1 + exp({x}))", "tanh({x}/2)/2", "-1/(1 + exp({x}))"), _up),
    Term("asinh", ("asinh({x})", "log({x} + sqrt({x}**2 + 1))", "-log(sqrt({x}**2 + 1) - {x})", "atanh({x}/sqrt(1 + {x}**2))"), _up),
    Term("atan", ("atan({x})", "asin({x}/sqrt(1 + {x}**2))", "2*atan({x}/(1 + sqrt(1 + {x}**2)))", "-acos({x}/sqrt(1 + {x}**2))"), _up),
    Term("atan", ("atan({x})", "-atan(1/{x})", "pi/2 - atan(1/{x})", "acos(1/sqrt(1 + {x}**2))"),
         _up, low=0),
    Term("erf", ("erf({x})", "-erf(-{x})", "1 - erfc({x})"), _up),
    Term("softplus", ("softplus({x})", "log(1 + exp({x}))", "{x} + log(1 + exp(-{x}))", "-log(1 - sigmoid({x}))",
                      "{x}/2 + log(2*cosh({x}/2))"), _up),
    Term("log cosh", ("log(cosh({x}))", "-log(sech({x}))", "log(1 + exp(-2*{x})) + {x}", "log(1 + sinh({x})**2)/2"), _as_x,
         critical=(("0", 0.0),)),
    Term("gd", ("atan(exp({x}))", "-atan(exp(-{x}))", "atan(sinh({x}))/2", "asin(tanh({x}))/2", "atan(tanh({x}/2))"), _up),
    Term("sqrt(1 + x^2)", ("sqrt(1 + {x}**2)", "cosh(asinh({x}))", "(1 + {x}**2)/sqrt({x}**2 + 1)", "sqrt(4 + 4*{x}**2)/2"), _as_x,
         critical=(("0", 0.0),)),
    Term("x/sqrt(1 + x^2)", ("{x}/sqrt(1 + {x}**2)", "sin(atan({x}))", "tanh(asinh({x}))"), _up),
    Term("1/(1 + x^2)", ("1/(1 + {x}**2)", "-{x}**2/(1 + {x}**2)", "cos(atan({x}))**2"), lambda x: -x, critical=(("0", 0.0),)),
    Term("sin", ("sin({x})", "2*sin({x}/2)*cos({x}/2)", "tan({x})*cos({x})", "2*tan({x}/2)/(1 + tan({x}/2)**2)", "cos({x} - pi/2)"), _up,
         low=-1.25, high=1.25),
    Term("sin^2", ("sin({x})**2", "-cos({x})**2", "-cos(2*{x})/2", "(1 - cos({x}))*(1 + cos({x}))"), _as_x, low=-1.25, high=1.25,
         critical=(("0", 0.0),)),
    Term("cos", ("cos({x})", "1 - 2*sin({x}/2)**2", "cos({x}/2)**2 - sin({x}/2)**2", "sin({x} + pi/2)"), lambda x: -x, low=-1.25, high=1.25,
         critical=(("0", 0.0),)),
    Term("tan", ("tan({x})", "sin({x})/cos({x})", "sin(2*{x})/(1 + cos(2*{x}))", "2*tan({x}/2)/(1 - tan({x}/2)**2)"), _up,
         low=-1.25, high=1.25),
    Term("sin 3x", ("sin(3*{x})", "3*sin({x}) - 4*sin({x})**3", "sin(2*{x})*cos({x}) + cos(2*{x})*sin({x})"), lambda x: math.cos(3 * x),
         low=-1.25, high=1.25, critical=(("pi/6", math.pi / 6), ("-pi/6", -math.pi / 6))),
    Term("log", ("log({x})", "log({x}**2)/2", "-log(1/{x})", "2*log(sqrt({x}))", "log(3*{x})", "log({x}**3)/3", "asinh(({x} - 1/{x})/2)",
                 "2*atanh(({x} - 1)/({x} + 1))", "log({x}/(1 + {x})) + log(1 + {x})"), _up, low=0),
    Term("log", ("log(-{x})", "log({x}**2)/2", "log(abs({x}))", "-log(-1/{x})"), _down, high=0),
    Term("log", ("log(abs({x}))", "log({x}**2)/2", "log({x}**4)/4"), lambda x: 1 / x, cut=True),
    Term("log(1 + x)", ("log(1 + {x})", "log(({x} + 1)**2)/2", "log(2 + 2*{x})", "log1p({x})"), _up, low=-1),
    Term("log(1 + x^2)", ("log(1 + {x}**2)", "2*log(sqrt(1 + {x}**2))", "-log(1/({x}**2 + 1))"), _as_x, critical=(("0", 0.0),)),
    Term("sqrt", ("sqrt({x})", "exp(log({x})/2)", "{x}/sqrt({x})", "sqrt(sqrt({x}))**2", "({x}**3)**(1/6)", "sqrt(4*{x})/2"), _up, low=0),
    Term("x^(1/3)", ("{x}**(1/3)", "exp(log({x})/3)", "({x}**2)**(1/6)", "{x}/{x}**(2/3)"), _up, low=0),
    Term("x^(5/2)", ("{x}**(5/2)", "{x}**2*sqrt({x})", "sqrt({x}**5)", "exp(5*log({x})/2)"), _up, low=0),
    Term("1/x", ("1/{x}", "{x}/{x}**2", "(1 + {x})/{x}", "2/(2*{x})"), _down, cut=True),
    Term("1/x", ("1/{x}", "exp(-log({x}))", "(1/sqrt({x}))**2", "1/sqrt({x}**2)"), _down, low=0),
    Term("1/x^2", ("1/{x}**2", "(1/{x})**2", "({x}**2 + 1)/{x}**2"), lambda x: -x, cut=True),
    Term("x/(1 + x)", ("{x}/(1 + {x})", "-1/(1 + {x})", "1/(1 + 1/{x})"), _up, low=0),
    Term("x log x", ("{x}*log({x})", "log({x}**{x})", "{x}*log({x}**2)/2", "-{x}*log(1/{x})"), lambda x: math.log(x) + 1, low=0,
         critical=(("exp(-1)", math.exp(-1)),)),
    Term("x^x", ("{x}**{x}", "exp({x}*log({x}))", "{x}*{x}**({x} - 1)"), _up, low=1),
    Term("acosh", ("acosh({x})", "log({x} + sqrt({x}**2 - 1))", "2*asinh(sqrt(({x} - 1)/2))",
                   "2*log(sqrt(({x} + 1)/2) + sqrt(({x} - 1)/2))"), _up, low=1),
    Term("sqrt(x^2 - 1)", ("sqrt({x}**2 - 1)", "sqrt({x} - 1)*sqrt({x} + 1)", "sinh(acosh({x}))"), _up, low=1),
    Term("log log", ("log(log({x}))", "log(log({x}**2))", "-log(1/log({x}))"), _up, low=1),
    Term("atanh", ("atanh({x})", "log((1 + {x})/(1 - {x}))/2", "(log(1 + {x}) - log(1 - {x}))/2",
                   "asinh({x}/sqrt(1 - {x}**2))"), _up, low=-1, high=1),
    Term("asin", ("asin({x})", "-acos({x})", "atan({x}/sqrt(1 - {x}**2))", "2*atan({x}/(1 + sqrt(1 - {x}**2)))"), _up, low=-1, high=1),
    Term("sqrt(1 - x^2)", ("sqrt(1 - {x}**2)", "cos(asin({x}))", "sqrt(1 - {x})*sqrt(1 + {x})", "sin(acos({x}))"), lambda x: -x,
         low=-1, high=1, critical=(("0", 0.0),)),
    Term("W", ("LambertW({x})", "log({x}) - log(LambertW({x}))", "{x}*exp(-LambertW({x}))"), _up, low=0),
    Term("exp W", ("exp(LambertW({x}))", "{x}/LambertW({x})"), _up, low=0),
    Term("Ei", ("Ei({x})", "Ei(2*{x}/2)"), _up, low=0),
    Term("gamma", ("gamma({x})", "gamma(2*{x} - {x})"), _up, low=2),
)


def terms_on(interval: Interval) -> list[Term]:
    """Every term that lives on the interval.

    >>> terms_on(INTERVALS[0])[0].shape
    'x^2'
    """
    return [t for t in TERMS if t.lives_on(interval)]
