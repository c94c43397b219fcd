"""lwla Def. 3.1: losses that are piecewise constant in time."""

from mirrorsym.register import Claim, differential

COVERS = ("Def. 3.1",)
TITLE = "Time-dependent loss"

CLAIMS = (
    Claim(
        part="example",
        says="Two linear losses p w and then q w, switched at time s, are a time-dependent loss; with w = x^2 the gradient flow through both is "
             "continuous at the switch and ends at x0 exp(2 mu), where mu is minus the integral of the two slopes.",
        where="Def. 3.1",
        printed={"before": "x0*exp(-2*p*t)", "after": "x0*exp(-2*p*s - 2*q*(t - s))", "mu": "-p*s - q*(t - s)",
                 "first": "D[before, t] = -p*2*before", "second": "D[after, t] = -q*2*after",
                 "switch": "At[before, t, s] = At[after, t, s]", "end": "after = x0*exp(2*mu)"},
        changed={"mu": "-p*s - q*t"},
        check=differential(domain=["x0 > 0", "s > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("lwla/lemma_4_6/sum",),
    ),
    Claim(
        part="counterexample",
        says="The loss |w - y| is no such loss: its slope jumps from -1 to 1 at w = y, so it is not continuously differentiable.",
        where="Def. 3.1",
        printed={"right": "D[abs(s), s] = 1", "left": "At[D[abs(s), s], s, -s] = -1"},
        check=differential(domain=["s > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="uniqueness",
        says="The gradient of a loss that is only continuously differentiable determines the gradient flow: with L(w) = -(4/3) w^(3/2) for "
             "w >= 0 and G the identity, the solution from 0 is unique.",
        where="Def. 3.1 with the paragraph on phi, 'the solution at time t'",
        printed={"first": "0", "second": "t**2", "start": "At[second, t, 0] = first", "moves": "D[second, t] = 2*sqrt(second)",
                 "rests": "D[first, t] = 2*sqrt(first)", "one": "second = first"},
        changed={"second": "4*t**2"},
        check=differential(("start", "moves", "rests"), domain=["t > 0"]),
        recorded="FAILS",
        scope="refuted",
        corrected_says="With a locally Lipschitz gradient of L (as Thm 4.13 asks, or L twice continuously differentiable) the flow is unique; for "
                       "losses that are only C^1 the statements are about every solution.",
        why="x = 0 and x = t^2 both start at 0 and solve dx = 2 sqrt(x) dt, and 2 sqrt(x) is minus the derivative of -(4/3) x^(3/2), which is "
            "continuous. The proofs of Lemma 4.6 and Thm 4.8 go through for each solution.",
        script="""
from mpmath import mp, mpf, sqrt, diff
mp.dps = 30
loss_slope = lambda w: -2*sqrt(w)          # of the C^1 loss -(4/3) w^(3/2) for w >= 0
for curve in (lambda t: mpf(0)*t, lambda t: t**2):
    for t in (mpf(1)/3, mpf(2)):
        assert abs(diff(curve, t) + loss_slope(curve(t))) < mpf(10)**-12
print("both start at 0, and at t = 2 they are", 0, "and", mpf(2)**2)
assert mpf(2)**2 != 0
""",
    ),
)
