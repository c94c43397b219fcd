"""`mirrorsym.maps.Pair`: what can be given, in which form it is kept, and which pairs are refused."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from mirrorsym.domain import Domain, Parameter
from mirrorsym.errors import InputError
from mirrorsym.expression import num, relation, sym
from mirrorsym.grammar import parse
from mirrorsym.maps import Pair


def problems(**fields: object) -> tuple[str, ...]:
    """What `Pair(**fields)` says against the fields."""
    with pytest.raises(InputError) as caught:
        Pair(**fields)  # type: ignore[arg-type]
    return caught.value.problems


def test_text_and_defaults() -> None:
    pair = Pair(g=["u**2 - v**2"], h="c*(u**2 + w)", domain=["0 < u < 1", "v != w"], parameters={"c": "positive"})
    assert pair.w == ("u", "v", "w")
    assert [str(c) for c in pair.M.conditions] == ["0 < u", "u < 1", "v != w"]
    assert pair.init == (("u", sym("u0")), ("v", sym("v0")), ("w", sym("w0")))
    assert pair.parameters == (Parameter.of("c", "positive"),)
    assert pair.joint == (parse("u**2 - v**2"), parse("c*(u**2 + w)"))
    assert (pair.copies, pair.title, pair.matrices) == (1, "", ())
    assert pickle.loads(pickle.dumps(pair)) == pair  # noqa: S301 - our own bytes
    assert pair.to_json()["parameters"] == {"c": "positive"}


def test_one_text_may_stand_alone() -> None:
    assert Pair(g="u", domain="u > 0, u < 1") == Pair(g=["u"], domain=["u > 0", "u < 1"])
    assert Pair(g="u", domain="").M.conditions == ()


def test_all_ways_in_give_the_same_pair() -> None:
    import sympy

    u, v = sympy.symbols("u v", real=True)
    texts = Pair(g=["u**2/v"], h="u + v", domain=["v > 0"], init={"u": "1/2", "v": 2})
    ours = Pair(g=[sym("u") ** 2 / sym("v")], h=sym("u") + sym("v"), domain=[relation(">", sym("v"), num(0))],
                init={"u": 0.5, "v": num(2)})
    theirs = Pair(g=sympy.Matrix([u**2 / v]), h=u + v, domain=v > 0, init={u: sympy.Rational(1, 2), v: 2},
                  variables=[u, v])
    domain = Pair(g=["u**2/v"], h="u + v", domain=texts.M, init={"u": "0.5", "v": "4/2"})
    assert texts == ours == theirs == domain


def test_parameters() -> None:
    pair = Pair(g=["E*u + gamma"], h="k*u", parameters={"E": "c > 1/2, E < 1", "gamma": "nonzero", "c": "real",
                                                        "k": "positive integer"})
    assert pair.w == ("u",)
    assert [str(c) for c in pair.M.assumptions] == ["c > 1/2", "E < 1", "gamma != 0", "k > 0"]
    assert pair.parameters[3].integer
    assert Pair(g="λ*u", parameters={"λ": "real"}, init={"u": "λ"}).init == (("u", sym("lambda")),)


def test_starting_points() -> None:
    pair = Pair(g=["u + v + w + u0"], init={"u": "2*s", "v": "s", "w": "sqrt(c)"}, parameters={"c": "positive"})
    assert [str(e) for _, e in pair.init] == ["2*s", "s", "sqrt(c)", "u00"]
    assert dict(Pair(g=["u + u0"]).init) == {"u": sym("u0_"), "u0": sym("u00")}
    assert dict(Pair(g=["u + v"], init={"v": "u0"}).init) == {"u": sym("u0_"), "v": sym("u0")}


def test_matrices() -> None:
    pair = Pair(g="U*V.T", h="trace(U.T*U) + c*det(V)", variables=["U", "V", "c"], matrices=[("U", 2, 2), ("V", 2, 2)],
                domain=["det(U) > 0", "c != 0"], init={"U": "2*identity", "V": [[1, 0], ["s", "1/2"]], "c": "s"})
    assert pair.w == ("U_1_1", "U_1_2", "U_2_1", "U_2_2", "V_1_1", "V_1_2", "V_2_1", "V_2_2", "c")
    assert [str(e) for e in pair.g[:2]] == ["U_1_1*V_1_1 + U_1_2*V_1_2", "U_1_1*V_2_1 + U_1_2*V_2_2"]
    assert [str(e) for _, e in pair.init] == ["2", "0", "0", "2", "1", "0", "s", "1/2", "s"]
    assert str(pair.M.conditions[0]) == "U_1_1*U_2_2 - U_1_2*U_2_1 > 0"
    free = Pair(g="U*U.T", matrices=[("U", 2, 1)])
    assert [str(e) for _, e in free.init] == ["U0_1_1", "U0_2_1"]
    assert [str(e) for _, e in Pair(g="U*U.T", matrices=[("U", 2, 1)], init={"U": "W"}).init] == ["W_1_1", "W_2_1"]
    assert [str(e) for _, e in Pair(g="x.T*x", matrices=[("x", 2, 1)], init={"x": "identity"}).init] == ["1", "0"]


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"g": ["u - z"], "variables": ["u"]}, "g[0]: column 5: unknown symbol 'z'"),
        ({"g": ["u", "2u"]}, "g[1]: column 1: write 2*u"),
        ({"g": ["u > 0"]}, "g[0]: column 3: a formula is expected, not a relation"),
        ({"g": [relation(">", sym("u"), num(0))]}, "g[0]: a formula is expected, not the relation 'u > 0'"),
        ({"g": []}, "g: at least one coordinate"), ({"g": "2"}, "g: no variable occurs"),
        ({"g": "u", "domain": ["u >= 0"]}, "domain[0]: 'u >= 0' is not a strict inequality"),
        ({"g": "u", "domain": ["u = 1"]}, "domain[0]: 'u = 1' is not a strict"),
        ({"g": "u", "domain": ["u"]}, "domain[0]: column 1: a condition such as"),
        ({"g": "u", "domain": ["u >"]}, "domain[0]: column 4:"),
        ({"g": "u", "domain": Domain(("u",), (relation(">=", sym("u"), num(0)),))}, "domain: 'u >= 0' is not a strict"),
        ({"g": "u + _t1"}, "g[0]: '_t1': names that begin with _t are reserved"),
        ({"g": "u + a__b"}, "g[0]: column 5: 'a__b': a name with two underscores"),
        ({"g": [sym("a__b")]}, "g[0]: 'a__b': a name with two underscores"),
        ({"g": "u", "variables": ["u", "2u"]}, "variables[1]: '2u': a name is letters"),
        ({"g": "u", "variables": ["u", "if"]}, "variables[1]: 'if': this word is reserved"),
        ({"g": "u", "variables": ["u", "u"]}, "variables[1]: the variable 'u' is there already"),
        ({"g": "λ", "variables": ["λ", "lambda"]}, "variables[1]: the variable 'lambda' is there already"),
        ({"g": "u", "variables": ["u", None]}, "variables[1]: 'None': a name is letters"),
        ({"g": "c*u", "variables": ["u", "c"], "parameters": {"c": "real"}}, "parameters.c: 'c' is a variable as well"),
        ({"g": "c*u", "parameters": {"c": "postive"}}, "parameters.c: 'postive' is neither a kind (real, positive,"),
        ({"g": "c*u", "parameters": {"c": "c > z"}}, "parameters.c: column 5: unknown symbol 'z'"),
        ({"g": "c*u", "parameters": {"c": "d > 0", "d": "real"}}, "parameters.c: the condition does not mention 'c'"),
        ({"g": "c*u", "parameters": {"c": 3}}, "parameters.c: a condition such as 'u > 0' is expected"),
        ({"g": "u", "init": {"w": 1}}, "init.w: 'w' is not a variable (variables: u)"),
        ({"g": "u*v", "init": {"u": "v"}}, "init.u: the starting point cannot depend on the variable 'v'"),
        ({"g": "u", "init": {"u": "2*s"}}, "init.u: column 3: unknown symbol 's'"),
        ({"g": "u", "init": {"u": "_s"}}, "init.u: column 1: unknown symbol '_s'"),
        ({"g": "u", "init": {"u": sym("_s")}}, "init.u: unknown symbol '_s'"),
        ({"g": "u", "init": {"u": 1j}}, "init.u: text, a real number or a SymPy expression is expected, not complex"),
        ({"g": "u", "init": {"u": "log(-1)"}}, "init.u: column 1: log(-1) is not real"),
        ({"g": "u", "copies": 0}, "copies: a positive whole number is needed, not 0"),
        ({"g": "u", "copies": 2.0}, "copies: a positive whole number is needed"),
        ({"g": None}, "g[0]: text, a real number or a SymPy expression is expected, not NoneType"),
        ({"g": "U", "h": "U", "matrices": [("U", 2, 2)]}, "h: a 2 x 2 matrix stands where a number is needed; trace"),
        ({"g": "U", "matrices": [("U", 0, 2)]}, "matrices.U: a matrix has 1 or more rows"),
        ({"g": "U", "matrices": [("U", 101, 100)]}, "matrices.U: more than 10000 entries"),
        ({"g": "U", "matrices": [("U", 2, 1)], "init": {"U": [[1], [2], [3]]}}, "init.U: 2 rows of 1 entries"),
        ({"g": "U", "matrices": [("U", 2, 1)], "init": {"U": [[1], ["1/0"]]}}, "init.U[1][0]: column 2: division"),
        ({"g": "U", "matrices": [("U", 2, 1)], "init": {"U": "2"}}, "init.U: a 2 x 1 matrix is needed, not a number"),
        ({"g": ["U", "u"], "matrices": [("U", 2, 1)], "init": {"U": "u"}}, "init.U: a 2 x 1 matrix is needed"),
        ({"g": "U_1_1", "variables": ["U_1_1"], "matrices": [("U", 2, 1)]}, "matrices.U: its entries are not among"),
    ],
)
def test_one_mistake_gives_one_line(fields: dict[str, object], line: str) -> None:
    found = problems(**fields)
    assert len(found) == 1, found
    assert found[0].startswith(line), found


def test_complex_values_are_refused() -> None:
    import sympy

    assert len(problems(g=[sympy.I * sympy.Symbol("u", real=True)])) == 1


def test_mistakes_are_collected() -> None:
    found = problems(g=["u +", "z9"], h="1/0", domain=["u >= 0", "u"], init={"q": 1, "u": "1/0"}, copies=-1,
                     variables=["u"], parameters={"c": "foo", "2": "real"})
    assert len(found) == 10
    assert len({line.partition(":")[0] for line in found}) == 10


def test_order_does_not_depend_on_the_hash_seed() -> None:
    code = ("from mirrorsym import Pair; p = Pair(g=['z*y + x', 'a/b'], h='c + d', domain='q > r'); "
            "import sys; sys.stdout.write(' '.join(p.w))")
    seen = {subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True,
                           check=True, timeout=60).stdout for seed in ("0", "1", "2")}
    assert seen == {"z y x a b c d q r"}
