"""lwla Cor. 4.17: u^2 - v^2 and underdetermined regression."""

from mirrorsym.register import Claim, differential, formulas_of, not_decidable, pair_has

COVERS = ("Cor. 4.17",)
TITLE = "The hyperbolic entropy of u^2 - v^2, and convergence to an interpolating solution"

QUADRANT = {"domain": ["u > 0", "v > 0"]}

CLAIMS = (
    Claim(
        part="formula",
        says="R of u^2 - v^2 from (u0, v0) > 0 is (w arcsinh(w/(2 u0 v0)) - sqrt(w^2 + 4 u0^2 v0^2) - w log(u0/v0))/4 in each coordinate.",
        where="Cor. 4.17, the displayed formula",
        printed={"R": "(x*asinh(x/(2*u0*v0)) - sqrt(x**2 + 4*u0**2*v0**2) - x*log(u0/v0))/4"},
        check=formulas_of(g=["u**2 - v**2"], **QUADRANT),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("lwla/lemma_4_7/hyperbolic_entropy",),
    ),
    Claim(
        part="minimum",
        says="That R has its minimum at the start, w0 = u0^2 - v0^2, as Thm 4.16 needs.",
        where="Cor. 4.17",
        printed={"dual": "(asinh(w/(2*p*q)) - log(p/q))/4", "rest": "At[dual, w, p**2 - q**2] = 0", "convex": "D[dual, w] > 0"},
        changed={"dual": "(asinh(w/(p*q)) - log(p/q))/4"},
        check=differential(domain=["p > 0", "q > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="gradient",
        says="The printed R has the gradient (arcsinh(w/(2 u0 v0)) - log(u0/v0))/4.",
        where="Cor. 4.17",
        printed={"R": "(w*asinh(w/(2*p*q)) - sqrt(w**2 + 4*p**2*q**2) - w*log(p/q))/4", "dual": "(asinh(w/(2*p*q)) - log(p/q))/4",
                 "gradient": "D[R, w] = dual"},
        check=differential(domain=["p > 0", "q > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="bregman",
        says="The theorems apply to u^2 - v^2 on the quadrant: it is regular and commuting, its flows are complete, and R is a Bregman function.",
        where="Cor. 4.17",
        printed={"g": "u**2 - v**2"},
        changed={"g": "u*v - u**2"},
        check=pair_has({"regular": "HOLDS", "commuting": "HOLDS", "mirror_map": "HOLDS", "bregman": "HOLDS"}, **QUADRANT),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="interpolates",
        says="For a quasi-convex F with locally Lipschitz gradient and the unique minimizer Y the flow converges to a w with Z w = Y; so with "
             "F(y) = y^4/4 - 2 y^3/3 + y^2/2 and Y = 0 no other y > 0 is a rest point.",
        where="Cor. 4.17, its first conclusion",
        printed={"F": "y**4/4 - 2*y**3/3 + y**2/2", "quasi_convex": "y*D[F, y] >= 0", "unique": "F > 0", "moves": "D[F, y] != 0"},
        corrected={"F": "y**4/4 + y**2/2", "quasi_convex": "y*D[F, y] >= 0", "unique": "F > 0", "moves": "D[F, y] != 0"},
        changed={"F": "2*(y**4/4 - 2*y**3/3 + y**2/2)"},
        corrected_says="F has to have no stationary point but Y, as a convex F with the unique minimizer Y has none; here F(y) = y^4/4 + y^2/2. Then the "
                       "stationary limit of Thm 4.13 interpolates (for independent data).",
        check=differential(("quasi_convex", "unique"), domain=["y > 0"]),
        recorded="FAILS",
        scope="refuted",
        hypotheses=("F quasi-convex, grad F locally Lipschitz, Y its unique global minimizer",),
        uses=("lwla/thm_4_13/stationary_only",),
        why="F' = y (y - 1)^2 has the sign of y, so F falls to its unique minimum at 0 and is quasi-convex, but F'(1) = 0. With d = 2, z = (1, 1) and a start "
            "with w1 + w2 = 1 the gradient of L is F'(1) z = 0: nothing moves, and z.w stays 1. From z.w > 1 the flow tends to 1 and not to 0. Thm 4.13 says "
            "only that the limit is stationary unless L is convex.",
        script="""
slope = lambda y: y*(y - 1)**2                     # F(y) = y^4/4 - 2y^3/3 + y^2/2, minimizer Y = 0
F = lambda y: y**4/4 - 2*y**3/3 + y**2/2
assert all(slope(k/8)*k >= 0 for k in range(-40, 41)) and all(F(k/8) > 0 for k in range(-40, 41) if k)
u, v = [1.0, 1.0], [0.5**0.5, 0.5**0.5]            # w = u^2 - v^2 = (1/2, 1/2), z = (1, 1): z.w = 1
w = [a*a - b*b for a, b in zip(u, v)]
print("z.w =", sum(w), " F'(z.w) =", slope(round(sum(w), 12)), " so du = dv = 0, but Y = 0")
assert slope(round(sum(w), 12)) == 0 and abs(sum(w)) > 0.5
""",
        note="Checked for y > 0, which is where the other rest point lies; for y < 0 F' < 0. The word 'underdetermined' is read as: Z^T w = Y has solutions.",
    ),
    Claim(
        part="monotone",
        says="For y < 0 that F falls towards 0, so it is quasi-convex on the whole line.",
        where="Cor. 4.17, for lwla/cor_4_17/interpolates",
        printed={"F": "y**4/4 - 2*y**3/3 + y**2/2", "falls": "D[F, y] < 0", "unique": "F > 0"},
        changed={"F": "y**4/4 + 2*y**3/3 + y**2/2"},
        check=differential(domain=["y < 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="",
        says="Gradient flow of F(Z^T w) with w = u^2 - v^2 converges from every positive start to an interpolating solution that minimizes R.",
        where="Cor. 4.17",
        check=not_decidable("a statement about all data and losses; its steps are Thm 4.13, Thm 4.16 and the formula"),
        recorded="UNDECIDED",
        scope="verified on instances",
        hypotheses=("as corrected in lwla/cor_4_17/interpolates",),
        uses=("lwla/thm_4_13", "lwla/thm_4_16", "lwla/cor_4_17/formula", "lwla/cor_4_17/bregman"),
    ),
)
