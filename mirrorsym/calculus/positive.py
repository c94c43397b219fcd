"""Polynomials written with the facts: e = constant + sum c·square²·(product of facts), the rule `squares` of a SIGN proof.

The candidates are products of few facts, each times squares of monomials or of sums and differences of two monomials; exact
linear programming finds the coefficients.  This covers chained bounds (u > v, v > 0), products of positive quantities,
diagonally dominant forms, and relations between kernels (facts with "=" take any polynomial multiplier).

Precondition: a polynomial in the symbols of the region.  Main definitions: `combine`, `quadratic`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, islice
from typing import Any

from flint import fmpq

from mirrorsym.calculus.ratio import TooLarge, from_polynomial, ratio_of
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.search import STRUCTURE, Proof, Search
from mirrorsym.calculus.simplex import combination
from mirrorsym.calculus.structure import follows
from mirrorsym.expression import ONE, Expression, add, mul, num, power, sym

__all__ = ["combine", "polynomial_facts", "quadratic"]

MAX_COLUMNS = 260
MAX_ROWS = 120


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A polynomial that is >= 0 (or `free`: 0): (monomial + sign·other)² times facts."""

    polynomial: Any
    facts: tuple[int, ...]
    strict: bool
    monomial: tuple[int, ...] = ()
    other: tuple[int, ...] | None = None
    sign: int = 1
    free: bool = False

    def square(self, names: tuple[str, ...]) -> Expression:
        """What is squared (for a free one: the multiplier)."""
        one = _term(names, self.monomial) if self.monomial else ONE
        return one if self.other is None else add(one, mul(num(self.sign), _term(names, self.other)))


def polynomial_facts(region: Region, names: tuple[str, ...]) -> list[tuple[int, Any, str]]:
    """The facts that are polynomials in the given names: position, polynomial, op."""
    out = []
    for i, (e, op) in enumerate(region.facts):
        if not e.names or not e.names <= set(names):
            continue
        try:
            r = ratio_of(e, names)
        except (TooLarge, ZeroDivisionError):
            continue
        if r is not None and r.below.is_constant():
            out.append((i, r.above / r.below.leading_coefficient(), op))
    return out


def _vector(p: Any) -> dict[tuple[int, ...], fmpq]:
    return {tuple(int(k) for k in m): c for m, c in p.to_dict().items()}


