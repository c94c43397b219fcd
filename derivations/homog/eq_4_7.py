"""homog Eq. (4) and Eq. (7): the growth of Q and the loss."""

from mirrorsym.register import Claim, differential, relations

COVERS = ("Eq. 4", "Eq. 7")
TITLE = "dQ/dt = L sum e^(-q) q, which is at least L times the loss times log(1/loss)"

CLAIMS = (
    Claim(
        part="equality",
        says="Q grows at the rate -<theta, grad of the loss>, and by Euler's identity that is L times the sum of e^(-q) q: here for two samples of a product of "
             "three weights (L = 3) and of a linear model (L = 1).",
        where="Eq. (4), its equalities",
        printed={"three": "-(u*D[exp(-u*v*w*x) + exp(-u*v*w*y), u] + v*D[exp(-u*v*w*x) + exp(-u*v*w*y), v] + "
                          "w*D[exp(-u*v*w*x) + exp(-u*v*w*y), w]) = 3*(exp(-u*v*w*x)*(u*v*w*x) + exp(-u*v*w*y)*(u*v*w*y))",
                 "one": "-(u*D[exp(-u*x - v*y) + exp(u*z - v), u] + v*D[exp(-u*x - v*y) + exp(u*z - v), v]) = "
                        "exp(-u*x - v*y)*(u*x + v*y) + exp(u*z - v)*(v - u*z)"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        uses=("homog/lemma_3_1/rate_of_Q_in_letters",),
        note="The formula is lost; the sentence after it names its three steps.",
    ),
    Claim(
        part="euler",
        says="A function of degree L satisfies <theta, grad f> = L f: for sums of monomials of degree 3 in two weights.",
        where="Section 3, before Eq. (4)",
        printed={"": "x*D[a*x**3 + b*x**2*y + c*y**3, x] + y*D[a*x**3 + b*x**2*y + c*y**3, y] = 3*(a*x**3 + b*x**2*y + c*y**3)"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="smallest_margin",
        says="The smallest q is at least log(1/loss) when the loss is the sum of e^(-q): every single term is below the sum.",
        where="Eq. (7), its last inequality",
        printed={"two": "a >= -log(exp(-a) + exp(-b))", "three": "a >= -log(exp(-a) + exp(-b) + exp(-c))"},
        check=relations(),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="inequality",
        says="So the sum of e^(-q) q is at least the loss times log(1/loss) (two samples; A = e^(-a), B = e^(-b) are the terms, and a, b >= log(1/(A+B)) = r).",
        where="Eq. (7)",
        printed={"": "A*a + B*b > (A + B)*r"},
        check=relations(domain=["A > 0", "B > 0", "a > r", "b > r"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        uses=("homog/eq_4_7/smallest_margin",),
    ),
    Claim(
        part="mean",
        says="With the mean of the samples' losses in place of the sum the inequality is false: for q = 2 and 3 the mean of e^(-q) q is smaller than the mean loss "
             "times log(1/mean loss), as Jensen's inequality for the concave -z log z says.",
        where="Eq. (7) with the other reading of the loss",
        printed={"": "(exp(-2)*2 + exp(-3)*3)/2*c < -(exp(-2) + exp(-3))/2*log((exp(-2) + exp(-3))/2)*c"},
        check=relations(domain=["c > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="The paper's formula of the loss is lost. Its Eq. (7) and Lemma 4.3 need the sum, or log(1/(n loss)) in place of log(1/loss).",
    ),
    Claim(
        part="mean_mended",
        says="With the mean and log(1/(n loss)), n the number of samples, it is the statement for the sum again.",
        where="Eq. (7) with the other reading of the loss",
        printed={"": "(A*a + B*b)/2 > (A + B)/2*r"},
        check=relations(domain=["A > 0", "B > 0", "a > r", "b > r"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("homog/eq_4_7/inequality",),
    ),
)
