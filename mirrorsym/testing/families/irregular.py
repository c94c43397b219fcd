"""Irregular maps: critical points at rational, algebraic and transcendental places, and maps that only seem to have some.

Why the answers are right.  Each row of the tables gives a map, an open set, and either the critical point (where a reader
checks that the derivative, or determinant, vanishes) or the reason why there is none.  `moved` replaces u by s*u + c with the
set moved along: the chain rule multiplies the derivative by s, so critical points move and neither appear nor vanish.

Main definition: `build`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from mirrorsym.maps import Pair
from mirrorsym.testing.choices import Choices
from mirrorsym.testing.known import FAILS, HOLDS, Answer, Known
from mirrorsym.testing.writing import coefficient, total

__all__ = ["build"]

SHARE = 10

#: one variable: map, conditions, where its derivative vanishes ("" = nowhere), why
ONE: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("{u}**2", (), "0", "2u"), ("({u} - 1)**2", (), "1", "2(u - 1)"), ("{u}**3", (), "0", "3u^2"),
    ("{u}**3/3 - 2*{u}", (), "sqrt(2)", "u^2 - 2"), ("{u}**3/3 - 2*{u}", ("{u} > 3/2",), "", "u^2 - 2 > 1/4"),
    ("{u}**3/3 - 2*{u}", ("{u} > 7/5",), "sqrt(2)", "1.4 < sqrt 2"), ("{u}**3/3 + 2*{u}", (), "", "u^2 + 2"),
    ("{u}**4/4 - 3*{u}", (), "3**(1/3)", "u^3 - 3"), ("{u}**3 - 3*{u}**2 + 3*{u}", (), "1", "3(u - 1)^2"),
    ("{u}**3 - 3*{u}**2 + (3 + 1e-9)*{u}", (), "", "3(u - 1)^2 + 1e-9"),
    ("{u}**3 - 3*{u}**2 + (3 - 3e-12)*{u}", (), "1 + 1e-6", "3((u - 1)^2 - 1e-12)"),
    ("exp({u}) - 2*{u}", (), "log(2)", "e^u - 2"), ("exp({u}) - 2*{u}", ("{u} > 1",), "", "e^u - 2 > e - 2"),
    ("exp({u}) + {u}", (), "", "e^u + 1"), ("exp({u}) - {u}", (), "0", "e^u - 1"), ("exp({u}) - {u}", ("{u} > 0",), "", "e^u - 1 > 0"),
    ("exp({u}) - {u}**2/2 - {u}", (), "0", "e^u - u - 1"), ("exp({u}) - {u}**2/2", (), "", "e^u - u >= 1"),
    ("exp({u}) + exp(-2*{u})", (), "log(2)/3", "e^u - 2e^-2u"), ("{u}*exp({u})", (), "-1", "(u + 1)e^u"),
    ("{u}*exp({u})", ("{u} > -1",), "", "(u + 1)e^u"), ("{u}*exp(-{u}**2)", (), "sqrt(1/2)", "(1 - 2u^2)e^(-u^2)"),
    ("exp({u})*({u} - 3)", (), "2", "(u - 2)e^u"), ("{u}*log({u})", ("{u} > 0",), "exp(-1)", "log u + 1"),
    ("{u}*log({u})", ("{u} > 1/2",), "", "log u + 1 > 1 - log 2"), ("{u}*log({u}) - {u}", ("{u} > 0",), "1", "log u"),
    ("{u} - log({u})", ("{u} > 0",), "1", "1 - 1/u"), ("{u}**2 - log({u})", ("{u} > 0",), "sqrt(1/2)", "2u - 1/u"),
    ("log({u}) + 1/{u}", ("{u} > 0",), "1", "1/u - 1/u^2"), ("log({u})**2", ("{u} > 0",), "1", "2 log(u)/u"),
    ("log({u})**2", ("{u} > 1",), "", "2 log(u)/u"), ("sin({u})", ("{u} > 0", "{u} < 3"), "pi/2", "cos u"),
    ("sin({u})", ("{u} > 0", "{u} < 3/2"), "", "cos u, 3/2 < pi/2"), ("cos({u})", (), "0", "-sin u"),
    ("{u} - cos({u})/2", (), "", "1 + sin(u)/2"), ("2*{u} + sin({u})", (), "", "2 + cos u"), ("{u} + cos({u})", (), "pi/2", "1 - sin u"),
    ("{u} - sin({u})", ("{u} > 0", "{u} < 6"), "", "1 - cos u, 6 < 2 pi"), ("{u} - sin({u})", (), "0", "1 - cos u"),
    ("sinh({u}) - {u}", (), "0", "cosh u - 1"), ("sinh({u}) - {u}/2", (), "", "cosh u - 1/2"), ("sinh({u}) - 2*{u}", (), "acosh(2)", "cosh u - 2"),
    ("cosh({u}) - {u}", (), "asinh(1)", "sinh u - 1"), ("{u} - tanh({u})", (), "0", "tanh(u)^2"), ("{u} - tanh({u})", ("{u} > 0",), "", "tanh(u)^2"),
    ("2*tanh({u}) - {u}", (), "acosh(sqrt(2))", "2/cosh^2 - 1"), ("tanh({u}) + {u}", (), "", "1/cosh^2 + 1"),
    ("2*atan({u}) - {u}", (), "1", "2/(1 + u^2) - 1"), ("2*atan({u}) - {u}", ("{u} > 1",), "", "2/(1 + u^2) - 1 < 0"),
    ("{u} - atan({u})", (), "0", "u^2/(1 + u^2)"), ("asinh({u}) - {u}", (), "0", "1/sqrt(1 + u^2) - 1"),
    ("2*asinh({u}) - {u}", (), "sqrt(3)", "2/sqrt(1 + u^2) - 1"), ("{u}*asinh({u}) - sqrt(1 + {u}**2)", ("{u} > 0",), "", "asinh u"),
    ("{u}*asinh({u}) - sqrt(1 + {u}**2)", (), "0", "asinh u"), ("sqrt({u}) - {u}", ("{u} > 0",), "1/4", "1/(2 sqrt u) - 1"),
    ("sqrt({u}) - {u}", ("{u} > 1/4",), "", "1/(2 sqrt u) - 1 < 0"), ("sqrt(1 + {u}**2) - {u}", (), "", "u/sqrt(1 + u^2) - 1 < 0"),
    ("sqrt(1 + {u}**2) - {u}/2", (), "sqrt(1/3)", "u/sqrt(1 + u^2) = 1/2"), ("log(cosh({u})) - {u}/2", (), "atanh(1/2)", "tanh u - 1/2"),
    ("log(cosh({u})) - {u}", (), "", "tanh u - 1 < 0"), ("softplus({u}) - {u}/3", (), "-log(2)", "sigmoid u = 1/3"),
    ("softplus({u}) - {u}", (), "", "sigmoid u - 1 < 0"), ("erf({u}) + {u}", (), "", "1 + something positive"), ("erf({u})", (), "", "e^(-u^2)"),
    ("LambertW({u})", ("{u} > 0",), "", "increasing"), ("{u}**{u}", ("{u} > 0",), "exp(-1)", "u^u (log u + 1)"), ("{u}**{u}", ("{u} > 1/2",), "", "log u > -1"),
    ("acosh({u}) - {u}", ("{u} > 1",), "sqrt(2)", "1/sqrt(u^2 - 1) - 1"), ("atanh({u}) - 2*{u}", ("{u} > -1", "{u} < 1"), "sqrt(1/2)", "1/(1 - u^2) - 2"),
    ("asin({u}) - 2*{u}", ("{u} > -1", "{u} < 1"), "sqrt(3)/2", "1/sqrt(1 - u^2) - 2"), ("{u} + 1/{u}", ("{u} > 0",), "1", "1 - 1/u^2"),
    ("{u} - 1/{u}", ("{u} != 0",), "", "1 + 1/u^2"), ("{u}/(1 + {u}**2)", (), "1", "(1 - u^2)/(1 + u^2)^2"), ("1/(1 + exp({u}))", (), "", "-e^u/(1 + e^u)^2"),
    ("{u}**6 - 6*{u}", (), "1", "6(u^5 - 1)"), ("{u}**5/5 + {u}**3 + {u}", (), "", "u^4 + 3u^2 + 1"), ("{u}**5 - 5*{u}**3/3 - 2*{u}", ("{u} > 2",), "", "5u^4 - 5u^2 - 2"),
)

#: several variables: coordinates, conditions, critical point ("" = none), the determinant or gradient
MANY: tuple[tuple[tuple[str, ...], tuple[str, ...], str, str], ...] = (
    (("u*v",), (), "u = v = 0", "(v, u)"), (("u*v",), ("u > 0",), "", "(v, u), u > 0"), (("u*v*w",), (), "0", "(vw, uw, uv)"),
    (("u*v*w",), ("u > 0", "v > 0"), "", "uv > 0"), (("u**2 - v**2",), ("u > v",), "", "(2u, -2v) vanishes only at 0, where u = v"),
    (("u**2 + v**2",), ("u + v > 0",), "", "vanishes only at 0"), (("u**2 + v**2",), ("u + v > -1",), "0", "(2u, 2v)"),
    (("u + v**2", "v + u**2"), (), "u = v = 1/2", "1 - 4uv"), (("u + v**2", "v - u**2"), ("u > 0", "v > 0"), "", "1 + 4uv"),
    (("u*v", "u + v"), (), "u = v", "v - u"), (("u*v", "u + v"), ("u > v",), "", "v - u"), (("u**2 + v**2", "u*v"), (), "u = v", "2u^2 - 2v^2"),
    (("u**2 + v**2", "u*v"), ("u > v", "v > 0"), "", "2(u^2 - v^2)"), (("exp(u) + v", "u + exp(v)"), (), "0", "e^(u + v) - 1"),
    (("exp(u) + v", "u + exp(v)"), ("u > 0", "v > 0"), "", "e^(u + v) - 1"), (("exp(u) - v", "u + exp(v)"), (), "", "e^(u + v) + 1"),
    (("sin(u) + v", "u + sin(v)"), (), "0", "cos u cos v - 1"), (("2*u + sin(v)", "2*v + sin(u)"), (), "", "4 - cos u cos v"),
    (("u**3 - 3*u*v**2", "3*u**2*v - v**3"), (), "0", "9(u^2 + v^2)^2"), (("u**3 - 3*u*v**2", "3*u**2*v - v**3"), ("u > 0",), "", "9(u^2 + v^2)^2"),
    (("exp(u)*cos(v)", "exp(u)*sin(v)"), (), "", "e^(2u)"), (("cosh(u)*cos(v)", "sinh(u)*sin(v)"), (), "0", "sinh^2 u + sin^2 v"),
    (("u**3 + v", "v**3 - u"), (), "", "9u^2 v^2 + 1"), (("u**3 + v", "v**3 + u"), (), "u = v = 1/sqrt 3", "9u^2 v^2 - 1"),
    (("u - v**2", "v"), (), "", "1"), (("log(u) + log(v)", "u - v"), ("u > 0", "v > 0"), "", "-(1/u + 1/v)"),
    (("log(u) - log(v)", "u - v"), ("u > 0", "v > 0"), "u = v", "1/v - 1/u up to sign"), (("u*exp(v)", "v*exp(u)"), ("u < 0", "v > 0"), "", "e^(u+v)(1 - uv)"),
    (("u*exp(v)", "v*exp(u)"), (), "u = v = 1", "e^(u+v)(1 - uv)"), (("atan(u) + v", "u - atan(v)"), (), "", "-1/((1+u^2)(1+v^2)) - 1"),
    (("u**2*v", "u*v**2"), ("u > 0", "v > 0"), "", "3u^2 v^2"), (("u**2*v", "u*v**2"), (), "0", "3u^2 v^2"), (("u + v + w", "u*v + v*w + w*u"), (), "u = v = w", "differences"),
    (("u**2", "v**2", "w**2"), ("u > 0", "v > 0", "w > 0"), "", "8uvw"), (("u**2", "v**2", "w**2"), ("u > 0", "v > 0"), "w = 0", "8uvw"),
    (("sqrt(u**2 + v**2)",), ("u**2 + v**2 > 1",), "", "a unit vector"), (("1/(1 + u**2 + v**2)",), (), "0", "-2(u, v)/(...)^2"),
)


def build(choose: Choices) -> Known:
    """One row, moved, or with more variables beside it."""
    make = choose.pick(CONSTRUCTIONS)
    return make(choose)


def _moved(choose: Choices) -> Known:
    text, conditions, where, why = choose.pick(ONE)
    s, c = choose.pick((Fraction(1), Fraction(1), Fraction(2), Fraction(-1, 3))), choose.pick((Fraction(0), Fraction(1), Fraction(-5, 2)))
    inner = total([(s, "u")], c)
    put = inner if inner.isidentifier() else f"({inner})"
    g = total([(choose.pick((Fraction(1), Fraction(-2), Fraction(1, 3))), text.format(u=put))])
    pair = Pair(g=[g], h="u", domain=[x.format(u=put) for x in conditions], variables=("u",))
    said = f"its derivative {why} vanishes at {where}" if where else f"its derivative {why} has no zero on M"
    out: dict[str, Answer] = {"smooth": HOLDS, "regular": FAILS if where else HOLDS, "joint_regular": FAILS, "commuting": HOLDS}
    return Known(pair, out, f"{said} (in u for the inner function)", "irregular")


def _beside(choose: Choices) -> Known:
    text, conditions, where, why = choose.pick(ONE)
    partner = choose.pick((("v", True), ("v**3 + v", True), ("v**2", False), ("exp(v)", True), ("cosh(v)", False)))
    together = choose.flag()
    f = text.format(u="u")
    g = [f"{f} + {partner[0]}"] if together else [f, partner[0]]
    pair = Pair(g=g, h=total([(coefficient(choose), f), (Fraction(1), partner[0])]), domain=[x.format(u="u") for x in conditions],
                variables=("u", "v"))
    first = not where
    regular = (first or partner[1]) if together else (first and partner[1])
    out: dict[str, Answer] = {"smooth": HOLDS, "regular": HOLDS if regular else FAILS, "commuting": HOLDS, "commuting_with_h": HOLDS,
                              "block_separable": HOLDS, "separable": HOLDS, "wronskian": HOLDS}
    if not together or not regular:
        out["joint_regular"] = FAILS
    return Known(pair, out, f"the derivative in u is {why}", "irregular")


def _many(choose: Choices) -> Known:
    g, conditions, where, why = choose.pick(MANY)
    scale = [coefficient(choose) for _ in g]
    constants = [choose.pick((Fraction(0), Fraction(1))) for _ in g]
    pair = Pair(g=[total([(c, f)], d) for c, f, d in zip(scale, g, constants, strict=True)], domain=conditions)
    out: dict[str, Answer] = {"smooth": HOLDS, "regular": FAILS if where else HOLDS}
    return Known(pair, out, f"the determinant or gradient is {why}", "irregular")


CONSTRUCTIONS: tuple[Callable[[Choices], Known], ...] = (_moved, _beside, _many)
