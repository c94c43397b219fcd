"""lwla Thm 4.13 and Cor. 4.14: convergence where R is a Bregman function, and when it is one."""

from collections.abc import Iterator, Mapping

from mirrorsym.register import Bench, Claim, Finding, differential, instances, pair_has
from mirrorsym.register.drawn import drawn, verdicts
from mirrorsym.register.drawn_forms import forms, settles
from mirrorsym.verdict import Status

COVERS = ("Thm 4.13", "Cor. 4.14")
TITLE = "Convergence of the mirror flow, and Bregman functions"

FAR = {"g": "x*exp(x**2 + x**4/4)", "Div": "x**2/(2*(1 + x**2))"}


def unbounded_level_set(formulas: Mapping[str, str], bench: Bench) -> Finding:
    """R of the map "g" from 0 is no Bregman function, because D_R(0, y) < 1/2 for all y; "Div" is D_R(0, g(x)) as a function of x.

    With grad Q = g(psi) and d psi = g' d mu the derivative of D_R(0, g(x)) = Q(mu) - Q(0) by x is g/g'.  The hypotheses of the corollary are
    Assumption 3.5, a regular g, and that g takes every value: g(x) >= x for x >= 0 and g is odd.
    """
    pair = {"g": [formulas["g"]], "domain": []}
    report = bench.check(pair, only=("regular", "complete_flows_of_g", "commuting"))
    named = {n: formulas[n] for n in ("g", "Div")}
    onto = differential(domain=["x > 0"])({**named, "far": "g > x", "odd": "At[g, x, -x] = -g"}, bench)
    div = differential(variables=["x"])({**named, "start": "At[Div, x, 0] = 0", "slope": "D[Div, x]*D[g, x] = g", "bounded": "Div < 1/2"}, bench)
    met = all(report["criteria"][n]["status"] == "HOLDS" for n in ("regular", "complete_flows_of_g", "commuting"))
    if not met or onto.status is not Status.HOLDS or div.status is not Status.HOLDS:
        return Finding(Status.UNDECIDED, f"not shown: {onto.because}; {div.because}")
    return Finding(Status.FAILS, "all of R has divergence below 1/2 from the point 0, so a level set is unbounded", None,
                   (report, *onto.reports, *div.reports))


def converge(bench: Bench) -> Iterator[tuple[str, Finding]]:
    """One coordinate, L(w) = (w - y)^2/2: |w - y| falls along dw = -K(w)(w - y) dt, K = J J^T > 0 as a function of w."""
    for name, g, kernel in (("u^2 - v^2 with u v = 1", ["u**2 - v**2"], "4*sqrt(w**2 + 4)"), ("x^2", ["x**2"], "4*w"), ("x^3", ["x**3"], "9*w**(4/3)")):
        yield f"{name}: R is a Bregman function", pair_has({"bregman": "HOLDS"}, {"lwla.4.13": "HOLDS"}, g=g,
                                                         domain=[f"{n} > 0" for n in sorted({c for c in g[0] if c.isalpha()})])({}, bench)
        yield f"{name}: the distance falls", differential(domain=["w > 0", "y > 0"])(
            {"K": kernel, "falls": "D[(w - y)**2/2, w]*(-K*(w - y)) <= 0", "positive": "K > 0"}, bench)
    for one in (*drawn("lwla 4.13", 6, "lines", "square_and_line", h=False), *forms("lwla 4.13", 6)):
        yield f"{one}, a Bregman function", verdicts(one.pair, bench, {"legendre": "HOLDS", "bregman": "HOLDS"}, {"lwla.4.13": "HOLDS"})
    yield from settles("lwla 4.13", 8, bench)
    yield "near-miss, R of e^x is no Bregman function (it is infinite at 0)", pair_has({"legendre": "HOLDS", "bregman": "FAILS"}, g=["exp(x)"])({}, bench)
    yield "near-miss, no minimizer in dom R: with L(w) = w on w = x^2 the limit 0 is in the closure, with L(w) = -w there is none", differential(
        domain=["x0 > 0", "t > 0"])({"falls": "x0*exp(-2*t)", "grows": "x0*exp(2*t)", "one": "D[falls, t] = -2*falls", "two": "D[grows, t] = 2*grows",
                                     "larger": "grows > x0*(1 + 2*t)"}, bench)


