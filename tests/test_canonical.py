"""`mirrorsym.canonical`: the one form of an expression has its value and its domain of definition, and prints back.

The truth is an exact evaluator that knows none of the rules under test: rational arithmetic, functions replaced by
fixed arbitrary values that satisfy only what their definition says, and None wherever a definition gives no real
value.
"""

from __future__ import annotations

import json
import pickle
from fractions import Fraction
from itertools import product
from zlib import crc32

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sympy import integer_nthroot

from mirrorsym.canonical import MAX_EXPONENT, Refused, apply, canonical, inverse, is_total, measure, plus, times, to_the
from mirrorsym.expression import ONE, PI, TRUE, ZERO, Expression, from_json, num, relation, sym
from mirrorsym.grammar import parse

U, V = sym("u"), sym("v")
NAMES = ["u", "v"]
fixed = settings(derandomize=True, max_examples=100, suppress_health_check=[HealthCheck.too_slow])


# -- the evaluator ------------------------------------------------------------------------------------------------
class Opaque(dict[tuple[object, ...], Fraction]):
    """Arbitrary but fixed positive values; exp and log are inverse to each other, and exp(-x) is 1/exp(x)."""

    def of(self, *key: object) -> Fraction:
        return self.setdefault(key, 1 + Fraction(crc32(repr(key).encode()) % 9973 + 1, 9973))

    def exp(self, x: Fraction) -> Fraction:
        if x < 0:
            return 1 / self.exp(-x)
        y = self.setdefault(("exp", x), Fraction(1) if x == 0 else self.of("new", "exp", x))
        self.setdefault(("log", y), x)
        return y

    def log(self, y: Fraction) -> Fraction:
        if y < 1:
            return -self.log(1 / y)
        x = self.setdefault(("log", y), Fraction(0) if y == 1 else self.of("new", "log", y))
        self.setdefault(("exp", x), y)
        return x


DOMAINS = {
    "log": lambda x: x > 0, "asin": lambda x: abs(x) <= 1, "acos": lambda x: abs(x) <= 1, "acosh": lambda x: x >= 1,
    "atanh": lambda x: abs(x) < 1, "gamma": lambda x: x > 0 or x.denominator > 1, "Ei": lambda x: x != 0,
    "LambertW": lambda x: x > Fraction(-3679, 10000),
}
EXACT = {"abs": abs, "sign": lambda x: Fraction((x > 0) - (x < 0)), "Max": max, "Min": min}
HOLDS = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b,
}


def root(b: Fraction, q: int, opaque: Opaque) -> Fraction:
    """The q-th root of b >= 0: exact where it is rational, a fixed value else."""
    (above, exact_above), (below, exact_below) = integer_nthroot(b.numerator, q), integer_nthroot(b.denominator, q)
    return Fraction(above, below) if exact_above and exact_below else opaque.of("root", b, q)


def canonical_or_none(e: Expression) -> Expression | None:
    try:
        return canonical(e)
    except Refused:
        return None


def power(e: Expression, b: Fraction | None, x: Fraction | None, opaque: Opaque) -> Fraction | None:
    if b is None or x is None:
        return None
    # Constants fold first: an exponent that folds to a number is that number, a base that folds to E is E.
    base, exponent = map(canonical_or_none, e.args)
    if base == Expression("exp", (ONE,)):
        return opaque.exp(x)
    if exponent is None or exponent.op != "num":
        return opaque.exp(x * opaque.log(b)) if b > 0 else None
    if b == 0 and x < 0:
        return None
    if x.denominator == 1:
        return b ** int(x)
    return None if b < 0 else root(b, x.denominator, opaque) ** x.numerator


def value(e: Expression, point: dict[str, Fraction], opaque: Opaque) -> Fraction | None:
    """The value at a point, or None where there is none; every part of an expression must have one."""
    if e.op == "num":
        return e.value
    if e.op in ("sym", "const"):
        return point[e.args[0]] if e.op == "sym" else Fraction(355, 113)
    if e.op == "piecewise":
        for branch, condition in zip(e.args[::2], e.args[1::2], strict=True):
            sides = [value(a, point, opaque) for a in condition.args]
            if None in sides:
                return None
            if condition == TRUE or HOLDS[condition.op](*sides):
                return value(branch, point, opaque)
        return None
    args = [value(a, point, opaque) for a in e.args]
    if e.op == "pow":
        return power(e, args[0], args[1], opaque)
    known = [a for a in args if a is not None]
    if len(known) < len(args):
        return None
    if e.op in ("add", "mul"):
        total = Fraction(e.op == "mul")
        for a in known:
            total = total + a if e.op == "add" else total * a
        return total
    if e.op in EXACT:
        return EXACT[e.op](*known)
    if e.op in DOMAINS and not DOMAINS[e.op](*known):
        return None
    if e.op in ("exp", "log"):
        return getattr(opaque, e.op)(*known)
    return opaque.of(e.op, *known)


