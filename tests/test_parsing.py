"""`mirrorsym.parsing`: pair files and command-line formulas, read, refused in one line a mistake, and written back."""

from __future__ import annotations

import os
import time
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mirrorsym.errors import InputError
from mirrorsym.expression import Expression, call, num, relation, sym
from mirrorsym.grammar import parse
from mirrorsym.maps import Pair
from mirrorsym.parsing import MAX_FILE, pair_from_formulas, read_pair, write_pair

fixed = settings(derandomize=True, max_examples=100, suppress_health_check=[HealthCheck.too_slow])

WHOLE = """\
schema = "mirrorsym.pair/1"
title  = "u2-v2 with weight decay"

[variables]
v = "0 < v < 1"
u = "u != 0"
w = ""

[parameters]
c = "real"
k = "positive integer"
lam = "lam > 1/2"

[map]
g = ["u**2 - v**2", 0.1]
h = "c*(u**2 + v**k)"
where = ["u*v > lam", "w > u"]

[init]
u = "lam"
v = 0.5

[options]
copies = 3
"""


def lines(source: object) -> list[str]:
    """The problems that reading `source` reports."""
    with pytest.raises(InputError) as caught:
        read_pair(source)  # type: ignore[arg-type]
    assert all(len(p) < 500 and p.isprintable() for p in caught.value.problems)
    return list(caught.value.problems)


# -- what a file says ---------------------------------------------------------------------------------------------
def test_whole_file(tmp_path: Path) -> None:
    pair = read_pair(WHOLE)
    assert pair == Pair(
        g=["u**2 - v**2", "1/10"], h="c*(u**2 + v**k)", variables=["v", "u", "w"],
        domain=["0 < v < 1", "u != 0", "u*v > lam", "w > u"], init={"u": "lam", "v": "1/2"}, copies=3,
        parameters={"c": "real", "k": "positive integer", "lam": "lam > 1/2"}, title="u2-v2 with weight decay")
    file = tmp_path / "a=b.toml"
    file.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert read_pair(file) == read_pair(str(file)) == pair


def test_matrices() -> None:
    pair = read_pair("""
        [variables]
        U = "matrix 3 2"
        V = "matrix 3 2"
        [map]
        g = "U*V.T"
        h = "trace(U.T*U) + trace(V.T*V)"
        where = ["U_1_1 > 0"]
        [init]
        U = "identity"
        V = [["s", 0], [0.5, "2*s"], [1, "1/3"]]
    """)
    assert pair.matrices == (("U", 3, 2), ("V", 3, 2))
    assert len(pair.w) == 12
    assert len(pair.g) == 9
    assert str(pair.g[1]) == "U_1_1*V_2_1 + U_1_2*V_2_2"
    assert " ".join(str(e) for _, e in pair.init) == "1 0 0 1 0 0 s 0 1/2 2*s 1 1/3"
    assert read_pair(write_pair(pair)) == pair
    assert 'U = "matrix 3 2"' in write_pair(pair)


def test_a_variable_may_have_any_name() -> None:
    pair = read_pair('[variables]\nmatrix = "matrix > 0"\nE = ""\n"λ" = "λ > 0"\n[map]\ng = ["matrix*E", "λ"]\n')
    assert pair.w == ("matrix", "E", "lambda")


