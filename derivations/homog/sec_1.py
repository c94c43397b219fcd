"""homog Section 1 and Fig. 1: what the introduction says."""

from mirrorsym.register import Claim, differential, not_decidable, relations

COVERS = ("Sec. 1", "Fig. 1")
TITLE = "The horizon function, its homogeneous case, and the role of lam"

LAM = {"lam": "positive"}

CLAIMS = (
    Claim(
        part="bounded_weights",
        says="A homogeneous network cannot drive an exponential loss to zero with bounded weights, so only directions can converge.",
        where="Section 1",
        printed={"": "exp(-M + s) >= exp(-M)", "positive": "exp(-M) > 0"},
        check=relations(domain=["M > 0", "s > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        uses=("homog/lemma_d_2/diverges",),
    ),
    Claim(
        part="reduces",
        says="In the homogeneous case the horizon Q^(1/alpha) is a multiple of R^(1/alpha): Q = (alpha - 1) R.",
        where="Section 1, the horizon function",
        printed={"": "x*D[c*x**p, x] - c*x**p = (p - 1)*(c*x**p)"},
        check=differential(domain=["x > 0", "p > 1", "c > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note="The multiple is (alpha - 1)^(1/alpha); the formula that the text reduces to is lost.",
        uses=("homog/table_1/homogeneous",),
    ),
    Claim(
        part="figure_1",
        says="Level sets approach the horizon's shape as they grow: on the diagonal and on the axis the hyperbolic Q(s x, s y)/s tends to |x| + |y|, from above by at most 2 lam/s.",
        where="Fig. 1",
        printed={"diagonal": "2*sqrt(s**2 + lam**2)/s <= 2 + 2*lam/s", "axis": "(sqrt((2*s)**2 + lam**2) + lam)/s <= 2 + 2*lam/s", "both": "2*sqrt(s**2 + lam**2)/s >= 2"},
        check=relations(domain=["s > 0"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("homog/table_1/hyperbolic_horizon",),
    ),
    Claim(
        part="balance_of_figure_1",
        says="The balance curve of Fig. 1 for one weight per layer: sqrt(a^2 + lam^2) - sqrt(w^2 + lam^2) = c tends to |a| - |w| = c: the difference of the two sides is below lam.",
        where="Fig. 1",
        printed={"above": "A - W - (a - w) < lam", "below": "A - W - (a - w) > -lam"},
        check=relations(domain=["A > a", "A < a + lam", "W > w", "W < w + lam"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="A and W for the roots, a and w for |a| and |w|.",
    ),
    Claim(
        part="novelty",
        says="What is new and what was known.",
        where="Section 1, contributions and related work",
        check=not_decidable("statements about the literature"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
)
