"""Near misses: a commuting pair with one coefficient, sign, exponent, constant or domain changed, so that it commutes no more.

Why the answers are right, one construction each (e is as small as 1e-12):

* `term`: e*q(w_k) added to h, q' linearly independent of d_k g on an interval.  The Wronskian W(d_k g, a d_k g + e q') is
  e*W(d_k g, q'), which for analytic functions is not identically zero; everything is still separable.
* `coupled`: e*u*v added to h = a*g for g = p(u) + r(v).  The bracket is e*(r'(v) - p''(u) v, p'(u) - r''(v) u); if both
  vanished, p'(u) = r''(v) u would make p and r equal quadratics, which one of them is not.  h is no sum then.
* `entry`: e*(E_km + E_mk) added to B where A = diag(d), d_k != d_m: A B - B A has the entry e*(d_k - d_m).
* `skew`: forms q_1, q_2 that are not orthogonal, functions that are not both linear: [f(l_1), k(l_2)] has the components
  (q_1.q_2) f' k'' along q_2 and -(q_1.q_2) f'' k' along q_1, which are independent.
* `shift`: h has p(w + e) instead of p(w), for p whose derivatives p'(x), p'(x + e) are linearly independent.
* `holomorphic`: (Re F, Im F) for a polynomial F(z) of degree two or more.  The gradients are conj(F') and i conj(F') as
  complex fields, and their bracket is 2i F' conj(F'') up to sign: zero only for affine F (for which the answer is HOLDS).
* `domain`: an identity such as sqrt(x**2) = x used where x < 0: there h is p(x) - x instead of p(x) + x, and
  W(1 + p', -1 + p') = 2 p'' is not zero.

Main definition: `build`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb

from mirrorsym.maps import Pair
from mirrorsym.testing.choices import Choices
from mirrorsym.testing.families import quadratics, separable
from mirrorsym.testing.known import FAILS, HOLDS, NOT_APPLICABLE, Answer, Known
from mirrorsym.testing.terms import INTERVALS, Interval, Term, terms_on
from mirrorsym.testing.writing import SMALL, coefficient, names, nonzero, polynomial, total

__all__ = ["build"]

SHARE = 16

LINE = INTERVALS[0]
COUPLED: dict[str, Answer] = {"smooth": HOLDS, "commuting": HOLDS, "commuting_with_h": FAILS, "separable": FAILS,
                              "wronskian": NOT_APPLICABLE, "lie_necessary": HOLDS}


#: shapes of which three may be linearly dependent: x = (x^3 + x) - x^3, 2 sinh x = exp x - exp(-x)
_RELATED = {"x", "x^3", "x^3 + x", "exp", "exp(-x)", "sinh", "cosh"}


def build(choose: Choices) -> Known:
    """One of the constructions."""
    make = choose.pick(CONSTRUCTIONS)
    return make(choose)


def _term(choose: Choices) -> Known:
    n = choose.whole(1, 2)
    blocks = separable.blocks_of(choose, separable.pieces(choose, n + choose.whole(0, 2)), n)
    everyone = [p for b in blocks for p in b]
    at = choose.pick(everyone)
    taken = {t.shape for _, t in at.parts} | (_RELATED if len(at.parts) > 1 else set())
    other = choose.pick([t for t in terms_on(at.interval) if t.shape not in taken])
    e = choose.pick(SMALL)
    pair = separable.assemble(choose, blocks, [(e, other.write(choose.whole(0, 5), at.name))])
    out = separable.answers(blocks)
    out.pop("joint_regular", None)
    if len(everyone) == n or out.get("regular") == FAILS:
        out["joint_regular"] = FAILS
    out |= {"commuting_with_h": FAILS, "wronskian": FAILS, "quadratic": FAILS}
    return Known(pair, out, f"h has {e} times a function of {at.name} too much", "near_misses")


def _coupled(choose: Choices) -> Known:
    one, two = separable.pieces(choose, 2)
    if all(t.shape == "x^2" for p in (one, two) for _, t in p.parts):
        two = separable.Piece(two.name, LINE, ((Fraction(1), next(t for t in terms_on(LINE) if t.shape == "exp")),), two.ratio)
    ratio = coefficient(choose)
    blocks = [[separable.Piece(p.name, p.interval, p.parts, ratio) for p in (one, two)]]
    e = choose.pick(SMALL)
    pair = separable.assemble(choose, blocks, [(e, f"{one.name}*{two.name}")])
    out = COUPLED | {"block_separable": HOLDS, "quadratic": FAILS}
    return Known(pair, out, f"h has {e}*{one.name}*{two.name} too much, and g is no round quadratic", "near_misses")


def _entry(choose: Choices) -> Known:
    size = choose.whole(2, 5)
    basis = [tuple(int(i == j) for j in range(size)) for i in range(size)]
    k = choose.whole(0, size - 2)
    m = choose.whole(k + 1, size - 1)
    d = [coefficient(choose) for _ in range(size)]
    d[m] = nonzero(choose, [d[k]])
    b = quadratics.matrix([coefficient(choose) for _ in range(size)], basis)
    e = choose.pick(SMALL)
    b[k][m] = b[m][k] = e
    variables = names(size)
    pair = Pair(g=[quadratics.quadratic_text(quadratics.matrix(d, basis), variables)], h=quadratics.quadratic_text(b, variables),
                variables=variables)
    out = COUPLED | {"block_separable": HOLDS, "quadratic": HOLDS, "regular": FAILS, "joint_regular": FAILS}
    return Known(pair, out, f"A B - B A has the entry {e * (d[k] - d[m])}", "near_misses")


def _skew(choose: Choices) -> Known:
    e = choose.pick(SMALL)
    forms = [f"{{x}} + {1 + e}*{{y}}".format(x="u", y="v"), "u - v"]
    first, second = choose.pick(terms_on(LINE)), choose.pick(terms_on(LINE))
    if first.shape == second.shape == "x":
        second = next(t for t in terms_on(LINE) if t.shape == "x^3")
    pair = Pair(g=[first.write(choose.whole(0, 5), forms[0]), second.write(choose.whole(0, 5), forms[1])],
                h=total([(coefficient(choose), first.write(0, forms[0]))]), variables=("u", "v"))
    out: dict[str, Answer] = {"smooth": HOLDS, "commuting": FAILS, "commuting_with_h": FAILS, "block_separable": FAILS,
                              "separable": FAILS, "wronskian": NOT_APPLICABLE}
    return Known(pair, out, f"the forms have the scalar product {-e}, not 0", "near_misses")


#: shapes for which p'(x) and p'(x + e) are linearly independent for every e != 0, on all of R
_SHIFTED = ("x^3", "x^4", "x^3 + x", "tanh", "sigmoid", "asinh", "atan", "erf", "softplus", "log cosh", "log(1 + x^2)")


def _shift(choose: Choices) -> Known:
    term = choose.pick([t for t in terms_on(LINE) if t.shape in _SHIFTED])
    e = choose.pick(SMALL)
    other = choose.pick(terms_on(LINE))
    a, b = coefficient(choose), coefficient(choose)
    g = total([(a, term.write(choose.whole(0, 5), "u")), (b, other.write(0, "v"))])
    h = total([(coefficient(choose), term.write(choose.whole(0, 5), f"u + {e}" if e > 0 else f"u - {-e}")), (b, other.write(1, "v"))])
    out: dict[str, Answer] = {"smooth": HOLDS, "commuting": HOLDS, "commuting_with_h": FAILS, "block_separable": HOLDS,
                              "separable": HOLDS, "wronskian": FAILS, "quadratic": FAILS, "lie_necessary": HOLDS}
    return Known(Pair(g=[g], h=h, variables=("u", "v")), out, f"the argument is shifted by {e}", "near_misses")


def _holomorphic(choose: Choices) -> Known:
    degree = choose.whole(1, 4)
    real: dict[tuple[str, ...], Fraction] = {}
    imaginary: dict[tuple[str, ...], Fraction] = {}
    for k in range(1, degree + 1):
        c = choose.pick(SMALL) if k == degree else Fraction(choose.whole(0, 2) if k > 1 else 1)
        for j in range(k + 1):  # (u + i v)**k = sum comb(k, j) u**(k - j) v**j i**j
            part = real if j % 2 == 0 else imaginary
            key = ("u",) * (k - j) + ("v",) * j
            part[key] = part.get(key, Fraction(0)) + c * comb(k, j) * (1 if j % 4 < 2 else -1)
    affine = degree == 1
    answer = HOLDS if affine else FAILS
    pair = Pair(g=[polynomial(real), polynomial(imaginary)], variables=("u", "v"))
    out: dict[str, Answer] = {"smooth": HOLDS, "commuting": answer, "commuting_with_h": NOT_APPLICABLE, "wronskian": NOT_APPLICABLE,
                              "joint_regular": NOT_APPLICABLE}
    if affine:
        out |= {"regular": HOLDS, "lie_necessary": HOLDS}
    else:
        out |= {"regular": FAILS, "block_separable": FAILS, "separable": FAILS}
    return Known(pair, out, f"(Re F, Im F) of a polynomial of degree {degree}", "near_misses")


_CONVEX = tuple(t for t in terms_on(Interval(-float("inf"), float("inf"), (), True)) if t.shape in (
    "x^2", "x^4", "exp", "cosh", "cosh^2", "softplus", "log cosh", "sqrt(1 + x^2)"))


def _domain(choose: Choices) -> Known:
    term: Term = choose.pick(_CONVEX)
    left = choose.flag()
    c = coefficient(choose)
    identity = choose.pick(("sqrt(u**2)", "abs(u)", "exp(log(u**2)/2)", "(u**2)**(1/2)"))
    pair = Pair(g=[total([(Fraction(1), "u"), (c, term.write(0, "u"))])], h=total([(Fraction(1), identity), (c, term.write(1, "u"))]),
                domain=["u < 0" if left else "u != 0"], variables=("u",))
    out: dict[str, Answer] = {"smooth": HOLDS, "commuting": HOLDS, "commuting_with_h": FAILS, "block_separable": HOLDS, "separable": HOLDS,
                              "wronskian": FAILS, "quadratic": FAILS, "lie_necessary": HOLDS, "joint_regular": FAILS}
    return Known(pair, out, f"{identity} is -u where u < 0", "near_misses")


CONSTRUCTIONS: tuple[Callable[[Choices], Known], ...] = (_term, _coupled, _entry, _skew, _shift, _holomorphic, _domain)
