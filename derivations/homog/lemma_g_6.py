"""homog Lemma G.6: approximate KKT points along the flow."""

from mirrorsym.register import Claim, differential, relations, waits_for

COVERS = ("Lemma G.6",)
TITLE = "Normalized weights are (epsilon, delta)-KKT points, with delta of the order 1/log(1/loss)"

CLAIMS = (
    Claim(
        part="one_homogeneous",
        says="The gradient of phi^2/2 is homogeneous of degree 1: for the lp norm of two coordinates, at (c x, c y) it is c times that at (x, y).",
        where="Lemma G.6, first step",
        printed={"": "((c*x)**p + (c*y)**p)**(2/p - 1)*(c*x)**(p-1) = c*((x**p + y**p)**(2/p - 1)*x**(p-1))",
                 "gradient": "D[(x**p + y**p)**(2/p)/2, x] = (x**p + y**p)**(2/p - 1)*x**(p-1)"},
        check=differential(domain=["x > 0", "y > 0", "c > 0", "p > 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="angle",
        says="The squared distance of the unit vectors along a and b is 2 - 2 beta, beta the cosine of their angle (two coordinates, unit vectors by angles s and t).",
        where="Lemma G.6, 'where we used the bound'",
        printed={"": "(cos(s) - cos(t))**2 + (sin(s) - sin(t))**2 = 2 - 2*(cos(s)*cos(t) + sin(s)*sin(t))"},
        check=relations(),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="maximum",
        says="The bound of the complementarity term uses that z e^(-z) has its maximum at z = 1, with the value 1/e.",
        where="Lemma G.6, 'has its maximum at'",
        printed={"value": "z*exp(-z) <= exp(-1)", "slope": "D[z*exp(-z), z] = (1 - z)*exp(-z)"},
        check=differential(),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        note="The function's symbol is lost; it is that of Lyu and Li, Lemma C.8.",
    ),
    Claim(
        part="complementarity",
        says="The normalized point theta/q_min^(1/L) has constraints q_i/q_min >= 1, and e^(-q_i) (q_i - q_min) is at most e^(-q_min)/e: the sum over n samples, divided by "
             "q_min e^(-q_min), is at most n/(e q_min), which tends to 0.",
        where="Lemma G.6, second half",
        printed={"": "exp(-m - z)*z = exp(-m)*(z*exp(-z))", "feasible": "(m + z)/m >= 1"},
        check=relations(domain=["m > 0", "z > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        uses=("homog/lemma_g_6/maximum",),
    ),
    Claim(
        part="",
        says="The normalized weights are (epsilon, delta)-KKT points, with epsilon controlled by the angle beta and the approximation of Assumption G.1.",
        where="Lemma G.6",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
        wording="RECONSTRUCTED",
        uses=("homog/lemma_g_6/one_homogeneous", "homog/lemma_g_6/angle", "homog/lemma_g_6/complementarity", "homog/lemma_g_10"),
        note="The constants of epsilon and delta are lost.",
    ),
)
