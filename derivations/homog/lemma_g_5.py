"""homog Lemma G.5: the constraint qualification."""

from mirrorsym.register import Claim, relations

COVERS = ("Lemma G.5",)
TITLE = "The Mangasarian-Fromovitz constraint qualification holds at every feasible point"

CLAIMS = (
    Claim(
        part="",
        says="The direction theta itself raises every active constraint: <theta, h> = L q = L > 0 by Euler's identity.",
        where="Lemma G.5",
        printed={"": "L*q > 0"},
        check=relations(domain=["L > 0", "q > 1"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        uses=("homog/eq_4_7/euler",),
        note="Every element h of the Clarke subdifferential of a homogeneous q satisfies Euler's identity (Lyu and Li, Theorem B.2, quoted).",
    ),
)
