"""homog Section 6: conclusion."""

from mirrorsym.register import Claim, not_decidable, relations

COVERS = ("Sec. 6",)
TITLE = "l1 selects few parameters, lp with p > 2 spreads them"

CLAIMS = (
    Claim(
        part="instance",
        says="For one sample (1, 2) the l1 problem is solved by (0, 1/2), where one parameter is active, and the l3 problem by a multiple of (1, sqrt 2), whose entries are closer to each other than those of "
             "the l2 solution (1, 2).",
        where="Section 6, second paragraph",
        printed={"l1": "abs(x) + abs(y) >= 1/2", "l3": "c*sqrt(2) < c*2"},
        check=relations(domain=["x + 2*y > 1", "c > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("homog/thm_4_7/linear_instance", "homog/cor_4_8/linear_instance"),
    ),
    Claim(
        part="spread",
        says="In general the lp solution for one sample has entries in the proportion x_i^(1/(p-1)): for p > 2 and b > 1 that is closer to 1 than the proportion b of l2, and it tends to 1 as p grows.",
        where="Section 6, second paragraph",
        printed={"closer": "b**(1/(p-1)) < b", "above": "b**(1/(p-1)) > 1", "gradient": "(b**(1/(p-1)))**(p-1) = b"},
        check=relations(domain=["b > 1", "p > 2"]),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="quantization",
        says="Even weight sizes make quantization easier.",
        where="Section 6",
        check=not_decidable("a conjecture about practice"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
)
