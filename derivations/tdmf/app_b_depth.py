"""tdmf App. B.1: the experiment with products of two and three factors, and figures 5 and 6."""

from mirrorsym.register import Claim, formulas_of, laws_of, not_decidable, pair_has, relations, waits_for

COVERS = ("App. B.1 (depth)", "Fig. 5", "Fig. 6")
TITLE = "Diagonal linear networks of depth one, two and three"

CLAIMS = (
    Claim(
        part="",
        says="With weight decay that is turned off later, depth two gets nearer to the sparse truth the more decay there was, depth one with an L1 penalty does not, "
             "and depth three does for moderate decay only.",
        where="App. B.1; Figures 5 and 6",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
    ),
    Claim(
        part="same_start",
        says="From m = 0 and the other factors 1 both products start at 0 with the same speed: m^2 + w^2 = (w z)^2 + (m z)^2 + (m w)^2 = 1.",
        where="App. B.1",
        printed={"output": "0*1*t = 0*1*1*t**2", "speed": "0**2 + 1**2 = (1*1)**2 + (0*1)**2 + (0*1)**2"},
        changed={"speed": "0**2 + 1**2 = (1*1)**2 + (1*1)**2 + (0*1)**2"},
        check=relations(variables=("t",)),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="start_in_the_cone",
        says="This start of m*w, m = 0 and w = 1, lies in the cone |w| < m where the paper's formula for R_a is stated.",
        where="App. B.1 with Eq. (8)",
        printed={"cone": "0*t > 1"},
        check=relations(variables=("t",)),
        recorded="FAILS",
        scope="refuted",
        corrected={"cone": "1 + 0*t > 0"},
        corrected_says="It lies in the cone |m| < w; m*w and the decay do not change when m and w are exchanged, so the formula holds with u0 = v0 = 1/sqrt 2 after "
                       "exchanging them.",
        why="|w| = 1 is not below m = 0. With the printed definition v0 = (m - w)/sqrt 2 is negative and log(u0/v0) is not defined.",
        script="""
from mpmath import mpf, sqrt
m, w = mpf(0), mpf(1)
u0, v0 = (m + w)/sqrt(2), (m - w)/sqrt(2)
print("u0 =", u0, " v0 =", v0, " |w| < m:", abs(w) < m)
assert not abs(w) < m and v0 < 0
""",
    ),
    Claim(
        part="ratio_of_the_truth",
        says="The truth with five equal entries has the quotient 2.23 of the L1 and the L2 norm: sqrt 5 without its later digits.",
        where="App. B.1",
        printed={"below": "223/100 <= sqrt(5)*t/t", "above": "sqrt(5)*t/t < 224/100"},
        check=relations(domain=["t > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="Rounded it would be 2.24. With five unequal entries it is smaller; the text speaks of the value 1.",
    ),
    Claim(
        part="not_stored",
        says="For g(x) = x nothing of the regularization is stored: R_a has the second derivative 1 for every allowed regularizer, so that after the stop x goes to the "
             "solution that is closest in the L2 norm.",
        where="App. B.1; Figures 5a and 6a",
        printed={"R": "(x - x0 - c*a)**2/2 - c*a*x0 - c**2*a**2/2"},
        check=formulas_of(g=["x"], h="c*x", parameters={"c": "real"}),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="Allowed are the affine regularizers only (Cor. B.1); the L1 norm is none of them where x changes its sign, so no R_a belongs to that run.",
    ),
    Claim(
        part="L1_norm_on_a_half_line",
        says="The L1 norm is a regularizer that the theory allows for the identity only where no coordinate changes its sign: on x > 0.",
        where="App. B.1, a remark of ours",
        printed={"g": "x", "h": "abs(x)"},
        changed={"h": "x**2"},
        check=pair_has({"commuting_with_h": "HOLDS"}, domain=["x > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="range_shrinking",
        says="For large decay depth three behaves differently (Figures 5c and 6c), and this is put down to range shrinking, as predicted for "
             "u^(2k) - v^(2k).",
        where="App. B.1; Figures 5c and 6c",
        check=not_decidable("for m*w*z there is no time-dependent Legendre function whose range could shrink (Thm B.3), and for u^(2k) - v^(2k), for which the effect is "
                            "claimed, no range shrinks (Eq. 9); what stops the run is for the experiments"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
        uses=("tdmf/thm_b_3/no_potential", "tdmf/eq_9/shrinks", "tdmf/eq_9/solutions_lost"),
    ),
    Claim(
        part="what_decay_stores",
        says="What decay does to m*w*z: along the flow of the loss m^2 - w^2 is constant, and decay changes it by the factor e^(4a), like x^(2/3) by e^(4a): with n = dmu "
             "and b = da its change is 4 b (m^2 - w^2).",
        where="App. B.1, a remark of ours",
        printed={"law": "2*m*(w*z*n + 2*m*b) - 2*w*(m*z*n + 2*w*b) = 4*b*(m**2 - w**2)"},
        check=relations(),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="two_laws",
        says="For depth three there are two independent such laws of the loss's flow.",
        where="App. B.1, a remark of ours",
        printed={"g": "m*w*z"},
        changed={"g": "m*w*z; m**2 + w**2 + z**2"},
        check=laws_of(2, variables=["m", "w", "z"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="slow_near_zero",
        says="Once the factors are balanced, m = w = z = s, the speed of x = s^3 is 3 x^(4/3): it vanishes at 0 faster than x does, so coordinates that decay has brought "
             "near 0 stay there for long.",
        where="App. B.1, a remark of ours",
        printed={"speed": "(s*s)**2 + (s*s)**2 + (s*s)**2 = 3*(s**3)**(4/3)"},
        check=relations(domain=["s > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="Another account of Figures 5c and 6c than a shrinking range; the balanced two-factor speed is 2 |x|.",
    ),
)
