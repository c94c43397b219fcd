"""lwla Thm 4.15: commuting quadratic parametrizations."""

from collections.abc import Iterator

from mirrorsym.register import Bench, Claim, Finding, differential, formulas_of, instances, pair_has
from mirrorsym.register.drawn import all_hold, missed, orders_differ, verdicts
from mirrorsym.register.drawn_forms import forms

COVERS = ("Thm 4.15",)
TITLE = "Closed forms for commuting quadratic parametrizations"

#: two forms with eigenvalues a1..a3 and b1..b3 in common eigenvectors, for every such choice and every start
EIGEN = {f"P{k}": f"{k}0*exp(m1*a{k} + m2*b{k})" for k in "xyz"}
G = {"G": "(ax*x**2 + ay*y**2 + az*z**2)/2", "H": "(bx*x**2 + by*y**2 + bz*z**2)/2"}
AT = "x, Px, y, Py, z, Pz"


def rotated(bench: Bench) -> Iterator[tuple[str, Finding]]:
    """Forms that are not diagonal: Q = |psi|^2/4 from `derive`, whose psi is the flow."""
    for g, domain, init in ((["3*u**2/2 + 2*u*v + 3*v**2/2"], ["u > v", "u > -v"], {"u": "3", "v": "1"}),
                            (["u**2 - v**2", "x*y"], ["u > 0", "v > 0", "x > y", "x > -y"], {"u": "1", "v": "1", "x": "2", "y": "1"})):
        pair = {"g": g, "domain": domain, "init": init}
        found = pair_has({"quadratic": "HOLDS", "commuting": "HOLDS", "regular": "HOLDS", "bregman": "HOLDS"}, {"lwla.4.15": "HOLDS"}, **pair)({}, bench)
        psi = bench.derive(pair)["potential"]["psi"]
        held = formulas_of(**pair)({"Q": f"({' + '.join(f'({p})**2' for p in psi)})/4"}, bench)
        yield ", ".join(g), found if found.status != "HOLDS" else held
    for k, one in enumerate(forms("lwla 4.15", 14)):
        has = dict.fromkeys(("quadratic", "commuting", "regular", "legendre", *(("bregman",) if len(one.pair["g"]) == 1 else ())), "HOLDS")
        Q = formulas_of(**one.pair)({"Q": one.Q}, bench)
        yield str(one), Q if k >= 7 else all_hold(Q, verdicts(one.pair, bench, has, {"lwla.4.15": "HOLDS"}))
    for one in missed("lwla 4.15", 3, "forms_not_commuting", h=False):
        yield f"{one}, no function of the times", orders_differ(*one.pair["g"], one.pair["g"], {"u": "2", "v": "1"}, bench)
    for one in missed("lwla 4.15", 3, "not_regular", h=False):
        yield f"{one}: dependent gradients", verdicts(one.pair, bench, {"quadratic": "HOLDS", "commuting": "HOLDS", "regular": "FAILS"}, {"lwla.4.15": "NOT_APPLICABLE"})
    yield "near-miss, the matrices do not commute", pair_has({"quadratic": "HOLDS", "commuting": "FAILS"}, g=["u**2", "u*v"])({}, bench)
    yield "near-miss, dependent gradients at the start: u^2 - v^2 at 0 has Q = 0, which is not strictly convex", differential(variables=["m"])(
        {"Q": "(0**2*exp(4*m) + 0**2*exp(-4*m))/4", "flat": "D[Q, m, m] = 0"}, bench)
    yield "near-miss, a constant in G_1 adds a linear term to Q, so Q = |psi|^2/4 needs forms without it", differential(domain=["x0 > 0"])(
        {"psi": "x0*exp(m)", "Q": "psi**2/4", "differs": "D[Q, m] != psi**2/2 + 1"}, bench)


