"""Legendre transforms of smooth convex functions of several variables, with their domains.

q is convex where the leading minors of its second derivatives are positive, so its gradient is one to one.  The system grad q = x is solved
in closed form where `eliminate_many` finds a solution; the set of slopes is described by conditions that hold at every slope (`range`), and
is exactly that where the solution lies in q's region and solves the system (`inverse`, `inside`, `defined`).

Main definitions: `conjugate_many`, `ConjugateMany`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Any

from mirrorsym.calculus.conjugate import tidied
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.eliminate_many import system_inverses
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.lemmas import prove_with, sign_with
from mirrorsym.calculus.newton_many import enclose_system
from mirrorsym.calculus.rank import determinant
from mirrorsym.calculus.region import Fact, Region, samples
from mirrorsym.expression import ONE, Expression, add, mul, num, sub, sym

__all__ = ["ConjugateMany", "conjugate_many"]

Named = tuple[str, Expression, str, Region, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ConjugateMany:
    """The transform where the facts about the dual variables hold: `arguments` attain it (None: no closed form).

    `proofs` are (name, claim, op, region, proof): `convex` the minors are positive, `range` slopes satisfy the facts, `inverse` the
    gradient at the arguments is x, `inside` they lie in the region, `defined` they exist.  Without a closed form the facts are necessary.
    """

    variables: tuple[str, ...]
    dual: tuple[str, ...]
    gradient: tuple[Expression, ...]
    region: Region
    facts: tuple[Fact, ...]
    arguments: tuple[Expression, ...] | None
    value: Expression | None
    proofs: tuple[Named, ...] = field(default=(), hash=False)

    @property
    def closed_form(self) -> bool:
        """Whether there is a formula."""
        return self.value is not None

    def enclose(self, x: tuple[Fraction, ...], point: Mapping[str, Fraction] | None = None, bits: int = 192
                ) -> tuple[tuple[Fraction, Fraction], ...] | None:
        """Intervals that contain the only m with grad q(m) = x; None when x is no slope, or nothing was found."""
        return enclose_system(self.gradient, self.variables, self.region, x, point, bits)


def conjugate_many(q: Expression, variables: tuple[str, ...], region: Region, dual: tuple[str, ...]) -> ConjugateMany | str:
    """The transform of q, or a sentence why it is not known; `region` is a convex set of the variables, and the parameters.

    >>> from mirrorsym.expression import call
    >>> p, r = sym("p"), sym("r")
    >>> found = conjugate_many(call("exp", p) + call("exp", p + r), ("p", "r"), Region(("p", "r")), ("x", "y"))
    >>> [str(e) for e in found.arguments], [f"{e} {op} 0" for e, op in found.facts]
    (['log(x - y)', 'log(y/(x - y))'], ['y > 0', 'x - y > 0'])
    """
    gradient = tuple(tidied(derivative(q, m), region) for m in variables)
    hessian = [[derivative(f, m) for m in variables] for f in gradient]
    proofs: list[Named] = []
    for k in range(1, len(variables) + 1):
        minor = tidied(determinant([row[:k] for row in hessian[:k]]), region)
        proof = sign_with(minor, ">", region)
        if proof is None:
            return f"{q} is not shown to be strictly convex"
        proofs.append(("convex", minor, ">", region, proof))
    free = tuple(f for f in region.facts if not f[0].names & set(variables))
    parameters = tuple(n for n in region.names if n not in variables)
    facts, ranges = _range(gradient, variables, dual, region)
    there = Region((*dual, *parameters), (), (*free, *facts), region.integers)
    x = tuple(sym(d) for d in dual)
    for candidate in system_inverses(gradient, x, variables, region):
        found = _proved(candidate, gradient, variables, dual, region, there)
        if found is None:
            continue
        arguments, own = found
        at = dict(zip(variables, arguments, strict=True))
        value = tidied(sub(add(*(mul(y, e) for y, e in zip(x, arguments, strict=True))), q.substitute(at)), there)
        return ConjugateMany(variables, dual, gradient, region, facts, arguments, value, (*proofs, *ranges, *own))
    return ConjugateMany(variables, dual, gradient, region, facts, None, None, (*proofs, *ranges))


def _proved(candidate: tuple[Expression, ...], gradient: tuple[Expression, ...], variables: tuple[str, ...], dual: tuple[str, ...],
            region: Region, there: Region) -> tuple[tuple[Expression, ...], list[Named]] | None:
    """The candidate in short form with its proofs, if it is the inverse on all of `there`."""
    if not _agrees(candidate, gradient, variables, dual, region):
        return None
    short = tuple(tidied(e, there) for e in candidate)
    at = dict(zip(variables, short, strict=True))
    needed = [("defined", g.of, g.needed) for e in short for g in guards(e) if g.needed is not None]
    needed += [("inside", e.substitute(at), op) for e, op in region.facts if e.names & set(variables)]
    proofs: list[Named] = []
    known = there
    for name, e, op in dict.fromkeys(needed):
        proof = sign_with(e, op, known)
        if proof is None:
            return None
        proofs.append((name, e, op, known, proof))
        known = known.assume(e, op)
    for f, d in zip(gradient, dual, strict=True):
        claim = sub(f.substitute(at), sym(d))
        zero = prove_with(claim, known)
        if zero is None:
            return None
        proofs.append(("inverse", claim, "=", known, zero))
    return short, proofs


def _agrees(candidate: tuple[Expression, ...], gradient: tuple[Expression, ...], variables: tuple[str, ...], dual: tuple[str, ...],
            region: Region) -> bool:
    """Whether the candidate takes the gradient back, at sample points."""
    hits = 0
    for p in samples(region, 6):
        try:
            x = {d: _middle(enclose(f, p, 256)) for d, f in zip(dual, gradient, strict=True)}
            back = [enclose(e, {**{k: v for k, v in p.items() if k not in variables}, **x}, 256) for e in candidate]
        except (Undefined, Unsettled, OverflowError):
            return False
        if any(abs(float(b.mid()) - float(p[v])) > 1e-8 * (1 + abs(float(p[v]))) for b, v in zip(back, variables, strict=True)):
            return False
        hits += 1
    return hits > 0


def _middle(b: Any) -> Fraction:
    q = b.mid().fmpq()
    return Fraction(int(q.p), int(q.q))


# -- the set of slopes --------------------------------------------------------------------------------------
def _range(gradient: tuple[Expression, ...], variables: tuple[str, ...], dual: tuple[str, ...], region: Region
           ) -> tuple[tuple[Fact, ...], list[Named]]:
    """Conditions that hold at every slope, those that follow from others left out; their proofs."""
    at = dict(zip(dual, gradient, strict=True))
    kept: list[tuple[Expression, Named]] = []
    for c in _conditions(dual, region, variables):
        claim = c.substitute(at)
        if not _plausible(claim, region):
            continue
        proof = sign_with(tidied(claim, region), ">", region)
        if proof is not None:
            kept.append((c, ("range", tidied(claim, region), ">", region, proof)))
    k = 0
    free = tuple(f for f in region.facts if not f[0].names & set(variables))
    while k < len(kept):
        rest = tuple((e, ">") for j, (e, _) in enumerate(kept) if j != k)
        names = (*dual, *(n for n in region.names if n not in variables))
        if sign_with(kept[k][0], ">", Region(names, (), (*free, *rest), region.integers)) is not None:
            del kept[k]
        else:
            k += 1
    return tuple((e, ">") for e, _ in kept), [p for _, p in kept]


def _conditions(dual: tuple[str, ...], region: Region, variables: tuple[str, ...]) -> Iterator[Expression]:
    """Simple conditions that the slopes may satisfy, wide ones first: what follows from the later ones is dropped."""
    x = [sym(d) for d in dual]
    yield from (add(ONE, mul(num(s), y)) for s in (1, -1) for y in x)
    yield from (mul(num(s), y) for s in (1, -1) for y in x)
    yield from (sub(p, q) for a, b in combinations(x, 2) for p, q in ((a, b), (b, a)))
    yield from (add(a, b) for a, b in combinations(x, 2))
    yield sub(ONE, add(*x))
    yield sub(ONE, add(*(y**2 for y in x)))
    yield from (sub(mul(num(4), a, b), ONE) for a, b in combinations(x, 2))
    for n in (n for n in region.names if n not in variables):
        yield from (add(sym(n), mul(num(s), y)) for s in (1, -1) for y in x)


def _plausible(claim: Expression, region: Region) -> bool:
    """Whether the claim is positive at sample points, far ones too."""
    for p in (*samples(region, 8), *_far(region)):
        try:
            value = enclose(claim, p, 256)
        except (Undefined, Unsettled, OverflowError):
            continue
        if not value > 0 and not value.contains(0):
            return False
    return True


def _far(region: Region) -> Iterator[dict[str, Fraction]]:
    from mirrorsym.calculus.region import is_inside

    for k, p in enumerate(samples(region, 4)):
        moved = {n: q * 20 * (-1) ** (k + j) for j, (n, q) in enumerate(p.items())}
        if is_inside(region, moved):
            yield moved


