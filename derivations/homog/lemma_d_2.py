"""homog Lemma D.2: the loss goes to zero, and how fast at least."""

from mirrorsym.register import Claim, relations, together, waits_for

COVERS = ("Lemma D.2",)
TITLE = "A lower bound for the rate of the loss, and its integral"

CLAIMS = (
    Claim(
        part="chain",
        says="-loss' = V >= D^2/N >= (L m)^2/(alpha Q): Cauchy-Schwarz (V N >= D^2), Eq. (7) (D >= L m) and Assumption 4.4 (N <= alpha Q), m the loss times "
             "log(1/loss).",
        where="Lemma D.2, first display of the proof",
        printed={"schwarz.": "V >= D**2/N", "assumption.": "D**2/N >= D**2/(alpha*Q)", "eq_7.": "D**2/(alpha*Q) >= (L*m)**2/(alpha*Q)"},
        check=together(schwarz=relations(domain=["V > 0", "N > 0", "V*N > D**2"]),
                       assumption=relations(domain=["N > 0", "alpha > 0", "Q > 0", "N < alpha*Q"]),
                       eq_7=relations(domain=["m > 0", "L > 0", "D > L*m", "alpha > 0", "Q > 0"])),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        uses=("homog/lemma_d_1/tangential", "homog/eq_4_7/inequality", "homog/ass_4_4"),
    ),
    Claim(
        part="replaced",
        says="With the soft margin g = k/Q^(L/alpha), k = log(1/loss): k^2/Q = g^(alpha/L) k^(2 - alpha/L), so the bound is L^2/alpha g^(alpha/L) loss^2 k^(2 - alpha/L).",
        where="Lemma D.2, where Q is replaced",
        printed={"": "k**2/Q = (k/Q**(L/alpha))**(alpha/L)*k**(2 - alpha/L)"},
        check=relations(domain=["k > 0", "Q > 0", "L > 0", "alpha > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="monotone",
        says="A soft margin g = g0 (1 + r), r > 0, may be replaced by g0, as the power alpha/L is positive.",
        where="Lemma D.2, 'monotonicity of the soft margin'",
        printed={"": "(1 + r)**(alpha/L) >= 1", "factor": "(g0*(1 + r))**(alpha/L) = g0**(alpha/L)*(1 + r)**(alpha/L)"},
        check=relations(domain=["g0 > 0", "r > 0", "L > 0", "alpha > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        uses=("homog/lemma_d_1",),
    ),
    Claim(
        part="gradient_descent",
        says="For gradient descent (alpha = 2, Q = r^2/2, r the norm) the bound is L^2 g^(2/L) loss^2 k^(2 - 2/L) with the margin g = k/r^L of Lyu and Li: their "
             "Lemma B.6, as the text says.",
        where="Lemma D.2, the remark on gradient descent",
        printed={"": "L**2/2*(k/(r**2/2)**(L/2))**(2/L)*k**(2 - 2/L) = L**2*(k/r**L)**(2/L)*k**(2 - 2/L)"},
        check=relations(domain=["k > 0", "r > 0", "L > 0"]),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="integrated",
        says="In u = 1/loss the bound reads u'/(u^2) >= c u^(-2) (log u)^(2 - alpha/L), that is (log u)^(alpha/L - 2) u' >= c: integrating gives G(1/loss) >= c (t - t0).",
        where="Lemma D.2, 'integrating on both sides'",
        printed={"": "log(u)**(alpha/L - 2)*(u**2*(c*u**(-2)*log(u)**(2 - alpha/L))) = c"},
        check=relations(domain=["u > 1", "c > 0", "L > 0", "alpha > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="integrand",
        says="G increases: its integrand (log u)^(alpha/L - 2) is positive for u > 1, so that G stays finite while 1/loss does.",
        where="Lemma D.2, end of the proof",
        printed={"": "log(u)**(alpha/L - 2) > 0"},
        check=relations(domain=["u > 1", "L > 0", "alpha > 0"]),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="diverges",
        says="The loss cannot tend to 0 while the weights stay bounded: q is at most M = B r^L on weights of norm r, so that a term e^(-M + s) of "
             "the loss is at least e^(-M) > 0.",
        where="Lemma D.2, its second statement",
        printed={"": "exp(-M + s) >= exp(-M)", "positive": "exp(-M) > 0"},
        check=relations(domain=["M > 0", "s > 0"]),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="along_flows",
        says="The loss tends to 0 and the weights diverge along every mirror flow of the theorem.",
        where="Lemma D.2",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
        uses=("homog/lemma_d_2/chain", "homog/lemma_d_2/replaced", "homog/lemma_d_2/monotone", "homog/lemma_d_2/integrated"),
    ),
)
