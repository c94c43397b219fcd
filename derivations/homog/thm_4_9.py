"""homog Theorem 4.9, Eq. (5) and App. G.5: the two-layer problem, sparse and dense."""

from mirrorsym.register import Claim, relations, together, waits_for

COVERS = ("Thm 4.9", "Eq. 5", "App. G.5", "Fig. 2")
TITLE = "The max-margin problem of a two-layer network in its products |a_j| w_j"

LAM = {"lam": "positive"}
LOST = "Eq. (5) is lost; App. G.5 names its steps, Fig. 2 the variable |a_j| w_j, and App. A the case alpha = 2. The outer power and factor are a choice."

CLAIMS = (
    Claim(
        part="rescaling",
        says="A factor c > 0 moves between the two layers: (a/c) relu(c z) = a relu(z).",
        where="App. G.5, first sentence",
        printed={"below": "relu(c*z) <= c*relu(z)", "above": "relu(c*z) >= c*relu(z)", "moved": "(a/c)*(c*s*z) = a*s*z"},
        check=relations(domain=["c > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="balance_hyperbolic",
        says="Hyperbolic entropy: A - W - V = c is conserved for each neuron (A, W, V for sqrt(. + lam^2) of |a| = a and of the two weights w, v); so a - w - v stays within c - lam and "
             "c + 2 lam, and after division by the growing norm |a| = ||w||_1 remains.",
        where="App. G.5, balance equation",
        printed={"above": "a - w - v < (A - W - V) + 2*lam", "below": "a - w - v > (A - W - V) - lam", "bound": "sqrt(x**2 + lam**2) <= abs(x) + lam"},
        check=relations(domain=["A > a", "A < a + lam", "W > w", "W < w + lam", "V > v", "V < v + lam"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        uses=("homog/lemma_3_1/per_neuron", "homog/table_1/hyperbolic_horizon"),
    ),
    Claim(
        part="objective",
        says="Where |a|^r = n = ||w||_r^r the two layers' part |a|^r + ||w||_r^r of the objective is 2 ||a w||_r^(r/2): the power sum of a w is a^r n.",
        where="App. G.5, the rewritten objective",
        printed={"": "a**r + a**r = 2*(a**r*a**r)**(1/2)", "two_weights": "(a*w)**r + (a*v)**r = a**r*(w**r + v**r)"},
        check=relations(domain=["a > 0", "r > 0", "w > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note=LOST,
    ),
    Claim(
        part="least_over_rescalings",
        says="It is also the least value over all rescalings: c^r a^r + n^r/c^r >= 2 (a n)^(r/2), n the norm of w; so balance is no extra constraint for minimizers.",
        where="App. G.5; the reformulation",
        printed={"": "c**r*a**r + n**r/c**r >= 2*(a*n)**(r/2)"},
        check=relations(domain=["a > 0", "n > 0", "c > 0", "r > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        note=LOST,
    ),
    Claim(
        part="sparse",
        says="alpha = 1 (and every alpha < 2) favors few neurons: one neuron of size 1 costs less than two of sizes t and 1 - t in the same direction, since t^(alpha/2) > t.",
        where="the sentences after Theorem 4.9",
        printed={"hyperbolic": "t**(1/2) + (1 - t)**(1/2) > 1", "first": "t**r > t", "second": "(1 - t)**r > 1 - t"},
        check=relations(domain=["t > 0", "t < 1", "r > 0", "r < 1"]),
        recorded="HOLDS",
        scope="proved in general",
        note="r = alpha/2.",
    ),
    Claim(
        part="dense",
        says="alpha > 2 favors many neurons: splitting one into two parts of the same direction lowers the cost, since t^(alpha/2) < t.",
        where="the sentences after Theorem 4.9",
        printed={"cubic": "t**(3/2) + (1 - t)**(3/2) < 1", "first": "t**r < t", "second": "(1 - t)**r < 1 - t"},
        check=relations(domain=["t > 0", "t < 1", "r > 1"]),
        recorded="HOLDS",
        scope="proved in general",
        note="r = alpha/2.",
    ),
    Claim(
        part="neutral",
        says="The smoothened potential with p = 2 is neither: its cost does not change when a neuron is split. So 'more active neurons' is a statement about p > 2.",
        where="the sentences after Theorem 4.9, which speak of smoothened potentials",
        printed={"": "t**(2/2) + (1 - t)**(2/2) = 1"},
        check=relations(domain=["t > 0", "t < 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="The text's condition on p is lost.",
    ),
    Claim(
        part="homogeneous_balance",
        says="Smoothened potential: (p-1)/p (a^p - w^p - v^p) + lam/2 (a^2 - w^2 - v^2) = c is conserved; divided by s^p, s the size, the terms with lam and c vanish like s^(2-p) and s^(-p).",
        where="App. G.5, 'the proof for the homogeneous potentials is analogous'",
        printed={"": "((p-1)/p*((s*a)**p - (s*w)**p) + lam/2*((s*a)**2 - (s*w)**2))/s**p = (p-1)/p*(a**p - w**p) + lam/2*(a**2 - w**2)*s**(2-p)",
                 "rate": "s**(2-p)*(1 + (p-2)*log(s)) <= 1"},
        check=relations(domain=["a > 0", "w > 0", "s > 1", "p > 2"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="infinite_width",
        says="For alpha = 2 the cost is the sum of the norms of |a_j| w_j, as for infinitely wide networks with bounded norms (Savarese et al.): (a^2 + n^2)/2 >= a n.",
        where="App. A, implicit regularization results",
        printed={"a.": "(a**2 + n**2)/2 >= a*n", "b.": "2*((a*n)**2)**(1/2) = 2*(a*n)"},
        check=together(a=relations(), b=relations(domain=["a > 0", "n > 0"])),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="figure_2",
        says="Trained networks show few active neurons with the hyperbolic entropy and many with p = 3, and all of them have moved far from where they started.",
        where="Fig. 2",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
    ),
)
