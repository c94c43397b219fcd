"""Splitting and changing variables: the rules `cases`, `slice` and substitutions by `lift`.

`cases` looks where a factor changes its sign and proves the claim on both sides and on the border.  `shifted_symbol` replaces
u by v + s where u - v = s > 0 is a fact, so that arguments along one variable can start at u = v.

Precondition: none.  Main definitions: `cases`, `on_slice`, `shifted_symbol`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from mirrorsym.calculus.compact import compact, factors_of
from mirrorsym.calculus.lift import first_free, region_with
from mirrorsym.calculus.probe import near, quick_points, signs
from mirrorsym.calculus.ratio import TooLarge, from_polynomial, ratio_of
from mirrorsym.calculus.region import Fact, Interval, Region, affine
from mirrorsym.calculus.search import Proof, Search, with_guards
from mirrorsym.calculus.structure import follows, symbol_interval
from mirrorsym.expression import ZERO, Expression, add, div, mul, neg, num, sub, sym

__all__ = ["breaks", "cases", "dropped", "on_slice", "scaled_symbol", "shifted_symbol", "solved", "zero_excluded"]

MAX_SYMBOLS = 4


def _borders(e: Expression, region: Region) -> Iterator[Expression]:
    """What to split on: factors without kernels that take both signs, then symbols that do."""
    seen: set[Expression] = set()
    found = factors_of(e)
    parts = [f for f, k in found[1] if k % 2] if found is not None else []
    symbols = [sym(n) for n in region.names if n in e.names and n not in region.integers]
    differences = [sub(a, b) for i, a in enumerate(symbols) for b in symbols[i + 1:]
                   if signs(e.substitute({a.args[0]: b}), region) == {0}]
    for f in (*parts, *differences, *symbols):
        if f in seen or affine(f) is None:
            continue
        seen.add(f)
        if {1, -1} <= signs(f, region):
            yield f


def cases(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` by the sign of one factor or symbol."""
    if search.depth <= 1 or len(e.names) > MAX_SYMBOLS:
        return None
    for on in _borders(e, region):
        if not search.spend(5):
            return None
        proof = _both_sides(e, op, on, region, search, "cases")
        if proof is not None:
            return proof
    return None


def _both_sides(e: Expression, op: str, on: Expression, region: Region, search: Search, *barred: str) -> Proof | None:
    """The rule `cases` for an affine `on`."""
    proof: Proof = {"rule": "cases", "on": on.to_json()}
    zero = _border(e, op, on, region, search, *barred)
    if zero is not None:
        proof["zero"] = zero
    else:
        excluded = search.prove(on, "!=", region, *barred)
        if excluded is None:
            return None
        proof["excluded"] = {"zero": excluded}
    for name, fact in (("positive", on), ("negative", neg(on))):
        inner = search.prove(e, op, region.assume(fact, ">"), *barred)
        if inner is None:
            return None
        proof[name] = inner
    return proof


def _border(e: Expression, op: str, on: Expression, region: Region, search: Search, *barred: str) -> Proof | None:
    """The case on = 0: one symbol gets its value at once, since a region with an equation is hard to sample."""
    inside = region.assume(on, "=")
    for x, value in solved(on):
        if x not in region.integers:
            put = {x: value}
            facts = tuple((g.substitute(put), o) for g, o in inside.facts)
            slice_ = Region(region.variables, region.parameters, facts, region.integers)
            proof = search.prove(e.substitute(put), op, slice_, *barred)
            if proof is None:
                return None
            return {"rule": "slice", "fact": len(region.facts), "variable": x, "value": value.to_json(), "proof": proof}
    return None


