"""Conservation laws of gradient fields: functions F with grad F . grad f_i = 0 for all i.

For polynomials f_i all polynomial laws up to a degree are found by sparse linear algebra: field by field, monomials
that stand alone in an equation drop out, and what survives is solved exactly.  Every law is checked again term by
term.  Further laws are sought among
* logarithms and negative powers of Darboux polynomials P (grad f_i . grad P is a multiple of P for all i), such as
  u/v for u^2 + v^2;
* for a sum of functions of one variable each, the times that the variables tell along its flow (`clocks`);
* products of the kernels that the f_i contain, when they are no polynomials.
How many laws are functionally independent is certified by the rank of their Jacobian matrix at a point.

Precondition: the functions are smooth on the region.  Main definitions: `Conservation`, `conservation`,
`conservation_laws`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import comb, lcm
from typing import Any

from flint import fmpq

from mirrorsym.calculus import sign
from mirrorsym.calculus.ansatz import Frame, terms_for
from mirrorsym.calculus.clocks import clock
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.independence import functional_rank
from mirrorsym.calculus.linear import kernel
from mirrorsym.calculus.modular import PRIME, Echelon, draws
from mirrorsym.calculus.polynomials import BITS, Poly, as_expression, gradient, polynomials
from mirrorsym.calculus.ratio import TooLarge, from_polynomial, ratio_of
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.zero import prove
from mirrorsym.expression import Expression, add, call, div, mul, neg, num, power, sym

__all__ = ["Conservation", "conservation", "conservation_laws"]

MAX_MONOMIALS = 12_000
FEW = 3  # variables for which Laurent monomials are tried
SOME = 8  # variables for which laws that are no polynomials are sought
Support = tuple[tuple[int, int], ...]
Law = list[tuple[int, Support]]
Slopes = dict[int, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Conservation:
    """The laws found, each verified; `independent` of them are functionally independent, proved at `point`.

    `laws` holds a basis of the polynomial laws up to `degree`, then others; `degree` is None where polynomials were
    not exhausted.
    """

    laws: tuple[Expression, ...]
    independent: int
    degree: int | None
    point: tuple[tuple[str, Fraction], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The laws as data."""
        return {"laws": [str(f) for f in self.laws], "independent_laws": self.independent, "laws_degree": self.degree,
                "laws_point": {n: str(q) for n, q in self.point}}


def conservation_laws(functions: Sequence[Expression], variables: tuple[str, ...], degree: int = 2,
                      region: Region | None = None) -> tuple[Expression, ...]:
    """Verified conservation laws of the gradient fields: all polynomial ones up to `degree`, and others where found.

    >>> u, v = sym("u"), sym("v")
    >>> [str(f) for f in conservation_laws([u**2 - v**2], ("u", "v"))]
    ['u*v']
    >>> [str(f) for f in conservation_laws([u**2 + v**2], ("u", "v"), 1)]
    ['u/v']
    """
    return conservation(functions, variables, degree, region).laws


def conservation(functions: Sequence[Expression], variables: tuple[str, ...], degree: int = 2, region: Region | None = None,
                 enough: int | None = None, polys: Sequence[Poly] | None = None) -> Conservation:
    """The laws with the number of independent ones; laws that are no polynomials are sought only below `enough` independent ones.

    `polys` are the functions in the form of `polynomials`, where they are known.
    """
    region = region or Region(variables)
    polys = polys or polynomials(functions, region.names)
    laws: list[Expression] = []
    complete: int | None = None
    count, point = 0, None
    if polys is not None:
        found, complete = polynomial_laws(polys, len(variables), degree)
        laws = [as_expression(f, variables) for f in found]
        count, point = _independent_polynomials(found, variables)
    wanted = len(variables) - 1 if enough is None else enough
    if count < wanted and len(variables) <= SOME:
        for f in _others(functions, variables, region, degree, polys is not None):
            more, at = _independent([*laws, f], variables, region)
            if more > count:
                laws, count, point = [*laws, f], more, at
            if count >= wanted:
                break
    return Conservation(tuple(laws), count, complete, tuple(point.items()) if point else ())


def _independent(laws: list[Expression], variables: tuple[str, ...], region: Region) -> tuple[int, dict[str, Fraction] | None]:
    return functional_rank(laws, variables, samples(region, 4)) if laws else (0, None)


def _independent_polynomials(laws: Sequence[Law], variables: tuple[str, ...]) -> tuple[int, dict[str, Fraction] | None]:
    """The rank of the Jacobian matrix at a point of whole numbers."""
    pick = draws(len(variables))
    point = [pick.randrange(-1000, 1000) for _ in variables]
    space = Echelon()
    for law in laws:
        row: dict[int, int] = {}
        for c, support in law:
            for a, e in support:
                value = c * e
                for b, k in support:
                    value = value * pow(point[b], k - (a == b), PRIME) % PRIME
                row[a] = row.get(a, 0) + value
        space.add(row)
    return space.rank, {v: Fraction(q) for v, q in zip(variables, point, strict=True)} if laws else None