# -- mistakes -----------------------------------------------------------------------------------------------------
def test_ten_mistakes_give_ten_lines() -> None:
    found = lines("""
        schema = "mirrorsym.pair/9"
        titel = "typo"
        [variables]
        u = "u >= 0"
        v = 3
        "2w" = ""
        [parameters]
        c = "postive"
        [map]
        g = ["u**2 - z", "v +", true]
        h = "1/0"
        where = ["v"]
        [init]
        q = 1
        u = "log(-1)"
        [options]
        copies = 0
    """)
    places = ["schema", "titel", "variables.u", "variables.v", "variables.2w", "parameters.c", "map.g[0]", "map.g[1]",
              "map.g[2]", "map.h", "map.where[0]", "init.q", "init.u", "options.copies"]
    assert sorted(line.partition(": ")[0] for line in found) == sorted(places)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[map]\n", "variables: missing"), ("[variables]\n[map]\ng = 'u'\n", "map.g[0]: column 1: unknown symbol 'u'"),
        ("variables = 3\n[map]\ng = 'u'\n", "variables: a section with keys is expected"),
        ("[variables]\nu = ''\n[map]\nG = 'u'\n", "map.G: unknown key, did you mean 'g'? (keys: g, h, where)"),
        ("[variables]\nu = ''\n[map]\ng = []\n", "map.g: at least one coordinate is needed"),
        ("[variables]\nu = 'matrix 3'\n[map]\ng = '1'\n", "variables.u: a matrix of 3 rows and 2"),
        ("[variables]\nu = 'real'\n[map]\ng = 'u'\n", "variables.u: write a condition such as 'u > 0', or nothing"),
        ("[variables]\nu = ''\n[map]\ng = 'u'\n[options]\ncopies = 2.0\n", "options.copies: a whole number is"),
        ("[variables]\nu = ''\n[map]\ng = 'u'\nh = 1979-05-27\n", "map.h: a formula is text in quotes or a number"),
        ("[variables]\nu = ''\n[map]\ng = 'u'\n[init]\nu = [[true]]\n", "init.u: a formula is text in quotes"),
        ("[variables]\nu = ''\n[map]\ng = 'u'\n[init]\nu = [[1]]\n", "init.u: text, a real number or a SymPy"),
        ("[variables]\nu = ''\n[map]\ng = inf\n", "map.g[0]: Infinity is not a number"),
        ("[variables]\nu = ''\n[map]\ng = 1e999999999\n", "map.g[0]: a decimal exponent beyond"),
        ("[variables]\nU = 'matrix 2 2'\nU_1_1 = ''\n[map]\ng = 'U'\n", "variables.U_1_1: the variable 'U_1_1'"),
        ("[variables]\nu = ''\nu = ''\n", "not a pair file (TOML): Cannot overwrite a value (at line 3"),
        ("u**2 - v**2\n", "not a pair file (TOML): Expected '='"),
        ("a = " + "[" * 100_000 + "\n", "not a pair file: brackets nested too deeply"),
        ("a = 1" + "0" * 100_000 + "\n", "not a pair file (TOML): Exceeds the limit"),
        (".".join("a" * 1_000_000) + " = 1\n", "not a pair file: a key with more than 30 dots"),
        ("[" + ' . "a"' * 100_000 + "]\n", "not a pair file: a key with more than 30 dots"),
        ("[variables]\n'a\tb: c' = ''\n[map]\ng = 1\n", "variables.'a\\tb: c': 'a\\tb: c': a name is letters"),
        ("x" * MAX_FILE + "\n", f"a pair file has at most {MAX_FILE} bytes"),
    ],
    ids=lambda text: text[:30],
)
def test_one_mistake_gives_one_line(text: str, line: str) -> None:
    start = time.process_time()
    found = [p for p in lines(text) if p not in {"map: missing", "map.g: missing"}]
    assert len(found) == 1, found
    assert found[0].startswith(line), found
    assert time.process_time() - start < 10


def test_long_formulas_with_decimals_are_no_keys() -> None:
    sum_ = " + ".join(f"0.{k}*u" for k in range(1, 200))
    for quote in ('"', "'", '"""', "'''"):
        read_pair(f"[variables]\nu = ''\n[map]\ng = {quote}{sum_}{quote}\n[init]\nu = 0.5 # {'a.' * 100}\n")


