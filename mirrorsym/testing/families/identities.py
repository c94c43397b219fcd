"""Identities that need several kernels: sums and compositions of kernels that collapse, in functions that commute because of it.

Why the answers are right.  k, m are *inner* functions of one variable, analytic with a derivative without zeros, and with values where
an identity between other kernels is true.

* `constant`: a formula in k(u), or in k(u) and m(v), that is constant by an identity of school is added to h, and to g; h is a multiple of g
  otherwise, variable by variable, so everything is as without it.
* `composed`: g = p(k(u)) + q(v), h = a*p(k(u)) + b*q(v) with p spelled differently in g and h.
* `product`: g = f(u)*e with a formula e that is constant, not 0; h = a*f(u) + b*w**2.
* `broken`: the formula of `constant` with one of its coefficients changed by e, which leaves e*(a kernel) with a second derivative that is
  not zero: h has e*K(k(u)) too much, where K(k(u)) and g have linearly independent derivatives; so it does not commute.

Main definition: `build`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from mirrorsym.maps import Pair
from mirrorsym.testing.choices import Choices
from mirrorsym.testing.disguises import DISGUISES, Disguise
from mirrorsym.testing.known import FAILS, HOLDS, Answer, Known
from mirrorsym.testing.terms import INTERVALS, TERMS, Interval, Term
from mirrorsym.testing.writing import SMALL, coefficient, total

__all__ = ["BROKEN", "INNER", "Inner", "build"]

SHARE = 12


@dataclass(frozen=True, slots=True)
class Inner:
    """A function of {x} on the set `conditions`, strictly monotonic, with values between `low` and `high`."""

    text: str
    conditions: tuple[str, ...]
    low: float
    high: float

    def on(self, name: str) -> list[str]:
        """The conditions for the variable `name`."""
        return [c.format(x=name) for c in self.conditions]

    def of(self, name: str) -> str:
        """The function of the variable `name`, ready to be put into a formula."""
        return f"({self.text.format(x=name)})"

    @property
    def values(self) -> Interval:
        """Where the values lie."""
        return Interval(self.low, self.high, ())


OO = float("inf")
#: the simplest first
INNER = (
    Inner("2*{x}", (), -OO, OO), Inner("exp({x})", (), 0, OO), Inner("{x}**2", ("{x} > 0",), 0, OO), Inner("sinh({x})", (), -OO, OO),
    Inner("log({x})", ("{x} > 1",), 0, OO), Inner("1 + {x}**2", ("{x} > 0",), 1, OO), Inner("{x}/(1 + {x})", ("{x} > 0",), 0, 1),
    Inner("{x}**3 + {x}", (), -OO, OO), Inner("tanh({x})", (), -1, 1), Inner("sqrt({x})", ("{x} > 0",), 0, OO),
    Inner("1 + exp({x})", (), 1, OO), Inner("{x}/sqrt(1 + {x}**2)", (), -1, 1), Inner("sigmoid({x})", (), 0, 1),
    Inner("log(1 + exp({x}))", (), 0, OO),
)
#: with {e}: constant in {x} for e = 0; and the kernel that is left over, times e
BROKEN = (
    ("(1 + {e})*sin({x})**2 + cos({x})**2", "sin({x})**2"), ("(1 + {e})*cosh({x})**2 - sinh({x})**2", "cosh({x})**2"),
    ("tanh({x})**2 + (1 + {e})*sech({x})**2", "sech({x})**2"),
    ("(2 + {e})*sinh({x})*cosh({x}) - sinh(2*{x})", "sinh(2*{x})"), ("exp({x}) + exp(-{x}) - (2 + {e})*cosh({x})", "cosh({x})"),
    ("(1 + {e})*sigmoid({x}) + sigmoid(-{x})", "sigmoid({x})"), ("softplus({x}) - (1 + {e})*softplus(-{x}) - {x}", "softplus(-{x})"),
    ("asinh({x}) - (1 + {e})*log({x} + sqrt({x}**2 + 1))", "asinh({x})"), ("(4 + {e})*sin({x})**3 + sin(3*{x}) - 3*sin({x})", "sin({x})**3"),
)
#: of these the derivative has no zeros on the real line, and a composition keeps that
_PLAIN = ("exp", "tanh", "sigmoid", "asinh", "atan", "sinh", "x^3 + x", "softplus", "gd", "x/sqrt(1 + x^2)", "log", "sqrt", "log(1 + x)",
          "acosh", "atanh", "asin", "log log", "x/(1 + x)", "x^(5/2)", "sqrt(x^2 - 1)", "exp(2x)", "exp(-x)")


def build(choose: Choices) -> Known:
    """One of the constructions."""
    make = choose.pick(CONSTRUCTIONS)
    return make(choose)


def _inner(choose: Choices, d: Disguise) -> Inner | None:
    fitting = [k for k in INNER if d.fits(k.values)]
    return choose.pick(fitting) if fitting else None


def _formula(choose: Choices, arity: int) -> tuple[str, list[str]]:
    """A constant formula in u (and v), composed with inner functions, and the conditions."""
    d = choose.pick([d for d in DISGUISES if d.arity == arity and any(d.fits(k.values) for k in INNER)])
    inner = [k for k in (_inner(choose, d) for _ in range(arity)) if k is not None]
    put = dict(zip("xy", (k.of(n) for k, n in zip(inner, "uv", strict=False)), strict=False))
    return d.text.format(**put), [c for k, n in zip(inner, "uv", strict=False) for c in k.on(n)]


def _commutes() -> dict[str, Answer]:
    return dict.fromkeys(("smooth", "commuting", "commuting_with_h", "block_separable", "lie_necessary"), HOLDS)


def _simple(choose: Choices, name: str) -> str:
    return choose.pick(("{x}", "exp({x})", "{x}**3 + {x}", "sinh({x})", "{x}**2")).format(x=name)


def _constant(choose: Choices) -> Known:
    arity = choose.whole(1, 2)
    formula, domain = _formula(choose, arity)
    f, q = _simple(choose, "u"), _simple(choose, "v")
    a, b, c = coefficient(choose), coefficient(choose), coefficient(choose)
    g = total([(Fraction(1), f), (Fraction(1), q), *([(c, f"({formula})")] if choose.flag() else [])])
    pair = Pair(g=[g], h=total([(a, f), (b, q), (c, f"({formula})")]), domain=domain, variables=("u", "v"))
    return Known(pair, _commutes() | {"separable": HOLDS, "wronskian": HOLDS}, f"{formula} is constant", "identities")


def _written(choose: Choices, term: Term, inside: str) -> tuple[str, str]:
    which = choose.whole(0, len(term.spellings) - 1)
    other = which + choose.whole(1, max(1, len(term.spellings) - 1))
    return term.write(which, inside), term.write(other, inside)


def _composed(choose: Choices) -> Known:
    k = choose.pick(INNER)
    term = choose.pick([t for t in TERMS if t.shape in _PLAIN and t.lives_on(k.values)])
    first, second = _written(choose, term, k.of("u"))
    q = _simple(choose, "v")
    a, b = coefficient(choose), coefficient(choose)
    pair = Pair(g=[f"{first} + {q}"], h=total([(a, second), (b, q)], choose.pick((Fraction(0), Fraction(2)))), domain=k.on("u"),
                variables=("u", "v"))
    out = _commutes() | {"separable": HOLDS, "wronskian": HOLDS, "regular": HOLDS}
    if a == b:
        out["joint_regular"] = FAILS
    return Known(pair, out, f"{second} is {first} up to a constant", "identities")


def _product(choose: Choices) -> Known:
    places = [i for i in INTERVALS if not i.cut]
    interval = choose.pick(places)
    fitting = [d for d in DISGUISES if d.arity == 1 and d.fits(interval) and d.text not in _ZERO]
    e = choose.pick(fitting).text.format(x="u")
    f = _simple(choose, "u")
    pair = Pair(g=[f"({f})*({e})"], h=total([(coefficient(choose), f), (coefficient(choose), "w**2")]), domain=interval.on("u"),
                variables=("u", "w"))
    return Known(pair, _commutes() | {"separable": HOLDS, "wronskian": HOLDS, "joint_regular": FAILS}, f"{e} is a constant, not 0", "identities")


#: constant formulas that are 0
_ZERO = {"log({x}**2) - 2*log({x})", "log({x}*(1 + {x})) - log({x}) - log1p({x})"}


def _broken(choose: Choices) -> Known:
    text, _ = choose.pick(BROKEN)
    k = choose.pick(INNER)
    e = choose.pick(SMALL)
    if k.text.startswith("log"):  # sinh(log u) and the like are rational, and may be dependent on g
        k = INNER[0]
    inside, domain = k.of("u"), k.on("u")
    formula = text.format(x=inside, e=f"({e})")
    f = choose.pick(("erf(u)", "u**5", "log(2 + u**2)"))
    pair = Pair(g=[f"{f} + v**2"], h=total([(coefficient(choose), f), (Fraction(1), "v**2"), (Fraction(1), f"({formula})")]), domain=domain,
                variables=("u", "v"))
    out: dict[str, Answer] = {"smooth": HOLDS, "commuting": HOLDS, "commuting_with_h": FAILS, "block_separable": HOLDS, "separable": HOLDS,
                              "wronskian": FAILS, "quadratic": FAILS, "lie_necessary": HOLDS}
    return Known(pair, out, f"{formula} has {e} times a kernel too much", "identities")


CONSTRUCTIONS: tuple[Callable[[Choices], Known], ...] = (_constant, _composed, _product, _broken)
