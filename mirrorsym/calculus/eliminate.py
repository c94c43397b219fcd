"""Polynomials in several variables, one variable at a time.

`shifted`: f(x) written in powers of x - l, l an end of the interval of x, has coefficients of one sign.
`completed`: 4a·(a x^2 + b x + c) = (2 a x + b)^2 + (4 a c - b^2), which leaves two claims without x.
`interpolated`: a polynomial linear in x on a bounded interval is between its values at the ends.
Each reduces a claim to claims with fewer variables, so the recursion ends.  Precondition: a polynomial in the region's symbols.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from flint import fmpq

from mirrorsym.calculus.ratio import from_polynomial
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.search import STRUCTURE, Proof, Search
from mirrorsym.calculus.structure import symbol_interval
from mirrorsym.expression import Expression, add, mul, num, power, sym

__all__ = ["coefficients", "completed", "interpolated", "shifted"]

RING: Proof = {"rule": "ring"}
MAX_DEGREE = 12


def coefficients(p: Any, index: int) -> list[Any]:
    """The coefficients of the powers 0, 1, 2, … of one variable, as polynomials without it."""
    ring = p.context()
    parts: list[dict[tuple[int, ...], Any]] = [{} for _ in range(int(p.degrees()[index]) + 1)]
    for m, c in p.to_dict().items():
        e = [int(k) for k in m]
        k, e[index] = e[index], 0
        parts[k][tuple(e)] = c
    return [ring.from_dict(part) for part in parts]


def _used(p: Any) -> list[tuple[int, str, int]]:
    """Index, name and degree of each variable that occurs, the lowest degree first."""
    found = [(i, n, int(d)) for i, (n, d) in enumerate(zip(p.context().names(), p.degrees(), strict=True)) if d > 0]
    return sorted(found, key=lambda item: item[2])


def _factor(e: Expression, k: int, op: str | None, proof: Proof | None) -> Proof:
    out: Proof = {"factor": e.to_json(), "power": k, "op": op}
    return out if proof is None else {**out, "proof": proof}


def _term(e: Expression, op: str, proof: Proof) -> Proof:
    return {"term": e.to_json(), "op": op, "proof": proof}


def _ends(p: Any, region: Region) -> Iterator[tuple[int, str, int, Fraction, int, bool]]:
    for index, name, degree in _used(p):
        if degree <= MAX_DEGREE:
            box = symbol_interval(region, name)
            if box.low is not None:
                yield index, name, degree, box.low, 1, box.low_open or box.low in box.without
            if box.high is not None:
                yield index, name, degree, box.high, -1, box.high_open or box.high in box.without


def shifted(p: Any, op: str, region: Region, search: Search) -> Proof | None:
    """`p op 0` (op ">" or ">=") from an expansion at an end of the interval of one variable."""
    ring = p.context()
    for index, name, degree, end, side, is_open in _ends(p, region):
        if not search.spend(3):
            return None
        gens = list(ring.gens())
        gens[index] = fmpq(end.numerator, end.denominator) + side * ring.gen(index)
        parts = coefficients(p.compose(*gens, ctx=ring), index)
        t = add(sym(name), num(-end)) if side > 0 else add(mul(num(-1), sym(name)), num(end))
        terms: list[Proof] = []
        strict = op == ">="
        for k, c in enumerate(parts):
            if c == 0:
                continue
            e = from_polynomial(c)
            wanted = ">" if not strict and (k == 0 or is_open) else ">="
            proof = search.prove(e, wanted, region)
            if proof is None and wanted == ">":
                wanted, proof = ">=", search.prove(e, ">=", region)
            if proof is None:
                break
            strict = strict or wanted == ">"
            if k == 0:
                terms.append(_term(e, wanted, proof))
            else:
                own = ">" if is_open else ">="
                product = {"rule": "product", "constant": "1", "zero": RING,
                           "factors": [_factor(e, 1, wanted, proof), _factor(t, k, own, STRUCTURE)]}
                terms.append(_term(mul(e, power(t, num(k))), ">" if wanted == own == ">" else ">=", product))
        else:
            if strict and degree:
                return {"rule": "sum", "terms": terms, "zero": RING}
    return None


def interpolated(p: Any, op: str, region: Region, search: Search) -> Proof | None:
    """`p op 0` for p linear in a variable with two finite ends, from its values there."""
    for index, name, degree in _used(p):
        box = symbol_interval(region, name)
        if degree != 1 or box.low is None or box.high is None or box.low >= box.high or not search.spend(3):
            continue
        c0, c1 = coefficients(p, index)
        x = sym(name)
        terms: list[Proof] = []
        ops = []
        for end, distance, is_open in ((box.low, add(mul(num(-1), x), num(box.high)), box.high_open),
                                       (box.high, add(x, num(-box.low)), box.low_open)):
            value = from_polynomial(c0 + c1 * fmpq(end.numerator, end.denominator))
            for wanted in ((">", ">=") if op == ">" else (">=",)):
                proof = search.prove(value, wanted, region)
                if proof is not None:
                    break
            else:
                break
            width = num(1 / (box.high - box.low))
            own = ">" if is_open else ">="
            product = {"rule": "product", "constant": str(1 / (box.high - box.low)), "zero": RING,
                       "factors": [_factor(value, 1, wanted, proof), _factor(distance, 1, own, STRUCTURE)]}
            ops.append(wanted)
            terms.append(_term(mul(width, value, distance), ">" if wanted == own == ">" else ">=", product))
        if len(terms) < 2 or (op == ">" and all(t["op"] != ">" for t in terms)):
            continue
        return {"rule": "sum", "terms": terms, "zero": RING}
    return None


def completed(p: Any, op: str, region: Region, search: Search) -> Proof | None:
    """`p op 0` (op ">" or ">=") for p quadratic in some variable, from its leading coefficient and discriminant."""
    for index, name, degree in _used(p):
        if degree != 2 or not search.spend(3):
            continue
        c, b, a = coefficients(p, index)
        leading = from_polynomial(a)
        first = search.prove(leading, ">", region)
        if first is None:
            continue
        rest = from_polynomial(4 * a * c - b * b)
        second = search.prove(rest, op, region)
        if second is None:
            continue
        root = add(mul(num(2), leading, sym(name)), from_polynomial(b))
        square = power(root, num(2))
        whole = add(square, rest)
        inner = {"rule": "sum", "zero": RING, "terms": [_term(square, ">=", STRUCTURE), _term(rest, op, second)]}
        return {"rule": "product", "constant": "1/4", "zero": RING,
                "factors": [_factor(leading, -1, ">", first), _factor(whole, 1, op, inner)]}
    return None
