"""lwla Eq. (1)-(3): gradient flow in x, what it does to w = G(x), and the Riemannian form of a mirror flow; the example w = x^2."""

from mirrorsym.register import Claim, differential, relations

COVERS = ("Eq. 1", "Eq. 2", "Eq. 3", "Sec. 1, w = x^2", "Footnote 2", "Footnote 3")
TITLE = "Gradient flow through a parametrization, and mirror flow as a Riemannian gradient flow"

#: row i of the Jacobian is (ai1, ai2, ai3), the gradient of the loss (l1, l2)
DX = {f"dx{k}": f"-(a1{k}*l1 + a2{k}*l2)" for k in (1, 2, 3)}

CLAIMS = (
    Claim(
        part="w_dynamics",
        says="If x moves along minus the transposed Jacobian of G times the gradient of L, then w = G(x) moves along minus (Jacobian times its "
             "transpose) times the gradient of L: shown for every Jacobian of two coordinates in three variables.",
        where="Eq. (1), (2)",
        printed={**DX,
                 "first": "a11*dx1 + a12*dx2 + a13*dx3 = -((a11**2 + a12**2 + a13**2)*l1 + (a11*a21 + a12*a22 + a13*a23)*l2)",
                 "second": "a21*dx1 + a22*dx2 + a23*dx3 = -((a11*a21 + a12*a22 + a13*a23)*l1 + (a21**2 + a22**2 + a23**2)*l2)"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="The entries of the Jacobian and of the gradient are independent letters; other sizes are the same sum.",
    ),
    Claim(
        part="riemannian",
        says="Minus the inverse Hessian of R times the gradient of L as velocity of w is the same as minus the gradient of L as velocity of "
             "grad R(w): shown for every positive definite Hessian of two variables.",
        where="Eq. (3)",
        printed={"dw1": "-(h22*l1 - h12*l2)/(h11*h22 - h12**2)", "dw2": "-(h11*l2 - h12*l1)/(h11*h22 - h12**2)",
                 "first": "h11*dw1 + h12*dw2 = -l1", "second": "h12*dw1 + h22*dw2 = -l2"},
        check=differential(domain=["h11 > 0", "h11*h22 - h12**2 > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        hypotheses=("Hess R is positive definite",),
    ),
    Claim(
        part="square_metric",
        says="For w = x^2 in every coordinate, Jacobian times transpose is 4 diag(x^2) = 4 diag(w).",
        where="Sec. 1, the concrete example",
        printed={"G": "x**2", "metric": "D[G, x]**2 = 4*G"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="The coordinates do not mix, so one of them says it all.",
    ),
    Claim(
        part="square_entropy",
        says="The Legendre function whose inverse Hessian is 4 diag(w) is sum w_i (log w_i - 1).",
        where="Sec. 1, the concrete example",
        printed={"R": "w*(log(w) - 1)", "inverse": "D[R, w, w]*(4*w) = 1"},
        corrected={"R": "w*(log(w) - 1)/4", "inverse": "D[R, w, w]*(4*w) = 1"},
        corrected_says="It is a quarter of it (up to an affine function): R(w) = (1/4) sum w_i (log w_i - 1).",
        check=differential(domain=["w > 0"]),
        recorded="FAILS",
        scope="refuted",
        why="The Hessian of w (log w - 1) is 1/w, whose inverse is w and not 4 w. A factor of R is a factor of time in the mirror flow and changes "
            "no minimizer, so only the factor 1/4 is missing; with the initial point R of Lemma 4.7 is (1/4) sum (w_i log(w_i/w_i(0)) - w_i).",
        script="""
from mpmath import mp, mpf, log, diff
mp.dps = 30
w = mpf(2)
R = lambda w: w*(log(w) - 1)
print("1/R''(2) =", 1/diff(R, w, 2), "but 4 w =", 4*w)
assert abs(1/diff(R, w, 2) - 4*w) > 1
assert abs(1/diff(lambda w: R(w)/4, w, 2) - 4*w) < mpf(10)**-9
""",
        note="In words the example says that R is the negative entropy, which is right up to that factor.",
    ),
    Claim(
        part="expressiveness",
        says="w = u^2 - v^2 reaches every real w, with u, v > 0 already.",
        where="Footnote 2",
        printed={"u": "sqrt((sqrt(w**2 + 4) + w)/2)", "v": "sqrt((sqrt(w**2 + 4) - w)/2)", "reached": "u**2 - v**2 = w"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="several_preimages",
        says="Points with the same G(x) may have different Jacobian times transpose: for u^2 - v^2 two points over w = 1.",
        where="Sec. 1, after the concrete example, and footnote 3",
        printed={"G": "u**2 - v**2", "K": "D[G, u]**2 + D[G, v]**2",
                 "same": "At[At[G, u, sqrt(2)], v, 1] = At[At[G, u, sqrt(3)], v, sqrt(2)]",
                 "differs": "At[At[K, u, sqrt(2)], v, 1] != At[At[K, u, sqrt(3)], v, sqrt(2)]"},
        changed={"G": "u**2 + v**2"},
        check=differential(domain=["t > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="several_preimages_separated",
        says="For u^2 - v^2 no two such points are reached from one start: u v is conserved, and with u v = c > 0 Jacobian times transpose is the "
             "function 4 sqrt(w^2 + 4 c^2) of w.",
        where="Sec. 1, after the concrete example",
        printed={"conserved": "(2*u*s)*v + u*(-2*v*s) = 0", "metric": "(4*(u**2 + v**2))**2 = 16*((u**2 - v**2)**2 + 4*(u*v)**2)"},
        check=relations(domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="(2 u s, -2 v s) is s grad G, the velocity for any loss.",
    ),
)
