"""Sign proofs against random expressions and regions: what is proved is never contradicted at a point, and rechecks.

The sample points and the ball arithmetic that judge here take no part in a proof.
"""

from __future__ import annotations

import json
from contextlib import suppress
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mirrorsym.calculus import sign
from mirrorsym.calculus.enclosure import Undefined, sign_at
from mirrorsym.calculus.ranges import Range
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.simplex import combination
from mirrorsym.calculus.structure import range_of
from mirrorsym.calculus.sturm import positive_on, roots_between
from mirrorsym.expression import Expression, add, call, mul, num, power, sub, sym
from mirrorsym.recheck.limits import Budget
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign

u, v = sym("u"), sym("v")
CONSISTENT = {">": {1}, ">=": {0, 1}, "!=": {-1, 1}, "<": {-1}, "<=": {-1, 0}}
QUIET = settings(max_examples=60, suppress_health_check=list(HealthCheck), derandomize=True)

small = st.builds(Fraction, st.integers(-6, 6), st.integers(1, 3))
leaves = st.sampled_from([u, v]) | st.builds(num, small)
TOTAL = ("exp", "sinh", "cosh", "tanh", "atan", "asinh", "sin", "cos", "abs", "sign")
PARTIAL = ("log", "tan", "asin", "acosh", "atanh")


def nodes(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    """One more operation on top."""
    return (st.builds(add, inner, inner) | st.builds(mul, inner, inner) | st.builds(sub, inner, inner)
            | st.builds(power, inner, st.sampled_from([num(2), num(3), num(-1), num(Fraction(1, 2)), num(Fraction(-1, 2))]))
            | st.builds(call, st.sampled_from(TOTAL + PARTIAL), inner)
            | st.builds(lambda a, b: call("Max", a, b), inner, inner))


expressions = st.recursive(leaves, nodes, max_leaves=6)
facts = st.lists(st.sampled_from([
    (u, ">"), (v, ">"), (u - v, ">"), (u, "!="), (v, "!="), (1 - u, ">"), (u + 1, ">="), (2 - v, ">="), (u * v - 1, ">"),
    (1 - u**2 - v**2, ">"), (u - 1, "!="), (v - u**2, ">"), (call("exp", u) - v, ">"), (u - v, "!="),
]), max_size=3)
regions = st.builds(lambda f: Region(("u", "v"), (), tuple(f)), facts)


def check_everywhere(e: Expression, op: str, region: Region) -> None:
    """Fail at a sample point where the claim is false."""
    for p in samples(region, 12):
        try:
            s = sign_at(e, p, limit=512)
        except Undefined:
            continue
        assert s is None or s in CONSISTENT[op], f"{e} {op} 0 is false at {p}"


@given(expressions, st.sampled_from(list(CONSISTENT)), regions)
@QUIET
def test_a_proved_sign_is_never_contradicted(e: Expression, op: str, region: Region) -> None:
    proof = sign.prove(e, op, region, depth=1, budget=0.3)
    if proof is not None:
        check_everywhere(e, op, region)


@given(st.lists(expressions, min_size=1, max_size=3), regions, st.sampled_from([Fraction(1, 10), Fraction(1, 10**9)]))
@QUIET
def test_sums_of_squares_are_proved_or_left_and_their_near_misses_are_not(
    parts: list[Expression], region: Region, gap: Fraction
) -> None:
    squares = add(*(power(p, num(2)) for p in parts))
    assert sign.prove(squares, ">=", region, depth=0) is not None
    point = next(iter(samples(region, 1)), None)
    if point is None:
        return
    values = {n: num(q) for n, q in point.items()}
    shifted = add(*(power(sub(p, p.substitute(values)), num(2)) for p in parts), num(-gap))
    for op in (">", ">="):
        if sign.prove(shifted, op, region, depth=1, budget=0.2) is not None:
            check_everywhere(shifted, op, region)
            with suppress(Undefined):  # at the point itself the value is -gap, unless something is undefined there
                assert sign_at(shifted, point) != -1


@given(expressions, st.sampled_from([">", ">=", "!="]), regions)
@QUIET
def test_the_checker_accepts_what_is_proved(e: Expression, op: str, region: Region) -> None:
    proof = sign.prove(e, op, region, depth=1, budget=0.2)
    if proof is not None:
        setting = Setting(region.variables, region.parameters, region.facts, Budget(), region.integers)
        prove_sign(e, op, json.loads(json.dumps(proof)), setting)


@given(expressions, regions)
@QUIET
def test_intervals_contain_the_values(e: Expression, region: Region) -> None:
    r = range_of(e, region)
    for p in samples(region, 6):
        for bound, op in ((r.low, ">"), (r.high, "<")):
            if bound is None:
                continue
            is_open = r.low_open if op == ">" else r.high_open
            try:
                s = sign_at(sub(e, num(bound)), p, limit=512)
            except Undefined:
                continue
            assert s is None or s in CONSISTENT[op if is_open else op + "="]
        if r.nonzero:
            try:
                assert sign_at(e, p, limit=512) != 0
            except Undefined:
                continue


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=5), st.integers(-5, 5), st.integers(0, 6))
@settings(max_examples=150)
def test_sturm_counts_the_roots_it_was_given(roots: list[int], low: int, width: int) -> None:
    from flint import fmpq_poly

    p = fmpq_poly([1])
    for r in roots:
        p = p * fmpq_poly([-r, 1])
    high = low + width
    inside = {r for r in roots if low < r < high}
    assert roots_between(p, Fraction(low), Fraction(high)) == len(inside)
    assert roots_between(p, None, None) == len(set(roots))
    square = p * p
    from mirrorsym.calculus.region import Interval

    assert positive_on(square, ">=", Interval())
    assert not positive_on(square, ">", Interval())
    assert positive_on(square + fmpq_poly([Fraction(1, 10**12).numerator]) / 10**12, ">", Interval())
    assert not positive_on(square - fmpq_poly([1]) / 10**12, ">=", Interval())


@given(st.lists(st.lists(st.integers(-3, 3), min_size=4, max_size=4), min_size=1, max_size=6),
       st.lists(st.integers(0, 4), min_size=6, max_size=6))
@settings(max_examples=150)
def test_the_simplex_method_finds_a_combination_where_there_is_one(vectors: list[list[int]], weights: list[int]) -> None:
    from flint import fmpq

    columns = [{k: fmpq(x) for k, x in enumerate(row)} for row in vectors]
    target = {k: sum((fmpq(w) * row[k] for w, row in zip(weights, columns, strict=False)), fmpq(0)) for k in range(4)}
    found = combination(columns, target)
    assert found is not None and all(c > 0 for c in found.values())
    for k in range(4):
        total = sum((c * vectors[j][k] for j, c in found.items()), Fraction(0))
        assert total == Fraction(int(target[k].p), int(target[k].q))


def test_the_judge_itself_can_fail() -> None:
    """A wrong proof would be noticed: the same check refuses a false claim."""
    region = Region(("u", "v"))
    try:
        check_everywhere(u, ">", region)
    except AssertionError:
        return
    raise AssertionError("a false claim passed")


def test_a_range_says_what_it_excludes() -> None:
    assert Range(Fraction(0), None, True).has(">") and not Range(Fraction(0), None, False).has(">")
    assert Range(Fraction(0), Fraction(0), False, False).has(">=") and not Range(None, Fraction(1)).has("!=")
