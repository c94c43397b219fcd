"""homog Lemma 3.1, with Eq. (6) and App. B: the balance of mirror flow."""

from mirrorsym.register import Claim, differential, relations, together

COVERS = ("Lemma 3.1", "Eq. 6", "App. B")
TITLE = "Mirror flow keeps the differences of Q between neighboring layers"

LAM = {"lam": "positive"}
TWO = "(p1*s1*(w1*x1 + w2*x2) + p2*s2*(w3*x1 + w4*x2))"
THREE = "(q1*t1*(v1*s1*w1*x + v2*s2*w2*x) + q2*t2*(v3*s1*w1*x + v4*s2*w2*x))"
LOST = "The formula is lost; App. B's sentences (invariance under the factors c and 1/c of two layers, Q as the Legendre dual) force it."


def radial(f: str, *names: str) -> str:
    return " + ".join(f"{n}*D[{f}, {n}]" for n in names)


CLAIMS = (
    Claim(
        part="rate_of_Q",
        says="Along d(R'(w))/dt = -G the function Q = w R' - R grows at the rate -w G: Q' times the speed -G/R'' is -w G, for the two potentials of Table 1 and "
             "for cosh w. No loss, no data and no limit enters.",
        where="Lemma 3.1, App. B (the evolution of the conserved quantity)",
        printed={"hyperbolic": "D[sqrt(w**2 + lam**2), w]*(-G*sqrt(w**2 + lam**2)) = -w*G",
                 "smoothened": "D[(p-1)/p*w**p + lam/2*w**2, w]*(-G/((p-1)*w**(p-2) + lam)) = -w*G",
                 "cosh": "D[w*sinh(w) - cosh(w), w]*(-G/cosh(w)) = -w*G"},
        check=differential(domain=["w > 0", "p > 2", "G > 0"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note="Written for w > 0; the potentials are even.",
        uses=("homog/lemma_2_5/gradient_of_Q",),
    ),
    Claim(
        part="rate_of_Q_in_letters",
        says="The same for any potential: with r1, r2 for R' and R'', the slope of w R' - R is r1 + w r2 - r1, and times -G/r2 it is -w G.",
        where="Lemma 3.1, App. B",
        printed={"": "(r1 + w*r2 - r1)*(-G/r2) = -w*G"},
        check=relations(domain=["r2 > 0", "w > 0", "G > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="eq_6",
        says="The inner products of neighboring layers with their gradients are equal, because the factors c and 1/c of two layers cancel: two and three layers "
             "with two neurons or inputs each, on each linear region (s, t: slopes of the activations).",
        where="Eq. (6)",
        printed={"invariance": f"p1*s1*c*(w1*x1 + w2*x2)/c + p2*s2*c*(w3*x1 + w4*x2)/c = {TWO}",
                 "two": f"{radial(TWO, 'w1', 'w2', 'w3', 'w4')} = {radial(TWO, 'p1', 'p2')}",
                 "three": f"{radial(THREE, 'v1', 'v2', 'v3', 'v4')} = {radial(THREE, 'q1', 'q2')}",
                 "three_below": f"{radial(THREE, 'w1', 'w2')} = {radial(THREE, 'v1', 'v2', 'v3', 'v4')}"},
        check=differential(domain=["c > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note=LOST,
    ),
    Claim(
        part="balance",
        says="So Q_2(a) - Q_1(w) is conserved for f = a s w x with any potentials in the two layers: hyperbolic with hyperbolic, and hyperbolic above cosh (G is "
             "the loss's derivative with respect to f).",
        where="Lemma 3.1",
        printed={"same": "D[sqrt(a**2 + lam**2), a]*(-sqrt(a**2 + lam**2)*G*s*w*x) = D[sqrt(w**2 + lam**2), w]*(-sqrt(w**2 + lam**2)*G*a*s*x)",
                 "mixed": "D[sqrt(a**2 + lam**2), a]*(-sqrt(a**2 + lam**2)*G*s*w*x) = D[w*sinh(w) - cosh(w), w]*(-G*a*s*x/cosh(w))"},
        check=differential(parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note=LOST,
        uses=("homog/lemma_3_1/rate_of_Q", "homog/lemma_3_1/eq_6"),
    ),
    Claim(
        part="per_neuron",
        says="With potentials that are sums over entries it holds for every neuron: the outgoing and the incoming weights of one neuron have the same inner "
             "product with the gradient, where there are two of each and a second neuron.",
        where="Lemma 3.1, as used in App. G.5",
        printed={"": "+".join(f"{n}*D[G1*(o1*s*(w1*x1 + w2*x2) + u*r) + G2*(o2*s*(w1*x1 + w2*x2) + v*r), {n}]" for n in ("w1", "w2")) + " = "
                     + "+".join(f"{n}*D[G1*(o1*s*(w1*x1 + w2*x2) + u*r) + G2*(o2*s*(w1*x1 + w2*x2) + v*r), {n}]" for n in ("o1", "o2"))},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="gradient_flow",
        says="For R = ||theta||^2/2 it is the balance of gradient flow: Q = x^2/2, so the printed quantity is half of that of Eq. (2).",
        where="the sentence after Lemma 3.1",
        printed={"": "x*D[x**2/2, x] - x**2/2 = x**2/2"},
        check=differential(domain=["x > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        uses=("homog/eq_2",),
    ),
    Claim(
        part="it_is_Q_not_R",
        says="What is conserved is Q and not the potential: for f = a w and hyperbolic entropy with lam = 1, at a = 2 and w = 1, the rates of R(a) and R(w) differ "
             "(arcsinh(2) sqrt 5 against 2 arcsinh(1) sqrt 2, both times the loss's derivative).",
        where="Lemma 3.1; which function it is about",
        printed={"": "asinh(2)*sqrt(5)*G > 2*asinh(1)*sqrt(2)*G"},
        check=relations(domain=["G > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="near_misses",
        says="Each hypothesis carries weight: a bias b that is not counted among a layer's weights, an activation that is not homogeneous (exp(z) - 1), a loss with "
             "weight decay m in one layer, and a potential that is no sum over layers (aw as a mixed term) all break it.",
        where="Lemma 3.1; its hypotheses",
        printed={"bias.": "a*D[a*(w*x + b), a] != w*D[a*(w*x + b), w]",
                 "curved.": "a*D[a*(exp(w) - 1), a] < w*D[a*(exp(w) - 1), w]",
                 "decay.": "a*D[a*w + m*w**2, a] != w*D[a*w + m*w**2, w]",
                 "mixed.": "2*a*(-(2*w - a/2)) + (-2*w)*(-(2*a - w/2)) != 0"},
        check=together(bias=differential(domain=["a > 0", "x > 0", "b > 0"]), curved=differential(domain=["a > 0", "w > 0"]),
                       decay=differential(domain=["w > 0", "m > 0"]), mixed=differential(domain=["a > w", "w > 0"])),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="Mixed: R = a^2 + w^2 + a w/2 has a Hessian with the inverse (2, -1/2; -1/2, 2) up to 15/4, and along its flow of the loss a w the quantity "
             "a^2 - w^2 has the rate 2 a a' - 2 w w' with a' = -(2 w - a/2), w' = -(2 a - w/2).",
    ),
    Claim(
        part="at_a_kink",
        says="At a kink of the ReLU every element of the Clarke subdifferential keeps the balance: there z = w x = 0, the slope s is any number in [0, 1], and both "
             "inner products are a s w x, whatever s is.",
        where="Section 3 around Eq. (3), App. B",
        printed={"": "a*(s*w*x) = w*(a*s*x)"},
        check=relations(domain=["s > 0", "s < 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
