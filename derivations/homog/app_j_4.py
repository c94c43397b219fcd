"""homog App. J.4: first step analysis, Table 10, Example J.1, Remark J.2."""

from mirrorsym.register import Claim, differential, not_decidable, relations

COVERS = ("App. J.4", "Table 10", "Example J.1", "Remark J.2")
TITLE = "The size of the first update: learning rate times the expected inverse metric"

LAM = {"lam": "positive"}
LOST = "The formulas are lost. The text asks for a learning rate that keeps the update's size under the standard initialization, normal with variance of order 1/n (s its deviation)."

CLAIMS = (
    Claim(
        part="expectation_above",
        says="Hyperbolic entropy: the expectation of sqrt(w^2 + lam^2) is at most S = sqrt(s^2 + lam^2): pointwise 2 S sqrt(w^2 + lam^2) <= w^2 + lam^2 + S^2, and the expectation of the right side, "
             "with s^2 for that of w^2, is 2 S^2.",
        where="App. J.4, Example J.1",
        printed={"pointwise": "sqrt(w**2 + lam**2)*(2*S) <= w**2 + lam**2 + S**2", "mean": "s**2 + lam**2 + (s**2 + lam**2) = 2*sqrt(s**2 + lam**2)**2"},
        check=relations(domain=["S > 0", "s > 0"], parameters=LAM),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        note=LOST,
    ),
    Claim(
        part="expectation_below",
        says="It is at least lam and at least the expectation of |w|, which is s sqrt(2/pi) for the normal distribution: sqrt(w^2 + lam^2) is at least lam and at least |w|, and "
             "-s^2 e^(-w^2/(2 s^2)) has the slope w e^(-w^2/(2 s^2)), whose integral over w > 0 is s^2.",
        where="App. J.4, Example J.1",
        printed={"lam": "sqrt(w**2 + lam**2) >= lam", "w": "sqrt(w**2 + lam**2) >= w", "slope": "D[-s**2*exp(-w**2/(2*s**2)), w] = w*exp(-w**2/(2*s**2))",
                 "value": "2*s**2/(s*sqrt(2*pi)) = s*sqrt(2/pi)"},
        check=differential(domain=["w > 0", "s > 0"], parameters=LAM),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        note=LOST,
    ),
    Claim(
        part="learning_rate",
        says="So the expectation is of the order max(lam, s), within the factor sqrt 2 from above and sqrt(2/pi) from below, and the learning rate that keeps the update is of the order min(1/lam, 1/s), "
             "s of the order 1/sqrt n: sqrt n while lam is below s, 1/lam above.",
        where="Table 10 and Example J.1, hyperbolic entropy",
        printed={"small": "sqrt(s**2 + (t*s)**2) <= sqrt(2)*s", "large": "sqrt((t*lam)**2 + lam**2) <= sqrt(2)*lam"},
        check=relations(domain=["s > 0", "t > 0", "t < 1"], parameters=LAM),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        uses=("homog/app_j_4/expectation_above", "homog/app_j_4/expectation_below"),
        note=LOST + " Example J.1 names one solution for decaying lam and one 'for all': 1/lam keeps the update's size for every lam that is at least of the order 1/sqrt n, and exceeds it below.",
    ),
    Claim(
        part="one_over_lam_is_not_for_small",
        says="The learning rate 1/lam is too large for small lam: times the expectation it is at least s sqrt(2/pi)/lam, which exceeds every K once lam K < s sqrt(2/pi).",
        where="Example J.1, its second solution",
        printed={"": "(1/lam)*(s*sqrt(2/pi)) > K"},
        check=relations(domain=["s > 0", "K > 0", "K*lam < s*sqrt(2/pi)"], parameters=LAM),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        note=LOST,
    ),
    Claim(
        part="gradient_descent",
        says="Gradient descent has the inverse metric 1, so that the learning rate is of order 1.",
        where="Table 10, first row",
        printed={"": "D[D[w**2/2, w], w] = 1"},
        check=differential(domain=["w > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="cubic",
        says="Smoothened potential with p = 3: lam times the inverse metric 1/(2|w| + lam) is at most 1, and its expectation at least lam/(2 E|w| + lam) (1/y lies above its tangents): the learning rate "
             "lam keeps the update's size while lam is not small against s.",
        where="Table 10, third row",
        printed={"above": "lam/(2*w + lam) <= 1", "tangent": "1/y >= 2/m - y/m**2"},
        check=relations(domain=["w > 0", "y > 0", "m > 0"], parameters=LAM),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        note=LOST,
    ),
    Claim(
        part="cubic_lam_zero",
        says="For lam = 0 and p = 3 the expectation is infinite, so no learning rate keeps the expected update: 1/(2 w) is the slope of log(w)/2, which falls below every -K at w = e^(-2K - r).",
        where="Table 10, third row, with lam = 0",
        printed={"slope": "D[log(w)/2, w] = 1/(2*w)", "low": "log(exp(-2*K - r))/2 < -K"},
        check=differential(domain=["w > 0", "K > 0", "r > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        note="The normal density is bounded away from 0 near w = 0.",
    ),
    Claim(
        part="decoupled",
        says="The first update's size and the margin's reach are decoupled: with lam = 1 and learning rate 1 the hyperbolic expectation is between 1 and sqrt(1 + s^2), whatever d is, while the lemma's time "
             "is of the order exp(d^L).",
        where="App. J.4, 'decoupled'",
        printed={"": "sqrt(w**2 + 1) >= 1", "S": "sqrt(s**2 + 1) <= 1 + s**2/2"},
        check=relations(),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("homog/lemma_4_10/exponential_is_real",),
    ),
    Claim(
        part="remark_j_2",
        says="The metric and the gradient may be treated as independent random variables.",
        where="Remark J.2",
        check=not_decidable("an appeal to free probability without a statement: which limit, which network and which sense of decoupling is not said"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
)
