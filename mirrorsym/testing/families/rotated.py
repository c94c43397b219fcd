"""Rotated pairs: functions of orthogonal linear forms, g_i = sum_j C_ij f_j(l_j), h = sum_j a_j f_j(l_j) + d.

Why the answers are right.  With l_j = q_j . w and q_j . q_k = 0 for j != k the gradient of f_j(l_j) is f_j' q_j, its Hessian
f_j'' q_j q_j^T, so two such functions commute: for different forms the products vanish, for the same form [f' q, k f' q] = 0.
All coordinates, and h, are combinations of the same D functions, so everything commutes.  The gradients are the rows of
C diag(f_j') Q with Q invertible: the rank of C with the columns of critical f_j deleted bounds it from below at every point,
and is attained where all f_j that have a critical point are critical at once (the l_j are independent coordinates, M is a
box in them).  A variable k enters g_i unless sum_j C_ij f_j'(l_j) q_jk vanishes: with a nonconstant f_j' among the
contributions it cannot.  Mixed second derivatives are sum_j C_ij f_j'' q_jk q_jm, and the same argument applies.

Main definitions: `build`, `BASES`.
"""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq, fmpq_mat

from mirrorsym.maps import Pair
from mirrorsym.testing.choices import Choices
from mirrorsym.testing.known import FAILS, HOLDS, NOT_APPLICABLE, Answer, Known
from mirrorsym.testing.terms import INTERVALS, Interval, Term, terms_on
from mirrorsym.testing.writing import COEFFICIENTS, names, total

__all__ = ["BASES", "build", "form", "rank"]

SHARE = 14

#: rational orthogonal bases, the simplest first
BASES: tuple[tuple[tuple[int, ...], ...], ...] = (
    ((1, 1), (1, -1)), ((3, 4), (4, -3)), ((1, 2), (2, -1)), ((5, 12), (12, -5)),
    ((1, 1, 0), (1, -1, 0), (0, 0, 1)), ((1, 1, 1), (1, -1, 0), (1, 1, -2)), ((1, 2, 2), (2, 1, -2), (2, -2, 1)),
)


def form(row: tuple[int, ...], variables: tuple[str, ...]) -> str:
    """The linear form of a row."""
    return total([(Fraction(q), x) for q, x in zip(row, variables, strict=True)])


def rank(rows: list[list[Fraction]]) -> int:
    """The rank of a rational matrix."""
    if not rows or not rows[0]:
        return 0
    flat = [fmpq(x.numerator, x.denominator) for row in rows for x in row]
    return int(fmpq_mat(len(rows), len(rows[0]), flat).rank())


def build(choose: Choices) -> Known:
    """A pair of functions of orthogonal forms, in general with no variable of its own for any coordinate."""
    basis = choose.pick(BASES)
    size = len(basis)
    variables = names(size)
    n = choose.whole(1, size)
    intervals = [choose.pick([i for i in INTERVALS if not i.cut]) for _ in basis]
    functions = [choose.pick(terms_on(i)) for i in intervals]
    menu = (Fraction(1), Fraction(0), *COEFFICIENTS[1:])
    rows = [[choose.pick(menu) if i != j else Fraction(1) for j in range(size)] for i in range(n)]
    ratios = [choose.pick(menu) for _ in basis]
    forms = [form(q, variables) for q in basis]
    starts = [choose.whole(0, len(f.spellings) - 1) for f in functions]
    g = [total([(c, f.write(k, x)) for c, f, k, x in zip(row, functions, starts, forms, strict=True)]) for row in rows]
    h = total([(c, f.write(k + choose.whole(1, max(1, len(f.spellings) - 1)), x))
               for c, f, k, x in zip(ratios, functions, starts, forms, strict=True)], choose.pick((Fraction(0), Fraction(3))))
    domain = [c.format(x=x) for x, i in zip(forms, intervals, strict=True) for c in i.conditions]
    pair = Pair(g=g, h=h, domain=domain, variables=variables)
    return Known(pair, _answers(rows, ratios, functions, intervals, basis),
                 "g and h are combinations of functions of orthogonal forms", "rotated")


def _answers(rows: list[list[Fraction]], ratios: list[Fraction], functions: list[Term], intervals: list[Interval],
             basis: tuple[tuple[int, ...], ...]) -> dict[str, Answer]:
    size, n = len(basis), len(rows)
    out: dict[str, Answer] = dict.fromkeys(("smooth", "commuting", "commuting_with_h", "lie_necessary"), HOLDS)
    critical = [bool(f.critical_on(i)) for f, i in zip(functions, intervals, strict=True)]
    for name, matrix in (("regular", rows), ("joint_regular", [*rows, ratios])):
        safe = [[c for c, bad in zip(row, critical, strict=True) if not bad] for row in matrix]
        out[name] = HOLDS if rank(safe) == len(matrix) else FAILS
    all_rows = [*rows, ratios]
    used = [any(row[j] for row in all_rows) for j in range(size)]
    out["quadratic"] = HOLDS if all(f.quadratic for f, u in zip(functions, used, strict=True) if u) else FAILS

    def enters(row: list[Fraction], k: int) -> bool:
        """Whether the k-th derivative is not identically zero."""
        active = [j for j in range(size) if row[j] and basis[j][k]]
        if any(functions[j].shape != "x" for j in active):
            return True
        return sum((row[j] * basis[j][k] for j in active), Fraction(0)) != 0

    def mixed(row: list[Fraction], k: int, m: int) -> bool:
        """Whether the mixed second derivative is not identically zero."""
        active = [j for j in range(size) if row[j] and basis[j][k] and basis[j][m] and functions[j].shape != "x"]
        if any(functions[j].shape != "x^2" for j in active):
            return True
        return sum((row[j] * basis[j][k] * basis[j][m] for j in active), Fraction(0)) != 0

    shared = any(sum(enters(row, k) for row in rows) > 1 for k in range(size))
    out["block_separable"] = FAILS if shared else HOLDS
    coupled = any(mixed(row, k, m) for row in all_rows for k in range(size) for m in range(k + 1, size))
    out["separable"] = FAILS if shared or coupled else HOLDS
    out["wronskian"] = NOT_APPLICABLE if shared or coupled else HOLDS
    assert n <= size
    return out
