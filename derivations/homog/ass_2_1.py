"""homog Assumption 2.1: regularity, homogeneity, exponential loss, separability."""

from mirrorsym.register import Claim, differential, not_decidable, relations, together

COVERS = ("Ass. 2.1",)
TITLE = "The assumptions on network and loss"

CLAIMS = (
    Claim(
        part="example",
        says="A linear model and a ReLU network meet its items on homogeneity and loss: they are homogeneous of degree 1 and 2, and with the loss as a sum over samples "
             "the loss is below 1 once every q is above log n (here n = 2).",
        where="Assumption 2.1",
        printed={"degree.linear": "c*t1*x1 + c*t2*x2 = c**1*(t1*x1 + t2*x2)", "relu.below": "relu(c*z) <= c*relu(z)", "relu.above": "relu(c*z) >= c*relu(z)",
                 "degree.two": "(c*a)*(c*r) = c**2*(a*r)",
                 "loss.below": "exp(-log(2) - r1) + exp(-log(2) - r2) < 1"},
        check=together(degree=relations(domain=["c > 0"]), relu=relations(domain=["c > 0"]), loss=relations(domain=["r1 > 0", "r2 > 0"])),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note="The formulas are lost; the items follow Lyu and Li (2020), which the text says.",
    ),
    Claim(
        part="counterexample",
        says="Biases in all layers violate homogeneity; contradictory labels violate separability: the loss of q and -q is never below 2.",
        where="Assumption 2.1",
        printed={"bias": "c*a*(c*w*x + c*b) + c*e != c**2*(a*(w*x + b) + e)", "labels": "exp(-q) + exp(q) >= 2"},
        check=relations(domain=["c > 1", "e > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="separated_means_classified",
        says="A loss below 1 means that every sample is classified: if one is not, q1 = -k^2, the sum is above 1.",
        where="Assumption 2.1 (separability) and Sec. 4 after Definition 4.2",
        printed={"q": "exp(k**2) + exp(-q2) > 1"},
        check=relations(),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="classified_is_not_separated",
        says="The converse needs large margins: two samples with q = log 2 - r, 0 < r < log 2, are classified, and the sum of their losses is above 1. So the "
             "sentence that a classified training set gives a positive soft margin is right for a loss that is a mean, and for the sum only later.",
        where="Sec. 4 after Definition 4.2",
        printed={"sum": "2*exp(-log(2) + r) > 1", "mean": "(exp(-q1) + exp(-q2))/2 < 1"},
        check=relations(domain=["r > 0", "r < log(2)", "q1 > 0", "q2 > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="Which of the two losses the paper's lost formula was is open: its Eq. (7) needs the sum (see eq_4_7), this sentence the mean.",
    ),
    Claim(
        part="loss_decreases",
        says="The exponential loss is positive and decreasing.",
        where="Assumption 2.1 (exponential loss)",
        printed={"slope": "D[exp(-q), q] < 0", "positive": "exp(-q) > 0"},
        check=differential(),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="regularity",
        says="Networks of ReLU layers are locally Lipschitz and admit the chain rule along arcs.",
        where="Assumption 2.1 (regularity)",
        check=not_decidable("a statement about all arcs and Clarke subdifferentials, quoted from Davis et al. (2018); the grammar has no such objects"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
)
