"""homog Definitions G.3 and G.4: KKT points and approximate KKT points of Eq. (9)."""

from mirrorsym.register import Claim, relations

COVERS = ("Def. G.3", "Def. G.4")
TITLE = "KKT points, and (epsilon, delta)-KKT points"

CLAIMS = (
    Claim(
        part="example",
        says="For one sample (1, 2), a linear model and phi the l2 norm, theta = (1, 2)/5 with the multiplier 1/5 is a KKT point: theta - mu x = 0 and q = 1.",
        where="Definition G.3",
        printed={"first": "c/5 = c*(1/5)*1", "second": "c*2/5 = c*(1/5)*2", "active": "c*((1/5)*1 + (2/5)*2) = c"},
        check=relations(domain=["c > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="counterexample",
        says="theta = (1, 0) is feasible and no KKT point: the second coordinate would need 0 = 2 mu and the first 1 = mu.",
        where="Definition G.3",
        printed={"": "(1 - mu)**2 + (0 - 2*mu)**2 > 0"},
        check=relations(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="approximate",
        says="It is an (epsilon, delta)-KKT point only for epsilon >= 2/sqrt 5: the smallest residual over mu is at mu = 1/5.",
        where="Definition G.4",
        printed={"": "(1 - mu)**2 + (2*mu)**2 >= 4/5"},
        check=relations(),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="scale",
        says="If theta is a KKT point of the problem with q >= 1, then c theta is one of the problem with q >= c^L, with multipliers times c^(2 - L): the gradient of phi^2/2 gains c, "
             "the gradients of q gain c^(L-1).",
        where="Definition G.3; 'along the direction of a KKT point'",
        printed={"": "c*g - (c**(2-L)*mu)*(c**(L-1)*h) = c*(g - mu*h)"},
        check=relations(domain=["c > 0", "L > 0", "g > mu*h"]),
        recorded="HOLDS",
        scope="proved in general",
    ),
)
