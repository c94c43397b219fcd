"""homog Corollary I.1 and Lemma I.3: the problem linearized at its own solution."""

from mirrorsym.register import Claim, relations, waits_for

COVERS = ("Cor. I.1", "Lemma I.3")
TITLE = "A KKT point solves a support vector problem with the gradients at itself as features"

CLAIMS = (
    Claim(
        part="lemma_i_3",
        says="If theta is a KKT point (g = mu h, mu (q - 1) = 0, <theta, h> = L q), then theta/L is one of the problem with the fixed features h: its gradient g/L is (mu/L) h, its constraint "
             "<theta/L, h> = q, and (mu/L) (q - 1) = 0.",
        where="Lemma I.3",
        printed={"constraint": "(L*q)/L = q", "stationary": "g/L - (mu/L)*h = (g - mu*h)/L", "complementary": "(mu/L)*(q - 1) = (mu*(q - 1))/L"},
        check=relations(domain=["L > 0", "q > 1", "mu > 0", "g > mu*h"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        note="The multiple of the lost formula is 1/L. As the new problem is convex with a strictly feasible point, a KKT point solves it.",
        uses=("homog/eq_4_7/euler", "homog/lemma_g_6/one_homogeneous"),
    ),
    Claim(
        part="slater",
        says="The new problem has a strictly feasible point: 2 theta/L has the constraint 2 q > 1.",
        where="Lemma I.3, Slater's condition",
        printed={"": "2*(L*q)/L > 1"},
        check=relations(domain=["L > 0", "q > 1"]),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="convex",
        says="Its objective is convex, as norms are: |x + y| <= |x| + |y| and |t x| <= t |x|, and a square is convex.",
        where="Lemma I.3; that KKT points solve it",
        printed={"triangle": "abs(x + y) <= abs(x) + abs(y)", "scale": "abs(t*x) <= t*abs(x)", "two": "(t*x + (1 - t)*y)**2 <= t*x**2 + (1 - t)*y**2"},
        check=relations(domain=["t > 0", "t < 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="",
        says="Every limit point of the direction is along the solution of the support vector problem with the kernel of the gradients at that point.",
        where="Corollary I.1",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
        wording="RECONSTRUCTED",
        uses=("homog/cor_i_1/lemma_i_3", "homog/thm_4_7/direction", "homog/cor_4_8"),
    ),
)
