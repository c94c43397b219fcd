"""homog Eq. (3): the mirror flow of one layer."""

from mirrorsym.register import Claim, differential

COVERS = ("Eq. 3",)
TITLE = "The mirror flow of a layer with its own potential, in dual and in primal form"

CLAIMS = (
    Claim(
        part="",
        says="The dual form d(R_i'(W))/dt = -dL/dW is the primal form dW/dt = -(1/R_i'') dL/dW, entry by entry: for the hyperbolic entropy "
             "the factor is sqrt(w^2 + lam^2), for the smoothened potential 1/((p-1) w^(p-2) + lam). G is the loss's derivative.",
        where="Eq. (3)",
        printed={"hyperbolic": "D[asinh(w/lam), w]*(-sqrt(w**2 + lam**2)*G) = -G",
                 "smoothened": "D[w**(p-1) + lam*w, w]*(-G/((p-1)*w**(p-2) + lam)) = -G"},
        check=differential(domain=["w > 0", "p > 2", "G != 0"], parameters={"lam": "positive"}),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note="The formula is lost; the sentence before it says that the potential is a sum over layers. For w < 0 the potentials are even.",
    ),
)
