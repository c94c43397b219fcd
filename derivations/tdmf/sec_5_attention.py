"""tdmf Sec. 5, attention in transformers, and figure 3."""

from mirrorsym.register import Claim, waits_for

COVERS = ("Sec. 5 (attention)", "Fig. 3")
TITLE = "Attention in a small vision transformer"

CLAIMS = (
    Claim(
        part="",
        says="More weight decay lets the quotient of the nuclear and the Frobenius norm of K^T Q fall more during training.",
        where="Sec. 5, attention; Figure 3a",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
        note="Theorem 3.3 does not cover full K and Q (see Sec. 4, attention), so no statement of the theory decides this.",
        uses=("tdmf/sec_4_attention",),
    ),
    Claim(
        part="validation",
        says="Large weight decay can lower the validation error, and too much of it raises it.",
        where="Sec. 5, attention; Figure 3b",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
    ),
)
