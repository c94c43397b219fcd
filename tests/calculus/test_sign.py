"""Signs: the traps that a careless rule falls into, contradictory regions, large regions, and the bounds of a search."""

from __future__ import annotations

import json
import time
from fractions import Fraction

import pytest

from mirrorsym.calculus import sign
from mirrorsym.calculus.enclosure import sign_at
from mirrorsym.calculus.region import Region, is_inside
from mirrorsym.calculus.search import Search, Work, conditions, smooth_conditions
from mirrorsym.calculus.structure import follows, range_of, symbol_interval
from mirrorsym.expression import Expression, add, call, mul, num, power, sqrt, sub, sym
from mirrorsym.grammar import parse
from mirrorsym.recheck.limits import Budget
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign

u, v, w, k = sym("u"), sym("v"), sym("w"), sym("k")


def region(*facts: str, names: str = "u v w", whole: str = "") -> Region:
    """The region of some conditions, each `formula > 0` written as text with any relation."""
    out = []
    for f in facts:
        relation = parse(f)
        left, right = relation.args
        if relation.op in ("<", "<="):
            left, right = right, left
        out.append((sub(left, right), {"<": ">", "<=": ">="}.get(relation.op, relation.op)))
    return Region(tuple(names.split()), (), tuple(out), frozenset(whole.split()))


def accept(proof: dict[str, object], e: Expression, op: str, where: Region) -> None:
    setting = Setting(where.variables, where.parameters, where.facts, Budget(), where.integers)
    prove_sign(e, op, json.loads(json.dumps(proof)), setting)


# -- definedness --------------------------------------------------------------------------------------------
def test_a_tree_that_may_be_undefined_is_not_brought_in() -> None:
    """x = 1/(1/x) where both sides exist; but x is 0 at 0, where 1/x does not."""
    search = Search(3, Work(300), sign._run, 1)
    everywhere, away = region(), region("u != 0")
    assert search.guards([1 / u], u, everywhere) is None
    assert search.guards([1 / u], u, away) == []
    assert search.guards([1 / u], u + 2 / u, everywhere) == []
    assert search.guards([sqrt(u)], call("log", u), everywhere) == []
    assert search.guards([call("log", u)], sqrt(u), everywhere) is None


def test_what_is_defined_nowhere_is_not_used() -> None:
    search = Search(3, Work(300), sign._run, 1)
    nowhere = power(num(-2), num(Fraction(1, 2)))
    assert search.guards([nowhere], u + nowhere, region()) is None


@pytest.mark.parametrize(("text", "defined", "smooth"), [
    ("sqrt(u)", [("u", ">=")], [("u", ">")]), ("1/u", [("u", "!=")], [("u", "!=")]), ("log(u)", [("u", ">")], [("u", ">")]),
    ("abs(u)", [], [("u", "!=")]), ("asin(u)", [("-u**2 + 1", ">=")], [("-u**2 + 1", ">")]), ("exp(u)", [], []),
    ("tan(u)", [("cos(u)", "!=")], [("cos(u)", "!=")]), ("u**v", [("u", ">")], [("u", ">")]),
    ("acosh(u)", [("u - 1", ">=")], [("u - 1", ">")]), ("u**(-1/2)", [("u", ">")], [("u", ">")]),
])
def test_conditions_of_one_node(text: str, defined: list[tuple[str, str]], smooth: list[tuple[str, str]]) -> None:
    node = parse(text)
    assert [(str(e), op) for e, op in conditions(node)] == defined
    assert [(str(e), op) for e, op in smooth_conditions(node)] == smooth


# -- intervals ----------------------------------------------------------------------------------------------
def test_whole_symbols_have_whole_ends() -> None:
    box = symbol_interval(region("k > 1/2", "k < 4", names="k", whole="k"), "k")
    assert (box.low, box.high, box.low_open, box.high_open) == (1, 3, False, False)


@pytest.mark.parametrize(("text", "facts", "op"), [
    ("sqrt(u**2 + 4) - 2", (), ">="), ("u**v - 1", ("u > 1", "v > 0"), ">"), ("1 - u**v", ("u > 0", "u < 1", "v > 0"), ">"),
    ("cos(u)", ("u > -3/2", "u < 3/2"), ">"), ("sin(u)", ("u > 0", "u < 3"), ">"), ("u*u*v**2", ("u != 0", "v != 0"), ">"),
    ("Max(u, 1) - Min(v, 1)", (), ">="), ("1/u**2", (), ">"), ("u**(-3)", ("u < 0",), "<"), ("cosh(u) - 1", ("u != 0",), ">"),
    ("2 - erf(u) - tanh(v)", (), ">"), ("acos(u)", ("u < 1",), ">"), ("polygamma(1, u)", ("u > 0",), ">"),
    ("1 + besselj(0, u)", (), ">="), ("gamma(u)", ("u > 0",), ">"), ("LambertW(u)", ("u > 0",), ">"), ("tan(u)", ("u > 0", "u < 1"), ">"),
    ("Piecewise((u**2, v > 0), (exp(u), True))", (), ">="), ("v - u", ("u - v < 0",), ">"), ("log(u)", ("u != 1",), "!="),
    ("exp(u) - 10**300", ("u > 1000",), ">"), ("u**50 - 1", ("u > 1",), ">"), ("sinh(u)*u**2", ("u > 0",), ">"),
])
def test_structure_sees_it(text: str, facts: tuple[str, ...], op: str) -> None:
    where = region(*facts)
    assert follows(parse(text), op, where)
    accept({"rule": "structure"}, parse(text), op, where)


