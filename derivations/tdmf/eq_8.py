"""tdmf Eq. (8): R_a for the product m * w with weight decay."""

from mirrorsym.register import Claim, formulas_of

COVERS = ("Eq. 8",)
TITLE = "The time-dependent Legendre function of m*w with weight decay"

M = {"g": ["m*w"], "h": "m**2 + w**2", "domain": ["m > w", "m > -w"], "init": {"m": "(u0 + v0)/sqrt(2)", "w": "(u0 - v0)/sqrt(2)"},
     "parameters": {"u0": "positive", "v0": "positive"}}

CLAIMS = (
    Claim(
        part="",
        says="For g = m*w and h = m^2 + w^2, started where m = (u0 + v0)/sqrt 2 and w = (u0 - v0)/sqrt 2, the time-dependent Legendre "
             "function is the printed hyperbolic entropy with e^(2a) u0 v0 as its scale.",
        where="Eq. (8)",
        printed={"R": "(x*asinh(x/(2*exp(2*a)*u0*v0)) - sqrt(x**2 + 4*exp(4*a)*u0**2*v0**2) - x*log(u0/v0))/4"},
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
)
