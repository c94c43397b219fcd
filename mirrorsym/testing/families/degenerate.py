"""Degenerate maps: more coordinates than variables, constant coordinates, dependent coordinates, variables without use.

Why the answers are right.

* `wide`: n > D, so the rank n is never reached (M is not empty).
* `constant`: a coordinate, or h, is constant, perhaps in disguise: its gradient is 0, which commutes with everything and has no rank.
* `dependent`: g_2 = a*g_1 + b: parallel gradients, [X, a X] = 0.  g_2 = f(g_1) with f'' != 0: [X, f'(g_1) X] = f''(g_1) |X|^2 X is not
  zero where X is not.
* `unused`: a variable that occurs nowhere, or cancels: it changes no bracket.  With every other derivative free of
  zeros the map is regular.
* `no_h`: without h the criteria about h do not apply.

Main definition: `build`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from mirrorsym.maps import Pair
from mirrorsym.testing.choices import Choices
from mirrorsym.testing.disguises import disguise_for
from mirrorsym.testing.known import FAILS, HOLDS, NOT_APPLICABLE, Answer, Known
from mirrorsym.testing.terms import INTERVALS, Interval, Term, terms_on
from mirrorsym.testing.writing import coefficient, total

__all__ = ["build"]

SHARE = 8


def build(choose: Choices) -> Known:
    """One of the constructions."""
    make = choose.pick(CONSTRUCTIONS)
    return make(choose)


def _free_term(choose: Choices, interval: Interval) -> Term:
    return choose.pick([t for t in terms_on(interval) if not t.critical_on(interval)])


def _place(choose: Choices) -> Interval:
    return choose.pick([i for i in INTERVALS if not i.cut])


def _wide(choose: Choices) -> Known:
    interval = _place(choose)
    first = choose.pick(terms_on(interval))
    second = choose.pick([t for t in terms_on(interval) if t.shape != first.shape])
    pair = Pair(g=[first.write(choose.whole(0, 5), "u"), second.write(choose.whole(0, 5), "u")], h=first.write(choose.whole(0, 5), "u"),
                domain=interval.on("u"), variables=("u",))
    out: dict[str, Answer] = {"smooth": HOLDS, "regular": FAILS, "joint_regular": FAILS, "commuting": FAILS, "block_separable": FAILS,
                              "separable": FAILS, "wronskian": NOT_APPLICABLE, "commuting_with_h": FAILS}
    return Known(pair, out, "two coordinates of one variable with independent derivatives", "degenerate")


def _constant(choose: Choices) -> Known:
    interval = _place(choose)
    term = choose.pick(terms_on(interval))
    constant = disguise_for(choose, {"u": interval}, 1) if choose.flag() else choose.pick(("0", "7", "pi", "exp(1)", "0*u", "u - u"))
    assert constant is not None
    in_g = choose.flag()
    a = coefficient(choose)
    if in_g:
        pair = Pair(g=[term.write(0, "u"), constant], h=total([(a, term.write(1, "u"))]), domain=interval.on("u"), variables=("u", "v"))
    else:
        pair = Pair(g=[term.write(0, "u")], h=constant, domain=interval.on("u"), variables=("u", "v"))
    out: dict[str, Answer] = dict.fromkeys(
        ("smooth", "commuting", "commuting_with_h", "block_separable", "separable", "wronskian", "lie_necessary"), HOLDS)
    out["joint_regular"] = FAILS
    out["regular"] = FAILS if in_g or term.critical_on(interval) else HOLDS
    return Known(pair, out, f"{constant} is a constant", "degenerate")


def _dependent(choose: Choices) -> Known:
    interval = _place(choose)
    term, partner = choose.pick(terms_on(interval)), choose.pick(terms_on(INTERVALS[0]))
    which = choose.whole(0, 5)
    first = f"{term.write(which, 'u')} + {partner.write(which, 'v')}"
    again = f"{term.write(which + 1, 'u')} + {partner.write(which + 1, 'v')}"
    affine = choose.flag()
    second = total([(coefficient(choose), f"({again})")], Fraction(2)) if affine else choose.pick(("({f})**2", "exp({f})", "atan({f})", "sinh({f})")).format(f=first)
    pair = Pair(g=[first, second], h=total([(Fraction(3), f"({again})")]), domain=interval.on("u"), variables=("u", "v"))
    out: dict[str, Answer] = {"smooth": HOLDS, "regular": FAILS, "joint_regular": FAILS, "block_separable": FAILS, "separable": FAILS,
                              "wronskian": NOT_APPLICABLE, "commuting": HOLDS if affine else FAILS, "commuting_with_h": HOLDS if affine else FAILS}
    if affine:
        out["lie_necessary"] = HOLDS
    return Known(pair, out, "the second coordinate is a function of the first", "degenerate")


def _unused(choose: Choices) -> Known:
    interval = _place(choose)
    term = _free_term(choose, interval)
    a = coefficient(choose)
    trace = choose.pick(("", "v - v", "0*v", "(v + 1)**2 - v**2 - 2*v", "exp(v)*exp(-v)", "sin(v)**2 + cos(v)**2", "cosh(v)**2 - sinh(v)**2"))
    g = term.write(0, "u") + (f" + {trace}" if trace else "")
    pair = Pair(g=[g], h=total([(a, term.write(1, "u")), (Fraction(1), "w**2")]), domain=interval.on("u"), variables=("u", "v", "w"))
    out: dict[str, Answer] = dict.fromkeys(
        ("smooth", "commuting", "commuting_with_h", "block_separable", "separable", "wronskian", "lie_necessary", "regular"), HOLDS)
    out |= {"joint_regular": FAILS, "quadratic": HOLDS if term.quadratic else FAILS}
    return Known(pair, out, "v does not matter, and w only in h", "degenerate")


def _no_h(choose: Choices) -> Known:
    interval, other = _place(choose), _place(choose)
    first, second = _free_term(choose, interval), _free_term(choose, other)
    a = coefficient(choose)
    g = [total([(a, first.write(choose.whole(0, 5), "u"))]), second.write(choose.whole(0, 5), "v")]
    pair = Pair(g=g, domain=[*interval.on("u"), *other.on("v")], variables=("u", "v"))
    out: dict[str, Answer] = dict.fromkeys(("smooth", "commuting", "block_separable", "separable", "lie_necessary", "regular"), HOLDS)
    out |= dict.fromkeys(("commuting_with_h", "joint_regular", "wronskian"), NOT_APPLICABLE)
    return Known(pair, out, "each coordinate has its own variable, and there is no h", "degenerate")


CONSTRUCTIONS: tuple[Callable[[Choices], Known], ...] = (_wide, _constant, _dependent, _unused, _no_h)
