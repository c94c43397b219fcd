"""lwla Thm 5.1: every mirror flow is a gradient flow with a commuting parametrization."""

from collections.abc import Iterator, Mapping

from mirrorsym.register import Bench, Claim, Finding, differential, instances, pair_has
from mirrorsym.register.drawn import number, signed
from mirrorsym.testing.choices import Dice
from mirrorsym.verdict import Status

COVERS = ("Thm 5.1", "Eq. 10", "Eq. 11", "Sec. 5, the inverse of G")
TITLE = "From a Legendre function to a commuting parametrization"

POTENTIALS = ("x*log(x) - x", "x*log(x) - x + y**2/2", "x**2 + x*y + y**2", "-log(x)", "x*log(x) + (1 - x)*log(1 - x)", "log(cosh(x))",
              "(x + y)*log(x + y) - log(x - y)", "x*log(x) + y*log(y) + (1 - x - y)*log(1 - x - y)")


def parametrized(**about: object) -> object:
    """The formula "R" has a commuting parametrization (`parametrize`), and one with the coordinates "g" where they are given."""
    def check(formulas: Mapping[str, str], bench: Bench) -> Finding:
        report = bench.parametrize(formulas["R"], **about)
        status, because = Status(report["status"]), report["because"]
        if status is Status.HOLDS and "g" in formulas and report["pair"]["g"] != [t.strip() for t in formulas["g"].split(";")]:
            status, because = Status.UNDECIDED, f"another map is found: {'; '.join(report['pair']['g'])}"
        if status in (Status.HOLDS, Status.FAILS):
            return Finding(status, because, report["witness"] if status is Status.FAILS else None, (report,))
        return Finding(Status.UNDECIDED, because)
    return check


#: Legendre functions of one variable; a sum of positive multiples in different variables is one too, and a linear term changes no Hessian
ONE = ("{x}*log({x})", "-log({x})", "{x}**2", "exp({x})", "{x}*log({x}) + (1 - {x})*log(1 - {x})", "{x}*asinh({x}) - sqrt({x}**2 + 1)")


def drawn_potentials() -> Iterator[str]:
    for i in range(12):
        dice = Dice(f"lwla 5.1 {i}")
        if i % 7 == 6:  # |x|_A^2 with A = (p, s; s, p + s^2/p) positive definite
            p, s = number(dice), signed(dice)
            yield f"{p}*x**2 + {2*s}*x*y + {p + s*s/p}*y**2".replace("+ -", "- ")
        else:
            terms = [f"{number(dice)}*({dice.pick(ONE).format(x=x)})" for x in "xy"[:1 + i % 2]]
            yield f"{' + '.join(terms)} + {signed(dice)}*x".replace("+ -", "- ")


def constructions(bench: Bench) -> Iterator[tuple[str, Finding]]:
    for R in POTENTIALS:
        yield f"R = {R}", parametrized()({"R": R}, bench)
    for R in drawn_potentials():
        yield f"drawn from sums and forms: R = {R}", parametrized()({"R": R}, bench)
    misses = []
    for i in range(3):
        dice = Dice(f"lwla 5.1 near-miss {i}")
        p, q, s = number(dice), number(dice), signed(dice)
        misses.append(f"{p}*x**2 + {q}*x - {s*s + q}*y**2" if i % 2 else f"{p}*x*log(x) - {q}*y**2")
    for R in ("x**2 + 3*x*y + y**2", "x**3/6", *misses):
        report = bench.parametrize(R)
        name = f"near-miss, R = {R} is not strictly convex: parametrize answers {report['status']}"
        yield name, Finding(Status.HOLDS if report["status"] == "FAILS" else Status.UNDECIDED, report["because"], None, (report,))


