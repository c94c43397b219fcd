"""homog Lemma F.1: the integral G and its inverse."""

from mirrorsym.register import Claim, differential, relations

COVERS = ("Lemma F.1",)
TITLE = "G(x) = integral of (log u)^(alpha/L - 2) is of the order x (log x)^(alpha/L - 2)"

CLAIMS = (
    Claim(
        part="parts",
        says="One integration by parts: the slope of x (log x)^k is (log x)^k (1 + k/log x), k = alpha/L - 2.",
        where="Lemma F.1, 'iterative integration by parts'",
        printed={"": "D[x*log(x)**k, x] = log(x)**k*(1 + k/log(x))"},
        check=differential(domain=["x > 1"], parameters={"k": "real"}),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="order",
        says="So for log x = s > 2|k| the slope of x (log x)^k is between half of and 3/2 times the integrand: G(x) lies between 2/3 and 2 times x (log x)^k, up to a "
             "constant of integration.",
        where="Lemma F.1, first part",
        printed={"below": "s**k*(1 + k/s) >= s**k/2", "above": "s**k*(1 + k/s) <= 3/2*s**k"},
        check=relations(domain=["s > 0", "s > 2*k", "s > -2*k"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        uses=("homog/lemma_f_1/parts",),
    ),
    Claim(
        part="inverse",
        says="The inverse is of the order y (log y)^(-k): at y = x (log x)^k, s = log x, one has y (log y)^(-k) = x (s/(s + k log s))^k, and s/(s + k log s) lies between 1/2 "
             "and 2 once s > 4 |k| log s.",
        where="Lemma F.1, second part",
        printed={"": "x*s**k*(s + k*log(s))**(-k) = x*(s/(s + k*log(s)))**k", "below": "s/(s + k*log(s)) > 1/2", "above": "s/(s + k*log(s)) < 2"},
        check=relations(domain=["x > 1", "s > 1", "s > 4*k*log(s)", "s > -4*k*log(s)"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="elementary_cases",
        says="Where alpha = 2 L the integrand is 1 and G is linear; where alpha = 3 L, G(x) = x log x - x.",
        where="Lemma F.1; instances",
        printed={"two": "D[x, x] = log(x)**0", "three": "D[x*log(x) - x, x] = log(x)"},
        check=differential(domain=["x > 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
