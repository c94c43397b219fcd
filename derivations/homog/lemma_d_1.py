"""homog Lemma D.1: the soft margin does not decrease."""

from mirrorsym.register import Claim, differential, relations

COVERS = ("Lemma D.1",)
TITLE = "The rate of log of the soft margin, split into a radial and a tangential part"

LETTERS = ("V = ||theta_dot||^2 and N = ||theta||^2 in the local norm, D = dQ/dt = <theta, theta_dot>, m = loss times log(1/loss); -d loss/dt = V.")

CLAIMS = (
    Claim(
        part="derivative",
        says="The rate of log(log(1/loss)/Q^(L/alpha)) is (-loss')/(loss log(1/loss)) - (L/alpha) Q'/Q: written with loss e^(-k) and Q = e^j, k and j functions of "
             "time whose rates are K and J (k + K t, j + J t at t = 0).",
        where="Lemma D.1, its first step",
        printed={"": "D[log(k + K*t) - L/alpha*(j + J*t), t] = K/(k + K*t) - L/alpha*J"},
        check=differential(domain=["k > 0", "K > 0", "t > 0", "L > 0", "alpha > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        note="K = -loss'/loss and J = Q'/Q.",
    ),
    Claim(
        part="",
        says="With D >= L m (Eq. 7) and N <= alpha Q (Assumption 4.4) the rate V/m - (L/alpha) D/Q is at least (L/D) (V - D^2/N), the tangential part.",
        where="Lemma D.1",
        printed={"": "V/m - L/alpha*D/Q >= L/D*(V - D**2/N)"},
        check=relations(domain=["V > 0", "m > 0", "L > 0", "alpha > 0", "Q > 0", "D > L*m", "N > 0", "N < alpha*Q"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        hypotheses=(LETTERS,),
        uses=("homog/eq_4_7/inequality", "homog/ass_4_4/hyperbolic", "homog/ass_4_4/smoothened", "homog/sec_2_mirror_flow/rate"),
        note="The limit cases D = L m and N = alpha Q follow by continuity.",
    ),
    Claim(
        part="tangential",
        says="The tangential part is not negative, by Cauchy-Schwarz: <a, b>^2 <= ||a||^2 ||b||^2 in a diagonal local norm (two coordinates, weights r, s).",
        where="Lemma D.1, the identity before the bound",
        printed={"": "(r*a*x + s*b*y)**2 <= (r*a**2 + s*b**2)*(r*x**2 + s*y**2)"},
        check=relations(domain=["r > 0", "s > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="assumption_carries_weight",
        says="Without Assumption 4.4 the bound fails: where N = 2 alpha Q, all of V is radial (V = D^2/N) and D = L m, the rate is negative.",
        where="Lemma D.1; what Assumption 4.4 is for",
        printed={"": "(D**2/(2*alpha*Q))/(D/L) - L/alpha*D/Q < 0"},
        check=relations(domain=["D > 0", "L > 0", "alpha > 0", "Q > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        hypotheses=(LETTERS,),
    ),
    Claim(
        part="Q_is_nonnegative",
        says="Q is positive along the flow of both potentials of Table 1, and its rate L sum e^(-q) q is positive once all samples are classified.",
        where="Lemma D.1, 'non-negative and non-decreasing'",
        printed={"hyperbolic": "sqrt(x**2 + lam**2) > 0", "smoothened": "(p-1)/p*x**p + lam/2*x**2 > 0", "rate": "L*(exp(-a)*a + exp(-b)*b) > 0"},
        check=relations(domain=["x > 0", "p > 1", "a > 0", "b > 0", "L > 0"], parameters={"lam": "positive"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
