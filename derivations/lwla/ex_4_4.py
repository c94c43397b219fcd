"""lwla Ex. 4.4 and Rem. 4.5: matrix factorizations do not commute, their diagonals do."""

from mirrorsym.register import Claim, differential, not_decidable, pair_has

COVERS = ("Ex. 4.4", "Rem. 4.5")
TITLE = "Matrix factorization"


def field(a: str, b: str, names: tuple[str, ...]) -> dict[str, str]:
    """The components of the bracket of the gradients of a and b."""
    return {f"L{n}": " + ".join(f"D[{b}, {n}, {m}]*D[{a}, {m}] - D[{a}, {n}, {m}]*D[{b}, {m}]" for m in names) for n in names}


CLAIMS = (
    Claim(
        part="uut_rank_1",
        says="For r = 1 the bracket of the gradients of G_11 = u1^2 and G_12 = u1 u2 is (-2 u2, 2 u1), that is 4 times the difference of the products of "
             "the two matrices E_11 and (E_12 + E_21)/2 in either order, applied to u.",
        where="Ex. 4.4",
        printed={"G": "u1**2", "H": "u1*u2", **field("G", "H", ("u1", "u2")), "first": "Lu1 = -2*u2", "second": "Lu2 = 2*u1"},
        changed={"H": "u2**2"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="G_ij = u^T M u = u^T (2 M) u/2, so the matrices of Sec. 4.1 are twice those of the example. The text calls E_ij an element of R^d; it is a "
             "d x d matrix.",
    ),
    Claim(
        part="units",
        says="E_11 times (E_12 + E_21)/2 is E_12/2, in the other order it is E_21/2, and these differ: the products applied to any (p, q).",
        where="Ex. 4.4",
        printed={"one": "1*((0*p + 1*q)/2) + 0*((1*p + 0*q)/2) = q/2", "two": "(1*(1*p + 0*q) + 0*(0*p + 0*q))/2 = p/2",
                 "differ": "(q/2)**2 + (p/2)**2 > 0"},
        check=differential(domain=["p > 0", "q > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="The first matrix is applied to the second one's image of (p, q), and the other way round; E_12/2 maps (p, q) to (q/2, 0), E_21/2 to (0, p/2).",
    ),
    Claim(
        part="uut_2x2",
        says="U U^T with U of size 2 x 2 is quadratic and does not commute.",
        where="Ex. 4.4",
        printed={"g": "u1**2 + v1**2;u1*u2 + v1*v2;u2**2 + v2**2"},
        changed={"g": "u1**2 + v1**2;u2**2 + v2**2"},
        check=pair_has({"commuting": "FAILS", "quadratic": "HOLDS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="uut_3x1",
        says="u u^T with u in R^3 is quadratic and does not commute.",
        where="Ex. 4.4",
        printed={"g": "u1**2;u1*u2;u1*u3;u2**2;u2*u3;u3**2"},
        changed={"g": "u1**2;u2**2;u3**2"},
        check=pair_has({"commuting": "FAILS", "quadratic": "HOLDS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="uvt_2x1",
        says="u v^T with u, v in R^2 is quadratic and does not commute.",
        where="Ex. 4.4",
        printed={"g": "u1*v1;u1*v2;u2*v1;u2*v2"},
        changed={"g": "u1*v1;u2*v2"},
        check=pair_has({"commuting": "FAILS", "quadratic": "HOLDS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="uvt_2x2",
        says="U V^T with U, V of size 2 x 2 is quadratic and does not commute.",
        where="Ex. 4.4",
        printed={"g": "a1*c1 + b1*e1;a1*c2 + b1*e2;a2*c1 + b2*e1;a2*c2 + b2*e2"},
        changed={"g": "a1*c1 + b1*e1;a2*c2 + b2*e2"},
        check=pair_has({"commuting": "FAILS", "quadratic": "HOLDS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="",
        says="For all d >= 2 and r >= 1 neither U U^T nor U V^T commutes.",
        where="Ex. 4.4",
        check=not_decidable("one claim per size is decided; all sizes at once are two block matrices away from the smallest, an argument by words"),
        recorded="UNDECIDED",
        scope="verified on instances",
        uses=("lwla/ex_4_4/uut_rank_1", "lwla/ex_4_4/uut_2x2", "lwla/ex_4_4/uut_3x1", "lwla/ex_4_4/uvt_2x1", "lwla/ex_4_4/uvt_2x2"),
        note="The entries (1, 1) and (1, 2) involve the first two rows only, and each column of U is one more block of the same shape, so the bracket is "
             "that of size 2 x 1 in every column; it is not zero where a column is not.",
    ),
    Claim(
        part="diagonal",
        says="The diagonal entries of U U^T, the squared lengths of the rows, commute.",
        where="Rem. 4.5",
        printed={"g": "u1**2 + v1**2 + w1**2;u2**2 + v2**2 + w2**2;u3**2 + v3**2 + w3**2"},
        changed={"g": "u1**2 + v1**2 + w1**2;u2**2 + v2**2 + w2**2;u3**2 + v3**2 + w3*w1"},
        check=pair_has({"commuting": "HOLDS", "block_separable": "HOLDS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="Who was first, and what was conjectured, is history and is not entered.",
    ),
    Claim(
        part="commuting_measurements",
        says="Commuting measurements need not be of diagonal entries: 2 w12 and w11 + w22 commute, and are differences and sums of the two diagonal "
             "entries after a rotation by 45 degrees.",
        where="Rem. 4.5, 'or equivalently'",
        printed={"g": "2*u1*u2;u1**2 + u2**2"},
        changed={"g": "2*u1*u2;u1**2 + 2*u2**2"},
        check=pair_has({"commuting": "HOLDS", "block_separable": "FAILS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="So the word is right up to an orthogonal change of U. 2 u1 u2 = ((u1 + u2)^2 - (u1 - u2)^2)/2.",
    ),
)