CLAIMS = (
    Claim(
        part="psi",
        says="(a) For forms in common eigenvectors psi = exp(sum mu_i A_i) x_init: shown, with flows along plus the gradients, for all pairs of "
             "forms in three variables.",
        where="Thm 4.15 (a)",
        printed={**EIGEN, **G, **{f"one{k}": f"D[P{k}, m1] = At[D[G, {k}], {AT}]" for k in "xyz"},
                 **{f"two{k}": f"D[P{k}, m2] = At[D[H, {k}], {AT}]" for k in "xyz"}},
        changed={"Px": "x0*exp(m1*ax + 2*m2*bx)"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="Commuting symmetric matrices have common orthogonal eigenvectors, and orthogonal coordinates change neither gradients nor lengths.",
    ),
    Claim(
        part="psi_sign",
        says="(a) With phi along minus the gradient, as Sec. 3.1 defines it, psi is exp(sum mu_i A_i) x_init: for A = a it would be "
             "D psi = -a psi.",
        where="Thm 4.15 (a) with Eq. (4)",
        printed={"psi": "exp(m*a)*x0", "start": "At[psi, m, 0] = x0", "moves": "D[psi, m] = -a*psi"},
        corrected={"psi": "exp(-m*a)*x0", "start": "At[psi, m, 0] = x0", "moves": "D[psi, m] = -a*psi"},
        corrected_says="With Sec. 3.1's phi it is exp(-a mu) x_init here. The printed statement stands when phi moves along plus the gradient, as "
                       "Lemma 4.6 needs.",
        check=differential(("start",), domain=["a > 0", "x0 > 0"]),
        recorded="FAILS",
        scope="refuted",
        hypotheses=("phi moves along minus the gradient",),
        uses=("lwla/lemma_4_6/sign",),
        why="The derivative of exp(mu a) x0 by mu is plus a psi = plus grad(a x^2/2). The same slip as in Lemma 4.6, with the sign that is needed.",
        script="""
from mpmath import mp, exp, diff
mp.dps = 30
psi = lambda mu: exp(mu)                     # a = 1, x0 = 1; grad(x^2/2) = x
print("psi' at 0:", diff(psi, 0), " minus the gradient there:", -psi(0))
assert abs(diff(psi, 0) + psi(0)) > 1
""",
    ),
    Claim(
        part="coordinates",
        says="(b) G_j(psi) = x_init^T exp(2 sum mu_i A_i) A_j x_init/2, for all pairs of forms in three variables.",
        where="Thm 4.15 (b)",
        printed={**EIGEN, **G, "first": f"At[G, {AT}] = (" + " + ".join(f"a{k}*exp(2*m1*a{k} + 2*m2*b{k})*{k}0**2" for k in "xyz") + ")/2",
                 "second": f"At[H, {AT}] = (" + " + ".join(f"b{k}*exp(2*m1*a{k} + 2*m2*b{k})*{k}0**2" for k in "xyz") + ")/2"},
        changed={"Py": "y0*exp(m1*ay)"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="potential",
        says="(c) Q = |psi|^2/4 has grad Q = G(psi), for all pairs of forms in three variables.",
        where="Thm 4.15 (c)",
        printed={**EIGEN, **G, "Q": "(Px**2 + Py**2 + Pz**2)/4", "first": f"D[Q, m1] = At[G, {AT}]", "second": f"D[Q, m2] = At[H, {AT}]"},
        changed={"Q": "(Px**2 + Py**2 + Pz**2)/2"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="convex",
        says="(c) The Hessian of Q is the Gram matrix of the vectors A_i psi, hence positive definite where they are independent; in three variables its "
             "determinant is a sum of squared minors.",
        where="Thm 4.15 (c)",
        printed={**EIGEN, "Q": "(Px**2 + Py**2 + Pz**2)/4",
                 "determinant": "D[Q, m1, m1]*D[Q, m2, m2] - D[Q, m1, m2]**2 = " + " + ".join(
                     f"(a{i}*b{j} - a{j}*b{i})**2*P{i}**2*P{j}**2" for i, j in ("xy", "xz", "yz"))},
        changed={"Px": "x0*exp(m1*ax + 2*m2*bx)"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="psi is defined for every mu, so dom Q = R^d and no boundary condition is left.",
    ),
    Claim(
        part="not_regular_at_0",
        says="No quadratic parametrization is regular on all of R^D, as the setting of Thm 4.13 would ask of one on R^D: at 0 all gradients vanish. "
             "Where the A_i x_init are independent so are the A_i psi, for two forms in two variables: their determinant never vanishes.",
        where="Thm 4.15, 'under the setting of Thm 4.13' with G on R^D",
        printed={**EIGEN, **G, "first": "At[D[G, x], x, 0, y, 0, z, 0] = 0", "second": "At[D[H, y], x, 0, y, 0, z, 0] = 0",
                 "kept": "(ax*Px)*(by*Py) - (bx*Px)*(ay*Py) = (ax*by - bx*ay)*x0*y0*exp(m1*(ax + ay) + m2*(bx + by))"},
        changed={"Py": "y0*exp(2*m1*ay)"},
        check=differential(variables=["x0", "y0", "z0", "m1", "m2", *(f"{a}{k}" for a in "ab" for k in "xyz")]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="So M is to be read as the points where the gradients are independent, which the flow never leaves; the hypothesis on x_init says that it "
             "starts there.",
    ),
    Claim(
        part="bregman",
        says="(d) For u^2 - v^2 and u v on u, v > 0 and x > |y| R is a Bregman function.",
        where="Thm 4.15 (d)",
        printed={"g": "u**2 - v**2;x*y"},
        changed={"g": "u**2 - v**2;exp(x)*exp(y)"},
        check=pair_has({"bregman": "HOLDS", "legendre": "HOLDS"}, domain=["u > 0", "v > 0", "x > y", "x > -y"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="domain",
        says="(d) dom R is the closure of the range of grad Q: for x^2 the range is w > 0, and R = (w log w - w log x0^2 - w)/4 is continuous at w = 0, "
             "because w log w lies between -sqrt(w) and 0 for w = r^2 with 0 < r < 1.",
        where="Thm 4.15 (d)",
        printed={"root": "r**2*log(r**2) = r*(2*r*log(r))", "above": "log(r) < 0", "below": "2*r*log(r) >= -1"},
        check=differential(domain=["r > 0", "r < 1"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="",
        says="For commuting symmetric matrices and a start with independent gradients (a) to (d) hold, and with (d) the conclusions of Thm 4.13.",
        where="Thm 4.15",
        check=instances(rotated),
        recorded="UNDECIDED",
        scope="verified on instances",
        hypotheses=("the A_i are symmetric and commute", "the A_i x_init are independent"),
        uses=("lwla/thm_4_15/psi", "lwla/thm_4_15/coordinates", "lwla/thm_4_15/potential", "lwla/thm_4_15/convex"),
    ),
)
