"""tdmf Cor. 3.1: which regularizers a separable reparametrization allows."""

from collections.abc import Iterator

from mirrorsym.register import Bench, Claim, Finding, instances, pair_has, relations, slopes
from mirrorsym.register.claim import Formulas
from mirrorsym.register.drawn import TERMS, shown, signed, verdicts
from mirrorsym.register.ways import discovery
from mirrorsym.testing.choices import Dice
from mirrorsym.testing.writing import names, total
from mirrorsym.verdict import Status

COVERS = ("Cor. 3.1",)
TITLE = "Regularizers of separable reparametrizations"

POSITIVE = {"domain": ["u > 0", "v > 0"]}


def all_of_them(formulas: Formulas, bench: Bench) -> Finding:
    """The functions in "h" (between ";"), which are independent (their determinant at as many points is not 0), are a basis of all that commute with "g"."""
    basis = formulas["h"].split(";")
    members = [discovery(len(basis), **POSITIVE)({"g": formulas["g"], "h": h.strip()}, bench) for h in basis]
    for one in members:
        if one.status is not Status.HOLDS:
            return Finding(one.status, one.because, one.witness, tuple(r for m in members for r in m.reports))
    at = [[f"({h.replace('u', str(k + 1)).replace('v', str(k * k + 1))})" for h in basis] for k in range(len(basis))]
    det = " + ".join(f"({sign})*{'*'.join(at[i][p] for i, p in enumerate(order))}" for order, sign in _orders(len(basis)))
    report = bench.settle(f"{det} != 0", variables=("t",))
    if report["status"] != "HOLDS":
        return Finding(Status.UNDECIDED, "the functions were not seen to be independent")
    return Finding(Status.HOLDS, members[0].because, None, (*(r for m in members for r in m.reports), report))


def _orders(n: int) -> list[tuple[tuple[int, ...], int]]:
    if n == 1:
        return [((0,), 1)]
    return [((*order[:k], n - 1, *order[k:]), sign*(-1)**(n - 1 - k)) for order, sign in _orders(n - 1) for k in range(n)]


def some(bench: Bench) -> Iterator[tuple[str, Finding]]:
    """g = sum c_j f_j(x_j) and h = sum d_j f_j(x_j) + e commute; with another f in one variable of h, or a product of two, they do not."""
    for i in range(26):
        dice = Dice(f"tdmf cor 3.1 {i}")
        variables = names(dice.whole(2, 3))
        chosen = [dice.pick(TERMS) for _ in variables]
        domain = [f"{x} > 0" for x in variables]
        own = [f.format(x=x) for (f, _), x in zip(chosen, variables, strict=True)]
        g = total([(signed(dice), f) for f in own])
        weights, constant = [signed(dice) for _ in own], signed(dice)
        if i < 15:
            pair = {"g": [g], "h": total(list(zip(weights, own, strict=True)), constant), "domain": domain}
            yield f"drawn from separable pairs: {shown(pair)}", verdicts(pair, bench, {"commuting_with_h": "HOLDS", "separable": "HOLDS", "wronskian": "HOLDS"})
        elif i < 22:
            other = dice.pick([f for f, _ in TERMS if f != chosen[0][0]]).format(x=variables[0])
            pair = {"g": [g], "h": total(list(zip(weights, [other, *own[1:]], strict=True)), constant), "domain": domain}
            yield f"near-miss, another function in one variable: {shown(pair)}", verdicts(pair, bench, {"commuting_with_h": "FAILS", "separable": "HOLDS"})
        else:
            product = f"({own[0]})*({own[1]})"
            pair = {"g": [g], "h": total([*zip(weights, own, strict=True), (signed(dice), product)]), "domain": domain}
            has = {"commuting_with_h": "FAILS", "separable": "FAILS"}
            yield f"near-miss, a product of two variables: {shown(pair)}", verdicts(pair, bench, has)