# -- polynomial laws ----------------------------------------------------------------------------------------
def polynomial_laws(polys: Sequence[Poly], d: int, degree: int) -> tuple[list[Law], int]:
    """A basis of the polynomial laws without constant term, in the first `d` variables, and the degree up to which it is complete."""
    while degree > 1 and comb(d + degree, degree) > MAX_MONOMIALS:
        degree -= 1
    supports: list[Support] = []
    for k in range(1, degree + 1):
        for c in combinations_with_replacement(range(d), k):
            supports.append(tuple((a, c.count(a)) for a in dict.fromkeys(c)))
    fields = [gradient(p) for p in polys]
    alive = list(range(len(supports)))
    codes = [sum(e << (BITS * a) for a, e in s) for s in supports]
    kept: list[dict[int, int]] = []
    for field in sorted(fields, key=lambda f: -len(f)):
        alive, rows = _thinned(field, supports, codes, alive)
        kept += rows
    place = {j: i for i, j in enumerate(alive)}
    rows = [{place[j]: fmpq(v) for j, v in row.items() if j in place} for row in kept]
    out = []
    for vector in kernel(rows, len(alive)):
        law = [(int(q), supports[alive[i]]) for i, q in vector.items()]
        if not all(_annihilates(field, law) for field in fields):
            raise ArithmeticError("a conservation law did not pass its check")
        out.append(law)
    return out, degree


def _thinned(field: Slopes, supports: list[Support], codes: list[int], alive: list[int]) -> tuple[list[int], list[dict[int, int]]]:
    """The monomials that one field leaves possible, and its equations for them."""
    rows: dict[int, dict[int, int]] = {}
    for j in alive:
        for a, e in supports[j]:
            if a in field:
                base = codes[j] - (1 << (BITS * a))
                for c, code in field[a]:
                    row = rows.setdefault(base + code, {})
                    row[j] = row[j] + c * e if j in row else c * e
    uses: dict[int, list[int]] = {}
    for key, row in rows.items():
        for j in row:
            uses.setdefault(j, []).append(key)
    dead: set[int] = set()
    queue = [key for key, row in rows.items() if len(row) == 1]
    while queue:
        row = rows[queue.pop()]
        for j in [j for j, v in row.items() if v]:
            if j in dead:
                continue
            dead.add(j)
            for key in uses[j]:
                other = rows[key]
                other.pop(j, None)
                if len(other) == 1:
                    queue.append(key)
    distinct = {}
    for row in rows.values():
        if row:
            lead = next(iter(row.values()))
            distinct[tuple((j, v if lead > 0 else -v) for j, v in row.items())] = row
    return [j for j in alive if j not in dead], list(distinct.values())


def _annihilates(field: Slopes, law: Law) -> bool:
    """Whether the field leaves the polynomial unchanged."""
    total: dict[int, int] = {}
    for q, support in law:
        code = sum(e << (BITS * a) for a, e in support)
        for a, e in support:
            if a in field:
                base, factor = code - (1 << (BITS * a)), q * e
                for c, other in field[a]:
                    key = base + other
                    total[key] = total.get(key, 0) + factor * c
    return not any(total.values())


# -- rational, logarithmic and other laws -------------------------------------------------------------------
def _others(functions: Sequence[Expression], variables: tuple[str, ...], region: Region, degree: int,
            polynomial: bool) -> Iterator[Expression]:
    """Laws in a larger ansatz, each verified on the region, simple ones first."""
    darboux = _darboux(functions, variables, region)
    terms: list[Expression] = []
    logs: dict[Expression, tuple[Expression, int]] = {}
    for p in darboux:
        s = 1 if sign.prove(p, ">", region) is not None else -1 if sign.prove(neg(p), ">", region) is not None else 0
        log = call("log", p) if s > 0 else call("log", neg(p)) if s < 0 else mul(num(Fraction(1, 2)), call("log", power(p, num(2))))
        logs[log] = (p, s)
        terms.append(log)
    found = _conserved(functions, variables, region, terms)
    for combination in found:
        law = _product(combination, logs)
        if law is not None and _verified(law, functions, variables, region):
            yield law
    for law in _clock_differences(functions, variables, region):
        if _defined(law, region) and _verified(law, functions, variables, region):
            yield law
    plain = [sym(v) for v in variables if any(p == sym(v) for p in darboux)]
    wide = list(terms)
    top = max(2, degree)
    if len(variables) <= FEW:
        exponents = product(*(range(-3 if sym(v) in plain else 0, top + 1) for v in variables))
        wide += [mul(*(power(sym(v), num(k)) for v, k in zip(variables, ks, strict=True) if k)) for ks in exponents if any(ks)]
    if not polynomial or not wide:
        wide += list(terms_for(functions, variables, region, top).functions)
    for combination in sorted(_conserved(functions, variables, region, wide), key=lambda c: (len(c), sum(len(str(t)) for t, _ in c))):
        law = _exponential(combination, logs)
        if _defined(law, region) and _verified(law, functions, variables, region):
            yield law


