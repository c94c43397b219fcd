"""homog Eq. (2): the balance of gradient flow."""

from mirrorsym.register import Claim, differential, laws_of

COVERS = ("Eq. 2",)
TITLE = "Gradient flow keeps the differences of the squared norms of neighboring layers"

TWO = "(p1*s1*(w1*x1 + w2*x2) + p2*s2*(w3*x1 + w4*x2))"
THREE = "(q1*t1*(v1*s1*w1*x + v2*s2*w2*x) + q2*t2*(v3*s1*w1*x + v4*s2*w2*x))"


def radial(f: str, *names: str) -> str:
    return " + ".join(f"{n}*D[{f}, {n}]" for n in names)


CLAIMS = (
    Claim(
        part="",
        says="Along gradient flow of any loss the squared Frobenius norms of neighboring layers grow at the same rate: the inner product of "
             "a layer with the gradient is the same for all layers. Shown for two and three layers with two inputs or two neurons each, on "
             "each linear region (s, t: slopes of the activations there).",
        where="Eq. (2)",
        printed={"two": f"{radial(TWO, 'p1', 'p2')} = {radial(TWO, 'w1', 'w2', 'w3', 'w4')}",
                 "three": f"{radial(THREE, 'q1', 'q2')} = {radial(THREE, 'v1', 'v2', 'v3', 'v4')}",
                 "three_below": f"{radial(THREE, 'w1', 'w2')} = {radial(THREE, 'v1', 'v2', 'v3', 'v4')}"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note="The formula is lost; the text calls it the layer-wise norm balance, of which Lemma 3.1 is the mirror analog. With factor 1/2 "
             "or without is a matter of normalization.",
    ),
    Claim(
        part="near_miss",
        says="It is homogeneity that carries it: with a bias in the first layer that is not counted among its weights the rates differ, and "
             "with the activation exp(z) - 1 they differ too.",
        where="Eq. (2); what the hypothesis excludes",
        printed={"bias": "p*D[p*(w*x + b), p] != w*D[p*(w*x + b), w]",
                 "curved": "p*D[p*(exp(w) - 1), p] < w*D[p*(exp(w) - 1), w]"},
        check=differential(domain=["p > 0", "w > 0", "b > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="laws",
        says="The Lie algebra counts the same laws: for a linear network of two layers with two inputs, two neurons and one output there are three (the entries of the symmetric matrix w w^T - p p^T, with the "
             "squared norms in its trace).",
        where="Eq. (2), by a second way",
        printed={"g": "p1*w1 + p2*w3; p1*w2 + p2*w4"},
        check=laws_of(3),
        recorded="HOLDS",
        scope="proved for the stated family",
        changed={"g": "p1*w1 + p2*w3; w2 + w4"},
    ),
    Claim(
        part="laws_per_neuron",
        says="Where two ReLU neurons are active for different samples each of them is an output of its own, and there are two laws, one per neuron.",
        where="Eq. (2), by a second way; Lemma 3.1 neuron by neuron",
        printed={"g": "p1*w1; p1*w2; p2*w3; p2*w4"},
        check=laws_of(2),
        recorded="HOLDS",
        scope="proved for the stated family",
        changed={"g": "p1*w1"},
    ),
)
