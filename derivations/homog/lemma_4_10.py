"""homog Lemma 4.10 with App. H: how late the Q-margin is close to the horizon's margin."""

from mirrorsym.register import Claim, differential, not_decidable, relations, together, waits_for

COVERS = ("Lemma 4.10", "Ass. H.1", "Lemma H.2", "Fig. 3")
TITLE = "The time after which Q^(1/alpha) and the horizon function agree up to epsilon"

LAM = {"lam": "positive"}
LOST = ("The displays are lost. Cor. H.3 and H.4 and their proofs ('taking both sides to the power', 'independent constants') fit phi <= Q^(1/alpha) <= phi (1 + C1 lam phi^(-C2)).")

CLAIMS = (
    Claim(
        part="h_2",
        says="If Q^(1/alpha) <= phi (1 + C1 lam phi^(-C2)), the relative difference is at most e once phi >= (C1 lam/e)^(1/C2): with phi equal to this times 1 + s it is at most e (1 + s)^(-C2).",
        where="Assumption H.1, Lemma H.2",
        printed={"": "C1*lam*((C1*lam/e)**(1/C2)*(1 + s))**(-C2) = e*(1 + s)**(-C2)", "below": "(1 + s)**(-C2) <= 1"},
        check=relations(domain=["C1 > 0", "C2 > 0", "e > 0", "s > 0"], parameters=LAM),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        note=LOST,
    ),
    Claim(
        part="time",
        says="With phi >= c (log t)^(1/L) this happens once t >= exp((phi0/c)^L): then c (log t)^(1/L) is phi0.",
        where="Lemma H.2",
        printed={"": "c*log(exp((phi0/c)**L))**(1/L) = phi0"},
        check=relations(domain=["c > 0", "phi0 > 0", "L > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        uses=("homog/thm_4_6/theorem",),
    ),
    Claim(
        part="margins",
        says="A relative difference e of Q^(1/alpha) and phi makes a relative difference of the margins of at most L e: q_min/Q^(L/alpha) is (1 + e)^(-L) times q_min/phi^L, and 1 - (1 + e)^(-L) <= L e.",
        where="Lemma 4.10, 'the relative difference'",
        printed={"above": "1 - (1 + e)**(-L) <= L*e"},
        check=relations(domain=["e > 0", "L > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="lambda_delays",
        says="A larger lam asks for larger parameters: at a fixed x > 0 the relative difference grows with lam, for the hyperbolic entropy and for p = 3.",
        where="Section 1 and Fig. 1, Section 4",
        printed={"hyperbolic": "D[sqrt(x**2 + lam**2)/x - 1, lam] > 0", "cubic": "D[(2/3*x**3 + lam/2*x**2)/(2/3*x**3), lam] > 0"},
        check=differential(domain=["x > 0", "lam > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="exponential_is_real",
        says="The delay is no artifact of the bound where the weights are sparse: with one coordinate s and d - 1 at 0 the hyperbolic Q exceeds s by more than (d - 1) lam, so the relative "
             "difference stays above e until s = (d - 1) lam/e (at s = (d - 1) lam/(e (1 + r)) it is more than e (1 + r)); the norm grows no faster than (log t)^(1/L).",
        where="Lemma 4.10, 'it can take an exponential time'",
        printed={"": "(d - 1)*lam/((d - 1)*lam/(e*(1 + r))) = e*(1 + r)", "Q": "sqrt(s**2 + lam**2) > s", "late": "e*(1 + r) > e"},
        check=relations(domain=["s > 0", "d > 1", "e > 0", "r > 0"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="dense_is_faster",
        says="For weights of equal size s the hyperbolic relative difference is at most lam^2/(2 s^2), so that s of the order lam/sqrt(e) is enough, where the lemma's bound asks lam/e: the "
             "lemma is sufficient, and not sharp for dense weights.",
        where="Lemma 4.10; how sharp it is",
        printed={"": "sqrt(s**2 + lam**2)/s - 1 <= lam**2/(2*s**2)"},
        check=relations(domain=["s > 0"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="choices",
        says="lam = 1/d makes C1 lam = d lam equal to 1 for the hyperbolic entropy, and lam = d^(-(p-2)/p) makes d^(1 - 2/p) lam equal to 1 for the smoothened ones, whatever d is.",
        where="the sentences after Lemma 4.10",
        printed={"hyperbolic": "d*(1/d) = 1", "smoothened": "d**(1 - 2/p)*d**(-(p-2)/p) = 1", "cubic": "d**(1 - 2/3)*d**(-1/3) = 1"},
        check=relations(domain=["d > 1", "p > 2"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="additive_form_fails",
        says="A bound with an additive constant in place of the factor would be wrong for 2 < p < 3: at p = 5/2 and one coordinate, x = y^2, Q = 3/5 y^5 + lam/2 y^4 and phi = (3/5)^(2/5) y^2. "
             "(phi + K)^(5/2) is at most 3/5 y^5 (1 + 2 z)^(5/2), z = K/y^2, and so less than Q once lam y > 12 K and z < 1/2, for every K.",
        where="Assumption H.1; the other reading of its lost formula",
        printed={"power.": "(1 + 2*z)**(5/2) - 1 < 28/3*z", "large.": "3/5*y**5*(28/3*(K/y**2)) < lam/2*y**4"},
        check=together(power=relations(domain=["z > 0", "z < 1/2"]), large=relations(domain=["K > 0", "y > 0", "lam*y > 12*K"], parameters=LAM)),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="K (5/3)^(2/5) < 2 K; phi + K = (3/5)^(2/5) (x + (5/3)^(2/5) K).",
    ),
    Claim(
        part="experiment",
        says="Training for longer than the lemma's time is needed to see the margin's shape; Fig. 3 shows it for p = 3.",
        where="Fig. 3",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
    ),
    Claim(
        part="d",
        says="The number d of the lemma: all parameters, or the width of a layer.",
        where="Lemma 4.10",
        check=not_decidable("the text that says it is lost; Cor. H.3 needs the number of coordinates that are summed, that is all parameters"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
)
