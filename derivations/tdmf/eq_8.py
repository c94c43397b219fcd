"""tdmf Eq. (8): R_a for the product m * w with weight decay."""

from mirrorsym.register import Claim, formulas_of, relations

COVERS = ("Eq. 8",)
TITLE = "The time-dependent Legendre function of m*w with weight decay"

PRINTED = "(x*asinh(x/(2*exp(2*a)*u0*v0)) - sqrt(x**2 + 4*exp(4*a)*u0**2*v0**2) - x*log(u0/v0))/4"

M = {"g": ["m*w"], "h": "m**2 + w**2", "domain": ["m > w", "m > -w"], "init": {"m": "(u0 + v0)/sqrt(2)", "w": "(u0 - v0)/sqrt(2)"},
     "parameters": {"u0": "positive", "v0": "positive"}}

CLAIMS = (
    Claim(
        part="",
        says="For g = m*w and h = m^2 + w^2, started where m = (u0 + v0)/sqrt 2 and w = (u0 - v0)/sqrt 2, the time-dependent Legendre "
             "function is the printed hyperbolic entropy with e^(2a) u0 v0 as its scale.",
        where="Eq. (8)",
        printed={"R": PRINTED},
        corrected={"R": "(x*asinh(x/(exp(4*a)*u0*v0)) - sqrt(x**2 + exp(8*a)*u0**2*v0**2) - x*log(u0/v0))/2"},
        corrected_says="The factor is 1/2, the scale e^(4a) u0 v0: R_a(x) = (x arcsinh(x/(e^(4a) u0 v0)) - sqrt(x^2 + e^(8a) u0^2 v0^2) - "
                       "x log(u0/v0))/2.",
        check=formulas_of(**M),
        recorded="FAILS",
        scope="refuted",
        why="With u = (m + w)/sqrt 2 and v = (m - w)/sqrt 2 one has m w = (u^2 - v^2)/2 and m^2 + w^2 = u^2 + v^2, so that dm = w dmu + 2 m da, "
            "dw = m dmu + 2 w da give u = u0 e^(mu + 2a), v = v0 e^(-mu + 2a) and x = e^(4a) u0 v0 sinh(2 mu + log(u0/v0)). Solving for mu = R_a'(x) and "
            "integrating gives the corrected formula. The printed one is that of u^2 - v^2 with the regularizer (u^2 + v^2)/2.",
        script="""
from mpmath import mp, mpf, asinh, sqrt, log, exp, diff
mp.dps = 30
u0, v0, mu, a = mpf(2), mpf(1), mpf("0.3"), mpf("-0.1")
u, v = u0*exp(mu + 2*a), v0*exp(-mu + 2*a)          # the flow of m*w and m^2 + w^2
x = (u**2 - v**2)/2
R = lambda x: (x*asinh(x/(2*exp(2*a)*u0*v0)) - sqrt(x**2 + 4*exp(4*a)*u0**2*v0**2) - x*log(u0/v0))/4
print("R_a'(x) =", diff(R, x), "but mu =", mu)
assert abs(diff(R, x) - mu) > mpf("0.01")
""",
    ),
    Claim(
        part="half_the_decay",
        says="Read with the weight decay that B = I means in Theorem 3.3, h = (m^2 + w^2)/2, the printed formula is R_a.",
        where="Eq. (8), with the factor of Remark 3.2",
        printed={"R": PRINTED},
        corrected={"R": "(x*asinh(x/(exp(2*a)*u0*v0)) - sqrt(x**2 + exp(4*a)*u0**2*v0**2) - x*log(u0/v0))/2"},
        corrected_says="Then e^(2a) is right, and the factor 1/2 and the scale e^(2a) u0 v0 are still to be corrected.",
        check=formulas_of(**{**M, "h": "(m**2 + w**2)/2"}),
        recorded="FAILS",
        scope="refuted",
        why="Halving h halves the exponents of a only. That m w = (u^2 - v^2)/2, where the entropy of u^2 - v^2 is meant for u^2 - v^2, stays.",
        script="""
from mpmath import mp, mpf, asinh, sqrt, log, exp, diff
mp.dps = 30
u0, v0, mu, a = mpf(2), mpf(1), mpf("0.3"), mpf("-0.1")
u, v = u0*exp(mu + a), v0*exp(-mu + a)              # the flow of m*w and (m^2 + w^2)/2
x = (u**2 - v**2)/2
R = lambda x: (x*asinh(x/(2*exp(2*a)*u0*v0)) - sqrt(x**2 + 4*exp(4*a)*u0**2*v0**2) - x*log(u0/v0))/4
print("R_a'(x) =", diff(R, x), "but mu =", mu)
assert abs(diff(R, x) - mu) > mpf("0.01")
""",
    ),
    Claim(
        part="where_it_is_right",
        says="The printed formula is R_a of another pair: u^2 - v^2 with (u^2 + v^2)/2, started at u0 and v0.",
        where="Eq. (8), a remark of ours",
        printed={"R": PRINTED},
        check=formulas_of(g=["u**2 - v**2"], h="(u**2 + v**2)/2", domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="minimum_at_start",
        says="At a = 0 the printed R_0 has its minimum where the training starts, at x = m w = (u0^2 - v0^2)/2.",
        where="Eq. (8) with the introduction's positional bias",
        printed={"slope": "asinh((u0**2 - v0**2)/2/(2*u0*v0)) - log(u0/v0) = 0"},
        corrected={"slope": "asinh((u0**2 - v0**2)/2/(u0*v0)) - log(u0/v0) = 0"},
        corrected_says="The corrected R_0 has it there; the printed one at twice that point.",
        check=relations(domain=["u0 > 0", "v0 > 0"]),
        recorded="FAILS",
        scope="refuted",
        why="4 R_0'(x) = arcsinh(x/(2 u0 v0)) - log(u0/v0) is 0 where x = 2 u0 v0 sinh(log(u0/v0)) = u0^2 - v0^2.",
        script="""
from mpmath import mp, mpf, asinh, log
mp.dps = 20
u0, v0 = mpf(2), mpf(1)
start = (u0**2 - v0**2)/2
print("4 R_0' at the start:", asinh(start/(2*u0*v0)) - log(u0/v0), " at twice the start:", asinh(2*start/(2*u0*v0)) - log(u0/v0))
assert abs(asinh(start/(2*u0*v0)) - log(u0/v0)) > mpf("0.01")
""",
        uses=("tdmf/sec_4_mw/start",),
    ),
)
