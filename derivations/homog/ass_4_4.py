"""homog Assumption 4.4 and its verification in App. C."""

from mirrorsym.register import Claim, differential, relations, together

COVERS = ("Ass. 4.4", "App. C")
TITLE = "<theta, Hess R theta> <= alpha Q: verified for Table 1, and what it excludes"

LAM = {"lam": "positive"}
LOST = "The formula is lost; Lemmas D.1, D.2 and G.7 close with this inequality, and the verifications of App. C are its instances."

CLAIMS = (
    Claim(
        part="hyperbolic",
        says="Hyperbolic entropy, alpha = 1: x^2/sqrt(x^2 + lam^2) <= sqrt(x^2 + lam^2) for all x.",
        where="Assumption 4.4, App. C",
        printed={"": "x**2*D[D[x*asinh(x/lam) - sqrt(x**2 + lam**2), x], x] <= sqrt(x**2 + lam**2)"},
        check=differential(parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note=LOST,
        uses=("homog/table_1/hyperbolic_q",),
    ),
    Claim(
        part="smoothened",
        says="Smoothened potential, alpha = p: (p-1) x^p + lam x^2 <= p ((p-1)/p x^p + lam/2 x^2) for p > 2 and x > 0 (even), with equality for p = 2 or lam = 0.",
        where="Assumption 4.4, App. C",
        printed={"above.": "x**2*D[D[x**p/p + lam/2*x**2, x], x] <= p*((p-1)/p*x**p + lam/2*x**2)",
                 "two.": "x**2*D[D[x**2/2 + lam/2*x**2, x], x] = 2*((1 + lam)/2*x**2)",
                 "line.cubic": "2*abs(x)*x**2 + lam*x**2 <= 3*(2/3*abs(x)*x**2 + lam/2*x**2)",
                 "zero.": "x**2*D[D[x**p/p, x], x] = p*((p-1)/p*x**p)"},
        check=together(above=differential(domain=["x > 0", "p > 2"], parameters=LAM), two=differential(domain=["x > 0"], parameters=LAM),
                       zero=differential(domain=["x > 0", "p > 1"]), line=relations(parameters=LAM)),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note=LOST,
        uses=("homog/table_1/smoothened_q",),
    ),
    Claim(
        part="below_two",
        says="The verification stops at p = 2: for lam > 0 and 1 < p < 2 the inequality is reversed, so these potentials are outside (and their growth is quadratic, "
             "not of degree p).",
        where="App. C: 'for all p >= 2'",
        printed={"": "x**2*D[D[x**p/p + lam/2*x**2, x], x] > p*((p-1)/p*x**p + lam/2*x**2)"},
        check=differential(domain=["x > 0", "p > 1", "p < 2"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="constant_counts",
        says="The inequality depends on the additive constant of R: with R shifted to R(0) = 0 the hyperbolic entropy has Q = sqrt(x^2 + lam^2) - lam, and the "
             "inequality fails at every x > 0. A constant k^2 >= 0 added to Q keeps it.",
        where="Assumption 4.4 for the potential of Table 1",
        printed={"shifted": "x**2/sqrt(x**2 + lam**2) > sqrt(x**2 + lam**2) - lam",
                 "kept": "x**2/sqrt(x**2 + lam**2) <= sqrt(x**2 + lam**2) + k**2"},
        check=relations(domain=["x > 0"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="Horizon functions that are defined by level sets (Pesme et al.) use the shifted potential, whose flow is the same.",
    ),
    Claim(
        part="constant_is_exact",
        says="No constant below 0 does: sqrt(x^2 + lam^2) - x^2/sqrt(x^2 + lam^2) = lam^2/sqrt(x^2 + lam^2) is below every e > 0 once e x > lam^2, so that Q - e "
             "violates the inequality there.",
        where="Assumption 4.4 for the potential of Table 1",
        printed={"gap": "sqrt(x**2 + lam**2) - x**2/sqrt(x**2 + lam**2) = lam**2/sqrt(x**2 + lam**2)", "small": "lam**2/sqrt(x**2 + lam**2) < e"},
        check=relations(domain=["x > 0", "e > 0", "e*x > lam**2"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="counterexample",
        says="A potential of degree 4 that violates it: R = x^4/4 - x^3/3 + x^2 is strictly convex with Q = 3/4 x^4 - 2/3 x^3 + x^2, and x^2 R'' = 3 x^4 - 2 x^3 + 2 x^2 "
             "exceeds 4 Q once x > 3.",
        where="Assumption 4.4; what it excludes",
        printed={"line.convex": "D[D[x**4/4 - x**3/3 + x**2, x], x] > 0",
                 "line.Q": "x*D[x**4/4 - x**3/3 + x**2, x] - (x**4/4 - x**3/3 + x**2) = 3/4*x**4 - 2/3*x**3 + x**2",
                 "far.violated": "x**2*D[D[x**4/4 - x**3/3 + x**2, x], x] > 4*(3/4*x**4 - 2/3*x**3 + x**2)"},
        check=together(line=differential(), far=differential(domain=["x > 3"])),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="cosh",
        says="The cosh entropy violates it for every degree: x^2 cosh x exceeds alpha (x sinh x - cosh x) once x > alpha, as x cosh x > x sinh x - cosh x.",
        where="Assumption 4.4; what it excludes",
        printed={"": "x**2*cosh(x) > alpha*(x*sinh(x) - cosh(x))"},
        check=relations(domain=["x > alpha", "alpha > 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("homog/table_1/cosh",),
    ),
    Claim(
        part="denominator",
        says="The denominator of the verification for the hyperbolic entropy, sqrt(x^2 + lam^2), is positive.",
        where="App. C",
        printed={"": "sqrt(x**2 + lam**2) > 0"},
        check=relations(parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="quotient",
        says="The inequality is the same as: Q(s x)/s^alpha does not grow with s, so Q^(1/alpha) comes down to its limit, the horizon function, along each ray: "
             "with q1, q2 for Q and its slope at s x, the slope of Q(s x)/s^alpha is (s x q2 - alpha q1)/s^(alpha+1); for the hyperbolic entropy it is negative.",
        where="Assumption 4.4 and the horizon function of Table 1",
        printed={"letters": "x*q2/s**alpha - alpha*q1/s**(alpha + 1) = (s*x*q2 - alpha*q1)/s**(alpha + 1)",
                 "hyperbolic": "D[sqrt(s**2*x**2 + lam**2)/s, s] < 0"},
        check=differential(domain=["s > 0", "alpha > 0", "s*x*q2 > alpha*q1"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="independent_of_2_3",
        says="The inequality does not follow from Assumption 2.3 and a degree: R = (1 + x) log(1 + x) - x for x > 0, even, has R'' = 1/(1 + x), a gradient log(1 + x) that is onto, and Q = x - log(1 + x), of degree 1 with "
             "the l1 horizon. But x^2 R'' exceeds Q + k for every constant k once log(1 + x) > k + 1.",
        where="Assumption 4.4; that it is an assumption of its own",
        printed={"second": "D[D[(1 + x)*log(1 + x) - x, x], x] = 1/(1 + x)", "Q": "x*D[(1 + x)*log(1 + x) - x, x] - ((1 + x)*log(1 + x) - x) = x - log(1 + x)",
                 "violated": "x**2/(1 + x) > x - log(1 + x) + k"},
        check=differential(domain=["x > 0", "log(1 + x) > k + 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="A potential that the paper does not list; x - log(1 + x) over x tends to 1.",
    ),
)
