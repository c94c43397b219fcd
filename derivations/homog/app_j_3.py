"""homog App. J.3 and Section 5: vision tasks."""

from mirrorsym.register import Claim, relations, waits_for

COVERS = ("App. J.3", "Table 9", "Fig. 4", "Fig. 14")
TITLE = "Layerwise rescaled metric, biases of the first layer, and accuracies"

CLAIMS = (
    Claim(
        part="layerwise_mean",
        says="An inverse metric divided by its mean over the layer has the mean 1, so every layer's average update has the size of gradient descent's: two entries.",
        where="App. J.3, first display",
        printed={"": "(a/((a + b)/2) + b/((a + b)/2))/2 = 1"},
        check=relations(domain=["a > 0", "b > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note="The display is lost; the sentence after it says what it is for.",
    ),
    Claim(
        part="first_layer_bias",
        says="Biases in the first layer alone keep homogeneity: they are weights of a constant input, c a (c w x + c b) = c^2 a (w x + b). In a later layer they do not.",
        where="App. J.3, 'does not violate homogeneity'",
        printed={"first": "c*a*(c*w*x + c*b) = c**2*(a*(w*x + b))", "later": "c*(c*a*w*x + b) != c**2*(a*w*x + b)"},
        check=relations(domain=["c > 1", "b > 0", "a > 0", "w > 0", "x > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("homog/eq_1/degree",),
    ),
    Claim(
        part="pooling",
        says="Max pooling keeps homogeneity too.",
        where="App. J.3, the network VGG-16",
        printed={"below": "max(c*x, c*y) <= c*max(x, y)", "above": "max(c*x, c*y) >= c*max(x, y)"},
        check=relations(domain=["c > 0"]),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="metric_is_no_mirror_map",
        says="Divided by the layer's mean, the metric is no longer that of a separable potential: its first entry a(x)/(a(x) + a(y)), a = sqrt(x^2 + 1), depends on the other coordinate y.",
        where="App. J.3, first display, against Section 3",
        printed={"": "sqrt(x**2 + 1)/(sqrt(x**2 + 1) + sqrt(y**2 + 1)) < sqrt(x**2 + 1)/(sqrt(x**2 + 1) + 1)"},
        check=relations(domain=["y > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="As one factor for the whole layer it changes the speed only; with several layers it changes their relative speeds, so that the balance of Lemma 3.1 does not carry over.",
    ),
    Claim(
        part="accuracies",
        says="The hyperbolic entropy has the best validation accuracy, the first layer's weights show the sparse and dense patterns, the last layer's do not.",
        where="Table 9, Fig. 4, Fig. 14",
        check=waits_for("the experiments"),
        recorded="UNDECIDED",
        scope="open",
        note="Training on images is beyond this register's budget.",
    ),
)
