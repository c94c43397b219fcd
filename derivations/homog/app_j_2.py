"""homog App. J.2: the three-layer student."""

from mirrorsym.register import Claim, waits_for

COVERS = ("App. J.2", "Table 6", "Table 7", "Table 8", "Fig. 8", "Fig. 9", "Fig. 10", "Fig. 11", "Fig. 12", "Fig. 13")
TITLE = "Three layers: weights, margins, decision boundary"

CLAIMS = (
    Claim(
        part="distributions",
        says="In all layers the sizes of the weights shift as the three constrained problems say.",
        where="Figs. 8, 9, 10 and 11",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
    ),
    Claim(
        part="table_6",
        says="The margins of the hyperbolic entropy and of p = 3 have other orders of magnitude.",
        where="Table 6",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
        note="The numbers are lost. Margins that are normalized by different norms differ by powers of d even at the same weights.",
    ),
    Claim(
        part="influence_of_lam",
        says="A larger lam gives smaller margins, and another representation of the inputs.",
        where="Tables 7 and 8, Figs. 12 and 13",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
    ),
)
