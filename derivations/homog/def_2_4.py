"""homog Definition 2.4: the convex conjugate."""

from mirrorsym.register import Claim, differential, relations

COVERS = ("Def. 2.4",)
TITLE = "The convex conjugate, and those of the potentials of Table 1"

LAM = {"lam": "positive"}

CLAIMS = (
    Claim(
        part="hyperbolic",
        says="The conjugate of the hyperbolic entropy is lam cosh z: its gradient lam sinh z inverts arcsinh(x/lam), and at z = arcsinh(x/lam) it takes "
             "the value x z - R(x).",
        where="Definition 2.4 for Table 1, first row",
        printed={"inverse": "asinh(D[lam*cosh(z), z]/lam) = z", "value": "lam*cosh(asinh(x/lam)) = x*asinh(x/lam) - (x*asinh(x/lam) - sqrt(x**2 + lam**2))"},
        check=differential(parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="supremum",
        says="The supremum in the definition is attained there and nowhere exceeded: x z - R(x) <= lam cosh z for all x = lam sinh y and z = y + t; the "
             "difference is lam/2 times e^y (e^t - 1 - t) + e^(-y) (e^(-t) - 1 + t), two terms that are not negative.",
        where="Definition 2.4 for Table 1, first row",
        printed={"difference": "lam*cosh(y + t) - (lam*sinh(y)*(y + t) - (lam*sinh(y)*y - lam*cosh(y))) = "
                               "lam/2*(exp(y)*(exp(t) - 1 - t) + exp(-y)*(exp(-t) - 1 + t))",
                 "first": "exp(t) - 1 - t >= 0", "second": "exp(-t) - 1 + t >= 0"},
        check=relations(parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        uses=("homog/def_2_4/hyperbolic",),
    ),
    Claim(
        part="power",
        says="The conjugate of |x|^p/p is |z|^q/q with q = p/(p-1): its gradient z^(1/(p-1)) inverts x^(p-1).",
        where="Definition 2.4 for Table 1, second row with lam = 0",
        printed={"gradient": "D[(p-1)/p*z**(p/(p-1)), z] = z**(1/(p-1))", "inverse": "(z**(1/(p-1)))**(p-1) = z"},
        check=differential(domain=["z > 0", "p > 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="cubic",
        says="For p = 3 and lam > 0 the gradient map x^2 + lam x is inverted by 2 z/(lam + sqrt(lam^2 + 4 z)).",
        where="Definition 2.4 for Table 1, second row with p = 3",
        printed={"inverse": "(2*z/(lam + sqrt(lam**2 + 4*z)))**2 + lam*(2*z/(lam + sqrt(lam**2 + 4*z))) = z"},
        check=relations(domain=["z > 0"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
)
