"""lwla Thm 4.8: gradient flow with a commuting parametrization is a mirror flow."""

from collections.abc import Iterator
from random import Random

from mirrorsym.register import Bench, Claim, Finding, differential, instances, pair_has
from mirrorsym.register.drawn import all_hold, drawn, missed, orders_differ, verdicts

COVERS = ("Thm 4.8",)
TITLE = "Every gradient flow with a commuting parametrization is a mirror flow"

#: G of one variable x (c > 0), the start is p; the gradient of R that belongs to it, in w; conditions on x, w and p
ONE = (
    ("c*x**2", "log(w/(c*p**2))/(4*c)", ("x > 0", "w > 0", "p > 0")),
    ("c*x**3", "(1/p - (c/w)**(1/3))/(3*c)", ("x > 0", "w > 0", "p > 0")),
    ("c*x**4", "(1/p**2 - sqrt(c/w))/(8*c)", ("x > 0", "w > 0", "p > 0")),
    ("exp(c*x)", "(exp(-c*p) - 1/w)/c**2", ("w > 0",)),
    ("c*x", "(w - c*p)/c**2", ()),
    ("-exp(-c*x)", "(-exp(c*p) - 1/w)/c**2", ("w < 0",)),
    ("c*sinh(x)", "(atan(w/c) - atan(sinh(p)))/c", ()),
)


def random_pairs(bench: Bench) -> Iterator[tuple[str, Finding]]:
    """A random sum of two coordinates from `ONE`: grad R vanishes at the start, and its derivative times |grad G|^2 is 1 at w = G(x)."""
    draw = Random(48)  # noqa: S311 - any fixed sequence will do
    for g, dual, conditions in ONE:
        c = f"{draw.randint(1, 9)}/{draw.randint(1, 9)}"
        G, dR = g.replace("c", f"({c})").replace(f"({c})osh", "cosh"), dual.replace("c", f"({c})")
        yield f"drawn from one variable: G = {G}", differential(domain=[k for k in conditions if "w" not in k], variables=["x", "p"])(
            {"G": G, "start": f"At[{dR}, w, At[G, x, p]] = 0", "flow": f"At[D[{dR}, w], w, G]*D[G, x]**2 = 1"}, bench)
    a, b = draw.randint(1, 9), draw.randint(1, 9)
    mixed = {"g": [f"{a}*x**2 + {b}*y**2", f"{b}*x**2 - {a}*y**2"], "domain": ["x > 0", "y > 0"]}
    yield f"drawn from two squares: {', '.join(mixed['g'])}", pair_has({"legendre": "HOLDS"}, {"lwla.4.8": "HOLDS"}, **mixed)({}, bench)
    for one in drawn("lwla 4.8", 10, h=False):
        yield str(one), verdicts(one.pair, bench, {"regular": "HOLDS", "commuting": "HOLDS", "legendre": "HOLDS"}, {"lwla.4.8": "HOLDS"})
    for one in missed("lwla 4.8", 3, "not_commuting", h=False):
        has = {"regular": "HOLDS", "complete_flows_of_g": "HOLDS", "commuting": "FAILS", "lie_necessary": "FAILS"}
        found = verdicts(one.pair, bench, has, {"lwla.4.8": "NOT_APPLICABLE"})
        yield str(one), all_hold(found, orders_differ(*one.pair["g"], one.pair["g"], {"u": "2", "v": "1"}, bench))
    for one in missed("lwla 4.8", 3, "flows_end", h=False):
        yield str(one), verdicts(one.pair, bench, {"regular": "HOLDS", "commuting": "HOLDS", "complete_flows_of_g": "FAILS", "legendre": "FAILS"})
    for name, pair, has in (
        ("not commuting, and no mirror flow at all", {"g": ["x", "x*y"], "domain": ["x > 0", "y > 0"]},
         {"commuting": "FAILS", "regular": "HOLDS", "lie_necessary": "FAILS"}),
        ("not regular: x rests at 0 while a mirror flow would move", {"g": ["x**2"]}, {"commuting": "HOLDS", "regular": "FAILS"}),
        ("flows leave M: R is no Legendre function", {"g": ["x"], "domain": ["x > 0"]},
         {"commuting": "HOLDS", "regular": "HOLDS", "complete_flows_of_g": "FAILS", "legendre": "FAILS"}),
    ):
        yield f"near-miss, {name}", pair_has(has, **pair)({}, bench)


CLAIMS = (
    Claim(
        part="hyperbolic_entropy",
        says="For u^2 - v^2 from (u0, v0) > 0 the theorem applies, and along psi the dual variable is (arcsinh(w/(2 u0 v0)) - log(u0/v0))/4.",
        where="Thm 4.8",
        printed={"w": "u0**2*exp(4*m) - v0**2*exp(-4*m)", "dual": "(asinh(s/(2*u0*v0)) - log(u0/v0))/4", "start": "At[dual, s, u0**2 - v0**2] = 0",
                 "flow": "At[D[dual, s], s, w]*(4*(u0**2*exp(4*m) + v0**2*exp(-4*m))) = 1"},
        changed={"dual": "(asinh(s/(2*u0*v0)) - log(u0/v0))/2"},
        check=differential(domain=["u0 > 0", "v0 > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="power_family",
        says="For G = c x^2 the dual variable log(w/(c x0^2))/(4 c) moves with minus the gradient of the loss, for every c > 0 and x0 > 0.",
        where="Thm 4.8",
        printed={"dual": "log(w/(c*p**2))/(4*c)", "G": "c*x**2", "start": "At[dual, w, c*p**2] = 0", "flow": "At[D[dual, w], w, G]*D[G, x]**2 = 1"},
        changed={"dual": "log(w/(c*p**2))/(2*c)"},
        check=differential(domain=["x > 0", "p > 0", "c > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="dw = |grad G|^2 (-l) dt, so the derivative of the dual variable by w times |grad G|^2 has to be 1. The loss does not occur in R.",
    ),
    Claim(
        part="",
        says="With a commuting and regular G that meets Assumption 3.5, w = G(x) follows the mirror flow of the Legendre function R of Lemma 4.7 for "
             "every time-dependent loss; R depends on the initial point and on G only.",
        where="Thm 4.8",
        check=instances(random_pairs),
        recorded="UNDECIDED",
        scope="verified on instances",
        hypotheses=("G commuting", "G regular", "Assumption 3.5"),
        uses=("lwla/lemma_4_6", "lwla/lemma_4_7"),
        note="Each of the three hypotheses carries weight: see the near-misses.",
    ),
)
