"""lwla Thm 4.16: the implicit bias of gradient flow for linear models, and the identity parametrization."""

from collections.abc import Iterator
from fractions import Fraction

from mirrorsym.register import Bench, Claim, Finding, differential, formulas_of, instances, not_decidable, pair_has, relations
from mirrorsym.register.drawn import brief, number, signed
from mirrorsym.testing.choices import Dice

COVERS = ("Sec. 4.3, setting", "Thm 4.16", "Sec. 4.3, the identity")
TITLE = "Which interpolating solution gradient flow finds"

#: R of a coordinate from its start, its Hessian positive; the start; a limit on the line w1 z1 + w2 z2 = Y with grad R in the span of z; s inside
Case = tuple[str, tuple[str, str], tuple[str, str], tuple[str, str], tuple[str, str], tuple[str, ...]]
CASES: tuple[Case, ...] = (
    ("x^2 from 1 and 1", ("(w*log(w) - w)/4", "(w*log(w) - w)/4"), ("1", "1"), ("1", "1"), ("3/2", "3/2"), ("s > -3/2", "s < 3/2")),
    ("x^2 from 1 and 2, so w from 1 and 4", ("(w*log(w) - w)/4", "(w*log(w/4) - w)/4"), ("1", "4"), ("1", "1"), ("2", "8"), ("s > -2", "s < 8")),
    ("the identity from 1 and 0", ("(w - 1)**2/2", "w**2/2"), ("1", "0"), ("1", "2"), ("2", "2"), ()),
    ("u^2 - v^2 from u = v = 1", ("(w*asinh(w/2) - sqrt(w**2 + 4))/4",)*2, ("0", "0"), ("1", "0"), ("3", "0"), ()),
    ("e^x from 0 and log 2", ("w - log(w)", "w/2 - log(w)"), ("1", "2"), ("1", "0"), ("3", "2"), ("s > -2", "s < 2")),
)


def drawn_cases() -> Iterator[tuple[str, Case]]:
    """Two coordinates of one kind, a start, a row z, and the limit at which grad R = nu z: the same entries as in `CASES`."""
    for i in range(16):
        dice = Dice(f"lwla 4.16 {i}")
        w, z = (number(dice), number(dice)), (Fraction(dice.whole(1, 2)), Fraction(dice.whole(1, 2) * (-1 if dice.flag() else 1)))
        kind = ("x^2", "the identity", "u^2 - v^2", "e^x")[i % 4]
        if kind == "x^2":  # grad R = log(w/start)/4, so w = start*r^z with r = e^(4 nu)
            r = Fraction(dice.whole(2, 4), dice.pick((1, 3, 5)))
            R, limit = tuple(f"(w*log(w/({s})) - w)/4" for s in w), tuple(s*r**int(k) for s, k in zip(w, z, strict=True))
        elif kind == "the identity":
            nu = signed(dice)
            R, limit = tuple(f"(w - {s})**2/2" for s in w), tuple(s + nu*k for s, k in zip(w, z, strict=True))
        elif kind == "u^2 - v^2":  # from u = v = 1: grad R = asinh(w/2)/4, so w = r^z - r^(-z)
            r = Fraction(dice.whole(2, 4))
            w, R, limit = (Fraction(0), Fraction(0)), ("(w*asinh(w/2) - sqrt(w**2 + 4))/4",)*2, tuple(r**int(k) - r**-int(k) for k in z)
        else:  # grad R = 1/start - 1/w
            nu = -number(dice)
            R, limit = tuple(f"w*{1/s} - log(w)" for s in w), tuple(1/(1/s - nu*abs(k)) for s, k in zip(w, z, strict=True))
            z = (z[0], abs(z[1]))
        inside = []
        if kind in ("x^2", "e^x"):
            inside = [f"{limit[0]} + s*({z[1]}) > 0", f"{limit[1]} - s*({z[0]}) > 0"]
        texts = [tuple(f"({v})" for v in pair) for pair in (w, z, limit)]
        yield f"drawn from {kind}: from w = ({w[0]}, {w[1]}), row ({z[0]}, {z[1]})", (f"limit ({limit[0]}, {limit[1]})", R, *texts, tuple(inside))


def minimal(bench: Bench) -> Iterator[tuple[str, Finding]]:
    """grad R = 0 at the start; at the limit it is a multiple of z; and R there is least along the line of interpolating points."""
    for label, (name, R, start, z, limit, inside) in (*((c[0], c) for c in CASES), *drawn_cases()):
        names = {"R": R[0], "S": R[1], "a": f"{limit[0]} + s*{z[1]}", "b": f"{limit[1]} - s*{z[0]}"}
        found = differential(domain=inside, variables=["s"])(
            {**names, "rest": f"(At[D[R, w], w, {start[0]}])**2 + (At[D[S, w], w, {start[1]}])**2 = 0",
             "dual": f"At[D[R, w], w, {limit[0]}]*{z[1]} = At[D[S, w], w, {limit[1]}]*{z[0]}",
             "least": f"At[R, w, a] + At[S, w, b] >= At[R, w, {limit[0]}] + At[S, w, {limit[1]}]"}, bench)
        yield label, brief(found, f"R is least at the {name}" if label != name else found.because)
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