CLAIMS = (
    Claim(
        part="",
        says="With a Bregman function R, a quasi-convex L with locally Lipschitz gradient and a minimizer in dom R, w(t) converges to a stationary "
             "point, and for convex L to a minimizer in the closure of dom R.",
        where="Thm 4.13",
        check=instances(converge),
        recorded="UNDECIDED",
        scope="verified on instances",
        hypotheses=("the setting of Thm 4.8", "L quasi-convex", "grad L locally Lipschitz", "a minimizer of L in dom R", "R is a Bregman function"),
        uses=("lwla/thm_4_8",),
        note="The definition of a Bregman function (Appendix B) is not in our text; the classical one is used: dom R closed and R continuous on it, level "
             "sets of D_R(w, .) bounded, and D_R(w, y) -> 0 for y -> w.",
    ),
    Claim(
        part="stationary_only",
        says="For a quasi-convex loss the limit need not be a minimizer: L(w) = w^4/4 - 2 w^3/3 + w^2/2 has slope w (w - 1)^2, of the sign of w, which is "
             "0 at w = 1, where a mirror flow rests.",
        where="Thm 4.13, its two conclusions",
        printed={"L": "w**4/4 - 2*w**3/3 + w**2/2", "quasi_convex": "w*D[L, w] >= 0", "least": "L >= 0", "rests": "At[D[L, w], w, 1] = 0",
                 "higher": "At[L, w, 1] > At[L, w, 0]"},
        changed={"L": "w**4/4 - w**3/3 + w**2/2"},
        check=differential(variables=["w"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="This is the difference between the two conclusions of the theorem; Cor. 4.17 misses it.",
    ),
    Claim(
        part="whole_space",
        says="If the reachable set in w is all of R^d, then R is a Bregman function: here for g = x exp(x^2 + x^4/4) on the line, from 0.",
        where="Cor. 4.14",
        printed=FAR,
        changed={"g": "x*exp(x**2)"},
        check=unbounded_level_set,
        recorded="FAILS",
        scope="refuted",
        hypotheses=("the setting of Thm 4.13: G commuting, regular, Assumption 3.5 (for i and j different), a quasi-convex L", "G(M) = R^d"),
        uses=("lwla/assumption_3_5/weaker_than_complete",),
        corrected_says="It holds if, besides, all flows of the G_i are complete (then dom Q = R^d and D_R(w, y) = D_Q(mu, nu) has bounded level sets in "
                       "mu, hence in y); so also if Assumption 3.5 is read with i = j.",
        why="g' = (1 + x^2)^2 exp(x^2 + x^4/4) > 0, and g takes every value. Since dQ = g dmu and dx = g' dmu, D_R(0, g(x)) = Q(mu) - Q(0) = int_0^x g/g' = "
            "int_0^x s/(1 + s^2)^2 ds = x^2/(2 (1 + x^2)) < 1/2. So {y : D_R(0, y) <= 1/2} is the whole line, while a Bregman function has bounded level "
            "sets. The flow goes to infinity in the finite time int_0^oo dx/g', as Assumption 3.5 allows.",
        script="""
from mpmath import mp, mpf, exp, quad, diff
mp.dps = 30
g = lambda x: x*exp(x**2 + x**4/4)
R_slope = lambda x: quad(lambda s: 1/diff(g, s), [0, x])       # grad R at g(x) is the time mu(x)
for x in (mpf(1), mpf(2), mpf(3)):                             # D_R(0, y) = R(0) - R(y) + y R'(y), its x-derivative is y d(R')/dx
    D = quad(lambda s: g(s)/diff(g, s), [0, x])
    print("y =", mp.nstr(g(x), 8), " R'(y) =", mp.nstr(R_slope(x), 8), " D_R(0, y) =", mp.nstr(D, 12), " formula:", mp.nstr(x**2/(2*(1 + x**2)), 12))
    assert abs(D - x**2/(2*(1 + x**2))) < mpf(10)**-10 and D < mpf(1)/2
""",
        note="Whether w(t) converges is another matter: in one dimension it does. The corollary's first sentence is refuted, for the classical "
             "definition of a Bregman function; the paper's own one is in an appendix that our text lacks.",
    ),
    Claim(
        part="complete",
        says="With complete flows and all of R as reachable set R is a Bregman function: for u^2 - v^2 on the quadrant and for the identity.",
        where="Cor. 4.14, corrected",
        printed={"g": "u**2 - v**2;x"},
        changed={"g": "u**2 - v**2;exp(x)"},
        check=pair_has({"bregman": "HOLDS", "mirror_map": "HOLDS"}, domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
