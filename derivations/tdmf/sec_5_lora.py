"""tdmf Sec. 5, LoRA, and figure 4."""

from mirrorsym.register import Claim, relations, waits_for

COVERS = ("Sec. 5 (LoRA)", "Fig. 4")
TITLE = "Weight decay that is turned off in LoRA"

CLAIMS = (
    Claim(
        part="",
        says="After weight decay is turned off the quotient of norms does not increase, and it crosses that of half the constant decay only after "
             "iteration 400.",
        where="Sec. 5, LoRA; Figure 4",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
        note="Equal clocks mean equal R_a, not equal x: x = grad Q_a(mu) depends on what the loss has done as well, so nothing makes the curves meet "
             "exactly at iteration 400.",
    ),
    Claim(
        part="equal_clocks",
        says="At iteration 400 the runs with weight decay 1 and 0.2 during 200 iterations have the same clock as those with 0.5 and 0.1 all the time.",
        where="Sec. 5, LoRA",
        printed={"one": "1*200*s = 1/2*400*s", "other": "2/10*200*s = 1/10*400*s"},
        check=relations(domain=["s > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        note="For a constant step size s, as App. C states it.",
    ),
    Claim(
        part="linear_parametrization",
        says="With a linear parametrization the quotient of the L1 and the L2 norm would not decrease after the decay is turned off: read for all losses, and held "
             "against f = |x - (1, 0)|^2/2 from (1, 1), where x_t = (1, s) with s = e^(-t).",
        where="Sec. 5, LoRA",
        printed={"ratio": "(1 + s)**2/(1 + s**2) >= 2"},
        check=relations(domain=["s > 0", "s < 1"]),
        recorded="FAILS",
        scope="refuted",
        corrected={"ratio": "(1 + s)**2/(1 + s**2) <= 2"},
        corrected_says="It can decrease: here its square falls from 2 to 1. What a linear parametrization does not have is a potential that remembers the decay.",
        why="Gradient flow of f goes straight to the minimizer (1, 0), which is sparser than the start; the quotient falls from sqrt 2 to 1 without any "
            "regularization.",
        script="""
from mpmath import mpf, exp, sqrt
ratio = lambda t: (1 + exp(-t))/sqrt(1 + exp(-2*t))      # x_t = (1, e^-t)
print("L1/L2 at t = 0, 1, 5:", ratio(mpf(0)), ratio(mpf(1)), ratio(mpf(5)))
assert ratio(mpf(5)) < ratio(mpf(1)) < ratio(mpf(0))
""",
        note="Read as a remark on this one experiment it is for the experiments to decide.",
        uses=("tdmf/app_b_depth/not_stored",),
    ),
    Claim(
        part="stored",
        says="The regularization stays stored in R_a after it is turned off.",
        where="Sec. 5, LoRA",
        printed={"flow": "H*(-(d - 0*c)/H) + c*(-0) = -d"},
        check=relations(domain=["H > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("tdmf/eq_7/rest_of_regularization",),
        note="For pairs that commute: with alpha = 0 the flow is that of the last R_a (H its second derivative, c = d_a grad R_a). LoRA factors of rank above one do not "
             "commute.",
    ),
)
