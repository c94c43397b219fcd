"""lwla Def. 4.1: commuting parametrizations; separable and quadratic ones."""

from mirrorsym.register import Claim, differential, pair_has

COVERS = ("Def. 4.1", "Sec. 4.1, separable parametrizations", "Sec. 4.1, quadratic parametrizations", "Footnote 4")
TITLE = "Commuting parametrizations: separable ones, quadratic ones, and others"

#: gradients of x^T A x/2 and x^T B x/2 with A, B symmetric in letters
X = {"X1": "a*x + b*y", "X2": "b*x + c*y", "Y1": "p*x + q*y", "Y2": "q*x + r*y"}

CLAIMS = (
    Claim(
        part="example",
        says="(u1^2 - v1^2, u2^2 - v2^2) commutes.",
        where="Def. 4.1",
        printed={"g": "u1**2 - v1**2;u2**2 - v2**2"},
        changed={"g": "u1**2 - v1**2;u2**2 - v2**2 + u1"},
        check=pair_has({"commuting": "HOLDS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="counterexample",
        says="(x, x y) does not commute.",
        where="Def. 4.1",
        printed={"g": "x;x*y"},
        changed={"g": "x;y**3"},
        check=pair_has({"commuting": "FAILS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="subset",
        says="A parametrization may commute on a subset only: the bracket of the gradients of x^2 and x y vanishes exactly where x = y = 0, and that "
             "of x and x + y^3 everywhere.",
        where="Def. 4.1, 'in a subset S'",
        printed={"first": "(D[x*y, x, x]*D[x**2, x] + D[x*y, x, y]*D[x**2, y]) - (D[x**2, x, x]*D[x*y, x] + D[x**2, x, y]*D[x*y, y]) = -2*y",
                 "second": "(D[x*y, y, x]*D[x**2, x] + D[x*y, y, y]*D[x**2, y]) - (D[x**2, y, x]*D[x*y, x] + D[x**2, y, y]*D[x*y, y]) = 2*x",
                 "other": "D[x + y**3, x, x]*D[x, x] + D[x + y**3, y, x]*D[x, x] = 0"},
        check=differential(variables=["x", "y"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="separable",
        says="Coordinates that depend on disjoint sets of variables commute: shown for all polynomials of degree four, the one in x and the other "
             "in y and z.",
        where="Sec. 4.1, after Thm 4.2",
        printed={"g": "p1*x + p2*x**2 + p3*x**3 + p4*x**4;q1*y + q2*z + q3*y**2 + q4*y*z + q5*z**2 + q6*y**2*z + q7*y**3 + q8*y**2*z**2"},
        changed={"g": "p1*x + p2*x**2 + p3*x**3 + p4*x**4;q1*y + q2*z + q3*y**2 + q4*x*z"},
        check=pair_has({"commuting": "HOLDS", "block_separable": "HOLDS"}, variables=["x", "y", "z"],
                       parameters=dict.fromkeys(("p1", "p2", "p3", "p4", "q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8"), "real")),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="Each Hessian-vector product of two coordinates vanishes, because they live on different variables.",
    ),
    Claim(
        part="overlapping",
        says="Disjoint is meant: the sets {x} and {x, y} are different too, and (x, x y) does not commute.",
        where="Sec. 4.1, after Thm 4.2, 'a different subset of coordinates'",
        printed={"g": "x;x*y"},
        changed={"g": "x;y**2"},
        check=pair_has({"commuting": "FAILS", "block_separable": "FAILS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="quadratic",
        says="For G_i = x^T A_i x/2 the bracket of grad G_i and grad G_j is (A_j A_i - A_i A_j) x: for all symmetric matrices of size two.",
        where="Sec. 4.1, quadratic parametrizations",
        printed={**X,
                 "first": "D[Y1, x]*X1 + D[Y1, y]*X2 - (D[X1, x]*Y1 + D[X1, y]*Y2) = ((p*a + q*b) - (a*p + b*q))*x + ((p*b + q*c) - (a*q + b*r))*y",
                 "second": "D[Y2, x]*X1 + D[Y2, y]*X2 - (D[X2, x]*Y1 + D[X2, y]*Y2) = ((q*a + r*b) - (b*p + c*q))*x + ((q*b + r*c) - (b*q + c*r))*y"},
        changed={"X1": "a*x + 2*b*y"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="It vanishes for every x exactly when the matrix does; on an open set that is enough too.",
    ),
    Claim(
        part="quadratic_commuting",
        says="((u^2 + v^2)/2, u v) has commuting matrices and commutes, though its coordinates share both variables.",
        where="Sec. 4.1, quadratic parametrizations",
        printed={"g": "(u**2 + v**2)/2;u*v"},
        changed={"g": "(u**2 + 2*v**2)/2;u*v"},
        check=pair_has({"commuting": "HOLDS", "quadratic": "HOLDS", "block_separable": "FAILS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="In u + v and u - v the coordinates still share both variables: the matrices are (p^2 + q^2)/4 and (p^2 - q^2)/4 there.",
    ),
    Claim(
        part="non_separable",
        says="There are commuting parametrizations that are neither separable nor quadratic: (r^2, theta r^2) in polar coordinates.",
        where="Footnote 4 (Appendix A.2 is not in our text)",
        printed={"g": "x**2 + y**2;atan(y/x)*(x**2 + y**2)"},
        changed={"g": "x**2 + y**2;atan(y/x)*(x**2 + y**2)**2"},
        check=pair_has({"commuting": "HOLDS", "regular": "HOLDS", "separable": "FAILS", "block_separable": "FAILS", "quadratic": "FAILS"},
                       domain=["x > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
