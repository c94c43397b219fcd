"""tdmf Remark 3.2: which quadratic regularizers are contracting."""

from mirrorsym.register import Bench, Claim, Finding, relations
from mirrorsym.register.claim import Check, Formulas
from mirrorsym.register.ways import settled
from mirrorsym.verdict import Status

COVERS = ("Rem. 3.2",)
TITLE = "Positive semi-definite regularizers"


def negative_somewhere(*domain: str) -> Check:
    """H along the flow is negative for some mu and some a of the domain, so that dR_a/da = -H is positive there."""
    def check(formulas: Formulas, bench: Bench) -> Finding:
        because, status, witness, report = settled("H >= 0: ", bench.settle(f"{formulas['H']} >= 0", domain=domain))
        contrary = {"HOLDS": Status.FAILS, "FAILS": Status.HOLDS}.get(status)
        return Finding(Status.UNDECIDED, because) if contrary is None else Finding(contrary, because, witness, (dict(report),))
    return check


CLAIMS = (
    Claim(
        part="",
        says="R_a can be contracting only if B is positive semi-definite: held against A = I, B = diag(2, -1), both in R^(2 x 2), from (1, 1) and for a in "
             "[-1/10, 0].",
        where="Rem. 3.2",
        printed={"H": "(2*exp(mu + 2*a)**2 - exp(mu - a)**2)/2 + 0*mu"},
        check=negative_somewhere("a > -1/10", "a < 0"),
        recorded="FAILS",
        scope="refuted",
        corrected={"H": "(exp(mu + a)**2 - 2*exp(-mu + a)**2)/2"},
        corrected_says="It is enough that B is positive semi-definite, and it is not necessary: H >= 0 is needed along the flow from the start only, for the a in question. "
                       "Where the flow of G moves a negative direction of B forward without bound, as for A = diag(1, -1) and B = diag(1, -2), R_a is not contracting "
                       "(checked).",
        why="dR_a/da(x) = -H(w) at the w reached. With w = exp(aB + mu A) (1, 1) = (e^(mu + 2a), e^(mu - a)) one has 2 H = e^(2 mu) (2 e^(4a) - e^(-2a)), "
            "which is positive for a > -log(2)/6 = -0.1155; so R_a is contracting on [-1/10, 0] with an indefinite B.",
        script="""
from mpmath import mpf, exp
H = lambda mu, a: (2*exp(mu + 2*a)**2 - exp(mu - a)**2)/2
worst = min(H(mpf(m)/4, mpf(-k)/100) for m in range(-40, 41) for k in range(11))
print("smallest H on a grid of mu in [-10, 10], a in [-1/10, 0]:", worst)
assert worst > 0
""",
        note="A w_init = (1, 1) and B w_init = (2, -1) are independent, as Theorem 3.3 asks.",
    ),
    Claim(
        part="for_every_a",
        says="The same when contracting is asked for every real a: held against A = diag(1, -1, 0), B = diag(1, 1, -1) from (1, 1, 0).",
        where="Rem. 3.2",
        printed={"H": "(exp(a + mu)**2 + exp(a - mu)**2 - (0*exp(-a))**2)/2"},
        check=negative_somewhere(),
        recorded="FAILS",
        scope="refuted",
        corrected={"H": "(exp(a + mu)**2 + exp(a - mu)**2 - exp(-a)**2)/2"},
        corrected_says="For every a <= 0 it is necessary if the start has a part in every direction where B is negative (checked: the start (1, 1, 1)).",
        why="The flow never leaves the plane of the first two coordinates, in which B is positive. With a part in a direction of a negative eigenvalue -s, H has a "
            "negative term that grows like e^(-2 s a) as a falls and wins in the end.",
        script="""
from mpmath import mpf, exp, matrix, det
H = lambda mu, a, third: (exp(a + mu)**2 + exp(a - mu)**2 - (third*exp(-a))**2)/2
print("smallest H from (1, 1, 0):", min(H(mpf(m)/2, mpf(a)/2, 0) for m in range(-20, 21) for a in range(-20, 21)))
print("independent, A w and B w:", det(matrix([[1, -1], [1, 1]])), " from (1, 1, 1), a = -2:", H(mpf(0), mpf(-2), 1))
assert min(H(mpf(m)/2, mpf(a)/2, 0) for m in range(-20, 21) for a in range(-20, 21)) > 0 > H(mpf(0), mpf(-2), 1)
""",
    ),
    Claim(
        part="identity",
        says="B = I is L2 regularization: w^T I w/2 is half the squared norm of the parameters.",
        where="Rem. 3.2",
        printed={"H": "(k*(1*k + 0*q) + q*(0*k + 1*q))/2 = (k**2 + q**2)/2"},
        check=relations(),
        recorded="HOLDS",
        scope="proved in general",
        note="Section 4 uses |m|^2 + |w|^2 without the half, which is B = 2 I.",
    ),
)
