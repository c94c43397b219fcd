"""Interval operations hold every value: the operation applied to points of the arguments, ends and flags included."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mirrorsym.recheck.balls import ball, precision
from mirrorsym.recheck.intervals import FULL, Interval, function, meet, plus, power, root, symbolic_power, times

small = st.fractions(min_value=-9, max_value=9, max_denominator=6) | st.sampled_from([Fraction(0), Fraction(1), Fraction(-1)])


@st.composite
def around(draw: st.DrawFn, points: st.SearchStrategy[Fraction] = small) -> tuple[Interval, Fraction]:
    """An interval and one of its values, often an end or 0."""
    p = draw(points)
    ends = []
    for side in (-1, 1):
        step = draw(st.none() | st.just(Fraction(0)) | st.fractions(min_value=0, max_value=9, max_denominator=6) | st.just(abs(p)))
        ends.append((None, True) if step is None else (p + side * step, step > 0 and draw(st.booleans())))
    return Interval(ends[0][0], ends[1][0], ends[0][1], ends[1][1], p != 0 and draw(st.booleans())), p


def holds(x: Interval, value: Fraction) -> bool:
    """Whether the interval says that this may be a value."""
    low = x.lo is None or value > x.lo or (value == x.lo and not x.lo_open)
    high = x.hi is None or value < x.hi or (value == x.hi and not x.hi_open)
    return low and high and not x.empty and not (x.nonzero and value == 0)


def allows(x: Interval, value: arb) -> bool:
    """Whether the ball may be inside; False only if the ball is provably outside."""
    if x.empty:
        return False
    return not ((x.lo is not None and value < ball(x.lo)) or (x.hi is not None and value > ball(x.hi))
                or (value.is_zero() and x.nonzero))


@given(around(), around())
def test_sum_and_product(a: tuple[Interval, Fraction], b: tuple[Interval, Fraction]) -> None:
    (x, p), (y, q) = a, b
    assert holds(x, p)
    assert holds(plus(x, y), p + q)
    assert holds(times(x, y), p * q)
    assert holds(meet(x, FULL), p)


@given(around(), st.integers(-6, 6) | st.sampled_from([65, 66, -65, -70]))
def test_whole_powers(a: tuple[Interval, Fraction], n: int) -> None:
    x, p = a
    assume(p != 0 or n >= 0)
    assert holds(power(x, n), p**n)


positive = st.fractions(min_value=0, max_value=9, max_denominator=6)


@given(around(positive), st.sampled_from([Fraction(n, d) for n in (-3, -1, 1, 2, 5) for d in (2, 3, 5) if n % d]))
def test_roots(a: tuple[Interval, Fraction], q: Fraction) -> None:
    x, p = a
    assume(p > 0 or q > 0)
    with precision(120):
        value = arb(0) if p == 0 else (ball(q) * ball(p).log()).exp()
        assert allows(root(x, q), value)
    if p in (0, 1):
        assert holds(root(x, q), p)


@given(around(positive), around())
def test_symbolic_powers(a: tuple[Interval, Fraction], b: tuple[Interval, Fraction]) -> None:
    (x, p), (y, q) = a, b
    assume(p > 0)
    with precision(120):
        assert allows(symbolic_power(x, y), (ball(q) * ball(p).log()).exp())


NAMES = ["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh", "acosh", "atanh", "erf", "gamma", "lambertw"]
KNOWN = {("exp", 0): 1, ("cosh", 0): 1, ("cos", 0): 1, ("log", 1): 0, ("acosh", 1): 0, ("acos", 1): 0,
         **{(f, 0): 0 for f in ("sin", "tan", "sinh", "tanh", "asin", "atan", "asinh", "atanh", "erf", "lambertw")}}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60)
@given(data=st.data())
def test_functions(name: str, data: st.DataObject) -> None:
    unit = st.fractions(min_value=-1, max_value=1, max_denominator=6)
    domain = {"log": positive, "acosh": positive.map(lambda q: q + 1), "gamma": positive, "lambertw": positive, "asin": unit, "acos": unit,
              "atanh": unit}.get(name, small)
    x, p = data.draw(around(domain))
    with precision(120):
        value = getattr(ball(p), name)()
        assume(value.is_finite())
        found = function("LambertW" if name == "lambertw" else name, x)
        assert allows(found, value)
    if (name, p) in KNOWN:
        assert holds(found, Fraction(KNOWN[name, int(p)]))


@given(around())
def test_absolute_value_and_sign(a: tuple[Interval, Fraction]) -> None:
    x, p = a
    assert holds(function("abs", x), abs(p))
    assert holds(function("sign", x), Fraction((p > 0) - (p < 0)))


@given(around())
def test_what_an_interval_says_is_true(a: tuple[Interval, Fraction]) -> None:
    x, p = a
    for op, true in ((">", p > 0), (">=", p >= 0), ("<", p < 0), ("<=", p <= 0), ("!=", p != 0), ("=", p == 0)):
        assert true or not x.says(op)


def test_sharp_where_it_matters() -> None:
    unit = Interval(Fraction(0), Fraction(1))
    assert function("exp", unit).lo == 1
    assert function("exp", unit).lo_open
    assert function("cos", unit).says(">")
    assert plus(function("cosh", Interval(nonzero=True)), Interval(Fraction(-1), Fraction(-1), False, False)).says(">")
    assert root(Interval(Fraction(4), None, True), Fraction(1, 2)) == Interval(Fraction(2), None, True, True, True)
    assert function("acos", Interval(Fraction(-1), Fraction(1), True, True)).says(">")
    assert not function("acos", Interval(Fraction(-1), Fraction(5), True, True)).says(">")
    assert not function("log", unit).says(">=")


def test_an_end_that_is_left_out_is_open() -> None:
    from mirrorsym.expression import num, sym
    from mirrorsym.recheck.structure import range_of

    c = sym("c")
    x = range_of("c", ((c, ">="), (c, "!="), (num(2) - c, ">="), (c - 1, "!=")))
    assert (x.lo, x.hi, x.lo_open, x.hi_open) == (0, 2, True, False)
    assert not range_of("c", ((c, ">="), (c - 1, "!="))).lo_open
