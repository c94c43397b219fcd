"""Random proofs of random claims: whatever is accepted is true at every sample point of the domain where it is defined.

The proofs are put together from the rules' own vocabulary, so that many of them come close to being right.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from flint import arb
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from mirrorsym.expression import Expression, add, call, mul, num, power, sqrt, sub, sym
from mirrorsym.recheck.balls import Open, ball, enclose, precision
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.zero import prove_zero

U, V = sym("u"), sym("v")
DOMAINS: list[tuple[tuple[Expression, str], ...]] = [
    (), ((U, ">"),), ((U, "!="),), ((U, ">"), (V, ">")), ((sub(U, V), ">"),), ((sub(num(1), U), ">"), (add(U, num(1)), ">")),
    ((sub(num(1), add(power(U, num(2)), power(V, num(2)))), ">"),), ((mul(U, V), ">"),), ((sub(U, num(1)), ">"), (V, "!=")),
]
GRID = [Fraction(n, 4) for n in (-12, -8, -5, -4, -3, -1, 0, 1, 2, 3, 4, 6, 9, 12)]

leaves = st.sampled_from([U, V, num(1), num(-1), num(2), num(Fraction(1, 2)), num(0)])


def grow(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    """Operations with and without conditions of their own."""
    one = st.sampled_from(["exp", "log", "abs", "sign", "sin", "cos", "tanh", "asinh", "atan", "cosh", "acos"])
    pair = st.tuples(inner, inner)
    return (pair.map(lambda p: add(*p)) | pair.map(lambda p: mul(*p)) | pair.map(lambda p: sub(*p)) | st.tuples(one, inner).map(lambda p: call(*p))
            | inner.map(sqrt) | inner.map(lambda x: power(x, num(2))) | inner.map(lambda x: power(x, num(-1)))
            | pair.map(lambda p: call("Max", *p)))


trees = st.recursive(leaves, grow, max_leaves=5)
ops = st.sampled_from([">", ">=", "!=", "<", "<="])
numbers = st.sampled_from(["0", "1", "2", "-1", "1/2"])
RING = {"rule": "ring"}


def near(e: Expression) -> st.SearchStrategy[Expression]:
    """Trees that are or resemble e."""
    parts = [n for n in e.walk() if n.op != "num"]
    same = st.just(e) | st.just(add(e, num(0))) | st.just(sub(add(e, U), U)) | st.just(power(power(e, num(-1)), num(-1)))
    return same | st.just(power(sqrt(e), num(2))) | st.just(call("exp", call("log", e))) | trees | st.sampled_from(parts or [e])


def zeros(e: Expression, depth: int) -> st.SearchStrategy[Any]:
    """ZERO proofs."""
    plain = st.just(RING) | st.none()
    if depth <= 0:
        return plain
    atoms = [n for n in e.walk() if n.op in ("exp", "log", "sin", "cos", "abs", "sign", "atan") or (n.op == "pow" and n.args[1].op == "num")]
    atom = st.sampled_from(atoms) if atoms else trees
    of = st.sampled_from([n.args[0] for n in atoms]) | near(e) if atoms else trees
    kinds = st.sampled_from(["exp", "log", "root", "opaque"])
    generator = st.builds(lambda k, t, p: {"kind": k, "of": (call("atan", t) if k == "opaque" else t).to_json(), "degree": 2, "proof": p},
                          kinds, of, signs(e, 0))
    few = st.dictionaries(st.sampled_from(["_t0", "_t1"]), numbers, max_size=2)
    image = st.builds(lambda a, r, f, g, t, p, o, s: {
        "atom": a.to_json(), "rule": r, "exponents": f, "logs": g, "image": t, "proof": p, "op": o, "name": "_t0", "sign": s, "angles": f, "scale": 2},
        atom, st.sampled_from(["exp", "log", "root", "sign", "opaque", "value", "sin"]), few, few,
        st.sampled_from([["sym", "_t0"], ["sym", "u"], ["mul", ["sym", "_t0"], ["sym", "_t1"]]]), signs(e, 0), st.sampled_from([">=", "<="]),
        st.sampled_from([1, -1]))
    tower = st.builds(lambda g, i: {"rule": "tower", "generators": [{"name": f"_t{k}", **x} for k, x in enumerate(g)], "images": i},
                      st.lists(generator, max_size=2), st.lists(image, max_size=2))
    inner = zeros(e, depth - 1)
    cases = st.builds(lambda on, p, n, z: {"rule": "cases", "on": on.to_json(), "positive": p, "negative": n, **({} if z is None else {"zero": z})},
                      near(e), inner, inner, st.none() | inner)
    values = st.lists(st.builds(lambda q, r: {"point": {"u": ["num", q], "v": ["num", r]}, "proof": RING}, numbers, numbers), max_size=2)
    derivatives = st.builds(lambda v, c: {"rule": "derivatives", "proofs": {}, "values": [
        {**x, "point": {k: t for k, t in x["point"].items() if k in e.names}} for x in v], "connected": {"rule": c}},
        values, st.sampled_from(["convex", "orthants"]))
    have = st.builds(lambda t, o, p, q: {"rule": "have", "fact": t.to_json(), "op": o, "proof": p, "then": q}, near(e), ops, signs(e, 0), inner)
    return plain | tower | cases | derivatives | have | letters(e, inner)


def letters(e: Expression, inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A new name for one subterm and what stands for others, ZERO or SIGN within."""
    tree = near(e).map(Expression.to_json)
    combination = st.sampled_from([["sym", "_s0"], ["mul", ["num", "-1"], ["sym", "_s0"]], ["pow", ["sym", "_s0"], ["num", "2"]]])
    return st.builds(lambda k, p, q: {"rule": "letters", "symbols": {"_s0": k}, "places": [[k, ["sym", "_s0"]], *p], "proof": q}, tree,
                     st.lists(st.tuples(tree, combination).map(list), max_size=1), inner)


