"""homog Corollary H.3: hyperbolic entropy."""

from mirrorsym.register import Claim, relations, together

COVERS = ("Cor. H.3",)
TITLE = "||theta||_1 <= Q <= ||theta||_1 + d lam"

LAM = {"lam": "positive"}

CLAIMS = (
    Claim(
        part="",
        says="|x| <= sqrt(x^2 + lam^2) <= |x| + lam for all x; summed over d coordinates, phi <= Q <= phi (1 + d lam/phi): C1 = d, C2 = 1.",
        where="Corollary H.3",
        printed={"one.below": "abs(x) <= sqrt(x**2 + lam**2)", "one.above": "sqrt(x**2 + lam**2) <= abs(x) + lam", "form.": "phi*(1 + d*lam*phi**(-1)) = phi + d*lam"},
        check=together(one=relations(parameters=LAM), form=relations(domain=["phi > 0", "d > 0"], parameters=LAM)),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        uses=("homog/lemma_4_10/h_2",),
    ),
    Claim(
        part="sharp",
        says="The constant d lam is attained at 0 and cannot be lowered.",
        where="Corollary H.3",
        printed={"": "sqrt((0*x)**2 + lam**2) = lam"},
        check=relations(parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
