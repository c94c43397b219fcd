"""homog Assumption G.1 and Lemma G.10: the horizon's gradient against that of the potential."""

from mirrorsym.register import Claim, differential, relations

COVERS = ("Ass. G.1", "Lemma G.10")
TITLE = "grad(phi^2/2) at theta/Q^(1/p) is c grad R/Q^(1 - 1/p) up to an error that vanishes, c = (p-1)/p"

LAM = {"lam": "positive"}
LOST = ("The display of Assumption G.1 is lost. App. G.4 compares the gradient of the squared horizon at the normalized weights with the normalized gradient of R, up to a "
        "constant c; c depends on the horizon's normalization (here phi = ((p-1)/p)^(1/p) ||.||_p).")

CLAIMS = (
    Claim(
        part="lam_zero",
        says="For lam = 0 the two agree exactly with c = (p-1)/p: for one coordinate phi^2/2 has the gradient k^2 x, k^p = (p-1)/p, and Q = (p-1)/p x^p.",
        where="Lemma G.10, 'exactly zero'",
        printed={"": "((p-1)/p)**(2/p)*x/((p-1)/p*x**p)**(1/p) = (p-1)/p*x**(p-1)/((p-1)/p*x**p)**(1 - 1/p)"},
        check=relations(domain=["x > 0", "p > 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note=LOST,
    ),
    Claim(
        part="lam_zero_two",
        says="The same for two coordinates and p = 4, with S = x^4 + y^4 and k^4 = 3/4.",
        where="Lemma G.10, 'exactly zero'",
        printed={"": "k**2*S**(-1/2)*x**3/(k**4*S)**(1/4) = k**4*x**3/(k**4*S)**(3/4)"},
        check=relations(domain=["x > 0", "S > 0", "k > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note=LOST,
    ),
    Claim(
        part="cubic",
        says="For p = 3, lam > 0 and one coordinate the difference vanishes as Q grows. In y = lam/x and up to the common factor (2/3)^(1/3) the two "
             "sides are (1 + 3y/4)^(-1/3) and (1 + y)/(1 + 3y/4)^(2/3): the first lies between 1 - y/4 and the second, the second below 1 + y/2.",
        where="Lemma G.10 for p = 3",
        printed={"horizon": "(2/3)**(2/3)*x/(2/3*x**3*(1 + 3/4*y))**(1/3) = (2/3)**(1/3)*(1 + 3/4*y)**(-1/3)",
                 "potential": "2/3*x**2*(1 + y)/(2/3*x**3*(1 + 3/4*y))**(2/3) = (2/3)**(1/3)*((1 + y)/(1 + 3/4*y)**(2/3))",
                 "below": "(1 + 3/4*y)**(-1/3) >= 1 - y/4", "order": "(1 + 3/4*y)**(-1/3) <= (1 + y)/(1 + 3/4*y)**(2/3)",
                 "above": "(1 + y)/(1 + 3/4*y)**(2/3) <= 1 + y/2"},
        check=relations(domain=["x > 0", "y > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note=LOST,
    ),
    Claim(
        part="quartic_two",
        says="For p = 4 and two coordinates the terms with lam are of lower order: grad R/Q^(3/4) has the part lam x/Q^(3/4), which is at most 2 lam/Q^(1/2), as x <= (4/3 Q)^(1/4).",
        where="Lemma G.10, 'the term depending on lambda grows less fast'",
        printed={"coordinate": "3/4*x**4 <= 3/4*(x**4 + y**4) + lam/2*(x**2 + y**2)", "term": "lam*(4/3*Q)**(1/4)/Q**(3/4) <= 2*lam/Q**(1/2)"},
        check=relations(domain=["x > 0", "y > 0", "Q > 0"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note=LOST,
    ),
    Claim(
        part="two",
        says="For p = 2 they agree exactly for every lam: with phi = sqrt((1 + lam)/2) ||theta|| the constant is 1/2.",
        where="Lemma G.10, the case p = 2",
        printed={"": "(1 + lam)/2*x/((1 + lam)/2*(x**2 + y**2))**(1/2) = 1/2*((1 + lam)*x)/((1 + lam)/2*(x**2 + y**2))**(1 - 1/2)"},
        check=relations(domain=["x > 0", "y > 0"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note=LOST,
    ),
    Claim(
        part="constant",
        says="The constant is forced: for p = 3, lam = 0 and one coordinate the potential's side without c is the number (3/2)^(2/3) at every x, so that another c leaves a fixed difference.",
        where="Lemma G.10, 'for this particular choice'",
        printed={"": "x**2/(2/3*x**3)**(2/3) = (3/2)**(2/3)"},
        check=relations(domain=["x > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="gradient",
        says="The gradient of phi^2/2 for phi = k ||.||_p is k^2 ||theta||_p^(2-p) theta^(p-1), two coordinates.",
        where="Lemma G.10, first display",
        printed={"": "D[k**2*(x**p + y**p)**(2/p)/2, x] = k**2*(x**p + y**p)**((2 - p)/p)*x**(p-1)"},
        check=differential(domain=["x > 0", "y > 0", "p > 1", "k > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
)
