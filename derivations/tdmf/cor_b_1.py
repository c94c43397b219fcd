"""tdmf Cor. B.1: the identity as a parametrization."""

from mirrorsym.register import Claim, discovery, not_decidable, pair_has, relations, together

COVERS = ("Cor. B.1",)
TITLE = "Regularizers of the identity"

CLAIMS = (
    Claim(
        part="",
        says="For g(x) = x only affine regularizers commute: in one, two and three dimensions the analytic ones are spanned by 1 and the coordinates.",
        where="Cor. B.1, only if",
        printed={"one.g": "x", "one.h": "x", "two.g": "x; y", "two.h": "2*x - y + 3", "three.g": "x; y; z", "three.h": "x + y + z"},
        changed={"two.h": "x*y"},
        check=together(one=discovery(2), two=discovery(3), three=discovery(4)),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="[grad x_i, grad h] is row i of Hess h, so for twice differentiable h the same follows in every dimension.",
    ),
    Claim(
        part="if",
        says="For affine h Theorem 3.1 applies, which asks (g, h) to be one regular map.",
        where="Cor. B.1, if",
        printed={"g": "x", "h": "2*x + 1"},
        check=pair_has({"commuting_with_h": "HOLDS", "joint_regular": "HOLDS"}),
        recorded="FAILS",
        scope="refuted",
        corrected={"g": "x + 0*y", "h": "2*x + y"},
        corrected_says="The Jacobian of (g, h) has n + 1 rows and n columns, so Theorem 3.1 as printed never applies to the identity; its weaker form, with g alone regular, "
                       "does. (Checked: with one more variable, which g does not use, there is room for h.)",
        why="A map from R^n to R^(n+1) has rank n at most.",
        script="""
from mpmath import matrix
J = matrix([[1], [2]])                            # gradients of x and of 2x + 1, for n = 1
print("the Jacobian of (g, h) has", J.rows, "rows and", J.cols, "column, so its rank is below", J.rows)
assert J.cols < J.rows
""",
        note="If the regularity of h is asked apart from that of g, constant h are excluded instead, although the corollary allows all coefficients to be 0.",
    ),
    Claim(
        part="proof",
        says="h commutes with the identity if d_i d_i h = 0 for every i: held against h = x y.",
        where="proof of Cor. B.1",
        printed={"g": "x; y", "h": "x*y"},
        check=pair_has({"commuting_with_h": "HOLDS"}),
        recorded="FAILS",
        scope="refuted",
        corrected={"g": "x; y", "h": "x + y"},
        corrected_says="All second derivatives d_i d_j h have to vanish, mixed ones too.",
        why="[grad x_i, grad h] = Hess h e_i; for h = x y this is (0, 1) for i = 1, though both d_i d_i h vanish.",
        script="""
from mpmath import mpf, diff
h = lambda x, y: x*y
print("d_x d_x h =", diff(h, (mpf(1), mpf(1)), (2, 0)), " d_x d_y h =", diff(h, (mpf(1), mpf(1)), (1, 1)))
assert abs(diff(h, (mpf(1), mpf(1)), (1, 1)) - 1) < mpf("1e-6")
""",
    ),
    Claim(
        part="not_positive",
        says="An affine h that is not constant is negative somewhere: at x = -(d + 1)/c.",
        where="after Cor. B.1",
        printed={"negative": "c*(-(d + 1)/c) + d < 0"},
        check=relations(variables=("d",), parameters={"c": "nonzero"}),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="ill_posed",
        says="Therefore the regularized problem is ill-posed.",
        where="after Cor. B.1",
        check=not_decidable("the word is not defined: the example before calls a problem well-posed when h is positive, and then this repeats the sentence before"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
        uses=("tdmf/cor_b_1/bounded_below",),
    ),
    Claim(
        part="bounded_below",
        says="In the sense of having a lower bound the problem may well be posed: f = x^2/2 with the regularizer c x is at least -c^2/2 everywhere.",
        where="after Cor. B.1, a remark of ours",
        printed={"bounded": "x**2/2 + c*x >= -c**2/2"},
        check=relations(variables=("x",), parameters={"c": "real"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="weight_decay",
        says="So weight decay on x itself is not covered: x^2 does not commute with the identity.",
        where="after Cor. B.1",
        printed={"g": "x", "h": "x**2"},
        changed={"h": "x"},
        check=pair_has({"commuting_with_h": "FAILS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
