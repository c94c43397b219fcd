"""homog Theorem 4.6 and Eq. (8): rates of the loss and of Q."""

from mirrorsym.register import Claim, differential, relations, together, waits_for

COVERS = ("Thm 4.6", "Eq. 8")
TITLE = "Loss 1/(t (log t)^(2 - alpha/L)) and Q = (log t)^(alpha/L)"

LAM = {"lam": "positive"}
LOST = "The formulas are lost; App. F's steps and the case alpha = 2, which is Theorem 4.3 of Lyu and Li (2020), force the rate."

CLAIMS = (
    Claim(
        part="eq_8",
        says="Q is of the order (log 1/loss)^(alpha/L): with a margin g between g0 and B, k = g Q^(L/alpha) puts Q between (k/B)^(alpha/L) and (k/g0)^(alpha/L): the "
             "power of Q^(L/alpha) r is Q r^(alpha/L), with r = g/g0 = 1 + s and r = g/B = 1/(1 + s).",
        where="Eq. (8)",
        printed={"power": "(Q**(L/alpha)*r)**(alpha/L) = Q*r**(alpha/L)", "above": "(1 + s)**(alpha/L) >= 1", "below": "(1 + s)**(-alpha/L) <= 1"},
        check=relations(domain=["Q > 0", "L > 0", "alpha > 0", "r > 0", "s > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        note=LOST,
    ),
    Claim(
        part="metric_bound",
        says="The inverse metric is at most C Q^((2 - alpha)/alpha) for alpha <= 2: hyperbolic entropy (alpha = 1) sqrt(x^2 + lam^2) <= Q, and p = 2, where it is 1/(1 + lam). "
             "This is the step that bounds the loss from below.",
        where="Theorem 4.6, lower bound of the loss in App. F",
        printed={"hyperbolic": "sqrt(x**2 + lam**2) <= (sqrt(x**2 + lam**2) + sqrt(y**2 + lam**2))**((2 - 1)/1)", "two": "1/(1 + lam)*x**2 <= x**2"},
        check=relations(parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note=LOST,
    ),
    Claim(
        part="metric_bound_fails_above_two",
        says="For p = 3 there is no such C: a coordinate x near 0 beside a large y has the inverse metric 1/lam at x = 0, and Q^(-1/3) = (2/3 y^3 + lam/2 y^2)^(-1/3) is "
             "smaller than 1/(C lam) for y > 2 C lam: so the theorem's split at 2 is needed by its proof.",
        where="Theorem 4.6, 'the lower bound fails'",
        printed={"": "C**3*lam**3 < 2/3*(2*C*lam + s)**3 + lam/2*(2*C*lam + s)**2"},
        check=relations(domain=["C > 0", "s > 0"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="gradient_flow_line",
        says="Instance: alpha = 2, L = 1, one sample: w' = e^(-w) is solved by w = log t, with the loss 1/t = 1/(t (log t)^(2 - 2/1)).",
        where="Theorem 4.6; an instance",
        printed={"": "D[log(t), t] = exp(-log(t))", "rate": "1/(t*log(t)**(2 - 2/1)) = exp(-log(t))"},
        check=differential(domain=["t > 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="hyperbolic_line",
        says="Instance: alpha = 1, L = 1, lam = 1, one sample: the time to reach w is the integral T of e^w/sqrt(w^2 + 1), and e^w/w bounds it: for w >= 2 the slope of "
             "2 e^w/w is above the integrand, that of e^w/(2 w) below. So T is of the order e^w/w, that is 1/loss = e^w of the order T log T, as the theorem says.",
        where="Theorem 4.6; an instance",
        printed={"above": "D[2*exp(w)/w, w] >= exp(w)/sqrt(w**2 + 1)", "below": "D[exp(w)/(2*w), w] <= exp(w)/sqrt(w**2 + 1)",
                 "order_above": "2*exp(w)/w*log(2*exp(w)/w) <= 2*exp(w)", "order_below": "exp(w)/(2*w)*log(exp(w)/(2*w)) >= exp(w)/8"},
        check=differential(domain=["w > 6"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="cubic_line",
        says="Instance: alpha = 3, L = 1, lam = 1, one sample: T is the integral of e^w (2 w + 1), that is e^w (2 w - 1): 1/loss = e^w is of the order T (log T)^(2 - 3) = T/log T.",
        where="Theorem 4.6; an instance",
        printed={"": "D[exp(w)*(2*w - 1), w] = exp(w)*(2*w + 1)", "above": "exp(w)*(2*w - 1)/log(exp(w)*(2*w - 1)) <= 2*exp(w)",
                 "below": "exp(w)*(2*w - 1)/log(exp(w)*(2*w - 1)) >= exp(w)/2"},
        check=differential(domain=["w > 2"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="larger_alpha_slower",
        says="A larger alpha gives a larger bound for the loss, by the factor (log t)^((b - a)/L); for every fixed t this factor tends to 1 with the depth L: it is at "
             "most 1 + e once log of it, (b - a) log log t/L, is at most e/(1 + e).",
        where="the sentences after Theorem 4.6",
        printed={"rates.slower": "1/(t*log(t)**(2 - b/L)) > 1/(t*log(t)**(2 - a/L))", "rates.factor": "log(t)**(2 - a/L)/log(t)**(2 - b/L) = log(t)**((b - a)/L)",
                 "depth.": "exp(s) <= 1/(1 - s)"},
        check=together(rates=relations(domain=["t > 3", "L > 0", "a > 0", "b > a"]), depth=relations(domain=["s > 0", "s < 1"])),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        note="exp(s) <= 1 + e for s = e/(1 + e).",
    ),
    Claim(
        part="theorem",
        says="The rates hold along every flow of the setting.",
        where="Theorem 4.6",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
        uses=("homog/thm_4_6/eq_8", "homog/thm_4_6/metric_bound", "homog/lemma_f_1/order", "homog/lemma_f_1/inverse", "homog/lemma_d_2/integrated"),
        note="Its steps are proved above; the scalar instances were also integrated for alpha = 1, 2, 3, 4 and L = 1, 2, 4 in the tests.",
    ),
)
