"""homog Lemma G.7 and Corollary G.8: the angle is small on average."""

from mirrorsym.register import Claim, relations

COVERS = ("Lemma G.7", "Cor. G.8")
TITLE = "The growth of the soft margin bounds the angle beta"

CLAIMS = (
    Claim(
        part="",
        says="With beta = D/sqrt(N V) the rate of log of the soft margin is at least (L/alpha) (beta^(-2) - 1) D/Q: from Lemma D.1 and N <= alpha Q.",
        where="Lemma G.7",
        printed={"": "L/D*(V - D**2/N) >= L/alpha*D/Q*(N*V/D**2 - 1)"},
        check=relations(domain=["V*N > D**2", "L > 0", "alpha > 0", "Q > 0", "D > 0", "N > 0", "N < alpha*Q"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        uses=("homog/lemma_d_1", "homog/ass_4_4"),
        note="Letters as in lemma_d_1. Whether the paper's beta is this angle in the local norm or the Euclidean one of grad R and the flow is lost.",
    ),
    Claim(
        part="cor_g_8",
        says="So at some time between t1 and t2 the number beta^(-2) - 1 is at most (alpha/L) times the growth of log of the soft margin over that of log Q: an average of "
             "w with weights a, b > 0 is at least the smaller value.",
        where="Corollary G.8",
        printed={"": "(a*w + b*(w + r**2))/(a + b) >= w"},
        check=relations(domain=["a > 0", "b > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        uses=("homog/lemma_g_7",),
        note="The mean value argument for two pieces; for integrals it is the same.",
    ),
    Claim(
        part="gradient_descent",
        says="For alpha = 2 and Q = r^2/2 the right side is Lyu and Li's: D/Q = 2 r'/r, so that (L/2) times it is L times the rate of log r.",
        where="Lemma G.7 for gradient descent",
        printed={"": "L/2*(r*s)/(r**2/2) = L*(s/r)"},
        check=relations(domain=["r > 0", "s > 0", "L > 0"]),
        recorded="HOLDS",
        scope="proved in general",
    ),
)
