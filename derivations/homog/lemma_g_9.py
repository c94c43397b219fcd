"""homog Lemma G.9: the sequence of approximate KKT points."""

from mirrorsym.register import Claim, relations, waits_for

COVERS = ("Lemma G.9",)
TITLE = "From normalized dual to normalized primal iterates"

CLAIMS = (
    Claim(
        part="same_growth",
        says="grad R of the smoothened potential grows alike in all directions: (s x)^(p-1) + lam s x divided by s^(p-1) tends to x^(p-1), with the difference lam x s^(2-p).",
        where="Lemma G.9, its last step",
        printed={"": "((s*x)**(p-1) + lam*s*x)/s**(p-1) = x**(p-1) + lam*x*s**(2-p)", "rate": "s**(2-p)*(1 + (p-2)*log(s)) <= 1"},
        check=relations(domain=["x > 0", "s > 1", "p > 2"], parameters={"lam": "positive"}),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="not_for_hyperbolic",
        says="For the hyperbolic entropy the dual direction does not determine the primal one: at (s^2, s) with lam = 1 the quotient of the two gradients arcsinh(s)/arcsinh(s^2) stays "
             "above 1/2 (s = sinh z, and 2 z > arcsinh(s^2)), while the primal quotient 1/s tends to 0.",
        where="Lemma G.9; what it needs",
        printed={"": "sinh(2*z) > sinh(z)**2"},
        check=relations(domain=["z > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="",
        says="For every limit point of the normalized weights there are times at which they are approximate KKT points with vanishing epsilon and delta.",
        where="Lemma G.9",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
        wording="RECONSTRUCTED",
        uses=("homog/lemma_g_7/cor_g_8", "homog/lemma_e_1/one_over_norm", "homog/ass_2_3/diffeomorphism"),
    ),
)
