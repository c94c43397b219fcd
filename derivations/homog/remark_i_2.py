"""homog Remark I.2: no inner product."""

from mirrorsym.register import Claim, relations, together

COVERS = ("Remark I.2",)
TITLE = "The lp norms other than l2 come from no inner product"

CLAIMS = (
    Claim(
        part="",
        says="The parallelogram law fails for them: at e1 and e2 it would need 2 * 2^(2/p) = 4, but that is less for p > 2 and more for p < 2 (8 for p = 1); for p = 2 the law holds.",
        where="Remark I.2",
        printed={"above.": "2*2**(2/p) < 4", "below.": "2*2**(2/p) > 4", "two.": "(x + y)**2 + (x - y)**2 = 2*x**2 + 2*y**2"},
        check=together(above=relations(domain=["p > 2"]), below=relations(domain=["p > 0", "p < 2"]), two=relations()),
        recorded="HOLDS",
        scope="proved in general",
        wording="RECONSTRUCTED",
        note="So the objective is no squared norm of a Hilbert space, which is the remark's reason; what Banach space fits is a reference of the paper.",
    ),
)
