"""tdmf Ex. 3.2: a(u) - b(v) with c_u a(u) - c_v b(v)."""

from mirrorsym.register import Claim, pair_has, relations, slopes

COVERS = ("Ex. 3.2",)
TITLE = "Differences of positive increasing functions"

CLAIMS = (
    Claim(
        part="",
        says="For positive increasing analytic a and b, a(u) - b(v) with c_u a(u) - c_v b(v) can always be used: a(u) = e^(u^3), b(v) = e^(v^3), which "
             "has to be regular on the whole line for each variable.",
        where="Ex. 3.2",
        printed={"g": "exp(u**3) - exp(v**3)", "h": "exp(u**3) + exp(v**3)"},
        check=pair_has({"commuting_with_h": "HOLDS", "regular": "HOLDS"}),
        recorded="FAILS",
        scope="refuted",
        corrected={"g": "exp(u) - exp(v)", "h": "exp(u) + exp(v)"},
        corrected_says="The derivatives of a and b must not vanish together (checked: exp(u) - exp(v)); increasing is not enough.",
        why="e^(u^3) is positive, analytic and increasing, and its derivative 3 u^2 e^(u^3) is 0 at u = 0; so the gradient of g vanishes at the origin.",
        script="""
from mpmath import mpf, exp, diff
a = lambda u: exp(u**3)
print("a(-1) < a(0) < a(1):", a(mpf(-1)), a(mpf(0)), a(mpf(1)), " a'(0) =", diff(a, mpf(0)))
assert a(mpf(-1)) < a(mpf(0)) < a(mpf(1)) and abs(diff(a, mpf(0))) < mpf("1e-6")
""",
    ),
    Claim(
        part="flows",
        says="Where the derivatives do not vanish, Theorem 3.1 as printed can always be used: held against e^u - e^v with e^u + e^v, on the whole plane, "
             "where Assumption A.1 would have to hold.",
        where="Ex. 3.2 with Thm 3.1",
        printed={"g": "exp(u) - exp(v)", "h": "exp(u) + exp(v)"},
        check=pair_has({"commuting_with_h": "HOLDS", "joint_regular": "HOLDS", "complete_flows": "HOLDS"}),
        recorded="FAILS",
        scope="refuted",
        corrected={"g": "u - v", "h": "u + v"},
        corrected_says="Functions whose flows exist for all time are admitted (checked: the identity); others by the weaker form of the theorem.",
        why="e^(-u) = e^(-u0) - t along the flow of +e^u, which therefore ends at t = e^(-u0); after a step backward it lives longer. So the two orders of a "
            "flow of g and one of h are not defined together.",
        script="""
from mpmath import mpf
left = lambda e, t: e - t                        # e^(-u) after the time t; it must stay positive
e, t, s = mpf(1), mpf("1.5"), mpf(-1)
print("h first:", left(e, t), " g backward, then h:", left(e, s + t))
assert left(e, t) < 0 < left(e, s + t)
""",
        uses=("tdmf/assumption_a_1",),
    ),
    Claim(
        part="commutes",
        says="The pair commutes: the bracket in u is a' (c a'') - a'' (c a').",
        where="Ex. 3.2",
        printed={"bracket": "a1*(c*a2) - a2*(c*a1) = 0"},
        check=relations(),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="well_posed",
        says="With c_u >= 0 and c_v <= 0 the regularizer is not negative, so the regularized problem is well-posed wherever f is bounded below: with "
             "a, b > 0 and the constants s^2 and -t^2.",
        where="Ex. 3.2",
        printed={"h": "s**2*a - (-t**2)*b >= 0"},
        check=relations(domain=["a > 0", "b > 0"]),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="powers",
        says="u^(2k) is positive and increasing where u > 0.",
        where="after Ex. 3.2",
        printed={"positive": "u**(2*k) > 0", "increasing": "diff(u**(2*k), u) > 0"},
        check=slopes(domain=["u > 0"], parameters={"k": "positive integer"}),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="On the whole line, where Cor. 3.1 defines its functions, it is neither.",
    ),
    Claim(
        part="logarithm",
        says="log u is positive and increasing where u > 1, as the appendix asks for log u - log v.",
        where="after Ex. 3.2",
        printed={"positive": "log(u) > 0", "increasing": "diff(log(u), u) > 0"},
        check=slopes(domain=["u > 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="For u < 1 it is negative. The flows do not stay in u > 1, so Assumption A.1 fails there (App. B.1).",
    ),
)
