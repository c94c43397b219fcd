"""Commuting quadratic forms: g_i = w^T A_i w / 2 + const, h = w^T B w / 2 + const with one orthogonal basis of eigenvectors.

Why the answers are right.  [grad g_i, grad g_j] = (A_j A_i - A_i A_j) w, and matrices that one orthogonal basis makes diagonal
commute.  In the coordinates z_j = q_j . w the gradients are the rows of (d_ij z_j) times an invertible matrix: on all of
R^D they vanish at 0, and where every z_j > 0 their rank is that of (d_ij).  A variable k enters g_i unless row k of A_i is
zero; g_i is a sum of functions of one variable exactly when A_i is diagonal; for a separable pair that commutes the
Wronskian vanishes, being an entry of the bracket.

Main definitions: `build`, `basis_of`, `matrix`.
"""

from __future__ import annotations

from fractions import Fraction

from mirrorsym.maps import Pair
from mirrorsym.testing.choices import Choices
from mirrorsym.testing.families.rotated import form, rank
from mirrorsym.testing.known import FAILS, HOLDS, NOT_APPLICABLE, Answer, Known
from mirrorsym.testing.writing import COEFFICIENTS, names, polynomial

__all__ = ["Matrix", "basis_of", "build", "matrix", "quadratic_text"]

SHARE = 14

Matrix = list[list[Fraction]]

#: orthogonal integer bases of each dimension that make up the others
_BLOCKS: dict[int, tuple[tuple[tuple[int, ...], ...], ...]] = {
    1: (((1,),),),
    2: (((1, 0), (0, 1)), ((1, 1), (1, -1)), ((3, 4), (4, -3)), ((1, 2), (2, -1))),
    3: (((1, 0, 0), (0, 1, 0), (0, 0, 1)), ((1, 1, 1), (1, -1, 0), (1, 1, -2)), ((1, 2, 2), (2, 1, -2), (2, -2, 1))),
    4: (((1, 1, 1, 1), (1, 1, -1, -1), (1, -1, 1, -1), (1, -1, -1, 1)), ((1, 2, 0, 0), (2, -1, 0, 0), (0, 0, 1, 1), (0, 0, 1, -1))),
}
_SUMS = {1: ((1,),), 2: ((2,),), 3: ((3,), (1, 2)), 4: ((4,), (2, 2), (1, 3)), 5: ((2, 3), (4, 1)), 6: ((3, 3), (4, 2), (2, 2, 2))}


def basis_of(choose: Choices, size: int) -> list[tuple[int, ...]]:
    """An orthogonal basis of integer vectors."""
    out: list[tuple[int, ...]] = []
    for part in choose.pick(_SUMS[size]):
        before = len(out)
        out += [(0,) * before + row + (0,) * (size - before - part) for row in choose.pick(_BLOCKS[part])]
    return out


def matrix(eigenvalues: list[Fraction], basis: list[tuple[int, ...]]) -> Matrix:
    """sum_j d_j q_j q_j^T / (q_j . q_j)."""
    size = len(basis)
    out = [[Fraction(0)] * size for _ in range(size)]
    for d, q in zip(eigenvalues, basis, strict=True):
        length = sum(x * x for x in q)
        for i in range(size):
            for j in range(size):
                out[i][j] += d * q[i] * q[j] / length
    return out


def quadratic_text(a: Matrix, variables: tuple[str, ...], constant: Fraction = Fraction(0)) -> str:
    """w^T A w / 2 + constant, expanded."""
    monomials: dict[tuple[str, ...], Fraction] = {}
    for i, x in enumerate(variables):
        monomials[x, x] = a[i][i] / 2
        for j in range(i + 1, len(variables)):
            monomials[x, variables[j]] = a[i][j]
    return polynomial(monomials, constant)


def diagonal(a: Matrix) -> bool:
    """Whether a matrix is diagonal."""
    return not any(x for i, row in enumerate(a) for j, x in enumerate(row) if i != j)


def structure(forms: list[Matrix], h: Matrix) -> dict[str, Answer]:
    """Block separability and separability, read from the matrices."""
    size = len(h)
    shared = any(sum(any(a[k]) for a in forms) > 1 for k in range(size))
    separable = not shared and all(map(diagonal, [*forms, h]))
    return {"block_separable": FAILS if shared else HOLDS, "separable": HOLDS if separable else FAILS}


def build(choose: Choices) -> Known:
    """Quadratic forms with common eigenvectors, on all of R^D or on the cone where all eigencoordinates are positive."""
    size = choose.whole(1, 6)
    n = choose.whole(1, min(3, size))
    basis = basis_of(choose, size)
    variables = names(size)
    menu = (Fraction(1), Fraction(0), *COEFFICIENTS[1:])
    spectra = [[choose.pick(menu) for _ in basis] for _ in range(n)]
    for i, row in enumerate(spectra):
        row[i] = row[i] or Fraction(1)
    own = [choose.pick(menu) for _ in basis]
    forms = [matrix(s, basis) for s in spectra]
    b = matrix(own, basis)
    cone = choose.flag()
    constants = [choose.pick((Fraction(0), Fraction(2), Fraction(-1, 3))) for _ in range(n + 1)]
    pair = Pair(g=[quadratic_text(a, variables, c) for a, c in zip(forms, constants, strict=False)],
                h=quadratic_text(b, variables, constants[-1]),
                domain=[f"{form(q, variables)} > 0" for q in basis] if cone else [], variables=variables)
    out: dict[str, Answer] = dict.fromkeys(("smooth", "commuting", "commuting_with_h", "quadratic", "lie_necessary"), HOLDS)
    out |= structure(forms, b)
    out["wronskian"] = HOLDS if out["separable"] == HOLDS else NOT_APPLICABLE
    out["regular"] = HOLDS if cone and rank(spectra) == n else FAILS
    out["joint_regular"] = HOLDS if cone and rank([*spectra, own]) == n + 1 else FAILS
    return Known(pair, out, "all forms have the same orthogonal eigenvectors", "quadratics")