def test_files_that_are_none(tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.toml"
    garbage.write_bytes(bytes(range(256)) * 10)
    huge = tmp_path / "huge.toml"
    with huge.open("wb") as file:
        file.truncate(MAX_FILE + 1)
    brackets = tmp_path / "brackets.toml"
    brackets.write_text("[variables]\nu = ''\n[map]\ng = '" + "(" * 7_900_000 + "'\n")
    for source, phrase in [
        (garbage, "is not a text file: byte 129 is not UTF-8"), (huge, "at most"), (tmp_path, "is a directory"),
        (tmp_path / "missing.toml", "there is no such file"), (str(tmp_path / "no\0name"), "cannot be read"),
        ("x" * 5000, "cannot be read"), (garbage / "x", "cannot be read"), (brackets, "map.g[0]: column 4000001"),
        ("", "is a directory"),
    ]:
        found = lines(source)
        assert len(found) == 1
        assert phrase in found[0], found


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX system")
def test_an_endless_file_ends() -> None:
    assert "at most" in lines("/dev/zero")[0]


@settings(fixed, max_examples=200)
@given(st.one_of(st.text(max_size=200), st.binary(max_size=200).map(lambda raw: raw.decode("latin-1"))),
       st.integers(0, len(WHOLE)), st.integers(0, 20))
def test_any_text_is_read_or_refused(text: str, at: int, cut: int) -> None:
    for damaged in (text + "\n", WHOLE[:at] + text[:8] + WHOLE[at + cut:]):
        try:
            read_pair(damaged)
        except InputError as refused:
            said = refused.problems
        else:
            said = ("fine",)
        assert said
        assert all(line.isprintable() and line.strip() for line in said)


# -- formulas of the command line ---------------------------------------------------------------------------------
def test_formulas() -> None:
    pair = pair_from_formulas(["u**2 - c*v**2"], "lam*(u + b)", "v > 0, u > Max(0, b)", " v = Max(1, c), u = u_0 ",
                              ["c nonzero", "0 < lam", "lam < 1"])
    assert pair.w == ("u", "v", "b")
    assert [str(c) for c in pair.M.conditions] == ["v > 0", "u > Max(0, b)"]
    assert [str(e) for _, e in pair.init] == ["u_0", "Max(1, c)", "b0"]
    assert [str(c) for c in pair.M.assumptions] == ["c != 0", "0 < lam", "lam < 1"]
    assert pair_from_formulas(["u"]) == Pair(g="u")
    assert pair_from_formulas(["c*u"], params=["c"]).parameters[0].kind == "real"


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"g": []}, "g: at least one"), ({"g": ["u", "u +"]}, "g[1]: column 4:"),
        ({"on": "u > 0, v"}, "--on: column 8:"), ({"init": "w = 1"}, "--init w: 'w' is not a variable"),
        ({"init": "u"}, "--init: column 1: a starting point such as 'u = 1'"),
        ({"init": "u = 1, "}, "--init: column 8:"), ({"init": "u = 1 $"}, "--init: column 7:"),
        ({"init": "u = (1, v = 2"}, "--init u: column 7:"), ({"init": "u = 1/0"}, "--init u: column 6: division"),
        ({"params": ["c foo"]}, "--param 'c foo': 'foo' is neither a kind"),
        ({"params": [""]}, "--param '': '': a name"), ({"params": ["> 0"]}, "--param ?: '?': a name is"),
        ({"params": ["c real", "c > 0"]}, "--param c: the parameter 'c'"),
    ],
)
def test_a_mistake_in_the_options(options: dict[str, object], line: str) -> None:
    with pytest.raises(InputError) as caught:
        pair_from_formulas(**{"g": ["u"], **options})  # type: ignore[arg-type]
    assert len(caught.value.problems) == 1, caught.value.problems
    assert caught.value.problems[0].startswith(line)


# -- back to a file -----------------------------------------------------------------------------------------------
leaves = st.one_of(st.sampled_from([sym("u"), sym("v"), sym("c")]), st.fractions(-3, 3, max_denominator=4).map(num))
formulas = st.recursive(leaves, lambda below: st.one_of(
    st.builds(lambda a, b: a + b, below, below), st.builds(lambda a, b: a * b, below, below),
    st.builds(lambda a, b: a / b, below, below), st.builds(lambda a, n: a**n, below, st.sampled_from([2, -1, 0])),
    st.builds(lambda a: call("exp", a), below), st.builds(lambda a: Expression("log", (a,)), below)), max_leaves=6)
conditions = st.builds(relation, st.sampled_from(["<", ">", "!="]), formulas, formulas)


@fixed
@given(st.lists(formulas, min_size=1, max_size=3), st.none() | formulas, st.lists(conditions, max_size=4),
       st.dictionaries(st.sampled_from("uv"), st.sampled_from(["1/2", "u0", "s", "c**2"])), st.integers(1, 3),
       st.text(max_size=10), st.sampled_from(["real", "integer", "c < 3, c != 1"]))
def test_written_and_read_back(
    g: list[Expression], h: Expression | None, domain: list[Expression], init: dict[str, str], copies: int, title: str,
    kind: str,
) -> None:
    try:
        pair = Pair(g=g, h=h, domain=domain, init=init, parameters={"c": kind}, variables="vu", copies=copies,
                    title=title)
    except InputError:
        assume(False)
    assert read_pair(write_pair(pair)) == pair


def test_conditions_keep_their_order() -> None:
    for domain in permutations(["u > 0", "v > 0", "u < 1", "u*v > 1"]):
        pair = Pair(g="u + v", domain=domain, variables="vu")
        assert read_pair(write_pair(pair)) == pair
    assert 'v = "v > 0"\nu = "u > 0, u < 1"' in write_pair(Pair(g="u", domain="v > 0, u > 0, u < 1", variables="vu"))


def test_what_no_file_says_is_refused() -> None:
    odd = Pair(g="u*sqrt", variables=["u", "sqrt"])
    assert read_pair(write_pair(odd)) == odd
    with pytest.raises(InputError):
        write_pair(Pair(g=[parse("sqrt(u)"), sym("sqrt")]))