def _monomials(p: Any, others: list[Any], rich: bool) -> list[tuple[int, ...]]:
    """Monomials to square: halves of even exponents of `p` first, then those below half the degrees of `p` and the facts."""
    n = len(p.context().names())
    support = [tuple(int(k) for k in m) for m in p.monoms()]
    lowest = min(sum(m) for m in support)
    out = [tuple(k // 2 for k in m) for m in support if all(k % 2 == 0 for k in m)]
    tops = [max((int(q.degrees()[i]) for q in (p, *others)), default=0) for i in range(n)]
    half = max(int(q.total_degree()) for q in (p, *others)) // 2 + (1 if rich else 0)
    used = [i for i in range(n) if tops[i] > 0]
    start = 0 if others else (lowest + 1) // 2
    for d in range(start, half + 1):
        if len(out) > 40:
            break
        for chosen in combinations_with_replacement(used, d):
            m = [0] * n
            for i in chosen:
                m[i] += 1
            if all(2 * a <= t + (1 if rich else 0) for a, t in zip(m, tops, strict=True)):
                out.append(tuple(m))
    return list(dict.fromkeys(out))


def _term(names: tuple[str, ...], m: tuple[int, ...]) -> Expression:
    return mul(*(power(sym(n), num(k)) for n, k in zip(names, m, strict=True) if k))


def _products(facts: list[tuple[int, Any, str]], degree: int, one: Any) -> Iterator[tuple[Any, tuple[int, ...], bool]]:
    """Products of up to three facts within the degree, small ones first."""
    usable = [(i, p, op == ">") for i, p, op in facts if op in (">", ">=")]
    yield one, (), True
    for size in (1, 2, 3):
        if size == 3 and len(usable) > 6:
            return
        for chosen in combinations_with_replacement(usable, size):
            if sum(int(p.total_degree()) for _, p, _ in chosen) <= degree:
                product = one
                for _, p, _ in chosen:
                    product = product * p
                yield product, tuple(i for i, _, _ in chosen), all(s for _, _, s in chosen)


def _candidates(p: Any, names: tuple[str, ...], facts: list[tuple[int, Any, str]], rich: bool) -> Iterator[_Candidate]:
    ring = p.context()
    one = ring.constant(1)
    degree = _degree(p, facts)
    products = list(_products(facts, degree + (1 if rich else 0), one))[:80]
    inequalities = [q for _, q, op in facts if op in (">", ">=")]
    squares = _monomials(p, inequalities, rich)[: 24 if rich else 12]
    degrees = [int(q.total_degree()) for q, _, _ in products]
    for q, indices, strict in products:
        yield _Candidate(q, indices, strict)
    single = [(m, ring.from_dict({tuple(2 * k for k in m): 1}), 2 * sum(m)) for m in squares if any(m)]
    for (q, indices, _), d in zip(products, degrees, strict=True):
        for m, s, size in single:
            if d + size <= degree:
                yield _Candidate(q * s, indices, False, m)
    pairs = [(a, b, sign, ring.from_dict({a: 1, b: sign}) ** 2) for a, b in combinations(squares[:10], 2) for sign in (1, -1)
             if 2 * max(sum(a), sum(b)) <= degree]
    for (q, indices, _), d in zip(products, degrees, strict=True):
        if indices and not rich:
            break
        for a, b, sign, s in pairs:
            if d + 2 * max(sum(a), sum(b)) <= degree:
                yield _Candidate(q * s, indices, False, a, b, sign)
    for i, q, op in facts:
        if op == "=":
            for m in [(0,) * len(names), *(_unit(k, len(names)) for k in range(len(names)))]:
                if int(q.total_degree()) + sum(m) <= degree + 1:
                    yield _Candidate(q * ring.from_dict({m: 1}), (i,), False, m, free=True)


def _unit(k: int, n: int) -> tuple[int, ...]:
    return tuple(1 if i == k else 0 for i in range(n))


def combine(p: Any, op: str, region: Region, search: Search, rich: bool = False) -> Proof | None:
    """A `squares` proof of `p op 0` (op ">" or ">=") by linear programming over products of facts and simple squares.

    A first attempt takes products of facts alone, a second one squares as well.
    """
    names = tuple(p.context().names())
    facts = polynomial_facts(region, names)
    products = list(_products(facts, _degree(p, facts), p.context().constant(1)))[:80]
    if not rich and len(products) > 1:
        plain = [_Candidate(q, indices, strict) for q, indices, strict in products[:60]]
        proof = _program(p, op, plain, names, search)
        if proof is not None:
            return proof
    return _program(p, op, islice(_candidates(p, names, facts, rich), 400 if rich else 240), names, search)


def _degree(p: Any, facts: list[tuple[int, Any, str]]) -> int:
    return max(int(p.total_degree()), *(int(q.total_degree()) for _, q, op in facts if op in (">", ">=")), 1)


def _program(p: Any, op: str, candidates: Iterable[_Candidate], names: tuple[str, ...], search: Search) -> Proof | None:
    found: list[_Candidate] = []
    vectors = []
    rows: set[tuple[int, ...]] = set(_vector(p))
    looked = 0
    for c in candidates:
        looked += 1
        vector = _vector(c.polynomial)
        new = rows.union(vector)
        if len(new) <= MAX_ROWS:
            found.append(c)
            vectors.append(vector)
            rows = new
        if len(found) >= MAX_COLUMNS:
            break
    if not search.spend(1 + looked // 6 + len(found) * len(rows) // 100):
        return None
    prefer = [k for k, c in enumerate(found) if c.strict] if op == ">" else []
    answer = combination(vectors, _vector(p), prefer, [k for k, c in enumerate(found) if c.free])
    if answer is None or (op == ">" and not any(k in answer for k in prefer)):
        return None
    return _proof(answer, found, op, names)


def _proof(answer: dict[int, Fraction], found: list[_Candidate], op: str, names: tuple[str, ...]) -> Proof:
    constant = Fraction(0)
    terms: list[Proof] = []
    multiples: list[Proof] = []
    strict = None
    for k, c in answer.items():
        used = found[k]
        if used.free:
            multiples.append({"multiplier": mul(num(c), used.square(names)).to_json(), "fact": used.facts[0]})
        elif not used.facts and not any(used.monomial) and used.other is None:
            constant += c
        else:
            if used.strict:
                strict = len(terms)
            terms.append({"coefficient": str(c), "square": used.square(names).to_json(), "facts": list(used.facts)})
    proof: Proof = {"rule": "squares", "terms": terms, "constant": str(constant), "zero": {"rule": "ring"}}
    if multiples:
        proof["multiples"] = multiples
    if op == ">" and not constant:
        assert strict is not None
        proof["strict"] = {"term": strict, "proof": STRUCTURE}
    return proof


def quadratic(p: Any, op: str, region: Region, search: Search) -> Proof | None:
    """A `squares` proof of a polynomial of degree two, by completing squares one variable at a time (exact LDL^T).

    A strict claim needs a positive constant left over, or a square that is not zero: a symbol that is never 0 is completed
    last, so that its square stands alone.
    """
    if int(p.total_degree()) > 2 or not search.spend(2):
        return None
    n = len(p.context().names())
    plain = _completed(p, list(range(n)))
    if plain is None:
        return None
    terms, constant = plain
    if op == ">=" or constant > 0:
        return _squares(terms, constant)
    for last, name in enumerate(p.context().names()):
        if follows(sym(name), "!=", region):
            other = _completed(p, [*(i for i in range(n) if i != last), last])
            for i, (_, s) in enumerate(other[0] if other is not None else []):
                if other is not None and follows(from_polynomial(s), "!=", region):
                    return {**_squares(*other), "strict": {"term": i, "proof": STRUCTURE}}
    for i, (_, s) in enumerate(terms):
        inner = search.prove(from_polynomial(s), "!=", region, "quadratic", "cases", "boxes")
        if inner is not None:
            return {**_squares(terms, constant), "strict": {"term": i, "proof": inner}}
    return None


def _completed(p: Any, order: list[int]) -> tuple[list[tuple[Fraction, Any]], Fraction] | None:
    """Coefficients and squares, and the constant >= 0 that is left; None when the form is not positive."""
    rest = p
    terms: list[tuple[Fraction, Any]] = []
    for index in order:
        if int(rest.degrees()[index]) == 0:
            continue
        m = [0] * len(order)
        m[index] = 2
        a = rest.to_dict().get(tuple(m))
        if a is None or a <= 0:
            return None
        linear = rest.derivative(index) / (2 * a)
        terms.append((Fraction(int(a.p), int(a.q)), linear))
        rest = rest - a * linear * linear
    if not rest.is_constant():
        return None
    c = rest.leading_coefficient() if rest != 0 else fmpq(0)
    return (terms, Fraction(int(c.p), int(c.q))) if c >= 0 else None


def _squares(terms: list[tuple[Fraction, Any]], constant: Fraction) -> Proof:
    return {"rule": "squares", "constant": str(constant), "zero": {"rule": "ring"},
            "terms": [{"coefficient": str(c), "square": from_polynomial(s).to_json(), "facts": []} for c, s in terms]}
