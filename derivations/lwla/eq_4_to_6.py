"""lwla Eq. (4)-(6): the composed flow psi, its domain U, and that U is a box."""

from collections.abc import Iterator

from mirrorsym.register import Bench, Claim, Finding, differential, instances, pair_has

COVERS = ("Eq. 4", "Eq. 5", "Eq. 6")
TITLE = "The map psi, its domain, and why that is a box"

BOXES = (
    {"g": ["x**3", "y**2"], "domain": ["x > 0", "y > 0"]},
    {"g": ["u**2 - v**2", "exp(x)"], "domain": ["u > 0", "v > 0"]},
    {"g": ["u**2 + v**2", "u**2 - v**2"], "domain": ["u > 0", "v > 0"]},
)


def boxes(bench: Bench) -> Iterator[tuple[str, Finding]]:
    for pair in BOXES:
        report = bench.derive(pair)
        met = report["criteria"]["complete_flows_of_g"]["status"]
        box = all(len({n for n in ("mu1", "mu2", "mu3") if n in c}) == 1 for c in report["potential"]["dual_domain"] or ())
        found = pair_has({"complete_flows_of_g": met}, **pair)({}, bench)
        name = f"{', '.join(pair['g'])} (Assumption 3.5 {met}, domain {report['potential']['dual_domain']}, {'a box' if box else 'no box'})"
        if met == "HOLDS" and not box:
            found = Finding(found.status.UNDECIDED, "the domain was not found as a box")
        yield name, found


CLAIMS = (
    Claim(
        part="square",
        says="With phi along minus the gradient, psi of x^2 is x exp(-2 mu), for all real mu.",
        where="Eq. (4), (5)",
        printed={"psi": "x*exp(-2*mu)", "moves": "D[psi, mu] = -2*psi", "starts": "At[psi, mu, 0] = x"},
        check=differential(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="cube",
        says="With phi along minus the gradient, psi of x^3 is x/(1 + 3 x mu), and its domain for x > 0 is mu > -1/(3 x): before that end it "
             "passes every bound.",
        where="Eq. (4), (5)",
        printed={"psi": "x/(1 + 3*x*mu)", "moves": "D[psi, mu] = -3*psi**2", "starts": "At[psi, mu, 0] = x",
                 "end": "At[psi, mu, -1/(3*x) + 1/(3*b)] = b"},
        check=differential(domain=["x > 0", "b > x", "1 + 3*x*mu > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="all_of_R",
        says="Where all flows are complete psi exists for every mu: for (x^2, u^2 - v^2) on positive variables grad R takes every value.",
        where="After Eq. (5)",
        printed={"g": "x**2;u**2 - v**2"},
        changed={"g": "x**3;u**2 - v**2"},
        check=pair_has({"mirror_map": "HOLDS"}, domain=["x > 0", "u > 0", "v > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="In general: a composition of maps that are defined everywhere is.",
    ),
    Claim(
        part="box",
        says="Under Assumption 3.5 the domain of psi is a product of open intervals.",
        where="Eq. (6), Lemma C.1 (its proof is not in our text)",
        check=instances(boxes),
        recorded="UNDECIDED",
        scope="verified on instances",
        hypotheses=("Assumption 3.5",),
        note="A short argument, with i and j different and without commutation: if s is in I_i(x) and t in I_j(x), let y = phi_j^t(x); then "
             "phi_i^s(phi_j^(-t)(y)) = phi_i^s(x) is defined, hence by the assumption at y so is phi_j^(-t)(phi_i^s(y)), and with it "
             "phi_i^s(y) = phi_i^s(phi_j^t(x)). The other inclusion is the assumption at x. So I_i does not change along the flow of G_j, and "
             "d coordinates follow one after the other.",
    ),
    Claim(
        part="no_box",
        says="Without the second half of Assumption 3.5 it need not be a box: for the commuting and regular (e^u - e^v, e^u + e^v), with the signs "
             "of Lemma 4.6, grad Q exists where mu2 + mu1 < e^(-u0) and mu2 - mu1 < e^(-v0).",
        where="Eq. (6)",
        printed={"A": "-log(exp(-u0) - mu1 - mu2)", "B": "-log(exp(-v0) + mu1 - mu2)",
                 "first": "D[A, mu1] = exp(A)", "second": "D[B, mu1] = -exp(B)", "third": "D[A, mu2] = exp(A)", "fourth": "D[B, mu2] = exp(B)",
                 "start": "At[At[A, mu1, 0], mu2, 0] = u0", "begin": "At[At[B, mu1, 0], mu2, 0] = v0"},
        changed={"A": "-log(exp(-u0) - mu1 - 2*mu2)"},
        check=differential(domain=["exp(-u0) - mu1 - mu2 > 0", "exp(-v0) + mu1 - mu2 > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="no_box_hypotheses",
        says="Of the hypotheses of Lemma 4.7, (e^u - e^v, e^u + e^v) misses Assumption 3.5 alone: it commutes and is regular.",
        where="Eq. (6)",
        printed={"g": "exp(u) - exp(v);exp(u) + exp(v)"},
        changed={"g": "exp(u) - exp(v);exp(u)*exp(v)"},
        check=pair_has({"commuting": "HOLDS", "regular": "HOLDS", "complete_flows_of_g": "FAILS"}),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
