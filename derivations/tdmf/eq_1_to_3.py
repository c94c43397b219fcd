"""tdmf Eqs. (1)-(3): the problems, without a regularizer, with one on x, and with one on the parameters."""

from mirrorsym.register import Claim, not_decidable, relations

COVERS = ("Eq. 1", "Eq. 2", "Eq. 3")
TITLE = "The minimization problems, and what gradient flow of the parameters does to x"

CLAIMS = (
    Claim(
        part="",
        says="Three problems are set: minimize f(x); minimize f(x) + alpha h(x); minimize f(g(w)) + alpha h(w) over the parameters w.",
        where="Eqs. (1)-(3)",
        check=not_decidable("problems are stated, nothing is claimed of them"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
    Claim(
        part="chain_rule",
        says="Under gradient flow of f(g(w)) + alpha h(w) the point x = g(w) moves by -(J J^T grad f + alpha J grad h): here for one output "
             "and two parameters with J = (p, q), grad h = (s, t) and f' = d.",
        where="Eq. (3) and the flows that follow it",
        printed={"dx": "p*(-p*d - alpha*s) + q*(-q*d - alpha*t) = -((p**2 + q**2)*d + alpha*(p*s + q*t))"},
        check=relations(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="closest_in_L1",
        says="(Stochastic) gradient descent for overparameterized least squares ends in the solution that is closest to the start in the L1 norm.",
        where="Sec. 1, before Eq. (3)",
        check=not_decidable("the sentence does not say what is overparameterized: for a linear model the limit is closest in the L2 norm, for a "
                            "diagonal linear network of small start it is close to the smallest L1 norm (the work that is cited is about these)"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
        uses=("tdmf/eq_1_to_3/linear_model",),
    ),
    Claim(
        part="linear_model",
        says="Read for the linear model g(x) = x, f = (x + 2 y - 5)^2/2 from 0: the limit lies on the line of the data vector (1, 2), so it is "
             "(1, 2), and no point of the solution line x + 2 y = 5 has a smaller L1 norm.",
        where="Sec. 1, before Eq. (3), in the reading where the model itself has more unknowns than data",
        printed={"norm": "Max(5 - 2*y, -(5 - 2*y)) + Max(y, -y) >= 1 + 2"},
        check=relations(variables=("y",)),
        recorded="FAILS",
        scope="refuted",
        corrected={"norm": "(5 - 2*y)**2 + y**2 >= 1**2 + 2**2"},
        corrected_says="No solution has a smaller L2 norm than (1, 2).",
        why="The gradient of f is always a multiple of (1, 2), so the flow from 0 stays on that line and meets x + 2 y = 5 in (1, 2), with L1 norm "
            "3; the solution (0, 5/2) has L1 norm 5/2. In the L2 norm (1, 2) is the closest one.",
        script="""
from mpmath import mp, mpf, odefun
mp.dps = 20
flow = odefun(lambda t, p: [-(p[0] + 2*p[1] - 5), -2*(p[0] + 2*p[1] - 5)], 0, [0, 0])
x, y = flow(6)
print("the flow ends at", mp.nstr(x, 10), mp.nstr(y, 10), "with L1 norm", mp.nstr(x + y, 10), "but (0, 5/2) has", mpf(5)/2)
assert x + y > mpf("2.9")
""",
        note="One of two readings; the cited result is about another model.",
    ),
)
