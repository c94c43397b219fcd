"""tdmf Def. A.1: regular parametrizations."""

from mirrorsym.register import Claim, not_decidable, pair_has

COVERS = ("Def. A.1",)
TITLE = "Regular parametrizations"

CLAIMS = (
    Claim(
        part="",
        says="g is regular when it is continuously differentiable and its Jacobian has rank n everywhere on M.",
        where="Def. A.1",
        check=not_decidable("a definition; the Jacobian is printed with another letter than the map"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
    Claim(
        part="example",
        says="(u^2 - v^2, u v) is regular where u > 0 and v > 0.",
        where="Def. A.1, an example of ours",
        printed={"g": "u**2 - v**2; u*v"},
        changed={"g": "u**2 - v**2; 2*u**2 - 2*v**2"},
        check=pair_has({"regular": "HOLDS"}, domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="counterexample",
        says="u^2 - v^2 is not regular on the whole plane: its gradient is 0 at the origin.",
        where="Def. A.1, a counterexample of ours",
        printed={"g": "u**2 - v**2"},
        changed={"g": "u - v**2"},
        check=pair_has({"regular": "FAILS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
