"""lwla Thm 4.16: the implicit bias of gradient flow for linear models, and the identity parametrization."""

from collections.abc import Iterator

from mirrorsym.register import Bench, Claim, Finding, differential, formulas_of, instances, not_decidable, pair_has, relations

COVERS = ("Sec. 4.3, setting", "Thm 4.16", "Sec. 4.3, the identity")
TITLE = "Which interpolating solution gradient flow finds"

#: R of a coordinate from its start, its Hessian positive; the start; a limit on the line w1 z1 + w2 z2 = Y with grad R in the span of z; s inside
CASES = (
    ("x^2 from 1 and 1", ("(w*log(w) - w)/4", "(w*log(w) - w)/4"), ("1", "1"), ("1", "1"), ("3/2", "3/2"), ("s > -3/2", "s < 3/2")),
    ("x^2 from 1 and 2, so w from 1 and 4", ("(w*log(w) - w)/4", "(w*log(w/4) - w)/4"), ("1", "4"), ("1", "1"), ("2", "8"), ("s > -2", "s < 8")),
    ("the identity from 1 and 0", ("(w - 1)**2/2", "w**2/2"), ("1", "0"), ("1", "2"), ("2", "2"), ()),
    ("u^2 - v^2 from u = v = 1", ("(w*asinh(w/2) - sqrt(w**2 + 4))/4",)*2, ("0", "0"), ("1", "0"), ("3", "0"), ()),
    ("e^x from 0 and log 2", ("w - log(w)", "w/2 - log(w)"), ("1", "2"), ("1", "0"), ("3", "2"), ("s > -2", "s < 2")),
)


def minimal(bench: Bench) -> Iterator[tuple[str, Finding]]:
    """grad R = 0 at the start; at the limit it is a multiple of z; and R there is least along the line of interpolating points."""
    for name, R, start, z, limit, inside in CASES:
        names = {"R": R[0], "S": R[1], "a": f"{limit[0]} + s*{z[1]}", "b": f"{limit[1]} - s*{z[0]}"}
        yield name, differential(domain=inside, variables=["s"])(
            {**names, "rest": f"(At[D[R, w], w, {start[0]}])**2 + (At[D[S, w], w, {start[1]}])**2 = 0",
             "dual": f"At[D[R, w], w, {limit[0]}]*{z[1]} = At[D[S, w], w, {limit[1]}]*{z[0]}",
             "least": f"At[R, w, a] + At[S, w, b] >= At[R, w, {limit[0]}] + At[S, w, {limit[1]}]"}, bench)
    yield "near-miss, R not from the start: with R of x^2 from 1 in both coordinates and the flow from w = (1, 4) the limit (2, 8) does not minimize", relations(
        variables=["t"])({"smaller": "5*log(5) - 5 + 5*log(5) - 5 < 2*log(2) - 2 + 8*log(8) - 8"}, bench)
    yield "near-miss, not commuting", pair_has({"commuting": "FAILS"}, {"lwla.4.16": "NOT_APPLICABLE"}, g=["x", "x*y"], domain=["x > 0"])({}, bench)


CLAIMS = (
    Claim(
        part="identity",
        says="For the identity from x0, R = |w - x0|^2/2: the interpolating solution that is nearest to the start.",
        where="Sec. 4.3, after Thm 4.16",
        printed={"R": "(x1 - p0)**2/2 - p0**2/2 + (x2 - q0)**2/2 - q0**2/2", "Q": "p0*mu1 + mu1**2/2 + q0*mu2 + mu2**2/2"},
        changed={"R": "(x1 - p0)**2/2 + (x2 + q0)**2/2"},
        check=formulas_of(g=["p", "q"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="normalized",
        says="R of Lemma 4.7 has its gradient 0 at G(x_init), because psi(x_init; 0) = x_init; so R - R(w0) is the divergence from w0, which Thm 3.8 "
             "speaks of: for the quadratic family R = (w log(w/(c p^2)) - w)/(4 c) of c x^2 from p.",
        where="Thm 4.16",
        printed={"R": "(w*log(w/(c*p**2)) - w)/(4*c)", "rest": "At[D[R, w], w, c*p**2] = 0",
                 "divergence": "R - At[R, w, c*p**2] - At[D[R, w], w, c*p**2]*(w - c*p**2) = R + p**2/4"},
        changed={"R": "(w*log(w) - w)/(4*c)"},
        check=differential(domain=["w > 0", "c > 0", "p > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="first_order",
        says="A point at which grad R is Z^T nu, and which interpolates, minimizes a convex R among the interpolating points: for R of Hessian letters "
             "(a quadratic) in two variables with one row z, along z orthogonal R grows by the Hessian's form.",
        where="Thm 4.16",
        printed={"R": "a*p**2/2 + b*p*q + c*q**2/2 + k*p + m*q",
                 "grows": "At[R, p, x + s*y, q, z - s*w] - At[R, p, x, q, z] - s*(y*At[D[R, p], p, x, q, z] - w*At[D[R, q], p, x, q, z]) = "
                          "s**2*(a*y**2 - 2*b*y*w + c*w**2)/2"},
        changed={"R": "a*p**2/2 + b*p*q + c*q**2 + k*p + m*q"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="(w, y) is the row; the term with s is 0 where grad R is a multiple of it.",
    ),
    Claim(
        part="",
        says="If gradient flow of F(Z w) through a commuting and regular parametrization converges to an interpolating point, that point minimizes R of "
             "Lemma 4.7 among all interpolating points.",
        where="Thm 4.16",
        check=instances(minimal),
        recorded="UNDECIDED",
        scope="verified on instances",
        hypotheses=("G commuting and regular, Assumption 3.5", "L(w) = F(Z w) with F differentiable", "w(t) converges and Z w_inf = Y"),
        uses=("lwla/thm_3_8", "lwla/thm_4_8", "lwla/thm_4_16/normalized"),
        note="In Sec. 4.3 Z is d x n and its columns are the data, so Z w is to be read as Z^T w there; M is a submanifold of R^D, not of R^d.",
    ),
    Claim(
        part="setting",
        says="The data, the model z_i^T G(x) and the labels of underdetermined regression.",
        where="Sec. 4.3, setting",
        check=not_decidable("notation; the shapes are as in the note of lwla/thm_4_16"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
)
