"""For which parameter values do items vanish, when each is a factor in the parameters times something that does not vanish everywhere?

Precondition: the items are not all zero.  Main definition: `exactly_zeros`.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.ratio import from_polynomial, ratio_of
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.roots import common_zero
from mirrorsym.calculus.search import kernel_ratio
from mirrorsym.calculus.tower import normal_form
from mirrorsym.calculus.zero import prove
from mirrorsym.criteria._conditional import at_values
from mirrorsym.criteria._exactly import exactly, parameters_of, readable
from mirrorsym.criteria._problem import Problem
from mirrorsym.criteria._refutations import item, shared
from mirrorsym.expression import ONE, Expression, div, mul, sub
from mirrorsym.verdict import Status, Verdict

__all__ = ["exactly_zeros"]

Named = list[tuple[str, Expression]]
RING = {"rule": "ring"}
MAX_ITEMS = 60


def exactly_zeros(about: str, items: Named, problem: Problem, *, source: str, vanishing: list[tuple[str, Expression, dict[str, Any]]],
                  data: dict[str, Any], owner: dict[str, int] | None) -> Verdict | None:
    """CONDITIONAL, or None when some item has no such factor or a side was not proved."""
    if problem.nested or len(items) > MAX_ITEMS:
        return None
    region = problem.smooth_region
    parameters = parameters_of(problem.region)
    factors: dict[str, Expression] = {}
    for key, e in items:
        p = _factor(e, region, parameters)
        if p is None:
            return None
        factors[key] = p
    equations = _least(list(dict.fromkeys(factors.values())))
    if not equations or common_zero(equations, parameters) is None:
        return None
    known = dict(items)

    def refute(i: int, outside: Region) -> dict[str, Any] | None:
        for key, p in factors.items():
            if p == equations[i]:
                found = _one(key, known[key], problem, outside, owner)
                if found is not None:
                    return found
        return None

    relations = [readable(p, "=") for p in equations]
    plain = problem.status("smooth") is Status.HOLDS and not problem.glued()
    first = _divisible(items, factors, equations, vanishing, region) if plain else None
    return exactly(about, relations, problem, refute, source=source, first=first, data=data)


def _one(key: str, e: Expression, problem: Problem, outside: Region, owner: dict[str, int] | None) -> dict[str, Any] | None:
    region = problem.region
    if not key.startswith("d:"):
        functions = problem.joint
        if key.count(",") == 2 and "h" not in key.split(","):
            functions = problem.joint[:problem.n]
        elif key[:2] in ("m:", "t:", "e:"):
            name = key.split(":")[1]
            functions = (problem.joint[problem.n if name == "h" else int(name)],)
        return item(key, e, functions, region, outside)
    _, k, i = key.split(":")
    first = (owner or {}).get(k)
    if first is None:
        return None
    c = problem.calculus
    parts = [(j, problem.joint[j], c.first(j, k)) for j in (first, int(i))]
    return shared(k, parts, region, outside)


def _factor(e: Expression, region: Region, parameters: Region) -> Expression | None:
    """The product of the factors in parameters alone that may vanish; None when there is none."""
    names = set(parameters.names)
    out: list[Expression] = []
    for f in (*_by_kernels(e), *_by_tower(e, region)):
        if f.names and f.names <= names and f not in out and sign.prove(f, "!=", parameters, depth=1, budget=0.3) is None:
            out.append(f)
    return mul(*out) if out else None


def _by_kernels(e: Expression) -> list[Expression]:
    from mirrorsym.calculus.compact import factors_of

    found = factors_of(e)
    return [] if found is None else [f for f, k in found[1] if k > 0]


def _by_tower(e: Expression, region: Region) -> list[Expression]:
    found = normal_form(e, region)
    if found is None or found[1].is_zero:
        return []
    tower, r = found
    return [tower.unfold(from_polynomial(f)) for f, _ in r.above.factor()[1]]


def _least(equations: list[Expression]) -> list[Expression]:
    """Without those that another one divides."""
    return [p for p in equations if not any(q != p and _divides(q, p) for q in equations)]


def _divides(q: Expression, p: Expression) -> bool:
    found = kernel_ratio(div(p, q))
    return found is not None and bool(found[0].below.is_constant())


def _divisible(items: Named, factors: dict[str, Expression], equations: list[Expression],
               vanishing: list[tuple[str, Expression, dict[str, Any]]], region: Region) -> dict[str, Any] | None:
    """The part `if` by quotients: every item is a multiple of the left side of one equation."""
    quotients, by, zeros = {}, {}, {key: proof for key, _, proof in vanishing}
    for key, e in items:
        i = next((i for i, p in enumerate(equations) if p == factors[key] or _divides(p, factors[key])), None)
        if i is None:
            return None
        left = sub(*readable(equations[i], "=").args)
        candidates = (q for q in (at_values(e, left), _quotient(e, left, region)) if q is not None)
        quotient, proof = next(((q, x) for q in candidates if (x := prove(sub(e, mul(left, q)), region)) is not None), (None, None))
        if quotient is None or proof is None:
            return None
        quotients[key], by[key] = quotient.to_json(), i
        if proof != RING:
            zeros[key] = proof
    return {"rule": "divisible", "quotients": quotients, "by": by, "zeros": zeros}


def _quotient(e: Expression, p: Expression, region: Region) -> Expression | None:
    """e / p without p in a denominator."""
    found = kernel_ratio(div(e, p))
    if found is not None:
        r, kernels = found
        above, below = (from_polynomial(x).substitute(kernels) for x in (r.above, r.below))
        if not below.names & p.names:
            return above if below == ONE else div(above, below)
    form = normal_form(e, region)
    s = None if form is None else ratio_of(p, form[1].above.context().names())
    if form is None or s is None or s.above == 0:
        return None
    try:
        q, rest = divmod(form[1].above, s.above)
    except (ArithmeticError, ValueError):
        return None
    return form[0].unfold(div(from_polynomial(q), from_polynomial(form[1].below))) if rest == 0 else None
