"""homog Eq. (1): the network and its degree."""

from mirrorsym.register import Claim, relations, together

COVERS = ("Eq. 1",)
TITLE = "A layer product with a homogeneous activation, and its degree of homogeneity"

CLAIMS = (
    Claim(
        part="activation",
        says="The ReLU, a leaky ReLU with slope s and the identity are homogeneous of degree 1: a factor c > 0 comes out.",
        where="Eq. (1) and the sentence after it",
        printed={"relu.below": "relu(c*z) <= c*relu(z)", "relu.above": "relu(c*z) >= c*relu(z)",
                 "leaky.below": "max(c*z, s*c*z) <= c*max(z, s*z)", "leaky.above": "max(c*z, s*c*z) >= c*max(z, s*z)"},
        check=together(relu=relations(domain=["c > 0"]), leaky=relations(domain=["c > 0", "s > 0", "s < 1"])),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        note="The formula of Eq. (1) is lost; the text names a homogeneous activation such as the ReLU or the identity.",
    ),
    Claim(
        part="degree",
        says="A network of L layers is homogeneous of degree L in its weights: here two and three layers, two inputs and two neurons per "
             "layer, on a linear region (s, t are the slopes of the activations there), and L scalar layers.",
        where="Eq. (1), Assumption 2.1 (homogeneity)",
        printed={"two": "c*p1*s1*(c*w1*x1 + c*w2*x2) + c*p2*s2*(c*w3*x1 + c*w4*x2) = "
                        "c**2*(p1*s1*(w1*x1 + w2*x2) + p2*s2*(w3*x1 + w4*x2))",
                 "three": "c*q1*t1*(c*v1*s1*c*w1*x + c*v2*s2*c*w2*x) + c*q2*t2*(c*v3*s1*c*w1*x + c*v4*s2*c*w2*x) = "
                          "c**3*(q1*t1*(v1*s1*w1*x + v2*s2*w2*x) + q2*t2*(v3*s1*w1*x + v4*s2*w2*x))"},
        check=relations(domain=["c > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        uses=("homog/eq_1/activation",),
    ),
    Claim(
        part="near_miss",
        says="With a bias behind the last layer the network is homogeneous of no degree 2: the bias e leaves c^2 e in place of c e.",
        where="Eq. (1); what the hypothesis excludes",
        printed={"bias": "c*a*(c*w*x + c*b) + c*e != c**2*(a*(w*x + b) + e)"},
        check=relations(domain=["c > 1", "e > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