def _conserved(functions: Sequence[Expression], variables: tuple[str, ...], region: Region, terms: Sequence[Expression]
               ) -> list[list[tuple[Expression, Fraction]]]:
    """A basis of the combinations of the terms that no field changes."""
    listed = [t for t in dict.fromkeys(terms) if t.names & set(variables)]
    try:
        frame = Frame(functions, variables, region, listed)
        slopes = [{k: frame.ratio(derivative(t, k)) for k in variables if k in t.names} for t in listed]
        below: Any = None
        for s in slopes:
            for r in s.values():
                below = r.below if below is None else below * (r.below / below.gcd(r.below))
        rows: dict[tuple[int, tuple[int, ...]], dict[int, Any]] = {}
        for j, s in enumerate(slopes):
            for i, own in enumerate(frame.known):
                total: Any = 0
                for k in own.first.keys() & s.keys():
                    total = total + own.first[k] * s[k].above * (below / s[k].below)
                for exponents, c in {} if isinstance(total, int) else frame.tower.reduce(total)[0].to_dict().items():
                    rows.setdefault((i, exponents), {})[j] = c
    except (TooLarge, ZeroDivisionError, OverflowError, ValueError):
        return []
    return [[(listed[j], q) for j, q in v.items()] for v in kernel(rows.values(), len(listed))]


def _product(combination: list[tuple[Expression, Fraction]], logs: dict[Expression, tuple[Expression, int]]) -> Expression | None:
    """exp of a whole combination of logarithms: a product of powers; the combination itself with other exponents."""
    if all(q.denominator == 1 for _, q in combination):
        return mul(*(power(logs[t][0], num(q)) for t, q in combination))
    return add(*(mul(num(q), t) for t, q in combination))


def _exponential(combination: list[tuple[Expression, Fraction]], logs: dict[Expression, tuple[Expression, int]]) -> Expression:
    """exp of the combination, scaled so that logarithms become whole powers, where it has any; else the combination."""
    own = [q for t, q in combination if t in logs]
    if not own:
        return add(*(mul(num(q), t) for t, q in combination))
    scale = lcm(*(q.denominator for q in own))
    powers = [power(logs[t][0], num(scale * q)) for t, q in combination if t in logs]
    rest = add(*(mul(num(scale * q), t) for t, q in combination if t not in logs))
    return mul(*powers, call("exp", rest))


def _clock_differences(functions: Sequence[Expression], variables: tuple[str, ...], region: Region) -> Iterator[Expression]:
    """For a sum of functions of one variable each: differences of the times that the variables tell along its gradient flow."""
    inside = samples(region, 1)
    for f in functions if inside else ():
        own = [v for v in variables if v in f.names]
        slopes = [derivative(f, v) for v in own]
        if all(p.names & set(variables) <= {v} for v, p in zip(own, slopes, strict=True)):
            times = [clock(p, v, inside[0][v], region) for v, p in zip(own, slopes, strict=True)]
            known = [t for t in times if t is not None]
            for t in known[1:]:
                yield t - known[0]


def _defined(law: Expression, region: Region) -> bool:
    return all(sign.prove(g.of, g.op, region) is not None or g.op == "!=" for g in guards(law))


def _verified(law: Expression, functions: Sequence[Expression], variables: tuple[str, ...], region: Region) -> bool:
    for f in functions:
        change = add(*(mul(derivative(law, k), derivative(f, k)) for k in variables if k in law.names and k in f.names))
        if prove(change, region) is None:
            return False
    return True


def _darboux(functions: Sequence[Expression], variables: tuple[str, ...], region: Region) -> list[Expression]:
    """Polynomials P among the variables, simple linear forms and factors of the functions with grad f_i . grad P a multiple of P."""
    names = region.names
    candidates: dict[Expression, None] = {sym(v): None for v in variables}
    for i, a in enumerate(variables):
        for b in variables[i + 1:]:
            candidates[sym(a) + sym(b)] = None
            candidates[sym(a) - sym(b)] = None
    try:
        images = [ratio_of(f, names) for f in functions]
        if any(r is None for r in images):
            return []
        slopes = [{k: ratio_of(derivative(f, k), names) for k in variables if k in f.names} for f in functions]
        for r in images:
            for p in (r.above, r.below) if r is not None else ():
                candidates.update({from_polynomial(q): None for q, _ in p.factor()[1] if q.total_degree() > 0})
        out = []
        for e in candidates:
            if not e.names & set(variables):
                continue
            p = ratio_of(e, names)
            assert p is not None
            if all(_multiple(s, e, p.above, names) for s in slopes):
                out.append(e)
    except (TooLarge, ZeroDivisionError, OverflowError):
        return []
    return out


def _multiple(slopes: dict[str, Any], e: Expression, p: Any, names: tuple[str, ...]) -> bool:
    """Whether the field changes P by a multiple of it."""
    total = None
    for k, r in slopes.items():
        if k in e.names:
            d = ratio_of(derivative(e, k), names)
            assert d is not None and r is not None
            part = div(mul(from_polynomial(r.above), from_polynomial(d.above)), from_polynomial(r.below))
            total = part if total is None else add(total, part)
    if total is None:
        return True
    change = ratio_of(total, names)
    assert change is not None
    return bool(divmod(change.above, p)[1] == 0)
