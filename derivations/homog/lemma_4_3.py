"""homog Lemma 4.3: how far the soft margin is from the margin."""

from mirrorsym.register import Claim, relations

COVERS = ("Lemma 4.3",)
TITLE = "The soft margin differs from the margin by at most log(n)/Q^(L/alpha)"

CLAIMS = (
    Claim(
        part="",
        says="Margin - log(n)/Q^(L/alpha) <= soft margin <= margin: for two and three samples with q's m, m + k^2, m + j^2.",
        where="Lemma 4.3 and App. D",
        printed={"two_above": "-log(exp(-m) + exp(-m - k**2)) <= m", "two_below": "-log(exp(-m) + exp(-m - k**2)) >= m - log(2)",
                 "three_above": "-log(exp(-m) + exp(-m - k**2) + exp(-m - j**2)) <= m",
                 "three_below": "exp(-m) + exp(-m - k**2) + exp(-m - j**2) <= 3*exp(-m)"},
        check=relations(),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note="The constant log n is lost in the text; the sentence calls the soft margin an additive approximation.",
    ),
    Claim(
        part="any_number",
        says="For any number n of samples: the sum of the losses is e^(-m) (1 + r) with 0 < r < n - 1 where not all q's agree and not only one counts; then the "
             "same bounds hold, divided by any Q^(L/alpha).",
        where="Lemma 4.3 and App. D",
        printed={"above": "-log(exp(-m)*(1 + r))/Q**(L/alpha) <= m/Q**(L/alpha)",
                 "below": "-log(exp(-m)*(1 + r))/Q**(L/alpha) >= (m - log(1 + r + s))/Q**(L/alpha)"},
        check=relations(domain=["r > 0", "s > 0", "Q > 0", "L > 0", "alpha > 0"]),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        note="n = 1 + r + s with r, s > 0.",
    ),
    Claim(
        part="sharp",
        says="The constant log n cannot be improved: equal q's attain it.",
        where="Lemma 4.3",
        printed={"": "-log(exp(-m) + exp(-m) + exp(-m)) = m - log(3)"},
        check=relations(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="any_Q",
        says="The proof uses nothing of Q but that it is positive, as the text says: any positive number in its place does.",
        where="App. D, the last sentence of the proof",
        printed={"": "-log(exp(-m)*(1 + r))/D >= (m - log(1 + r + s))/D"},
        check=relations(domain=["D > 0", "r > 0", "s > 0"]),
        recorded="HOLDS",
        scope="proved in general",
    ),
)
