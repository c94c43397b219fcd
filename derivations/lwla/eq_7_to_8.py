"""lwla Eq. (7), (8): mirror descent and its limit."""

from mirrorsym.register import Claim, differential, not_decidable, relations

COVERS = ("Eq. 7", "Eq. 8")
TITLE = "Mirror descent and mirror flow"

CLAIMS = (
    Claim(
        part="entropy_step",
        says="For the entropy a step of mirror descent multiplies: w exp(-eta l) solves Eq. (7), l being the slope of the loss at w.",
        where="Eq. (7)",
        printed={"R": "w*(log(w) - 1)", "step": "At[D[R, w], w, w*exp(-eta*l)] = D[R, w] - eta*l"},
        check=differential(domain=["w > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="entropy_limit",
        says="As eta goes to 0 that step divided by eta tends to the mirror flow's velocity -w l, for l >= 0 with an error of at most eta w l^2/2.",
        where="Eq. (8), 'in the limit'",
        printed={"below": "(w*exp(-eta*l) - w)/eta >= -w*l", "above": "(w*exp(-eta*l) - w)/eta <= -w*l + eta*w*l**2/2"},
        check=relations(domain=["w > 0", "eta > 0", "l > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="range_left",
        says="The step exists only where the right side is in the range of grad R: for -log w (gradient -1/w, always negative) and eta l < -1/w it "
             "is positive.",
        where="After Eq. (7)",
        printed={"R": "-log(w)", "range": "D[R, w] < 0", "outside": "D[R, w] - eta*(-1/(w*eta) - r) > 0"},
        check=differential(domain=["w > 0", "eta > 0", "r > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="chain_rule",
        says="Mirror flow d grad R(w) = -l dt for the entropy is dw = -w l dt: along any curve the two sides are Hess R times velocity.",
        where="Eq. (8), (3)",
        printed={"R": "w*(log(w) - 1)", "velocity": "-w*l", "flow": "D[R, w, w]*velocity = -l"},
        changed={"velocity": "-l"},
        check=differential(domain=["w > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="limit",
        says="For every Legendre function the limit of mirror descent as the step size goes to 0 is the mirror flow.",
        where="Eq. (8)",
        check=not_decidable("a limit over all Legendre functions and losses; Euler's method for a field that is continuous only"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
)
