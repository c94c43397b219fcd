"""homog App. G.4: why Assumption G.1 fails for the hyperbolic entropy."""

from mirrorsym.register import Claim, relations

COVERS = ("App. G.4",)
TITLE = "The hyperbolic entropy has no constant c, and what replaces it"

CLAIMS = (
    Claim(
        part="no_constant",
        says="For alpha = 1 the quotient grad R/Q^0 is arcsinh(theta/lam), which grows without bound, while the horizon's side ||theta||_1/Q is at most 1: no fixed c > 0 works. At "
             "theta = lam sinh z with z > 3/c the difference is above 1.",
        where="App. G.4, hyperbolic entropy",
        printed={"horizon": "lam*sinh(z)/sqrt((lam*sinh(z))**2 + lam**2) <= 1", "potential": "c*z - 1 > 1"},
        check=relations(domain=["c > 0", "c*z > 3", "z > 0"], parameters={"lam": "positive"}),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="gap",
        says="The gap between two coordinates, arcsinh(b x/lam) - arcsinh(x/lam), does not vanish either: for b = 2 and x = lam sinh z with z > 1 it "
             "is above 1/4, as 2 sinh z > sinh(z + 1/4).",
        where="App. G.4, the expression that 'we can not bound'",
        printed={"": "2*sinh(z) > sinh(z + 1/4)"},
        check=relations(domain=["z > 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="other_normalization",
        says="Divided by a factor that varies slowly, instead of by a power of Q, the gradient does approach the horizon's: along a ray arcsinh(b x/lam)/arcsinh(x/lam) is between 1 "
             "and 1 + log(b)/arcsinh(x/lam) for b > 1, so all coordinates that are not 0 tend to their signs. So the obstacle lies in the power, not in the metric.",
        where="App. G.4, 'not possible in any metric'",
        printed={"above": "b*sinh(z) <= sinh(z + log(b))", "below": "b*sinh(z) >= sinh(z)"},
        check=relations(domain=["z > 0", "b > 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="x = lam sinh z; arcsinh is increasing. The sentence stands for the fixed constant c of Assumption G.1.",
    ),
    Claim(
        part="euclidean",
        says="For the euclidean norm the derivative of the squared norm over 2 is theta, homogeneous of degree 1, which the proofs for gradient flow use.",
        where="App. G.4, first sentences",
        printed={"": "c*x = c**1*x"},
        check=relations(domain=["c > 0", "x > 0"]),
        recorded="HOLDS",
        scope="proved in general",
    ),
)
