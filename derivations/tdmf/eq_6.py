"""tdmf Eq. (6): a mirror flow as a gradient flow on a Riemannian manifold."""

from mirrorsym.register import Claim, relations

COVERS = ("Eq. 6",)
TITLE = "The mirror flow as a Riemannian gradient flow"

LETTERS = {"domain": ["H11 > 0", "H11*H22 - H12**2 > 0"]}

CLAIMS = (
    Claim(
        part="",
        says="d grad R(x) = -grad f dt says that x moves by -(Hess R)^(-1) grad f: in two dimensions, with Hess R = (H11, H12; H12, H22) positive "
             "definite and grad f = (d1, d2).",
        where="Eq. (6)",
        printed={"first": "H11*(-(H22*d1 - H12*d2)/(H11*H22 - H12**2)) + H12*(-(H11*d2 - H12*d1)/(H11*H22 - H12**2)) = -d1",
                 "second": "H12*(-(H22*d1 - H12*d2)/(H11*H22 - H12**2)) + H22*(-(H11*d2 - H12*d1)/(H11*H22 - H12**2)) = -d2"},
        check=relations(**LETTERS),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="The letters stand for the values of derivatives at one point, so this is a proof for every R on the plane.",
    ),
    Claim(
        part="metric",
        says="Read as the metric tensor itself, the Riemannian metric whose gradient flow this is is (Hess R)^(-1): with the metric G = 1/R'' in one dimension, G dx = -f'.",
        where="after Eq. (6), and in Remark 3.1 and the proof of Thm B.2",
        printed={"flow": "(1/H)*(-d/H) = -d"},
        check=relations(domain=["H > 0"]),
        recorded="FAILS",
        scope="refuted",
        corrected={"flow": "H*(-d/H) = -d"},
        corrected_says="The metric is Hess R, and (Hess R)^(-1) turns the differential of f into its gradient.",
        why="The gradient of f for a metric G is the vector whose product by G with every v is df(v), that is G^(-1) times the partial derivatives. So "
            "dx = -(Hess R)^(-1) grad f belongs to G = Hess R, as in the work of Li et al. that is cited.",
        script="""
from mpmath import mpf
H, d = mpf(4), mpf(1)                       # R'' and f'
dx = -d/H                                   # Eq. (6)
print("metric 1/R'':", (1/H)*dx, " metric R'':", H*dx, " minus f':", -d)
assert (1/H)*dx != -d and H*dx == -d
""",
        note="Whoever calls the inverse matrix, which acts on differentials, the metric, will not see a mistake here.",
    ),
)
