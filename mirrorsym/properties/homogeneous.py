"""homogeneous: R_0 is, up to an affine function, positively homogeneous of one degree p.

Then y R_0'''(y) = (p - 2) R_0''(y) along each direction, which becomes a statement about g at the points w = psi(mu, 0).  Degrees 0 and 1
are special: there R_0'' belongs to a logarithm or to y*log(y), and no affine function makes these homogeneous.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.region import as_expressions
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.certificate import Certificate
from mirrorsym.criteria import Example
from mirrorsym.expression import ONE, ZERO, Expression, div, mul, num, power, sub
from mirrorsym.properties import Property, Situation
from mirrorsym.properties._curvature import Curvature
from mirrorsym.properties._reachable import reachable
from mirrorsym.properties._structure import Structure
from mirrorsym.routes._draft import tidy
from mirrorsym.verdict import Status, Verdict

NAME, SOURCE = "homogeneous", "homog Sec. 4"
TWO = num(2)


def _decide(situation: Situation) -> Verdict:
    structure = situation.structure
    if isinstance(structure, str):
        return _open(f"R_0'' is not known as a function of w: {structure}")
    if structure.directions is None:
        return _open("R_0 is not a sum over directions")
    curves = [Curvature(structure, d) for d in structure.directions]
    found = [_degree(c, structure) for c in curves]
    degrees = [f[0] for f in found if f is not None]
    if len(degrees) == len(curves) and all(prove_zero(sub(p, degrees[0]), structure.frame) is not None for p in degrees):
        return _uniform(situation, structure, degrees[0], [f[1] for f in found if f is not None])
    for verdict in (_mixed(structure, found), _varying(situation, structure, curves)):
        if verdict is not None:
            return verdict
    return _open("neither one degree nor two points where the degree differs were found")


def _open(because: str) -> Verdict:
    return Verdict(Status.UNDECIDED, NAME, because, source=SOURCE)


def _degree(c: Curvature, structure: Structure) -> tuple[Expression, dict[str, Any]] | None:
    """(p, proof that y K_nu = (2 - p) K^2) with p free of variables, or None."""
    region = reachable(structure)
    quotient = tidy(div(mul(c.y, c.K_nu), power(c.K, TWO)), region)
    if quotient.names & set(region.variables):
        return None
    p = tidy(sub(TWO, quotient), structure.frame)
    proof = prove_zero(c.euler(p), region)
    return None if proof is None else (p, proof)


def _uniform(situation: Situation, structure: Structure, p: Expression, zeros: list[dict[str, Any]]) -> Verdict:
    special = next((q for q in (ZERO, ONE) if prove_zero(sub(p, q), structure.frame) is not None), None)
    if special is not None:
        kind = "like -log(x)" if special == ZERO else "like x*log(x)"
        entry = {"direction": 0, "degree": special.to_json(), "zero": zeros[0]}
        certificate = Certificate.of("euler", structure=structure.entry, degrees=[entry])
        return Verdict(Status.FAILS, NAME, f"R_0'' is homogeneous of degree {special.value - 2}, so R_0 is {kind} up to an affine function",
                       (certificate,), source=SOURCE, details={"degree_of_hessian": str(special.value - 2)})
    exponent = sign.prove(mul(p, sub(p, ONE)), "!=", structure.frame)
    if exponent is None:
        return _open(f"the degree {p} may be 0 or 1 for some parameters")
    certificate = Certificate.of("euler", structure=structure.entry, degree=p.to_json(), zeros=zeros, exponent=exponent)
    return Verdict(Status.HOLDS, NAME, f"R_0 is homogeneous of degree {p} up to an affine function", (certificate,), source=SOURCE,
                   holds_on=situation.assumed(structure) or None, details={"degree": str(p)})


def _mixed(structure: Structure, found: list[tuple[Expression, dict[str, Any]] | None]) -> Verdict | None:
    """Two directions of different degrees, or one of a degree that belongs to no homogeneous function."""
    known = [(i, f) for i, f in enumerate(found) if f is not None]
    for i, (p, zero) in known:
        for q in (ZERO, ONE):
            if prove_zero(sub(p, q), structure.frame) is not None:
                entry = [{"direction": i, "degree": q.to_json(), "zero": zero}]
                because = f"along direction {i + 1} R_0'' is homogeneous of degree {q.value - 2}, so R_0 has a logarithm there"
                certificate = Certificate.of("euler", structure=structure.entry, degrees=entry)
                return Verdict(Status.FAILS, NAME, because, (certificate,), source=SOURCE)
    for j, (i, (p, zero)) in enumerate(known):
        for k, (q, other) in known[j + 1:]:
            exponent = sign.prove(sub(p, q), "!=", structure.frame)
            if exponent is not None:
                entries = [{"direction": i, "degree": p.to_json(), "zero": zero}, {"direction": k, "degree": q.to_json(), "zero": other}]
                return Verdict(Status.FAILS, NAME, f"R_0 has degree {p} along direction {i + 1} and {q} along direction {k + 1}",
                               (Certificate.of("euler", structure=structure.entry, degrees=entries, exponent=exponent),), source=SOURCE)
    return None


def _varying(situation: Situation, structure: Structure, curves: list[Curvature]) -> Verdict | None:
    """Two points of one slice a = 0 at which y R_0'''/R_0'' differs."""
    assert structure.directions is not None
    for i, c in enumerate(curves):
        quotient = div(mul(c.y, c.K_nu), power(c.K, TWO))
        for values in map(as_expressions, situation.starts(2)):
            seen: list[tuple[float, tuple[Fraction, ...]]] = []
            for mu in _steps(len(situation.pair.g), structure, i):
                value = situation.value_at(quotient, values, mu, Fraction(0))
                if value is not None:
                    seen.append((value, mu))
            far = next(((x, y) for x in seen for y in seen if x[0] - y[0] > 1e-3 * (1 + abs(x[0]))), None)
            if far is None:
                continue
            points = [situation.path(values, mu, Fraction(0)) for _, mu in far]
            if all(p is not None for p in points):
                certificate = Certificate.of("euler", structure=structure.entry, direction=i, points=points)
                return Verdict(Status.FAILS, NAME, "x*R_0'''/R_0'' is not constant, so R_0'' is homogeneous of no degree", (certificate,),
                               source=SOURCE)
    return None


def _steps(n: int, structure: Structure, direction: int) -> list[tuple[Fraction, ...]]:
    """A few mu along a coordinate that the direction sees."""
    assert structure.directions is not None
    lead = next(i for i, t in enumerate(structure.directions[direction].vector) if t != ZERO)
    sizes = [Fraction(0), Fraction(1, 8), Fraction(-1, 8), Fraction(1, 32), Fraction(-1, 32), Fraction(1, 2)]
    return [tuple(q if i == lead else Fraction(0) for i in range(n)) for q in sizes]


PROPERTY = Property(
    name=NAME, statement="R_0 is affine plus positively homogeneous", source=SOURCE, decide=_decide,
    holds_for=Example("powers give powers", g=("u**4",), domain=("u > 0",)),
    fails_for=Example("hyperbolic entropy is not", g=("u**2 - v**2",), domain=("u > 0", "v > 0")),
)
