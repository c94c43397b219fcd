"""tdmf Thm A.1 with Eq. (11): the known result for mirror flows, from Li et al."""

from collections.abc import Iterator

from mirrorsym.register import Bench, Claim, Finding, instances, not_decidable, pair_has, relations
from mirrorsym.register.drawn import all_hold, brief, drawn, missed, orders_differ, verdicts

COVERS = ("Thm A.1", "Eq. 11")
TITLE = "Commuting and regular reparametrizations follow a mirror flow"

HELD = ("regular", "commuting", "complete_flows", "legendre")
PAIRS = (
    {"g": ["u**2 - v**2"], "domain": ["u > 0", "v > 0"]},
    {"g": ["u**2", "v**2"], "domain": ["u > 0", "v > 0"]},
    {"g": ["u + 2*v"]},
    {"g": ["exp(u)"]},
    {"g": ["7*u**2/5 - 3*v**2/8 + w**2"], "domain": ["u > 0", "v > 0", "w > 0"]},
    {"g": ["u**4"], "domain": ["u > 0"]},
    {"g": ["3*u**2 + v**2/2", "w**2 - z**2"], "domain": ["u > 0", "v > 0", "w > 0", "z > 0"]},
)


def some(bench: Bench) -> Iterator[tuple[str, Finding]]:
    for pair in PAIRS:
        yield f"g = ({', '.join(pair['g'])})", verdicts(pair, bench, dict.fromkeys(HELD, "HOLDS"), {"lwla.4.8": "HOLDS"})
    for one in drawn("tdmf A.1", 12, h=False):
        yield str(one), verdicts(one.pair, bench, dict.fromkeys(HELD, "HOLDS"), {"lwla.4.8": "HOLDS"})
    for one in missed("tdmf A.1", 3, "not_commuting", h=False):
        found = verdicts(one.pair, bench, {"regular": "HOLDS", "complete_flows": "HOLDS", "commuting": "FAILS"})
        yield str(one), all_hold(found, orders_differ(*one.pair["g"], one.pair["g"], {"u": "2", "v": "1"}, bench))
    for one in missed("tdmf A.1", 3, "not_regular", h=False):
        found = verdicts(one.pair, bench, {"regular": "FAILS", "complete_flows": "HOLDS", "commuting": "HOLDS"})
        first, second = one.pair["g"]
        at = [f"({g.replace('u', '1').replace('v', '2')})" for g in (first, second)]
        line = relations()({"line": f"{at[0]}*({second}) = {at[1]}*({first})"}, bench)
        yield str(one), all_hold(found, brief(line, "x never leaves a line, which no Legendre function allows"))
    for one in missed("tdmf A.1", 3, "flows_end", h=False):
        yield str(one), verdicts(one.pair, bench, {"regular": "HOLDS", "commuting": "HOLDS", "complete_flows": "FAILS", "legendre": "FAILS"})


CLAIMS = (
    Claim(
        part="",
        says="For a commuting and regular g with Assumption A.1, x = g(w) under gradient flow of any time-dependent loss L_t(g(w)) follows the mirror flow of one "
             "Legendre function R, which depends on g and the start only.",
        where="Thm A.1",
        hypotheses=("g is regular on M", "the brackets of its coordinates vanish on M", "Assumption A.1"),
        check=instances(some),
        recorded="UNDECIDED",
        scope="verified on instances",
        note="Theorem 4.8 of our text of the cited paper.",
    ),
    Claim(
        part="eq_11",
        says="A mirror flow of R moves x so that d grad R(x_t) = -grad f(x_t) dt.",
        where="Eq. (11)",
        check=not_decidable("a definition"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
    ),
    Claim(
        part="without_commuting",
        says="Commuting carries weight: for g = (x, x y) on x > 0, regular and not commuting, the necessary condition of Li et al. for a mirror flow from every start "
             "fails.",
        where="Thm A.1, a near miss of ours",
        printed={"g": "x; x*y"},
        changed={"g": "x; y"},
        check=pair_has({"regular": "HOLDS", "commuting": "FAILS", "lie_necessary": "FAILS"}, domain=["x > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="without_regularity",
        says="Regularity carries weight: u^2 - v^2 on the whole plane is not regular at the origin, where nothing moves.",
        where="Thm A.1, a near miss of ours",
        printed={"g": "u**2 - v**2"},
        changed={"g": "u - v**2"},
        check=pair_has({"regular": "FAILS", "commuting": "HOLDS", "complete_flows": "HOLDS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
