"""tdmf Thm B.2: the proof of Thm 3.2, step by step."""

from mirrorsym.register import Claim, not_decidable, relations, slopes

COVERS = ("Thm B.2",)
TITLE = "The proof of Theorem 3.2, step by step"

CLAIMS = (
    Claim(
        part="",
        says="Theorem 3.2 again; that the set of minimizers is not empty is left out by an oversight.",
        where="Thm B.2",
        check=not_decidable("a statement about all pairs; see Theorem 3.2 for instances, and below for the steps of the proof"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
        wording="RECONSTRUCTED",
        uses=("tdmf/thm_3_2",),
    ),
    Claim(
        part="ordering",
        says="For a contracting family R_{a_oo}(x*) >= R_{a_t}(x*), as a_oo <= a_t, and the domains shrink as a falls: for u^2 - v^2 with weight "
             "decay from u0 = v0 = 1, dR_a/da <= 0 everywhere.",
        where="proof of Thm B.2",
        printed={"ordered": "diff((x*asinh(x/(2*exp(4*a))) - sqrt(x**2 + 4*exp(8*a)))/4, a) <= 0"},
        check=slopes(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="evolution_of_W",
        says="W_t = R_{a_oo}(x*) - R_{a_t}(x_t) - grad R_{a_t} (x* - x_t) changes by alpha dR_a/da + grad f (x* - x): with k = dR_a/da, l = R_a', "
             "m = dx/dt, d = f' = -dl/dt and the difference e = x* - x.",
        where="proof of Thm B.2",
        printed={"W": "-(k*(-alpha) + l*m) - (-d)*e + l*m = alpha*k + d*e"},
        check=relations(),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="The paper's second line has a d too many before grad f.",
    ),
    Claim(
        part="first_inequality",
        says="With alpha >= 0 and a contracting family the first term is at most 0.",
        where="proof of Thm B.2",
        printed={"less": "alpha**2*(-k**2) + d*e <= d*e"},
        check=relations(),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="alpha and -dR_a/da are written as squares, which is what being non-negative means.",
    ),
    Claim(
        part="critical_point",
        says="For quasi-convex f and a critical point x* of it, grad f(x) (x* - x) <= 0: held against f = x^3 and x* = 0.",
        where="proof of Thm B.2",
        printed={"toward": "diff(x**3, x)*(0 - x) <= 0"},
        check=slopes(),
        recorded="FAILS",
        scope="refuted",
        corrected={"toward": "diff(x**4, x)*(0 - x) <= 0"},
        corrected_says="For quasi-convex f and a minimizer x* of f (checked: f = x^4), grad f(x) (x* - x) <= 0; the theorem assumes that f has one.",
        why="x^3 increases, so it is quasi-convex, and 0 is a critical point; at x = -1 the derivative 3 times (0 - x) = 1 is positive. The step is right for "
            "points with f(x*) <= f(x).",
        script="""
from mpmath import mpf, diff
x = mpf(-1)
product = diff(lambda s: s**3, x)*(0 - x)
print("f'(x) (x* - x) =", product)
assert product > 1
""",
    ),
    Claim(
        part="after_T",
        says="After the regularization has stopped, x follows a gradient flow whose metric belongs to R_{a_oo}, to which the convergence theorem of Li et al. "
             "for Bregman functions applies.",
        where="end of the proof",
        check=not_decidable("a theorem about all Bregman functions and losses; the flow itself is Eq. (7) with alpha = 0"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
        uses=("tdmf/eq_7/rest_of_regularization", "tdmf/eq_6/metric"),
    ),
)
