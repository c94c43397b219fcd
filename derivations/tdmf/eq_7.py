"""tdmf Eq. (7) and Remark 3.1: the regularized flow on a manifold whose metric changes."""

from mirrorsym.register import Claim, formulas_of, relations

COVERS = ("Eq. 7", "Rem. 3.1")
TITLE = "The time-dependent mirror flow as a gradient flow with a changing metric"

CLAIMS = (
    Claim(
        part="",
        says="x moves by -(Hess R_a)^(-1) (grad f + alpha grad y), where y = Q(x, a) solves d_y R(x, y) = a: with p, q, r for the second "
             "derivatives xx, xy, yy of R, Hess R_a = p - q^2/r, grad_x Q = -q/r and d_a grad R_a = q/r.",
        where="Eq. (7)",
        printed={"flow": "(p - q**2/r)*(-(d - alpha*q/r)/(p - q**2/r)) + (q/r)*(-alpha) = -d"},
        check=relations(domain=["r > 0", "p*r - q**2 > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("tdmf/thm_b_1/slope_of_Q", "tdmf/thm_b_1/hessian"),
        note="By the product rule d grad R_a(x_t) = Hess R_a dx + d_a grad R_a da with da = -alpha dt; the relation says that this is -grad f dt. Letters for "
             "derivatives at one point and one dimension; with p a matrix and q a vector it is the same line.",
    ),
    Claim(
        part="instance",
        says="For u^2 - v^2 with weight decay y = Q(x, a) is sqrt(x^2 + 4 u0^2 v0^2 e^(8a)), and d_a grad R_a = -d_x y there: R_a' as below "
             "has this derivative.",
        where="Eq. (7), an instance of ours",
        printed={"grad_R": "(asinh(x/(2*exp(4*a)*u0*v0)) - log(u0/v0))/4"},
        check=formulas_of(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="rest_of_regularization",
        says="Once alpha is 0 (Remark 3.1), the flow is that of Eq. (6) for the R_a that the regularization left behind: it is stored there.",
        where="Remark 3.1; after Eq. (7)",
        printed={"flow": "(p - q**2/r)*(-(d - 0*q/r)/(p - q**2/r)) + (q/r)*(-0) = -d"},
        check=relations(domain=["r > 0", "p*r - q**2 > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("tdmf/eq_7", "tdmf/eq_6/metric"),
        note="The metric of this gradient flow is Hess R_a at the last a, not its inverse; see Eq. (6).",
    ),
)
