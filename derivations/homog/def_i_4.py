"""homog Definition I.4: the margin with a potential per layer."""

from mirrorsym.register import Claim, differential, relations, together, waits_for

COVERS = ("Def. I.4",)
TITLE = "q_min over the product of Q_j^(L_j/alpha_j)"

CLAIMS = (
    Claim(
        part="scale_free",
        says="For exactly homogeneous layers the margin does not change when a layer is scaled: q gains c^L_j, Q_j gains c^alpha_j.",
        where="Definition I.4",
        printed={"": "c**L1*m/((c**a1*Q1)**(L1/a1)*Q2**(L2/a2)) = m/(Q1**(L1/a1)*Q2**(L2/a2))"},
        check=relations(domain=["c > 0", "m > 0", "Q1 > 0", "Q2 > 0", "L1 > 0", "L2 > 0", "a1 > 0", "a2 > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        note="The formula is lost; the multi-homogeneous margin of Lyu and Li has the same form with norms.",
    ),
    Claim(
        part="one_potential",
        says="With one degree alpha and layers of equal Q it is the Q-margin of Definition 4.1 up to a constant: the product of Q^(L_j/alpha) over two layers is (Q^(L/alpha)), L = L1 + L2.",
        where="Definition I.4 against Definition 4.1",
        printed={"": "Q**(L1/alpha)*Q**(L2/alpha) = Q**((L1 + L2)/alpha)", "whole": "(2*Q)**((L1 + L2)/alpha) = 2**((L1 + L2)/alpha)*Q**((L1 + L2)/alpha)"},
        check=relations(domain=["Q > 0", "L1 > 0", "L2 > 0", "alpha > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="rate",
        says="Each layer's Q_j grows at L_j times the sum of e^(-q) q: for q = u^2 v, with L_1 = 2 and L_2 = 1.",
        where="App. I, modularity; Eq. (4) layer by layer",
        printed={"first": "-u*D[exp(-u**2*v), u] = 2*exp(-u**2*v)*(u**2*v)", "second": "-v*D[exp(-u**2*v), v] = 1*exp(-u**2*v)*(u**2*v)"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="layers_grow_apart",
        says="With different degrees the layers grow apart: hyperbolic entropy in one layer (Q about |a|) and gradient descent in the other (Q = w^2/2) keep Q_1 - Q_2, so a grows like w^2/2 and w/a tends to 0. "
             "So the direction of all weights together loses the second layer, and each layer needs its own normalization.",
        where="App. I, modularity: what the directional vector has to be",
        printed={"a.": "w/(w**2/2) < e", "b.": "(w**2/2 + c)/(w**2/2) - 1 < e"},
        check=together(a=relations(domain=["w > 0", "e > 0", "e*w > 2"]), b=relations(domain=["w > 0", "e > 0", "c > 0", "e*w**2 > 2*c"])),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="The formula of the directional vector is lost.",
    ),
    Claim(
        part="limit",
        says="The flow converges to KKT points of the problem that belongs to this margin.",
        where="App. I, after Definition I.4",
        check=waits_for("the horizon functions"),
        recorded="UNDECIDED",
        scope="open",
        wording="RECONSTRUCTED",
        note="The constrained problem's formula is lost.",
    ),
)
