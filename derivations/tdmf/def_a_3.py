"""tdmf Def. A.3: commuting parametrizations."""

from mirrorsym.register import Claim, not_decidable, pair_has

COVERS = ("Def. A.3",)
TITLE = "Commuting parametrizations"

CLAIMS = (
    Claim(
        part="",
        says="A twice continuously differentiable g is commuting when the brackets of the gradients of its coordinates vanish on M.",
        where="Def. A.3",
        check=not_decidable("a definition; the number of coordinates is printed with two letters"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
    Claim(
        part="example",
        says="(u^2 - v^2, u^2 + v^2) is commuting.",
        where="Def. A.3, an example of ours",
        printed={"g": "u**2 - v**2; u**2 + v**2"},
        changed={"g": "u**2 - v**2; u*v"},
        check=pair_has({"commuting": "HOLDS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="counterexample",
        says="(u^2 - v^2, u v) is not.",
        where="Def. A.3, a counterexample of ours",
        printed={"g": "u**2 - v**2; u*v"},
        changed={"g": "u**2 - v**2; u**2 + v**2"},
        check=pair_has({"commuting": "FAILS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
