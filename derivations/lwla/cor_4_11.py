"""lwla Cor. 4.11, 4.12: no mirror flow for matrix factorization; commutation is needed where the reachable set is small."""

from collections.abc import Mapping

from mirrorsym.register import Bench, Claim, Finding, differential, not_decidable, pair_has
from mirrorsym.verdict import Status

COVERS = ("Cor. 4.11", "Cor. 4.12")
TITLE = "Matrix factorization has no mirror flow"


def no_mirror_flow(formulas: Mapping[str, str], bench: Bench) -> Finding:
    """The claim is false where Thm 4.8 applies to the map "g", and true where Eq. (9) fails for it."""
    pair = {"g": [t.strip() for t in formulas["g"].split(";")], "domain": ["u1 > 0"]}
    found = bench.check(pair)
    if found["theorems"]["lwla.4.8"]["status"] == "HOLDS":
        return Finding(Status.FAILS, "Thm 4.8 applies: every gradient flow is a mirror flow", None, (found,))
    if found["criteria"]["lie_necessary"]["status"] == "FAILS":
        entry = found["criteria"]["lie_necessary"]
        return Finding(Status.HOLDS, f"Thm 4.9 refutes it: {entry['because']}", entry["witness"], (found,))
    return Finding(Status.UNDECIDED, "neither Thm 4.8 nor Thm 4.9 decides it")


