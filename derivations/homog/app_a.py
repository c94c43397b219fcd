"""homog App. A: related work, as far as it says something that can be true or false."""

from mirrorsym.register import Claim, not_decidable, pair_has

COVERS = ("App. A",)
TITLE = "Which reparameterizations are mirror flows"

THREE = {"g": ["u*v*w", "p*q*r"], "domain": ["v > u", "v > -u", "w > u", "w > -u", "q > p", "q > -p", "r > p", "r > -p"]}

CLAIMS = (
    Claim(
        part="deeper_products",
        says="Deeper reparameterizations and group-sparse ones correspond to no mirror flow, as they violate the conditions of Li et al.: read for the product of three weights per coordinate, that its "
             "gradients do not commute.",
        where="App. A, sparse training",
        printed={"g": "u*v*w; p*q*r"},
        corrected={"g": "s*u; s*v", "domain": "s > 0; u > 0; v > 0"},
        corrected_says="It is right for group-sparse products: s (u, v), whose coordinates share the factor s, does not commute.",
        note="Products of own weights per coordinate are mirror flows (product_of_three, product_of_four), but for three or more weights with a mirror map that is not onto, which Assumption 2.3 of this paper excludes.",
        check=pair_has({"commuting": "FAILS"}, **THREE),
        recorded="FAILS",
        scope="refuted",
        why="Every coordinate of the product has weights of its own, so all brackets vanish. On v > |u|, w > |u| the product is regular and its flow leaves the set at infinite norm only, so Theorem 4.8 of Li et al. "
            "applies. Its flow reaches infinity in finite time, so that the values of the mirror map are bounded.",
        script="""
from mpmath import mp, mpf, odefun, cos, pi
mp.dps = 15
def run(force):                                  # gradient flow of the product u v w under a force, and the integral of the force
    f = odefun(lambda t, y: [force(t)*y[1]*y[2], force(t)*y[0]*y[2], force(t)*y[0]*y[1], force(t)], 0, [mpf(1)/2, 1, 2, 0])
    y = f(mpf(1)/4)
    return y[0]*y[1]*y[2], y[3]
(x1, m1), (x2, m2) = run(lambda t: mpf(1)), run(lambda t: 1 + 3*cos(8*pi*t))
print("integrals of the forces:", m1, m2, " products:", x1, x2)
assert abs(m1 - m2) < 1e-8 and abs(x1 - x2) < 1e-8   # the product is a function of the integral: a mirror flow
""",
    ),
    Claim(
        part="product_of_three",
        says="The theorem of Li et al. does apply to the product of three own weights per coordinate: it is regular, commutes, and its flows leave the set at infinite norm only.",
        where="App. A, sparse training",
        printed={"g": "u*v*w; p*q*r"},
        check=pair_has({"commuting": "HOLDS", "regular": "HOLDS", "complete_flows_of_g": "HOLDS"}, {"lwla.4.8": "HOLDS"}, **THREE),
        recorded="HOLDS",
        scope="proved for the stated family",
        changed={"g": "u*v*w; 2*u*v*w"},
    ),
    Claim(
        part="product_of_four",
        says="And to the product of four.",
        where="App. A, sparse training",
        printed={"g": "u*v*w*z"},
        check=pair_has({"commuting": "HOLDS", "regular": "HOLDS", "complete_flows_of_g": "HOLDS"}, {"lwla.4.8": "HOLDS"},
                       domain=["v > u", "v > -u", "w > u", "w > -u", "z > u", "z > -u"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        changed={"g": "u**2*v*w*z"},
    ),
    Claim(
        part="group_sparse",
        says="A group s (u, v) with a common factor is no mirror flow for all losses: not even the necessary condition of Li et al. (Theorem 4.9) holds.",
        where="App. A, sparse training",
        printed={"g": "s*u; s*v"},
        check=pair_has({"commuting": "FAILS", "lie_necessary": "FAILS"}, domain=["s > 0", "u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        changed={"g": "s*u; v"},
    ),
    Claim(
        part="literature",
        says="The rest of the appendix reports on the literature.",
        where="App. A",
        check=not_decidable("statements about the literature; the two-layer case alpha = 2 is checked with Theorem 4.9"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
)
