"""`mirrorsym.grammar`: what a text means, what is refused and where, and that no text takes long or escapes."""

from __future__ import annotations

import re
import time
import unicodedata
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mirrorsym.errors import InputError
from mirrorsym.expression import FUNCTIONS, Expression, num, relation, sym
from mirrorsym.grammar import parse, read_all
from mirrorsym.syntax import MAX_DEPTH
from mirrorsym.tokens import spelled
from mirrorsym.vocabulary import ALIASES, REWRITTEN

fixed = settings(derandomize=True, max_examples=100, suppress_health_check=[HealthCheck.too_slow])


def refusal(text: str, declared: list[str] | None = None) -> list[str]:
    """The lines of the refusal of `text`."""
    with pytest.raises(InputError) as caught:
        parse(text, declared)
    return list(caught.value.problems)


# -- what a text means --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("-u**2", "-(u**2)"), ("2**3**2", "2**9"), ("u**-v**2", "u**(-(v**2))"), ("u - v - w", "(u - v) - w"),
        ("u/v/w", "u/(v*w)"), ("u/v*w", "(u/v)*w"), ("2*-u", "-2*u"), ("- - -u", "-u"), ("+u", "u"),
        ("u--v", "u + v"), (".5*u", "u/2"), ("5.*u", "5*u"), ("1e-2*u", "u/100"), ("2.50E1*u", "25*u"),
        ("ln(u)", "log(u)"), ("log(u, 2)", "log(u)/log(2)"), ("sech(u)", "1/cosh(u)"), ("arcsinh(u)", "asinh(u)"),
        ("pow(u, 3)", "u**3"), ("relu(u)", "Max(u, 0)"), ("max(u, v)", "Max(u, v)"), ("E**u", "exp(u)"),
        ("λ*u", "lambda*u"), ("2·u − v", "2*u - v"), ("π", "pi"), ("u\n + v", "u+v"),
        ("log(u)*2", "2*log(u)"), ("sqrt(u)", "u**(1/2)"), ("u**0.5", "sqrt(u)"),
    ],
)
def test_same_meaning(text: str, same: str) -> None:
    assert parse(text) == parse(same)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("u", sym("u")),
        ("0.1", num(Fraction(1, 10))),
        ("u > 0", relation(">", sym("u"), num(0))),
        ("u == v", relation("=", sym("u"), sym("v"))),
        ("u ≠ 0", relation("!=", sym("u"), num(0))),
        ("polygamma(1, u)", Expression("polygamma", (num(1), sym("u")))),
        ("Piecewise((u, u > 0), (-u, True))",
         Expression("piecewise", (sym("u"), relation(">", sym("u"), num(0)), -sym("u"), Expression("true", ())))),
    ],
)
def test_tree(text: str, tree: Expression) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize("name", ["beta", "gamma", "lambda", "S", "N", "E", "I", "pi", "zeta", "Q", "exp", "Piecewise"])
def test_declared_names_win(name: str) -> None:
    assert parse(f"{name}*2 + {name}**2", declared=[name]) == 2 * sym(name) + sym(name) ** 2
    assert "symbol here, not a function" in refusal(f"{name}(2)", [name])[0]


def test_undeclared_constants() -> None:
    assert parse("pi").op == "const"
    assert parse("E") == Expression("exp", (num(1),))
    assert parse("E*pi*t", declared=["pi"], new_names=True).names == {"pi", "t"}


@pytest.mark.parametrize("name", [*FUNCTIONS, *ALIASES, *REWRITTEN])
def test_every_word_of_the_table_is_a_function(name: str) -> None:
    count = 2 if name in ("polygamma", "besselj", "pow") else 1
    assert parse(f"{name}({', '.join(['u', '2'][:count])})", ["u"]).names == {"u"}
    assert "argument" in refusal(f"{name}()")[0]


@pytest.mark.parametrize("name", REWRITTEN)
def test_rewritten_functions_are_what_the_table_says(name: str) -> None:
    call, _, meaning = REWRITTEN[name][1].rpartition(" is ")
    assert parse(call or f"{name}(x)") == parse(meaning)


@pytest.mark.parametrize("name", REWRITTEN)
def test_rewritten_functions_have_the_right_values(name: str) -> None:
    import sympy
    from mpmath import mp, mpf

    from mirrorsym.symbolic import to_sympy

    truth = {"relu": lambda x: max(x, 0), "sigmoid": lambda x: 1 / (1 + mp.exp(-x)), "pow": mp.power,
             "softplus": lambda x: mp.log(1 + mp.exp(x)), "log2": lambda x: mp.log(x, 2), "digamma": mp.digamma}
    args = [mpf("0.625"), mpf("2.5")] if name in ("pow", "log") else [mpf("0.625")]
    ours = to_sympy(parse(f"{name}({', '.join(['5/8', '5/2'][:len(args)])})"))
    with mp.workdps(30):
        assert abs(mpf(sympy.N(ours, 30)) - truth.get(name, getattr(mp, name, None))(*args)) < mpf(10) ** -25


