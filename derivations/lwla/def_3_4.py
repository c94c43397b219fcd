"""lwla Def. 3.4: regular parametrizations, and what the paragraph before it says of the null space of the Jacobian."""

from mirrorsym.register import Claim, differential, pair_has

COVERS = ("Def. 3.4", "Sec. 3.2, the null space")
TITLE = "Regular parametrizations"

CLAIMS = (
    Claim(
        part="example",
        says="x^2 is regular on x > 0.",
        where="Def. 3.4 and the sentence after it",
        printed={"g": "x**2"},
        changed={"g": "(x - 1)**2"},
        check=pair_has({"regular": "HOLDS"}, domain=["x > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="counterexample",
        says="x^2 is not regular on the whole line: its derivative vanishes at 0.",
        where="Def. 3.4 and the sentence after it",
        printed={"g": "x**2"},
        changed={"g": "x**3 + x"},
        check=pair_has({"regular": "FAILS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="two_coordinates",
        says="(u + v, u v) is regular where u and v differ, and is not regular on the plane: its gradients are parallel where u = v.",
        where="Def. 3.4",
        printed={"g": "u + v;u*v"},
        changed={"g": "u + v;u - v"},
        check=pair_has({"regular": "FAILS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="two_coordinates_apart",
        says="(u + v, u v) is regular on u > v.",
        where="Def. 3.4",
        printed={"g": "u + v;u*v"},
        changed={"g": "u + v;(u + v)**2"},
        check=pair_has({"regular": "HOLDS"}, domain=["u > v"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="null_space",
        says="A null vector of the Jacobian, a d x D matrix, stands in the way of mirror flows, so a regular parametrization has none: of u^2 - v^2 "
             "on u, v > 0 the vector (p, q) = (v, u) is none.",
        where="Sec. 3.2, the paragraph before Def. 3.4",
        printed={"p": "v", "q": "u", "image": "2*u*p - 2*v*q != 0"},
        corrected={"image": "(2*u*c)**2 + (-2*v*c)**2 != 0"},
        changed={"p": "2*v", "q": "2*u"},
        corrected_says="It is the transposed Jacobian, a D x d matrix, that must have no null vector; here it maps no number c > 0 to 0.",
        check=differential(domain=["u > 0", "v > 0", "c > 0"]),
        recorded="FAILS",
        scope="refuted",
        hypotheses=("the Jacobian is the d x D matrix of Sec. 3",),
        why="With D > d every d x D matrix has null vectors, and u^2 - v^2 on the quadrant is regular and follows a mirror flow all the same. What "
            "the argument needs is a vector c of R^d with dG^T c = 0: then w cannot move in the direction c, while a mirror flow could.",
        script="""
u, v = 3, 2                        # G = u^2 - v^2, Jacobian (2u, -2v), regular here
null = (v, u)
image = 2*u*null[0] - 2*v*null[1]
print("the Jacobian", (2*u, -2*v), "maps", null, "to", image)
assert image == 0 and (2*u, -2*v) != (0, 0)
""",
        note="A slip of notation: the surrounding argument is about the transposed matrix.",
    ),
    Claim(
        part="no_null_space_needed",
        says="u^2 - v^2 on u, v > 0, whose Jacobian has a null vector everywhere, is regular and follows a mirror flow.",
        where="Sec. 3.2, the paragraph before Def. 3.4",
        printed={"g": "u**2 - v**2"},
        changed={"g": "(u - v)**2"},
        check=pair_has({"regular": "HOLDS"}, {"lwla.4.8": "HOLDS"}, domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
