"""tdmf Thm B.1 with Eqs. (13) and (14): the proof of Thm 3.1, step by step."""

from mirrorsym.register import Claim, formulas_of, not_decidable, relations

COVERS = ("Thm B.1", "Eq. 13", "Eq. 14")
TITLE = "The proof of Theorem 3.1, step by step"

POSITIVE = {"domain": ["u > 0", "v > 0"]}
FORM = {"domain": ["r > 0", "p*r - q**2 > 0"]}

CLAIMS = (
    Claim(
        part="",
        says="Theorem 3.1 again: jointly regular and commuting (g, h) with Assumption A.1 give time-dependent Legendre functions R_a.",
        where="Thm B.1",
        check=not_decidable("a statement about all pairs; its instances are those of Theorem 3.1, and the steps of its proof are the claims below"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
        uses=("tdmf/thm_3_1",),
    ),
    Claim(
        part="eq_13",
        says="The joint map has a Legendre function R(x, y) whose two slopes are mu = -int grad f and a = -int alpha: for u^2 - v^2 and "
             "u^2 + v^2 it is (p log(p/u0^2) - p + q log(q/v0^2) - q)/4 with p = (y + x)/2 and q = (y - x)/2.",
        where="Eq. (13)",
        printed={"R": "((x2 + x1)/2*log((x2 + x1)/(2*u0**2)) - (x2 + x1)/2 + (x2 - x1)/2*log((x2 - x1)/(2*v0**2)) - (x2 - x1)/2)/4"},
        check=formulas_of(g=["u**2 - v**2", "u**2 + v**2"], **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="x1 is x and x2 is y; the two dual variables are mu and a.",
    ),
    Claim(
        part="eq_14",
        says="Putting the solution y = Q(x, a) of d_y R = a into d_x R gives grad R_a: for the same pair Q = sqrt(x^2 + 4 u0^2 v0^2 e^(8a)) and "
             "grad R_a = log((Q + x) v0^2/((Q - x) u0^2))/8.",
        where="Eq. (14)",
        printed={"grad_R": "log((sqrt(x**2 + 4*u0**2*v0**2*exp(8*a)) + x)*v0**2/((sqrt(x**2 + 4*u0**2*v0**2*exp(8*a)) - x)*u0**2))/8"},
        check=formulas_of(g=["u**2 - v**2"], h="u**2 + v**2", **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("tdmf/thm_b_1/eq_13",),
    ),
    Claim(
        part="strictly_convex",
        says="R is strictly convex, therefore d_y d_y R > 0; held against the strictly convex R(x, y) = x^2 + y^4.",
        where="after Eq. (13)",
        printed={"second": "12*y**2 > 0"},
        check=relations(**FORM),
        recorded="FAILS",
        scope="refuted",
        corrected={"second": "p/(p*r - q**2) > 0"},
        corrected_says="d_y d_y R > 0 because Hess R is the inverse of the positive definite matrix J J^T = (p, q; q, r) (which Li et al. prove of this R).",
        why="Strictly convex functions may have a vanishing second derivative. What is needed is that Hess R(x, y) is the inverse of J J^T for the Jacobian J of "
            "the regular map (g, h), which is positive definite; then every diagonal entry is positive and the step is right.",
        script="""
from mpmath import mpf, diff
R = lambda y: y**4                     # strictly convex
print("R''(0) =", diff(R, mpf(0), 2))
assert abs(diff(R, mpf(0), 2)) < mpf("1e-9")
""",
        note="Only the reason given is refuted; the conclusion is true of the R in question.",
    ),
    Claim(
        part="slope_of_Q",
        says="Implicit differentiation gives dQ/dx = -(d_y d_y R)^(-1) grad_x d_y R: the slope s with q + r s = 0.",
        where="after Eq. (14)",
        printed={"slope": "q + r*(-(1/r)*q) = 0"},
        check=relations(domain=["r > 0"]),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="hessian",
        says="So Hess R_a = R_xx - R_xy R_xy^T/R_yy: p + q s with s = -q/r in one dimension, and the entries of it in two, with the symmetric "
             "off-diagonal entry.",
        where="after Eq. (14)",
        printed={"one": "p + q*(-(1/r)*q) = p - (1/r)*q*q", "two": "p12 + q1*(-(1/r)*q2) = p12 + q2*(-(1/r)*q1)"},
        check=relations(domain=["r > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        uses=("tdmf/thm_b_1/slope_of_Q",),
    ),
    Claim(
        part="block_of_the_inverse",
        says="The first block of the inverse of Hess R is the inverse of this matrix, so the matrix is positive definite.",
        where="after Eq. (14)",
        printed={"block": "r/(p*r - q**2)*(p - q**2/r) = 1", "positive": "p - q**2/r > 0"},
        check=relations(**FORM),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="One dimension for x; for more it is the same identity for block matrices.",
    ),
    Claim(
        part="block_of_the_inverse_in_two",
        says="The same for x in the plane: with Hess R_a = (a, b; b, c) and the last row (q1, q2, r) of Hess R, the inverse of Hess R has "
             "c/(ac - b^2) in its first corner.",
        where="after Eq. (14)",
        printed={"corner": "((c + q2**2/r)*r - q2**2)/((b11 + q1**2/r)*((c + q2**2/r)*r - q2**2) - (b + q1*q2/r)*((b + q1*q2/r)*r - q1*q2)"
                           " + q1*((b + q1*q2/r)*q2 - (c + q2**2/r)*q1)) = c/(b11*c - b**2)"},
        check=relations(domain=["r > 0", "b11 > 0", "b11*c - b**2 > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="essentially_smooth",
        says="If grad R_a stayed bounded along points that go to the boundary, then the other slope, which is a, would be infinite; so R_a is "
             "essentially smooth.",
        where="end of the proof",
        check=not_decidable("an argument about sequences at the boundary of an arbitrary R; `legendre` decides the conclusion for each pair"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
        uses=("tdmf/thm_3_1",),
    ),
)
