"""lwla Def. 3.2: complete vector fields."""

from mirrorsym.register import Claim, differential, pair_has

COVERS = ("Def. 3.2", "Sec. 3.2, x^3")
TITLE = "Complete vector fields, and the flow of x^3 that is not complete"

CLAIMS = (
    Claim(
        part="example",
        says="The field grad(x^2) = 2 x is complete: x0 exp(2 t) solves it for every real t and every start.",
        where="Def. 3.2",
        printed={"x": "x0*exp(2*t)", "moves": "D[x, t] = 2*x", "starts": "At[x, t, 0] = x0"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="cube_flow",
        says="dx = 3 x^2 dt has the solution x0/(1 - 3 x0 t), which for x0 > 0 passes every bound b > x0 before the finite time 1/(3 x0), so the "
             "field of x^3 is not complete.",
        where="Sec. 3.2, the paragraph before Assumption 3.5",
        printed={"x": "x0/(1 - 3*x0*t)", "moves": "D[x, t] = 3*x**2", "starts": "At[x, t, 0] = x0",
                 "passes": "At[x, t, 1/(3*x0) - 1/(3*b)] = b", "before": "1/(3*x0) - 1/(3*b) < 1/(3*x0)"},
        check=differential(domain=["x0 > 0", "b > x0", "1 - 3*x0*t > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        hypotheses=("x0 > 0",),
        note="For x0 < 0 it blows up backward in time, at 1/(3 x0) < 0; for x0 = 0 it stays at rest. So the sentence is about starts other than 0.",
    ),
    Claim(
        part="cube_is_no_mirror_map",
        says="The flow of x^3 on x > 0 does not exist for all times, so the gradient of its R does not take every value, while R still is a "
             "Legendre function.",
        where="Sec. 3.2, the paragraph before Assumption 3.5",
        printed={"g": "x**3"},
        changed={"g": "x**2"},
        check=pair_has({"mirror_map": "FAILS", "legendre": "HOLDS", "complete_flows_of_g": "HOLDS"}, domain=["x > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="`complete_flows_of_g` is Assumption 3.5, which allows for a flow that ends at infinity; `mirror_map` is completeness here.",
    ),
)
