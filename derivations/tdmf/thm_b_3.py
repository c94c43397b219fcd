"""tdmf Thm B.3: products of more than two factors with weight decay."""

from mirrorsym.register import Claim, not_decidable, pair_has, relations, slopes, together

COVERS = ("Thm B.3",)
TITLE = "Depth above two with weight decay"

G, H = "p*q*r", "(p**2 + q**2 + r**2)"

CLAIMS = (
    Claim(
        part="",
        says="A product of k > 2 variables and the sum of their squares do not commute: k = 3, 4, 5.",
        where="Thm B.3",
        printed={"three.g": "p*q*r", "three.h": "p**2 + q**2 + r**2", "four.g": "p*q*r*s", "four.h": "p**2 + q**2 + r**2 + s**2",
                 "five.g": "p*q*r*s*t", "five.h": "p**2 + q**2 + r**2 + s**2 + t**2"},
        changed={"three.h": "2*p*q*r + 1"},
        check=together(**dict.fromkeys(("three", "four", "five"), pair_has({"commuting_with_h": "FAILS"}))),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("tdmf/thm_b_3/bracket",),
    ),
    Claim(
        part="two_factors",
        says="For k = 2 they do.",
        where="Thm B.3, the boundary case",
        printed={"g": "p*q", "h": "p**2 + q**2"},
        changed={"h": "p**2 + 2*q**2"},
        check=pair_has({"commuting_with_h": "HOLDS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="bracket",
        says="Component i of the bracket is (4 - 2k) times the product of the other variables P_i: 2 P_i - 2 (k - 1) P_i, because P_i is homogeneous of degree k - 1.",
        where="proof of Thm B.3",
        printed={"component": "2*P - 2*(k - 1)*P = (4 - 2*k)*P"},
        check=relations(),
        recorded="HOLDS",
        scope="proved in general",
        note="Hess h grad g = 2 grad g, and Hess g grad h = 2 Hess g w = 2 (k - 1) grad g by Euler's relation.",
    ),
    Claim(
        part="bracket_for_three",
        says="Written out for k = 3: the first component is -2 q r.",
        where="proof of Thm B.3",
        printed={"first": f"{' + '.join(f'diff(diff({H}, p), {n})*diff({G}, {n})' for n in 'pqr')} - "
                          f"({' + '.join(f'diff(diff({G}, p), {n})*diff({H}, {n})' for n in 'pqr')}) = (4 - 2*3)*q*r"},
        check=slopes(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="flow",
        says="The gradient flow of the pair is dw_i = -P_i f' dt - alpha w_i dt.",
        where="proof of Thm B.3",
        printed={"decay": "diff(w**2 + v**2, w) = w"},
        check=slopes(),
        recorded="FAILS",
        scope="refuted",
        corrected={"decay": "diff(w**2 + v**2, w) = 2*w"},
        corrected_says="It is dw_i = -P_i f' dt - 2 alpha w_i dt, for h as stated.",
        why="The flow has -alpha grad h, and the gradient of the sum of squares is 2 w.",
        script="""
from mpmath import mpf, diff
print("d/dw (w^2 + v^2) at w = 3:", diff(lambda w: w**2 + 1, mpf(3)))
assert abs(diff(lambda w: w**2 + 1, mpf(3)) - 6) < mpf("1e-6")
""",
        note="A lost factor; the argument does not depend on it.",
    ),
    Claim(
        part="only_sufficient",
        says="Commuting is a sufficient condition, so the pair is not shown to have no time-dependent mirror flow.",
        where="after Thm B.3",
        check=not_decidable("a remark about what is not claimed; the next claim says more for this pair"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
        uses=("tdmf/thm_b_3/no_potential",),
    ),
    Claim(
        part="no_potential",
        says="For k = 3 from (1, 1, 1) there is none: moving along g for the time s and then shrinking by the factor l = e^(2a), or in the other order, ends in different x, "
             "(l/(1 - s))^3 and (l/(1 - l s))^3.",
        where="after Thm B.3, a remark of ours",
        printed={"orders": "(l/(1 - s))**3 != (l/(1 - l*s))**3"},
        changed={"orders": "(l/(1 - s))**3 != (l*(1/(1 - s)))**3"},
        check=relations(domain=["s > 0", "s < 1", "l > 0", "l < 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="grad R_a(x) = mu would make x a function of (mu, a). So for these maps there is no time-dependent Legendre function whose range could shrink.",
    ),
    Claim(
        part="flow_of_three",
        says="Behind this: p = q = r = 1/(1 - s) solves p' = q r, and scaling by l turns the flow for the time s into l/(1 - l s).",
        where="after Thm B.3, a remark of ours",
        printed={"flow": "diff(1/(1 - s), s) = (1/(1 - s))*(1/(1 - s))", "scaled": "diff(l/(1 - l*s), s) = (l/(1 - l*s))*(l/(1 - l*s))"},
        check=slopes(domain=["s > 0", "s < 1", "l > 0", "l < 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
