"""Subsets of M: kinks inside and outside of M, what holds on a part of M only, branches, edges, and thin domains.

Why the answers are right, one construction each.  K(u) stands for a function with one kink at c (|u - c|, Max(u, c), Min(u, c),
(u - c)*|u - c|, a Piecewise with its seam at c):

* `outside`: c is no point of M, an interval.  There K is one analytic branch p; h is a multiple of that branch, written
  without the kink, and commutes as in the family `separable`.
* `inside`: c is a point of M.  A one-sided derivative of order one or two jumps: `smooth` FAILS.  With h = a*(one branch) + u**5 on
  both sides the pair does not even commute near a point off the kink: W(p', p' + 5u**4) is not zero.
* `order`: Max(u, v), Min(u, v), |u - v| on a part of M = R^2 where u - v has one sign: the branch.
* `cut`: M leaves out one point, u != c.  On either side K is analytic, and h = a*K + d is spelled differently on the two sides.
* `half`: f(u)*|u|**k-like functions on u < 0, where |u| = -u.
* `thin`: the identity or the failure on an interval shorter than 1e-9, or far away from 0.

Main definition: `build`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from mirrorsym.maps import Pair
from mirrorsym.testing.choices import Choices
from mirrorsym.testing.known import FAILS, HOLDS, Answer, Known
from mirrorsym.testing.terms import INTERVALS, terms_on
from mirrorsym.testing.writing import coefficient, total

__all__ = ["build"]

SHARE = 12


@dataclass(frozen=True, slots=True)
class Kink:
    """A function with a kink at {c}: its text, its branches below and above, the order of the derivative that jumps."""

    text: str
    below: str
    above: str
    order: int


#: the simplest first; {u} is the variable, {c} the place of the kink.  Both branches are analytic on all of R and not constant,
#: or (Max, Min) one of them is.
KINKS = (
    Kink("abs({u} - {c})", "{c} - {u}", "{u} - {c}", 1), Kink("({u} - {c})*abs({u} - {c})", "-({u} - {c})**2", "({u} - {c})**2", 2),
    Kink("Max({u}, 2*{u} - {c})", "{u}", "2*{u} - {c}", 1), Kink("Min({u}, 3*{u} - 2*({c}))", "3*{u} - 2*({c})", "{u}", 1),
    Kink("Piecewise((exp({u} - {c}), {u} < {c}), (cosh({u} - {c}) + ({u} - {c}), True))", "exp({u} - {c})", "cosh({u} - {c}) + {u} - {c}", 3),
    Kink("Piecewise(({u}**2, {u} < {c}), ({u}**2 + ({u} - {c}), True))", "{u}**2", "{u}**2 + {u} - {c}", 1),
    Kink("Piecewise(({u}**3, {u} > {c}), ({u}**3 + 1, True))", "{u}**3 + 1", "{u}**3", 0),
    Kink("exp(abs({u} - {c}))", "exp({c} - {u})", "exp({u} - {c})", 1),
    Kink("Max({u} - {c}, 0)**2 + {u}", "{u}", "{u} + ({u} - {c})**2", 2),
    Kink("abs({u} - {c})**3 + {u}", "{u} - ({u} - {c})**3", "{u} + ({u} - {c})**3", 3),
    Kink("sign({u} - {c})*log(1 + ({u} - {c})**2)", "-log(1 + ({u} - {c})**2)", "log(1 + ({u} - {c})**2)", 2),
)
PLACES = ("0", "1", "-2", "1/2", "3")


def build(choose: Choices) -> Known:
    """One of the constructions."""
    make = choose.pick(CONSTRUCTIONS)
    return make(choose)


def _partner(choose: Choices) -> tuple[Fraction, str, str]:
    """A smooth function of another variable, in two spellings."""
    term = choose.pick(terms_on(INTERVALS[0]))
    which = choose.whole(0, 5)
    return coefficient(choose), term.write(which, "v"), term.write(which + 1, "v")


def _commutes() -> dict[str, Answer]:
    return dict.fromkeys(("smooth", "commuting", "commuting_with_h", "block_separable", "separable", "wronskian", "lie_necessary"), HOLDS)


def _outside(choose: Choices) -> Known:
    kink = choose.pick(KINKS)
    c = choose.pick(PLACES)
    above = choose.flag()
    gap = choose.pick(("0", "1/1000", "2"))
    place = f"{c} + {gap}" if above else f"{c} - {gap}"
    branch = (kink.above if above else kink.below).format(u="u", c=f"({c})")
    b, first, second = _partner(choose)
    ratio = coefficient(choose)
    pair = Pair(g=[total([(Fraction(1), kink.text.format(u="u", c=f"({c})")), (b, first)])],
                h=total([(ratio, branch), (b, second)], choose.pick((Fraction(0), Fraction(1)))),
                domain=[f"u > {place}" if above else f"u < {place}"], variables=("u", "v"))
    return Known(pair, _commutes(), "the kink is no point of M, and h is a multiple of the branch on M", "subsets")


def _inside(choose: Choices) -> Known:
    kink = choose.pick([k for k in KINKS if k.order <= 2])
    c = choose.pick(PLACES)
    wide = choose.pick(((), (f"u > {c} - 1", f"u < {c} + 2"), (f"u < {c} + 1/1000",)))
    branch = (kink.above if choose.flag() else kink.below).format(u="u", c=f"({c})")
    pair = Pair(g=[kink.text.format(u="u", c=f"({c})")], h=total([(coefficient(choose), branch), (Fraction(1), "u**5")]), domain=wide,
                variables=("u",))
    out: dict[str, Answer] = {"smooth": FAILS, "commuting_with_h": FAILS}
    return Known(pair, out, f"a one-sided derivative of order {kink.order} jumps at u = {c}", "subsets")


_ORDER = (("Max(u, v)", "u", "v"), ("Min(u, v)", "v", "u"), ("abs(u - v)", "u - v", "v - u"), ("Max(u, v)**2", "u**2", "v**2"),
          ("Max(u, v) - Min(u, v)", "u - v", "v - u"), ("sqrt((u - v)**2)", "u - v", "v - u"), ("exp(Max(u, v))", "exp(u)", "exp(v)"),
          ("Piecewise((u**3, u > v), (v**3, True))", "u**3", "v**3"))


def _order(choose: Choices) -> Known:
    text, above, below = choose.pick(_ORDER)
    up = choose.flag()
    domain = choose.pick((["u > v"], ["u - v > 1"], ["u > 1", "v < 1"], ["u > v", "v > 0"])) if up else choose.pick(
        (["v > u"], ["u < 0", "v > 0"], ["u - v < -1/10"]))
    branch = above if up else below
    pair = Pair(g=[text], h=total([(coefficient(choose), branch)], Fraction(2)), domain=domain, variables=("u", "v"))
    return Known(pair, _commutes() | {"joint_regular": FAILS}, f"on M the function is {branch}", "subsets")


def _cut(choose: Choices) -> Known:
    kink = choose.pick(KINKS)
    c = choose.pick(PLACES)
    text = kink.text.format(u="u", c=f"({c})")
    below, above = (b.format(u="u", c=f"({c})") for b in (kink.below, kink.above))
    ratio = coefficient(choose)
    h = f"{ratio}*Piecewise(({below}, u < {c}), ({above}, True)) + v**2"
    pair = Pair(g=[f"{text} - v**2"], h=h, domain=[f"u != {c}"], variables=("u", "v"))
    return Known(pair, _commutes(), "on each side of the cut h is a multiple of g, variable by variable", "subsets")


_HALF = (("u*abs(u)", "-u**2"), ("abs(u)**3", "-u**3"), ("sqrt(u**2)*u**2", "-u**3"), ("log(u**2)", "2*log(-u)"),
         ("(u**2)**(3/2)", "-u**3"), ("exp(abs(u))", "exp(-u)"),
         ("atan(1/u)", "-atan(u)"), ("sqrt(u**4)*abs(u)", "-u**3"), ("abs(sinh(u))", "-sinh(u)"), ("log(abs(u))", "log(-u)"),
         ("acosh(cosh(u))", "-u"), ("abs(u)/(1 + abs(u))", "u/(u - 1)"))


def _half(choose: Choices) -> Known:
    text, branch = choose.pick(_HALF)
    b, first, second = _partner(choose)
    where = choose.pick(("u < 0", "u < -1", "u < -1/1000"))
    pair = Pair(g=[total([(Fraction(1), text), (b, first)])], h=total([(coefficient(choose), branch), (b, second)]), domain=[where],
                variables=("u", "v"))
    return Known(pair, _commutes(), f"where u < 0 the function is {branch}, up to a constant", "subsets")


def _thin(choose: Choices) -> Known:
    at, width = choose.pick(("0", "1", "1000", "-3", "1e6")), choose.pick(("1e-9", "1e-12", "1e-3"))
    term = choose.pick([t for t in terms_on(INTERVALS[0]) if t.shape in ("x^2", "x^3 + x", "x^4", "cosh", "atan", "asinh", "tanh", "log(1 + x^2)")])
    which = choose.whole(0, 5)
    wrong = choose.flag()
    extra = [(choose.pick((Fraction(1), Fraction("1e-6"))), "u")] if wrong else []
    pair = Pair(g=[term.write(which, "u")], h=total([(coefficient(choose), term.write(which + 1, "u")), *extra]),
                domain=[f"u > {at}", f"u < {at} + {width}"], variables=("u",))
    out = _commutes() | {"joint_regular": FAILS, "regular": HOLDS}
    if wrong:
        out |= {"commuting_with_h": FAILS, "wronskian": FAILS}
    return Known(pair, out, f"on an interval of length {width} as on any other", "subsets")


CONSTRUCTIONS: tuple[Callable[[Choices], Known], ...] = (_outside, _inside, _order, _cut, _half, _thin)
