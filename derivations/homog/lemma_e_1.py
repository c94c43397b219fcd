"""homog Lemmas E.1 and E.2: the normalized dual iterates."""

from mirrorsym.register import Claim, differential, relations, together

COVERS = ("Lemma E.1", "Lemma E.2")
TITLE = "How fast the direction of grad R turns"

CLAIMS = (
    Claim(
        part="direction",
        says="A unit vector z = v/|v| turns no faster than |v'|/|v|: in two dimensions the squared speed of v/|v| along v + t w is at most |w|^2/|v|^2.",
        where="Lemma E.1, first step",
        printed={"": "(w1*v2 - w2*v1)**2/(v1**2 + v2**2)**2 <= (w1**2 + w2**2)/(v1**2 + v2**2)"},
        check=relations(domain=["v1 > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note="The speed of the direction of v is |w1 v2 - w2 v1|/|v|^2.",
    ),
    Claim(
        part="constant",
        says="There is a C with ||theta|| <= C Q^(1/alpha): for the hyperbolic entropy C = 1, and for the smoothened potential C = (p/(p-1))^(1/p), one coordinate.",
        where="Lemma E.1, the constant",
        printed={"hyperbolic": "x <= sqrt(x**2 + lam**2)", "smoothened": "x**p <= p/(p-1)*((p-1)/p*x**p + lam/2*x**2)",
                 "two_coordinates": "sqrt(x**2 + y**2) <= sqrt(x**2 + lam**2) + sqrt(y**2 + lam**2)"},
        check=relations(domain=["x > 0", "p > 2"], parameters={"lam": "positive"}),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="assembled",
        says="Put together: |z'| <= B r^(L-1) loss/|v| with r = ||theta|| <= C Q^(1/alpha), loss = D/(L k) at most (Eq. 7: D >= L loss k) and k = g Q^(L/alpha) gives "
             "(B C^(L-1)/(L g)) Q^(1 - 1/alpha)/|v| times D/Q.",
        where="Lemma E.1, its bound",
        printed={"": "B*(C*Q**(1/alpha))**(L-1)*(D/(L*(g*Q**(L/alpha))))/n = B*C**(L-1)/(L*g)*Q**(1 - 1/alpha)/n*(D/Q)"},
        check=relations(domain=["B > 0", "C > 0", "Q > 0", "alpha > 0", "L > 0", "D > 0", "g > 0", "n > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        note="n = ||grad R||; the arrangement of the printed bound is lost, its constants are named in the text.",
        uses=("homog/eq_4_7/inequality",),
    ),
    Claim(
        part="one_over_norm",
        says="From the time on at which ||grad R|| >= 1 the factor 1/||grad R|| may be dropped; that time exists as grad R is coercive.",
        where="Lemma E.2",
        printed={"drop.": "b/n <= b", "hyperbolic.": "asinh(sinh(1 + k**2)) >= 1", "smoothened.": "(1 + k**2)**(p-1) + lam*(1 + k**2) >= 1"},
        check=together(drop=relations(domain=["n > 1", "b > 0"]), hyperbolic=relations(),
                       smoothened=relations(domain=["p > 2"], parameters={"lam": "positive"})),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        uses=("homog/ass_2_3/hyperbolic", "homog/ass_2_3/smoothened"),
        note="One coordinate: |theta| >= lam sinh(1) and |theta| >= 1 are enough.",
    ),
    Claim(
        part="kappa_finite",
        says="The factor Q^(1 - 1/alpha)/||grad R|| stays bounded for the smoothened potential: for one coordinate and p = 3, Q^2 <= (x^2 + lam x)^3.",
        where="Lemma E.1, as used in App. G.2",
        printed={"": "(2/3*x**3 + lam/2*x**2)**2 <= (x**2 + lam*x)**3"},
        check=relations(domain=["x > 0"], parameters={"lam": "positive"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="positive",
        says="The bound is positive, as the rate of Q is.",
        where="Lemma E.2, last sentence",
        printed={"": "B*C**(L-1)/(L*g)*Q**(1 - 1/alpha)*(D/Q) > 0"},
        check=differential(domain=["B > 0", "C > 0", "Q > 0", "alpha > 0", "L > 0", "D > 0", "g > 0"]),
        recorded="HOLDS",
        scope="proved in general",
    ),
)