# -- random trees, built without any constructor ------------------------------------------------------------------
rationals = st.builds(Fraction, st.integers(-4, 4), st.integers(1, 4))
leaves = st.one_of(rationals.map(num), st.sampled_from([ZERO, ONE, num(-1), U, V, U, V, PI]))
exponents = st.sampled_from([Fraction(n) for n in ("0", "1", "2", "3", "-1", "-2", "1/2", "-1/2", "3/2", "2/3")])
ONE_PLACE = ["exp", "log", "sin", "abs", "sign", "asin", "atanh", "acosh", "gamma", "erf", "LambertW", "Ei"]


def nodes(below: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(below, min_size=2, max_size=4).map(tuple)
    conditions = st.builds(relation, st.sampled_from(list(HOLDS)), below, below)
    return st.one_of(
        st.builds(Expression, st.sampled_from(["add", "mul", "mul", "Max", "Min"]), several),
        st.builds(lambda b, n: Expression("pow", (b, num(n))), below, exponents),
        st.builds(lambda b, x: Expression("pow", (b, x)), below, below),
        st.builds(lambda f, x: Expression(f, (x,)), st.sampled_from(ONE_PLACE), below),
        st.builds(lambda a, c, b: Expression("piecewise", (a, c, b, TRUE)), below, conditions, below),
    )


trees = st.recursive(leaves, nodes, max_leaves=12)
POINTS = [
    {"u": Fraction(a), "v": Fraction(b)}
    for a, b in [("2", "3"), ("0", "1"), ("-1", "1/2"), ("1/3", "-2"), ("-3/2", "-3/2"), ("9/4", "0")]
]


@fixed
@given(trees)
def test_value_and_domain_stay(e: Expression) -> None:
    c = canonical_or_none(e)
    assume(c is not None)
    assert c is not None
    for point in POINTS:
        opaque = Opaque()
        assert value(e, point, opaque) == value(c, point, opaque), str(e)


@fixed
@given(trees)
def test_refused_has_no_value(e: Expression) -> None:
    try:
        canonical(e)
    except Refused as refused:
        assume("digits" not in str(refused) and not any(n.op == "piecewise" for n in e.walk()))
        assert all(value(e, point, Opaque()) is None for point in POINTS)


@fixed
@given(trees)
def test_printing_and_parsing_give_the_same_tree(e: Expression) -> None:
    c = canonical_or_none(e)
    assume(c is not None)
    assert c is not None
    assert canonical(c) == c
    assert parse(str(c), NAMES) == c
    assert parse(str(e), NAMES) == c
    assert from_json(c.to_json()) == c


@fixed
@given(trees)
def test_total_means_a_value_everywhere(e: Expression) -> None:
    if is_total(e):
        assert all(value(e, point, Opaque()) is not None for point in POINTS)


def test_all_small_towers_of_powers() -> None:
    numbers = [num(Fraction(n)) for n in ("0", "1", "2", "3", "-1", "-2", "1/2", "-1/2", "3/2", "2/3", "-4/3")]
    products = [Expression("mul", (num(-2), U, V)), Expression("mul", (ZERO, apply("log", U))), -U]
    for base, m, n in product([U, *products], numbers, numbers):
        tower = Expression("pow", (Expression("pow", (base, m)), n))
        for e in (tower, Expression("mul", (V, tower)), Expression("pow", (Expression("mul", (tower, V)), num(-1)))):
            c = canonical_or_none(e)
            assert c is None or parse(str(c), NAMES) == c
            for point in POINTS:
                opaque = Opaque()
                assert value(e, point, opaque) == (None if c is None else value(c, point, opaque)), str(e)


def test_the_evaluator_sees_a_lost_domain() -> None:
    lost = Expression("pow", (apply("log", U), ZERO))
    assert value(lost, {"u": Fraction(-1), "v": Fraction(0)}, Opaque()) is None
    assert value(ONE, {"u": Fraction(-1), "v": Fraction(0)}, Opaque()) == 1


# -- the rules one by one -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("0*log(u)", ["mul", ["num", "0"], ["log", ["sym", "u"]]]),
        ("2*(0*log(u))", ["mul", ["num", "0"], ["log", ["sym", "u"]]]),
        ("-(0*log(u) + v)", ["add", ["mul", ["num", "0"], ["log", ["sym", "u"]]],
                             ["mul", ["num", "-1"], ["sym", "v"]]]),
        ("log(u)**0", ["pow", ["log", ["sym", "u"]], ["num", "0"]]),
        ("u/u", ["mul", ["sym", "u"], ["pow", ["sym", "u"], ["num", "-1"]]]),
        ("0*u", ["num", "0"]), ("0*u/u", ["mul", ["num", "0"], ["pow", ["sym", "u"], ["num", "-1"]]]),
        ("exp(u)**0", ["num", "1"]),
        ("u/(2*v)", ["mul", ["num", "1/2"], ["sym", "u"], ["pow", ["sym", "v"], ["num", "-1"]]]),
        ("1/v*u", ["mul", ["sym", "u"], ["pow", ["sym", "v"], ["num", "-1"]]]),
        ("(u**2)**-3", ["pow", ["sym", "u"], ["num", "-6"]]),
        ("(u**-2)**3", ["pow", ["pow", ["sym", "u"], ["num", "-2"]], ["num", "3"]]),
        ("1/sqrt(u)", ["pow", ["sym", "u"], ["num", "-1/2"]]),
        ("1/(1/u)", ["pow", ["pow", ["sym", "u"], ["num", "-1"]], ["num", "-1"]]),
        ("sqrt(u)**2", ["pow", ["pow", ["sym", "u"], ["num", "1/2"]], ["num", "2"]]),
        ("(9/4)**(3/2)", ["num", "27/8"]),
        ("sqrt(u**2)", ["pow", ["pow", ["sym", "u"], ["num", "2"]], ["num", "1/2"]]),
        ("1/exp(u)", ["pow", ["exp", ["sym", "u"]], ["num", "-1"]]),
        ("1/E", ["exp", ["num", "-1"]]), ("u/E**2", ["mul", ["sym", "u"], ["exp", ["num", "-2"]]]),
        ("E**u", ["exp", ["sym", "u"]]),
        ("1 + u + 2", ["add", ["sym", "u"], ["num", "3"]]),
    ],
)
def test_rule(text: str, tree: list[object]) -> None:
    assert parse(text).to_json() == tree


