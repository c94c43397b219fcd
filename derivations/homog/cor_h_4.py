"""homog Corollary H.4: smoothened potentials."""

from mirrorsym.register import Claim, relations

COVERS = ("Cor. H.4",)
TITLE = "phi <= Q^(1/p) <= phi (1 + C1 lam phi^(2-p))"

LAM = {"lam": "positive"}

CLAIMS = (
    Claim(
        part="lower",
        says="Lower bound: (p-1)/p x^p <= Q coordinate by coordinate.",
        where="Corollary H.4",
        printed={"": "(p-1)/p*x**p <= (p-1)/p*x**p + lam/2*x**2"},
        check=relations(domain=["x > 0", "p > 2"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="power_means",
        says="The squares are bounded by the lp norm: x^2 + y^2 <= 2^(1 - 2/p) (x^p + y^p)^(2/p), for p = 3 and 4 and two coordinates.",
        where="Corollary H.4, upper bound",
        printed={"three": "(x**2 + y**2)**3 <= 2*(x**3 + y**3)**2", "four": "(x**2 + y**2)**2 <= 2*(x**4 + y**4)"},
        check=relations(domain=["x > 0", "y > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="upper",
        says="Upper bound: (1 + z)^(1/p) <= 1 + z/p gives Q^(1/p) <= phi (1 + C1 lam phi^(2-p)) with C1 = d^(1 - 2/p)/(2 p k^2), k^p = (p-1)/p, and C2 = p - 2 (S = ||theta||_p, phi = k S).",
        where="Corollary H.4, 'taking both sides to the power'",
        printed={"root": "(1 + z)**(1/p) <= 1 + z/p",
                 "C1": "lam/2*d**(1 - 2/p)*S**2/(k*S)**p/p = d**(1 - 2/p)/(2*p*k**2)*lam*(k*S)**(2-p)"},
        check=relations(domain=["z > 0", "p > 2", "S > 0", "k > 0", "d > 0"], parameters=LAM),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        uses=("homog/cor_h_4/power_means", "homog/lemma_4_10/h_2"),
    ),
    Claim(
        part="two",
        says="For p = 2 the exponent C2 would be 0: Q^(1/2) and ||theta||_2 differ by the factor sqrt(1 + lam) for ever. So p > 2 is needed unless the horizon's normalization absorbs lam.",
        where="Corollary H.4; its hypothesis",
        printed={"": "sqrt((1 + lam)/2*x**2) = sqrt(1 + lam)*sqrt(x**2/2)"},
        check=relations(domain=["x > 0"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
