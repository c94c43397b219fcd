"""homog Lemma 2.5: the identity of Fenchel and Young."""

from mirrorsym.register import Claim, differential

COVERS = ("Lemma 2.5",)
TITLE = "R(x) + R*(R'(x)) = x R'(x)"

LAM = {"lam": "positive"}

CLAIMS = (
    Claim(
        part="",
        says="R(x) + R*(R'(x)) = x R'(x) for the hyperbolic entropy (R* = lam cosh z), for powers (R* = z^q/q, q = p/(p-1)), and for cosh x with "
             "R*(z) = z arcsinh z - sqrt(1 + z^2).",
        where="Lemma 2.5",
        printed={"hyperbolic": "x*asinh(x/lam) - sqrt(x**2 + lam**2) + lam*cosh(asinh(x/lam)) = x*D[x*asinh(x/lam) - sqrt(x**2 + lam**2), x]",
                 "power": "x**p/p + (p-1)/p*(x**(p-1))**(p/(p-1)) = x*D[x**p/p, x]",
                 "cosh": "cosh(x) + sinh(x)*x - sqrt(1 + sinh(x)**2) = x*D[cosh(x), x]"},
        check=differential(domain=["x > 0", "p > 1"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note="The formula is lost, its name is not. In general it says that the supremum of the conjugate is attained at x, which is convexity.",
    ),
    Claim(
        part="gradient_of_Q",
        says="Q(x) = R*(R'(x)) = x R'(x) - R(x) has the slope x R''(x): for the two potentials of Table 1 and for cosh x.",
        where="Lemma 2.5, as used for Eq. (4)",
        printed={"hyperbolic": "D[sqrt(x**2 + lam**2), x] = x*D[D[x*asinh(x/lam) - sqrt(x**2 + lam**2), x], x]",
                 "smoothened": "D[(p-1)/p*x**p + lam/2*x**2, x] = x*D[D[x**p/p + lam/2*x**2, x], x]",
                 "cosh": "D[x*sinh(x) - cosh(x), x] = x*D[D[cosh(x), x], x]"},
        check=differential(domain=["x > 0", "p > 1"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
)
