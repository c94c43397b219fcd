"""For which parameter values is a Jacobian regular?  Square cases whose determinant is q(parameters) times something nonzero."""

from __future__ import annotations

from itertools import islice
from math import comb

from mirrorsym.calculus import rank, sign
from mirrorsym.calculus.compact import factors_of
from mirrorsym.calculus.region import Region, as_expressions, samples
from mirrorsym.calculus.roots import common_zero
from mirrorsym.calculus.search import kernel_ratio
from mirrorsym.certificate import Certificate
from mirrorsym.criteria._exactly import exactly, readable
from mirrorsym.criteria._problem import Problem
from mirrorsym.criteria._refutations import inside, simple_points, smooth_at
from mirrorsym.expression import ONE, ZERO, Expression, add, mul, neg, num, power, sub
from mirrorsym.verdict import Status, Verdict

__all__ = ["conditional_rank"]

MAX_MINORS = 60


def conditional_rank(about: str, jacobian: list[list[Expression]], problem: Problem, *, source: str) -> Verdict | None:
    """CONDITIONAL with the condition q != 0 when every minor has the parameter factor q, or None."""
    region = problem.region
    names = frozenset(region.parameters)
    own = tuple((e, op) if e.names <= names else (ONE, ">") for e, op in region.facts)
    parameters = Region((), region.parameters, own, region.integers)
    if any(e.names & names and e.names & set(region.variables) for e, _ in region.facts):
        return None
    for rows, columns in rank.blocks(jacobian):
        if len(rows) > len(columns):
            return None
        inner = [[jacobian[i][j] for j in columns] for i in rows]
        q = _parameter_factor([v for _, v in rank.minors(inner)], parameters)
        if q is None:
            continue
        condition = readable(q, "!=")
        q = sub(*condition.args)
        proof = rank.prove(jacobian, region.assume(q, "!="))
        if proof is None or common_zero([q], parameters) is None:
            continue
        only_if = _only_if(jacobian, rows, columns, q, region, parameters)
        if only_if is None:
            continue
        cert = Certificate.of("conditional", condition=[condition.to_json()], only_if=only_if, **{"if": proof})
        return Verdict(Status.CONDITIONAL, about, f"it holds exactly when {condition}", (cert,), condition=(condition,), source=source)
    return _by_minors(about, jacobian, problem, parameters, source)


def _by_minors(about: str, jacobian: list[list[Expression]], problem: Problem, parameters: Region, source: str) -> Verdict | None:
    """CONDITIONAL when all maximal minors are multiples of q: where q = 0 the rank drops, whatever the relation between the rows is."""
    rows, width = len(jacobian), len(jacobian[0])
    if problem.nested or rows > width or comb(width, rows) > MAX_MINORS:
        return None
    values = list(rank.minors(jacobian))
    q = _parameter_factor([v for _, v in values], parameters) if values else None
    if q is None or common_zero([q], parameters) is None:
        return None
    condition = readable(q, "!=")
    q = sub(*condition.args)

    def refute(_: int, known: Region) -> dict[str, object] | None:
        for point in islice(simple_points(problem.region), 3):
            quotients = {",".join(map(str, columns)): _divided(v.substitute(point), q) for columns, v in values}
            where, smooth = inside(point, problem.region, known), smooth_at(problem.joint[:rows], point, known)
            if where is None or smooth is None or any(x is None for x in quotients.values()):
                continue
            return {"rule": "minors", "point": {n: v.to_json() for n, v in point.items()}, "inside": where, "guards": smooth,
                    "quotients": {k: x.to_json() for k, x in quotients.items() if x is not None}}
        return None

    return exactly(about, [condition], problem, refute, source=source)


def _parameter_factor(values: list[Expression], parameters: Region) -> Expression | None:
    """The product of the factors in parameters alone that all minors share and that may vanish."""
    common: list[Expression] | None = None
    for v in values:
        factors = factors_of(v)
        if factors is None:
            return None
        own = [f for f, k in factors[1] if k > 0 and f.names <= set(parameters.names)]
        found = [f for f in own if sign.prove(f, "!=", parameters, depth=1) is None]
        common = found if common is None else [e for e in common if e in found]
    return mul(*common) if common else None


def _only_if(jacobian: list[list[Expression]], rows: list[int], columns: list[int], q: Expression, region: Region,
             parameters: Region) -> dict[str, object] | None:
    """A row vector of parameters with row * J(point) = q * columns, not zero where q = 0."""
    inside = samples(Region(region.variables, (), tuple((e, op) if not e.names & set(region.parameters) else (ONE, ">")
                                                        for e, op in region.facts)), 3)
    for p in inside:
        point = as_expressions(p)
        m = [[jacobian[i][j].substitute(point) for j in columns] for i in rows]
        for j in range(len(columns)):
            others = [k for k in range(len(columns)) if k != j][: len(rows) - 1]
            row = [ZERO] * len(jacobian)
            if len(rows) == 1:
                row[rows[0]] = ONE
            else:
                for a, i in enumerate(rows):
                    minor = rank.determinant([[m[b][k] for k in others] for b in range(len(rows)) if b != a])
                    row[i] = minor if a % 2 == 0 else neg(minor)
            quotient = {}
            for k in range(len(jacobian[0])):
                entry = add(*(mul(x, jacobian[i][k].substitute(point)) for i, x in enumerate(row) if x != ZERO))
                if entry == ZERO:
                    continue
                divided = _divided(entry, q)
                if divided is None:
                    break
                if divided != ZERO:
                    quotient[str(k)] = divided.to_json()
            else:
                squares = add(*(power(x, _two()) for x in row if x != ZERO))
                proof = sign.prove(squares, ">", parameters.assume(q, "="), depth=2)
                if proof is not None:
                    return {"row": [x.to_json() for x in row], "point": {n: v.to_json() for n, v in point.items()},
                            "columns": quotient, "nonzero": proof}
    return None


def _divided(e: Expression, q: Expression) -> Expression | None:
    """e / q when q divides e as a polynomial in symbols and kernels, or None."""
    found = kernel_ratio(e)
    if found is not None and found[0].is_zero:
        return ZERO
    factors, wanted = factors_of(e), factors_of(q)
    if factors is None or wanted is None:
        return None
    powers = dict(factors[1])
    for f, k in wanted[1]:
        if powers.get(f, 0) < k:
            return None
        powers[f] -= k
    return mul(num(factors[0] / wanted[0]), *(power(f, num(k)) for f, k in powers.items() if k))


def _two() -> Expression:
    return ONE + ONE
