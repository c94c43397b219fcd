"""For which parameter values do all items vanish?  CONDITIONAL verdicts with both sides certified.

Each item is written as a sum of coefficient(parameters) * function(variables) with linearly independent functions; it vanishes on M
exactly where all coefficients do.  The common zeros of all coefficients become the condition: one equation p = 0 when every item is
divisible by p, or several equations that are solved for parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import Any

from flint import arb_mat, fmpq, fmpq_mat

from mirrorsym.calculus import sign
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, exact
from mirrorsym.calculus.ratio import from_polynomial, ratio_of
from mirrorsym.calculus.region import Region, as_expressions, samples
from mirrorsym.calculus.roots import common_zero
from mirrorsym.calculus.tower import normal_form
from mirrorsym.calculus.zero import prove
from mirrorsym.certificate import Certificate
from mirrorsym.criteria._exactly import readable
from mirrorsym.criteria._problem import Problem
from mirrorsym.expression import ONE, Expression, add, div, mul, num, power, relation, sub, sym
from mirrorsym.verdict import Status, Verdict

__all__ = ["at_values", "conditional"]


@dataclass(frozen=True, slots=True)
class _Split:
    """item = sum coefficient * function."""

    functions: list[Expression]
    coefficients: list[Expression]
    proof: dict[str, Any]


def conditional(about: str, items: list[tuple[str, Expression]], problem: Problem, *, source: str,
                vanishing: list[tuple[str, Expression, dict[str, Any]]], data: dict[str, Any] | None = None) -> Verdict | None:
    """A CONDITIONAL verdict, or None when the method does not reach.

    `items` are those that do not vanish for all parameter values, `vanishing` the others with their ZERO proofs.
    """
    region = problem.smooth_region
    splits: dict[str, _Split] = {}
    for key, e in items:
        s = _split(e, region)
        if s is None:
            return None
        splits[key] = s
    parameters = _parameter_region(region)
    equations = _equations([c for s in splits.values() for c in s.coefficients], parameters)
    if equations is None:
        return None
    if not equations or common_zero(equations, parameters) is None:
        return None
    condition: tuple[Expression, ...]
    extra = dict(data or {})
    if len(equations) == 1:
        condition = readable(equations[0], "="),
        equations = [sub(*condition[0].args)]
        data = _single(equations[0], items, region)
        if data is not None:
            data["zeros"].update({key: proof for key, _, proof in vanishing})
    else:
        solved = _solve(equations)
        if solved is None:
            return None
        condition = tuple(relation("=", sym(n), v) for n, v in solved.items())
        equations = [sub(sym(n), v) for n, v in solved.items()]
        proofs = _after([*items, *((key, e) for key, e, _ in vanishing)], solved, region)
        data = None if proofs is None else {
            "rule": "substitution", "substitute": {n: v.to_json() for n, v in solved.items()},
            "certificate": {"kind": "zeros", "items": proofs}}
    if data is None:
        return None
    only_if = [_only_if(p, splits, region, parameters) for p in equations]
    if any(x is None for x in only_if) or problem.status("smooth") is not Status.HOLDS:
        return None
    cert = Certificate.of("conditional", condition=[c.to_json() for c in condition], only_if=only_if, **{"if": data}, **extra)
    text = " and ".join(str(c) for c in condition)
    return Verdict(Status.CONDITIONAL, about, f"it holds exactly when {text}", (cert,), condition=condition, source=source)


def _parameter_region(region: Region) -> Region:
    """What is known about the parameters alone."""
    names = frozenset(region.parameters)
    facts = tuple((e, op) if e.names <= names else (ONE, ">") for e, op in region.facts)
    return Region((), region.parameters, facts, region.integers)


def _split(e: Expression, region: Region) -> _Split | None:
    found = normal_form(e, region)
    if found is None:
        return None
    tower, r = found
    parameters = set(region.parameters)
    if any(g.of.names & parameters for g in tower.generators):
        return None
    names = r.above.context().names()
    below = from_polynomial(r.below)
    if tower.unfold(below).names & parameters:
        return None
    groups: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
    for exponents, c in r.above.to_dict().items():
        pairs = [(n in parameters, int(k)) for n, k in zip(names, exponents, strict=True)]
        outer, inner = (tuple(k if own is mine else 0 for own, k in pairs) for mine in (False, True))
        groups.setdefault(outer, {})[inner] = c
    # monomials whose coefficients are proportional make up one function
    shared: dict[tuple[Any, ...], list[tuple[tuple[int, ...], Any]]] = {}
    for outer, coefficient in groups.items():
        lead = coefficient[max(coefficient)]
        key = tuple((k, c / lead) for k, c in sorted(coefficient.items()))
        shared.setdefault(key, []).append((outer, lead))
    functions, coefficients = [], []
    for key, terms in shared.items():
        total = add(*(mul(num(_fraction(lead)), _monomial(names, outer)) for outer, lead in terms))
        functions.append(tower.unfold(div(total, below) if below != ONE else total))
        coefficients.append(add(*(mul(num(_fraction(c)), _monomial(names, k)) for k, c in key)))
    for candidate in (_by_values(e, coefficients), functions):
        if candidate is not None:
            proof = prove(sub(e, add(*(mul(c, f) for c, f in zip(coefficients, candidate, strict=True)))), region)
            if proof is not None:
                return _Split(candidate, coefficients, proof)
    return None


def _by_values(e: Expression, coefficients: list[Expression]) -> list[Expression] | None:
    """The functions as combinations of `e` at fixed parameter values, so that they are defined wherever `e` is."""
    names = sorted(frozenset().union(*(c.names for c in coefficients)))
    size = len(coefficients)
    rows: list[list[Fraction]] = []
    chosen: list[dict[str, Expression]] = []
    for values in islice(product((1, 0, 2, -1, 3), repeat=len(names)), 60):
        at = {n: num(v) for n, v in zip(names, values, strict=True)}
        row = [q for c in coefficients if (q := exact(c.substitute(at), {})) is not None]
        if len(row) < size or fmpq_mat(len(rows) + 1, size, _flat([*rows, row])).rank() <= len(rows):
            continue
        rows.append(row)
        chosen.append(at)
        if len(rows) == size:
            inverse = fmpq_mat(size, size, _flat(rows)).inv()
            return [add(*(mul(num(_fraction(inverse[j, i])), e.substitute(at)) for i, at in enumerate(chosen))) for j in range(size)]
    return None


def _flat(rows: list[list[Fraction]]) -> list[fmpq]:
    return [fmpq(q.numerator, q.denominator) for row in rows for q in row]


def _monomial(names: tuple[str, ...], exponents: tuple[int, ...]) -> Expression:
    return mul(*(power(sym(n), num(k)) for n, k in zip(names, exponents, strict=True) if k))


def _fraction(q: Any) -> Fraction:
    return Fraction(int(q.p), int(q.q))


def _equations(coefficients: list[Expression], parameters: Region) -> list[Expression] | None:
    """Polynomials in the parameters whose common zeros are those of all coefficients; [] when there are none at all."""
    reduced: list[Expression] = []
    for c in coefficients:
        r = ratio_of(c, parameters.names)
        if r is None:
            return None
        if r.is_zero:
            continue
        factors = []
        for f, _ in r.above.factor()[1]:
            e = from_polynomial(f)
            if sign.prove(e, "!=", parameters, depth=1) is None:
                factors.append(e)
        p = mul(*factors) if factors else ONE
        if p == ONE:
            return []
        if p not in reduced:
            reduced.append(p)
    keep = []
    for p in reduced:  # drop what a divisor of it already says
        if not any(q != p and _divides(q, p, parameters) for q in reduced):
            keep.append(p)
    return keep


def _divides(q: Expression, p: Expression, region: Region) -> bool:
    r = ratio_of(div(p, q), region.names)
    return r is not None and bool(r.below.is_constant())


def _single(p: Expression, items: list[tuple[str, Expression]], region: Region) -> dict[str, Any] | None:
    """The part `if` for one equation p = 0: every item is a multiple of p."""
    quotients, zeros = {}, {}
    for key, e in items:
        candidates = (q for q in (at_values(e, p), _divided(e, p, region)) if q is not None)
        quotient, proof = next(((q, x) for q in candidates if (x := prove(sub(e, mul(p, q)), region)) is not None), (None, None))
        if quotient is None or proof is None:
            return None
        quotients[key] = quotient.to_json()
        if proof != {"rule": "ring"}:
            zeros[key] = proof
    return {"rule": "divisible", "quotients": quotients, "zeros": zeros}


def at_values(e: Expression, p: Expression) -> Expression | None:
    """e / p where it does not depend on the parameters: both taken at values where p is not 0, so that it is defined wherever e is."""
    names = sorted(p.names)
    for values in islice(product((1, 0, 2, -1, 3), repeat=len(names)), 60):
        at = {n: num(v) for n, v in zip(names, values, strict=True)}
        q = exact(p.substitute(at), {})
        if q:
            return mul(num(1 / q), e.substitute(at))
    return None


def _divided(e: Expression, p: Expression, region: Region) -> Expression | None:
    """e / p by division of numerators in the tower."""
    found = normal_form(e, region)
    if found is None:
        return None
    tower, r = found
    s = ratio_of(p, r.above.context().names())
    if s is None or s.above == 0:
        return None
    q = _quotient(r.above, s.above)
    return None if q is None else tower.unfold(div(from_polynomial(q), from_polynomial(r.below)))


def _quotient(a: Any, b: Any) -> Any:
    try:
        q, rest = divmod(a, b)
    except (ArithmeticError, ValueError):
        return None
    return q if rest == 0 else None


def _solve(equations: list[Expression]) -> dict[str, Expression] | None:
    """Solve equations one by one for a parameter in which they are linear with a constant coefficient."""
    solved: dict[str, Expression] = {}
    for p in equations:
        q = p.substitute(solved)
        names = sorted(q.names)
        r = ratio_of(q, names)
        if r is None:
            return None
        if r.is_zero:
            continue
        done = False
        for i, n in enumerate(names):
            slope = r.above.derivative(i)
            if slope.is_constant() and slope != 0:
                value = from_polynomial((slope * r.above.context().gen(i) - r.above) / slope.leading_coefficient())
                solved = {k: _expand(v.substitute({n: value})) for k, v in solved.items()}
                solved[n] = value
                done = True
                break
        if not done:
            return None
    return solved


def _expand(e: Expression) -> Expression:
    r = ratio_of(e, sorted(e.names))
    return e if r is None or not r.below.is_constant() else from_polynomial(r.above / r.below.leading_coefficient())


def _after(items: list[tuple[str, Expression]], solved: dict[str, Expression], region: Region) -> dict[str, Any] | None:
    proofs = {}
    for key, e in items:
        proof = prove(e.substitute(solved), region.substitute(solved))
        if proof is None:
            return None
        if proof != {"rule": "ring"}:
            proofs[key] = proof
    return proofs


def _only_if(p: Expression, splits: dict[str, _Split], region: Region, parameters: Region) -> dict[str, Any] | None:
    """One item that does not vanish where p != 0."""
    outside = parameters.assume(p, "!=")
    for key, s in splits.items():
        for j, c in enumerate(s.coefficients):
            proof = sign.prove(c, "!=", outside, depth=2)
            if proof is None:
                continue
            points = _independent(s.functions, region)
            if points is None:
                continue
            return {"item": key, "functions": [f.to_json() for f in s.functions], "coefficients": [x.to_json() for x in s.coefficients],
                    "points": [{n: v.to_json() for n, v in q.items()} for q in points], "zero": s.proof, "coefficient": j, "proof": proof}
    return None


def _independent(functions: list[Expression], region: Region) -> list[dict[str, Expression]] | None:
    """Points of M, one per function, at which the matrix of values is provably regular."""
    tied = any(e.names & set(region.parameters) and e.names & set(region.variables) for e, _ in region.facts)
    if tied:
        return None
    small = Region(region.variables, (), tuple((e, op) if e.names <= set(region.variables) else (ONE, ">") for e, op in region.facts))
    found = samples(small, len(functions) + 24)
    chosen: list[Any] = []
    rows: list[list[Any]] = []
    for p in found:
        try:
            row = [enclose(f, p, 256) for f in functions]
        except (Undefined, Unsettled):
            continue
        if _full_rank([*rows, row]):
            rows.append(row)
            chosen.append(as_expressions(p))
            if len(rows) == len(functions):
                return chosen
    return None


def _full_rank(rows: list[list[Any]]) -> bool:
    """Whether some maximal minor of the rows is provably not zero (Gram determinant)."""
    m = arb_mat(rows)
    return not (m * m.transpose()).det().contains(0)