def zero_excluded(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e != 0` because e = 0 contradicts a fact: u v > 1 gives u != 0."""
    if op != "!=" or not search.spend(1):
        return None
    for x, value in solved(e):
        if x in region.integers:
            continue
        put = {x: value}
        facts = tuple((g.substitute(put), o) for g, o in (*region.facts, (e, "=")))
        slice_ = Region(region.variables, region.parameters, facts, region.integers)
        for i, (f, have) in enumerate(facts[:-1]):
            contrary = {">": "<=", ">=": "<", "=": "!="}.get(have)
            if f == region.facts[i][0]:
                continue
            if f == ZERO and have in (">", "!="):
                why: Proof = {"rule": "ring"} if have == "!=" else {"rule": "structure"}
                proof: Proof = {"rule": "contradiction", "index": i, "proof": why}
            elif contrary is not None and follows(f, contrary, dropped(slice_, i)):
                proof = {"rule": "contradiction", "index": i, "proof": {"rule": "structure"}}
            else:
                continue
            zero = {"rule": "slice", "fact": len(region.facts), "variable": x, "value": value.to_json(), "proof": proof}
            return {"rule": "cases", "on": e.to_json(), "zero": zero, "positive": {"rule": "structure"},
                    "negative": {"rule": "structure"}}
    return None


def dropped(region: Region, index: int) -> Region:
    """The region without one fact; the others keep their numbers."""
    facts = tuple((ZERO, "=") if i == index else f for i, f in enumerate(region.facts))
    return Region(region.variables, region.parameters, facts, region.integers)


def on_slice(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` where a fact says that one symbol has a certain value: put the value in."""
    for i in range(len(region.facts) - 1, -1, -1):
        f, have = region.facts[i]
        if have != "=" or not f.names & e.names:
            continue
        for x, value in solved(f):
            if x not in e.names or x in region.integers:
                continue
            put = {x: value}
            facts = tuple((g.substitute(put), o) for g, o in region.facts)
            inner = Region(region.variables, region.parameters, facts, region.integers)
            proof = search.prove(e.substitute(put), op, inner)
            if proof is not None:
                return {"rule": "slice", "fact": i, "variable": x, "value": value.to_json(), "proof": proof}
    return None


def solved(f: Expression) -> Iterator[tuple[str, Expression]]:
    """Symbols in which a polynomial is linear with a rational coefficient, and what they equal where it is 0."""
    try:
        r = ratio_of(f, sorted(f.names))
    except (TooLarge, ZeroDivisionError):
        return
    if r is None or not r.below.is_constant():
        return
    names = r.above.context().names()
    for index, degree in enumerate(r.above.degrees()):
        if int(degree) == 1:
            c = r.above.derivative(index)
            if c.is_constant():
                rest = r.above - c * r.above.context().gen(index)
                yield names[index], from_polynomial(-rest / c.leading_coefficient())


def shifted_symbol(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` with a symbol u replaced by the rest of a fact u - v > 0 plus a new positive symbol."""
    if search.depth <= 1:
        return None
    for f, have in region.facts:
        if have not in (">", ">=") or len(f.names) < 2 or not f.names <= e.names:
            continue
        parts = affine(f)
        if parts is None:
            continue
        slopes, constant = parts
        for x, c in sorted(slopes.items(), key=lambda item: -item[1]):
            if not c or x in region.integers or not search.spend(5):
                continue
            s = f"_s{first_free(region)}"
            rest = add(*(mul(num(-k / c), sym(n)) for n, k in slopes.items() if n != x and k), num(-constant / c))
            put = {x: add(rest, mul(num(1 / c), sym(s)))}
            proof = _substituted(e, op, put, s, f, region, search)
            if proof is not None:
                return proof
    return None


def _substituted(e: Expression, op: str, put: dict[str, Expression], s: str, kernel: Expression, region: Region, search: Search
                 ) -> Proof | None:
    claim = e.substitute(put)
    (x,) = put
    facts: list[Fact] = []
    stated: list[Proof] = []
    for i, (g, o) in enumerate(region.facts):
        if x in g.names:
            image = sym(s) if g == kernel else g.substitute(put)
            facts.append((image, o))
            stated.append({"fact": image.to_json(), "op": o, "proof": {"rule": "fact", "index": i, "factor": "1"}})
    # facts about the old symbol stay, but nothing needs it any more
    larger = region_with(region, (s,), tuple(facts))
    proof = search.prove(claim, op, larger, "shift", "cases")
    if proof is None:
        return None
    back = {s: kernel}
    zero = search.vanishes(sub(e, claim.substitute(back)), region)
    guards = search.guards([claim], num(0), larger)
    if zero is None or guards is None:
        return None
    whole = {"rule": "lift", "symbols": {s: kernel.to_json()}, "facts": stated, "claim": claim.to_json(), "zero": zero,
             "proof": proof}
    return with_guards(whole, guards)




def breaks(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` by cutting the interval of one symbol at a rational point, so that each side can be treated on its own."""
    if op == "!=" or search.depth <= 1:
        return None
    for name in region.names:
        if name not in e.names or name in region.integers:
            continue
        values = sorted(p[name] for p in quick_points(near(region, e.names)))
        for c in _cuts(symbol_interval(region, name)):
            if values and not values[0] < c < values[-1]:
                continue  # one side seems to be empty
            if not search.spend(5):
                return None
            on = add(sym(name), num(-c))
            proof = _both_sides(e, op, on, region, search.part(0.5), "shift", "cases")
            if proof is not None:
                return proof
    return None


def _cuts(box: Interval) -> list[Fraction]:
    """A few simple points inside an interval."""
    if box.low is not None and box.high is not None:
        return [(box.low + box.high) / 2] if box.low < box.high else []
    if box.low is not None:
        return [box.low + k for k in (1, 2, 4)]
    if box.high is not None:
        return [box.high - k for k in (1, 2, 4)]
    return [Fraction(0), Fraction(1), Fraction(-1)]


def scaled_symbol(e: Expression, op: str, region: Region, search: Search) -> Proof | None:
    """`e op 0` with a positive symbol x replaced by s·y, y another positive symbol: for homogeneous expressions."""
    if op == "!=" or search.depth <= 1:
        return None
    positive = [n for n in region.names if n in e.names and n not in region.integers and follows(sym(n), ">", region)]
    for y in positive:
        for x in positive:
            if x == y:
                continue
            s = f"_s{first_free(region)}"
            facts: list[Fact] = [(sym(s), ">")]
            larger = region_with(region, (s,), tuple(facts))
            found = search.form(e.substitute({x: mul(sym(s), sym(y))}), larger)
            if found is None or found[1].is_zero:
                continue
            tower, ratio = found
            claim = compact(tower.unfold(div(from_polynomial(ratio.above), from_polynomial(ratio.below))))
            if claim is None:
                continue
            parts = factors_of(claim)
            if parts is None or not any(f == sym(y) for f, _ in parts[1]):
                continue
            proof = search.prove(claim, op, larger, "scale", "shift")
            if proof is None:
                continue
            kernel = div(sym(x), sym(y))
            zero = search.vanishes(sub(e, claim.substitute({s: kernel})), region)
            guards = search.guards([claim], num(0), larger)
            if zero is not None and guards is not None:
                whole = {"rule": "lift", "symbols": {s: kernel.to_json()}, "claim": claim.to_json(), "zero": zero, "proof": proof,
                         "facts": [{"fact": sym(s).to_json(), "op": ">", "proof": {"rule": "structure"}}]}
                return with_guards(whole, guards)
    return None
