"""lie_necessary: all iterated brackets of the gradients of g, from length two on, lie in the kernel of dg on M (lwla Thm 4.9, Eq. 9).

HOLDS when g commutes, has one coordinate, or when finitely many brackets span all longer ones (a module closed under bracketing with each
grad g_i) and lie in ker dg.  FAILS at a point where grad g_i . [ … ] is not zero for some bracket.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.zero import prove, refute
from mirrorsym.certificate import Certificate
from mirrorsym.criteria import Criterion, Example
from mirrorsym.criteria._involutive import combination
from mirrorsym.criteria._problem import Problem
from mirrorsym.criteria._zeros import enclosure_text
from mirrorsym.expression import ZERO, Expression, add, mul, sub
from mirrorsym.verdict import Status, Verdict

SOURCE = "lwla Thm 4.9, Eq. 9"
MAX_LENGTH = 4
MAX_FIELDS = 40

Field = tuple[Expression, ...]


def bracket(x: Field, y: Field, names: tuple[str, ...]) -> Field:
    """[X, Y] = (DY) X - (DX) Y."""
    out = []
    for a, b in zip(x, y, strict=True):
        terms = [mul(derivative(b, k), x[m]) for m, k in enumerate(names) if k in b.names and x[m] != ZERO]
        terms += [mul(derivative(a, k), y[m]) for m, k in enumerate(names) if k in a.names and y[m] != ZERO]
        plus = len([1 for m, k in enumerate(names) if k in b.names and x[m] != ZERO])
        out.append(sub(add(*terms[:plus]), add(*terms[plus:])))
    return tuple(out)


def _decide(problem: Problem) -> Verdict:
    if problem.n == 1:
        return Verdict(Status.HOLDS, "lie_necessary", "g has one coordinate, so there is no bracket",
                       (Certificate.of("one_coordinate"),), source=SOURCE)
    commuting = problem.known.get("commuting")
    if commuting is not None and commuting.status is Status.HOLDS:
        return Verdict(Status.HOLDS, "lie_necessary", "all brackets of g vanish", commuting.certificates, source=SOURCE)
    if problem.smooth_on(g_only=True) is not Status.HOLDS:
        return Verdict(Status.UNDECIDED, "lie_necessary", "g is not known to be smooth on all of M", source=SOURCE)
    if not problem.glued(g_only=True):
        return _search(problem, problem.region)
    found = _search(problem, problem.g_region)
    if found.status is Status.FAILS:
        return found
    return Verdict(Status.UNDECIDED, "lie_necessary", "g is only C^2, and longer brackets need more derivatives", source=SOURCE)


def _search(problem: Problem, region: Region) -> Verdict:
    names, n = problem.pair.w, problem.n
    gradients: list[Field] = [tuple(problem.calculus.first(i, k) for k in names) for i in range(n)]
    level = {f"{i}.{j}": bracket(gradients[i], gradients[j], names) for i in range(n) for j in range(i + 1, n)}
    listed: dict[str, Field] = {}
    vanish: dict[str, Any] = {}
    for length in range(2, MAX_LENGTH + 1):
        for word, field in level.items():
            for i in range(n):
                e = add(*(mul(a, b) for a, b in zip(gradients[i], field, strict=True)))
                key = f"lie:{word}:{i}"
                proof = prove(e, region)
                if proof is None:
                    point = refute(e, problem.away(region))
                    if point is not None:
                        cert = Certificate.of("nonzero", item=key, point={k: v.to_json() for k, v in point.items()},
                                              enclosure=enclosure_text(e, point))
                        because = f"grad g[{i}] is not orthogonal to the bracket of the gradients {word.replace('.', ', ')} there"
                        return Verdict(Status.FAILS, "lie_necessary", because, (cert,), witness=point, source=SOURCE)
                    return Verdict(Status.UNDECIDED, "lie_necessary", f"{key} was neither proved to vanish nor refuted", source=SOURCE)
                if proof != {"rule": "ring"}:
                    vanish[key] = proof
        listed.update(level)
        following = {f"{w}.{j}": bracket(f, gradients[j], names) for w, f in level.items() for j in range(n)}
        closed = _closure(listed, following, region)
        if closed is not None:
            coefficients, items = closed
            cert = Certificate.of("involutive", fields=list(listed), coefficients=coefficients, items={**items, **vanish})
            return Verdict(Status.HOLDS, "lie_necessary", f"brackets of length {length} span all longer ones and lie in ker dg",
                           (cert,), source=SOURCE)
        if len(listed) + len(following) > MAX_FIELDS:
            break
        level = following
    return Verdict(Status.UNDECIDED, "lie_necessary", f"brackets up to length {length} lie in ker dg, longer ones are open", source=SOURCE)


def _closure(listed: dict[str, Field], following: dict[str, Field], region: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Every following field as a combination of listed ones; None when one is not."""
    coefficients: dict[str, Any] = {}
    items: dict[str, Any] = {}
    for word, field in following.items():
        head, j = word.rsplit(".", 1)
        c = combination(field, list(listed.values()), region)
        if c is None:
            return None
        coefficients[f"{head}|{j}"] = [x.to_json() for x in c]
        for k in range(len(field)):
            e = sub(field[k], add(*(mul(x, f[k]) for x, f in zip(c, listed.values(), strict=True))))
            proof = prove(e, region)
            if proof is None:
                return None
            if proof != {"rule": "ring"}:
                items[f"c:{head}|{j}:{k}"] = proof
    return coefficients, items


CRITERION = Criterion(
    name="lie_necessary",
    statement="Lie^{>=2}(dg) lies in ker dg at every point of M",
    source=SOURCE,
    applies=lambda problem: None,
    decide=_decide,
    holds_for=Example("rotating the third axis: the bracket is parallel to it and g does not see it", g=("x", "y"), variables=("x", "y")),
    fails_for=Example("the matrix factorization U*U^T of size 2 x 1", g=("u**2", "u*v", "v**2"), domain=("u > 0", "v > 0")),
    needs=("smooth", "commuting"),
)
