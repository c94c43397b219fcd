"""tdmf Eq. (4): the mirror flow without regularization, and the hyperbolic entropy as its example."""

from mirrorsym.register import Claim, formulas_of, pair_has, relations

COVERS = ("Eq. 4",)
TITLE = "The mirror flow of a reparametrization without regularization"

POSITIVE = {"domain": ["u > 0", "v > 0"]}
R = "(x*asinh(x/(2*u0*v0)) - sqrt(x**2 + 4*u0**2*v0**2) - x*log(u0/v0))/4"

CLAIMS = (
    Claim(
        part="",
        says="Gradient flow through u^2 - v^2 is the mirror flow of a Legendre function, whatever the loss.",
        where="Eq. (4)",
        printed={"g": "u**2 - v**2"},
        changed={"g": "(u*v)**2"},
        check=pair_has({"commuting": "HOLDS", "regular": "HOLDS", "complete_flows": "HOLDS", "legendre": "HOLDS"}, {"lwla.4.8": "HOLDS"},
                       domain=["u > 0"], variables=["u", "v"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="hyperbolic_entropy",
        says="For u^2 - v^2 this function is the hyperbolic entropy with scale 2 u0 v0, tilted by log(u0/v0).",
        where="after Eq. (4)",
        printed={"R": R},
        check=formulas_of(g=["u**2 - v**2"], **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="The text names the entropy; the formula is that of the works it cites, with the gradient flow's own time.",
    ),
    Claim(
        part="large_start_is_L2",
        says="For large equal starts u0 = v0 = b the entropy is like the squared L2 norm: its second derivative lies between "
             "(1 - x^2/(8 b^4))/(8 b^2) and 1/(8 b^2).",
        where="after Eq. (4)",
        printed={"above": "1/(4*sqrt(x**2 + 4*b**4)) <= 1/(8*b**2)", "below": "1/(4*sqrt(x**2 + 4*b**4)) >= (1 - x**2/(8*b**4))/(8*b**2)"},
        check=relations(domain=["b > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="small_start_is_L1",
        says="For small equal starts u0 = v0 = b it is like the L1 norm: for x > 0 the slope R' = asinh(x/(2 b^2))/4 satisfies "
             "x/b^2 <= exp(4 R') <= x/b^2 + b^2/x, so R'/log(1/b^2) tends to 1/4 as b goes to 0.",
        where="after Eq. (4)",
        printed={"below": "exp(asinh(x/(2*b**2))) >= x/b**2", "above": "exp(asinh(x/(2*b**2))) <= x/b**2 + b**2/x"},
        check=relations(domain=["b > 0", "x > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
