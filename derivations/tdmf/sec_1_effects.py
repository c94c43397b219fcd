"""tdmf Sec. 1: the three effects of a regularizer as they are announced, and figure 1."""

from mirrorsym.register import Claim, effect_of, formulas_of, together, waits_for

COVERS = ("Sec. 1 (effects)", "Fig. 1")
TITLE = "The three effects as announced"

POSITIVE = {"domain": ["u > 0", "v > 0"]}

CLAIMS = (
    Claim(
        part="",
        says="A regularizer can change the shape of the Legendre function from L2 to L1: weight decay for u^2 - v^2 does.",
        where="Sec. 1, type of bias; Figure 1",
        printed={"g": "u**2 - v**2", "h": "u**2 + v**2"},
        changed={"g": "log(u) - log(v)", "h": "log(u) + log(v)"},
        check=effect_of("type_of_bias", ["toward_L1"], **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="start_is_the_minimum",
        says="Without regularization the global minimum of the Legendre function lies at the start g(w_init): for u^2 - v^2, log u - log v, "
             "exp u - exp v.",
        where="Sec. 1, positional bias",
        printed={"squares.minimizer": "u0**2 - v0**2", "logs.minimizer": "log(u0) - log(v0)", "exps.minimizer": "exp(u0) - exp(v0)"},
        check=together(squares=formulas_of(g=["u**2 - v**2"], **POSITIVE), logs=formulas_of(g=["log(u) - log(v)"], **POSITIVE),
                       exps=formulas_of(g=["exp(u) - exp(v)"])),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="toward_zero",
        says="During training the regularizer moves the minimum of the Legendre function closer to zero: held against the paper's own pair "
             "log u - log v with log u + log v.",
        where="Sec. 1, positional bias",
        printed={"g": "log(u) - log(v)", "h": "log(u) + log(v)"},
        changed={"g": "u**4 - v**4", "h": "u**4 + v**4"},
        check=effect_of("positional_bias", {"moves": True, "toward_zero": True}, **POSITIVE),
        recorded="FAILS",
        scope="refuted",
        corrected={"g": "u**2 - v**2", "h": "u**2 + v**2"},
        corrected_says="It depends on the pair. For u^2 - v^2 with weight decay the minimum moves toward zero; for log u - log v with log u + log v it "
                       "moves away from zero.",
        why="For the logarithms u^2 = u0^2 + 2 (mu + a) and v^2 = v0^2 + 2 (-mu + a), so the minimum lies at log((u0^2 + 2a)/(v0^2 + 2a))/2. As a falls "
            "from 0, both squares lose the same amount, and their ratio moves away from 1.",
        script="""
from mpmath import mp, mpf, log
mp.dps = 20
u0, v0 = mpf(3), mpf(2)
x = lambda a: log((u0**2 + 2*a)/(v0**2 + 2*a))/2     # where mu = 0
print("minimum at a = 0:", x(0), " at a = -1:", x(mpf(-1)))
assert abs(x(mpf(-1))) > abs(x(0))
""",
        uses=("tdmf/app_b_log",),
    ),
    Claim(
        part="range_shrinks",
        says="The regularizer shrinks the range of values that the Legendre function can attain: held against the pair for which the paper claims "
             "it, u^(2k) - v^(2k) with k = 2, where the values of x are said to become fewer as a falls.",
        where="Sec. 1, range shrinking; Figure 1",
        printed={"g": "u**4 - v**4", "h": "u**4 + v**4"},
        changed={"g": "u**2 - v**2", "h": "u**2 + v**2"},
        check=effect_of("range", {"primal": ["shrinks"]}, **POSITIVE),
        recorded="FAILS",
        scope="refuted",
        why="Every real x is reached for every a <= 0: u^4 = (1/u0^2 - 8 (mu + a))^(-2) goes to infinity at one end of the interval of mu, v^4 at the other. "
            "The interval of mu itself, the range of grad R_a, grows as a falls.",
        script="""
from mpmath import mp, mpf
mp.dps = 30
x = lambda mu, a: (1 - 8*(mu + a))**-2 - (1 - 8*(-mu + a))**-2   # u0 = v0 = 1, where 1 - 8 (|mu| + a) > 0
for a in (mpf(0), mpf(-1), mpf(-10)):
    end = mpf(1)/8 - a
    print("a =", a, " mu < ", end, " x near the end:", x(end - mpf(10)**-6, a))
    assert x(end - mpf(10)**-6, a) > 10**9
""",
        uses=("tdmf/eq_9",),
        note="For log u - log v with log u + log v it is the range of grad R_a that shrinks, and again every x is reached.",
    ),
    Claim(
        part="L1_norm_becomes_fixed",
        says="As an example of a shrinking range, the L1 norm of the parameters becomes constant during training.",
        where="Sec. 1, range shrinking",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
    ),
)