def signs(e: Expression, depth: int) -> st.SearchStrategy[Any]:
    """SIGN proofs."""
    plain = st.sampled_from([{"rule": "structure"}, {"rule": "sturm"}, {"rule": "fact", "index": 0}, {"rule": "fact", "index": 1, "factor": "2"}])
    if depth <= 0:
        return plain
    inner = signs(e, depth - 1)
    zero = zeros(e, 0)
    tree = near(e).map(Expression.to_json)
    rewrite = st.builds(lambda t, z, p: {"rule": "rewrite", "to": t, "zero": z, "proof": p}, tree, zero, inner)
    factor = st.builds(lambda t, n, o, p: {"factor": t, "power": n, "op": o, "proof": p}, tree, st.integers(-2, 2), ops | st.none(), inner)
    multiply = st.builds(lambda f, c, z: {"rule": "product", "factors": f, "constant": c, "zero": z}, st.lists(factor, max_size=2), numbers, zero)
    term = st.builds(lambda t, o, p: {"term": t, "op": o, "proof": p}, tree, ops, inner)
    total = st.builds(lambda t, z: {"rule": "sum", "terms": t, "zero": z}, st.lists(term, max_size=2), zero)
    square = st.builds(lambda t, c, f: {"coefficient": c, "square": t, "facts": f}, tree, numbers, st.lists(st.integers(0, 1), max_size=1))
    squares = st.builds(lambda t, c, p: {"rule": "squares", "terms": t, "constant": c, "strict": {"term": 0, "proof": p}},
                        st.lists(square, max_size=2), numbers, inner)
    compare = st.builds(lambda a, b, p, q, x: {"rule": "compare", "a": a, "b": b, "positive": p, "squares": q, **x, "images": q}, tree, tree, inner,
                        inner, st.sampled_from([{}, {"by": "exp"}]))
    along = st.builds(lambda r, x, c, d, p, q: {"rule": r, "variable": x, "from": c, "point": ["num", c], "direction": d, "slope": p, "convex": p,
                                                "slope_sign": p, "value": q}, st.sampled_from(["monotone", "tangent"]), st.sampled_from(["u", "v"]),
                      numbers, st.sampled_from([1, -1]), inner, inner | zero)
    cases = st.builds(lambda t, p, z, n: {"rule": "cases", "on": t, "positive": p, "zero": z, "negative": n}, tree, inner, inner, inner)
    piece = st.tuples(numbers, numbers).map(list)
    boxes = st.builds(lambda b: {"rule": "boxes", "variables": sorted(e.names), "boxes": b}, st.lists(st.lists(piece, min_size=1, max_size=2), max_size=3))
    lift = st.builds(lambda k, f, o, p, c, q: {"rule": "lift", "symbols": {"_s0": k}, "facts": [{"fact": f, "op": o, "proof": p}], "claim": c,
                                               "proof": q}, tree, st.sampled_from([["sym", "_s0"], ["add", ["sym", "_s0"], ["num", "-1"]]]), ops, inner,
                     st.sampled_from([["sym", "_s0"], ["pow", ["sym", "_s0"], ["num", "2"]]]) | tree, inner)
    against = st.builds(lambda i, p: {"rule": "contradiction", "index": i, "proof": p}, st.integers(0, 2), inner)
    have = st.builds(lambda t, o, p, q: {"rule": "have", "fact": t, "op": o, "proof": p, "then": q}, tree, ops, inner, inner)
    by_sign = st.builds(lambda o, p: {"rule": "nonzero_by_sign", "op": o, "proof": p}, st.sampled_from([">", "<"]), inner)
    return plain | rewrite | multiply | total | squares | compare | along | cases | boxes | lift | against | have | by_sign | letters(e, inner)


