"""homog Assumption 2.3: what a mirror potential has to satisfy."""

from mirrorsym.register import Claim, differential, not_decidable, relations, together

COVERS = ("Ass. 2.3",)
TITLE = "Strict convexity, smoothness, coercive gradient, and a Lipschitz condition whose symbol is lost"

LAM = {"lam": "positive"}
LOST = ("The symbol that item (4) calls locally Lipschitz is lost. If it is the gradient, (2) implies it as soon as the second derivative is "
        "continuous; read for the Hessian or for the gradient of the conjugate it excludes what this claim says.")

CLAIMS = (
    Claim(
        part="hyperbolic",
        says="The hyperbolic entropy meets items (1) to (3): its second derivative is 1/sqrt(x^2 + lam^2) > 0, and its gradient arcsinh(x/lam) is "
             "onto: it takes the value z at lam sinh z.",
        where="Assumption 2.3 (1)-(3)",
        printed={"second": "D[D[x*asinh(x/lam) - sqrt(x**2 + lam**2), x], x] = 1/sqrt(x**2 + lam**2)",
                 "convex": "1/sqrt(x**2 + lam**2) > 0", "onto": "asinh(lam*sinh(z)/lam) = z"},
        check=differential(parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
    ),
    Claim(
        part="smoothened",
        says="The smoothened potential meets items (1) to (3) for lam > 0: where x is not 0 the second derivative is (p-1)|x|^(p-2) + lam, at "
             "least lam, and the gradient is at least |x|^(p-1) in size.",
        where="Assumption 2.3 (1)-(3)",
        printed={"second": "D[D[x**p/p + lam/2*x**2, x], x] = (p-1)*x**(p-2) + lam", "convex": "(p-1)*x**(p-2) + lam > lam",
                 "coercive": "D[x**p/p + lam/2*x**2, x] > x**(p-1)"},
        check=differential(domain=["x > 0", "p > 2"], parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note="x > 0; the potential is even, and its second derivative at 0 is lam for p > 2.",
    ),
    Claim(
        part="lam_zero_inverse",
        says="For lam = 0 and p > 2 the Hessian vanishes at 0, so that the flow's metric has no inverse there: the gradient map x^(p-1) has an "
             "inverse whose slope z^(1/(p-1))/z/(p-1) exceeds every K near 0 (here p = 3: the inverse is sqrt(z), with slope above K for 4 K^2 z < 1).",
        where="Assumption 2.3 (4), with App. C, which includes lam = 0",
        printed={"slope": "D[sqrt(z), z] > K", "inverse": "sqrt(z)**2 = z"},
        check=differential(domain=["z > 0", "K > 0", "4*K**2*z < 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note=LOST,
    ),
    Claim(
        part="hessian_between_two_and_three",
        says="For lam = 0 or not, and 2 < p < 3, the Hessian is not locally Lipschitz at 0: for p = 5/2 its difference 3/2 sqrt(x) exceeds K x for "
             "every K near 0. For p >= 3 it is: for p = 3 the difference is 2 x.",
        where="Assumption 2.3 (4), read for the Hessian",
        printed={"half.more": "(3/2*x**(1/2) + lam) - lam > K*x", "half.second": "D[D[x**(5/2)/(5/2) + lam/2*x**2, x], x] = 3/2*x**(1/2) + lam",
                 "three.second": "D[D[x**3/3 + lam/2*x**2, x], x] = 2*x + lam"},
        check=together(half=differential(domain=["x > 0", "K > 0", "4*K**2*x < 9"], parameters=LAM), three=differential(domain=["x > 0"], parameters=LAM)),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note=LOST,
    ),
    Claim(
        part="counterexamples",
        says="Item (3) is no consequence of the others: sqrt(1 + x^2) is smooth and strictly convex, and its gradient stays between -1 and 1. "
             "Burg's entropy -log x on x > 0 has a gradient below 0, so it is onto no line.",
        where="Assumption 2.3 (3); what it excludes",
        printed={"root.convex": "D[D[sqrt(1 + x**2), x], x] > 0", "root.above": "D[sqrt(1 + x**2), x] < 1",
                 "root.below": "D[sqrt(1 + x**2), x] > -1", "burg.below": "D[-log(x), x] < 0"},
        check=together(root=differential(), burg=differential(domain=["x > 0"])),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="onto",
        says="A strictly convex differentiable potential on all of R^d whose gradient grows without bound has a gradient that is onto R^d.",
        where="Assumption 2.3 (3), its second half",
        check=not_decidable("a statement about all potentials: it follows from invariance of domain and properness, and is checked here only for the "
                            "potentials of Table 1"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
        uses=("homog/ass_2_3/hyperbolic", "homog/ass_2_3/smoothened"),
    ),
    Claim(
        part="diffeomorphism",
        says="For lam > 0 the gradient of the smoothened potential is a diffeomorphism of the line: its slope is at least lam (p = 3: 2|x| + lam; p = 4: 3 x^2 + lam). For lam = 0 it is not, "
             "as lam_zero_inverse shows.",
        where="App. G, proof of Lemma G.9, 'is a diffeomorphism'",
        printed={"three": "2*abs(x) + lam >= lam", "four": "3*x**2 + lam >= lam"},
        check=relations(parameters=LAM),
        recorded="HOLDS",
        scope="proved for the stated family",
        wording="RECONSTRUCTED",
        note="Table 1 includes lam = 0 (App. C says so). Whether item (4) of the assumption excludes it depends on its lost symbol.",
        uses=("homog/ass_2_3/lam_zero_inverse",),
    ),
)