@pytest.mark.parametrize("item", [3, Fraction(1, 3), Decimal("0.1"), 0.1, num(7), "0.1"])
def test_items_are_exact(item: object) -> None:
    found = read_all([("x", item)], declared=()).expressions["x"].value
    assert found == {3: 3, num(7): 7, Fraction(1, 3): Fraction(1, 3)}.get(item, Fraction(1, 10))  # type: ignore[call-overload]


# -- refusals -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "column", "phrase"),
    [
        ("u**2 - z**2", 8, "unknown symbol 'z' (known: u, v)"),
        ("u**2 -* v", 7, "expected, not '*'"), ("2u", 1, "write 2*u"), ("2(u)", 2, "write *"), ("u v", 3, "missing"),
        ("(u)(v)", 4, "missing"), ("u^2", 2, "use **"), ("exp u", 1, "write exp(...)"), ("Exp(u)", 1, "'exp'"),
        ("u +", 4, "not the end"), ("", 1, "empty"), ("   ", 1, "empty"), ("(u", 3, "to close the bracket of column 1"),
        ("u)", 2, "closes nothing"), ("u, v", 2, "list with commas"), ("(u, v)", 3, "inside these brackets"),
        ("exp(u, v)", 1, "takes 1 argument, not 2"), ("Max()", 1, "1 or more"), ("log(u, v, u)", 1, "1 to 2"),
        ("cbrt(u)", 1, "sign(x)*abs(x)**(1/3)"), ("foo(u)", 1, "unknown function 'foo'"),
        ("1/0", 2, "division by zero"), ("u/(1-1)", 2, "division by zero"), ("0**-1", 2, "division by zero"),
        ("sqrt(-1)", 1, "not real"), ("u + log(0)", 5, "no value"), ("log(-2)", 1, "not real"),
        ("u + 1e400", 5, "308"), ("1e-400", 1, "308"), ("u**99999", 2, "exponent beyond"), ("9" * 2000, 1, "digits"),
        ("2**9999", 2, "digits"), ("u.real", 2, "no meaning for a number"), ("u[0]", 2, "round brackets"),
        ("u; v", 2, "unexpected character ';'"), ("u = v = u", 7, "not a relation"), ("'u'", 1, "quotes"),
        ("__import__('os').system('true')", 1, "two underscores"), ("u if v else u", 3, "missing"),
        ("import os", 1, "reserved"), ("lambda: u", 7, "unexpected character"), ("True", 1, "Piecewise"),
        ("u and v", 3, "missing"), ("u // v", 4, "not '/'"), ("u % v", 3, "unexpected"), ("u\x00", 2, "'\\x00'"),
        ("u**²", 4, "**2"), ("\U0001d456", 1, "unexpected"),
        ("Piecewise((u, u > 0), (v, 0 < u < 1))", 23, "not a chain"),
        ("Piecewise((u, True), (v, u > 0))", 20, "follow the condition True"), ("Piecewise(u)", 11, "branch"),
        ("a" * 101, 1, "100 letters"), ("gamma*u", 1, "declare it"),
    ],
)
def test_refusal_names_the_column(text: str, column: int, phrase: str) -> None:
    line = refusal(text, ["u", "v"])[0]
    assert line.startswith(f"column {column}: "), line
    assert phrase in line, line


def test_all_unknown_names_of_a_formula_are_listed_once() -> None:
    lines = refusal("z1 + z2*z1 + sin(z3) + oops(1) +", ["u"])
    assert [re.match(r"column (\d+)", line)[1] for line in lines] == ["1", "6", "18", "24", "33"]  # type: ignore[index]


def test_suggestions() -> None:
    assert "did you mean 'w_1'?" in refusal("w1", ["w_1", "w_2"])[0]
    assert "did you mean 'sqrt'?" in refusal("sqr(u)")[0]


def test_conditions_expand() -> None:
    read = read_all([("M", "0 < u < 1, v != 0"), ("p", "u**2 > v")], ["u", "v"], conditions={"M", "p"})
    assert [str(c) for c in read.relations("M")] == ["0 < u", "u < 1", "v != 0"]
    assert read.order["M"] == ("u", "v")
    assert "p" in read.expressions
    assert "M" not in read.expressions
    wrong = read_all([("M", "u"), ("N", sym("u")), ("g", "u > 0"), ("h", relation(">", sym("u"), num(0)))], ["u"],
                     conditions={"M", "N"})
    assert [p.partition(":")[0] for p in wrong.problems] == ["M", "N", "g", "h"]


@pytest.mark.parametrize("item", [None, True, 1 + 2j, float("nan"), float("inf"), [1], Decimal("1e9999"), object()])
def test_other_objects_are_refused(item: object) -> None:
    assert len(read_all([("g", item)], None).problems) == 1


