"""tdmf Def. 3.2: a parameterized Bregman function, and when it is contracting."""

from mirrorsym.register import Claim, not_decidable, pair_has, slopes

COVERS = ("Def. 3.2",)
TITLE = "Contracting parameterized Bregman functions"

POSITIVE = {"domain": ["u > 0", "v > 0"]}

CLAIMS = (
    Claim(
        part="",
        says="A family R_a of Bregman functions is contracting on A when dR_a/da <= 0 for a in A.",
        where="Def. 3.2",
        check=not_decidable("a definition; the values are again printed as points of R^n, and at which x the inequality is asked is not said: everywhere "
                            "where R_a is finite, or the proof of Thm B.2 has a gap"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
    Claim(
        part="printed_example",
        says="R_a(x) = (x - a)^2 is contracting for a in (-oo, 0].",
        where="after Def. 3.2",
        printed={"contracting": "diff((x - a)**2, a) <= 0"},
        check=slopes(domain=["a < 0"]),
        recorded="FAILS",
        scope="refuted",
        corrected={"contracting": "diff(exp(-a)*x**2, a) <= 0"},
        corrected_says="R_a(x) = e^(-a) x^2 is contracting on all of R; (x - a)^2 has the derivative 2 (a - x), which is positive for x < a.",
        why="d/da (x - a)^2 = 2 (a - x), which is at most 0 only for x >= a; at a = 0, x = -1 it is 2. A function of a alone cannot mend it, because "
            "the term -2 a x is linear in x.",
        script="""
from mpmath import mpf, diff
R = lambda x, a: (x - a)**2
slope = diff(lambda a: R(mpf(-1), a), mpf(0))
print("dR_a/da at x = -1, a = 0:", slope)
assert slope > 1
""",
        note="On the half-line x >= 0 the inequality holds for a <= 0, but there the function is no Legendre function: its gradient is bounded at 0.",
    ),
    Claim(
        part="example",
        says="The potentials of u^2 - v^2 with weight decay are an example.",
        where="Def. 3.2, an example of ours",
        printed={"g": "u**2 - v**2", "h": "u**2 + v**2"},
        changed={"h": "u**2 - v**2"},
        check=pair_has({"bregman": "HOLDS", "contracting": "HOLDS"}, **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="counterexample",
        says="Those of u^2 - v^2 with u^2 - 2 v^2 are none: Bregman functions, but not contracting, even after adding a function of a.",
        where="Def. 3.2, a counterexample of ours",
        printed={"g": "u**2 - v**2", "h": "u**2 - 2*v**2"},
        changed={"h": "u**2 + 2*v**2"},
        check=pair_has({"bregman": "HOLDS", "contracting": "FAILS", "contracting_up_to_constant": "FAILS"}, **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="normalization",
        says="Contracting depends on which function of a is added to R_a, which the flow does not see: with h = u^2 + v^2 - 5, whose gradient is that of "
             "weight decay, R_a is not contracting in the normalization d_a R_a = -h, and is after adding a function of a.",
        where="Def. 3.2, a remark of ours",
        printed={"g": "u**2 - v**2", "h": "u**2 + v**2 - 5"},
        changed={"h": "u**2 + v**2 + 5"},
        check=pair_has({"contracting": "FAILS", "contracting_up_to_constant": "HOLDS"}, **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