CLAIMS = (
    Claim(
        part="entropy",
        says="For x log x - x the map w^2/4 on w > 0 is such a parametrization.",
        where="Thm 5.1",
        printed={"R": "x*log(x) - x", "g": "w**2/4"},
        changed={"R": "2*x*log(x) - x"},
        check=parametrized(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="hyperbolic_entropy",
        says="For the hyperbolic entropy with any b > 0 the map (u^2 - v^2)/4 on the quadrant is one, with D = 2 d; its M is the curve F(R).",
        where="Thm 5.1",
        printed={"R": "x*asinh(x/b) - sqrt(x**2 + b**2)", "g": "u**2/4 - v**2/4"},
        changed={"R": "2*x*asinh(x/b) - 2*sqrt(x**2 + b**2)"},
        check=parametrized(parameters={"b": "positive"}),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="D > d here: M is one dimensional in the plane, and the open neighborhood U of the theorem is the quadrant.",
    ),
    Claim(
        part="simplex",
        says="For the entropy of the simplex one is found whose coordinates share variables.",
        where="Thm 5.1",
        printed={"R": "x*log(x) + y*log(y) + (1 - x - y)*log(1 - x - y)"},
        changed={"R": "x*log(x) - y*log(y)"},
        check=parametrized(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="complete",
        says="Where R is a mirror map the flows are complete, else not: exp(z), a parametrization of -log x, spoils it for (w^2/4, exp(z)), whose R is a Legendre function all the same.",
        where="Thm 5.1, last sentence",
        printed={"g": "w**2/4;exp(z)"},
        changed={"g": "w**2/4;z**2"},
        check=pair_has({"mirror_map": "FAILS", "legendre": "HOLDS"}, domain=["w > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        uses=("lwla/def_3_7/mirror_map",),
    ),
    Claim(
        part="all_times",
        says="The mirror flow of a Legendre function need not exist for all t >= 0: for -log x and the loss -x it is x0/(1 - x0 t), which passes every "
             "bound before t = 1/x0.",
        where="Thm 5.1, 'for all t >= 0' (so too Thm 4.8)",
        printed={"x": "x0/(1 - x0*t)", "flow": "D[-1/x, t] = 1", "start": "At[x, t, 0] = x0", "passes": "At[x, t, 1/x0 - 1/b] = b"},
        changed={"x": "x0/(1 - 2*x0*t)"},
        check=differential(domain=["x0 > 0", "b > x0", "1 - x0*t > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="-1/x is the gradient of -log x. The statement is read for as long as the solution exists; for a mirror map and a loss with bounded gradient "
             "it exists for all t.",
    ),
    Claim(
        part="inverse",
        says="If G(F(w)) = w and the columns of dF lie in the span of the gradients of G, then dF^T dF is the inverse of dG dG^T: with dF = dG^T T and "
             "dG dF = 1, so T the inverse, for all Jacobians of two coordinates in three variables.",
        where="Sec. 5, the display after Thm 5.1",
        printed={"p": "a1**2 + a2**2 + a3**2", "q": "a1*b1 + a2*b2 + a3*b3", "r": "b1**2 + b2**2 + b3**2",
                 **{f"F{k}": f"(r*a{k} - q*b{k})/(p*r - q**2)" for k in (1, 2, 3)}, **{f"H{k}": f"(p*b{k} - q*a{k})/(p*r - q**2)" for k in (1, 2, 3)},
                 "one": "a1*F1 + a2*F2 + a3*F3 = 1", "two": "b1*F1 + b2*F2 + b3*F3 = 0",
                 "first": "F1**2 + F2**2 + F3**2 = r/(p*r - q**2)", "mixed": "F1*H1 + F2*H2 + F3*H3 = -q/(p*r - q**2)",
                 "last": "H1**2 + H2**2 + H3**2 = p/(p*r - q**2)"},
        changed={"r": "b1**2 + b2**2 + 2*b3**2"},
        check=differential(domain=["(a1**2 + a2**2 + a3**2)*(b1**2 + b2**2 + b3**2) - (a1*b1 + a2*b2 + a3*b3)**2 > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="That the columns lie in that span is where G is constant off M in the right way: the theorem's dG = dG|_M on M.",
    ),
    Claim(
        part="span_needed",
        says="Without the span it fails: G(x, y) = x has the right inverse F(w) = (w, w), whose dF^T dF is 2 and not 1.",
        where="Sec. 5, the display after Thm 5.1",
        printed={"F1": "w", "F2": "w", "inverse": "F1 = w", "metric": "D[F1, w]**2 + D[F2, w]**2 != 1"},
        changed={"F2": "1"},
        check=differential(variables=["w"]),
        recorded="HOLDS",
        scope="proved for the stated family",
        note="The text assumes G to be a bijection from the reachable set, which is tangent to the gradients.",
    ),
    Claim(
        part="",
        says="For every smooth Legendre function R there are M, U and a smooth regular G on U, commuting on M, such that the mirror flow (10) is "
             "G of the gradient flow (11); for a mirror map the flows on M are complete.",
        where="Thm 5.1, Eq. (10), (11)",
        check=instances(constructions),
        recorded="UNDECIDED",
        scope="verified on instances",
        hypotheses=("R is a smooth Legendre function",),
        uses=("lwla/def_5_2/nash",),
        note="Its proof needs Nash's theorem; the instances are constructed, each with certificates for isometry, inverse and commutation.",
    ),
)
