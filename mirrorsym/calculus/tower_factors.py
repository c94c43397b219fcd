"""Irreducible factors of an image, with signs that are proved on the region: what logarithms and roots are made of."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

from mirrorsym.calculus.ratio import from_polynomial, ratio_of
from mirrorsym.calculus.tower import Generator, Tower
from mirrorsym.expression import Expression, div, mul, neg, num, sub

__all__ = ["generator_named", "rational_value", "split"]

Known = list[tuple[Expression, int, dict[str, Any]]]
Open = list[tuple[Expression, int]]


def generator_named(tower: Tower, key: Expression) -> Generator | None:
    """The generator that an image consists of, when it is just one."""
    if key.op != "sym":
        return None
    return next((g for g in tower.generators if g.name == key.args[0]), None)


def _factors(tower: Tower, image: Expression) -> tuple[Fraction, list[tuple[Expression, int]]]:
    """A constant and irreducible factors (integer coefficients, as images) with exponents."""
    r = tower.ratio(image)
    constant = Fraction(1)
    out: list[tuple[Expression, int]] = []
    for p, side in ((r.above, 1), (r.below, -1)):
        c, parts = p.factor()
        constant *= Fraction(int(c.p), int(c.q)) ** side
        for f, k in parts:
            content, primitive = _primitive(f)
            constant *= content ** (side * int(k))
            out.append((primitive, side * int(k)))
    return constant, out


def _primitive(f: Any) -> tuple[Fraction, Expression]:
    """A polynomial as content times one with coprime integer coefficients."""
    den = lcm(*(int(c.q) for c in f.coeffs()))
    from math import gcd

    content = Fraction(gcd(*(int(c.p) * (den // int(c.q)) for c in f.coeffs())), den)
    e = from_polynomial(f)
    return content, e if content == 1 else from_polynomial(f / rational_value(content))


def rational_value(q: Fraction) -> Any:
    """A rational number as FLINT has it."""
    from flint import fmpq

    return fmpq(q.numerator, q.denominator)


def _primes(n: int) -> list[tuple[int, int]] | None:
    """The factorization of n > 0 when it is small; None otherwise."""
    from flint import fmpz

    if n.bit_length() > 96:
        return None
    return [(int(p), int(k)) for p, k in fmpz(n).factor()]


def _signed(tower: Tower, f: Expression) -> tuple[int, dict[str, Any] | None]:
    """(1, proof of f > 0), (-1, proof of -f > 0), or (0, None)."""
    from mirrorsym.calculus import sign

    g = generator_named(tower, f)
    if g is not None and g.kind == "exp":
        return 1, {"rule": "structure"}
    if tower.depth <= 0:
        return 0, None
    if g is not None and g.kind == "root":
        return 1, {"rule": "structure"}
    own = tower.unfold(f)
    known = _by_fact(tower, own) or _by_spelled_fact(tower, own)
    if known is not None:
        return known
    for s, e in ((1, own), (-1, neg(own))):
        proof = sign.prove(e, ">", tower.region, depth=tower.depth - 1)
        if proof is not None:
            return s, proof
    return 0, None


def _by_fact(tower: Tower, f: Expression) -> tuple[int, dict[str, Any]] | None:
    """The sign of a polynomial that is c * fact * (denominator of the fact), the denominator being positive."""
    from mirrorsym.calculus import sign

    for i, (e, op) in enumerate(tower.region.facts):
        if op != ">" or not e.names <= f.names or not e.names:
            continue
        quotient = _rational(div(f, e))
        if quotient is None or (not quotient.above.is_constant() and not quotient.below.is_constant()):
            continue
        d = div(from_polynomial(quotient.above), from_polynomial(quotient.below))
        for s, positive in ((1, d), (-1, neg(d))):
            proof = sign.prove(positive, ">", tower.region, depth=0)
            if proof is not None:
                fact = {"factor": e.to_json(), "power": 1, "op": ">", "proof": {"rule": "fact", "index": i, "factor": "1"}}
                rest = {"factor": positive.to_json(), "power": 1, "op": ">", "proof": proof}
                return s, {"rule": "product", "constant": "1", "factors": [fact, rest], "zero": {"rule": "ring"}}
    return None


def _by_spelled_fact(tower: Tower, f: Expression) -> tuple[int, dict[str, Any]] | None:
    """The same where the fact is written with other powers and exponentials: the quotient is found, and shown, in a tower of its own."""
    from mirrorsym.calculus import sign
    from mirrorsym.calculus.tower import normal_form

    if tower.depth < 2 or not any(_has_powers(e) for e, _ in tower.region.facts):
        return None
    for i, (e, op) in enumerate(tower.region.facts):
        if op != ">" or not e.names or e.names != f.names or not _has_powers(e):
            continue
        found = normal_form(div(f, e), tower.region, 1)
        if found is None or any(len(p.to_dict()) != 1 for p in (found[1].above, found[1].below)):
            continue
        d = found[0].unfold(div(from_polynomial(found[1].above), from_polynomial(found[1].below)))
        for s, positive in ((1, d), (-1, neg(d))):
            proof = sign.prove(positive, ">", tower.region, depth=0)
            same = None if proof is None else normal_form(sub(mul(num(s), f), mul(e, positive)), tower.region, 1)
            if proof is not None and same is not None and same[1].is_zero:
                fact = {"factor": e.to_json(), "power": 1, "op": ">", "proof": {"rule": "fact", "index": i, "factor": "1"}}
                rest = {"factor": positive.to_json(), "power": 1, "op": ">", "proof": proof}
                return s, {"rule": "product", "constant": "1", "factors": [fact, rest], "zero": same[0].certificate()}
    return None


def _has_powers(e: Expression) -> bool:
    return any(n.op == "pow" and n.args[1].op != "num" for n in e.walk())


def _rational(e: Expression) -> Any:
    try:
        return ratio_of(e, sorted(e.names))
    except (ZeroDivisionError, OverflowError, ArithmeticError):
        return None


def split(tower: Tower, image: Expression) -> tuple[list[tuple[Expression, int, dict[str, Any]]], list[tuple[Expression, int]]]:
    """Factors known to be positive, with exponent and proof, and the others; raises ValueError for a value <= 0.

    The constant enters as its prime factors; signs of negative factors are absorbed, so that the product of everything is
    the image up to one sign, which the caller knows to be plus.
    """
    constant, factors = _factors(tower, image)
    if constant == 0:
        raise ValueError("log or root of zero")
    known: list[tuple[Expression, int, dict[str, Any]]] = []
    open_: list[tuple[Expression, int]] = []
    minus = constant < 0
    for part, side in ((abs(constant.numerator), 1), (constant.denominator, -1)):
        primes = _primes(part)
        for p, k in primes if primes is not None else [(part, 1)]:
            if p != 1:
                known.append((num(p), side * k, {"rule": "structure"}))
    for f, k in factors:
        s, proof = _signed(tower, f)
        if proof is not None:
            known.append((f if s > 0 else neg(f), k, proof))
            minus ^= s < 0 and k % 2 == 1
        else:
            open_.append((f, k))
    if minus:
        odd = [i for i, (_, k) in enumerate(open_) if k % 2]
        if not odd:
            raise ValueError("log or root of something negative")
        f, k = open_[odd[0]]
        open_[odd[0]] = (neg(f), k)
    return known, open_
