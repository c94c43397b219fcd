"""tdmf Assumption A.1 with Eq. (12): how long the flows exist."""

from mirrorsym.register import Claim, not_decidable, pair_has, relations

COVERS = ("Assumption A.1", "Eq. 12")
TITLE = "Well-behaved flows"

CLAIMS = (
    Claim(
        part="",
        says="Each gradient flow of a coordinate of g exists until it leaves every bounded set, and of two such flows the one order is defined exactly when the other "
             "is.",
        where="Assumption A.1",
        check=not_decidable("an assumption; for each map the criterion `complete_flows` decides it"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
    Claim(
        part="eq_12",
        says="The flow is that of -grad f, for a function f that is printed with values in R^n.",
        where="Eq. (12)",
        check=not_decidable("a definition; a gradient flow belongs to a function with values in R, here the coordinates of g"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
    Claim(
        part="example",
        says="u^2 - v^2 and u^2 + v^2 on u, v > 0 meet the assumption: their flows exist there for all time.",
        where="Assumption A.1, an example of ours",
        printed={"g": "u**2 - v**2; u**2 + v**2"},
        changed={"g": "u - v; u + v"},
        check=pair_has({"complete_flows": "HOLDS"}, domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="counterexample",
        says="u - v and u + v on u, v > 0 do not: the flows cross the edge at finite points.",
        where="Assumption A.1, a counterexample of ours",
        printed={"g": "u - v; u + v"},
        changed={"g": "u**2 - v**2; u**2 + v**2"},
        check=pair_has({"complete_flows": "FAILS"}, domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="i_equals_j",
        says="As its first sentence grants, the assumption admits flows that blow up in finite time: read with i = j in the second sentence, and held against u^4 on u > 0, "
             "where u^(-2) = 1 + 8t after the time t from u = 1; whenever the times s and then t can be run, so can t and then s.",
        where="Assumption A.1",
        printed={"order": "1 + 8*t > 0"},
        check=relations(variables=("s", "t"), domain=["1 + 8*s > 0", "1 + 8*(s + t) > 0"]),
        recorded="FAILS",
        scope="refuted",
        corrected={"order": "1 + 8*(t + s) > 0"},
        corrected_says="Read with i = j, the second sentence excludes every flow that blows up in finite time, which the first sentence admits. For i different from j, or for i = j where "
                       "only the total time counts (checked), there is no such conflict; and this is how the program reads it.",
        why="Run s = 1 first and u^(-2) = 9; then t = -1/5 is possible. In the other order t = -1/5 would need u^(-2) = 1 - 8/5 < 0.",
        script="""
from mpmath import mpf
inverse_square = lambda t: 1 + 8*t               # u^(-2) of the flow of -grad u^4 from u = 1; it must stay positive
s, t = mpf(1), mpf("-0.2")
print("s, then t:", inverse_square(s), inverse_square(s + t), "; t first:", inverse_square(t))
assert inverse_square(s) > 0 and inverse_square(s + t) > 0 and inverse_square(t) < 0
""",
        note="One of two readings. The same happens between g and h of u^4 - v^4 with u^4 + v^4, where it is no matter of reading.",
    ),
)
