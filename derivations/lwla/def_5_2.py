"""lwla Def. 5.2 and Thm 5.3: isometric embeddings."""

from collections.abc import Mapping

from mirrorsym.register import Bench, Claim, Finding, differential, not_decidable
from mirrorsym.verdict import Status

COVERS = ("Def. 5.2", "Thm 5.3", "Sec. 5, invariance under isometric embedding")
TITLE = "Isometric embeddings and Nash's theorem"


def isometry(wanted: Status = Status.HOLDS, **about: object) -> object:
    """dF^T dF = Hess R for the coordinates "F" and the potential "R" has this verdict."""
    def check(formulas: Mapping[str, str], bench: Bench) -> Finding:
        report = bench.isometric([t.strip() for t in formulas["F"].split(";")], formulas["R"], **about)
        status = Status(report["status"])
        if status not in (Status.HOLDS, Status.FAILS):
            return Finding(Status.UNDECIDED, report["because"])
        return Finding(Status.HOLDS if status is wanted else Status.FAILS, f"{status}: {report['because']}", report["witness"], (report,))
    return check


CLAIMS = (
    Claim(
        part="example",
        says="F(x) = 2 sqrt(x) preserves the metric of the entropy x log x - x on x > 0.",
        where="Def. 5.2",
        printed={"F": "2*sqrt(x)", "R": "x*log(x) - x"},
        check=isometry(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="simplex",
        says="2 sqrt in every coordinate preserves the metric of the entropy of the simplex: it is mapped to a piece of a sphere.",
        where="Def. 5.2",
        printed={"F": "2*sqrt(x);2*sqrt(y);2*sqrt(1 - x - y)", "R": "x*log(x) + y*log(y) + (1 - x - y)*log(1 - x - y)"},
        check=isometry(),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="counterexample",
        says="F(x) = x does not preserve the metric of x^2, which is 2.",
        where="Def. 5.2",
        printed={"F": "x", "R": "x**2"},
        changed={"F": "sqrt(2)*x"},
        check=isometry(Status.FAILS),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
    Claim(
        part="dimension",
        says="The dimension max{d (d + 5)/2, d (d + 3)/2 + 5} is s + d + max{d, 5} with s = d (d + 1)/2, the number of entries of a metric.",
        where="Thm 5.3",
        printed={"s": "d*(d + 1)/2", "first": "d*(d + 5)/2 = s + 2*d", "second": "d*(d + 3)/2 + 5 = s + d + 5"},
        changed={"s": "d*(d - 1)/2"},
        check=differential(),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="dimension_which",
        says="The first of the two is the larger one exactly from d = 5 on.",
        where="Thm 5.3",
        printed={"difference": "d*(d + 5)/2 - (d*(d + 3)/2 + 5) = d - 5"},
        check=differential(),
        recorded="HOLDS",
        scope="proved in general",
    ),
    Claim(
        part="nash",
        says="Every Riemannian manifold of dimension d has an isometric embedding in a Euclidean space of that dimension.",
        where="Thm 5.3",
        check=not_decidable("a citation of Nash's theorem with Günther's dimension; nothing finite decides it"),
        recorded="UNDECIDED",
        scope="not decidable by computation",
        note="Günther's bound is usually stated for compact manifolds, and int dom R is never compact; for the use in Thm 5.1 any finite D does. Def. 5.2 asks "
             "for an injective map with this metric; an embedding in the usual sense is a homeomorphism onto its image besides.",
    ),
    Claim(
        part="invariance",
        says="Gradient flow is invariant under isometric embedding: with dF = J^T Hess R and J dF = 1, if Hess R dw = -l dt then dF dw = -J^T l dt; shown for "
             "one coordinate in two variables.",
        where="After Thm 5.3",
        printed={"F1": "j1*h", "F2": "j2*h", "dw": "-l/h", "first": "F1*dw = -j1*l", "second": "F2*dw = -j2*l",
                 "back": "j1*(-j1*l) + j2*(-j2*l) = -(j1**2 + j2**2)*l"},
        changed={"F1": "j1"},
        check=differential(domain=["h > 0"]),
        recorded="HOLDS",
        scope="proved for the stated family",
    ),
)
