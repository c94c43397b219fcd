"""tdmf App. C: hyperparameters and additional figures."""

from mirrorsym.register import Claim, effect_of, formulas_of, not_decidable, waits_for

COVERS = ("App. C", "Fig. 9", "Fig. 10", "Fig. 11")
TITLE = "Hyperparameters and additional figures"

POSITIVE = {"domain": ["u > 0", "v > 0"]}

CLAIMS = (
    Claim(
        part="",
        says="Step sizes, numbers of steps and optimizers of the experiments.",
        where="App. C",
        check=not_decidable("a report of what was done"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
    Claim(
        part="figure_9a",
        says="For m*w, started at x_0 = 1, the minimum of R_a moves toward the origin: it lies at e^(4a).",
        where="Figure 9a",
        printed={"minimizer": "exp(4*a)"},
        check=formulas_of(g=["m*w"], h="m**2 + w**2", domain=["m > w", "m > -w"], init={"m": "2", "w": "1/2"}),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="For m = 2, w = 1/2, and for every other start with m w = 1. A picture drawn from Eq. (8) as printed has it at 2 e^(2a).",
    ),
    Claim(
        part="figure_9b",
        says="For u^4 - v^4 the range shrinks as a falls: the interval of mu, which the paper calls the range of R_a.",
        where="Figure 9b",
        printed={"g": "u**4 - v**4", "h": "u**4 + v**4"},
        changed={"g": "u**2 - v**2", "h": "u**2 + v**2"},
        check=effect_of("range", {"dual": ["shrinks"]}, **POSITIVE),
        recorded="FAILS",
        scope="refuted",
        corrected={"g": "log(u) - log(v)", "h": "log(u) + log(v)"},
        corrected_says="The range of grad R_a grows and that of x is always all of R (see Eq. 9); a range that shrinks is that of grad R_a for log u - log v.",
        why="|mu| < 1/(8 u0^2) - a for u0 = v0: the interval becomes longer as a falls; with the signs of Eq. (9) it would become shorter.",
        script="""
from mpmath import mpf
lengths = [2*(mpf(1)/8 - a) for a in (mpf(0), mpf(-1), mpf(-2))]       # u0 = v0 = 1
print("length of the interval of mu at a = 0, -1, -2:", *lengths)
assert lengths[0] < lengths[1] < lengths[2]
""",
        uses=("tdmf/eq_9/shrinks", "tdmf/eq_9/solutions_lost"),
    ),
    Claim(
        part="figure_9_type",
        says="Both show the change of the type of bias from L2 to L1: for u^4 - v^4 (for m*w see Sec. 4).",
        where="Figure 9",
        printed={"g": "u**4 - v**4", "h": "u**4 + v**4"},
        changed={"g": "log(u) - log(v)", "h": "log(u) + log(v)"},
        check=effect_of("type_of_bias", ["toward_L1"], **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("tdmf/sec_4_mw/type_of_bias",),
    ),
    Claim(
        part="schedules",
        says="With a decaying step size accuracy is better, and the quotient of norms depends on weight decay more than on the step size, for both optimizers.",
        where="App. C; Figures 10 and 11",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
    ),
)
