"""homog App. J.1: the two-layer student and teacher."""

from mirrorsym.register import Claim, differential, not_decidable, waits_for

COVERS = ("App. J.1", "Table 2", "Table 3", "Table 4", "Table 5", "Fig. 5", "Fig. 6", "Fig. 7")
TITLE = "Time rescaling, margins of three mirror maps, and the influence of lam"

CLAIMS = (
    Claim(
        part="time_rescaling",
        says="A learning rate divided by the loss is a change of time: with one sample and gradient flow w' = e^(-w)/e^(-w) = 1, the weights grow like t in place of log t.",
        where="App. J.1, experiment of the main text",
        printed={"plain": "D[log(t), t] = exp(-log(t))", "rescaled": "D[t, t] = exp(-t)/exp(-t)"},
        check=differential(domain=["t > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note="The formula of the learning rate is lost.",
    ),
    Claim(
        part="table_2",
        says="Every mirror map has the largest margin of its own kind among the three.",
        where="Table 2",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
        note="The numbers of the table are lost.",
    ),
    Claim(
        part="tables_3_4",
        says="The margin that is reached becomes smaller with larger lam, for the hyperbolic entropy and for p = 3.",
        where="Tables 3 and 4, Figs. 5 and 6",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
    ),
    Claim(
        part="figure_7",
        says="Ten times as much training hardly changes the representation when lam is large.",
        where="Table 5, Fig. 7",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
        uses=("homog/lemma_4_10/exponential_is_real",),
    ),
    Claim(
        part="log_time",
        says="That is what the norm's growth predicts: ten times the time adds log 10 to log t, the factor 1 + log(10)/log(t) to it.",
        where="Fig. 7 against Theorem 4.6",
        printed={"": "log(10*t)/log(t) = 1 + log(10)/log(t)"},
        check=differential(domain=["t > 1"]),
        recorded="HOLDS",
        scope="proved in general",
        uses=("homog/thm_4_6/theorem",),
    ),
    Claim(
        part="setting",
        says="The description of data, teacher and initialization.",
        where="App. J.1",
        check=not_decidable("a description of a setting states nothing; its numbers are lost in our text"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
)
