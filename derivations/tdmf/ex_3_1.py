"""tdmf Ex. 3.1: u^2 - v^2 with c_u u^2 - c_v v^2."""

from mirrorsym.register import Claim, pair_has, relations

COVERS = ("Ex. 3.1",)
TITLE = "Squares with two constants"

POSITIVE = {"domain": ["u > 0", "v > 0"], "parameters": {"c_u": "real", "c_v": "real"}}

CLAIMS = (
    Claim(
        part="",
        says="u^2 - v^2 commutes with c_u u^2 - c_v v^2 for all constants.",
        where="Ex. 3.1",
        printed={"g": "u**2 - v**2", "h": "c_u*u**2 - c_v*v**2"},
        changed={"h": "c_u*u**2 - c_v*v**3"},
        check=pair_has({"commuting_with_h": "HOLDS", "wronskian": "HOLDS"}, **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="weight_decay",
        says="c_u = 1 and c_v = -1 make it the squared L2 norm of the parameters.",
        where="Ex. 3.1",
        printed={"h": "1*u**2 - (-1)*v**2 = u**2 + v**2"},
        check=relations(),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="all_constants",
        says="For all constants the pair meets the hypotheses of Theorem 3.1 as printed, where (g, h) is one regular map.",
        where="Ex. 3.1 with Cor. 3.1",
        printed={"g": "u**2 - v**2", "h": "c_u*u**2 - c_v*v**2"},
        check=pair_has({"joint_regular": "HOLDS", "complete_flows": "HOLDS"}, **POSITIVE),
        recorded="FAILS",
        scope="refuted",
        corrected={"g": "u**2 - v**2", "h": "c_u*u**2 - (c_u + 1 + c_v**2)*v**2"},
        corrected_says="It does where c_u and c_v differ (checked: c_u and c_u + 1 + c_v^2 in place of c_v). The weaker form of the theorem holds for all constants.",
        why="The determinant of the Jacobian of (g, h) is 4 u v (c_u - c_v), up to sign.",
        script="""
from mpmath import mpf
u, v, c = mpf(2), mpf(1), mpf(3)
print("determinant for c_u = c_v = 3:", 2*u*(-2*c*v) - (-2*v)*(2*c*u))
assert 2*u*(-2*c*v) - (-2*v)*(2*c*u) == 0
""",
        uses=("tdmf/cor_3_1/if_regular",),
    ),
)