@pytest.mark.parametrize(
    "refused",
    [
        lambda: inverse(ZERO), lambda: to_the(ZERO, num(-2)), lambda: to_the(num(-1), num("1/2")),
        lambda: to_the(num(-8), num("1/3")), lambda: to_the(ZERO, num("-1/2")), lambda: apply("log", ZERO),
        lambda: apply("asin", num(2)), lambda: apply("atanh", ONE), lambda: apply("gamma", num(-3)),
        lambda: apply("polygamma", num("1/2"), U), lambda: apply("LambertW", num(-1)),
        lambda: to_the(U, num(MAX_EXPONENT + 1)), lambda: to_the(num(2), num(MAX_EXPONENT)),
        lambda: times([num(10**2000)] * 3), lambda: plus(num(Fraction(1, 7**k)) for k in range(1, 4000)),
    ],
)
def test_refused(refused: object) -> None:
    with pytest.raises(Refused):
        refused()  # type: ignore[operator]


def test_gamma_of_a_huge_number_is_only_a_tree() -> None:
    assert measure(apply("gamma", num(10**9))) == (2, 2)


def test_the_highest_tree_can_be_used() -> None:
    e: Expression = U
    for _ in range(199):
        e = apply("sin", e)
    assert measure(e) == (200, 200)
    assert str(e).count("(") == 199
    assert from_json(json.loads(json.dumps(e.to_json()))) == e == pickle.loads(pickle.dumps(e))  # noqa: S301 - our own bytes
    assert e.names == {"u"}
