"""The checker's own reader says what the grammar says: meaning, precedence, names, and clear refusals."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirrorsym.expression import Expression, add, call, div, mul, neg, num, piecewise, power, relation, sqrt, sym
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.reader import read, read_conditions

U = {"u", "v"}


def value(e: Expression, at: dict[str, Fraction]) -> Fraction:
    """The exact value of a rational expression, by the definition of its operations."""
    if e.op == "num":
        return e.args[0]
    if e.op == "sym":
        return at[e.args[0]]
    if e.op == "add":
        return sum((value(a, at) for a in e.args), Fraction(0))
    if e.op == "mul":
        out = Fraction(1)
        for a in e.args:
            out *= value(a, at)
        return out
    base, exponent = e.args
    return value(base, at) ** int(value(exponent, at))


numbers = st.fractions(min_value=-9, max_value=9, max_denominator=7).map(num)
leaves = numbers | st.sampled_from([sym("u"), sym("v")])


def grow(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    """Sums, products, quotients, powers, signs."""
    pairs = st.tuples(inner, inner)
    return (st.lists(inner, min_size=2, max_size=4).map(lambda x: add(*x)) | st.lists(inner, min_size=2, max_size=3).map(lambda x: mul(*x))
            | pairs.map(lambda p: div(p[0], p[1])) | inner.map(neg) | st.tuples(inner, st.integers(-3, 4)).map(lambda p: power(p[0], num(p[1]))))


@given(st.recursive(leaves, grow, max_leaves=12))
def test_reads_what_is_printed(e: Expression) -> None:
    at = {"u": Fraction(7, 3), "v": Fraction(-5, 11)}
    back = read(str(e), U)
    try:
        expected = value(e, at)
    except ZeroDivisionError:
        return
    assert value(back, at) == expected


functions = st.sampled_from(["exp", "log", "sin", "abs", "asinh", "gamma"])


@given(st.recursive(leaves, lambda inner: grow(inner) | st.tuples(functions, inner).map(lambda p: call(p[0], p[1])) | inner.map(sqrt)
                    | st.tuples(inner, inner, inner).map(lambda t: piecewise((t[0], relation(">", t[1], num(0))), (t[2], Expression("true", ()))))
                    | st.tuples(inner, inner).map(lambda p: power(p[0], p[1])), max_leaves=8))
def test_printing_and_reading_again_is_stable(e: Expression) -> None:
    once = read(str(e), U)
    assert read(str(once), U) == once


@pytest.mark.parametrize(("text", "expected"), [
    ("-u**2", "-u**2"), ("2**-u", "2**(-u)"), ("u**v**2", "u**(v**2)"), ("u/v/2", "u/(2*v)"), ("-u*v", "-u*v"), ("u - v - 1", "u - v - 1"),
    ("2*-3", "-6"), ("1.25", "5/4"), ("2.5e-3", "1/400"), (".5*u", "u/2"), ("--u", "u"), ("u**-1", "1/u"), ("(u + v)*2", "2*(u + v)"),
    ("sqrt(u)*E", "sqrt(u)*exp(1)"), ("pi*u", "pi*u"), ("Max(u, v, 1)", "Max(u, v, 1)"), ("-(u - v)", "-u + v"),
    ("Piecewise((u, u > 0), (v, True))", "Piecewise((u, u > 0), (v, True))"),
])
def test_meaning(text: str, expected: str) -> None:
    assert str(read(text, U)) == expected


def test_declared_names_win() -> None:
    names = {"E", "pi", "lambda", "exp", "beta", "S", "I", "é"}
    assert read("E + pi + lambda*beta - exp + S*I + é", names).names == names


def test_a_factor_zero_is_kept() -> None:
    assert str(read("0*log(u)", U)) == "0*log(u)"
    assert read("log(u)*(0*v)", U).names == {"u", "v"}


@pytest.mark.parametrize("text", [
    "u +", "u v", "2u", "(u", "u)", "u,v", "z", "f(u)", "u(v)", "sin", "sin(u, v)", "Max()", "u > 0", "u + (v > 0)", "__import__('os')", "u.v",
    "u[0]", "lambda u: u", "1e99999", "u if v else 1", "Piecewise(u, v)", "Piecewise((u, v), (1, True))", "", " ", "u ** ** v", "u = v", "0x10",
    "1_000", "u; v", "\0", "(" * 500 + "u" + ")" * 500, "True", "sqrt(u, v)", "u***v", "*u", "()", "sin()", "(u, v)",
])
def test_refuses(text: str) -> None:
    with pytest.raises(Rejected):
        read(text, U)


@pytest.mark.parametrize("value", [None, 3, 1.5, ["u"], {"u": 1}, b"u"])
def test_refuses_what_is_no_text(value: object) -> None:
    with pytest.raises(Rejected):
        read(value, U)


@pytest.mark.parametrize(("text", "expected"), [
    ("u > 0", ["u > 0"]), ("0 < u < 1", ["0 < u", "u < 1"]), ("u != 0, v == 1", ["u != 0", "v = 1"]), ("u >= v + 1", ["u >= v + 1"]),
    ("Max(u, 1) < 2", ["Max(u, 1) < 2"]),
])
def test_conditions(text: str, expected: list[str]) -> None:
    assert [str(c) for c in read_conditions(text, U)] == expected


@pytest.mark.parametrize("text", ["u", "u > ", "> 0", "u > v > ", "u >> 0", "(u > 0)", "u > 0 and v > 0", "True"])
def test_refuses_conditions(text: str) -> None:
    with pytest.raises(Rejected):
        read_conditions(text, U)


def test_a_long_sum_costs_its_length() -> None:
    e = read(" + ".join(f"{i}*u" for i in range(1, 20_001)), U)
    assert len(e.args) == 20_000
