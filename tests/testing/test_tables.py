"""The tables behind the generated pairs say the truth: checked at many points by ball arithmetic, without the decision core.

A wrong row would accuse the tool of a wrong verdict, or hide one.
"""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import enclose
from mirrorsym.expression import Expression, num, sym
from mirrorsym.grammar import parse
from mirrorsym.testing.disguises import DISGUISES, Disguise
from mirrorsym.testing.families.identities import BROKEN, INNER, Inner
from mirrorsym.testing.families.irregular import ONE
from mirrorsym.testing.families.subsets import KINKS, Kink
from mirrorsym.testing.terms import INTERVALS, TERMS, Term, terms_on


def inside(low: float, high: float, count: int = 9, cut: bool = False) -> list[Fraction]:
    """Points between two ends, either of which may be infinite."""
    a, b = (low if low > -math.inf else min(high, 0.0) - 3), (high if high < math.inf else max(low, 0.0) + 3)
    points = [Fraction(a + (b - a) * (k + 0.37) / count).limit_denominator(1000) for k in range(count)]
    return [p for p in points if low < p < high and not (cut and p == 0)]


def value(e: Expression, at: dict[str, Fraction]) -> float:
    return float(enclose(e, {k: num(v) for k, v in at.items()}, 128).mid())


@pytest.mark.parametrize("term", TERMS, ids=lambda t: f"{t.shape} from {t.low} to {t.high}")
def test_all_spellings_have_one_derivative_with_the_stated_sign(term: Term) -> None:
    slopes = [derivative(parse(term.write(k, "u"), {"u"}), "u") for k in range(len(term.spellings))]
    for p in inside(term.low, term.high, cut=term.cut):
        values = [value(s, {"u": p}) for s in slopes]
        assert all(math.isclose(v, values[0], rel_tol=1e-9, abs_tol=1e-12) for v in values), (p, values)
        expected = term.rising(float(p))
        if abs(values[0]) > 1e-9:
            assert (values[0] > 0) == (expected > 0), (p, values[0])
    for text, approximate in term.critical:
        c = parse(text, set())
        assert math.isclose(float(enclose(c, {}, 64).mid()), approximate, abs_tol=1e-12)
        ball = enclose(slopes[0].substitute({"u": c}), {}, 256)
        assert ball.contains(0)
        assert float(ball.rad()) < 1e-30


@pytest.mark.parametrize("term", TERMS, ids=lambda t: f"{t.shape} from {t.low} to {t.high}")
def test_the_quadratic_ones_are_those_with_a_constant_second_derivative_and_no_slope_at_0(term: Term) -> None:
    slope = derivative(parse(term.write(0, "u"), {"u"}), "u")
    ratios = [value(slope, {"u": p}) / float(p) for p in inside(term.low, term.high, 7, cut=True) if p]
    assert term.quadratic == all(math.isclose(r, ratios[0], rel_tol=1e-9) for r in ratios)


@pytest.mark.parametrize("interval", INTERVALS, ids=lambda i: f"{i.low} to {i.high}{' cut' * i.cut}")
def test_terms_of_different_shape_have_independent_derivatives(interval) -> None:
    points = inside(interval.low, interval.high, 5, interval.cut)
    rows = {t.shape: [value(derivative(parse(t.write(0, "u"), {"u"}), "u"), {"u": p}) for p in points] for t in terms_on(interval)}
    shapes = list(rows)
    for i, a in enumerate(shapes):
        for b in shapes[i + 1:]:
            x, y = rows[a], rows[b]
            cross = max(abs(x[j] * y[k] - x[k] * y[j]) / (1 + abs(x[j] * y[k])) for j in range(len(x)) for k in range(j))
            assert cross > 1e-6, (a, b)


@pytest.mark.parametrize("disguise", DISGUISES, ids=lambda d: d.text)
def test_a_constant_in_disguise_is_constant(disguise: Disguise) -> None:
    e = parse(disguise.text.format(x="u", y="v"), {"u", "v"})
    points = inside(disguise.low, disguise.high, 5)
    values = [value(e, {"u": p, "v": q}) for p in points for q in points]
    assert all(math.isclose(v, values[0], abs_tol=1e-9) for v in values)


@pytest.mark.parametrize("row", ONE, ids=lambda r: f"{r[0]} on {', '.join(r[1])}")
def test_critical_points_are_where_the_table_says(row: tuple[str, tuple[str, ...], str, str]) -> None:
    text, conditions, where, _ = row
    slope = derivative(parse(text.format(u="u"), {"u"}), "u")
    low, high = -math.inf, math.inf
    for c in (x.format(u="u") for x in conditions):
        _, op, end = c.split(" ", 2)
        if op == ">":
            low = float(Fraction(end))
        elif op == "<":
            high = float(Fraction(end))
    if where:
        c = parse(where, set())
        at = float(enclose(c, {}, 64).mid())
        assert low < at < high
        ball = enclose(slope.substitute({"u": c}), {}, 256)
        assert ball.contains(0)
        assert float(ball.rad()) < 1e-30
    else:
        signs = {math.copysign(1, value(slope, {"u": p})) for p in inside(low, high, 400, cut=True)}
        assert len(signs) == 1


@pytest.mark.parametrize("kink", KINKS, ids=lambda k: k.text)
def test_a_kink_has_the_stated_branches_and_the_stated_jump(kink: Kink) -> None:
    whole, below, above = (parse(t.format(u="u", c="(1)"), {"u"}) for t in (kink.text, kink.below, kink.above))
    for p in inside(-2, 4, 13):
        branch = below if p < 1 else above
        assert math.isclose(value(whole, {"u": p}), value(branch, {"u": p}), abs_tol=1e-12), p
    gaps = []
    for _ in range(kink.order + 1):
        gaps.append(abs(value(below, {"u": Fraction(1)}) - value(above, {"u": Fraction(1)})))
        below, above = derivative(below, "u"), derivative(above, "u")
    assert gaps[-1] > 0.1
    assert all(g < 1e-12 for g in gaps[:-1])


def test_names_that_tests_rely_on() -> None:
    assert sym("u").names == {"u"}


@pytest.mark.parametrize("inner", INNER, ids=lambda k: k.text)
def test_an_inner_function_increases_and_stays_in_its_interval(inner: Inner) -> None:
    low = max([float(c.split(">")[1]) for c in inner.on("u")], default=-math.inf)
    e = parse(inner.of("u"), {"u"})
    for p in inside(low, math.inf, 12):
        assert value(derivative(e, "u"), {"u": p}) > 0
        assert inner.low < value(e, {"u": p}) < inner.high


@pytest.mark.parametrize("row", BROKEN, ids=lambda r: r[0])
def test_a_broken_identity_has_a_multiple_of_its_kernel_too_much(row: tuple[str, str]) -> None:
    whole, broken = (derivative(parse(row[0].format(x="u", e=e), {"u"}), "u") for e in ("0", "1"))
    kernel = derivative(parse(row[1].format(x="u"), {"u"}), "u")
    ratios = set()
    for p in inside(-3, 3, 7, cut=True):
        assert abs(value(whole, {"u": p})) < 1e-12
        ratios.add(round(value(broken, {"u": p}) / value(kernel, {"u": p}), 9))
    assert len(ratios) == 1
    assert 0 not in ratios
