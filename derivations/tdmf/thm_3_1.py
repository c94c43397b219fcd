"""tdmf Thm 3.1 with Eq. (5): a commuting pair (g, h) follows a time-dependent mirror flow."""

from collections.abc import Iterator

from mirrorsym.register import Bench, Claim, Finding, instances, pair_has, relations
from mirrorsym.register.drawn import all_hold, drawn, missed, orders_differ, verdicts

COVERS = ("Thm 3.1", "Eq. 5")
TITLE = "Commuting reparametrization and regularizer: a time-dependent mirror flow"

HELD = ("joint_regular", "commuting", "commuting_with_h", "complete_flows", "legendre")
PAIRS = (
    {"g": ["u**2 - v**2"], "h": "u**2 + v**2", "domain": ["u > 0", "v > 0"]},
    {"g": ["u**2 + v"], "h": "u**2/3 - 4*v", "domain": ["u > 0"]},
    {"g": ["u + 2*v"], "h": "2*u - v"},
    {"g": ["5*u**2/7 + 2*v**2"], "h": "3*u**2/4 - 11*v**2/3", "domain": ["u > 0", "v > 0"]},
    {"g": ["u - v**2/9"], "h": "-3*u - 5*v**2", "domain": ["v > 0"]},
    {"g": ["u**2", "v**2 - w**2"], "h": "w**2", "domain": ["u > 0", "v > 0", "w > 0"]},
)


def some(bench: Bench) -> Iterator[tuple[str, Finding]]:
    for pair in PAIRS:
        name = f"g = ({', '.join(pair['g'])}), h = {pair['h']}"
        yield name, verdicts(pair, bench, dict.fromkeys(HELD, "HOLDS"), {"tdmf.3.1": "HOLDS"})
    for one in drawn("tdmf 3.1", 12):
        yield str(one), verdicts(one.pair, bench, dict.fromkeys(HELD, "HOLDS"), {"tdmf.3.1": "HOLDS"})
    others = {"joint_regular": "HOLDS", "commuting": "HOLDS", "complete_flows": "HOLDS"}
    for one in missed("tdmf 3.1", 3, "not_commuting"):
        found = verdicts(one.pair, bench, others | {"commuting_with_h": "FAILS"}, {"tdmf.3.1": "NOT_APPLICABLE"})
        yield str(one), all_hold(found, orders_differ(one.pair["g"][0], one.pair["h"], one.pair["g"], {"u": "2", "v": "1"}, bench))
    for one in missed("tdmf 3.1", 2, "not_regular"):
        yield f"{one}, which carries no weight for h", verdicts(one.pair, bench, others | {"commuting_with_h": "HOLDS", "joint_regular": "FAILS", "legendre": "HOLDS"})
    for one in missed("tdmf 3.1", 3, "flows_end"):
        yield str(one), verdicts(one.pair, bench, others | {"commuting_with_h": "HOLDS", "complete_flows": "FAILS", "legendre": "FAILS"})


CLAIMS = (
    Claim(
        part="",
        says="If (g, h) is a regular and commuting map whose flows exist as Assumption A.1 asks, then there are Legendre functions R_a with "
             "d grad R_a(x_t) = -grad f(x_t) dt at the clock a = -int alpha; they depend on g, h and the start, not on f.",
        where="Thm 3.1, Eq. (5)",
        hypotheses=("(g, h) is regular on M", "all brackets of coordinates of g and h vanish", "Assumption A.1 for (g, h)"),
        check=instances(some),
        recorded="UNDECIDED",
        scope="verified on instances",
        note="A statement about all pairs; each instance has its hypotheses and its Legendre functions certified. Near-misses lack one hypothesis and keep "
             "the others: commuting and the existence of flows carry weight, the rank that h adds does not.",
    ),
    Claim(
        part="without_commuting",
        says="The commuting of g and h carries weight: for g = u^2 - v^2 and h = u + v the flow of g for the time s and then that of h for the "
             "time a, or in the other order, end in different x; so x is no function of (mu, a), and no R_a exists.",
        where="Thm 3.1, a near miss of ours",
        printed={"orders": "(2*exp(2*s) + a)**2 - (exp(-2*s) + a)**2 != ((2 + a)*exp(2*s))**2 - ((1 + a)*exp(-2*s))**2"},
        changed={"orders": "(2*exp(2*s) + a)**2 != (exp(2*s)*2 + a)**2"},
        check=relations(variables=("s", "a"), domain=("s > 0", "a > -1/2", "a < 0")),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="without_joint_regularity",
        says="That h adds a rank to the Jacobian carries no weight: for h = 2 g with g = u^2 - v^2 the joint map is nowhere regular, and R_a is a "
             "Legendre function for every a all the same.",
        where="Thm 3.1, a near miss of ours",
        printed={"g": "u**2 - v**2", "h": "2*u**2 - 2*v**2"},
        changed={"h": "2*u**2 + 2*v**2"},
        check=pair_has({"joint_regular": "FAILS", "commuting_with_h": "HOLDS", "legendre": "HOLDS"}, {"tdmf.3.1": "HOLDS"},
                       domain=["u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="without_complete_flows",
        says="The existence of the flows carries weight: for u + v and u - v on the half-plane u > 0 all brackets vanish and the joint map is regular, "
             "but flows reach the edge in finite time at a finite point, grad R stays bounded at an end of x, and R_a is no Legendre function.",
        where="Thm 3.1, a near miss of ours",
        printed={"g": "u + v", "h": "u - v"},
        changed={"h": "u - v**2"},
        check=pair_has({"joint_regular": "HOLDS", "commuting_with_h": "HOLDS", "complete_flows": "FAILS", "legendre": "FAILS"},
                       domain=["u > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="read_separately",
        says="Read so that g alone and h alone are regular and commuting: for g(u, v) = u and h(u, v) = v + u^2/2, with the loss f(x) = -x "
             "regularized during the first or during the second of two units of time, both runs have the same (mu, a) = (2, -1) and so end in the same x.",
        where="Thm 3.1, in the reading where commuting is asked of g and of h and not of both together",
        printed={"x": "2 + (x0 - 1)*exp(-1) = 1 + x0*exp(-1)"},
        check=relations(variables=("x0",)),
        recorded="FAILS",
        scope="refuted",
        why="Both functions are regular on the plane, a single function commutes with itself, and their flows exist for all time. But [grad g, grad h] = "
            "(1, 0): x follows dx = dmu + x da. One run ends at 2 + (x0 - 1)/e, the other at 1 + x0/e. The proof uses the joint reading, and the "
            "theorem is true in it.",
        script="""
from mpmath import mp, mpf, odefun
mp.dps = 20
x0 = mpf(0)
first = odefun(lambda t, x: [1 - x[0]], 0, [x0])(1)[0] + 1           # regularized, then not
second = odefun(lambda t, x: [1 - x[0]], 0, [x0 + 1])(1)[0]          # not, then regularized
print("same mu and a, but x =", first, "and", second)
assert abs(first - second) > mpf("0.5")
""",
        note="One of two readings; the other one is the claim above.",
    ),
)
