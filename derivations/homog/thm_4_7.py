"""homog Theorem 4.7, Theorem G.2 and Eq. (9): the constrained problem of the horizon function."""

from mirrorsym.register import Claim, differential, relations, together, waits_for

COVERS = ("Thm 4.7", "Thm G.2", "Eq. 9")
TITLE = "Limit directions are along KKT points of min phi^2/2 with all q >= 1"

CLAIMS = (
    Claim(
        part="direction",
        says="The parameter direction converges to a KKT point of the problem, for every smoothened potential with p >= 2.",
        where="Theorem 4.7, Theorem G.2",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
        wording="RECONSTRUCTED",
        uses=("homog/thm_4_5", "homog/lemma_g_10", "homog/lemma_g_7", "homog/lemma_g_6", "homog/lemma_g_9"),
        note="The theorem's text says that the direction converges; App. G shows that every limit point of the directions is along a KKT point.",
    ),
    Claim(
        part="objective",
        says="The objective phi^2/2, phi^p/p and phi have the same stationary points under the constraints, up to the multipliers: their gradients are multiples of "
             "each other where phi > 0 (phi^p = x^p + y^p, p > 1).",
        where="Eq. (9)",
        printed={"": "D[(x**p + y**p)**(2/p)/2, x] = (x**p + y**p)**(2/p - 1)*D[(x**p + y**p)/p, x]"},
        check=differential(domain=["x > 0", "y > 0", "p > 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="linear_instance",
        says="Instance, one sample (1, 2) and a linear model: for the l2 horizon the KKT point is (1, 2)/5, for l3 it is (1, sqrt 2)/(1 + 2 sqrt 2): gradient equal to a "
             "positive multiple of the sample, constraint active.",
        where="Eq. (9); an instance",
        printed={"two": "c*((1/5) + 2*(2/5)) = c", "three": "c*((1 + 2*sqrt(2))/(1 + 2*sqrt(2))) = c",
                 "three_gradient": "c*sqrt(2)**2 = c*2", "different": "c*2 > c*sqrt(2)"},
        check=relations(domain=["c > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="same_horizon",
        says="Potentials of one horizon have one problem: for p > 2 the number lam does not occur in the limit Q(s x)/s^p, so all lam give the same max-margin problem; "
             "the same for the hyperbolic entropy. (Contribution 1 of the abstract.)",
        where="Abstract (1), Theorem 4.7",
        printed={"hom.difference": "((p-1)/p*(s*x)**p + lam/2*(s*x)**2)/s**p - ((p-1)/p*(s*x)**p + mu/2*(s*x)**2)/s**p = (lam - mu)/2*x**2*s**(2-p)",
                 "hom.rate": "s**(2-p)*(1 + (p-2)*log(s)) <= 1", "hyp.above": "sqrt(s**2*x**2 + lam**2) - sqrt(s**2*x**2 + mu**2) <= lam"},
        check=together(hom=relations(domain=["x > 0", "s > 1", "p > 2"], parameters={"lam": "positive", "mu": "positive"}),
                       hyp=relations(domain=["s > 0"], parameters={"lam": "positive", "mu": "positive"})),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("homog/table_1/hyperbolic_horizon", "homog/table_1/smoothened_horizon"),
    ),
    Claim(
        part="needs_alpha_two",
        says="The proof needs alpha >= 2, as the text says; the theorem's conclusion for linear models and alpha = 1 holds by other means (Pesme et al.).",
        where="the sentences after Theorem 4.7",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
        uses=("homog/app_g_4",),
    ),
)
