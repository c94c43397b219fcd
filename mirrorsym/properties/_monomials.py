"""Signs of homogeneous sums of powers of two positive variables, with exponents that may contain parameters.

Such a sum is z2**D * phi(L) with L = log z1 - log z2 and phi a sum of exponentials c_i exp(e_i L).  Ordered by falling exponents, Abel
summation writes it as sum_j S_j (exp(e_j L) - exp(e_{j+1} L)), S_j = c_1 + ... + c_j, when the c_i add up to 0; so it is positive for
L > 0 if no S_j is negative and one is positive.  And L > 0 where z1**m > z2**m, m > 0.  The answers are SIGN proofs made of the
checker's rules `have`, `sum`, `product`, `compare`.

Main definition: `positive_where`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.ratio import Ratio
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.structure import follows
from mirrorsym.calculus.tower import Tower, normal_form
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, num, power, sub, sym
from mirrorsym.routes._draft import tidy

__all__ = ["positive_where"]

STRUCTURE = {"rule": "structure"}
Json = dict[str, Any]
Monomial = tuple[Expression, dict[str, Expression]]  # coefficient in the parameters, exponent of each variable


def positive_where(e: Expression, y: Expression, region: Region) -> Json | None:
    """A SIGN proof of e > 0 on the region with the further, last fact y > 0, or None.

    >>> u, v, k = (sym(n) for n in "uvk")
    >>> quadrant = Region(("u", "v"), ("k",), ((u, ">"), (v, ">"), (k, ">")))
    >>> positive_where(u**(3*k) - v**(3*k), u**k - v**k, quadrant)["rule"]
    'have'
    """
    frame = Region((), region.parameters, tuple(f for f in region.facts if not f[0].names & set(region.variables)), region.integers)
    here = region.assume(y, ">")
    order = _order(y, here, frame)
    if order is None:
        return None
    high, low, proof = order
    steps = _steps(e, high, low, here, frame)
    if steps is None:
        return None
    fact = sub(call("log", sym(high)), call("log", sym(low)))
    inside = here.assume(fact, ">")
    terms, entries = [], []
    for amount, strict, degree, this, following in steps:
        gap = sub(call("exp", mul(tidy(sub(this, following), frame), fact)), ONE)
        parts = [(amount, ">" if strict else ">="), (power(sym(low), degree), ">"), (call("exp", mul(following, fact)), ">"), (gap, ">")]
        known = sign.prove(amount, parts[0][1], frame)
        if known is None or not all(follows(p, op, inside) for p, op in parts[1:]):
            return None
        proofs = [known, STRUCTURE, STRUCTURE, STRUCTURE]
        term = mul(*(p for p, _ in parts))
        factors = [{"factor": p.to_json(), "power": 1, "op": op, "proof": q} for (p, op), q in zip(parts, proofs, strict=True)]
        terms.append(term)
        entries.append({"term": term.to_json(), "op": ">" if strict else ">=", "proof": {
            "rule": "product", "constant": "1", "factors": factors, "zero": {"rule": "ring"}}})
    zero = prove_zero(sub(e, add(*terms)), inside)
    if zero is None:
        return None
    return {"rule": "have", "fact": fact.to_json(), "op": ">", "proof": proof, "then": {"rule": "sum", "terms": entries, "zero": zero}}


def _order(y: Expression, here: Region, frame: Region) -> tuple[str, str, Json] | None:
    """(z1, z2, proof of log z1 - log z2 > 0) when y is a positive multiple of z1**m - z2**m, m > 0; y > 0 is the last fact."""
    found = _monomials(y, here)
    if found is None or len(found) != 2:
        return None
    names = [[n for n, x in m[1].items() if x != ZERO] for m in found]
    if any(len(n) != 1 for n in names) or names[0] == names[1]:
        return None
    first = 0 if sign.prove(found[0][0], ">", frame) is not None else 1
    (c, _), (d, _) = found[first], found[1 - first]
    high, low = names[first][0], names[1 - first][0]
    m = found[first][1][high]
    if (prove_zero(add(c, d), frame) is None or prove_zero(sub(m, found[1 - first][1][low]), frame) is None
            or any(sign.prove(sym(n), ">", here) is None for n in (high, low))):
        return None
    known = [sign.prove(c, ">", frame), sign.prove(m, ">", frame)]
    if None in known:
        return None
    a, b = mul(m, call("log", sym(high))), mul(m, call("log", sym(low)))
    images = sub(call("exp", a), call("exp", b))
    scaled = mul(power(c, num(-1)), y)
    logs = sub(call("log", sym(high)), call("log", sym(low)))
    same, split = prove_zero(sub(images, scaled), here), prove_zero(sub(mul(power(m, num(-1)), sub(a, b)), logs), here)
    if same is None or split is None:
        return None
    last = len(here.facts) - 1
    positive = {"rule": "rewrite", "to": scaled.to_json(), "zero": same, "proof": {
        "rule": "product", "constant": "1", "zero": {"rule": "ring"}, "factors": [
            {"factor": c.to_json(), "power": -1, "op": ">", "proof": known[0]},
            {"factor": y.to_json(), "power": 1, "op": ">", "proof": {"rule": "fact", "index": last, "factor": "1"}}]}}
    bigger = {"rule": "compare", "a": a.to_json(), "b": b.to_json(), "by": "exp", "images": positive, "zero": {"rule": "ring"}}
    proof = {"rule": "product", "constant": "1", "zero": split, "factors": [
        {"factor": m.to_json(), "power": -1, "op": ">", "proof": known[1]},
        {"factor": sub(a, b).to_json(), "power": 1, "op": ">", "proof": bigger}]}
    return high, low, proof


def _steps(e: Expression, high: str, low: str, here: Region, frame: Region
           ) -> list[tuple[Expression, bool, Expression, Expression, Expression]] | None:
    """(partial sum, whether it is positive, degree, exponent, next exponent) of Abel summation, or None."""
    found = _monomials(e, here)
    if found is None or any(set(m[1]) - {high, low} and any(m[1][n] != ZERO for n in set(m[1]) - {high, low}) for m in found):
        return None
    groups: list[tuple[Expression, list[Expression]]] = []
    degree: Expression | None = None
    for c, exponents in found:
        x = exponents.get(high, ZERO)
        total = add(x, exponents.get(low, ZERO))
        if degree is not None and prove_zero(sub(total, degree), frame) is None:
            return None
        degree = total if degree is None else degree
        for at, (other, members) in enumerate(groups):
            if prove_zero(sub(x, other), frame) is not None:
                members.append(c)
                break
            if sign.prove(sub(x, other), ">", frame) is not None:
                groups.insert(at, (x, [c]))
                break
            if sign.prove(sub(other, x), ">", frame) is None:
                return None
        else:
            groups.append((x, [c]))
    if degree is None or len(groups) < 2:
        return None
    out, total_so_far, some = [], ZERO, False
    for (x, members), (following, _) in zip(groups, groups[1:], strict=False):
        total_so_far = tidy(add(total_so_far, *members), frame)
        if prove_zero(total_so_far, frame) is not None:
            continue
        strict = sign.prove(total_so_far, ">", frame) is not None
        if not strict and sign.prove(total_so_far, ">=", frame) is None:
            return None
        some |= strict
        out.append((total_so_far, strict, tidy(degree, frame), tidy(x, frame), tidy(following, frame)))
    if not some or prove_zero(add(total_so_far, *groups[-1][1]), frame) is None:
        return None
    return out


def _monomials(e: Expression, here: Region) -> list[Monomial] | None:
    """e as a sum of products of powers of variables, coefficients and exponents in the parameters."""
    found = normal_form(e, here)
    if found is None:
        return None
    tower, r = found
    bases = _bases(tower, here)
    if bases is None:
        return None
    below = _terms(r, False, bases, here)
    if below is None or len(below) != 1:
        return None
    (c, exponents), = below
    above = _terms(r, True, bases, here)
    if above is None:
        return None
    return [(div(d, c), {n: sub(more.get(n, ZERO), exponents.get(n, ZERO)) for n in {**exponents, **more}}) for d, more in above]


def _bases(tower: Tower, here: Region) -> dict[str, tuple[str, Expression]] | None:
    """Generator -> (variable, exponent) for exponentials of multiples of logarithms; "" marks the logarithms themselves."""
    out: dict[str, tuple[str, Expression]] = {}
    variables = set(here.variables)
    for g in tower.generators:
        if g.kind == "log" and g.of.op == "sym" and g.of.args[0] in variables:
            out[g.name] = ("", ZERO)
            continue
        logs = [n for n in g.of.walk() if n.op == "log"]
        if g.kind != "exp" or len(logs) != 1 or logs[0].args[0].op != "sym":
            return None
        rate = tidy(div(g.of, logs[0]), here)
        if rate.names & variables:
            return None
        out[g.name] = (logs[0].args[0].args[0], rate)
    return out


def _terms(r: Ratio, above: bool, bases: dict[str, tuple[str, Expression]], here: Region) -> list[Monomial] | None:
    poly = r.above if above else r.below
    names = poly.context().names()
    out = []
    for powers, q in poly.to_dict().items():
        c: list[Expression] = [num(Fraction(int(q.p), int(q.q)))]
        exponents: dict[str, Expression] = {}
        for n, k in zip(names, powers, strict=True):
            if not k:
                continue
            variable, rate = bases.get(n, (n, ONE))
            if variable == "":
                return None
            if n not in bases and n not in here.variables:
                c.append(power(sym(n), num(int(k))))
            else:
                exponents[variable] = add(exponents.get(variable, ZERO), mul(num(int(k)), rate))
        out.append((mul(*c), exponents))
    return out
