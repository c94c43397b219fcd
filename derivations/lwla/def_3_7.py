"""lwla Def. 3.7: Legendre functions and mirror maps; the Bregman divergence."""

from mirrorsym.register import Claim, differential, pair_has

COVERS = ("Def. 3.7", "Sec. 3.3, Bregman divergence")
TITLE = "Legendre functions, mirror maps and the Bregman divergence"

CLAIMS = (
    Claim(
        part="mirror_map",
        says="The entropy (the R of x^2 on x > 0) is a Legendre function and a mirror map.",
        where="Def. 3.7",
        printed={"g": "x**2"},
        changed={"g": "x**3"},
        check=pair_has({"legendre": "HOLDS", "mirror_map": "HOLDS"}, domain=["x > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="no_mirror_map",
        says="The R of e^x, which is -log w up to an affine function, is a Legendre function and no mirror map: its gradient is bounded above.",
        where="Def. 3.7",
        printed={"g": "exp(x)"},
        changed={"g": "x"},
        check=pair_has({"legendre": "HOLDS", "mirror_map": "FAILS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="no_legendre_function",
        says="w^2/2 on w > 0 (the R of the identity on x > 0) is no Legendre function: its gradient stays bounded at the boundary.",
        where="Def. 3.7",
        printed={"g": "x"},
        changed={"g": "x**2"},
        check=pair_has({"legendre": "FAILS"}, domain=["x > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="divergence_of_entropy",
        says="For the entropy w (log w - 1) the Bregman divergence is w log(w/p) - w + p, which is not negative.",
        where="The paragraph that defines D_R",
        printed={"R": "w*(log(w) - 1)", "Div": "R - At[R, w, p] - At[D[R, w], w, p]*(w - p)", "closed": "Div = w*log(w) - w*log(p) - w + p",
                 "sign": "w*(log(w) - log(p)) - w + p >= 0"},
        changed={"R": "w*log(w)/2"},
        check=differential(domain=["w > 0", "p > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="divergence_of_square",
        says="For w^2/2 the Bregman divergence is (w - p)^2/2.",
        where="The paragraph that defines D_R",
        printed={"R": "w**2/2", "Div": "R - At[R, w, p] - At[D[R, w], w, p]*(w - p)", "closed": "Div = (w - p)**2/2"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