CLAIMS = (
    Claim(
        part="one_row",
        says="For all d and r, hence for d = 1: gradient flow of U U^T cannot always be written as a mirror flow; with r = 2, M = {u1 > 0}.",
        where="Cor. 4.11, 'for any d, r'",
        printed={"g": "u1**2 + v1**2"},
        corrected={"g": "u1**2 + v1**2;u1*u2 + v1*v2;u2**2 + v2**2"},
        corrected_says="For d = r = 2 on M = {u1 > 0} it holds, and so for the other sizes d >= 2 of this file; d = 1 is to be excluded, as "
                       "Ex. 4.4 does.",
        changed={"g": "u1**4 + v1**3"},
        check=no_mirror_flow,
        recorded="FAILS",
        scope="refuted",
        why="For d = 1 U U^T is one number, the squared length of a row. One coordinate always commutes, where U is not 0 it is regular, and its flow "
            "U exp(2 mu) is defined for all times: Thm 4.8 applies, with R(w) = (w log(w/w0) - w)/4.",
        script="""
from mpmath import mp, mpf, exp, log, diff
mp.dps = 30
u, v, w0 = (lambda m: exp(2*m)), (lambda m: 3*exp(2*m)), mpf(10)          # flow of u^2 + v^2 from (1, 3), mu = m
w = lambda m: u(m)**2 + v(m)**2
R = lambda x: (x*log(x/w0) - x)/4
m = mpf("0.2")
print("dR/dw =", diff(R, w(m)), " mu =", m)                # mirror flow: grad R(w) is mu for every loss
assert abs(diff(R, w(m)) - m) < mpf(10)**-15
""",
    ),
    Claim(
        part="rank_1",
        says="u u^T with u in R^2 on u1 > 0 cannot always be a mirror flow.",
        where="Cor. 4.11",
        printed={"g": "u1**2;u1*u2;u2**2"},
        changed={"g": "u1**2;u2**2"},
        check=no_mirror_flow,
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="rank_1_of_3",
        says="u u^T with u in R^3 on u1 > 0 cannot always be a mirror flow.",
        where="Cor. 4.11",
        printed={"g": "u1**2;u1*u2;u1*u3;u2**2;u2*u3;u3**2"},
        changed={"g": "u1**2;u2**2;u3**2"},
        check=no_mirror_flow,
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="one_loss",
        says="One loss suffices, as the corollary says, though Thm 4.9 alone gives a loss for each R: follow the losses -w11/2, -w12, w11/2, w12 for "
             "the time log(4/3) each, from u = (1, 1). The integrated gradient returns to 0, so every grad R(w) does, but w11 ends near 4/5.",
        where="Cor. 4.11, 'a time-dependent loss'",
        printed={"p1": "p*exp(s)", "p2": "p1*cosh(t) + q*sinh(t)", "q2": "q*cosh(t) + p1*sinh(t)", "p3": "p2*exp(-s)", "p4": "p3*cosh(t) - q2*sinh(t)",
                 "scaling": "D[p1, s] = p1", "rotation": "D[p2, t] = q2", "rotated": "D[q2, t] = p2", "end": "At[p4, s, log(4/3), t, log(4/3), p, 1, q, 1] > 0", "loop": "At[p4, s, log(4/3), t, log(4/3), p, 1, q, 1]**2 < 81/100"},
        changed={"p2": "p1", "q2": "q"},
        check=differential(variables=["p", "q", "s", "t"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="u = (p, q); the gradient (p, 0) of w11/2 scales p, the gradient (q, p) of w12 turns (p, q) hyperbolically, and the last two steps undo "
             "one each: u1 > 0 throughout. It ends at w11 = (6191/6912)^2.",
    ),
    Claim(
        part="all_sizes",
        says="For all d >= 2, r >= 1 and every open M there are an initial point and a loss without a mirror flow.",
        where="Cor. 4.11",
        check=not_decidable("one claim per size is decided; all sizes and all open sets at once are an argument by words"),
        recorded="UNDECIDED",
        scope="verified on instances",
        uses=("lwla/cor_4_11/one_row", "lwla/cor_4_11/rank_1", "lwla/cor_4_11/rank_1_of_3"),
        note="The bracket of the coordinates (i, i), (i, j) is Z U with Z antisymmetric, and the Jacobian maps it to Z S - S Z, S = U U^T, which is not "
             "zero unless S_ii = S_jj and S_ij = 0, so not on an open set.",
    ),
    Claim(
        part="small_reachable_set",
        says="A vector in the span of the gradients that is orthogonal to all of them is zero (so in Cor. 4.12, where the reachable set has dimension d, "
             "brackets vanish): for two gradients, |v|^2 is a combination of the inner products of v with them.",
        where="Cor. 4.12",
        printed={"v1": "s*a1 + t*b1", "v2": "s*a2 + t*b2", "v3": "s*a3 + t*b3",
                 "length": "v1**2 + v2**2 + v3**2 = s*(v1*a1 + v2*a2 + v3*a3) + t*(v1*b1 + v2*b2 + v3*b3)"},
        changed={"v1": "s*a1 + t*b1 + 1"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="The bracket is tangent to the reachable set, whose tangent space is then the span of the d independent gradients, and lies in their "
             "orthogonal complement by Eq. (9).",
    ),
    Claim(
        part="dimension_carries_weight",
        says="Without the dimension of the reachable set it fails: lwla/thm_4_9/weaker_and_still_a_mirror_flow follows a mirror flow, is regular, and "
             "does not commute; its reachable set has dimension three. With D = d regular maps have no kernel: (x, x y) on x > 0 has no mirror flow.",
        where="Cor. 4.12",
        printed={"g": "x;x*y"},
        changed={"g": "x;y**3"},
        check=pair_has({"commuting": "FAILS", "regular": "HOLDS", "lie_necessary": "FAILS"}, domain=["x > 0", "y > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("lwla/thm_4_9/weaker_and_still_a_mirror_flow",),
    ),
    Claim(
        part="general",
        says="If from every initial point all gradient flows of a regular G are mirror flows and reachable sets have dimension d, then G commutes.",
        where="Cor. 4.12",
        check=not_decidable("a statement about all maps; its two steps are Thm 4.9 and lwla/cor_4_11/small_reachable_set"),
        recorded="UNDECIDED",
        scope="verified on instances",
        uses=("lwla/thm_4_9", "lwla/cor_4_11/small_reachable_set"),
    ),
)
