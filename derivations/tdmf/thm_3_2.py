"""tdmf Thm 3.2: convergence when the regularization is switched off in the end."""

from collections.abc import Iterator

from mirrorsym.register import Bench, Claim, Finding, instances, pair_has, relations, schedule_has
from mirrorsym.register.drawn import verdicts
from mirrorsym.register.drawn_forms import forms, settles

COVERS = ("Thm 3.2",)
TITLE = "Convergence of contracting time-dependent Bregman flows"

DECAY = {"g": ["u**2"], "h": "u**2", "domain": ["u > 0"]}
PAIRS = (
    {"g": ["u**2 - v**2"], "h": "u**2 + v**2", "domain": ["u > 0", "v > 0"]},
    DECAY,
    {"g": ["u**2", "v**2 - w**2"], "h": "u**2 + 2*w**2", "domain": ["u > 0", "v > 0", "w > 0"]},
)


def some(bench: Bench) -> Iterator[tuple[str, Finding]]:
    for pair in PAIRS:
        yield f"g = ({', '.join(pair['g'])}), h = {pair['h']}", verdicts(pair, bench, {"contracting": "HOLDS", "bregman": "HOLDS"}, {"tdmf.3.2": "HOLDS"})
    for one in forms("tdmf 3.2", 5, h="positive"):
        yield str(one), verdicts(one.pair, bench, {"contracting": "HOLDS", "bregman": "HOLDS"}, {"tdmf.3.2": "HOLDS"})
    for one in forms("tdmf 3.2", 2, h="negative"):
        yield f"near-miss, growth in the place of decay: {str(one).partition(': ')[2]}", verdicts(one.pair, bench, {"contracting": "FAILS", "legendre": "HOLDS"})
    yield from settles("tdmf 3.2", 6, bench)
    yield from settles("tdmf 3.2", 4, bench, regularized="on")


CLAIMS = (
    Claim(
        part="",
        says="For alpha >= 0 that is 0 from some time on, with R_a contracting and Bregman for the a that are passed, and f with a locally Lipschitz "
             "gradient and a minimizer in dom R_{a_oo}: x_t converges; for convex f to a minimizer there, for quasi-convex f to a point where "
             "grad f (x - x*) >= 0 on dom R_{a_oo}.",
        where="Thm 3.2",
        hypotheses=("those of Theorem 3.1", "alpha >= 0, and 0 from some time on", "R_a contracting and Bregman for a in [b, 0]",
                    "a_t >= b", "grad f locally Lipschitz, with a minimizer in dom R_{a_oo}"),
        check=instances(some),
        recorded="UNDECIDED",
        scope="verified on instances",
        uses=("tdmf/thm_b_2",),
        note="On the instances the hypotheses on the pair are certified (for u^2 those of the weaker form, where only g is regular); that the runs converge is certified for "
             "the drawn exact flows, and otherwise for the experiments. A regularizer that stays on leads elsewhere."
             " The proof needs a minimizer of f, not only a critical point (see Thm B.2).",
    ),
    Claim(
        part="schedule",
        says="A schedule that is switched off meets the hypotheses about alpha: 1/(1 + t) until t = 5, then 0, for u^2 with weight decay.",
        where="Thm 3.2",
        printed={"alpha": "Piecewise((1/(1 + t), t < 5), (0, True))"},
        changed={"alpha": "1/(1 + t)"},
        check=schedule_has({"nonnegative": "HOLDS", "switched_off": "HOLDS", "exists": "HOLDS"}, **DECAY),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="decaying",
        says="The theorem is announced for decaying regularization, alpha_t -> 0; held against alpha = e^(-t), for u^2 with weight decay.",
        where="before Thm 3.2",
        printed={"alpha": "exp(-t)"},
        check=schedule_has({"nonnegative": "HOLDS", "switched_off": "HOLDS", "exists": "HOLDS"}, **DECAY),
        recorded="FAILS",
        scope="refuted",
        corrected={"alpha": "Piecewise((exp(-t), t < 9), (0, True))"},
        corrected_says="The theorem as stated is about regularization that is 0 from some finite time on.",
        why="Its hypothesis is alpha_t = 0 for all t >= T, and its proof uses the flow after T; e^(-t) goes to 0 and is never 0.",
        script="""
from mpmath import mp, mpf, exp
mp.dps = 60
for T in (1, 10, 100):
    print("alpha at", T, "=", mp.nstr(exp(-mpf(T)), 5))
    assert exp(-mpf(T)) > 0
""",
        note="That the conclusion is false for such schedules is not said.",
    ),
    Claim(
        part="normalization",
        says="The conclusion does not need R_a contracting as it stands: for u^2 - v^2 with u^2 + v^2 - 5, which moves w as weight decay does, R_a is "
             "not contracting, and is after adding a function of a.",
        where="Thm 3.2, a near miss of ours",
        printed={"g": "u**2 - v**2", "h": "u**2 + v**2 - 5"},
        changed={"h": "u**2 + v**2"},
        check=pair_has({"contracting": "FAILS"}, {"tdmf.3.2": "HOLDS"}, domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("tdmf/def_3_2/normalization",),
    ),
    Claim(
        part="limit_is_the_minimum_of_R",
        says="For diagonal linear networks the limit x* is the minimizer of R_{a_oo} over its domain: held against u^2 - v^2 from u0 = v0 = 1 without "
             "regularization and f = (x - 1)^2/2, whose only minimizer is 1, by grad R_0 = asinh(x/2)/4 = 0 at x* = 1.",
        where="after Thm 3.2",
        printed={"stationary": "asinh(x/2)/4 = 0"},
        check=relations(variables=("x",), domain=["x > 1/2"]),
        recorded="FAILS",
        scope="refuted",
        corrected={"stationary": "asinh(x/2)/4*(1 - x) <= (1*asinh(1/2) - sqrt(5))/4 - (x*asinh(x/2) - sqrt(x**2 + 4))/4"},
        corrected_says="Among the minimizers of f in dom R_{a_oo}, for f that depends on Z x, the limit is the one where R_{a_oo} is smallest. (Checked: R_0 is "
                       "convex, R_0(1) >= R_0(x) + R_0'(x) (1 - x), which is what the argument for this uses.)",
        why="The minimizer of R_a over its whole domain is g(psi(0, a)) and does not depend on f; here it is 0, while x_t goes to 1. The theorem of Li et "
            "al. that is cited minimizes over the x with Z x = Y.",
        script="""
from mpmath import mp, mpf, odefun, sqrt, asinh
mp.dps = 20
x = odefun(lambda t, w: [-2*w[0]*(w[0]**2 - w[1]**2 - 1), 2*w[1]*(w[0]**2 - w[1]**2 - 1)], 0, [1, 1])(5)
limit = x[0]**2 - x[1]**2
print("x goes to", mp.nstr(limit, 10), "where R_0' =", mp.nstr(asinh(limit/2)/4, 10), "; R_0 is smallest at 0")
assert abs(limit - 1) < mpf("1e-6")
""",
    ),
)
