"""Matrix factorizations: U V^T, U U^T, products of entries and of layers, with weight decay.

Why the answers are right.  All these maps are quadratic, or products of variables.

* The entries of U V^T (U is a x r, V is b x r) have Hessians made of E_ij + E_ji tensor the identity; (i, j) and
  (i', j) with i != i' do not
  commute, nor (i, j), (i, j'), because E_ij E_i'j^T = E_ii' is not symmetric: the map commutes only for a = b = 1.  The Hessian of
  |U|^2 + |V|^2 is 2 I, which commutes with everything.  At U = V = 0 all gradients vanish.
* The same for U U^T, a > 1 rows: the Hessians E_11 and E_12 + E_21 do not commute.  Their bracket is the rotation field of rows 1, 2, and
  the first coordinate's gradient along it is a multiple of the coordinate (1, 2), which is not zero: lwla's necessary condition fails.
* Entrywise products x_i = u_i v_i share nothing: commuting; the Hessian of u*v commutes with that of u^2 + v^2.  It does not commute with
  u^2 + k v^2, k != 1, and a product of three or more factors does not commute with the sum of squares: the component in u of the
  bracket is 2 (number of factors - 2) times the product of the other factors, up to sign.
* |U|^2 alone, trace(A^T U) alone: one coordinate commutes with itself.

Main definition: `build`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from mirrorsym.maps import Pair
from mirrorsym.testing.choices import Choices
from mirrorsym.testing.known import FAILS, HOLDS, Answer, Known
from mirrorsym.testing.writing import coefficient, names, total

__all__ = ["build"]

SHARE = 6


def build(choose: Choices) -> Known:
    """One of the constructions."""
    make = choose.pick(CONSTRUCTIONS)
    return make(choose)


def _uvt(choose: Choices) -> Known:
    a, b, r = choose.whole(1, 3), choose.whole(1, 2), choose.whole(1, 2)
    c, d = coefficient(choose), choose.pick((Fraction(0), Fraction(1)))
    pair = Pair(g=["U*V.T"], h=total([(c, "(trace(U.T*U) + trace(V.T*V))")], d), matrices=[("U", a, r), ("V", b, r)])
    one = a == b == 1
    out: dict[str, Answer] = {"smooth": HOLDS, "commuting": HOLDS if one else FAILS, "commuting_with_h": HOLDS, "regular": FAILS,
                              "joint_regular": FAILS, "quadratic": HOLDS, "separable": FAILS}
    if not one:
        out["block_separable"] = FAILS
    return Known(pair, out, f"U is {a} x {r}, V is {b} x {r}", "factorizations")


def _uut(choose: Choices) -> Known:
    a, r = choose.whole(1, 3), choose.whole(1, 2)
    c = coefficient(choose)
    pair = Pair(g=["U*U.T"], h=total([(c, "trace(U.T*U)")], Fraction(1)), matrices=[("U", a, r)])
    one = a == 1
    answer = HOLDS if one else FAILS
    out: dict[str, Answer] = {"smooth": HOLDS, "commuting": answer, "commuting_with_h": HOLDS, "regular": FAILS, "joint_regular": FAILS,
                              "quadratic": HOLDS, "lie_necessary": answer, "block_separable": answer}
    return Known(pair, out, f"U is {a} x {r}", "factorizations")


def _entrywise(choose: Choices) -> Known:
    count = choose.whole(1, 3)
    k = choose.pick((Fraction(1), Fraction(1), Fraction(2), Fraction(-1), 1 + Fraction("1e-12")))
    pairs = [(f"u{i}", f"v{i}") for i in range(count)]
    g = [f"{u}*{v}" for u, v in pairs]
    h = total([(c, f"{x}**2") for u, v in pairs for x, c in ((u, Fraction(1)), (v, k))], choose.pick((Fraction(0), Fraction(2))))
    positive = choose.flag()
    pair = Pair(g=g, h=h, domain=[f"{x} > 0" for p in pairs for x in p] if positive else [], variables=[x for p in pairs for x in p])
    out: dict[str, Answer] = {"smooth": HOLDS, "commuting": HOLDS, "commuting_with_h": HOLDS if k == 1 else FAILS, "block_separable": HOLDS,
                              "separable": FAILS, "quadratic": HOLDS, "lie_necessary": HOLDS, "regular": HOLDS if positive else FAILS}
    if not positive or k == 1:  # for k = 1 the rows (v, u) and (u, v) are parallel at u = v, in every block at once
        out["joint_regular"] = FAILS
    return Known(pair, out, f"products of two, and u^2 + {k} v^2", "factorizations")


def _product(choose: Choices) -> Known:
    depth = choose.whole(2, 6)
    variables = names(depth)
    positive = choose.flag()
    c = coefficient(choose)
    pair = Pair(g=[total([(c, "*".join(variables))])], h=total([(Fraction(1), f"{x}**2") for x in variables]),
                domain=[f"{x} > 0" for x in variables] if positive else [], variables=variables)
    out: dict[str, Answer] = {"smooth": HOLDS, "commuting": HOLDS, "commuting_with_h": HOLDS if depth == 2 else FAILS, "block_separable": HOLDS,
                              "separable": FAILS, "regular": HOLDS if positive else FAILS, "joint_regular": FAILS, "lie_necessary": HOLDS,
                              "quadratic": HOLDS if depth == 2 else FAILS}
    return Known(pair, out, f"a product of {depth} factors with weight decay; the gradients are parallel where all are equal", "factorizations")


def _norm(choose: Choices) -> Known:
    a, r = choose.whole(1, 3), choose.whole(1, 2)
    g, linear = choose.pick((("trace(U.T*U)", False), ("trace(U*U.T)", False), ("trace(U.T*U) + 3", False)))
    pair = Pair(g=[g], h="trace(U.T*U)/2 - 1", matrices=[("U", a, r)])
    out: dict[str, Answer] = dict.fromkeys(
        ("smooth", "commuting", "commuting_with_h", "quadratic", "block_separable", "separable", "wronskian", "lie_necessary"), HOLDS)
    out |= {"regular": FAILS, "joint_regular": FAILS}
    assert not linear
    return Known(pair, out, "the squared norm of a matrix", "factorizations")


def _layers(choose: Choices) -> Known:
    a, k, b = choose.whole(1, 2), choose.whole(1, 2), choose.whole(1, 2)
    pair = Pair(g=["W*V"], h="trace(W.T*W) + trace(V.T*V)", matrices=[("W", a, k), ("V", k, b)])
    one = a == b == 1
    out: dict[str, Answer] = {"smooth": HOLDS, "commuting": HOLDS if one else FAILS, "commuting_with_h": HOLDS, "regular": FAILS,
                              "joint_regular": FAILS, "quadratic": HOLDS, "separable": FAILS}
    return Known(pair, out, f"two layers, {a} x {k} and {k} x {b}", "factorizations")


CONSTRUCTIONS: tuple[Callable[[Choices], Known], ...] = (_uvt, _uut, _entrywise, _product, _norm, _layers)
