"""tdmf Def. 3.1: a parameterized Legendre function."""

from mirrorsym.register import Claim, not_decidable, pair_has

COVERS = ("Def. 3.1",)
TITLE = "Parameterized Legendre functions"

CLAIMS = (
    Claim(
        part="",
        says="A family R_a, a in A, is a parameterized Legendre function when each R_a is a Legendre function. The values are printed as points of R^n.",
        where="Def. 3.1",
        check=not_decidable("a definition; a Legendre function has values in R (or plus infinity), so the printed target R^n is meant to be R"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
    Claim(
        part="example",
        says="The potentials of u^2 - v^2 with weight decay are an example, for all real a.",
        where="Def. 3.1, an example of ours",
        printed={"g": "u**2 - v**2", "h": "u**2 + v**2"},
        changed={"g": "log(u) - log(v)", "h": "log(u) + log(v)", "domain": "u > 1; v > 1"},
        check=pair_has({"legendre": "HOLDS"}, domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="counterexample",
        says="The potentials of log u - log v with log u + log v, taken on u, v > 1 only, are no example: the flow meets the edge while grad R stays "
             "bounded.",
        where="Def. 3.1, a counterexample of ours",
        printed={"g": "log(u) - log(v)", "h": "log(u) + log(v)"},
        changed={"g": "u**2 - v**2", "h": "u**2 + v**2", "domain": "u > 0; v > 0"},
        check=pair_has({"legendre": "FAILS"}, domain=["u > 1", "v > 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
