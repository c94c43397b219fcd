"""homog Definition 4.2: the soft margin."""

from mirrorsym.register import Claim, differential, relations

COVERS = ("Def. 4.2",)
TITLE = "log(1/loss) over Q^(L/alpha)"

CLAIMS = (
    Claim(
        part="positive",
        says="The soft margin is positive once the loss, a number e^(-k) below 1, is: log(1/loss) = k > 0.",
        where="the sentence after Definition 4.2",
        printed={"log": "-log(exp(-k)) = k", "positive": "-log(exp(-k))/Q**(L/alpha) > 0"},
        check=relations(domain=["k > 0", "Q > 0", "L > 0", "alpha > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="smooth_minimum",
        says="-log(e^(-a) + e^(-b)) is below the smaller of a and b, and increases with each of them.",
        where="Definition 4.2: the log-sum-exp",
        printed={"a": "-log(exp(-a) + exp(-b)) < a", "b": "-log(exp(-a) + exp(-b)) < b", "slope": "D[-log(exp(-a) + exp(-b)), a] > 0"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
)
