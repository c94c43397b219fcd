"""The rank of a matrix of expressions at every point of a region.

`prove` looks for a RANK proof that r rows are linearly independent everywhere: block by block (rows and columns that touch), by one minor
that never vanishes, by a combination of minors that never does, by the sum of squares of all minors, or by splitting the region along a
factor of a minor.  Points where the rows are dependent are the business of `drop`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations, islice
from math import comb
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, exact
from mirrorsym.calculus.probe import signs
from mirrorsym.calculus.ratio import TooLarge, from_polynomial, ratio_of, times
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.search import Search, Work, with_guards
from mirrorsym.calculus.span import span_of
from mirrorsym.calculus.straighten import Straight, straightened
from mirrorsym.calculus.zero import connected
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.expression import ONE, ZERO, Expression, add, mul, neg, num, power, sub

__all__ = ["Matrix", "blocks", "determinant", "minors", "prove"]

Matrix = list[list[Expression]]
MAX_MINORS = 400
PIVOT = 1e-9


def determinant(m: Matrix) -> Expression:
    """The determinant by expansion along the first row, zero entries skipped.

    >>> from mirrorsym.expression import ONE, sym
    >>> str(determinant([[sym("a"), ONE], [ONE, sym("b")]]))
    'a*b - 1'
    """
    if len(m) == 1:
        return m[0][0]
    terms = []
    for j, x in enumerate(m[0]):
        if x != ZERO:
            d = determinant([row[:j] + row[j + 1:] for row in m[1:]])
            if d != ZERO:
                terms.append(mul(x, d) if j % 2 == 0 else neg(mul(x, d)))
    return add(*terms)


def minors(m: Matrix, limit: int = MAX_MINORS) -> Iterator[tuple[tuple[int, ...], Expression]]:
    """Columns and expanded value of the maximal minors that are not zero at sight, each computed when it is asked for.

    >>> from mirrorsym.expression import sym
    >>> [(columns, str(value)) for columns, value in minors([[sym("u"), sym("v"), 2 * sym("u")]])]
    [((0,), 'u'), ((1,), 'v'), ((2,), '2*u')]
    """
    r, d = len(m), len(m[0])
    ring = _polynomials(m)
    known: dict[tuple[int, ...], Any] = {}
    for columns in islice(combinations(range(d), r), limit):
        try:
            tidy = None if ring is None else from_polynomial(_expanded(ring, columns, known))
        except TooLarge:
            tidy = ring = None
        if tidy is None:
            tidy = _tidy(determinant([[row[c] for c in columns] for row in m]))
        if tidy != ZERO:
            yield columns, tidy


def _polynomials(m: Matrix) -> list[list[Any]] | None:
    """The entries in one polynomial ring; None when some are none."""
    names = sorted(frozenset().union(*(e.names for row in m for e in row)))
    out = []
    try:
        for row in m:
            ratios = [ratio_of(e, names) for e in row]
            if any(r is None or not r.below.is_constant() for r in ratios):
                return None
            out.append([r.above / r.below.leading_coefficient() for r in ratios if r is not None])
    except (TooLarge, ZeroDivisionError, OverflowError):
        return None
    return out


def _expanded(ring: list[list[Any]], columns: tuple[int, ...], known: dict[tuple[int, ...], Any]) -> Any:
    """The minor of the last rows in these columns; `known` holds the smaller ones, which the maximal ones share."""
    if columns not in known:
        row = ring[-len(columns)]
        total = row[columns[0]] * 0
        for j, c in enumerate(columns):
            if row[c] != 0:
                term = row[c] if len(columns) == 1 else times(row[c], _expanded(ring, columns[:j] + columns[j + 1:], known))
                total = total - term if j % 2 else total + term
        known[columns] = total
    return known[columns]


def _tidy(e: Expression) -> Expression:
    """The expression expanded when it is a polynomial, so that cancellations show."""
    try:
        r = ratio_of(e, sorted(e.names))
    except (TooLarge, ZeroDivisionError, OverflowError):
        return e
    if r is None or not r.below.is_constant():
        return e
    return from_polynomial(r.above / r.below.leading_coefficient())


def blocks(m: Matrix) -> list[tuple[list[int], list[int]]]:
    """Connected groups of rows and the columns they touch."""
    groups: list[tuple[set[int], set[int]]] = []
    for i, row in enumerate(m):
        columns = {j for j, e in enumerate(row) if e != ZERO}
        rows = {i}
        rest = []
        for r, c in groups:
            if c & columns:
                rows |= r
                columns |= c
            else:
                rest.append((r, c))
        groups = [*rest, (rows, columns)]
    return sorted((sorted(r), sorted(c)) for r, c in groups)


def prove(m: Matrix, region: Region, depth: int = 3, effort: int = 2) -> dict[str, Any] | None:
    """A RANK proof that the rows of `m` are independent at every point of the region, or None.

    Effort 0 stops after minors whose sign is plain to see, effort 1 after combinations of minors.

    >>> from mirrorsym.expression import sym
    >>> prove([[2 * sym("u"), ZERO]], Region(("u", "v"), (), ((sym("u"), ">"),)))["rule"]
    'minor'
    """
    parts = blocks(m)
    if any(len(r) > len(c) for r, c in parts):
        return None
    if len(parts) > 1:
        out = []
        seen: dict[tuple[Any, ...], dict[str, Any] | None] = {}
        for rows, columns in parts:
            inner = [[m[i][j] for j in columns] for i in rows]
            key = tuple(tuple(row) for row in inner)
            proof = seen[key] if key in seen else seen.setdefault(key, prove(inner, region, depth, effort))
            if proof is None:
                return None
            out.append({"rows": rows, "columns": columns, "proof": proof})
        return {"rule": "blocks", "blocks": out}
    small = region.restrict(frozenset().union(*(e.names for row in m for e in row)))
    if comb(len(m[0]), len(m)) > MAX_MINORS:  # too many to look at all of them
        plain = _by_pivots(m, small)
        if plain is not None or effort == 0:
            return plain
    found = list(minors(m))
    if not found:
        return None
    found.sort(key=lambda item: len(str(item[1])))
    for chosen, value in found[:12]:
        proof = sign.prove(value, "!=", small, depth=0, budget=0.3)
        if proof is not None:
            return {"rule": "minor", "columns": list(chosen), "proof": proof}
    if 1 < len(found) <= 12 and any(e.op == "add" and op == ">" for e, op in small.facts):  # what a part of M may be given by
        proof = sign.prove(add(*(power(v, num(2)) for _, v in found)), ">", small, depth=0, budget=0.1)
        if proof is not None and comb(len(m[0]), len(m)) <= MAX_MINORS:
            return {"rule": "gram", "proof": proof}
    combined = _by_combination(found, small) if effort > 0 else None
    if combined is not None or effort < 2:
        return combined
    for chosen, value in found[:6]:
        if not _changes_sign(value, small):
            proof = sign.prove(value, "!=", small, depth=2)
            if proof is not None:
                return {"rule": "minor", "columns": list(chosen), "proof": proof}
    if len(found) > 1 and comb(len(m[0]), len(m)) <= MAX_MINORS:
        gram = add(*(power(v, num(2)) for _, v in found))
        proof = sign.prove(gram, ">", small, depth=2)
        if proof is not None:
            return {"rule": "gram", "proof": proof}
    return _split(m, found, region, depth) if depth > 0 else None


def _by_pivots(m: Matrix, region: Region) -> dict[str, Any] | None:
    """One of the minors whose columns are the pivots of an elimination at a sample point, when it never vanishes."""
    tried: set[tuple[int, ...]] = set()
    for point in samples(region, 3):
        columns = _pivots(m, point)
        if columns is None or columns in tried:
            continue
        tried.add(columns)
        value = _tidy(determinant([[row[c] for c in columns] for row in m]))
        proof = sign.prove(value, "!=", region, depth=0, budget=0.5)
        if proof is not None:
            return {"rule": "minor", "columns": list(columns), "proof": proof}
    return None


def _pivots(m: Matrix, point: Mapping[str, Fraction]) -> tuple[int, ...] | None:
    """Columns of an elimination in floating point, rows with few entries first: a guess, so rounding does no harm."""
    try:
        rows = [[float(enclose(e, point, 64).mid()) if e != ZERO else 0.0 for e in row] for row in m]
    except (Undefined, Unsettled, OverflowError):
        return None
    rows.sort(key=lambda row: sum(x != 0.0 for x in row))
    columns: list[int] = []
    for i, row in enumerate(rows):
        c = max(range(len(row)), key=lambda j: (abs(row[j]), -j))
        if abs(row[c]) < PIVOT:
            return None
        columns.append(c)
        for other in rows[i + 1:]:
            if other[c] != 0.0:
                factor = other[c] / row[c]
                for j, x in enumerate(row):
                    other[j] -= factor * x
    return tuple(sorted(columns))


def _changes_sign(value: Expression, region: Region) -> bool:
    """Whether the value is positive at one point and negative at another, so that no proof of `!=` is worth a try.

    On a disconnected region such a proof may exist all the same; the rule `combination` has been tried then.
    """
    return {1, -1} <= signs(value, region) and connected(region) == ({"rule": "convex"}, [{}])


def _by_combination(found: list[tuple[tuple[int, ...], Expression]], region: Region) -> dict[str, Any] | None:
    """A rational combination of minors that never vanishes, from the echelon form of their span."""
    if len(found) > 60:
        return None
    values = [v for _, v in found]
    straight = straightened(values, region)
    inside = region if straight is None else straight.region
    span = span_of(values if straight is None else [straight.put(v) for v in values], inside)
    if span is None:
        return None
    one_piece = connected(region) == ({"rule": "convex"}, [{}])
    for m in sorted(range(len(span.numerators)), key=lambda k: len(span.numerators[k])):
        element = span.element(m)
        seen = signs(element, inside)
        if 0 in seen or ({1, -1} <= seen and one_piece):
            continue
        cofactors = [(c, i) for i, c in enumerate(span.combinations[m]) if c]
        whole = add(*(mul(num(c), values[i]) for c, i in cofactors))
        proof = _nonzero(whole, element, straight, region)
        if proof is not None:
            return {"rule": "combination", "minors": [list(found[i][0]) for _, i in cofactors],
                    "cofactors": [num(c).to_json() for c, _ in cofactors], "proof": proof}
    return None


def _nonzero(whole: Expression, element: Expression, straight: Straight | None, region: Region) -> dict[str, Any] | None:
    """A SIGN proof of `whole != 0` through a plainer `element`, which may be written in linear coordinates."""
    if straight is None:
        proof = sign.prove(element, "!=", region, depth=2)
        zero = prove_zero(sub(whole, element), region) if proof is not None else None
        guards = Search(4, Work(400), _within, 1).guards([element], whole, region) if zero is not None else None
        if guards is None:
            return None
        return with_guards({"rule": "rewrite", "to": element.to_json(), "zero": zero, "proof": proof}, guards)
    # positions of facts: the old ones, which say nothing about the new symbols, then the same in new symbols
    facts = (*((ONE, ">") for _ in region.facts), *straight.region.facts)
    inner = Region(straight.region.variables, region.parameters, facts, region.integers)
    proof = sign.prove(element, "!=", inner, depth=2)
    zero = prove_zero(sub(whole, element.substitute(straight.new)), region) if proof is not None else None
    guards = Search(4, Work(400), _within, 1).guards([element], num(0), inner) if zero is not None else None
    if guards is None:
        return None
    stated = [{"fact": e.to_json(), "op": op, "proof": {"rule": "fact", "index": i, "factor": "1"}}
              for i, (e, op) in enumerate(straight.region.facts)]
    lift = {"rule": "lift", "symbols": {n: e.to_json() for n, e in straight.new.items()}, "facts": stated, "claim": element.to_json(),
            "zero": zero, "proof": proof}
    return with_guards(lift, guards)


def _within(e: Expression, op: str, region: Region, _: Search) -> dict[str, Any] | None:
    return sign.prove(e, op, region, depth=1)


def _split(m: Matrix, found: list[tuple[tuple[int, ...], Expression]], region: Region, depth: int) -> dict[str, Any] | None:
    """Split along x = c, where x - c divides a minor."""
    tried: set[Expression] = set()
    for _, value in found[:12]:
        for name, root, factor in _linear_factors(value):
            if factor in tried:
                continue
            tried.add(factor)
            if sign.prove(factor, "!=", region, depth=0) is not None:
                continue
            nonzero = _with_fact(m, region.assume(factor, "!="), depth)
            if nonzero is None:
                continue
            values = {name: root}
            slice_ = region.substitute(values)
            inner = [[e.substitute(values) for e in row] for row in m]
            if sign.empty(slice_) is not None:
                continue
            zero = prove(inner, slice_, depth - 1)
            if zero is not None:
                return {"rule": "split", "on": factor.to_json(), "nonzero": nonzero,
                        "zero": {"variable": name, "value": root.to_json(), "proof": zero}}
    return None


def _with_fact(m: Matrix, region: Region, depth: int) -> dict[str, Any] | None:
    return prove(m, region, depth - 1)


def _linear_factors(value: Expression) -> list[tuple[str, Expression, Expression]]:
    """(x, c, factor) for the factors k*(x - c) of a polynomial with rational c; (x, 0, x) for a plain x."""
    try:
        r = ratio_of(value, sorted(value.names))
    except (TooLarge, ZeroDivisionError, OverflowError):
        return []
    if r is None:
        return []
    out = []
    for f, _ in r.above.factor()[1]:
        active = [(n, int(d)) for n, d in zip(f.context().names(), f.degrees(), strict=True) if d]
        if len(active) == 1 and active[0][1] == 1:
            e = from_polynomial(f)
            at0 = exact(e, {active[0][0]: Fraction(0)})
            at1 = exact(e, {active[0][0]: Fraction(1)})
            assert at0 is not None and at1 is not None
            out.append((active[0][0], num(-at0 / (at1 - at0)), e))
    return out
