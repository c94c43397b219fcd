"""tdmf Sec. 6: the discussion."""

from mirrorsym.register import Claim, discovery, not_decidable

COVERS = ("Sec. 6",)
TITLE = "What the discussion claims"

CLAIMS = (
    Claim(
        part="",
        says="The framework describes how explicit regularization acts on implicit bias, and its findings may matter for early stopping and scaling laws.",
        where="Sec. 6",
        check=not_decidable("a summary and an outlook; what is summed up is decided where it is stated"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
    Claim(
        part="procedure",
        says="There is a systematic procedure that finds the regularizers of a parametrization: for m*w it gives the combinations of 1, m*w and "
             "m^2 + w^2, and no others among analytic functions.",
        where="Sec. 6",
        printed={"g": "m*w", "h": "2*m**2 + 2*w**2 - m*w + 7"},
        changed={"h": "m**2 + 2*w**2"},
        check=discovery(3),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="The paper's own procedure is Cor. 3.1 for separable maps and Thm 3.3 for quadratic ones.",
    ),
)