@pytest.mark.parametrize(("text", "facts", "op"), [
    ("sqrt(u**2 + 4) - 2", (), ">"), ("cos(u)", ("u > -8/5", "u < 8/5"), ">="), ("sin(u)", ("u > 0", "u < 22/7"), ">"),
    ("1/u", (), ">"), ("u**2", (), ">"), ("u*v", ("u >= 0", "v > 0"), ">"), ("tan(u)", ("u > 0", "u < 2"), ">"),
    ("cosh(u) - 1", (), ">"), ("LambertW(u)", ("u > -1/3",), ">"), ("u**v", ("u >= 0",), "<"), ("besselj(1/2, u)", (), ">="),
    ("polygamma(0, u)", ("u > 0",), ">"), ("acos(u)", (), ">"), ("Piecewise((u, v > 0), (exp(u), True))", (), ">="),
    ("log(u)", ("u != 2",), "!="), ("u - v", ("u > 0", "v > 0"), "!="), ("exp(u) - 1", ("u >= 0",), ">"),
])
def test_structure_promises_no_more(text: str, facts: tuple[str, ...], op: str) -> None:
    assert not follows(parse(text), op, region(*facts))


def test_huge_powers_and_exponentials_stay_cheap() -> None:
    start = time.process_time()
    large = power(u, num(10**9))
    for e in (call("exp", call("exp", call("exp", u))), large, add(large, num(1)), call("exp", mul(num(10**9), u)),
              call("cosh", mul(num(10**6), u)), power(large, num(Fraction(1, 3))), mul(large, large, v)):
        range_of(e, region("u > 5", "u < 7"))
    assert time.process_time() - start < 2


# -- contradictory regions ----------------------------------------------------------------------------------
@pytest.mark.parametrize("facts", [
    ("u > 1", "u < 0"), ("u > v", "v > w", "w > u"), ("u*v > 1", "u > 0", "v < 0"), ("u**2 + 1 < 0",), ("exp(u) < 0",),
    ("u**2 + v**2 < 1", "u > 2"), ("log(u) > 0", "u < 1"), ("u > 0", "u**2 < u", "u > 1"),
])
def test_a_contradiction_is_proved(facts: tuple[str, ...]) -> None:
    where = region(*facts)
    found = sign.empty(where)
    assert found is not None
    accept({"rule": "contradiction", "index": found["fact"], "proof": found["proof"]}, u + 5, ">", where)


@pytest.mark.parametrize("facts", [
    ("u > 0",), ("u > 1", "u < 10001/10000"), ("u**2 + v**2 < 1/1000000", "u > v"), ("u*v > 1", "u + v < 2001/1000", "u > 0"), (),
    ("u**2 + v**2 < 1", "u + v > 7/5"), ("exp(u) < 1/1000000",),
])
def test_a_thin_region_is_not_called_empty(facts: tuple[str, ...]) -> None:
    assert sign.empty(region(*facts)) is None


# -- large regions and bounds -------------------------------------------------------------------------------
def test_a_claim_about_two_symbols_does_not_pay_for_four_hundred() -> None:
    us, vs = [[sym(f"{a}{i}") for i in range(200)] for a in "uv"]
    where = Region(tuple(x.args[0] for x in us + vs), (), (*((sub(a, b), ">") for a, b in zip(us, vs, strict=True)),
                                                         *((b, ">") for b in vs)))
    start = time.process_time()
    for a, b in list(zip(us, vs, strict=True))[:10]:
        assert sign.prove(a**2 - b**2, "!=", where) is not None
    point = sign.refute(us[3] - 2 * vs[3], ">", where)
    assert time.process_time() - start < 5
    assert point is not None and is_inside(where, point) and sign_at(us[3] - 2 * vs[3], point) != 1


@pytest.mark.parametrize("text", [
    "sin(exp(u)) - cos(v*exp(w))", "u**5*v - 3*u*v**4*w + exp(u*v*w) + 1/3", "tan(tan(u)) + v**7",
    "log(1 + (u - v)**2*exp(w)) - u*sin(v) + sqrt(1 + u**4)", "Max(u, v, w) - Min(u, v*w, 3) + u*exp(-v**2)",
])
def test_a_hopeless_claim_ends_soon(text: str) -> None:
    start = time.process_time()
    assert sign.prove(parse(text), ">", region("u > -2", "v**2 + w**2 < 30")) is None
    assert time.process_time() - start < 30  # four seconds at most when measured; without a bound it would never end


def test_less_budget_means_less_work() -> None:
    e = parse("x*asinh(x) - sqrt(1 + x**2) + 1")
    assert sign.prove(e, ">=", Region(("x",)), 2, 0.001) is None
    assert sign.prove(e, ">=", Region(("x",))) is not None


def test_answers_do_not_depend_on_what_was_asked_before() -> None:
    where = region("u > 0", "v > u")
    questions = [(parse(t), op) for t, op in (("v", ">"), ("exp(v) - exp(u)", ">"), ("log(v) - log(u)", "!="), ("u*v - u**2", ">"))]
    first = [sign.prove(e, op, where) for e, op in questions]
    sign._answers.cache_clear()
    assert [sign.prove(e, op, where) for e, op in reversed(questions)] == first[::-1]


def test_sign_of() -> None:
    where = region("u > v", "v > 0")
    assert sign.sign_of(u, where) == "+" and sign.sign_of(v - u, where) == "-" and sign.sign_of(u - 1, where) is None
    assert sign.sign_of(add(mul(num(-1), call("exp", w)), num(0)), where) == "-"
