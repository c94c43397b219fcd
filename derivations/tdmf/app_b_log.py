"""tdmf App. B.1: the parametrization log u - log v, and figures 7 and 8."""

from mirrorsym.register import Bench, Claim, Finding, effect_of, formulas_of, gradient_of, not_decidable, pair_has, relations, waits_for
from mirrorsym.register.claim import Formulas

COVERS = ("App. B.1 (log u - log v)", "Fig. 7", "Fig. 8")
TITLE = "The difference of logarithms"

POSITIVE = {"domain": ["u > 0", "v > 0"]}
PAIR = {"g": ["log(u) - log(v)"], "h": "log(u) + log(v)", **POSITIVE}


def squares_stay_positive(formulas: Formulas, bench: Bench) -> Finding:
    """Where "where" says, the flow of log u + log v has kept u^2 = u0^2 + 2a and v^2 = v0^2 + 2a positive."""
    return relations(domain=["u0 > 0", "v0 > 0", *formulas["where"].split(";")], variables=["u0", "v0", "a"])(
        {"u": "u0**2 + 2*a > 0", "v": "v0**2 + 2*a > 0"}, bench)


CLAIMS = (
    Claim(
        part="",
        says="R_a(x) = ((u0^2 - 2a) log(e^(-2x) + 1) + (v0^2 - 2a) log(e^(2x) + 1))/4 is the time-dependent Legendre function of log u - log v with "
             "log u + log v.",
        where="App. B.1, log u - log v",
        printed={"R": "((u0**2 - 2*a)*log(exp(-2*x) + 1) + (v0**2 - 2*a)*log(exp(2*x) + 1))/4"},
        check=gradient_of(**PAIR),
        recorded="FAILS",
        scope="refuted",
        corrected={"R": "((u0**2 + 2*a)*log(exp(-2*x) + 1) + (v0**2 + 2*a)*log(exp(2*x) + 1))/4"},
        corrected_says="a has the other sign: R_a(x) = ((u0^2 + 2a) log(e^(-2x) + 1) + (v0^2 + 2a) log(e^(2x) + 1))/4, up to a function of a.",
        why="du = (dmu + da)/u and dv = (-dmu + da)/v give u^2 = u0^2 + 2 (mu + a) and v^2 = v0^2 + 2 (-mu + a). With e^(2x) = u^2/v^2 one finds "
            "2 mu (1 + e^(2x)) = e^(2x) (v0^2 + 2a) - (u0^2 + 2a), which is 2 (1 + e^(2x)) R_a'(x). The printed signs belong to a = +int alpha.",
        script="""
from mpmath import mp, mpf, sqrt, log, exp, diff
mp.dps = 30
u0, v0, mu, a = mpf(2), mpf(3), mpf("0.4"), mpf("-0.5")
u, v = sqrt(u0**2 + 2*(mu + a)), sqrt(v0**2 + 2*(-mu + a))
x = log(u) - log(v)
R = lambda x, s: ((u0**2 + s*2*a)*log(exp(-2*x) + 1) + (v0**2 + s*2*a)*log(exp(2*x) + 1))/4
print("mu =", mu, " printed slope:", diff(lambda x: R(x, -1), x), " corrected:", diff(lambda x: R(x, 1), x))
assert abs(diff(lambda x: R(x, -1), x) - mu) > mpf("0.01")
""",
        note="Only the gradient is held against the flow, since a function of a is not fixed by the text.",
    ),
    Claim(
        part="normalized",
        says="With d_a R_a = -h the corrected function has the additional term -(s log s - s)/4, s = u0^2 + v0^2 + 4a.",
        where="App. B.1, log u - log v, a remark of ours",
        printed={"R": "((u0**2 + 2*a)*log(exp(-2*x) + 1) + (v0**2 + 2*a)*log(exp(2*x) + 1))/4"
                      " - (u0**2 + v0**2 + 4*a)*(log(u0**2 + v0**2 + 4*a) - 1)/4"},
        check=formulas_of(**PAIR),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="values_of_a",
        says="It exists for all a below half of the smallest u0^2 and v0^2, so for all a <= 0: then u^2 and v^2 stay positive along the flow of the "
             "regularizer.",
        where="App. B.1, log u - log v",
        printed={"where": "a < u0**2/2; a < v0**2/2"},
        check=squares_stay_positive,
        recorded="FAILS",
        scope="refuted",
        corrected={"where": "a > -u0**2/2; a > -v0**2/2"},
        corrected_says="It has a minimum, and the flow of the regularizer from the start exists, for a above minus half of the smallest u0^2 and v0^2; regularization is bounded in total.",
        why="u^2 = u0^2 + 2a reaches 0 at a = -u0^2/2, in finite time.",
        script="""
from mpmath import mpf
u0, a = mpf(1), mpf("-0.6")
print("a < u0^2/2:", a < u0**2/2, " u^2 =", u0**2 + 2*a)
assert a < u0**2/2 and u0**2 + 2*a < 0
""",
        note="The formula of R_a itself is convex down to a = -(u0^2 + v0^2)/4; between the two values the slice of mu does not contain 0 and R_a has no minimum.",
    ),
    Claim(
        part="minimum",
        says="Its minimum lies at log(sqrt(u0^2 - 2a)) - log(sqrt(v0^2 - 2a)).",
        where="App. B.1, log u - log v",
        printed={"minimizer": "log(sqrt(u0**2 - 2*a)) - log(sqrt(v0**2 - 2*a))"},
        check=formulas_of(**PAIR),
        recorded="FAILS",
        scope="refuted",
        corrected={"minimizer": "log(sqrt(u0**2 + 2*a)) - log(sqrt(v0**2 + 2*a))"},
        corrected_says="It lies at log(sqrt(u0^2 + 2a)) - log(sqrt(v0^2 + 2a)).",
        why="At mu = 0, u^2 = u0^2 + 2a and v^2 = v0^2 + 2a. With the printed sign the minimum would move toward 0 as a falls; it moves away.",
        script="""
from mpmath import mp, mpf, log, sqrt, odefun
mp.dps = 20
u0, v0, a = mpf(2), mpf(3), mpf(-1)
u, v = odefun(lambda t, w: [-1/w[0], -1/w[1]], 0, [u0, v0])(1)        # the flow of h for a = -1
printed = log(sqrt(u0**2 - 2*a)) - log(sqrt(v0**2 - 2*a))
print("g =", log(u) - log(v), " printed:", printed)
assert abs(log(u) - log(v) - printed) > mpf("0.1")
""",
    ),
    Claim(
        part="shifts",
        says="The minimum shifts as a changes, where it is not at 0: e^(2x) there is (u0^2 + 2a)/(v0^2 + 2a), above its first value for u0 > v0.",
        where="App. B.1, log u - log v",
        printed={"shift": "(u0**2 + 2*a)/(v0**2 + 2*a) > u0**2/v0**2"},
        check=relations(domain=["v0 > 0", "u0 > v0", "a < 0", "v0**2 + 2*a > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="balanced",
        says="For u0 = v0 = b the function is (b^2 - 2a)/4 times log(2 cosh x): held against the general formula as printed.",
        where="App. B.1, log u - log v",
        printed={"balanced": "((b**2 - 2*a)*log(exp(-2*x) + 1) + (b**2 - 2*a)*log(exp(2*x) + 1))/4 = (b**2 - 2*a)/4*log(2*cosh(x))"},
        check=relations(variables=("x",), parameters={"a": "real", "b": "positive"}),
        recorded="FAILS",
        scope="refuted",
        corrected={"balanced": "((b**2 - 2*a)*log(exp(-2*x) + 1) + (b**2 - 2*a)*log(exp(2*x) + 1))/4 = (b**2 - 2*a)/2*log(2*cosh(x))"},
        corrected_says="The factor is (b^2 - 2a)/2, and with the sign of a corrected (b^2 + 2a)/2.",
        why="log(e^(-2x) + 1) + log(e^(2x) + 1) = 2 log(2 cosh x).",
        script="""
from mpmath import mpf, log, exp, cosh
b, a, x = mpf(1), mpf(0), mpf(1)
general = (b**2*log(exp(-2*x) + 1) + b**2*log(exp(2*x) + 1))/4
print("general formula:", general, " balanced formula:", b**2/4*log(2*cosh(x)))
assert abs(general - b**2/4*log(2*cosh(x))) > mpf("0.1")
""",
    ),
    Claim(
        part="log_cosh",
        says="log cosh is like x^2/2 near the origin and like |x| far away: it lies below x^2/2, and log(2 cosh x) above |x|.",
        where="App. B.1, log u - log v",
        printed={"near": "log(cosh(x)) <= x**2/2", "right": "log(2*cosh(x)) >= x", "left": "log(2*cosh(x)) >= -x"},
        check=relations(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="type_of_bias",
        says="The regularizer changes the type of bias from L1 to L2; held against the pair's R_a, where R_a''(x)/R_a''(0) would have to move toward 1 for some "
             "a < 0.",
        where="App. B.1, log u - log v; Figure 7; also announced in Sec. 4 and Sec. 5",
        printed={"g": "log(u) - log(v)", "h": "log(u) + log(v)"},
        changed={"g": "u**2 - v**2", "h": "u**2 + v**2"},
        check=effect_of("type_of_bias", ["toward_L2"], **POSITIVE),
        recorded="FAILS",
        scope="refuted",
        why="R_a'' is a function of a times R_0'': the rescaling that the text names is all that happens to the shape. A factor in front of R_a changes the speed of the mirror "
            "flow and not its limit: the point of a set of solutions where c R is smallest does not depend on c.",
        script="""
from mpmath import mp, mpf, log, cosh, findroot, tanh
mp.dps = 20
for a in (mpf(0), mpf("-0.2"), mpf("-0.4")):          # u0 = v0 = 1; minimize R_a(x) + R_a(y) on x + 2 y = 3
    R1 = lambda s, a=a: (1 + 2*a)/2*tanh(s)
    y = findroot(lambda y: 2*R1(3 - 2*y) - R1(y), mpf(1))
    print("a =", a, " minimizer:", 3 - 2*y, y)
    assert abs(y - findroot(lambda y: 2*tanh(3 - 2*y) - tanh(y), mpf(1))) < mpf("1e-12")
""",
        note="Who measures the type by the size of x at which R_a passes a fixed value sees a change, with the corrected sign toward L1: the factor (b^2 + 2a)/2 falls.",
        uses=("tdmf/app_b_log/shape_is_constant",),
    ),
    Claim(
        part="shape_is_constant",
        says="What holds is that the shape does not change at all.",
        where="App. B.1, log u - log v; Figure 7",
        printed={"g": "log(u) - log(v)", "h": "log(u) + log(v)"},
        changed={"g": "u**2 - v**2", "h": "u**2 + v**2"},
        check=effect_of("type_of_bias", ["none"], **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="range_of_the_slope_shrinks",
        says="Here, and not for u^(2k) - v^(2k), it is true that a range shrinks: that of grad R_a; x still takes every real value.",
        where="App. B.1, log u - log v, a remark of ours",
        printed={"g": "log(u) - log(v)", "h": "log(u) + log(v)"},
        changed={"g": "u**4 - v**4", "h": "u**4 + v**4"},
        check=effect_of("range", {"dual": ["shrinks"], "primal": ["constant"]}, **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="regularizer",
        says="log u + log v is what Cor. 3.1 allows for it.",
        where="App. B.1, log u - log v",
        printed={"g": "log(u) - log(v)", "h": "log(u) + log(v)"},
        changed={"h": "u**2 + v**2"},
        check=pair_has({"commuting_with_h": "HOLDS", "joint_regular": "HOLDS", "wronskian": "HOLDS"}, **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="where_it_applies",
        says="For u, v > 1 Theorem 3.1 applies, which asks for Assumption A.1.",
        where="App. B.1, log u - log v",
        printed={"g": "log(u) - log(v)", "h": "log(u) + log(v)"},
        check=pair_has({"joint_regular": "HOLDS", "commuting_with_h": "HOLDS", "complete_flows": "HOLDS"}, domain=["u > 1", "v > 1"]),
        recorded="FAILS",
        scope="refuted",
        why="Along -grad h one has u^2 = u0^2 - 2t, so u reaches 1 at t = (u0^2 - 1)/2, at a finite point; Assumption A.1 wants a flow that ends to leave every bounded set. "
            "On u, v > 0 it fails in the same way at 0. R_a is right as long as the flow stays inside (see `values_of_a`).",
        script="""
from mpmath import mpf, odefun
u = odefun(lambda t, w: [-1/w[0]], 0, [mpf(2)])(mpf("1.5"))[0]
print("u = 2 follows -grad log u for the time 3/2 to u =", u)
assert abs(u - 1) < mpf("1e-9")
""",
    ),
    Claim(
        part="not_well_posed",
        says="On u, v > 0 the regularizer has no lower bound; on u, v > 1 it is positive.",
        where="App. B.1, log u - log v",
        printed={"g": "log(u) - log(v)", "h": "log(u) + log(v)"},
        changed={"domain": "u > 1; v > 1"},
        check=pair_has({"well_posed": "FAILS"}, **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="start",
        says="The start u0 = 1/(b (1 + e^(-x))), v0 = 1/(b (1 + e^x)) has the output log u0 - log v0 = x.",
        where="App. B.1, experiment with log u - log v",
        printed={"output": "log(1/(b*(1 + exp(-x)))) - log(1/(b*(1 + exp(x)))) = x"},
        check=relations(variables=("x",), parameters={"b": "positive"}),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="start_is_allowed",
        says="The start of the experiment, b = 1 and x = 0.1, meets the condition u, v > 1: the smaller one is v0.",
        where="App. B.1, experiment with log u - log v",
        printed={"smaller": "1/(b*(1 + exp(1/10))) > 1"},
        check=relations(variables=("b",), domain=["b > 99/100", "b < 101/100"]),
        recorded="FAILS",
        scope="refuted",
        corrected={"smaller": "1/(b/3*(1 + exp(1/10))) > 1"},
        corrected_says="u0 = 0.525 and v0 = 0.475 are both below 1, where the regularizer is negative; a third of b would do (checked).",
        why="For b = 1, u0 + v0 = 1 for every x, so both are always below 1.",
        script="""
from mpmath import mpf, exp, log
u0, v0 = 1/(1 + exp(mpf("-0.1"))), 1/(1 + exp(mpf("0.1")))
print("u0 =", u0, " v0 =", v0, " h =", log(u0) + log(v0))
assert u0 < 1 and v0 < 1
""",
    ),
    Claim(
        part="regularization_ends",
        says="From this start the flow of the regularizer alone ends when a is between -0.113 and -0.112: v^2 = v0^2 + 2a is 0 there.",
        where="App. B.1, experiment with log u - log v; a computation of ours",
        printed={"above": "(1/(1 + exp(1/10)))**2*t/t - 2*112/1000 > 0", "below": "(1/(1 + exp(1/10)))**2*t/t - 2*113/1000 < 0"},
        check=relations(variables=("t",), domain=["t > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="figure_8",
        says="Stronger regularization lets the norm of the code grow faster, which is said to confirm a movement to L2.",
        where="App. B.1; Figure 8",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
        uses=("tdmf/app_b_log/shape_is_constant", "tdmf/app_b_log/growth_by_position"),
        note="The shape of R_a does not change, so that a growing norm confirms a change of shape cannot be; the positional bias accounts for growth.",
    ),
    Claim(
        part="growth_by_position",
        says="The positional bias makes the norm grow: from a start with x > 0, the minimum of R_a lies the further out the more regularization there was: e^(2x) at a "
             "is above that at b for a < b < 0.",
        where="App. B.1; Figure 8, a remark of ours",
        printed={"further": "(u0**2 + 2*a)/(v0**2 + 2*a) > (u0**2 + 2*b)/(v0**2 + 2*b)"},
        check=relations(domain=["v0 > 0", "u0 > v0", "a < b", "b < 0", "v0**2 + 2*a > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="novel",
        says="The parametrization is new.",
        where="App. B.1",
        check=not_decidable("a statement about the literature"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
)
