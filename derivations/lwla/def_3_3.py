"""lwla Def. 3.3: the Lie bracket, and its form for gradient fields."""

from mirrorsym.register import Claim, differential

COVERS = ("Def. 3.3", "Sec. 4.1, brackets of gradients", "Sec. 3.1, gradients and the flow phi")
TITLE = "The Lie bracket of two fields, and of two gradients"

#: [grad A, grad B] by the definition, in two variables, where A and B are named
X = {"X1": "D[A, x]", "X2": "D[A, y]", "Y1": "D[B, x]", "Y2": "D[B, y]"}
BRACKET = {"L1": "D[Y1, x]*X1 + D[Y1, y]*X2 - (D[X1, x]*Y1 + D[X1, y]*Y2)", "L2": "D[Y2, x]*X1 + D[Y2, y]*X2 - (D[X2, x]*Y1 + D[X2, y]*Y2)"}

CLAIMS = (
    Claim(
        part="linear_fields",
        says="For linear fields X = P x and Y = S x the bracket (derivative of Y along X minus derivative of X along Y) is (S P - P S) x: "
             "shown for all matrices of size two.",
        where="Def. 3.3",
        printed={"X1": "p11*x + p12*y", "X2": "p21*x + p22*y", "Y1": "s11*x + s12*y", "Y2": "s21*x + s22*y",
                 "first": "D[Y1, x]*X1 + D[Y1, y]*X2 - (D[X1, x]*Y1 + D[X1, y]*Y2) = "
                          "(s11*p11 + s12*p21 - p11*s11 - p12*s21)*x + (s11*p12 + s12*p22 - p11*s12 - p12*s22)*y",
                 "second": "D[Y2, x]*X1 + D[Y2, y]*X2 - (D[X2, x]*Y1 + D[X2, y]*Y2) = "
                           "(s21*p11 + s22*p21 - p21*s11 - p22*s21)*x + (s21*p12 + s22*p22 - p21*s12 - p22*s22)*y"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="example",
        says="The bracket of the gradients of x and x y is (0, 1) and not zero: the second coordinate of the first Hessian-vector product.",
        where="Def. 3.3",
        printed={"A": "x", "B": "x*y", **X, **BRACKET, "first": "L1 = 0", "second": "L2 = 1"},
        changed={"B": "x**2*y"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="counterexample",
        says="Dropping one of the two terms gives another field: for the gradients of x^2 and x^2 the bracket is 0, the first term alone is 4 x.",
        where="Def. 3.3",
        printed={"A": "x**2", "bracket": "D[A, x, x]*D[A, x] - D[A, x, x]*D[A, x] = 0", "term": "D[A, x, x]*D[A, x] = 4*x"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="gradients",
        says="On an open set the bracket of two gradients is Hess G_j grad G_i - Hess G_i grad G_j: with Hessians as letters, symmetric, in two "
             "variables, this is what the definition gives.",
        where="Sec. 4.1, after Def. 4.1",
        printed={"X1": "i1 + i11*x + i12*y", "X2": "i2 + i12*x + i22*y", "Y1": "j1 + j11*x + j12*y", "Y2": "j2 + j12*x + j22*y",
                 "first": "D[Y1, x]*X1 + D[Y1, y]*X2 - (D[X1, x]*Y1 + D[X1, y]*Y2) = (j11*X1 + j12*X2) - (i11*Y1 + i12*Y2)",
                 "second": "D[Y2, x]*X1 + D[Y2, y]*X2 - (D[X2, x]*Y1 + D[X2, y]*Y2) = (j12*X1 + j22*X2) - (i12*Y1 + i22*Y2)"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="At one point only first derivatives of the gradients count, so gradients that are affine stand for all. The text calls M an open "
             "subset of R^d here; the variables x are in R^D.",
    ),
    Claim(
        part="phi",
        says="phi of f moves along minus grad f: for f = x^2 it is x0 exp(-2 t), along which f falls.",
        where="Sec. 3.1, the paragraph that defines phi",
        printed={"f": "x**2", "phi": "x0*exp(-2*t)", "moves": "D[phi, t] = -At[D[f, x], x, phi]", "starts": "At[phi, t, 0] = x0",
                 "falls": "D[At[f, x, phi], t] <= 0"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="Lemma 4.6 to Thm 4.15 need the other sign; see there.",
    ),
    Claim(
        part="gradient_on_a_submanifold",
        says="On the unit circle the gradient of f(x, y) = p x + q y in the metric of the plane is its tangential part: it is tangent, and along "
             "every tangent vector it gives the derivative of f.",
        where="Sec. 3.1, the paragraph that defines the gradient on a submanifold",
        printed={"n": "p*x + q*y", "g1": "p - n*x/(x**2 + y**2)", "g2": "q - n*y/(x**2 + y**2)", "tangent": "g1*x + g2*y = 0",
                 "derivative": "g1*(-s*y) + g2*(s*x) = p*(-s*y) + q*(s*x)"},
        changed={"n": "3/2*(p*x + q*y)"},
        check=differential(domain=["x**2 + y**2 > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="Said for every circle around 0, on which x^2 + y^2 is the squared radius.",
    ),
)
