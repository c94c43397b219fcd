"""homog Section 2, mirror flow: dual form, primal form and the rate of the loss."""

from mirrorsym.register import Claim, differential, relations

COVERS = ("Sec. 2 mirror flow",)
TITLE = "Mirror flow, and how fast the loss falls along it"

CLAIMS = (
    Claim(
        part="rate",
        says="Along the flow the loss falls at the rate of the squared speed in the local norm: with d theta = -(1/R'') dL one has "
             "dL/dt = -(R'' theta_dot^2), summed over coordinates (two here, G and H the loss's derivatives, r and s the second derivatives).",
        where="Section 2, the last display",
        printed={"": "G*(-G/r) + H*(-H/s) = -(r*(-G/r)**2 + s*(-H/s)**2)"},
        check=relations(domain=["r > 0", "s > 0", "G > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note="Proved for diagonal Hessians of two coordinates in letters; more coordinates are a sum of the same.",
    ),
    Claim(
        part="gradient_flow",
        says="The squared norm over 2 has the gradient x, so that the flow is gradient flow.",
        where="Section 2",
        printed={"": "D[x**2/2, x] = x"},
        check=differential(domain=["x > 0"]),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="solved",
        says="For one sample, a linear model in one coordinate and the hyperbolic entropy, theta(t) solves arcsinh(theta/lam)' = exp(-theta): then the loss "
             "exp(-theta) falls with the slope -sqrt(theta^2 + lam^2) exp(-2 theta).",
        where="Section 2; an instance",
        printed={"": "D[exp(-x), x]*(sqrt(x**2 + lam**2)*exp(-x)) = -sqrt(x**2 + lam**2)*exp(-2*x)"},
        check=differential(parameters={"lam": "positive"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