CLAIMS = (
    Claim(
        part="",
        says="For a separable analytic pair Theorem 3.1 applies if and only if every h_ij is a multiple of g_ij: for u^2 - v^2 the regularizers are the "
             "combinations of u^2 and v^2.",
        where="Cor. 3.1",
        printed={"g": "u**2 - v**2", "h": "u**2; v**2"},
        check=all_of_them,
        recorded="FAILS",
        scope="refuted",
        corrected={"g": "u**2 - v**2", "h": "1; u**2; v**2"},
        corrected_says="h commutes with g if and only if h_ij = c_ij g_ij + d_ij wherever g_ij is not constant, and h_ij is any function where it is. For "
                       "u^2 - v^2: the combinations of 1, u^2 and v^2, and no other analytic function.",
        why="Brackets see derivatives only: u^2 + v^2 - 5 commutes with u^2 - v^2 and is no combination of u^2 and v^2. The bracket is the Wronskian of "
            "g_ij' and h_ij', not of g_ij and h_ij.",
        script="""
from mpmath import mpf, diff
g = lambda u: u**2
h = lambda u: u**2 - 5
u = mpf(2)
bracket = diff(h, u, 2)*diff(g, u) - diff(g, u, 2)*diff(h, u)
print("bracket:", bracket, " h/g at 1 and 2:", h(1)/g(1), h(2)/g(2))
assert abs(bracket) < mpf("1e-6") and h(1)/g(1) != h(2)/g(2)
""",
    ),
    Claim(
        part="if_regular",
        says="If every h_ij is a multiple of g_ij, then Theorem 3.1 applies: held against h = 2 g, where (g, h) would have to be regular.",
        where="Cor. 3.1, the direction from h = c g to the theorem",
        printed={"g": "u**2 - v**2", "h": "2*u**2 - 2*v**2"},
        check=pair_has({"commuting_with_h": "HOLDS", "joint_regular": "HOLDS"}, **POSITIVE),
        recorded="FAILS",
        scope="refuted",
        corrected={"g": "u**2 - v**2", "h": "2*u**2 + 3*v**2"},
        corrected_says="The theorem as printed also needs constants for which (g, h) is regular, here 2 and -3 (its weaker form needs g regular only).",
        why="With equal constants h is a function of g, and the Jacobian of (g, h) has rank one everywhere. Nor is g itself regular where all g_ij' vanish.",
        script="""
from mpmath import mpf, matrix, det
u, v = mpf(2), mpf(1)
J = matrix([[2*u, -2*v], [4*u, -4*v]])          # gradients of u^2 - v^2 and of twice that
print("determinant of the Jacobian of (g, h):", det(J))
assert det(J) == 0
""",
        note="If h is a second, separate map for which only its own regularity is asked, this pair is no counterexample; but see Theorem 3.1, "
             "`read_separately`.",
    ),
    Claim(
        part="if_flows",
        says="The same direction, held against u^4 - v^4 with u^4 + v^4, where Assumption A.1 would have to hold.",
        where="Cor. 3.1, the direction from h = c g to the theorem",
        printed={"g": "u**4 - v**4", "h": "u**4 + v**4"},
        check=pair_has({"commuting_with_h": "HOLDS", "complete_flows": "HOLDS"}, **POSITIVE),
        recorded="FAILS",
        scope="refuted",
        corrected={"g": "u**2 - v**2", "h": "u**2 + v**2"},
        corrected_says="The theorem as printed also needs Assumption A.1, which squares have and fourth powers do not; for these its weaker form applies.",
        why="Along h, u' = -4 u^3 backward in time blows up: u^(-2) = 1/u0^2 - 8 t. So the flow of h for the time t may not exist from w, and exist after "
            "the flow of g has first made u small, and Assumption A.1 asks that both orders exist together.",
        script="""
from mpmath import mpf
inverse_square = lambda u, t: u**-2 - 8*t         # u^(-2) after the flow of +grad for the time t; it must stay positive
u, t, s = mpf(1), mpf("0.2"), mpf("-1")
print("h first:", inverse_square(u, t), " g backward, then h:", inverse_square(u, s + t))
assert inverse_square(u, t) < 0 < inverse_square(u, s + t)
""",
    ),
    Claim(
        part="unused_variable",
        says="Where some g_ij is constant, h_ij may be anything: u^2 as a function of u and v commutes with u^2 + v^3, whose part in v is no multiple of 0.",
        where="Cor. 3.1, a near miss of ours",
        printed={"g": "u**2 + 0*v", "h": "u**2 + v**3"},
        changed={"g": "u**2 + v**2"},
        check=pair_has({"commuting_with_h": "HOLDS", "separable": "HOLDS"}, **POSITIVE),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="drawn",
        says="h commutes with a separable g where the h_ij are multiples of the g_ij up to constants, and where one of them is another function they do not: for "
             "drawn sums of powers and exponential functions in two or three variables.",
        where="Cor. 3.1, corrected",
        check=instances(some),
        recorded="UNDECIDED",
        scope="verified on instances",
        hypotheses=("g and h are separable and analytic", "no g_ij is constant"),
        note="A product of two variables in h breaks it too, though here only separable h are spoken of.",
    ),
    Claim(
        part="bracket",
        says="For a separable pair the bracket of g_i and h has the components g' h'' - g'' h' = W(g', h'), one for each variable.",
        where="proof of Cor. 3.1",
        printed={"component": "h2*g1 + 0*g12 - (g2*h1 + 0*h12) = g1*h2 - g2*h1"},
        check=relations(),
        recorded="HOLDS",
        scope="proved in general",
        note="Letters for derivatives at a point: the mixed ones vanish, so they stand with the factor 0.",
    ),
    Claim(
        part="wronskian",
        says="The pair commutes if and only if the Wronskian of g and h vanishes: held against g = u^2 and h = u^2 + 1, which commute.",
        where="proof of Cor. 3.1",
        printed={"W": "u**2*diff(u**2 + 1, u) - diff(u**2, u)*(u**2 + 1) = 0"},
        check=slopes(domain=["u > 0"]),
        recorded="FAILS",
        scope="refuted",
        corrected={"W": "diff(u**2, u)*diff(diff(u**2 + 1, u), u) - diff(diff(u**2, u), u)*diff(u**2 + 1, u) = 0"},
        corrected_says="It is the Wronskian of the derivatives that has to vanish; so the derivatives are dependent, and constants are free.",
        why="u^2 * 2u - 2u * (u^2 + 1) = -2u, while g' h'' - g'' h' = 2u * 2 - 2 * 2u = 0.",
        script="""
from mpmath import mpf, diff
g, h, u = (lambda s: s**2), (lambda s: s**2 + 1), mpf(1)
W = g(u)*diff(h, u) - diff(g, u)*h(u)
bracket = diff(g, u)*diff(h, u, 2) - diff(g, u, 2)*diff(h, u)
print("W(g, h) =", W, " bracket =", bracket)
assert abs(W + 2) < mpf("1e-6") and abs(bracket) < mpf("1e-6")
""",
    ),
    Claim(
        part="previous_settings",
        says="Separable maps contain all earlier settings that are named, among them the matrix factorization of Gunasekar et al.: held against "
             "U U^T for U in R^(2 x 2).",
        where="before Cor. 3.1",
        printed={"g": "p**2 + q**2; p*r + q*s; r**2 + s**2"},
        check=pair_has({"separable": "HOLDS"}),
        recorded="FAILS",
        scope="refuted",
        corrected={"g": "p**2 + q**2; r**2 + s**2"},
        corrected_says="The diagonal networks among them are separable; the entries of U U^T are not, and their gradients do not even commute.",
        why="The off-diagonal entry p r + q s has mixed derivatives, and shares its variables with the other entries.",
        script="""
from mpmath import mpf, diff
f = lambda p, r: p*r + mpf(2)*mpf(3)            # the off-diagonal entry as a function of p and r
mixed = diff(f, (mpf(1), mpf(1)), (1, 1))
print("mixed derivative:", mixed)
assert abs(mixed - 1) < mpf("1e-6")
""",
        note="The cited work treats commuting measurements, for which a diagonal U is enough; in the general setting its map is U U^T.",
    ),
)
