"""lwla Assumption 3.5: flows that end at infinity only, and that can be exchanged."""

from mirrorsym.register import Claim, pair_has, relations

COVERS = ("Assumption 3.5",)
TITLE = "When flows can be exchanged"

CLAIMS = (
    Claim(
        part="weaker_than_complete",
        says="The assumption is weaker than completeness: x^3, whose flow blows up, meets it for every i and j, so also for i = j = 1; that is, "
             "where phi^t and then phi^s is defined, phi^s comes first as well.",
        where="Assumption 3.5, its second sentence ('for any i, j')",
        printed={"swapped": "1 + 3*x*s > 0"},
        check=relations(domain=["x > 0", "1 + 3*x*t > 0", "1 + 3*x*(s + t) > 0"]),
        recorded="FAILS",
        scope="refuted",
        hypotheses=("i = j counts as a pair, as printed",),
        corrected_says="The second sentence is to be read for i and j different; so read x^3 meets it, and Eq. (6) follows.",
        why="The flow of x^3 from x > 0 is x/(1 + 3 x t), defined while 1 + 3 x t > 0. Moving by t and then by s is defined when that holds for t and "
            "for s + t, and then s alone may be out of range: the same works for every flow that ends. So with i = j the assumption would ask for "
            "complete flows, which it is meant to relax.",
        script="""
from fractions import Fraction as Q
flow = lambda x, t: x/(1 + 3*x*t) if 1 + 3*x*t > 0 else None      # of x^3, along minus the gradient
x, t, s = Q(1), Q(1), Q(-1, 2)
print("t, then s:", flow(flow(x, t), s), "  s first:", flow(x, s))
assert flow(flow(x, t), s) is not None and flow(x, s) is None
""",
        note="A reading with i and j different is clearly meant; our criterion `complete_flows` uses it.",
    ),
    Claim(
        part="example",
        says="With i and j different (x^3, y^3) meets it on the plane, though its flows are not complete.",
        where="Assumption 3.5",
        printed={"g": "x**3;y**3"},
        changed={"g": "exp(x) - exp(y);exp(x) + exp(y)"},
        check=pair_has({"complete_flows_of_g": "HOLDS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="leaves_at_finite_norm",
        says="The identity on x > 0 violates the first sentence: its flow reaches 0 in finite time.",
        where="Assumption 3.5",
        printed={"g": "x"},
        changed={"g": "x**2"},
        check=pair_has({"complete_flows_of_g": "FAILS"}, domain=["x > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="not_exchangeable",
        says="(e^u - e^v, e^u + e^v) violates the second sentence alone: moving along one flow changes the time at which the other one ends.",
        where="Assumption 3.5",
        printed={"g": "exp(u) - exp(v);exp(u) + exp(v)"},
        changed={"g": "exp(u);exp(v)"},
        check=pair_has({"complete_flows_of_g": "FAILS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="indices",
        says="In our text the set equation has U_ij on both sides. That would be another condition than the words: for (u, v^3) the flows can be "
             "exchanged, but the pairs (s, t) with 1 + 3 v t > 0 are not closed under exchange of s and t: t > 0 and s = -1/(3 v) - r.",
        where="Assumption 3.5, the set equation",
        printed={"inside": "1 + 3*v*t > 0", "exchanged": "1 + 3*v*(-1/(3*v) - r) < 0"},
        check=relations(domain=["v > 0", "t > 0", "r > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note="Read with U_ji on the right side, as the words after it say. The index may have been lost in our text. So may the index G_i of phi in "
             "the first sentence.",
    ),
)
