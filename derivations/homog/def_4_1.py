"""homog Definition 4.1: the Q-margin."""

from mirrorsym.register import Claim, differential, relations

COVERS = ("Def. 4.1",)
TITLE = "The margin normalized by Q^(L/alpha)"

CLAIMS = (
    Claim(
        part="gradient_descent",
        says="For R = ||theta||^2/2 (alpha = 2) the Q-margin is 2^(L/2) times the l2-margin: with N = ||theta||^2, (N/2)^(L/2) = 2^(-L/2) N^(L/2). It is the l2-margin itself "
             "for R = ||theta||^2, whose Q is ||theta||^2.",
        where="the sentence after Definition 4.1",
        printed={"half": "m/(N/2)**(L/2) = 2**(L/2)*(m/N**(L/2))", "whole": "x*D[x**2, x] - x**2 = x**2"},
        check=differential(domain=["x > 0", "N > 0", "L > 0", "m > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        note="'Recovered' up to this constant factor, which changes no maximizer. The formula of the definition is lost; Section 3 and Lemma D.1 fix the power L/alpha.",
    ),
    Claim(
        part="homogeneous",
        says="Where the potential is exactly homogeneous (lam = 0) the Q-margin is a function of the direction: Q gains c^p and Q^(L/p) gains c^L.",
        where="Definition 4.1",
        printed={"": "c**L*m/((p-1)/p*((c*x)**p + (c*y)**p))**(L/p) = m/((p-1)/p*(x**p + y**p))**(L/p)"},
        check=relations(domain=["x > 0", "y > 0", "c > 0", "L > 0", "p > 1", "m > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="not_scale_free",
        says="Where lam > 0 the Q-margin grows along a ray, and only its limit depends on the direction alone: for the hyperbolic entropy and L = 1 it is "
             "m c/sqrt(c^2 x^2 + lam^2), which increases with c towards m/x.",
        where="Definition 4.1; how it differs from Definition 2.2",
        printed={"grows": "D[c/sqrt(c**2*x**2 + lam**2), c] > 0", "below": "c/sqrt(c**2*x**2 + lam**2) < 1/x"},
        check=differential(domain=["x > 0", "c > 0"], parameters={"lam": "positive"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