def setting_of(facts: tuple[tuple[Expression, str], ...]) -> Setting:
    """The setting of one of the domains."""
    return Setting(("u", "v"), (), facts, Budget(steps=200_000, seconds=3))


def true_everywhere(e: Expression, op: str, facts: tuple[tuple[Expression, str], ...]) -> bool:
    """False if some grid point of the domain, where e is defined, contradicts the claim."""
    def against(x: arb, known: str) -> bool:
        return bool({">": x <= 0, ">=": x < 0, "!=": x.is_zero(), "<": x >= 0, "<=": x > 0, "=": x > 0 or x < 0}[known])

    with precision(128):
        for a, b in product(GRID, repeat=2):
            at = {"u": ball(a), "v": ball(b)}
            try:
                inside = all(not against(x := enclose(f, at, Budget()), known) and (known != "!=" or not x.contains(0)) for f, known in facts)
                if inside and against(enclose(e, at, Budget()), op):
                    return False
            except Open:
                continue
    return True


COMMON = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=400, **COMMON)  # type: ignore[arg-type]
@given(data=st.data(), e=trees, op=ops, facts=st.sampled_from(DOMAINS))
def test_accepted_signs_are_true(data: st.DataObject, e: Expression, op: str, facts: Any) -> None:
    proof = data.draw(signs(e, 2))
    try:
        prove_sign(e, op, proof, setting_of(facts))
    except Rejected:
        return
    event(f"accepted by {proof['rule']}")
    assert true_everywhere(e, op, facts)


@settings(max_examples=400, **COMMON)  # type: ignore[arg-type]
@given(data=st.data(), e=trees, facts=st.sampled_from(DOMAINS))
def test_accepted_zeros_are_true(data: st.DataObject, e: Expression, facts: Any) -> None:
    claim = data.draw(st.just(e) | near(e).map(lambda t: sub(e, t)))
    proof = data.draw(zeros(claim, 2))
    try:
        prove_zero(claim, proof, setting_of(facts))
    except Rejected:
        return
    event(f"accepted by {proof['rule'] if proof else None}")
    assert true_everywhere(claim, "=", facts)


@pytest.mark.parametrize(("e", "op", "true"), [(U, ">", False), (power(U, num(2)), ">=", True), (sqrt(U), ">=", True), (call("log", U), ">", False)])
def test_the_truth_is_told(e: Expression, op: str, true: bool) -> None:
    assert true_everywhere(e, op, ()) is true
