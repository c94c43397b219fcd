"""The public review of homog: its objection, its premise, and what it says would settle the paper."""

from mirrorsym.register import Claim, differential, not_decidable, relations, together

COVERS = ("Review: premise", "Review: objection", "Review: what would settle it")
TITLE = "Conditions for the limit, and whether the balance equation needs it"

LAM = {"lam": "positive"}

CLAIMS = (
    Claim(
        part="balance_needs_no_limit",
        says="The objection says that the balance equation is derived under the premise of convergence, and governs nothing where that fails. But its derivation is an identity at every point and time: with any number G for "
             "the loss's derivative, of either sign, the rates of Q agree. It holds for data that no network separates.",
        where="The review, major comment",
        printed={"": "D[sqrt(a**2 + lam**2), a]*(-sqrt(a**2 + lam**2)*G*w) = D[sqrt(w**2 + lam**2), w]*(-sqrt(w**2 + lam**2)*G*a)",
                 "contradictory": "a*D[exp(-a*w) + exp(a*w), a] = w*D[exp(-a*w) + exp(a*w), w]"},
        check=differential(parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("homog/lemma_3_1/balance", "homog/lemma_3_1/rate_of_Q_in_letters"),
    ),
    Claim(
        part="conditions_are_stated",
        says="The objection says that no explicit conditions are given (convexity of the map, loss, initialization). The text has them in Assumptions 2.1, 2.3 and 4.4: homogeneity, exponential loss and a time with loss below 1; "
             "strict convexity, smoothness and a coercive gradient; the inequality of Assumption 4.4.",
        where="The review, major comment",
        check=not_decidable("whether a text states something is no computation; the register's files ass_2_1, ass_2_3 and ass_4_4 check the conditions for the potentials of Table 1"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
        uses=("homog/ass_2_1/example", "homog/ass_2_3/hyperbolic", "homog/ass_2_3/smoothened", "homog/ass_4_4/hyperbolic", "homog/ass_4_4/smoothened"),
        note="Right in the objection: for alpha < 2 and networks, the step from the problem in (u, v) to the l1 problem needs more than is written (cor_4_8/kkt_transfer).",
    ),
    Claim(
        part="conditions_suffice",
        says="Under the stated conditions the loss does tend to 0 and the rates are positive: the lower bound of its decay, L^2/alpha g^(alpha/L) loss^2 (log 1/loss)^(2 - alpha/L), is positive for every loss below 1.",
        where="The review, major comment, 'that the rates are positive'",
        printed={"": "L**2/alpha*g**(alpha/L)*exp(-2*k)*k**(2 - alpha/L) > 0"},
        check=relations(domain=["L > 0", "alpha > 0", "g > 0", "k > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        uses=("homog/lemma_d_2/chain", "homog/lemma_d_2/replaced"),
        note="k = log(1/loss).",
    ),
    Claim(
        part="logarithmic_is_no_failure",
        says="Growth that is only logarithmic is the rule and no failure: one sample and gradient flow give w = log t, and the margin w^L/Q^(L/alpha) still has its limit.",
        where="The review, major comment, 'if convergence is only logarithmic'",
        printed={"flow": "D[log(t), t] = exp(-log(t))", "margin": "log(t)/(log(t)**2/2)**(1/2) = sqrt(2)"},
        check=differential(domain=["t > 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="premise",
        says="The load-bearing premise: convergence to a max-margin solution as time tends to infinity.",
        where="The review, load-bearing premise",
        check=not_decidable("it is no premise of the paper but its conclusion (Theorems 4.5, 4.7, Corollary 4.8), which the register holds as open where it is not proved"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
        uses=("homog/thm_4_7/direction", "homog/cor_4_8"),
    ),
    Claim(
        part="identical_activations_settle_nothing",
        says="The review says that two different maps with identical activation patterns would settle the matter against the paper. They would not: for the sample (1, 1) every potential that treats both coordinates alike leads "
             "to (1, 1)/2 from equal weights, as both coordinates have the same equation; and maps of one horizon have the same limits by the paper's own claim.",
        where="The review, 'what would settle it', second half",
        printed={"hyp.": "-sqrt(w**2 + lam**2)*(-exp(-w - w)) = -sqrt(w**2 + lam**2)*(-exp(-2*w))", "all.l2": "x**2 + y**2 >= 1/2", "all.l1": "abs(x) + abs(y) >= 1"},
        check=together(hyp=relations(parameters=LAM), all=relations(domain=["x + y > 1"])),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="At (1, 1)/2 both norms attain these bounds (for l1 not only there).",
    ),
    Claim(
        part="failure_settles",
        says="A flow that fails to approach the predicted solution would settle it, if the conditions hold there: that half of the criterion is right, with the warning that the approach may take a time of the order exp(d lam/e).",
        where="The review, 'what would settle it', first half",
        check=not_decidable("a criterion for a future computation; Lemma 4.10 says how long it has to run"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
        uses=("homog/lemma_4_10/exponential_is_real",),
    ),
    Claim(
        part="duality_is_no_axiom",
        says="The review's ledger lists as an assumption that convex duality applies to the trajectories. It is an identity: the slope of Q = w R' - R times the speed -G/R'' is -w G for any R with R'' > 0.",
        where="The review, axiom ledger",
        printed={"": "(r1 + w*r2 - r1)*(-G/r2) = -w*G"},
        check=relations(domain=["r2 > 0", "w > 0", "G > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        uses=("homog/lemma_3_1/rate_of_Q_in_letters",),
    ),
)