def test_sympy_comes_in() -> None:
    import sympy

    x, y = sympy.symbols("x y", real=True)
    read = read_all([("g", sympy.sqrt(x) / 2 + y), ("M", x > 0)], ["x", "y"], conditions={"M"})
    assert not read.problems
    assert read.expressions["g"] in (parse("sqrt(x)/2 + y"), parse("y + sqrt(x)/2"))
    assert read.expressions["M"] == parse("x > 0")
    wrongs = [sympy.I * x, sympy.zoo, sympy.Symbol("z"), sympy.Function("f")(x), sympy.Float("0.5"), sympy.Symbol("λ")]
    for wrong in wrongs:
        assert len(read_all([("g", wrong)], ["x"]).problems) == 1, wrong


def test_a_division_hidden_in_a_tree_is_refused() -> None:
    zero = Expression("pow", (num(0), num(-1)))
    assert read_all([("g", zero)], None).problems == ("g: division by zero",)


# -- hostile texts ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000_000, "(" * 3_900_000, "exp(" * 900_000, "u**" * 900_000 + "u", "9" * 3_900_000,
        "cot(" * 60 + "u" + ")" * 60, "cot(" * 22 + "u" + ")" * 22, "+".join(f"z{i}" for i in range(60_000)),
        "+".join(f"1/{i}" for i in range(1, 60_000)), "a" * 3_900_000,
        "Piecewise((" * 300_000, "1e" + "9" * 3_000_000, "1" * 999 + "**" + "9" * 4, "Max(" + "1," * 1_100_000 + "1)",
        "(" * (MAX_DEPTH + 1) + "u" + ")" * (MAX_DEPTH + 1), "1+sigmoid(" * 90 + "u" + ")" * 90,
    ],
    ids=lambda text: f"{text[:12]}...{len(text)}",
)
def test_hostile_texts_are_refused_at_once(text: str) -> None:
    start = time.process_time()
    lines = refusal(text, ["u"])
    assert time.process_time() - start < 20
    assert all(re.match(r"column \d+: ", line) and len(line) < 300 and "\n" not in line for line in lines)
    assert len(lines) <= 21


@pytest.mark.parametrize(
    ("text", "op", "parts"),
    [
        (" + ".join(f"{i}*u{i % 50}**2" for i in range(1, 100_001)), "add", 100_000),
        ("-" * 100_000 + "u", "sym", 1), ("*".join(["u"] * 100_000), "mul", 100_000),
        ("(" * MAX_DEPTH + "u" + ")" * MAX_DEPTH, "sym", 1), ("+".join(["u**u", "exp(u)", "(u*v)"] * 150), "add", 450),
        (" " * 3_000_000 + "u", "sym", 1),
    ],
    ids=["sum of 1.4 MB", "signs", "product", "brackets", "calls", "spaces"],
)
def test_long_texts_are_read(text: str, op: str, parts: int) -> None:
    start = time.process_time()
    e = parse(text)
    assert time.process_time() - start < 20
    assert (e.op, len(e.args)) == (op, parts)


words = st.sampled_from([
    "u", "v", "0", "1", "2.5", "1e3", "+", "-", "*", "/", "**", "(", ")", ",", "<", "=", ">=", "!=", ".", " ",
    "exp(", "log(", "sqrt(",
    "cot(", "Max(", "Piecewise((", "True", "E", "pi", "λ", "gamma", "^", "__", "\n", "é", "∞", "if", "9" * 40,
])


@settings(fixed, max_examples=400)
@given(st.one_of(st.text(max_size=60), st.lists(words, max_size=25).map("".join)), st.sampled_from([None, ["u", "v"]]))
def test_any_text_is_read_or_refused_with_a_column(text: str, declared: list[str] | None) -> None:
    try:
        parse(text, declared)
    except InputError as refused:
        for line in refused.problems:
            found = re.match(r"column (\d+): \S", line)
            assert found, line
            assert 1 <= int(found[1]) <= len(text) + 1
            assert line.isprintable()


def test_greek_letters_are_called_as_unicode_calls_them() -> None:
    seen = 0
    for letter in map(chr, range(0x391, 0x3CA)):
        words = unicodedata.name(letter, "").replace("LAMDA", "LAMBDA").split()
        if "LETTER" in words and "WITH" not in words:
            name = words[-1].capitalize() if letter.isupper() else words[-1].lower()
            assert parse(letter, [name]) == sym(name)
            seen += 1
    assert seen == 49


@fixed
@given(st.text(alphabet="λμπuvΩ_1", min_size=1, max_size=6))
def test_a_greek_letter_is_its_name(name: str) -> None:
    assert spelled(name).isascii()
    assert spelled(spelled(name)) == spelled(name)
